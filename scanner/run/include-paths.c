#include "run/include-paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/glob.h"
#include "base/memory.h"
#include "core/limits.h"

enum {
	LINKS = 40, /* as many as the kernel follows */
	FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
};

struct paths {
	up_str *items;
	size_t n, capacity;
};

struct finder {
	const struct up_include_request *request;
	struct up_arena *arena;
	int root_fd;
	up_str host; /* where the host's own root lies, with a '/' behind it, as reports show paths; or empty */
	struct paths found;
	unsigned links;
	enum up_include_fault fault; /* the first one */
};

static void push(struct paths *paths, up_str path)
{
	paths->items = up_grow(paths->items, &paths->capacity, paths->n + 1, sizeof *paths->items);
	paths->items[paths->n++] = path;
}

static void add(struct finder *finder, struct paths *paths, up_str path)
{
	if (paths->n >= UP_LIMIT_INCLUDED)
		finder->fault = UP_INCLUDE_MANY;
	else
		push(paths, path);
}

static void fail(struct finder *finder, enum up_include_fault fault)
{
	if (finder->fault == UP_INCLUDE_FOUND)
		finder->fault = fault;
}

/* --- opening ---------------------------------------------------------------------------------------------------------- */

int up_include_open_folder(int root_fd, up_str below)
{
	int at = openat(root_fd, ".", FOLDER_FLAGS);
	for (size_t start = 0; at >= 0 && start < below.len;) {
		size_t end = up_str_find_byte(below, '/', start);
		up_str part = up_str_slice(below, start, end);
		char name[NAME_MAX + 1];
		int next = -1;
		errno = ENAMETOOLONG;
		if (part.len && part.len <= NAME_MAX) {
			memcpy(name, part.s, part.len);
			name[part.len] = '\0';
			next = openat(at, name, FOLDER_FLAGS);
		}
		int error = errno;
		close(at);
		errno = error;
		at = next;
		start = end == SIZE_MAX ? below.len : end + 1;
	}
	return at;
}

static up_str folder_of(up_str path)
{
	up_str name = up_str_basename(path);
	return up_str_slice(path, 0, path.len > name.len ? path.len - name.len - 1 : 0);
}

/* --- one part of a path ------------------------------------------------------------------------------------------------ */

static void walk(struct finder *finder, up_str from, up_str rest, bool is_link, struct paths *ret_paths);

/* Where an absolute path lies below the root. False: elsewhere on its host. */
static bool below_root(struct finder *finder, up_str target, up_str *ret_below)
{
	up_str given = finder->request->given;
	while (target.len && target.s[0] == '/')
		target = up_str_slice(target, 1, target.len);
	up_str whole = up_arena_printf(finder->arena, "%.*s%.*s", UP_FMT(finder->host), UP_FMT(target));
	if (!up_str_starts(whole, given)) {
		fail(finder, UP_INCLUDE_OUTSIDE);
		return false;
	}
	*ret_below = up_str_slice(whole, given.len, whole.len);
	return true;
}

static void follow_link(struct finder *finder, up_str folder, const char *target, struct paths *ret_paths)
{
	if (++finder->links > LINKS) {
		fail(finder, UP_INCLUDE_MANY);
		return;
	}
	up_str path = up_arena_copy(finder->arena, up_str_from(target)), below;
	if (!path.len || path.s[0] != '/')
		walk(finder, folder, path, true, ret_paths);
	else if (below_root(finder, path, &below))
		walk(finder, UP_STR(""), below, true, ret_paths);
}

static bool take_step(struct finder *finder)
{
	unsigned *steps = finder->request->steps;
	if (*steps)
		return (*steps)--;
	fail(finder, UP_INCLUDE_MANY);
	return false;
}

