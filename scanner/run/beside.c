/* Reading what lies beside. */
#include "run/beside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BESIDE_BYTES = 16 << 10,
};

bool up_beside_read(int folder, const char *name, size_t most, struct up_buf *text)
{
	struct stat st;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	ssize_t n = -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		while (text->len < most && (n = read(fd, up_buf_reserve(text, 16384), 16384)) > 0)
			text->len += (size_t)n;
	close(fd);
	return n >= 0;
}

/* "metadata.toml" of up.sql, "V1__x.sql.conf" of V1__x.sql; empty: no such file belongs to it. */
static up_str name_beside(up_str name, struct up_arena *arena)
{
	if (up_str_is_listed(name, "up.sql down.sql"))
		return UP_STR("metadata.toml");
	bool is_flyway = name.len > 1 && strchr("VURB", name.s[0]) && up_str_contains(name, UP_STR("__")) &&
			 up_str_ends(name, UP_STR(".sql"));
	return is_flyway ? up_arena_printf(arena, "%.*s.conf", UP_FMT(name)) : UP_STR("");
}

up_str up_beside_of(const struct up_source *source, struct up_arena *arena)
{
	up_str base = up_str_basename(source->name), name = name_beside(base, arena);
	/* Members of containers, and blobs, lie in no folder. */
	if (!name.len || up_str_contains(source->name, UP_STR("!/")))
		return UP_STR("");
	up_str folder = up_str_slice(source->name, 0, source->name.len - base.len);
	int fd = open(folder.len ? up_arena_printf(arena, "%.*s", UP_FMT(folder)).s : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return UP_STR("");
	struct up_buf text = { 0 };
	up_beside_read(fd, up_arena_printf(arena, "%.*s", UP_FMT(name)).s, BESIDE_BYTES, &text);
	close(fd);
	return up_arena_take(arena, &text);
}
