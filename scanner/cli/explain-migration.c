/* Migrations for explain-file: the facts are taken as they come, and the reason for the dialect is looked for again where the reader has found it. */
#include "cli/explain-migration.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "run/config.h"
#include "run/dialects-above.h"
#include "schema/dialect-text.h"
#include "schema/rollback.h"

enum {
	MOST_LISTED = 20, /* in the text */
};

struct explained {
	bool is_migration; /* else operations of none */
	uint32_t scope, at;
	size_t n_operations;
	up_str runner, version, transaction, down, part;
	uint8_t dialects;       /* up_dialect_bit of each; 0: nothing says which */
	bool is_own;            /* the source says it itself */
	const char *said_by;    /* for JSON */
	up_str reason, example; /* example: the operation that says it */
};

struct up_explained_migrations {
	struct up_arena *arena;
	struct explained *list;
	size_t n, capacity;
	size_t outside; /* one more than the place of the operations of no migration; 0: there are none */
	bool is_file_of_sql;
};

struct up_explained_migrations *up_explained_migrations_new(void)
{
	struct up_explained_migrations *migrations = up_alloc_zero(1, sizeof *migrations);
	migrations->arena = up_arena_new();
	return migrations;
}

void up_explained_migrations_free(struct up_explained_migrations *migrations)
{
	if (!migrations)
		return;
	up_arena_free(migrations->arena);
	up_free(migrations->list);
	up_free(migrations);
}

/* --- taking ------------------------------------------------------------------------------------------------------------ */

/* The operations of a migration follow it; those of none share one. */
static struct explained *explained_of(struct up_explained_migrations *migrations, const struct up_fact *fact)
{
	struct explained *last = migrations->n ? &migrations->list[migrations->n - 1] : NULL;
	if (fact->kind == UP_FACT_OPERATION && last && last->scope == fact->scope)
		return last;
	if (fact->kind == UP_FACT_OPERATION && !fact->scope && migrations->outside)
		return &migrations->list[migrations->outside - 1];
	migrations->list = up_grow(migrations->list, &migrations->capacity, migrations->n + 1, sizeof *migrations->list);
	struct explained *added = &migrations->list[migrations->n++];
	if (fact->kind == UP_FACT_OPERATION && !fact->scope)
		migrations->outside = migrations->n;
	*added = (struct explained){ .scope = fact->scope, .at = fact->key_at.start };
	return added;
}

void up_explained_migrations_take(struct up_explained_migrations *migrations, const struct up_fact *fact, const char *parser,
				  up_str embedded_in)
{
	if (fact->kind != UP_FACT_MIGRATION && fact->kind != UP_FACT_OPERATION)
		return;
	struct up_arena *arena = migrations->arena;
	struct explained *of = explained_of(migrations, fact);
	enum up_dialect dialect = up_dialect_from_name(fact->path);
	if (fact->kind == UP_FACT_MIGRATION) {
		of->is_migration = true;
		of->runner = up_arena_copy(arena, fact->key);
		of->version = up_arena_copy(arena, fact->value);
		of->transaction = up_arena_copy(arena, up_operation_value(fact, UP_STR("transaction")));
		of->down = up_arena_copy(arena, up_operation_value(fact, UP_STR("down")));
		of->part = up_arena_copy(arena, up_operation_value(fact, UP_STR("part")));
	} else {
		of->n_operations++;
	}
	migrations->is_file_of_sql |= !embedded_in.len && up_str_eq(up_str_from(parser), UP_STR("sql"));
	/* Of a migration the first that says it; commands of one script may be for several databases. */
	if (dialect == UP_DIALECT_NONE || (of->is_own && of->is_migration))
		return;
	of->is_own = true;
	of->dialects |= up_dialect_bit(dialect);
	if (fact->kind == UP_FACT_OPERATION)
		of->example = up_arena_copy(arena, fact->value);
}

/* --- reasons ----------------------------------------------------------------------------------------------------------- */

static void reason(struct explained *of, const char *said_by, up_str why)
{
	of->said_by = said_by;
	of->reason = why;
}

