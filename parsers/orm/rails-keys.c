/* References, indexes and constraints in Rails' migrations. */
#include "orm/rails.h"

enum {
	INDEX_NAME = 62 /* https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/DatabaseLimits.html */
};

/* --- references --------------------------------------------------------------------------------------------------------- */

static bool is_polymorphic(struct up_orm *orm, const struct up_orm_call *call)
{
	TSNode polymorphic = up_orm_value(orm, up_orm_named(call, "polymorphic"));
	return !ts_node_is_null(polymorphic) && !up_orm_is_false(orm, polymorphic);
}

void rails_state_reference(struct rails *rails, const struct up_orm_call *call, up_str table, TSNode name)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	up_str base = up_orm_name(orm, name), type = up_orm_name(orm, up_orm_named(call, "type"));
	up_str column = up_arena_printf(orm->code->arena, "%.*s_id", UP_FMT(base)), columns = column;
	TSNode index = up_orm_value(orm, up_orm_named(call, "index")), key = up_orm_value(orm, up_orm_named(call, "foreign_key"));
	if (is_polymorphic(orm, call)) {
		rails_begin(rails, &operation, "add-column", call, table);
		up_operation_set(&operation, "column", up_arena_printf(orm->code->arena, "%.*s_type", UP_FMT(base)));
		rails_say_column(rails, &operation, call->named, UP_STR("string"));
		rails_state(rails, &operation, true);
		columns = up_arena_printf(orm->code->arena, "%.*s_type,%.*s", UP_FMT(base), UP_FMT(column));
	}
	rails_begin(rails, &operation, "add-column", call, table);
	up_orm_say_text(&operation, "column", column);
	rails_say_column(rails, &operation, call->named, type.len ? type : rails->version >= 501 ? UP_STR("bigint") : UP_STR("integer"));
	rails_say_exists(rails, &operation, call);
	rails_state(rails, &operation, true);
	bool has_index = ts_node_is_null(index) ? rails->version >= 500 : !up_orm_is_false(orm, index) && !up_orm_is_nothing(orm, index);
	if (has_index)
		rails_state_index(rails, call, table, columns, up_orm_map(orm, index));
	if (ts_node_is_null(key) || up_orm_is_false(orm, key) || up_orm_is_nothing(orm, key))
		return;
	struct up_orm_pairs options = up_orm_map(orm, key);
	up_str references = up_orm_name(orm, up_orm_entry(options, "to_table"));
	rails_state_foreign_key(rails, call, table, references.len ? references : rails_plural(orm, base), column, options);
}

/* add_reference has one; t.references and t.remove_references may have several. */
void rails_read_add_reference(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 1; i < call->n_args; i++)
		rails_state_reference(rails, call, rails_table_of(rails, call), call->args[i]);
}

void rails_read_remove_reference(struct rails *rails, const struct up_orm_call *call)
{
	static const char *const parts[] = { "id", "type" };
	size_t n_parts = is_polymorphic(rails->orm, call) ? 2 : 1;
	for (uint32_t i = 1; i < call->n_args; i++) {
		up_str base = up_orm_name(rails->orm, call->args[i]);
		for (size_t k = 0; k < n_parts; k++) {
			struct up_operation operation;
			rails_begin(rails, &operation, "drop-column", call, rails_table_of(rails, call));
			up_orm_say_text(&operation, "column", up_arena_printf(rails->orm->code->arena, "%.*s_%s", UP_FMT(base), parts[k]));
			rails_say_exists(rails, &operation, call);
			rails_state(rails, &operation, true);
		}
	}
}

void rails_state_foreign_key(struct rails *rails, const struct up_orm_call *call, up_str table, up_str references, up_str column,
			     struct up_orm_pairs options)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	up_str columns = up_orm_names(orm, up_orm_entry(options, "column"));
	rails_begin(rails, &operation, "add-foreign-key", call, table);
	up_orm_say(orm, &operation, "constraint", up_orm_entry(options, "name"));
	if (!columns.len)
		columns = column.len ? column : up_arena_printf(orm->code->arena, "%.*s_id", UP_FMT(rails_singular(orm, references)));
	up_orm_say_text(&operation, "columns", columns);
	up_orm_say_text(&operation, "references", references);
	up_orm_say_on_delete(&operation, "on-delete", up_orm_name(orm, up_orm_entry(options, "on_delete")));
	up_orm_say_on_delete(&operation, "on-update", up_orm_name(orm, up_orm_entry(options, "on_update")));
	if (up_orm_is_false(orm, up_orm_entry(options, "validate")))
		up_operation_flag(&operation, "not-valid");
	if (!ts_node_is_null(up_orm_entry(options, "deferrable")))
		up_operation_flag(&operation, "deferrable");
	rails_state(rails, &operation, true);
}

