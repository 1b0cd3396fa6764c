/* What a program says of itself: the package note of systemd (ELF section .note.package, systemd.io/ELF_PACKAGE_METADATA), and the modules that Go's linker
 * writes into it (.go.buildinfo, Go's debug/buildinfo). Of the file only headers and these sections are read. */
#include "base/json-tree.h"
#include "base/lines.h"
#include "base/memory.h"
#include "core/limits.h"
#include "estate/databases-private.h"

enum {
	MOST_SECTIONS = 4096, /* programs have some dozens */
	NAME_BYTES = 16,
	NOTE_BYTES = 64 << 10,
	GO_HEAD = 32,
	VERSION_BYTES = 24,
};

#define NOTE_TYPE 0xcafe1a7eu

struct elf {
	const struct database *database;
	bool is_big, is_wide; /* byte order; 64 bits */
	uint64_t sections;    /* where their headers stand */
	uint32_t n_sections, header_bytes;
	uint64_t names; /* where the names of sections stand */
};

static uint64_t number(const struct elf *elf, const unsigned char *bytes, int n)
{
	uint64_t value = 0;
	for (int i = 0; i < n; i++)
		value = value << 8 | bytes[elf->is_big ? i : n - 1 - i];
	return value;
}

struct section {
	uint64_t name, start, size;
};

static bool read_section(const struct elf *elf, uint32_t index, struct section *ret_section)
{
	unsigned char header[64];
	size_t n = elf->is_wide ? 64 : 40;
	if (!database_read_exactly(elf->database->file, elf->sections + (uint64_t)index * elf->header_bytes, header, n))
		return false;
	*ret_section = (struct section){
		.name = number(elf, header, 4),
		.start = elf->is_wide ? number(elf, header + 24, 8) : number(elf, header + 16, 4),
		.size = elf->is_wide ? number(elf, header + 32, 8) : number(elf, header + 20, 4),
	};
	return ret_section->start <= elf->database->file->size && ret_section->size <= elf->database->file->size - ret_section->start;
}

static bool read_head(struct elf *elf)
{
	unsigned char head[64] = { 0 };
	struct section names;
	if (!database_read_exactly(elf->database->file, 0, head, 52) || memcmp(head, "\177ELF", 4) != 0)
		return false;
	elf->is_wide = head[4] == 2;
	elf->is_big = head[5] == 2;
	if (elf->is_wide && !database_read_exactly(elf->database->file, 0, head, 64))
		return false;
	elf->sections = elf->is_wide ? number(elf, head + 40, 8) : number(elf, head + 32, 4);
	const unsigned char *counts = head + (elf->is_wide ? 58 : 46);
	elf->header_bytes = (uint32_t)number(elf, counts, 2);
	elf->n_sections = (uint32_t)number(elf, counts + 2, 2);
	if (!elf->sections || elf->sections > elf->database->file->size || elf->header_bytes < (elf->is_wide ? 64 : 40))
		return false;
	if (elf->n_sections > MOST_SECTIONS)
		elf->n_sections = MOST_SECTIONS;
	if (!read_section(elf, (uint32_t)number(elf, counts + 4, 2), &names))
		return false;
	elf->names = names.start;
	return true;
}

/* The bytes of a section, as far as the limit goes; in the arena. */
static up_str section_bytes(const struct elf *elf, const struct section *section, size_t most)
{
	size_t n = section->size < most ? (size_t)section->size : most;
	char *bytes = up_arena_alloc(elf->database->arena, n + 1);
	return database_read_exactly(elf->database->file, section->start, bytes, n) ? (up_str){ bytes, n } : UP_STR_NULL;
}

/* --- package notes ---------------------------------------------------------------------------------------------------- */

static bool state(const struct elf *elf, const struct up_said_component *said)
{
	return !said->name.len || elf->database->sink->component(elf->database->sink->data, said, 0);
}

