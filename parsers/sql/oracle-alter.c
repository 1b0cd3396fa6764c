/* ALTER TABLE of Oracle: several clauses with blanks between, each of which may have a list in brackets. */
#include "sql/oracle.h"

static void begin(struct up_operation *operation, const struct up_sql_table *table, const char *name, const struct up_sql_cursor *clause)
{
	up_sql_begin_clause(operation, table, name, clause);
}

/* Says what stands at the end of the clause, and states the operation. */
static void state(const struct up_sql_table *table, struct up_operation *operation, struct up_sql_cursor rest)
{
	up_sql_oracle_read_rest(table->sql, operation, &rest);
	up_operation_state(operation);
}

static void say_name(const struct up_sql_table *table, struct up_operation *operation, const char *attribute, struct up_sql_cursor *cursor)
{
	up_operation_set(operation, attribute, up_sql_take_name(table->sql, cursor));
}

static void add_item(const struct up_sql_table *table, struct up_sql_cursor item)
{
	struct up_operation operation;
	struct up_sql_cursor cursor = item;
	const char *constraint = up_sql_constraint_kind(item);
	begin(&operation, table, constraint ? constraint : "add-column", &item);
	if (constraint) {
		up_sql_read_constraint(table->sql, &operation, &cursor);
	} else {
		up_sql_take(&cursor, "COLUMN");
		up_sql_say_flag(&operation, &cursor, "IF NOT EXISTS", "if-not-exists");
		say_name(table, &operation, "column", &cursor);
		up_sql_read_column(table->sql, &operation, &cursor);
	}
	up_operation_state(&operation);
}

static bool read_add(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_operation operation;
	struct up_sql_cursor cursor = clause, item;
	if (!up_sql_take(&cursor, "ADD"))
		return false;
	if (up_sql_is_sign(&cursor, '(')) {
		struct up_sql_cursor items = up_sql_take_brackets(&cursor);
		while (up_sql_take_item(&items, &item))
			add_item(table, item);
	} else if (up_sql_is_any(&cursor, "PARTITION SUBPARTITION")) {
		cursor.i++;
		begin(&operation, table, "create-partition", &clause);
		say_name(table, &operation, "partition", &cursor);
		state(table, &operation, cursor);
	} else if (up_sql_is(&cursor, "SUPPLEMENTAL")) {
		begin(&operation, table, "set-table-option", &clause);
		up_operation_set(&operation, "option", UP_STR("supplemental_log"));
		up_operation_state(&operation);
	} else {
		while (up_sql_take_item(&cursor, &item))
			add_item(table, item);
	}
	return true;
}

/* MODIFY CONSTRAINT c {VALIDATE | ENABLE [NOVALIDATE] | DISABLE | …} */
static void modify_constraint(const struct up_sql_table *table, struct up_sql_cursor clause, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_str name = up_sql_take_any(&cursor, "PRIMARY UNIQUE") ? UP_STR_NULL : up_sql_take_name(table->sql, &cursor);
	bool is_disabled = up_sql_has(cursor, "DISABLE"), is_unchecked = up_sql_has(cursor, "NOVALIDATE");
	bool is_checked = up_sql_has(cursor, "VALIDATE");
	begin(&operation, table,
	      is_disabled                                  ? "disable-constraint"
	      : is_checked || up_sql_has(cursor, "ENABLE") ? "enable-constraint"
							   : "alter-constraint",
	      &clause);
	up_operation_set(&operation, "constraint", name);
	if (is_unchecked)
		up_operation_flag(&operation, "not-valid");
	else if (is_checked)
		up_operation_flag(&operation, "validate");
	up_operation_state(&operation);
}

static void modify_item(const struct up_sql_table *table, struct up_sql_cursor item)
{
	struct up_operation operation;
	struct up_sql_cursor cursor = item;
	begin(&operation, table, "modify-column", &item);
	say_name(table, &operation, "column", &cursor);
	up_sql_read_column(table->sql, &operation, &cursor);
	up_operation_state(&operation);
}

static bool read_modify(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_operation operation;
	struct up_sql_cursor cursor = clause, item;
	if (!up_sql_take(&cursor, "MODIFY"))
		return false;
	if (up_sql_take(&cursor, "CONSTRAINT") || up_sql_is(&cursor, "PRIMARY KEY")) {
		modify_constraint(table, clause, cursor);
	} else if (up_sql_is_any(&cursor, "PARTITION SUBPARTITION DEFAULT LOB NESTED")) {
		begin(&operation, table, "set-table-option", &clause);
		up_operation_set(&operation, "option", up_sql_lower(table->sql, up_sql_next(&cursor)->text));
		up_operation_state(&operation);
	} else if (up_sql_is_sign(&cursor, '(')) {
		struct up_sql_cursor items = up_sql_take_brackets(&cursor);
		while (up_sql_take_item(&items, &item))
			modify_item(table, item);
	} else {
		up_sql_take(&cursor, "COLUMN");
		modify_item(table, cursor);
	}
	return true;
}

