/* Columns, constraints and rows as operations. */
#include "orm/column.h"

#include "base/buf.h"
#include "schema/volatility.h"

/* --- defaults ----------------------------------------------------------------------------------------------------------- */

void up_orm_column_default_text(struct up_orm_column *column, up_str expression)
{
	column->default_text = expression;
	column->volatility = up_volatility_attribute(up_orm_is_unknown(expression) ? UP_VOLATILITY_EXPRESSION
										   : up_volatility_of(expression));
}

static up_str quoted(struct up_orm *orm, up_str text)
{
	return up_arena_printf(orm->code->arena, "'%.*s'", UP_FMT(up_str_slice(text, 0, UP_ORM_NAME_BYTES)));
}

/* Is the call one that says SQL: knex.raw('…'), Sequelize.literal('…'), DB::raw('…'), new Expression('…')? */
static bool is_raw(up_str name)
{
	return up_str_is_listed(name, "raw literal sql func Expression RawSql CDbExpression Literal expression expr text");
}

static bool default_call(struct up_orm *orm, struct up_orm_column *column, TSNode value)
{
	struct up_orm_call call;
	struct up_text text;
	if (!up_orm_call_of(orm, value, &call))
		return false;
	if (is_raw(call.name) && call.n_args && up_orm_text(orm, call.args[0], &text))
		up_orm_column_default_text(column, text.bytes);
	else if (up_str_is_listed(call.name, "now currentTimestamp useCurrent"))
		up_orm_column_default_text(column, UP_STR("now()"));
	else if (up_str_eq(call.name, UP_STR("uuid")))
		up_orm_column_default_text(column, UP_STR("gen_random_uuid()"));
	else if (up_str_eq(call.name, UP_STR("fn")) && call.n_args)
		up_orm_column_default_text(column, up_arena_printf(orm->code->arena, "%.*s()", UP_FMT(up_orm_name(orm, call.args[0]))));
	else if (up_str_is_listed(call.name, "stringify json_encode serialize toString"))
		up_orm_column_default_text(column, UP_STR("'{}'"));
	else
		return false;
	return true;
}

void up_orm_column_default(struct up_orm *orm, struct up_orm_column *column, TSNode node)
{
	struct up_text text;
	TSNode value = up_orm_value(orm, node);
	up_str written = up_orm_source(orm, value);
	if (ts_node_is_null(value) || default_call(orm, column, value))
		return;
	if (up_orm_is_nothing(orm, value))
		up_orm_column_default_text(column, UP_STR("NULL"));
	else if (up_orm_is_any(value, "integer float number true false boolean unary_expression unary_op_expression"))
		up_orm_column_default_text(column, written);
	else if (up_orm_is_any(value, "array object array_creation_expression"))
		up_orm_column_default_text(column, UP_STR("'{}'"));
	else if (up_str_ends(written, UP_STR(".NOW")))
		up_orm_column_default_text(column, UP_STR("now()"));
	else if (up_str_contains(written, UP_STR("UUIDV")))
		return; /* Sequelize makes these itself */
	else if (up_orm_text(orm, value, &text))
		up_orm_column_default_text(column, quoted(orm, text.bytes));
	else
		up_orm_column_default_text(column, up_orm_name(orm, value));
}

const char *up_orm_action(up_str written)
{
	static const struct {
		const char *letters, *action;
	} actions[] = { { "cascade", "cascade" },    { "setnull", "set-null" },       { "null", "set-null" },    { "restrict", "restrict" },
			{ "noaction", "no-action" }, { "setdefault", "set-default" }, { "nullable", "set-null" } };
	char letters[16];
	size_t n = 0;
	for (size_t i = 0; i < written.len && n < sizeof letters; i++)
		if (up_is_alpha(written.s[i]))
			letters[n++] = up_lower(written.s[i]);
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (up_str_eq((up_str){ letters, n }, up_str_from(actions[i].letters)))
			return actions[i].action;
	return NULL;
}

/* --- stating ------------------------------------------------------------------------------------------------------------ */

static void flag(struct up_operation *operation, bool holds, const char *name)
{
	if (holds)
		up_operation_flag(operation, name);
}

static void set(struct up_operation *operation, const char *name, const char *value)
{
	if (value)
		up_operation_set(operation, name, up_str_from(value));
}

static void begin(struct up_steps *steps, struct up_operation *operation, const char *name, up_str table, up_span at, TSNode whole)
{
	up_orm_begin_at(steps->orm, operation, name, at, whole);
	up_orm_say_text(operation, "table", table.len ? table : steps->table);
}

void up_steps_begin_operation(struct up_steps *steps, struct up_operation *operation, const char *name, const struct up_orm_call *call)
{
	begin(steps, operation, name, UP_STR(""), call->at, call->node);
}

void up_steps_state_name(struct up_steps *steps, const struct up_orm_call *call, const char *name, const char *attribute, up_str value)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, name, call);
	if (attribute)
		up_orm_say_text(&operation, attribute, value);
	up_orm_state(steps->orm, &operation);
}

