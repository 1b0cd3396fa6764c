/* Putting a baseline into its place: written beside it, then renamed. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"
#include "run/baseline.h"

static bool complain(const char *path, const char *why)
{
	up_say("--write-baseline %s: %s", path, why);
	return false;
}

/* "a/b.json" → "a"; the part behind is its name. */
static const char *split(const char *path, struct up_buf *folder)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		up_buf_add_byte(folder, '.');
	else
		up_buf_add(folder, up_str_range(path, slash == path ? slash + 1 : slash));
	return slash ? slash + 1 : path;
}

bool up_baseline_place(const char *path, struct up_walk_own *ret_own)
{
	struct up_buf folder = { 0 };
	struct stat st;
	ret_own->name = split(path, &folder);
	bool fine = stat(folder.bytes, &st) == 0;
	up_buf_finish(&folder);
	if (fine) {
		ret_own->dev = st.st_dev;
		ret_own->ino = st.st_ino;
	}
	return fine;
}

/* What stands there may be replaced only where it is a file. The new one has its mode, or that of any new file. */
static bool check_target(const char *path, mode_t *ret_mode)
{
	struct stat st;
	if (lstat(path, &st) == 0) {
		*ret_mode = st.st_mode & 0777;
		if (S_ISLNK(st.st_mode))
			return complain(path, "a symbolic link; name its target");
		return S_ISREG(st.st_mode) || complain(path, "not a regular file");
	}
	if (errno != ENOENT)
		return complain(path, strerror(errno));
	mode_t mask = umask(0);
	umask(mask);
	*ret_mode = 0666 & ~mask;
	return true;
}

bool up_baseline_file_open(struct up_baseline_file *file, const char *path)
{
	mode_t mode;
	*file = (struct up_baseline_file){ .path = path, .folder = -1, .fd = -1 };
	if (!check_target(path, &mode))
		return false;
	struct up_buf folder = { 0 };
	const char *name = split(path, &folder);
	file->folder = open(folder.bytes, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	up_buf_printf(&file->temporary, "%s/.%s.XXXXXX", folder.bytes, name);
	up_buf_finish(&folder);
	if (file->folder >= 0)
		file->fd = mkostemp(file->temporary.bytes, O_CLOEXEC);
	if (file->fd >= 0 && fchmod(file->fd, mode) == 0)
		return true;
	complain(path, strerror(errno));
	up_baseline_file_finish(file);
	return false;
}

bool up_baseline_file_commit(struct up_baseline_file *file, up_str bytes)
{
	const char *temporary = strrchr(file->temporary.bytes, '/') + 1, *slash = strrchr(file->path, '/');
	file->is_done = up_write_all(file->fd, bytes) && fsync(file->fd) == 0 &&
			renameat(file->folder, temporary, file->folder, slash ? slash + 1 : file->path) == 0;
	return file->is_done || complain(file->path, strerror(errno));
}

void up_baseline_file_finish(struct up_baseline_file *file)
{
	if (file->fd >= 0) {
		if (!file->is_done)
			unlinkat(file->folder, strrchr(file->temporary.bytes, '/') + 1, 0);
		close(file->fd);
	}
	if (file->folder >= 0)
		close(file->folder);
	up_buf_finish(&file->temporary);
	*file = (struct up_baseline_file){ .folder = -1, .fd = -1 };
}
