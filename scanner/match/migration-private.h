/* What the parts of migration.c share. Private to match/migration*.c. */
#pragma once

#include "match/matcher-private.h"
#include "match/migration-things.h"
#include "schema/dialect.h"

/* What the state machine says of an operation beside what its reader said; their words are in migration.c. */
enum up_said {
	UP_SAID_IN_TRANSACTION,
	UP_SAID_OUTSIDE_TRANSACTION,
	UP_SAID_CREATED_HERE,
	UP_SAID_COLUMN_CREATED_HERE,
	UP_SAID_REFERENCED_CREATED_HERE,
	UP_SAID_PARTITION_CREATED_HERE,
	UP_SAID_DROPPED_HERE,
	UP_SAID_RENAMED_HERE,
	UP_SAID_MADE_AGAIN,
	UP_SAID_LOCK_TIMEOUT,
	UP_SAID_LOCK_TIMEOUT_MISSING,
	UP_SAID_STATEMENT_TIMEOUT,
	UP_SAID_STATEMENT_TIMEOUT_MISSING,
	UP_SAID_ROLE_SET,
	UP_SAID_AFTER_DATA,
	UP_SAID_AFTER_EXCLUSIVE,
	UP_SAID_MIXED,
	UP_SAID_ENUM_VALUE_USED,
	UP_SAID_NOT_NULL_PROVED,
	UP_SAID_NOT_VALID_HERE,
	UP_SAID_NESTED,
	UP_SAID_UNOPENED,
	UP_SAID_LEFT_OPEN,
	UP_SAID_ALONE,
	UP_SAID_ALTERED_BEFORE,
	UP_SAID_SEVERAL_FOREIGN_KEYS,
	UP_SAID_UNINDEXED,
	UP_SAID_FOREIGN_KEYS_OFF,
	UP_SAID_PRIMARY_KEY_LATER,
	UP_SAID_REPLACED_HERE,
	UP_SAID_RESTATED,
	_UP_SAID_MAX,
};

extern const char *const up_said_words[_UP_SAID_MAX];

enum {
	UP_PENDING_DIALECTS = 6, /* those of SQL: which one is tried where nothing says it */
};

/* One MIGRATION or OPERATION of the source. A file may have many operations: of each its attributes are kept, not the words of the fact, which all stand at
 * the same place and are four times as long. */
struct up_migration_step {
	struct up_fact fact;      /* of an OPERATION without words, but between up_step_open and up_step_close */
	const up_str *attributes; /* of an OPERATION: the texts of its words */
	uint32_t n_attributes;
	const char *parser;
	up_str embedded_in;
	const struct up_fact *command; /* a client of a database that is given it; or NULL */
	uint32_t session;              /* outside of any migration: of which command; 0 in one */
	uint32_t order;
	bool is_down;
	bool is_data, is_session, is_schema; /* what its operation changes: up_operation_is_… */
	uint32_t said[UP_PENDING_DIALECTS];  /* a bit for each of enum up_said, by dialect that was tried */
};

/* The steps of one part of a migration, or of one session; how it begins. */
struct up_migration_part {
	struct up_migration_step *steps;
	uint32_t n;
	up_str transaction;            /* the runner's: yes, no, implicit, unknown, or nothing */
	bool is_baseline;              /* only a new database runs it: all that it meets is made by it, or by others like it */
	const struct up_fact *command; /* of a session: the client; or NULL */
};

/* migration-step.c: keeps what an OPERATION says, and asks for it. */
void up_step_keep(struct up_migration_step *step, struct up_arena *arena);
up_str up_step_value(const struct up_migration_step *step, up_str name);
bool up_step_says(const struct up_migration_step *step, up_str name);
/* The words of the fact, written to `words`, which has room for all attributes. */
void up_step_open(struct up_migration_step *step, struct up_word *words);
void up_step_close(struct up_migration_step *step);

/* migration-state.c: goes through a part as a database of this dialect would, and writes `said[slot]` of its steps. */
void up_migration_run(struct up_matcher *matcher, const struct up_migration_part *part, enum up_dialect dialect, uint32_t slot);

/* migration.c: the fact with what was found out about it. */
struct up_fact up_migration_told(struct up_arena *arena, const struct up_migration_step *step, enum up_dialect dialect, uint32_t slot);
/* migration-judge.c: after the parts of a migration were gone through; the steps of all its parts. */
void up_migration_judge(struct up_matcher *matcher, const struct up_fact *migration, const struct up_migration_step *steps, size_t n);

/* migration-kinds.c: what an operation is, by its name. */
bool up_operation_is_data(up_str key);    /* it changes rows */
bool up_operation_is_session(up_str key); /* it changes neither schema nor data, but what comes after it in the session */
bool up_operation_is_schema(up_str key);  /* it changes a schema */
bool up_operation_is_alter(const struct up_fact *fact);
bool up_operation_is_client(up_str command); /* does a command of this name hand SQL to a database? */
/* The kind of thing that it makes, drops or changes ('t' for tables and what is like them), and its name; false: none that is followed. */
struct up_operation_thing {
	char kind;
	up_str owner, name;
};
bool up_operation_thing(const struct up_fact *fact, struct up_operation_thing *ret_thing);
