/* Assignments in text. */
#include "secret/assignment.h"

enum {
	NAME_BEFORE = 64,
	NAME_BEHIND = 64,
	GAP = 48,       /* between the name and the operator: a type, brackets */
	VALUE_GAP = 96, /* between the operator and the value: blanks, a line break */
	VALUE_MAX = 1024,
	BARE_MAX = 256,    /* longer ones have shapes of their own */
	LINE_BEFORE = 200, /* bytes of the line that are looked at for the beginning of a comment */
	ARGUMENT_GAP = 96, /* between two arguments of a call: blanks, a line break */
	TOLD = 96,         /* `for the user x is`: words between a password and its value */
};

struct cursor {
	up_str text;
	size_t at;
};

static char peek(const struct cursor *cursor, size_t ahead)
{
	return cursor->at + ahead < cursor->text.len ? cursor->text.s[cursor->at + ahead] : '\0';
}

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '$';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

static bool starts(const struct cursor *cursor, const char *literal)
{
	return up_str_starts(up_str_slice(cursor->text, cursor->at, cursor->text.len), up_str_from(literal));
}

static void skip_blanks(struct cursor *cursor, size_t end)
{
	while (cursor->at < end && up_is_blank(peek(cursor, 0)))
		cursor->at++;
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
	while (name.start < word.start && (text.s[name.start] == '-' || text.s[name.start] == '.' || text.s[name.start] == '$'))
		name.start++;
	/* The letter of an escape is none of the name: "\nPASSWORD=x" in a string. */
	if (name.start && text.s[name.start - 1] == '\\' && name.start < word.start)
		name.start++;
	return name;
}

/* --- between name and value ------------------------------------------------------------------------------------------------ */

