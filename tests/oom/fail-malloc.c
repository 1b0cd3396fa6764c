/* Preloaded: makes allocation number UPLINT_FAIL_AT of the process fail, once, or with UPLINT_FAIL_ON=1 it and all after it.
 * Libraries' allocations count as well. At the end of the process, the number of allocations is written to UPLINT_FAIL_REPORT. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own names; no header declares them. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong n_allocations;
static unsigned long fail_at;
static bool fail_on, is_ready;
static _Thread_local bool is_loading;
static int report = -1;

__attribute__((constructor)) static void start(void)
{
	const char *at = getenv("UPLINT_FAIL_AT"), *on = getenv("UPLINT_FAIL_ON"), *path = getenv("UPLINT_FAIL_REPORT");
	fail_at = at ? strtoul(at, NULL, 10) : 0;
	fail_on = on && *on == '1';
	/* Opened now: later the program has shut itself in. */
	report = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
	is_ready = true;
}

__attribute__((destructor)) static void end(void)
{
	if (report >= 0)
		dprintf(report, "%lu\n", atomic_load(&n_allocations));
}

/* A library that is loaded later has constructors as well, of C++, which end the process where they get no memory. */
void *dlopen(const char *path, int flags)
{
	void *(*next)(const char *, int);
	void *found = dlsym(RTLD_NEXT, "dlopen");
	memcpy(&next, &found, sizeof next);
	is_loading = true;
	void *library = next(path, flags);
	is_loading = false;
	return library;
}

/* Is this the one? What is allocated before main (the loader, libraries' constructors) is not the program's. */
static bool fails(void)
{
	if (!is_ready || is_loading)
		return false;
	unsigned long number = atomic_fetch_add(&n_allocations, 1) + 1;
	if (!fail_at || (fail_on ? number < fail_at : number != fail_at))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
	void *block = fails() ? NULL : __libc_memalign(alignment, size);
	if (!block)
		return ENOMEM;
	*ret = block;
	return 0;
}
