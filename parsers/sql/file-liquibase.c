/* Liquibase's formatted SQL: changesets with attributes, each applied at once, with lines that undo it.
 * docs.liquibase.com/concepts/changelogs/sql-format.html */
#include "common/command.h"
#include "sql/sql.h"

struct changeset {
	struct up_sql *sql;
	up_str attributes; /* behind author:id */
	up_str author, id;
	up_span line, body;
	struct up_text_builder rollback;
	bool has_rollback, has_rollback_text, is_rollback_empty, marks_run;
};

/* "--changeset a:b", "-- changeset a:b": behind the word; empty: the line is not it. */
static up_str behind(up_str line, const char *word)
{
	size_t n = 0;
	while (n < line.len && (line.s[n] == '-' || up_is_blank(line.s[n])))
		n++;
	up_str rest = up_str_slice(line, n, line.len), wanted = up_str_from(word);
	if (n < 2 || line.s[0] != '-' || !up_str_starts_nocase(rest, wanted) || (rest.len > wanted.len && !up_is_space(rest.s[wanted.len])))
		return UP_STR_NULL;
	return up_str_slice(rest, wanted.len, rest.len);
}

/* name:value among attributes. */
static up_str attribute(up_str attributes, const char *name)
{
	up_str wanted = up_str_from(name);
	for (size_t at = up_str_find(attributes, wanted, 0); at != SIZE_MAX; at = up_str_find(attributes, wanted, at + 1)) {
		size_t start = at + wanted.len;
		if ((at && !up_is_blank(attributes.s[at - 1])) || start >= attributes.len || attributes.s[start] != ':')
			continue;
		start++;
		char quote = start < attributes.len && attributes.s[start] == '"' ? '"' : ' ';
		size_t end = start + (quote == '"');
		while (end < attributes.len && attributes.s[end] != quote && (quote == '"' || !up_is_space(attributes.s[end])))
			end++;
		return up_str_slice(attributes, start + (quote == '"'), end);
	}
	return UP_STR_NULL;
}

static bool is_said(up_str attributes, const char *name, const char *value)
{
	return up_str_eq_nocase(attribute(attributes, name), up_str_from(value));
}

static enum up_dialect dialect_of(const struct changeset *set)
{
	up_str databases = attribute(set->attributes, "dbms");
	enum up_dialect dialect = up_dialect_from_name(up_str_trim(databases));
	return dialect == UP_DIALECT_NONE ? set->sql->dialect : dialect;
}

static const char *transaction_of(const struct changeset *set)
{
	enum up_dialect dialect = dialect_of(set);
	if (dialect == UP_DIALECT_MYSQL || dialect == UP_DIALECT_MARIADB || dialect == UP_DIALECT_ORACLE)
		return "implicit";
	return is_said(set->attributes, "runInTransaction", "false") ? "no" : "yes";
}

static void run_rollback(struct changeset *set, struct up_migration *migration)
{
	struct up_text text = up_text_end(&set->rollback);
	if (!set->has_rollback_text)
		return;
	migration->is_down = true;
	struct up_sql inner = *set->sql;
	inner.dialect = migration->dialect;
	const struct up_command_context context = { .flags = set->sql->flags, .migration = migration, .sql = &inner };
	up_embed_as(set->sql->p, &(struct up_embedded){ .parser = "sql", .text = &text, .origin = "rollback", .context = &context });
	migration->is_down = false;
}

