/* INI files: php.ini, my.cnf, smb.conf, Python's configparser files and everything else that looks like them. Readers differ in what a comment,
 * a separator or a continuation is; what the file is called decides where it can, and where it cannot, only what none of them reads otherwise. */
#include "common/line.h"

enum flavour {
	FLAVOUR_ANY,
	FLAVOUR_PYTHON, /* indented lines go on with the value; `key: value` */
	FLAVOUR_SAMBA,  /* backslash continuation, no comments after values, colons belong to keys */
	FLAVOUR_PHP,    /* a semicolon outside quotes starts a comment, blank or not */
	FLAVOUR_MYSQL,  /* # after a blank starts a comment; !include */
	FLAVOUR_BLANKS, /* Fluent Bit: `key value`, no comments after values */
};

struct ini {
	struct up_parse *p;
	enum flavour flavour;
	struct up_line_reader reader;
	up_str section;
	uint32_t scope;
	bool is_partly;
};

static const struct {
	const char *contains;
	enum flavour flavour;
} flavours[] = {
	{ "smb.conf", FLAVOUR_SAMBA },     { "samba/", FLAVOUR_SAMBA },      { "php", FLAVOUR_PHP },
	{ "my.cnf", FLAVOUR_MYSQL },       { "mysql", FLAVOUR_MYSQL },       { "mariadb", FLAVOUR_MYSQL },
	{ "setup.cfg", FLAVOUR_PYTHON },   { "tox.ini", FLAVOUR_PYTHON },    { "pytest.ini", FLAVOUR_PYTHON },
	{ "mypy.ini", FLAVOUR_PYTHON },    { "alembic", FLAVOUR_PYTHON },    { "airflow", FLAVOUR_PYTHON },
	{ "ansible.cfg", FLAVOUR_PYTHON }, { "logging", FLAVOUR_PYTHON },    { "odoo", FLAVOUR_PYTHON },
	{ "supervisor", FLAVOUR_PYTHON },  { "buildout", FLAVOUR_PYTHON },   { ".coveragerc", FLAVOUR_PYTHON },
	{ "pip.conf", FLAVOUR_PYTHON },    { "fluent-bit", FLAVOUR_BLANKS }, { "td-agent-bit", FLAVOUR_BLANKS },
};

static enum flavour find_flavour(const struct up_source *source)
{
	static const struct {
		const char *dialect;
		enum flavour flavour;
	} dialects[] = {
		{ "python", FLAVOUR_PYTHON }, { "samba", FLAVOUR_SAMBA },       { "php", FLAVOUR_PHP },
		{ "mysql", FLAVOUR_MYSQL },   { "fluent-bit", FLAVOUR_BLANKS },
	};
	for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
		if (up_str_eq(source->dialect, up_str_from(dialects[i].dialect)))
			return dialects[i].flavour;
	for (size_t i = 0; i < sizeof flavours / sizeof *flavours; i++)
		if (up_str_contains(source->name, up_str_from(flavours[i].contains)))
			return flavours[i].flavour;
	return FLAVOUR_ANY;
}

static void note_syntax(struct ini *ini, uint32_t offset, const char *what)
{
	up_note(ini->p, UP_NOTE_SYNTAX, offset, "%s", what);
	ini->is_partly = true;
}

/* --- comments ------------------------------------------------------------------------------------------------------------- */

static bool starts_comment(const struct ini *ini, up_str text, uint32_t start, uint32_t at)
{
	char c = text.s[at];
	bool after_blank = at == start || up_is_blank(text.s[at - 1]);
	switch (ini->flavour) {
	case FLAVOUR_SAMBA:
	case FLAVOUR_BLANKS:
		return false;
	case FLAVOUR_PHP:
		return c == ';';
	case FLAVOUR_MYSQL:
		return c == '#' && after_blank;
	case FLAVOUR_PYTHON:
	case FLAVOUR_ANY:
		break;
	}
	/* `color = #fff` is a value, `key = # why` is not. */
	if (c == '#' && at == start)
		return at + 1 == text.len || up_is_blank(text.s[at + 1]);
	return (c == ';' || c == '#') && after_blank;
}

/* The end of the value's quoted stretch that starts at `at`; `at` itself where nothing closes it. */
static uint32_t quote_end(up_str text, uint32_t at)
{
	for (uint32_t i = at + 1; i < text.len; i++) {
		if (text.s[i] == '\\')
			i++;
		else if (text.s[i] == text.s[at])
			return i;
	}
	return at;
}

/* Where the value that starts at `start` ends: at its comment, or with the text. Quotes protect only where the value starts with one. */
static uint32_t value_end(const struct ini *ini, up_str text, uint32_t start)
{
	uint32_t i = start;
	if (i < text.len && (text.s[i] == '"' || text.s[i] == '\''))
		i = quote_end(text, i) + 1;
	for (; i < text.len; i++)
		if ((text.s[i] == ';' || text.s[i] == '#') && starts_comment(ini, text, start, i))
			return i;
	return (uint32_t)text.len;
}

