#include "common/placeholders.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"

enum {
	ROUNDS = 5,        /* names in names */
	MOST_BYTES = 1024, /* of a text: versions and names are short, and names in names would grow without bound */
};

void up_placeholders_finish(struct up_placeholders *placeholders)
{
	up_free(placeholders->items);
	*placeholders = (struct up_placeholders){ 0 };
}

void up_placeholders_add(struct up_placeholders *placeholders, up_str name, up_str value, up_span at)
{
	placeholders->items = up_grow(placeholders->items, &placeholders->capacity, placeholders->n + 1, sizeof *placeholders->items);
	placeholders->items[placeholders->n] = (struct up_named){ name, value, at, (uint32_t)placeholders->n };
	placeholders->n++;
	placeholders->is_sorted = false;
}

/* The last one of a name comes first. */
static int by_name(const void *a, const void *b)
{
	const struct up_named *x = a, *y = b;
	int order = up_str_cmp(x->name, y->name);
	return order ? order : (x->order < y->order) - (x->order > y->order);
}

const struct up_named *up_placeholders_find(struct up_placeholders *placeholders, up_str name)
{
	if (!placeholders->is_sorted && placeholders->n)
		qsort(placeholders->items, placeholders->n, sizeof *placeholders->items, by_name);
	placeholders->is_sorted = true;
	size_t low = 0, high = placeholders->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(placeholders->items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < placeholders->n && up_str_eq(placeholders->items[low].name, name) ? &placeholders->items[low] : NULL;
}

/* One round: each name that is known is put in. False: there was none. */
static bool put_in(struct up_placeholders *placeholders, up_str open, char close, struct up_arena *arena, up_str *text, up_span *at)
{
	struct up_buf out = { 0 };
	size_t done = 0;
	for (size_t start; (start = up_str_find(*text, open, done)) != SIZE_MAX;) {
		size_t end = up_str_find_byte(*text, close, start);
		const struct up_named *named = end == SIZE_MAX
						       ? NULL
						       : up_placeholders_find(placeholders, up_str_slice(*text, start + open.len, end));
		if (!named || out.len > MOST_BYTES || named->value.len > MOST_BYTES) {
			up_buf_finish(&out);
			return false;
		}
		if (!start && end + 1 == text->len) {
			*at = named->at;
			*text = named->value;
			up_buf_finish(&out);
			return true;
		}
		up_buf_add(&out, up_str_slice(*text, done, start));
		up_buf_add(&out, named->value);
		done = end + 1;
	}
	up_buf_add(&out, up_str_slice(*text, done, text->len));
	*text = up_arena_take(arena, &out);
	return true;
}

bool up_placeholders_resolve(struct up_placeholders *placeholders, const char *open, char close, struct up_arena *arena, up_str *text,
			     up_span *at)
{
	up_str mark = up_str_from(open), resolved = *text;
	up_span place = *at;
	for (int i = 0; i < ROUNDS && up_str_contains(resolved, mark); i++)
		if (!put_in(placeholders, mark, close, arena, &resolved, &place))
			return false;
	if (up_str_contains(resolved, mark))
		return false;
	*text = resolved;
	*at = place;
	return true;
}
