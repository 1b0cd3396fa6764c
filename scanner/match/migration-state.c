/* Going through the operations of a part in their order, as the database would: which transaction each is in, and which settings hold for it. */
#include "match/migration-machine.h"

/* --- transactions ----------------------------------------------------------------------------------------------------- */

static void begin_unit(struct up_machine *machine)
{
	machine->unit = ++machine->n_units;
	machine->has_data = machine->has_exclusive = false;
	machine->n_values = 0;
}

static void end_unit(struct up_machine *machine)
{
	machine->unit = 0;
	machine->epoch++;
	machine->has_data = machine->has_exclusive = false;
	machine->local_lock_timeout = machine->local_statement_timeout = false;
	machine->n_values = 0;
	if (machine->base == UP_STANDING_INSIDE)
		machine->base = UP_STANDING_OUTSIDE;
	machine->now = machine->base;
}

static void take_begin(struct up_machine *machine, struct up_migration_step *step)
{
	if (machine->now == UP_STANDING_INSIDE)
		say(machine, step, UP_SAID_NESTED);
	if (machine->now == UP_STANDING_INSIDE && machine->dialect == UP_DIALECT_SQLSERVER)
		machine->depth++;
	if (machine->now != UP_STANDING_INSIDE || machine->commits_schema)
		begin_unit(machine);
	machine->now = UP_STANDING_INSIDE;
	if (!machine->begun)
		machine->begun = step;
}

static void take_end(struct up_machine *machine, struct up_migration_step *step)
{
	if (says(step, "savepoint")) /* ROLLBACK TO SAVEPOINT */
		return;
	if (!machine->begun)
		say(machine, step, UP_SAID_UNOPENED);
	machine->has_ended_outer |= !machine->begun;
	if (machine->depth && is(step, "commit")) {
		machine->depth--;
		return;
	}
	machine->depth = 0;
	machine->begun = NULL;
	end_unit(machine);
}

static void say_standing(struct up_machine *machine, struct up_migration_step *step)
{
	bool commits = machine->commits_schema && step->is_schema;
	if (says(step, "in-transaction") || says(step, "outside-transaction"))
		return;
	/* The first change of a schema ends the transaction that the text began, and is said to be in it. */
	if ((commits && !machine->begun) || machine->now == UP_STANDING_OUTSIDE)
		say(machine, step, UP_SAID_OUTSIDE_TRANSACTION);
	else if (machine->now == UP_STANDING_INSIDE)
		say(machine, step, UP_SAID_IN_TRANSACTION);
	if (commits && machine->now == UP_STANDING_INSIDE)
		machine->now = UP_STANDING_OUTSIDE;
}

bool up_machine_is_inside(const struct up_machine *machine, const struct up_migration_step *step)
{
	if (says(step, "outside-transaction"))
		return false;
	return step->said[machine->slot] & 1u << UP_SAID_IN_TRANSACTION || says(step, "in-transaction");
}

/* psql -c 'a; b' runs both in one transaction, psql -c a -c b each in its own. Which argument is it? */
static uint32_t argument_of(const struct up_fact *command, up_span at)
{
	for (uint32_t i = 1; command && i < command->n_words; i++)
		if (command->words[i].at.start <= at.start && at.end <= command->words[i].at.end)
			return i;
	return 0;
}

static bool has_several(const struct up_migration_part *part, uint32_t from, uint32_t argument)
{
	uint32_t first = part->steps[from].fact.value_at.start;
	for (uint32_t i = from + 1; i < part->n && argument_of(part->command, part->steps[i].fact.value_at) == argument; i++)
		if (part->steps[i].fact.value_at.start != first)
			return true;
	return false;
}

static void look_at_argument(struct up_machine *machine, uint32_t i)
{
	const struct up_fact *command = machine->part->command;
	if (!command || machine->base == UP_STANDING_INSIDE || !up_str_eq(command->key, UP_STR("psql")))
		return;
	uint32_t argument = argument_of(command, machine->part->steps[i].fact.value_at);
	if (argument == machine->argument)
		return;
	if (machine->argument && !machine->begun)
		end_unit(machine);
	machine->argument = argument;
	if (!argument || machine->begun || !has_several(machine->part, i, argument))
		return;
	begin_unit(machine);
	machine->now = UP_STANDING_INSIDE;
}

