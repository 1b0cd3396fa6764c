/* Scanning the history of a repository: each blob that a ref reaches is read once, whatever the number of commits and paths that hold it.
 *
 * Which blobs are reached says a walk over commits and trees; listing the object database instead would report what nothing reaches any more, and know no
 * path. They are read path by path, the latest version first: versions of a file are deltas of one another, and their bases are still at hand. That is
 * a sixth faster than the order of the packs, and than the order of the walk. What is kept in memory is some sixty bytes for each blob and tree, never
 * their contents. */
#include <stdio.h>

#include "base/memory.h"
#include "base/say.h"
#include "run/history-private.h"
#include "run/pool.h"

enum {
	CHUNK_BLOBS = 64,
	WHICH_DIGITS = 8,
};

struct chunk {
	const uint32_t *blobs;
	size_t n;
};

struct history_worker {
	struct blob_reader reader;
	struct up_buf path;
};

struct reading {
	struct history *history;
	struct history_worker *workers;
	uint32_t *order;
};

/* By path, and where that is the same by number, which is by age. */
static void put_in_order(struct reading *reading)
{
	const struct history *history = reading->history;
	size_t n_blobs = history->blobs.n;
	uint32_t *starts UP_AUTO_FREE = up_alloc_zero(history->n_names + 2, sizeof *starts);
	for (size_t i = 0; i < n_blobs; i++)
		starts[history->blob_facts[i].name + 1]++;
	for (size_t i = 0; i < history->n_names; i++)
		starts[i + 1] += starts[i];
	for (uint32_t i = 0; i < n_blobs; i++)
		reading->order[starts[history->blob_facts[i].name]++] = i;
}

static void read_blob(struct reading *reading, struct history_worker *worker, uint32_t number)
{
	struct history *history = reading->history;
	const struct history_blob *blob = &history->blob_facts[number];
	const struct up_oid *oid = &history->blobs.oids[number];
	struct up_read_source read;
	char which[WHICH_DIGITS + sizeof " (blob )"], hex[WHICH_DIGITS + 1];
	up_buf_clear(&worker->path);
	up_history_path(history, blob->name, &worker->path);
	up_oid_hex(oid, hex, WHICH_DIGITS);
	snprintf(which, sizeof which, " (blob %s)", hex);
	worker->reader.reader.which = which;
	if (blob->kind == HISTORY_LINK) {
		up_blob_reader_link(&worker->reader, oid, up_buf_str(&worker->path));
	} else {
		up_git_scan_seen(history->options);
		uint32_t mode = UP_GIT_FILE | (blob->kind & HISTORY_EXECUTABLE ? 0755 : 0644);
		if (up_blob_reader_read(&worker->reader, oid, mode, up_buf_str(&worker->path), &read)) {
			read.blob = number;
			up_git_scan_hand_over(history->options, &read);
			up_blob_reader_release(&worker->reader);
		}
	}
	worker->reader.reader.which = NULL;
}

static void run_task(void *data, unsigned number, struct up_task task)
{
	struct reading *reading = data;
	const struct chunk *chunk = task.item;
	for (size_t i = 0; i < chunk->n; i++)
		read_blob(reading, &reading->workers[number], chunk->blobs[i]);
}

static void push_chunks(struct reading *reading, struct up_pool *pool, struct chunk *chunks)
{
	size_t n = 0;
	for (size_t at = 0; at < reading->history->blobs.n; at += CHUNK_BLOBS) {
		size_t left = reading->history->blobs.n - at;
		chunks[n++] = (struct chunk){ reading->order + at, left < CHUNK_BLOBS ? left : CHUNK_BLOBS };
	}
	/* The stack gives the last one first. */
	while (n--)
		up_pool_push(pool, &(struct up_task){ .item = &chunks[n] }, 1);
}

static bool read_blobs(struct history *history)
{
	const struct up_walk_options *options = history->options;
	size_t n_blobs = history->blobs.n;
	unsigned n_workers = up_walk_workers(options->n_workers);
	struct reading reading = { .history = history };
	bool fine = true;
	reading.order = up_alloc_zero(n_blobs + 1, sizeof *reading.order);
	reading.workers = up_alloc_zero(n_workers, sizeof *reading.workers);
	struct chunk *chunks UP_AUTO_FREE = up_alloc_zero(n_blobs / CHUNK_BLOBS + 1, sizeof *chunks);
	put_in_order(&reading);
	for (unsigned i = 0; i < n_workers; i++)
		fine &= up_blob_reader_init(&reading.workers[i].reader, history->scan, options, i);
	if (fine) {
		struct up_pool *pool = up_pool_new(n_workers, options->shuffle_seed, run_task, &reading);
		push_chunks(&reading, pool, chunks);
		up_pool_run(pool);
		up_pool_free(pool);
	} else {
		up_say("the repository cannot be opened: %s", up_git_fault());
	}
	for (unsigned i = 0; i < n_workers; i++) {
		up_blob_reader_finish(&reading.workers[i].reader);
		up_buf_finish(&reading.workers[i].path);
	}
	up_free(reading.workers);
	up_free(reading.order);
	return fine;
}

int up_git_history(struct up_git_scan *scan, const struct up_walk_options *options)
{
	struct history *history = up_alloc_zero(1, sizeof *history);
	scan->history = history;
	history->scan = scan;
	history->options = options;
	up_history_keepers_init(history, up_walk_workers(options->n_workers));
	bool fine = up_history_graph(history) && up_git_scan_check(scan, "the history") && read_blobs(history);
	history->options = NULL;
	return fine ? 0 : -1;
}

void up_git_history_close(struct history *history)
{
	if (!history)
		return;
	up_history_keepers_finish(history);
	up_oid_map_finish(&history->trees);
	up_oid_map_finish(&history->blobs);
	up_oid_map_finish(&history->roots);
	up_oid_map_finish(&history->commit_ids);
	up_buf_finish(&history->name_text);
	void *const owned[] = { history->tree_names, history->blob_facts, history->entries,   history->commits,
				history->parents,    history->names,      history->name_slots };
	for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
		up_free(owned[i]);
	up_free(history);
}
