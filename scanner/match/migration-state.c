/* Going through the operations of a part in their order, as the database would: which transaction each is in, what was made, dropped and renamed before it,
 * which timeouts are set, which rows were changed. */
#include "match/migration-private.h"
#include "match/operation-words.h"

enum {
	ENUM_VALUES =
		16, /* values of enums that are waited for at once, to be used: the text of each statement is looked through for all of them */
};

enum standing {
	UNKNOWN, /* nobody says whether the runner begins a transaction */
	OUTSIDE,
	INSIDE,
};

struct enum_value {
	struct up_migration_step *step;
	up_str value;
};

/* A foreign key whose columns no index leads with so far. */
struct foreign_key {
	struct up_migration_step *step;
	uint64_t columns;
	struct foreign_key *next;
};

struct machine {
	struct up_matcher *matcher;
	struct up_things *things;
	const struct up_migration_part *part;
	enum up_dialect dialect;
	uint32_t slot;
	bool commits_schema; /* each change of a schema commits what came before it, and itself */
	enum standing base, now;
	uint32_t depth;               /* of BEGIN TRANSACTION where they nest */
	uint32_t unit, n_units;       /* the transaction that is meant: DDL that commits does not end it; 0: none that is known */
	uint32_t *units;              /* by step */
	uint8_t *held;                /* by unit: HAS_… */
	uint32_t epoch;               /* commits so far */
	bool has_data, has_exclusive; /* so far in the present transaction */
	bool lock_timeout, local_lock_timeout, statement_timeout, local_statement_timeout, has_role;
	bool is_lock_timeout_missed, is_statement_timeout_missed;
	struct up_migration_step *begun; /* the `begin` that is open */
	uint32_t statement;              /* where the present one begins */
	up_str reference;                /* the first table that a foreign key of this unit leads to */
	uint32_t reference_unit;
	struct enum_value values[ENUM_VALUES];
	uint32_t n_values;
	struct foreign_key *keys;
	uint32_t argument; /* of a session: the argument of psql -c that the present step stands in; 0: none */
	uint32_t n_changes;
	struct up_migration_step *only_change;
};

enum {
	HAS_DATA = 1,
	HAS_SCHEMA = 2,
};

static void say(struct machine *machine, struct up_migration_step *step, enum up_said what)
{
	step->said[machine->slot] |= 1u << what;
}

static up_str value_of(const struct up_migration_step *step, const char *name)
{
	return up_operation_value(&step->fact, up_str_from(name));
}

static bool says(const struct up_migration_step *step, const char *name)
{
	return up_operation_says(&step->fact, name);
}

static bool is(const struct up_migration_step *step, const char *keys)
{
	return up_str_is_listed(step->fact.key, keys);
}

/* --- things ----------------------------------------------------------------------------------------------------------- */

static up_str last_part(up_str name)
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
		return (struct up_operation_thing){ thing->kind, last_part(thing->owner), thing->name };
	return (struct up_operation_thing){ thing->kind, UP_STR(""), last_part(thing->name) };
}

static bool has_schema(const struct up_operation_thing *thing)
{
	return up_str_find_byte(thing->owner.len ? thing->owner : thing->name, '.', 0) != SIZE_MAX;
}

static uint64_t hash_of(const struct up_operation_thing *thing)
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
static uint32_t flags_of(const struct machine *machine, const struct up_operation_thing *wanted)
{
	const struct up_thing *thing = up_thing_find(machine->things, hash_of(wanted));
	struct up_operation_thing bare = short_of(wanted);
	if (!thing)
		thing = up_thing_find(machine->things, has_schema(wanted) ? hash_of(&bare) : alias_of(wanted));
	return thing ? thing->flags : 0;
}

static struct up_thing *mark(struct machine *machine, const struct up_operation_thing *what, uint32_t set, uint32_t clear)
{
	if (has_schema(what)) {
		struct up_thing *alias = up_thing_get(machine->things, alias_of(what));
		alias->flags = (alias->flags | set) & ~clear;
	}
	struct up_thing *thing = up_thing_get(machine->things, hash_of(what));
	thing->flags = (thing->flags | set) & ~clear;
	return thing;
}

