/* Statements that MySQL and MariaDB have and others have not, and where their readers stand. */
#include "sql/mysql.h"
#include "sql/statement.h"

static bool state_tables(struct up_sql *sql, const struct up_sql_statement *statement, const char *name, const char *form,
			 struct up_sql_cursor cursor)
{
	struct up_operation operation;
	struct up_sql_cursor item;
	while (up_sql_take_item(&cursor, &item)) {
		up_str table = up_sql_take_name(sql, &item);
		if (!table.len)
			continue;
		up_sql_begin(&operation, sql, statement, name, statement->whole);
		up_operation_set(&operation, "table", table);
		if (form)
			up_operation_set(&operation, "form", up_str_from(form));
		up_operation_state(&operation);
	}
	return true;
}

/* OPTIMIZE, ANALYZE, CHECK, REPAIR [NO_WRITE_TO_BINLOG | LOCAL] TABLE a, b */
static bool read_maintenance(struct up_sql *sql, const struct up_sql_statement *statement)
{
	static const char *const kinds[][3] = {
		{ "OPTIMIZE", "rebuild-table", "optimize" },
		{ "ANALYZE", "analyze-table", NULL },
		{ "CHECK", "check-table", NULL },
		{ "REPAIR", "repair-table", NULL },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct up_sql_cursor cursor = up_sql_cursor(statement);
		if (!up_sql_take(&cursor, kinds[i][0]))
			continue;
		up_sql_take_any(&cursor, "NO_WRITE_TO_BINLOG LOCAL");
		if (up_sql_take_any(&cursor, "TABLE TABLES"))
			return state_tables(sql, statement, kinds[i][1], kinds[i][2], cursor);
	}
	return false;
}

/* RENAME TABLE a TO b, c TO d */
static bool read_rename(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement), item;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "RENAME TABLE") && !up_sql_take(&cursor, "RENAME TABLES"))
		return false;
	up_sql_take(&cursor, "IF EXISTS");
	while (up_sql_take_item(&cursor, &item)) {
		up_sql_begin(&operation, sql, statement, "rename-table", up_sql_span(&item, item.i, item.n));
		up_operation_set(&operation, "table", up_sql_take_name(sql, &item));
		up_sql_say_option(sql, &operation, &item, "WAIT", "wait");
		up_sql_say_flag(&operation, &item, "NOWAIT", "nowait");
		up_sql_take(&item, "TO");
		up_operation_set(&operation, "new", up_sql_take_name(sql, &item));
		up_operation_state(&operation);
	}
	return true;
}

/* LOCK TABLES a [AS x] READ, b WRITE; FLUSH TABLES [a] WITH READ LOCK; UNLOCK TABLES */
static bool read_lock(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement), item;
	struct up_operation operation;
	if (up_sql_is(&cursor, "UNLOCK TABLES") || up_sql_is(&cursor, "UNLOCK TABLE")) {
		up_sql_state_plain(sql, statement, "unlock-tables", NULL, UP_STR_NULL);
		return true;
	}
	if ((up_sql_is(&cursor, "FLUSH TABLES") || up_sql_is(&cursor, "FLUSH LOCAL TABLES")) && up_sql_has(cursor, "WITH READ LOCK")) {
		up_sql_state_plain(sql, statement, "lock-tables", "mode", UP_STR("global"));
		return true;
	}
	bool is_plural = up_sql_take(&cursor, "LOCK TABLES");
	/* LOCK TABLE x IN … MODE is of others. */
	if (!is_plural && (!up_sql_take(&cursor, "LOCK TABLE") || !(up_sql_has(cursor, "READ") || up_sql_has(cursor, "WRITE"))))
		return false;
	while (up_sql_take_item(&cursor, &item)) {
		up_sql_begin(&operation, sql, statement, "lock-tables", statement->whole);
		up_operation_set(&operation, "table", up_sql_take_name(sql, &item));
		up_operation_set(&operation, "mode", up_sql_has(item, "WRITE") ? UP_STR("write") : UP_STR("read"));
		up_operation_state(&operation);
	}
	return true;
}

