/* create_table and change_table, and what is said in their blocks: t.string :name. Of a table that is created the columns are attributes of the whole; of one that
 * is there each line is an operation. https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/TableDefinition.html */
#include "orm/rails.h"

/* --- create_table ------------------------------------------------------------------------------------------------------- */

/* What the column `id` is. https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/SchemaStatements.html#method-i-create_table */
static void say_key(struct rails *rails, struct up_operation *operation, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	TSNode id = up_orm_value(orm, up_orm_named(call, "id"));
	up_str type = up_orm_is(id, "hash") ? up_orm_name(orm, up_orm_entry(up_orm_map(orm, id), "type")) : up_orm_name(orm, id);
	if (up_orm_is_false(orm, id) && ts_node_is_null(up_orm_named(call, "primary_key"))) {
		up_operation_flag(operation, "no-primary-key");
		return;
	}
	bool is_default = ts_node_is_null(id) || up_orm_is_true(orm, id) || up_str_eq(type, UP_STR("primary_key"));
	up_operation_flag(operation, "primary-key");
	if (is_default ? rails->version < 501 : up_str_is_listed(type, "integer serial smallint smallserial"))
		up_operation_flag(operation, "short-primary-key");
}

/* Is a key among the columns after all: t.primary_key :id, t.bigint :id, primary_key: true? */
static void settle_key(struct up_operation *operation)
{
	if (!up_operation_has(operation, "no-primary-key") || !up_operation_has(operation, "primary-key"))
		return;
	for (uint32_t i = 1; i < operation->n_words; i++) {
		if (!up_str_eq(operation->words[i].text.bytes, UP_STR("no-primary-key")))
			continue;
		operation->words[i] = operation->words[--operation->n_words];
		return;
	}
}

void rails_create_table(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation, *was_created = rails->created;
	up_str table = up_orm_name(orm, up_orm_arg(call, 0)), was_builder = rails->builder, was_table = rails->table;
	TSNode as = up_orm_named(call, "as"), force = up_orm_named(call, "force");
	rails_begin(rails, &operation, ts_node_is_null(as) ? "create-table" : "create-table-as", call, table);
	say_key(rails, &operation, call);
	if (up_orm_is_true(orm, up_orm_named(call, "if_not_exists")))
		up_operation_flag(&operation, "if-not-exists");
	if (!ts_node_is_null(force) && !up_orm_is_false(orm, force))
		up_operation_flag(&operation, "force");
	if (up_str_eq(up_orm_name(orm, force), UP_STR("cascade")))
		up_operation_flag(&operation, "cascade");
	if (up_orm_is_true(orm, up_orm_named(call, "temporary")))
		up_operation_flag(&operation, "temporary");
	up_orm_say(orm, &operation, "option", up_orm_named(call, "options"));
	rails->created = &operation;
	rails->table = table;
	rails->builder = up_orm_parameter(orm, call->block, 0);
	rails_read_block(rails, call->block);
	rails->created = was_created;
	rails->builder = was_builder;
	rails->table = was_table;
	settle_key(&operation);
	rails_state(rails, &operation, true);
}

static void say_references(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	TSNode key = up_orm_value(orm, up_orm_named(call, "foreign_key"));
	if (up_str_eq(call->name, UP_STR("foreign_key"))) {
		up_orm_say(orm, rails->created, "references", up_orm_arg(call, 0));
		up_orm_say_on_delete(rails->created, "on-delete", up_orm_name(orm, up_orm_named(call, "on_delete")));
		return;
	}
	if (ts_node_is_null(key) || up_orm_is_false(orm, key) || up_orm_is_nothing(orm, key))
		return;
	struct up_orm_pairs options = up_orm_map(orm, key);
	up_str to = up_orm_name(orm, up_orm_entry(options, "to_table"));
	for (uint32_t i = 0; i < call->n_args; i++)
		up_orm_say_text(rails->created, "references", to.len ? to : rails_plural(orm, up_orm_name(orm, call->args[i])));
	up_orm_say_on_delete(rails->created, "on-delete", up_orm_name(orm, up_orm_entry(options, "on_delete")));
}

static void say_type(struct rails *rails, up_str type)
{
	up_str word = up_arena_printf(rails->orm->code->arena, "type=%.*s", UP_FMT(up_str_slice(type, 0, UP_ORM_NAME_BYTES)));
	for (uint32_t i = 1; i < rails->created->n_words; i++)
		if (up_str_eq(rails->created->words[i].text.bytes, word))
			return;
	up_orm_say_text(rails->created, "type", type);
}

