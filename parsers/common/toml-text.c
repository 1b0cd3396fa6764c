/* Words of TOML. */
#include "common/toml-text.h"

#include "base/utf8.h"

uint32_t up_toml_control(up_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.s[i];
		if (c >= 0x20 ? c == 0x7F : c != '\t' && c != '\n' && !(c == '\r' && i + 1 < text.len && text.s[i + 1] == '\n'))
			return (uint32_t)i;
	}
	return UINT32_MAX;
}

uint32_t up_toml_key_end(up_str text, uint32_t at)
{
	while (at < text.len && (up_is_alnum(text.s[at]) || text.s[at] == '_' || text.s[at] == '-' || (unsigned char)text.s[at] >= 0x80))
		at++;
	return at;
}

static bool is_break(char c)
{
	return c == '\n' || c == '\r';
}

/* Past the closing quotes of a multi-line string; up to two quotes may stand before them. */
static uint32_t multiline_end(up_str text, uint32_t i, char quote, struct up_toml_string *string)
{
	for (; i < text.len; i++) {
		char c = text.s[i];
		if (c == '\\' && quote == '"') {
			string->has_escapes = true;
			i++;
			continue;
		}
		if (c != quote)
			continue;
		uint32_t n = 1;
		while (n < 5 && i + n < text.len && text.s[i + n] == quote)
			n++;
		if (n >= 3) {
			string->is_closed = true;
			string->body.end = i + n - 3;
			return i + n;
		}
		i += n - 1;
	}
	string->body.end = (uint32_t)text.len;
	return (uint32_t)text.len;
}

struct up_toml_string up_toml_string_scan(up_str text, uint32_t at)
{
	char quote = text.s[at];
	struct up_toml_string string = { .is_literal = quote == '\'' };
	if (at + 2 < text.len && text.s[at + 1] == quote && text.s[at + 2] == quote) {
		string.is_multiline = true;
		string.body.start = at + 3;
		string.end = multiline_end(text, at + 3, quote, &string);
		return string;
	}
	uint32_t i = at + 1;
	for (; i < text.len; i++) {
		while (i < text.len && (unsigned char)text.s[i] > '\\')
			i++; /* most letters: nothing that matters here is above the backslash */
		if (i == text.len || text.s[i] == quote || is_break(text.s[i]))
			break;
		if (text.s[i] == '\\' && quote == '"') {
			string.has_escapes = true;
			i += i + 1 < text.len && !is_break(text.s[i + 1]);
		}
	}
	string.is_closed = i < text.len && text.s[i] == quote;
	string.body = (up_span){ at + 1, i };
	string.end = i + string.is_closed;
	return string;
}

