/* Loading a library by its name. */
#include "base/library.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/say.h"

static _Noreturn void give_up(void)
{
	const char *error = dlerror();
	if (!error || strstr(error, strerror(ENOMEM)))
		up_out_of_memory();
	up_say("%s", error);
	exit(UP_EXIT_ERROR);
}

void up_library_load(const char *file, const struct up_library_call *calls, size_t n)
{
	void *library = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
	if (!library)
		give_up();
	for (size_t i = 0; i < n; i++) {
		void *call = dlsym(library, calls[i].name);
		if (!call)
			give_up();
		memcpy(calls[i].place, &call, sizeof call);
	}
}
