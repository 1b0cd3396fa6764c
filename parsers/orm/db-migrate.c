/* Migrations of db-migrate: exports.up = (db, callback) => db.runSql('…', callback), db.addColumn('t', 'c', { … })
 * (https://db-migrate.readthedocs.io/en/latest/API/SQL/). Each runs in a transaction unless its --non-transactional is given. */
#include "orm/column.h"

bool up_orm_is_db_migrate(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	const struct up_steps_function *up = up_steps_first(&steps, "up");
	return up && up_str_starts(up_orm_parameter(orm, up->node, 0), UP_STR("db"));
}

static void create_table(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode map = up_orm_arg(call, 1), columns = up_orm_entry(up_orm_map(orm, map), "columns");
	struct up_orm_pairs pairs = up_orm_map(orm, ts_node_is_null(columns) ? map : columns);
	up_steps_begin_operation(steps, &operation, "create-table", call);
	steps->creating = &operation;
	for (uint32_t i = 0; i < pairs.n; i++) {
		struct up_orm_column column = { .node = call->node, .at = call->at, .name = pairs.pairs[i].name };
		up_orm_column_options(orm, &column, pairs.pairs[i].value, false);
		up_orm_column_add(steps, &column);
	}
	steps->creating = NULL;
	if (!up_operation_has(&operation, "primary-key") && pairs.n)
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(orm, &operation);
}

static void add_foreign_key(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_key key = { .call = call,
				  .references = up_orm_name(orm, up_orm_arg(call, 1)),
				  .name = up_orm_name(orm, up_orm_arg(call, 2)) };
	struct up_orm_pairs mapping = up_orm_map(orm, up_orm_arg(call, 3));
	if (mapping.n) {
		key.columns = mapping.pairs[0].name;
		key.referenced_columns = up_orm_name(orm, mapping.pairs[0].value);
	}
	up_orm_key_options(orm, &key, up_orm_map(orm, up_orm_arg(call, 4)));
	up_orm_key_constraint(steps, "add-foreign-key", &key);
}

static bool read_call(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *first, *second;
	} named[] = {
		{ "dropTable", "drop-table", NULL, NULL },
		{ "renameTable", "rename-table", "new", NULL },
		{ "removeColumn", "drop-column", "column", NULL },
		{ "renameColumn", "rename-column", "column", "new" },
		{ "removeIndex", "drop-index", "index", NULL },
		{ "removeForeignKey", "drop-foreign-key", "constraint", NULL },
		{ "insert", "insert", NULL, NULL },
	};
	struct up_orm *orm = steps->orm;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (!up_str_eq(call->name, up_str_from(named[i].call)))
			continue;
		struct up_operation operation;
		up_steps_begin_operation(steps, &operation, named[i].operation, call);
		if (named[i].first)
			up_orm_say(orm, &operation, named[i].first, up_orm_arg(call, 1));
		if (named[i].second)
			up_orm_say(orm, &operation, named[i].second, up_orm_arg(call, 2));
		up_orm_state(orm, &operation);
		return true;
	}
	if (up_str_eq(call->name, UP_STR("createTable"))) {
		create_table(steps, call);
	} else if (up_str_is_listed(call->name, "addColumn changeColumn")) {
		struct up_orm_column column = { .node = call->node, .at = call->at, .name = up_orm_name(orm, up_orm_arg(call, 1)) };
		up_orm_column_options(orm, &column, up_orm_arg(call, 2), false);
		(call->name.s[0] == 'a' ? up_orm_column_add : up_orm_column_change)(steps, &column);
	} else if (up_str_eq(call->name, UP_STR("addIndex"))) {
		struct up_orm_key key = { .call = call, .name = up_orm_name(orm, up_orm_arg(call, 1)) };
		key.columns = up_orm_names(orm, up_orm_arg(call, 2));
		key.is_unique = up_orm_is_true(orm, up_orm_arg(call, 3));
		up_orm_key_index(steps, &key);
	} else if (up_str_eq(call->name, UP_STR("addForeignKey"))) {
		add_foreign_key(steps, call);
	} else {
		return false;
	}
	return true;
}

/* db.runSql.bind(db, '…'): what is called later. */
static bool read_bound(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm_call call = chain->links[0];
	size_t dot = up_str_find_byte(chain->base, '.', 0);
	if (dot == SIZE_MAX || !up_str_eq(call.name, UP_STR("bind")) || !call.n_args)
		return false;
	call.name = up_str_slice(chain->base, dot + 1, chain->base.len);
	call.args++;
	call.n_args--;
	up_str table = up_steps_set_table(steps, up_orm_arg(&call, 0));
	bool is_sql = up_str_eq(call.name, UP_STR("runSql"));
	if (is_sql)
		up_orm_sql(steps->orm, up_orm_arg(&call, 0), &call, "runSql");
	bool is_known = is_sql || read_call(steps, &call);
	steps->table = table;
	return is_known;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	up_str name = *(const up_str *)steps->state;
	if (read_bound(steps, chain))
		return true;
	if (!up_str_eq(chain->base, name) && !up_str_is_listed(chain->base, "db"))
		return false;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		up_str table = up_steps_set_table(steps, up_orm_arg(call, 0));
		bool is_sql = up_str_is_listed(call->name, "runSql all") && call->n_args;
		if (is_sql)
			up_orm_sql(steps->orm, call->args[0], call, "runSql");
		bool is_known = is_sql || read_call(steps, call);
		steps->table = table;
		/* What comes next stands in the callback. */
		for (uint32_t j = 0; j < call->n_args; j++)
			if (!is_known || up_orm_is_function(call->args[j]))
				up_steps_walk(steps, call->args[j]);
	}
	return true;
}

void up_orm_read_db_migrate(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = up_steps_first(&steps, "up"), *down = up_steps_find(&steps, up->owner, "down");
	up_str name = up_orm_parameter(orm, up->node, 0);
	steps.state = &name;
	orm->migration.version = up_steps_version(orm);
	up_orm_set(orm, "transaction", "yes");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
