/* A set of names, each in a numbered scope: which keys a mapping has already, which tables a file has opened. Names are not copied.
 * Linear on hostile input: the hash is seeded, so colliding keys cannot be written in advance. */
#pragma once

#include "base/str.h"

struct up_name {
	up_str name;
	uint64_t hash;
	uint32_t scope, next; /* `next`: 1 + index of the next name of the same bucket */
};

struct up_names {
	struct up_name *names;
	size_t n, capacity;
	uint32_t *buckets; /* 1 + index of the name added last; 0 = none */
	size_t n_buckets;
	uint64_t seed;
};

/* `seed`: anything that the author of the source cannot know; it never shows in results. */
void up_names_init(struct up_names *names, uint64_t seed);
void up_names_finish(struct up_names *names);
/* The index in `names` of a name, or SIZE_MAX. */
size_t up_names_find(const struct up_names *names, uint32_t scope, up_str name);
/* Adds a name; false when the scope has it already. */
bool up_names_add(struct up_names *names, uint32_t scope, up_str name);
/* Forgets every name but the first `n` that were added. */
void up_names_cut(struct up_names *names, size_t n);
