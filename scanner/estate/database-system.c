/* What a system says of itself in small files: its release (os-release(5)), its kernels by their folders, snaps (snap.yaml) and flatpaks (metadata and metainfo). */
#include "base/lines.h"
#include "estate/databases-private.h"

/* Name `n` of the path from its end: 0 is the file itself. */
static up_str name_from_end(up_str path, unsigned n)
{
	for (; n; n--) {
		path.len -= up_str_basename(path).len;
		if (path.len)
			path.len--;
	}
	return up_str_basename(path);
}

static void state(const struct database *database, const struct up_said_component *said, uint32_t line)
{
	database->sink->component(database->sink->data, said, line);
}

static up_str unquoted(up_str value)
{
	value = up_str_trim(value);
	if (value.len >= 2 && (value.s[0] == '"' || value.s[0] == '\'') && value.s[value.len - 1] == value.s[0])
		return up_str_slice(value, 1, value.len - 1);
	return value;
}

/* The value of the first line that begins with the key, in the first column. */
static up_str line_value(up_str text, up_str key, uint32_t *ret_line)
{
	uint32_t number = 0;
	up_str line, found = UP_STR_NULL;
	for (size_t at = 0; up_line_next(text, &at, &line);) {
		number++;
		if (!up_str_starts(line, key) || found.len)
			continue;
		found = unquoted(up_str_slice(line, key.len, line.len));
		*ret_line = number;
	}
	return found;
}

static void read_os_release(const struct database *database, up_str text)
{
	uint32_t line = 0, version_line = 0;
	up_str name = line_value(text, UP_STR("ID="), &line), version = line_value(text, UP_STR("VERSION_ID="), &version_line);
	if (!name.len && !line_value(text, UP_STR("NAME="), &line).len) {
		if (text.len)
			database_note(database, UP_NOTE_SYNTAX, 0, "it names no operating system");
		return;
	}
	const struct up_said_component said = { .type = UP_STR("os"), .name = name.len ? name : UP_STR("linux"), .version = version };
	state(database, &said, line);
}

static void read_snap(const struct database *database, up_str text)
{
	uint32_t line = 0, version_line = 0;
	up_str name = line_value(text, UP_STR("name:"), &line);
	const struct up_said_component said = { .type = UP_STR("snap"),
						.name = name,
						.version = line_value(text, UP_STR("version:"), &version_line) };
	if (name.len)
		state(database, &said, line);
	else
		database_note(database, UP_NOTE_SYNTAX, 0, "the snap has no name");
}

/* "core22_1612.snap" */
static void read_snap_file(const struct database *database)
{
	up_str file = name_from_end(database->file->path, 0);
	up_str name = up_str_slice(file, 0, file.len - 5);
	size_t dash = up_str_find_byte(name, '_', 0);
	if (dash == SIZE_MAX || !dash)
		return;
	const struct up_said_component said = { .type = UP_STR("snap"),
						.name = up_str_slice(name, 0, dash),
						.path = up_arena_printf(database->arena, "revision %.*s",
									UP_FMT(up_str_slice(name, dash + 1, name.len))) };
	state(database, &said, 0);
}

/* …/flatpak/app/ID/ARCH/BRANCH/COMMIT, whose last name is so many names before the end of the path. */
static void state_flatpak(const struct database *database, unsigned commit, up_str version, bool is_runtime, uint32_t line)
{
	up_str path = database->file->path, branch = name_from_end(path, commit + 1);
	const up_str qualifiers[] = {
		up_arena_printf(database->arena, "arch=%.*s", UP_FMT(name_from_end(path, commit + 2))),
		up_arena_printf(database->arena, "branch=%.*s", UP_FMT(branch)),
	};
	const struct up_said_component said = { .type = UP_STR("flatpak"),
						.name = name_from_end(path, commit + 3),
						.version = is_runtime ? branch : version,
						.qualifiers = qualifiers,
						.n_qualifiers = 2 };
	state(database, &said, line);
}

static void read_flatpak(const struct database *database, up_str text)
{
	uint32_t line = 0;
	up_str name = line_value(text, UP_STR("name="), &line);
	if (name.len)
		state_flatpak(database, 1, UP_STR_NULL, up_str_contains(text, UP_STR("[Runtime]")), line);
	else
		database_note(database, UP_NOTE_SYNTAX, 0, "the flatpak has no name");
}

/* <release version="3.1" …>: the newest stands first (AppStream, 2.1.30). Only the file of the application itself says which is installed. */
static void read_flatpak_info(const struct database *database, up_str text)
{
	up_str file = name_from_end(database->file->path, 0), name = name_from_end(database->file->path, 7);
	size_t release = up_str_find(text, UP_STR("<release "), 0);
	if (release == SIZE_MAX || !up_str_starts(file, name))
		return;
	up_str tag = up_str_slice(text, release, up_str_find_byte(text, '>', release));
	size_t at = up_str_find(tag, UP_STR(" version="), 0);
	if (at == SIZE_MAX || at + 11 > tag.len)
		return;
	size_t end = up_str_find_byte(tag, tag.s[at + 9], at + 10);
	if (end != SIZE_MAX)
		state_flatpak(database, 4, up_str_slice(tag, at + 10, end), false, 0);
}

void database_read_system(const struct database *database)
{
	struct up_arena_mark mark = up_arena_mark(database->arena);
	switch (database->kind) {
	case UP_DATABASE_KERNEL: {
		const struct up_said_component said = { .type = UP_STR("kernel"),
							.name = UP_STR("linux"),
							.version = name_from_end(database->file->path, 1) };
		state(database, &said, 0);
		break;
	}
	case UP_DATABASE_OS_RELEASE:
		read_os_release(database, database_text(database));
		break;
	case UP_DATABASE_SNAP:
		read_snap(database, database_text(database));
		break;
	case UP_DATABASE_SNAP_FILE:
		read_snap_file(database);
		break;
	case UP_DATABASE_FLATPAK:
		read_flatpak(database, database_text(database));
		break;
	case UP_DATABASE_FLATPAK_INFO:
		read_flatpak_info(database, database_text(database));
		break;
	default:
		break;
	}
	up_arena_rewind(database->arena, &mark);
}
