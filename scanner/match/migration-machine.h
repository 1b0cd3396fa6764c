/* One part that is being gone through: what the parts of migration-state.c share. Private to match/migration*.c. */
#pragma once

#include "match/migration-private.h"
#include "match/operation-words.h"

enum {
	UP_ENUM_VALUES =
		64, /* values of enums that are waited for at once, to be used: the text of each statement is looked through for all of them */
};

enum up_standing {
	UP_STANDING_UNKNOWN, /* nobody says whether the runner begins a transaction */
	UP_STANDING_OUTSIDE,
	UP_STANDING_INSIDE,
};

struct up_enum_value {
	struct up_migration_step *step;
	up_str value;
};

/* A foreign key whose columns no index leads with so far. */
struct up_foreign_key {
	struct up_migration_step *step;
	up_str table, columns;
	struct up_foreign_key *next;
};

struct up_machine {
	struct up_matcher *matcher;
	struct up_things *things;
	const struct up_migration_part *part;
	enum up_dialect dialect;
	uint32_t slot;
	bool commits_schema; /* each change of a schema commits what came before it, and itself */
	enum up_standing base, now;
	uint32_t depth;               /* of BEGIN TRANSACTION where they nest */
	uint32_t unit, n_units;       /* the transaction that is meant: DDL that commits does not end it; 0: none that is known */
	struct up_word *words;        /* of the step that is looked at */
	uint32_t *units;              /* by step */
	uint8_t *held;                /* by unit: UP_HELD_… */
	uint32_t epoch;               /* commits so far */
	bool has_data, has_exclusive; /* so far in the present transaction */
	bool lock_timeout, local_lock_timeout, statement_timeout, local_statement_timeout, has_role, has_no_foreign_keys;
	bool is_lock_timeout_missed, is_statement_timeout_missed;
	struct up_migration_step *begun; /* the `begin` that is open */
	bool has_ended_outer;            /* a COMMIT ended what the text did not begin: a BEGIN behind it gives the runner another one */
	uint32_t statement;              /* where the present one begins */
	up_str reference;                /* the first table that a foreign key of this unit leads to */
	uint32_t reference_unit;
	struct up_enum_value values[UP_ENUM_VALUES];
	uint32_t n_values;
	bool has_many_values;
	struct up_foreign_key *keys;
	uint32_t argument; /* of a session: the argument of psql -c that the present step stands in; 0: none */
	uint32_t n_steps;  /* but those that begin, end or set something */
	struct up_migration_step *only_step;
};

enum {
	UP_HELD_DATA = 1,
	UP_HELD_SCHEMA = 2,
};

/* Says it of the step. */
static inline void say(struct up_machine *machine, struct up_migration_step *step, enum up_said what)
{
	step->said[machine->slot] |= 1u << what;
}

static inline up_str value_of(const struct up_migration_step *step, const char *name)
{
	return up_step_value(step, up_str_from(name));
}

static inline bool says(const struct up_migration_step *step, const char *name)
{
	return up_step_says(step, up_str_from(name));
}

static inline bool is(const struct up_migration_step *step, const char *keys)
{
	return up_str_is_listed(step->fact.key, keys);
}

/* Is the table, or the thing that is not part of one, made by this part? To be asked once it is said. */
static inline bool is_new(const struct up_machine *machine, const struct up_migration_step *step)
{
	return step->said[machine->slot] & 1u << UP_SAID_CREATED_HERE;
}

/* Of "app.orders": "orders". */
up_str up_name_without_schema(up_str name);
/* Does the step run in a transaction, for all that is known? */
bool up_machine_is_inside(const struct up_machine *machine, const struct up_migration_step *step);
/* What happened to the thing so far, and to be marked with what happens now. */
uint32_t up_machine_flags(const struct up_machine *machine, const struct up_operation_thing *thing);
struct up_thing *up_machine_mark(struct up_machine *machine, const struct up_operation_thing *thing, uint32_t set, uint32_t clear);
/* Under which the first column of an index stands. */
uint64_t up_machine_index_hash(up_str table, up_str column);
uint64_t up_machine_hash(const struct up_operation_thing *thing);
bool up_machine_is_made(const struct up_machine *machine, char kind, up_str name);

/* migration-said.c: what is said of step `i`, by what came before it. */
void up_machine_say(struct up_machine *machine, uint32_t i);
/* migration-effects.c: what it changes for those behind it. */
void up_machine_take(struct up_machine *machine, uint32_t i);
