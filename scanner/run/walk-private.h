/* What the parts of the walk share: roots, folders, workers. Private to walk*.c. */
#pragma once

#include <stdatomic.h>

#include "base/buf.h"
#include "run/ignore.h"
#include "run/pool.h"
#include "run/read.h"

struct stat;

enum task_kind {
	TASK_ROOT,   /* item: struct root */
	TASK_FOLDER, /* item: struct folder */
	TASK_FILES,  /* item: struct batch */
	TASK_MEMBER, /* item: struct waiting_member */
};

struct root {
	const char *given;
	up_str path;       /* as reports show it: no leading "./", no trailing '/'; "." itself is "." */
	char *real;        /* without symbolic links; NULL when there is none (standard input) */
	unsigned mode;     /* 0 = standard input */
	bool is_twin;      /* given before, under this name or another */
	uint64_t dev, ino; /* of the folder itself, or of the folder that holds the file */
	const char *name;  /* of the file in that folder; "" for a folder */
	int fd;            /* while folders of it are alive */
	_Atomic uint32_t refs;
};

/* A folder that waits, or whose entries are being read. */
struct folder {
	struct root *root;
	struct up_ignore *ignore; /* NULL = nothing is ignored */
	_Atomic uint32_t refs;
	int fd;       /* -1 when it is not open; only the worker that lists the folder opens and closes it */
	uint64_t dev; /* of the parent, until it is open */
	uint64_t ino;
	int64_t position; /* where listing goes on after the folder was closed in between */
	uint32_t depth;
	bool is_listed_before; /* it was opened and checked */
	bool has_root_files;   /* some of its files are roots themselves: not to be read twice */
	bool only_tracked;     /* an ignored folder, entered for what git tracks in it */
	uint32_t below;        /* offset in path: what follows is the path below the root */
	uint32_t len;
	char path[]; /* as reports show it; ends with '/', or is empty for the root "." */
};

/* A part of a folder's files, given away to an idle worker. */
struct batch {
	struct folder *folder;
	size_t n;
	char names[]; /* each with its NUL */
};

struct worker {
	struct walk *walk;
	unsigned number;
	struct up_reader reader;
	struct up_buf path;
	char *entries;      /* what getdents64 wrote */
	const char **names; /* of the files in it */
	size_t n_names, names_capacity;
	struct up_task *tasks;
	size_t n_tasks, tasks_capacity;
	uint64_t random;
};

struct walk {
	const struct up_walk_options *options;
	struct up_pool *pool;
	struct root *roots;
	struct root **by_place; /* sorted by (dev, ino, name); without twins */
	size_t n_places;
	struct worker *workers;
	unsigned n_workers;
	_Atomic uint64_t waiting; /* bytes of members that wait for a worker */
	_Atomic int n_open;       /* file descriptors held by folders and roots */
	int most_open;
	atomic_bool no_openat2;
};

enum {
	UP_WALK_ENTRIES_BYTES = 64 << 10
};

/* walk-open.c: below a root, without following any symbolic link. -1 with errno. */
int up_walk_open_folder(struct walk *walk, struct root *root, const char *below);
/* Where a symbolic link leads: 0 = into the root, else the reason of a note. */
int up_walk_link(struct walk *walk, struct root *root, up_str below, const char *target);

/* walk-folder.c */
void up_walk_folder(struct worker *worker, struct folder *folder);
void up_walk_batch(struct worker *worker, struct batch *batch);
struct folder *up_walk_folder_new(struct folder *parent, struct root *root, const char *name);
void up_walk_folder_unref(struct walk *walk, struct folder *folder);

/* walk-file.c */
void up_walk_files(struct worker *worker, struct folder *folder, const char *const *names, size_t n);
void up_walk_hand_over(struct worker *worker, const struct up_read_source *read);
void up_walk_seen(struct worker *worker);
bool up_walk_is_excluded(const struct walk *walk, up_str path, up_str below, bool is_folder);
/* True when no include glob was given, or one matches. */
bool up_walk_is_included(const struct walk *walk, up_str path, up_str below);

/* walk-container.c */
struct waiting_member;
void up_walk_container(struct worker *worker, const struct up_read_source *read);
void up_walk_waiting(struct worker *worker, struct waiting_member *waiting);

/* walk-roots.c: false after a message on standard error. */
bool up_walk_roots_open(struct walk *walk);
void up_walk_roots_finish(struct walk *walk);
void up_walk_root(struct worker *worker, struct root *root);
void up_walk_root_unref(struct walk *walk, struct root *root);
/* Is (dev, ino, name) a root of its own? An empty name asks for a folder. */
bool up_walk_is_root(const struct walk *walk, uint64_t dev, uint64_t ino, const char *name);
bool up_walk_holds_root_files(const struct walk *walk, uint64_t dev, uint64_t ino);
