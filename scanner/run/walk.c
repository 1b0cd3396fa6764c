/* Walking roots with many threads: the run as a whole. */
#include "run/walk.h"

#include <sched.h>
#include <sys/resource.h>

#include "base/memory.h"
#include "run/walk-private.h"

enum {
	MOST_WORKERS = 256,
	MOST_OPEN = 1024,   /* folders and roots kept open at a time */
	FILES_SPARED = 64,  /* file descriptors for everything that is not the walk */
	FILES_OF_WORKER = 4 /* a worker's own folder, file, link */
};

unsigned up_walk_workers(unsigned asked)
{
	cpu_set_t set;
	if (!asked)
		asked = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
	return asked < 1 ? 1 : asked < MOST_WORKERS ? asked : MOST_WORKERS;
}

static void run_task(void *data, unsigned number, struct up_task task)
{
	struct walk *walk = data;
	struct worker *worker = &walk->workers[number];
	switch ((enum task_kind)task.kind) {
	case TASK_ROOT:
		up_walk_root(worker, task.item);
		break;
	case TASK_FOLDER:
		up_walk_folder(worker, task.item);
		break;
	case TASK_FILES:
		up_walk_batch(worker, task.item);
		break;
	case TASK_MEMBER:
		up_walk_waiting(worker, task.item);
		break;
	}
}

/* What the process may still open bounds how many folders are kept open; past that they are opened anew by their path. */
static int most_open(unsigned n_workers)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY)
		return MOST_OPEN;
	int64_t most = (int64_t)limit.rlim_cur - FILES_SPARED - FILES_OF_WORKER * (int64_t)n_workers;
	return most < 0 ? 0 : most < MOST_OPEN ? (int)most : MOST_OPEN;
}

static void start_workers(struct walk *walk)
{
	walk->workers = up_alloc_zero(walk->n_workers, sizeof *walk->workers);
	for (unsigned i = 0; i < walk->n_workers; i++) {
		struct worker *worker = &walk->workers[i];
		worker->walk = walk;
		worker->number = i;
		worker->entries = up_alloc(UP_WALK_ENTRIES_BYTES);
		worker->tasks = up_grow(NULL, &worker->tasks_capacity, 1, sizeof *worker->tasks);
		worker->random = walk->options->shuffle_seed ? walk->options->shuffle_seed + i : 0;
		up_reader_init(&worker->reader, walk->options, i);
	}
}

static void finish_workers(struct walk *walk)
{
	for (unsigned i = 0; walk->workers && i < walk->n_workers; i++) {
		struct worker *worker = &walk->workers[i];
		up_reader_finish(&worker->reader);
		up_buf_finish(&worker->path);
		up_free(worker->entries);
		up_free(worker->names);
		up_free(worker->tasks);
	}
	up_free(walk->workers);
}

int up_walk(const struct up_walk_options *options)
{
	struct walk walk = { .options = options, .n_workers = up_walk_workers(options->n_workers) };
	walk.most_open = most_open(walk.n_workers);
	bool is_open = up_walk_roots_open(&walk);
	if (is_open && options->gitignore)
		up_ignore_start();
	if (is_open) {
		start_workers(&walk);
		walk.pool = up_pool_new(walk.n_workers, options->shuffle_seed, run_task, &walk);
		/* The stack gives the last one first. */
		for (size_t i = options->n_roots; i-- > 0;)
			if (!walk.roots[i].is_twin)
				up_pool_push(walk.pool, &(struct up_task){ .kind = TASK_ROOT, .item = &walk.roots[i] }, 1);
		up_pool_run(walk.pool);
		up_pool_free(walk.pool);
	}
	if (is_open && options->gitignore)
		up_ignore_stop();
	finish_workers(&walk);
	up_walk_roots_finish(&walk);
	return is_open ? 0 : -1;
}