/* In the order in which the reader of SQL asks: a comment, the name, the text. */
static void explain_own(struct up_explained_migrations *migrations, struct explained *of, const struct up_source *source)
{
	struct up_arena *arena = migrations->arena;
	up_str text = migrations->is_file_of_sql ? source->bytes : of->example;
	const char *why = NULL;
	if (!of->is_migration && !migrations->is_file_of_sql)
		reason(of, "command", UP_STR("the commands that are given it say so, or its own words"));
	else if (migrations->is_file_of_sql && up_dialect_bit(up_dialect_declared(text)) == of->dialects)
		reason(of, "comment", UP_STR("a comment in it says so"));
	else if (migrations->is_file_of_sql && up_dialect_bit(up_dialect_of_name(source->name, &why)) == of->dialects)
		reason(of, "name", up_arena_printf(arena, "%s says so", why));
	else if (up_dialect_bit(up_dialect_of_text(text, &why)) == of->dialects)
		reason(of, "text", up_arena_printf(arena, "its text has what is written for it: %s", why));
	else if (of->is_migration && !migrations->is_file_of_sql)
		reason(of, "text", up_arena_printf(arena, "what it says to %.*s is of that database alone", UP_FMT(of->runner)));
	else
		reason(of, "text", UP_STR("its text says so"));
}

static void explain_by_project(struct up_explained_migrations *migrations, struct explained *of, const struct up_dialect_verdict *verdict)
{
	struct up_buf why = { 0 };
	of->dialects = verdict->dialects;
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++) {
		up_str path = verdict->of[i].path;
		if (!(verdict->dialects & up_dialect_bit((enum up_dialect)i)) || !path.len)
			continue;
		up_buf_add_s(&why, why.len ? " and " : "it does not say it itself, but ");
		up_utf8_escape(&why, path, false);
	}
	up_buf_add_s(&why, up_str_contains(up_buf_str(&why), UP_STR(" and ")) ? " do" : " does");
	reason(of, "project", up_arena_take(migrations->arena, &why));
}

static up_str folder_of(up_str path)
{
	return up_str_slice(path, 0, path.len - up_str_basename(path).len);
}

static enum up_dialect configured(const struct up_config *config, up_str path)
{
	for (size_t i = 0; config && i < config->n_databases; i++)
		if (up_config_matches(config->databases[i].glob, path))
			return config->databases[i].dialect;
	return UP_DIALECT_NONE;
}

void up_explained_migrations_settle(struct up_explained_migrations *migrations, const struct up_source *source,
				    const struct up_config *config, bool can_look)
{
	struct up_dialects *dialects = up_dialects_new();
	struct up_dialect_verdict verdict = { 0 };
	enum up_dialect given = configured(config, source->name);
	bool is_open = false;
	for (size_t i = 0; i < migrations->n; i++)
		is_open |= !migrations->list[i].is_own;
	if (is_open && can_look && given == UP_DIALECT_NONE) {
		up_dialects_look_above(dialects, folder_of(source->name), true);
		up_dialects_settle(dialects);
		up_dialects_of(dialects, source->name, &verdict);
	}
	for (size_t i = 0; i < migrations->n; i++) {
		struct explained *of = &migrations->list[i];
		if (given != UP_DIALECT_NONE) {
			of->dialects = up_dialect_bit(given);
			reason(of, "configuration",
			       up_arena_printf(migrations->arena, "`databases` of %.*s says so", UP_FMT(config->name)));
		} else if (of->is_own) {
			explain_own(migrations, of, source);
		} else if (verdict.dialects) {
			explain_by_project(migrations, of, &verdict);
		} else {
			of->dialects = up_dialect_bit(UP_DIALECT_POSTGRESQL);
			reason(of, "nothing",
			       UP_STR("nothing says which: read as PostgreSQL, unless other migrations beside it say more in a scan"));
		}
	}
	up_dialects_free(dialects);
}

/* --- saying it --------------------------------------------------------------------------------------------------------- */

