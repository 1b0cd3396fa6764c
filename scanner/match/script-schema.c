/* Schemas that an upgrade script changes while no lock keeps a second run out. What is new with the script itself is not live. */
#include "match/script-private.h"
#include "match/script-sessions.h"

enum {
	LINE_BYTES = 512, /* behind a command, in which its redirections are looked for */
};

enum where {
	UNSAID,
	HERE, /* this host, by its name */
	AWAY, /* another host, or what a variable says */
};

struct schema {
	struct up_matcher *matcher;
	struct up_script_locks locks;
	up_str made[UP_SCRIPT_FEW]; /* tables that the script makes */
	uint32_t n_made, n_found;
	const struct up_script_command *client, *writer; /* the last one that is given SQL; who writes into it */
	enum where where;                                /* the client's database */
	bool is_new;                                     /* the database is */
	bool had_lock;                                   /* an earlier session took one */
	bool is_full;
	bool has_folder; /* the script speaks of a folder of migrations */
};

static bool is_client(up_str name)
{
	return up_str_is_listed(name, "psql vsql gsql usql mysql mariadb cqlsh clickhouse-client sqlcmd sqlplus isql db2 sqlite3");
}

/* --- is it live? ------------------------------------------------------------------------------------------------------- */

static bool names_this_host(up_str host)
{
	return up_str_starts(host, UP_STR("localhost")) || up_str_starts(host, UP_STR("127.")) || up_str_starts(host, UP_STR("/")) ||
	       up_str_eq(host, UP_STR("::1")) || up_str_contains(host, UP_STR("@localhost")) || up_str_contains(host, UP_STR("@127."));
}

static enum where where_of(const struct up_script_command *client)
{
	for (uint32_t i = 1; client && i < client->fact.n_words; i++) {
		up_str word = up_script_word(client, i);
		bool is_option = up_str_is_listed(word, "-h --host") ||
				 (up_str_eq(client->fact.key, UP_STR("sqlcmd")) && up_str_eq(word, UP_STR("-S")));
		if (is_option)
			return names_this_host(up_script_word(client, i + 1)) ? HERE : AWAY;
		if (up_str_starts(word, UP_STR("--host=")))
			return names_this_host(up_str_slice(word, 7, word.len)) ? HERE : AWAY;
		if (up_str_starts(word, UP_STR("-h")) && word.len > 2)
			return names_this_host(up_str_slice(word, 2, word.len)) ? HERE : AWAY;
		if (up_str_contains(word, UP_STR("://")) || up_str_contains(word, UP_STR("host=")) ||
		    up_str_contains(word, UP_STR("_URL")) || up_str_contains(word, UP_STR("_DSN")))
			return names_this_host(word) ? HERE : AWAY;
	}
	return UNSAID;
}

static bool says_any(up_str text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_contains(text, up_str_from(words[i])))
			return true;
	return false;
}

/* What removes a product takes its schema with it, for good. */
static bool is_removal(const struct up_matcher *matcher)
{
	static const char *const words[] = { "uninstall", "remove",  "postrm", "prerm",  "deinstall",
					     "teardown",  "destroy", "%preun", "%postun" };
	return says_any(up_str_basename(matcher->source->name), words, sizeof words / sizeof *words);
}

/* Is it about what is there already, by its name or its target's? */
static bool is_upgrade(const struct up_matcher *matcher, up_str embedded_in)
{
	static const char *const words[] = { "upgrad", "updat", "migrat", "patch", "schema", "deploy", "release", "steps/" };
	static const char *const first[] = { "install", "setup", "bootstrap", "provision" };
	up_str name = matcher->source->name, base = up_str_basename(name);
	if (matcher->script.role == UP_UPGRADE_RECIPE || matcher->script.role == UP_UPGRADE_JOB)
		return says_any(embedded_in, words, sizeof words / sizeof *words) ||
		       (matcher->script.role == UP_UPGRADE_JOB && says_any(base, words, sizeof words / sizeof *words));
	return says_any(base, words, sizeof words / sizeof *words) ||
	       (up_str_contains(name, UP_STR("steps/")) && !says_any(base, first, sizeof first / sizeof *first));
}

