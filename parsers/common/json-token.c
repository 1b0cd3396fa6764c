/* Tokens of JSON and its relatives. */
#include "common/json-token.h"

#include "base/utf8.h"

/* 1: ends or interrupts a run of plain bytes in a string. 2: ends a bare word. */
static const unsigned char classes[256] = {
	['\0'] = 3, 3,          3,          3,         3,         3,         3,         3,         3,         3,         3,
	3,          3,          3,          3,         3,         3,         3,         3,         3,         3,         3,
	3,          3,          3,          3,         3,         3,         3,         3,         3,         3,         [' '] = 2,
	['"'] = 3,  ['\''] = 3, ['\\'] = 1, [','] = 2, [':'] = 2, ['['] = 2, [']'] = 2, ['{'] = 2, ['}'] = 2, ['/'] = 2,
};

struct up_json_string up_json_string_scan(up_str text, uint32_t at)
{
	struct up_json_string string = { 0 };
	const unsigned char *s = (const unsigned char *)text.s;
	unsigned char quote = s[at];
	size_t i = at + 1;
	for (; i < text.len; i++) {
		while (i < text.len && !(classes[s[i]] & 1))
			i++;
		if (i == text.len || s[i] == '\n' || s[i] == '\r')
			break;
		if (s[i] == quote) {
			string.is_closed = true;
			i++;
			break;
		}
		if (s[i] == '\\') {
			string.has_escapes = true;
			i++;
			if (i + 1 < text.len && s[i] == '\r' && s[i + 1] == '\n')
				i++;
		} else if (s[i] < 0x20) {
			string.has_control = true;
		}
	}
	string.end = (uint32_t)(i < text.len ? i : text.len);
	return string;
}

struct decoder {
	struct up_text_builder builder;
	char *bytes; /* NULL: use the builder */
	size_t len;
	uint32_t extras, bad;
};

static void put(struct decoder *d, up_str bytes, uint32_t at, bool verbatim)
{
	if (!d->bytes) {
		if (verbatim)
			up_text_copy(&d->builder, bytes, at);
		else
			up_text_put(&d->builder, bytes, at);
		return;
	}
	memcpy(d->bytes + d->len, bytes.s, bytes.len);
	d->len += bytes.len;
}

static void put_code(struct decoder *d, uint32_t code, uint32_t at)
{
	char utf8[4];
	size_t n = 0;
	if (code < 0x80) {
		utf8[n++] = (char)code;
	} else if (code < 0x800) {
		utf8[n++] = (char)(0xC0 | code >> 6);
	} else if (code < 0x10000) {
		utf8[n++] = (char)(0xE0 | code >> 12);
		utf8[n++] = (char)(0x80 | (code >> 6 & 0x3F));
	} else {
		utf8[n++] = (char)(0xF0 | code >> 18);
		utf8[n++] = (char)(0x80 | (code >> 12 & 0x3F));
		utf8[n++] = (char)(0x80 | (code >> 6 & 0x3F));
	}
	if (code >= 0x80)
		utf8[n++] = (char)(0x80 | (code & 0x3F));
	put(d, (up_str){ utf8, n }, at, false);
}

