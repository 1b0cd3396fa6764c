/* Masking. Texts are sorted, so that what stands at one place of a text is met by a binary search; places are sorted by their start. */
#include "run/redact.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

enum {
	SHOWN = 4,       /* characters that stay of a secret … */
	SHOWN_FROM = 16, /* … of at least so many bytes */
	PIECE = 12,      /* a line of a secret, or its beginning in a text that was cut, is looked for from this length on */
	ANYWHERE = 8,    /* a text shorter than this is looked for only as a whole word … */
	WORD_FROM = 4,   /* … and one shorter than this only where it is all there is */
	PLAIN_WORD = 16, /* letters alone, or digits alone, up to this length are a word as well */
	NOBODY = UINT32_MAX,
};

/* A text that is looked for. */
struct needle {
	up_str text;
	size_t shown;     /* bytes of it that stay */
	uint32_t shorter; /* the longest other needle that this one begins with; NOBODY: none */
	bool is_word;     /* only where no letter, digit or underscore touches it */
	up_str name;
};

struct place {
	up_span at;
	uint32_t shown_to;
	uint32_t end_so_far; /* the largest end among this place and all before it */
	up_str name;
};

struct up_redact {
	struct up_arena *arena;
	up_str bytes;
	struct needle *needles;
	size_t n_needles, needles_capacity;
	struct place *places;
	size_t n_places, places_capacity;
	/* A bit for each two bytes that a needle begins with: most places of a text need no search. */
	uint64_t begins[(1 << 16) / 64];
};

/* Something to hide in a part of the source. */
struct interval {
	uint32_t start, shown_to, end;
	up_str name;
};

struct intervals {
	struct interval *items;
	size_t n, capacity;
};

struct up_redact *up_redact_new(void)
{
	struct up_redact *redact = up_alloc_zero(1, sizeof *redact);
	redact->arena = up_arena_new();
	return redact;
}

void up_redact_free(struct up_redact *redact)
{
	if (!redact)
		return;
	up_arena_free(redact->arena);
	up_free(redact->needles);
	up_free(redact->places);
	up_free(redact);
}

void up_redact_begin(struct up_redact *redact, up_str bytes)
{
	redact->bytes = bytes;
	if (redact->n_needles || redact->n_places)
		memset(redact->begins, 0, sizeof redact->begins);
	redact->n_needles = redact->n_places = 0;
	up_arena_reset(redact->arena);
}

bool up_redact_is_empty(const struct up_redact *redact)
{
	return !redact->n_needles && !redact->n_places;
}

/* --- the secrets ------------------------------------------------------------------------------------------------------ */

/* Bytes of a secret that stay. */
static size_t shown_of(up_str text)
{
	static const up_str begin = { "-----BEGIN ", 11 }, dashes = { "-----", 5 };
	if (text.len < SHOWN_FROM)
		return 0;
	if (up_str_starts(text, begin)) {
		size_t end = up_str_find(text, dashes, begin.len);
		return end != SIZE_MAX && end < 80 ? end + dashes.len : begin.len;
	}
	size_t shown = 0;
	for (int i = 0; i < SHOWN; i++) {
		uint32_t code;
		size_t used = up_utf8_decode(up_str_slice(text, shown, text.len), &code);
		shown += used ? used : 1;
	}
	return shown < text.len ? shown : 0;
}

static bool is_word_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

static bool is_word(up_str text)
{
	bool letters = true, digits = true;
	for (size_t i = 0; i < text.len; i++) {
		letters &= up_is_alpha(text.s[i]);
		digits &= up_is_digit(text.s[i]);
	}
	return text.len < ANYWHERE || (text.len < PLAIN_WORD && (letters || digits));
}

static void add_needle(struct up_redact *redact, up_str text, size_t shown, up_str name)
{
	if (!text.len)
		return;
	redact->needles = up_grow(redact->needles, &redact->needles_capacity, redact->n_needles + 1, sizeof *redact->needles);
	redact->needles[redact->n_needles++] = (struct needle){
		.text = text, .shown = shown, .shorter = NOBODY, .is_word = is_word(text), .name = name
	};
}

