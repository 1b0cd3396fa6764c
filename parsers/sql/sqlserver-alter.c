/* ALTER TABLE of SQL Server: one kind of clause in a statement, whose first words hold for all items of its list. */
#include "sql/sqlserver.h"

struct alter {
	const struct up_sql_table *table;
	bool is_checked, is_unchecked; /* WITH CHECK, WITH NOCHECK before the clause */
};

static void begin(struct up_operation *operation, const struct alter *alter, const char *name, const struct up_sql_cursor *item)
{
	up_sql_begin_clause(operation, alter->table, name, item);
}

/* Options that stand at the end of the statement. */
static void state(struct up_operation *operation, struct up_sql_cursor rest)
{
	while (!up_sql_at_end(&rest) && !up_sql_sqlserver_read_with(operation, &rest))
		up_sql_skip(&rest);
	up_operation_state(operation);
}

/* DEFAULT x FOR c [WITH VALUES], with CONSTRAINT y before it. */
static bool read_default(const struct alter *alter, struct up_sql_cursor item)
{
	struct up_sql *sql = alter->table->sql;
	struct up_sql_cursor cursor = item;
	struct up_operation operation;
	up_str constraint = up_sql_take(&cursor, "CONSTRAINT") ? up_sql_take_name(sql, &cursor) : UP_STR_NULL;
	if (!up_sql_take(&cursor, "DEFAULT"))
		return false;
	begin(&operation, alter, "set-default", &item);
	up_operation_set(&operation, "constraint", constraint);
	up_sql_read_default(sql, &operation, &cursor);
	if (up_sql_take(&cursor, "FOR"))
		up_operation_set(&operation, "column", up_sql_take_name(sql, &cursor));
	up_operation_state(&operation);
	return true;
}

static void read_added(const struct alter *alter, struct up_sql_cursor item)
{
	struct up_sql *sql = alter->table->sql;
	struct up_sql_cursor cursor = item;
	struct up_operation operation;
	const char *constraint = up_sql_constraint_kind(item);
	if (read_default(alter, item))
		return;
	if (up_sql_is(&cursor, "INDEX")) {
		cursor.i++;
		begin(&operation, alter, "create-index", &item);
		up_operation_set(&operation, "index", up_sql_take_name(sql, &cursor));
		up_sql_read_options(sql, &operation, &cursor, UP_SQL_IN_INDEX, NULL);
		up_operation_state(&operation);
	} else if (constraint) {
		begin(&operation, alter, constraint, &item);
		up_sql_read_constraint(sql, &operation, &cursor);
		if (alter->is_unchecked)
			up_operation_flag(&operation, "not-valid");
		up_operation_state(&operation);
	} else if (!up_sql_is(&cursor, "PERIOD FOR")) {
		up_sql_take(&cursor, "COLUMN"); /* no word of SQL Server's, but often written */
		begin(&operation, alter, "add-column", &item);
		up_operation_set(&operation, "column", up_sql_take_name(sql, &cursor));
		up_sql_read_column(sql, &operation, &cursor);
		up_operation_state(&operation);
	}
}

static bool read_add(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor items = clause, item;
	if (!up_sql_take(&items, "ADD"))
		return false;
	while (up_sql_take_item(&items, &item)) {
		up_sql_take(&item, "ADD"); /* ADD a INT, ADD b INT: wrong, but meant */
		read_added(alter, item);
	}
	return true;
}

/* DROP [CONSTRAINT | COLUMN] [IF EXISTS] a, b, COLUMN c [WITH (…)] */
static bool read_drop(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql *sql = alter->table->sql;
	struct up_sql_cursor items = clause, item;
	struct up_operation operation;
	bool is_column = false, is_if_exists = false;
	if (!up_sql_take(&items, "DROP"))
		return false;
	while (up_sql_take_item(&items, &item)) {
		struct up_sql_cursor whole = item;
		if (up_sql_is_any(&item, "COLUMN CONSTRAINT")) {
			is_column = up_sql_is(&item, "COLUMN");
			item.i++;
			is_if_exists = up_sql_take(&item, "IF EXISTS");
		}
		if (up_sql_is(&item, "PERIOD FOR"))
			continue;
		begin(&operation, alter, is_column ? "drop-column" : "drop-constraint", &whole);
		if (is_if_exists)
			up_operation_flag(&operation, "if-exists");
		up_operation_set(&operation, is_column ? "column" : "constraint", up_sql_take_name(sql, &item));
		state(&operation, item);
	}
	return true;
}

/* ALTER COLUMN c type [NULL | NOT NULL], ALTER COLUMN c {ADD | DROP} SPARSE */
static bool read_alter_column(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql *sql = alter->table->sql;
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ALTER COLUMN"))
		return false;
	up_str column = up_sql_take_name(sql, &cursor);
	if (up_sql_is_any(&cursor, "ADD DROP")) {
		bool is_dropped = up_sql_is(&cursor, "DROP");
		cursor.i++;
		begin(&operation, alter, up_sql_is(&cursor, "SPARSE") ? "sparse-column" : "set-column-option", &clause);
		up_operation_set(&operation, "column", column);
		if (is_dropped)
			up_operation_flag(&operation, "remove");
		up_operation_state(&operation);
		return true;
	}
	begin(&operation, alter, "change-column-type", &clause);
	up_operation_set(&operation, "column", column);
	up_sql_read_column(sql, &operation, &cursor);
	up_operation_state(&operation);
	return true;
}

