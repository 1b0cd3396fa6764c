/* Open addressing, at most two thirds full. */
#include "run/oid-map.h"

#include "base/hash.h"
#include "base/memory.h"

enum {
	FIRST_SLOTS = 1024
};

/* The slot that holds the id, or the free one where it would go. */
static size_t slot_of(const struct up_oid_map *map, const struct up_oid *oid)
{
	size_t slot = up_hash64((up_str){ (const char *)oid->id, sizeof oid->id }, 0) & (map->n_slots - 1);
	while (map->slots[slot] && memcmp(map->oids[map->slots[slot] - 1].id, oid->id, sizeof oid->id) != 0)
		slot = (slot + 1) & (map->n_slots - 1);
	return slot;
}

uint32_t up_oid_map_find(const struct up_oid_map *map, const struct up_oid *oid)
{
	return map->n_slots ? map->slots[slot_of(map, oid)] - 1 : UP_OID_NONE;
}

static void widen(struct up_oid_map *map)
{
	up_free(map->slots);
	map->n_slots = map->n_slots ? 2 * map->n_slots : FIRST_SLOTS;
	map->slots = up_alloc_zero(map->n_slots, sizeof *map->slots);
	for (size_t i = 0; i < map->n; i++)
		map->slots[slot_of(map, &map->oids[i])] = (uint32_t)i + 1;
}

uint32_t up_oid_map_add(struct up_oid_map *map, const struct up_oid *oid)
{
	if (3 * (map->n + 1) > 2 * map->n_slots)
		widen(map);
	size_t slot = slot_of(map, oid);
	if (!map->slots[slot]) {
		if (map->n >= UP_OID_NONE - 1)
			up_out_of_memory();
		map->oids = up_grow(map->oids, &map->capacity, map->n + 1, sizeof *map->oids);
		map->oids[map->n++] = *oid;
		map->slots[slot] = (uint32_t)map->n;
	}
	return map->slots[slot] - 1;
}

void up_oid_map_finish(struct up_oid_map *map)
{
	up_free(map->oids);
	up_free(map->slots);
	*map = (struct up_oid_map){ 0 };
}