void rails_read_add_foreign_key(struct rails *rails, const struct up_orm_call *call)
{
	rails_state_foreign_key(rails, call, rails_table_of(rails, call), up_orm_name(rails->orm, up_orm_arg(call, 1)), UP_STR(""),
				call->named);
}

void rails_read_remove_foreign_key(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	TSNode to = up_orm_arg(call, 1);
	if (ts_node_is_null(to))
		to = up_orm_named(call, "to_table");
	rails_begin(rails, &operation, "drop-foreign-key", call, rails_table_of(rails, call));
	up_orm_say(orm, &operation, "references", to);
	up_orm_say(orm, &operation, "columns", up_orm_named(call, "column"));
	up_orm_say(orm, &operation, "constraint", up_orm_named(call, "name"));
	rails_say_exists(rails, &operation, call);
	rails_state(rails, &operation, !ts_node_is_null(to));
}

/* --- indexes ------------------------------------------------------------------------------------------------------------ */

up_str rails_index_name(struct rails *rails, up_str table, up_str columns)
{
	struct up_buf out = { 0 };
	up_buf_printf(&out, "index_%.*s_on_", UP_FMT(table));
	for (size_t i = 0; i < columns.len; i++) {
		if (columns.s[i] == ',')
			up_buf_add_s(&out, "_and_");
		else
			up_buf_add_byte(&out, columns.s[i]);
	}
	up_str name = up_arena_take(rails->orm->code->arena, &out);
	/* What is longer gets another name, with a hash in it. */
	return name.len > INDEX_NAME ? UP_STR("") : name;
}

static void say_index(struct rails *rails, struct up_operation *operation, up_str table, up_str columns, struct up_orm_pairs options)
{
	struct up_orm *orm = rails->orm;
	up_str name = up_orm_name(orm, up_orm_entry(options, "name")), algorithm = up_orm_name(orm, up_orm_entry(options, "algorithm"));
	bool is_expression = up_str_find_byte(columns, '(', 0) != SIZE_MAX;
	up_orm_say_text(operation, "index", name.len || !columns.len || is_expression ? name : rails_index_name(rails, table, columns));
	up_orm_say_text(operation, "columns", columns);
	if (up_str_eq(algorithm, UP_STR("concurrently")))
		up_operation_flag(operation, "concurrently");
	else
		up_operation_set(operation, "algorithm", algorithm);
}

void rails_state_index(struct rails *rails, const struct up_orm_call *call, up_str table, up_str columns, struct up_orm_pairs options)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	rails_begin(rails, &operation, "create-index", call, table);
	say_index(rails, &operation, table, columns, options);
	up_str type = up_orm_name(orm, up_orm_entry(options, "type"));
	if (up_orm_is_true(orm, up_orm_entry(options, "unique")) || up_str_eq(type, UP_STR("unique")))
		up_operation_flag(&operation, "unique");
	if (up_str_eq(type, UP_STR("fulltext")))
		up_operation_flag(&operation, "text");
	else if (up_str_eq(type, UP_STR("spatial")))
		up_operation_flag(&operation, "spatial");
	up_orm_say(orm, &operation, "method", up_orm_entry(options, "using"));
	up_orm_say(orm, &operation, "where", up_orm_entry(options, "where"));
	if (!ts_node_is_null(up_orm_entry(options, "include")))
		up_orm_say_text(&operation, "include", up_orm_names(orm, up_orm_entry(options, "include")));
	if (up_orm_is_true(orm, up_orm_entry(options, "if_not_exists")))
		up_operation_flag(&operation, "if-not-exists");
	if (up_str_eq(call->name, UP_STR("add_concurrent_index")))
		up_operation_flag(&operation, "concurrently");
	rails_state(rails, &operation, true);
}

void rails_read_add_index(struct rails *rails, const struct up_orm_call *call)
{
	rails_state_index(rails, call, rails_table_of(rails, call), up_orm_names(rails->orm, up_orm_arg(call, 1)), call->named);
}

