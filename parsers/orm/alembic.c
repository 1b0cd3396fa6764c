/* Migrations of Alembic, and so of Flask-Migrate: upgrade() and downgrade() that call op.… https://alembic.sqlalchemy.org/en/latest/ops.html */
#include "orm/alembic.h"

struct alembic {
	struct python python;
	struct up_orm *orm;
	up_str batch, table; /* in `with op.batch_alter_table("orders") as batch_op` */
};

typedef void reader(struct alembic *alembic, const struct up_orm_call *call);

/* --- helpers ------------------------------------------------------------------------------------------------------------ */

/* The n-th argument of op.…; those of a batch lack the table, which is the argument number `table_at` there. */
static TSNode arg(const struct alembic *alembic, const struct up_orm_call *call, uint32_t n, uint32_t table_at, const char *name)
{
	bool is_batch = alembic->batch.len && up_str_eq(call->object, alembic->batch);
	if (is_batch && n > table_at)
		n--;
	return up_orm_arg_or(call, n, name);
}

static up_str table_of(struct alembic *alembic, const struct up_orm_call *call, uint32_t n, const char *name)
{
	struct up_orm *orm = alembic->orm;
	if (alembic->batch.len && up_str_eq(call->object, alembic->batch))
		return alembic->table;
	up_str table = up_orm_name(orm, up_orm_arg_or(call, n, name));
	TSNode schema = up_orm_named(call, "schema");
	if (ts_node_is_null(schema) || up_orm_is_nothing(orm, schema) || !table.len)
		return table;
	return up_arena_printf(orm->code->arena, "%.*s.%.*s", UP_FMT(up_orm_name(orm, schema)), UP_FMT(table));
}

static void begin(struct alembic *alembic, struct up_operation *operation, const char *name, const struct up_orm_call *call, up_str table)
{
	up_orm_begin(alembic->orm, operation, name, call);
	up_orm_say_text(operation, "table", table);
	if (up_orm_is_true(alembic->orm, up_orm_named(call, "if_exists")))
		up_operation_flag(operation, "if-exists");
	if (up_orm_is_true(alembic->orm, up_orm_named(call, "if_not_exists")))
		up_operation_flag(operation, "if-not-exists");
}

