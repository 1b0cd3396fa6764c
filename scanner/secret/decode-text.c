/* Texts with escapes, decoded with the place of each byte. What is no valid escape stands for itself. */
#include "core/text.h"
#include "secret/decode.h"

struct escape {
	size_t len; /* of the source; 0 where there is none */
	char bytes[4];
	size_t n_bytes;
};

/* A hexadecimal number of at most `most` digits at `*at`, which moves behind it. Returns how many digits there are. */
static size_t read_hex(up_str text, size_t *at, size_t most, uint32_t *ret_number)
{
	uint32_t number = 0;
	size_t n = 0;
	for (; n < most && *at < text.len && up_is_hex(text.s[*at]); n++, (*at)++)
		number = number << 4 | (uint32_t)up_hex_value(text.s[*at]);
	*ret_number = number;
	return n;
}

static bool is_character(uint32_t code)
{
	return code && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/* The escape of one character: UTF-8. */
static struct escape of_code(uint32_t code, size_t len)
{
	struct escape escape = { .len = len };
	if (code < 0x80) {
		escape.bytes[escape.n_bytes++] = (char)code;
		return escape;
	}
	unsigned n = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3; /* bytes that follow the first */
	static const unsigned char lead[] = { 0, 0xc0, 0xe0, 0xf0 };
	escape.bytes[escape.n_bytes++] = (char)(lead[n] | code >> 6 * n);
	while (n--)
		escape.bytes[escape.n_bytes++] = (char)(0x80 | (code >> 6 * n & 0x3f));
	return escape;
}

static struct escape of_byte(uint32_t byte, size_t len)
{
	return (struct escape){ .len = len, .bytes = { (char)byte }, .n_bytes = 1 };
}

static struct escape read_percent(up_str text, size_t at)
{
	size_t end = at + 1;
	uint32_t byte;
	return read_hex(text, &end, 2, &byte) == 2 ? of_byte(byte, 3) : (struct escape){ 0 };
}

/* \u0041, \u{41}, and two surrogates in a row. */
static struct escape read_backslash_u(up_str text, size_t at)
{
	size_t end = at + 2;
	uint32_t code, low;
	if (end < text.len && text.s[end] == '{') {
		end++;
		if (!read_hex(text, &end, 6, &code) || end >= text.len || text.s[end] != '}' || !is_character(code))
			return (struct escape){ 0 };
		return of_code(code, end + 1 - at);
	}
	if (read_hex(text, &end, 4, &code) != 4)
		return (struct escape){ 0 };
	if (code >= 0xd800 && code < 0xdc00 && end + 1 < text.len && text.s[end] == '\\' && text.s[end + 1] == 'u') {
		end += 2;
		if (read_hex(text, &end, 4, &low) == 4 && low >= 0xdc00 && low < 0xe000)
			return of_code(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), end - at);
	}
	return is_character(code) ? of_code(code, 6) : (struct escape){ 0 };
}

static struct escape read_backslash(up_str text, size_t at)
{
	static const char names[] = "nrtbf\\/\"'", meanings[] = "\n\r\t\b\f\\/\"'";
	if (at + 1 >= text.len || !text.s[at + 1])
		return (struct escape){ 0 };
	char kind = text.s[at + 1];
	if (kind == 'u')
		return read_backslash_u(text, at);
	if (kind == 'x') {
		size_t end = at + 2;
		uint32_t byte;
		return read_hex(text, &end, 2, &byte) == 2 ? of_byte(byte, 4) : (struct escape){ 0 };
	}
	const char *name = strchr(names, kind);
	return name ? of_byte((unsigned char)meanings[name - names], 2) : (struct escape){ 0 };
}

static struct escape read_html_number(up_str text, size_t at)
{
	enum {
		MOST_DIGITS = 8, /* leading zeros included */
	};
	size_t end = at + 2, n = 0;
	uint32_t code = 0;
	if (end < text.len && up_lower(text.s[end]) == 'x') {
		end++;
		n = read_hex(text, &end, MOST_DIGITS - 1, &code);
	} else {
		for (; n < MOST_DIGITS && end < text.len && up_is_digit(text.s[end]); n++, end++)
			code = code * 10 + (uint32_t)(text.s[end] - '0');
	}
	if (!n || end >= text.len || text.s[end] != ';' || !is_character(code))
		return (struct escape){ 0 };
	return of_code(code, end + 1 - at);
}

static struct escape read_html(up_str text, size_t at)
{
	static const struct {
		up_str name;
		char meaning;
	} entities[] = {
		{ { "&amp;", 5 }, '&' },  { { "&lt;", 4 }, '<' },    { { "&gt;", 4 }, '>' },
		{ { "&quot;", 6 }, '"' }, { { "&apos;", 6 }, '\'' },
	};
	if (at + 1 < text.len && text.s[at + 1] == '#')
		return read_html_number(text, at);
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (up_str_starts(up_str_slice(text, at, SIZE_MAX), entities[i].name))
			return of_byte((unsigned char)entities[i].meaning, entities[i].name.len);
	return (struct escape){ 0 };
}

