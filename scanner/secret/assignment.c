/* Assignments in text. */
#include "secret/assignment-private.h"

enum {
	NAME_BEHIND = 64,
	VALUE_GAP = 96, /* between the operator and the value: blanks, a line break */
	VALUE_MAX = 1024,
	BARE_MAX = 256, /* longer ones have shapes of their own */
};

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '$';
}

/* --- the name ----------------------------------------------------------------------------------------------------------- */

static up_span name_round(up_str text, up_span word)
{
	up_span name = word;
	while (name.start && word.start - name.start < NAME_BEFORE && is_name_byte(text.s[name.start - 1]))
		name.start--;
	while (name.end < text.len && name.end - word.end < NAME_BEHIND && is_name_byte(text.s[name.end]))
		name.end++;
	/* "secret/prod-": a name ends with a letter or digit. */
	while (name.end > word.end && !up_is_alnum(text.s[name.end - 1]))
		name.end--;
	/* "Secret Key: x" */
	if (up_str_starts_nocase(up_str_slice(text, name.end, text.len), UP_STR(" key")) && name.end + 4 < text.len &&
	    memchr(":= ", text.s[name.end + 4], 3))
		name.end += 4;
	while (name.start < word.start && (text.s[name.start] == '-' || text.s[name.start] == '.' || text.s[name.start] == '$'))
		name.start++;
	/* The letter of an escape is none of the name: "\nPASSWORD=x" in a string. */
	if (name.start && text.s[name.start - 1] == '\\' && name.start < word.start)
		name.start++;
	return name;
}

/* --- between name and value ------------------------------------------------------------------------------------------------ */

/* `name[]`, `name[64]` of a declaration. */
static void skip_array(struct up_cursor *cursor)
{
	struct up_cursor probe = *cursor;
	if (peek(&probe, 0) != '[')
		return;
	probe.at++;
	while (up_is_digit(peek(&probe, 0)))
		probe.at++;
	if (peek(&probe, 0) != ']')
		return;
	probe.at++;
	skip_blanks(&probe, probe.at + GAP);
	if (peek(&probe, 0) == '=' && peek(&probe, 1) != '=')
		*cursor = probe;
}

/* Quotes and brackets that close round the name: `"name"`, `['name']`, `\"name\"`. True: there was a quote. */
static bool skip_closers(struct up_cursor *cursor)
{
	bool was_quoted = false;
	skip_array(cursor);
	for (int i = 0; i < 6; i++) {
		skip_blanks(cursor, cursor->at + GAP);
		char c = peek(cursor, 0);
		if (c == '\\' && is_quote(peek(cursor, 1)))
			cursor->at++;
		else if (is_quote(c))
			was_quoted = true;
		else if (c != ']' && c != ')')
			break;
		if (c == ')' && !was_quoted)
			break;
		cursor->at++;
	}
	skip_blanks(cursor, cursor->at + GAP);
	return was_quoted;
}

/* `: string =`, ` string =`, `: &'static str =`, `: Optional[str] =`: on to the '=' of a declaration with a type. */
static void skip_type(struct up_cursor *cursor)
{
	struct up_cursor probe = *cursor;
	size_t end = cursor->at + GAP;
	if (peek(&probe, 0) == ':' && peek(&probe, 1) != '=')
		probe.at++;
	skip_blanks(&probe, end);
	if (!up_is_alpha(peek(&probe, 0)) && peek(&probe, 0) != '*' && peek(&probe, 0) != '&')
		return;
	while (probe.at < end && (up_is_alnum(peek(&probe, 0)) || (peek(&probe, 0) && strchr("_*&<>[]?.' |:", peek(&probe, 0)))))
		probe.at++;
	if (peek(&probe, 0) == '=' && probe.at > cursor->at && cursor->text.s[probe.at - 1] == ' ')
		*cursor = probe;
}

/* `key="name" value="x"` */
static bool skip_attribute(struct up_cursor *cursor)
{
	static const char *const values[] = { "value=", "Value=", "content=" };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		if (!starts(cursor, values[i]))
			continue;
		cursor->at += strlen(values[i]);
		return true;
	}
	return false;
}

enum operator_kind {
	NO_OPERATOR,
	ASSIGNS,
	COMPARES,
	CALLS,   /* `(`: setPassword("x") */
	FOLLOWS, /* `,`: put("password", "x") */
	CLOSES,  /* `>` of an XML tag */
};