/* The end of the line that begins at `from`: a line break, or one that is written as an escape. Sets *ret_next to the start of the next line. */
static size_t line_end(up_str text, size_t from, size_t *ret_next)
{
	for (size_t i = from; i < text.len; i++) {
		if (text.s[i] == '\n' || text.s[i] == '\r') {
			*ret_next = i + 1;
			return i;
		}
		if (text.s[i] == '\\' && i + 1 < text.len && (text.s[i + 1] == 'n' || text.s[i + 1] == 'r')) {
			*ret_next = i + 2;
			return i;
		}
	}
	*ret_next = text.len;
	return text.len;
}

/* Lines of a secret stand alone where a format takes its indent away, or hands it on line by line. */
static void add_lines(struct up_redact *redact, up_str text, up_str name)
{
	for (size_t from = 0; from < text.len;) {
		size_t next;
		up_str line = up_str_trim(up_str_slice(text, from, line_end(text, from, &next)));
		while (line.len && (line.s[line.len - 1] == '\\' || line.s[line.len - 1] == '"'))
			line.len--;
		if (line.len >= PIECE && line.len < text.len && !up_str_starts(line, UP_STR("-----")))
			add_needle(redact, line, 0, name);
		from = next;
	}
}

void up_redact_add(struct up_redact *redact, up_str secret, up_span at, up_str name)
{
	name = up_arena_copy(redact->arena, name);
	secret = up_arena_copy(redact->arena, secret);
	up_str written = up_str_slice(redact->bytes, at.start, at.end);
	add_needle(redact, secret, shown_of(secret), name);
	add_lines(redact, secret, name);
	if (!written.len)
		return;
	size_t shown = secret.len < SHOWN_FROM && secret.len ? 0 : shown_of(written);
	if (!up_str_eq(written, secret)) {
		add_needle(redact, written, shown, name);
		add_lines(redact, written, name);
	}
	redact->places = up_grow(redact->places, &redact->places_capacity, redact->n_places + 1, sizeof *redact->places);
	redact->places[redact->n_places++] = (struct place){ .at = { at.start, (uint32_t)(at.start + written.len) },
							     .shown_to = at.start + (uint32_t)shown,
							     .name = name };
}

static int needle_cmp(const void *a, const void *b)
{
	const struct needle *x = a, *y = b;
	int order = up_str_cmp(x->text, y->text);
	if (!order)
		order = (x->shown > y->shown) - (x->shown < y->shown);
	return order ? order : up_str_cmp(x->name, y->name);
}

static int place_cmp(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->at.start != y->at.start)
		return x->at.start < y->at.start ? -1 : 1;
	if (x->at.end != y->at.end)
		return x->at.end > y->at.end ? -1 : 1;
	return up_str_cmp(x->name, y->name);
}

static unsigned pair_at(up_str text, size_t at)
{
	return (unsigned)(unsigned char)text.s[at] << 8 | (unsigned char)text.s[at + 1];
}

/* Needles that are equal become one, the one that shows least; each learns the longest other one that it begins with. */
static void settle_needles(struct up_redact *redact)
{
	size_t n = 0;
	for (size_t i = 0; i < redact->n_needles; i++) {
		struct needle *needle = &redact->needles[i];
		if (n && up_str_eq(redact->needles[n - 1].text, needle->text))
			continue;
		redact->needles[n++] = *needle;
	}
	redact->n_needles = n;
	for (size_t i = 0; i < n; i++) {
		struct needle *needle = &redact->needles[i];
		uint32_t shorter = i ? (uint32_t)(i - 1) : NOBODY;
		while (shorter != NOBODY && !up_str_starts(needle->text, redact->needles[shorter].text))
			shorter = redact->needles[shorter].shorter;
		needle->shorter = shorter;
		if (needle->text.len < 2)
			continue;
		unsigned pair = pair_at(needle->text, 0);
		redact->begins[pair / 64] |= (uint64_t)1 << pair % 64;
	}
}

void up_redact_ready(struct up_redact *redact)
{
	if (redact->n_needles)
		qsort(redact->needles, redact->n_needles, sizeof *redact->needles, needle_cmp);
	settle_needles(redact);
	if (redact->n_places)
		qsort(redact->places, redact->n_places, sizeof *redact->places, place_cmp);
	for (size_t i = 0; i < redact->n_places; i++) {
		uint32_t before = i ? redact->places[i - 1].end_so_far : 0;
		redact->places[i].end_so_far = redact->places[i].at.end > before ? redact->places[i].at.end : before;
	}
}

