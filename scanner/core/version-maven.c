/* Maven's order (maven.apache.org/pom.html, "Version Order Specification"): tokens between dots, hyphens and changes of digits and letters, without the
 * trailing ones that say nothing. Tokens are read as they are compared; nothing is kept, so a version may be of any length. */
#include "core/version-schemes.h"

struct token {
	char prefix; /* '.' or '-'; of the first '.' */
	bool is_number;
	up_str text;
	bool is_before_digit; /* "a1": a is alpha */
};

static bool is_separator(char c)
{
	return c == '.' || c == '-' || c == '_';
}

/* The token at *at, which moves behind it. False at the end. */
static bool next_token(up_str version, size_t *at, struct token *token)
{
	if (*at >= version.len)
		return false;
	size_t start = *at;
	token->prefix = '.';
	if (start && is_separator(version.s[start]))
		token->prefix = version.s[start++] == '.' ? '.' : '-';
	else if (start)
		token->prefix = '-'; /* a change of digits and letters */
	size_t end = start;
	token->is_number = end < version.len && up_is_digit(version.s[end]);
	while (end < version.len && !is_separator(version.s[end]) && up_is_digit(version.s[end]) == token->is_number)
		end++;
	token->text = up_str_slice(version, start, end);
	token->is_before_digit = end < version.len && up_is_digit(version.s[end]);
	if (!token->text.len) {
		token->text = UP_STR("0");
		token->is_number = true;
	}
	*at = end;
	return true;
}

/* "alpha" 0 … "" 6, "sp" 7; anything else 8, in the order of the alphabet. */
static int qualifier_rank(const struct token *token)
{
	static const char *const ranks[] = { "alpha", "beta", "milestone", "rc", "snapshot", "", "sp" };
	static const char *const shorts[] = { "a", "b", "m" };
	for (int i = 0; token->is_before_digit && i < 3; i++)
		if (up_str_eq_nocase(token->text, up_str_from(shorts[i])))
			return i;
	for (int i = 0; i < 7; i++)
		if (up_str_eq_nocase(token->text, up_str_from(ranks[i])))
			return i;
	if (up_str_eq_nocase(token->text, UP_STR("cr")))
		return 3;
	return up_str_eq_nocase(token->text, UP_STR("ga")) || up_str_eq_nocase(token->text, UP_STR("final")) ||
			       up_str_eq_nocase(token->text, UP_STR("release"))
		       ? 5
		       : 8;
}

enum {
	RANK_OF_RELEASE = 5,
};

static bool is_null(const struct token *token)
{
	if (!token->is_number)
		return qualifier_rank(token) == RANK_OF_RELEASE;
	return !up_version_number_cmp(token->text, UP_STR("0"));
}

/* Passes over tokens that say nothing and are followed by a hyphen or the end: 1.0.0-foo is 1-foo. */
static bool next_kept(up_str version, size_t *at, struct token *token)
{
	while (next_token(version, at, token)) {
		if (!is_null(token))
			return true;
		size_t ahead = *at;
		struct token next;
		bool is_trailing = true;
		while (is_trailing && next_token(version, &ahead, &next) && next.prefix == '.')
			is_trailing = is_null(&next);
		if (!is_trailing)
			return true;
		*at = ahead < version.len || next.prefix == '-' ? *at : ahead;
	}
	return false;
}

static int word_cmp(up_str a, up_str b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++)
		if (up_lower(a.s[i]) != up_lower(b.s[i]))
			return up_lower(a.s[i]) < up_lower(b.s[i]) ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

static int qualifier_cmp(const struct token *a, const struct token *b)
{
	int ra = qualifier_rank(a), rb = qualifier_rank(b);
	if (ra != rb)
		return ra < rb ? -1 : 1;
	return ra == 8 ? word_cmp(a->text, b->text) : 0;
}

/* Against the end of the other version. */
static int against_end(const struct token *token)
{
	if (token->is_number)
		return up_version_number_cmp(token->text, UP_STR("0"));
	int rank = qualifier_rank(token);
	return rank < RANK_OF_RELEASE ? -1 : rank > RANK_OF_RELEASE;
}

static int token_cmp(const struct token *a, const struct token *b)
{
	if (a->is_number != b->is_number)
		return a->is_number ? 1 : -1;
	if (!a->is_number)
		return qualifier_cmp(a, b);
	if (a->prefix != b->prefix)
		return a->prefix == '.' ? 1 : -1;
	return up_version_number_cmp(a->text, b->text);
}

int up_maven_cmp(up_str a, up_str b)
{
	size_t at_a = 0, at_b = 0;
	for (;;) {
		struct token ta, tb;
		bool has_a = next_kept(a, &at_a, &ta), has_b = next_kept(b, &at_b, &tb);
		if (!has_a && !has_b)
			return 0;
		int order = !has_b ? against_end(&ta) : !has_a ? -against_end(&tb) : token_cmp(&ta, &tb);
		if (order)
			return order;
	}
}
