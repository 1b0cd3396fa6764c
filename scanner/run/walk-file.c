/* Files of a folder: which are wanted, and reading them. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/glob.h"
#include "base/memory.h"
#include "run/pieces.h"
#include "run/walk-private.h"

static bool matches(up_str glob, up_str path, up_str below, bool is_folder)
{
	/* "build/" is how people write a folder. */
	if (up_str_ends(glob, UP_STR("/")) && glob.len > 1) {
		if (!is_folder)
			return false;
		glob.len--;
	}
	return up_glob_match(glob, below) || (path.s != below.s && up_glob_match(glob, path));
}

bool up_walk_is_excluded(const struct walk *walk, up_str path, up_str below, bool is_folder)
{
	const struct up_walk_options *options = walk->options;
	for (size_t i = 0; i < options->n_exclude; i++)
		if (matches(options->exclude[i], path, below, is_folder))
			return true;
	return false;
}

bool up_walk_is_included(const struct walk *walk, up_str path, up_str below)
{
	const struct up_walk_options *options = walk->options;
	for (size_t i = 0; i < options->n_include; i++)
		if (matches(options->include[i], path, below, false))
			return true;
	return options->n_include == 0;
}

bool up_walk_leaves_out(const struct up_walk_options *options, up_str path, bool is_folder)
{
	const struct walk walk = { .options = options };
	return up_walk_is_excluded(&walk, path, path, is_folder) || (!is_folder && !up_walk_is_included(&walk, path, path));
}

bool up_walk_wants_path(const struct up_walk_options *options, up_str path)
{
	for (size_t at = up_str_find_byte(path, '/', 0); at != SIZE_MAX; at = up_str_find_byte(path, '/', at + 1))
		if (up_walk_leaves_out(options, up_str_slice(path, 0, at), true))
			return false;
	return !up_walk_leaves_out(options, path, false);
}

static void count(_Atomic uint64_t *counter, uint64_t n)
{
	if (counter)
		atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

void up_walk_seen(struct worker *worker)
{
	count(worker->walk->options->files_seen, 1);
}

static void hand_over_pieces(struct worker *worker, const struct up_read_source *read)
{
	const struct up_walk_options *options = worker->walk->options;
	struct up_pieces pieces;
	struct up_read_source piece = *read;
	up_pieces_begin(&pieces, &worker->reader, read->fd, read->source.name);
	while (up_pieces_next(&pieces, &piece)) {
		piece.source.mode = read->source.mode;
		piece.source.root = read->source.root;
		piece.source.below = read->source.below;
		piece.source.is_named = read->source.is_named;
		count(options->bytes_read, piece.raw.len);
		if (options->source)
			options->source(options->data, &piece);
	}
	close(read->fd);
	count(options->files_read, 1);
	up_reader_release(&worker->reader);
}

void up_walk_hand_over(struct worker *worker, const struct up_read_source *read)
{
	const struct up_walk_options *options = worker->walk->options;
	if (read->is_container) {
		up_walk_container(worker, read);
		return;
	}
	if (read->is_database) {
		options->database(options->data, read->worker, read->source.name, read->fd, read->size);
		close(read->fd);
		if (read->is_program)
			return;
		count(options->bytes_read, read->size);
		count(options->files_read, 1);
		return;
	}
	if (read->is_large) {
		hand_over_pieces(worker, read);
		return;
	}
	if (read->is_binary) {
		if (options->binary)
			options->binary(options->data, read);
		up_reader_release(&worker->reader);
		return;
	}
	count(options->bytes_read, read->raw.len);
	if (options->source)
		options->source(options->data, read);
	/* After the callback: what counts as read has been dealt with. */
	count(options->files_read, 1);
	up_reader_release(&worker->reader);
}

/* The size is asked of the file system only where somebody wants to know it. */
static bool is_wanted(struct worker *worker, int dir_fd, const char *name, up_str path)
{
	const struct up_walk_options *options = worker->walk->options;
	struct stat st;
	if (!options->wants)
		return true;
	uint64_t size = fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? (uint64_t)st.st_size : 0;
	return options->wants(options->data, path, size);
}

static bool is_ignored(const struct folder *folder, up_str below)
{
	return folder->ignore && up_ignore_ask(folder->ignore, below, false, folder->only_tracked) == UP_IGNORED_YES;
}

static bool is_own(const struct walk *walk, const struct folder *folder, const char *name)
{
	for (size_t i = 0; i < walk->options->n_own; i++) {
		const struct up_walk_own *own = &walk->options->own[i];
		if (folder->ino == own->ino && folder->dev == own->dev && !strcmp(name, own->name))
			return true;
	}
	return false;
}

static void read_one(struct worker *worker, struct folder *folder, const char *name)
{
	const struct walk *walk = worker->walk;
	struct up_read_source read = { 0 };
	worker->path.len = folder->len;
	up_buf_add_s(&worker->path, name);
	up_str path = up_buf_str(&worker->path), below = up_str_slice(path, folder->below, path.len);
	if (up_walk_is_excluded(walk, path, below, false) || !up_walk_is_included(walk, path, below) || is_ignored(folder, below))
		return;
	if (is_own(walk, folder, name))
		return;
	if (folder->has_root_files && up_walk_is_root(walk, folder->dev, folder->ino, name))
		return;
	up_walk_seen(worker);
	if (!is_wanted(worker, folder->fd, name, path))
		return;
	if (!up_reader_file(&worker->reader, folder->fd, name, O_NOFOLLOW, path, &read) && !read.is_binary)
		return;
	read.source.root = path.s[0] == '/' ? folder->below : 0;
	read.source.below = folder->below;
	up_walk_hand_over(worker, &read);
}

/* The later half of `names` goes to whoever has nothing to do. */
static void give_away(struct worker *worker, struct folder *folder, const char *const *names, size_t n)
{
	size_t bytes = 0;
	for (size_t i = 0; i < n; i++)
		bytes += strlen(names[i]) + 1;
	struct batch *batch = up_alloc(sizeof *batch + bytes);
	char *at = batch->names;
	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(names[i]) + 1;
		memcpy(at, names[i], len);
		at += len;
	}
	batch->n = n;
	batch->folder = folder;
	atomic_fetch_add(&folder->refs, 1);
	up_pool_push(worker->walk->pool, &(struct up_task){ .kind = TASK_FILES, .item = batch }, 1);
}

void up_walk_files(struct worker *worker, struct folder *folder, const char *const *names, size_t n)
{
	struct walk *walk = worker->walk;
	up_buf_clear(&worker->path);
	up_buf_add(&worker->path, (up_str){ folder->path, folder->len });
	for (size_t i = 0; i < n; i++) {
		/* A batch keeps its folder open, so there is a bound. */
		if (n - i > 1 && up_pool_is_hungry(walk->pool) &&
		    atomic_load_explicit(&walk->n_open, memory_order_relaxed) < walk->most_open) {
			size_t kept = (n - i + 1) / 2;
			give_away(worker, folder, names + i + kept, n - i - kept);
			n = i + kept;
		}
		read_one(worker, folder, names[i]);
	}
}

void up_walk_batch(struct worker *worker, struct batch *batch)
{
	const char *at = batch->names;
	worker->names = up_grow(worker->names, &worker->names_capacity, batch->n, sizeof *worker->names);
	for (size_t i = 0; i < batch->n; i++) {
		worker->names[i] = at;
		at += strlen(at) + 1;
	}
	up_walk_files(worker, batch->folder, worker->names, batch->n);
	up_walk_folder_unref(worker->walk, batch->folder);
	up_free(batch);
}
