/* What is said of an operation by what came before it in its part: is its table new, what is dropped or renamed, does it wait for others. */
#include "match/migration-machine.h"
#include "schema/lock.h"

/* --- what is said of one operation ------------------------------------------------------------------------------------ */

static void say_made(struct up_machine *machine, struct up_migration_step *step)
{
	struct up_operation_thing thing;
	up_str table = value_of(step, "table"), references = value_of(step, "references");
	bool has_thing = up_operation_thing(&step->fact, &thing);
	uint32_t flags = has_thing ? up_machine_flags(machine, &thing) : 0;
	bool is_whole = has_thing && !strchr("ckpgr", thing.kind);
	bool is_new = machine->part->is_baseline || up_machine_is_made(machine, 't', table);
	if (is_whole && thing.kind == 'i' && !table.len)
		is_new |= (flags & UP_THING_ON_NEW) != 0;
	else if (is_whole && thing.kind != 'i')
		is_new |= (flags & UP_THING_MADE) != 0;
	if (is_new)
		say(machine, step, UP_SAID_CREATED_HERE);
	if (has_thing && thing.kind == 'c' && flags & UP_THING_MADE)
		say(machine, step, UP_SAID_COLUMN_CREATED_HERE);
	if (flags & UP_THING_DROPPED)
		say(machine, step, UP_SAID_DROPPED_HERE);
	if (flags & UP_THING_RENAMED)
		say(machine, step, UP_SAID_RENAMED_HERE);
	if (up_machine_is_made(machine, 't', references) || up_machine_is_made(machine, 't', value_of(step, "partition-of")) ||
	    (references.len && up_str_eq(references, table)))
		say(machine, step, UP_SAID_REFERENCED_CREATED_HERE);
	if (up_machine_is_made(machine, 't', value_of(step, "partition")))
		say(machine, step, UP_SAID_PARTITION_CREATED_HERE);
}

static void say_proof(struct up_machine *machine, struct up_migration_step *step)
{
	up_str table = value_of(step, "table"), column = value_of(step, "column");
	if (!is(step, "set-not-null modify-column") || !column.len)
		return;
	const struct up_operation_thing of = { 'c', table, column };
	bool is_proved = up_machine_flags(machine, &of) & UP_THING_NOT_NULL;
	const struct up_thing *validated = up_thing_find(machine->things, up_thing_hash('v', table, UP_STR("")));
	if (validated)
		is_proved |= up_str_contains(value_of(&machine->part->steps[validated->number], "constraint"), column);
	if (is_proved)
		say(machine, step, UP_SAID_NOT_NULL_PROVED);
}

/* In PostgreSQL: of the table that the step is about, where it was there before, and of the other one that it names. */
static enum up_lock lock_of(const struct up_machine *machine, const struct up_migration_step *step)
{
	const struct up_fact *fact = &step->fact;
	uint32_t said = step->said[machine->slot];
	bool is_made_here = is_new(machine, step) || is(step, "create-table create-table-as");
	bool is_other_made_here = said & (1u << UP_SAID_REFERENCED_CREATED_HERE | 1u << UP_SAID_PARTITION_CREATED_HERE);
	enum up_lock lock = is_made_here ? UP_LOCK_NONE : up_lock_of(fact->key, fact->words, fact->n_words);
	enum up_lock other = is_other_made_here ? UP_LOCK_NONE : up_lock_of_other(fact->key, fact->words, fact->n_words);
	return other > lock ? other : lock;
}

/* Does it wait for others, who wait for it in their turn: in PostgreSQL by a lock that keeps writers out, elsewhere by any change of a table? */
static bool is_waiting(const struct up_machine *machine, const struct up_migration_step *step, enum up_lock lock)
{
	if (machine->dialect == UP_DIALECT_POSTGRESQL)
		return lock >= UP_LOCK_SHARE && !says(step, "concurrently");
	if (!step->is_schema || is_new(machine, step) || says(step, "wait") || says(step, "nowait") || says(step, "wait-at-low-priority"))
		return false;
	return (value_of(step, "table").len || is(step, "drop-index")) && !is(step, "create-table create-table-as comment grant revoke");
}

static void say_statement_timeout(struct up_machine *machine, struct up_migration_step *step)
{
	if (machine->is_statement_timeout_missed || machine->statement_timeout || machine->local_statement_timeout)
		return;
	say(machine, step, UP_SAID_STATEMENT_TIMEOUT_MISSING);
	machine->is_statement_timeout_missed = true;
}

