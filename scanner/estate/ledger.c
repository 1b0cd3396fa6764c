#include "estate/ledger.h"

#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"

struct up_ledger {
	struct up_arena *arena;
	struct up_ledger_entry *entries;
	size_t n, capacity;
	uint64_t dropped;
	size_t starts[_UP_FACT_MAX + 1];
};

struct up_ledger *up_ledger_new(void)
{
	struct up_ledger *ledger = up_alloc_zero(1, sizeof *ledger);
	ledger->arena = up_arena_new();
	return ledger;
}

void up_ledger_free(struct up_ledger *ledger)
{
	if (!ledger)
		return;
	up_arena_free(ledger->arena);
	up_free(ledger->entries);
	up_free(ledger);
}

bool up_ledger_wants(enum up_fact_kind kind)
{
	switch (kind) {
	case UP_FACT_UNIT:
	case UP_FACT_SCHEDULE:
	case UP_FACT_ENDPOINT:
	case UP_FACT_EFFECT:
	case UP_FACT_COMPONENT:
	case UP_FACT_FILE:
		return true;
	default:
		return false;
	}
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare(const void *a, const void *b)
{
	const struct up_ledger_entry *x = a, *y = b;
	int order = compare_numbers(x->kind, y->kind);
	if (!order)
		order = compare_numbers(x->side, y->side);
	if (!order)
		order = up_str_cmp(x->source, y->source);
	if (!order)
		order = compare_numbers(x->at.line, y->at.line);
	if (!order)
		order = compare_numbers(x->at.column, y->at.column);
	if (!order)
		order = up_str_cmp(x->key, y->key);
	if (!order)
		order = up_str_cmp(x->path, y->path);
	return order ? order : up_str_cmp(x->value, y->value);
}

static void take_strings(struct up_arena *arena, struct up_ledger_entry *entries, size_t i)
{
	struct up_ledger_entry *kept = &entries[i];
	up_str *const strings[] = { &kept->source, &kept->path, &kept->key, &kept->value, &kept->words, &kept->embedded_in };
	for (size_t k = 0; k < sizeof strings / sizeof *strings; k++)
		if (!k && i && up_str_eq(entries[i - 1].source, kept->source))
			kept->source = entries[i - 1].source; /* facts of one source follow each other */
		else if (strings[k]->len)
			*strings[k] = up_arena_copy(arena, *strings[k]);
}

/* The first ones in the order of the ledger stay: whoever drops one has as many before it, so that it is none of the first of all either, whatever worker
 * met it. */
static void shrink(struct up_ledger *ledger)
{
	if (ledger->n)
		qsort(ledger->entries, ledger->n, sizeof *ledger->entries, compare);
	if (ledger->n <= UP_LIMIT_LEDGER)
		return;
	ledger->dropped += ledger->n - UP_LIMIT_LEDGER;
	ledger->n = UP_LIMIT_LEDGER;
	struct up_arena *arena = up_arena_new();
	for (size_t i = 0; i < ledger->n; i++)
		take_strings(arena, ledger->entries, i);
	up_arena_free(ledger->arena);
	ledger->arena = arena;
}

void up_ledger_add(struct up_ledger *ledger, const struct up_ledger_entry *entry)
{
	if (ledger->n >= 2 * (size_t)UP_LIMIT_LEDGER)
		shrink(ledger);
	ledger->entries = up_grow(ledger->entries, &ledger->capacity, ledger->n + 1, sizeof *entry);
	ledger->entries[ledger->n] = *entry;
	take_strings(ledger->arena, ledger->entries, ledger->n++);
}

void up_ledger_merge(struct up_ledger *into, const struct up_ledger *from)
{
	for (size_t i = 0; i < from->n; i++)
		up_ledger_add(into, &from->entries[i]);
	into->dropped += from->dropped;
}

void up_ledger_settle(struct up_ledger *ledger)
{
	shrink(ledger);
	size_t at = 0;
	for (size_t kind = 0; kind < _UP_FACT_MAX; kind++) {
		ledger->starts[kind] = at;
		while (at < ledger->n && ledger->entries[at].kind == kind)
			at++;
	}
	ledger->starts[_UP_FACT_MAX] = at;
}

const struct up_ledger_entry *up_ledger_of(const struct up_ledger *ledger, enum up_fact_kind kind, size_t *ret_n)
{
	*ret_n = ledger->starts[kind + 1] - ledger->starts[kind];
	return ledger->entries ? ledger->entries + ledger->starts[kind] : NULL;
}

uint64_t up_ledger_dropped(const struct up_ledger *ledger)
{
	return ledger->dropped;
}
