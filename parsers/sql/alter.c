/* ALTER of anything but tables and indexes. */
#include "sql/statement.h"

/* What stands behind the name, and what it is as an operation. */
struct form {
	const char *words, *name, *form, *attribute;
};

static const struct form type_forms[] = {
	{ "ADD VALUE", "add-enum-value", NULL, "value" },
	{ "RENAME VALUE", "rename-enum-value", NULL, "value" },
	{ "RENAME ATTRIBUTE", "alter-type", "rename-attribute", "column" },
	{ "RENAME TO", "rename-type", NULL, "new" },
	{ "SET SCHEMA", "set-schema", NULL, "new" },
	{ "OWNER TO", "set-owner", NULL, "owner" },
	{ "ADD ATTRIBUTE", "alter-type", "add-attribute", "column" },
	{ "DROP ATTRIBUTE", "alter-type", "drop-attribute", "column" },
	{ "ALTER ATTRIBUTE", "alter-type", "alter-attribute", "column" },
	{ "SET", "alter-type", "set-option", NULL },
	{ NULL },
};

static const struct form domain_forms[] = {
	{ "ADD", "alter-domain", "add-constraint", NULL },
	{ "DROP CONSTRAINT", "alter-domain", "drop-constraint", "constraint" },
	{ "VALIDATE CONSTRAINT", "alter-domain", "validate-constraint", "constraint" },
	{ "RENAME CONSTRAINT", "alter-domain", "rename-constraint", "constraint" },
	{ "SET NOT NULL", "alter-domain", "set-not-null", NULL },
	{ "DROP NOT NULL", "alter-domain", "drop-not-null", NULL },
	{ "SET DEFAULT", "alter-domain", "set-default", NULL },
	{ "DROP DEFAULT", "alter-domain", "drop-default", NULL },
	{ "RENAME TO", "alter-domain", "rename", "new" },
	{ "SET SCHEMA", "set-schema", NULL, "new" },
	{ "OWNER TO", "set-owner", NULL, "owner" },
	{ NULL },
};

static const struct form view_forms[] = {
	{ "RENAME TO", "rename-view", NULL, "new" },   { "RENAME COLUMN", "rename-column", NULL, "column" },
	{ "RENAME", "rename-column", NULL, "column" }, { "SET SCHEMA", "set-schema", NULL, "new" },
	{ "OWNER TO", "set-owner", NULL, "owner" },    { "ALTER", "alter-view", "default", NULL },
	{ "SET", "alter-view", "set-option", NULL },   { "RESET", "alter-view", "set-option", NULL },
	{ "AS", "alter-view", "body", NULL },          { NULL },
};

static const struct form schema_forms[] = {
	{ "RENAME TO", "rename-schema", NULL, "new" },
	{ "OWNER TO", "set-owner", NULL, "owner" },
	{ NULL },
};

static const struct form sequence_forms[] = {
	{ "RENAME TO", "alter-sequence", "rename", "new" },
	{ "SET SCHEMA", "set-schema", NULL, "new" },
	{ "SET LOGGED", "alter-sequence", "set-logged", NULL },
	{ "SET UNLOGGED", "alter-sequence", "set-unlogged", NULL },
	{ "OWNER TO", "set-owner", NULL, "owner" },
	{ "OWNED BY", "alter-sequence", "owned-by", "owner" },
	{ "RESTART", "alter-sequence", "restart", NULL },
	{ "AS", "alter-sequence", "type", "type" },
	{ "", "alter-sequence", "option", NULL },
	{ NULL },
};

/* What is said by its kind alone. */
static const struct form any_forms[] = {
	{ "RENAME TO", NULL, "rename", "new" },
	{ "SET SCHEMA", NULL, "set-schema", "new" },
	{ "SET TABLESPACE", NULL, "set-tablespace", "tablespace" },
	{ "OWNER TO", NULL, "owner", "owner" },
	{ "UPDATE", NULL, "update", NULL },
	{ "", NULL, NULL, NULL },
	{ NULL },
};