static bool is_made(const struct machine *machine, char kind, up_str name)
{
	return name.len && (flags_of(machine, &(struct up_operation_thing){ kind, UP_STR(""), name }) & UP_THING_MADE);
}

/* --- transactions ----------------------------------------------------------------------------------------------------- */

static void begin_unit(struct machine *machine)
{
	machine->unit = ++machine->n_units;
	machine->has_data = machine->has_exclusive = false;
	machine->n_values = 0;
}

static void end_unit(struct machine *machine)
{
	machine->unit = 0;
	machine->epoch++;
	machine->has_data = machine->has_exclusive = false;
	machine->local_lock_timeout = machine->local_statement_timeout = false;
	machine->n_values = 0;
	if (machine->base == INSIDE)
		machine->base = OUTSIDE;
	machine->now = machine->base;
}

static void take_begin(struct machine *machine, struct up_migration_step *step)
{
	if (machine->now == INSIDE)
		say(machine, step, UP_SAID_NESTED);
	if (machine->now == INSIDE && machine->dialect == UP_DIALECT_SQLSERVER)
		machine->depth++;
	if (machine->now != INSIDE || machine->commits_schema)
		begin_unit(machine);
	machine->now = INSIDE;
	if (!machine->begun)
		machine->begun = step;
}

static void take_end(struct machine *machine, struct up_migration_step *step)
{
	if (says(step, "savepoint")) /* ROLLBACK TO SAVEPOINT */
		return;
	if (!machine->begun)
		say(machine, step, UP_SAID_UNOPENED);
	if (machine->depth && is(step, "commit")) {
		machine->depth--;
		return;
	}
	machine->depth = 0;
	machine->begun = NULL;
	end_unit(machine);
}

static void say_standing(struct machine *machine, struct up_migration_step *step)
{
	bool commits = machine->commits_schema && up_operation_is_schema(step->fact.key);
	if (says(step, "in-transaction") || says(step, "outside-transaction"))
		return;
	if (commits || machine->now == OUTSIDE)
		say(machine, step, UP_SAID_OUTSIDE_TRANSACTION);
	else if (machine->now == INSIDE)
		say(machine, step, UP_SAID_IN_TRANSACTION);
}

static bool is_inside(const struct machine *machine, const struct up_migration_step *step)
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

static void look_at_argument(struct machine *machine, uint32_t i)
{
	const struct up_fact *command = machine->part->command;
	if (!command || machine->base == INSIDE || !up_str_eq(command->key, UP_STR("psql")))
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
	machine->now = INSIDE;
}

static bool has_word(const struct up_fact *command, const char *words)
{
	for (uint32_t i = 1; command && i < command->n_words; i++)
		if (up_str_is_listed(command->words[i].text.bytes, words))
			return true;
	return false;
}

static enum standing first_standing(const struct up_migration_part *part)
{
	if (part->command && up_operation_is_client(part->command->key))
		return has_word(part->command, "-1 --single-transaction -1f") ? INSIDE : OUTSIDE;
	if (up_str_eq(part->transaction, UP_STR("yes")))
		return INSIDE;
	return up_str_is_listed(part->transaction, "no implicit") ? OUTSIDE : UNKNOWN;
}

/* --- settings --------------------------------------------------------------------------------------------------------- */