static void state(struct alembic *alembic, struct up_operation *operation)
{
	up_orm_state(alembic->orm, operation);
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

static void state_reference(struct alembic *alembic, const struct up_orm_call *call, up_str table, const struct alembic_column *column)
{
	struct up_operation operation;
	begin(alembic, &operation, "add-foreign-key", call, table);
	up_orm_say_text(&operation, "columns", column->name);
	up_orm_say_text(&operation, "references", column->references);
	up_operation_set(&operation, "referenced-columns", column->referenced_column);
	up_orm_say_on_delete(&operation, "on-delete", column->on_delete);
	state(alembic, &operation);
}

static void read_add_column(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_operation operation;
	struct alembic_column column;
	up_str table = table_of(alembic, call, 0, "table_name");
	begin(alembic, &operation, "add-column", call, table);
	if (!alembic_column_of(alembic->orm, arg(alembic, call, 1, 0, "column"), &column)) {
		up_operation_flag(&operation, "dynamic");
		state(alembic, &operation);
		return;
	}
	up_orm_say_text(&operation, "column", column.name);
	alembic_say_column(alembic->orm, &operation, &column);
	state(alembic, &operation);
	if (column.references.len)
		state_reference(alembic, call, table, &column);
	if (!column.has_index)
		return;
	begin(alembic, &operation, "create-index", call, table);
	up_orm_say_text(&operation, "columns", column.name);
	state(alembic, &operation);
}

static void read_drop_column(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(alembic, &operation, "drop-column", call, table_of(alembic, call, 0, "table_name"));
	up_orm_say(alembic->orm, &operation, "column", arg(alembic, call, 1, 0, "column_name"));
	state(alembic, &operation);
}

/* One call may change several things of a column; each is an operation. */
static void read_alter_column(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_orm *orm = alembic->orm;
	struct up_operation operation;
	up_str table = table_of(alembic, call, 0, "table_name"), column = up_orm_name(orm, arg(alembic, call, 1, 0, "column_name"));
	TSNode type = up_orm_named(call, "type_"), null = up_orm_named(call, "nullable"), server = up_orm_named(call, "server_default");
	TSNode new = up_orm_named(call, "new_column_name");
	uint32_t before = orm->n_stated;
	if (ts_node_is_null(new))
		new = up_orm_named(call, "name");
	if (!ts_node_is_null(type)) {
		begin(alembic, &operation, "change-column-type", call, table);
		up_orm_say_text(&operation, "column", column);
		up_operation_set(&operation, "type", alembic_type(orm, type));
		up_operation_set(&operation, "from-type", alembic_type(orm, up_orm_named(call, "existing_type")));
		up_orm_say(orm, &operation, "using", up_orm_named(call, "postgresql_using"));
		state(alembic, &operation);
	}
	if (up_orm_is_true(orm, null) || up_orm_is_false(orm, null)) {
		begin(alembic, &operation, up_orm_is_false(orm, null) ? "set-not-null" : "drop-not-null", call, table);
		up_orm_say_text(&operation, "column", column);
		state(alembic, &operation);
	}
	if (!ts_node_is_null(server)) {
		bool drops = up_orm_is_nothing(orm, server) || up_orm_is_false(orm, server);
		begin(alembic, &operation, drops ? "drop-default" : "set-default", call, table);
		up_orm_say_text(&operation, "column", column);
		if (!drops)
			alembic_say_default(orm, &operation, server);
		state(alembic, &operation);
	}
	if (!ts_node_is_null(new) && !up_orm_is_nothing(orm, new)) {
		begin(alembic, &operation, "rename-column", call, table);
		up_orm_say_text(&operation, "column", column);
		up_orm_say(orm, &operation, "new", new);
		state(alembic, &operation);
	}
	if (orm->n_stated != before)
		return;
	begin(alembic, &operation, up_orm_named(call, "comment").id ? "comment" : "modify-column", call, table);
	up_orm_say_text(&operation, "column", column);
	state(alembic, &operation);
}

/* --- tables ------------------------------------------------------------------------------------------------------------- */

static void say_type(struct up_operation *operation, struct up_orm *orm, up_str type)
{
	up_str word = up_arena_printf(orm->code->arena, "type=%.*s", UP_FMT(up_str_slice(type, 0, UP_ORM_NAME_BYTES)));
	for (uint32_t i = 1; i < operation->n_words; i++)
		if (up_str_eq(operation->words[i].text.bytes, word))
			return;
	up_operation_set(operation, "type", type);
}

/* "regions.id" in a list: regions */
static void say_referenced(struct up_orm *orm, struct up_operation *operation, TSNode list)
{
	struct up_orm_nodes columns = up_orm_list(orm, list);
	up_str first = columns.n ? up_orm_name(orm, columns.nodes[0]) : UP_STR("");
	size_t dot = SIZE_MAX;
	for (size_t i = 0; i < first.len; i++)
		if (first.s[i] == '.')
			dot = i;
	up_operation_set(operation, "references", up_str_slice(first, 0, dot));
}

static bool is_short(up_str type)
{
	return up_str_is_listed(type, "integer smallint tinyint");
}

static void say_element(struct alembic *alembic, struct up_operation *operation, TSNode node, up_str *key_type)
{
	struct up_orm *orm = alembic->orm;
	struct alembic_column column;
	struct up_orm_call call;
	if (alembic_column_of(orm, node, &column)) {
		say_type(operation, orm, column.type);
		up_operation_set(operation, "references", column.references);
		if (column.is_key)
			up_operation_flag(operation, "primary-key");
		if (column.is_key || up_str_eq(column.name, UP_STR("id")))
			*key_type = column.type;
		return;
	}
	node = up_orm_value(orm, node);
	if (!up_orm_is(node, "call") || !up_orm_call_of(orm, node, &call))
		return;
	if (up_str_eq(call.name, UP_STR("PrimaryKeyConstraint")))
		up_operation_flag(operation, "primary-key");
	else if (up_str_eq(call.name, UP_STR("ForeignKeyConstraint")))
		say_referenced(orm, operation, up_orm_arg_or(&call, 1, "refcolumns"));
	else if (up_str_eq(call.name, UP_STR("CheckConstraint")))
		up_operation_flag(operation, "check");
}

static void read_create_table(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_str key_type = UP_STR("");
	begin(alembic, &operation, "create-table", call, table_of(alembic, call, 0, "table_name"));
	for (uint32_t i = 1; i < call->n_args && up_orm_step(alembic->orm, call->args[i]); i++)
		say_element(alembic, &operation, call->args[i], &key_type);
	bool has_key = up_operation_has(&operation, "primary-key");
	if (!has_key && !call->is_open)
		up_operation_flag(&operation, "no-primary-key");
	if (has_key && is_short(key_type))
		up_operation_flag(&operation, "short-primary-key");
	up_orm_say(alembic->orm, &operation, "engine", up_orm_named(call, "mysql_engine"));
	state(alembic, &operation);
}

static void read_drop_table(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(alembic, &operation, "drop-table", call, table_of(alembic, call, 0, "table_name"));
	state(alembic, &operation);
}

static void read_rename_table(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(alembic, &operation, "rename-table", call, table_of(alembic, call, 0, "old_table_name"));
	up_orm_say(alembic->orm, &operation, "new", up_orm_arg_or(call, 1, "new_table_name"));
	state(alembic, &operation);
}

static void read_comment(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(alembic, &operation, "comment", call, table_of(alembic, call, 0, "table_name"));
	up_operation_set(&operation, "object", UP_STR("table"));
	state(alembic, &operation);
}

/* --- indexes and constraints -------------------------------------------------------------------------------------------- */

static void read_create_index(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_orm *orm = alembic->orm;
	struct up_operation operation;
	begin(alembic, &operation, "create-index", call, table_of(alembic, call, 1, "table_name"));
	up_orm_say(orm, &operation, "index", up_orm_arg_or(call, 0, "index_name"));
	up_operation_set(&operation, "columns", up_orm_names(orm, arg(alembic, call, 2, 1, "columns")));
	if (up_orm_is_true(orm, up_orm_named(call, "unique")))
		up_operation_flag(&operation, "unique");
	if (up_orm_is_true(orm, up_orm_named(call, "postgresql_concurrently")))
		up_operation_flag(&operation, "concurrently");
	up_orm_say(orm, &operation, "method", up_orm_named(call, "postgresql_using"));
	TSNode where = up_orm_named(call, "postgresql_where");
	if (!ts_node_is_null(where))
		up_operation_set(&operation, "where", up_orm_written(orm, where));
	state(alembic, &operation);
}

static void read_drop_index(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_orm *orm = alembic->orm;
	struct up_operation operation;
	begin(alembic, &operation, "drop-index", call, table_of(alembic, call, 1, "table_name"));
	up_orm_say(orm, &operation, "index", up_orm_arg_or(call, 0, "index_name"));
	if (up_orm_is_true(orm, up_orm_named(call, "postgresql_concurrently")))
		up_operation_flag(&operation, "concurrently");
	state(alembic, &operation);
}

static void say_name(struct alembic *alembic, struct up_operation *operation, const struct up_orm_call *call)
{
	TSNode name = up_orm_arg_or(call, 0, "constraint_name");
	if (!up_orm_is_nothing(alembic->orm, name))
		up_orm_say(alembic->orm, operation, "constraint", name);
	if (up_orm_is_true(alembic->orm, up_orm_named(call, "postgresql_not_valid")))
		up_operation_flag(operation, "not-valid");
}

static void read_create_foreign_key(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_orm *orm = alembic->orm;
	struct up_operation operation;
	begin(alembic, &operation, "add-foreign-key", call, table_of(alembic, call, 1, "source_table"));
	say_name(alembic, &operation, call);
	up_orm_say(orm, &operation, "references", arg(alembic, call, 2, 1, "referent_table"));
	up_operation_set(&operation, "columns", up_orm_names(orm, arg(alembic, call, 3, 1, "local_cols")));
	up_operation_set(&operation, "referenced-columns", up_orm_names(orm, arg(alembic, call, 4, 1, "remote_cols")));
	up_orm_say_on_delete(&operation, "on-delete", up_orm_name(orm, up_orm_named(call, "ondelete")));
	up_orm_say_on_delete(&operation, "on-update", up_orm_name(orm, up_orm_named(call, "onupdate")));
	state(alembic, &operation);
}

static void state_constraint(struct alembic *alembic, const struct up_orm_call *call, const char *name)
{
	struct up_orm *orm = alembic->orm;
	struct up_operation operation;
	begin(alembic, &operation, name, call, table_of(alembic, call, 1, "table_name"));
	say_name(alembic, &operation, call);
	if (!strcmp(name, "add-check"))
		up_operation_set(&operation, "expression", up_orm_written(orm, arg(alembic, call, 2, 1, "condition")));
	else if (strcmp(name, "add-exclude") != 0)
		up_operation_set(&operation, "columns", up_orm_names(orm, arg(alembic, call, 2, 1, "columns")));
	state(alembic, &operation);
}

static void read_create_unique(struct alembic *alembic, const struct up_orm_call *call)
{
	state_constraint(alembic, call, "add-unique");
}

static void read_create_check(struct alembic *alembic, const struct up_orm_call *call)
{
	state_constraint(alembic, call, "add-check");
}

static void read_create_primary_key(struct alembic *alembic, const struct up_orm_call *call)
{
	state_constraint(alembic, call, "add-primary-key");
}

static void read_create_exclude(struct alembic *alembic, const struct up_orm_call *call)
{
	state_constraint(alembic, call, "add-exclude");
}

static void read_drop_constraint(struct alembic *alembic, const struct up_orm_call *call)
{
	static const char *const kinds[][2] = { { "check", "drop-check" },
						{ "foreignkey", "drop-foreign-key" },
						{ "primary", "drop-primary-key" },
						{ "unique", "drop-unique" } };
	struct up_operation operation;
	up_str kind = up_orm_name(alembic->orm, arg(alembic, call, 2, 1, "type_"));
	const char *name = "drop-constraint";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_str_eq(kind, up_str_from(kinds[i][0])))
			name = kinds[i][1];
	begin(alembic, &operation, name, call, table_of(alembic, call, 1, "table_name"));
	say_name(alembic, &operation, call);
	state(alembic, &operation);
}

