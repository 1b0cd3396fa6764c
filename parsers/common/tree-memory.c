/* Counting what tree-sitter allocates. Its allocator is a global of the library; the budget hangs on the thread. */
#include "common/tree-memory.h"

#include <malloc.h>
#include <pthread.h>
#include <tree_sitter/api.h>

#include "base/memory.h"

/* Made once, before the first parser of any thread; holds nothing of ours but the way to the thread's budget. */
static pthread_key_t budget_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *counted(void *p)
{
	struct up_tree_budget *budget = pthread_getspecific(budget_key);
	if (budget) {
		budget->used += malloc_usable_size(p);
		budget->is_over |= budget->used > budget->most;
	}
	return p;
}

static void discount(void *p)
{
	struct up_tree_budget *budget = pthread_getspecific(budget_key);
	size_t size = p && budget ? malloc_usable_size(p) : 0;
	if (budget)
		budget->used -= size < budget->used ? size : budget->used;
}

static void *take(size_t size)
{
	return counted(up_alloc(size));
}

static void *take_zero(size_t count, size_t size)
{
	return counted(up_alloc_zero(count, size));
}

static void *take_again(void *old, size_t size)
{
	discount(old);
	return counted(up_realloc(old, size));
}

static void give_back(void *p)
{
	discount(p);
	up_free(p);
}

static void set_up(void)
{
	if (pthread_key_create(&budget_key, NULL))
		up_out_of_memory();
	ts_set_allocator(take, take_zero, take_again, give_back);
}

void up_tree_memory_begin(struct up_tree_budget *budget)
{
	pthread_once(&once, set_up);
	if (pthread_setspecific(budget_key, budget))
		up_out_of_memory();
}

void up_tree_memory_end(void)
{
	(void)pthread_setspecific(budget_key, NULL);
}