static bool is_unset(up_str value)
{
	return !value.len || up_str_is_listed(value, "0 0s 0ms -1 default DEFAULT '0' off none NONE");
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

static void take_setting(struct machine *machine, const struct up_migration_step *step)
{
	up_str name = last_part(value_of(step, "name"));
	bool is_set = !is_unset(value_of(step, "value")), is_local = says(step, "local");
	/* SET LOCAL outside of a transaction is a warning and nothing else. */
	if (is_local && machine->now == OUTSIDE)
		return;
	if (is_name(name, "lock_timeout innodb_lock_wait_timeout lock_wait_timeout ddl_lock_timeout busy_timeout"))
		*(is_local ? &machine->local_lock_timeout : &machine->lock_timeout) = is_set;
	else if (is_name(name, "statement_timeout max_statement_time max_execution_time"))
		*(is_local ? &machine->local_statement_timeout : &machine->statement_timeout) = is_set;
	else if (is_name(name, "role"))
		machine->has_role = is_set;
}

/* SELECT set_config('lock_timeout', '5s', false) */
static void take_select(struct machine *machine, const struct up_migration_step *step)
{
	if (!up_str_contains(step->fact.value, UP_STR("set_config")))
		return;
	machine->lock_timeout |= up_str_contains(step->fact.value, UP_STR("'lock_timeout'"));
	machine->statement_timeout |= up_str_contains(step->fact.value, UP_STR("'statement_timeout'"));
}

static void say_settings(struct machine *machine, struct up_migration_step *step)
{
	if (machine->lock_timeout || machine->local_lock_timeout)
		say(machine, step, UP_SAID_LOCK_TIMEOUT);
	if (machine->statement_timeout || machine->local_statement_timeout)
		say(machine, step, UP_SAID_STATEMENT_TIMEOUT);
	if (machine->has_role)
		say(machine, step, UP_SAID_ROLE_SET);
}

/* --- what is said of one operation ------------------------------------------------------------------------------------ */

static void say_made(struct machine *machine, struct up_migration_step *step)
{
	struct up_operation_thing thing;
	up_str table = value_of(step, "table"), references = value_of(step, "references");
	bool has_thing = up_operation_thing(&step->fact, &thing);
	uint32_t flags = has_thing ? flags_of(machine, &thing) : 0;
	bool is_whole = has_thing && !strchr("ck", thing.kind);
	bool is_new = is_made(machine, 't', table);
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
	if (is_made(machine, 't', references) || (references.len && up_str_eq(references, table)))
		say(machine, step, UP_SAID_REFERENCED_CREATED_HERE);
	if (is_made(machine, 't', value_of(step, "partition")))
		say(machine, step, UP_SAID_PARTITION_CREATED_HERE);
}

static bool is_new(const struct machine *machine, const struct up_migration_step *step)
{
	return step->said[machine->slot] & 1u << UP_SAID_CREATED_HERE;
}

/* Locks that keep writers out, or everybody. */
static bool is_strong(const struct machine *machine, const struct up_migration_step *step, bool *ret_is_exclusive)
{
	*ret_is_exclusive = false;
	if (!up_operation_is_schema(step->fact.key) && !is(step, "lock-table truncate"))
		return false;
	if (says(step, "concurrently") || is_new(machine, step) || (!value_of(step, "table").len && !is(step, "drop-index")))
		return false;
	if (is(step, "create-table create-table-as comment grant revoke validate-constraint set-statistics set-storage-parameter"))
		return false;
	*ret_is_exclusive = !is(step, "create-index add-foreign-key create-trigger enable-trigger disable-trigger");
	return true;
}

static void say_locks(struct machine *machine, struct up_migration_step *step)
{
	bool is_exclusive;
	bool is_waiting = is_strong(machine, step, &is_exclusive);
	if (machine->has_exclusive && is_inside(machine, step))
		say(machine, step, UP_SAID_AFTER_EXCLUSIVE);
	if (is_exclusive && is_inside(machine, step))
		machine->has_exclusive = true;
	if (!is_waiting)
		return;
	if (!machine->is_lock_timeout_missed && !machine->lock_timeout && !machine->local_lock_timeout) {
		say(machine, step, UP_SAID_LOCK_TIMEOUT_MISSING);
		machine->is_lock_timeout_missed = true;
	}
	if (!machine->is_statement_timeout_missed && !machine->statement_timeout && !machine->local_statement_timeout) {
		say(machine, step, UP_SAID_STATEMENT_TIMEOUT_MISSING);
		machine->is_statement_timeout_missed = true;
	}
}

/* Another statement of the same part, with no commit between, changed the same table. */
static void say_altered(struct machine *machine, struct up_migration_step *step)
{
	up_str table = value_of(step, "table");
	if (!table.len || !up_operation_is_alter(&step->fact))
		return;
	struct up_thing *thing = up_thing_get(machine->things, up_thing_hash('a', UP_STR(""), last_part(table)));
	if (thing->flags & UP_THING_SEEN && thing->unit == machine->epoch && thing->number != machine->statement)
		say(machine, step, UP_SAID_ALTERED_BEFORE);
	if (!(thing->flags & UP_THING_SEEN) || thing->unit != machine->epoch)
		thing->number = machine->statement;
	thing->flags |= UP_THING_SEEN;
	thing->unit = machine->epoch;
}

static void say_foreign_keys(struct machine *machine, struct up_migration_step *step)
{
	up_str references = value_of(step, "references");
	if (!references.len || !machine->unit || !is(step, "add-foreign-key add-column") || is_made(machine, 't', references))
		return;
	if (machine->reference_unit == machine->unit && !up_str_eq(machine->reference, references))
		say(machine, step, UP_SAID_SEVERAL_FOREIGN_KEYS);
	if (machine->reference_unit != machine->unit)
		machine->reference = references;
	machine->reference_unit = machine->unit;
}

/* 'new' of an enum that got this value before in the same transaction. */
static void say_enum_values(struct machine *machine, const struct up_migration_step *step)
{
	for (uint32_t i = 0; i < machine->n_values; i++) {
		up_str value = machine->values[i].value, text = step->fact.value;
		for (size_t at = up_str_find(text, value, 0); value.len && at != SIZE_MAX; at = up_str_find(text, value, at + 1))
			if (at && strchr("'\"", text.s[at - 1]) && at + value.len < text.len && text.s[at + value.len] == text.s[at - 1])
				say(machine, machine->values[i].step, UP_SAID_ENUM_VALUE_USED);
	}
}

/* --- what it changes -------------------------------------------------------------------------------------------------- */

static void drop(struct machine *machine, const struct up_operation_thing *thing, uint32_t i)
{
	mark(machine, thing, UP_THING_DROPPED, UP_THING_MADE | UP_THING_RENAMED | UP_THING_ON_NEW)->number = i;
}

static void make(struct machine *machine, const struct up_operation_thing *thing, const struct up_migration_step *step)
{
	const struct up_thing *old = up_thing_find(machine->things, hash_of(thing));
	if (old && old->flags & UP_THING_DROPPED)
		say(machine, &machine->part->steps[old->number], UP_SAID_MADE_AGAIN);
	uint32_t set = UP_THING_MADE | (thing->kind == 'i' && is_new(machine, step) ? UP_THING_ON_NEW : 0);
	mark(machine, thing, set, UP_THING_DROPPED | UP_THING_RENAMED)->unit = machine->unit;
}

static void rename_thing(struct machine *machine, const struct up_operation_thing *thing, up_str name, uint32_t i)
{
	uint32_t flags = flags_of(machine, thing);
	drop(machine, thing, i);
	struct up_operation_thing renamed = { thing->kind, thing->owner, name };
	if (name.len)
		mark(machine, &renamed, flags & UP_THING_MADE ? flags : UP_THING_RENAMED, UP_THING_DROPPED);
}

static uint64_t columns_hash(up_str table, up_str columns)
{
	return up_thing_hash('x', last_part(table), columns);
}

/* An index, or a key, over these columns: it leads with the first of them, with the first two … */
static void take_index(struct machine *machine, up_str table, up_str columns)
{
	for (size_t at = up_str_find_byte(columns, ',', 0); columns.len; at = up_str_find_byte(columns, ',', at + 1)) {
		up_thing_get(machine->things, columns_hash(table, up_str_slice(columns, 0, at)))->flags |= UP_THING_INDEXED;
		if (at == SIZE_MAX)
			break;
	}
}

static void take_keys(struct machine *machine, struct up_migration_step *step)
{
	up_str table = value_of(step, "table"), column = value_of(step, "column"), columns = value_of(step, "columns");
	if (is(step, "create-index add-unique add-primary-key"))
		take_index(machine, table, columns);
	if (is(step, "add-column") && (says(step, "unique") || says(step, "primary-key")))
		take_index(machine, table, column);
	bool is_made_here = is_new(machine, step) || is(step, "add-column");
	if (is(step, "add-foreign-key") && !is_made_here) {
		const struct up_operation_thing thing = { 'c', table, up_str_slice(columns, 0, up_str_find_byte(columns, ',', 0)) };
		is_made_here = flags_of(machine, &thing) & UP_THING_MADE;
	}
	up_str referring = is(step, "add-column") ? column : columns;
	if (!is(step, "add-foreign-key add-column") || !value_of(step, "references").len || !is_made_here || !referring.len)
		return;
	struct foreign_key *key = up_arena_alloc(machine->matcher->arena, sizeof *key);
	*key = (struct foreign_key){ step, columns_hash(table, referring), machine->keys };
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
	return up_str_starts_nocase(up_str_slice(expression, end, expression.len), UP_STR("is not null")) ? last_part(column) : UP_STR("");
}

static void take_check(struct machine *machine, const struct up_migration_step *step, const struct up_operation_thing *constraint)
{
	up_str column = not_null_column(value_of(step, "expression"));
	bool is_waiting = says(step, "not-valid") || says(step, "not-enforced");
	const struct up_operation_thing of = { 'c', value_of(step, "table"), column };
	if (constraint->name.len) {
		struct up_thing *thing = mark(machine, constraint, UP_THING_SEEN | (is_waiting ? UP_THING_NOT_VALID : 0), 0);
		thing->unit = machine->unit;
		thing->column = column.len ? hash_of(&of) : 0;
	}
	if (column.len && !is_waiting)
		mark(machine, &of, UP_THING_NOT_NULL, 0);
}

/* What was validated without having been added here is proof where its name says of which column. */
static void take_validation(struct machine *machine, struct up_migration_step *step, const struct up_operation_thing *constraint)
{
	struct up_thing *thing = up_thing_get(machine->things, hash_of(constraint));
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
	mark(machine, &of, UP_THING_SEEN, 0)->number = (uint32_t)(step - machine->part->steps);
}

static void say_proof(struct machine *machine, struct up_migration_step *step)
{
	up_str table = value_of(step, "table"), column = value_of(step, "column");
	if (!is(step, "set-not-null modify-column") || !column.len)
		return;
	const struct up_operation_thing of = { 'c', table, column };
	bool is_proved = flags_of(machine, &of) & UP_THING_NOT_NULL;
	const struct up_thing *validated = up_thing_find(machine->things, up_thing_hash('v', table, UP_STR("")));
	if (validated)
		is_proved |= up_str_contains(value_of(&machine->part->steps[validated->number], "constraint"), column);
	if (is_proved)
		say(machine, step, UP_SAID_NOT_NULL_PROVED);
}

static void take_enum_value(struct machine *machine, struct up_migration_step *step)
{
	if (!is_inside(machine, step) || machine->n_values >= ENUM_VALUES)
		return;
	machine->values[machine->n_values++] = (struct enum_value){ step, value_of(step, "value") };
}

static void take_thing(struct machine *machine, struct up_migration_step *step, uint32_t i)
{
	struct up_operation_thing thing;
	up_str key = step->fact.key;
	if (!up_operation_thing(&step->fact, &thing)) {
		if (is(step, "add-check"))
			take_check(machine, step, &(struct up_operation_thing){ 0 });
		return;
	}
	if (is(step, "add-check"))
		take_check(machine, step, &thing);
	else if (is(step, "validate-constraint"))
		take_validation(machine, step, &thing);
	else if (is(step, "add-foreign-key add-exclude"))
		mark(machine, &thing, UP_THING_SEEN | (says(step, "not-valid") ? UP_THING_NOT_VALID : 0), 0)->unit = machine->unit;
	if (up_str_starts(key, UP_STR("create-")) || up_str_starts(key, UP_STR("add-")))
		make(machine, &thing, step);
	else if (up_str_starts(key, UP_STR("drop-")) && !is(step, "drop-not-null drop-default"))
		drop(machine, &thing, i);
	else if (up_str_starts(key, UP_STR("rename-")))
		rename_thing(machine, &thing, value_of(step, "new"), i);
}

static void take_change(struct machine *machine, struct up_migration_step *step)
{
	bool is_data = up_operation_is_data(step->fact.key), is_schema = up_operation_is_schema(step->fact.key);
	if (is_data || is_schema) {
		machine->n_changes++;
		machine->only_change = step;
	}
	if (is_new(machine, step) && is_data)
		return;
	if (machine->has_data && is_schema && machine->unit)
		say(machine, step, UP_SAID_AFTER_DATA);
	machine->has_data |= is_data;
	if (machine->unit && (is_data || is_schema))
		machine->held[machine->unit] |= is_data ? HAS_DATA : HAS_SCHEMA;
	if (machine->commits_schema && is_schema)
		machine->has_data = false;
}

static void step_on(struct machine *machine, uint32_t i)
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
	if (up_operation_is_session(step->fact.key) && !is(step, "lock-table"))
		return;
	say_made(machine, step);
	say_proof(machine, step);
	say_altered(machine, step);
	say_foreign_keys(machine, step);
	say_enum_values(machine, step);
	say_locks(machine, step);
	take_change(machine, step);
	take_keys(machine, step);
	if (is(step, "add-enum-value"))
		take_enum_value(machine, step);
	take_thing(machine, step, i);
}