static void drop_columns(const struct up_sql_table *table, const char *name, struct up_sql_cursor clause, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	struct up_sql_cursor names = up_sql_is_sign(&cursor, '(') ? up_sql_take_brackets(&cursor) : cursor, item;
	bool is_list = names.i != cursor.i;
	while (up_sql_take_item(&names, &item)) {
		begin(&operation, table, name, &clause);
		up_sql_say_flag(&operation, &item, "IF EXISTS", "if-exists");
		say_name(table, &operation, "column", &item);
		state(table, &operation, is_list ? cursor : item);
	}
}

static bool read_drop(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_operation operation;
	struct up_sql_cursor cursor = clause;
	if (!up_sql_take(&cursor, "DROP"))
		return false;
	if (up_sql_take(&cursor, "UNUSED COLUMNS") || up_sql_take(&cursor, "COLUMNS CONTINUE")) {
		begin(&operation, table, "drop-unused-columns", &clause);
		if (up_sql_has(cursor, "CHECKPOINT"))
			up_operation_set(&operation, "form", UP_STR("checkpoint"));
		state(table, &operation, cursor);
	} else if (up_sql_take(&cursor, "CONSTRAINT")) {
		begin(&operation, table, "drop-constraint", &clause);
		up_sql_say_flag(&operation, &cursor, "IF EXISTS", "if-exists");
		say_name(table, &operation, "constraint", &cursor);
		state(table, &operation, cursor);
	} else if (up_sql_take(&cursor, "PRIMARY KEY") || up_sql_is(&cursor, "UNIQUE")) {
		begin(&operation, table, up_sql_is(&cursor, "UNIQUE") ? "drop-unique" : "drop-primary-key", &clause);
		state(table, &operation, cursor);
	} else if (up_sql_take_any(&cursor, "PARTITION PARTITIONS SUBPARTITION SUBPARTITIONS")) {
		begin(&operation, table, "drop-partition", &clause);
		say_name(table, &operation, "partition", &cursor);
		state(table, &operation, cursor);
	} else {
		up_sql_take(&cursor, "COLUMN");
		drop_columns(table, "drop-column", clause, cursor);
	}
	return true;
}

static bool read_rename(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	static const char *const kinds[][3] = { { "COLUMN", "rename-column", "column" },
						{ "CONSTRAINT", "rename-constraint", "constraint" },
						{ "PARTITION", "alter-index", "partition" } };
	struct up_operation operation;
	struct up_sql_cursor cursor = clause;
	if (!up_sql_take(&cursor, "RENAME"))
		return false;
	size_t i = 0;
	while (i < sizeof kinds / sizeof *kinds && !up_sql_take(&cursor, kinds[i][0]))
		i++;
	bool is_table = i == sizeof kinds / sizeof *kinds;
	begin(&operation, table, is_table ? "rename-table" : kinds[i][1], &clause);
	if (!is_table)
		say_name(table, &operation, kinds[i][2], &cursor);
	up_sql_take(&cursor, "TO");
	say_name(table, &operation, "new", &cursor);
	up_operation_state(&operation);
	return true;
}

/* {ENABLE | DISABLE} [VALIDATE | NOVALIDATE] {CONSTRAINT c | PRIMARY KEY | UNIQUE (a)}, ALL TRIGGERS, ROW MOVEMENT, TABLE LOCK */
static bool read_enable(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_operation operation;
	struct up_sql_cursor cursor = clause;
	bool is_disabled = up_sql_take(&cursor, "DISABLE");
	if (!is_disabled && !up_sql_take(&cursor, "ENABLE"))
		return false;
	bool is_unchecked = up_sql_take(&cursor, "NOVALIDATE"), is_checked = up_sql_take(&cursor, "VALIDATE");
	if (up_sql_is(&cursor, "ALL TRIGGERS")) {
		begin(&operation, table, is_disabled ? "disable-trigger" : "enable-trigger", &clause);
		up_operation_set(&operation, "trigger", UP_STR("all"));
	} else if (up_sql_take(&cursor, "CONSTRAINT") || up_sql_is(&cursor, "PRIMARY KEY") || up_sql_is(&cursor, "UNIQUE")) {
		begin(&operation, table, is_disabled ? "disable-constraint" : "enable-constraint", &clause);
		if (!up_sql_is_any(&cursor, "PRIMARY UNIQUE"))
			say_name(table, &operation, "constraint", &cursor);
		if (is_unchecked)
			up_operation_flag(&operation, "not-valid");
		else if (is_checked)
			up_operation_flag(&operation, "validate");
	} else {
		begin(&operation, table, "set-table-option", &clause);
		up_operation_set(&operation, "option", up_sql_lower(table->sql, up_sql_text(table->sql, &cursor, cursor.i, cursor.n)));
	}
	state(table, &operation, cursor);
	return true;
}

