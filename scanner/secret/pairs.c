/* Names that are values. */
#include "secret/pairs.h"

#include "secret/quality.h"

enum {
	NAME_BEFORE = 64,
	NAME_BEHIND = 64,
	ATTRIBUTES = 80, /* of a tag, behind the one that holds the name */
	BLANKS = 80,     /* between the two, line ends and indentation included */
	VALUE_MAX = 512,
};

static char byte_at(up_str text, size_t at)
{
	return at < text.len ? text.s[at] : '\0';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static up_span name_round(up_str text, up_span word)
{
	up_span name = word;
	while (name.start && word.start - name.start < NAME_BEFORE && is_name_byte(text.s[name.start - 1]))
		name.start--;
	while (name.end < text.len && name.end - word.end < NAME_BEHIND && is_name_byte(text.s[name.end]))
		name.end++;
	return name;
}

static size_t skip_blanks(up_str text, size_t at)
{
	size_t end = at;
	while (end < text.len && end - at < BLANKS && up_is_space(text.s[end]))
		end++;
	return end;
}

/* Up to a byte that ends it, which must be `end`. */
static bool read_until(up_str text, size_t start, char end, up_span *ret_value)
{
	size_t at = start;
	while (at < text.len && at - start < VALUE_MAX && text.s[at] != end && !up_is_space(text.s[at]) && text.s[at] != '<' &&
	       text.s[at] != '>')
		at++;
	*ret_value = (up_span){ (uint32_t)start, (uint32_t)at };
	return at > start && byte_at(text, at) == end;
}

/* Does one of the words stand right before `at`? Then they begin a name/value pair. */
static bool names_before(up_str text, size_t at)
{
	static const up_str words[] = { UP_STR("name"), UP_STR("key"), UP_STR("variable") };
	up_str before = up_str_slice(text, at > 8 ? at - 8 : 0, at);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_ends_nocase(before, words[i]))
			return true;
	return false;
}

/* `name="` and `"Key": "` before the name, from its quote back. */
static bool is_named(up_str text, size_t quote)
{
	size_t at = quote;
	while (at && quote - at < 4 && up_is_blank(text.s[at - 1]))
		at--;
	if (!at || (text.s[at - 1] != '=' && text.s[at - 1] != ':'))
		return false;
	at--;
	while (at && quote - at < 12 && (up_is_blank(text.s[at - 1]) || is_quote(text.s[at - 1])))
		at--;
	return names_before(text, at);
}

/* `<string name="api_key" translatable="false">x</string>` */
static bool read_tag(up_str text, size_t at, up_span *ret_value)
{
	size_t end = at;
	while (end < text.len && end - at < ATTRIBUTES && text.s[end] != '>' && text.s[end] != '<' && text.s[end] != '\n')
		end++;
	return byte_at(text, end) == '>' && text.s[end - 1] != '/' && read_until(text, end + 1, '<', ret_value);
}

/* `value = "x"`, `, "Value": "x"` */
static bool read_named_value(up_str text, size_t at, up_span *ret_value)
{
	at = skip_blanks(text, at);
	at = skip_blanks(text, byte_at(text, at) == ',' || byte_at(text, at) == ';' ? at + 1 : at);
	at += is_quote(byte_at(text, at));
	if (!up_str_starts_nocase(up_str_slice(text, at, text.len), UP_STR("value")))
		return false;
	at += 5;
	at += is_quote(byte_at(text, at));
	at = skip_blanks(text, at);
	if (byte_at(text, at) != '=' && byte_at(text, at) != ':')
		return false;
	at = skip_blanks(text, at + 1);
	return is_quote(byte_at(text, at)) && read_until(text, at + 1, text.s[at], ret_value);
}

/* `, "\"x\""`: a literal in a literal. */
static bool read_literal(up_str text, size_t at, up_span *ret_value)
{
	if (byte_at(text, skip_blanks(text, at)) != ',')
		return false;
	at = skip_blanks(text, skip_blanks(text, at) + 1);
	if (!is_quote(byte_at(text, at)))
		return false;
	bool is_escaped = byte_at(text, at + 1) == '\\';
	at += is_escaped ? 2 : 1;
	if (!is_quote(byte_at(text, at)) || !read_until(text, at + 1, text.s[at], ret_value))
		return false;
	if (is_escaped && text.s[ret_value->end - 1] == '\\')
		ret_value->end--;
	return ret_value->end > ret_value->start;
}

