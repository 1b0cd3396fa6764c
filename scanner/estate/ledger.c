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

void up_ledger_add(struct up_ledger *ledger, const struct up_ledger_entry *entry)
{
	if (ledger->n >= UP_LIMIT_LEDGER) {
		ledger->dropped++;
		return;
	}
	ledger->entries = up_grow(ledger->entries, &ledger->capacity, ledger->n + 1, sizeof *entry);
	struct up_ledger_entry *kept = &ledger->entries[ledger->n++];
	*kept = *entry;
	up_str *const strings[] = { &kept->source, &kept->path, &kept->key, &kept->value, &kept->words, &kept->embedded_in };
	const struct up_ledger_entry *last = ledger->n > 1 ? kept - 1 : NULL;
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		if (i == 0 && last && up_str_eq(last->source, kept->source))
			kept->source = last->source; /* facts of one source follow each other */
		else if (strings[i]->len)
			*strings[i] = up_arena_copy(ledger->arena, *strings[i]);
}

void up_ledger_merge(struct up_ledger *into, const struct up_ledger *from)
{
	for (size_t i = 0; i < from->n; i++)
		up_ledger_add(into, &from->entries[i]);
	into->dropped += from->dropped;
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

void up_ledger_settle(struct up_ledger *ledger)
{
	if (ledger->n)
		qsort(ledger->entries, ledger->n, sizeof *ledger->entries, compare);
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