static enum operator_kind read_operator(struct up_cursor *cursor)
{
	static const struct {
		const char *text;
		enum operator_kind kind;
	} operators[] = {
		{ ":::=", ASSIGNS }, { "::=", ASSIGNS },    { "===", COMPARES }, { "!==", COMPARES }, { "==", COMPARES },
		{ "!=", COMPARES },  { ":=", ASSIGNS },     { "?=", ASSIGNS },   { "+=", ASSIGNS },   { ".=", ASSIGNS },
		{ "||=", ASSIGNS },  { "?\?=", ASSIGNS },   { "=>", ASSIGNS },   { "->", ASSIGNS },   { "||", ASSIGNS },
		{ "?\?", ASSIGNS },  { "?:", ASSIGNS },     { "or ", ASSIGNS },  { "to ", ASSIGNS },  { "=~", NO_OPERATOR },
		{ "=", ASSIGNS },    { "::", NO_OPERATOR }, { ":", ASSIGNS },    { "(", CALLS },      { ",", FOLLOWS },
		{ ">", CLOSES },
	};
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		if (starts(cursor, operators[i].text)) {
			cursor->at += strlen(operators[i].text);
			return operators[i].kind;
		}
	}
	return NO_OPERATOR;
}

/* --- the value ---------------------------------------------------------------------------------------------------------- */

/* Calls that give back what they are given. */
static bool makes_string(up_str call)
{
	static const up_str names[] = { UP_STR("String"),       UP_STR("from"),           UP_STR("Some"),
					UP_STR("of"),           UP_STR("SecretStr"),      UP_STR("Secret"),
					UP_STR("str"),          UP_STR("quote"),          UP_STR("to_string"),
					UP_STR("bytes"),        UP_STR("ToSecureString"), UP_STR("byte"),
					UP_STR("SecureString"), UP_STR("b64decode"),      UP_STR("Value") };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_ends(call, names[i]))
			return true;
	return !call.len;
}

/* `b"`, `u'`, `@"`, `L"`, `new String("`, `Some("`, `String::from("`, `os.getenv("…") or "`: on to the quote. */
static void skip_wrapper(struct up_cursor *cursor)
{
	struct up_cursor probe = *cursor;
	size_t end = cursor->at + GAP;
	while (probe.at < end && (up_is_alnum(peek(&probe, 0)) || (peek(&probe, 0) && strchr("_.:@& ", peek(&probe, 0)))))
		probe.at++;
	size_t skipped = probe.at - cursor->at, prefix = 0;
	while (prefix < skipped && strchr("bBuUrRfFlLnN@& ", cursor->text.s[cursor->at + prefix]))
		prefix++;
	if (peek(&probe, 0) == '(' && makes_string(up_str_slice(cursor->text, cursor->at, probe.at)))
		probe.at++;
	else if (skipped > 2 || prefix < skipped)
		return;
	if (is_quote(peek(&probe, 0)))
		*cursor = probe;
}

bool up_read_quoted(struct up_cursor *cursor, up_span *ret_value)
{
	bool is_escaped = peek(cursor, 0) == '\\' && is_quote(peek(cursor, 1));
	if (is_escaped)
		cursor->at++;
	char quote = peek(cursor, 0);
	if (!is_quote(quote))
		return false;
	cursor->at++;
	/* """x""" */
	if (peek(cursor, 0) == quote && peek(cursor, 1) == quote)
		cursor->at += 2;
	size_t start = cursor->at, end = start;
	for (; end < cursor->text.len && end - start < VALUE_MAX; end++) {
		char c = cursor->text.s[end];
		if (c == '\n' || c == '\r')
			return false;
		if (c == '\\' && end + 1 < cursor->text.len) {
			if (is_escaped && cursor->text.s[end + 1] == quote)
				break;
			end += !is_escaped;
			continue;
		}
		if (c == quote)
			break;
	}
	if (end >= cursor->text.len || end - start >= VALUE_MAX)
		return false;
	*ret_value = (up_span){ (uint32_t)start, (uint32_t)end };
	return true;
}

static bool ends_bare(char c, bool in_element)
{
	switch (c) {
	case '\0':
	case ' ':
	case '\t':
	case '\n':
	case '\r':
	case '<':
	case '>':
		return true;
	case '"':
	case '\'':
	case '`':
	case '(':
	case ')':
	case '{':
	case '}':
	case '[':
	case ']':
	case ',':
	case ';':
	case '&':
	case '|':
	case '\\':
		return !in_element;
	default:
		return false;
	}
}

