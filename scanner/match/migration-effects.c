/* What an operation changes for those behind it: things that are made, dropped and renamed, checks that prove something, keys, rows. */
#include "match/migration-machine.h"

/* --- things ----------------------------------------------------------------------------------------------------------- */

up_str up_name_without_schema(up_str name)
{
	for (size_t i = name.len; i > 0; i--)
		if (name.s[i - 1] == '.')
			return up_str_slice(name, i, name.len);
	return name;
}

/* The same without its schema. */
static struct up_operation_thing short_of(const struct up_operation_thing *thing)
{
	if (thing->owner.len)
		return (struct up_operation_thing){ thing->kind, up_name_without_schema(thing->owner), thing->name };
	return (struct up_operation_thing){ thing->kind, UP_STR(""), up_name_without_schema(thing->name) };
}

static bool has_schema(const struct up_operation_thing *thing)
{
	return up_str_find_byte(thing->owner.len ? thing->owner : thing->name, '.', 0) != SIZE_MAX;
}

uint64_t up_machine_hash(const struct up_operation_thing *thing)
{
	return up_thing_hash(thing->kind, thing->owner, thing->name);
}

/* Under this stands what was named with a schema, for who names it without one. */
static uint64_t alias_of(const struct up_operation_thing *thing)
{
	struct up_operation_thing bare = short_of(thing);
	return up_thing_hash((char)(bare.kind - 'a' + 'A'), bare.owner, bare.name);
}

/* A name without its schema may be in any of them: app.orders, which was made here, is orders; billing.orders is another one. */
uint32_t up_machine_flags(const struct up_machine *machine, const struct up_operation_thing *wanted)
{
	const struct up_thing *thing = up_thing_find(machine->things, up_machine_hash(wanted));
	struct up_operation_thing bare = short_of(wanted);
	if (!thing)
		thing = up_thing_find(machine->things, has_schema(wanted) ? up_machine_hash(&bare) : alias_of(wanted));
	return thing ? thing->flags : 0;
}

struct up_thing *up_machine_mark(struct up_machine *machine, const struct up_operation_thing *what, uint32_t set, uint32_t clear)
{
	if (has_schema(what)) {
		struct up_thing *alias = up_thing_get(machine->things, alias_of(what));
		alias->flags = (alias->flags | set) & ~clear;
	}
	struct up_thing *thing = up_thing_get(machine->things, up_machine_hash(what));
	thing->flags = (thing->flags | set) & ~clear;
	return thing;
}

bool up_machine_is_made(const struct up_machine *machine, char kind, up_str name)
{
	return name.len && (machine->part->is_baseline ||
			    up_machine_flags(machine, &(struct up_operation_thing){ kind, UP_STR(""), name }) & UP_THING_MADE);
}

/* --- what it changes -------------------------------------------------------------------------------------------------- */

static void drop(struct up_machine *machine, const struct up_operation_thing *thing, uint32_t i)
{
	up_machine_mark(machine, thing, UP_THING_DROPPED, UP_THING_MADE | UP_THING_RENAMED | UP_THING_ON_NEW)->number = i;
}

static void make(struct up_machine *machine, const struct up_operation_thing *thing, const struct up_migration_step *step, uint32_t i)
{
	const struct up_thing *old = up_thing_find(machine->things, up_machine_hash(thing));
	if (old && old->flags & UP_THING_DROPPED)
		say(machine, &machine->part->steps[old->number], UP_SAID_MADE_AGAIN);
	uint32_t set = UP_THING_MADE | (thing->kind == 'i' && is_new(machine, step) ? UP_THING_ON_NEW : 0);
	struct up_thing *made = up_machine_mark(machine, thing, set, UP_THING_DROPPED | UP_THING_RENAMED);
	made->unit = machine->unit;
	made->number = i;
	if (thing->kind == 'c' && says(step, "not-null"))
		made->flags |= UP_THING_NOT_NULL;
}

static void rename_thing(struct up_machine *machine, const struct up_operation_thing *thing, up_str name, uint32_t i)
{
	uint32_t flags = up_machine_flags(machine, thing);
	drop(machine, thing, i);
	struct up_operation_thing renamed = { thing->kind, thing->owner, name };
	/* SQLite's way: the new table is filled, the old one goes, and the new one takes its name. */
	const struct up_thing *old = name.len ? up_thing_find(machine->things, up_machine_hash(&renamed)) : NULL;
	if (old && old->flags & UP_THING_DROPPED)
		say(machine, &machine->part->steps[old->number], UP_SAID_REPLACED_HERE);
	if (name.len)
		up_machine_mark(machine, &renamed, flags & UP_THING_MADE ? flags : UP_THING_RENAMED, UP_THING_DROPPED);
}

