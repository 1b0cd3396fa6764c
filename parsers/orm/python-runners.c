/* Smaller runners of migrations in Python: yoyo (step("…", "…")), Aerich of Tortoise (upgrade() gives SQL), SQLAlchemy-migrate (upgrade(migrate_engine)), and
 * those of peewee (migrate(migrator, …)).
 * https://ollycope.com/software/yoyo/latest/, https://tortoise.github.io/migration.html, https://sqlalchemy-migrate.readthedocs.io/,
 * https://github.com/klen/peewee_migrate */
#include "orm/alembic.h"

/* --- yoyo --------------------------------------------------------------------------------------------------------------- */

bool up_orm_is_yoyo(struct up_orm *orm, TSNode root)
{
	(void)root;
	up_str text = orm->code->text;
	return up_str_contains(text, UP_STR("from yoyo")) && up_str_contains(text, UP_STR("step"));
}

static void read_step_part(struct python *python, const struct up_orm_call *call, TSNode part)
{
	TSNode function = python_function(python, up_orm_source(python->orm, part));
	if (ts_node_is_null(part) || up_orm_is_nothing(python->orm, part))
		return;
	if (ts_node_is_null(function))
		up_orm_sql(python->orm, part, call, "step");
	else
		python_read_function(python, function, NULL);
}

struct yoyo {
	uint32_t n_steps, n_ways_back;
};

static bool read_yoyo_call(struct python *python, const struct up_orm_call *call)
{
	struct yoyo *yoyo = python->reader;
	struct up_migration *migration = &python->orm->migration;
	if (up_str_is_listed(call->name, "group transaction")) { /* of steps */
		for (uint32_t i = 0; i < call->n_args; i++) {
			struct up_orm_nodes steps = up_orm_list(python->orm, call->args[i]);
			python_read_statements(python, steps);
		}
		return true;
	}
	if (!up_str_eq(call->name, UP_STR("step")))
		return false;
	TSNode back = up_orm_arg_or(call, 1, "rollback");
	bool has_back = !ts_node_is_null(back) && !up_orm_is_nothing(python->orm, back);
	yoyo->n_steps++;
	yoyo->n_ways_back += has_back;
	read_step_part(python, call, up_orm_arg_or(call, 0, "apply"));
	migration->is_down = true;
	if (has_back)
		read_step_part(python, call, back);
	migration->is_down = false;
	return true;
}

/* The module without its functions, which steps refer to. */
static void read_module(struct python *python, TSNode root, bool is_dry)
{
	struct up_orm_nodes statements = up_orm_children(python->orm, root);
	python->orm->is_dry = is_dry;
	python->orm->n_stated = python->orm->steps = 0;
	for (uint32_t i = 0; i < statements.n; i++)
		if (up_orm_is(statements.nodes[i], "expression_statement"))
			python_read_statements(python, (struct up_orm_nodes){ &statements.nodes[i], 1 });
	python->orm->is_dry = false;
}

void up_orm_read_yoyo(struct up_orm *orm, TSNode root)
{
	struct yoyo yoyo = { 0 };
	struct python python = { .read_call = read_yoyo_call, .reader = &yoyo };
	python_begin(&python, orm, root);
	TSNode depends = up_orm_value(orm, python_assigned(&python, root, "__depends__"));
	orm->migration.version = up_orm_file_stem(orm);
	up_orm_set(orm, "transaction", up_orm_is_false(orm, python_assigned(&python, root, "__transactional__")) ? "no" : "yes");
	if (up_orm_is_any(depends, "set list tuple"))
		up_migration_set(orm->code->p, &orm->migration, "depends", up_orm_names(orm, depends));
	read_module(&python, root, true);
	up_orm_set(orm, "down", yoyo.n_ways_back == yoyo.n_steps ? "written" : "missing");
	up_orm_state_migration(orm, root);
	read_module(&python, root, false);
}

/* --- Aerich ------------------------------------------------------------------------------------------------------------- */

bool up_orm_is_aerich(struct up_orm *orm, TSNode root)
{
	struct python python = { 0 };
	python_begin(&python, orm, root);
	return !ts_node_is_null(python_function(&python, UP_STR("upgrade")));
}

/* async def upgrade(db) -> str: return """…""" */
static void read_returned(struct up_orm *orm, TSNode function, bool is_down)
{
	struct up_orm_nodes body = up_orm_body(orm, function);
	orm->migration.is_down = is_down;
	for (uint32_t i = 0; i < body.n; i++) {
		struct up_text text;
		struct up_orm_call call = { .node = body.nodes[i], .at = up_code_span(body.nodes[i]) };
		TSNode value = up_code_child(body.nodes[i], 0);
		if (up_orm_is(body.nodes[i], "return_statement") && !ts_node_is_null(value) && up_orm_text(orm, value, &text) &&
		    up_str_trim(text.bytes).len)
			up_orm_sql(orm, value, &call, is_down ? "downgrade" : "upgrade");
	}
	orm->migration.is_down = false;
}

