/* .gitignore. The patterns are read and matched here: libgit2 1.5 opens whatever is called .gitignore or named in the repository's configuration, so
 * that a FIFO holds it for ever, and it forgets a "!keep.log" which takes back a pattern of a folder above. What is tracked, and so not ignored
 * whatever the patterns say, libgit2 reads from the index. Wherever something is too large or broken, less is ignored and more is read. */
#include "run/ignore.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/memory.h"
#include "run/git-library.h"
#include "run/ignore-pattern.h"

enum {
	PATTERN_FILE_BYTES = 1 << 20,
	POINTER_FILE_BYTES = 4 << 10, /* "gitdir: ../.git/worktrees/x" */
	INDEX_BYTES = 256 << 20,
	STEPS = 200000, /* of globs for one path */
	SAFE_FLAGS = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
	FOLDER_FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC,
};

/* A work tree and what git tracks in it. libgit2's objects are not for several threads at once. */
struct tree {
	pthread_mutex_t lock;
	git_index *index; /* NULL = nothing is tracked */
	struct up_buf prefix;
	size_t skipped;
};

struct up_ignore {
	_Atomic unsigned refs;
	struct up_ignore *above; /* asked when nothing here matches */
	struct tree *tree;       /* owned by the level that owns_tree */
	bool owns_tree;
	/* From a path below the root to one below this level's folder: `skipped` bytes less, where the folder lies in the root;
	 * `prefix` before it, where it lies above. */
	struct up_buf prefix;
	size_t skipped;
	struct up_ignore_patterns patterns;
};

static bool read_small(int dir_fd, const char *name, size_t most, struct up_buf *out)
{
	struct stat st;
	int fd = openat(dir_fd, name, SAFE_FLAGS);
	up_buf_clear(out);
	if (fd < 0)
		return false;
	bool is_read = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 0 && (uint64_t)st.st_size <= most;
	while (is_read) {
		ssize_t n = read(fd, up_buf_reserve(out, most + 1 - out->len), most + 1 - out->len);
		is_read = n >= 0;
		if (n <= 0)
			break;
		out->len += (size_t)n;
		is_read = out->len <= most;
	}
	if (out->bytes)
		out->bytes[out->len] = '\0';
	close(fd);
	return is_read;
}

/* --- the index -------------------------------------------------------------------------------------------------------- */

/* The folder that a file of one line points to, as ".git" of a work tree and "commondir" do. `lead` is what the line starts with. */
static int open_pointed(int dir_fd, const char *name, const char *lead)
{
	struct up_buf text = { 0 };
	int fd = -1;
	if (read_small(dir_fd, name, POINTER_FILE_BYTES, &text)) {
		up_str path = up_str_trim(up_buf_str(&text));
		if (up_str_starts(path, up_str_from(lead)) && text.bytes) {
			path = up_str_trim(up_str_slice(path, strlen(lead), path.len));
			text.bytes[path.s + path.len - text.bytes] = '\0';
			fd = openat(dir_fd, path.s, FOLDER_FLAGS);
		}
	}
	up_buf_finish(&text);
	return fd;
}

