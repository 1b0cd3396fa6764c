/* Paths of the command line in a repository, and reading blobs. */
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/say.h"
#include "run/git-scan-private.h"

enum {
	LFS_POINTER_BYTES = 1024, /* the specification's own bound */
};

/* --- paths ------------------------------------------------------------------------------------------------------------ */

/* The absolute path, links resolved as far as it exists; what follows may be in the repository alone. A link to a file stands for itself. */
static char *find_real(const char *given, char **ret_start)
{
	struct stat st;
	struct up_buf head = { 0 }, tail = { 0 }, out = { 0 };
	up_buf_add_s(&head, *given ? given : ".");
	char *real = NULL;
	bool is_link = lstat(head.bytes, &st) == 0 && S_ISLNK(st.st_mode) && !(stat(head.bytes, &st) == 0 && S_ISDIR(st.st_mode));
	while (is_link || !(real = realpath(head.bytes, NULL))) {
		if (!is_link && errno != ENOENT && errno != ENOTDIR)
			break;
		is_link = false;
		while (head.len > 1 && head.bytes[head.len - 1] == '/')
			head.len--;
		size_t cut = head.len;
		while (cut && head.bytes[cut - 1] != '/')
			cut--;
		up_str part = { head.bytes + cut, head.len - cut };
		if (!part.len || up_str_eq(part, UP_STR("..")) || up_str_eq(part, UP_STR(".")))
			break;
		struct up_buf longer = { 0 };
		up_buf_add_byte(&longer, '/');
		up_buf_add(&longer, part);
		up_buf_add(&longer, up_buf_str(&tail));
		up_buf_finish(&tail);
		tail = longer;
		head.len = cut;
		head.bytes[cut] = '\0';
		if (!cut)
			up_buf_add_byte(&head, '.');
	}
	if (real) {
		bool is_folder = stat(real, &st) == 0 && S_ISDIR(st.st_mode);
		up_buf_add_s(&out, real);
		*ret_start = up_alloc(out.len + 2);
		memcpy(*ret_start, out.bytes, out.len + 1);
		char *slash = strrchr(*ret_start, '/');
		if (!is_folder)
			slash[slash == *ret_start] = '\0';
		if (out.len == 1)
			out.len = 0; /* "/" */
		up_buf_add(&out, up_buf_str(&tail));
		up_free(real);
	}
	up_buf_finish(&head);
	up_buf_finish(&tail);
	return out.bytes;
}

/* The part of `real` below the work tree; empty where it is the tree itself or .git, or where there is no tree. */
static char *below_tree(const struct up_git *git, const char *real)
{
	const char *tree = up_git_work_tree(git), *folder = up_git_folder(git), *below = "";
	size_t len = tree ? strlen(tree) : 0, folder_len = strlen(folder);
	bool is_git = !strncmp(real, folder, folder_len) && (!real[folder_len] || real[folder_len] == '/');
	if (tree && !is_git && !strncmp(real, tree, len) && real[len] == '/')
		below = real + len + 1;
	char *copy = up_alloc(strlen(below) + 1);
	memcpy(copy, below, strlen(below) + 1);
	return copy;
}

static bool add_scope(struct up_git_scan *scan, const char *given)
{
	struct up_buf fault = { 0 };
	struct stat st;
	char *start UP_AUTO_FREE = NULL;
	char *real UP_AUTO_FREE = find_real(given, &start);
	if (!real && errno == ENOMEM)
		up_out_of_memory();
	if (!real) {
		up_say("%s: %m", *given ? given : "an empty path");
		return false;
	}
	struct up_git *git = up_git_open(start, scan->options.kind != UP_GIT_STAGED, &fault);
	bool fine = git != NULL;
	if (!fine)
		up_say("%s %.*s", given, UP_FMT(up_buf_str(&fault)));
	if (fine && scan->git && strcmp(up_git_folder(git), up_git_folder(scan->git)) != 0) {
		up_say("%s and %s are in different repositories; scan one at a time", scan->scopes[0].given, given);
		fine = false;
	}
	if (fine)
		scan->scopes[scan->n_scopes++] = (struct scope){ .given = given,
								 .below = below_tree(git, real),
								 .is_there = lstat(given, &st) == 0 };
	if (fine && !scan->git)
		scan->git = git;
	else
		up_git_close(git);
	up_buf_finish(&fault);
	return fine;
}

/* "a/b" → "a"; "a" → "". */
static up_str without_last(up_str path)
{
	path.len -= up_str_basename(path).len;
	while (path.len > 1 && path.s[path.len - 1] == '/')
		path.len--;
	return path;
}

static bool leads_to(const char *path, const char *tree)
{
	char *real UP_AUTO_FREE = realpath(path, NULL);
	return real && !strcmp(real, tree);
}

