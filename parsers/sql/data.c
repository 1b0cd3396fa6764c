/* Statements that read and change rows. */
#include "sql/statement.h"

enum {
	DATA_COLUMNS = 16, /* columns of one UPDATE that are said */
};

/* A table, or the query that stands for it. False: none is named, and it is no such statement. */
static bool say_table(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "ONLY"))
		up_operation_flag(operation, "only");
	if (up_sql_is_sign(cursor, '(')) {
		struct up_sql_cursor inner = up_sql_take_brackets(cursor);
		return up_sql_say_name(sql, operation, "table", &inner);
	}
	return up_sql_say_name(sql, operation, "table", cursor);
}

/* Is the word anywhere from `first` to before `end`, in brackets too? */
static bool stands_in(const struct up_sql_cursor *cursor, uint32_t first, uint32_t end, const char *word)
{
	struct up_sql_cursor at = { cursor->tokens, end, first };
	for (; at.i < end; at.i++)
		if (up_sql_is(&at, word))
			return true;
	return false;
}

/* WHERE, and whether a query in it or one that stands before in WITH says how many rows are meant: UPDATE … WHERE id IN (SELECT … LIMIT 1000). */
static void say_condition(struct up_operation *operation, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_sql_cursor where = cursor;
	bool has_where = up_sql_seek(&where, "WHERE");
	if (has_where)
		up_operation_flag(operation, "where");
	bool is_whole = cursor.n == statement->n; /* and none of those in WITH */
	if (up_sql_has(cursor, "LIMIT") || up_sql_has(cursor, "FETCH") || (has_where && stands_in(&cursor, where.i, cursor.n, "LIMIT")) ||
	    (is_whole && up_sql_is(&(struct up_sql_cursor){ cursor.tokens, cursor.n, 0 }, "WITH") &&
	     stands_in(&cursor, 0, cursor.i, "LIMIT")))
		up_operation_flag(operation, "limit");
}

void up_sql_insert(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "insert", up_sql_span(&cursor, cursor.i - 1, cursor.n));
	up_sql_take_any(&cursor, "LOW_PRIORITY DELAYED HIGH_PRIORITY");
	up_sql_take(&cursor, "IGNORE");
	if (up_sql_take(&cursor, "OR"))
		up_sql_skip(&cursor); /* SQLite */
	up_sql_take(&cursor, "INTO");
	if (!say_table(sql, &operation, &cursor)) {
		up_sql_other(sql, statement, 1);
		return;
	}
	if (up_sql_take(&cursor, "AS"))
		up_sql_skip(&cursor);
	if (up_sql_has(cursor, "SELECT") || up_sql_has(cursor, "TABLE") || up_sql_has(cursor, "EXEC")) {
		struct up_sql_cursor from = cursor;
		up_operation_flag(&operation, "from-select");
		if (up_sql_seek(&from, "SELECT") && up_sql_seek(&from, "FROM") && !up_sql_is_sign(&from, '('))
			up_operation_set(&operation, "from", up_sql_take_name(sql, &from));
		say_condition(&operation, statement, cursor);
	}
	if (up_sql_has(cursor, "ON CONFLICT") || up_sql_has(cursor, "ON DUPLICATE"))
		up_operation_flag(&operation, "upsert");
	up_operation_state(&operation);
}

/* SET a = 1, (b, c) = (2, 3) … */
static void say_columns(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor cursor)
{
	struct up_sql_cursor item, end = cursor;
	while (!up_sql_at_end(&end) && !up_sql_is_any(&end, "FROM WHERE RETURNING ORDER LIMIT"))
		up_sql_skip(&end);
	cursor.n = end.i;
	struct up_buf columns = { 0 };
	for (int n = 0; n < DATA_COLUMNS && up_sql_take_item(&cursor, &item); n++) {
		up_str name = up_sql_is_sign(&item, '(') ? up_sql_take_columns(sql, &item) : up_sql_take_name(sql, &item);
		if (columns.len && name.len)
			up_buf_add_byte(&columns, ',');
		up_buf_add(&columns, name);
	}
	up_operation_set(operation, "columns", up_arena_take(sql->arena, &columns));
}

void up_sql_update(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "update", up_sql_span(&cursor, cursor.i - 1, cursor.n));
	if (up_sql_is(&cursor, "STATISTICS")) {
		up_sql_other(sql, statement, 2); /* SQL Server */
		return;
	}
	up_sql_take_any(&cursor, "LOW_PRIORITY");
	up_sql_take(&cursor, "IGNORE");
	if (up_sql_take(&cursor, "OR"))
		up_sql_skip(&cursor);
	if (up_sql_take(&cursor, "TOP")) {
		up_operation_flag(&operation, "limit");
		up_sql_skip(&cursor);
	}
	if (!say_table(sql, &operation, &cursor)) {
		up_sql_other(sql, statement, 1);
		return;
	}
	if (up_sql_seek(&cursor, "SET"))
		say_columns(sql, &operation, cursor);
	say_condition(&operation, statement, cursor);
	up_operation_state(&operation);
}

