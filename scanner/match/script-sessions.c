/* Statements of SQL as far as schemas go: which ones change one, and which locks a session takes. It looks at the text alone, so that what `echo` writes
 * into a client can be read like what a parser found. */
#include "match/script-sessions.h"

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || strchr("_$.#@{}-:", c) || (unsigned char)c >= 0x80;
}

/* The next word, without its quotes; false at the end. What stands between words is passed over. */
static bool next_word(up_str text, size_t *at, up_str *ret_word)
{
	while (*at < text.len && !is_name_byte(text.s[*at]) && !strchr("\"`'[", text.s[*at]))
		++*at;
	if (*at >= text.len)
		return false;
	char quote = text.s[*at];
	if (strchr("\"`'[", quote)) {
		size_t end = up_str_find_byte(text, quote == '[' ? ']' : quote, *at + 1);
		*ret_word = up_str_slice(text, *at + 1, end);
		*at = end == SIZE_MAX ? text.len : end + 1;
		return true;
	}
	size_t start = *at;
	while (*at < text.len && text.s[*at] && is_name_byte(text.s[*at]))
		++*at;
	*at += *at == start;
	*ret_word = up_str_slice(text, start, *at);
	return true;
}

static bool is_listed(up_str word, const char *list)
{
	char upper[24];
	if (!word.len || word.len >= sizeof upper)
		return false;
	for (size_t i = 0; i < word.len; i++)
		upper[i] = word.s[i] >= 'a' && word.s[i] <= 'z' ? (char)(word.s[i] - 'a' + 'A') : word.s[i];
	return up_str_is_listed((up_str){ upper, word.len }, list);
}

static bool contains(up_str text, const char *part)
{
	up_str needle = up_str_from(part);
	for (size_t i = 0; i + needle.len <= text.len; i++)
		if (up_lower(text.s[i]) == needle.s[0] && up_str_starts_nocase(up_str_slice(text, i, text.len), needle))
			return true;
	return false;
}

/* --- what a statement changes -------------------------------------------------------------------------------------------- */

/* The name behind IF NOT EXISTS and its kin. */
static up_str name_from(up_str text, size_t at)
{
	up_str word;
	while (next_word(text, &at, &word))
		if (!is_listed(word, "IF NOT EXISTS ONLY CONCURRENTLY ONLINE OFFLINE IGNORE TABLE VIEW"))
			return word;
	return UP_STR("");
}

/* CREATE INDEX x ON t: the table. */
static up_str name_after_on(up_str text, size_t at)
{
	up_str word;
	while (next_word(text, &at, &word))
		if (is_listed(word, "ON"))
			return name_from(text, at);
	return UP_STR("");
}

static struct up_schema_change created(up_str text, size_t at)
{
	up_str word;
	bool is_temporary = false;
	while (next_word(text, &at, &word)) {
		is_temporary |= is_listed(word, "TEMP TEMPORARY");
		if (is_listed(word, "INDEX"))
			return (struct up_schema_change){ UP_SCHEMA_CHANGES, "CREATE INDEX ON", name_after_on(text, at) };
		if (is_listed(word, "TABLE"))
			return (struct up_schema_change){ is_temporary ? UP_SCHEMA_MAKES_TEMPORARY : UP_SCHEMA_MAKES, "CREATE TABLE",
							  name_from(text, at) };
		if (is_listed(word, "DATABASE") && !contains(text, "if not exists"))
			return (struct up_schema_change){ UP_SCHEMA_BEGINS, "CREATE DATABASE", name_from(text, at) };
		if (!is_listed(word, "UNIQUE FULLTEXT SPATIAL CLUSTERED NONCLUSTERED BITMAP TEMP TEMPORARY GLOBAL LOCAL UNLOGGED FOREIGN "
				     "COLUMNSTORE"))
			break;
	}
	return (struct up_schema_change){ 0 };
}