/* From the first path up to the root of the work tree: "." or "etc/.." – so that no absolute path gets into a report that was not given. */
static char *way_to_root(const struct up_git_scan *scan)
{
	struct up_buf way = { 0 };
	struct stat st;
	const struct scope *first = &scan->scopes[0];
	const char *tree = up_git_work_tree(scan->git);
	if (!tree)
		return NULL;
	size_t parts = *first->below ? 1 : 0;
	for (const char *at = first->below; *at; at++)
		parts += *at == '/';
	up_str given = up_walk_root_name(first->given), left = given;
	for (size_t i = 0; i < parts; i++)
		left = without_last(left);
	up_buf_add(&way, left.len ? left : UP_STR("."));
	/* The name without its last parts is not the way where one of them is a link, or "..". */
	if (!leads_to(way.bytes, tree)) {
		bool is_folder = stat(first->given, &st) == 0 && S_ISDIR(st.st_mode);
		left = is_folder ? given : without_last(given);
		up_buf_clear(&way);
		up_buf_add(&way, left.len ? left : UP_STR("."));
		for (parts -= is_folder ? 0 : 1; parts; parts--)
			up_buf_add_s(&way, "/..");
	}
	up_free((void *)(uintptr_t)given.s);
	return way.bytes;
}

struct up_git_scan *up_git_scan_open(const struct up_git_scan_options *options)
{
	struct up_git_scan *scan = up_alloc_zero(1, sizeof *scan);
	scan->options = *options;
	scan->scopes = up_alloc_zero(options->n_paths, sizeof *scan->scopes);
	up_git_start();
	bool fine = true;
	for (size_t i = 0; fine && i < options->n_paths; i++)
		fine = add_scope(scan, options->paths[i]);
	if (fine && options->kind != UP_GIT_HISTORY && !up_git_work_tree(scan->git)) {
		up_say("%s is a bare repository: it has no %s; --history reads what its commits hold", options->paths[0],
		       options->kind == UP_GIT_STAGED ? "index" : "work tree");
		fine = false;
	}
	if (fine) {
		scan->root = way_to_root(scan);
		if (options->is_whole_tree)
			scan->scopes[0].below[0] = '\0';
		return scan;
	}
	up_git_scan_close(scan);
	return NULL;
}

void up_git_scan_close(struct up_git_scan *scan)
{
	if (!scan)
		return;
	up_git_history_close(scan->history);
	up_git_scan_forget(scan);
	up_git_close(scan->git);
	up_git_stop();
	for (size_t i = 0; i < scan->n_scopes; i++)
		up_free(scan->scopes[i].below);
	up_free(scan->scopes);
	up_free(scan->root);
	up_free(scan);
}

const char *up_git_scan_root(const struct up_git_scan *scan)
{
	return scan->root;
}

bool up_git_scan_wants(struct up_git_scan *scan, const struct up_walk_options *options, up_str path)
{
	bool is_asked = false;
	for (size_t i = 0; i < scan->n_scopes; i++) {
		struct scope *scope = &scan->scopes[i];
		up_str below = up_str_from(scope->below);
		if (below.len && !(up_str_starts(path, below) && (path.len == below.len || path.s[below.len] == '/')))
			continue;
		is_asked = scope->was_found = true;
	}
	return is_asked && up_walk_wants_path(options, path);
}

bool up_git_scan_index(struct up_git_scan *scan, const struct up_oid *commit, struct up_git_changes *ret_changes, struct up_buf *fault)
{
	const char **paths UP_AUTO_FREE = up_alloc_zero(scan->n_scopes, sizeof *paths);
	size_t n = 0;
	for (size_t i = 0; i < scan->n_scopes; i++)
		if (*scan->scopes[i].below)
			paths[n++] = scan->scopes[i].below;
	return up_git_index_changes(scan->git, commit, paths, n == scan->n_scopes ? n : 0, ret_changes, fault);
}

bool up_git_scan_check(const struct up_git_scan *scan, const char *where)
{
	for (size_t i = 0; i < scan->n_scopes; i++) {
		const struct scope *scope = &scan->scopes[i];
		if (scope->is_there || scope->was_found || !*scope->below)
			continue;
		up_say("%s: neither in the work tree nor in %s", scope->given, where);
		return false;
	}
	return true;
}

/* --- blobs ------------------------------------------------------------------------------------------------------------ */

bool up_blob_reader_init(struct blob_reader *reader, const struct up_git_scan *scan, const struct up_walk_options *options, unsigned worker)
{
	*reader = (struct blob_reader){ .git = worker ? up_git_again(scan->git) : scan->git, .owns_git = worker > 0 };
	up_reader_init(&reader->reader, options, worker);
	return reader->git != NULL;
}

bool up_blob_reader_init_like(struct blob_reader *reader, const struct blob_reader *other, const struct up_walk_options *options,
			      unsigned worker)
{
	*reader = (struct blob_reader){ .git = other->git };
	up_reader_init(&reader->reader, options, worker);
	return reader->git != NULL;
}