/* Can a second run reach the same database? The package manager, and the first start of a host, do not run twice on one. */
static bool is_shared(const struct schema *schema, up_str embedded_in)
{
	enum where where = schema->where;
	switch (up_script_role(schema->matcher, embedded_in)) {
	case UP_UPGRADE_MAINTAINER:
	case UP_UPGRADE_CLOUD_INIT:
		return where == AWAY;
	case UP_UPGRADE_JOB:
		return where != HERE && is_upgrade(schema->matcher, embedded_in);
	case UP_UPGRADE_NONE:
		return false;
	default:
		return true;
	}
}

static bool is_made_here(const struct schema *schema, up_str name)
{
	for (uint32_t i = 0; i < schema->n_made; i++)
		if (up_str_eq_nocase(schema->made[i], name))
			return true;
	return false;
}

/* Does the change touch what others may be using? What is made new is remembered. */
static bool is_live(struct schema *schema, const struct up_schema_change *change, up_str embedded_in)
{
	if (change->kind == UP_SCHEMA_BEGINS)
		schema->is_new = true;
	if ((change->kind == UP_SCHEMA_MAKES || change->kind == UP_SCHEMA_MAKES_TEMPORARY) && schema->n_made < UP_SCRIPT_FEW)
		schema->made[schema->n_made++] = change->name;
	if (schema->is_new || up_str_starts(change->name, UP_STR("#")))
		return false;
	if (change->kind == UP_SCHEMA_MAKES)
		return is_upgrade(schema->matcher, embedded_in);
	return change->kind == UP_SCHEMA_CHANGES && !is_made_here(schema, change->name);
}

/* --- what is told ------------------------------------------------------------------------------------------------------ */

static bool is_too_many(struct schema *schema, const struct up_script_command *command)
{
	if (!schema->is_full && schema->n_found++ == UP_SCRIPT_FEW) {
		up_script_note_many(schema->matcher, command, "changes of a schema");
		schema->is_full = true;
	}
	return schema->is_full;
}

static up_str change_name(struct up_matcher *matcher, const struct up_schema_change *change)
{
	if (!change->name.len)
		return up_str_from(change->verb);
	return up_arena_printf(matcher->arena, "%s %.*s", change->verb, UP_FMT(up_str_slice(change->name, 0, 80)));
}

/* Why there is none. */
static up_str missing_lock(const struct schema *schema, const struct up_session *session)
{
	if (session->is_given_back)
		return UP_STR("`pg_advisory_xact_lock` outside of a transaction is given back at once");
	if (schema->had_lock)
		return UP_STR("the lock that an earlier session took ended with that session");
	const struct up_script_command *unheeded = schema->locks.unheeded;
	if (unheeded)
		return up_arena_printf(schema->matcher->arena, "nothing looks at whether `%.*s` got one", UP_FMT(unheeded->fact.key));
	return UP_STR("neither the script nor this session takes one");
}

static void tell(struct schema *schema, const struct up_script_command *command, const struct up_schema_change *change,
		 const struct up_session *session)
{
	up_str value = change_name(schema->matcher, change);
	bool is_locked = up_session_is_locked(session) || up_script_is_locked(&schema->locks, command);
	if (!is_locked && !is_too_many(schema, command))
		up_script_state_form(schema->matcher, "schema-changed-unlocked", command, value, missing_lock(schema, session));
}

/* A client that runs all of it in one transaction. */
static bool is_one_transaction(const struct up_script_command *client)
{
	return client && (up_script_has(client, UP_STR("-1")) || up_script_has(client, UP_STR("--single-transaction")));
}

