/* Which database the migrations of a tree are for, where they do not say it themselves: settings of applications, images, dependencies, and what other migrations
 * beside them say. Each worker keeps its own; they are merged, and what lies nearest to a migration decides. It opens nothing. */
#pragma once

#include "base/arena.h"
#include "schema/dialect.h"

struct up_dialects;

struct up_dialects *up_dialects_new(void);
void up_dialects_free(struct up_dialects *dialects);
/* Is it a file of a name that may say something: database.yml, package.json, docker-compose.yml? Cheap. */
bool up_dialects_wants(up_str path);
/* Looks through its bytes for what it says; in any order of files. */
void up_dialects_look(struct up_dialects *dialects, up_str path, up_str bytes);
/* A migration that says it itself. */
void up_dialects_add(struct up_dialects *dialects, up_str path, enum up_dialect dialect);
void up_dialects_merge(struct up_dialects *into, const struct up_dialects *from);
/* Sorts, after the last one. True: more was said than is kept (UP_LIMIT_DIALECT_EVIDENCE). */
bool up_dialects_settle(struct up_dialects *dialects);

/* What the tree says of the databases that a migration is for. Strings live as long as the table. */
struct up_dialect_verdict {
	uint8_t dialects; /* up_dialect_bit of each; 0: nothing says it */
	struct {
		up_str path;           /* of the file that says it */
		up_str oldest, newest; /* the versions that are named nearest; empty: none */
		up_str version_path;   /* of the file that names the oldest */
	} of[_UP_DIALECT_MAX];
};
void up_dialects_of(const struct up_dialects *dialects, up_str path, struct up_dialect_verdict *ret_verdict);
