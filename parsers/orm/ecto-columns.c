/* Columns in migrations of Ecto: add, modify, remove, timestamps. */
#include "orm/ecto.h"

/* references(:orgs, on_delete: :delete_all, validate: false) */
static bool read_references(struct up_steps *steps, struct up_orm_column *column, TSNode node, bool *ret_is_not_valid)
{
	static const struct {
		const char *written, *action;
	} actions[] = { { "delete_all", "cascade" },      { "update_all", "cascade" }, { "nilify_all", "set-null" },
			{ "default_all", "set-default" }, { "restrict", "restrict" },  { "nothing", "no-action" } };
	struct up_orm_call call;
	if (!ecto_call_of(steps, node, &call) || !up_str_eq(call.name, UP_STR("references")))
		return false;
	struct up_orm *orm = steps->orm;
	TSNode key = up_orm_named(&call, "column"), type = up_orm_named(&call, "type");
	up_str on_delete = up_orm_name(orm, up_orm_named(&call, "on_delete")),
	       on_update = up_orm_name(orm, up_orm_named(&call, "on_update"));
	column->is_foreign = true;
	column->references = ecto_table_of(orm, up_orm_arg(&call, 0), &call);
	column->referenced_columns = ts_node_is_null(key) ? UP_STR("id") : up_orm_name(orm, key);
	column->type = ts_node_is_null(type) ? UP_STR("bigint") : up_orm_name(orm, type);
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (up_str_eq(on_delete, up_str_from(actions[i].written)))
			column->on_delete = actions[i].action;
		if (up_str_eq(on_update, up_str_from(actions[i].written)))
			column->on_update = actions[i].action;
	}
	*ret_is_not_valid = ecto_is_off(steps, &call, "validate");
	return true;
}

/* default: fragment("now()"), default: %{}, default: [] */
static void read_default(struct up_steps *steps, struct up_orm_column *column, TSNode value)
{
	struct up_orm_call call;
	if (ts_node_is_null(value))
		return;
	value = up_orm_value(steps->orm, value);
	if (ecto_call_of(steps, value, &call) && up_str_eq(call.name, UP_STR("fragment")))
		up_orm_column_default_text(column, up_orm_written(steps->orm, up_orm_arg(&call, 0)));
	else if (up_orm_is_any(value, "map list"))
		up_orm_column_default_text(column, UP_STR("'{}'"));
	else if (up_orm_is(value, "unary_operator"))
		up_orm_column_default_text(column, up_orm_source(steps->orm, value));
	else
		up_orm_column_default(steps->orm, column, value);
}

static up_str type_of(struct up_steps *steps, const struct up_orm_call *call, TSNode node)
{
	struct up_orm *orm = steps->orm;
	TSNode value = up_orm_value(orm, node);
	up_str type = up_orm_is_any(value, "tuple call") ? up_orm_source(orm, value) : up_orm_name(orm, node);
	up_str size = up_orm_source(orm, up_orm_named(call, "size")), precision = up_orm_source(orm, up_orm_named(call, "precision"));
	up_str scale = up_orm_source(orm, up_orm_named(call, "scale"));
	if (precision.len)
		return up_arena_printf(orm->code->arena, "%.*s(%.*s,%.*s)", UP_FMT(type), UP_FMT(up_str_slice(precision, 0, 20)),
				       UP_FMT(up_str_slice(scale.len ? scale : UP_STR("0"), 0, 20)));
	return size.len ? up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(type), UP_FMT(up_str_slice(size, 0, 20))) : type;
}

static void state_column(struct up_steps *steps, const struct up_orm_column *column, const char *name, bool is_not_valid,
			 bool is_reversible)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, name, &(struct up_orm_call){ .node = column->node, .at = column->at });
	up_orm_say_text(&operation, "column", column->name);
	up_orm_say_text(&operation, "type", column->type);
	up_orm_say_text(&operation, "from-type", column->from_type);
	up_orm_say_text(&operation, "references", column->references);
	up_orm_say_text(&operation, "referenced-columns", column->referenced_columns);
	up_orm_say_text(&operation, "expression", column->expression);
	if (column->on_delete)
		up_operation_set(&operation, "on-delete", up_str_from(column->on_delete));
	if (column->on_update)
		up_operation_set(&operation, "on-update", up_str_from(column->on_update));
	if (column->volatility) {
		up_orm_say_text(&operation, "default", column->default_text);
		up_operation_flag(&operation, column->volatility);
	}
	const struct {
		bool holds;
		const char *name;
	} flags[] = { { column->is_not_null, "not-null" },       { column->is_null, "null" },
		      { column->is_primary, "primary-key" },     { is_not_valid, "not-valid" },
		      { column->is_stored, "generated-stored" }, { column->if_not_exists, "if-not-exists" } };
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (flags[i].holds)
			up_operation_flag(&operation, flags[i].name);
	ecto_state(steps, &operation, is_reversible);
}

