/* What stands beside a word. */
#include "secret/beside.h"

#include "secret/quality.h"

enum {
	BLOCK_LINES = 3,    /* line ends between the head of a block and a secret in it */
	NOUN_BEHIND = 32,   /* bytes between the word and a noun */
	NAME_BEHIND = 24,   /* bytes of the name behind a noun */
	SEPARATORS = 12,    /* between the name and the value */
	LEAST_VALUE = 16,
	LONGEST_VALUE = 1024,
};

/* The length of the noun that stands at the start of `text`; 0: none. */
static size_t noun_at(up_str text)
{
	static const up_str nouns[] = { UP_STR("key"), UP_STR("token"), UP_STR("secret"), UP_STR("private"), UP_STR("access") };
	for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
		if (up_str_starts_nocase(text, nouns[i]))
			return nouns[i].len;
	return 0;
}

static bool has_noun(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr("ktspaKTSPA", text.s[i], 10) && noun_at(up_str_slice(text, i, text.len)))
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
	size_t lines = 0, first = gap.len, last = 0;
	bool joins = false, ends_statement = false;
	for (size_t i = 0; i < gap.len; i++) {
		char c = gap.s[i];
		if (c == '\n') {
			first = lines++ ? first : i;
			last = i + 1;
		}
		joins |= c != '\0' && strchr("=:>,('\"`[|/ \t", c);
		ends_statement |= c == ';' && lines;
	}
	if (ends_statement || lines > BLOCK_LINES)
		return false;
	if (lines > 1)
		return opens_block(up_str_slice(gap, 0, first)) && has_noun(up_str_slice(gap, last, gap.len));
	/* `acme-SECRET-x`, `acme.key.x` */
	if (!joins && gap.len && (gap.s[gap.len - 1] == '-' || gap.s[gap.len - 1] == '.'))
		return has_noun(gap);
	return joins;
}

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

static bool is_value_byte(char c)
{
	return up_is_alnum(c) || (c != '\0' && strchr("_-+/=.~", c));
}

/* Letters and digits, and drawn by chance or typed. */
static bool is_token(up_str value)
{
	size_t digits = 0, letters = 0;
	for (size_t i = 0; i < value.len; i++) {
		digits += up_is_digit(value.s[i]);
		letters += up_is_alpha(value.s[i]);
	}
	if (value.len < LEAST_VALUE || value.len > LONGEST_VALUE || !letters || value.s[0] == '/' || value.s[0] == '.')
		return false;
	if (up_is_made_up(value))
		return true;
	return digits && up_is_random(value) && !up_is_placeholder(value);
}

/* The value that begins behind a name; the name has ended before `at`. */
static bool value_behind(up_str text, size_t at, up_span *ret_value)
{
	size_t start = at, lines = 0;
	while (start < text.len && start - at < SEPARATORS && text.s[start] != '\0' && strchr(" \t\r\n\"'`:=>,([{|-.", text.s[start]))
		lines += text.s[start++] == '\n';
	size_t end = start;
	while (end < text.len && end - start <= LONGEST_VALUE && is_value_byte(text.s[end]))
		end++;
	/* A call, a part of something longer. */
	if (start == at || lines > 1 || (end < text.len && strchr("([{$%@:\\*", text.s[end])))
		return false;
	while (end > start && text.s[end - 1] == '.')
		end--;
	*ret_value = (up_span){ (uint32_t)start, (uint32_t)end };
	return is_token(up_str_slice(text, start, end));
}

bool up_beside_value(up_str text, up_span word, up_span *ret_value)
{
	size_t limit = word.end + NOUN_BEHIND < text.len ? word.end + NOUN_BEHIND : text.len;
	for (size_t i = word.start; i < limit; i++) {
		size_t noun = 0;
		if (text.s[i] == '\n' || text.s[i] == ';')
			return false;
		if (memchr("ktspaKTSPA", text.s[i], 10))
			noun = noun_at(up_str_slice(text, i, text.len));
		size_t end = i + noun > word.end ? i + noun : word.end;
		if (!noun)
			continue;
		if (value_behind(text, end, ret_value))
			return true;
		size_t name = end;
		while (name < text.len && name - end < NAME_BEHIND && is_name_byte(text.s[name]))
			name++;
		if (name > end && value_behind(text, name, ret_value))
			return true;
	}
	return false;
}
