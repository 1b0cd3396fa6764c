/* What the calls of Rails' migrations do, and those of the helpers that are much used besides: strong_migrations, online_migrations, GitLab's, scenic.
 * https://api.rubyonrails.org/classes/ActiveRecord/ConnectionAdapters/SchemaStatements.html; which calls have an inverse:
 * https://api.rubyonrails.org/classes/ActiveRecord/Migration/CommandRecorder.html */
#include "orm/rails.h"

typedef void reader(struct rails *rails, const struct up_orm_call *call);

/* --- operations --------------------------------------------------------------------------------------------------------- */

/* What `revert do … end` does in the place of a call. */
static const char *inverse_of(const char *name)
{
	static const char *const pairs[][2] = { { "create-table", "drop-table" }, { "add-column", "drop-column" },
						{ "create-index", "drop-index" }, { "add-foreign-key", "drop-foreign-key" },
						{ "add-check", "drop-check" },    { "create-extension", "drop-extension" },
						{ "create-type", "drop-type" },   { "create-view", "drop-view" },
						{ "add-unique", "drop-unique" },  { "set-not-null", "drop-not-null" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (!strcmp(name, pairs[i][0]))
			return pairs[i][1];
		if (!strcmp(name, pairs[i][1]))
			return pairs[i][0];
	}
	return name;
}

void rails_begin(struct rails *rails, struct up_operation *operation, const char *name, const struct up_orm_call *call, up_str table)
{
	up_orm_begin(rails->orm, operation, rails->is_inverse ? inverse_of(name) : name, call);
	up_orm_say_text(operation, "table", table);
}

void rails_state(struct rails *rails, struct up_operation *operation, bool is_reversible)
{
	if (rails->is_change && is_reversible)
		up_operation_flag(operation, "reversible");
	rails->is_irreversible |= rails->is_change && !is_reversible;
	up_orm_state(rails->orm, operation);
}

up_str rails_table_of(struct rails *rails, const struct up_orm_call *call)
{
	return up_orm_name(rails->orm, up_orm_arg(call, 0));
}

static bool is_true(struct rails *rails, const struct up_orm_call *call, const char *name)
{
	return up_orm_is_true(rails->orm, up_orm_named(call, name));
}

void rails_say_exists(struct rails *rails, struct up_operation *operation, const struct up_orm_call *call)
{
	if (is_true(rails, call, "if_exists"))
		up_operation_flag(operation, "if-exists");
	if (is_true(rails, call, "if_not_exists"))
		up_operation_flag(operation, "if-not-exists");
}

/* The SQL of -> { "now()" }. */
static TSNode lambda_result(struct up_orm *orm, TSNode node)
{
	struct up_orm_nodes body = up_orm_body(orm, node);
	return body.n ? body.nodes[0] : (TSNode){ 0 };
}

static void say_default(struct rails *rails, struct up_operation *operation, TSNode value, up_str type)
{
	struct up_orm *orm = rails->orm;
	value = up_orm_value(orm, value);
	if (ts_node_is_null(value))
		return;
	up_str text = up_orm_written(orm, value);
	bool is_function = up_str_eq(type, UP_STR("uuid")) && up_str_contains(text, UP_STR("("));
	if (up_orm_is_nothing(orm, value)) {
		up_operation_flag(operation, "default-null");
	} else if (up_orm_is(value, "lambda")) {
		up_orm_say_default(operation, up_orm_written(orm, lambda_result(orm, value)));
	} else if (is_function) { /* of a uuid, what has brackets is a function. */
		up_orm_say_default(operation, text);
	} else { /* Ruby makes the value before SQL is written. */
		up_operation_set(operation, "default", text.len ? text : UP_STR("''"));
		up_operation_flag(operation, "default-constant");
	}
}

/* string(50), decimal(10,2), integer[] */
static up_str type_of(struct rails *rails, up_str type, struct up_orm_pairs options)
{
	struct up_orm *orm = rails->orm;
	TSNode precision = up_orm_entry(options, "precision"), scale = up_orm_entry(options, "scale");
	const char *array = up_orm_is_true(orm, up_orm_entry(options, "array")) ? "[]" : "";
	if (!type.len)
		return type;
	if (!ts_node_is_null(precision) && !up_orm_is_nothing(orm, precision) && !ts_node_is_null(scale))
		return up_arena_printf(orm->code->arena, "%.*s(%.*s,%.*s)%s", UP_FMT(type), UP_FMT(up_orm_name(orm, precision)),
				       UP_FMT(up_orm_name(orm, scale)), array);
	return up_arena_printf(orm->code->arena, "%.*s%s", UP_FMT(type), array);
}

void rails_say_column(struct rails *rails, struct up_operation *operation, struct up_orm_pairs options, up_str type)
{
	struct up_orm *orm = rails->orm;
	up_orm_say_text(operation, "type", type_of(rails, type, options));
	up_orm_say(orm, operation, "limit", up_orm_entry(options, "limit"));
	TSNode null = up_orm_entry(options, "null"), generated = up_orm_entry(options, "as");
	if (up_orm_is_false(orm, null))
		up_operation_flag(operation, "not-null");
	else if (up_orm_is_true(orm, null))
		up_operation_flag(operation, "null");
	say_default(rails, operation, up_orm_entry(options, "default"), type);
	up_orm_say(orm, operation, "collate", up_orm_entry(options, "collation"));
	up_orm_say(orm, operation, "charset", up_orm_entry(options, "charset"));
	up_orm_say(orm, operation, "position", up_orm_entry(options, "after"));
	if (up_orm_is_true(orm, up_orm_entry(options, "first")))
		up_operation_set(operation, "position", UP_STR("first"));
	if (!ts_node_is_null(generated) && (up_str_eq(type, UP_STR("virtual")) || up_str_eq(type, UP_STR("primary_key")) || generated.id)) {
		bool is_stored = up_orm_is_true(orm, up_orm_entry(options, "stored"));
		up_operation_flag(operation, is_stored ? "generated-stored" : "generated-virtual");
		up_orm_say(orm, operation, "expression", generated);
	}
	bool is_key = up_str_eq(type, UP_STR("primary_key"));
	if (up_str_is_listed(type, "serial bigserial primary_key"))
		up_operation_flag(operation, "serial");
	if (is_key || up_orm_is_true(orm, up_orm_entry(options, "primary_key")))
		up_operation_flag(operation, "primary-key");
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

static void read_add_column(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	rails_begin(rails, &operation, "add-column", call, rails_table_of(rails, call));
	up_orm_say(rails->orm, &operation, "column", up_orm_arg(call, 1));
	rails_say_column(rails, &operation, call->named, up_orm_name(rails->orm, up_orm_arg(call, 2)));
	rails_say_exists(rails, &operation, call);
	rails_state(rails, &operation, true);
}

static void read_add_columns(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 1; i < call->n_args; i++) {
		struct up_operation operation;
		rails_begin(rails, &operation, "add-column", call, rails_table_of(rails, call));
		up_orm_say(rails->orm, &operation, "column", call->args[i]);
		rails_say_column(rails, &operation, call->named, up_orm_name(rails->orm, up_orm_named(call, "type")));
		rails_state(rails, &operation, true);
	}
}

static void read_add_timestamps(struct rails *rails, const struct up_orm_call *call)
{
	static const char *const columns[] = { "created_at", "updated_at" };
	for (size_t i = 0; i < 2; i++) {
		struct up_operation operation;
		rails_begin(rails, &operation, "add-column", call, rails_table_of(rails, call));
		up_operation_set(&operation, "column", up_str_from(columns[i]));
		rails_say_column(rails, &operation, call->named, UP_STR("datetime"));
		bool is_said = up_operation_has(&operation, "null") || up_operation_has(&operation, "not-null");
		if (!is_said && rails->version >= 500)
			up_operation_flag(&operation, "not-null");
		rails_state(rails, &operation, true);
	}
}

static void read_remove_timestamps(struct rails *rails, const struct up_orm_call *call)
{
	static const char *const columns[] = { "created_at", "updated_at" };
	for (size_t i = 0; i < 2; i++) {
		struct up_operation operation;
		rails_begin(rails, &operation, "drop-column", call, rails_table_of(rails, call));
		up_operation_set(&operation, "column", up_str_from(columns[i]));
		rails_state(rails, &operation, true);
	}
}

static void read_remove_column(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	rails_begin(rails, &operation, "drop-column", call, rails_table_of(rails, call));
	up_orm_say(rails->orm, &operation, "column", up_orm_arg(call, 1));
	TSNode type = up_orm_arg(call, 2);
	if (!ts_node_is_null(type))
		up_orm_say_text(&operation, "type", up_orm_name(rails->orm, type));
	rails_say_exists(rails, &operation, call);
	rails_state(rails, &operation, !ts_node_is_null(type) || !ts_node_is_null(up_orm_named(call, "type")));
}

static void read_remove_columns(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 1; i < call->n_args; i++) {
		struct up_orm_nodes list = up_orm_list(rails->orm, call->args[i]);
		for (uint32_t j = 0; j < list.n; j++) {
			struct up_operation operation;
			rails_begin(rails, &operation, "drop-column", call, rails_table_of(rails, call));
			up_orm_say(rails->orm, &operation, "column", list.nodes[j]);
			rails_say_exists(rails, &operation, call);
			rails_state(rails, &operation, !ts_node_is_null(up_orm_named(call, "type")));
		}
	}
}

