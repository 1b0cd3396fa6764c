/* Looking above what is scanned. No link is followed, nothing but regular files is read, and only what a few names may hold. */
#include "run/dialects-above.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum {
	LEVELS = 8,
	FILE_BYTES = 128 << 10,
};

static const char *const folders[] = { "", "config/", "prisma/", "src/main/resources/" };

static const char *const names[] = { "database.yml",
				     "schema.prisma",
				     "migration_lock.toml",
				     "alembic.ini",
				     "settings.py",
				     ".env",
				     ".env.example",
				     ".env.sample",
				     "docker-compose.yml",
				     "docker-compose.yaml",
				     "compose.yml",
				     "compose.yaml",
				     ".gitlab-ci.yml",
				     "knexfile.js",
				     "knexfile.ts",
				     "ormconfig.json",
				     "data-source.ts",
				     "drizzle.config.ts",
				     "dbconfig.yml",
				     "flyway.conf",
				     "flyway.toml",
				     "liquibase.properties",
				     "application.properties",
				     "application.yml",
				     "application.yaml",
				     "database.php",
				     "config.json",
				     "doctrine.yaml",
				     "phinx.php",
				     "config.exs",
				     "dev.exs",
				     "runtime.exs",
				     "sqlc.yaml",
				     "Gemfile",
				     "requirements.txt",
				     "pyproject.toml",
				     "Pipfile",
				     "package.json",
				     "go.mod",
				     "composer.json",
				     "pom.xml",
				     "build.gradle",
				     "build.gradle.kts",
				     "mix.exs",
				     "Cargo.toml" };

static void look_at(struct up_dialects *dialects, int folder, const char *name, up_str path)
{
	struct stat st;
	struct up_buf text = { 0 };
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return;
	ssize_t n = 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		while (text.len < FILE_BYTES && (n = read(fd, up_buf_reserve(&text, 16384), 16384)) > 0)
			text.len += (size_t)n;
	if (n >= 0 && text.len)
		up_dialects_look(dialects, path, up_buf_str(&text));
	up_buf_finish(&text);
	close(fd);
}

static void look_in(struct up_dialects *dialects, int folder, up_str prefix, struct up_arena *arena)
{
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		int inner = openat(folder, *folders[i] ? folders[i] : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		for (size_t k = 0; inner >= 0 && k < sizeof names / sizeof *names; k++)
			look_at(dialects, inner, names[k], up_arena_printf(arena, "%.*s%s%s", UP_FMT(prefix), folders[i], names[k]));
		if (inner >= 0)
			close(inner);
	}
}

/* "db/migrate/" → "db/" → "" → "../" → "../../"; "/srv/" → "/". */
static up_str parent_of(up_str folder, struct up_arena *arena)
{
	if (!folder.len || up_str_eq(folder, UP_STR("./")))
		return UP_STR("../");
	if (up_str_ends(folder, UP_STR("../")))
		return up_arena_printf(arena, "%.*s../", UP_FMT(folder));
	size_t end = folder.len - 1;
	while (end && folder.s[end - 1] != '/')
		end--;
	return up_str_slice(folder, 0, end);
}

void up_dialects_look_above(struct up_dialects *dialects, up_str start, bool with_own)
{
	struct up_arena *arena = up_arena_new();
	up_str folder = start;
	for (int level = 0; level < LEVELS; level++) {
		struct stat st;
		const char *path = folder.len ? up_arena_copy(arena, folder).s : ".";
		int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			break;
		if (level || with_own)
			look_in(dialects, fd, folder, arena);
		bool is_top = fstatat(fd, ".git", &st, AT_SYMLINK_NOFOLLOW) == 0;
		close(fd);
		if (is_top || up_str_eq(folder, UP_STR("/")))
			break;
		folder = parent_of(folder, arena);
	}
	up_arena_free(arena);
}
