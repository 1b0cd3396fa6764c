/* What stands beside a word. */
#include "secret/beside.h"

#include "secret/quality.h"

#define LEAST_ENTROPY 2.2 /* of a number, in bits a digit */

enum {
	MOST_WORDS = 3,   /* between the word and a secret, where only blanks part them: a sentence has more */
	SHORT_WORD = 4,   /* such words begin others: `sumo` in sumOfAll */
	BLOCK_LINES = 3,  /* line ends between the head of a block and a secret in it */
	NOUN_BEHIND = 32, /* bytes between the word and a noun */
	NAME_BEHIND = 24, /* bytes of the name behind a noun */
	LONGEST_NOUN = 7,
	SEPARATORS = 12, /* between the name and the value */
	LEAST_VALUE = 16,
	LEAST_ALONE = 30, /* where no noun stands */
	LONGEST_VALUE = 2048,
	LONGEST_NUMBER = 40,
	AGAIN = 256,     /* bytes in which the word is looked for again */
	SHORT_REST = 64, /* behind it */
};

/* The length of the noun that stands at the start of `text`; 0: none. */
static size_t noun_at(up_str text)
{
	static const up_str nouns[] = { UP_STR("key"),  UP_STR("token"), UP_STR("secret"), UP_STR("private"), UP_STR("access"),
					UP_STR("auth"), UP_STR("cred"),  UP_STR("passw"),  UP_STR("bearer"),  UP_STR("login") };
	for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
		if (up_str_starts_nocase(text, nouns[i]))
			return nouns[i].len;
	/* A personal access token, and no path, patch or pattern. */
	return up_str_starts_nocase(text, UP_STR("pat")) && (text.len < 4 || !up_is_alpha(text.s[3])) ? 3 : 0;
}

static bool may_begin_noun(char c)
{
	return c != '\0' && strchr("ktspacblKTSPACBL", c);
}

static bool has_noun(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (may_begin_noun(text.s[i]) && noun_at(up_str_slice(text, i, text.len)))
			return true;
	return false;
}

/* `acme.key`, and not AcmeAuthProvider. */
static bool ends_with_noun(up_str text)
{
	for (size_t i = text.len > LONGEST_NOUN ? text.len - LONGEST_NOUN : 0; i < text.len; i++)
		if (noun_at(up_str_slice(text, i, text.len)) == text.len - i)
			return true;
	return false;
}

/* `"acme": {`, `[acme]`, `<acme>`, `acme:`: does what follows belong to the word? */
static bool opens_block(up_str first_line)
{
	first_line = up_str_trim(first_line);
	return first_line.len && memchr("{[(:>]", first_line.s[first_line.len - 1], 6);
}

bool up_beside_joins(up_str gap)
{
	size_t lines = 0, first = gap.len, last = 0, words = gap.len && gap.s[0] == '.'; /* acme.com with id … */
	bool joins = false, ends_statement = false, has_blank = false;
	for (size_t i = 0; i < gap.len; i++) {
		char c = gap.s[i];
		if (c == '\n') {
			first = lines++ ? first : i;
			last = i + 1;
		}
		has_blank |= up_is_blank(c);
		words += up_is_blank(c) && i + 1 < gap.len && up_is_alpha(gap.s[i + 1]);
		joins |= c != '\0' && strchr("=:>,('\"`[|/\n", c);
		ends_statement |= c == ';' && lines;
	}
	if (ends_statement || lines > BLOCK_LINES)
		return false;
	if (lines > 1)
		return opens_block(up_str_slice(gap, 0, first)) && has_noun(up_str_slice(gap, last, gap.len));
	return joins || (has_blank && words <= MOST_WORDS) || up_beside_dashes(gap);
}

bool up_beside_runs_on(up_str text, up_span word)
{
	if (word.end - word.start > SHORT_WORD || word.end >= text.len || !up_is_alpha(text.s[word.end - 1]))
		return false;
	char next = text.s[word.end];
	up_str rest = up_str_slice(text, word.end, text.len);
	return next >= 'a' && next <= 'z' && !noun_at(rest) && !up_str_starts(rest, UP_STR("api"));
}

bool up_beside_dashes(up_str gap)
{
	size_t start = gap.len;
	if (!gap.len)
		return false;
	if (gap.s[gap.len - 1] == '.')
		return ends_with_noun(up_str_slice(gap, 0, gap.len - 1));
	if (gap.s[gap.len - 1] != '-')
		return false;
	/* The noun stands in the same run: `key="1a2b-` is half of a secret. */
	while (start && (up_is_alnum(gap.s[start - 1]) || memchr("_-.", gap.s[start - 1], 3)))
		start--;
	return has_noun(up_str_slice(gap, start, gap.len));
}

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

static bool is_value_byte(char c)
{
	return up_is_alnum(c) || (c != '\0' && strchr("_-+/=.~", c));
}

/* Eight, four, four, four and twelve letters or digits. */
static bool is_uuid(up_str value)
{
	if (value.len != 36)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? value.s[i] != '-' : !up_is_alnum(value.s[i]))
			return false;
	return true;
}