static void read_change_column(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	rails_begin(rails, &operation, "change-column-type", call, rails_table_of(rails, call));
	up_orm_say(rails->orm, &operation, "column", up_orm_arg(call, 1));
	rails_say_column(rails, &operation, call->named, up_orm_name(rails->orm, up_orm_arg(call, 2)));
	up_orm_say(rails->orm, &operation, "using", up_orm_named(call, "using"));
	rails_state(rails, &operation, false);
}

/* change_column_null(table, column, false, "x") fills in "x" first. */
static void read_change_column_null(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	bool is_null = up_orm_is_true(orm, up_orm_arg(call, 2));
	TSNode value = up_orm_arg(call, 3);
	if (!is_null && !ts_node_is_null(value) && !up_orm_is_nothing(orm, value)) {
		rails_begin(rails, &operation, "update", call, rails_table_of(rails, call));
		up_orm_say(orm, &operation, "columns", up_orm_arg(call, 1));
		up_operation_set(&operation, "where",
				 up_arena_printf(orm->code->arena, "%.*s IS NULL", UP_FMT(up_orm_name(orm, up_orm_arg(call, 1)))));
		rails_state(rails, &operation, true);
	}
	rails_begin(rails, &operation, is_null ? "drop-not-null" : "set-not-null", call, rails_table_of(rails, call));
	up_orm_say(orm, &operation, "column", up_orm_arg(call, 1));
	rails_state(rails, &operation, true);
}

