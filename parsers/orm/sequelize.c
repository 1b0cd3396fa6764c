/* Migrations of Sequelize: up(queryInterface, Sequelize) calls queryInterface.addColumn(…), or sequelize.query('…')
 * (https://sequelize.org/docs/v6/other-topics/query-interface/). Nothing puts them into a transaction but they themselves. */
#include "orm/column.h"

bool up_orm_is_sequelize(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	return up_steps_first(&steps, "up") != NULL;
}

/* Columns of createTable: { name: { type: … }, … }. */
static void read_columns(struct up_steps *steps, const struct up_orm_call *call, TSNode map)
{
	struct up_orm_pairs pairs = up_orm_map(steps->orm, map);
	for (uint32_t i = 0; i < pairs.n; i++) {
		struct up_orm_column column = { .node = pairs.pairs[i].node, .at = call->at, .name = pairs.pairs[i].name };
		up_orm_column_options(steps->orm, &column, pairs.pairs[i].value, false);
		up_orm_column_add(steps, &column);
	}
}

static void create_table(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, "create-table", call);
	steps->creating = &operation;
	read_columns(steps, call, up_orm_arg(call, 1));
	steps->creating = NULL;
	if (!up_operation_has(&operation, "primary-key") && up_orm_map(steps->orm, up_orm_arg(call, 1)).n)
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(steps->orm, &operation);
}

static void read_column(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm_column column = { .node = call->node, .at = call->at, .name = up_orm_name(steps->orm, up_orm_arg(call, 1)) };
	up_orm_column_options(steps->orm, &column, up_orm_arg(call, 2), false);
	if (up_str_eq(call->name, UP_STR("addColumn")))
		up_orm_column_add(steps, &column);
	else
		up_orm_column_change(steps, &column);
}

/* addIndex('t', ['a'], { unique: true }), addIndex('t', { fields: ['a'] }) */
static void add_index(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_key key = { .call = call };
	struct up_orm_pairs first = up_orm_map(orm, up_orm_arg(call, 1));
	if (!first.n)
		key.columns = up_orm_names(orm, up_orm_arg(call, 1));
	up_orm_key_options(orm, &key, first.n ? first : up_orm_map(orm, up_orm_arg(call, 2)));
	up_orm_key_index(steps, &key);
}

/* addConstraint('t', { type: 'foreign key', fields: […], references: { table, field } }), of older versions with the fields before it */
static void add_constraint(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *type, *operation;
	} types[] = {
		{ "unique", "add-unique" }, { "check", "add-check" }, { "primary", "add-primary-key" }, { "foreign", "add-foreign-key" }
	};
	struct up_orm *orm = steps->orm;
	struct up_orm_key key = { .call = call };
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, 1));
	if (!options.n) {
		key.columns = up_orm_names(orm, up_orm_arg(call, 1));
		options = up_orm_map(orm, up_orm_arg(call, 2));
	}
	up_orm_key_options(orm, &key, options);
	struct up_orm_pairs references = up_orm_map(orm, up_orm_entry(options, "references"));
	if (references.n) {
		TSNode field = up_orm_entry(references, "field");
		key.references = up_orm_table_name(orm, up_orm_entry(references, "table"));
		key.referenced_columns = up_orm_names(orm, ts_node_is_null(field) ? up_orm_entry(references, "fields") : field);
	}
	up_str type = up_orm_name(orm, up_orm_entry(options, "type"));
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (up_str_starts_nocase(type, up_str_from(types[i].type)))
			up_orm_key_constraint(steps, types[i].operation, &key);
}

