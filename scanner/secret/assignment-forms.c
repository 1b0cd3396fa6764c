/* Forms in which a name gets a value without an operator between them. */
#include "secret/assignment-private.h"

enum {
	ARGUMENT_GAP = 96, /* between two arguments of a call: blanks, a line break */
	TOLD = 96,         /* `for the user x is`: words between a password and its value */
	LEAST_WORD = 6,
	PLUGIN = 64, /* the name of one, with its quotes */
};

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
bool up_assigned_flag(up_str text, const struct up_assigned *assigned)
{
	size_t blanks = blanks_at(text, assigned->name.end), at = assigned->name.end + blanks;
	if (!blanks || blanks > 4 || at >= text.len || text.s[at] == '-' || text.s[at] == '=')
		return false;
	size_t start = assigned->name.start;
	if (is_set(text, start))
		return true;
	if (!start || text.s[start - 1] != '-')
		return false;
	return start == 1 || text.s[start - 2] == '-' || up_is_space(text.s[start - 2]);
}

/* `the password for the user "y" is "x"` */
static bool is_told_of_user(up_str text, struct up_cursor *cursor)
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

static size_t find_nocase(up_str text, up_str word)
{
	for (size_t i = 0; i + word.len <= text.len; i++)
		if (up_str_starts_nocase(up_str_slice(text, i, text.len), word))
			return i;
	return SIZE_MAX;
}

/* `CREATE USER x WITH PASSWORD 'y'` */
static bool is_sql(up_str text, const struct up_assigned *assigned, struct up_cursor *cursor)
{
	static const up_str verbs[] = { UP_STR("create "), UP_STR("alter ") };
	static const up_str objects[] = { UP_STR("user "), UP_STR("role "), UP_STR("login ") };
	size_t blanks = blanks_at(text, cursor->at), start = assigned->name.start > LINE_BEFORE ? assigned->name.start - LINE_BEFORE : 0;
	if (!blanks || cursor->at + blanks >= text.len || text.s[cursor->at + blanks] != '\'' ||
	    !up_str_eq_nocase(up_str_slice(text, assigned->name.start, assigned->name.end), UP_STR("password")))
		return false;
	up_str before = up_str_slice(text, start, assigned->name.start);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		size_t verb = find_nocase(before, verbs[i]);
		if (verb == SIZE_MAX)
			continue;
		up_str object = up_str_slice(before, verb + verbs[i].len, before.len);
		for (size_t k = 0; k < sizeof objects / sizeof *objects; k++)
			if (up_str_starts_nocase(object, objects[k])) {
				cursor->at += blanks;
				return true;
			}
	}
	return false;
}

/* `the password is 'x'` */
bool up_assigned_told(up_str text, const struct up_assigned *assigned, struct up_cursor *cursor)
{
	static const up_str is[] = { UP_STR(" is "), UP_STR(" is: "), UP_STR(" was ") };
	for (size_t i = 0; i < sizeof is / sizeof *is; i++) {
		size_t at = cursor->at + is[i].len;
		if (!up_str_starts(up_str_slice(text, cursor->at, text.len), is[i]) || at >= text.len || !is_quote(text.s[at]))
			continue;
		cursor->at = at;
		return true;
	}
	return is_told_of_user(text, cursor) || is_sql(text, assigned, cursor);
}

/* `machine x login y password z`, in one line or several */
bool up_assigned_netrc(up_str text, const struct up_assigned *assigned)
{
	size_t start = assigned->name.start > LINE_BEFORE ? assigned->name.start - LINE_BEFORE : 0;
	if (!up_str_eq(up_str_slice(text, assigned->name.start, assigned->name.end), UP_STR("password")))
		return false;
	up_str before = up_str_slice(text, start, assigned->name.start);
	size_t login = up_str_find(before, UP_STR("login "), 0);
	return login != SIZE_MAX && up_str_find(before, UP_STR("machine "), 0) < login && blanks_at(text, assigned->name.end);
}

bool up_assigned_macro(up_str text, const struct up_assigned *assigned)
{
	static const up_str words[] = { UP_STR("define "), UP_STR("define\t"), UP_STR("%global "), UP_STR("SET ") };
	size_t end = assigned->name.end, blanks = blanks_at(text, end);
	up_str before = up_str_slice(text, 0, assigned->name.start);
	if (!blanks || end + blanks >= text.len || text.s[end + blanks] == '=')
		return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_ends(before, words[i]))
			return true;
	return false;
}

