/* Statements that SQL Server has and others have not, and where their readers stand. */
#include "sql/sqlserver.h"
#include "sql/statement.h"

/* CREATE [UNIQUE] [CLUSTERED | NONCLUSTERED] [COLUMNSTORE] INDEX i ON t (…); the plain ones are shared by all. */
static bool read_create_index(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "CREATE"))
		return false;
	bool is_unique = up_sql_take(&cursor, "UNIQUE"), is_clustered = up_sql_take(&cursor, "CLUSTERED");
	bool is_nonclustered = !is_clustered && up_sql_take(&cursor, "NONCLUSTERED"), is_columnstore = up_sql_take(&cursor, "COLUMNSTORE");
	if ((!is_clustered && !is_nonclustered && !is_columnstore) || !up_sql_take(&cursor, "INDEX"))
		return false;
	up_sql_begin(&operation, sql, statement, "create-index", statement->whole);
	if (is_unique)
		up_operation_flag(&operation, "unique");
	if (is_clustered)
		up_operation_flag(&operation, "clustered");
	if (is_columnstore)
		up_operation_flag(&operation, "columnstore");
	up_operation_set(&operation, "index", up_sql_take_name(sql, &cursor));
	if (!up_sql_take(&cursor, "ON"))
		return false;
	up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
	up_operation_set(&operation, "columns", up_sql_take_columns(sql, &cursor));
	while (!up_sql_at_end(&cursor))
		if (!up_sql_sqlserver_read_with(&operation, &cursor) && up_sql_skip(&cursor))
			continue;
	up_operation_state(&operation);
	return true;
}

/* ALTER INDEX {i | ALL} ON t {REBUILD | REORGANIZE | DISABLE | …} */
static bool read_alter_index(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ALTER INDEX"))
		return false;
	up_str index = up_sql_take_name(sql, &cursor);
	if (!up_sql_take(&cursor, "ON"))
		return false;
	up_str table = up_sql_take_name(sql, &cursor);
	bool is_rebuilt = up_sql_take(&cursor, "REBUILD");
	up_sql_begin(&operation, sql, statement, is_rebuilt ? "rebuild-index" : "alter-index", statement->whole);
	up_operation_set(&operation, "index", index);
	up_operation_set(&operation, "table", table);
	if (!is_rebuilt)
		up_operation_set(&operation, "form", up_sql_lower(sql, up_sql_next(&cursor)->text));
	while (!up_sql_at_end(&cursor))
		if (!up_sql_sqlserver_read_with(&operation, &cursor) && up_sql_skip(&cursor))
			continue;
	up_operation_state(&operation);
	return true;
}

static void drop_one(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor item, bool is_if_exists)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "drop-index", up_sql_span(&item, item.i, item.n));
	up_str index = up_sql_take_name(sql, &item);
	size_t dot = index.len;
	while (dot > 0 && index.s[dot - 1] != '.')
		dot--;
	if (dot > 0) /* t.i, the old way */
		up_operation_set(&operation, "table", up_str_slice(index, 0, dot - 1));
	up_operation_set(&operation, "index", up_str_slice(index, dot, index.len));
	if (up_sql_take(&item, "ON"))
		up_operation_set(&operation, "table", up_sql_take_name(sql, &item));
	if (is_if_exists)
		up_operation_flag(&operation, "if-exists");
	up_sql_sqlserver_read_with(&operation, &item);
	up_operation_state(&operation);
}

/* DROP INDEX [IF EXISTS] i ON t, dbo.t.j [WITH (…)] */
static bool read_drop_index(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement), item;
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_take(&cursor, "DROP INDEX"))
		return false;
	bool is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	while (up_sql_take_item(&cursor, &item))
		drop_one(sql, statement, item, is_if_exists);
	return true;
}