/* {"type":"rpm","os":"fedora","name":"coreutils","version":"8.32-30.fc34","architecture":"x86_64"} */
static void state_note(const struct elf *elf, up_str text)
{
	const struct up_json_bounds bounds = { .bytes = NOTE_BYTES, .values = 100, .depth = 4 };
	while (text.len && !text.s[text.len - 1])
		text.len--;
	struct up_json_value *note = up_json_read(text, &bounds, NULL);
	up_str type = up_json_get_text(note, "type"), arch = up_json_get_text(note, "architecture");
	up_str qualifier = up_arena_printf(elf->database->arena, "arch=%.*s", UP_FMT(arch));
	const struct up_said_component said = {
		.type = type.len ? type : UP_STR("generic"),
		.space = up_str_is_listed(type, "deb rpm apk alpm") ? up_json_get_text(note, "os") : UP_STR(""),
		.name = up_json_get_text(note, "name"),
		.version = up_json_get_text(note, "version"),
		.qualifiers = &qualifier,
		.n_qualifiers = arch.len > 0,
	};
	state(elf, &said);
	up_json_free(note);
}

/* Notes of any kind, one after the other: sizes of name and text, a type, both padded to four bytes. */
static void read_notes(const struct elf *elf, const struct section *section)
{
	up_str bytes = section_bytes(elf, section, NOTE_BYTES);
	for (size_t at = 0; bytes.len - at >= 12;) {
		const unsigned char *head = (const unsigned char *)bytes.s + at;
		uint64_t name_bytes = number(elf, head, 4), text_bytes = number(elf, head + 4, 4);
		uint64_t name_end = 12 + ((name_bytes + 3) & ~(uint64_t)3), end = name_end + ((text_bytes + 3) & ~(uint64_t)3);
		if (name_end + text_bytes > bytes.len - at)
			return;
		if (number(elf, head + 8, 4) == NOTE_TYPE && name_bytes == 4 && !memcmp(head + 12, "FDO", 4))
			state_note(elf, up_str_slice(bytes, at + (size_t)name_end, at + (size_t)(name_end + text_bytes)));
		at += end < bytes.len - at ? (size_t)end : bytes.len - at;
	}
}

/* --- modules of Go ---------------------------------------------------------------------------------------------------- */

/* A text with its length in front (encoding/binary's Uvarint), and goes past it. */
static bool next_text(up_str *rest, up_str *ret_text)
{
	uint64_t len = 0;
	size_t at = 0;
	for (unsigned shift = 0; at < rest->len && shift < 35; shift += 7) {
		unsigned char byte = (unsigned char)rest->s[at++];
		len |= (uint64_t)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		if (len > rest->len - at)
			return false;
		*ret_text = up_str_slice(*rest, at, at + (size_t)len);
		*rest = up_str_slice(*rest, at + (size_t)len, rest->len);
		return true;
	}
	return false;
}

static up_str next_field(up_str *line)
{
	size_t tab = up_str_find_byte(*line, '\t', 0);
	up_str field = up_str_slice(*line, 0, tab);
	*line = tab == SIZE_MAX ? UP_STR_NULL : up_str_slice(*line, tab + 1, line->len);
	return field;
}

struct module {
	up_str path, version;
};

static bool state_module(const struct elf *elf, const struct module *module)
{
	up_str name = up_str_basename(module->path);
	struct up_said_component said = { .type = UP_STR("golang"), .name = name, .version = module->version };
	if (name.len < module->path.len)
		said.space = up_str_slice(module->path, 0, module->path.len - name.len - 1);
	if (up_str_eq(said.version, UP_STR("(devel)")))
		said.version = UP_STR("");
	struct up_arena_mark mark = up_arena_mark(elf->database->arena);
	bool goes_on = state(elf, &said);
	up_arena_rewind(elf->database->arena, &mark);
	return goes_on;
}

/* "mod" and "dep" lines; "=>" says what stands in the place of the one before. */
static void state_modules(const struct elf *elf, up_str text)
{
	struct module module = { 0 };
	up_str line;
	for (size_t at = 0; up_line_next(text, &at, &line);) {
		up_str kind = next_field(&line);
		bool is_module = up_str_eq(kind, UP_STR("mod")) || up_str_eq(kind, UP_STR("dep")),
		     stands_for = up_str_eq(kind, UP_STR("=>"));
		if (!is_module && !stands_for)
			continue;
		if (is_module && !state_module(elf, &module))
			return;
		up_str path = next_field(&line);
		bool is_local = stands_for && path.len && (path.s[0] == '.' || path.s[0] == '/'); /* a folder of who built it */
		module = (struct module){ is_local ? module.path : path, is_local ? UP_STR("") : next_field(&line) };
	}
	state_module(elf, &module);
}