static void say_locks(struct up_machine *machine, struct up_migration_step *step)
{
	enum up_lock lock = machine->dialect == UP_DIALECT_POSTGRESQL ? lock_of(machine, step) : UP_LOCK_NONE;
	if (machine->has_exclusive && up_machine_is_inside(machine, step))
		say(machine, step, UP_SAID_AFTER_EXCLUSIVE);
	if (lock == UP_LOCK_ACCESS_EXCLUSIVE && up_machine_is_inside(machine, step))
		machine->has_exclusive = true;
	bool is_slow = lock >= UP_LOCK_SHARE_UPDATE_EXCLUSIVE || is(step, "lock-table");
	if (!is_waiting(machine, step, lock)) {
		if (machine->dialect == UP_DIALECT_POSTGRESQL && is_slow)
			say_statement_timeout(machine, step);
		return;
	}
	if (!machine->is_lock_timeout_missed && !machine->lock_timeout && !machine->local_lock_timeout) {
		say(machine, step, UP_SAID_LOCK_TIMEOUT_MISSING);
		machine->is_lock_timeout_missed = true;
	}
	say_statement_timeout(machine, step);
}

/* Another statement of the same part, with no commit between, changed the same table. */
static void say_altered(struct up_machine *machine, struct up_migration_step *step)
{
	up_str table = value_of(step, "table");
	if (!table.len || !up_operation_is_alter(&step->fact))
		return;
	struct up_thing *thing = up_thing_get(machine->things, up_thing_hash('a', UP_STR(""), up_name_without_schema(table)));
	if (thing->flags & UP_THING_SEEN && thing->unit == machine->epoch && thing->number != machine->statement)
		say(machine, step, UP_SAID_ALTERED_BEFORE);
	if (!(thing->flags & UP_THING_SEEN) || thing->unit != machine->epoch)
		thing->number = machine->statement;
	thing->flags |= UP_THING_SEEN;
	thing->unit = machine->epoch;
}

static void say_foreign_keys(struct up_machine *machine, struct up_migration_step *step)
{
	up_str references = value_of(step, "references");
	if (!references.len || !machine->unit || !is(step, "add-foreign-key add-column") || up_machine_is_made(machine, 't', references))
		return;
	if (machine->reference_unit == machine->unit && !up_str_eq(machine->reference, references))
		say(machine, step, UP_SAID_SEVERAL_FOREIGN_KEYS);
	if (machine->reference_unit != machine->unit)
		machine->reference = references;
	machine->reference_unit = machine->unit;
}

/* 'new' of an enum that got this value before in the same transaction. */
static void say_enum_values(struct up_machine *machine, const struct up_migration_step *step)
{
	for (uint32_t i = 0; i < machine->n_values; i++) {
		up_str value = machine->values[i].value, text = step->fact.value;
		for (size_t at = up_str_find(text, value, 0); value.len && at != SIZE_MAX; at = up_str_find(text, value, at + 1))
			if (at && strchr("'\"", text.s[at - 1]) && at + value.len < text.len && text.s[at + value.len] == text.s[at - 1])
				say(machine, machine->values[i].step, UP_SAID_ENUM_VALUE_USED);
	}
}

/* changeColumn('region', 'string', { null: false, default: '' }): nothing tells which of all this is new. */
static void say_restated(struct up_machine *machine, uint32_t i)
{
	static const char *const others[] = { "default", "default-null", "not-null", "null", "charset", "collate" };
	struct up_migration_step *step = &machine->part->steps[i];
	const struct up_migration_step *before = i ? step - 1 : NULL;
	if (!says(step, "orm") || !is(step, "change-column-type set-not-null"))
		return;
	bool is_restated = is(step, "set-not-null") && before && up_str_eq(before->fact.key, UP_STR("change-column-type")) &&
			   before->fact.key_at.start == step->fact.key_at.start && before->said[machine->slot] & 1u << UP_SAID_RESTATED;
	for (size_t k = 0; is(step, "change-column-type") && k < sizeof others / sizeof *others; k++)
		is_restated |= says(step, others[k]);
	if (is_restated)
		say(machine, step, UP_SAID_RESTATED);
}

void up_machine_say(struct up_machine *machine, uint32_t i)
{
	struct up_migration_step *step = &machine->part->steps[i];
	say_made(machine, step);
	say_restated(machine, i);
	say_proof(machine, step);
	say_altered(machine, step);
	say_foreign_keys(machine, step);
	say_enum_values(machine, step);
	say_locks(machine, step);
}
