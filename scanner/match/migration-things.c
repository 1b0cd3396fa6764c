/* A hash table of things by the hash of their names: of two names with the same 64 bits one in 2^64 would be taken for the other. */
#include "match/migration-things.h"

#include "base/hash.h"
#include "base/memory.h"

enum {
	LEAST = 64, /* slots; a power of two */
};

void up_things_finish(struct up_things *things)
{
	up_free(things->table);
	*things = (struct up_things){ 0 };
}

void up_things_begin(struct up_things *things)
{
	if (!things->table) {
		things->size = LEAST;
		things->table = up_alloc_zero(things->size, sizeof *things->table);
	}
	things->generation++;
	things->n = 0;
}

/* A name without its schema may be that of any schema, and "public"."orders" is orders: both are looked up by whoever asks. */
uint64_t up_thing_hash(char kind, up_str owner, up_str name)
{
	uint64_t hash = up_hash64(name, up_hash64(owner, (uint64_t)(unsigned char)kind));
	return hash ? hash : 1;
}

/* The slot of the thing, or the empty one where it would stand. */
static struct up_thing *slot_of(const struct up_things *things, uint64_t hash)
{
	size_t at = hash & (things->size - 1);
	while (things->table[at].generation == things->generation && things->table[at].hash != hash)
		at = (at + 1) & (things->size - 1);
	return &things->table[at];
}

struct up_thing *up_thing_find(const struct up_things *things, uint64_t hash)
{
	struct up_thing *thing = slot_of(things, hash);
	return thing->generation == things->generation ? thing : NULL;
}

static void grow(struct up_things *things)
{
	struct up_things wider = { .size = things->size * 2, .n = things->n, .generation = things->generation };
	wider.table = up_alloc_zero(wider.size, sizeof *wider.table);
	for (size_t i = 0; i < things->size; i++)
		if (things->table[i].generation == things->generation)
			*slot_of(&wider, things->table[i].hash) = things->table[i];
	up_free(things->table);
	*things = wider;
}

struct up_thing *up_thing_get(struct up_things *things, uint64_t hash)
{
	if ((things->n + 1) * 2 > things->size)
		grow(things);
	struct up_thing *thing = slot_of(things, hash);
	if (thing->generation != things->generation) {
		*thing = (struct up_thing){ .hash = hash, .generation = things->generation };
		things->n++;
	}
	return thing;
}
