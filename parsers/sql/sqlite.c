/* What SQLite has that others have not. ALTER TABLE has nothing of its own: it has less than the others. */
#include "sql/option.h"

/* PRAGMA [schema.]name [= value | (value)] */
static bool read_pragma(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "PRAGMA"))
		return false;
	up_sql_begin(&operation, sql, statement, "pragma", statement->whole);
	up_str name = up_sql_take_name(sql, &cursor);
	size_t dot = up_str_find_byte(name, '.', 0);
	up_operation_set(&operation, "name", dot == SIZE_MAX ? name : up_str_slice(name, dot + 1, name.len));
	struct up_sql_cursor value = up_sql_is_sign(&cursor, '(') ? up_sql_take_brackets(&cursor) : cursor;
	up_sql_take_sign(&value, '=');
	up_operation_set(&operation, "value", up_sql_lower(sql, up_sql_take_value(sql, &value)));
	up_operation_state(&operation);
	return true;
}

/* BEGIN [DEFERRED | IMMEDIATE | EXCLUSIVE] [TRANSACTION] */
static bool read_begin(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (!up_sql_take(&cursor, "BEGIN"))
		return false;
	bool has_mode = up_sql_is_any(&cursor, "DEFERRED IMMEDIATE EXCLUSIVE CONCURRENT");
	if (!has_mode && (sql->dialect == UP_DIALECT_NONE || (!up_sql_at_end(&cursor) && !up_sql_is(&cursor, "TRANSACTION"))))
		return false;
	up_sql_state_plain(sql, statement, "begin", "mode", has_mode ? up_sql_lower(sql, up_sql_next(&cursor)->text) : UP_STR_NULL);
	return true;
}

/* INSERT INTO a [(…)] SELECT … FROM b, and nothing behind it: all rows of a table go into another one. */
static bool read_copy(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_take(&cursor, "INSERT"))
		return false;
	if (up_sql_take(&cursor, "OR"))
		up_sql_skip(&cursor);
	if (!up_sql_take(&cursor, "INTO"))
		return false;
	up_str table = up_sql_take_name(sql, &cursor);
	up_str columns = up_sql_take_columns(sql, &cursor);
	if (!up_sql_take(&cursor, "SELECT") || !up_sql_seek(&cursor, "FROM"))
		return false;
	up_str from = up_sql_take_name(sql, &cursor);
	if (!from.len || (!up_sql_at_end(&cursor) && !up_sql_is(&cursor, "ORDER BY")))
		return false;
	up_sql_begin(&operation, sql, statement, "copy-table", statement->whole);
	up_operation_set(&operation, "table", table);
	up_operation_set(&operation, "from", from);
	up_operation_set(&operation, "columns", columns);
	up_operation_state(&operation);
	return true;
}

static bool read_reindex(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_take(&cursor, "REINDEX"))
		return false;
	up_sql_state_plain(sql, statement, "reindex", "name", up_sql_take_name(sql, &cursor));
	return true;
}

static bool read_statement(struct up_sql *sql, const struct up_sql_statement *statement)
{
	return read_pragma(sql, statement) || read_begin(sql, statement) || read_copy(sql, statement) || read_reindex(sql, statement);
}

static bool in_table(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	(void)sql;
	return up_sql_say_flag(operation, cursor, "STRICT", "strict") ||
	       up_sql_say_flag(operation, cursor, "WITHOUT ROWID", "without-rowid");
}

/* PRIMARY KEY ASC ON CONFLICT ABORT: what is done where a constraint does not hold. */
static bool in_column(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	(void)sql;
	(void)operation;
	if (!up_sql_take(cursor, "ON CONFLICT"))
		return false;
	up_sql_skip(cursor);
	return true;
}

const struct up_sql_dialect up_sql_sqlite = {
	.statement = read_statement,
	.option = { [UP_SQL_IN_COLUMN] = in_column, [UP_SQL_IN_CONSTRAINT] = in_column, [UP_SQL_IN_TABLE] = in_table },
};
