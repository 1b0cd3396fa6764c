/* Plain bytes in regular expressions. */
#include "base/regex-literal.h"

static bool is_plain(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-';
}

/* (?i) and its kin change what plain bytes mean. */
static bool has_flags(up_str pattern)
{
	for (size_t at = 0; (at = up_str_find(pattern, UP_STR("(?"), at)) != SIZE_MAX; at += 2)
		if (at + 2 < pattern.len && (up_is_alpha(pattern.s[at + 2]) || pattern.s[at + 2] == '-' || pattern.s[at + 2] == '^'))
			return true;
	return false;
}

static size_t past_braces(up_str pattern, size_t at)
{
	if (at >= pattern.len || pattern.s[at] != '{')
		return at;
	size_t close = up_str_find_byte(pattern, '}', at);
	return close == SIZE_MAX ? pattern.len : close + 1;
}

/* Past the escape whose backslash stands at `at`: \x27, \x{27}, \p{L}, \b. */
static size_t past_escape(up_str pattern, size_t at)
{
	if (at + 1 >= pattern.len)
		return pattern.len;
	char c = pattern.s[at + 1];
	size_t i = at + 2;
	if (c == 'x' && (i >= pattern.len || pattern.s[i] != '{')) {
		size_t end = i + 2;
		while (i < end && i < pattern.len && up_is_alnum(pattern.s[i]))
			i++;
		return i;
	}
	while (up_is_digit(c) && i < pattern.len && up_is_digit(pattern.s[i]))
		i++;
	return up_is_alpha(c) ? past_braces(pattern, i) : i;
}

/* Past the class whose bracket stands at `at`. */
static size_t past_class(up_str pattern, size_t at)
{
	size_t i = at + 1;
	if (i < pattern.len && pattern.s[i] == '^')
		i++;
	if (i < pattern.len && pattern.s[i] == ']')
		i++;
	while (i < pattern.len && pattern.s[i] != ']') {
		size_t posix = up_str_starts(up_str_slice(pattern, i, pattern.len), UP_STR("[:")) ? up_str_find(pattern, UP_STR(":]"), i)
												  : SIZE_MAX;
		i = posix != SIZE_MAX ? posix + 2 : pattern.s[i] == '\\' ? i + 2 : i + 1;
	}
	return i < pattern.len ? i + 1 : pattern.len;
}

/* Past one element: a byte, an escape, a class, a bracket, a repetition in braces. */
static size_t past_element(up_str pattern, size_t at)
{
	switch (pattern.s[at]) {
	case '\\':
		return past_escape(pattern, at);
	case '[':
		return past_class(pattern, at);
	case '{':
		return past_braces(pattern, at);
	default:
		return at + 1;
	}
}

static bool makes_optional(char c)
{
	return c == '?' || c == '*' || c == '{';
}

up_str up_regex_literal(up_str pattern)
{
	up_str best = UP_STR("");
	size_t start = 0, depth = 0;
	if (has_flags(pattern))
		return best;
	for (size_t i = 0;;) {
		char c = i < pattern.len ? pattern.s[i] : '\0';
		if (!depth && is_plain(c)) {
			i++;
			continue;
		}
		/* A repetition makes the byte before it optional. */
		size_t end = makes_optional(c) && i > start ? i - 1 : i;
		if (!depth && end > start && end - start > best.len)
			best = up_str_slice(pattern, start, end);
		if (i >= pattern.len)
			return best;
		if (c == '|' && !depth)
			return UP_STR("");
		depth += c == '(';
		depth -= c == ')' && depth;
		start = i = past_element(pattern, i);
	}
}

up_str up_regex_group(up_str pattern)
{
	size_t start = 0, depth = 0;
	if (has_flags(pattern))
		return UP_STR("");
	for (size_t i = 0; i < pattern.len; i = past_element(pattern, i)) {
		up_str rest = up_str_slice(pattern, i, pattern.len);
		if (rest.s[0] == '|' && !depth)
			return UP_STR("");
		if (rest.s[0] == '(' && !depth++) {
			bool plain = up_str_starts(rest, UP_STR("(?:"));
			if (!plain && rest.len > 1 && (rest.s[1] == '?' || rest.s[1] == '*'))
				return UP_STR("");
			start = plain ? i + 3 : i + 1;
		} else if (rest.s[0] == ')' && depth && !--depth) {
			return rest.len > 1 && makes_optional(rest.s[1]) ? UP_STR("") : up_str_slice(pattern, start, i);
		}
	}
	return UP_STR("");
}

bool up_regex_next_alternative(up_str group, size_t *at, up_str *ret_alternative)
{
	if (*at > group.len || !group.len)
		return false;
	size_t depth = 0, i = *at;
	while (i < group.len && (depth || group.s[i] != '|')) {
		depth += group.s[i] == '(';
		depth -= group.s[i] == ')' && depth;
		i = past_element(group, i);
	}
	*ret_alternative = up_str_slice(group, *at, i);
	*at = i + 1;
	return true;
}
