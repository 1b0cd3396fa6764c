/* What is new since another branch: the work tree is walked as ever, but only for files that differ from the commit where HEAD left that branch, and
 * in them the lines that do. Names are those of a walk of the work tree's root. */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/say.h"
#include "run/git-scan-private.h"

/* Where a root of the walk lies in the work tree. */
struct place {
	up_str name;  /* of the root, as the walk puts it before its files; empty for "." */
	up_str below; /* the root's path in the work tree */
};

struct since_worker {
	struct blob_reader old;
	struct up_changes changes;
	struct up_buf name;
};

struct since {
	struct up_git_scan *scan;
	const struct up_walk_options *outer; /* whose callbacks are waiting */
	struct up_walk_options inner, silent;
	pthread_mutex_t lock; /* round the index */
	struct up_git_changes changes;
	struct place *places;
	struct since_worker *workers;
};

/* --- names ------------------------------------------------------------------------------------------------------------ */

static void find_places(struct since *since)
{
	const struct up_git_scan *scan = since->scan;
	since->places = up_alloc_zero(scan->n_scopes, sizeof *since->places);
	for (size_t i = 0; i < since->inner.n_roots; i++) {
		up_str name = up_walk_root_name(since->inner.roots[i]);
		since->places[i] = (struct place){ name, up_str_from(scan->scopes[i].below) };
		if (up_str_eq(name, UP_STR(".")))
			since->places[i].name.len = 0;
	}
}

/* The path in the work tree of what the walk calls `path`. */
static up_str name_of(const struct since *since, up_str path, struct up_buf *out)
{
	const struct place *found = NULL;
	up_str rest = path;
	for (size_t i = 0; i < since->inner.n_roots; i++) {
		const struct place *place = &since->places[i];
		size_t len = place->name.len;
		bool is_below = !len || (up_str_starts(path, place->name) &&
					 (path.len == len || path.s[len] == '/' || place->name.s[len - 1] == '/'));
		if (!is_below || (found && found->name.len >= len))
			continue;
		found = place;
		rest = up_str_slice(path, len, path.len);
	}
	while (rest.len && rest.s[0] == '/')
		rest = up_str_slice(rest, 1, rest.len);
	if (up_str_eq(rest, UP_STR(".")))
		rest.len = 0;
	up_buf_clear(out);
	if (found)
		up_buf_add(out, found->below);
	if (out->len && rest.len)
		up_buf_add_byte(out, '/');
	up_buf_add(out, rest);
	if (!out->len)
		up_buf_add_byte(out, '.');
	return up_buf_str(out);
}

/* --- callbacks of the walk -------------------------------------------------------------------------------------------- */

static bool on_wants(void *data, up_str path, uint64_t size)
{
	struct since *since = data;
	struct up_git *git = since->scan->git;
	struct up_buf name = { 0 }, at = { 0 };
	struct stat st;
	struct up_oid oid;
	(void)size;
	up_buf_add(&at, path);
	up_str below = name_of(since, path, &name);
	/* Globs are held against both names. What they exclude by the walk's own the walk has left out. */
	const struct up_walk_options all = { .exclude = since->outer->exclude, .n_exclude = since->outer->n_exclude };
	bool is_asked = up_walk_wants_path(&all, below) &&
			(!up_walk_leaves_out(since->outer, below, false) || !up_walk_leaves_out(since->outer, path, false));
	pthread_mutex_lock(&since->lock);
	/* A file that is as it was when git last looked is the one of the index, whose changes are known. */
	bool is_wanted = is_asked && !up_git_module_of(git, below) &&
			 (up_git_changes_find(&since->changes, below) || lstat(at.bytes, &st) < 0 ||
			  up_git_index_ask(git, name.bytes, &st, &oid) != UP_GIT_CLEAN);
	pthread_mutex_unlock(&since->lock);
	up_buf_finish(&name);
	up_buf_finish(&at);
	return is_wanted;
}

static void on_note(void *data, unsigned number, enum up_note_reason reason, up_str path, up_str detail)
{
	struct since *since = data;
	if (since->outer->note)
		since->outer->note(since->outer->data, number, reason, name_of(since, path, &since->workers[number].name), detail);
}

/* The blob that the file was; false where there was none. *ret_moved: its name or mode was another. */
static bool find_old(struct since *since, const char *name, const struct up_source *source, struct up_oid *ret_oid, bool *ret_moved)
{
	const struct up_git_change *change = up_git_changes_find(&since->changes, up_str_from(name));
	const struct stat nothing = { 0 };
	if (change) {
		*ret_oid = change->old;
		*ret_moved = !change->has_old || change->is_renamed || !(change->old_mode & 0100) != !(source->mode & 0100);
		return change->has_old && (change->old_mode & UP_GIT_KIND) == UP_GIT_FILE;
	}
	pthread_mutex_lock(&since->lock);
	bool is_tracked = up_git_index_ask(since->scan->git, name, &nothing, ret_oid) != UP_GIT_UNTRACKED;
	pthread_mutex_unlock(&since->lock);
	*ret_moved = !is_tracked;
	return is_tracked;
}

