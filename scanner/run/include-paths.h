/* Paths that a configuration includes, found below the root that holds it: wildcards, symbolic links, "..", and paths of a host whose tree lies somewhere below
 * that root. Nothing outside of the root is ever looked at. Knows no product. Private to run/. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

enum up_include_fault {
	UP_INCLUDE_FOUND,
	UP_INCLUDE_MISSING, /* a part of the path is not there */
	UP_INCLUDE_OUTSIDE, /* it leads out of the root */
	UP_INCLUDE_MANY,    /* more files than the limit, or links that go round */
};

struct up_include_request {
	const char *root;    /* as it is opened */
	up_str given;        /* the root as reports show it, with a '/' behind it; empty for "." */
	up_str below;        /* the including file, below the root */
	up_str target;       /* as it is written */
	const up_str *bases; /* folders of a host that relative paths count from */
	size_t n_bases;
	bool is_folder; /* the target is a folder: the files in it whose names end in one of the suffixes */
	const up_str *suffixes;
	size_t n_suffixes;
	unsigned *steps; /* names that may still be looked at, of all requests of a run */
};

/* The files that the target stands for, below the root, without links and in the order of their names, in the arena. */
enum up_include_fault up_include_find(const struct up_include_request *request, struct up_arena *arena, up_str **ret_files, size_t *ret_n);
/* A folder below the root, opened without following a link. -1 with errno. */
int up_include_open_folder(int root_fd, up_str below);