/* What the name stands for in the folder, links followed. */
static void enter(struct finder *finder, int folder_fd, up_str folder, up_str name, struct paths *ret_paths)
{
	char given[NAME_MAX + 1], target[PATH_MAX];
	struct stat st;
	if (!take_step(finder))
		return;
	if (name.len > NAME_MAX) {
		fail(finder, UP_INCLUDE_MISSING);
		return;
	}
	memcpy(given, name.s, name.len);
	given[name.len] = '\0';
	if (fstatat(folder_fd, given, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		fail(finder, UP_INCLUDE_MISSING);
		return;
	}
	if (S_ISLNK(st.st_mode)) {
		ssize_t n = readlinkat(folder_fd, given, target, sizeof target - 1);
		target[n > 0 ? n : 0] = '\0';
		follow_link(finder, folder, target, ret_paths);
		return;
	}
	if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
		add(finder, ret_paths, up_arena_printf(finder->arena, "%.*s%s%.*s", UP_FMT(folder), folder.len ? "/" : "", UP_FMT(name)));
}

static int by_text(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

/* All names of the folder that a part with wildcards matches, in their order; hidden ones only where it says so. */
static void list(struct finder *finder, int folder_fd, up_str glob, struct paths *ret_names)
{
	DIR *folder = fdopendir(dup(folder_fd));
	if (!folder) {
		fail(finder, UP_INCLUDE_MISSING);
		return;
	}
	bool is_whole = true;
	for (const struct dirent *entry; is_whole && (entry = readdir(folder));) {
		up_str name = up_str_from(entry->d_name);
		is_whole = take_step(finder);
		if (name.s[0] == '.' && (!glob.len || glob.s[0] != '.' || name.len < 2 || up_str_eq(name, UP_STR(".."))))
			continue;
		if (up_glob_match_whole(glob, name))
			push(ret_names, up_arena_copy(finder->arena, name));
	}
	closedir(folder);
	if (ret_names->n)
		qsort(ret_names->items, ret_names->n, sizeof *ret_names->items, by_text);
	/* Which names came first says nothing: the limits cut what is sorted, or all of it. */
	if (!is_whole)
		ret_names->n = 0;
	if (ret_names->n > UP_LIMIT_INCLUDED) {
		ret_names->n = UP_LIMIT_INCLUDED;
		fail(finder, UP_INCLUDE_MANY);
	}
}

static bool has_wildcard(up_str part)
{
	for (size_t i = 0; i < part.len; i++)
		if (strchr("*?[", part.s[i]))
			return true;
	return false;
}

static void enter_part(struct finder *finder, up_str folder, up_str part, bool is_link, struct paths *ret_paths)
{
	if (!take_step(finder))
		return;
	if (up_str_eq(part, UP_STR(".."))) {
		if (folder.len)
			add(finder, ret_paths, folder_of(folder));
		else
			fail(finder, UP_INCLUDE_OUTSIDE);
		return;
	}
	int fd = up_include_open_folder(finder->root_fd, folder);
	if (fd < 0) {
		fail(finder, UP_INCLUDE_MISSING);
		return;
	}
	if (is_link || !has_wildcard(part)) {
		enter(finder, fd, folder, part, ret_paths);
	} else {
		struct paths names = { 0 };
		list(finder, fd, part, &names);
		for (size_t i = 0; i < names.n; i++)
			enter(finder, fd, folder, names.items[i], ret_paths);
		up_free(names.items);
	}
	close(fd);
}

/* Sorted, each once: what several ways lead to. */
static void make_unique(struct paths *paths)
{
	size_t n = 0;
	if (paths->n > 1)
		qsort(paths->items, paths->n, sizeof *paths->items, by_text);
	for (size_t i = 0; i < paths->n; i++)
		if (!n || !up_str_eq(paths->items[n - 1], paths->items[i]))
			paths->items[n++] = paths->items[i];
	paths->n = n;
}

/* The paths that `rest` stands for, seen from a folder. A path of a link has no wildcards. */
static void walk(struct finder *finder, up_str from, up_str rest, bool is_link, struct paths *ret_paths)
{
	struct paths now = { 0 }, next;
	add(finder, &now, from);
	for (size_t start = 0; start < rest.len && now.n;) {
		size_t end = up_str_find_byte(rest, '/', start);
		up_str part = up_str_slice(rest, start, end);
		start = end == SIZE_MAX ? rest.len : end + 1;
		if (!part.len || up_str_eq(part, UP_STR(".")))
			continue;
		next = (struct paths){ 0 };
		for (size_t i = 0; i < now.n; i++)
			enter_part(finder, now.items[i], part, is_link, &next);
		up_free(now.items);
		now = next;
		make_unique(&now);
	}
	for (size_t i = 0; i < now.n; i++)
		add(finder, ret_paths, now.items[i]);
	up_free(now.items);
}

/* --- the whole --------------------------------------------------------------------------------------------------------- */

/* Where `folder`/ begins in the path as parts of it, the last time. */
static size_t find_folder(up_str path, up_str folder)
{
	size_t found = SIZE_MAX;
	for (size_t at = up_str_find(path, folder, 0); folder.len && at != SIZE_MAX; at = up_str_find(path, folder, at + 1)) {
		size_t end = at + folder.len;
		if ((!at || path.s[at - 1] == '/') && end < path.len && path.s[end] == '/')
			found = at;
	}
	return found;
}

/* `files/etc/x.conf` lies on a host whose tree is `files/`; so does x.conf below the root `files/etc`. Without such a folder the root is the host's. */
static up_str host_of(struct finder *finder)
{
	static const char *const tops[] = { "etc", "usr", "var", "opt", "srv", "home", "root" };
	up_str below = finder->request->below, given = finder->request->given;
	for (size_t start = 0, end; (end = up_str_find_byte(below, '/', start)) != SIZE_MAX; start = end + 1)
		for (size_t i = 0; i < sizeof tops / sizeof *tops; i++)
			if (up_str_eq(up_str_slice(below, start, end), up_str_from(tops[i])))
				return up_arena_printf(finder->arena, "%.*s%.*s", UP_FMT(given), UP_FMT(up_str_slice(below, 0, start)));
	size_t etc = find_folder(given, UP_STR("etc"));
	return etc == SIZE_MAX ? given : up_str_slice(given, 0, etc);
}

/* The target as seen from the root. False: it lies elsewhere. */
static bool from_root(struct finder *finder, up_str *ret_below)
{
	const struct up_include_request *request = finder->request;
	up_str target = request->target, below = request->below;
	finder->host = host_of(finder);
	if (target.len && target.s[0] == '/')
		return below_root(finder, target, ret_below);
	up_str base = folder_of(below);
	for (size_t i = 0; i < request->n_bases; i++) {
		size_t at = find_folder(below, request->bases[i]);
		if (at == SIZE_MAX)
			continue;
		base = up_str_slice(below, 0, at + request->bases[i].len);
		break;
	}
	*ret_below = up_arena_printf(finder->arena, "%.*s%s%.*s", UP_FMT(base), base.len ? "/" : "", UP_FMT(target));
	return true;
}

static bool has_suffix(const struct up_include_request *request, up_str path)
{
	for (size_t i = 0; i < request->n_suffixes; i++)
		if (up_str_ends(path, request->suffixes[i]))
			return true;
	return !request->n_suffixes;
}

/* Of a folder the files in it. */
static void take_found(struct finder *finder, const struct paths *paths)
{
	const struct up_include_request *request = finder->request;
	for (size_t i = 0; i < paths->n; i++) {
		struct paths files = { 0 };
		int fd = up_include_open_folder(finder->root_fd, paths->items[i]);
		if (fd < 0) {
			add(finder, &finder->found, paths->items[i]);
			continue;
		}
		close(fd);
		if (request->is_folder)
			enter_part(finder, paths->items[i], UP_STR("*"), false, &files);
		for (size_t k = 0; k < files.n; k++)
			if (has_suffix(request, files.items[k]))
				add(finder, &finder->found, files.items[k]);
		up_free(files.items);
	}
}

enum up_include_fault up_include_find(const struct up_include_request *request, struct up_arena *arena, up_str **ret_files, size_t *ret_n)
{
	struct finder finder = { .request = request, .arena = arena, .root_fd = open(request->root, FOLDER_FLAGS & ~O_NOFOLLOW) };
	struct paths paths = { 0 };
	*ret_files = NULL;
	*ret_n = 0;
	if (finder.root_fd < 0)
		return UP_INCLUDE_MISSING;
	up_str below;
	if (from_root(&finder, &below))
		walk(&finder, UP_STR(""), below, false, &paths);
	take_found(&finder, &paths);
	close(finder.root_fd);
	*ret_files = up_arena_alloc(arena, (finder.found.n + 1) * sizeof **ret_files);
	if (finder.found.n)
		memcpy(*ret_files, finder.found.items, finder.found.n * sizeof **ret_files);
	*ret_n = finder.found.n;
	up_free(finder.found.items);
	up_free(paths.items);
	return finder.fault;
}