/* --- keys and values ------------------------------------------------------------------------------------------------------ */

/* `key: value`, but not `idmap config * : backend = tdb`, `fruit:metadata = x` or `host:22`. */
static bool is_separator(const struct ini *ini, up_str text, size_t colon, size_t equals)
{
	if (colon == SIZE_MAX || colon == 0 || colon > equals)
		return false;
	if (ini->flavour == FLAVOUR_PYTHON)
		return true;
	if (ini->flavour != FLAVOUR_ANY || text.s[colon - 1] == ' ')
		return false;
	return colon + 1 == text.len || up_is_blank(text.s[colon + 1]);
}

/* The separator's offset, or SIZE_MAX for a key without a value. */
static size_t find_separator(const struct ini *ini, up_str text)
{
	if (ini->flavour == FLAVOUR_BLANKS) {
		size_t blank = 0;
		while (blank < text.len && !up_is_blank(text.s[blank]))
			blank++;
		return blank < text.len ? blank : SIZE_MAX;
	}
	size_t equals = up_str_find_byte(text, '=', 0), colon = up_str_find_byte(text, ':', 0);
	return is_separator(ini, text, colon, equals) ? colon : equals;
}

static void take_value(struct up_fact *fact, const struct up_text *text, uint32_t start, uint32_t end)
{
	up_fact_take_text(fact, text, start, end);
	up_str value = fact->value;
	if (value.len >= 2 && (value.s[0] == '"' || value.s[0] == '\'') && quote_end(value, 0) == value.len - 1) {
		fact->value = up_str_slice(value, 1, value.len - 1);
		fact->flags |= UP_FACT_QUOTED;
	}
	/* ${NAME} of PHP, %(name)s of Python */
	if (up_str_contains(value, UP_STR("${")) || up_str_contains(value, UP_STR("%(")))
		fact->flags |= UP_FACT_DYNAMIC;
}

static bool emit_comment(struct ini *ini, const struct up_text *text, uint32_t start)
{
	uint32_t end = (uint32_t)text->bytes.len;
	up_line_narrow(text, &start, &end);
	return start == end || up_emit_comment(ini->p, up_line_span(text, start, end));
}

/* Lines that are indented deeper than the key's go on with the value. Python strips each and joins them by line ends. */
static bool goes_on(const struct ini *ini, uint32_t indent, bool is_empty, up_span line)
{
	up_str bytes = ini->reader.bytes;
	up_span at = up_line_trim(bytes, line);
	if (at.start == at.end || at.start - line.start <= indent)
		return false;
	if (ini->flavour == FLAVOUR_PYTHON)
		return true;
	/* Elsewhere only where nothing else can be meant: the key has no value, the line no separator. */
	up_str text = up_parse_bytes(ini->p, at);
	return ini->flavour == FLAVOUR_ANY && is_empty && indent == 0 && !strchr("#;[", text.s[0]) && find_separator(ini, text) == SIZE_MAX;
}

/* Adds the lines that go on to the value; comment lines in between are stated. */
static bool read_more(struct ini *ini, struct up_text *value, uint32_t indent)
{
	struct up_text_builder builder;
	bool has_more = false, is_empty = !value->bytes.len;
	up_span line;
	for (;;) {
		struct up_line_reader ahead = ini->reader;
		if (!up_line_read(&ahead, &line) || !goes_on(ini, indent, is_empty, line))
			break;
		ini->reader = ahead;
		up_span at = up_line_trim(ini->reader.bytes, line);
		if (ini->reader.bytes.s[at.start] == '#' || ini->reader.bytes.s[at.start] == ';') {
			if (!up_emit_comment(ini->p, at))
				return false;
			continue;
		}
		if (!has_more) {
			up_text_begin(&builder, up_parse_arena(ini->p));
			up_text_append(&builder, value);
		}
		has_more = true;
		if (builder.len)
			up_text_put(&builder, UP_STR("\n"), at.start);
		up_text_copy(&builder, up_parse_bytes(ini->p, at), at.start);
	}
	if (has_more)
		*value = up_text_end(&builder);
	return true;
}

static bool emit_key(struct ini *ini, const struct up_text *text, up_span line)
{
	size_t separator = find_separator(ini, text->bytes);
	uint32_t len = (uint32_t)text->bytes.len, start = 0;
	/* A key without a value may have a comment after it. */
	uint32_t key_stop = separator == SIZE_MAX ? value_end(ini, text->bytes, 0) : (uint32_t)separator, key_end = key_stop;
	up_line_narrow(text, &start, &key_end);
	if (start == key_end) {
		note_syntax(ini, up_text_at(text, 0), "a value without a key; the line was passed over");
		return true;
	}
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = ini->scope,
		.path = ini->section,
		.key = up_str_slice(text->bytes, start, key_end),
		.key_at = up_line_span(text, start, key_end),
	};
	uint32_t value_start = separator == SIZE_MAX ? key_stop : (uint32_t)separator + 1;
	while (separator != SIZE_MAX && value_start < len && up_is_blank(text->bytes.s[value_start]))
		value_start++;
	uint32_t end = separator == SIZE_MAX ? key_stop : value_end(ini, text->bytes, value_start), trimmed = end;
	up_line_narrow(text, &value_start, &trimmed);
	struct up_text value = up_text_slice(text, value_start, trimmed);
	if (separator != SIZE_MAX && !read_more(ini, &value, fact.key_at.start - line.start))
		return false;
	take_value(&fact, &value, 0, (uint32_t)value.bytes.len);
	return up_emit(ini->p, &fact) && emit_comment(ini, text, end);
}

