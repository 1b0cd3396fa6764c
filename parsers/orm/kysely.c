/* Migrations of Kysely: up(db) calls db.schema.alterTable('x').addColumn(…).execute(), or sql`…`.execute(db) (https://kysely.dev/docs/migrations). They run in a
 * transaction where the database has them for schemas. */
#include "orm/column.h"

bool up_orm_is_kysely(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	return up_steps_first(&steps, "up") != NULL;
}

/* (c) => c.notNull().defaultTo(…): the chain of the function's body. */
static bool body_chain(struct up_steps *steps, const struct up_orm_call *call, struct up_chain *ret_chain)
{
	TSNode function = up_chain_function(steps, call);
	if (ts_node_is_null(function))
		return false;
	struct up_orm_nodes body = up_orm_body(steps->orm, function);
	TSNode node = body.n ? body.nodes[0] : (TSNode){ 0 };
	if (up_orm_is(node, "return_statement"))
		node = up_orm_child(node, 0);
	return !ts_node_is_null(node) && up_chain_of(steps, node, ret_chain);
}

/* references('users.id') */
static void read_references(struct up_orm *orm, struct up_orm_column *column, TSNode node)
{
	up_str name = up_orm_name(orm, node);
	size_t dot = up_str_find_byte(name, '.', 0);
	column->references = up_str_slice(name, 0, dot);
	column->referenced_columns = dot == SIZE_MAX ? UP_STR("") : up_str_slice(name, dot + 1, name.len);
}

static void read_modifiers(struct up_orm *orm, struct up_orm_column *column, const struct up_chain *chain)
{
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		TSNode first = up_orm_arg(link, 0);
		if (up_str_eq(link->name, UP_STR("notNull")))
			column->is_not_null = true;
		else if (up_str_is_listed(link->name, "defaultTo setDefault"))
			up_orm_column_default(orm, column, first);
		else if (up_str_eq(link->name, UP_STR("primaryKey")))
			column->is_primary = true;
		else if (up_str_eq(link->name, UP_STR("unique")))
			column->is_unique = true;
		else if (up_str_eq(link->name, UP_STR("autoIncrement")))
			column->is_auto_increment = true;
		else if (up_str_eq(link->name, UP_STR("references")))
			read_references(orm, column, first);
		else if (up_str_eq(link->name, UP_STR("onDelete")))
			column->on_delete = up_orm_action(up_orm_name(orm, first));
		else if (up_str_eq(link->name, UP_STR("onUpdate")))
			column->on_update = up_orm_action(up_orm_name(orm, first));
		else if (up_str_eq(link->name, UP_STR("check")))
			column->has_check = true;
		else if (up_str_eq(link->name, UP_STR("stored")))
			column->is_stored = true;
		else if (up_str_eq(link->name, UP_STR("ifNotExists")))
			column->if_not_exists = true;
	}
}

static void read_column(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_chain chain;
	struct up_orm_column column = { .node = call->node, .at = call->at, .name = up_orm_name(orm, up_orm_arg(call, 0)) };
	column.type = up_orm_written(orm, up_orm_arg(call, 1));
	column.is_serial = up_str_is_listed(column.type, "serial bigserial");
	column.is_short = up_str_is_listed(column.type, "serial integer int4 smallint int2");
	if (body_chain(steps, call, &chain))
		read_modifiers(orm, &column, &chain);
	if (up_str_eq(call->name, UP_STR("addColumn")))
		up_orm_column_add(steps, &column);
	else
		up_orm_column_change(steps, &column);
}

static void alter_column(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *link, *operation;
	} forms[] = { { "setNotNull", "set-not-null" },
		      { "dropNotNull", "drop-not-null" },
		      { "dropDefault", "drop-default" },
		      { "setDataType", "change-column-type" },
		      { "setDefault", "set-default" } };
	struct up_orm *orm = steps->orm;
	struct up_chain chain;
	struct up_orm_column column = { 0 };
	bool has_body = body_chain(steps, call, &chain);
	for (uint32_t i = 0; has_body && i < chain.n; i++) {
		const struct up_orm_call *link = &chain.links[i];
		for (size_t j = 0; j < sizeof forms / sizeof *forms; j++) {
			if (!up_str_eq(link->name, up_str_from(forms[j].link)))
				continue;
			struct up_operation operation;
			up_steps_begin_operation(steps, &operation, forms[j].operation, call);
			up_orm_say(orm, &operation, "column", up_orm_arg(call, 0));
			if (!strcmp(forms[j].link, "setDataType"))
				up_operation_set(&operation, "type", up_orm_written(orm, up_orm_arg(link, 0)));
			up_orm_column_default(orm, &column, strcmp(forms[j].link, "setDefault") ? (TSNode){ 0 } : up_orm_arg(link, 0));
			if (column.volatility && !strcmp(forms[j].link, "setDefault")) {
				up_orm_say_text(&operation, "default", column.default_text);
				up_operation_flag(&operation, column.volatility);
			}
			up_orm_state(orm, &operation);
		}
	}
}

