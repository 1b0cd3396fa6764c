/* The index: what is staged, and what of the work tree is as git last saw it. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "run/git-library.h"
#include "run/git-private.h"

enum {
	RENAMES = 200, /* removed files that each added one is compared with; each pair costs */
};

/* git gives its hooks the index of the commit to come, which is another one for `git commit FILE`. */
static bool open_index(struct up_git *git)
{
	const char *named = getenv("GIT_INDEX_FILE");
	struct stat st;
	if (git->index)
		return true;
	up_git_enter();
	int r = named && *named ? up_git2.index_open(&git->index, named) : up_git2.repository_index(&git->index, git->repository);
	up_git_leave();
	if (r != 0)
		return false;
	const char *path = up_git2.index_path(git->index);
	git->index_time = path && stat(path, &st) == 0 ? st.st_mtime : 0;
	return true;
}

void up_git_changes_finish(struct up_git_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++)
		up_free(changes->items[i].path);
	up_free(changes->items);
	*changes = (struct up_git_changes){ 0 };
}

static int by_path(const void *a, const void *b)
{
	const struct up_git_change *x = a, *y = b;
	return strcmp(x->path, y->path);
}

const struct up_git_change *up_git_changes_find(const struct up_git_changes *changes, up_str path)
{
	size_t low = 0, high = changes->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = up_str_cmp(up_str_from(changes->items[middle].path), path);
		if (!order)
			return &changes->items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static void add_change(struct up_git_changes *changes, const git_diff_delta *delta)
{
	const git_diff_file *old = &delta->old_file, *new = &delta->new_file;
	bool is_gone = delta->status == GIT_DELTA_DELETED;
	const char *path = is_gone ? old->path : new->path;
	changes->items = up_grow(changes->items, &changes->capacity, changes->n + 1, sizeof *changes->items);
	struct up_git_change *change = &changes->items[changes->n++];
	*change = (struct up_git_change){
		.path = up_alloc(strlen(path) + 1),
		.has_old = delta->status != GIT_DELTA_ADDED && !up_git2.oid_is_zero(&old->id),
		.has_new = !is_gone && !up_git2.oid_is_zero(&new->id),
		.is_conflict = delta->status == GIT_DELTA_CONFLICTED,
		.is_renamed = delta->status == GIT_DELTA_RENAMED,
		.old_mode = old->mode,
		.mode = new->mode,
	};
	memcpy(change->path, path, strlen(path) + 1);
	memcpy(change->old.id, old->id.id, sizeof change->old.id);
	memcpy(change->new.id, new->id.id, sizeof change->new.id);
}

static bool has_new(git_diff *diff)
{
	for (size_t i = 0; i < up_git2.diff_num_deltas(diff); i++)
		if (up_git2.diff_get_delta(diff, i)->status == GIT_DELTA_ADDED)
			return true;
	return false;
}

static bool compare(struct up_git *git, git_tree *tree, const char *const *paths, size_t n_paths, git_diff **ret_diff)
{
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	git_diff_find_options find = GIT_DIFF_FIND_OPTIONS_INIT;
	find.flags = GIT_DIFF_FIND_RENAMES;
	find.rename_limit = RENAMES;
	if (n_paths) {
		/* The library only reads them. */
		options.pathspec = (git_strarray){ (char **)(uintptr_t)paths, n_paths };
		options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH;
		if (up_git2.diff_tree_to_index(ret_diff, git->repository, tree, git->index, &options) != 0)
			return false;
		if (!has_new(*ret_diff))
			return true;
		up_git2.diff_free(*ret_diff);
		*ret_diff = NULL;
		options.pathspec = (git_strarray){ 0 };
		options.flags = 0;
	}
	return up_git2.diff_tree_to_index(ret_diff, git->repository, tree, git->index, &options) == 0 &&
	       up_git2.diff_find_similar(*ret_diff, &find) == 0;
}

bool up_git_index_changes(struct up_git *git, const struct up_oid *commit, const char *const *paths, size_t n_paths,
			  struct up_git_changes *ret_changes, struct up_buf *fault)
{
	git_commit *found = NULL;
	git_tree *tree = NULL;
	git_diff *diff = NULL;
	git_oid oid;
	up_git_enter();
	if (commit)
		memcpy(oid.id, commit->id, sizeof oid.id);
	bool fine = open_index(git) &&
		    (!commit || (up_git2.commit_lookup(&found, git->repository, &oid) == 0 && up_git2.commit_tree(&tree, found) == 0)) &&
		    compare(git, tree, paths, n_paths, &diff);
	for (size_t i = 0; fine && i < up_git2.diff_num_deltas(diff); i++)
		add_change(ret_changes, up_git2.diff_get_delta(diff, i));
	if (ret_changes->n)
		qsort(ret_changes->items, ret_changes->n, sizeof *ret_changes->items, by_path);
	up_git_leave();
	/* Comparing blobs it says nothing where it has no memory. */
	if (!fine && !up_git2.error_last())
		up_out_of_memory();
	if (!fine)
		up_buf_printf(fault, "the index cannot be compared: %s", up_git_fault());
	up_git2.diff_free(diff);
	up_git2.tree_free(tree);
	up_git2.commit_free(found);
	return fine;
}

/* As git judges it: a file that was written in the second of the index, or later, may differ all the same. */
static bool is_clean(const struct up_git *git, const git_index_entry *entry, const struct stat *st)
{
	return S_ISREG(st->st_mode) && (entry->mode & UP_GIT_KIND) == UP_GIT_FILE && entry->file_size == (uint32_t)st->st_size &&
	       entry->mtime.seconds == (int32_t)st->st_mtime && (int64_t)st->st_mtime < git->index_time &&
	       entry->ctime.seconds == (int32_t)st->st_ctime && (!entry->ino || entry->ino == (uint32_t)st->st_ino) &&
	       (!entry->mtime.nanoseconds || entry->mtime.nanoseconds == (uint32_t)st->st_mtim.tv_nsec) &&
	       !(entry->mode & 0100) == !(st->st_mode & 0100);
}

enum up_git_tracked up_git_index_ask(struct up_git *git, const char *path, const struct stat *st, struct up_oid *ret_oid)
{
	const git_index_entry *entry = open_index(git) ? up_git2.index_get_bypath(git->index, path, 0) : NULL;
	if (!entry)
		return UP_GIT_UNTRACKED;
	memcpy(ret_oid->id, entry->id.id, sizeof ret_oid->id);
	return is_clean(git, entry, st) ? UP_GIT_CLEAN : UP_GIT_TRACKED;
}

size_t up_git_module_of(struct up_git *git, up_str path)
{
	struct up_buf part = { 0 };
	size_t found = 0;
	for (size_t at = up_str_find_byte(path, '/', 0); !found && at != SIZE_MAX; at = up_str_find_byte(path, '/', at + 1)) {
		up_buf_clear(&part);
		up_buf_add(&part, up_str_slice(path, 0, at));
		const git_index_entry *entry = open_index(git) ? up_git2.index_get_bypath(git->index, part.bytes, 0) : NULL;
		if (entry && (entry->mode & UP_GIT_KIND) == UP_GIT_MODULE)
			found = at;
	}
	up_buf_finish(&part);
	return found;
}

void up_git_modules(struct up_git *git, void (*found)(void *data, const char *path), void *data)
{
	for (size_t i = 0; open_index(git) && i < up_git2.index_entrycount(git->index); i++) {
		const git_index_entry *entry = up_git2.index_get_byindex(git->index, i);
		if ((entry->mode & UP_GIT_KIND) == UP_GIT_MODULE)
			found(data, entry->path);
	}
}