void rails_read_remove_index(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	up_str table = rails_table_of(rails, call), name = call->name;
	bool by_name = up_str_ends(name, UP_STR("_by_name"));
	TSNode column = up_orm_arg(call, 1);
	if (ts_node_is_null(column))
		column = up_orm_named(call, "column");
	rails_begin(rails, &operation, "drop-index", call, table);
	if (by_name)
		up_orm_say(orm, &operation, "index", ts_node_is_null(column) ? up_orm_named(call, "name") : column);
	else
		say_index(rails, &operation, table, up_orm_names(orm, column), call->named);
	if (up_str_contains(name, UP_STR("concurrent")))
		up_operation_flag(&operation, "concurrently");
	if (up_str_eq(name, UP_STR("remove_concurrent_index_by_name")) || up_orm_is_true(rails->orm, up_orm_named(call, "if_exists")))
		up_operation_flag(&operation, "if-exists");
	rails_state(rails, &operation, !by_name && !ts_node_is_null(column));
}

/* --- constraints -------------------------------------------------------------------------------------------------------- */

void rails_read_add_check(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	rails_begin(rails, &operation, "add-check", call, rails_table_of(rails, call));
	up_orm_say(rails->orm, &operation, "expression", up_orm_arg(call, 1));
	TSNode name = up_orm_named(call, "name");
	up_orm_say(rails->orm, &operation, "constraint", ts_node_is_null(name) ? up_orm_arg(call, 2) : name);
	if (up_orm_is_false(rails->orm, up_orm_named(call, "validate")))
		up_operation_flag(&operation, "not-valid");
	rails_say_exists(rails, &operation, call);
	rails_state(rails, &operation, true);
}

void rails_read_remove_check(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	TSNode expression = up_orm_arg(call, 1), name = up_orm_named(call, "name");
	bool is_gitlab = ts_node_is_null(name) && !rails->is_change;
	rails_begin(rails, &operation, "drop-check", call, rails_table_of(rails, call));
	up_orm_say(rails->orm, &operation, is_gitlab ? "constraint" : "expression", expression);
	up_orm_say(rails->orm, &operation, "constraint", name);
	rails_say_exists(rails, &operation, call);
	rails_state(rails, &operation, !ts_node_is_null(expression));
}

void rails_read_validate(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	TSNode name = up_orm_named(call, "name"), second = up_orm_arg(call, 1);
	bool is_name = ts_node_is_null(name) && up_str_is_listed(call->name, "validate_constraint validate_check_constraint");
	rails_begin(rails, &operation, "validate-constraint", call, rails_table_of(rails, call));
	up_orm_say(orm, &operation, "constraint", is_name ? second : name);
	if (up_str_eq(call->name, UP_STR("validate_foreign_key")))
		up_orm_say(orm, &operation, "references", second);
	up_orm_say(orm, &operation, "columns", up_orm_named(call, "column"));
	rails_state(rails, &operation, true);
}

static void state_constraint(struct rails *rails, const struct up_orm_call *call, const char *name, bool is_reversible)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	rails_begin(rails, &operation, name, call, rails_table_of(rails, call));
	up_orm_say(orm, &operation, "constraint", up_orm_named(call, "name"));
	up_orm_say(orm, &operation, "using-index", up_orm_named(call, "using_index"));
	if (!strcmp(name, "add-unique") || !strcmp(name, "drop-unique"))
		up_orm_say_text(&operation, "columns", up_orm_names(orm, up_orm_arg(call, 1)));
	else
		up_orm_say(orm, &operation, "expression", up_orm_arg(call, 1));
	rails_state(rails, &operation, is_reversible);
}

void rails_read_add_unique(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "add-unique", true);
}

void rails_read_remove_unique(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "drop-unique", !ts_node_is_null(up_orm_arg(call, 1)));
}

void rails_read_add_exclusion(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "add-exclude", true);
}

void rails_read_remove_constraint(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "drop-constraint", !ts_node_is_null(up_orm_arg(call, 1)));
}

/* Rails has no call for keys of its own; add_primary_key and its kin are helpers of projects and gems. */
void rails_read_primary_key(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	bool adds = up_str_starts(call->name, UP_STR("add"));
	rails_begin(rails, &operation, adds ? "add-primary-key" : "drop-primary-key", call, rails_table_of(rails, call));
	up_orm_say_text(&operation, "columns", up_orm_names(rails->orm, up_orm_arg(call, 1)));
	rails_state(rails, &operation, false);
}
