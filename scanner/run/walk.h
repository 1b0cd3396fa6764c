/* Walking roots and reading sources: many threads, one callback per source. Knows files and encodings, not rules. */
#pragma once

#include "core/limits.h"
#include "core/note.h"
#include "core/source.h"
#include "run/changes.h"

/* What a worker gets for each source that could be read. `source->bytes` is UTF-8 and lives until the callback returns. */
struct up_read_source {
	struct up_source source;
	up_str raw;                       /* the bytes on disk, before conversion: what artifacts hash */
	unsigned worker;                  /* 0 … n_workers - 1 */
	bool is_binary;                   /* no text: `source` has its name and mode, and no bytes */
	const struct up_changes *changes; /* only what touches them counts; NULL = everything does */
	uint32_t blob;                    /* of a scan of history: which one it is */
	bool is_container;                /* `container` and `fd` say of what; it is not decoded */
	uint32_t container;
	bool is_database; /* its bytes are read from `fd` by who asked for it */
	bool is_program;  /* and so are parts of it alone */
	bool is_large;    /* to be read in pieces (run/pieces.h) from `fd` */
	int fd;
	uint64_t size;
};

/* A file that the run itself reads or writes: passed by where a folder holds it. */
struct up_walk_own {
	uint64_t dev, ino; /* of the folder */
	const char *name;
};

/* A container in a file: it is open while the callback runs. */
struct up_walk_container {
	struct worker *walker; /* to hand members on */
	unsigned worker;
	up_str path;
	uint32_t kind; /* enum up_container_kind */
	int fd;
	uint64_t size;
};

struct up_member_source;

struct up_walk_options {
	const char *const *roots; /* files and folders, as given; "-" is standard input */
	size_t n_roots;
	const char *stdin_name; /* the name that standard input has in reports; NULL = "<stdin>" */
	const up_str *exclude;  /* globs against the path below its root; a folder that matches is not entered */
	size_t n_exclude;
	const up_str *include; /* where there are any, only files that match one are read */
	size_t n_include;
	const struct up_walk_own *own;
	size_t n_own;
	bool gitignore;     /* honour .gitignore files and .git/info/exclude */
	unsigned n_workers; /* 0 = as many as there are processors to run on */
	const struct up_limits *limits;
	/* Asked, from any worker, before a file is opened: false = its bytes are of no interest. NULL = all are. */
	bool (*wants)(void *data, up_str path, uint64_t size);
	void (*source)(void *data, const struct up_read_source *read);
	/* The same for files that are no text, after their note: only their names can be judged. NULL: nobody asks. */
	void (*binary)(void *data, const struct up_read_source *read);
	/* Containers, in the place of their bytes: the callback reads them and gives each member to up_walk_member. NULL: they are no text, and that is all. */
	void (*container)(void *data, const struct up_walk_container *container);
	/* Files that are read as they are, whatever their size: asked by their name, and given open to `database`. NULL: there are none. */
	bool (*is_database)(void *data, up_str path);
	void (*database)(void *data, unsigned worker, up_str path, int fd, uint64_t size);
	bool large_programs; /* ELF files that are too large to be read are given to `database`, too, after their note */
	/* Symbolic links, as they are met. NULL: nobody asks. */
	void (*link)(void *data, unsigned worker, up_str path, uint32_t below, up_str target);
	/* From any worker. `path` and `detail` live for the call only. */
	void (*note)(void *data, unsigned worker, enum up_note_reason reason, up_str path, up_str detail);
	void *data;
	/* Progress, as atomics that another thread may read. */
	_Atomic uint64_t *files_seen, *bytes_read, *files_read;
	uint64_t shuffle_seed; /* 0 = directory order; otherwise entries are shuffled (a test switch: reports must not depend on order) */
};

/* A member of a container, as a source: handed on by this worker, or by one that has nothing to do. Its bytes are taken over. */
void up_walk_member(struct worker *walker, struct up_member_source *member);
unsigned up_walk_workers(unsigned asked);
/* A root as reports show it: no leading "./", no trailing '/'; "." itself is ".". To be freed. */
up_str up_walk_root_name(const char *given);
/* Do the globs leave a path out? For paths that are no walk's. */
bool up_walk_leaves_out(const struct up_walk_options *options, up_str path, bool is_folder);
/* The same, asked for the folders that it lies in as well. */
bool up_walk_wants_path(const struct up_walk_options *options, up_str path);
/* Walks all roots; returns when every callback has returned. 0, or -1 after a message on standard error when a root cannot be opened at all. */
int up_walk(const struct up_walk_options *options);
