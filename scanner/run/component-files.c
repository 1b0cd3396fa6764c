#include "run/component-files.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/parse.h"
#include "estate/databases.h"

bool up_component_files_is_archive(up_str path)
{
	static const char *const endings[] = { ".jar", ".war", ".ear", ".hpi", ".jpi", ".whl", ".gem", ".nupkg" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(path, up_str_from(endings[i])))
			return true;
	return false;
}

bool up_component_files_is_database(up_str path)
{
	const struct up_source source = { .name = path };
	size_t home;
	int bid;
	enum up_database_kind kind = up_database_kind(path, &home);
	return kind != UP_DATABASE_NONE &&
	       (kind != UP_DATABASE_PROGRAM || (!up_component_files_is_archive(path) && !up_parser_for_components(&source, &bid)));
}

bool up_component_files_home(up_str path, uint32_t *ret_home)
{
	size_t home;
	enum up_database_kind kind = up_database_kind(path, &home);
	if (kind == UP_DATABASE_NONE || kind == UP_DATABASE_PROGRAM)
		return false;
	*ret_home = (uint32_t)home;
	return true;
}

enum {
	MOST_MARKS = 8,
};

struct reading {
	const struct up_component_files *files;
	const struct up_component_file *file;
	size_t home;
};

/* Of a member of a container the bytes are there. */
static ssize_t read_memory(const struct up_component_file *file, uint64_t offset, void *bytes, size_t n)
{
	up_str part = up_str_slice(file->bytes, offset < file->bytes.len ? (size_t)offset : file->bytes.len, (size_t)offset + n);
	memcpy(bytes, part.s ? part.s : "", part.len);
	return (ssize_t)part.len;
}

static ssize_t read_at(void *data, uint64_t offset, void *bytes, size_t n)
{
	const struct reading *reading = data;
	size_t len = 0;
	if (reading->file->fd < 0)
		return read_memory(reading->file, offset, bytes, n);
	while (len < n) {
		ssize_t got = pread(reading->file->fd, (char *)bytes + len, n - len, (off_t)(offset + len));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		len += (size_t)got;
	}
	return (ssize_t)len;
}

static bool on_component(void *data, const struct up_said_component *said, uint32_t line)
{
	const struct reading *reading = data;
	struct up_fact fact = up_component_fact(said, reading->files->arena);
	if (fact.key.len)
		reading->files->component(reading->files->data,
					  &(struct up_stated_component){ &fact, reading->file->path, line, (uint32_t)reading->home });
	return true;
}

static void on_note(void *data, enum up_note_reason reason, uint32_t line, up_str detail)
{
	const struct reading *reading = data;
	const struct up_note note = { .reason = reason, .path = reading->file->path, .line = line, .detail = detail };
	if (reading->files->note)
		reading->files->note(reading->files->data, &note);
}

void up_component_files_read(const struct up_component_files *files, const struct up_component_file *file)
{
	struct reading reading = { files, file, 0 };
	enum up_database_kind kind = up_database_kind(file->path, &reading.home);
	if (kind == UP_DATABASE_NONE)
		kind = UP_DATABASE_PROGRAM; /* one that the user has named */
	struct up_program_mark marks[MOST_MARKS];
	size_t n_marks = kind == UP_DATABASE_PROGRAM && files->rules
				 ? up_rules_program_marks(files->rules, up_str_basename(file->path), marks, MOST_MARKS)
				 : 0;
	const struct up_database_file opened = { &reading, read_at, file->size, file->path, marks, n_marks };
	const struct up_database_sink sink = { &reading, on_component, on_note };
	up_database_read(kind, &opened, files->arena, &sink);
}