void up_steps_state_names(struct up_steps *steps, const struct up_orm_call *call, const char *name, const char *attribute, TSNode list)
{
	struct up_orm_nodes names = up_orm_list(steps->orm, list);
	for (uint32_t i = 0; i < names.n; i++)
		up_steps_state_name(steps, call, name, attribute, up_orm_name(steps->orm, names.nodes[i]));
}

static void say_references(struct up_operation *operation, const struct up_orm_column *column)
{
	up_orm_say_text(operation, "references", column->references);
	up_orm_say_text(operation, "referenced-columns", column->referenced_columns);
	set(operation, "on-delete", column->on_delete);
	set(operation, "on-update", column->on_update);
}

static void say(struct up_operation *operation, const struct up_orm_column *column)
{
	up_orm_say_text(operation, "column", column->name);
	up_orm_say_text(operation, "new", column->new_name);
	up_orm_say_text(operation, "type", column->type);
	up_orm_say_text(operation, "from-type", column->from_type);
	flag(operation, column->is_not_null, "not-null");
	flag(operation, column->is_null && !column->is_not_null, "null");
	if (column->volatility) {
		up_orm_say_text(operation, "default", column->default_text);
		up_operation_flag(operation, column->volatility);
	}
	flag(operation, column->is_primary, "primary-key");
	flag(operation, column->is_auto_increment, "auto-increment");
	flag(operation, column->is_serial, "serial");
	flag(operation, column->is_stored, "generated-stored");
	flag(operation, column->is_virtual, "generated-virtual");
	flag(operation, column->has_check, "check");
	flag(operation, column->if_not_exists, "if-not-exists");
	up_orm_say_text(operation, "expression", column->expression);
	up_orm_say_text(operation, "charset", column->charset);
	up_orm_say_text(operation, "collate", column->collate);
	up_orm_say_text(operation, "position", column->is_first ? UP_STR("first") : column->after);
	if (column->is_separate)
		return;
	flag(operation, column->is_unique, "unique");
	say_references(operation, column);
}

static void add_to_table(struct up_operation *table, const struct up_orm_column *column)
{
	flag(table, column->is_primary, "primary-key");
	flag(table, column->is_primary && column->is_short, "short-primary-key");
	flag(table, column->has_check, "check");
	flag(table, column->is_unique, "unique");
	if (column->references.len)
		say_references(table, column);
}

/* What the builder runs behind ADD COLUMN. */
static void add_separate(struct up_steps *steps, const struct up_orm_column *column)
{
	struct up_operation operation;
	if (column->is_unique) {
		begin(steps, &operation, "add-unique", column->table, column->at, column->node);
		up_orm_say_text(&operation, "columns", column->name);
		up_orm_state(steps->orm, &operation);
	}
	if (column->has_index) {
		begin(steps, &operation, "create-index", column->table, column->at, column->node);
		up_orm_say_text(&operation, "index", column->index);
		up_orm_say_text(&operation, "columns", column->name);
		up_orm_state(steps->orm, &operation);
	}
	if (column->is_foreign || column->references.len) {
		begin(steps, &operation, "add-foreign-key", column->table, column->at, column->node);
		up_orm_say_text(&operation, "columns", column->name);
		say_references(&operation, column);
		up_orm_state(steps->orm, &operation);
	}
}

void up_orm_column_add(struct up_steps *steps, const struct up_orm_column *column)
{
	struct up_operation operation;
	if (steps->creating) {
		add_to_table(steps->creating, column);
		return;
	}
	if (steps->is_new_table)
		return; /* said of the table already */
	begin(steps, &operation, "add-column", column->table, column->at, column->node);
	say(&operation, column);
	up_orm_state(steps->orm, &operation);
	if (column->is_separate)
		add_separate(steps, column);
}

static void remember(struct up_steps *steps, const struct up_steps_type *type)
{
	if (steps->n_types == steps->types_capacity) {
		uint32_t capacity = steps->types_capacity * 2 + 8;
		struct up_steps_type *larger = up_arena_alloc(steps->orm->code->arena, capacity * sizeof *larger);
		if (steps->n_types)
			memcpy(larger, steps->types, steps->n_types * sizeof *larger);
		steps->types = larger;
		steps->types_capacity = capacity;
	}
	steps->types[steps->n_types++] = *type;
}

/* The type that the other part gives the column; empty where it gives none. The down part is read before the up part, without stating anything. */
static up_str other_type(struct up_steps *steps, const struct up_orm_column *column)
{
	bool is_down = steps->orm->is_dry || steps->orm->migration.is_down;
	struct up_steps_type type = { column->table.len ? column->table : steps->table, column->name, column->type, is_down };
	up_str found = UP_STR("");
	for (uint32_t i = 0; i < steps->n_types; i++)
		if (steps->types[i].is_down != is_down && up_str_eq(steps->types[i].column, type.column) &&
		    up_str_eq(steps->types[i].table, type.table))
			found = steps->types[i].type;
	if (type.type.len)
		remember(steps, &type);
	return found;
}

