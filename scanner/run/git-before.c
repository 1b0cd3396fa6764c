/* What a repository held before the change that is looked at: files of some folders, and files that are gone. For the order of migrations. */
#include <stdlib.h>

#include "base/memory.h"
#include "run/git-scan-private.h"

enum {
	MOST_FILES = 20000, /* that are listed; Rails applications of twenty years have some 8,000 migrations */
};

struct listing {
	struct up_git *git;
	const struct up_oid *tree;
	up_str folder;
	struct up_known_files *files;
	uint32_t depth;
};

/* --- remembering, while the walk knows ------------------------------------------------------------------------------------ */

static bool is_gone(const struct up_git_change *change)
{
	return change->has_old && !change->has_new && !change->is_conflict;
}

void up_git_scan_remember(struct up_git_scan *scan, const struct up_oid *base, const struct up_git_changes *changes)
{
	scan->has_base = true;
	scan->base = *base;
	for (size_t i = 0; i < changes->n; i++) {
		if (!is_gone(&changes->items[i]))
			continue;
		size_t len = strlen(changes->items[i].path) + 1;
		scan->gone = up_grow(scan->gone, &scan->gone_capacity, scan->n_gone + 1, sizeof *scan->gone);
		scan->gone[scan->n_gone] = up_alloc(len);
		memcpy(scan->gone[scan->n_gone++], changes->items[i].path, len);
	}
}

void up_git_scan_forget(struct up_git_scan *scan)
{
	for (size_t i = 0; i < scan->n_gone; i++)
		up_free(scan->gone[i]);
	up_free(scan->gone);
	scan->gone = NULL;
	scan->n_gone = 0;
}

/* --- asking, after it ------------------------------------------------------------------------------------------------------- */

static void add(struct up_known_files *files, up_str path, bool gone)
{
	if (files->n >= MOST_FILES) {
		files->is_cut = true;
		return;
	}
	files->items = up_grow(files->items, &files->capacity, files->n + 1, sizeof *files->items);
	files->items[files->n++] = (struct up_known_file){ path, gone };
}

static void list(struct listing *listing);

static void on_entry(void *data, up_str name, uint32_t mode, const struct up_oid *oid)
{
	struct listing *listing = data;
	bool is_top = !listing->folder.len;
	up_str path = up_arena_printf(listing->files->arena, "%.*s%s%.*s", UP_FMT(listing->folder), is_top ? "" : "/", UP_FMT(name));
	if ((mode & UP_GIT_KIND) == UP_GIT_FILE) {
		add(listing->files, path, false);
		return;
	}
	/* A migration may be a folder of its own: 2026_x/up.sql. */
	struct listing inner = *listing;
	inner.tree = oid;
	inner.folder = path;
	inner.depth++;
	if ((mode & UP_GIT_KIND) == UP_GIT_FOLDER && !listing->depth)
		list(&inner);
}

static void list(struct listing *listing)
{
	up_git_tree(listing->git, listing->tree, on_entry, listing);
}

static void on_commit(void *data, const struct up_git_commit *commit)
{
	*(struct up_oid *)data = commit->tree;
}

static void list_folder(struct up_git_scan *scan, const struct up_oid *commit, up_str folder, struct up_known_files *files)
{
	struct up_oid tree, below;
	uint32_t mode = UP_GIT_FOLDER;
	if (!up_git_commit(scan->git, commit, on_commit, &tree))
		return;
	struct listing listing = { .git = scan->git, .tree = &tree, .folder = folder, .files = files };
	if (folder.len) {
		up_str path = up_arena_printf(files->arena, "%.*s", UP_FMT(folder));
		if (!up_git_tree_at(scan->git, &tree, path.s, &mode, &below) || (mode & UP_GIT_KIND) != UP_GIT_FOLDER)
			return;
		listing.tree = &below;
	}
	list(&listing);
}

static int compare(const void *a, const void *b)
{
	const struct up_known_file *x = a, *y = b;
	return up_str_cmp(x->path, y->path);
}

bool up_git_scan_before(struct up_git_scan *scan, const up_str *folders, size_t n, struct up_known_files *files)
{
	struct up_oid tip;
	if (!scan || !scan->has_base)
		return false;
	/* The other branch may have gone on since: what it has by now comes to meet ours. */
	bool has_tip = scan->options.kind == UP_GIT_SINCE && up_git_rev(scan->git, scan->options.base, &tip) &&
		       memcmp(&tip, &scan->base, sizeof tip) != 0;
	for (size_t i = 0; i < n; i++) {
		list_folder(scan, &scan->base, folders[i], files);
		if (has_tip)
			list_folder(scan, &tip, folders[i], files);
	}
	for (size_t i = 0; i < scan->n_gone; i++)
		add(files, up_arena_copy(files->arena, up_str_from(scan->gone[i])), true);
	if (files->n)
		qsort(files->items, files->n, sizeof *files->items, compare);
	/* What is in both lists, and what is gone although it was listed, stands there once. */
	size_t kept = 0;
	for (size_t i = 0; i < files->n; i++) {
		if (kept && up_str_eq(files->items[kept - 1].path, files->items[i].path))
			files->items[kept - 1].is_gone |= files->items[i].is_gone;
		else
			files->items[kept++] = files->items[i];
	}
	files->n = kept;
	return true;
}

up_str up_git_scan_base_name(const struct up_git_scan *scan)
{
	return scan->options.kind == UP_GIT_SINCE ? up_str_from(scan->options.base) : UP_STR("HEAD");
}