static void read_change_column_default(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	TSNode to = up_orm_named(call, "to"), from = up_orm_named(call, "from");
	bool is_reversible = !ts_node_is_null(to) && !ts_node_is_null(from);
	TSNode value = ts_node_is_null(to) ? up_orm_arg(call, 2) : to;
	bool drops = up_orm_is_nothing(rails->orm, value);
	rails_begin(rails, &operation, drops ? "drop-default" : "set-default", call, rails_table_of(rails, call));
	up_orm_say(rails->orm, &operation, "column", up_orm_arg(call, 1));
	if (!drops)
		say_default(rails, &operation, value, UP_STR(""));
	rails_state(rails, &operation, is_reversible);
}

static void read_comment(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	bool is_column = up_str_eq(call->name, UP_STR("change_column_comment"));
	rails_begin(rails, &operation, "comment", call, rails_table_of(rails, call));
	up_operation_set(&operation, "object", is_column ? UP_STR("column") : UP_STR("table"));
	if (is_column)
		up_orm_say(rails->orm, &operation, "column", up_orm_arg(call, 1));
	rails_state(rails, &operation, !ts_node_is_null(up_orm_named(call, "to")));
}

static void state_rename(struct rails *rails, const struct up_orm_call *call, const char *name, const char *what)
{
	struct up_operation operation;
	rails_begin(rails, &operation, name, call, rails_table_of(rails, call));
	if (what)
		up_orm_say(rails->orm, &operation, what, up_orm_arg(call, 1));
	up_orm_say(rails->orm, &operation, "new", up_orm_arg(call, what ? 2 : 1));
	rails_state(rails, &operation, true);
}