/* --- SQL and data ------------------------------------------------------------------------------------------------------- */

static void read_execute(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_orm_call as_connection = *call;
	as_connection.name = UP_STR("execute");
	python_read_data(&alembic->python, &as_connection);
}

static void read_bulk_insert(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_operation operation;
	struct up_orm_call made;
	TSNode table = up_orm_value(alembic->orm, up_orm_arg_or(call, 0, "table"));
	up_orm_begin(alembic->orm, &operation, "insert", call);
	if (up_orm_is(table, "call") && up_orm_call_of(alembic->orm, table, &made))
		up_orm_say(alembic->orm, &operation, "table", up_orm_arg(&made, 0));
	state(alembic, &operation);
}

static void read_nothing(struct alembic *alembic, const struct up_orm_call *call)
{
	(void)alembic;
	(void)call;
}

static const struct {
	const char *name;
	reader *read;
} calls[] = {
	{ "add_column", read_add_column },
	{ "alter_column", read_alter_column },
	{ "batch_alter_table", read_nothing },
	{ "bulk_insert", read_bulk_insert },
	{ "create_check_constraint", read_create_check },
	{ "create_exclude_constraint", read_create_exclude },
	{ "create_foreign_key", read_create_foreign_key },
	{ "create_index", read_create_index },
	{ "create_primary_key", read_create_primary_key },
	{ "create_table", read_create_table },
	{ "create_table_comment", read_comment },
	{ "create_unique_constraint", read_create_unique },
	{ "drop_column", read_drop_column },
	{ "drop_constraint", read_drop_constraint },
	{ "drop_index", read_drop_index },
	{ "drop_table", read_drop_table },
	{ "drop_table_comment", read_comment },
	{ "execute", read_execute },
	{ "f", read_nothing },
	{ "get_bind", read_nothing },
	{ "get_context", read_nothing },
	{ "inline_literal", read_nothing },
	{ "rename_table", read_rename_table },
};