void up_blob_reader_finish(struct blob_reader *reader)
{
	up_reader_finish(&reader->reader);
	if (reader->owns_git)
		up_git_close(reader->git);
	*reader = (struct blob_reader){ 0 };
}

void up_blob_reader_release(struct blob_reader *reader)
{
	up_reader_release(&reader->reader);
	up_git_release(&reader->object);
}

bool up_is_lfs_pointer(up_str bytes)
{
	return bytes.len <= LFS_POINTER_BYTES && up_str_starts(bytes, UP_STR("version https://git-lfs.github.com/spec/v1\n"));
}

bool up_blob_reader_read(struct blob_reader *reader, const struct up_oid *oid, uint32_t mode, up_str path, struct up_read_source *ret_read)
{
	struct up_reader *notes = &reader->reader;
	uint64_t size = 0, limit = up_reader_limit(notes);
	char hex[2 * sizeof oid->id + 1];
	*ret_read = (struct up_read_source){ .worker = notes->worker };
	switch (up_git_blob(reader->git, oid, limit, &reader->object, &size)) {
	case UP_GIT_MISSING:
		up_oid_hex(oid, hex, 12);
		up_reader_note(notes, UP_NOTE_UNREADABLE, path, "blob %s cannot be read: %s", hex, up_git_fault());
		return false;
	case UP_GIT_TOO_LARGE:
		up_reader_note(notes, UP_NOTE_TOO_LARGE, path, "%llu bytes; the limit is %llu (--max-file-size)", (unsigned long long)size,
			       (unsigned long long)limit);
		return false;
	case UP_GIT_FOUND:
		break;
	}
	ret_read->source.mode = S_IFREG | (mode & 0111 ? 0755 : 0644);
	bool is_read = false;
	if (up_is_lfs_pointer(reader->object.bytes))
		up_reader_note(notes, UP_NOTE_ELSEWHERE, path, "kept by Git LFS; here is its pointer alone");
	else
		is_read = up_reader_decode(notes, reader->object.bytes, path, ret_read) || ret_read->is_binary;
	if (!is_read)
		up_blob_reader_release(reader);
	return is_read;
}

/* Where a link leads, judged by its text: what it points at need not be in the index. */
static bool leads_outside(up_str path, up_str target)
{
	long depth = 0;
	if (up_str_starts(target, UP_STR("/")))
		return true;
	for (size_t i = 0; i < path.len; i++)
		depth += path.s[i] == '/';
	for (size_t start = 0; start <= target.len;) {
		size_t end = up_str_find_byte(target, '/', start);
		up_str part = up_str_slice(target, start, end);
		start = end == SIZE_MAX ? target.len + 1 : end + 1;
		if (up_str_eq(part, UP_STR("..")))
			depth--;
		else if (part.len && !up_str_eq(part, UP_STR(".")))
			depth++;
		if (depth < 0)
			return true;
	}
	return false;
}

void up_blob_reader_link(struct blob_reader *reader, const struct up_oid *oid, up_str path)
{
	uint64_t size;
	if (up_git_blob(reader->git, oid, PATH_MAX, &reader->object, &size) != UP_GIT_FOUND) {
		up_reader_note(&reader->reader, UP_NOTE_LINK_BROKEN, path, "its target cannot be read");
		return;
	}
	up_str target = reader->object.bytes;
	if (leads_outside(path, target))
		up_reader_note(&reader->reader, UP_NOTE_LINK_OUTSIDE, path, "leads to %.*s", UP_FMT(target));
	up_git_release(&reader->object);
}

/* --- the scan --------------------------------------------------------------------------------------------------------- */

static void count(_Atomic uint64_t *counter, uint64_t n)
{
	if (counter)
		atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

void up_git_scan_seen(const struct up_walk_options *options)
{
	count(options->files_seen, 1);
}

void up_git_scan_hand_over(const struct up_walk_options *options, const struct up_read_source *read)
{
	if (read->is_binary) {
		if (options->binary)
			options->binary(options->data, read);
		return;
	}
	count(options->bytes_read, read->raw.len);
	if (options->source)
		options->source(options->data, read);
	count(options->files_read, 1);
}

bool up_git_scan_keeps(const struct up_git_scan *scan)
{
	return scan && scan->options.kind == UP_GIT_HISTORY;
}

int up_git_scan_walk(struct up_git_scan *scan, const struct up_walk_options *options)
{
	switch (scan->options.kind) {
	case UP_GIT_STAGED:
		return up_git_staged(scan, options);
	case UP_GIT_SINCE:
		return up_git_since(scan, options);
	case UP_GIT_HISTORY:
		return up_git_history(scan, options);
	case UP_GIT_NOT:
		break;
	}
	return -1;
}
