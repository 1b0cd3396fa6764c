/* Byte views. A up_str does not own its bytes, may hold any byte (also NUL and invalid UTF-8) and is not terminated.
 * Spans are byte offsets into one source, which is never larger than 4 GiB (UP_LIMIT_FILE_BYTES is far below). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct up_str {
	const char *s;
	size_t len;
} up_str;

/* [start, end) in bytes of the source that the span belongs to. */
typedef struct up_span {
	uint32_t start, end;
} up_span;

#define UP_STR(literal) ((up_str){ "" literal, sizeof(literal) - 1 })
#define UP_STR_NULL ((up_str){ NULL, 0 })
/* For "%.*s". */
#define UP_FMT(str) (int)(str).len, (str).s ? (str).s : ""

static inline up_str up_str_from(const char *s)
{
	return (up_str){ s, s ? strlen(s) : 0 };
}

static inline up_str up_str_range(const char *start, const char *end)
{
	return (up_str){ start, (size_t)(end - start) };
}

/* The bytes [start, end) of `str`; both are cut to its length. */
static inline up_str up_str_slice(up_str str, size_t start, size_t end)
{
	if (end > str.len)
		end = str.len;
	if (start > end)
		start = end;
	return (up_str){ str.s ? str.s + start : NULL, end - start };
}

static inline bool up_str_eq(up_str a, up_str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
}

static inline bool up_str_starts(up_str str, up_str prefix)
{
	return str.len >= prefix.len && (prefix.len == 0 || memcmp(str.s, prefix.s, prefix.len) == 0);
}

static inline bool up_str_ends(up_str str, up_str suffix)
{
	return str.len >= suffix.len && (suffix.len == 0 || memcmp(str.s + str.len - suffix.len, suffix.s, suffix.len) == 0);
}

/* Bytewise order, shorter first; the order of every report. */
int up_str_cmp(up_str a, up_str b);
/* ASCII only: the formats that ignore case do so for ASCII keywords. */
bool up_str_eq_nocase(up_str a, up_str b);
bool up_str_starts_nocase(up_str str, up_str prefix);
bool up_str_ends_nocase(up_str str, up_str suffix);
/* The offset of the first `needle` at or after `from`, or SIZE_MAX. */
size_t up_str_find(up_str str, up_str needle, size_t from);
size_t up_str_find_byte(up_str str, char byte, size_t from);
bool up_str_contains(up_str str, up_str needle);
/* Is it one of the words of `list`, which stand with a blank between each? */
bool up_str_is_listed(up_str word, const char *list);
/* Which bytes stand in the text, a bit for each value modulo 64: a text that lacks a bit of a needle cannot hold it. For one name and many needles. */
uint64_t up_str_letters(up_str str);
/* Without leading and trailing spaces, tabs, CR and LF. */
up_str up_str_trim(up_str str);
/* The next word of *rest, blanks round it left out, and goes past it; empty at the end. */
up_str up_str_next_word(up_str *rest);
/* The part after the last '/', or all of it. */
up_str up_str_basename(up_str path);
/* An unsigned decimal number that fills `str` whole and fits; false otherwise. */
bool up_str_to_u64(up_str str, uint64_t *ret_value);

/* Does one of the spans hold the place? They are sorted and do not overlap. */
bool up_spans_hold(const up_span *spans, size_t n, uint32_t at);

/* Edits (insert, delete, replace a byte, case aside) from a to b, for "did you mean"; words longer than this count as far apart. */
enum {
	UP_STR_DISTANCE_MAX = 64,
};
unsigned up_str_distance(up_str a, up_str b);

static inline bool up_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool up_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static inline bool up_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool up_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool up_is_alnum(char c)
{
	return up_is_alpha(c) || up_is_digit(c);
}

/* Of a hexadecimal digit in either case; -1: it is none. */
static inline int up_hex_value(char c)
{
	if (up_is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static inline bool up_is_hex(char c)
{
	return up_hex_value(c) >= 0;
}

static inline char up_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}
