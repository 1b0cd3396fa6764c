/* Migrations of TypeORM: a class with up(queryRunner) and down(queryRunner) (https://typeorm.io/docs/advanced-topics/migrations), and of MikroORM, whose class
 * has this.addSql(…). TypeORM runs all that are pending in one transaction, MikroORM each in one. */
#include "orm/column.h"

bool up_orm_is_typeorm(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	const struct up_steps_function *up = up_steps_first(&steps, "up");
	return up && !ts_node_is_null(up->owner);
}

/* new Table({ … }), new TableColumn({ … }): the map. */
static TSNode made_of(struct up_orm *orm, TSNode node)
{
	struct up_orm_call call;
	TSNode value = up_orm_value(orm, node);
	return up_orm_is(value, "new_expression") && up_orm_call_of(orm, value, &call) && call.n_args ? call.args[0] : value;
}

static void read_column(struct up_steps *steps, const struct up_orm_call *call, TSNode node, TSNode old, bool is_change)
{
	struct up_orm *orm = steps->orm;
	TSNode map = made_of(orm, node);
	struct up_orm_column column = { .node = call->node, .at = call->at, .is_separate = true };
	struct up_orm_pairs pairs = up_orm_map(orm, map);
	up_orm_column_options(orm, &column, map, true);
	column.name = up_orm_name(orm, up_orm_entry(pairs, "name"));
	column.is_not_null |= pairs.n && !column.is_null;
	if (!is_change) {
		up_orm_column_add(steps, &column);
		return;
	}
	up_str before = ts_node_is_null(old) ? UP_STR("") : up_orm_name(orm, old);
	if (before.len && !up_orm_is_unknown(before) && column.name.len && !up_str_eq(before, column.name)) {
		column.new_name = column.name;
		column.name = before;
	}
	up_orm_column_change(steps, &column);
}

static void read_key(struct up_steps *steps, const struct up_orm_call *call, TSNode node, const char *operation)
{
	struct up_orm_key key = { .call = call };
	up_orm_key_options(steps->orm, &key, up_orm_map(steps->orm, made_of(steps->orm, node)));
	if (!strcmp(operation, "create-index"))
		up_orm_key_index(steps, &key);
	else
		up_orm_key_constraint(steps, operation, &key);
}

static void read_keys(struct up_steps *steps, const struct up_orm_call *call, TSNode list, const char *operation)
{
	struct up_orm_nodes nodes = up_orm_list(steps->orm, list);
	for (uint32_t i = 0; i < nodes.n; i++)
		read_key(steps, call, nodes.nodes[i], operation);
}

static void read_columns(struct up_steps *steps, const struct up_orm_call *call, TSNode list)
{
	struct up_orm_nodes nodes = up_orm_list(steps->orm, list);
	for (uint32_t i = 0; i < nodes.n; i++)
		read_column(steps, call, nodes.nodes[i], (TSNode){ 0 }, false);
}

static void create_table(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	struct up_orm_pairs table = up_orm_map(orm, made_of(orm, up_orm_arg(call, 0)));
	up_str before = steps->table;
	steps->table = up_orm_name(orm, up_orm_entry(table, "name"));
	up_steps_begin_operation(steps, &operation, "create-table", call);
	steps->creating = &operation;
	read_columns(steps, call, up_orm_entry(table, "columns"));
	read_keys(steps, call, up_orm_entry(table, "foreignKeys"), "add-foreign-key");
	steps->creating = NULL;
	if (up_orm_is_true(orm, up_orm_arg(call, 1)))
		up_operation_flag(&operation, "if-not-exists");
	if (!up_operation_has(&operation, "primary-key") && !ts_node_is_null(up_orm_entry(table, "columns")))
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(orm, &operation);
	read_keys(steps, call, up_orm_entry(table, "indices"), "create-index");
	steps->table = before;
}