/* True when there is something new in it. */
static bool find_changes(struct since *since, const struct up_read_source *read, struct up_read_source *ret_named)
{
	struct since_worker *worker = &since->workers[read->worker];
	struct up_changes *changes = &worker->changes;
	struct up_read_source before;
	struct up_oid old;
	*ret_named = *read;
	ret_named->source.name = name_of(since, read->source.name, &worker->name);
	ret_named->changes = changes;
	up_changes_clear(changes);
	if (!find_old(since, worker->name.bytes, &read->source, &old, &changes->has_moved)) {
		changes->is_new = true;
	} else {
		struct up_oid now = up_git_hash(read->raw);
		if (!memcmp(&now, &old, sizeof now) && !changes->has_moved)
			return false;
		changes->is_new = !up_blob_reader_read(&worker->old, &old, UP_GIT_FILE, ret_named->source.name, &before);
	}
	if (changes->is_new)
		return true;
	if (before.is_binary || read->is_binary)
		changes->is_new = before.is_binary != read->is_binary;
	else
		up_git_lines(before.source.bytes, read->source.bytes, changes);
	up_blob_reader_release(&worker->old);
	return true;
}

static void on_source(void *data, const struct up_read_source *read)
{
	struct since *since = data;
	struct up_read_source named;
	if (find_changes(since, read, &named))
		since->outer->source(since->outer->data, &named);
}

static void on_binary(void *data, const struct up_read_source *read)
{
	struct since *since = data;
	struct up_read_source named;
	if (since->outer->binary && find_changes(since, read, &named))
		since->outer->binary(since->outer->data, &named);
}

/* --- the walk --------------------------------------------------------------------------------------------------------- */

static void note_module(void *data, const char *path)
{
	struct since *since = data;
	up_str name = up_str_from(path);
	if (up_git_scan_wants(since->scan, since->outer, name) && since->outer->note)
		since->outer->note(since->outer->data, 0, UP_NOTE_ELSEWHERE, name, UP_STR("a submodule: a repository of its own"));
}

static int walk(struct since *since)
{
	unsigned n_workers = up_walk_workers(since->outer->n_workers);
	bool fine = true;
	pthread_mutex_init(&since->lock, NULL);
	since->workers = up_alloc_zero(n_workers, sizeof *since->workers);
	for (unsigned i = 0; i < n_workers; i++)
		fine &= up_blob_reader_init(&since->workers[i].old, since->scan, &since->silent, i);
	if (!fine)
		up_say("the repository cannot be opened: %s", up_git_fault());
	if (fine)
		up_git_modules(since->scan->git, note_module, since);
	int r = fine ? up_walk(&since->inner) : -1;
	for (unsigned i = 0; i < n_workers; i++) {
		up_blob_reader_finish(&since->workers[i].old);
		up_changes_finish(&since->workers[i].changes);
		up_buf_finish(&since->workers[i].name);
	}
	up_free(since->workers);
	pthread_mutex_destroy(&since->lock);
	return r;
}

int up_git_since(struct up_git_scan *scan, const struct up_walk_options *options)
{
	struct since since = { .scan = scan, .outer = options, .inner = *options, .silent = *options };
	const char *whole[] = { scan->root };
	struct up_buf fault = { 0 };
	struct up_oid base;
	bool fine = up_git_merge_base(scan->git, scan->options.base, &base, &fault) &&
		    up_git_scan_index(scan, &base, &since.changes, &fault);
	if (!fine)
		up_say("--diff-base %s: %.*s", scan->options.base, UP_FMT(up_buf_str(&fault)));
	since.silent.note = NULL;
	since.inner.roots = scan->options.is_whole_tree ? whole : scan->options.paths;
	since.inner.n_roots = scan->options.is_whole_tree ? 1 : scan->options.n_paths;
	since.inner.gitignore = true;
	since.inner.n_include = 0;
	since.inner.wants = on_wants;
	since.inner.source = on_source;
	since.inner.binary = on_binary;
	since.inner.note = on_note;
	since.inner.data = &since;
	if (fine) {
		up_git_scan_remember(scan, &base, &since.changes);
		find_places(&since);
	}
	int r = fine ? walk(&since) : -1;
	for (size_t i = 0; since.places && i < since.inner.n_roots; i++)
		up_free((void *)(uintptr_t)since.places[i].name.s);
	up_free(since.places);
	up_git_changes_finish(&since.changes);
	up_buf_finish(&fault);
	return r;
}