/* `name[]`, `name[64]` of a declaration. */
static void skip_array(struct cursor *cursor)
{
	struct cursor probe = *cursor;
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
static bool skip_closers(struct cursor *cursor)
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
static void skip_type(struct cursor *cursor)
{
	struct cursor probe = *cursor;
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
static bool skip_attribute(struct cursor *cursor)
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

static enum operator_kind read_operator(struct cursor *cursor)
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
static void skip_wrapper(struct cursor *cursor)
{
	struct cursor probe = *cursor;
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

static bool read_quoted(struct cursor *cursor, up_span *ret_value)
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

static bool read_bare(struct cursor *cursor, bool in_element, up_span *ret_value)
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
static bool read_element(struct cursor *cursor, up_span *ret_value)
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

static bool read_value(struct cursor *cursor, enum operator_kind kind, struct up_assigned *assigned)
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
		return is_quote(peek(cursor, 0)) && read_quoted(cursor, &assigned->value);
	}
	size_t before = cursor->at;
	skip_wrapper(cursor);
	if (read_quoted(cursor, &assigned->value))
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

/* --- all of it ------------------------------------------------------------------------------------------------------------ */

static size_t blanks_at(up_str text, size_t at)
{
	size_t n = 0;
	while (at + n < text.len && up_is_blank(text.s[at + n]))
		n++;
	return n;
}

/* `set $token x;`, `proxy_set_header X-Api-Key x;`: directives of web servers and shells that give a value to a name. */
static bool is_set(up_str text, size_t name)
{
	static const up_str words[] = { UP_STR("set $"),   UP_STR("_set_header "), UP_STR("add_header "), UP_STR("_param "),
					UP_STR("SetEnv "), UP_STR("setenv "),      UP_STR("setx "),       UP_STR("RequestHeader set ") };
	up_str before = up_str_slice(text, 0, name);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_ends(before, words[i]))
			return true;
	return false;
}

/* `--token x`, `-ClientSecret 'x'`: a blank is enough. */
static bool is_flag(up_str text, const struct up_assigned *assigned)
{
	size_t blanks = blanks_at(text, assigned->name.end), at = assigned->name.end + blanks;
	if (!blanks || blanks > 4 || at >= text.len || text.s[at] == '-' || text.s[at] == '=')
		return false;
	return (assigned->name.start > 1 && text.s[assigned->name.start - 1] == '-' &&
		(text.s[assigned->name.start - 2] == '-' || up_is_blank(text.s[assigned->name.start - 2]))) ||
	       is_set(text, assigned->name.start);
}

/* `the password for the user "y" is "x"` */
static bool is_told_of_user(up_str text, struct cursor *cursor)
{
	up_str rest = up_str_slice(text, cursor->at, cursor->at + TOLD < text.len ? cursor->at + TOLD : text.len);
	if (!up_str_starts(rest, UP_STR(" for ")) && !up_str_starts(rest, UP_STR(" of ")))
		return false;
	size_t is = up_str_find(rest, UP_STR(" is "), 0), user = up_str_find(rest, UP_STR("user "), 0);
	if (is == SIZE_MAX || user > is || !is_quote(rest.s[user + 5]) || is + 4 >= rest.len || !is_quote(rest.s[is + 4]) ||
	    up_str_find_byte(up_str_slice(rest, 0, is), '\n', 0) != SIZE_MAX)
		return false;
	cursor->at += is + 4;
	return true;
}

/* `the password is 'x'` */
static bool is_told(up_str text, struct cursor *cursor)
{
	static const up_str is[] = { UP_STR(" is "), UP_STR(" is: "), UP_STR(" was ") };
	for (size_t i = 0; i < sizeof is / sizeof *is; i++) {
		size_t at = cursor->at + is[i].len;
		if (!up_str_starts(up_str_slice(text, cursor->at, text.len), is[i]) || at >= text.len || !is_quote(text.s[at]))
			continue;
		cursor->at = at;
		return true;
	}
	return is_told_of_user(text, cursor);
}

/* `machine x login y password z`, in one line or several */
static bool is_netrc(up_str text, const struct up_assigned *assigned)
{
	size_t start = assigned->name.start > LINE_BEFORE ? assigned->name.start - LINE_BEFORE : 0;
	if (!up_str_eq(up_str_slice(text, assigned->name.start, assigned->name.end), UP_STR("password")))
		return false;
	up_str before = up_str_slice(text, start, assigned->name.start);
	size_t login = up_str_find(before, UP_STR("login "), 0);
	return login != SIZE_MAX && up_str_find(before, UP_STR("machine "), 0) < login && blanks_at(text, assigned->name.end);
}

/* `#define PASSWORD "x"` has no operator. */
static bool is_macro(up_str text, const struct up_assigned *assigned)
{
	static const char define[] = "define ";
	size_t n = sizeof define - 1;
	return assigned->name.start > n &&
	       up_str_eq(up_str_slice(text, assigned->name.start - n, assigned->name.start), up_str_from(define)) &&
	       assigned->name.end < text.len && up_is_blank(text.s[assigned->name.end]);
}

/* A literal and the comma behind it, on to the next one; which may stand in the next line. */
static bool skip_literal(struct cursor *cursor)
{
	up_span literal;
	if (!read_quoted(cursor, &literal))
		return false;
	cursor->at = literal.end + 1;
	skip_blanks(cursor, cursor->at + GAP);
	if (peek(cursor, 0) != ',')
		return false;
	cursor->at++;
	for (size_t end = cursor->at + ARGUMENT_GAP; cursor->at < end && up_is_space(peek(cursor, 0));)
		cursor->at++;
	return true;
}

/* `new NetworkCredential("user", "x")`: a literal behind others. */
static bool is_pair_call(up_str text, struct up_assigned *assigned)
{
	static const struct {
		up_str name;
		int before; /* literals */
	} calls[] = { { UP_STR("NetworkCredential"), 1 },
		      { UP_STR("UsernamePasswordCredentials"), 1 },
		      { UP_STR("PasswordAuthentication"), 1 },
		      { UP_STR("HTTPBasicAuth"), 1 },
		      { UP_STR("BasicAWSCredentials"), 1 },
		      { UP_STR("AwsBasicCredentials.create"), 1 },
		      { UP_STR("DirectoryEntry"), 2 },
		      { UP_STR("mysql_connect"), 2 },
		      { UP_STR("mysql_pconnect"), 2 },
		      { UP_STR("mysqli_connect"), 2 },
		      { UP_STR("mysqli"), 2 },
		      { UP_STR("DriverManager.getConnection"), 2 },
		      { UP_STR("smtp.login"), 1 },
		      { UP_STR("ftp.login"), 1 },
		      { UP_STR("server.login"), 1 },
		      { UP_STR("imap.login"), 1 } };
	up_str name = up_str_slice(text, assigned->name.start, assigned->name.end);
	struct cursor cursor = { text, assigned->name.end };
	int before = 0;
	for (size_t i = 0; i < sizeof calls / sizeof *calls && !before; i++)
		before = up_str_ends(name, calls[i].name) ? calls[i].before : 0;
	if (!before || peek(&cursor, 0) != '(')
		return false;
	cursor.at++;
	for (; before; before--)
		if (!skip_literal(&cursor))
			return false;
	assigned->named = (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true };
	assigned->form = UP_ASSIGNED_QUOTED;
	assigned->is_comment = up_line_is_comment(text, assigned->name.start);
	return read_quoted(&cursor, &assigned->value);
}

/* buildConfigField 'String', 'API_KEY', '"x"' of Gradle: a type, a name, a value. */
static bool is_build_field(up_str text, size_t name)
{
	up_str before = up_str_slice(text, name > LINE_BEFORE ? name - LINE_BEFORE : 0, name);
	size_t field = up_str_find(before, UP_STR("buildConfigField"), 0);
	if (field == SIZE_MAX)
		field = up_str_find(before, UP_STR("resValue"), 0);
	return field != SIZE_MAX && up_str_find_byte(before, '\n', field) == SIZE_MAX;
}

static bool is_first(up_str text, size_t name)
{
	if (is_build_field(text, name))
		return true;
	size_t at = name ? name - 1 : 0;
	while (at && (is_quote(text.s[at]) || text.s[at] == '\\' || up_is_blank(text.s[at])))
		at--;
	return text.s[at] == '(' || text.s[at] == '{';
}

/* 'user_pass', 'user_name', 'user_mail': more literals behind the value. */
static bool is_listed(up_str text, size_t end)
{
	struct cursor cursor = { text, end + 1 };
	skip_blanks(&cursor, cursor.at + GAP);
	if (peek(&cursor, 0) != ',')
		return false;
	cursor.at++;
	skip_blanks(&cursor, cursor.at + GAP);
	return is_quote(peek(&cursor, 0));
}

static up_str with_word_before(up_str text, up_span name)
{
	size_t start = name.start;
	if (start && up_is_blank(text.s[start - 1]))
		start--;
	while (start && name.start - start < NAME_BEFORE && up_is_alpha(text.s[start - 1]))
		start--;
	return up_str_slice(text, start, name.end);
}

bool up_assignment_at(up_str text, up_span word, struct up_assigned *ret_assigned)
{
	struct up_assigned assigned = { .name = name_round(text, word) };
	if (is_pair_call(text, &assigned)) {
		*ret_assigned = assigned;
		return true;
	}
	assigned.named = up_name_judge(up_str_slice(text, assigned.name.start, assigned.name.end));
	if (assigned.named.kind == UP_CREDENTIAL_NONE)
		return false;
	struct cursor cursor = { text, assigned.name.end };
	enum operator_kind kind = ASSIGNS;
	bool was_quoted = false, needs_quotes = false;
	if (is_flag(text, &assigned) || is_told(text, &cursor)) {
		assigned.is_loose = true;
	} else if (is_netrc(text, &assigned)) {
		assigned.form = UP_ASSIGNED_BARE;
	} else if (!is_macro(text, &assigned)) {
		was_quoted = skip_closers(&cursor);
		skip_type(&cursor);
		/* `"token" to "x"`, `getenv("TOKEN") or "x"`: words as operators. */
		needs_quotes = starts(&cursor, "to ") || starts(&cursor, "or ");
		if (needs_quotes && (!was_quoted || (peek(&cursor, 0) == 'o') != (text.s[cursor.at - 2] == ')')))
			return false;
		kind = was_quoted && skip_attribute(&cursor) ? ASSIGNS : read_operator(&cursor);
	} /* put("password", "x"), {"password", "x"}; but not the third and fourth of a list. */
	if (kind == FOLLOWS && !is_first(text, assigned.name.start))
		return false;
	/* `"Password:"`: the name begins a string, and what follows it ends that. */
	char opener = assigned.name.start ? text.s[assigned.name.start - 1] : '\0';
	if (is_quote(opener) && !was_quoted && peek(&cursor, blanks_at(text, cursor.at)) == opener)
		return false;
	if (kind == NO_OPERATOR || (kind == FOLLOWS && !was_quoted) || (kind == CALLS && was_quoted))
		return false;
	/* !PSK:!SRP of ciphers */
	if (opener == '!' && kind == ASSIGNS && text.s[cursor.at - 1] == ':')
		return false;
	if (kind == CLOSES && opener != '<' && opener != ':')
		return false;
	if (!read_value(&cursor, kind, &assigned) || (kind == FOLLOWS && is_listed(text, assigned.value.end)) ||
	    (needs_quotes && assigned.form != UP_ASSIGNED_QUOTED))
		return false; /* "Next page token: x" */
	if (assigned.form == UP_ASSIGNED_BARE && up_name_judge(with_word_before(text, assigned.name)).kind == UP_CREDENTIAL_NONE)
		return false;
	if (assigned.form == UP_ASSIGNED_BARE && is_macro(text, &assigned))
		return false;
	assigned.is_compared = kind == COMPARES;
	assigned.is_comment = up_line_is_comment(text, assigned.name.start);
	*ret_assigned = assigned;
	return true;
}