/* Calls that name one thing behind the table. */
static bool read_named(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute;
	} named[] = {
		{ "removeColumn", "drop-column", "column" },
		{ "removeIndex", "drop-index", "index" },
		{ "removeConstraint", "drop-constraint", "constraint" },
		{ "dropTable", "drop-table", NULL },
		{ "dropAllTables", "drop-table", NULL },
		{ "renameTable", "rename-table", "new" },
		{ "createFunction", "create-function", NULL },
		{ "dropFunction", "drop-function", NULL },
		{ "createTrigger", "create-trigger", "trigger" },
		{ "dropTrigger", "drop-trigger", "trigger" },
		{ "dropSchema", "drop-schema", NULL },
		{ "createSchema", "create-schema", NULL },
	};
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (!up_str_eq(call->name, up_str_from(named[i].call)))
			continue;
		up_str value = up_orm_names(steps->orm, up_orm_arg(call, 1));
		if (!strcmp(named[i].operation, "rename-table"))
			value = up_orm_table_name(steps->orm, up_orm_arg(call, 1));
		up_steps_state_name(steps, call, named[i].operation, named[i].attribute, value);
		return true;
	}
	return false;
}

static bool read_rows(struct up_steps *steps, const struct up_orm_call *call)
{
	bool is_update = up_str_is_listed(call->name, "bulkUpdate update");
	bool is_delete = up_str_is_listed(call->name, "bulkDelete delete");
	if (!is_update && !is_delete && !up_str_is_listed(call->name, "bulkInsert insert upsert"))
		return false;
	TSNode where = up_orm_value(steps->orm, up_orm_arg(call, is_update ? 2 : 1));
	bool has_where = !ts_node_is_null(where) && !up_orm_is_nothing(steps->orm, where) &&
			 (up_orm_map(steps->orm, where).n || !up_orm_is(where, "object"));
	up_steps_state_data(steps, call,
			    is_update   ? "update"
			    : is_delete ? "delete"
					: "insert",
			    UP_STR(""), has_where && (is_update || is_delete), is_update ? up_orm_arg(call, 1) : (TSNode){ 0 });
	return true;
}

static bool read_call(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	up_str table = up_steps_set_table(steps, up_orm_arg(call, 0));
	bool is_known = true;
	if (up_str_eq(call->name, UP_STR("createTable")))
		create_table(steps, call);
	else if (up_str_is_listed(call->name, "addColumn changeColumn"))
		read_column(steps, call);
	else if (up_str_eq(call->name, UP_STR("addIndex")))
		add_index(steps, call);
	else if (up_str_eq(call->name, UP_STR("addConstraint")))
		add_constraint(steps, call);
	else if (up_str_eq(call->name, UP_STR("renameColumn"))) {
		struct up_operation operation;
		up_steps_begin_operation(steps, &operation, "rename-column", call);
		up_orm_say(orm, &operation, "column", up_orm_arg(call, 1));
		up_orm_say(orm, &operation, "new", up_orm_arg(call, 2));
		up_orm_state(orm, &operation);
	} else
		is_known = read_named(steps, call) || read_rows(steps, call);
	steps->table = table;
	return is_known;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	up_str name = *(const up_str *)steps->state;
	bool is_sequelize = up_str_ends(chain->base, UP_STR("equelize")) || up_str_ends(chain->base, UP_STR("db"));
	bool is_interface = (name.len && up_str_eq(chain->base, name)) || up_str_ends(chain->base, UP_STR("queryInterface")) ||
			    up_chain_has(chain, "getQueryInterface");
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		bool is_sql = up_str_eq(call->name, UP_STR("query")) && (is_sequelize || is_interface);
		if (is_sql || (up_str_eq(call->name, UP_STR("rawQuery")) && is_interface)) {
			up_orm_sql(steps->orm, up_orm_arg(call, 0), call, "sequelize.query");
			if (i + 1 < chain->n) /* .then(…) */
				up_steps_walk_link(steps, &chain->links[chain->n - 1]);
			return true;
		}
		if (is_interface && read_call(steps, call)) {
			if (i + 1 < chain->n)
				up_steps_walk_link(steps, &chain->links[chain->n - 1]);
			return true;
		}
	}
	return false;
}

void up_orm_read_sequelize(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = up_steps_first(&steps, "up"), *down = up_steps_find(&steps, up->owner, "down");
	up_str name = up_orm_parameter(orm, up->node, 0);
	steps.state = &name;
	orm->migration.version = up_steps_version(orm);
	bool has_transaction = up_str_contains(orm->code->text, UP_STR("sequelize.transaction("));
	up_orm_set(orm, "transaction", has_transaction ? "yes" : "no");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