static bool has_word(const struct up_fact *command, const char *words)
{
	for (uint32_t i = 1; command && i < command->n_words; i++)
		if (up_str_is_listed(command->words[i].text.bytes, words))
			return true;
	return false;
}

static enum up_standing first_standing(const struct up_migration_part *part)
{
	if (part->command && up_operation_is_client(part->command->key))
		return has_word(part->command, "-1 --single-transaction -1f") ? UP_STANDING_INSIDE : UP_STANDING_OUTSIDE;
	if (up_str_eq(part->transaction, UP_STR("yes")))
		return UP_STANDING_INSIDE;
	return up_str_is_listed(part->transaction, "no implicit") ? UP_STANDING_OUTSIDE : UP_STANDING_UNKNOWN;
}

/* --- settings --------------------------------------------------------------------------------------------------------- */

static bool is_unset(up_str value)
{
	return !value.len || up_str_is_listed(value, "0 0s 0ms -1 default DEFAULT '0' off OFF false FALSE none NONE");
}

static bool is_name(up_str name, const char *list)
{
	char lower[40];
	if (name.len >= sizeof lower)
		return false;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = up_lower(name.s[i]);
	return up_str_is_listed((up_str){ lower, name.len }, list);
}

/* @@session.lock_wait_timeout is lock_wait_timeout; app.lock_timeout is a variable of the application. */
static up_str setting_name(up_str name)
{
	size_t dot = up_str_find_byte(name, '.', 0);
	up_str before = up_str_slice(name, 0, dot);
	while (before.len && before.s[0] == '@')
		before = up_str_slice(before, 1, before.len);
	if (dot == SIZE_MAX)
		return before;
	return is_name(before, "session global local") ? up_str_slice(name, dot + 1, name.len) : name;
}

static void take_setting(struct up_machine *machine, const struct up_migration_step *step)
{
	up_str name = setting_name(value_of(step, "name"));
	bool is_set = !is_unset(value_of(step, "value")), is_local = says(step, "local");
	/* SET LOCAL outside of a transaction is a warning and nothing else. */
	if (is_local && machine->now == UP_STANDING_OUTSIDE)
		return;
	if (is_name(name, "foreign_key_checks foreign_keys"))
		machine->has_no_foreign_keys = !is_set;
	if (is_name(name, "lock_timeout lock_wait_timeout ddl_lock_timeout busy_timeout"))
		*(is_local ? &machine->local_lock_timeout : &machine->lock_timeout) = is_set;
	else if (is_name(name, "statement_timeout max_statement_time max_execution_time"))
		*(is_local ? &machine->local_statement_timeout : &machine->statement_timeout) = is_set;
	else if (is_name(name, "role"))
		machine->has_role = is_set;
}

/* SELECT set_config('lock_timeout', '5s', false) */
static void take_select(struct up_machine *machine, const struct up_migration_step *step)
{
	if (!up_str_contains(step->fact.value, UP_STR("set_config")))
		return;
	machine->lock_timeout |= up_str_contains(step->fact.value, UP_STR("'lock_timeout'"));
	machine->statement_timeout |= up_str_contains(step->fact.value, UP_STR("'statement_timeout'"));
}

static void say_settings(struct up_machine *machine, struct up_migration_step *step)
{
	if (machine->lock_timeout || machine->local_lock_timeout)
		say(machine, step, UP_SAID_LOCK_TIMEOUT);
	if (machine->statement_timeout || machine->local_statement_timeout)
		say(machine, step, UP_SAID_STATEMENT_TIMEOUT);
	if (machine->has_role)
		say(machine, step, UP_SAID_ROLE_SET);
	if (machine->has_no_foreign_keys)
		say(machine, step, UP_SAID_FOREIGN_KEYS_OFF);
}