/* A block of procedural SQL. */
static struct up_schema_change changed_in_block(up_str text)
{
	static const char *const parts[][2] = { { "alter table", "DO … ALTER TABLE" },
						{ "drop table", "DO … DROP TABLE" },
						{ "create index", "DO … CREATE INDEX" },
						{ "sp_rename", "sp_rename" } };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (contains(text, parts[i][0]))
			return (struct up_schema_change){ UP_SCHEMA_CHANGES, parts[i][1], UP_STR("") };
	return (struct up_schema_change){ 0 };
}

struct up_schema_change up_schema_change_of(up_str text)
{
	static const struct {
		const char *first, *second, *verb;
	} changes[] = {
		{ "ALTER", "TABLE", "ALTER TABLE" },       { "ALTER", "FOREIGN", "ALTER FOREIGN TABLE" },
		{ "ALTER", "TYPE", "ALTER TYPE" },         { "ALTER", "VIEW", "ALTER VIEW" },
		{ "ALTER", "SEQUENCE", "ALTER SEQUENCE" }, { "ALTER", "MATERIALIZED", "ALTER MATERIALIZED VIEW" },
		{ "ALTER", "INDEX", "ALTER INDEX" },       { "ALTER", "DOMAIN", "ALTER DOMAIN" },
		{ "DROP", "TABLE", "DROP TABLE" },         { "DROP", "INDEX", "DROP INDEX" },
		{ "DROP", "VIEW", "DROP VIEW" },           { "DROP", "TYPE", "DROP TYPE" },
		{ "DROP", "SEQUENCE", "DROP SEQUENCE" },   { "DROP", "MATERIALIZED", "DROP MATERIALIZED VIEW" },
		{ "DROP", "TRIGGER", "DROP TRIGGER" },     { "DROP", "SCHEMA", "DROP SCHEMA" },
		{ "RENAME", "TABLE", "RENAME TABLE" },
	};
	size_t at = 0;
	up_str first, second;
	if (!next_word(text, &at, &first))
		return (struct up_schema_change){ 0 };
	if (is_listed(first, "CREATE"))
		return created(text, at);
	if (is_listed(first, "DO EXEC EXECUTE BEGIN"))
		return changed_in_block(text);
	if (!is_listed(first, "ALTER DROP RENAME") || !next_word(text, &at, &second))
		return (struct up_schema_change){ 0 };
	/* Who owns it is nothing that an application sees. */
	if (is_listed(first, "ALTER") && contains(text, " owner to "))
		return (struct up_schema_change){ 0 };
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (is_listed(first, changes[i].first) && is_listed(second, changes[i].second))
			return (struct up_schema_change){ UP_SCHEMA_CHANGES, changes[i].verb, name_from(text, at) };
	return (struct up_schema_change){ 0 };
}

/* --- what a session holds ------------------------------------------------------------------------------------------------ */

void up_session_take(struct up_session *session, up_str text)
{
	size_t at = 0;
	up_str first;
	if (!next_word(text, &at, &first))
		return;
	if (is_listed(first, "BEGIN START")) {
		session->in_transaction = true;
		session->is_locked |= contains(text, " exclusive") || contains(text, " immediate");
	} else if (is_listed(first, "COMMIT END ROLLBACK")) {
		session->in_transaction = session->is_locked_in_transaction = false;
	}
	if (is_listed(first, "UNLOCK") || contains(text, "pg_advisory_unlock") || contains(text, "release_lock(") ||
	    contains(text, "sp_releaseapplock")) {
		session->is_locked = false;
	} else if (contains(text, "advisory_xact_lock")) {
		session->is_locked_in_transaction = session->in_transaction;
		session->is_given_back = !session->in_transaction;
		session->any = true;
	} else if (is_listed(first, "LOCK") || contains(text, "advisory_lock") || contains(text, "get_lock(") ||
		   contains(text, "sp_getapplock") || contains(text, "dbms_lock")) {
		session->is_locked = session->any = true;
	}
}

bool up_session_is_locked(const struct up_session *session)
{
	return session->is_locked || session->is_locked_in_transaction;
}