/* `!include FILE` and `!includedir DIR` of MySQL. */
static bool emit_include(struct ini *ini, const struct up_text *text)
{
	uint32_t end = 0, len = (uint32_t)text->bytes.len;
	while (end < len && !up_is_blank(text->bytes.s[end]))
		end++;
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = ini->scope,
		.path = ini->section,
		.key = up_str_slice(text->bytes, 0, end),
		.key_at = up_line_span(text, 0, end),
	};
	take_value(&fact, text, end, len);
	return up_emit(ini->p, &fact);
}

static bool open_section(struct ini *ini, up_span at)
{
	up_str line = up_parse_bytes(ini->p, at);
	size_t close = up_str_find_byte(line, ']', 0);
	if (close == SIZE_MAX) {
		note_syntax(ini, at.start, "a section header without its closing bracket; the line was passed over");
		return true;
	}
	/* [a[b]] and the like: the last bracket before a comment. */
	while (close + 1 < line.len && line.s[close + 1] == ']')
		close++;
	ini->section = up_str_trim(up_str_slice(line, 1, close));
	ini->scope = up_scope_new(ini->p);
	up_span rest = up_line_trim(ini->reader.bytes, (up_span){ at.start + (uint32_t)close + 1, at.end });
	if (rest.start == rest.end)
		return true;
	if (ini->reader.bytes.s[rest.start] == ';' || ini->reader.bytes.s[rest.start] == '#')
		return up_emit_comment(ini->p, rest);
	note_syntax(ini, rest.start, "text after a section header; it was passed over");
	return true;
}

static bool read_line(struct ini *ini, up_span line)
{
	static const struct up_line_join join = { .between = " " };
	up_span at = up_line_trim(ini->reader.bytes, line);
	struct up_text text;
	if (at.start == at.end)
		return true;
	char first = ini->reader.bytes.s[at.start];
	if (first == '#' || first == ';')
		return up_emit_comment(ini->p, at);
	if (first == '[')
		return open_section(ini, at);
	if (ini->flavour == FLAVOUR_SAMBA) {
		if (!up_line_join(&ini->reader, (up_span){ at.start, line.end }, &join, &text))
			return false;
	} else {
		text = up_text_plain(up_parse_bytes(ini->p, at), at.start);
	}
	if (first == '!' && up_str_starts(text.bytes, UP_STR("!include")))
		return emit_include(ini, &text);
	return emit_key(ini, &text, line);
}

static enum up_parse_result ini_parse(struct up_parse *p)
{
	struct ini ini = { .p = p, .flavour = find_flavour(up_parse_source(p)) };
	up_line_reader_init(&ini.reader, p);
	up_span line;
	while (up_line_read(&ini.reader, &line) && read_line(&ini, line))
		;
	return ini.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

/* Does the first line that says anything open a section? */
static bool starts_with_section(up_str bytes)
{
	bytes = up_str_slice(bytes, 0, 4096);
	for (size_t start = 0; start < bytes.len;) {
		size_t end = start;
		while (end < bytes.len && bytes.s[end] != '\n' && bytes.s[end] != '\r')
			end++;
		up_str line = up_str_trim(up_str_slice(bytes, start, end));
		if (line.len && line.s[0] != '#' && line.s[0] != ';')
			return line.s[0] == '[' && line.s[line.len - 1] == ']';
		start = end + 1;
	}
	return false;
}

static int ini_bid(const struct up_source *source)
{
	static const char *const suffixes[] = { ".ini", ".cnf", ".cfg", ".desktop", ".ini.j2", ".cnf.j2", "smb.conf" };
	up_str name = source->name;
	bool has_section = starts_with_section(source->bytes);
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (up_str_ends(name, up_str_from(suffixes[i])))
			return has_section ? UP_BID_NAME + 10 : UP_BID_NAME - 10;
	return has_section ? UP_BID_GUESS + 5 : UP_BID_NONE;
}

const struct up_parser up_parser_ini = {
	.name = "ini",
	.summary = "INI files: php.ini, my.cnf, smb.conf, configparser and their kin",
	.templates = UP_TEMPLATES_MASK,
	.bid = ini_bid,
	.parse = ini_parse,
};
