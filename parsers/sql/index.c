/* Indexes: CREATE INDEX, DROP INDEX, ALTER INDEX, REINDEX. */
#include "sql/statement.h"

/* What may stand behind the columns. */
static bool read_shared_option(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "INCLUDE")) {
		up_operation_set(operation, "include", up_sql_take_columns(sql, cursor));
	} else if (up_sql_take(cursor, "NULLS NOT DISTINCT")) {
		up_operation_flag(operation, "nulls-not-distinct");
	} else if (up_sql_take(cursor, "TABLESPACE")) {
		up_operation_set(operation, "tablespace", up_sql_take_name(sql, cursor));
	} else if (up_sql_take(cursor, "WITH") && up_sql_is_sign(cursor, '(')) {
		up_sql_say_parameters(sql, operation, cursor);
	} else if (up_sql_take(cursor, "WHERE")) {
		uint32_t first = cursor->i;
		while (!up_sql_at_end(cursor) && !up_sql_is(cursor, "WITH") && !up_sql_is(cursor, "TABLESPACE"))
			up_sql_skip(cursor);
		up_operation_set(operation, "where", up_sql_text(sql, cursor, first, cursor->i));
	} else {
		return false;
	}
	return true;
}

void up_sql_create_index(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
			 struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "create-index", statement->whole);
	if (made->is_unique)
		up_operation_flag(&operation, "unique");
	if (up_sql_take(&cursor, "CONCURRENTLY"))
		up_operation_flag(&operation, "concurrently");
	up_sql_say_conditions(&operation, &cursor);
	if (!up_sql_is(&cursor, "ON") && !up_sql_is(&cursor, "USING"))
		up_sql_say_name(sql, &operation, "index", &cursor);
	if (up_sql_take(&cursor, "USING")) /* MySQL has it here as well */
		up_operation_set(&operation, "method", up_sql_take_name(sql, &cursor));
	if (!up_sql_take(&cursor, "ON")) {
		up_sql_other(sql, statement, 2);
		return;
	}
	if (up_sql_take(&cursor, "ONLY"))
		up_operation_flag(&operation, "only");
	up_sql_say_name(sql, &operation, "table", &cursor);
	if (up_sql_take(&cursor, "USING"))
		up_operation_set(&operation, "method", up_sql_take_name(sql, &cursor));
	up_operation_set(&operation, "columns", up_sql_take_columns(sql, &cursor));
	up_sql_read_options(sql, &operation, &cursor, UP_SQL_IN_INDEX, read_shared_option);
	up_operation_state(&operation);
}

static void drop_one(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor item,
		     const struct up_operation *said, bool is_only_one)
{
	struct up_operation operation;
	struct up_sql_cursor whole = item;
	up_sql_begin(&operation, sql, statement, "drop-index", is_only_one ? statement->whole : up_sql_span(&item, item.i, item.n));
	for (uint32_t i = 1; i < said->n_words; i++)
		operation.words[operation.n_words++] = said->words[i];
	if (!up_sql_say_name(sql, &operation, "index", &whole))
		return;
	if (up_sql_take(&whole, "ON"))
		up_sql_say_name(sql, &operation, "table", &whole);
	if (up_sql_take(&whole, "CASCADE"))
		up_operation_flag(&operation, "cascade");
	up_sql_read_options(sql, &operation, &whole, UP_SQL_IN_INDEX, NULL);
	up_operation_state(&operation);
}

void up_sql_drop_index(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation said;
	up_sql_begin(&said, sql, statement, "drop-index", statement->whole);
	said.n_words = 1;
	if (up_sql_take(&cursor, "CONCURRENTLY"))
		up_operation_flag(&said, "concurrently");
	up_sql_say_conditions(&said, &cursor);
	if (up_sql_has(cursor, "CASCADE"))
		up_operation_flag(&said, "cascade");
	struct up_sql_cursor item, rest = cursor;
	bool is_only_one = up_sql_take_item(&rest, &item) && up_sql_at_end(&rest);
	if (!is_only_one)
		up_operation_flag(&said, "several");
	while (up_sql_take_item(&cursor, &item) && !up_parse_stopped(sql->p))
		drop_one(sql, statement, item, &said, is_only_one);
}