static void read_rename_column(struct rails *rails, const struct up_orm_call *call)
{
	state_rename(rails, call, "rename-column", "column");
}

static void read_rename_index(struct rails *rails, const struct up_orm_call *call)
{
	state_rename(rails, call, "rename-index", "index");
}

static void read_rename_table(struct rails *rails, const struct up_orm_call *call)
{
	state_rename(rails, call, "rename-table", NULL);
}

/* --- tables and what stands beside them --------------------------------------------------------------------------------- */

static void read_drop_table(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 0; i < call->n_args; i++) {
		struct up_operation operation;
		rails_begin(rails, &operation, "drop-table", call, up_orm_name(rails->orm, call->args[i]));
		rails_say_exists(rails, &operation, call);
		if (up_str_eq(up_orm_name(rails->orm, up_orm_named(call, "force")), UP_STR("cascade")))
			up_operation_flag(&operation, "cascade");
		rails_state(rails, &operation, call->n_args == 1 && !ts_node_is_null(call->block));
	}
}

/* create_join_table(:a, :b): a_b, the names in the order of the alphabet. */
static void read_join_table(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	up_str a = up_orm_name(orm, up_orm_arg(call, 0)), b = up_orm_name(orm, up_orm_arg(call, 1));
	up_str table = up_orm_name(orm, up_orm_named(call, "table_name"));
	bool creates = up_str_eq(call->name, UP_STR("create_join_table")), in_order = up_str_cmp(a, b) <= 0;
	if (!table.len)
		table = up_arena_printf(orm->code->arena, "%.*s_%.*s", UP_FMT(in_order ? a : b), UP_FMT(in_order ? b : a));
	rails_begin(rails, &operation, creates ? "create-table" : "drop-table", call, table);
	if (creates)
		up_operation_flag(&operation, "no-primary-key");
	rails_state(rails, &operation, true);
}

/* SQLite's, since Rails 8. */
static void read_virtual_table(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	bool creates = up_str_starts(call->name, UP_STR("create"));
	rails_begin(rails, &operation, creates ? "create-table" : "drop-table", call, rails_table_of(rails, call));
	up_operation_flag(&operation, "virtual");
	rails_state(rails, &operation, creates || call->n_args > 1);
}

static void read_truncate(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 0; i < call->n_args; i++) {
		struct up_operation operation;
		rails_begin(rails, &operation, "truncate", call, up_orm_name(rails->orm, call->args[i]));
		rails_state(rails, &operation, false);
	}
}

static void read_execute(struct rails *rails, const struct up_orm_call *call)
{
	rails->is_irreversible |= rails->is_change;
	up_orm_sql(rails->orm, up_orm_arg(call, 0), call, "execute");
}

static void state_type(struct rails *rails, const struct up_orm_call *call, const char *name, bool is_reversible)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	up_orm_begin(orm, &operation, rails->is_inverse ? inverse_of(name) : name, call);
	up_orm_say(orm, &operation, "type", up_orm_arg(call, 0));
	if (strstr(name, "enum-value")) {
		up_orm_say(orm, &operation, "value",
			   ts_node_is_null(up_orm_named(call, "from")) ? up_orm_arg(call, 1) : up_orm_named(call, "from"));
		up_orm_say(orm, &operation, "before", up_orm_named(call, "before"));
		up_orm_say(orm, &operation, "after", up_orm_named(call, "after"));
	} else if (!strcmp(name, "create-type")) {
		up_operation_set(&operation, "kind", UP_STR("enum"));
	}
	if (!strncmp(name, "rename", 6))
		up_orm_say(orm, &operation, "new",
			   ts_node_is_null(up_orm_named(call, "to")) ? up_orm_arg(call, 1) : up_orm_named(call, "to"));
	rails_say_exists(rails, &operation, call);
	rails_state(rails, &operation, is_reversible);
}