/* Drawn by chance or typed. Numbers are mostly identifiers: only what is called a token or a secret is one. */
static bool is_token(up_str value, bool may_be_number)
{
	size_t digits = 0;
	for (size_t i = 0; i < value.len; i++)
		digits += up_is_digit(value.s[i]);
	if (value.len < LEAST_VALUE || value.len > LONGEST_VALUE || value.s[0] == '/' || value.s[0] == '.')
		return false;
	/* A path: base64 of either alphabet has not both. */
	if (up_str_find_byte(value, '/', 0) != SIZE_MAX &&
	    (up_str_find_byte(value, '-', 0) != SIZE_MAX || up_str_find_byte(value, '.', 0) != SIZE_MAX))
		return false;
	if (digits == value.len)
		return may_be_number && value.len <= LONGEST_NUMBER && !up_is_made_up(value) && !up_is_placeholder(value) &&
		       up_entropy(value) >= LEAST_ENTROPY;
	return up_is_made_up(value) || (!up_is_placeholder(value) && (up_is_random(value) || is_uuid(value)));
}

/* `acme_key_id`, `acme_token_url`: what stands there is no token. */
static bool names_another_thing(up_str name)
{
	static const up_str things[] = { UP_STR("id"),   UP_STR("name"), UP_STR("url"),   UP_STR("uri"),        UP_STR("path"),
					 UP_STR("file"), UP_STR("host"), UP_STR("point"), UP_STR("entication"), UP_STR("or") };
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		if (up_str_ends_nocase(name, things[i]))
			return true;
	return false;
}

/* `acmeToken string = "x"`: on to the operator. */
static size_t skip_type(up_str text, size_t at)
{
	size_t end = at;
	while (end < text.len && end - at < SEPARATORS && (up_is_alpha(text.s[end]) || text.s[end] == ' '))
		end++;
	return end < text.len && end > at && text.s[at] == ' ' && text.s[end - 1] == ' ' && text.s[end] == '=' ? end : at;
}

/* What holds the word again and goes on is a row of names, not one token: it ends at once. Without this, a row of them is read once for each. */
static size_t end_of_value(up_str text, size_t start, up_str word)
{
	size_t again = up_str_find(up_str_slice(text, start, start + AGAIN < text.len ? start + AGAIN : text.len), word, 0);
	size_t longest = again == SIZE_MAX ? LONGEST_VALUE : again + word.len + SHORT_REST, end = start;
	while (end < text.len && end - start <= longest && is_value_byte(text.s[end]))
		end++;
	return end - start > longest ? start : end;
}

/* The value that begins behind a name; the name has ended before `at`. */
static bool value_behind(up_str text, size_t at, up_str word, bool may_be_number, up_span *ret_value)
{
	size_t start = skip_type(text, at), lines = 0;
	at = start;
	while (start < text.len && start - at < SEPARATORS && text.s[start] != '\0' && strchr(" \t\r\n\"'`:=>,([{|-.?", text.s[start]))
		lines += text.s[start++] == '\n';
	size_t end = end_of_value(text, start, word);
	/* A call, a part of something longer. */
	if (start == at || lines > 1 || (end < text.len && text.s[end] != '\0' && strchr("([{$%@:*", text.s[end])))
		return false;
	/* An escape ends it: "\n" in a string. */
	if (end + 1 < text.len && text.s[end] == '\\' && (text.s[end + 1] == '\0' || !strchr("nrt\"'", text.s[end + 1])))
		return false;
	while (end > start && text.s[end - 1] == '.')
		end--;
	*ret_value = (up_span){ (uint32_t)start, (uint32_t)end };
	return is_token(up_str_slice(text, start, end), may_be_number);
}

/* `acme = "x"`, `acme: x`: the word itself is what gets the value. */
static bool is_assigned(up_str text, size_t at)
{
	bool assigns = false;
	for (size_t i = at; i < text.len && i - at < SEPARATORS && !assigns && text.s[i] != '\0' && strchr(" \"'=:]", text.s[i]); i++)
		assigns = text.s[i] == '=' || text.s[i] == ':';
	return assigns;
}

bool up_beside_value(up_str text, up_span word, up_span *ret_value)
{
	up_str own = up_str_slice(text, word.start, word.end);
	size_t limit = word.end + NOUN_BEHIND < text.len ? word.end + NOUN_BEHIND : text.len;
	for (size_t i = word.start; i < limit; i++) {
		size_t noun = 0;
		/* `AWS::IAM::AccessKey` is a type. */
		if (text.s[i] == '\n' || text.s[i] == ';' || (text.s[i] == ':' && i + 1 < limit && text.s[i + 1] == ':'))
			break;
		if (may_begin_noun(text.s[i]))
			noun = noun_at(up_str_slice(text, i, text.len));
		if (!noun)
			continue;
		size_t end = i + noun > word.end ? i + noun : word.end, name = end;
		bool may_be_number = up_lower(text.s[i]) == 't' || up_lower(text.s[i]) == 's';
		if (value_behind(text, end, own, may_be_number, ret_value))
			return true;
		while (name < text.len && name - end < NAME_BEHIND && is_name_byte(text.s[name]))
			name++;
		if (name > end && !names_another_thing(up_str_slice(text, end, name)) &&
		    value_behind(text, name, own, may_be_number, ret_value))
			return true;
	}
	/* One that was cut ends with what joins. */
	return is_assigned(text, word.end) && value_behind(text, word.end, own, false, ret_value) &&
	       ret_value->end - ret_value->start >= LEAST_ALONE && text.s[ret_value->end - 1] != '-' && text.s[ret_value->end - 1] != '_';
}