/* `n` hexadecimal digits at `at`, or UINT32_MAX. */
static uint32_t hex(up_str body, size_t at, size_t n)
{
	uint32_t value = 0;
	if (at + n > body.len)
		return UINT32_MAX;
	for (size_t i = at; i < at + n; i++) {
		char c = up_lower(body.s[i]);
		if (!up_is_digit(c) && !(c >= 'a' && c <= 'f'))
			return UINT32_MAX;
		value = value << 4 | (uint32_t)(up_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return value;
}

/* \uXXXX, two of them for a code point past U+FFFF. A lone surrogate becomes U+FFFD. Returns the bytes past the 'u'. */
static size_t decode_unicode(struct decoder *d, up_str body, size_t at, uint32_t place)
{
	uint32_t code = hex(body, at, 4);
	if (code == UINT32_MAX) {
		d->bad = place;
		return 0;
	}
	if (code < 0xD800 || code > 0xDFFF) {
		put_code(d, code, place);
		return 4;
	}
	uint32_t low = UINT32_MAX;
	if (code < 0xDC00 && at + 6 <= body.len && body.s[at + 4] == '\\' && body.s[at + 5] == 'u')
		low = hex(body, at + 6, 4);
	if (low == UINT32_MAX || low < 0xDC00 || low > 0xDFFF) {
		d->extras |= 1u << UP_JSON_HALF;
		put_code(d, 0xFFFD, place);
		return 4;
	}
	put_code(d, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), place);
	return 10;
}

/* The escape whose backslash stands at body[i]; returns where the text goes on. */
static size_t decode_escape(struct decoder *d, up_str body, size_t i, uint32_t place)
{
	static const char letters[] = "bfnrt\"\\/", meanings[] = "\b\f\n\r\t\"\\/";
	if (i + 1 >= body.len)
		return body.len;
	char c = body.s[i + 1];
	const char *known = c ? strchr(letters, c) : NULL;
	if (known) {
		put(d, (up_str){ &meanings[known - letters], 1 }, place, false);
		return i + 2;
	}
	if (c == 'u')
		return i + 2 + decode_unicode(d, body, i + 2, place);
	if (c == '\r' || c == '\n') {
		d->extras |= 1u << UP_JSON_ESCAPE;
		return i + (c == '\r' && i + 2 < body.len && body.s[i + 2] == '\n' ? 3 : 2);
	}
	uint32_t code = c == 'x' ? hex(body, i + 2, 2) : UINT32_MAX;
	if (code != UINT32_MAX) {
		d->extras |= 1u << UP_JSON_ESCAPE;
		put_code(d, code, place);
		return i + 4;
	}
	if (c == '\'' || c == 'v' || c == '0') {
		d->extras |= 1u << UP_JSON_ESCAPE;
		put_code(d, c == 'v' ? '\v' : c == '0' ? 0 : '\'', place);
		return i + 2;
	}
	d->bad = place;
	return i + 1; /* the byte itself stands, without its backslash */
}

struct up_text up_json_string_decode(struct up_arena *arena, up_str body, uint32_t at, bool mapped, uint32_t *extras, uint32_t *ret_bad)
{
	struct decoder d = { .bad = UINT32_MAX };
	if (mapped)
		up_text_begin(&d.builder, arena);
	else
		d.bytes = up_arena_alloc(arena, body.len + 1); /* no escape is shorter than its meaning */
	for (size_t i = 0; i < body.len;) {
		if (body.s[i] == '\\') {
			size_t next = decode_escape(&d, body, i, at + (uint32_t)i);
			if (next == i + 1) {
				put(&d, up_str_slice(body, i + 1, i + 2), at + (uint32_t)i + 1, true);
				next++;
			}
			i = next;
			continue;
		}
		size_t end = up_str_find_byte(body, '\\', i);
		if (end == SIZE_MAX)
			end = body.len;
		put(&d, up_str_slice(body, i, end), at + (uint32_t)i, true);
		i = end;
	}
	*extras |= d.extras;
	*ret_bad = d.bad;
	if (mapped)
		return up_text_end(&d.builder);
	return up_text_plain((up_str){ d.bytes, d.len }, at);
}

uint32_t up_json_word_end(up_str text, uint32_t at)
{
	size_t i = at + 1;
	while (i < text.len && !(classes[(unsigned char)text.s[i]] & 2))
		i++;
	return (uint32_t)i;
}

static size_t digits(up_str word, size_t at)
{
	while (at < word.len && up_is_digit(word.s[at]))
		at++;
	return at;
}

/* Past `e+5` at `at`, or `at` where there is no exponent; 0 when it has no digits. */
static size_t past_exponent(up_str word, size_t at)
{
	if (at >= word.len || (word.s[at] != 'e' && word.s[at] != 'E'))
		return at;
	size_t i = at + 1;
	if (i < word.len && (word.s[i] == '+' || word.s[i] == '-'))
		i++;
	size_t end = digits(word, i);
	return end == i ? 0 : end;
}

bool up_json_is_number(up_str word)
{
	size_t i = word.len && word.s[0] == '-';
	size_t end = digits(word, i);
	if (end == i || (word.s[i] == '0' && end > i + 1))
		return false;
	if (end < word.len && word.s[end] == '.') {
		i = end + 1;
		end = digits(word, i);
		if (end == i)
			return false;
	}
	return end && past_exponent(word, end) == word.len;
}

bool up_json_is_loose_number(up_str word)
{
	if (word.len && (word.s[0] == '+' || word.s[0] == '-'))
		word = up_str_slice(word, 1, word.len);
	if (up_str_eq(word, UP_STR("Infinity")) || up_str_eq(word, UP_STR("NaN")))
		return true;
	if (up_str_starts_nocase(word, UP_STR("0x"))) {
		size_t i = 2;
		while (i < word.len && (up_is_digit(word.s[i]) || (up_lower(word.s[i]) >= 'a' && up_lower(word.s[i]) <= 'f')))
			i++;
		return word.len > 2 && i == word.len;
	}
	size_t whole = digits(word, 0), end = whole;
	if (end < word.len && word.s[end] == '.')
		end = digits(word, end + 1);
	if (whole == 0 && end < 2)
		return false;
	if (whole > 1 && word.s[0] == '0')
		return false;
	return past_exponent(word, end) == word.len;
}
