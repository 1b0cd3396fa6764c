/* A handle on a repository as libgit2 sees it. Private to git*.c. */
#pragma once

#include "run/git.h"

struct git_repository;
struct git_odb;
struct git_index;

struct up_git {
	struct git_repository *repository;
	struct git_odb *odb;
	struct git_index *index; /* NULL until it is asked for */
	int64_t index_time;      /* when it was written */
	char *work_tree, *folder;
};

/* Round every call of the library: what it allocates goes through base/memory.h, what zlib and the C library allocate for it does not; it takes a folder
 * that could not be listed for an empty one, and a blob that could not be inflated for a broken one. */
void up_git_enter(void);
void up_git_leave(void);