/* sa.Enum("a", "b", name="mood").create(op.get_bind()), and the same of a name that stands for one. */
static bool read_type(struct alembic *alembic, const struct up_orm_call *call)
{
	struct up_orm *orm = alembic->orm;
	struct up_operation operation;
	struct up_orm_call made;
	bool creates = up_str_eq(call->name, UP_STR("create"));
	TSNode value = up_orm_value(orm, call->receiver);
	if ((!creates && !up_str_eq(call->name, UP_STR("drop"))) || !up_orm_is(value, "call") || !up_orm_call_of(orm, value, &made))
		return false;
	if (up_str_is_listed(made.name, "Enum ENUM")) {
		up_orm_begin(orm, &operation, creates ? "create-type" : "drop-type", call);
		up_orm_say(orm, &operation, "type", up_orm_named(&made, "name"));
		if (creates)
			up_operation_set(&operation, "kind", UP_STR("enum"));
	} else if (up_str_eq(made.name, UP_STR("Sequence"))) {
		up_orm_begin(orm, &operation, creates ? "create-sequence" : "drop-sequence", call);
		up_orm_say(orm, &operation, "name", up_orm_arg(&made, 0));
	} else if (up_str_eq(made.name, UP_STR("Table"))) {
		up_orm_begin(orm, &operation, creates ? "create-table" : "drop-table", call);
		up_orm_say(orm, &operation, "table", up_orm_arg(&made, 0));
	} else if (up_str_eq(made.name, UP_STR("Column"))) { /* of SQLAlchemy-migrate: region.create(orders) */
		struct up_orm_call table;
		TSNode on = up_orm_value(orm, up_orm_arg(call, 0));
		up_orm_begin(orm, &operation, creates ? "add-column" : "drop-column", call);
		if (up_orm_is(on, "call") && up_orm_call_of(orm, on, &table))
			up_orm_say(orm, &operation, "table", up_orm_arg(&table, 0));
		up_orm_say(orm, &operation, "column", up_orm_arg(&made, 0));
	} else if (up_str_eq(made.name, UP_STR("Index"))) {
		up_orm_begin(orm, &operation, creates ? "create-index" : "drop-index", call);
		up_orm_say(orm, &operation, "index", up_orm_arg(&made, 0));
	} else {
		return false;
	}
	state(alembic, &operation);
	return true;
}