static bool create_line(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	up_str name = call->name;
	if (up_str_is_listed(name, "references belongs_to foreign_key")) {
		say_references(rails, call);
	} else if (up_str_eq(name, UP_STR("check_constraint"))) {
		up_operation_flag(rails->created, "check");
	} else if (up_str_eq(name, UP_STR("timestamps"))) {
		say_type(rails, UP_STR("datetime"));
	} else if (!up_str_is_listed(name, "index exclusion_constraint unique_constraint unique_key comment remove")) {
		bool is_column = up_str_eq(name, UP_STR("column"));
		up_str type = is_column ? up_orm_name(orm, up_orm_arg(call, 1)) : name;
		if (!up_str_eq(type, UP_STR("primary_key")))
			say_type(rails, type);
		bool is_key = up_str_eq(type, UP_STR("primary_key")) || up_orm_is_true(orm, up_orm_named(call, "primary_key"));
		bool is_id = up_str_eq(up_orm_name(orm, up_orm_arg(call, 0)), UP_STR("id"));
		if (is_key && up_operation_has(rails->created, "no-primary-key"))
			up_operation_flag(rails->created, "primary-key");
		else if (is_id && up_str_eq(type, UP_STR("primary_key")))
			up_operation_flag(rails->created, "primary-key");
	}
	return true;
}

/* --- change_table ------------------------------------------------------------------------------------------------------- */

void rails_change_table(struct rails *rails, const struct up_orm_call *call)
{
	up_str was_builder = rails->builder, was_table = rails->table;
	struct up_operation *was_created = rails->created;
	TSNode was_node = rails->table_node;
	rails->created = NULL;
	rails->table_node = up_orm_arg(call, 0);
	rails->table = up_orm_name(rails->orm, up_orm_arg(call, 0));
	rails->builder = up_orm_parameter(rails->orm, call->block, 0);
	rails_read_block(rails, call->block);
	rails->builder = was_builder;
	rails->table = was_table;
	rails->table_node = was_node;
	rails->created = was_created;
}

/* t.remove :a is remove_column(table, :a): the call with the table before its arguments. */
static bool read_as(struct rails *rails, const struct up_orm_call *call, const char *name)
{
	struct up_orm_call longer = *call;
	TSNode *args = up_arena_alloc(rails->orm->code->arena, (call->n_args + 1) * sizeof *args);
	args[0] = rails->table_node;
	if (call->n_args)
		memcpy(args + 1, call->args, call->n_args * sizeof *args);
	longer.args = args;
	longer.n_args++;
	longer.name = up_str_from(name);
	return rails_read_call(rails, &longer);
}

static const char *const lines[][2] = {
	{ "belongs_to", "add_reference" },
	{ "change", "change_column" },
	{ "change_default", "change_column_default" },
	{ "change_null", "change_column_null" },
	{ "check_constraint", "add_check_constraint" },
	{ "column", "add_column" },
	{ "exclusion_constraint", "add_exclusion_constraint" },
	{ "foreign_key", "add_foreign_key" },
	{ "index", "add_index" },
	{ "references", "add_reference" },
	{ "remove", "remove_columns" },
	{ "remove_belongs_to", "remove_reference" },
	{ "remove_check_constraint", "remove_check_constraint" },
	{ "remove_column", "remove_columns" },
	{ "remove_columns", "remove_columns" },
	{ "remove_foreign_key", "remove_foreign_key" },
	{ "remove_index", "remove_index" },
	{ "remove_references", "remove_reference" },
	{ "remove_timestamps", "remove_timestamps" },
	{ "rename", "rename_column" },
	{ "rename_index", "rename_index" },
	{ "timestamps", "add_timestamps" },
	{ "unique_constraint", "add_unique_constraint" },
};

/* t.string :a, :b */
static void add_columns(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 0; i < call->n_args; i++) {
		struct up_operation operation;
		rails_begin(rails, &operation, "add-column", call, rails->table);
		up_orm_say(rails->orm, &operation, "column", call->args[i]);
		rails_say_column(rails, &operation, call->named, call->name);
		rails_state(rails, &operation, true);
	}
}

bool rails_read_table_call(struct rails *rails, const struct up_orm_call *call)
{
	if (rails->created)
		return create_line(rails, call);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (up_str_eq(call->name, up_str_from(lines[i][0])))
			return read_as(rails, call, lines[i][1]);
	if (up_str_ends(call->name, UP_STR("?")))
		return true;
	add_columns(rails, call);
	return true;
}