/* {ENABLE | DISABLE} TRIGGER a, b ON t */
static bool read_trigger(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement), names, item;
	struct up_operation operation;
	bool is_disabled = up_sql_take(&cursor, "DISABLE TRIGGER");
	if (!is_disabled && !up_sql_take(&cursor, "ENABLE TRIGGER"))
		return false;
	names = cursor;
	up_str table = UP_STR_NULL;
	if (up_sql_seek(&cursor, "ON")) {
		names.n = cursor.i - 1;
		table = up_sql_take_name(sql, &cursor);
	}
	while (up_sql_take_item(&names, &item)) {
		up_sql_begin(&operation, sql, statement, is_disabled ? "disable-trigger" : "enable-trigger", statement->whole);
		up_operation_set(&operation, "table", table);
		up_operation_set(&operation, "trigger", up_sql_take_name(sql, &item));
		up_operation_state(&operation);
	}
	return true;
}

/* ALTER DATABASE x SET {SINGLE_USER | RESTRICTED_USER | OFFLINE | READ_ONLY | …} */
static bool read_database(struct up_sql *sql, const struct up_sql_statement *statement)
{
	static const char *const forms[][2] = { { "SINGLE_USER", "single-user" },
						{ "RESTRICTED_USER", "restricted-user" },
						{ "OFFLINE", "offline" },
						{ "READ_ONLY", "read-only" } };
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ALTER DATABASE") || up_sql_is(&cursor, "SCOPED") ||
	    (sql->dialect == UP_DIALECT_NONE && !up_sql_has(cursor, "SET")))
		return false;
	up_sql_begin(&operation, sql, statement, "alter-database", statement->whole);
	up_operation_set(&operation, "name", up_sql_take_name(sql, &cursor));
	if (up_sql_seek(&cursor, "SET"))
		for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
			if (up_sql_is(&cursor, forms[i][0]))
				up_operation_set(&operation, "form", up_str_from(forms[i][1]));
	up_operation_state(&operation);
	return true;
}

/* MERGE [TOP (n)] [INTO] t [WITH (HOLDLOCK)] … */
static bool read_merge(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_take(&cursor, "MERGE"))
		return false;
	if (up_sql_take(&cursor, "TOP"))
		up_sql_skip(&cursor);
	up_sql_take(&cursor, "INTO");
	up_sql_begin(&operation, sql, statement, "merge", statement->whole);
	up_operation_set(&operation, "table", up_sql_take_name(sql, &cursor));
	if (up_sql_take(&cursor, "WITH")) {
		struct up_sql_cursor hints = up_sql_take_brackets(&cursor);
		if (up_sql_has(hints, "HOLDLOCK") || up_sql_has(hints, "SERIALIZABLE"))
			up_operation_set(&operation, "mode", UP_STR("holdlock"));
	}
	up_operation_state(&operation);
	return true;
}

/* CREATE TABLE #t: a table of the session. */
static bool read_temporary(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (!up_sql_take(&cursor, "CREATE TABLE") || !up_str_starts(up_sql_next(&cursor)->text, UP_STR("#")))
		return false;
	up_sql_create_table(sql, statement, &(struct up_sql_made){ .is_temporary = true }, cursor);
	return true;
}

/* SELECT … INTO #t: the same. */
static bool read_select_into(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_take(&cursor, "SELECT") || !up_sql_seek(&cursor, "INTO"))
		return false;
	up_str name = up_sql_take_name(sql, &cursor);
	if (!up_str_starts(name, UP_STR("#")))
		return false;
	up_sql_begin(&operation, sql, statement, "create-table-as", statement->whole);
	up_operation_set(&operation, "table", name);
	up_operation_flag(&operation, "temporary");
	up_operation_state(&operation);
	return true;
}