static void read_go(const struct elf *elf, const struct section *section)
{
	up_str rest = section_bytes(elf, section, UP_LIMIT_DATABASE_TEXT), version, modules;
	if (!up_str_starts(rest, UP_STR("\xff Go buildinf:")) || rest.len < GO_HEAD)
		return;
	if (!(rest.s[15] & 2)) {
		database_note(elf->database, UP_NOTE_UNSUPPORTED, 0, "it was built by Go before 1.18, whose modules are not read");
		return;
	}
	rest = up_str_slice(rest, GO_HEAD, rest.len);
	if (!next_text(&rest, &version) || !next_text(&rest, &modules)) {
		database_note(elf->database, UP_NOTE_LIMIT, 0, "the list of its Go modules is longer than %d bytes, or cut",
			      UP_LIMIT_DATABASE_TEXT);
		return;
	}
	/* "go1.22.1 X:nocoverageredesign" */
	up_str number_of_go = up_str_slice(version, up_str_starts(version, UP_STR("go")) ? 2 : 0, up_str_find_byte(version, ' ', 0));
	const struct module library = { UP_STR("stdlib"), number_of_go };
	if (state_module(elf, &library) && modules.len > 32) /* 16 bytes in front and behind mark it */
		state_modules(elf, up_str_slice(modules, 16, modules.len - 16));
}

/* --- versions in the text of a program ---------------------------------------------------------------------------------- */

/* "1.24.0" of "1.24.0 (Ubuntu)", "9.2p1" of "9.2p1 Debian-2"; empty where something else stands there. */
static up_str version_at(up_str bytes, size_t at)
{
	size_t end = at;
	bool has_dot = false;
	while (end < bytes.len && end - at < VERSION_BYTES + 1 && (up_is_alnum(bytes.s[end]) || bytes.s[end] == '.'))
		has_dot |= bytes.s[end++] == '.';
	while (end > at && bytes.s[end - 1] == '.')
		end--;
	return has_dot && end > at && up_is_digit(bytes.s[at]) && end - at < VERSION_BYTES ? up_str_slice(bytes, at, end) : UP_STR_NULL;
}

/* The first version behind the text; at the start of a string, or anywhere: "since OpenVPN 2.7" is about something else. */
static up_str find_version(up_str bytes, up_str text, bool at_start)
{
	for (size_t at = 0; (at = up_str_find(bytes, text, at)) != SIZE_MAX; at++) {
		up_str version = !at_start || !at || !bytes.s[at - 1] ? version_at(bytes, at + text.len) : UP_STR_NULL;
		if (version.len)
			return version;
	}
	return UP_STR_NULL;
}

static void find_mark(const struct elf *elf, up_str bytes, const struct up_program_mark *mark)
{
	struct up_said_component said = { .type = UP_STR("generic"), .name = mark->name };
	said.version = find_version(bytes, mark->text, true);
	if (!said.version.len)
		said.version = find_version(bytes, mark->text, false);
	if (said.version.len)
		state(elf, &said);
}

static void read_text(const struct elf *elf, const struct section *section)
{
	const struct up_database_file *file = elf->database->file;
	up_str bytes = section_bytes(elf, section, UP_LIMIT_PROGRAM_TEXT);
	for (size_t i = 0; i < file->n_marks; i++)
		find_mark(elf, bytes, &file->marks[i]);
}

void database_read_elf(const struct database *database)
{
	struct elf elf = { .database = database };
	struct section section;
	char name[NAME_BYTES];
	struct up_arena_mark mark = up_arena_mark(database->arena);
	if (!read_head(&elf))
		return;
	for (uint32_t i = 0; i < elf.n_sections; i++) {
		if (!read_section(&elf, i, &section) || !database_read_exactly(database->file, elf.names + section.name, name, sizeof name))
			continue;
		if (!memcmp(name, ".note.package", sizeof ".note.package"))
			read_notes(&elf, &section);
		else if (!memcmp(name, ".go.buildinfo", sizeof ".go.buildinfo"))
			read_go(&elf, &section);
		else if (database->file->n_marks && !memcmp(name, ".rodata", sizeof ".rodata"))
			read_text(&elf, &section);
		up_arena_rewind(database->arena, &mark);
	}
}
