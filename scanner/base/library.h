/* A shared library that is loaded when it is first asked for. What only some runs need does not come with the program: libraries with many libraries of their
 * own take longer to load than a file to scan. Its header is included as ever; a table of pointers, made from a list of names, stands for its calls. */
#pragma once

#include <stddef.h>

struct up_library_call {
	const char *name;
	void *place; /* where the pointer to it goes */
};

/* Ends the program with a word on stderr where the library, or one of its calls, is not there. Loaded for good. Not for two threads at a time. */
void up_library_load(const char *file, const struct up_library_call *calls, size_t n);
