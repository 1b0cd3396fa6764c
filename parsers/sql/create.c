/* CREATE of anything: which kind it is, and of what has no file of its own what is said of it. */
#include "sql/statement.h"

/* Words between CREATE and the kind that say nothing to an operation. */
static const char passed[] = "GLOBAL LOCAL TRUSTED PROCEDURAL RECURSIVE EDITIONABLE NONEDITIONABLE FORCE NO PUBLIC DEFAULT "
			     "CLUSTERED NONCLUSTERED BITMAP";

static void take_made(struct up_sql_cursor *cursor, struct up_sql_made *made)
{
	for (;;) {
		if (up_sql_take(cursor, "OR REPLACE") || up_sql_take(cursor, "OR ALTER"))
			made->is_or_replace = true;
		else if (up_sql_take_any(cursor, "TEMP TEMPORARY"))
			made->is_temporary = true;
		else if (up_sql_take(cursor, "UNLOGGED"))
			made->is_unlogged = true;
		else if (up_sql_take(cursor, "UNIQUE"))
			made->is_unique = true;
		else if (up_sql_take(cursor, "MATERIALIZED"))
			made->is_materialized = true;
		else if (up_sql_take(cursor, "CONSTRAINT"))
			made->is_constraint = true;
		else if (up_sql_is_any(cursor, passed) && cursor->i + 1 < cursor->n && cursor->tokens[cursor->i + 1].kind == UP_SQL_WORD)
			cursor->i++;
		else
			return;
	}
}

/* Things that have a name and, in a place that `on` tells, a table. */
static const struct {
	const char *words, *name, *attribute, *on;
} kinds[] = {
	{ "VIEW", "create-view", "table", NULL },
	{ "SEQUENCE", "create-sequence", "name", NULL },
	{ "SCHEMA", "create-schema", "schema", NULL },
	{ "FUNCTION", "create-function", "name", NULL },
	{ "PROCEDURE", "create-function", "name", NULL },
	{ "AGGREGATE", "create-function", "name", NULL },
	{ "EXTENSION", "create-extension", "extension", NULL },
	{ "TRIGGER", "create-trigger", "trigger", "ON" },
	{ "POLICY", "create-policy", "name", "ON" },
	{ "RULE", "create-rule", "name", "TO" },
	{ "STATISTICS", "create-statistics", "name", "FROM" },
	{ "PUBLICATION", "create-publication", "name", "FOR TABLE" },
	{ "SUBSCRIPTION", "create-subscription", "name", NULL },
	{ "ROLE", "create-role", "name", NULL },
	{ "USER MAPPING", NULL, NULL, NULL },
	{ "USER", "create-role", "name", NULL },
	{ "GROUP", "create-role", "name", NULL },
	{ "DATABASE", "create-database", "name", NULL },
	{ "TABLESPACE", "create-tablespace", "name", NULL },
};

static void begin(struct up_operation *operation, struct up_sql *sql, const struct up_sql_statement *statement,
		  const struct up_sql_made *made, const char *name)
{
	up_sql_begin(operation, sql, statement, name, statement->whole);
	if (made->is_or_replace)
		up_operation_flag(operation, "or-replace");
	if (made->is_temporary)
		up_operation_flag(operation, "temporary");
}

/* CREATE TYPE t AS ENUM (…), AS RANGE (…), AS (…). */
static void create_type(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
			struct up_sql_cursor cursor)
{
	struct up_operation operation;
	begin(&operation, sql, statement, made, "create-type");
	up_sql_say_name(sql, &operation, "type", &cursor);
	bool is_as = up_sql_take(&cursor, "AS");
	const char *kind = up_sql_is(&cursor, "ENUM") ? "enum" : up_sql_is(&cursor, "RANGE") ? "range" : is_as ? "composite" : "base";
	up_operation_set(&operation, "kind", up_str_from(kind));
	up_operation_state(&operation);
}

static void create_domain(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
			  struct up_sql_cursor cursor)
{
	struct up_operation operation;
	begin(&operation, sql, statement, made, "create-domain");
	up_sql_say_name(sql, &operation, "domain", &cursor);
	up_sql_take(&cursor, "AS");
	up_sql_read_column(sql, &operation, &cursor);
	up_operation_state(&operation);
}

static void create_materialized_view(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
				     struct up_sql_cursor cursor)
{
	struct up_operation operation;
	begin(&operation, sql, statement, made, "create-materialized-view");
	up_sql_say_conditions(&operation, &cursor);
	up_sql_say_name(sql, &operation, "table", &cursor);
	if (up_sql_has(cursor, "WITH NO DATA"))
		up_operation_set(&operation, "form", UP_STR("no-data"));
	up_operation_state(&operation);
}

/* A constraint trigger names another table behind FROM, which is locked as well. */
static void say_place(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor cursor, const char *on)
{
	if (up_sql_seek(&cursor, on)) {
		up_sql_take(&cursor, "ONLY");
		up_sql_say_name(sql, operation, "table", &cursor);
		if (strcmp(operation->name, "create-trigger") == 0 && up_sql_take(&cursor, "FROM"))
			up_sql_say_name(sql, operation, "references", &cursor);
	}
}

static bool create_named(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
			 struct up_sql_cursor cursor)
{
	struct up_operation operation;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!up_sql_take(&cursor, kinds[i].words))
			continue;
		if (!kinds[i].name)
			return false;
		begin(&operation, sql, statement, made, kinds[i].name);
		up_sql_say_conditions(&operation, &cursor);
		if (!up_sql_is(&cursor, "AUTHORIZATION"))
			up_sql_say_name(sql, &operation, kinds[i].attribute, &cursor);
		if (kinds[i].on)
			say_place(sql, &operation, cursor, kinds[i].on);
		if (strcmp(kinds[i].name, "create-function") == 0 && up_sql_seek(&cursor, "LANGUAGE"))
			up_sql_say_name(sql, &operation, "language", &cursor);
		up_operation_state(&operation);
		return true;
	}
	return false;
}

void up_sql_create(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_sql_made made = { 0 };
	take_made(&cursor, &made);
	if (up_sql_take(&cursor, "TABLE") || up_sql_take(&cursor, "FOREIGN TABLE"))
		up_sql_create_table(sql, statement, &made, cursor);
	else if (up_sql_take(&cursor, "INDEX"))
		up_sql_create_index(sql, statement, &made, cursor);
	else if (made.is_materialized && up_sql_take(&cursor, "VIEW"))
		create_materialized_view(sql, statement, &made, cursor);
	else if (up_sql_take(&cursor, "TYPE"))
		create_type(sql, statement, &made, cursor);
	else if (up_sql_take(&cursor, "DOMAIN"))
		create_domain(sql, statement, &made, cursor);
	else if (!create_named(sql, statement, &made, cursor))
		up_sql_other(sql, statement, 2);
}
