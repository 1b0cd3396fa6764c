/* The user's cache. */
#include "base/cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"

/* Only ours to write, so that nobody else decides what is read. */
static bool is_ours(const struct stat *st)
{
	return st->st_uid == geteuid() && !(st->st_mode & (S_IWGRP | S_IWOTH));
}

/* A path that is not absolute is to be ignored, says the XDG Base Directory Specification. False: there is no place for a cache. */
static bool folder_path(struct up_buf *path, bool makes_it)
{
	const char *cache = secure_getenv("XDG_CACHE_HOME"), *home = secure_getenv("HOME");
	if (cache && cache[0] == '/')
		up_buf_add_s(path, cache);
	else if (home && home[0] == '/')
		up_buf_printf(path, "%s/.cache", home);
	else
		return false;
	if (makes_it)
		(void)mkdir(path->bytes, 0700); /* it is there, or what comes next fails */
	up_buf_add_s(path, "/uplint");
	if (makes_it)
		(void)mkdir(path->bytes, 0700);
	return true;
}

static int open_folder(bool makes_it)
{
	struct up_buf path = { 0 };
	struct stat st;
	int folder = folder_path(&path, makes_it) ? open(path.bytes, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	up_buf_finish(&path);
	if (folder < 0 || (fstat(folder, &st) == 0 && is_ours(&st)))
		return folder;
	close(folder);
	return -1;
}

static int open_file(int folder, up_str name, size_t most, size_t *ret_size)
{
	struct up_buf path = { 0 };
	struct stat st;
	up_buf_add(&path, name);
	/* O_NONBLOCK: what stands there may be a pipe. */
	int fd = openat(folder, path.bytes, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	up_buf_finish(&path);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && is_ours(&st) && st.st_size > 0 && (uint64_t)st.st_size <= most) {
		*ret_size = (size_t)st.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

bool up_cache_read(up_str name, size_t most, struct up_buf *out)
{
	size_t size = 0, before = out->len;
	int folder = open_folder(false), fd = folder < 0 ? -1 : open_file(folder, name, most, &size);
	if (folder >= 0)
		close(folder);
	if (fd < 0)
		return false;
	ssize_t n = 1;
	while (n > 0 && out->len - before < size) {
		size_t left = size - (out->len - before);
		n = read(fd, up_buf_reserve(out, left), left);
		out->len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	bool is_whole = out->len - before == size;
	if (!is_whole)
		out->len = before;
	*up_buf_reserve(out, 0) = '\0';
	return is_whole;
}

void up_cache_write(up_str name, up_str bytes)
{
	struct up_buf path = { 0 }, temporary = { 0 };
	int folder = open_folder(true);
	if (folder < 0)
		return;
	up_buf_add(&path, name);
	up_buf_printf(&temporary, ".%.*s.%ld", UP_FMT(name), (long)getpid());
	int fd = openat(folder, temporary.bytes, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0) {
		bool fine = up_write_all(fd, bytes);
		fine &= close(fd) == 0;
		if (!fine || renameat(folder, temporary.bytes, folder, path.bytes) != 0)
			unlinkat(folder, temporary.bytes, 0);
	}
	close(folder);
	up_buf_finish(&path);
	up_buf_finish(&temporary);
}