/* Names, or what has a name: dropColumn('t', 'c'), dropIndex('t', new TableIndex({ name })) */
static void read_drop(struct up_steps *steps, const struct up_orm_call *call, const char *operation, const char *attribute)
{
	struct up_orm *orm = steps->orm;
	TSNode what = up_orm_arg(call, 1);
	struct up_orm_nodes nodes = up_orm_list(orm, what);
	for (uint32_t i = 0; i < nodes.n; i++) {
		TSNode name = up_orm_entry(up_orm_map(orm, made_of(orm, nodes.nodes[i])), "name");
		up_steps_state_name(steps, call, operation, attribute, up_orm_name(orm, ts_node_is_null(name) ? nodes.nodes[i] : name));
	}
	if (!nodes.n)
		up_steps_state_name(steps, call, operation, NULL, UP_STR(""));
}

static bool read_known(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *calls, *operation, *attribute;
	} drops[] = {
		{ "dropColumn dropColumns", "drop-column", "column" },
		{ "dropIndex dropIndices", "drop-index", "index" },
		{ "dropForeignKey dropForeignKeys", "drop-foreign-key", "constraint" },
		{ "dropUniqueConstraint dropUniqueConstraints", "drop-unique", "constraint" },
		{ "dropCheckConstraint dropCheckConstraints", "drop-check", "constraint" },
		{ "dropPrimaryKey", "drop-primary-key", NULL },
		{ "dropTable", "drop-table", NULL },
		{ "clearTable", "truncate", NULL },
		{ "renameTable", "rename-table", "new" },
		{ "dropView", "drop-view", NULL },
		{ "createView", "create-view", NULL },
		{ "createSchema", "create-schema", NULL },
		{ "dropSchema", "drop-schema", NULL },
	};
	static const struct {
		const char *calls, *operation;
	} keys[] = {
		{ "createForeignKey createForeignKeys", "add-foreign-key" },
		{ "createIndex createIndices", "create-index" },
		{ "createUniqueConstraint createUniqueConstraints", "add-unique" },
		{ "createCheckConstraint createCheckConstraints", "add-check" },
		{ "createPrimaryKey", "add-primary-key" },
	};
	for (size_t i = 0; i < sizeof drops / sizeof *drops; i++)
		if (up_str_is_listed(call->name, drops[i].calls)) {
			if (drops[i].attribute)
				read_drop(steps, call, drops[i].operation, drops[i].attribute);
			else
				up_steps_state_name(steps, call, drops[i].operation, NULL, UP_STR(""));
			return true;
		}
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (up_str_is_listed(call->name, keys[i].calls))
			return read_keys(steps, call, up_orm_arg(call, 1), keys[i].operation), true;
	return false;
}

static void rename_column(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode to = up_orm_arg(call, 2), name = up_orm_entry(up_orm_map(orm, made_of(orm, to)), "name");
	up_steps_begin_operation(steps, &operation, "rename-column", call);
	up_orm_say(orm, &operation, "column", up_orm_arg(call, 1));
	up_orm_say(orm, &operation, "new", ts_node_is_null(name) ? to : name);
	up_orm_state(orm, &operation);
}

static bool read_call(struct up_steps *steps, const struct up_orm_call *call)
{
	up_str table = up_steps_set_table(steps, up_orm_arg(call, 0));
	bool is_known = true;
	if (up_str_eq(call->name, UP_STR("createTable")))
		create_table(steps, call);
	else if (up_str_eq(call->name, UP_STR("addColumn")))
		read_column(steps, call, up_orm_arg(call, 1), (TSNode){ 0 }, false);
	else if (up_str_eq(call->name, UP_STR("addColumns")))
		read_columns(steps, call, up_orm_arg(call, 1));
	else if (up_str_eq(call->name, UP_STR("changeColumn")))
		read_column(steps, call, up_orm_arg(call, 2), up_orm_arg(call, 1), true);
	else if (up_str_eq(call->name, UP_STR("renameColumn")))
		rename_column(steps, call);
	else
		is_known = read_known(steps, call);
	steps->table = table;
	return is_known;
}

