/* What can stand behind a constraint, a table and an index of Oracle. */
#include "sql/oracle.h"

bool up_sql_oracle_in_constraint(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "USING INDEX")) {
		if (up_sql_is_sign(cursor, '(')) { /* USING INDEX (CREATE INDEX …): it is built here */
			up_sql_skip(cursor);
			return true;
		}
		if (up_sql_take(cursor, "TABLESPACE")) {
			up_operation_set(operation, "tablespace", up_sql_take_name(sql, cursor));
			return true;
		}
		if (!up_sql_at_end(cursor) &&
		    !up_sql_is_any(cursor, "ENABLE DISABLE PCTFREE INITRANS STORAGE LOCAL REVERSE ONLINE NOLOGGING"))
			up_operation_set(operation, "using-index", up_sql_take_name(sql, cursor));
		return true;
	}
	/* One that is made DISABLED looks at no row either. */
	return up_sql_say_flag(operation, cursor, "DISABLE", "not-valid") ||
	       up_sql_say_flag(operation, cursor, "NOVALIDATE", "not-valid") ||
	       up_sql_say_flag(operation, cursor, "INVISIBLE", "invisible") ||
	       up_sql_take_any(cursor, "ENABLE VALIDATE RELY NORELY VISIBLE");
}

bool up_sql_oracle_in_segment(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "PARALLEL")) {
		bool is_number = up_sql_next(cursor)->kind == UP_SQL_NUMBER;
		struct up_sql_cursor degree = up_sql_is_sign(cursor, '(') ? up_sql_take_brackets(cursor) : *cursor;
		up_str value = is_number ? up_sql_take_value(sql, cursor) : UP_STR_NULL;
		if (up_sql_take(&degree, "DEGREE"))
			value = up_sql_take_value(sql, &degree);
		if (value.len && !up_str_eq(value, UP_STR("1")))
			up_operation_set(operation, "parallel", value);
		else if (!value.len)
			up_operation_flag(operation, "parallel");
		return true;
	}
	return up_sql_say_flag(operation, cursor, "ONLINE", "online") || up_sql_say_flag(operation, cursor, "NOLOGGING", "unlogged") ||
	       up_sql_say_flag(operation, cursor, "INVISIBLE", "invisible") || up_sql_say_flag(operation, cursor, "LOCAL", "local") ||
	       up_sql_say_flag(operation, cursor, "UPDATE INDEXES", "update-indexes") ||
	       up_sql_say_flag(operation, cursor, "UPDATE GLOBAL INDEXES", "update-indexes") ||
	       up_sql_say_flag(operation, cursor, "WITHOUT VALIDATION", "not-valid") ||
	       up_sql_say_flag(operation, cursor, "CASCADE", "cascade") || up_sql_take_any(cursor, "NOPARALLEL LOGGING VISIBLE");
}

void up_sql_oracle_read_rest(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	while (!up_sql_at_end(cursor))
		if (!up_sql_oracle_in_segment(sql, operation, cursor) &&
		    !up_sql_say_option(sql, operation, cursor, "TABLESPACE", "tablespace"))
			up_sql_skip(cursor);
}