/* Helpers of a project that are imported: create_columns("orders", …). What they do is not known, but that they do something. */
static bool read_foreign(struct alembic *alembic, const struct up_orm_call *call)
{
	static const char *const verbs[] = { "create_",  "drop_",   "add_",    "alter_",  "rename_", "remove_",
					     "migrate_", "update_", "delete_", "insert_", "replace_" };
	bool is_op = up_str_eq(call->object, UP_STR("op"));
	bool is_bare = ts_node_is_null(call->receiver) && ts_node_is_null(python_function(&alembic->python, call->name)) && call->n_args;
	bool has_verb = false;
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		has_verb |= up_str_starts(call->name, up_str_from(verbs[i]));
	if (!is_op && !(is_bare && has_verb))
		return false;
	struct up_operation operation;
	up_orm_begin(alembic->orm, &operation, "other", call);
	up_operation_set(&operation, "verb", call->name);
	if (up_orm_is(up_orm_value(alembic->orm, up_orm_arg(call, 0)), "string"))
		up_orm_say(alembic->orm, &operation, "table", up_orm_arg(call, 0));
	state(alembic, &operation);
	return true;
}

static bool read_call(struct python *python, const struct up_orm_call *call)
{
	struct alembic *alembic = python->reader;
	bool is_op = up_str_is_listed(call->object, "op alembic.op self.op") ||
		     (alembic->batch.len && up_str_eq(call->object, alembic->batch));
	for (size_t i = 0; i < sizeof calls / sizeof *calls && is_op; i++) {
		if (!up_str_eq(call->name, up_str_from(calls[i].name)))
			continue;
		calls[i].read(alembic, call);
		return true;
	}
	return read_type(alembic, call) || read_foreign(alembic, call);
}

