/* Statements that Oracle has and others have not, and where their readers stand. */
#include "sql/oracle.h"

/* CREATE BITMAP INDEX i ON t (…) …; plain and unique ones are shared by all. */
static bool read_bitmap(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "CREATE BITMAP INDEX"))
		return false;
	up_sql_begin(&operation, sql, statement, "create-index", statement->whole);
	up_operation_set(&operation, "method", UP_STR("bitmap"));
	up_operation_set(&operation, "index", up_sql_take_name(sql, &cursor));
	up_sql_take(&cursor, "ON");
	up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
	up_operation_set(&operation, "columns", up_sql_take_columns(sql, &cursor));
	up_sql_oracle_read_rest(sql, &operation, &cursor);
	up_operation_state(&operation);
	return true;
}

/* ALTER INDEX i {REBUILD | VISIBLE | PARALLEL | …} */
static bool read_alter_index(struct up_sql *sql, const struct up_sql_statement *statement)
{
	static const struct {
		const char *words, *name, *flag;
	} kinds[] = {
		{ "REBUILD", "rebuild-index", NULL },
		{ "INVISIBLE", "set-index-visibility", "invisible" },
		{ "VISIBLE", "set-index-visibility", "visible" },
		{ "PARALLEL", "set-parallel", NULL },
		{ "NOPARALLEL", "set-parallel", NULL },
		{ "LOGGING", "set-logged", NULL },
		{ "NOLOGGING", "set-unlogged", NULL },
		{ "COALESCE", "alter-index", NULL },
		{ "SHRINK SPACE", "shrink", NULL },
		{ "UNUSABLE", "alter-index", NULL },
		{ "MONITORING", "alter-index", NULL },
		{ "NOMONITORING", "alter-index", NULL },
	};
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ALTER INDEX"))
		return false;
	up_str index = up_sql_take_name(sql, &cursor);
	size_t i = 0;
	while (i < sizeof kinds / sizeof *kinds && !up_sql_is(&cursor, kinds[i].words))
		i++;
	if (i == sizeof kinds / sizeof *kinds)
		return false;
	up_sql_begin(&operation, sql, statement, kinds[i].name, statement->whole);
	up_operation_set(&operation, "index", index);
	if (kinds[i].flag)
		up_operation_flag(&operation, kinds[i].flag);
	if (strcmp(kinds[i].name, "alter-index") == 0)
		up_operation_set(&operation, "form", up_sql_lower(sql, up_sql_next(&cursor)->text));
	if (i == 0 || strcmp(kinds[i].name, "set-parallel") == 0)
		up_sql_oracle_read_rest(sql, &operation, &cursor);
	up_operation_state(&operation);
	return true;
}

/* ALTER SESSION SET a = b c = d */
static bool read_session(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ALTER SESSION"))
		return false;
	if (!up_sql_take(&cursor, "SET")) {
		up_sql_state_plain(sql, statement, "set", "name", up_sql_lower(sql, up_sql_next(&cursor)->text));
		return true;
	}
	while (!up_sql_at_end(&cursor) && !up_parse_stopped(sql->p)) {
		up_str name = up_sql_take_name(sql, &cursor);
		if (!name.len)
			up_sql_skip(&cursor);
		up_sql_take_sign(&cursor, '=');
		up_sql_begin(&operation, sql, statement, "set", statement->whole);
		up_operation_set(&operation, "name", name);
		up_operation_set(&operation, "value", up_sql_take_value(sql, &cursor));
		if (name.len)
			up_operation_state(&operation);
	}
	return true;
}

/* LOCK TABLE a, b IN x MODE [NOWAIT | WAIT n] */
static bool read_lock(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement), names, item;
	struct up_operation operation;
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_take(&cursor, "LOCK TABLE"))
		return false;
	names = cursor;
	if (!up_sql_seek(&cursor, "IN"))
		return false;
	names.n = cursor.i - 1;
	struct up_sql_cursor mode = cursor;
	if (up_sql_seek(&cursor, "MODE"))
		mode.n = cursor.i - 1;
	while (up_sql_take_item(&names, &item)) {
		struct up_sql_cursor rest = cursor;
		up_sql_begin(&operation, sql, statement, "lock-table", statement->whole);
		up_operation_set(&operation, "table", up_sql_take_name(sql, &item));
		up_operation_set(&operation, "mode", up_sql_lower(sql, up_sql_text(sql, &mode, mode.i, mode.n)));
		up_sql_say_flag(&operation, &rest, "NOWAIT", "nowait");
		up_sql_say_option(sql, &operation, &rest, "WAIT", "wait");
		up_operation_state(&operation);
	}
	return true;
}

