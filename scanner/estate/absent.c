#include "estate/absent.h"

#include <stdlib.h>

#include "base/memory.h"
#include "estate/folder.h"

/* A source that belongs to a product, or one that sets the key of a row. */
struct place {
	up_str product, rule, folder, source;
	uint64_t n_settings;
	bool is_for_all; /* set by flags or variables */
};

static int place_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = up_str_cmp(x->product, y->product);
	if (!order)
		order = up_str_cmp(x->rule, y->rule);
	if (!order)
		order = y->is_for_all - x->is_for_all;
	if (!order)
		order = up_folder_cmp(x->folder, y->folder);
	if (!order)
		order = (x->n_settings < y->n_settings) - (x->n_settings > y->n_settings);
	return order ? order : up_str_cmp(x->source, y->source);
}

struct absent {
	struct place *owners, *set;
	size_t n_owners, n_set;
	const struct up_form_sink *sink;
	const struct place *first; /* of the configuration that is looked at */
};

static int owner_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = up_str_cmp(x->product, y->product);
	return order ? order : up_str_cmp(x->source, y->source);
}

/* The first place that is not before `key`. */
static size_t find_set(const struct absent *absent, const struct place *key)
{
	size_t low = 0, high = absent->n_set;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (place_cmp(&absent->set[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_set(const struct absent *absent, up_str rule, up_str folder, bool is_for_all)
{
	const struct place key = {
		.product = absent->first->product, .rule = rule, .folder = folder, .n_settings = UINT64_MAX, .is_for_all = is_for_all
	};
	size_t i = find_set(absent, &key);
	const struct place *place = &absent->set[i];
	return i < absent->n_set && up_str_eq(place->product, key.product) && up_str_eq(place->rule, rule) &&
	       place->is_for_all == is_for_all && up_str_starts(place->folder, folder);
}

static void got_row(void *data, up_str rule, up_str from)
{
	const struct absent *absent = data;
	if (is_set(absent, rule, UP_STR(""), true) || is_set(absent, rule, absent->first->folder, false))
		return;
	const struct up_form form = { .path = absent->first->source, .key = UP_STR(UP_FORM_DEFAULT), .value = rule, .detail = from };
	absent->sink->state(absent->sink->data, &form);
}

/* What a source that is none of the product's sets, by flags or variables, is set for all. */
static void widen_set(struct absent *absent)
{
	if (absent->n_owners)
		qsort(absent->owners, absent->n_owners, sizeof *absent->owners, owner_cmp);
	for (size_t i = 0; i < absent->n_set; i++)
		absent->set[i].is_for_all = !absent->n_owners ||
					    !bsearch(&absent->set[i], absent->owners, absent->n_owners, sizeof *absent->owners, owner_cmp);
	if (absent->n_owners)
		qsort(absent->owners, absent->n_owners, sizeof *absent->owners, place_cmp);
	if (absent->n_set)
		qsort(absent->set, absent->n_set, sizeof *absent->set, place_cmp);
}

void up_absent_settle(const struct up_ledger *ledger, const struct up_absent_rows *rows, const struct up_form_sink *sink)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_SETTING, &n);
	struct place *owners UP_AUTO_FREE = up_alloc_zero(n + 1, sizeof *owners);
	struct place *set UP_AUTO_FREE = up_alloc_zero(n + 1, sizeof *set);
	struct absent absent = { .owners = owners, .set = set, .sink = sink };
	for (size_t i = 0; i < n; i++) {
		struct place place = { .product = entries[i].path,
				       .rule = entries[i].key,
				       .folder = up_folder_of(entries[i].source),
				       .source = entries[i].source };
		for (size_t k = 0; k < entries[i].value.len; k++)
			place.n_settings = place.n_settings * 10 + (uint64_t)(entries[i].value.s[k] - '0');
		if (entries[i].key.len)
			set[absent.n_set++] = place;
		else
			owners[absent.n_owners++] = place;
	}
	widen_set(&absent);
	for (size_t i = 0; i < absent.n_owners; i++) {
		if (absent.first && up_str_eq(absent.first->product, owners[i].product) &&
		    up_str_starts(owners[i].folder, absent.first->folder))
			continue;
		absent.first = &owners[i];
		rows->of(rows->data, owners[i].product, owners[i].source, got_row, &absent);
	}
}