/* The statements [first, end) of one session: the first of them that changes something is told. */
static void look_at_session(struct schema *schema, size_t first, size_t end)
{
	const struct up_script_command *commands = schema->matcher->script.commands;
	/* What `-c` is given goes off as one. */
	bool is_script = up_str_ends(commands[first].embedded_in, UP_STR("here-document"));
	struct up_session session = { .in_transaction = !is_script || is_one_transaction(schema->client) };
	bool is_told = false;
	for (size_t i = first; i < end; i++) {
		up_session_take(&session, commands[i].fact.value);
		struct up_schema_change change = up_schema_change_of(commands[i].fact.value);
		if (!is_live(schema, &change, commands[i].embedded_in) || is_told || !is_shared(schema, commands[i].embedded_in))
			continue;
		is_told = true;
		tell(schema, &commands[i], &change, &session);
	}
	schema->had_lock |= session.any;
}

/* --- what is written into a client ---------------------------------------------------------------------------------------- */

/* echo "ALTER TABLE …" | psql */
static void look_at_echo(struct schema *schema, const struct up_script_command *writer)
{
	struct up_session session = { 0 };
	bool is_told = false;
	for (uint32_t i = 1; i < writer->fact.n_words; i++) {
		up_str text = up_script_word(writer, i);
		if (text.len > 1 && text.s[0] == '"')
			text = up_str_slice(text, 1, text.len - 1);
		for (size_t at = 0; at < text.len;) {
			size_t end = up_str_find_byte(text, ';', at);
			up_str statement = up_str_trim(up_str_slice(text, at, end));
			at = end == SIZE_MAX ? text.len : end + 1;
			up_session_take(&session, statement);
			struct up_schema_change change = up_schema_change_of(statement);
			if (!is_live(schema, &change, writer->embedded_in) || is_told || !is_shared(schema, writer->embedded_in))
				continue;
			is_told = true;
			tell(schema, up_script_is_locked(&schema->locks, schema->client) ? schema->client : writer, &change, &session);
		}
	}
}

/* The words are apart: echo ALTER TABLE t ADD c int | psql */
static bool is_text(const struct up_script_command *command)
{
	return up_str_is_listed(command->fact.key, "echo printf") && command->fact.flags & UP_FACT_PIPES;
}

/* --- files of SQL --------------------------------------------------------------------------------------------------------- */

/* `< file` behind the command, or among its words. */
static up_str input_file(const struct up_matcher *matcher, const struct up_script_command *client)
{
	uint32_t start = client->fact.key_at.end;
	up_str line = up_str_slice(matcher->source->bytes, start, (size_t)client->fact.value_at.end + LINE_BYTES);
	line = up_str_slice(line, 0, up_str_find_byte(line, '\n', client->fact.value_at.end - start));
	size_t at = up_str_find_byte(line, '<', 0);
	if (at == SIZE_MAX || at + 1 >= line.len || strchr("<(&>", line.s[at + 1]))
		return UP_STR("");
	for (at++; at < line.len && up_is_blank(line.s[at]); at++)
		;
	size_t stop = at;
	while (stop < line.len && !up_is_space(line.s[stop]) && !strchr(";|&)<>", line.s[stop]))
		stop++;
	return up_str_slice(line, at, stop);
}

static up_str sql_file(const struct up_matcher *matcher, const struct up_script_command *client)
{
	bool is_given = false;
	for (uint32_t i = 1; i < client->fact.n_words; i++) {
		up_str word = up_script_word(client, i);
		if (up_str_is_listed(word, "-f --file -i -tvf -tf") && i + 1 < client->fact.n_words)
			return up_script_word(client, i + 1);
		if (up_str_starts(word, UP_STR("--file=")))
			return up_str_slice(word, 7, word.len);
		if (up_str_eq(client->fact.key, UP_STR("sqlplus")) && up_str_starts(word, UP_STR("@")))
			return up_str_slice(word, 1, word.len);
		is_given |= up_str_is_listed(word, "-c --command -e --execute -Q -q");
	}
	return is_given ? UP_STR("") : input_file(matcher, client);
}