static git_index *open_index(int git_fd)
{
	struct stat st;
	git_index *index = NULL;
	char path[64];
	if (fstatat(git_fd, "index", &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > INDEX_BYTES)
		return NULL;
	/* libgit2 takes a path, and the one to here may be anything by now. */
	snprintf(path, sizeof path, "/proc/self/fd/%d/index", git_fd);
	return up_git2.index_open(&index, path) == 0 ? index : NULL;
}

static void free_tree(struct tree *tree)
{
	up_git2.index_free(tree->index);
	pthread_mutex_destroy(&tree->lock);
	up_buf_finish(&tree->prefix);
	up_free(tree);
}

static bool is_tracked(struct tree *tree, up_str below, bool is_folder)
{
	struct up_buf path = { 0 };
	bool is_found = false;
	if (!tree || !tree->index)
		return false;
	up_buf_add(&path, up_buf_str(&tree->prefix));
	up_buf_add(&path, up_str_slice(below, tree->skipped, below.len));
	if (is_folder)
		up_buf_add_byte(&path, '/');
	pthread_mutex_lock(&tree->lock);
	if (is_folder)
		is_found = up_git2.index_find_prefix(NULL, tree->index, path.bytes) == 0;
	else
		is_found = up_git2.index_get_bypath(tree->index, path.bytes, 0) != NULL;
	pthread_mutex_unlock(&tree->lock);
	up_buf_finish(&path);
	return is_found;
}

/* --- levels ----------------------------------------------------------------------------------------------------------- */

/* Takes over the reference to `above`. */
static struct up_ignore *new_level(struct up_ignore *above, up_str prefix, size_t skipped)
{
	struct up_ignore *level = up_alloc_zero(1, sizeof *level);
	level->refs = 1;
	level->above = above;
	level->tree = above ? above->tree : NULL;
	level->skipped = skipped;
	up_buf_add(&level->prefix, prefix);
	return level;
}

/* The level of the .gitignore in a folder, or `above` where there is none. Takes over the reference. */
static struct up_ignore *add_folder(struct up_ignore *above, int dir_fd, up_str prefix, size_t skipped)
{
	struct up_buf text = { 0 };
	struct up_ignore *level = above;
	if (read_small(dir_fd, ".gitignore", PATTERN_FILE_BYTES, &text)) {
		level = new_level(above, prefix, skipped);
		up_ignore_patterns_add(&level->patterns, up_buf_str(&text));
	}
	up_buf_finish(&text);
	return level;
}

/* The lowest level of a work tree: its .git/info/exclude, and what it tracks. */
static struct up_ignore *new_tree(int git_fd, up_str prefix, size_t skipped)
{
	struct up_ignore *level = new_level(NULL, prefix, skipped);
	struct up_buf text = { 0 };
	level->owns_tree = true;
	level->tree = up_alloc_zero(1, sizeof *level->tree);
	pthread_mutex_init(&level->tree->lock, NULL);
	up_buf_add(&level->tree->prefix, prefix);
	level->tree->skipped = skipped;
	level->tree->index = open_index(git_fd);
	int common_fd = open_pointed(git_fd, "commondir", "");
	int info_fd = openat(common_fd < 0 ? git_fd : common_fd, "info", FOLDER_FLAGS | O_NOFOLLOW);
	if (info_fd >= 0 && read_small(info_fd, "exclude", PATTERN_FILE_BYTES, &text))
		up_ignore_patterns_add(&level->patterns, up_buf_str(&text));
	up_buf_finish(&text);
	if (info_fd >= 0)
		close(info_fd);
	if (common_fd >= 0)
		close(common_fd);
	return level;
}

/* .git of a folder, which is a folder itself, or a file that points to one; -1 where there is none. */
static int open_git(int dir_fd)
{
	struct stat st;
	if (fstatat(dir_fd, ".git", &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -1;
	return S_ISDIR(st.st_mode) ? openat(dir_fd, ".git", FOLDER_FLAGS | O_NOFOLLOW) : open_pointed(dir_fd, ".git", "gitdir:");
}

static struct up_ignore *enter(struct up_ignore *above, int dir_fd, up_str prefix, size_t skipped)
{
	int git_fd = open_git(dir_fd);
	if (git_fd >= 0) {
		/* Another repository: what is said above is not said of it. */
		up_ignore_unref(above);
		above = new_tree(git_fd, prefix, skipped);
		close(git_fd);
	}
	return add_folder(above, dir_fd, prefix, skipped);
}

/* --- for the walk ----------------------------------------------------------------------------------------------------- */

/* Is there a .git at or above `real`? The length of the path of the folder that holds it; 0 = none (a work tree at "/" is none). */
static size_t find_tree(const char *real)
{
	struct stat st;
	struct up_buf path = { 0 };
	size_t len = strlen(real);
	for (; len > 1; len--) {
		if (real[len] != '/' && real[len] != '\0')
			continue;
		up_buf_clear(&path);
		up_buf_add(&path, (up_str){ real, len });
		up_buf_add_s(&path, "/.git");
		if (lstat(path.bytes, &st) == 0)
			break;
	}
	up_buf_finish(&path);
	return len > 1 ? len : 0;
}

/* --- the library ------------------------------------------------------------------------------------------------------ */

/* libgit2 crashes where an allocation fails while it sets itself up, and takes an index that it has no memory for as none. */
static void *alloc_for_library(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return up_alloc(size);
}

static void *realloc_for_library(void *old, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return up_realloc(old, size);
}

#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 8 /* later ones make these of the two above */
static size_t product(size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		up_out_of_memory();
	return bytes;
}

static void *alloc_zero_for_library(size_t n, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return up_alloc_zero(n, size);
}

static void *alloc_array_for_library(size_t n, size_t size, const char *file, int line)
{
	return alloc_for_library(product(n, size), file, line);
}

static void *realloc_array_for_library(void *old, size_t n, size_t size, const char *file, int line)
{
	return realloc_for_library(old, product(n, size), file, line);
}

static char *copy_part_for_library(const char *text, size_t n, const char *file, int line)
{
	char *copy = alloc_for_library(n + 1, file, line);
	memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

static char *copy_most_for_library(const char *text, size_t n, const char *file, int line)
{
	return copy_part_for_library(text, strnlen(text, n), file, line);
}

static char *copy_for_library(const char *text, const char *file, int line)
{
	return copy_part_for_library(text, strlen(text), file, line);
}
#endif

/* Starting up, libgit2 reads the certificates of this machine, for connections that nobody makes here. That takes longer than scanning a file; where it can
 * open none it goes without. Other threads are not there yet. */
static int start_without_files(void)
{
	struct rlimit usual, none;
	if (getrlimit(RLIMIT_NOFILE, &usual) < 0)
		return -1;
	none = usual;
	none.rlim_cur = 0;
	if (setrlimit(RLIMIT_NOFILE, &none) < 0)
		return -1;
	int r = up_git2.libgit2_init();
	setrlimit(RLIMIT_NOFILE, &usual);
	return r;
}

void up_ignore_load(void)
{
	up_git2_load();
}

void up_ignore_start(void)
{
	git_allocator allocator = {
		.gmalloc = alloc_for_library,
		.grealloc = realloc_for_library,
		.gfree = up_free,
#if LIBGIT2_VER_MAJOR == 1 && LIBGIT2_VER_MINOR < 8
		.gcalloc = alloc_zero_for_library,
		.gmallocarray = alloc_array_for_library,
		.greallocarray = realloc_array_for_library,
		.gstrdup = copy_for_library,
		.gstrndup = copy_most_for_library,
		.gsubstrdup = copy_part_for_library,
#endif
	};
	up_git2_load();
	up_hash_start(); /* libgit2 sets up OpenSSL */
	up_git2.libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
	if (start_without_files() < 0)
		up_git2.libgit2_init();
}

void up_ignore_stop(void)
{
	up_git2.libgit2_shutdown();
}

struct up_ignore *up_ignore_new(const char *real)
{
	struct up_ignore *ignore = NULL;
	struct up_buf path = { 0 };
	size_t len = strlen(real), at = find_tree(real);
	/* From the folder of .git down to the one above the root; the root itself is entered like every other folder. */
	while (at && at < len) {
		up_buf_clear(&path);
		up_buf_add(&path, (up_str){ real, at });
		struct up_buf prefix = { 0 };
		up_buf_add(&prefix, (up_str){ real + at + 1, len - at - 1 });
		up_buf_add_byte(&prefix, '/');
		int dir_fd = open(path.bytes, FOLDER_FLAGS);
		if (dir_fd >= 0) {
			ignore = enter(ignore, dir_fd, up_buf_str(&prefix), 0);
			close(dir_fd);
		}
		up_buf_finish(&prefix);
		at += 1 + strcspn(real + at + 1, "/");
	}
	up_buf_finish(&path);
	return ignore;
}

struct up_ignore *up_ignore_enter(struct up_ignore *above, int dir_fd, up_str below)
{
	return enter(up_ignore_ref(above), dir_fd, UP_STR(""), below.len);
}

struct up_ignore *up_ignore_ref(struct up_ignore *ignore)
{
	if (ignore)
		atomic_fetch_add(&ignore->refs, 1);
	return ignore;
}

void up_ignore_unref(struct up_ignore *ignore)
{
	while (ignore && atomic_fetch_sub(&ignore->refs, 1) == 1) {
		struct up_ignore *above = ignore->above;
		if (ignore->owns_tree)
			free_tree(ignore->tree);
		up_ignore_patterns_finish(&ignore->patterns);
		up_buf_finish(&ignore->prefix);
		up_free(ignore);
		ignore = above;
	}
}

/* Do the patterns say so? The nearest level that has one for the path decides. */
static bool is_matched(const struct up_ignore *ignore, up_str below, bool is_folder)
{
	const struct up_ignore_pattern *found = NULL;
	unsigned steps = STEPS;
	struct up_buf joined = { 0 };
	for (; ignore && !found; ignore = ignore->above) {
		up_str path = up_str_slice(below, ignore->skipped, below.len);
		if (ignore->prefix.len) {
			up_buf_clear(&joined);
			up_buf_add(&joined, up_buf_str(&ignore->prefix));
			up_buf_add(&joined, path);
			path = up_buf_str(&joined);
		}
		found = up_ignore_patterns_find(&ignore->patterns, path, is_folder, &steps);
	}
	up_buf_finish(&joined);
	return found && !found->is_negated;
}

enum up_ignored up_ignore_ask(const struct up_ignore *ignore, up_str below, bool is_folder, bool by_parent)
{
	if (!by_parent && !is_matched(ignore, below, is_folder))
		return UP_IGNORED_NO;
	return is_tracked(ignore->tree, below, is_folder) ? UP_IGNORED_BUT_TRACKED : UP_IGNORED_YES;
}
