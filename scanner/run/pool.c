/* The worker pool: one mutex, one condition. Tasks are whole folders or batches of files, so the lock is taken some thousand times in a large tree. */
#include "run/pool.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/memory.h"

struct up_pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct up_task *stack;
	size_t n, capacity;
	unsigned n_workers, n_started, n_waiting;
	bool is_done;
	atomic_bool is_hungry;
	uint64_t random; /* 0 = no shuffling */
	void (*run)(void *data, unsigned worker, struct up_task task);
	void *data;
};

struct thread {
	pthread_t id;
	struct up_pool *pool;
	unsigned worker;
};

struct up_pool *up_pool_new(unsigned n_workers, uint64_t shuffle_seed, void (*run)(void *data, unsigned worker, struct up_task task),
			    void *data)
{
	struct up_pool *pool = up_alloc_zero(1, sizeof *pool);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->changed, NULL);
	pool->n_workers = n_workers ? n_workers : 1;
	pool->random = shuffle_seed;
	pool->run = run;
	pool->data = data;
	return pool;
}

void up_pool_free(struct up_pool *pool)
{
	if (!pool)
		return;
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
	up_free(pool->stack);
	up_free(pool);
}

static void update_hunger(struct up_pool *pool)
{
	atomic_store_explicit(&pool->is_hungry, pool->n_waiting > pool->n, memory_order_relaxed);
}

void up_pool_push(struct up_pool *pool, const struct up_task *tasks, size_t n)
{
	if (!n)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->stack = up_grow(pool->stack, &pool->capacity, pool->n + n, sizeof *pool->stack);
	memcpy(pool->stack + pool->n, tasks, n * sizeof *tasks);
	pool->n += n;
	update_hunger(pool);
	if (pool->n_waiting && n == 1)
		pthread_cond_signal(&pool->changed);
	else if (pool->n_waiting)
		pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
}

bool up_pool_is_hungry(const struct up_pool *pool)
{
	return atomic_load_explicit(&pool->is_hungry, memory_order_relaxed);
}

/* The next task; false once every worker waits, for then nobody is left who could push one. Called with the lock held. */
static bool take(struct up_pool *pool, struct up_task *ret_task)
{
	pool->n_waiting++;
	while (!pool->n && !pool->is_done) {
		if (pool->n_waiting == pool->n_started) {
			pool->is_done = true;
			pthread_cond_broadcast(&pool->changed);
			break;
		}
		update_hunger(pool);
		pthread_cond_wait(&pool->changed, &pool->lock);
	}
	pool->n_waiting--;
	if (!pool->n)
		return false;
	if (pool->random) {
		pool->random = pool->random * 6364136223846793005u + 1442695040888963407u;
		size_t at = (size_t)(pool->random >> 33) % pool->n;
		struct up_task task = pool->stack[at];
		pool->stack[at] = pool->stack[pool->n - 1];
		pool->stack[pool->n - 1] = task;
	}
	*ret_task = pool->stack[--pool->n];
	update_hunger(pool);
	return true;
}

static void work(struct up_pool *pool, unsigned worker)
{
	struct up_task task;
	pthread_mutex_lock(&pool->lock);
	while (take(pool, &task)) {
		pthread_mutex_unlock(&pool->lock);
		pool->run(pool->data, worker, task);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
}

static void *thread_main(void *data)
{
	struct thread *thread = data;
	work(thread->pool, thread->worker);
	return NULL;
}

void up_pool_run(struct up_pool *pool)
{
	struct thread *threads UP_AUTO_FREE = up_alloc_zero(pool->n_workers, sizeof *threads);
	/* Held until all have started: nobody may find that "all" wait while some are still to come. */
	pthread_mutex_lock(&pool->lock);
	pool->is_done = false;
	pool->n_started = 1;
	for (unsigned i = 1; i < pool->n_workers; i++) {
		threads[i] = (struct thread){ .pool = pool, .worker = i };
		/* Fewer threads than asked for are slower, not wrong. */
		if (pthread_create(&threads[i].id, NULL, thread_main, &threads[i]) != 0)
			break;
		pool->n_started++;
	}
	unsigned n_started = pool->n_started;
	pthread_mutex_unlock(&pool->lock);
	work(pool, 0);
	for (unsigned i = 1; i < n_started; i++)
		pthread_join(threads[i].id, NULL);
}