static void read_column(struct up_steps *steps, const struct up_orm_call *call, struct up_orm_column *column, bool *ret_is_not_valid)
{
	struct up_orm *orm = steps->orm;
	TSNode null = up_orm_named(call, "null"), generated = up_orm_named(call, "generated");
	column->node = call->node;
	column->at = call->at;
	column->name = up_orm_name(orm, up_orm_arg(call, 0));
	*ret_is_not_valid = false;
	if (!read_references(steps, column, up_orm_arg(call, 1), ret_is_not_valid))
		column->type = type_of(steps, call, up_orm_arg(call, 1));
	column->is_not_null = up_orm_is_false(orm, null);
	column->is_null = up_orm_is_true(orm, null);
	column->is_primary = ecto_is_on(steps, call, "primary_key");
	column->is_stored = !ts_node_is_null(generated);
	if (column->is_stored)
		column->expression = up_orm_written(orm, generated);
	column->is_short = up_str_is_listed(column->type, "integer int smallint serial");
	read_default(steps, column, up_orm_named(call, "default"));
}

static void add(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm_column column = { .if_not_exists = up_str_ends(call->name, UP_STR("_if_not_exists")) };
	bool is_not_valid;
	read_column(steps, call, &column, &is_not_valid);
	if (steps->creating)
		up_orm_column_add(steps, &column);
	else
		state_column(steps, &column, "add-column", is_not_valid, !column.if_not_exists);
}

static void add_timestamps(struct up_steps *steps, const struct up_orm_call *call)
{
	static const char *const names[] = { "inserted_at", "updated_at" };
	for (size_t i = 0; i < 2; i++) {
		TSNode name = up_orm_named(call, names[i]), type = up_orm_named(call, "type");
		struct up_orm_column column = { .node = call->node, .at = call->at, .is_not_null = !ecto_is_on(steps, call, "null") };
		if (up_orm_is_false(steps->orm, name)) /* timestamps(updated_at: false) */
			continue;
		column.name = ts_node_is_null(name) ? up_str_from(names[i]) : up_orm_name(steps->orm, name);
		column.type = ts_node_is_null(type) ? UP_STR("naive_datetime") : up_orm_name(steps->orm, type);
		read_default(steps, &column, up_orm_named(call, "default"));
		if (steps->creating)
			up_orm_column_add(steps, &column);
		else
			state_column(steps, &column, "add-column", false, true);
	}
}

/* modify :age, :bigint, null: false, from: {:integer, null: true}. Without null: nothing is said of NULL. */
static void modify(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_column column = { 0 };
	TSNode from = up_orm_value(orm, up_orm_named(call, "from"));
	bool is_not_valid, is_reversible = !ts_node_is_null(from);
	up_str from_null = UP_STR("");
	read_column(steps, call, &column, &is_not_valid);
	if (up_orm_is(from, "tuple")) {
		TSNode options = up_orm_child(from, 1);
		from_null = up_orm_source(
			orm, up_orm_entry(up_orm_map(orm, up_orm_is(options, "list") ? up_orm_child(options, 0) : options), "null"));
		from = up_orm_child(from, 0);
	}
	up_str from_type = ts_node_is_null(from) ? UP_STR("") : type_of(steps, &(struct up_orm_call){ 0 }, from);
	up_str type = type_of(steps, &(struct up_orm_call){ 0 }, up_orm_arg(call, 1));
	bool same_type = from_type.len && up_str_eq(from_type, type) && ts_node_is_null(up_orm_named(call, "size")) &&
			 ts_node_is_null(up_orm_named(call, "precision"));
	const char *rest = column.is_not_null ? "set-not-null" : column.is_null ? "drop-not-null" : NULL;
	column.from_type = from_type;
	if ((column.is_not_null && up_str_eq(from_null, UP_STR("false"))) || (column.is_null && up_str_eq(from_null, UP_STR("true"))))
		rest = NULL; /* it was so before */
	bool is_key = column.references.len != 0;
	struct up_orm_column changed = column;
	changed.is_not_null = changed.is_null = false;
	if (is_key) { /* ALTER COLUMN … TYPE, and a constraint */
		struct up_orm_column key = { .node = column.node,
					     .at = column.at,
					     .references = column.references,
					     .referenced_columns = column.referenced_columns,
					     .on_delete = column.on_delete,
					     .on_update = column.on_update,
					     .name = column.name };
		state_column(steps, &key, "add-foreign-key", is_not_valid, is_reversible);
	} else if (!same_type) {
		state_column(steps, &changed, "change-column-type", false, is_reversible);
	}
	struct up_orm_column bare = { .node = column.node, .at = column.at, .name = column.name };
	if (rest)
		state_column(steps, &bare, rest, false, is_reversible);
	bare.default_text = column.default_text;
	bare.volatility = column.volatility;
	if (column.volatility)
		state_column(steps, &bare, "set-default", false, is_reversible);
}

static void remove_column(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, "drop-column", call);
	up_orm_say(steps->orm, &operation, "column", up_orm_arg(call, 0));
	if (ecto_if_exists(call))
		up_operation_flag(&operation, "if-exists");
	ecto_state(steps, &operation, call->n_args > 1 && !ecto_if_exists(call)); /* with its type it can be added again */
}

bool ecto_read_column_call(struct up_steps *steps, const struct up_orm_call *call)
{
	if (up_str_is_listed(call->name, "add add_if_not_exists"))
		add(steps, call);
	else if (up_str_eq(call->name, UP_STR("timestamps")))
		add_timestamps(steps, call);
	else if (up_str_is_listed(call->name, "modify modify_if_exists"))
		modify(steps, call);
	else if (up_str_is_listed(call->name, "remove remove_if_exists"))
		remove_column(steps, call);
	else
		return false;
	return true;
}
