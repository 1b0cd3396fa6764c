/* What a change of Liquibase does: https://docs.liquibase.com/change-types/home.html names them and their attributes. */
#include "common/command.h"
#include "common/liquibase.h"

/* A change and the operation that it is. `each`: children of this name are columns, each an operation of its own. */
static const struct change {
	const char *name, *operation, *each;
	bool is_reversible;
} changes[] = {
	{ "addAutoIncrement", "add-identity", NULL, false },
	{ "addCheckConstraint", "add-check", NULL, true },
	{ "addColumn", "add-column", "column", true },
	{ "addDefaultValue", "set-default", NULL, true },
	{ "addForeignKeyConstraint", "add-foreign-key", NULL, true },
	{ "addLookupTable", "create-table-as", NULL, true },
	{ "addNotNullConstraint", "set-not-null", NULL, true },
	{ "addPrimaryKey", "add-primary-key", NULL, true },
	{ "addUniqueConstraint", "add-unique", NULL, true },
	{ "alterSequence", "alter-sequence", NULL, false },
	{ "createFunction", "create-function", NULL, false },
	{ "createIndex", "create-index", NULL, true },
	{ "createPackage", "create-function", NULL, false },
	{ "createPackageBody", "create-function", NULL, false },
	{ "createProcedure", "create-function", NULL, false },
	{ "createSequence", "create-sequence", NULL, true },
	{ "createSynonym", "create-synonym", NULL, true },
	{ "createTable", "create-table", NULL, true },
	{ "createTrigger", "create-trigger", NULL, false },
	{ "createView", "create-view", NULL, true },
	{ "customChange", "execute", NULL, false },
	{ "delete", "delete", NULL, false },
	{ "disableTrigger", "disable-trigger", NULL, false },
	{ "dropAllForeignKeyConstraints", "drop-foreign-key", NULL, false },
	{ "dropCheckConstraint", "drop-check", NULL, false },
	{ "dropColumn", "drop-column", "column", false },
	{ "dropDefaultValue", "drop-default", NULL, false },
	{ "dropForeignKeyConstraint", "drop-foreign-key", NULL, false },
	{ "dropFunction", "drop-function", NULL, false },
	{ "dropIndex", "drop-index", NULL, false },
	{ "dropNotNullConstraint", "drop-not-null", NULL, true },
	{ "dropPackage", "drop-function", NULL, false },
	{ "dropPrimaryKey", "drop-primary-key", NULL, false },
	{ "dropProcedure", "drop-function", NULL, false },
	{ "dropSequence", "drop-sequence", NULL, false },
	{ "dropSynonym", "drop-synonym", NULL, false },
	{ "dropTable", "drop-table", NULL, false },
	{ "dropTrigger", "drop-trigger", NULL, false },
	{ "dropUniqueConstraint", "drop-unique", NULL, false },
	{ "dropView", "drop-view", NULL, false },
	{ "empty", NULL, NULL, true },
	{ "enableTrigger", "enable-trigger", NULL, false },
	{ "executeCommand", "execute", NULL, false },
	{ "insert", "insert", NULL, false },
	{ "loadData", "copy-data", NULL, false },
	{ "loadUpdateData", "merge", NULL, false },
	{ "markUnused", "set-unused", NULL, false },
	{ "mergeColumns", "update", NULL, false },
	{ "modifyDataType", "change-column-type", NULL, false },
	{ "output", NULL, NULL, true },
	{ "renameColumn", "rename-column", NULL, true },
	{ "renameSequence", "alter-sequence", NULL, true },
	{ "renameTable", "rename-table", NULL, true },
	{ "renameTrigger", "alter-trigger", NULL, false },
	{ "renameView", "rename-view", NULL, true },
	{ "rollback", "sql", NULL, false },
	{ "setColumnRemarks", "comment", NULL, false },
	{ "setTableRemarks", "comment", NULL, false },
	{ "sql", "sql", NULL, false },
	{ "sqlFile", "execute", NULL, false },
	{ "stop", NULL, NULL, true },
	{ "tagDatabase", NULL, NULL, true },
	{ "update", "update", NULL, false },
};

