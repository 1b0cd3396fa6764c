/* A worker pool: a stack of tasks, shared by a fixed number of threads. The last task in is the first out, so that a tree is walked
 * depth first and few folders wait at any time. Knows nothing of what a task is. */
#pragma once

#include "base/str.h"

struct up_pool;

struct up_task {
	int kind;
	void *item;
};

/* `shuffle_seed` 0 = a stack; any other value takes tasks in a random order (a test switch). */
struct up_pool *up_pool_new(unsigned n_workers, uint64_t shuffle_seed, void (*run)(void *data, unsigned worker, struct up_task task),
			    void *data);
void up_pool_free(struct up_pool *pool);
/* From any worker, and before the run. The last one of `tasks` is taken first. */
void up_pool_push(struct up_pool *pool, const struct up_task *tasks, size_t n);
/* Are there workers with nothing to do? Cheap enough to ask before every file. */
bool up_pool_is_hungry(const struct up_pool *pool);
/* Runs all tasks and those that they push; the calling thread is worker 0. */
void up_pool_run(struct up_pool *pool);
