/* What can stand behind a column, a table and an index of MySQL and MariaDB. */
#include "sql/mysql.h"

bool up_sql_mysql_in_column(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "FIRST"))
		up_operation_set(operation, "position", UP_STR("first"));
	else if (up_sql_take(cursor, "AFTER"))
		up_operation_set(operation, "position", up_sql_take_name(sql, cursor));
	else if (up_sql_take(cursor, "ON UPDATE"))
		up_sql_skip(cursor);
	else if (up_sql_take(cursor, "KEY"))
		up_operation_flag(operation, "primary-key");
	else if (up_sql_take_any(cursor, "COLUMN_FORMAT STORAGE SRID"))
		up_sql_skip(cursor);
	else
		return up_sql_say_option(sql, operation, cursor, "CHARACTER SET", "charset") ||
		       up_sql_say_option(sql, operation, cursor, "CHARSET", "charset") ||
		       up_sql_say_flag(operation, cursor, "INVISIBLE", "invisible") || up_sql_take_any(cursor, "VISIBLE VIRTUAL BINARY");
	return true;
}

bool up_sql_mysql_in_index(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	up_str value;
	if (up_sql_take_option(sql, cursor, "KEY_BLOCK_SIZE", &value) || up_sql_take_option(sql, cursor, "COMMENT", &value) ||
	    up_sql_take_option(sql, cursor, "WITH PARSER", &value) || up_sql_take_any(cursor, "VISIBLE") ||
	    up_sql_take(cursor, "NOT IGNORED"))
		return true;
	return up_sql_say_option(sql, operation, cursor, "ALGORITHM", "algorithm") ||
	       up_sql_say_option(sql, operation, cursor, "LOCK", "lock") || up_sql_say_option(sql, operation, cursor, "USING", "method") ||
	       up_sql_say_option(sql, operation, cursor, "WAIT", "wait") || up_sql_say_flag(operation, cursor, "NOWAIT", "nowait") ||
	       up_sql_say_flag(operation, cursor, "INVISIBLE", "invisible") || up_sql_say_flag(operation, cursor, "IGNORED", "invisible");
}

void up_sql_mysql_read_key(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "FULLTEXT"))
		up_operation_flag(operation, "text");
	else if (up_sql_take(cursor, "SPATIAL"))
		up_operation_flag(operation, "spatial");
	up_sql_take_any(cursor, "INDEX KEY");
	if (up_sql_take(cursor, "IF NOT EXISTS"))
		up_operation_flag(operation, "if-not-exists");
	if (!up_sql_is(cursor, "USING"))
		up_operation_set(operation, "index", up_sql_take_name(sql, cursor));
	up_sql_say_option(sql, operation, cursor, "USING", "method");
	up_operation_set(operation, "columns", up_sql_take_columns(sql, cursor));
	while (!up_sql_at_end(cursor))
		if (!up_sql_mysql_in_index(sql, operation, cursor))
			up_sql_skip(cursor);
}

/* KEY x (a): a table says nothing of its plain indexes. A column may be called `key` or `index`: a type follows it, no bracket or name and bracket. */
bool up_sql_mysql_in_item(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	(void)operation;
	struct up_sql_cursor key = *cursor;
	bool is_special = up_sql_take_any(&key, "FULLTEXT SPATIAL");
	bool is_key = up_sql_take_any(&key, "INDEX KEY");
	if (up_sql_is(cursor, "PERIOD FOR")) {
		cursor->i = cursor->n;
		return true;
	}
	if (!is_special && !is_key)
		return false;
	up_sql_take(&key, "IF NOT EXISTS");
	if (!up_sql_is_sign(&key, '(') && !up_sql_is(&key, "USING"))
		up_sql_take_name(sql, &key);
	if (up_sql_take(&key, "USING"))
		up_sql_skip(&key);
	if (!up_sql_is_sign(&key, '('))
		return false;
	struct up_sql_cursor columns = up_sql_take_brackets(&key);
	if (up_sql_next(&columns)->kind == UP_SQL_NUMBER)
		return false; /* a column: `index VARCHAR(20)` */
	cursor->i = cursor->n;
	return true;
}

/* An option of a table that this reader says nothing of: a word, a sign of equality, a value. */
static bool take_other(struct up_sql *sql, struct up_sql_cursor *cursor)
{
	struct up_sql_cursor value = *cursor;
	if (up_sql_next(&value)->kind != UP_SQL_WORD)
		return false;
	value.i++;
	if (!up_sql_take_sign(&value, '='))
		return false;
	up_sql_take_value(sql, &value);
	*cursor = value;
	return true;
}

bool up_sql_mysql_in_table(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	up_str value;
	up_sql_take(cursor, "DEFAULT");
	if (up_sql_take_option(sql, cursor, "ENGINE", &value) || up_sql_take_option(sql, cursor, "TYPE", &value)) {
		up_operation_set(operation, "engine", value);
		return true;
	}
	if (up_sql_take_option(sql, cursor, "COMMENT", &value) || up_sql_take_option(sql, cursor, "AUTO_INCREMENT", &value) ||
	    up_sql_take_option(sql, cursor, "ROW_FORMAT", &value))
		return true;
	return up_sql_say_option(sql, operation, cursor, "CHARACTER SET", "charset") ||
	       up_sql_say_option(sql, operation, cursor, "CHARSET", "charset") ||
	       up_sql_say_option(sql, operation, cursor, "COLLATE", "collate") || take_other(sql, cursor);
}
