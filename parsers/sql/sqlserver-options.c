/* What can stand behind a column, a constraint, an index and a table of SQL Server. */
#include "sql/sqlserver.h"

bool up_sql_sqlserver_read_with(struct up_operation *operation, struct up_sql_cursor *cursor)
{
	struct up_sql_cursor at = *cursor, item;
	if (!up_sql_take(&at, "WITH") || !up_sql_is_sign(&at, '('))
		return false;
	struct up_sql_cursor options = up_sql_take_brackets(&at);
	*cursor = at;
	while (up_sql_take_item(&options, &item)) {
		if (up_sql_take(&item, "ONLINE")) {
			up_sql_take_sign(&item, '=');
			if (up_sql_take(&item, "ON"))
				up_operation_flag(operation, "online");
			item = up_sql_take_brackets(&item);
		} else if (up_sql_take(&item, "RESUMABLE")) {
			up_sql_take_sign(&item, '=');
			if (up_sql_is(&item, "ON"))
				up_operation_flag(operation, "resumable");
		}
		up_sql_say_flag(operation, &item, "WAIT_AT_LOW_PRIORITY", "wait-at-low-priority");
	}
	return true;
}

bool up_sql_sqlserver_in_key(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_sqlserver_read_with(operation, cursor))
		return true;
	if (up_sql_take(cursor, "FOR")) { /* ADD DEFAULT x FOR c */
		up_operation_set(operation, "column", up_sql_take_name(sql, cursor));
		return true;
	}
	return up_sql_say_flag(operation, cursor, "CLUSTERED", "clustered") || up_sql_take(cursor, "NONCLUSTERED") ||
	       up_sql_take(cursor, "NOT FOR REPLICATION");
}

/* PRIMARY KEY CLUSTERED (a): a constraint of the table may stand behind a column without a comma. */
static bool read_key(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	struct up_sql_cursor key = *cursor;
	if (!up_sql_take(&key, "PRIMARY KEY"))
		return false;
	up_sql_take_any(&key, "CLUSTERED NONCLUSTERED");
	if (!up_sql_is_sign(&key, '('))
		return false;
	up_operation_flag(operation, "primary-key");
	up_operation_set(operation, "columns", up_sql_take_columns(sql, &key));
	*cursor = key;
	return true;
}

bool up_sql_sqlserver_in_column(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "MASKED WITH")) {
		up_sql_skip(cursor);
		return true;
	}
	if (read_key(sql, operation, cursor))
		return true;
	return up_sql_say_flag(operation, cursor, "WITH VALUES", "update-all") || up_sql_say_flag(operation, cursor, "SPARSE", "sparse") ||
	       up_sql_say_flag(operation, cursor, "PERSISTED", "generated-stored") || up_sql_take(cursor, "FOREIGN KEY") ||
	       up_sql_take_any(cursor, "ROWGUIDCOL HIDDEN") || up_sql_sqlserver_in_key(sql, operation, cursor);
}

/* ON [PRIMARY] TEXTIMAGE_ON [PRIMARY] WITH (…): where it lies. */
bool up_sql_sqlserver_in_table(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take_any(cursor, "ON TEXTIMAGE_ON FILESTREAM_ON")) {
		up_operation_set(operation, "tablespace", up_sql_take_name(sql, cursor));
		return true;
	}
	return up_sql_sqlserver_read_with(operation, cursor);
}