void up_sql_delete(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "delete", up_sql_span(&cursor, cursor.i - 1, cursor.n));
	if (up_sql_take(&cursor, "TOP")) {
		up_operation_flag(&operation, "limit");
		up_sql_skip(&cursor);
	}
	up_sql_take_any(&cursor, "LOW_PRIORITY QUICK IGNORE");
	up_sql_take(&cursor, "FROM");
	if (!say_table(sql, &operation, &cursor)) {
		up_sql_other(sql, statement, 1);
		return;
	}
	say_condition(&operation, statement, cursor);
	up_operation_state(&operation);
}

void up_sql_merge(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "merge", up_sql_span(&cursor, cursor.i - 1, cursor.n));
	up_sql_take(&cursor, "INTO");
	if (!say_table(sql, &operation, &cursor)) {
		up_sql_other(sql, statement, 1);
		return;
	}
	up_operation_state(&operation);
}

static bool read_change(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	if (up_sql_take(&cursor, "INSERT"))
		up_sql_insert(sql, statement, cursor);
	else if (up_sql_take(&cursor, "UPDATE"))
		up_sql_update(sql, statement, cursor);
	else if (up_sql_take(&cursor, "DELETE"))
		up_sql_delete(sql, statement, cursor);
	else if (up_sql_take(&cursor, "MERGE"))
		up_sql_merge(sql, statement, cursor);
	else
		return false;
	return true;
}

/* WITH a AS (DELETE …), b AS (SELECT …) INSERT …: what changes rows, in the brackets and behind them. */
void up_sql_with(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	bool is_change = false;
	up_sql_take(&cursor, "RECURSIVE");
	do {
		up_sql_take_name(sql, &cursor);
		up_sql_take_brackets(&cursor);
		up_sql_take(&cursor, "AS");
		up_sql_take(&cursor, "NOT");
		up_sql_take(&cursor, "MATERIALIZED");
		is_change |= read_change(sql, statement, up_sql_take_brackets(&cursor));
		while (!up_sql_at_end(&cursor) && !up_sql_is_sign(&cursor, ',') &&
		       !up_sql_is_any(&cursor, "SELECT INSERT UPDATE DELETE MERGE VALUES TABLE"))
			up_sql_skip(&cursor); /* SEARCH, CYCLE */
	} while (up_sql_take_sign(&cursor, ',') && !up_parse_stopped(sql->p));
	if (read_change(sql, statement, cursor) || is_change)
		return;
	if (up_sql_take(&cursor, "SELECT"))
		up_sql_select(sql, statement, cursor);
	else
		up_sql_other(sql, statement, 1);
}

void up_sql_copy(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	if (up_sql_at_end(&cursor)) {
		up_sql_other(sql, statement, 1);
		return;
	}
	up_sql_take(&cursor, "BINARY");
	bool is_query = up_sql_is_sign(&cursor, '(');
	struct up_sql_cursor behind = cursor;
	bool is_in = !is_query && up_sql_seek(&behind, "FROM");
	up_sql_begin(&operation, sql, statement, is_in ? "copy-data" : "select", statement->whole);
	if (!is_query)
		up_sql_say_name(sql, &operation, "table", &cursor);
	up_operation_state(&operation);
}

/* Functions of the session in the list of what is selected. */
static bool read_functions(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	bool is_one = false;
	struct up_sql_cursor item;
	while (up_sql_take_item(&cursor, &item) && !up_parse_stopped(sql->p)) {
		uint32_t first = item.i;
		up_str name = up_sql_next(&item)->kind == UP_SQL_WORD ? up_sql_take_name(sql, &item) : UP_STR_NULL;
		if (!name.len || !up_sql_is_sign(&item, '('))
			continue;
		struct up_sql_cursor arguments = up_sql_take_brackets(&item);
		is_one |= up_sql_session_function(sql, statement, name, arguments, up_sql_span(&item, first, item.i));
	}
	return is_one;
}

void up_sql_select(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	if (read_functions(sql, statement, cursor))
		return;
	struct up_sql_cursor into = cursor;
	bool is_into = !sql->in_block && up_sql_seek(&into, "INTO") && !up_sql_is_any(&into, "OUTFILE DUMPFILE");
	if (is_into && up_sql_next(&into)->kind != UP_SQL_VARIABLE) {
		up_sql_begin(&operation, sql, statement, "create-table-as", statement->whole);
		if (up_sql_take_any(&into, "TEMP TEMPORARY"))
			up_operation_flag(&operation, "temporary");
		if (up_sql_take(&into, "UNLOGGED"))
			up_operation_flag(&operation, "unlogged");
		up_sql_take(&into, "TABLE");
		up_sql_say_name(sql, &operation, "table", &into);
		up_operation_state(&operation);
		return;
	}
	up_sql_begin(&operation, sql, statement, "select", statement->whole);
	up_str name = up_sql_take_name(sql, &cursor);
	if (name.len && up_sql_is_sign(&cursor, '('))
		up_operation_set(&operation, "name", name);
	if (up_sql_seek(&cursor, "FROM") && !up_sql_is_sign(&cursor, '('))
		up_sql_say_name(sql, &operation, "table", &cursor);
	if (up_sql_seek(&cursor, "FOR") && up_sql_is_any(&cursor, "UPDATE SHARE NO KEY"))
		up_operation_set(&operation, "mode", up_sql_text(sql, &cursor, cursor.i, cursor.n));
	up_operation_state(&operation);
}