/* A literal and the comma behind it, on to the next one; which may stand in the next line. */
static bool skip_literal(struct up_cursor *cursor)
{
	up_span literal;
	if (!up_read_quoted(cursor, &literal))
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
static bool is_call(up_str text, struct up_assigned *assigned)
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
	struct up_cursor cursor = { text, assigned->name.end };
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
	return up_read_quoted(&cursor, &assigned->value);
}

static bool may_begin(up_str text, size_t name)
{
	size_t at = name ? name - 1 : 0;
	while (at && (is_quote(text.s[at]) || text.s[at] == '\\' || up_is_blank(text.s[at])))
		at--;
	return text.s[at] == '(' || text.s[at] == '{';
}

/* CURLOPT_PASSWORD and its kin: names of constants. */
static bool is_option(up_str text, size_t name)
{
	return up_str_starts(up_str_slice(text, name, text.len), UP_STR("CURLOPT_"));
}

bool up_assigned_pair(up_str text, const struct up_assigned *assigned, bool was_quoted)
{
	return was_quoted ? may_begin(text, assigned->name.start) : is_option(text, assigned->name.start);
}

bool up_assigned_listed(up_str text, size_t end)
{
	struct up_cursor cursor = { text, end + 1 };
	skip_blanks(&cursor, cursor.at + GAP);
	if (peek(&cursor, 0) != ',')
		return false;
	cursor.at++;
	skip_blanks(&cursor, cursor.at + GAP);
	return is_quote(peek(&cursor, 0));
}

/* Letters and digits, both: no word of the language, and no variable. */
static bool read_word(const struct up_cursor *cursor, up_span *ret_value)
{
	size_t end = cursor->at, digits = 0;
	while (end < cursor->text.len && end - cursor->at < PLUGIN &&
	       (up_is_alnum(cursor->text.s[end]) || memchr("_#!.-", cursor->text.s[end], 5)))
		digits += up_is_digit(cursor->text.s[end++]);
	*ret_value = (up_span){ (uint32_t)cursor->at, (uint32_t)end };
	return end - cursor->at >= LEAST_WORD && digits && digits < end - cursor->at;
}

/* `IDENTIFIED BY 'x'`, `IDENTIFIED WITH mysql_native_password BY 'x'` */
static bool is_identified(up_str text, struct up_assigned *assigned)
{
	static const up_str plain = UP_STR("identified"), objects[] = { UP_STR("user "), UP_STR("role "), UP_STR("grant ") };
	struct up_cursor cursor = { text, assigned->name.start + plain.len };
	if (!up_str_starts_nocase(up_str_slice(text, assigned->name.start, text.len), plain))
		return false;
	/* "identified by 'x'" in prose. */
	size_t start = assigned->name.start, object = SIZE_MAX;
	while (start && assigned->name.start - start < LINE_BEFORE && text.s[start - 1] != ';')
		start--;
	for (size_t i = 0; i < sizeof objects / sizeof *objects && object == SIZE_MAX; i++)
		object = find_nocase(up_str_slice(text, start, assigned->name.start), objects[i]);
	if (object == SIZE_MAX)
		return false;
	skip_blanks(&cursor, cursor.at + GAP);
	if (up_str_starts_nocase(up_str_slice(text, cursor.at, text.len), UP_STR("with "))) {
		cursor.at += 5;
		for (size_t end = cursor.at + PLUGIN; cursor.at < end && peek(&cursor, 0) && !up_is_space(peek(&cursor, 0));)
			cursor.at++;
		skip_blanks(&cursor, cursor.at + GAP);
	}
	if (!up_str_starts_nocase(up_str_slice(text, cursor.at, text.len), UP_STR("by ")))
		return false;
	cursor.at += 3;
	skip_blanks(&cursor, cursor.at + GAP);
	if (up_str_starts_nocase(up_str_slice(text, cursor.at, text.len), UP_STR("password ")))
		return false; /* its hash */
	assigned->named = (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true };
	assigned->form = UP_ASSIGNED_QUOTED;
	assigned->is_comment = up_line_is_comment(text, assigned->name.start);
	return is_quote(peek(&cursor, 0)) ? peek(&cursor, 0) != '`' && up_read_quoted(&cursor, &assigned->value)
					  : read_word(&cursor, &assigned->value);
}

bool up_assigned_announced(up_str text, struct up_assigned *assigned)
{
	return is_call(text, assigned) || is_identified(text, assigned);
}
