/* Byte views: comparing, searching, trimming. */
#include "base/str.h"

int up_str_cmp(up_str a, up_str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.s, b.s, shorter) : 0;
	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool up_str_starts_nocase(up_str str, up_str prefix)
{
	if (str.len < prefix.len)
		return false;
	for (size_t i = 0; i < prefix.len; i++)
		if (up_lower(str.s[i]) != up_lower(prefix.s[i]))
			return false;
	return true;
}

bool up_str_ends_nocase(up_str str, up_str suffix)
{
	return str.len >= suffix.len && up_str_eq_nocase(up_str_slice(str, str.len - suffix.len, str.len), suffix);
}

bool up_str_eq_nocase(up_str a, up_str b)
{
	return a.len == b.len && up_str_starts_nocase(a, b);
}

enum {
	SHORT_BYTES = 256
};

/* memmem prepares a table for every call, which costs more than looking at a file name does. */
static size_t find_short(up_str str, up_str needle, size_t from)
{
	if (!needle.len)
		return from;
	for (size_t at = from; at + needle.len <= str.len; at++) {
		const char *first = memchr(str.s + at, needle.s[0], str.len - needle.len + 1 - at);
		if (!first)
			return SIZE_MAX;
		at = (size_t)(first - str.s);
		if (!memcmp(first, needle.s, needle.len))
			return at;
	}
	return SIZE_MAX;
}

size_t up_str_find(up_str str, up_str needle, size_t from)
{
	if (from > str.len || !str.s)
		return SIZE_MAX;
	if (str.len - from < SHORT_BYTES)
		return find_short(str, needle, from);
	const char *hit = memmem(str.s + from, str.len - from, needle.s, needle.len);
	return hit ? (size_t)(hit - str.s) : SIZE_MAX;
}

size_t up_str_find_byte(up_str str, char byte, size_t from)
{
	if (from >= str.len)
		return SIZE_MAX;
	const char *hit = memchr(str.s + from, byte, str.len - from);
	return hit ? (size_t)(hit - str.s) : SIZE_MAX;
}

bool up_str_contains(up_str str, up_str needle)
{
	return up_str_find(str, needle, 0) != SIZE_MAX;
}

static bool stands_at(up_str words, up_str word, size_t at)
{
	size_t end = at + word.len;
	return (!at || words.s[at - 1] == ' ') && (end == words.len || words.s[end] == ' ') && !memcmp(words.s + at, word.s, word.len);
}

static bool stands_within(up_str words, up_str word, size_t from, size_t to)
{
	for (size_t at = from; at < to; at++)
		if (words.s[at] == word.s[0] && stands_at(words, word, at))
			return true;
	return false;
}

/* Most questions are answered with no: sixteen places at once are ruled out by the first and the last byte of the word. */
typedef unsigned char block __attribute__((vector_size(16)));

bool up_str_is_listed(up_str word, const char *list)
{
	up_str words = up_str_from(list);
	if (!word.len || word.len > words.len)
		return false;
	size_t n = words.len - word.len + 1, at = 0; /* places */
	block first = (block){ 0 } + (unsigned char)word.s[0], last = (block){ 0 } + (unsigned char)word.s[word.len - 1];
	for (; n - at >= sizeof first; at += sizeof first) {
		block starts, ends;
		memcpy(&starts, words.s + at, sizeof starts);
		memcpy(&ends, words.s + at + word.len - 1, sizeof ends);
		uint64_t halves[2];
		block hits = (block)(starts == first) & (block)(ends == last);
		memcpy(halves, &hits, sizeof halves);
		if ((halves[0] | halves[1]) && stands_within(words, word, at, at + sizeof first))
			return true;
	}
	return stands_within(words, word, at, n);
}

uint64_t up_str_letters(up_str str)
{
	uint64_t letters = 0;
	for (size_t i = 0; i < str.len; i++)
		letters |= UINT64_C(1) << ((unsigned char)str.s[i] & 63);
	return letters;
}

up_str up_str_trim(up_str str)
{
	while (str.len && up_is_space(str.s[0])) {
		str.s++;
		str.len--;
	}
	while (str.len && up_is_space(str.s[str.len - 1]))
		str.len--;
	return str;
}

up_str up_str_basename(up_str path)
{
	size_t start = path.len;
	while (start && path.s[start - 1] != '/')
		start--;
	return up_str_slice(path, start, path.len);
}

bool up_str_to_u64(up_str str, uint64_t *ret_value)
{
	uint64_t value = 0;
	if (!str.len)
		return false;
	for (size_t i = 0; i < str.len; i++) {
		if (!up_is_digit(str.s[i]))
			return false;
		if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(str.s[i] - '0'), &value))
			return false;
	}
	*ret_value = value;
	return true;
}

unsigned up_str_distance(up_str a, up_str b)
{
	enum {
		LONGEST = UP_STR_DISTANCE_MAX
	};
	unsigned row[LONGEST + 1];
	if (a.len > LONGEST || b.len > LONGEST)
		return LONGEST;
	for (unsigned j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned diagonal = row[0];
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			unsigned replace = diagonal + (up_lower(a.s[i - 1]) != up_lower(b.s[j - 1]));
			diagonal = row[j];
			unsigned least = row[j] + 1 < row[j - 1] + 1 ? row[j] + 1 : row[j - 1] + 1;
			row[j] = replace < least ? replace : least;
		}
	}
	return row[b.len];
}

bool up_spans_hold(const up_span *spans, size_t n, uint32_t at)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (spans[middle].end <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && spans[low].start <= at;
}

up_str up_str_next_word(up_str *rest)
{
	size_t n = 0;
	*rest = up_str_trim(*rest);
	while (n < rest->len && !up_is_space(rest->s[n]))
		n++;
	up_str word = up_str_slice(*rest, 0, n);
	*rest = up_str_slice(*rest, n, rest->len);
	return word;
}
