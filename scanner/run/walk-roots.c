/* Roots: what was given on the command line. They are looked at before anything is read, so that a mistyped path ends the run at once,
 * and so that a file which can be reached through two of them is read once. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/say.h"
#include "run/walk-private.h"

/* "././a//b/./c/" → "a/b/c"; "./" → "."; ".." stays, for it may lead through a symbolic link. */
up_str up_walk_root_name(const char *given)
{
	struct up_buf out = { 0 };
	const char *at = given;
	if (*at == '/')
		up_buf_add_byte(&out, '/');
	while (*at) {
		size_t len = strcspn(at, "/");
		if (len && !(len == 1 && *at == '.')) {
			if (out.len && out.bytes[out.len - 1] != '/')
				up_buf_add_byte(&out, '/');
			up_buf_add(&out, (up_str){ at, len });
		}
		at += len + strspn(at + len, "/");
	}
	if (!out.len)
		up_buf_add_byte(&out, '.');
	return up_buf_str(&out);
}

static bool complain(const struct root *root)
{
	up_say("%s: %m", *root->given ? root->given : "an empty path");
	return false;
}

/* Where the root lies, by numbers that are the same whatever the way to it. */
static bool find_place(struct root *root)
{
	struct stat st;
	root->real = realpath(root->given, NULL);
	root->name = "";
	/* Without /proc or with a path that is too long nothing is known of the way; the name given has to do. */
	if (!root->real || stat(root->real, &st) < 0)
		return false;
	if (!S_ISDIR(st.st_mode)) {
		char *slash = strrchr(root->real, '/');
		root->name = slash + 1;
		*slash = '\0';
		int r = stat(slash == root->real ? "/" : root->real, &st);
		*slash = '/';
		if (r < 0)
			return false;
	}
	root->dev = st.st_dev;
	root->ino = st.st_ino;
	return true;
}

static bool open_root(const char *given, const char *stdin_name, struct root *root)
{
	struct stat st;
	*root = (struct root){ .given = given, .fd = -1 };
	if (!strcmp(given, "-")) {
		root->path = up_str_from(stdin_name ? stdin_name : "<stdin>");
		return true;
	}
	if (stat(given, &st) < 0)
		return complain(root);
	root->mode = st.st_mode;
	root->path = up_walk_root_name(given);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return true;
	int fd = open(given, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return complain(root);
	close(fd);
	return true;
}

static int compare_place(uint64_t dev, uint64_t ino, const char *name, const struct root *root)
{
	if (dev != root->dev)
		return dev < root->dev ? -1 : 1;
	if (ino != root->ino)
		return ino < root->ino ? -1 : 1;
	return name ? strcmp(name, root->name) : 0;
}

static int compare_roots(const void *a, const void *b)
{
	const struct root *first = *(struct root *const *)a, *second = *(struct root *const *)b;
	int order = compare_place(first->dev, first->ino, first->name, second);
	/* Of twins the one that was given first. */
	return order ? order : first < second ? -1 : first > second;
}

static void sort_places(struct walk *walk)
{
	size_t kept = 0;
	if (walk->n_places)
		qsort(walk->by_place, walk->n_places, sizeof *walk->by_place, compare_roots);
	for (size_t i = 0; i < walk->n_places; i++) {
		struct root *root = walk->by_place[i];
		if (kept && compare_place(root->dev, root->ino, root->name, walk->by_place[kept - 1]) == 0)
			root->is_twin = true;
		else
			walk->by_place[kept++] = root;
	}
	walk->n_places = kept;
}

bool up_walk_roots_open(struct walk *walk)
{
	const struct up_walk_options *options = walk->options;
	bool has_stdin = false;
	walk->roots = up_alloc_zero(options->n_roots, sizeof *walk->roots);
	walk->by_place = up_alloc_zero(options->n_roots, sizeof *walk->by_place);
	for (size_t i = 0; i < options->n_roots; i++) {
		struct root *root = &walk->roots[i];
		if (!open_root(options->roots[i], options->stdin_name, root))
			return false;
		if (!root->mode) {
			root->is_twin = has_stdin;
			has_stdin = true;
		} else if (find_place(root)) {
			walk->by_place[walk->n_places++] = root;
		}
	}
	sort_places(walk);
	return true;
}

void up_walk_roots_finish(struct walk *walk)
{
	for (size_t i = 0; walk->roots && i < walk->options->n_roots; i++) {
		struct root *root = &walk->roots[i];
		if (root->mode)
			up_free((void *)(uintptr_t)root->path.s);
		up_free(root->real);
	}
	up_free(walk->by_place);
	up_free(walk->roots);
}

static const struct root *find_root(const struct walk *walk, uint64_t dev, uint64_t ino, const char *name)
{
	size_t low = 0, high = walk->n_places;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_place(dev, ino, name, walk->by_place[middle]);
		if (!order)
			return walk->by_place[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool up_walk_is_root(const struct walk *walk, uint64_t dev, uint64_t ino, const char *name)
{
	return walk->n_places > 1 && find_root(walk, dev, ino, name);
}

bool up_walk_holds_root_files(const struct walk *walk, uint64_t dev, uint64_t ino)
{
	return walk->n_places > 1 && find_root(walk, dev, ino, NULL);
}

static void read_root_file(struct worker *worker, struct root *root)
{
	const struct walk *walk = worker->walk;
	struct up_read_source read = { 0 };
	up_str below = up_str_basename(root->path);
	if (up_walk_is_excluded(walk, root->path, below, false) || !up_walk_is_included(walk, root->path, below))
		return;
	if (!S_ISREG(root->mode)) {
		up_reader_note(&worker->reader, UP_NOTE_NOT_REGULAR, root->path, "%s", up_file_kind(root->mode));
		return;
	}
	up_walk_seen(worker);
	if (walk->options->wants && !walk->options->wants(walk->options->data, root->path, 0))
		return;
	if (!up_reader_file(&worker->reader, AT_FDCWD, root->given, 0, root->path, &read) && !read.is_binary)
		return;
	read.source.root = root->path.s[0] == '/' ? (uint32_t)(root->path.len - below.len) : 0;
	read.source.below = (uint32_t)(root->path.len - below.len);
	read.source.is_named = true;
	up_walk_hand_over(worker, &read);
}

void up_walk_root(struct worker *worker, struct root *root)
{
	struct walk *walk = worker->walk;
	struct up_read_source read;
	if (!root->mode) {
		up_walk_seen(worker);
		if (up_reader_stdin(&worker->reader, root->path, &read))
			up_walk_hand_over(worker, &read);
		return;
	}
	if (!S_ISDIR(root->mode)) {
		read_root_file(worker, root);
		return;
	}
	root->fd = open(root->given, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (root->fd < 0) {
		up_reader_note(&worker->reader, UP_NOTE_UNREADABLE, root->path, "%m");
		return;
	}
	atomic_fetch_add_explicit(&walk->n_open, 1, memory_order_relaxed);
	struct folder *folder = up_walk_folder_new(NULL, root, "");
	if (walk->options->gitignore && root->real)
		folder->ignore = up_ignore_new(root->real);
	up_walk_folder(worker, folder);
}

void up_walk_root_unref(struct walk *walk, struct root *root)
{
	if (atomic_fetch_sub(&root->refs, 1) != 1)
		return;
	close(root->fd);
	root->fd = -1;
	atomic_fetch_sub_explicit(&walk->n_open, 1, memory_order_relaxed);
}
