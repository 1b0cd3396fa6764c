/* What we ask of a git repository: where it is, what its index and its commits hold, and which lines differ. Everything is read from the object
 * database as stored, by libgit2: no hook, no filter, no program of the repository's configuration is run, and nothing is written.
 * A handle belongs to one thread. Private to run/. */
#pragma once

#include "base/buf.h"
#include "run/changes.h"

struct up_git;

struct up_oid {
	unsigned char id[20];
};

enum up_git_mode {
	UP_GIT_FILE = 0100000, /* and what is like it: 0100644, 0100755 */
	UP_GIT_LINK = 0120000,
	UP_GIT_MODULE = 0160000, /* a commit of another repository */
	UP_GIT_FOLDER = 0040000,
	UP_GIT_KIND = 0170000,
};

/* --- looking before opening (git-guard.c) ------------------------------------------------------------------------------- */

/* Is there something that would hold the library for ever: in what is opened while a repository is looked for from `path` upwards, or in the folder of
 * one? False with a fault. `with_objects`: also among loose objects, of which there may be thousands, which can be felt where
 * only a few blobs are to be read. */
bool up_git_guard_above(const char *path, struct up_buf *fault);
bool up_git_guard_folder(const char *folder, bool with_objects, struct up_buf *fault);

/* --- the repository (git.c) --------------------------------------------------------------------------------------------- */

/* The library keeps something for each thread: start before they are made, stop when they are gone. */
void up_git_start(void);
void up_git_stop(void);
/* The repository that holds `path`, or that git itself names in a hook (GIT_DIR). NULL with a fault, which ends a sentence that begins with the path. */
struct up_git *up_git_open(const char *path, bool with_objects, struct up_buf *fault);
/* The same repository once more, for another thread. */
struct up_git *up_git_again(const struct up_git *git);
void up_git_close(struct up_git *git);
/* Without links and without a final slash; NULL for a bare repository. */
const char *up_git_work_tree(const struct up_git *git);
/* The folder with its refs: the same for the same repository. */
const char *up_git_folder(const struct up_git *git);
bool up_git_is_shallow(const struct up_git *git);
/* What the library said last, for messages. */
const char *up_git_fault(void);

/* 0 with the commit; 1: there is none yet; -1 with a fault. */
int up_git_head(struct up_git *git, struct up_oid *ret_commit, struct up_buf *fault);
/* The commit that `rev` names; false: none. */
bool up_git_rev(struct up_git *git, const char *rev, struct up_oid *ret_commit);
/* The commit that HEAD and `rev` both come from. False with a fault. */
bool up_git_merge_base(struct up_git *git, const char *rev, struct up_oid *ret_commit, struct up_buf *fault);

/* The same for a shallow clone (git-shallow.c); false: there is none. */
bool up_git_merge_base_shallow(struct up_git *git, const struct up_oid *a, const struct up_oid *b, struct up_oid *ret_commit);

/* --- the index (git-index.c) -------------------------------------------------------------------------------------------- */

struct up_git_change {
	char *path; /* from the root of the work tree */
	struct up_oid old, new;
	bool has_old, has_new; /* neither was there, nor is */
	bool is_conflict;
	uint32_t old_mode, mode;
	bool is_renamed;
};

struct up_git_changes {
	struct up_git_change *items; /* sorted by path */
	size_t n, capacity;
};

void up_git_changes_finish(struct up_git_changes *changes);
const struct up_git_change *up_git_changes_find(const struct up_git_changes *changes, up_str path);
/* What the index has otherwise than a commit, or all of it where `commit` is NULL. Only below `paths`, where there are any, is looked at; beyond them too
 * where a file is new, for it may have had another name there. False with a fault. */
bool up_git_index_changes(struct up_git *git, const struct up_oid *commit, const char *const *paths, size_t n_paths,
			  struct up_git_changes *ret_changes, struct up_buf *fault);

struct stat;
enum up_git_tracked {
	UP_GIT_UNTRACKED,
	UP_GIT_TRACKED, /* ret_oid is what the index holds */
	UP_GIT_CLEAN,   /* and the file of the work tree is as it was when it was last compared with it */
};
enum up_git_tracked up_git_index_ask(struct up_git *git, const char *path, const struct stat *st, struct up_oid *ret_oid);
/* The submodule that a path of the work tree lies in: the length of its path; 0 = none. */
size_t up_git_module_of(struct up_git *git, up_str path);

/* Calls `found` for each submodule. */
void up_git_modules(struct up_git *git, void (*found)(void *data, const char *path), void *data);

/* --- objects (git-objects.c) -------------------------------------------------------------------------------------------- */

struct up_git_object {
	up_str bytes;
	void *handle;
};

enum up_git_found {
	UP_GIT_FOUND,
	UP_GIT_TOO_LARGE, /* *ret_size says how large */
	UP_GIT_MISSING,   /* not in this clone, or broken; up_git_fault says more */
};

enum up_git_type {
	UP_GIT_NOTHING, /* not in this clone, or broken */
	UP_GIT_COMMIT,
	UP_GIT_TREE,
	UP_GIT_BLOB,
};

/* Calls `found` for HEAD and every ref with the object that it names, annotated tags followed to their ends. False: the refs cannot be listed. */
bool up_git_refs(struct up_git *git, void (*found)(void *data, const char *name, const struct up_oid *oid, enum up_git_type type),
		 void *data);

struct up_git_commit {
	struct up_oid id, tree;
	int64_t time;
	const struct up_oid *parents; /* for the call only */
	size_t n_parents;
};

/* False: it is not in this clone, or broken. */
bool up_git_commit(struct up_git *git, const struct up_oid *oid, void (*found)(void *data, const struct up_git_commit *commit), void *data);
/* Calls `found` for each entry of a tree; names may hold any byte but NUL. False as before. */
bool up_git_tree(struct up_git *git, const struct up_oid *oid,
		 void (*found)(void *data, up_str name, uint32_t mode, const struct up_oid *oid), void *data);
/* What stands at a path below a tree. */
bool up_git_tree_at(struct up_git *git, const struct up_oid *tree, const char *path, uint32_t *ret_mode, struct up_oid *ret_oid);
/* A blob of at most `most` bytes; to be released when it was found. */
enum up_git_found up_git_blob(struct up_git *git, const struct up_oid *oid, uint64_t most, struct up_git_object *ret_object,
			      uint64_t *ret_size);
void up_git_release(struct up_git_object *object);
/* The id that a blob of these bytes has. */
struct up_oid up_git_hash(up_str bytes);
void up_oid_hex(const struct up_oid *oid, char *hex, size_t digits);

/* The lines of `new` that are not in `old`; blanks at the end of a line, CR among them, make no difference. */
void up_git_lines(up_str old, up_str new, struct up_changes *changes);
