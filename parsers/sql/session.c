/* What a statement does to its session: transactions, settings, roles, locks that a program asks for by name. */
#include "sql/statement.h"

static void state(struct up_sql *sql, const struct up_sql_statement *statement, const char *name, const char *form)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, name, statement->whole);
	if (form)
		up_operation_set(&operation, "form", up_str_from(form));
	up_operation_state(&operation);
}

void up_sql_begin_transaction(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	/* BEGIN of a block of a procedure that got here by itself is none of a transaction. */
	if (up_sql_at_end(&cursor) ||
	    up_sql_is_any(&cursor, "TRANSACTION TRAN WORK ISOLATION READ DEFERRABLE NOT DEFERRED IMMEDIATE EXCLUSIVE CONCURRENT") ||
	    statement->tokens[0].text.len == sizeof "START" - 1)
		state(sql, statement, "begin", NULL);
	else
		up_sql_other(sql, statement, 1);
}

void up_sql_commit(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	if (up_sql_is(&cursor, "PREPARED") || up_sql_is_any(&cursor, "IF LOOP CASE WHILE REPEAT"))
		up_sql_other(sql, statement, 2);
	else
		state(sql, statement, "commit", up_sql_has(cursor, "AND CHAIN") ? "chain" : NULL);
}

void up_sql_rollback(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	up_sql_take_any(&cursor, "WORK TRANSACTION");
	if (up_sql_is(&cursor, "PREPARED"))
		up_sql_other(sql, statement, 2);
	else if (up_sql_is(&cursor, "TO"))
		state(sql, statement, "savepoint", "rollback-to");
	else
		state(sql, statement, "rollback", up_sql_has(cursor, "AND CHAIN") ? "chain" : NULL);
}

void up_sql_savepoint(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	(void)cursor;
	state(sql, statement, "savepoint", NULL);
}

void up_sql_release(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	(void)cursor;
	state(sql, statement, "savepoint", "release");
}

/* The value of a setting: texts and names with a comma between, as written; one alone without its quotes. */
static up_str take_setting(struct up_sql *sql, struct up_sql_cursor *cursor)
{
	struct up_sql_cursor one = *cursor;
	up_str value = up_sql_take_value(sql, &one);
	if (up_sql_at_end(&one))
		return value;
	return up_sql_text(sql, cursor, cursor->i, cursor->n);
}

static void set_role(struct up_sql *sql, const struct up_sql_statement *statement, up_str name)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "set-role", statement->whole);
	up_operation_set(&operation, "name", name);
	up_operation_state(&operation);
}

static void set(struct up_sql *sql, const struct up_sql_statement *statement, up_str name, up_str value, bool is_local, up_span at)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "set", at);
	up_operation_set(&operation, "name", name);
	up_operation_set(&operation, "value", value);
	if (is_local)
		up_operation_flag(&operation, "local");
	up_operation_state(&operation);
}

void up_sql_set(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	if (up_sql_is(&cursor, "TRANSACTION") || up_sql_is(&cursor, "SESSION CHARACTERISTICS") || up_sql_is(&cursor, "CONSTRAINTS")) {
		state(sql, statement, "set-transaction", up_sql_is(&cursor, "CONSTRAINTS") ? "constraints" : NULL);
		return;
	}
	bool is_local = up_sql_take(&cursor, "LOCAL");
	if (up_sql_take(&cursor, "SESSION AUTHORIZATION") || up_sql_take(&cursor, "ROLE")) {
		set_role(sql, statement, up_sql_take_value(sql, &cursor));
		return;
	}
	up_sql_take(&cursor, "SESSION");
	if (up_sql_take(&cursor, "ROLE")) {
		set_role(sql, statement, up_sql_take_value(sql, &cursor));
		return;
	}
	if (up_sql_take(&cursor, "TIME ZONE")) {
		set(sql, statement, UP_STR("timezone"), take_setting(sql, &cursor), is_local, statement->whole);
		return;
	}
	up_str name = up_sql_take_name(sql, &cursor);
	bool is_told = up_sql_take(&cursor, "TO") || up_sql_take_sign(&cursor, '=');
	if (!name.len || (!is_told && sql->dialect == UP_DIALECT_NONE))
		up_sql_other(sql, statement, 1);
	else
		set(sql, statement, name, take_setting(sql, &cursor), is_local, statement->whole);
}

void up_sql_reset(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	if (up_sql_is(&cursor, "ROLE") || up_sql_is(&cursor, "SESSION AUTHORIZATION"))
		set_role(sql, statement, UP_STR("none"));
	else
		set(sql, statement, up_sql_take_name(sql, &cursor), UP_STR("default"), false, statement->whole);
}

void up_sql_call(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "call", statement->whole);
	up_sql_say_name(sql, &operation, "name", &cursor);
	up_operation_state(&operation);
}

/* set_config('lock_timeout', '5s', true). */
static void read_set_config(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor arguments, up_span at)
{
	struct up_sql_cursor name, value, local;
	if (!up_sql_take_item(&arguments, &name) || !up_sql_take_item(&arguments, &value))
		return;
	bool is_local = up_sql_take_item(&arguments, &local) && up_sql_is(&local, "TRUE");
	set(sql, statement, up_sql_take_value(sql, &name), up_sql_take_value(sql, &value), is_local, at);
}

bool up_sql_session_function(struct up_sql *sql, const struct up_sql_statement *statement, up_str name, struct up_sql_cursor arguments,
			     up_span at)
{
	if (up_str_starts(name, UP_STR("pg_catalog.")))
		name = up_str_slice(name, sizeof "pg_catalog." - 1, name.len);
	if (up_str_eq(name, UP_STR("set_config"))) {
		read_set_config(sql, statement, arguments, at);
		return true;
	}
	bool is_try = up_str_starts(name, UP_STR("pg_try_advisory_"));
	bool is_unlock = up_str_starts(name, UP_STR("pg_advisory_unlock"));
	if (!is_try && !is_unlock && !up_str_starts(name, UP_STR("pg_advisory_")))
		return false;
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, is_unlock ? "advisory-unlock" : "advisory-lock", at);
	if (is_try)
		up_operation_flag(&operation, "try");
	if (up_str_contains(name, UP_STR("xact")))
		up_operation_flag(&operation, "transaction");
	if (up_str_ends(name, UP_STR("_shared")))
		up_operation_set(&operation, "mode", UP_STR("shared"));
	up_operation_state(&operation);
	return true;
}
