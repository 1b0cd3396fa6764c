/* What a migration has done so far to the things of a schema, by kind and name. It knows no operation. Private to match/migration*.c. */
#pragma once

#include "base/str.h"

enum {
	UP_THING_MADE = 1 << 0,
	UP_THING_DROPPED = 1 << 1,
	UP_THING_RENAMED = 1 << 2,   /* it was given its name here */
	UP_THING_NOT_NULL = 1 << 3,  /* of a column: a check that holds for all rows says so */
	UP_THING_NOT_VALID = 1 << 4, /* of a constraint: it was added without a look at the rows that are there */
	UP_THING_ON_NEW = 1 << 5,    /* of an index: its table was made here */
	UP_THING_SEEN = 1 << 6,      /* of a constraint: its definition stands here; of a table: a statement has changed it */
	UP_THING_INDEXED = 1 << 7,   /* of columns, in their order: some index or key leads with them */
};

struct up_thing {
	uint64_t hash;
	uint32_t generation, flags;
	uint32_t unit;   /* the transaction in which the last of it happened */
	uint32_t number; /* of the operation that dropped or changed it, or of the statement */
	uint64_t column; /* of a check: the column that it keeps from being NULL; 0: none */
};

/* Begin with zeros. */
struct up_things {
	struct up_thing *table;
	size_t size, n;
	uint32_t generation;
};

void up_things_finish(struct up_things *things);
/* Forgets all of them. */
void up_things_begin(struct up_things *things);
uint64_t up_thing_hash(char kind, up_str owner, up_str name);
/* NULL: nothing is known of it. */
struct up_thing *up_thing_find(const struct up_things *things, uint64_t hash);
/* The same, and adds it where it is not known. It lives until the next is added. */
struct up_thing *up_thing_get(struct up_things *things, uint64_t hash);
