#include "run/named-files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/say.h"

enum {
	DEEPEST = 8, /* folders below the one that is named */
};

static bool complain(const char *path, const char *why)
{
	up_say("%s: %s", path, why);
	return false;
}

static bool read_file(struct up_named_files *files, int fd, const char *path, const char *option)
{
	struct up_buf bytes = { 0 };
	ssize_t n;
	while ((n = read(fd, up_buf_reserve(&bytes, 65536), 65536)) > 0 && bytes.len <= UP_NAMED_FILE_BYTES)
		bytes.len += (size_t)n;
	bool fine = n == 0;
	if (n < 0)
		complain(path, strerror(errno));
	else if (!fine)
		up_say("%s: larger than %d MiB, which is too much for --%s", path, UP_NAMED_FILE_BYTES >> 20, option);
	files->bytes += bytes.len;
	if (fine && (files->bytes > UP_NAMED_BYTES || files->n >= UP_NAMED_FILES)) {
		up_say("%s: --%s names more than %d files or %d MiB; name the part that matters", path, option, UP_NAMED_FILES,
		       UP_NAMED_BYTES >> 20);
		fine = false;
	}
	if (fine) {
		files->items = up_grow(files->items, &files->capacity, files->n + 1, sizeof *files->items);
		files->items[files->n].path = up_arena_copy(files->arena, up_str_from(path));
		files->items[files->n++].bytes = up_arena_copy(files->arena, up_buf_str(&bytes));
	}
	up_buf_finish(&bytes);
	return fine;
}

static bool read_any(struct up_named_files *files, const char *path, const char *option, unsigned depth);

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool read_folder(struct up_named_files *files, const char *path, const char *option, unsigned depth)
{
	struct dirent **entries;
	int n = scandir(path, &entries, is_shown, by_name);
	bool fine = n >= 0 || complain(path, strerror(errno));
	for (int i = 0; i < n; i++) {
		struct up_buf below = { 0 };
		up_buf_printf(&below, "%s%s%s", path, up_str_ends(up_str_from(path), UP_STR("/")) ? "" : "/", entries[i]->d_name);
		fine = fine && read_any(files, below.bytes, option, depth + 1);
		up_buf_finish(&below);
		up_free(entries[i]);
	}
	if (n >= 0)
		up_free(entries);
	return fine;
}

static bool read_any(struct up_named_files *files, const char *path, const char *option, unsigned depth)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && depth && (errno == ENOENT || errno == ELOOP)) /* a link of a folder of certificates that leads nowhere */
		return true;
	if (fd < 0 || fstat(fd, &st) < 0)
		return complain(path, strerror(errno));
	bool fine = true;
	if (S_ISREG(st.st_mode))
		fine = read_file(files, fd, path, option);
	else if (S_ISDIR(st.st_mode) && depth < DEEPEST)
		fine = read_folder(files, path, option, depth);
	else if (!depth)
		fine = complain(path, "neither a file nor a folder");
	close(fd);
	return fine;
}

bool up_named_files_read(struct up_named_files *files, const char *path, const char *option)
{
	if (!files->arena)
		files->arena = up_arena_new();
	return read_any(files, path, option, 0);
}

void up_named_files_finish(struct up_named_files *files)
{
	if (files->arena)
		up_arena_free(files->arena);
	up_free(files->items);
	*files = (struct up_named_files){ 0 };
}
