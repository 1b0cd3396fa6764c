/* ALTER TABLE … ALTER [COLUMN] c …, each form of which is an operation of its own. */
#include "sql/statement.h"

/* Forms that their words tell, without any more to say. */
static const struct {
	const char *words, *name;
} plain[] = {
	{ "SET NOT NULL", "set-not-null" },     { "DROP NOT NULL", "drop-not-null" },
	{ "DROP DEFAULT", "drop-default" },     { "DROP EXPRESSION", "drop-expression" },
	{ "DROP IDENTITY", "drop-identity" },   { "SET STATISTICS", "set-statistics" },
	{ "SET STORAGE", "set-storage" },       { "SET COMPRESSION", "set-column-compression" },
	{ "SET EXPRESSION", "set-expression" }, { "SET GENERATED", "set-identity" },
	{ "SET START", "set-identity" },        { "SET INCREMENT", "set-identity" },
	{ "SET MINVALUE", "set-identity" },     { "SET MAXVALUE", "set-identity" },
	{ "SET NO", "set-identity" },           { "SET CACHE", "set-identity" },
	{ "SET CYCLE", "set-identity" },        { "SET SEQUENCE", "set-identity" },
	{ "RESTART", "set-identity" },          { "ADD GENERATED", "add-identity" },
};

struct column {
	const struct up_sql_table *table;
	struct up_sql_cursor clause;
	up_str name;
};

static void begin(struct up_operation *operation, const struct column *column, const char *name)
{
	up_sql_begin_clause(operation, column->table, name, &column->clause);
	up_operation_set(operation, "column", column->name);
}

static void read_type(const struct column *column, struct up_sql_cursor cursor)
{
	struct up_sql *sql = column->table->sql;
	struct up_operation operation;
	begin(&operation, column, "change-column-type");
	up_operation_set(&operation, "type", up_sql_take_type(sql, &cursor));
	if (up_sql_take(&cursor, "COLLATE"))
		up_operation_set(&operation, "collate", up_sql_take_name(sql, &cursor));
	if (up_sql_take(&cursor, "USING"))
		up_operation_set(&operation, "using", up_sql_text(sql, &cursor, cursor.i, cursor.n));
	up_operation_state(&operation);
}

static void read_default(const struct column *column, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	begin(&operation, column, "set-default");
	up_sql_read_default(column->table->sql, &operation, &cursor);
	up_operation_state(&operation);
}

/* SET (n_distinct = 5), RESET (…). */
static bool read_options(const struct column *column, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	if (!up_sql_take_any(&cursor, "SET RESET OPTIONS") || !up_sql_is_sign(&cursor, '('))
		return false;
	begin(&operation, column, "set-column-option");
	up_sql_say_parameters(column->table->sql, &operation, &cursor);
	up_operation_state(&operation);
	return true;
}

static bool read_plain(const struct column *column, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		if (!up_sql_take(&cursor, plain[i].words))
			continue;
		begin(&operation, column, plain[i].name);
		if (up_sql_take(&cursor, "IF EXISTS"))
			up_operation_flag(&operation, "if-exists");
		if (up_sql_take(&cursor, "AS") && up_sql_is_sign(&cursor, '('))
			up_operation_set(&operation, "expression", up_sql_text(column->table->sql, &cursor, cursor.i, cursor.n));
		if (up_sql_is(&cursor, "BY DEFAULT") || up_sql_is(&cursor, "ALWAYS"))
			up_operation_flag(&operation, "identity");
		up_operation_state(&operation);
		return true;
	}
	return false;
}

bool up_sql_alter_column(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	if (!up_sql_take(&cursor, "ALTER") || (!up_sql_take(&cursor, "COLUMN") && up_sql_is_any(&cursor, "INDEX CHECK")))
		return false;
	if (up_sql_next(&cursor)->kind == UP_SQL_NUMBER)
		cursor.i++; /* of an index: the column by its number */
	struct column column = { table, clause, up_sql_take_name(table->sql, &cursor) };
	if (up_sql_take(&cursor, "TYPE") || up_sql_take(&cursor, "SET DATA TYPE"))
		read_type(&column, cursor);
	else if (up_sql_take(&cursor, "SET DEFAULT"))
		read_default(&column, cursor);
	else
		return read_plain(&column, cursor) || read_options(&column, cursor);
	return true;
}
