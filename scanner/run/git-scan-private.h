/* What the scans of repositories share: which paths were asked for, and workers that read blobs. Private to run/git-*.c and run/history*.c. */
#pragma once

#include "run/git-scan.h"
#include "run/git.h"
#include "run/read.h"

/* A path that was asked for. */
struct scope {
	const char *given;
	char *below;    /* from the root of the work tree; "" is all of it */
	bool is_there;  /* in the work tree: where nothing is found of it, there is nothing to find */
	bool was_found; /* something in the repository lies at or below it */
};

struct up_git_scan {
	struct up_git_scan_options options;
	struct up_git *git;
	struct scope *scopes;
	size_t n_scopes;
	char *root;
	struct history *history;
	struct up_oid base; /* the commit that is compared with, once the walk knows it */
	bool has_base;
	char **gone; /* paths that it has and the index has not */
	size_t n_gone, gone_capacity;
};

/* One for each thread. */
struct blob_reader {
	struct up_git *git;
	bool owns_git;
	struct up_reader reader;
	struct up_git_object object;
};

/* Is the path asked for, and not left out by the options? Marks the scopes that it lies in. */
bool up_git_scan_wants(struct up_git_scan *scan, const struct up_walk_options *options, up_str path);
/* What the index has otherwise than a commit, at the paths that were asked for. False with a fault. */
bool up_git_scan_index(struct up_git_scan *scan, const struct up_oid *commit, struct up_git_changes *ret_changes, struct up_buf *fault);
/* After all names were asked: was there something at each path? False after a message. */
bool up_git_scan_check(const struct up_git_scan *scan, const char *where);

/* Worker 0 is the thread of the scan, and shares its handle. */
bool up_blob_reader_init(struct blob_reader *reader, const struct up_git_scan *scan, const struct up_walk_options *options,
			 unsigned worker);
/* Another one of the same thread; finished first. */
bool up_blob_reader_init_like(struct blob_reader *reader, const struct blob_reader *other, const struct up_walk_options *options,
			      unsigned worker);
void up_blob_reader_finish(struct blob_reader *reader);
/* The text of a blob, or that it is binary. False when there is nothing to pass on: the note has been given. The text lives until up_blob_reader_release. */
bool up_blob_reader_read(struct blob_reader *reader, const struct up_oid *oid, uint32_t mode, up_str path, struct up_read_source *ret_read);
/* A symbolic link: a note, where it leads out of the repository. */
void up_blob_reader_link(struct blob_reader *reader, const struct up_oid *oid, up_str path);
void up_blob_reader_release(struct blob_reader *reader);
/* Counts the source, and gives it to the scan. */
void up_git_scan_hand_over(const struct up_walk_options *options, const struct up_read_source *read);
void up_git_scan_seen(const struct up_walk_options *options);
bool up_is_lfs_pointer(up_str bytes);

/* git-before.c: keeps what up_git_scan_before will ask. */
void up_git_scan_remember(struct up_git_scan *scan, const struct up_oid *base, const struct up_git_changes *changes);
void up_git_scan_forget(struct up_git_scan *scan);

int up_git_staged(struct up_git_scan *scan, const struct up_walk_options *options);
int up_git_since(struct up_git_scan *scan, const struct up_walk_options *options);
void up_git_history_close(struct history *history);
int up_git_history(struct up_git_scan *scan, const struct up_walk_options *options);