/* --- looking for them ------------------------------------------------------------------------------------------------- */

struct hit {
	size_t len, shown;
	const struct needle *needle; /* NULL: none */
};

static size_t common(up_str a, up_str b)
{
	size_t most = a.len < b.len ? a.len : b.len, n = 0;
	while (n < most && a.s[n] == b.s[n])
		n++;
	return n;
}

static bool stands_alone(up_str text, size_t at, size_t len)
{
	return (!at || !is_word_byte(text.s[at - 1])) && (at + len >= text.len || !is_word_byte(text.s[at + len]));
}

static bool is_spared(const struct needle *needle, const up_str *spared, size_t n_spared)
{
	for (size_t i = 0; needle->is_word && i < n_spared; i++)
		if (up_str_contains(spared[i], needle->text))
			return true;
	return false;
}

static bool fits(const struct needle *needle, up_str text, size_t at)
{
	if (!needle->is_word)
		return true;
	if (needle->text.len < WORD_FROM)
		return needle->text.len == text.len;
	return stands_alone(text, at, needle->text.len);
}

/* The number of needles that are not greater than `rest`. */
static size_t count_upto(const struct up_redact *redact, up_str rest)
{
	size_t low = 0, high = redact->n_needles;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (up_str_cmp(redact->needles[middle].text, rest) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The beginning of a needle that is followed by something else: the text was cut. */
static void try_piece(const struct needle *needle, up_str rest, struct hit *hit)
{
	size_t n = common(needle->text, rest);
	if (n >= needle->shown + PIECE && n > hit->len && !needle->is_word)
		*hit = (struct hit){ n, needle->shown, needle };
}

/* What is to be hidden from `at` on. */
static struct hit hit_at(const struct up_redact *redact, up_str text, size_t at, const up_str *spared, size_t n_spared)
{
	struct hit hit = { 0 };
	bool is_all = !at && text.len == 1; /* a secret of one byte has no pair */
	if (!is_all && (at + 1 >= text.len || !(redact->begins[pair_at(text, at) / 64] >> pair_at(text, at) % 64 & 1)))
		return hit;
	up_str rest = up_str_slice(text, at, text.len);
	size_t n = count_upto(redact, rest);
	for (uint32_t i = n ? (uint32_t)(n - 1) : NOBODY; i != NOBODY; i = redact->needles[i].shorter) {
		const struct needle *needle = &redact->needles[i];
		if (!up_str_starts(rest, needle->text) || !fits(needle, text, at) || is_spared(needle, spared, n_spared))
			continue;
		hit = (struct hit){ needle->text.len, needle->shown, needle };
		break;
	}
	if (n)
		try_piece(&redact->needles[n - 1], rest, &hit);
	if (n < redact->n_needles)
		try_piece(&redact->needles[n], rest, &hit);
	return hit;
}

static struct hit next_hit(const struct up_redact *redact, up_str text, const up_str *spared, size_t n_spared, size_t *at)
{
	for (; *at < text.len; ++*at) {
		struct hit hit = hit_at(redact, text, *at, spared, n_spared);
		if (hit.needle)
			return hit;
	}
	return (struct hit){ 0 };
}

up_str up_redact_text(const struct up_redact *redact, up_str text, const up_str *spared, size_t n_spared, struct up_arena *arena)
{
	size_t at = 0, done = 0;
	if (!redact->n_needles)
		return text;
	struct up_buf out = { 0 };
	for (struct hit hit; (hit = next_hit(redact, text, spared, n_spared, &at)).needle; done = at) {
		up_buf_add(&out, up_str_slice(text, done, at + hit.shown));
		up_buf_add_s(&out, "\xe2\x80\xa6");
		at += hit.len;
	}
	if (!done)
		return text;
	up_buf_add(&out, up_str_slice(text, done, text.len));
	return up_arena_take(arena, &out);
}

bool up_redact_finds(const struct up_redact *redact, up_str text)
{
	size_t at = 0;
	return redact->n_needles && next_hit(redact, text, NULL, 0, &at).needle;
}

/* --- parts of the source ---------------------------------------------------------------------------------------------- */

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
	for (struct hit hit; redact->n_needles && (hit = next_hit(redact, text, NULL, 0, &from)).needle; from += hit.len) {
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
			up_buf_printf(&out, "<%.*s>", UP_FMT(interval->name));
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
