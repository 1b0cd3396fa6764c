#include "estate/absent.h"

#include <stdlib.h>

#include "base/memory.h"
#include "estate/folder.h"

/* A source that belongs to a product, one that sets the key of a row, or a place in it that lacks the key. */
struct place {
	up_str product, rule, folder, source;
	up_str section;
	uint64_t n_settings;
	struct up_place at, end; /* line 0: the source as a whole */
	bool is_for_all;         /* set by flags or variables */
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
	if (!order)
		order = up_str_cmp(x->source, y->source);
	return order ? order : (x->at.line > y->at.line) - (x->at.line < y->at.line);
}

/* Places of one kind. */
struct places {
	struct place *items;
	size_t n, capacity;
};

enum {
	MOST_STEPS = 8, /* from a file to the one that includes all of it */
};

struct absent {
	struct places owners, set, images, lacking;
	struct places unread, included; /* included: `source` is what a file includes, `folder` that of the file */
	const struct up_form_sink *sink;
	const struct place *first; /* of the configuration that is looked at */
};

static int owner_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = up_str_cmp(x->product, y->product);
	return order ? order : up_str_cmp(x->source, y->source);
}

/* The first of sorted places that is not before `key`; NULL where all are. */
static const struct place *find_place(const struct places *places, const struct place *key, int (*cmp)(const void *, const void *))
{
	size_t low = 0, high = places->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (cmp(&places->items[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < places->n ? &places->items[low] : NULL;
}

static bool is_set(const struct absent *absent, up_str rule, up_str folder, bool is_for_all)
{
	const struct place key = {
		.product = absent->first->product, .rule = rule, .folder = folder, .n_settings = UINT64_MAX, .is_for_all = is_for_all
	};
	const struct place *place = find_place(&absent->set, &key, place_cmp);
	return place && up_str_eq(place->product, key.product) && up_str_eq(place->rule, rule) && place->is_for_all == is_for_all &&
	       up_str_starts(place->folder, folder);
}

static void state(const struct absent *absent, const struct up_absent_row *row, const struct place *place)
{
	const struct up_form form = { .path = place->source,
				      .at = place->at,
				      .end = place->end,
				      .key = UP_STR(UP_FORM_DEFAULT),
				      .value = row->rule,
				      .detail = row->from,
				      .about = place->section };
	absent->sink->state(absent->sink->data, &form);
}

/* The places of the configuration that lack the key: one of them is enough for a row that is about all of it. */
static void state_lacking(const struct absent *absent, const struct up_absent_row *row)
{
	bool is_each = row->how == UP_ABSENT_SECTION;
	for (size_t i = 0; i < absent->lacking.n; i++) {
		const struct place *place = &absent->lacking.items[i];
		if (!up_str_eq(place->rule, row->rule) || !up_str_starts(place->folder, absent->first->folder))
			continue;
		state(absent, row, place);
		if (!is_each)
			return;
	}
}

static bool is_set_for(const struct absent *absent, const struct up_absent_row *row)
{
	return is_set(absent, row->rule, UP_STR(""), true) || is_set(absent, row->rule, absent->first->folder, false);
}

/* Does a part of the configuration lie where nobody has looked? */
static bool has_unread(const struct absent *absent)
{
	for (size_t i = 0; i < absent->unread.n; i++)
		if (up_str_eq(absent->unread.items[i].product, absent->first->product) &&
		    up_str_starts(absent->unread.items[i].folder, absent->first->folder))
			return true;
	return false;
}

/* A row that an upgrade of a configuration meets. */
static void got_row(void *data, const struct up_absent_row *row)
{
	const struct absent *absent = data;
	if (row->how == UP_ABSENT_VARIABLE || is_set_for(absent, row) || (row->is_strict && has_unread(absent)))
		return;
	if (row->how == UP_ABSENT_ANYWHERE)
		state(absent, row, &(struct place){ .source = absent->first->source });
	else
		state_lacking(absent, row);
}

/* One that an upgrade of an image meets. */
static void got_row_of_image(void *data, const struct up_absent_row *row)
{
	const struct absent *absent = data;
	if (row->how == UP_ABSENT_VARIABLE && !is_set_for(absent, row))
		state(absent, row, absent->first);
}

/* What a source that is none of the product's sets, by flags or variables, is set for all. */
static void widen_set(struct absent *absent)
{
	if (absent->owners.n)
		qsort(absent->owners.items, absent->owners.n, sizeof *absent->owners.items, owner_cmp);
	for (size_t i = 0; i < absent->set.n; i++)
		absent->set.items[i].is_for_all = !absent->owners.n || !bsearch(&absent->set.items[i], absent->owners.items,
										absent->owners.n, sizeof *absent->owners.items, owner_cmp);
	if (absent->owners.n)
		qsort(absent->owners.items, absent->owners.n, sizeof *absent->owners.items, place_cmp);
	if (absent->set.n)
		qsort(absent->set.items, absent->set.n, sizeof *absent->set.items, place_cmp);
}

static int source_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = up_str_cmp(x->product, y->product);
	return order ? order : up_str_cmp(x->source, y->source);
}

static int included_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = source_cmp(a, b);
	return order ? order : up_folder_cmp(x->folder, y->folder);
}

static const struct place *find_included(const struct absent *absent, const struct place *place)
{
	const struct place *found = find_place(&absent->included, place, source_cmp);
	return found && !source_cmp(found, place) ? found : NULL;
}

/* What a file includes belongs to the configuration of that file, wherever it lies. */
static void move_included(const struct absent *absent, struct places *places)
{
	for (size_t i = 0; i < places->n; i++) {
		struct place *place = &places->items[i], step = *place;
		const struct place *found;
		for (unsigned depth = 0; depth < MOST_STEPS && (found = find_included(absent, &step)); depth++) {
			step.source = found->section;
			place->folder = found->folder;
			place->n_settings = 0;
		}
	}
}

static void add(struct places *places, const struct place *place)
{
	places->items = up_grow(places->items, &places->capacity, places->n + 1, sizeof *place);
	places->items[places->n++] = *place;
}

static void read_entry(struct absent *absent, const struct up_ledger_entry *entry)
{
	const up_str section = UP_STR(UP_ABSENT_SAYS_SECTION);
	struct place place = { .product = entry->path, .rule = entry->key, .folder = up_folder_of(entry->source), .source = entry->source };
	bool is_section = up_str_starts(entry->value, section), is_beside = up_str_eq(entry->value, UP_STR(UP_ABSENT_SAYS_BESIDE));
	bool is_image = up_str_eq(entry->value, UP_STR(UP_ABSENT_SAYS_IMAGE));
	const up_str includes = UP_STR(UP_ABSENT_SAYS_INCLUDES);
	if (up_str_starts(entry->value, includes)) {
		place.section = place.source;
		place.source = up_str_slice(entry->value, includes.len, entry->value.len);
		if (!up_str_eq(place.source, place.section))
			add(&absent->included, &place);
		return;
	}
	if (up_str_eq(entry->value, UP_STR(UP_ABSENT_SAYS_UNREAD))) {
		add(&absent->unread, &place);
		return;
	}
	if (is_section || is_beside || is_image) {
		place.at = entry->at;
		place.end = entry->end;
		place.section = is_section ? up_str_slice(entry->value, section.len, entry->value.len) : UP_STR("");
		add(is_image ? &absent->images : &absent->lacking, &place);
		return;
	}
	for (size_t k = 0; k < entry->value.len; k++)
		place.n_settings = place.n_settings * 10 + (uint64_t)(entry->value.s[k] - '0');
	add(entry->key.len ? &absent->set : &absent->owners, &place);
}

/* Calls `got` for the rows of each configuration: of places in folders that lie in each other the first one counts. */
static void ask(struct absent *absent, const struct places *places, const struct up_absent_rows *rows,
		void (*got)(void *data, const struct up_absent_row *row))
{
	absent->first = NULL;
	for (size_t i = 0; i < places->n; i++) {
		if (absent->first && up_str_eq(absent->first->product, places->items[i].product) &&
		    up_str_starts(places->items[i].folder, absent->first->folder))
			continue;
		absent->first = &places->items[i];
		rows->of(rows->data, places->items[i].product, places->items[i].source, got, absent);
	}
}

void up_absent_settle(const struct up_ledger *ledger, const struct up_absent_rows *rows, const struct up_form_sink *sink)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_SETTING, &n);
	struct absent absent = { .sink = sink };
	for (size_t i = 0; i < n; i++)
		read_entry(&absent, &entries[i]);
	if (absent.included.n)
		qsort(absent.included.items, absent.included.n, sizeof *absent.included.items, included_cmp);
	/* Asked by their sources, which stay what they are. */
	widen_set(&absent);
	struct places *const moved[] = { &absent.owners, &absent.set, &absent.lacking, &absent.unread };
	for (size_t i = 0; absent.included.n && i < sizeof moved / sizeof *moved; i++) {
		move_included(&absent, moved[i]);
		if (moved[i]->n)
			qsort(moved[i]->items, moved[i]->n, sizeof *moved[i]->items, place_cmp);
	}
	if (absent.images.n)
		qsort(absent.images.items, absent.images.n, sizeof *absent.images.items, place_cmp);
	ask(&absent, &absent.owners, rows, got_row);
	ask(&absent, &absent.images, rows, got_row_of_image);
	up_free(absent.owners.items);
	up_free(absent.set.items);
	up_free(absent.images.items);
	up_free(absent.lacking.items);
	up_free(absent.unread.items);
	up_free(absent.included.items);
}