/* Is it likely that the file changes a schema? Nothing is known of it but its name. */
static bool sounds_like_change(const struct schema *schema, up_str file)
{
	static const char *const changes[] = { "migrat", "upgrad", "updat", "alter",  "schema",
					       "ddl",    "patch",  "index", "column", "constraint" };
	static const char *const others[] = { "dump", "backup", "restore", "seed", "test", "demo", "sample", "rollback" };
	up_str base = up_str_basename(file);
	if (!up_str_contains(base, UP_STR("sql")) && up_str_find_byte(base, '$', 0) == SIZE_MAX)
		return false;
	if (says_any(file, others, sizeof others / sizeof *others))
		return false;
	if (says_any(file, changes, sizeof changes / sizeof *changes))
		return true;
	bool is_numbered = base.len && (up_is_digit(base.s[0]) || (base.s[0] == 'V' && base.len > 1 && up_is_digit(base.s[1])));
	/* for f in migrations/… */
	return is_numbered || (up_str_find_byte(base, '$', 0) != SIZE_MAX && schema->has_folder);
}

static void look_at_file(struct schema *schema, const struct up_script_command *client)
{
	struct up_matcher *matcher = schema->matcher;
	up_str file = sql_file(matcher, client);
	if (!file.len || schema->is_new || !is_shared(schema, client->embedded_in) || up_script_is_locked(&schema->locks, client) ||
	    up_str_contains(client->fact.value, UP_STR("_lock(")))
		return;
	file = up_script_plain(matcher, file);
	if (sounds_like_change(schema, file) && !is_too_many(schema, client))
		up_script_state_form(matcher, "schema-file-unlocked", client, up_str_slice(file, 0, 120), client->fact.key);
}

/* --- the script ----------------------------------------------------------------------------------------------------------- */

static void look_at_command(struct schema *schema, const struct up_script_command *command)
{
	up_str name = command->fact.key;
	bool begins = up_str_eq(name, UP_STR("createdb")) ||
		      (up_str_eq(name, UP_STR("mysqladmin")) && up_script_has(command, UP_STR("create")));
	if (begins && !(command->fact.flags & (UP_FACT_FORGIVEN | UP_FACT_ASKED)))
		schema->is_new = true;
	if (is_text(command)) {
		schema->writer = command;
		return;
	}
	if (!is_client(name)) {
		/* echo … | docker exec -i db psql: the wrapper reads it first. */
		if (!(command->fact.flags & UP_FACT_PIPED))
			schema->writer = NULL;
		return;
	}
	schema->client = command;
	schema->where = where_of(command);
	if (command->fact.flags & UP_FACT_PIPED && schema->writer)
		look_at_echo(schema, schema->writer);
	else
		look_at_file(schema, command);
	schema->writer = NULL;
}

void up_script_schema(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	bool any = false;
	for (size_t i = 0; i < script->n && !any; i++)
		any = is_client(script->commands[i].fact.key) ||
		      /* a task of Ansible that hands SQL on by itself */
		      (script->commands[i].fact.kind == UP_FACT_STATEMENT &&
		       up_str_ends(script->commands[i].embedded_in, UP_STR("_query")));
	if (!any || is_removal(matcher))
		return;
	struct schema schema = { .matcher = matcher, .has_folder = up_script_says(matcher, "migrations/|upgrades/|updates/|patches/") };
	up_script_locks_find(matcher, &schema.locks);
	for (size_t i = 0; i < script->n; i++) {
		if (script->commands[i].fact.kind == UP_FACT_COMMAND) {
			look_at_command(&schema, &script->commands[i]);
			continue;
		}
		size_t end = i;
		while (end < script->n && script->commands[end].fact.kind == UP_FACT_STATEMENT)
			end++;
		look_at_session(&schema, i, end);
		i = end - 1;
	}
}
