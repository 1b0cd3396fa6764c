/* The parts of a scan of a repository's history: what its refs reach (history-graph.c), reading it (history.c), what was found (history-findings.c) and the
 * commits that hold it (history-commits.c). Numbers of trees and blobs are given in one thread, in an order that the repository alone decides, so that
 * a report does not depend on threads. */
#pragma once

#include "base/arena.h"
#include "core/finding.h"
#include "run/git-scan-private.h"
#include "run/oid-map.h"

struct up_collect;

/* A path: its last part and the number of the path above it. Number 0 is the root. */
struct history_name {
	uint32_t above, text;
	uint32_t len;
	uint16_t depth;
	bool is_module_noted;
};

enum {
	HISTORY_FILE = 1,
	HISTORY_EXECUTABLE = 2,
	HISTORY_LINK = 4,
};

struct history_blob {
	uint32_t name;
	uint8_t kind; /* how trees hold it */
};

struct history_commit {
	struct up_oid id;
	int64_t time;
	int64_t order; /* its time, or just after its parents': ascending from the first commit to the last */
	uint32_t root;
	uint32_t parents, n_parents; /* in history.parents */
};

/* What a root tree holds at each of the paths that were asked for. */
struct history_entry {
	uint32_t tree, blob; /* numbers, or UP_OID_NONE */
};

struct history {
	struct up_git_scan *scan;
	const struct up_walk_options *options;
	struct up_oid_map trees, blobs, roots, commit_ids;
	uint32_t *tree_names; /* of trees */
	size_t tree_names_capacity;
	struct history_blob *blob_facts;
	size_t blob_facts_capacity;
	struct history_entry *entries;  /* n_scopes for each root */
	struct history_commit *commits; /* the last one first, once they are sorted */
	uint32_t *parents;
	size_t n_commits, commits_capacity, n_parents, parents_capacity;
	uint32_t head_root;
	size_t n_cut; /* commits whose parents are not in this clone */
	/* names */
	struct history_name *names;
	size_t n_names, names_capacity, n_name_slots;
	uint32_t *name_slots;
	struct up_buf name_text;
	/* findings: one keeper for each worker */
	struct history_keeper *keepers;
	unsigned n_keepers;
};

/* history-graph.c: commits, trees and blobs that refs reach. Notes go to worker 0. False after a message. */
bool up_history_graph(struct history *history);
void up_history_path(const struct history *history, uint32_t name, struct up_buf *out);

/* history-findings.c: findings that say the same of the same path are one, whose latest version is shown. */
struct history_found {
	uint64_t hash[2];
	struct up_finding *finding;
	uint32_t blob; /* the one that the finding shows: of several the lowest, which is the latest */
	/* filled in by history-commits.c */
	uint32_t n_commits, first, last; /* in history.commits, whose order is backwards: first >= last */
	uint32_t stamp;
	bool is_in_head;
};

/* A blob that holds a finding. */
struct history_occurrence {
	uint32_t found, blob;
};

struct history_keeper {
	struct up_arena *arena;
	struct history_found *found;
	size_t n, capacity;
	uint32_t *slots;
	size_t n_slots;
	struct history_occurrence *occurrences;
	size_t n_occurrences, occurrences_capacity;
	uint64_t seen; /* in every version */
	bool has_shrunk;
	bool is_full; /* some occurrences were dropped */
};

void up_history_keepers_init(struct history *history, unsigned n);
void up_history_keepers_finish(struct history *history);
/* Everything into the first keeper. */
void up_history_merge(struct history *history);

/* history-commits.c */
void up_history_commits(struct history *history, struct history_keeper *keeper);