static void read_create_enum(struct rails *rails, const struct up_orm_call *call)
{
	state_type(rails, call, "create-type", true);
}

static void read_drop_enum(struct rails *rails, const struct up_orm_call *call)
{
	state_type(rails, call, "drop-type", call->n_args > 1);
}

static void read_add_enum_value(struct rails *rails, const struct up_orm_call *call)
{
	state_type(rails, call, "add-enum-value", false);
}

static void read_rename_enum(struct rails *rails, const struct up_orm_call *call)
{
	state_type(rails, call, "rename-type", true);
}

static void read_rename_enum_value(struct rails *rails, const struct up_orm_call *call)
{
	state_type(rails, call, "rename-enum-value", true);
}

/* create_view, drop_function: what has a name and no table. */
static void state_named(struct rails *rails, const struct up_orm_call *call, const char *name, const char *attribute, bool is_reversible)
{
	struct up_operation operation;
	up_orm_begin(rails->orm, &operation, rails->is_inverse ? inverse_of(name) : name, call);
	up_orm_say(rails->orm, &operation, attribute, up_orm_arg(call, 0));
	rails_say_exists(rails, &operation, call);
	if (up_str_eq(up_orm_name(rails->orm, up_orm_named(call, "force")), UP_STR("cascade")))
		up_operation_flag(&operation, "cascade");
	rails_state(rails, &operation, is_reversible);
}

static void read_extension(struct rails *rails, const struct up_orm_call *call)
{
	bool creates = up_str_eq(call->name, UP_STR("enable_extension"));
	state_named(rails, call, creates ? "create-extension" : "drop-extension", "extension", true);
}

static void read_schema(struct rails *rails, const struct up_orm_call *call)
{
	bool creates = up_str_eq(call->name, UP_STR("create_schema"));
	state_named(rails, call, creates ? "create-schema" : "drop-schema", "schema", creates);
}

static void read_view(struct rails *rails, const struct up_orm_call *call)
{
	bool is_materialized = is_true(rails, call, "materialized") || up_orm_map(rails->orm, up_orm_named(call, "materialized")).n;
	bool drops = up_str_eq(call->name, UP_STR("drop_view")), creates = up_str_eq(call->name, UP_STR("create_view"));
	bool knows_back = !ts_node_is_null(up_orm_named(call, "revert_to_version"));
	const char *name = drops ? (is_materialized ? "drop-materialized-view" : "drop-view")
				 : (is_materialized ? "create-materialized-view" : "create-view");
	state_named(rails, call, name, "table", creates || knows_back);
}

static void read_function(struct rails *rails, const struct up_orm_call *call)
{
	bool drops = up_str_starts(call->name, UP_STR("drop_")), is_trigger = up_str_ends(call->name, UP_STR("trigger"));
	const char *name = is_trigger ? (drops ? "drop-trigger" : "create-trigger") : (drops ? "drop-function" : "create-function");
	state_named(rails, call, name, is_trigger ? "trigger" : "name", up_str_starts(call->name, UP_STR("create_")));
}

static void read_rename_schema(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_orm_begin(rails->orm, &operation, "rename-schema", call);
	up_orm_say(rails->orm, &operation, "schema", up_orm_arg(call, 0));
	up_orm_say(rails->orm, &operation, "new", up_orm_arg(call, 1));
	rails_state(rails, &operation, true);
}

static void read_revert(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_orm_begin(rails->orm, &operation, "other", call);
	up_operation_set(&operation, "verb", UP_STR("revert"));
	up_orm_say(rails->orm, &operation, "name", up_orm_arg(call, 0));
	rails_state(rails, &operation, true);
}