/* queryRunner.manager.createQueryBuilder().update('t').set({ … }).where(…).execute(), getRepository(T).update(…), save(…) */
static bool read_rows(struct up_steps *steps, const struct up_chain *chain)
{
	bool is_builder = up_chain_has(chain, "createQueryBuilder");
	bool is_manager = is_builder || up_str_ends(chain->base, UP_STR("manager")) || up_chain_has(chain, "getRepository");
	for (uint32_t i = 0; is_manager && i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		const char *name = up_str_is_listed(call->name, "update increment decrement") ? "update"
				   : up_str_is_listed(call->name, "delete remove softDelete") ? "delete"
				   : up_str_is_listed(call->name, "insert save upsert into")  ? "insert"
				   : up_str_eq(call->name, UP_STR("clear"))                   ? "truncate"
											      : NULL;
		if (!name || (up_str_eq(call->name, UP_STR("insert")) && up_chain_has(chain, "into")))
			continue;
		const struct up_orm_call *from = up_chain_link(chain, "from", 0);
		TSNode table = up_orm_arg(from ? from : call, 0);
		bool has_where = up_chain_has(chain, "where andWhere whereInIds") || (!is_builder && call->n_args > 1);
		up_steps_state_data(steps, call, name, up_orm_is_text(table) ? up_orm_name(steps->orm, table) : UP_STR(""), has_where,
				    (TSNode){ 0 });
		return true;
	}
	return false;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	up_str name = *(const up_str *)steps->state;
	bool is_runner = (name.len && up_str_starts(chain->base, name)) || up_str_starts_nocase(chain->base, UP_STR("queryRunner")) ||
			 up_str_is_listed(chain->base, "connection manager entityManager") ||
			 up_str_starts(chain->base, UP_STR("this.connection"));
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		bool is_bare = !chain->base.len && ts_node_is_null(chain->base_node);
		bool is_sql = (is_runner && up_str_eq(call->name, UP_STR("query"))) ||
			      (is_bare && up_str_is_listed(call->name, "runQuery")) ||
			      (up_str_is_listed(chain->base, "this super") && up_str_is_listed(call->name, "addSql execute"));
		if (!is_sql || !call->n_args)
			continue;
		up_orm_sql(steps->orm, call->args[0], call, "query");
		if (i + 1 < chain->n)
			up_steps_walk_link(steps, &chain->links[chain->n - 1]);
		return true;
	}
	return read_rows(steps, chain) || (is_runner && chain->n == 1 && read_call(steps, &chain->links[0]));
}

/* AddUsers1670313962263, or Migration20260101120000 */
static up_str version_of(struct up_orm *orm, TSNode owner)
{
	up_str name = up_orm_source(orm, up_orm_field(owner, "name"));
	size_t start = name.len;
	while (start && up_is_digit(name.s[start - 1]))
		start--;
	return name.len - start >= 10 ? up_str_slice(name, start, name.len) : up_steps_version(orm);
}

static bool is_transactional(struct up_steps *steps, TSNode root)
{
	struct up_orm *orm = steps->orm;
	if (up_orm_is_false(orm, up_steps_property(steps, root, "transaction")))
		return false;
	const struct up_steps_function *asked = up_steps_first(steps, "isTransactional");
	return !asked || !up_str_contains(up_orm_source(orm, asked->node), UP_STR("false"));
}

void up_orm_read_typeorm(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = up_steps_first(&steps, "up"), *down = up_steps_find(&steps, up->owner, "down");
	up_str name = up_orm_parameter(orm, up->node, 0);
	steps.state = &name;
	orm->migration.version = version_of(orm, up->owner);
	up_orm_set(orm, "transaction", is_transactional(&steps, root) ? "yes" : "no");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
