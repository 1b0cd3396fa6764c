/* Allocation that cannot fail. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void up_out_of_memory(void)
{
	static const char message[] = "uplint: out of memory: the scan is not complete and nothing is reported\n";
	if (write(STDERR_FILENO, message, sizeof message - 1) < 0)
		_exit(UP_EXIT_ERROR);
	_exit(UP_EXIT_ERROR);
}

void *up_alloc(size_t size)
{
	void *p = malloc(size ? size : 1);
	if (!p)
		up_out_of_memory();
	return p;
}

void *up_alloc_zero(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		up_out_of_memory();
	return p;
}

void *up_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (!p)
		up_out_of_memory();
	return p;
}

void up_free(void *p)
{
	free(p);
}

void *up_grow(void *array, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity)
		return array;
	size_t grown = *capacity ? *capacity : 8;
	while (grown < need)
		if (__builtin_mul_overflow(grown, (size_t)2, &grown))
			up_out_of_memory();
	size_t bytes;
	if (__builtin_mul_overflow(grown, size, &bytes))
		up_out_of_memory();
	array = up_realloc(array, bytes);
	*capacity = grown;
	return array;
}

void up_freep(void *pointer_to_pointer)
{
	void *p;
	memcpy(&p, pointer_to_pointer, sizeof p);
	free(p);
}