static bool read_bare(struct up_cursor *cursor, bool in_element, up_span *ret_value)
{
	size_t start = cursor->at, end = start;
	while (end < cursor->text.len && end - start < BARE_MAX && !ends_bare(cursor->text.s[end], in_element))
		end++; /* A call, an index, or what goes on in another way: not the whole value. */
	bool ends_element = end + 1 < cursor->text.len && cursor->text.s[end] == '<' && cursor->text.s[end + 1] == '/';
	if (!in_element && !ends_element && end < cursor->text.len && memchr("([{<", cursor->text.s[end], 4))
		return false;
	/* What a sentence ends with; an ellipsis is cut off. */
	size_t ends = 0;
	while (end > start && memchr(",.;:", cursor->text.s[end - 1], 4)) {
		end--;
		ends++;
	}
	if (ends > 1 || (end > start && cursor->text.s[end - 1] == '=' && (end - start) % 4))
		return false;
	*ret_value = (up_span){ (uint32_t)start, (uint32_t)end };
	return end > start && end - start < BARE_MAX;
}

/* `<token>x</token>` */
static bool read_element(struct up_cursor *cursor, up_span *ret_value)
{
	while (up_is_space(peek(cursor, 0)))
		cursor->at++;
	if (!read_bare(cursor, true, ret_value))
		return false;
	cursor->at = ret_value->end;
	while (up_is_space(peek(cursor, 0)))
		cursor->at++;
	return starts(cursor, "</");
}

static bool read_value(struct up_cursor *cursor, enum operator_kind kind, struct up_assigned *assigned)
{
	size_t end = cursor->at + VALUE_GAP;
	assigned->form = UP_ASSIGNED_QUOTED;
	if (kind == CLOSES) {
		assigned->form = UP_ASSIGNED_ELEMENT;
		return !up_is_blank(peek(cursor, 0)) && read_element(cursor, &assigned->value);
	}
	skip_blanks(cursor, end);
	if (kind == FOLLOWS && up_is_space(peek(cursor, 0)))
		return false;
	if (kind != CALLS && (peek(cursor, 0) == '\n' || peek(cursor, 0) == '\r')) {
		cursor->at += starts(cursor, "\r\n") ? 2 : 1;
		skip_blanks(cursor, end);
		skip_wrapper(cursor);
		return is_quote(peek(cursor, 0)) && up_read_quoted(cursor, &assigned->value);
	}
	size_t before = cursor->at;
	skip_wrapper(cursor);
	if (up_read_quoted(cursor, &assigned->value))
		return true;
	cursor->at = before;
	assigned->form = UP_ASSIGNED_BARE;
	return kind == ASSIGNS && !is_quote(peek(cursor, 0)) && read_bare(cursor, false, &assigned->value);
}

/* --- comments ------------------------------------------------------------------------------------------------------------- */

static bool begins_comment(up_str rest)
{
	static const char *const markers[] = {
		"#", ">>> ", "... ", "//", "/*", "*", ";", "--", "<!--", "rem ", "REM ", "%", "!", "\"\"\""
	};
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (up_str_starts(rest, up_str_from(markers[i])))
			return true;
	return false;
}

bool up_line_is_comment(up_str text, size_t at)
{
	size_t start = at;
	while (start && at - start < LINE_BEFORE && text.s[start - 1] != '\n' && text.s[start - 1] != '\r')
		start--;
	bool is_whole = at - start < LINE_BEFORE;
	up_str line = up_str_slice(text, start, at);
	up_str trimmed = line;
	while (trimmed.len && up_is_blank(trimmed.s[0]))
		trimmed = up_str_slice(trimmed, 1, trimmed.len);
	/* `--password x` and `#define PASSWORD "x"` are none. */
	if (up_str_starts(trimmed, UP_STR("--")) && trimmed.len > 2 && up_is_alpha(trimmed.s[2]))
		return false;
	if (up_str_starts(trimmed, UP_STR("#define")) || up_str_starts(trimmed, UP_STR("#!")))
		return false; /* `//registry.npmjs.org/:_authToken=x` of .npmrc */
	if (up_str_starts(trimmed, UP_STR("//")) && up_str_contains(trimmed, UP_STR("/:")))
		return false;
	if (is_whole && begins_comment(trimmed))
		return true;
	return up_str_contains(line, UP_STR(" # ")) || up_str_contains(line, UP_STR(" // ")) || up_str_contains(line, UP_STR("\t// "));
}

/* --- all of it -------------------------------------------------------------------------------------------------------------- */

static up_str with_word_before(up_str text, up_span name)
{
	size_t start = name.start;
	if (start && up_is_blank(text.s[start - 1]))
		start--;
	while (start && name.start - start < NAME_BEFORE && up_is_alpha(text.s[start - 1]))
		start--;
	return up_str_slice(text, start, name.end);
}