static const char *aerich_undone(struct up_orm *orm, TSNode down)
{
	if (ts_node_is_null(down))
		return "missing";
	orm->is_dry = true;
	orm->n_stated = 0;
	read_returned(orm, down, true);
	orm->is_dry = false;
	return orm->n_stated ? "written" : "empty";
}

void up_orm_read_aerich(struct up_orm *orm, TSNode root)
{
	struct python python = { 0 };
	python_begin(&python, orm, root);
	TSNode up = python_function(&python, UP_STR("upgrade")), down = python_function(&python, UP_STR("downgrade"));
	orm->migration.version = up_orm_file_stem(orm);
	/* https://github.com/tortoise/aerich: RUN_IN_TRANSACTION = False at the top of the file. */
	up_orm_set(orm, "transaction", up_orm_is_false(orm, python_assigned(&python, root, "RUN_IN_TRANSACTION")) ? "no" : "yes");
	up_orm_set(orm, "down", aerich_undone(orm, down));
	up_orm_state_migration(orm, up_code_field(up, "name"));
	read_returned(orm, up, false);
	read_returned(orm, down, true);
}

/* --- peewee ------------------------------------------------------------------------------------------------------------- */

bool up_orm_is_peewee(struct up_orm *orm, TSNode root)
{
	struct python python = { 0 };
	python_begin(&python, orm, root);
	TSNode function = python_function(&python, UP_STR("migrate"));
	return !ts_node_is_null(function) && up_str_eq(up_orm_parameter(orm, function, 0), UP_STR("migrator"));
}

static const struct {
	const char *names, *operation, *second, *third;
} peewee_calls[] = {
	{ "create_model create_table", "create-table", NULL, NULL },
	{ "remove_model drop_table", "drop-table", NULL, NULL },
	{ "add_fields add_columns add_column", "add-column", "column", NULL },
	{ "change_fields change_columns alter_column_type", "change-column-type", "column", NULL },
	{ "remove_fields drop_columns drop_column", "drop-column", "column", NULL },
	{ "rename_field rename_column", "rename-column", "column", "new" },
	{ "rename_table", "rename-table", "new", NULL },
	{ "add_index", "create-index", "columns", NULL },
	{ "drop_index", "drop-index", "columns", NULL },
	{ "add_not_null", "set-not-null", "column", NULL },
	{ "drop_not_null", "drop-not-null", "column", NULL },
	{ "add_default", "set-default", "column", "default" },
	{ "add_constraint", "add-check", "constraint", NULL },
	{ "drop_constraints drop_constraint", "drop-constraint", "constraint", NULL },
};

static bool read_peewee_call(struct python *python, const struct up_orm_call *call)
{
	struct up_orm *orm = python->orm;
	if (!up_str_eq(call->object, UP_STR("migrator")))
		return false;
	if (up_str_is_listed(call->name, "sql run")) {
		up_orm_sql(orm, up_orm_arg(call, 0), call, "sql");
		return true;
	}
	for (size_t i = 0; i < sizeof peewee_calls / sizeof *peewee_calls; i++) {
		struct up_operation operation;
		if (!up_str_is_listed(call->name, peewee_calls[i].names))
			continue;
		up_orm_begin(orm, &operation, peewee_calls[i].operation, call);
		up_orm_say(orm, &operation, "table", up_orm_arg(call, 0));
		if (peewee_calls[i].second && call->n_args > 1)
			up_orm_say_text(&operation, peewee_calls[i].second, up_orm_names(orm, up_orm_arg(call, 1)));
		else if (peewee_calls[i].second && call->named.n) /* add_fields("orders", region=…) */
			up_operation_set(&operation, peewee_calls[i].second, call->named.pairs[0].name);
		if (peewee_calls[i].third)
			up_orm_say(orm, &operation, peewee_calls[i].third, up_orm_arg(call, 2));
		up_orm_state(orm, &operation);
		return true;
	}
	struct up_operation operation;
	up_orm_begin(orm, &operation, up_str_is_listed(call->name, "python run_python") ? "data-code" : "other", call);
	if (!up_str_is_listed(call->name, "python run_python"))
		up_operation_set(&operation, "verb", call->name);
	up_orm_state(orm, &operation);
	return true;
}

void up_orm_read_peewee(struct up_orm *orm, TSNode root)
{
	struct python python = { .read_call = read_peewee_call };
	python_begin(&python, orm, root);
	TSNode up = python_function(&python, UP_STR("migrate")), down = python_function(&python, UP_STR("rollback"));
	orm->migration.version = up_orm_file_stem(orm);
	up_orm_set(orm, "transaction", "yes");
	up_orm_set(orm, "down", ts_node_is_null(down) ? "missing" : python_is_empty(&python, down) ? "empty" : "written");
	up_orm_state_migration(orm, up_code_field(up, "name"));
	python_read_function(&python, up, NULL);
	orm->migration.is_down = true;
	if (!ts_node_is_null(down))
		python_read_function(&python, down, NULL);
	orm->migration.is_down = false;
}
