/* .gitignore: what a repository says git shall not look at. Reads the files itself, for it must not wait on a FIFO of that name; asks libgit2
 * what is tracked all the same. A level is immutable once it is made, so that all workers may ask. */
#pragma once

#include "base/str.h"

/* The patterns of one folder, and those above it. Reference-counted. */
struct up_ignore;

/* Loads libgit2, which up_ignore_start() needs: for a process that is going to shut itself in and may open no library any more. */
void up_ignore_load(void);
/* Once round everything else here, and round the threads that use it: libgit2 keeps something for each thread until that ends. */
void up_ignore_start(void);
void up_ignore_stop(void);
/* The levels that hold at a root: of the repository round it, if there is one. NULL when nothing is said. `real` is its path without links. */
struct up_ignore *up_ignore_new(const char *real);
/* The levels that hold in the open folder `dir_fd`, `below` the root ("" or "a/b/"): a new reference, to `above` itself where the folder adds none. */
struct up_ignore *up_ignore_enter(struct up_ignore *above, int dir_fd, up_str below);
struct up_ignore *up_ignore_ref(struct up_ignore *ignore);
void up_ignore_unref(struct up_ignore *ignore);

enum up_ignored {
	UP_IGNORED_NO,
	UP_IGNORED_BUT_TRACKED, /* matches a pattern, but git tracks it, or something in it */
	UP_IGNORED_YES,
};
/* `below` the root, without a final '/'. `by_parent`: it lies in an ignored folder, so only what is tracked counts. */
enum up_ignored up_ignore_ask(const struct up_ignore *ignore, up_str below, bool is_folder, bool by_parent);