/* CREATE [OR REPLACE] [UNIQUE | FULLTEXT | SPATIAL] INDEX x [USING y] ON t (…) …; only what is special of it where the dialect is not known. */
static bool read_create_index(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "CREATE"))
		return false;
	bool is_replaced = up_sql_take(&cursor, "OR REPLACE"), is_unique = up_sql_take(&cursor, "UNIQUE");
	bool is_special = up_sql_is_any(&cursor, "FULLTEXT SPATIAL");
	struct up_sql_cursor index = cursor;
	if (is_special)
		index.i++;
	if (!up_sql_take(&index, "INDEX") || (!is_special && sql->dialect == UP_DIALECT_NONE))
		return false;
	up_sql_begin(&operation, sql, statement, "create-index", statement->whole);
	if (is_unique)
		up_operation_flag(&operation, "unique");
	if (is_replaced)
		up_operation_flag(&operation, "or-replace");
	up_sql_say_flag(&operation, &cursor, "FULLTEXT", "text");
	up_sql_say_flag(&operation, &cursor, "SPATIAL", "spatial");
	up_sql_take(&cursor, "INDEX");
	up_sql_say_flag(&operation, &cursor, "IF NOT EXISTS", "if-not-exists");
	up_operation_set(&operation, "index", up_sql_take_name(sql, &cursor));
	up_sql_say_option(sql, &operation, &cursor, "USING", "method");
	if (!up_sql_take(&cursor, "ON"))
		return false;
	up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
	up_operation_set(&operation, "columns", up_sql_take_columns(sql, &cursor));
	up_sql_read_options(sql, &operation, &cursor, UP_SQL_IN_INDEX, NULL);
	up_operation_state(&operation);
	return true;
}

/* DROP INDEX x ON t …; x may be PRIMARY. */
static bool read_drop_index(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "DROP INDEX") || !up_sql_has(cursor, "ON"))
		return false;
	bool is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	up_str index = up_sql_take_name(sql, &cursor);
	bool is_primary = up_str_eq_nocase(index, UP_STR("primary"));
	up_sql_begin(&operation, sql, statement, is_primary ? "drop-primary-key" : "drop-index", statement->whole);
	if (is_if_exists)
		up_operation_flag(&operation, "if-exists");
	if (!is_primary)
		up_operation_set(&operation, "index", index);
	up_sql_take(&cursor, "ON");
	up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
	up_sql_read_options(sql, &operation, &cursor, UP_SQL_IN_INDEX, NULL);
	up_operation_state(&operation);
	return true;
}

/* SELECT GET_LOCK(…), DO RELEASE_LOCK(…) */
static bool read_named_lock(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (!up_sql_take_any(&cursor, "SELECT DO"))
		return false;
	bool is_release = up_sql_is_any(&cursor, "RELEASE_LOCK RELEASE_ALL_LOCKS");
	if (!is_release && !up_sql_is(&cursor, "GET_LOCK"))
		return false;
	up_sql_state_plain(sql, statement, is_release ? "advisory-unlock" : "advisory-lock", NULL, UP_STR_NULL);
	return true;
}

/* ALTER {ONLINE | OFFLINE | IGNORE} TABLE t … */
static bool read_alter_table(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (!up_sql_take(&cursor, "ALTER") || !up_sql_take_any(&cursor, "ONLINE OFFLINE IGNORE"))
		return false;
	up_sql_take(&cursor, "IGNORE");
	if (!up_sql_take(&cursor, "TABLE"))
		return false;
	struct up_sql_table table = { .sql = sql, .statement = statement };
	table.is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	table.name = up_sql_take_name(sql, &cursor);
	return up_sql_mysql_alter(&table, cursor);
}