/* Clauses that are one operation with the name of a partition, or with none. */
static bool read_plain(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	static const struct {
		const char *words, *name, *form, *attribute;
	} kinds[] = {
		{ "MOVE PARTITION", "reorganize-partition", "move", "partition" },
		{ "MOVE SUBPARTITION", "reorganize-partition", "move", "partition" },
		{ "MOVE", "rebuild-table", "move", NULL },
		{ "SHRINK SPACE COMPACT", "shrink", "compact", NULL },
		{ "SHRINK SPACE", "shrink", NULL, NULL },
		{ "TRUNCATE PARTITION", "truncate-partition", NULL, "partition" },
		{ "TRUNCATE SUBPARTITION", "truncate-partition", NULL, "partition" },
		{ "SPLIT PARTITION", "reorganize-partition", "split", "partition" },
		{ "SPLIT SUBPARTITION", "reorganize-partition", "split", "partition" },
		{ "MERGE PARTITIONS", "reorganize-partition", "merge", "partition" },
		{ "COALESCE", "reorganize-partition", "coalesce", NULL },
		{ "EXCHANGE PARTITION", "exchange-partition", NULL, "partition" },
		{ "PARALLEL", "set-parallel", NULL, NULL },
		{ "NOPARALLEL", "set-parallel", "off", NULL },
		{ "LOGGING", "set-logged", NULL, NULL },
		{ "NOLOGGING", "set-unlogged", NULL, NULL },
		{ "READ ONLY", "set-read-only", NULL, NULL },
		{ "READ WRITE", "set-read-only", "off", NULL },
		{ "COMPRESS", "set-compression", NULL, NULL },
		{ "ROW STORE COMPRESS", "set-compression", NULL, NULL },
		{ "NOCOMPRESS", "set-compression", "off", NULL },
	};
	struct up_operation operation;
	struct up_sql_cursor cursor = clause;
	size_t i = 0;
	while (i < sizeof kinds / sizeof *kinds && !up_sql_take(&cursor, kinds[i].words))
		i++;
	if (i == sizeof kinds / sizeof *kinds)
		return false;
	begin(&operation, table, kinds[i].name, &clause);
	if (kinds[i].form)
		up_operation_set(&operation, "form", up_str_from(kinds[i].form));
	if (kinds[i].attribute)
		say_name(table, &operation, kinds[i].attribute, &cursor);
	if (up_sql_take(&cursor, "WITH TABLE"))
		say_name(table, &operation, "from", &cursor);
	state(table, &operation, cursor);
	return true;
}

static bool read_unused(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	if (!up_sql_take(&cursor, "SET UNUSED"))
		return false;
	up_sql_take_any(&cursor, "COLUMN COLUMNS");
	drop_columns(table, "set-unused", clause, cursor);
	return true;
}

static void read_clause(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_operation operation;
	if (read_add(table, clause) || read_modify(table, clause) || read_drop(table, clause) || read_rename(table, clause) ||
	    read_unused(table, clause) || read_enable(table, clause) || read_plain(table, clause))
		return;
	begin(&operation, table, "other", &clause);
	up_operation_set(&operation, "verb", UP_STR("ALTER TABLE"));
	up_operation_state(&operation);
}

/* Does a further clause begin here? */
static bool begins_clause(const struct up_sql_cursor *cursor)
{
	if (up_sql_is(cursor, "DROP STORAGE") || up_sql_is(cursor, "DROP ALL STORAGE"))
		return false; /* of TRUNCATE PARTITION */
	return up_sql_is_any(cursor, "ADD MODIFY DROP") || up_sql_is(cursor, "SET UNUSED") || up_sql_is(cursor, "RENAME TO") ||
	       up_sql_is(cursor, "RENAME COLUMN") || up_sql_is(cursor, "ENABLE CONSTRAINT") || up_sql_is(cursor, "DISABLE CONSTRAINT");
}

/* Does it say what no other dialect says? */
static bool is_own(struct up_sql_cursor clauses)
{
	struct up_sql_cursor behind = { clauses.tokens, clauses.n, clauses.i + 1 };
	return up_sql_is(&clauses, "SET UNUSED") || up_sql_is(&clauses, "DROP UNUSED COLUMNS") ||
	       up_sql_is_any(&clauses, "MOVE SHRINK NOLOGGING") || up_sql_is(&clauses, "ENABLE NOVALIDATE") ||
	       up_sql_is(&clauses, "ENABLE CONSTRAINT") || up_sql_is(&clauses, "DISABLE CONSTRAINT") ||
	       up_sql_is(&clauses, "DISABLE ALL TRIGGERS") || up_sql_is(&clauses, "MODIFY CONSTRAINT") ||
	       up_sql_has(clauses, "UPDATE INDEXES") || up_sql_has(clauses, "UPDATE GLOBAL INDEXES") ||
	       (up_sql_is_any(&clauses, "MODIFY DROP") && up_sql_is_sign(&behind, '('));
}

bool up_sql_oracle_alter(const struct up_sql_table *table, struct up_sql_cursor clauses)
{
	if (table->sql->dialect == UP_DIALECT_NONE && !is_own(clauses))
		return false;
	while (!up_sql_at_end(&clauses) && !up_parse_stopped(table->sql->p)) {
		struct up_sql_cursor clause = clauses;
		up_sql_skip(&clauses);
		while (!up_sql_at_end(&clauses) && !begins_clause(&clauses))
			up_sql_skip(&clauses);
		clause.n = clauses.i;
		read_clause(table, clause);
	}
	return true;
}