static const struct change *change_of(up_str name)
{
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
		if (up_str_eq(name, up_str_from(changes[i].name)))
			return &changes[i];
	return NULL;
}

bool up_liquibase_is_change(up_str name)
{
	return !up_str_eq(name, UP_STR("rollback")) && change_of(name);
}

bool up_liquibase_is_reversible(up_str name)
{
	const struct change *change = change_of(name);
	return change && change->is_reversible;
}

/* --- attributes ------------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *from, *to;
} plain[] = {
	{ "columnName", "column" },
	{ "oldColumnName", "column" },
	{ "newColumnName", "new" },
	{ "newTableName", "new" },
	{ "newViewName", "new" },
	{ "newSequenceName", "new" },
	{ "indexName", "index" },
	{ "forIndexName", "using-index" },
	{ "constraintName", "constraint" },
	{ "columnNames", "columns" },
	{ "baseColumnNames", "columns" },
	{ "referencedColumnNames", "referenced-columns" },
	{ "newDataType", "type" },
	{ "triggerName", "trigger" },
	{ "sequenceName", "name" },
	{ "oldSequenceName", "name" },
	{ "viewName", "table" },
	{ "oldViewName", "table" },
	{ "procedureName", "name" },
	{ "functionName", "name" },
	{ "onDelete", "on-delete" },
	{ "tablespace", "tablespace" },
	{ "constraintBody", "expression" },
};

static const struct {
	const char *from, *when, *to;
} bare[] = {
	{ "unique", "true", "unique" },
	{ "validate", "false", "not-valid" },
	{ "cascadeConstraints", "true", "cascade" },
	{ "replaceIfExists", "true", "or-replace" },
	{ "ifNotExists", "true", "if-not-exists" },
	{ "deferrable", "true", "deferrable" },
	{ "clustered", "true", "clustered" },
	{ "autoIncrement", "true", "auto-increment" },
};

static up_str qualified(struct up_operation *operation, up_str schema, up_str table)
{
	if (!schema.len || !table.len)
		return table;
	return up_arena_printf(up_parse_arena(operation->p), "%.*s.%.*s", UP_FMT(schema), UP_FMT(table));
}

static void set_attributes(const struct up_liquibase *log, uint32_t change, struct up_operation *operation)
{
	static const char *const tables[][2] = { { "tableName", "schemaName" },
						 { "baseTableName", "baseTableSchemaName" },
						 { "oldTableName", "schemaName" } };
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		up_operation_set(
			operation, "table",
			qualified(operation, up_liquibase_value(log, change, tables[i][1]), up_liquibase_value(log, change, tables[i][0])));
	up_operation_set(operation, "references",
			 qualified(operation, up_liquibase_value(log, change, "referencedTableSchemaName"),
				   up_liquibase_value(log, change, "referencedTableName")));
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		up_operation_set(operation, plain[i].to, up_liquibase_value(log, change, plain[i].from));
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
		if (up_str_eq_nocase(up_liquibase_value(log, change, bare[i].from), up_str_from(bare[i].when)))
			up_operation_flag(operation, bare[i].to);
	if (up_liquibase_child(log, change, "where"))
		up_operation_set(operation, "where", up_liquibase_value(log, change, "where"));
}

/* --- columns ---------------------------------------------------------------------------------------------------------------- */

/* defaultValue and its kin: texts, numbers and truth are literals; valueComputed is an expression. */
static void set_default(const struct up_liquibase *log, uint32_t column, struct up_operation *operation)
{
	static const char *const literals[] = { "defaultValue", "defaultValueNumeric", "defaultValueBoolean", "defaultValueDate" };
	for (size_t i = 0; i < sizeof literals / sizeof *literals; i++) {
		up_str value = up_liquibase_value(log, column, literals[i]);
		if (!value.len)
			continue;
		up_operation_set(operation, "default", value);
		bool is_now = up_str_contains(value, UP_STR("CURRENT_")) || up_str_eq_nocase(value, UP_STR("now()"));
		up_operation_flag(operation, is_now ? "default-stable" : "default-constant");
	}
	up_str computed = up_liquibase_value(log, column, "defaultValueComputed");
	up_operation_set(operation, "default", computed);
	if (computed.len)
		up_operation_flag(operation,
				  up_str_starts_nocase(computed, UP_STR("current_")) || up_str_starts_nocase(computed, UP_STR("now"))
					  ? "default-stable"
					  : "default-expression");
	if (up_liquibase_value(log, column, "defaultValueSequenceNext").len)
		up_operation_flag(operation, "default-volatile");
}

