/* Migrations of Knex: exports.up = (knex) => knex.schema.alterTable('users', (table) => { … }). What stands between the brackets of a table is in
 * knex-table.c. A migration runs in a transaction of its own unless it says otherwise (https://knexjs.org/guide/migrations.html#transactions-in-migrations). */
#include "orm/knex.h"

bool up_orm_is_knex(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	const struct up_steps_function *up = up_steps_find(&steps, (TSNode){ 0 }, "up");
	if (!up)
		return false;
	up_str text = orm->code->text;
	return up_str_contains(text, UP_STR("knex")) || up_str_contains(text, UP_STR("Knex")) || up_str_contains(text, UP_STR(".schema"));
}

/* knex, trx, db: what queries are made of. */
static bool is_knex(const struct up_steps *steps, up_str name)
{
	return up_str_eq(name, *(const up_str *)steps->state) ||
	       up_str_is_listed(name, "knex trx db tx transaction database client connection");
}

static bool is_schema(up_str base)
{
	return up_str_ends(base, UP_STR(".schema")) || up_str_eq(base, UP_STR("schema"));
}

/* --- tables and views --------------------------------------------------------------------------------------------------- */

static void read_table(struct up_steps *steps, const struct up_orm_call *link, up_str schema)
{
	struct up_orm *orm = steps->orm;
	up_str name = up_orm_name(orm, up_orm_arg(link, 0)), table = steps->table;
	bool was_new = steps->is_new_table;
	steps->table = schema.len ? up_arena_printf(orm->code->arena, "%.*s.%.*s", UP_FMT(schema), UP_FMT(name)) : name;
	TSNode function = up_chain_function(steps, link);
	if (up_str_starts(link->name, UP_STR("createTable"))) {
		struct up_operation operation;
		up_steps_begin_operation(steps, &operation, "create-table", link);
		if (up_str_eq(link->name, UP_STR("createTableIfNotExists")))
			up_operation_flag(&operation, "if-not-exists");
		if (up_str_eq(link->name, UP_STR("createTableLike")))
			up_orm_say(orm, &operation, "like", up_orm_arg(link, 1));
		up_steps_create_table(steps, &operation, function);
	} else {
		up_steps_read_builder(steps, function);
	}
	steps->is_new_table = was_new;
	steps->table = table;
}

static const struct {
	const char *name, *operation;
} things[] = {
	{ "dropTable", "drop-table" },
	{ "dropTableIfExists", "drop-table" },
	{ "createView", "create-view" },
	{ "createViewOrReplace", "create-view" },
	{ "createMaterializedView", "create-materialized-view" },
	{ "dropView", "drop-view" },
	{ "dropViewIfExists", "drop-view" },
	{ "dropMaterializedView", "drop-materialized-view" },
	{ "dropMaterializedViewIfExists", "drop-materialized-view" },
	{ "refreshMaterializedView", "refresh-materialized-view" },
	{ "alterView", "alter-view" },
	{ "createSchema", "create-schema" },
	{ "createSchemaIfNotExists", "create-schema" },
	{ "dropSchema", "drop-schema" },
	{ "dropSchemaIfExists", "drop-schema" },
	{ "createExtension", "create-extension" },
	{ "createExtensionIfNotExists", "create-extension" },
	{ "dropExtension", "drop-extension" },
	{ "dropExtensionIfExists", "drop-extension" },
};

static bool read_thing(struct up_steps *steps, const struct up_orm_call *link)
{
	for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
		if (!up_str_eq(link->name, up_str_from(things[i].name)))
			continue;
		struct up_operation operation;
		bool is_table = strstr(things[i].operation, "table") || strstr(things[i].operation, "view");
		up_orm_begin(steps->orm, &operation, things[i].operation, link);
		up_orm_say(steps->orm, &operation,
			   is_table                                ? "table"
			   : strstr(things[i].operation, "schema") ? "schema"
								   : "extension",
			   up_orm_arg(link, 0));
		if (strstr(things[i].name, "IfExists"))
			up_operation_flag(&operation, "if-exists");
		if (strstr(things[i].name, "IfNotExists"))
			up_operation_flag(&operation, "if-not-exists");
		if (strstr(things[i].name, "OrReplace"))
			up_operation_flag(&operation, "or-replace");
		up_orm_state(steps->orm, &operation);
		return true;
	}
	return false;
}