static const struct {
	const char *words, *name, *attribute, *object;
	const struct form *forms;
} kinds[] = {
	{ "TYPE", "alter-type", "type", "type", type_forms },
	{ "DOMAIN", "alter-domain", "domain", "domain", domain_forms },
	{ "VIEW", "alter-view", "table", "view", view_forms },
	{ "SCHEMA", "rename-schema", "schema", "schema", schema_forms },
	{ "SEQUENCE", "alter-sequence", "name", "sequence", sequence_forms },
	{ "FUNCTION", "alter-function", "name", NULL, any_forms },
	{ "PROCEDURE", "alter-function", "name", NULL, any_forms },
	{ "ROUTINE", "alter-function", "name", NULL, any_forms },
	{ "AGGREGATE", "alter-function", "name", NULL, any_forms },
	{ "TRIGGER", "alter-trigger", "trigger", NULL, any_forms },
	{ "POLICY", "alter-policy", "name", NULL, any_forms },
	{ "EXTENSION", "alter-extension", "extension", NULL, any_forms },
	{ "ROLE", "alter-role", "name", NULL, any_forms },
	{ "USER", "alter-role", "name", NULL, any_forms },
	{ "GROUP", "alter-role", "name", NULL, any_forms },
	{ "DATABASE", "alter-database", "name", NULL, any_forms },
	{ "SYSTEM", "alter-system", NULL, NULL, any_forms },
	{ "DEFAULT PRIVILEGES", "alter-default-privileges", NULL, NULL, any_forms },
};

/* ADD VALUE [IF NOT EXISTS] 'x' [BEFORE | AFTER 'y']; RENAME VALUE 'x' TO 'y'. */
static void say_enum_value(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	up_sql_say_conditions(operation, cursor);
	up_operation_set(operation, "value", up_sql_take_value(sql, cursor));
	if (up_sql_take(cursor, "BEFORE"))
		up_operation_set(operation, "before", up_sql_take_value(sql, cursor));
	else if (up_sql_take(cursor, "AFTER"))
		up_operation_set(operation, "after", up_sql_take_value(sql, cursor));
	else if (up_sql_take(cursor, "TO"))
		up_operation_set(operation, "new", up_sql_take_value(sql, cursor));
}

static void say_form(struct up_sql *sql, struct up_operation *operation, const struct form *form, struct up_sql_cursor *cursor)
{
	if (form->form)
		up_operation_set(operation, "form", up_str_from(form->form));
	if (form->attribute && strcmp(form->attribute, "value") == 0) {
		say_enum_value(sql, operation, cursor);
		return;
	}
	if (form->form && strcmp(form->form, "add-constraint") == 0) {
		const char *kind = up_sql_constraint_kind(*cursor);
		if (kind && strcmp(kind, "add-check") == 0)
			up_operation_flag(operation, "check");
		up_sql_read_constraint(sql, operation, cursor);
		return;
	}
	up_sql_say_conditions(operation, cursor);
	if (form->attribute)
		up_sql_say_name(sql, operation, form->attribute, cursor);
	if (up_sql_take(cursor, "TO"))
		up_sql_say_name(sql, operation, "new", cursor);
	if (up_sql_has(*cursor, "CASCADE"))
		up_operation_flag(operation, "cascade");
}

/* Things of a table are named with it: TRIGGER x ON t; functions with the types of their arguments. */
static void say_subject(struct up_operation *operation, const char *attribute, up_str name, up_str table, bool is_if_exists)
{
	if (attribute)
		up_operation_set(operation, attribute, name);
	up_operation_set(operation, "table", table);
	if (is_if_exists)
		up_operation_flag(operation, "if-exists");
}

static bool alter_kind(struct up_sql *sql, const struct up_sql_statement *statement, size_t kind, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	bool is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	up_str name = kinds[kind].attribute ? up_sql_take_name(sql, &cursor) : UP_STR_NULL, table = UP_STR_NULL;
	up_sql_take_brackets(&cursor);
	if (up_sql_take(&cursor, "ON"))
		table = up_sql_take_name(sql, &cursor);
	const struct form *form = kinds[kind].forms;
	while (form->words && *form->words && !up_sql_take(&cursor, form->words))
		form++;
	if (!form->words || (kinds[kind].attribute && !name.len))
		return false;
	up_sql_begin(&operation, sql, statement, form->name ? form->name : kinds[kind].name, statement->whole);
	say_subject(&operation, kinds[kind].attribute, name, table, is_if_exists);
	if (form->name && kinds[kind].object && strcmp(form->name, kinds[kind].name) != 0)
		up_operation_set(&operation, "object", up_str_from(kinds[kind].object));
	say_form(sql, &operation, form, &cursor);
	up_operation_state(&operation);
	return true;
}

void up_sql_alter(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	if (up_sql_take(&cursor, "TABLE") || up_sql_take(&cursor, "FOREIGN TABLE") || up_sql_take(&cursor, "MATERIALIZED VIEW")) {
		up_sql_alter_table(sql, statement, cursor);
		return;
	}
	if (up_sql_take(&cursor, "INDEX")) {
		up_sql_alter_index(sql, statement, cursor);
		return;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_sql_take(&cursor, kinds[i].words)) {
			if (!alter_kind(sql, statement, i, cursor))
				up_sql_other(sql, statement, 2);
			return;
		}
	up_sql_other(sql, statement, 2);
}
