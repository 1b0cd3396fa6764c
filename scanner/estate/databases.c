/* Which database stands where, and reading files in pieces. */
#include "estate/databases.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"
#include "core/limits.h"
#include "estate/databases-private.h"

/* --- places ----------------------------------------------------------------------------------------------------------- */

/* `*` is one name. Of two that fit the first counts: "usr/lib/…" before "lib/…", which leaves "usr" to the root. */
static const struct {
	const char *place;
	enum up_database_kind kind;
} places[] = {
	{ "var/lib/dpkg/status", UP_DATABASE_DPKG },
	{ "var/lib/dpkg/status.d/*", UP_DATABASE_DPKG_FOLDER },
	{ "usr/lib/apk/db/installed", UP_DATABASE_APK },
	{ "lib/apk/db/installed", UP_DATABASE_APK },
	{ "var/lib/pacman/local/*/desc", UP_DATABASE_PACMAN },
	{ "var/lib/rpm/rpmdb.sqlite", UP_DATABASE_RPM_SQLITE },
	{ "usr/lib/sysimage/rpm/rpmdb.sqlite", UP_DATABASE_RPM_SQLITE },
	{ "usr/share/rpm/rpmdb.sqlite", UP_DATABASE_RPM_SQLITE },
	{ "var/lib/rpm/rpmdb.sqlite-wal", UP_DATABASE_RPM_LOG },
	{ "usr/lib/sysimage/rpm/rpmdb.sqlite-wal", UP_DATABASE_RPM_LOG },
	{ "var/lib/rpm/Packages.db", UP_DATABASE_RPM_NDB },
	{ "usr/lib/sysimage/rpm/Packages.db", UP_DATABASE_RPM_NDB },
	{ "usr/share/rpm/Packages.db", UP_DATABASE_RPM_NDB },
	{ "var/lib/rpm/Packages", UP_DATABASE_RPM_BDB },
	{ "usr/lib/sysimage/rpm/Packages", UP_DATABASE_RPM_BDB },
	{ "usr/share/rpm/Packages", UP_DATABASE_RPM_BDB },
	{ "etc/os-release", UP_DATABASE_OS_RELEASE },
	{ "usr/lib/os-release", UP_DATABASE_OS_RELEASE },
	/* Shipped with the kernel: what depmod writes stays when it is removed. */
	{ "usr/lib/modules/*/modules.builtin", UP_DATABASE_KERNEL },
	{ "lib/modules/*/modules.builtin", UP_DATABASE_KERNEL },
	{ "snap/*/*/meta/snap.yaml", UP_DATABASE_SNAP },
	{ "var/lib/snapd/snaps/*", UP_DATABASE_SNAP_FILE },
	{ "var/lib/flatpak/app/*/*/*/*/metadata", UP_DATABASE_FLATPAK },
	{ "var/lib/flatpak/runtime/*/*/*/*/metadata", UP_DATABASE_FLATPAK },
	{ "var/lib/flatpak/app/*/*/*/*/files/share/metainfo/*", UP_DATABASE_FLATPAK_INFO },
	{ "var/lib/flatpak/app/*/*/*/*/files/share/appdata/*", UP_DATABASE_FLATPAK_INFO },
};

/* Nearly all paths are at no such place: the last name shows it, or that of the folder where any name will do. */
static bool may_fit(up_str place, up_str name, up_str folder)
{
	const up_str any = UP_STR("/*");
	return up_str_ends(place, any) ? up_str_ends(up_str_slice(place, 0, place.len - any.len), folder) : up_str_ends(place, name);
}

/* Does the path end with the place? From the last name on. */
static bool fits(up_str path, up_str place, size_t *ret_home)
{
	while (place.len) {
		if (!path.len)
			return false;
		up_str name = up_str_basename(path), wanted = up_str_basename(place);
		if (!up_str_eq(wanted, UP_STR("*")) && !up_str_eq(wanted, name))
			return false;
		place.len -= wanted.len;
		path.len -= name.len;
		if (!place.len)
			break;
		if (!path.len || !name.len)
			return false;
		place.len--;
		path.len--;
	}
	*ret_home = path.len;
	return true;
}

static up_str without_last(up_str path)
{
	path.len -= up_str_basename(path).len;
	return up_str_slice(path, 0, path.len ? path.len - 1 : 0);
}

/* "root/usr/local/bin/x": the root is what stands before the first "usr" or "opt", else before the folder of programs. */
static bool is_program(up_str path, size_t *ret_home)
{
	up_str folder = without_last(path);
	if (!up_str_is_listed(up_str_basename(folder), "bin sbin libexec"))
		return false;
	*ret_home = folder.len - up_str_basename(folder).len;
	for (up_str above = without_last(folder); above.len; above = without_last(above))
		if (up_str_is_listed(up_str_basename(above), "usr opt"))
			*ret_home = above.len - 3;
	return true;
}

enum up_database_kind up_database_kind(up_str path, size_t *ret_home)
{
	/* A package of dpkg says what it is in the form of its database, without a state. */
	const up_str control = UP_STR("!/control/control");
	if (up_str_ends(path, control)) {
		*ret_home = path.len - control.len + 2;
		return UP_DATABASE_DPKG_FOLDER;
	}
	up_str name = up_str_basename(path), folder = up_str_basename(without_last(path));
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		up_str place = up_str_from(places[i].place);
		if (!may_fit(place, name, folder) || !fits(path, place, ret_home))
			continue;
		if (places[i].kind == UP_DATABASE_DPKG_FOLDER && up_str_ends(path, UP_STR(".md5sums")))
			return UP_DATABASE_NONE;
		if (places[i].kind == UP_DATABASE_SNAP_FILE && !up_str_ends(path, UP_STR(".snap")))
			return UP_DATABASE_NONE;
		if (places[i].kind == UP_DATABASE_FLATPAK_INFO && !up_str_ends(path, UP_STR(".xml")))
			return UP_DATABASE_NONE;
		return places[i].kind;
	}
	return is_program(path, ret_home) ? UP_DATABASE_PROGRAM : UP_DATABASE_NONE;
}

