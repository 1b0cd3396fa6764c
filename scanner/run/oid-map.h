/* A set of object ids, numbered in the order in which they came: some thirty bytes for each. */
#pragma once

#include "run/git.h"

#define UP_OID_NONE UINT32_MAX

struct up_oid_map {
	struct up_oid *oids;
	size_t n, capacity;
	uint32_t *slots; /* number + 1; 0 = free */
	size_t n_slots;
};

/* The number of an id, or UP_OID_NONE. */
uint32_t up_oid_map_find(const struct up_oid_map *map, const struct up_oid *oid);
/* The same; an id that is not there is added, as number n. */
uint32_t up_oid_map_add(struct up_oid_map *map, const struct up_oid *oid);
void up_oid_map_finish(struct up_oid_map *map);
