/* Masking: the secrets, and texts that may hold them. Texts are sorted, so that what stands at one place of a text is met by a binary search; places are
 * sorted by their start. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "run/redact-private.h"

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

void up_redact_name_by(struct up_redact *redact, up_redact_name *name, void *data)
{
	redact->name = name;
	redact->name_data = data;
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
	up_str written = up_str_slice(redact->bytes, at.start, at.end);
	secret = up_str_eq(written, secret) ? written : up_arena_copy(redact->arena, secret);
	name = redact->name ? secret : up_arena_copy(redact->arena, name);
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

size_t up_redact_common(up_str a, up_str b)
{
	size_t most = a.len < b.len ? a.len : b.len, n = 0;
	while (n < most && a.s[n] == b.s[n])
		n++;
	return n;
}

bool up_redact_stands_alone(up_str text, size_t at, size_t len)
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
	return up_redact_stands_alone(text, at, needle->text.len);
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
	size_t n = up_redact_common(needle->text, rest);
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

/* Another one may begin inside of it and go on behind it. */
static void extend(const struct up_redact *redact, up_str text, const up_str *spared, size_t n_spared, size_t at, struct hit *hit)
{
	for (size_t inside = at + 1; inside < at + hit->len; inside++) {
		struct hit other = hit_at(redact, text, inside, spared, n_spared);
		if (other.needle && inside + other.len > at + hit->len)
			hit->len = inside + other.len - at;
	}
}

struct hit up_redact_next(const struct up_redact *redact, up_str text, const up_str *spared, size_t n_spared, size_t *at)
{
	for (; *at < text.len; ++*at) {
		struct hit hit = hit_at(redact, text, *at, spared, n_spared);
		if (!hit.needle)
			continue;
		extend(redact, text, spared, n_spared, *at, &hit);
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
	for (struct hit hit; (hit = up_redact_next(redact, text, spared, n_spared, &at)).needle; done = at) {
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
	return redact->n_needles && up_redact_next(redact, text, NULL, 0, &at).needle;
}
