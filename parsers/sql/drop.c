/* DROP of anything: one operation for each thing that is named. */
#include "sql/statement.h"

static const struct {
	const char *words, *name, *attribute;
} kinds[] = {
	{ "TABLE", "drop-table", "table" },
	{ "FOREIGN TABLE", "drop-table", "table" },
	{ "COLUMN", NULL, NULL },
	{ "MATERIALIZED VIEW", "drop-materialized-view", "table" },
	{ "VIEW", "drop-view", "table" },
	{ "SEQUENCE", "drop-sequence", "name" },
	{ "SCHEMA", "drop-schema", "schema" },
	{ "FUNCTION", "drop-function", "name" },
	{ "PROCEDURE", "drop-function", "name" },
	{ "ROUTINE", "drop-function", "name" },
	{ "AGGREGATE", "drop-function", "name" },
	{ "TYPE", "drop-type", "type" },
	{ "DOMAIN", "drop-domain", "domain" },
	{ "EXTENSION", "drop-extension", "extension" },
	{ "TRIGGER", "drop-trigger", "trigger" },
	{ "POLICY", "drop-policy", "name" },
	{ "RULE", "drop-rule", "name" },
	{ "STATISTICS", "drop-statistics", "name" },
	{ "PUBLICATION", "drop-publication", "name" },
	{ "SUBSCRIPTION", "drop-subscription", "name" },
	{ "ROLE", "drop-role", "name" },
	{ "USER", "drop-role", "name" },
	{ "GROUP", "drop-role", "name" },
	{ "DATABASE", "drop-database", "name" },
	{ "TABLESPACE", "drop-tablespace", "name" },
};

struct dropped {
	const char *name, *attribute;
	bool is_if_exists, is_cascade, is_temporary, is_only_one;
};

/* A name, the types of a function's arguments, and of a trigger the table. */
static void drop_one(struct up_sql *sql, const struct up_sql_statement *statement, const struct dropped *dropped, struct up_sql_cursor item)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, dropped->name,
		     dropped->is_only_one ? statement->whole : up_sql_span(&item, item.i, item.n));
	if (dropped->is_if_exists)
		up_operation_flag(&operation, "if-exists");
	if (dropped->is_cascade)
		up_operation_flag(&operation, "cascade");
	if (dropped->is_temporary)
		up_operation_flag(&operation, "temporary");
	if (!dropped->is_only_one)
		up_operation_flag(&operation, "several");
	if (!up_sql_say_name(sql, &operation, dropped->attribute, &item))
		return;
	up_sql_take_brackets(&item);
	if (up_sql_take(&item, "ON"))
		up_sql_say_name(sql, &operation, "table", &item);
	up_operation_state(&operation);
}

/* The last item holds CASCADE or RESTRICT as well, which are no part of what is named. */
static void cut_behaviour(struct up_sql_cursor *cursor, struct dropped *dropped)
{
	const struct up_sql_token *last = &cursor->tokens[cursor->n - 1];
	struct up_sql_cursor end = { cursor->tokens, cursor->n, cursor->n - 1 };
	if (cursor->n <= cursor->i + 1 || last->kind != UP_SQL_WORD)
		return;
	if (up_sql_is_any(&end, "CASCADE RESTRICT")) {
		dropped->is_cascade = up_sql_is(&end, "CASCADE");
		cursor->n--;
	}
}

void up_sql_drop(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct dropped dropped = { .is_temporary = up_sql_take(&cursor, "TEMPORARY") };
	if (up_sql_take(&cursor, "INDEX")) {
		up_sql_drop_index(sql, statement, cursor);
		return;
	}
	size_t i = 0, n = sizeof kinds / sizeof *kinds;
	while (i < n && !up_sql_take(&cursor, kinds[i].words))
		i++;
	if (i == n || !kinds[i].name || up_sql_at_end(&cursor) || up_sql_is(&cursor, "MAPPING")) {
		up_sql_other(sql, statement, 2);
		return;
	}
	dropped.name = kinds[i].name;
	dropped.attribute = kinds[i].attribute;
	dropped.is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	cut_behaviour(&cursor, &dropped);
	struct up_sql_cursor rest = cursor, item;
	dropped.is_only_one = up_sql_take_item(&rest, &item) && up_sql_at_end(&rest);
	while (up_sql_take_item(&cursor, &item) && !up_parse_stopped(sql->p))
		drop_one(sql, statement, &dropped, item);
}