static bool is_said(const struct up_liquibase *log, uint32_t node, const char *name, const char *value)
{
	return node && up_str_eq_nocase(up_liquibase_value(log, node, name), up_str_from(value));
}

static void set_constraints(const struct up_liquibase *log, uint32_t column, struct up_operation *operation)
{
	uint32_t constraints = up_liquibase_child(log, column, "constraints");
	if (is_said(log, constraints, "nullable", "false"))
		up_operation_flag(operation, "not-null");
	if (is_said(log, constraints, "primaryKey", "true"))
		up_operation_flag(operation, "primary-key");
	if (is_said(log, constraints, "unique", "true"))
		up_operation_flag(operation, "unique");
	if (!constraints)
		return;
	up_str table = up_liquibase_value(log, constraints, "referencedTableName"),
	       text = up_liquibase_value(log, constraints, "references");
	up_operation_set(operation, "references", table.len ? table : up_str_trim(up_str_slice(text, 0, up_str_find_byte(text, '(', 0))));
	if (up_liquibase_value(log, constraints, "checkConstraint").len)
		up_operation_flag(operation, "check");
}

static up_str lower(struct up_arena *arena, up_str text)
{
	char *copy = up_arena_alloc(arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++)
		copy[i] = up_lower(text.s[i]);
	return (up_str){ copy, text.len };
}

/* What is said of the column itself, for add-column. */
static void set_column(const struct up_liquibase *log, uint32_t column, struct up_operation *operation)
{
	up_operation_set(operation, "column", up_liquibase_value(log, column, "name"));
	up_operation_set(operation, "type", lower(up_parse_arena(operation->p), up_liquibase_value(log, column, "type")));
	if (is_said(log, column, "autoIncrement", "true"))
		up_operation_flag(operation, "auto-increment");
	if (up_liquibase_value(log, column, "afterColumn").len)
		up_operation_set(operation, "position", up_liquibase_value(log, column, "afterColumn"));
	set_default(log, column, operation);
	set_constraints(log, column, operation);
}

/* The columns of an index, or of a new table, which says the like of all of them at once. */
static void set_all_columns(const struct up_liquibase *log, uint32_t node, struct up_operation *operation, struct up_buf *names)
{
	for (uint32_t child = log->nodes[node].first; child; child = log->nodes[child].next) {
		if (up_str_eq(log->nodes[child].name, UP_STR("columns"))) {
			set_all_columns(log, child, operation, names);
			continue;
		}
		if (!up_str_eq(log->nodes[child].name, UP_STR("column")))
			continue;
		up_buf_add_s(names, names->len ? "," : "");
		up_buf_add(names, up_liquibase_value(log, child, "name"));
		set_constraints(log, child, operation);
	}
}

/* --- changes ---------------------------------------------------------------------------------------------------------------- */