/* [WITH CHECK] {CHECK | NOCHECK} CONSTRAINT {ALL | a, b} */
static bool read_check(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor items = clause, item;
	struct up_operation operation;
	bool is_disabled = up_sql_take(&items, "NOCHECK CONSTRAINT");
	if (!is_disabled && !up_sql_take(&items, "CHECK CONSTRAINT"))
		return false;
	while (up_sql_take_item(&items, &item)) {
		begin(&operation, alter, is_disabled ? "disable-constraint" : "enable-constraint", &clause);
		up_operation_set(&operation, "constraint", up_sql_take_name(alter->table->sql, &item));
		if (!is_disabled)
			up_operation_flag(&operation, alter->is_checked ? "validate" : "not-valid");
		up_operation_state(&operation);
	}
	return true;
}

/* {ENABLE | DISABLE} TRIGGER {ALL | a, b} */
static bool read_trigger(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor items = clause, item;
	struct up_operation operation;
	bool is_disabled = up_sql_take(&items, "DISABLE TRIGGER");
	if (!is_disabled && !up_sql_take(&items, "ENABLE TRIGGER"))
		return false;
	while (up_sql_take_item(&items, &item)) {
		begin(&operation, alter, is_disabled ? "disable-trigger" : "enable-trigger", &clause);
		up_operation_set(&operation, "trigger", up_sql_take_name(alter->table->sql, &item));
		up_operation_state(&operation);
	}
	return true;
}

/* SWITCH [PARTITION n] TO t [PARTITION m] [WITH (…)]; REBUILD [PARTITION = n] [WITH (…)]; SET (LOCK_ESCALATION = x) */
static bool read_whole(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql *sql = alter->table->sql;
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (up_sql_take(&cursor, "SWITCH")) {
		begin(&operation, alter, "switch-partition", &clause);
		if (up_sql_seek(&cursor, "TO"))
			up_operation_set(&operation, "new", up_sql_take_name(sql, &cursor));
	} else if (up_sql_take(&cursor, "REBUILD")) {
		begin(&operation, alter, "rebuild-table", &clause);
		up_operation_set(&operation, "form", UP_STR("rebuild"));
	} else if (up_sql_take(&cursor, "SET")) {
		struct up_sql_cursor option = up_sql_take_brackets(&cursor);
		bool is_escalation = up_sql_is(&option, "LOCK_ESCALATION");
		begin(&operation, alter, is_escalation ? "set-lock-escalation" : "set-table-option", &clause);
		if (!is_escalation)
			up_operation_set(&operation, "option", up_sql_take_name(sql, &option));
		else
			option.i++;
		up_sql_take_sign(&option, '=');
		up_operation_set(&operation, "value", up_sql_take_value(sql, &option));
	} else {
		return false;
	}
	state(&operation, cursor);
	return true;
}

/* Does it say what no other dialect says? */
static bool is_own(struct up_sql_cursor clauses)
{
	if (up_sql_is(&clauses, "WITH CHECK") || up_sql_is(&clauses, "WITH NOCHECK") || up_sql_is(&clauses, "CHECK CONSTRAINT") ||
	    up_sql_is(&clauses, "NOCHECK CONSTRAINT") || up_sql_is_any(&clauses, "SWITCH REBUILD") || up_sql_is(&clauses, "ADD DEFAULT"))
		return true;
	if (!up_sql_take(&clauses, "ALTER COLUMN"))
		return false;
	clauses.i++; /* ALTER COLUMN c type: others have a word between */
	return !up_sql_is_any(&clauses, "TYPE SET DROP ADD RESTART RESET OPTIONS USING");
}

bool up_sql_sqlserver_alter(const struct up_sql_table *table, struct up_sql_cursor clauses)
{
	struct alter alter = { .table = table };
	struct up_operation operation;
	if (table->sql->dialect == UP_DIALECT_NONE && !is_own(clauses))
		return false;
	alter.is_checked = up_sql_take(&clauses, "WITH CHECK");
	alter.is_unchecked = !alter.is_checked && up_sql_take(&clauses, "WITH NOCHECK");
	if (read_add(&alter, clauses) || read_drop(&alter, clauses) || read_alter_column(&alter, clauses) || read_check(&alter, clauses) ||
	    read_trigger(&alter, clauses) || read_whole(&alter, clauses))
		return true;
	begin(&operation, &alter, "other", &clauses);
	up_operation_set(&operation, "verb", UP_STR("ALTER TABLE"));
	up_operation_state(&operation);
	return true;
}
