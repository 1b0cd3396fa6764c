/* Stating MIGRATION and OPERATION facts (schema/operation.h says what is in them), for every parser that meets changes of a schema: SQL, code of frameworks,
 * changelogs. */
#pragma once

#include "core/parser.h"
#include "schema/operation.h"

enum {
	UP_OPERATION_WORDS = 40, /* of one operation; more are passed over */
};

/* What a migration knows of the operations in it, and its carrier of SQL that is embedded in it. */
struct up_migration {
	const char *runner; /* of up_migration_runners */
	enum up_dialect dialect;
	uint32_t scope;  /* filled in by up_migration_state */
	bool is_down;    /* what comes next undoes: set by whoever reads the parts */
	bool is_orm;     /* what comes next is said by calls of a framework */
	bool is_asked;   /* … under a condition that looks at the schema */
	bool is_outside; /* … in no transaction, whatever the rest runs in */
	up_str version;
	/* Attributes, as `name=value` or bare names; the strings live as long as the arena. */
	up_str words[12];
	uint32_t n_words;
};

void up_migration_set(struct up_parse *p, struct up_migration *migration, const char *name, up_str value);
/* States the fact and gives the migration its scope. `at`: where it is named. */
bool up_migration_state(struct up_parse *p, struct up_migration *migration, up_span at);

struct up_operation {
	struct up_parse *p;
	const struct up_migration *migration; /* NULL: none */
	const char *name;                     /* of up_operations */
	enum up_dialect dialect;              /* where the migration says none */
	up_span at, whole;
	struct up_word words[UP_OPERATION_WORDS];
	uint32_t n_words, flags; /* flags: UP_FACT_… */
};

/* `at`: the clause, `whole`: the statement or call. */
void up_operation_begin(struct up_operation *operation, struct up_parse *p, const struct up_migration *migration, const char *name,
			up_span at, up_span whole);
/* A bare attribute. */
void up_operation_flag(struct up_operation *operation, const char *name);
/* `name=value`; a value that is empty is not stated. Line breaks and runs of blanks become one blank, and what is too long is cut. */
void up_operation_set(struct up_operation *operation, const char *name, up_str value);
/* Was it said already? */
bool up_operation_has(const struct up_operation *operation, const char *name);
/* Adds what the migration says of all its operations (down, orm, asked), and states the fact, whose words live as long as the operation. False: a limit was hit, stop. */
bool up_operation_state(struct up_operation *operation);