uint64_t up_machine_index_hash(up_str table, up_str column)
{
	return up_thing_hash('x', up_name_without_schema(table), up_str_trim(column));
}

/* An index, or a key, helps whoever looks for its first column. */
static void take_index(struct up_machine *machine, up_str table, up_str columns)
{
	up_str first = up_str_slice(columns, 0, up_str_find_byte(columns, ',', 0));
	if (first.len)
		up_thing_get(machine->things, up_machine_index_hash(table, first))->flags |= UP_THING_INDEXED;
}

/* pg_dump's way: the table first, its key later. */
static void take_primary_key(struct up_machine *machine, up_str table)
{
	const struct up_operation_thing thing = { 't', UP_STR(""), table };
	const struct up_thing *made = up_thing_find(machine->things, up_machine_hash(&thing));
	if (made && made->flags & UP_THING_MADE && up_str_starts(machine->part->steps[made->number].fact.key, UP_STR("create-table")))
		say(machine, &machine->part->steps[made->number], UP_SAID_PRIMARY_KEY_LATER);
}

static void take_keys(struct up_machine *machine, struct up_migration_step *step)
{
	up_str table = value_of(step, "table"), column = value_of(step, "column"), columns = value_of(step, "columns");
	if (is(step, "create-index add-unique add-primary-key"))
		take_index(machine, table, columns);
	if (is(step, "add-primary-key") || (is(step, "add-column") && says(step, "primary-key")))
		take_primary_key(machine, table);
	if (is(step, "add-column") && (says(step, "unique") || says(step, "primary-key")))
		take_index(machine, table, column);
	bool is_made_here = is_new(machine, step) || is(step, "add-column");
	if (is(step, "add-foreign-key") && !is_made_here) {
		const struct up_operation_thing thing = { 'c', table, up_str_slice(columns, 0, up_str_find_byte(columns, ',', 0)) };
		is_made_here = up_machine_flags(machine, &thing) & UP_THING_MADE;
	}
	up_str referring = is(step, "add-column") ? column : columns;
	if (!is(step, "add-foreign-key add-column") || !value_of(step, "references").len || !is_made_here || !referring.len)
		return;
	struct up_foreign_key *key = up_arena_alloc(machine->matcher->arena, sizeof *key);
	*key = (struct up_foreign_key){ step, table, referring, machine->keys };
	machine->keys = key;
}

/* The column of `col IS NOT NULL`, the first one where several are joined by AND. */
static up_str not_null_column(up_str expression)
{
	while (expression.len && strchr("( \"`[", expression.s[0]))
		expression = up_str_slice(expression, 1, expression.len);
	size_t end = 0;
	while (end < expression.len && (up_is_alnum(expression.s[end]) || strchr("_$.", expression.s[end]) || expression.s[end] & 0x80))
		end++;
	up_str column = up_str_slice(expression, 0, end);
	while (end < expression.len && strchr("\"`] ", expression.s[end]))
		end++;
	return up_str_starts_nocase(up_str_slice(expression, end, expression.len), UP_STR("is not null")) ? up_name_without_schema(column)
													  : UP_STR("");
}

static void take_check(struct up_machine *machine, const struct up_migration_step *step, const struct up_operation_thing *constraint)
{
	up_str column = not_null_column(value_of(step, "expression"));
	bool is_waiting = says(step, "not-valid") || says(step, "not-enforced");
	const struct up_operation_thing of = { 'c', value_of(step, "table"), column };
	if (constraint->name.len) {
		struct up_thing *thing = up_machine_mark(machine, constraint, UP_THING_SEEN | (is_waiting ? UP_THING_NOT_VALID : 0), 0);
		thing->unit = machine->unit;
		thing->column = column.len ? up_machine_hash(&of) : 0;
	}
	if (column.len && !is_waiting)
		up_machine_mark(machine, &of, UP_THING_NOT_NULL, 0);
}