static bool read_constraint(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation;
	} kinds[] = { { "addUniqueConstraint", "add-unique" },
		      { "addPrimaryKeyConstraint", "add-primary-key" },
		      { "addForeignKeyConstraint", "add-foreign-key" },
		      { "addCheckConstraint", "add-check" } };
	struct up_orm *orm = steps->orm;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!up_str_eq(call->name, up_str_from(kinds[i].call)))
			continue;
		struct up_chain chain;
		struct up_orm_key key = { .call = call, .name = up_orm_name(orm, up_orm_arg(call, 0)) };
		struct up_orm_column column = { 0 };
		bool is_key = !strcmp(kinds[i].operation, "add-foreign-key");
		if (strcmp(kinds[i].operation, "add-check") != 0)
			key.columns = up_orm_names(orm, up_orm_arg(call, 1));
		if (is_key && call->n_args > 3) {
			key.references = up_orm_name(orm, call->args[2]);
			key.referenced_columns = up_orm_names(orm, call->args[3]);
		}
		if (is_key && body_chain(steps, call, &chain))
			read_modifiers(orm, &column, &chain);
		key.on_delete = column.on_delete;
		key.on_update = column.on_update;
		up_orm_key_constraint(steps, kinds[i].operation, &key);
		return true;
	}
	return false;
}

/* Links behind alterTable('x') or createTable('x'). */
static void read_table_links(struct up_steps *steps, const struct up_chain *chain, uint32_t from)
{
	for (uint32_t i = from; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		if (up_str_is_listed(call->name, "addColumn modifyColumn"))
			read_column(steps, call);
		else if (up_str_eq(call->name, UP_STR("alterColumn")))
			alter_column(steps, call);
		else if (up_str_eq(call->name, UP_STR("dropColumn")))
			up_steps_state_names(steps, call, "drop-column", "column", up_orm_arg(call, 0));
		else if (up_str_eq(call->name, UP_STR("dropConstraint")))
			up_steps_state_names(steps, call, "drop-constraint", "constraint", up_orm_arg(call, 0));
		else if (up_str_is_listed(call->name, "renameTo setSchema"))
			up_steps_state_name(steps, call, call->name.s[0] == 'r' ? "rename-table" : "set-schema", "new",
					    up_orm_name(steps->orm, up_orm_arg(call, 0)));
		else if (up_str_eq(call->name, UP_STR("renameColumn"))) {
			struct up_operation operation;
			up_steps_begin_operation(steps, &operation, "rename-column", call);
			up_orm_say(steps->orm, &operation, "column", up_orm_arg(call, 0));
			up_orm_say(steps->orm, &operation, "new", up_orm_arg(call, 1));
			up_orm_state(steps->orm, &operation);
		} else
			read_constraint(steps, call);
	}
}

static void create_table(struct up_steps *steps, const struct up_chain *chain, uint32_t i)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, "create-table", &chain->links[i]);
	steps->creating = &operation;
	read_table_links(steps, chain, i + 1);
	steps->creating = NULL;
	if (up_chain_has(chain, "ifNotExists"))
		up_operation_flag(&operation, "if-not-exists");
	if (!up_operation_has(&operation, "primary-key") && up_chain_has(chain, "addColumn"))
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(steps->orm, &operation);
}

static void create_index(struct up_steps *steps, const struct up_chain *chain, uint32_t i)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_key key = { .call = &chain->links[i],
				  .node = chain->node,
				  .name = up_orm_name(orm, up_orm_arg(&chain->links[i], 0)) };
	up_str table = steps->table;
	for (uint32_t j = i + 1; j < chain->n; j++) {
		const struct up_orm_call *link = &chain->links[j];
		TSNode first = up_orm_arg(link, 0);
		if (up_str_eq(link->name, UP_STR("on")))
			steps->table = up_orm_name(orm, first);
		else if (up_str_is_listed(link->name, "column columns expression"))
			key.columns = up_orm_names(orm, first);
		else if (up_str_eq(link->name, UP_STR("using")))
			key.method = up_orm_name(orm, first);
		else if (up_str_eq(link->name, UP_STR("where")))
			key.where = first;
	}
	key.is_unique = up_chain_has(chain, "unique");
	key.is_concurrent = up_chain_has(chain, "concurrently");
	key.if_not_exists = up_chain_has(chain, "ifNotExists");
	up_orm_key_index(steps, &key);
	steps->table = table;
}