static bool read_plain(struct up_sql *sql, const struct up_sql_statement *statement)
{
	static const struct {
		const char *words, *name, *before; /* before: the word that the name of the table stands behind */
	} kinds[] = {
		{ "DBCC SHRINKDATABASE", "shrink", NULL },
		{ "DBCC SHRINKFILE", "shrink", NULL },
		{ "DBCC", "other", NULL },
		{ "CREATE FULLTEXT INDEX", "create-text-index", "ON" },
		{ "CREATE FULLTEXT", "create-text-index", NULL },
		{ "ALTER FULLTEXT", "create-text-index", "ON" },
		{ "DROP FULLTEXT", "create-text-index", "ON" },
		{ "UPDATE STATISTICS", "analyze-table", "STATISTICS" },
		{ "BULK INSERT", "copy-data", "INSERT" },
		{ "SAVE TRANSACTION", "savepoint", NULL },
		{ "SAVE TRAN", "savepoint", NULL },
		{ "USE", "use", "USE" },
		{ "KILL", "kill", NULL },
	};
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_sql_is(&cursor, kinds[i].words)) {
			bool is_other = strcmp(kinds[i].name, "other") == 0, is_use = strcmp(kinds[i].name, "use") == 0;
			up_str table = UP_STR_NULL;
			if (kinds[i].before && up_sql_seek(&cursor, kinds[i].before))
				table = up_sql_take_name(sql, &cursor);
			up_sql_state_plain(sql, statement, kinds[i].name,
					   is_other ? "verb"
					   : is_use ? "name"
						    : "table",
					   is_other ? UP_STR("DBCC") : table);
			return true;
		}
	return false;
}

/* SET NOCOUNT, XACT_ABORT ON SET LOCK_TIMEOUT 5000: often without a semicolon between. */
static bool read_set(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	if (sql->dialect == UP_DIALECT_NONE || !up_sql_is(&cursor, "SET"))
		return false;
	while (up_sql_take(&cursor, "SET") && !up_parse_stopped(sql->p)) {
		struct up_sql_cursor names = cursor, item;
		uint32_t first = cursor.i - 1;
		while (!up_sql_at_end(&cursor) && !up_sql_is_sign(&cursor, '=') && !up_sql_is_any(&cursor, "ON OFF") &&
		       up_sql_next(&cursor)->kind != UP_SQL_NUMBER && !up_sql_is(&cursor, "SET"))
			cursor.i++;
		names.n = cursor.i;
		up_sql_take_sign(&cursor, '=');
		up_str value = up_sql_is(&cursor, "SET") ? UP_STR_NULL : up_sql_take_value(sql, &cursor);
		while (!up_sql_at_end(&cursor) && !up_sql_is(&cursor, "SET"))
			up_sql_skip(&cursor);
		while (up_sql_take_item(&names, &item)) {
			if (up_sql_next(&item)->kind == UP_SQL_VARIABLE)
				continue; /* @x is a variable of the batch */
			up_sql_begin(&operation, sql, statement, "set", up_sql_span(&cursor, first, cursor.i));
			up_operation_set(&operation, "name", up_sql_take_name(sql, &item));
			up_operation_set(&operation, "value", value);
			up_operation_state(&operation);
		}
	}
	return true;
}

static bool read_statement(struct up_sql *sql, const struct up_sql_statement *statement)
{
	up_sql_keep_routine(sql, statement);
	return read_set(sql, statement) || read_create_index(sql, statement) || read_alter_index(sql, statement) ||
	       read_drop_index(sql, statement) || read_trigger(sql, statement) || read_database(sql, statement) ||
	       read_merge(sql, statement) || read_temporary(sql, statement) || read_select_into(sql, statement) ||
	       up_sql_sqlserver_procedure(sql, statement) || read_plain(sql, statement);
}

const struct up_sql_dialect up_sql_sqlserver = {
	.statement = read_statement,
	.alter_table = up_sql_sqlserver_alter,
	.option = { [UP_SQL_IN_COLUMN] = up_sql_sqlserver_in_column,
		    [UP_SQL_IN_CONSTRAINT] = up_sql_sqlserver_in_key,
		    [UP_SQL_IN_TABLE] = up_sql_sqlserver_in_table,
		    [UP_SQL_IN_INDEX] = up_sql_sqlserver_in_key },
};
