/* Small files that lie beside a migration (https://docs.rs/crate/diesel_migrations/latest,
 * https://documentation.red-gate.com/fd/flyway-execute-in-transaction-setting-277578997.html). No link is followed, and only regular files are read. */
#include "run/beside.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"

enum {
	FILE_BYTES = 4096, /* that are looked at */
};

/* `key = false` on a line of its own. */
static bool says_false(up_str text, up_str key)
{
	for (size_t start = 0; start < text.len;) {
		size_t end = up_str_find_byte(text, '\n', start);
		up_str line = up_str_trim(up_str_slice(text, start, end));
		if (up_str_starts(line, key)) {
			up_str rest = up_str_trim(up_str_slice(line, key.len, line.len));
			if (up_str_starts(rest, UP_STR("=")) &&
			    up_str_starts(up_str_trim(up_str_slice(rest, 1, rest.len)), UP_STR("false")))
				return true;
		}
		start = end == SIZE_MAX ? text.len : end + 1;
	}
	return false;
}

static bool file_says_false(int dir_fd, const char *path, up_str key)
{
	char bytes[FILE_BYTES];
	struct stat st;
	int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, bytes, sizeof bytes) : -1;
	close(fd);
	return n > 0 && says_false((up_str){ bytes, (size_t)n }, key);
}

bool up_beside_says_no_transaction(int dir_fd, const char *name)
{
	char path[PATH_MAX];
	up_str whole = up_str_from(name), base = up_str_basename(whole);
	bool is_diesel = up_str_is_listed(base, "up.sql down.sql");
	bool is_flyway = base.len > 1 && strchr("VURB", base.s[0]) && up_str_ends(base, UP_STR(".sql")) &&
			 up_str_contains(base, UP_STR("__"));
	if ((!is_diesel && !is_flyway) || whole.len + sizeof "metadata.toml" >= sizeof path)
		return false;
	if (is_diesel)
		snprintf(path, sizeof path, "%.*smetadata.toml", (int)(whole.len - base.len), name);
	else
		snprintf(path, sizeof path, "%s.conf", name);
	return file_says_false(dir_fd, path, is_diesel ? UP_STR("run_in_transaction") : UP_STR("executeInTransaction"));
}
