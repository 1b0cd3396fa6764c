/* Certificates by the hash of their public half. Kept as a list that is sorted, and cut, when it is twice as long as it may be: what stays does not depend
 * on the order in which they came, nor on who collected them. */
#include "estate/keypairs.h"

#include <stdlib.h>

#include "base/memory.h"

enum {
	HASH_DIGITS = 64,
};

struct entry {
	char hash[HASH_DIGITS];
	up_str path, name, not_after;
};

struct up_keypairs {
	struct up_arena *arena;
	struct entry *entries;
	size_t n, capacity, limit;
	bool is_over;
	bool is_sorted; /* by hash, one entry for each */
};

struct up_keypairs *up_keypairs_new(uint32_t limit)
{
	struct up_keypairs *pairs = up_alloc_zero(1, sizeof *pairs);
	pairs->arena = up_arena_new();
	pairs->limit = limit;
	return pairs;
}

void up_keypairs_free(struct up_keypairs *pairs)
{
	if (!pairs)
		return;
	up_arena_free(pairs->arena);
	up_free(pairs->entries);
	up_free(pairs);
}

/* The certificate that says most of a key: it lasts longest; of two alike the one with the smaller path. */
static int by_hash(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = memcmp(x->hash, y->hash, HASH_DIGITS);
	if (!order)
		order = up_str_cmp(y->not_after, x->not_after);
	if (!order)
		order = up_str_cmp(x->path, y->path);
	return order ? order : up_str_cmp(x->name, y->name);
}

static void drop_worse(struct up_keypairs *pairs)
{
	size_t n = 0;
	if (pairs->n)
		qsort(pairs->entries, pairs->n, sizeof *pairs->entries, by_hash);
	for (size_t i = 0; i < pairs->n; i++)
		if (!n || memcmp(pairs->entries[n - 1].hash, pairs->entries[i].hash, HASH_DIGITS) != 0)
			pairs->entries[n++] = pairs->entries[i];
	pairs->n = n;
	pairs->is_sorted = true;
}

/* Those with the smallest hashes stay: whoever drops a hash has `limit` smaller ones, so that it is none of the smallest of the whole tree either. */
static void shrink(struct up_keypairs *pairs)
{
	drop_worse(pairs);
	if (pairs->n > pairs->limit) {
		pairs->is_over = true;
		pairs->n = pairs->limit;
	}
	struct up_arena *arena = up_arena_new();
	for (size_t i = 0; i < pairs->n; i++) {
		struct entry *entry = &pairs->entries[i];
		entry->path = up_arena_copy(arena, entry->path);
		entry->name = up_arena_copy(arena, entry->name);
		entry->not_after = up_arena_copy(arena, entry->not_after);
	}
	up_arena_free(pairs->arena);
	pairs->arena = arena;
}

void up_keypairs_add(struct up_keypairs *pairs, up_str public_hash, up_str path, up_str name, up_str not_after)
{
	if (public_hash.len != HASH_DIGITS)
		return;
	if (pairs->n >= pairs->limit * 2)
		shrink(pairs);
	pairs->entries = up_grow(pairs->entries, &pairs->capacity, pairs->n + 1, sizeof *pairs->entries);
	struct entry *entry = &pairs->entries[pairs->n++];
	memcpy(entry->hash, public_hash.s, HASH_DIGITS);
	entry->path = up_arena_copy(pairs->arena, path);
	entry->name = up_arena_copy(pairs->arena, name);
	entry->not_after = up_arena_copy(pairs->arena, not_after);
	pairs->is_sorted = false;
}

void up_keypairs_merge(struct up_keypairs *into, const struct up_keypairs *from)
{
	into->is_over |= from->is_over;
	for (size_t i = 0; i < from->n; i++) {
		const struct entry *entry = &from->entries[i];
		up_keypairs_add(into, (up_str){ entry->hash, HASH_DIGITS }, entry->path, entry->name, entry->not_after);
	}
}

bool up_keypairs_settle(struct up_keypairs *pairs)
{
	shrink(pairs);
	return pairs->is_over;
}

up_str up_keypairs_belongs(const struct up_keypairs *pairs, up_str public_hash, struct up_arena *arena)
{
	size_t low = 0, high = pairs->is_sorted && public_hash.len == HASH_DIGITS ? pairs->n : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct entry *entry = &pairs->entries[middle];
		int order = memcmp(public_hash.s, entry->hash, HASH_DIGITS);
		if (order == 0)
			return up_arena_printf(arena, "belongs to the certificate of %.*s in %.*s%s%.*s", UP_FMT(entry->name),
					       UP_FMT(entry->path), entry->not_after.len ? ", valid until " : "", UP_FMT(entry->not_after));
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return UP_STR_NULL;
}