/* with op.batch_alter_table("orders") as batch_op; with op.get_context().autocommit_block(): what is in there runs outside of a transaction. */
static void read_with(struct python *python, const struct up_orm_call *call, up_str alias, bool is_end)
{
	struct alembic *alembic = python->reader;
	if (up_str_eq(call->name, UP_STR("batch_alter_table"))) {
		alembic->batch = is_end ? UP_STR("") : alias;
		alembic->table = is_end ? UP_STR("") : table_of(alembic, call, 0, "table_name");
		bool copies = up_str_eq(up_orm_name(alembic->orm, up_orm_named(call, "recreate")), UP_STR("always"));
		struct up_operation operation;
		if (!copies || is_end)
			return;
		up_orm_begin(alembic->orm, &operation, "copy-table", call);
		up_orm_say_text(&operation, "table", alembic->table);
		state(alembic, &operation);
	} else if (up_str_eq(call->name, UP_STR("autocommit_block"))) {
		alembic->orm->migration.is_outside = !is_end;
	}
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

/* def upgrade(): of a module that imports alembic. */
bool up_orm_is_alembic(struct up_orm *orm, TSNode root)
{
	struct python python = { 0 };
	python_begin(&python, orm, root);
	return !ts_node_is_null(python_function(&python, UP_STR("upgrade")));
}

/* def upgrade(migrate_engine): of SQLAlchemy-migrate, which came before. */
bool up_orm_is_sqlalchemy(struct up_orm *orm, TSNode root)
{
	struct python python = { 0 };
	python_begin(&python, orm, root);
	TSNode function = python_function(&python, UP_STR("upgrade"));
	return !ts_node_is_null(function) && up_str_eq(up_orm_parameter(orm, function, 0), UP_STR("migrate_engine"));
}

/* upgrade(), and upgrade_engine1() of what has several databases. */
static uint32_t read_functions(struct alembic *alembic, const char *name, bool is_dry, bool is_down)
{
	struct up_orm *orm = alembic->orm;
	up_str several = up_arena_printf(orm->code->arena, "%s_", name);
	orm->is_dry = is_dry;
	orm->n_stated = orm->steps = 0;
	orm->migration.is_down = is_down;
	alembic->python.raises = false;
	struct up_orm_nodes functions = alembic->python.functions;
	bool dispatches = false;
	TSNode main = python_function(&alembic->python, up_str_from(name));
	if (!ts_node_is_null(main)) {
		dispatches = up_str_contains(up_orm_source(orm, main), UP_STR("globals()"));
		python_read_function(&alembic->python, main, NULL);
	}
	for (uint32_t i = 0; i < functions.n && dispatches; i++)
		if (up_str_starts(up_orm_source(orm, up_code_field(functions.nodes[i], "name")), several))
			python_read_function(&alembic->python, functions.nodes[i], NULL);
	orm->is_dry = orm->migration.is_down = false;
	return orm->n_stated;
}

static const char *how_undone(struct alembic *alembic)
{
	TSNode down = python_function(&alembic->python, UP_STR("downgrade"));
	if (!read_functions(alembic, "upgrade", true, false))
		return "automatic"; /* there is nothing to undo */
	if (ts_node_is_null(down))
		return "missing";
	if (python_is_empty(&alembic->python, down))
		return "empty";
	uint32_t n = read_functions(alembic, "downgrade", true, true);
	if (alembic->python.raises && !n)
		return "missing";
	return n ? "written" : "fake";
}

void up_orm_read_alembic(struct up_orm *orm, TSNode root)
{
	struct alembic alembic = { .orm = orm };
	python_begin(&alembic.python, orm, root);
	alembic.python.reader = &alembic;
	alembic.python.read_call = read_call;
	alembic.python.read_with = read_with;
	TSNode revision = python_assigned(&alembic.python, root, "revision");
	TSNode before = python_assigned(&alembic.python, root, "down_revision");
	orm->migration.version = ts_node_is_null(revision) ? up_orm_file_stem(orm) : up_orm_name(orm, revision);
	bool is_older = !strcmp(orm->migration.runner, "sqlalchemy");
	if (is_older)
		orm->migration.version = up_orm_leading_digits(orm->migration.version);
	up_orm_set(orm, "transaction", is_older ? "no" : "yes");
	if (!ts_node_is_null(before) && !up_orm_is_nothing(orm, before))
		up_migration_set(orm->code->p, &orm->migration, "depends", up_orm_names(orm, before));
	up_orm_set(orm, "down", how_undone(&alembic));
	up_orm_state_migration(orm, ts_node_is_null(revision) ? up_code_field(python_function(&alembic.python, UP_STR("upgrade")), "name")
							      : revision);
	read_functions(&alembic, "upgrade", false, false);
	read_functions(&alembic, "downgrade", false, true);
}
