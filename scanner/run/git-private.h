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