static void read_changeset(struct changeset *set)
{
	struct up_parse *p = set->sql->p;
	struct up_migration migration = { .runner = "liquibase", .dialect = dialect_of(set), .version = set->id };
	up_migration_set(p, &migration, "part", UP_STR("up"));
	up_migration_set(p, &migration, "transaction", up_str_from(transaction_of(set)));
	up_migration_set(p, &migration, "down",
			 set->has_rollback_text ? UP_STR("written")
			 : set->has_rollback    ? UP_STR("empty")
						: UP_STR("missing"));
	if (set->author.len)
		up_migration_set(p, &migration, "author", set->author);
	if (set->id.len)
		up_migration_set(p, &migration, "id", set->id);
	if (attribute(set->attributes, "context").len)
		up_migration_set(p, &migration, "context", attribute(set->attributes, "context"));
	if (is_said(set->attributes, "runAlways", "true"))
		up_migration_set(p, &migration, "run-always", UP_STR_NULL);
	if (is_said(set->attributes, "runOnChange", "true"))
		up_migration_set(p, &migration, "run-on-change", UP_STR_NULL);
	if (is_said(set->attributes, "failOnError", "false"))
		up_migration_set(p, &migration, "ignores-errors", UP_STR_NULL);
	if (set->marks_run)
		up_migration_set(p, &migration, "marks-run", UP_STR_NULL);
	if (!up_migration_state(p, &migration, set->line))
		return;
	enum up_dialect dialect = set->sql->dialect;
	up_str delimiter = attribute(set->attributes, "endDelimiter");
	set->sql->dialect = migration.dialect;
	set->sql->migration = &migration;
	/* The usual ones are read without being told; a regular expression is not understood. */
	up_sql_read(set->sql, set->body,
		    delimiter.len && !strpbrk(up_arena_copy(set->sql->arena, delimiter).s, "\\|*") ? delimiter : UP_STR_NULL);
	run_rollback(set, &migration);
	set->sql->dialect = dialect;
	set->sql->migration = NULL;
}

static void begin_changeset(struct changeset *set, up_str said, up_span line)
{
	struct up_sql *sql = set->sql;
	*set = (struct changeset){ .sql = sql, .line = line, .body = { line.end, line.end } };
	up_text_begin(&set->rollback, sql->arena);
	said = up_str_trim(said);
	size_t blank = 0;
	while (blank < said.len && !up_is_space(said.s[blank]))
		blank++;
	up_str name = up_str_slice(said, 0, blank);
	size_t colon = up_str_find_byte(name, ':', 0);
	set->author = colon == SIZE_MAX ? UP_STR_NULL : up_str_slice(name, 0, colon);
	set->id = colon == SIZE_MAX ? name : up_str_slice(name, colon + 1, name.len);
	set->attributes = up_str_slice(said, blank, said.len);
}

static void add_rollback(struct changeset *set, up_str said)
{
	up_str text = up_str_trim(said), all = up_parse_source(set->sql->p)->bytes;
	set->has_rollback = true;
	if (!text.len || up_str_eq_nocase(text, UP_STR("empty")) || up_str_starts_nocase(text, UP_STR("not required")))
		return;
	set->has_rollback_text = true;
	up_text_copy(&set->rollback, text, (uint32_t)(text.s - all.s));
	up_text_put(&set->rollback, UP_STR("\n"), (uint32_t)(text.s - all.s + (ptrdiff_t)text.len));
}

void up_sql_read_changesets(struct up_sql *sql)
{
	up_str text = up_parse_source(sql->p)->bytes;
	struct changeset set = { .sql = sql };
	bool is_open = false;
	for (size_t at = 0, end; at < text.len && !up_parse_stopped(sql->p); at = end + 1) {
		end = up_str_find_byte(text, '\n', at);
		end = end == SIZE_MAX ? text.len : end;
		up_str line = up_str_slice(text, at, end);
		if (!line.len || line.s[0] != '-')
			continue;
		up_str named = behind(line, "changeset");
		if (named.len) {
			set.body.end = (uint32_t)at;
			if (is_open)
				read_changeset(&set);
			is_open = true;
			begin_changeset(&set, named, (up_span){ (uint32_t)at, (uint32_t)end });
		} else if (behind(line, "rollback").s && is_open) {
			add_rollback(&set, behind(line, "rollback"));
		} else if (behind(line, "preconditions").len) {
			set.marks_run |= is_said(behind(line, "preconditions"), "onFail", "MARK_RAN");
		}
	}
	set.body.end = (uint32_t)text.len;
	if (is_open)
		read_changeset(&set);
}