/* The text as it stands line by line in the source: CDATA and blocks of YAML are written as they are read, but for what stands before the lines. */
static struct up_text text_of(const struct up_liquibase *log, uint32_t node)
{
	struct up_parse *p = log->p;
	up_str value = log->nodes[node].value, written = up_parse_bytes(p, log->nodes[node].value_at);
	uint32_t start = log->nodes[node].value_at.start, n = 0;
	size_t from = 0, n_lines = 1;
	for (size_t i = 0; i < value.len; i++)
		n_lines += value.s[i] == '\n';
	struct up_piece *pieces = up_arena_alloc(up_parse_arena(p), n_lines * sizeof *pieces);
	for (size_t at = 0; at < value.len;) {
		size_t end = up_str_find_byte(value, '\n', at);
		up_str line = up_str_trim(up_str_slice(value, at, end));
		size_t found = line.len ? up_str_find(written, line, from) : SIZE_MAX;
		if (found != SIZE_MAX) {
			size_t lead = (size_t)(line.s - value.s) - at;
			pieces[n++] = (struct up_piece){ (uint32_t)(at + lead), (uint32_t)(start + found) };
			from = found + line.len;
		}
		at = end == SIZE_MAX ? value.len : end + 1;
	}
	struct up_text text = up_text_plain(value, start);
	if (n) {
		text.pieces = pieces;
		text.n_pieces = n;
	}
	return text;
}

static void embed(const struct up_liquibase *log, uint32_t node, struct up_migration *migration)
{
	struct up_text text = text_of(log, node);
	struct up_migration inner = *migration;
	inner.is_orm = false;
	const struct up_command_context context = { .migration = &inner };
	up_embed_as(log->p, &(struct up_embedded){ .parser = "sql", .text = &text, .origin = "sql", .context = &context });
}

/* <sql>TEXT</sql>, sql: {sql: TEXT} */
static void read_sql(const struct up_liquibase *log, uint32_t change, struct up_migration *migration)
{
	uint32_t inner = up_liquibase_child(log, change, "sql");
	uint32_t node = inner && log->nodes[inner].value.len ? inner : change;
	enum up_dialect before = migration->dialect;
	enum up_dialect dialect = up_dialect_from_name(up_liquibase_value(log, change, "dbms"));
	if (dialect != UP_DIALECT_NONE)
		migration->dialect = dialect;
	if (log->nodes[node].value.len)
		embed(log, node, migration);
	migration->dialect = before;
}

static void state_one(const struct up_liquibase *log, uint32_t change, const char *name, const struct up_migration *migration,
		      uint32_t column)
{
	struct up_operation operation;
	up_span at = log->nodes[change].at;
	up_operation_begin(&operation, log->p, migration, name, column ? log->nodes[column].at : at, at);
	set_attributes(log, change, &operation);
	if (column)
		set_column(log, column, &operation);
	if (!strcmp(name, "create-index") || !strcmp(name, "create-table")) {
		struct up_buf names = { 0 };
		set_all_columns(log, change, &operation, &names);
		if (!strcmp(name, "create-index"))
			up_operation_set(&operation, "columns", up_buf_str(&names));
		up_buf_finish(&names);
	}
	if (!strcmp(name, "set-default"))
		set_default(log, change, &operation);
	if (!strcmp(name, "execute"))
		up_operation_flag(&operation, "dynamic");
	up_operation_state(&operation);
}

/* Columns stand in the change, or in a list `columns` of it. */
static uint32_t state_columns(const struct up_liquibase *log, uint32_t change, uint32_t node, const struct change *known,
			      const struct up_migration *migration)
{
	uint32_t n = 0;
	for (uint32_t child = log->nodes[node].first; child; child = log->nodes[child].next) {
		if (up_str_eq(log->nodes[child].name, UP_STR("columns")))
			n += state_columns(log, change, child, known, migration);
		else if (up_str_eq(log->nodes[child].name, up_str_from(known->each)) && log->nodes[child].first) {
			state_one(log, change, known->operation, migration, child);
			n++;
		}
	}
	return n;
}

bool up_liquibase_change(const struct up_liquibase *log, uint32_t change, struct up_migration *migration)
{
	const struct change *known = change_of(log->nodes[change].name);
	if (!known || !known->operation)
		return known != NULL;
	if (!strcmp(known->operation, "sql")) {
		read_sql(log, change, migration);
		return true;
	}
	if (known->each && state_columns(log, change, change, known, migration))
		return true;
	/* A column that is filled before it must not be NULL. */
	if (!strcmp(known->operation, "set-not-null") && up_liquibase_value(log, change, "defaultNullValue").len)
		state_one(log, change, "update", migration, 0);
	state_one(log, change, known->operation, migration, 0);
	return true;
}
