/* Databases of text: dpkg's status (deb822(5)), apk's installed (one letter a field), pacman's desc (%FIELD% and lines below it). */
#include "core/limits.h"
#include "estate/databases-private.h"

enum field {
	NAME,
	VERSION,
	ARCH,
	STATE,
	_FIELDS,
};

struct stanza {
	const struct database_lines *lines;
	struct up_buf fields[_FIELDS];
	uint32_t line; /* where its name stands */
};

static void clear(struct stanza *stanza)
{
	for (int i = 0; i < _FIELDS; i++)
		up_buf_clear(&stanza->fields[i]);
	stanza->line = 0;
}

static void finish(struct stanza *stanza)
{
	for (int i = 0; i < _FIELDS; i++)
		up_buf_finish(&stanza->fields[i]);
}

/* The first one counts. Descriptions and lists of files may be as long as they like. */
static void set(struct stanza *stanza, enum field field, up_str value)
{
	if (stanza->fields[field].len)
		return;
	up_buf_add(&stanza->fields[field], up_str_trim(value));
	if (field == NAME)
		stanza->line = stanza->lines->number;
	if (stanza->lines->is_cut)
		database_note(stanza->lines->database, UP_NOTE_LIMIT, stanza->lines->number,
			      "the line is longer than %d bytes; its rest was passed over", UP_LIMIT_DATABASE_LINE);
}

/* "install ok installed": files of the package are on disk in each of these states. */
static bool is_installed(up_str state)
{
	up_str word = UP_STR_NULL;
	for (up_str next; (next = up_str_next_word(&state)).len;)
		word = next;
	return up_str_is_listed(word, "installed unpacked half-configured triggers-awaited triggers-pending");
}

/* False: no more is wanted. */
static bool end_stanza(const struct database *database, struct stanza *stanza)
{
	static const char *const types[] = {
		[UP_DATABASE_DPKG] = "deb", [UP_DATABASE_DPKG_FOLDER] = "deb", [UP_DATABASE_APK] = "apk", [UP_DATABASE_PACMAN] = "alpm"
	};
	up_str name = up_buf_str(&stanza->fields[NAME]), version = up_buf_str(&stanza->fields[VERSION]),
	       arch = up_buf_str(&stanza->fields[ARCH]);
	bool goes_on = true;
	bool is_there = database->kind != UP_DATABASE_DPKG || is_installed(up_buf_str(&stanza->fields[STATE]));
	if (is_there && name.len && !version.len) {
		database_note(database, UP_NOTE_SYNTAX, stanza->line, "the package %.*s has no version",
			      UP_FMT(up_str_slice(name, 0, 200)));
	} else if (is_there && name.len) {
		struct up_arena_mark mark = up_arena_mark(database->arena);
		up_str qualifier = up_arena_printf(database->arena, "arch=%.*s", UP_FMT(arch));
		const struct up_said_component said = { .type = up_str_from(types[database->kind]),
							.name = name,
							.version = version,
							.qualifiers = &qualifier,
							.n_qualifiers = arch.len > 0 };
		goes_on = database->sink->component(database->sink->data, &said, stanza->line);
		up_arena_rewind(database->arena, &mark);
	}
	clear(stanza);
	return goes_on;
}

static void read_deb822(struct stanza *stanza, up_str line)
{
	static const struct {
		const char *name;
		enum field field;
	} names[] = { { "Package:", NAME }, { "Version:", VERSION }, { "Architecture:", ARCH }, { "Status:", STATE } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		up_str name = up_str_from(names[i].name);
		if (up_str_starts_nocase(line, name)) /* deb822(5): case does not matter */
			set(stanza, names[i].field, up_str_slice(line, name.len, line.len));
	}
}

static void read_apk(struct stanza *stanza, up_str line)
{
	if (line.len < 2 || line.s[1] != ':')
		return;
	up_str value = up_str_slice(line, 2, line.len);
	if (line.s[0] == 'P')
		set(stanza, NAME, value);
	else if (line.s[0] == 'V')
		set(stanza, VERSION, value);
	else if (line.s[0] == 'A')
		set(stanza, ARCH, value);
}

/* *field: of the heading above; _FIELDS where nobody asks. */
static void read_pacman(struct stanza *stanza, up_str line, enum field *field)
{
	if (line.len > 2 && line.s[0] == '%' && line.s[line.len - 1] == '%')
		*field = up_str_eq(line, UP_STR("%NAME%"))      ? NAME
			 : up_str_eq(line, UP_STR("%VERSION%")) ? VERSION
			 : up_str_eq(line, UP_STR("%ARCH%"))    ? ARCH
								: _FIELDS;
	else if (line.len && *field != _FIELDS)
		set(stanza, *field, line);
}

void database_read_stanzas(const struct database *database)
{
	struct database_lines lines;
	struct stanza stanza = { .lines = &lines };
	enum field field = _FIELDS;
	bool goes_on = true;
	up_str line;
	database_lines_init(&lines, database);
	while (goes_on && database_lines_next(&lines, &line)) {
		if (database->kind == UP_DATABASE_PACMAN)
			read_pacman(&stanza, line, &field);
		else if (!line.len)
			goes_on = end_stanza(database, &stanza);
		else if (database->kind == UP_DATABASE_APK)
			read_apk(&stanza, line);
		else
			read_deb822(&stanza, line);
	}
	if (goes_on)
		end_stanza(database, &stanza);
	finish(&stanza);
	database_lines_finish(&lines);
}