/* `<name>x</name> <value>y</value>`, `<key>x</key> <string>y</string>`; *ret_is_label: the second kind, whose texts may be for people. */
static bool read_elements(up_str text, up_span name, up_span *ret_value, bool *ret_is_label)
{
	static const struct {
		up_str end, begin;
		bool is_label;
	} elements[] = {
		{ UP_STR("</name>"), UP_STR("<value>"), false },
		{ UP_STR("</param-name>"), UP_STR("<param-value>"), false },
		{ UP_STR("</key>"), UP_STR("<string>"), true },
		{ UP_STR("</key>"), UP_STR("<value>"), true },
	};
	up_str rest = up_str_slice(text, name.end, text.len);
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
		if (!up_str_starts_nocase(rest, elements[i].end))
			continue;
		size_t at = skip_blanks(text, name.end + elements[i].end.len);
		*ret_is_label = elements[i].is_label;
		if (up_str_starts_nocase(up_str_slice(text, at, text.len), elements[i].begin) &&
		    read_until(text, at + elements[i].begin.len, '<', ret_value))
			return true;
	}
	return false;
}

/* `- name: API_KEY` and `value: x` in the next line: YAML in a page or a template. */
static bool read_bare_value(up_str text, up_span name, up_span *ret_value)
{
	size_t start = name.start;
	while (start && up_is_blank(text.s[start - 1]))
		start--;
	if (start == name.start || text.s[start - 1] != ':' || !names_before(text, start - 1))
		return false;
	size_t at = skip_blanks(text, name.end);
	if (!up_str_starts(up_str_slice(text, at, text.len), UP_STR("value:")))
		return false;
	at = skip_blanks(text, at + 6);
	at += is_quote(byte_at(text, at));
	size_t end = at;
	while (end < text.len && end - at < VALUE_MAX && !up_is_space(text.s[end]) && !is_quote(text.s[end]) && text.s[end] != '<')
		end++;
	*ret_value = (up_span){ (uint32_t)at, (uint32_t)end };
	return up_is_random(up_str_slice(text, at, end));
}

bool up_pair_at(up_str text, up_span word, struct up_assigned *ret_assigned)
{
	struct up_assigned assigned = { .name = name_round(text, word), .form = UP_ASSIGNED_QUOTED };
	char before = assigned.name.start ? text.s[assigned.name.start - 1] : '\0', behind = byte_at(text, assigned.name.end);
	bool is_quoted = is_quote(before) && behind == before, is_element = before == '>' && behind == '<', is_label = false;
	if (!is_quoted && !is_element && !(up_is_blank(before) && (behind == '\n' || behind == '\r')))
		return false;
	assigned.named = up_name_judge(up_str_slice(text, assigned.name.start, assigned.name.end));
	if (assigned.named.kind == UP_CREDENTIAL_NONE)
		return false;
	size_t end = assigned.name.end + 1;
	bool is_pair = false;
	if (!is_quoted && !is_element)
		is_pair = read_bare_value(text, assigned.name, &assigned.value);
	else if (!is_quoted)
		is_pair = read_elements(text, assigned.name, &assigned.value, &is_label);
	else if (is_named(text, assigned.name.start - 1))
		is_pair = read_named_value(text, end, &assigned.value) || (is_label = true, read_tag(text, end, &assigned.value));
	else
		is_pair = read_literal(text, end, &assigned.value);
	if (!is_pair || (is_label && !up_is_random(up_str_slice(text, assigned.value.start, assigned.value.end))))
		return false;
	if (!is_quoted || is_label)
		assigned.form = UP_ASSIGNED_ELEMENT;
	assigned.is_comment = up_line_is_comment(text, assigned.name.start);
	*ret_assigned = assigned;
	return true;
}