void up_orm_column_change(struct up_steps *steps, const struct up_orm_column *given)
{
	struct up_operation operation;
	struct up_orm_column copy = *given, *column = &copy;
	if (steps->creating)
		return;
	up_str before = other_type(steps, column);
	/* { type: STRING, allowNull: true } there, and false here */
	bool says_more = column->is_null || column->is_not_null || column->volatility;
	column->keeps_type |= says_more && column->type.len && up_str_eq(before, column->type);
	if (!column->keeps_type) {
		begin(steps, &operation, "change-column-type", column->table, column->at, column->node);
		say(&operation, column);
		up_orm_say_text(&operation, "from-type", before);
		up_orm_state(steps->orm, &operation);
	}
	const char *rest = column->is_not_null ? "set-not-null" : column->is_null ? "drop-not-null" : NULL;
	if (rest) {
		begin(steps, &operation, rest, column->table, column->at, column->node);
		up_orm_say_text(&operation, "column", column->name);
		up_orm_state(steps->orm, &operation);
	}
	if (column->volatility && column->keeps_type) {
		begin(steps, &operation, "set-default", column->table, column->at, column->node);
		up_orm_say_text(&operation, "column", column->name);
		up_orm_say_text(&operation, "default", column->default_text);
		up_operation_flag(&operation, column->volatility);
		up_orm_state(steps->orm, &operation);
	}
	if (column->is_separate)
		add_separate(steps, column);
}

/* --- indexes and constraints -------------------------------------------------------------------------------------------- */

static TSNode whole_of(const struct up_orm_key *key)
{
	return ts_node_is_null(key->node) ? key->call->node : key->node;
}

void up_orm_key_index(struct up_steps *steps, const struct up_orm_key *key)
{
	struct up_operation operation;
	if (steps->creating)
		return; /* stated behind the table */
	begin(steps, &operation, key->is_text ? "create-text-index" : "create-index", UP_STR(""), key->call->at, whole_of(key));
	up_orm_say_text(&operation, "index", key->name);
	up_orm_say_text(&operation, "columns", key->columns);
	up_orm_say_text(&operation, "method", key->method);
	flag(&operation, key->is_unique, "unique");
	flag(&operation, key->is_concurrent, "concurrently");
	flag(&operation, key->is_online, "online");
	up_orm_say_text(&operation, "include", key->include);
	flag(&operation, key->if_not_exists, "if-not-exists");
	flag(&operation, key->is_spatial, "spatial");
	flag(&operation, key->is_text, "text");
	if (!ts_node_is_null(key->where))
		up_operation_set(&operation, "where", up_orm_written(steps->orm, key->where));
	up_orm_state(steps->orm, &operation);
}

void up_orm_key_constraint(struct up_steps *steps, const char *name, const struct up_orm_key *key)
{
	struct up_operation operation;
	struct up_operation *said = &operation;
	if (steps->creating) {
		said = steps->creating;
		flag(said, !strcmp(name, "add-primary-key"), "primary-key");
		flag(said, !strcmp(name, "add-check"), "check");
		up_orm_say_text(said, "references", key->references);
		set(said, "on-delete", key->on_delete);
		return;
	}
	if (steps->is_new_table)
		return;
	begin(steps, said, name, UP_STR(""), key->call->at, whole_of(key));
	up_orm_say_text(said, "constraint", key->name);
	up_orm_say_text(said, "columns", key->columns);
	up_orm_say_text(said, "references", key->references);
	up_orm_say_text(said, "referenced-columns", key->referenced_columns);
	set(said, "on-delete", key->on_delete);
	set(said, "on-update", key->on_update);
	flag(said, key->is_not_valid, "not-valid");
	flag(said, key->is_deferrable, "deferrable");
	up_orm_state(steps->orm, said);
}

/* --- rows --------------------------------------------------------------------------------------------------------------- */

void up_steps_state_data(struct up_steps *steps, const struct up_orm_call *call, const char *name, up_str table, bool has_where,
			 TSNode columns)
{
	struct up_operation operation;
	struct up_buf names = { 0 };
	struct up_orm_pairs pairs = up_orm_map(steps->orm, columns);
	begin(steps, &operation, name, table, call->at, call->node);
	flag(&operation, has_where, "where");
	for (uint32_t i = 0; i < pairs.n && names.len < UP_OPERATION_VALUE_BYTES; i++) {
		if (i)
			up_buf_add_byte(&names, ',');
		up_buf_add(&names, pairs.pairs[i].name);
	}
	up_orm_say_text(&operation, "columns", up_arena_take(steps->orm->code->arena, &names));
	up_orm_state(steps->orm, &operation);
}