static void read_schema(struct up_steps *steps, const struct up_chain *chain)
{
	up_str schema = UP_STR("");
	bool was_asked = steps->orm->migration.is_asked;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		if (up_str_eq(link->name, UP_STR("withSchema")))
			schema = up_orm_name(steps->orm, up_orm_arg(link, 0));
		else if (up_str_is_listed(link->name, "createTable createTableIfNotExists createTableLike alterTable table"))
			read_table(steps, link, schema);
		else if (up_str_eq(link->name, UP_STR("raw")))
			up_orm_sql(steps->orm, up_orm_arg(link, 0), link, "knex.raw");
		else if (up_str_eq(link->name, UP_STR("renameTable"))) {
			struct up_operation operation;
			up_orm_begin(steps->orm, &operation, "rename-table", link);
			up_orm_say(steps->orm, &operation, "table", up_orm_arg(link, 0));
			up_orm_say(steps->orm, &operation, "new", up_orm_arg(link, 1));
			up_orm_state(steps->orm, &operation);
		} else if (!read_thing(steps, link)) {
			up_steps_walk_link(steps, link);
			steps->orm->migration.is_asked |= up_str_starts(link->name, UP_STR("has"));
		}
	}
	steps->orm->migration.is_asked = was_asked;
}

/* --- rows --------------------------------------------------------------------------------------------------------------- */

static const char *rows_of(up_str name)
{
	return up_str_is_listed(name, "update increment decrement")  ? "update"
	       : up_str_is_listed(name, "del delete")                ? "delete"
	       : up_str_is_listed(name, "insert batchInsert upsert") ? "insert"
	       : up_str_eq(name, UP_STR("truncate"))                 ? "truncate"
								     : NULL;
}

static bool read_rows(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	bool is_table = !chain->base.len && is_knex(steps, chain->links[0].name);
	up_str table = is_table ? up_orm_name(orm, up_orm_arg(&chain->links[0], 0)) : UP_STR("");
	for (uint32_t i = 0; i < chain->n && !table.len; i++)
		if (up_str_is_listed(chain->links[i].name, "from into table batchInsert") ||
		    (up_str_is_listed(chain->links[i].name, "update insert") && !up_orm_is_any(up_orm_arg(&chain->links[i], 0), "object")))
			table = up_orm_name(orm, up_orm_arg(&chain->links[i], 0));
	bool has_where = false, is_known = is_table;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		has_where |= up_str_starts(link->name, UP_STR("where")) || up_str_starts(link->name, UP_STR("andWhere"));
	}
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		const char *name = rows_of(link->name);
		if (name)
			up_steps_state_data(steps, link, name, table, has_where, up_orm_arg(link, 0));
		else if (up_str_eq(link->name, UP_STR("raw")) && !i)
			up_orm_sql(orm, up_orm_arg(link, 0), link, "knex.raw");
		is_known |= name || up_str_is_listed(link->name, "raw select from");
		if (up_str_is_listed(link->name, "then transaction catch finally map forEach each")) {
			up_steps_walk_link(steps, link);
			is_known = true;
		}
	}
	return is_known;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	if (steps->builder.len && up_str_eq(chain->base, steps->builder))
		return knex_read_column(steps, chain);
	if (is_schema(chain->base) || up_chain_link(chain, "schema", 0))
		return read_schema(steps, chain), true;
	if (is_knex(steps, chain->base) || (!chain->base.len && is_knex(steps, chain->links[0].name)))
		return read_rows(steps, chain);
	return false;
}

void up_orm_read_knex(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = up_steps_find(&steps, (TSNode){ 0 }, "up");
	const struct up_steps_function *down = up_steps_find(&steps, (TSNode){ 0 }, "down");
	up_str name = up_orm_parameter(orm, up->node, 0);
	steps.state = &name;
	orm->migration.version = up_steps_version(orm);
	TSNode config = up_steps_property(&steps, root, "config"), off = up_orm_entry(up_orm_map(orm, config), "transaction");
	up_orm_set(orm, "transaction", up_orm_is_false(orm, off) ? "no" : "yes");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
