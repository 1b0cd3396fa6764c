/* Masking: parts of the source, and what is said of them. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "run/redact-private.h"

/* Something to hide in a part of the source. */
struct interval {
	uint32_t start, shown_to, end;
	up_str name;
};

struct intervals {
	struct interval *items;
	size_t n, capacity;
};

static void add_interval(struct intervals *intervals, const struct interval *interval)
{
	intervals->items = up_grow(intervals->items, &intervals->capacity, intervals->n + 1, sizeof *intervals->items);
	intervals->items[intervals->n++] = *interval;
}

static int interval_cmp(const void *a, const void *b)
{
	const struct interval *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	return up_str_cmp(x->name, y->name);
}

/* The first place whose end, or that of one before it, lies behind `start`. */
static size_t first_place(const struct up_redact *redact, uint32_t start)
{
	size_t low = 0, high = redact->n_places;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (redact->places[middle].end_so_far <= start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool up_redact_touches(const struct up_redact *redact, up_span at)
{
	size_t first = first_place(redact, at.start);
	return first < redact->n_places && redact->places[first].at.start < at.end;
}

/* The length of what stands at `at` and in `source`, too: PIECE bytes at least, or all of a shorter one as a word. */
static size_t part_at(up_str text, size_t at, up_str source)
{
	up_str rest = up_str_slice(text, at, text.len);
	if (source.len < PIECE)
		return up_str_starts(rest, source) && up_redact_stands_alone(text, at, source.len) ? source.len : 0;
	size_t from = rest.len < PIECE ? SIZE_MAX : up_str_find(source, up_str_slice(rest, 0, PIECE), 0);
	return from == SIZE_MAX ? 0 : up_redact_common(rest, up_str_slice(source, from, source.len));
}

static up_str lowered(up_str text, struct up_arena *arena)
{
	up_str copy = up_arena_copy(arena, text);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++)
		bytes[i] = up_lower(bytes[i]);
	return copy;
}

/* The hidden bytes of the source in [at), in lower case; at most PLACES stretches of at most PLACE_BYTES. */
static size_t hidden_in(const struct up_redact *redact, up_span at, bool with_words, up_str hidden[PLACES], struct up_arena *arena)
{
	size_t n = 0;
	for (size_t i = first_place(redact, at.start); i < redact->n_places && n < PLACES && redact->places[i].at.start < at.end; i++) {
		uint32_t start = redact->places[i].shown_to > at.start ? redact->places[i].shown_to : at.start;
		uint32_t end = redact->places[i].at.end < at.end ? redact->places[i].at.end : at.end;
		bool is_whole = start == redact->places[i].at.start && end == redact->places[i].at.end;
		if (end > start && end - start >= (is_whole && with_words ? WORD_FROM : PIECE))
			hidden[n++] = lowered(up_str_slice(redact->bytes, start, end - start > PLACE_BYTES ? start + PLACE_BYTES : end),
					      arena);
	}
	return n;
}

up_str up_redact_parts(const struct up_redact *redact, up_str text, up_span at, bool with_words, struct up_arena *arena)
{
	up_str hidden[PLACES];
	size_t n = hidden_in(redact, at, with_words, hidden, arena), done = 0;
	up_str lower = n ? lowered(text, arena) : text;
	struct up_buf out = { 0 };
	for (size_t i = 0; n && i < text.len;) {
		size_t longest = 0;
		for (size_t k = 0; k < n; k++) {
			size_t len = part_at(lower, i, hidden[k]);
			longest = len > longest ? len : longest;
		}
		if (!longest) {
			i++;
			continue;
		}
		up_buf_add(&out, up_str_slice(text, done, i));
		up_buf_add_s(&out, "\xe2\x80\xa6");
		done = i += longest;
	}
	if (!done)
		return text;
	up_buf_add(&out, up_str_slice(text, done, text.len));
	return up_arena_take(arena, &out);
}

static void add_places(const struct up_redact *redact, up_span at, struct intervals *intervals)
{
	for (size_t i = first_place(redact, at.start); i < redact->n_places && redact->places[i].at.start < at.end; i++) {
		const struct place *place = &redact->places[i];
		if (place->at.end > at.start)
			add_interval(intervals, &(struct interval){ place->at.start, place->shown_to, place->at.end, place->name });
	}
}

static struct intervals find_all(const struct up_redact *redact, up_span at)
{
	struct intervals intervals = { 0 };
	add_places(redact, at, &intervals);
	up_str text = up_str_slice(redact->bytes, at.start, at.end);
	size_t from = 0;
	for (struct hit hit; redact->n_needles && (hit = up_redact_next(redact, text, NULL, 0, &from)).needle; from += hit.len) {
		uint32_t start = at.start + (uint32_t)from;
		add_interval(&intervals,
			     &(struct interval){ start, start + (uint32_t)hit.shown, start + (uint32_t)hit.len, hit.needle->name });
	}
	if (intervals.n)
		qsort(intervals.items, intervals.n, sizeof *intervals.items, interval_cmp);
	return intervals;
}

up_str up_redact_part(const struct up_redact *redact, up_span at, struct up_arena *arena)
{
	up_str text = up_str_slice(redact->bytes, at.start, at.end);
	struct intervals intervals = find_all(redact, at);
	if (!intervals.n)
		return text;
	struct up_buf out = { 0 };
	size_t next = 0;
	uint32_t hidden_to = 0;
	for (size_t i = 0; i < text.len;) {
		uint32_t offset = at.start + (uint32_t)i, code;
		size_t used = up_utf8_decode(up_str_slice(text, i, text.len), &code);
		used = used ? used : 1;
		/* What one secret shows may lie inside of another, which hides it. */
		for (; next < intervals.n && intervals.items[next].start <= offset && intervals.items[next].shown_to <= offset; next++)
			hidden_to = intervals.items[next].end > hidden_to ? intervals.items[next].end : hidden_to;
		bool hides = offset < hidden_to;
		for (size_t k = next; !hides && k < intervals.n && intervals.items[k].start <= offset; k++)
			hides = intervals.items[k].shown_to <= offset && offset < intervals.items[k].end;
		if (hides && text.s[i] != '\n')
			up_buf_add_byte(&out, '*');
		else
			up_buf_add(&out, up_str_slice(text, i, i + used));
		i += used;
	}
	up_free(intervals.items);
	return up_arena_take(arena, &out);
}

static void add_name(const struct up_redact *redact, up_str name, struct up_arena *arena, struct up_buf *out)
{
	if (redact->name)
		name = redact->name(redact->name_data, name, arena);
	up_buf_printf(out, "<%.*s>", UP_FMT(name));
}

/* The part with something else in the place of each secret: its name, or what is shown of it and an ellipsis. */
static up_str replaced(const struct up_redact *redact, up_span at, bool by_name, struct up_arena *arena)
{
	up_str text = up_str_slice(redact->bytes, at.start, at.end);
	struct intervals intervals = find_all(redact, at);
	if (!intervals.n)
		return by_name ? UP_STR("") : text;
	struct up_buf out = { 0 };
	uint32_t done = at.start;
	for (size_t i = 0; i < intervals.n; i++) {
		const struct interval *interval = &intervals.items[i];
		if (i && interval->start == intervals.items[i - 1].start &&
		    (!by_name || up_str_eq(interval->name, intervals.items[i - 1].name)))
			continue;
		bool is_inside = interval->end <= done && !by_name;
		if (interval->start > done)
			up_buf_add(&out, up_str_slice(text, done - at.start, interval->start - at.start));
		if (by_name)
			add_name(redact, interval->name, arena, &out);
		else if (interval->start >= done && interval->start >= at.start)
			up_buf_add(&out, up_str_slice(text, interval->start - at.start, interval->shown_to - at.start));
		if (!by_name && !is_inside)
			up_buf_add_s(&out, "\xe2\x80\xa6");
		done = interval->end > done ? interval->end : done;
	}
	up_buf_add(&out, up_str_slice(text, done - at.start, text.len));
	up_free(intervals.items);
	return up_arena_take(arena, &out);
}

up_str up_redact_quote(const struct up_redact *redact, up_span at, struct up_arena *arena)
{
	return replaced(redact, at, false, arena);
}

up_str up_redact_named(const struct up_redact *redact, up_span at, struct up_arena *arena)
{
	return replaced(redact, at, true, arena);
}