/* DROP TABLE t [CASCADE CONSTRAINTS] [PURGE] */
static bool read_drop_table(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "DROP TABLE") || (!up_sql_has(cursor, "PURGE") && !up_sql_has(cursor, "CASCADE CONSTRAINTS")))
		return false;
	up_sql_begin(&operation, sql, statement, "drop-table", statement->whole);
	up_sql_say_flag(&operation, &cursor, "IF EXISTS", "if-exists");
	up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
	if (up_sql_take(&cursor, "CASCADE CONSTRAINTS"))
		up_operation_flag(&operation, "cascade");
	if (up_sql_is(&cursor, "PURGE"))
		up_operation_set(&operation, "form", UP_STR("purge"));
	up_operation_state(&operation);
	return true;
}

/* FLASHBACK TABLE a, b TO …, PURGE {TABLE t | RECYCLEBIN | …}, RENAME a TO b */
static bool read_plain(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (up_sql_take(&cursor, "FLASHBACK TABLE") || up_sql_take(&cursor, "FLASHBACK DATABASE")) {
		up_sql_begin(&operation, sql, statement, "flashback", statement->whole);
		up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
		if (up_sql_has(cursor, "BEFORE DROP"))
			up_operation_set(&operation, "form", UP_STR("before-drop"));
	} else if (up_sql_take(&cursor, "PURGE")) {
		up_sql_begin(&operation, sql, statement, "purge", statement->whole);
		up_operation_set(&operation, "object", up_sql_lower(sql, up_sql_next(&cursor)->text));
		if (up_sql_take(&cursor, "TABLE"))
			up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
	} else if (up_sql_take(&cursor, "RENAME")) {
		up_str name = up_sql_take_name(sql, &cursor);
		if (!up_sql_take(&cursor, "TO"))
			return false;
		up_sql_begin(&operation, sql, statement, "rename-table", statement->whole);
		up_operation_set(&operation, "table", name);
		up_operation_set(&operation, "new", up_sql_take_name(sql, &cursor));
	} else if (up_sql_take(&cursor, "ALTER TRIGGER")) {
		up_str trigger = up_sql_take_name(sql, &cursor);
		if (!up_sql_is_any(&cursor, "ENABLE DISABLE"))
			return false;
		up_sql_begin(&operation, sql, statement, up_sql_is(&cursor, "ENABLE") ? "enable-trigger" : "disable-trigger",
			     statement->whole);
		up_operation_set(&operation, "trigger", trigger);
	} else {
		return false;
	}
	up_operation_state(&operation);
	return true;
}

/* CALL x(…), EXEC x, or x(…) in a block. */
static bool read_call(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	bool is_told = up_sql_take_any(&cursor, "CALL EXEC EXECUTE");
	up_str name = up_sql_take_name(sql, &cursor);
	if (!name.len || (!up_sql_at_end(&cursor) && !up_sql_is_sign(&cursor, '(')))
		return false;
	if (!is_told)
		return up_sql_run_routine(sql, name);
	up_sql_state_plain(sql, statement, "call", "name", name);
	up_sql_run_routine(sql, name);
	return true;
}

/* SELECT … INTO v: v is a variable of the block. */
static bool read_select(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_take(&cursor, "SELECT") || !up_sql_has(cursor, "INTO"))
		return false;
	up_sql_state_plain(sql, statement, "select", NULL, UP_STR_NULL);
	return true;
}

static bool read_statement(struct up_sql *sql, const struct up_sql_statement *statement)
{
	up_sql_keep_routine(sql, statement);
	if ((sql->dialect != UP_DIALECT_NONE && read_call(sql, statement)) || read_select(sql, statement))
		return true;
	return read_bitmap(sql, statement) || read_alter_index(sql, statement) || read_session(sql, statement) ||
	       read_lock(sql, statement) || read_drop_table(sql, statement) || read_plain(sql, statement);
}

const struct up_sql_dialect up_sql_oracle = {
	.statement = read_statement,
	.alter_table = up_sql_oracle_alter,
	.option = { [UP_SQL_IN_COLUMN] = up_sql_oracle_in_constraint,
		    [UP_SQL_IN_CONSTRAINT] = up_sql_oracle_in_constraint,
		    [UP_SQL_IN_TABLE] = up_sql_oracle_in_segment,
		    [UP_SQL_IN_INDEX] = up_sql_oracle_in_segment },
};