/* --- bytes ------------------------------------------------------------------------------------------------------------ */

bool database_read_exactly(const struct up_database_file *file, uint64_t offset, void *bytes, size_t n)
{
	return offset <= file->size && n <= file->size - offset && file->read_at(file->data, offset, bytes, n) == (ssize_t)n;
}

void database_note(const struct database *database, enum up_note_reason reason, uint32_t line, const char *format, ...)
{
	char detail[512];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(detail, sizeof detail, format, args);
	va_end(args);
	size_t shown = len < 0 ? 0 : (size_t)len < sizeof detail ? (size_t)len : sizeof detail - 1;
	database->sink->note(database->sink->data, reason, line, (up_str){ detail, shown });
}

up_str database_text(const struct database *database)
{
	const struct up_database_file *file = database->file;
	if (file->size > UP_LIMIT_DATABASE_TEXT) {
		database_note(database, UP_NOTE_TOO_LARGE, 0, "%llu bytes; the limit for files of this name is %d",
			      (unsigned long long)file->size, UP_LIMIT_DATABASE_TEXT);
		return UP_STR_NULL;
	}
	char *text = up_arena_alloc(database->arena, (size_t)file->size + 1);
	ssize_t n = file->read_at(file->data, 0, text, (size_t)file->size);
	if (n < 0)
		database_note(database, UP_NOTE_UNREADABLE, 0, "it could not be read");
	return (up_str){ text, n < 0 ? 0 : (size_t)n };
}

enum {
	CHUNK_BYTES = 64 << 10,
};

void database_lines_init(struct database_lines *lines, const struct database *database)
{
	*lines = (struct database_lines){ .database = database, .chunk = up_alloc(CHUNK_BYTES) };
}

void database_lines_finish(struct database_lines *lines)
{
	up_free(lines->chunk);
	up_buf_finish(&lines->line);
}

static bool fill(struct database_lines *lines)
{
	const struct up_database_file *file = lines->database->file;
	if (lines->is_at_end)
		return false;
	ssize_t n = file->read_at(file->data, lines->offset, lines->chunk, CHUNK_BYTES);
	if (n < 0)
		database_note(lines->database, UP_NOTE_UNREADABLE, lines->number, "reading stopped here");
	lines->is_at_end = n <= 0;
	lines->len = n > 0 ? (size_t)n : 0;
	lines->at = 0;
	lines->offset += lines->len;
	return n > 0;
}

/* Adds to the line, as far as there is room. */
static void append(struct database_lines *lines, up_str part)
{
	size_t room = UP_LIMIT_DATABASE_LINE - lines->line.len;
	lines->is_cut |= part.len > room;
	up_buf_add(&lines->line, up_str_slice(part, 0, room));
}

bool database_lines_next(struct database_lines *lines, up_str *ret_line)
{
	if (lines->at == lines->len && !fill(lines))
		return false;
	up_buf_clear(&lines->line);
	lines->is_cut = false;
	lines->number++;
	do {
		up_str rest = { lines->chunk + lines->at, lines->len - lines->at };
		size_t end = up_str_find_byte(rest, '\n', 0);
		append(lines, up_str_slice(rest, 0, end));
		lines->at = end == SIZE_MAX ? lines->len : lines->at + end + 1;
		if (end != SIZE_MAX)
			break;
	} while (fill(lines));
	up_str line = up_buf_str(&lines->line);
	if (line.len && line.s[line.len - 1] == '\r')
		line.len--;
	*ret_line = line;
	return true;
}

/* --- kinds ------------------------------------------------------------------------------------------------------------ */

void up_database_read(enum up_database_kind kind, const struct up_database_file *file, struct up_arena *arena,
		      const struct up_database_sink *sink)
{
	const struct database database = { kind, file, arena, sink };
	switch (kind) {
	case UP_DATABASE_NONE:
		return;
	case UP_DATABASE_DPKG:
	case UP_DATABASE_DPKG_FOLDER:
	case UP_DATABASE_APK:
	case UP_DATABASE_PACMAN:
		database_read_stanzas(&database);
		return;
	case UP_DATABASE_RPM_SQLITE:
		database_read_rpm_sqlite(&database);
		return;
	case UP_DATABASE_RPM_LOG:
		if (file->size)
			database_note(&database, UP_NOTE_UNSUPPORTED, 0,
				      "changes that stand here and not yet in rpmdb.sqlite are not read: %llu bytes",
				      (unsigned long long)file->size);
		return;
	case UP_DATABASE_RPM_NDB:
		database_read_rpm_ndb(&database);
		return;
	case UP_DATABASE_RPM_BDB:
		database_read_rpm_bdb(&database);
		return;
	case UP_DATABASE_PROGRAM:
		database_read_elf(&database);
		return;
	case UP_DATABASE_OS_RELEASE:
	case UP_DATABASE_KERNEL:
	case UP_DATABASE_SNAP:
	case UP_DATABASE_SNAP_FILE:
	case UP_DATABASE_FLATPAK:
	case UP_DATABASE_FLATPAK_INFO:
		database_read_system(&database);
		return;
	}
}