static bool read_plain(struct up_sql *sql, const struct up_sql_statement *statement)
{
	static const char *const kinds[][3] = {
		{ "LOAD DATA", "copy-data", NULL },
		{ "LOAD XML", "copy-data", NULL },
		{ "CREATE EVENT", "create-event", "EVENT" },
		{ "DROP EVENT", "drop-event", "EVENT" },
		{ "KILL", "kill", NULL },
		{ "USE", "use", "USE" },
		{ "ALTER DATABASE", "alter-database", NULL },
		{ "ALTER SCHEMA", "alter-database", NULL },
	};
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (sql->dialect == UP_DIALECT_NONE && !up_sql_is(&cursor, "LOAD DATA") && !up_sql_is(&cursor, "CREATE EVENT"))
		return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_sql_is(&cursor, kinds[i][0])) {
			up_str name = UP_STR_NULL;
			if (kinds[i][2] && up_sql_seek(&cursor, kinds[i][2])) {
				up_sql_take(&cursor, "IF NOT EXISTS");
				up_sql_take(&cursor, "IF EXISTS");
				name = up_sql_take_name(sql, &cursor);
			} else if (up_sql_seek(&cursor, "INTO TABLE")) {
				name = up_sql_take_name(sql, &cursor);
			}
			up_sql_state_plain(sql, statement, kinds[i][1], kinds[i][2] ? "name" : "table", name);
			return true;
		}
	return false;
}

/* CREATE [OR REPLACE] [ALGORITHM = x] DEFINER = a@b [SQL SECURITY y] {PROCEDURE | VIEW | …}: what stands between says nothing of what is made. */
static bool read_definer(struct up_sql *sql, const struct up_sql_statement *statement)
{
	enum {
		BETWEEN = 20, /* words that may stand there */
	};
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (!up_sql_take(&cursor, "CREATE"))
		return false;
	up_sql_take(&cursor, "OR REPLACE");
	if (!up_sql_is_any(&cursor, "DEFINER ALGORITHM"))
		return false;
	while (cursor.i < BETWEEN && !up_sql_at_end(&cursor) && !up_sql_is_any(&cursor, "PROCEDURE FUNCTION TRIGGER VIEW EVENT"))
		cursor.i++;
	if (!up_sql_is_any(&cursor, "PROCEDURE FUNCTION TRIGGER VIEW"))
		return false;
	up_sql_create(sql, statement, cursor);
	return true;
}

/* CALL x(…) of a procedure that this text has made. */
static bool read_call(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (!up_sql_take(&cursor, "CALL"))
		return false;
	up_str name = up_sql_take_name(sql, &cursor);
	up_sql_state_plain(sql, statement, "call", "name", name);
	up_sql_run_routine(sql, name);
	return true;
}

static bool read_statement(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor behind = { statement->tokens, statement->n, 1 };
	up_sql_keep_routine(sql, statement);
	if (read_call(sql, statement) || read_definer(sql, statement))
		return true;
	if ((sql->dialect != UP_DIALECT_NONE || up_sql_is_any(&behind, "GLOBAL PERSIST")) && up_sql_mysql_set(sql, statement))
		return true;
	return read_create_index(sql, statement) || read_drop_index(sql, statement) || read_rename(sql, statement) ||
	       read_lock(sql, statement) || read_maintenance(sql, statement) || read_named_lock(sql, statement) ||
	       read_alter_table(sql, statement) || read_plain(sql, statement);
}

const struct up_sql_dialect up_sql_mysql = {
	.statement = read_statement,
	.alter_table = up_sql_mysql_alter,
	.alter_clause = up_sql_mysql_clause,
	.option = { [UP_SQL_IN_COLUMN] = up_sql_mysql_in_column,
		    [UP_SQL_IN_ITEM] = up_sql_mysql_in_item,
		    [UP_SQL_IN_TABLE] = up_sql_mysql_in_table,
		    [UP_SQL_IN_INDEX] = up_sql_mysql_in_index },
};
