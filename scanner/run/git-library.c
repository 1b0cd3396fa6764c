/* Loading libgit2. */
#include "run/git-library.h"

#include <pthread.h>

#include "base/library.h"

struct up_git2 up_git2;

static void load(void)
{
#define CALL(name) { "git_" #name, &up_git2.name },
	static const struct up_library_call calls[] = { UP_GIT2_CALLS(CALL) };
#undef CALL
	up_library_load(UP_GIT2_FILE, calls, sizeof calls / sizeof *calls);
}

void up_git2_load(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, load);
}
