/* A set of scoped names: a stack of names, and buckets chained through it, so that closing a mapping forgets its names cheaply. */
#include "common/names.h"

#include "base/hash.h"
#include "base/memory.h"

void up_names_init(struct up_names *names, uint64_t seed)
{
	*names = (struct up_names){ .seed = seed };
}

void up_names_finish(struct up_names *names)
{
	up_free(names->names);
	up_free(names->buckets);
	up_names_init(names, 0);
}

static uint64_t name_hash(const struct up_names *names, uint32_t scope, up_str name)
{
	return up_hash64(name, names->seed) + scope * 0x9E3779B97F4A7C15u;
}

static uint32_t *bucket(const struct up_names *names, uint64_t hash)
{
	return &names->buckets[(hash ^ hash >> 32) & (names->n_buckets - 1)];
}

static size_t find(const struct up_names *names, uint32_t scope, up_str name, uint64_t hash)
{
	if (!names->n_buckets)
		return SIZE_MAX;
	for (uint32_t i = *bucket(names, hash); i; i = names->names[i - 1].next) {
		const struct up_name *held = &names->names[i - 1];
		if (held->hash == hash && held->scope == scope && up_str_eq(held->name, name))
			return i - 1;
	}
	return SIZE_MAX;
}

size_t up_names_find(const struct up_names *names, uint32_t scope, up_str name)
{
	return find(names, scope, name, name_hash(names, scope, name));
}

static void link_name(struct up_names *names, size_t i)
{
	uint32_t *first = bucket(names, names->names[i].hash);
	names->names[i].next = *first;
	*first = (uint32_t)i + 1;
}

static void grow(struct up_names *names)
{
	up_free(names->buckets);
	names->n_buckets = names->n_buckets ? names->n_buckets * 4 : 64;
	names->buckets = up_alloc_zero(names->n_buckets, sizeof *names->buckets);
	for (size_t i = 0; i < names->n; i++)
		link_name(names, i);
}

bool up_names_add(struct up_names *names, uint32_t scope, up_str name)
{
	uint64_t hash = name_hash(names, scope, name);
	if (find(names, scope, name, hash) != SIZE_MAX)
		return false;
	if (names->n >= names->n_buckets)
		grow(names);
	names->names = up_grow(names->names, &names->capacity, names->n + 1, sizeof *names->names);
	names->names[names->n] = (struct up_name){ .name = name, .hash = hash, .scope = scope };
	link_name(names, names->n++);
	return true;
}

void up_names_cut(struct up_names *names, size_t n)
{
	while (names->n > n) {
		const struct up_name *last = &names->names[--names->n];
		*bucket(names, last->hash) = last->next;
	}
}
