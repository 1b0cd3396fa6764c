/* Scans whose sources come out of a git repository: what is staged, what changed since another branch, all that its history ever held. Stands for the walk;
 * names of sources are those of a scan of the work tree's root. */
#pragma once

#include "core/finding.h"
#include "estate/migrations.h"
#include "run/walk.h"

enum up_git_kind {
	UP_GIT_NOT,
	UP_GIT_STAGED,  /* blobs of the index that differ from HEAD */
	UP_GIT_SINCE,   /* files of the work tree that differ from where HEAD left another branch */
	UP_GIT_HISTORY, /* every blob that a ref reaches, once */
};

struct up_git_scan;
struct up_collect;

struct up_git_scan_options {
	enum up_git_kind kind;
	const char *base; /* names a commit, for UP_GIT_SINCE */
	const char *const *paths;
	size_t n_paths;
	bool has_all_rules; /* otherwise only secrets count in the history: what an old version of a file would break it breaks no more */
	bool is_whole_tree; /* the one path only says which repository: all of it is asked for */
};

/* The repository that holds all of the paths. NULL after a message on standard error. */
struct up_git_scan *up_git_scan_open(const struct up_git_scan_options *options);
void up_git_scan_close(struct up_git_scan *scan);
/* A way to the root of the work tree that is relative where the first path is; NULL for a bare repository. */
const char *up_git_scan_root(const struct up_git_scan *scan);
/* Hands over the sources as up_walk does; `roots` does not count. -1 after a message. */
/* Are findings handed to up_git_scan_keep? */
bool up_git_scan_keeps(const struct up_git_scan *scan);
/* A finding in a blob of the history, from a worker's own thread. Copies the strings. */
void up_git_scan_keep(struct up_git_scan *scan, unsigned worker, uint32_t blob, const struct up_finding *finding);
/* After the walk: everything that was kept, with the commits that hold it. */
void up_git_scan_settle(struct up_git_scan *scan, struct up_collect *all);

struct up_known_files {
	struct up_known_file *items;
	size_t n, capacity;
	bool is_cut; /* there are more */
	struct up_arena *arena;
};
/* After the walk: the files that were in these folders, and one level below them, in the commit that the scan compares with, and those that are gone from
 * anywhere; sorted by path. False: the scan compares with none. */
bool up_git_scan_before(struct up_git_scan *scan, const up_str *folders, size_t n, struct up_known_files *files);
/* What the user calls that commit: "origin/main", "HEAD". */
up_str up_git_scan_base_name(const struct up_git_scan *scan);
int up_git_scan_walk(struct up_git_scan *scan, const struct up_walk_options *options);