/* What was validated without having been added here is proof where its name says of which column. */
static void take_validation(struct up_machine *machine, struct up_migration_step *step, const struct up_operation_thing *constraint)
{
	struct up_thing *thing = up_thing_get(machine->things, up_machine_hash(constraint));
	if (thing->flags & UP_THING_NOT_VALID && machine->unit && thing->unit == machine->unit)
		say(machine, step, UP_SAID_NOT_VALID_HERE);
	uint64_t column = thing->column;
	bool is_seen = thing->flags & UP_THING_SEEN;
	thing->flags &= ~(uint32_t)UP_THING_NOT_VALID;
	if (column)
		up_thing_get(machine->things, column)->flags |= UP_THING_NOT_NULL;
	if (is_seen)
		return;
	const struct up_operation_thing of = { 'v', constraint->owner, UP_STR("") };
	up_machine_mark(machine, &of, UP_THING_SEEN, 0)->number = (uint32_t)(step - machine->part->steps);
}

static void take_enum_value(struct up_machine *machine, struct up_migration_step *step)
{
	if (!up_machine_is_inside(machine, step))
		return;
	if (machine->n_values >= UP_ENUM_VALUES) {
		struct up_matcher *matcher = machine->matcher;
		if (!machine->has_many_values)
			matcher->note(
				matcher->note_data, UP_NOTE_LIMIT, step->fact.key_at.start,
				up_arena_printf(
					matcher->arena,
					"more than %d values of enums in one transaction; whether it uses the others was not looked at",
					UP_ENUM_VALUES));
		machine->has_many_values = true;
		return;
	}
	machine->values[machine->n_values++] = (struct up_enum_value){ step, value_of(step, "value") };
}

static void take_thing(struct up_machine *machine, struct up_migration_step *step, uint32_t i)
{
	struct up_operation_thing thing;
	up_str key = step->fact.key;
	bool has_thing = up_operation_thing(&step->fact, &thing);
	/* A foreign key may be called by the table that it leads to: validate_foreign_key :users, :orders. */
	const struct up_operation_thing key_to = { 'q', value_of(step, "table"), value_of(step, "references") };
	if (is(step, "add-foreign-key") && key_to.name.len)
		up_machine_mark(machine, &key_to, UP_THING_SEEN | (says(step, "not-valid") ? UP_THING_NOT_VALID : 0), 0)->unit =
			machine->unit;
	if (!has_thing) {
		if (is(step, "add-check"))
			take_check(machine, step, &(struct up_operation_thing){ 0 });
		else if (is(step, "validate-constraint") && key_to.name.len)
			take_validation(machine, step, &key_to);
		return;
	}
	if (is(step, "add-check"))
		take_check(machine, step, &thing);
	else if (is(step, "validate-constraint"))
		take_validation(machine, step, &thing);
	else if (is(step, "add-foreign-key add-exclude"))
		up_machine_mark(machine, &thing, UP_THING_SEEN | (says(step, "not-valid") ? UP_THING_NOT_VALID : 0), 0)->unit =
			machine->unit;
	if (is(step, "drop-not-null"))
		up_machine_mark(machine, &thing, 0, UP_THING_NOT_NULL);
	if (up_str_starts(key, UP_STR("create-")) || up_str_starts(key, UP_STR("add-")))
		make(machine, &thing, step, i);
	else if (up_str_starts(key, UP_STR("drop-")) && !is(step, "drop-not-null drop-default"))
		drop(machine, &thing, i);
	else if (up_str_starts(key, UP_STR("rename-")))
		rename_thing(machine, &thing, value_of(step, "new"), i);
}

static void take_change(struct up_machine *machine, struct up_migration_step *step)
{
	bool is_data = step->is_data, is_schema = step->is_schema;
	if (is_new(machine, step) && is_data)
		return;
	if (machine->has_data && is_schema && machine->unit)
		say(machine, step, UP_SAID_AFTER_DATA);
	machine->has_data |= is_data;
	if (machine->unit && (is_data || is_schema))
		machine->held[machine->unit] |= is_data ? UP_HELD_DATA : UP_HELD_SCHEMA;
	if (machine->commits_schema && is_schema)
		machine->has_data = false;
}

void up_machine_take(struct up_machine *machine, uint32_t i)
{
	struct up_migration_step *step = &machine->part->steps[i];
	take_change(machine, step);
	take_keys(machine, step);
	if (is(step, "add-enum-value"))
		take_enum_value(machine, step);
	take_thing(machine, step, i);
}
