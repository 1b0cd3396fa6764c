/* What is staged: each blob of the index that differs from HEAD is read whole, for its context; what counts in it are the lines that are new. */
#include "base/memory.h"
#include "base/say.h"
#include "run/git-scan-private.h"
#include "run/pool.h"

struct staged {
	const struct up_walk_options *options;
	struct blob_reader *readers; /* of the new blobs, one for each worker */
	struct blob_reader *olds;    /* of what they are compared with; its notes are nobody's business */
	struct up_changes *changes;
	struct up_walk_options silent;
};

static void compare(struct staged *staged, unsigned number, const struct up_git_change *change, const struct up_read_source *read)
{
	struct up_changes *changes = &staged->changes[number];
	struct blob_reader *old = &staged->olds[number];
	struct up_read_source before;
	up_changes_clear(changes);
	changes->has_moved = !change->has_old || change->is_renamed || change->old_mode != change->mode;
	changes->is_new = !change->has_old || (change->old_mode & UP_GIT_KIND) != UP_GIT_FILE ||
			  !up_blob_reader_read(old, &change->old, change->old_mode, read->source.name, &before);
	if (changes->is_new)
		return;
	if (before.is_binary || read->is_binary)
		changes->is_new = before.is_binary != read->is_binary;
	else
		up_git_lines(before.source.bytes, read->source.bytes, changes);
	up_blob_reader_release(old);
}

static void read_change(struct staged *staged, unsigned number, const struct up_git_change *change)
{
	struct blob_reader *reader = &staged->readers[number];
	struct up_read_source read;
	up_str path = up_str_from(change->path);
	if ((change->mode & UP_GIT_KIND) == UP_GIT_MODULE) {
		up_reader_note(&reader->reader, UP_NOTE_ELSEWHERE, path, "a submodule: a repository of its own");
		return;
	}
	if (change->is_conflict) {
		up_reader_note(&reader->reader, UP_NOTE_UNREADABLE, path, "in conflict: nothing is staged of it");
		return;
	}
	if ((change->mode & UP_GIT_KIND) == UP_GIT_LINK) {
		up_blob_reader_link(reader, &change->new, path);
		return;
	}
	up_git_scan_seen(staged->options);
	if (!up_blob_reader_read(reader, &change->new, change->mode, path, &read))
		return;
	compare(staged, number, change, &read);
	read.changes = &staged->changes[number];
	up_git_scan_hand_over(staged->options, &read);
	up_blob_reader_release(reader);
}

static void run_task(void *data, unsigned number, struct up_task task)
{
	read_change(data, number, task.item);
}

static int read_all(struct up_git_scan *scan, const struct up_walk_options *options, struct up_git_changes *changes)
{
	struct up_task *tasks UP_AUTO_FREE = up_alloc_zero(changes->n + 1, sizeof *tasks);
	size_t n_tasks = 0;
	bool fine = true;
	for (size_t i = changes->n; i-- > 0;) {
		struct up_git_change *change = &changes->items[i];
		bool is_wanted = up_git_scan_wants(scan, options, up_str_from(change->path));
		if (is_wanted && (change->has_new || change->is_conflict))
			tasks[n_tasks++] = (struct up_task){ .item = change };
	}
	if (!up_git_scan_check(scan, "the staged changes"))
		return -1;
	/* More threads than files would do nothing but start. */
	unsigned n_workers = up_walk_workers(options->n_workers);
	n_workers = n_tasks < n_workers ? (unsigned)(n_tasks ? n_tasks : 1) : n_workers;
	struct staged staged = { .options = options, .silent = *options };
	staged.silent.note = NULL;
	staged.readers = up_alloc_zero(n_workers, sizeof *staged.readers);
	staged.olds = up_alloc_zero(n_workers, sizeof *staged.olds);
	staged.changes = up_alloc_zero(n_workers, sizeof *staged.changes);
	for (unsigned i = 0; i < n_workers; i++) {
		fine &= up_blob_reader_init(&staged.readers[i], scan, options, i);
		fine &= up_blob_reader_init_like(&staged.olds[i], &staged.readers[i], &staged.silent, i);
	}
	if (fine) {
		struct up_pool *pool = up_pool_new(n_workers, options->shuffle_seed, run_task, &staged);
		up_pool_push(pool, tasks, n_tasks);
		up_pool_run(pool);
		up_pool_free(pool);
	} else {
		up_say("the repository cannot be opened: %s", up_git_fault());
	}
	for (unsigned i = 0; i < n_workers; i++) {
		up_blob_reader_finish(&staged.olds[i]);
		up_blob_reader_finish(&staged.readers[i]);
		up_changes_finish(&staged.changes[i]);
	}
	up_free(staged.readers);
	up_free(staged.olds);
	up_free(staged.changes);
	return fine ? 0 : -1;
}

int up_git_staged(struct up_git_scan *scan, const struct up_walk_options *options)
{
	struct up_buf fault = { 0 };
	struct up_oid head;
	struct up_git_changes changes = { 0 };
	int r = up_git_head(scan->git, &head, &fault);
	bool fine = r >= 0 && up_git_scan_index(scan, r ? NULL : &head, &changes, &fault);
	if (!fine)
		up_say("%s: %.*s", scan->scopes[0].given, UP_FMT(up_buf_str(&fault)));
	if (fine && !r)
		up_git_scan_remember(scan, &head, &changes);
	if (fine)
		r = read_all(scan, options, &changes);
	fine = fine && r == 0;
	up_git_changes_finish(&changes);
	up_buf_finish(&fault);
	return fine ? 0 : -1;
}