/* The code point of `n` hexadecimal digits at `at`, or UINT32_MAX. */
static uint32_t code_point(up_str text, size_t at, size_t n)
{
	uint32_t code = 0;
	if (at + n > text.len)
		return UINT32_MAX;
	for (size_t i = at; i < at + n; i++) {
		char c = up_lower(text.s[i]);
		if (!up_is_digit(c) && !(c >= 'a' && c <= 'f'))
			return UINT32_MAX;
		code = code << 4 | (uint32_t)(up_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? UINT32_MAX : code;
}

/* A backslash at the end of a line swallows the line end and every blank after it. Returns SIZE_MAX when there is more on the line. */
static size_t past_folded_line(up_str body, size_t i)
{
	size_t end = i + 1;
	bool breaks = false;
	while (end < body.len && up_is_space(body.s[end])) {
		breaks |= is_break(body.s[end]);
		end++;
	}
	return breaks ? end : SIZE_MAX;
}

/* Decodes the escape at body[i]; returns where the text goes on, or 0 when it means nothing. */
static size_t decode_escape(struct up_buf *out, up_str body, size_t i, bool is_multiline)
{
	static const char letters[] = "btnfre\"\\", meanings[] = "\b\t\n\f\r\033\"\\";
	char c = i + 1 < body.len ? body.s[i + 1] : '\0';
	const char *known = c ? strchr(letters, c) : NULL;
	if (known) {
		up_buf_add_byte(out, meanings[known - letters]);
		return i + 2;
	}
	size_t n = c == 'u' ? 4 : c == 'U' ? 8 : c == 'x' ? 2 : 0;
	uint32_t code = n ? code_point(body, i + 2, n) : UINT32_MAX;
	if (code != UINT32_MAX) {
		up_utf8_encode(out, code);
		return i + 2 + n;
	}
	size_t folded = is_multiline ? past_folded_line(body, i) : SIZE_MAX;
	return folded == SIZE_MAX ? 0 : folded;
}

up_str up_toml_string_decode(struct up_arena *arena, up_str text, const struct up_toml_string *string, uint32_t *ret_bad, uint32_t *ret_new)
{
	up_str body = up_str_slice(text, string->body.start, string->body.end);
	size_t skipped = 0;
	*ret_bad = *ret_new = UINT32_MAX;
	if (string->is_multiline && body.len && is_break(body.s[0]))
		skipped = body.s[0] == '\r' && body.len > 1 && body.s[1] == '\n' ? 2 : 1;
	body = up_str_slice(body, skipped, body.len);
	if (!string->has_escapes)
		return body;
	struct up_buf out = { 0 };
	for (size_t i = 0; i < body.len;) {
		size_t end = up_str_find_byte(body, '\\', i);
		if (end == SIZE_MAX)
			end = body.len;
		up_buf_add(&out, up_str_slice(body, i, end));
		if (end == body.len)
			break;
		i = decode_escape(&out, body, end, string->is_multiline);
		if (i && (body.s[end + 1] == 'e' || body.s[end + 1] == 'x'))
			*ret_new = string->body.start + (uint32_t)(skipped + end);
		if (i)
			continue;
		*ret_bad = string->body.start + (uint32_t)(skipped + end);
		up_buf_add_byte(&out, '\\');
		i = end + 1;
	}
	return up_arena_take(arena, &out);
}

static size_t digits(up_str s, size_t at)
{
	while (at < s.len && up_is_digit(s.s[at]))
		at++;
	return at;
}

/* 1979-05-27 and 07:32, by their digits alone. */
static bool has_date(up_str s)
{
	return s.len >= 10 && digits(s, 0) == 4 && s.s[4] == '-' && digits(s, 5) == 7 && s.s[7] == '-' && digits(s, 8) == 10;
}

static bool has_time(up_str s)
{
	return s.len >= 5 && digits(s, 0) == 2 && s.s[2] == ':' && digits(s, 3) == 5;
}

static int number_at(up_str s, size_t at, size_t n)
{
	int value = 0;
	for (size_t i = at; i < at + n; i++)
		value = value * 10 + (s.s[i] - '0');
	return value;
}

static bool is_date(up_str s)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (!has_date(s) || s.len != 10)
		return false;
	int year = number_at(s, 0, 4), month = number_at(s, 5, 2), day = number_at(s, 8, 2);
	if (month < 1 || month > 12)
		return false;
	bool is_leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day >= 1 && day <= days[month - 1] + is_leap;
}

static bool is_hour_and_minute(up_str s)
{
	return has_time(s) && number_at(s, 0, 2) <= 23 && number_at(s, 3, 2) <= 59;
}

/* 07:32, 07:32:00, 07:32:00.999, with Z or an offset behind it where `has_zone` allows one. */
static bool is_time(up_str s, bool has_zone)
{
	size_t end = 5;
	if (!is_hour_and_minute(s))
		return false;
	if (end < s.len && s.s[end] == ':') {
		if (digits(s, 6) != 8 || number_at(s, 6, 2) > 60)
			return false;
		end = 8;
		if (end < s.len && s.s[end] == '.') {
			end = digits(s, 9);
			if (end == 9)
				return false;
		}
	}
	up_str zone = up_str_slice(s, end, s.len);
	if (!zone.len || !has_zone)
		return !zone.len;
	if (zone.s[0] == '+' || zone.s[0] == '-')
		return zone.len == 6 && is_hour_and_minute(up_str_slice(zone, 1, 6));
	return zone.len == 1 && (zone.s[0] == 'Z' || zone.s[0] == 'z');
}

static bool ends_bare(char c)
{
	return up_is_space(c) || c == ',' || c == ']' || c == '}' || c == '#' || c == '=' || c == '"' || c == '\'' || c == '[' || c == '{';
}

uint32_t up_toml_bare_end(up_str text, uint32_t at)
{
	uint32_t end = at;
	while (end < text.len && !ends_bare(text.s[end]))
		end++;
	/* "1979-05-27 07:32:00" is one value */
	if (end - at == 10 && has_date(up_str_slice(text, at, end)) && end + 1 < text.len && text.s[end] == ' ' &&
	    has_time(up_str_slice(text, end + 1, end + 6))) {
		end++;
		while (end < text.len && !ends_bare(text.s[end]))
			end++;
	}
	return end;
}

/* Digits with single underscores between them; returns the end, or `at` where there are none. */
static size_t number_part(up_str s, size_t at, const char *allowed)
{
	size_t i = at;
	while (i < s.len && s.s[i] && (strchr(allowed, s.s[i]) || (s.s[i] == '_' && i > at && s.s[i - 1] != '_')))
		i++;
	return i > at && s.s[i - 1] == '_' ? at : i;
}

static const char decimal[] = "0123456789";

/* .25 and e+5, both optional, to the end. */
static bool is_fraction_and_exponent(up_str s, size_t end)
{
	if (end < s.len && s.s[end] == '.') {
		size_t fraction = end + 1;
		end = number_part(s, fraction, decimal);
		if (end == fraction)
			return false;
	}
	if (end < s.len && (s.s[end] == 'e' || s.s[end] == 'E')) {
		size_t exponent = end + 1;
		if (exponent < s.len && (s.s[exponent] == '+' || s.s[exponent] == '-'))
			exponent++;
		end = number_part(s, exponent, decimal);
		if (end == exponent)
			return false;
	}
	return end == s.len;
}

static bool is_number(up_str s)
{
	if (up_str_starts(s, UP_STR("0x")))
		return s.len > 2 && number_part(s, 2, "0123456789abcdefABCDEF") == s.len;
	if (up_str_starts(s, UP_STR("0o")))
		return s.len > 2 && number_part(s, 2, "01234567") == s.len;
	if (up_str_starts(s, UP_STR("0b")))
		return s.len > 2 && number_part(s, 2, "01") == s.len;
	if (s.len && (s.s[0] == '+' || s.s[0] == '-'))
		s = up_str_slice(s, 1, s.len);
	if (up_str_eq(s, UP_STR("inf")) || up_str_eq(s, UP_STR("nan")))
		return true;
	size_t end = number_part(s, 0, decimal);
	return end && !(end > 1 && s.s[0] == '0') && is_fraction_and_exponent(s, end);
}

bool up_toml_is_value(up_str bare)
{
	if (up_str_eq(bare, UP_STR("true")) || up_str_eq(bare, UP_STR("false")) || is_number(bare) || is_time(bare, false))
		return true;
	if (!is_date(up_str_slice(bare, 0, 10)))
		return false;
	bool has_separator = bare.len > 10 && (bare.s[10] == 'T' || bare.s[10] == 't' || bare.s[10] == ' ');
	return bare.len == 10 || (has_separator && is_time(up_str_slice(bare, 11, bare.len), true));
}

bool up_toml_lacks_seconds(up_str bare)
{
	size_t colon = up_str_find_byte(bare, ':', 0);
	return colon != SIZE_MAX && (colon + 3 >= bare.len || bare.s[colon + 3] != ':');
}
