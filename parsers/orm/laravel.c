/* Migrations of Laravel: a class that extends Migration, with up() and down() that call Schema and DB (https://laravel.com/docs/migrations). What stands between
 * the brackets of a table is in laravel-table.c, rows in laravel-data.c. They run in a transaction where the grammar of the database has them for schemas:
 * PostgreSQL and SQL Server. */
#include "orm/laravel.h"

static const struct up_steps_function *find_up(const struct up_steps *steps)
{
	for (uint32_t i = 0; i < steps->n_functions; i++)
		if (up_str_eq(steps->functions[i].name, UP_STR("up")) && !ts_node_is_null(steps->functions[i].owner))
			return &steps->functions[i];
	return NULL;
}

bool up_orm_is_laravel(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_str text = orm->code->text;
	if (!up_str_contains(text, UP_STR("Illuminate\\")) && !up_str_contains(text, UP_STR("Schema::")) &&
	    !up_str_contains(text, UP_STR("DB::")))
		return false;
	up_steps_begin(&steps, orm, root, NULL);
	const struct up_steps_function *up = find_up(&steps);
	if (!up)
		return false;
	up_str head = up_str_slice(up_orm_source(orm, up->owner), 0, 300);
	size_t brace = up_str_find_byte(head, '{', 0);
	return up_str_contains(up_str_slice(head, 0, brace), UP_STR("Migration"));
}

static void read_table(struct up_steps *steps, const struct up_orm_call *link, TSNode function)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	up_str table = steps->table;
	bool was_new = steps->is_new_table;
	steps->table = up_orm_name(orm, up_orm_arg(link, 0));
	if (up_str_eq(link->name, UP_STR("create"))) {
		up_steps_begin_operation(steps, &operation, "create-table", link);
		up_steps_create_table(steps, &operation, function);
	} else {
		steps->is_new_table = false;
		up_steps_read_builder(steps, function);
	}
	steps->is_new_table = was_new;
	steps->table = table;
}

static void state_checks(struct up_steps *steps, const struct up_orm_call *link, const char *value)
{
	struct up_operation operation;
	up_orm_begin(steps->orm, &operation, "set", link);
	up_operation_set(&operation, "name", UP_STR("foreign_key_checks"));
	up_operation_set(&operation, "value", up_str_from(value));
	up_orm_state(steps->orm, &operation);
}

static void read_rename(struct up_steps *steps, const struct up_orm_call *link)
{
	struct up_operation operation;
	up_orm_begin(steps->orm, &operation, "rename-table", link);
	up_orm_say(steps->orm, &operation, "table", up_orm_arg(link, 0));
	up_orm_say(steps->orm, &operation, "new", up_orm_arg(link, 1));
	up_orm_state(steps->orm, &operation);
}

static void read_drop(struct up_steps *steps, const struct up_orm_call *link)
{
	struct up_operation operation;
	if (up_str_eq(link->name, UP_STR("dropColumns"))) {
		up_str table = steps->table;
		steps->table = up_orm_name(steps->orm, up_orm_arg(link, 0));
		up_steps_state_names(steps, link, "drop-column", "column", up_orm_arg(link, 1));
		steps->table = table;
		return;
	}
	up_orm_begin(steps->orm, &operation, "drop-table", link);
	up_orm_say(steps->orm, &operation, "table", up_orm_arg(link, 0));
	if (up_str_eq(link->name, UP_STR("dropIfExists")))
		up_operation_flag(&operation, "if-exists");
	if (up_str_eq(link->name, UP_STR("dropAllTables")))
		up_operation_flag(&operation, "all");
	up_orm_state(steps->orm, &operation);
}

static void read_schema_link(struct up_steps *steps, const struct up_orm_call *link)
{
	struct up_orm *orm = steps->orm;
	bool was_asked = orm->migration.is_asked;
	if (up_str_is_listed(link->name, "table create"))
		read_table(steps, link, up_chain_function(steps, link));
	else if (up_str_is_listed(link->name, "drop dropIfExists dropColumns dropAllTables"))
		read_drop(steps, link);
	else if (up_str_eq(link->name, UP_STR("rename")))
		read_rename(steps, link);
	else if (up_str_starts(link->name, UP_STR("whenTable"))) {
		orm->migration.is_asked = true;
		read_table(steps, link, up_chain_function(steps, link));
		orm->migration.is_asked = was_asked;
	} else {
		if (up_str_is_listed(link->name, "disableForeignKeyConstraints withoutForeignKeyConstraints"))
			state_checks(steps, link, "0");
		else if (up_str_eq(link->name, UP_STR("enableForeignKeyConstraints")))
			state_checks(steps, link, "1");
		up_steps_walk_link(steps, link);
	}
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	if (steps->builder.len && up_str_eq(chain->base, steps->builder))
		return laravel_read_column(steps, chain);
	bool is_schema = up_str_is_listed(chain->base, "Schema this.schema schema") || up_chain_has(chain, "getSchemaBuilder");
	if (!is_schema)
		return laravel_read_data(steps, chain);
	for (uint32_t i = 0; i < chain->n; i++)
		read_schema_link(steps, &chain->links[i]);
	return true;
}

void up_orm_read_laravel(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = find_up(&steps), *down = up_steps_find(&steps, up->owner, "down");
	orm->migration.version = up_orm_file_stem(orm);
	TSNode within = up_steps_property(&steps, root, "withinTransaction");
	up_orm_set(orm, "transaction", up_orm_is_false(orm, within) ? "no" : "unknown");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