/* Forms of ALTER INDEX, most of which are an operation that tables have as well. */
static const struct {
	const char *words, *name, *attribute;
} forms[] = {
	{ "RENAME TO", "rename-index", "new" },
	{ "SET TABLESPACE", "set-tablespace", "tablespace" },
	{ "ATTACH PARTITION", "attach-index", "partition" },
	{ "SET SCHEMA", "set-schema", "new" },
	{ "OWNER TO", "set-owner", "owner" },
	{ "ALTER", "set-statistics", NULL },
	{ "SET", "set-storage-parameter", NULL },
	{ "RESET", "set-storage-parameter", NULL },
	{ "DEPENDS", "alter-index", NULL },
	{ "NO DEPENDS", "alter-index", NULL },
};

void up_sql_alter_index(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	bool is_all = up_sql_take(&cursor, "ALL IN TABLESPACE");
	bool is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	up_str index = up_sql_take_name(sql, &cursor);
	size_t i = 0, n = sizeof forms / sizeof *forms;
	if (is_all && up_sql_take(&cursor, "OWNED BY"))
		while (!up_sql_at_end(&cursor) && !up_sql_is(&cursor, "SET"))
			cursor.i++;
	while (i < n && !up_sql_take(&cursor, forms[i].words))
		i++;
	if (!index.len || i == n || (strcmp(forms[i].name, "set-storage-parameter") == 0 && !up_sql_is_sign(&cursor, '('))) {
		up_sql_other(sql, statement, 2);
		return;
	}
	up_sql_begin(&operation, sql, statement, forms[i].name, statement->whole);
	up_operation_set(&operation, is_all ? "from" : "index", index);
	if (is_all)
		up_operation_flag(&operation, "all");
	if (is_if_exists)
		up_operation_flag(&operation, "if-exists");
	if (forms[i].attribute)
		up_sql_say_name(sql, &operation, forms[i].attribute, &cursor);
	else if (strcmp(forms[i].name, "alter-index") == 0)
		up_operation_set(&operation, "form", UP_STR("depends"));
	else
		up_sql_say_parameters(sql, &operation, &cursor);
	if (up_sql_take(&cursor, "NOWAIT"))
		up_operation_flag(&operation, "nowait");
	up_operation_state(&operation);
}

void up_sql_reindex(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	static const char *const objects[][2] = {
		{ "INDEX", "index" }, { "TABLE", "table" }, { "SCHEMA", "schema" }, { "DATABASE", "database" }, { "SYSTEM", "system" }
	};
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "reindex", statement->whole);
	struct up_sql_cursor options = up_sql_take_brackets(&cursor), option;
	const char *object = NULL;
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (up_sql_take(&cursor, objects[i][0])) {
			object = objects[i][1];
			break;
		}
	up_operation_set(&operation, "object", up_str_from(object));
	if (up_sql_take(&cursor, "CONCURRENTLY"))
		up_operation_flag(&operation, "concurrently");
	if (up_sql_is_on(options, "CONCURRENTLY"))
		up_operation_flag(&operation, "concurrently");
	while (up_sql_take_item(&options, &option))
		if (up_sql_take(&option, "TABLESPACE"))
			up_operation_set(&operation, "tablespace", up_sql_take_name(sql, &option));
	bool is_index = object && strcmp(object, "index") == 0, is_schema = object && strcmp(object, "schema") == 0;
	bool is_whole = object && (strcmp(object, "database") == 0 || strcmp(object, "system") == 0);
	up_sql_say_name(sql, &operation, is_index ? "index" : is_schema ? "schema" : is_whole ? "name" : "table", &cursor);
	up_operation_state(&operation);
}