static const struct {
	const char *name;
	reader *read;
} calls[] = {
	{ "add_belongs_to", rails_read_add_reference },
	{ "add_check_constraint", rails_read_add_check },
	{ "add_column", read_add_column },
	{ "add_columns", read_add_columns },
	{ "add_concurrent_index", rails_read_add_index },
	{ "add_enum_value", read_add_enum_value },
	{ "add_exclusion_constraint", rails_read_add_exclusion },
	{ "add_foreign_key", rails_read_add_foreign_key },
	{ "add_index", rails_read_add_index },
	{ "add_primary_key", rails_read_primary_key },
	{ "add_reference", rails_read_add_reference },
	{ "add_timestamps", read_add_timestamps },
	{ "add_unique_constraint", rails_read_add_unique },
	{ "add_unique_key", rails_read_add_unique },
	{ "change_column", read_change_column },
	{ "change_column_comment", read_comment },
	{ "change_column_default", read_change_column_default },
	{ "change_column_null", read_change_column_null },
	{ "change_table", rails_change_table },
	{ "change_table_comment", read_comment },
	{ "create_enum", read_create_enum },
	{ "create_enumeration", read_create_enum },
	{ "create_function", read_function },
	{ "create_join_table", read_join_table },
	{ "create_schema", read_schema },
	{ "create_table", rails_create_table },
	{ "create_trigger", read_function },
	{ "create_view", read_view },
	{ "create_virtual_table", read_virtual_table },
	{ "delete", read_execute },
	{ "disable_extension", read_extension },
	{ "drop_enum", read_drop_enum },
	{ "drop_enumeration", read_drop_enum },
	{ "drop_function", read_function },
	{ "drop_join_table", read_join_table },
	{ "drop_primary_key", rails_read_primary_key },
	{ "drop_schema", read_schema },
	{ "drop_table", read_drop_table },
	{ "drop_trigger", read_function },
	{ "drop_view", read_view },
	{ "drop_virtual_table", read_virtual_table },
	{ "enable_extension", read_extension },
	{ "exec_delete", read_execute },
	{ "exec_insert", read_execute },
	{ "exec_query", read_execute },
	{ "exec_update", read_execute },
	{ "execute", read_execute },
	{ "insert", read_execute },
	{ "remove_belongs_to", rails_read_remove_reference },
	{ "remove_check_constraint", rails_read_remove_check },
	{ "remove_column", read_remove_column },
	{ "remove_columns", read_remove_columns },
	{ "remove_concurrent_index", rails_read_remove_index },
	{ "remove_concurrent_index_by_name", rails_read_remove_index },
	{ "remove_exclusion_constraint", rails_read_remove_constraint },
	{ "remove_foreign_key", rails_read_remove_foreign_key },
	{ "remove_index", rails_read_remove_index },
	{ "remove_primary_key", rails_read_primary_key },
	{ "remove_reference", rails_read_remove_reference },
	{ "remove_timestamps", read_remove_timestamps },
	{ "remove_unique_constraint", rails_read_remove_unique },
	{ "rename_column", read_rename_column },
	{ "rename_enum", read_rename_enum },
	{ "rename_enum_value", read_rename_enum_value },
	{ "rename_enumeration", read_rename_enum },
	{ "rename_index", read_rename_index },
	{ "rename_schema", read_rename_schema },
	{ "rename_table", read_rename_table },
	{ "replace_view", read_view },
	{ "revert", read_revert },
	{ "truncate", read_truncate },
	{ "truncate_tables", read_truncate },
	{ "truncate_tables!", read_truncate },
	{ "update", read_execute },
	{ "update_function", read_function },
	{ "update_trigger", read_function },
	{ "update_view", read_view },
	{ "validate_check_constraint", rails_read_validate },
	{ "validate_constraint", rails_read_validate },
	{ "validate_foreign_key", rails_read_validate },
};

bool rails_read_call(struct rails *rails, const struct up_orm_call *call)
{
	size_t low = 0, high = sizeof calls / sizeof *calls;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = up_str_cmp(call->name, up_str_from(calls[middle].name));
		if (!order) {
			calls[middle].read(rails, call);
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return rails_read_helper(rails, call);
}
