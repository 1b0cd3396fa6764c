/* Constraints of tables, as CREATE TABLE and ALTER TABLE … ADD have them. */
#include "sql/sql.h"

const char *up_sql_constraint_kind(struct up_sql_cursor cursor)
{
	static const char *const kinds[][2] = {
		{ "CHECK", "add-check" },   { "FOREIGN KEY", "add-foreign-key" }, { "PRIMARY KEY", "add-primary-key" },
		{ "UNIQUE", "add-unique" }, { "EXCLUDE", "add-exclude" },         { "NOT NULL", "add-not-null" },
	};
	bool is_named = up_sql_take(&cursor, "CONSTRAINT");
	for (int i = 0; i < 4; i++) { /* the name, with its schema in some dialects; and IF NOT EXISTS of MariaDB */
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
			if (up_sql_is(&cursor, kinds[k][0]))
				return kinds[k][1];
		if (!is_named)
			return NULL;
		if (!up_sql_take(&cursor, "IF NOT EXISTS"))
			cursor.i++;
	}
	return NULL;
}

/* The columns, the index, and what stands between the words of the constraint and those. */
static void read_key(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "USING INDEX TABLESPACE")) {
		up_sql_skip(cursor);
	} else if (up_sql_take(cursor, "USING INDEX")) {
		up_operation_set(operation, "using-index", up_sql_take_name(sql, cursor));
		return;
	}
	if (up_sql_take(cursor, "NULLS NOT DISTINCT"))
		up_operation_flag(operation, "nulls-not-distinct");
	up_sql_take(cursor, "NULLS DISTINCT");
	if (up_sql_take(cursor, "CLUSTERED"))
		up_operation_flag(operation, "clustered");
	up_sql_take(cursor, "NONCLUSTERED");
	if (!up_sql_is_sign(cursor, '(')) {
		up_sql_take_any(cursor, "KEY INDEX");
		up_sql_take(cursor, "IF NOT EXISTS");
		if (!up_sql_is_sign(cursor, '(') && !up_sql_is(cursor, "USING"))
			up_operation_set(operation, "constraint", up_sql_take_name(sql, cursor)); /* MySQL: the name stands here too */
		if (up_sql_take(cursor, "USING"))
			up_sql_skip(cursor);
	}
	up_operation_set(operation, "columns", up_sql_take_columns(sql, cursor));
}

static void read_check(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	up_sql_take(cursor, "NOT FOR REPLICATION");
	uint32_t first = cursor->i;
	up_sql_skip(cursor);
	up_operation_set(operation, "expression", up_sql_text(sql, cursor, first, cursor->i));
}

/* What stands behind the constraint. */
static bool read_option(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "REFERENCES"))
		up_sql_read_references(sql, operation, cursor);
	else if (up_sql_take(cursor, "NOT VALID") || up_sql_take(cursor, "NOVALIDATE"))
		up_operation_flag(operation, "not-valid");
	else if (up_sql_take(cursor, "NOT ENFORCED"))
		up_operation_flag(operation, "not-enforced");
	else if (up_sql_take(cursor, "ENFORCED"))
		up_operation_flag(operation, "enforced");
	else if (up_sql_take(cursor, "NOT DEFERRABLE") || up_sql_take(cursor, "INITIALLY IMMEDIATE"))
		return true;
	else if (up_sql_take(cursor, "DEFERRABLE") || up_sql_take(cursor, "INITIALLY DEFERRED"))
		up_operation_flag(operation, "deferrable");
	else if (up_sql_take(cursor, "INCLUDE"))
		up_operation_set(operation, "include", up_sql_take_columns(sql, cursor));
	else if (up_sql_take(cursor, "USING INDEX TABLESPACE"))
		up_operation_set(operation, "tablespace", up_sql_take_name(sql, cursor));
	else if (up_sql_take(cursor, "USING INDEX"))
		up_operation_set(operation, "using-index", up_sql_take_name(sql, cursor));
	else
		return false;
	return true;
}

void up_sql_read_constraint(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "CONSTRAINT")) {
		if (up_sql_take(cursor, "IF NOT EXISTS"))
			up_operation_flag(operation, "if-not-exists");
		if (!up_sql_constraint_kind((struct up_sql_cursor){ cursor->tokens, cursor->n, cursor->i }))
			up_operation_set(operation, "constraint", up_sql_take_name(sql, cursor));
	}
	if (up_sql_take(cursor, "CHECK")) {
		read_check(sql, operation, cursor);
	} else if (up_sql_take(cursor, "FOREIGN KEY")) {
		up_sql_take(cursor, "IF NOT EXISTS");
		read_key(sql, operation, cursor);
	} else if (up_sql_take(cursor, "PRIMARY KEY") || up_sql_take(cursor, "UNIQUE")) {
		read_key(sql, operation, cursor);
	} else if (up_sql_take(cursor, "EXCLUDE")) {
		if (up_sql_take(cursor, "USING"))
			up_operation_set(operation, "method", up_sql_take_name(sql, cursor));
		up_operation_set(operation, "columns", up_sql_take_columns(sql, cursor));
	} else if (up_sql_take(cursor, "NOT NULL")) {
		up_operation_set(operation, "column", up_sql_take_name(sql, cursor));
	}
	up_sql_read_options(sql, operation, cursor, UP_SQL_IN_CONSTRAINT, read_option);
}