/* Gives the end of the decoded text the place where its source ends, and ends it: one more byte that nobody sees. */
static void end_at(struct up_text_builder *builder, uint32_t end, struct up_text *ret_text)
{
	up_text_put(builder, UP_STR("\0"), end);
	*ret_text = up_text_end(builder);
	ret_text->bytes.len -= ret_text->bytes.len > 0; /* an arena that is full may have refused it */
}

static bool decode_escapes(const struct up_text *text, char sign, struct escape read(up_str, size_t), struct up_arena *arena,
			   struct up_text *ret_text)
{
	struct up_text_builder builder;
	size_t done = 0; /* what stands before it is in the builder */
	up_text_begin(&builder, arena);
	for (size_t at = 0; (at = up_str_find_byte(text->bytes, sign, at)) != SIZE_MAX;) {
		struct escape escape = read(text->bytes, at);
		if (!escape.len) {
			at++;
			continue;
		}
		struct up_text plain = up_text_slice(text, (uint32_t)done, (uint32_t)at);
		up_text_append(&builder, &plain);
		up_text_put(&builder, (up_str){ escape.bytes, escape.n_bytes }, up_text_at(text, (uint32_t)at));
		at += escape.len;
		done = at;
	}
	if (!done)
		return false;
	struct up_text rest = up_text_slice(text, (uint32_t)done, (uint32_t)text->bytes.len);
	up_text_append(&builder, &rest);
	end_at(&builder, up_text_at(text, (uint32_t)text->bytes.len), ret_text);
	return true;
}

/* Characters of the source before byte `i`. */
static uint32_t run_at(bool is_hex, size_t i)
{
	return (uint32_t)(is_hex ? i * 2 : i / 3 * 4 + i % 3);
}

/* Places of a run that stands in the source as it is: a piece for each byte of hex, for each three of base64, and one for the end. */
static bool place_run(struct up_text *text, const struct up_text *run, bool is_hex, struct up_arena *arena)
{
	size_t step = is_hex ? 1 : 3, n = (text->bytes.len + step - 1) / step + 1;
	if (!up_arena_may_take(arena, n * sizeof *text->pieces))
		return false;
	struct up_piece *pieces = up_arena_alloc(arena, n * sizeof *pieces);
	for (size_t i = 0; i + 1 < n; i++)
		pieces[i] = (struct up_piece){ (uint32_t)(i * step), run->at + run_at(is_hex, i * step) };
	pieces[n - 1] = (struct up_piece){ (uint32_t)text->bytes.len, run->at + (uint32_t)run->bytes.len };
	text->pieces = pieces;
	text->n_pieces = (uint32_t)n;
	return true;
}

/* up_text_at for offsets that grow: *piece is where the last one was found, 0 at first. */
static uint32_t place_after(const struct up_text *text, uint32_t offset, uint32_t *piece)
{
	uint32_t at = text->skip + offset;
	while (*piece + 1 < text->n_pieces && text->pieces[*piece + 1].text <= at)
		++*piece;
	const struct up_piece *here = &text->pieces[*piece];
	return at >= here->text ? here->at + (at - here->text) : here->at;
}

/* The piece in which the text begins. */
static uint32_t first_piece(const struct up_text *text)
{
	uint32_t low = 0, high = text->n_pieces;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (text->pieces[middle].text <= text->skip)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static bool decode_run(const struct up_text *run, bool is_hex, struct up_arena *arena, struct up_text *ret_text)
{
	size_t room = is_hex ? run->bytes.len / 2 : up_base64_room(run->bytes.len), len = 0;
	if (!run->bytes.len || !up_arena_may_take(arena, room))
		return false;
	struct up_arena_mark mark = up_arena_mark(arena);
	unsigned char *bytes = up_arena_alloc(arena, room + 1);
	if (!(is_hex ? up_hex_to(run->bytes, bytes, &len) : up_base64_to(run->bytes, bytes, &len)) || !len) {
		up_arena_rewind(arena, &mark);
		return false;
	}
	bytes[len] = '\0';
	if (!run->n_pieces) {
		*ret_text = (struct up_text){ .bytes = { (const char *)bytes, len } };
		return place_run(ret_text, run, is_hex, arena);
	}
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	uint32_t piece = first_piece(run);
	for (size_t i = 0; i < len; i++)
		up_text_copy(&builder, (up_str){ (const char *)bytes + i, 1 }, place_after(run, run_at(is_hex, i), &piece));
	end_at(&builder, up_text_at(run, (uint32_t)run->bytes.len), ret_text);
	return true;
}

const char *up_coding_name(enum up_coding coding)
{
	static const char *const names[_UP_CODING_MAX] = { "base64", "hex", "percent", "backslash", "html" };
	return names[coding];
}

bool up_decode_text(enum up_coding coding, const struct up_text *text, struct up_arena *arena, struct up_text *ret_text)
{
	switch (coding) {
	case UP_CODING_BASE64:
	case UP_CODING_HEX:
		return decode_run(text, coding == UP_CODING_HEX, arena, ret_text);
	case UP_CODING_PERCENT:
		return decode_escapes(text, '%', read_percent, arena, ret_text);
	case UP_CODING_BACKSLASH:
		return decode_escapes(text, '\\', read_backslash, arena, ret_text);
	case UP_CODING_HTML:
		return decode_escapes(text, '&', read_html, arena, ret_text);
	default:
		return false;
	}
}