static void step_on(struct up_machine *machine, uint32_t i)
{
	struct up_migration_step *step = &machine->part->steps[i];
	step->said[machine->slot] = 0;
	look_at_argument(machine, i);
	machine->statement = step->fact.value_at.start;
	say_standing(machine, step);
	say_settings(machine, step);
	if (is(step, "begin"))
		take_begin(machine, step);
	machine->units[i] = says(step, "outside-transaction") ? 0 : machine->unit;
	if (is(step, "commit rollback"))
		take_end(machine, step);
	else if (is(step, "set pragma"))
		take_setting(machine, step);
	else if (is(step, "set-role"))
		machine->has_role = !is_unset(value_of(step, "name"));
	else if (is(step, "select"))
		take_select(machine, step);
	if (!is(step, "begin commit rollback savepoint set set-role pragma")) {
		machine->n_steps++;
		machine->only_step = step;
	}
	if (step->is_session && !is(step, "lock-table")) {
		if (is(step, "select") && machine->has_exclusive && up_machine_is_inside(machine, step))
			say(machine, step, UP_SAID_AFTER_EXCLUSIVE);
		return;
	}
	up_step_open(step, machine->words);
	up_machine_say(machine, i);
	up_machine_take(machine, i);
	up_step_close(step);
}

/* Does some index lead with one of the columns of the key? */
static bool is_indexed(const struct up_machine *machine, const struct up_foreign_key *key)
{
	for (size_t start = 0; start < key->columns.len;) {
		size_t end = up_str_find_byte(key->columns, ',', start);
		up_str column = up_str_slice(key->columns, start, end);
		const struct up_thing *thing = up_thing_find(machine->things, up_machine_index_hash(key->table, column));
		if (thing && thing->flags & UP_THING_INDEXED)
			return true;
		start = end == SIZE_MAX ? key->columns.len : end + 1;
	}
	return false;
}

/* What only the end of the part tells. */
static void settle(struct up_machine *machine)
{
	for (uint32_t i = 0; i < machine->part->n; i++) {
		struct up_migration_step *step = &machine->part->steps[i];
		bool is_change = step->is_data || step->is_schema;
		bool is_new_data = step->is_data && is_new(machine, step);
		if (is_change && !is_new_data && machine->units[i] && machine->held[machine->units[i]] == (UP_HELD_DATA | UP_HELD_SCHEMA))
			say(machine, step, UP_SAID_MIXED);
	}
	if (machine->n_steps == 1)
		say(machine, machine->only_step, UP_SAID_ALONE);
	if (machine->begun && !machine->has_ended_outer)
		say(machine, machine->begun, UP_SAID_LEFT_OPEN);
	for (const struct up_foreign_key *key = machine->keys; key; key = key->next)
		if (!is_indexed(machine, key))
			say(machine, key->step, UP_SAID_UNINDEXED);
}

void up_migration_run(struct up_matcher *matcher, const struct up_migration_part *part, enum up_dialect dialect, uint32_t slot)
{
	struct up_machine machine = {
		.matcher = matcher, .things = &matcher->migrations.things, .part = part, .dialect = dialect, .slot = slot
	};
	machine.commits_schema = dialect == UP_DIALECT_MYSQL || dialect == UP_DIALECT_MARIADB || dialect == UP_DIALECT_ORACLE;
	uint32_t most = 0;
	for (uint32_t i = 0; i < part->n; i++)
		most = part->steps[i].n_attributes > most ? part->steps[i].n_attributes : most;
	machine.words = up_arena_alloc(matcher->arena, (most + (size_t)1) * sizeof *machine.words);
	machine.units = up_arena_alloc_zero(matcher->arena, part->n * sizeof *machine.units);
	machine.held = up_arena_alloc_zero(matcher->arena, 2 * (size_t)part->n + 3);
	machine.base = machine.now = first_standing(part);
	up_things_begin(machine.things);
	/* PGOPTIONS='-c lock_timeout=5s' psql … */
	if (part->command && up_str_contains(matcher->source->bytes, UP_STR("PGOPTIONS"))) {
		machine.lock_timeout = up_str_contains(matcher->source->bytes, UP_STR("lock_timeout"));
		machine.statement_timeout = up_str_contains(matcher->source->bytes, UP_STR("statement_timeout"));
	}
	if (machine.base == UP_STANDING_INSIDE || up_str_eq(part->transaction, UP_STR("implicit")))
		begin_unit(&machine);
	for (uint32_t i = 0; i < part->n; i++)
		step_on(&machine, i);
	settle(&machine);
}