static bool read_named(struct up_steps *steps, const struct up_chain *chain, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute;
	} named[] = {
		{ "dropTable", "drop-table", "table" },
		{ "dropIndex", "drop-index", "index" },
		{ "createView", "create-view", "table" },
		{ "dropView", "drop-view", "table" },
		{ "createType", "create-type", "type" },
		{ "dropType", "drop-type", "type" },
		{ "createSchema", "create-schema", "schema" },
		{ "dropSchema", "drop-schema", "schema" },
		{ "refreshMaterializedView", "refresh-materialized-view", "table" },
	};
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (!up_str_eq(call->name, up_str_from(named[i].call)))
			continue;
		struct up_operation operation;
		const struct up_orm_call *on = up_chain_link(chain, "on", 0);
		up_orm_begin(steps->orm, &operation, named[i].operation, call);
		up_orm_say(steps->orm, &operation, named[i].attribute, up_orm_arg(call, 0));
		if (on && !strcmp(named[i].attribute, "index"))
			up_orm_say(steps->orm, &operation, "table", up_orm_arg(on, 0));
		if (up_chain_has(chain, "ifExists"))
			up_operation_flag(&operation, "if-exists");
		if (up_chain_has(chain, "cascade"))
			up_operation_flag(&operation, "cascade");
		if (up_chain_has(chain, "materialized") && named[i].operation[0] != 'r')
			operation.name = named[i].operation[0] == 'c' ? "create-materialized-view" : "drop-materialized-view";
		up_orm_state(steps->orm, &operation);
		return true;
	}
	return false;
}

static bool read_schema(struct up_steps *steps, const struct up_chain *chain)
{
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		bool is_table = up_str_is_listed(call->name, "createTable alterTable");
		if (up_str_eq(call->name, UP_STR("createIndex")))
			return create_index(steps, chain, i), true;
		if (!is_table && read_named(steps, chain, call))
			return true;
		if (!is_table)
			continue;
		up_str table = up_steps_set_table(steps, up_orm_arg(call, 0));
		if (call->name.s[0] == 'c')
			create_table(steps, chain, i);
		else
			read_table_links(steps, chain, i + 1);
		steps->table = table;
		return true;
	}
	return false;
}

static bool read_rows(struct up_steps *steps, const struct up_chain *chain)
{
	static const struct {
		const char *call, *operation;
	} rows[] = { { "updateTable", "update" }, { "deleteFrom", "delete" }, { "insertInto", "insert" }, { "mergeInto", "merge" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct up_orm_call *call = up_chain_link(chain, rows[i].call, 0), *set = up_chain_link(chain, "set", 0);
		if (!call)
			continue;
		up_steps_state_data(steps, call, rows[i].operation, up_orm_name(steps->orm, up_orm_arg(call, 0)),
				    up_chain_has(chain, "where whereRef"), set ? up_orm_arg(set, 0) : (TSNode){ 0 });
		return true;
	}
	return false;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *first = &chain->links[0];
	bool is_text = !chain->base.len && up_str_eq(first->name, UP_STR("sql"));
	bool is_raw = up_str_eq(chain->base, UP_STR("sql")) && up_str_eq(first->name, UP_STR("raw"));
	if ((is_text || is_raw) && up_chain_has(chain, "execute")) {
		up_orm_sql(steps->orm, up_orm_arg(first, 0), first, "sql");
		return true;
	}
	bool is_schema = up_str_ends(chain->base, UP_STR(".schema")) || up_str_eq(chain->base, UP_STR("schema")) ||
			 up_chain_link(chain, "schema", 0);
	return is_schema ? read_schema(steps, chain) : read_rows(steps, chain);
}

void up_orm_read_kysely(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = up_steps_first(&steps, "up"), *down = up_steps_find(&steps, up->owner, "down");
	orm->migration.version = up_orm_file_stem(orm);
	up_orm_set(orm, "transaction", "unknown");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
