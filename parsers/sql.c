/* SQL: files of it that change a schema, and what commands, calls and changelogs are given. parsers/sql/ holds what it is made of. */
#include "sql/sql.h"
#include "common/command.h"
#include "core/upgrade-code.h"
#include "schema/dialect-text.h"

/* Statements of such a file are looked at by rules on what upgrades do to data, not on schemas alone. */
static bool is_upgrade(const struct up_source *source)
{
	return up_is_upgrade_run(source) && !up_sql_is_dump(source);
}

static bool is_sql_name(up_str name)
{
	static const char *const endings[] = { ".sql", ".ddl", ".psql", ".pgsql", ".tsql", ".plsql", ".pls", ".mysql" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends_nocase(name, up_str_from(endings[i])))
			return true;
	return false;
}

static int bid(const struct up_source *source)
{
	return is_sql_name(source->name) && (up_sql_is_migration(source) || is_upgrade(source)) ? UP_BID_NAME : UP_BID_NONE;
}

/* Of a file: what a comment says, then its name, then its text. */
static enum up_dialect dialect_of(const struct up_source *source)
{
	enum up_dialect dialect = up_dialect_declared(source->bytes);
	if (dialect == UP_DIALECT_NONE)
		dialect = up_dialect_of_name(source->name, NULL);
	return dialect == UP_DIALECT_NONE ? up_dialect_of_text(source->bytes, NULL) : dialect;
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_command_context *carrier = up_parse_context(p);
	const struct up_source *source = up_parse_source(p);
	struct up_sql sql = { .p = p, .arena = up_parse_arena(p), .has_verbs = true };
	if (carrier && carrier->sql)
		sql = *carrier->sql;
	sql.p = p;
	sql.routines = up_sql_routines_new(sql.arena);
	if (carrier) {
		sql.flags = carrier->flags;
		sql.is_foreign = carrier->is_foreign;
		sql.migration = carrier->migration;
		if (sql.dialect == UP_DIALECT_NONE)
			sql.dialect = carrier->dialect;
		if (sql.dialect == UP_DIALECT_NONE)
			sql.dialect = sql.migration ? sql.migration->dialect : UP_DIALECT_NONE;
	}
	if (carrier || up_parse_is_embedded(p)) {
		if (sql.dialect == UP_DIALECT_NONE)
			sql.dialect = up_dialect_of_text(source->bytes, NULL);
		up_sql_read(&sql, (up_span){ 0, (uint32_t)source->bytes.len }, UP_STR_NULL);
		return UP_PARSE_WHOLE;
	}
	sql.has_verbs = source->is_named || is_upgrade(source);
	sql.dialect = dialect_of(source);
	if (up_sql_is_dump(source)) {
		if (!source->line_before)
			up_note(p, UP_NOTE_UNSUPPORTED, 0, "a dump of a database: its statements were not read");
		return UP_PARSE_PARTLY;
	}
	up_sql_read_file(&sql);
	return UP_PARSE_WHOLE;
}

const struct up_parser up_parser_sql = {
	.name = "sql",
	.summary = "SQL that commands are given, and files of it that change a schema: what its statements do",
	.templates = UP_TEMPLATES_KEEP,
	.bid = bid,
	.parse = parse,
};