/* `PW: x` and `pwd: x` are passwords; without the colon they are working folders and words of their own. */
static struct up_named name_judge(up_str text, up_span name)
{
	up_str word = up_str_slice(text, name.start, name.end);
	struct up_named named = up_name_judge(word);
	bool is_short = up_str_eq_nocase(word, UP_STR("pw")) || up_str_eq_nocase(word, UP_STR("pwd"));
	if (named.kind == UP_CREDENTIAL_NONE && is_short && name.end < text.len && text.s[name.end] == ':')
		named.kind = UP_CREDENTIAL_PASSWORD;
	return named;
}

/* What stands between a name and its value. */
struct joint {
	enum operator_kind kind;
	bool was_quoted, needs_quotes;
};

/* Moves the cursor from the end of the name to the value. False: what stands there joins them in no way. */
static bool read_joint(up_str text, struct up_assigned *assigned, struct up_cursor *cursor, struct joint *joint)
{
	if (up_assigned_flag(text, assigned) || up_assigned_told(text, assigned, cursor)) {
		assigned->is_loose = true;
	} else if (up_assigned_netrc(text, assigned)) {
		assigned->form = UP_ASSIGNED_BARE;
	} else if (!up_assigned_macro(text, assigned)) {
		joint->was_quoted = skip_closers(cursor);
		skip_type(cursor);
		/* `"token" to "x"`, `getenv("TOKEN") or "x"`: words as operators. */
		joint->needs_quotes = starts(cursor, "to ") || starts(cursor, "or ");
		if (joint->needs_quotes && (!joint->was_quoted || (peek(cursor, 0) == 'o') != (text.s[cursor->at - 2] == ')')))
			return false;
		joint->kind = joint->was_quoted && skip_attribute(cursor) ? ASSIGNS : read_operator(cursor);
	}
	return joint->kind != FOLLOWS || up_assigned_pair(text, assigned, joint->was_quoted);
}

/* Does the name stand in something that is no assignment, for all that looks like one? */
static bool is_something_else(up_str text, const struct up_assigned *assigned, const struct up_cursor *cursor, const struct joint *joint)
{
	char opener = assigned->name.start ? text.s[assigned->name.start - 1] : '\0';
	/* `"Password:"`: the name begins a string, and what follows it ends that. */
	if (is_quote(opener) && !joint->was_quoted && peek(cursor, blanks_at(text, cursor->at)) == opener)
		return true;
	if (joint->kind == NO_OPERATOR || (joint->kind == CALLS && joint->was_quoted))
		return true;
	/* !PSK:!SRP of ciphers */
	if (opener == '!' && joint->kind == ASSIGNS && text.s[cursor->at - 1] == ':')
		return true;
	return joint->kind == CLOSES && opener != '<' && opener != ':';
}

/* A value without quotes asks more of the name. */
static bool is_bare_and_doubtful(up_str text, const struct up_assigned *assigned)
{
	if (assigned->form != UP_ASSIGNED_BARE)
		return false;
	if (up_name_judge(with_word_before(text, assigned->name)).kind == UP_CREDENTIAL_NONE &&
	    up_name_judge(up_str_slice(text, assigned->name.start, assigned->name.end)).kind != UP_CREDENTIAL_NONE)
		return true;
	return up_assigned_macro(text, assigned);
}

bool up_assignment_at(up_str text, up_span word, struct up_assigned *ret_assigned)
{
	struct up_assigned assigned = { .name = name_round(text, word) };
	if (up_assigned_announced(text, &assigned)) {
		*ret_assigned = assigned;
		return true;
	}
	assigned.named = name_judge(text, assigned.name);
	if (assigned.named.kind == UP_CREDENTIAL_NONE)
		return false;
	struct up_cursor cursor = { text, assigned.name.end };
	struct joint joint = { .kind = ASSIGNS };
	if (!read_joint(text, &assigned, &cursor, &joint) || is_something_else(text, &assigned, &cursor, &joint))
		return false;
	if (!read_value(&cursor, joint.kind, &assigned) || (joint.kind == FOLLOWS && up_assigned_listed(text, assigned.value.end)) ||
	    (joint.needs_quotes && assigned.form != UP_ASSIGNED_QUOTED))
		return false; /* "Next page token: x" */
	if (is_bare_and_doubtful(text, &assigned))
		return false;
	assigned.is_compared = joint.kind == COMPARES;
	assigned.is_comment = up_line_is_comment(text, assigned.name.start);
	*ret_assigned = assigned;
	return true;
}
