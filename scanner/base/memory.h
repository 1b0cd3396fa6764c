/* Allocation that cannot fail: out of memory ends the process with a clear error and exit status 2.
 * A scanner that went on without a part of its findings would lie; so there is no path on which an allocation is "handled".
 * Third-party libraries are pointed here where they allow it; where they report a failed allocation, call up_out_of_memory(). */
#pragma once

#include <stddef.h>

#define UP_EXIT_ERROR 2

_Noreturn void up_out_of_memory(void);
void *up_alloc(size_t size);
void *up_alloc_zero(size_t count, size_t size);
void *up_realloc(void *old, size_t size);
void up_free(void *p);
/* Grows `array` (elements of `size` bytes, *capacity of them) to hold at least `need`; capacities double. */
void *up_grow(void *array, size_t *capacity, size_t need, size_t size);

/* For `__attribute__((cleanup(up_freep)))` on a pointer variable. */
void up_freep(void *pointer_to_pointer);
#define UP_AUTO_FREE __attribute__((cleanup(up_freep)))