struct phrase {
	const char *word, *says;
};

static const struct phrase transactions[] = {
	{ "yes", "in a transaction" },
	{ "no", "in no transaction" },
	{ "implicit", "each statement commits by itself" },
	{ "unknown", "in a transaction or not as it is run" },
};

static const struct phrase downs[] = {
	{ "written", "its down part is written" },   { "automatic", "the runner undoes it by itself" },
	{ "missing", "its down part is missing" },   { "empty", "its down part is empty" },
	{ "fake", "its down part undoes nothing" },  { "separate", "its down part is a file of its own" },
	{ "none", "this runner has no down parts" },
};

static void write_phrase(struct up_buf *out, const struct phrase *phrases, size_t n, up_str word)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq(word, up_str_from(phrases[i].word)))
			up_buf_printf(out, "; %s", phrases[i].says);
}

static void write_one(const struct explained *of, const struct up_lines *lines, struct up_buf *out)
{
	if (of->is_migration) {
		up_buf_printf(out, "  migration   line %u, %.*s", up_lines_place(lines, of->at).line, UP_FMT(of->runner));
		up_buf_add_s(out, of->version.len ? " " : "");
		up_utf8_escape(out, of->version, false);
		if (of->part.len && !up_str_eq(of->part, UP_STR("up")))
			up_buf_printf(out, ", %.*s", UP_FMT(of->part));
		write_phrase(out, transactions, sizeof transactions / sizeof *transactions, of->transaction);
		write_phrase(out, downs, sizeof downs / sizeof *downs, of->down);
		up_buf_printf(out, "; %zu operation%s\n", of->n_operations, of->n_operations == 1 ? "" : "s");
	} else {
		up_buf_printf(out, "  operations  %zu outside of a migration\n", of->n_operations);
	}
	const char *label = "  dialect     ";
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++) {
		if (!(of->dialects & up_dialect_bit((enum up_dialect)i)))
			continue;
		up_buf_printf(out, "%s%s", label, up_dialect_name((enum up_dialect)i));
		label = ", ";
	}
	up_buf_printf(out, ": %.*s\n", UP_FMT(of->reason));
}

void up_explained_migrations_text(const struct up_explained_migrations *migrations, const struct up_lines *lines, struct up_buf *out)
{
	for (size_t i = 0; i < migrations->n && i < MOST_LISTED; i++)
		write_one(&migrations->list[i], lines, out);
	if (migrations->n > MOST_LISTED)
		up_buf_printf(out, "  and %zu more migrations; --format json lists them\n", migrations->n - MOST_LISTED);
}

static void pair_if_said(struct up_json *json, const char *key, up_str value)
{
	if (value.len)
		up_json_pair(json, key, value);
}

void up_explained_migrations_json(const struct up_explained_migrations *migrations, const struct up_lines *lines, struct up_json *json)
{
	up_json_key(json, "migrations");
	up_json_array(json);
	for (size_t i = 0; i < migrations->n; i++) {
		const struct explained *of = &migrations->list[i];
		up_json_object(json);
		pair_if_said(json, "runner", of->runner);
		pair_if_said(json, "version", of->version);
		up_json_pair_number(json, "line", up_lines_place(lines, of->at).line);
		pair_if_said(json, "part", of->part);
		pair_if_said(json, "transaction", of->transaction);
		pair_if_said(json, "down", of->down);
		up_json_pair_number(json, "operations", (int64_t)of->n_operations);
		up_json_key(json, "dialects");
		up_json_array(json);
		for (int k = UP_DIALECT_NONE + 1; k < _UP_DIALECT_MAX; k++)
			if (of->dialects & up_dialect_bit((enum up_dialect)k))
				up_json_string(json, up_str_from(up_dialect_name((enum up_dialect)k)));
		up_json_array_end(json);
		up_json_pair_s(json, "dialect_by", of->said_by);
		up_json_pair(json, "dialect_reason", of->reason);
		up_json_object_end(json);
	}
	up_json_array_end(json);
}