/* What only the end of the part tells. */
static void settle(struct machine *machine)
{
	for (uint32_t i = 0; i < machine->part->n; i++) {
		struct up_migration_step *step = &machine->part->steps[i];
		bool is_change = up_operation_is_data(step->fact.key) || up_operation_is_schema(step->fact.key);
		bool is_new_data = up_operation_is_data(step->fact.key) && is_new(machine, step);
		if (is_change && !is_new_data && machine->units[i] && machine->held[machine->units[i]] == (HAS_DATA | HAS_SCHEMA))
			say(machine, step, UP_SAID_MIXED);
	}
	if (machine->n_changes == 1)
		say(machine, machine->only_change, UP_SAID_ALONE);
	if (machine->begun)
		say(machine, machine->begun, UP_SAID_LEFT_OPEN);
	for (const struct foreign_key *key = machine->keys; key; key = key->next) {
		const struct up_thing *thing = up_thing_find(machine->things, key->columns);
		if (!thing || !(thing->flags & UP_THING_INDEXED))
			say(machine, key->step, UP_SAID_UNINDEXED);
	}
}

void up_migration_run(struct up_matcher *matcher, const struct up_migration_part *part, enum up_dialect dialect, uint32_t slot)
{
	struct machine machine = {
		.matcher = matcher, .things = &matcher->migrations.things, .part = part, .dialect = dialect, .slot = slot
	};
	machine.commits_schema = dialect == UP_DIALECT_MYSQL || dialect == UP_DIALECT_MARIADB || dialect == UP_DIALECT_ORACLE;
	machine.units = up_arena_alloc_zero(matcher->arena, part->n * sizeof *machine.units);
	machine.held = up_arena_alloc_zero(matcher->arena, 2 * (size_t)part->n + 3);
	machine.base = machine.now = first_standing(part);
	up_things_begin(machine.things);
	if (machine.base == INSIDE || up_str_eq(part->transaction, UP_STR("implicit")))
		begin_unit(&machine);
	for (uint32_t i = 0; i < part->n; i++)
		step_on(&machine, i);
	settle(&machine);
}
