/* What the refs of a repository reach: commits, then trees breadth first, each once. A blob that has several paths is named by the shallowest, of those by
 * the first by name; breadth first, that is known when its level is done. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/say.h"
#include "run/history-private.h"

enum {
	FIRST_NAME_SLOTS = 1024,
	DEPTH_MOST = 1000, /* whatever --max-walk-depth says */
};

/* A level of trees: those that are being read, and those that they hold. */
struct levels {
	struct history *history;
	uint32_t *now, *next;
	size_t n_now, n_next, now_capacity, next_capacity;
	uint32_t name; /* of the tree that is being read */
	uint32_t depth;
	struct up_buf path;
};

/* The detail is finished. */
static void note(struct history *history, enum up_note_reason reason, up_str path, struct up_buf *detail)
{
	if (history->options->note)
		history->options->note(history->options->data, 0, reason, path, up_buf_str(detail));
	up_buf_finish(detail);
	*detail = (struct up_buf){ 0 };
}

/* --- names ------------------------------------------------------------------------------------------------------------ */

static up_str last_part(const struct history *history, uint32_t name)
{
	return (up_str){ history->name_text.bytes + history->names[name].text, history->names[name].len };
}

static size_t name_slot(const struct history *history, uint32_t above, up_str part)
{
	size_t slot = up_hash64(part, above) & (history->n_name_slots - 1);
	for (uint32_t at; (at = history->name_slots[slot]) != 0; slot = (slot + 1) & (history->n_name_slots - 1))
		if (history->names[at - 1].above == above && up_str_eq(last_part(history, at - 1), part))
			break;
	return slot;
}

static void widen_names(struct history *history)
{
	up_free(history->name_slots);
	history->n_name_slots = history->n_name_slots ? 2 * history->n_name_slots : FIRST_NAME_SLOTS;
	history->name_slots = up_alloc_zero(history->n_name_slots, sizeof *history->name_slots);
	for (uint32_t i = 0; i < history->n_names; i++)
		history->name_slots[name_slot(history, history->names[i].above, last_part(history, i))] = i + 1;
}

/* The number of a path; the root is above itself, and has no part. */
static uint32_t name_of(struct history *history, uint32_t above, up_str part)
{
	if (3 * (history->n_names + 1) > 2 * history->n_name_slots)
		widen_names(history);
	size_t slot = name_slot(history, above, part);
	if (history->name_slots[slot])
		return history->name_slots[slot] - 1;
	if (history->name_text.len + part.len >= UINT32_MAX)
		up_out_of_memory();
	history->names = up_grow(history->names, &history->names_capacity, history->n_names + 1, sizeof *history->names);
	uint16_t depth = history->n_names ? (uint16_t)(history->names[above].depth + 1) : 0;
	history->names[history->n_names] = (struct history_name){
		.above = above, .text = (uint32_t)history->name_text.len, .len = (uint32_t)part.len, .depth = depth
	};
	up_buf_add(&history->name_text, part);
	history->name_slots[slot] = (uint32_t)++history->n_names;
	return (uint32_t)history->n_names - 1;
}

static uint32_t name_of_path(struct history *history, up_str path)
{
	uint32_t name = 0;
	for (size_t start = 0; start < path.len;) {
		size_t end = up_str_find_byte(path, '/', start);
		name = name_of(history, name, up_str_slice(path, start, end));
		start = end == SIZE_MAX ? path.len : end + 1;
	}
	return name;
}

/* Recursion as deep as the path. */
void up_history_path(const struct history *history, uint32_t name, struct up_buf *out)
{
	if (!name)
		return;
	up_history_path(history, history->names[name].above, out);
	if (out->len)
		up_buf_add_byte(out, '/');
	up_buf_add(out, last_part(history, name));
}

/* Shallow ones first; part by part. */
static int name_cmp(const struct history *history, uint32_t a, uint32_t b)
{
	const struct history_name *names = history->names;
	if (a == b)
		return 0;
	if (names[a].depth != names[b].depth)
		return names[a].depth < names[b].depth ? -1 : 1;
	int order = name_cmp(history, names[a].above, names[b].above);
	return order ? order : up_str_cmp(last_part(history, a), last_part(history, b));
}

/* --- commits ---------------------------------------------------------------------------------------------------------- */

struct tips {
	struct history *history;
	uint32_t *waiting;
	size_t n_waiting, waiting_capacity;
	struct history_commit *commit; /* to be filled in */
	struct up_oid *bare;           /* trees and blobs that refs name themselves */
	enum up_git_type *types;
	char **refs;
	size_t n_bare, bare_capacity, types_capacity, refs_capacity;
};

static uint32_t add_commit(struct tips *tips, const struct up_oid *oid)
{
	struct history *history = tips->history;
	size_t n = history->commit_ids.n;
	uint32_t number = up_oid_map_add(&history->commit_ids, oid);
	if (history->commit_ids.n == n)
		return number;
	history->commits = up_grow(history->commits, &history->commits_capacity, n + 1, sizeof *history->commits);
	history->commits[number] = (struct history_commit){ .id = *oid, .root = UP_OID_NONE };
	tips->waiting = up_grow(tips->waiting, &tips->waiting_capacity, tips->n_waiting + 1, sizeof *tips->waiting);
	tips->waiting[tips->n_waiting++] = number;
	return number;
}

static void on_ref(void *data, const char *name, const struct up_oid *oid, enum up_git_type type)
{
	struct up_buf detail = { 0 };
	struct tips *tips = data;
	struct history *history = tips->history;
	if (type == UP_GIT_NOTHING) {
		up_buf_add_s(&detail, "what the ref names is not here");
		note(history, UP_NOTE_UNREADABLE, up_str_from(name), &detail);
	}
	if (type == UP_GIT_COMMIT)
		add_commit(tips, oid);
	if (type != UP_GIT_TREE && type != UP_GIT_BLOB)
		return;
	tips->bare = up_grow(tips->bare, &tips->bare_capacity, tips->n_bare + 1, sizeof *tips->bare);
	tips->types = up_grow(tips->types, &tips->types_capacity, tips->n_bare + 1, sizeof *tips->types);
	tips->refs = up_grow(tips->refs, &tips->refs_capacity, tips->n_bare + 1, sizeof *tips->refs);
	tips->bare[tips->n_bare] = *oid;
	tips->types[tips->n_bare] = type;
	char *copy = up_alloc(strlen(name) + 1);
	memcpy(copy, name, strlen(name) + 1);
	tips->refs[tips->n_bare++] = copy;
}

static void on_commit(void *data, const struct up_git_commit *found)
{
	struct tips *tips = data;
	struct history *history = tips->history;
	uint32_t number = up_oid_map_find(&history->commit_ids, &found->id), start = (uint32_t)history->n_parents;
	history->parents = up_grow(history->parents, &history->parents_capacity, history->n_parents + found->n_parents,
				   sizeof *history->parents);
	for (size_t i = 0; i < found->n_parents; i++)
		history->parents[history->n_parents++] = add_commit(tips, &found->parents[i]);
	struct history_commit *commit = &history->commits[number]; /* they may have moved */
	commit->time = found->time;
	commit->parents = start;
	commit->n_parents = (uint32_t)found->n_parents;
	commit->root = up_oid_map_add(&history->roots, &found->tree);
}

/* Parents before their children, whatever their clocks said: depth first, with a stack of our own. */
static void put_in_order(struct history *history)
{
	size_t n = history->commit_ids.n, n_stack = 0, capacity = 0;
	uint32_t *stack = NULL, *at UP_AUTO_FREE = up_alloc_zero(n + 1, sizeof *at);
	bool *is_done UP_AUTO_FREE = up_alloc_zero(n + 1, sizeof *is_done);
	for (uint32_t i = 0; i < n; i++) {
		stack = up_grow(stack, &capacity, n_stack + 1, sizeof *stack);
		stack[n_stack++] = i;
		while (n_stack) {
			struct history_commit *commit = &history->commits[stack[n_stack - 1]];
			uint32_t *next = &at[stack[n_stack - 1]];
			while (*next < commit->n_parents && is_done[history->parents[commit->parents + *next]])
				++*next;
			if (*next < commit->n_parents && !is_done[stack[n_stack - 1]]) {
				stack = up_grow(stack, &capacity, n_stack + 1, sizeof *stack);
				stack[n_stack++] = history->parents[commit->parents + *next];
				continue;
			}
			commit->order = commit->time;
			for (uint32_t k = 0; k < commit->n_parents; k++) {
				int64_t above = history->commits[history->parents[commit->parents + k]].order;
				commit->order = commit->order > above ? commit->order : above + 1;
			}
			is_done[stack[--n_stack]] = true;
		}
	}
	up_free(stack);
}

static int latest_first(const void *a, const void *b)
{
	const struct history_commit *x = a, *y = b;
	if (x->order != y->order)
		return x->order > y->order ? -1 : 1;
	return memcmp(x->id.id, y->id.id, sizeof x->id.id);
}

static void read_commits(struct history *history, struct tips *tips)
{
	size_t n = 0;
	while (tips->n_waiting) {
		uint32_t number = tips->waiting[--tips->n_waiting];
		struct up_oid oid = history->commits[number].id;
		if (!up_git_commit(history->scan->git, &oid, on_commit, tips))
			history->n_cut++;
	}
	put_in_order(history);
	struct up_oid head;
	struct up_buf fault = { 0 };
	history->head_root = UP_OID_NONE;
	if (up_git_head(history->scan->git, &head, &fault) == 0) {
		uint32_t number = up_oid_map_find(&history->commit_ids, &head);
		history->head_root = number == UP_OID_NONE ? UP_OID_NONE : history->commits[number].root;
	}
	up_buf_finish(&fault);
	/* Without those that are not here. */
	for (size_t i = 0; i < history->commit_ids.n; i++)
		if (history->commits[i].root != UP_OID_NONE)
			history->commits[n++] = history->commits[i];
	history->n_commits = n;
	if (n)
		qsort(history->commits, n, sizeof *history->commits, latest_first);
	up_oid_map_finish(&history->commit_ids);
	up_free(history->parents);
	history->parents = NULL;
}

/* --- trees ------------------------------------------------------------------------------------------------------------ */

static bool is_left_out(struct levels *levels, uint32_t name, bool is_folder)
{
	const struct up_walk_options *options = levels->history->options;
	if (!options->n_exclude && !options->n_include)
		return false;
	up_buf_clear(&levels->path);
	up_history_path(levels->history, name, &levels->path);
	return up_walk_leaves_out(options, up_buf_str(&levels->path), is_folder);
}

static uint32_t add_tree(struct levels *levels, uint32_t name, const struct up_oid *oid)
{
	struct up_buf detail = { 0 };
	struct history *history = levels->history;
	uint32_t number = up_oid_map_find(&history->trees, oid);
	if (number != UP_OID_NONE) {
		if (name_cmp(history, name, history->tree_names[number]) < 0)
			history->tree_names[number] = name;
		return number;
	}
	if (is_left_out(levels, name, true))
		return UP_OID_NONE;
	uint32_t most = history->options->limits->walk_depth;
	if (levels->depth > (most < DEPTH_MOST ? most : DEPTH_MOST)) {
		up_buf_clear(&levels->path);
		up_history_path(history, name, &levels->path);
		up_buf_printf(&detail, "more than %u folders below the root; not entered (--max-walk-depth)", most);
		note(history, UP_NOTE_LIMIT, up_buf_str(&levels->path), &detail);
		return UP_OID_NONE;
	}
	number = up_oid_map_add(&history->trees, oid);
	history->tree_names = up_grow(history->tree_names, &history->tree_names_capacity, number + 1, sizeof *history->tree_names);
	history->tree_names[number] = name;
	levels->next = up_grow(levels->next, &levels->next_capacity, levels->n_next + 1, sizeof *levels->next);
	levels->next[levels->n_next++] = number;
	return number;
}

static uint32_t add_blob(struct levels *levels, uint32_t name, uint32_t mode, const struct up_oid *oid)
{
	struct history *history = levels->history;
	uint32_t number = up_oid_map_find(&history->blobs, oid);
	bool is_known = number != UP_OID_NONE;
	if ((!is_known || name_cmp(history, name, history->blob_facts[number].name) < 0) && is_left_out(levels, name, false))
		return number;
	number = up_oid_map_add(&history->blobs, oid);
	if (!is_known) {
		history->blob_facts = up_grow(history->blob_facts, &history->blob_facts_capacity, number + 1, sizeof *history->blob_facts);
		history->blob_facts[number] = (struct history_blob){ .name = name };
	}
	struct history_blob *blob = &history->blob_facts[number];
	bool is_link = (mode & UP_GIT_KIND) == UP_GIT_LINK;
	/* A link that holds the same bytes names no file. */
	if (name_cmp(history, name, blob->name) < 0 || (!is_link && blob->kind == HISTORY_LINK))
		blob->name = name;
	blob->kind |= is_link ? HISTORY_LINK : mode & 0111 ? HISTORY_FILE | HISTORY_EXECUTABLE : HISTORY_FILE;
	return number;
}

static void note_module(struct levels *levels, uint32_t name)
{
	struct up_buf detail = { 0 };
	struct history *history = levels->history;
	if (history->names[name].is_module_noted || is_left_out(levels, name, false))
		return;
	history->names[name].is_module_noted = true;
	up_buf_clear(&levels->path);
	up_history_path(history, name, &levels->path);
	up_buf_add_s(&detail, "a submodule: a repository of its own");
	note(history, UP_NOTE_ELSEWHERE, up_buf_str(&levels->path), &detail);
}

static struct history_entry add_entry(struct levels *levels, uint32_t name, uint32_t mode, const struct up_oid *oid)
{
	struct history_entry entry = { UP_OID_NONE, UP_OID_NONE };
	switch (mode & UP_GIT_KIND) {
	case UP_GIT_FOLDER:
		entry.tree = add_tree(levels, name, oid);
		break;
	case UP_GIT_MODULE:
		note_module(levels, name);
		break;
	default:
		entry.blob = add_blob(levels, name, mode, oid);
		break;
	}
	return entry;
}

static void on_entry(void *data, up_str part, uint32_t mode, const struct up_oid *oid)
{
	struct levels *levels = data;
	add_entry(levels, name_of(levels->history, levels->name, part), mode, oid);
}

/* What a root tree holds at the paths that were asked for. */
static void add_root(struct levels *levels, uint32_t root)
{
	struct history *history = levels->history;
	size_t n = history->scan->n_scopes;
	for (size_t i = 0; i < n; i++) {
		struct scope *scope = &history->scan->scopes[i];
		struct history_entry *entry = &history->entries[root * n + i];
		struct up_oid oid = history->roots.oids[root];
		uint32_t mode = UP_GIT_FOLDER;
		*entry = (struct history_entry){ UP_OID_NONE, UP_OID_NONE };
		if (*scope->below && !up_git_tree_at(history->scan->git, &history->roots.oids[root], scope->below, &mode, &oid))
			continue;
		scope->was_found = true;
		*entry = add_entry(levels, name_of_path(history, up_str_from(scope->below)), mode, &oid);
	}
}

static void read_level(struct levels *levels)
{
	struct up_buf detail = { 0 };
	struct history *history = levels->history;
	for (size_t i = 0; i < levels->n_now; i++) {
		uint32_t tree = levels->now[i];
		struct up_oid oid = history->trees.oids[tree];
		levels->name = history->tree_names[tree];
		if (up_git_tree(history->scan->git, &oid, on_entry, levels))
			continue;
		char hex[2 * sizeof oid.id + 1];
		up_oid_hex(&oid, hex, 12);
		up_buf_clear(&levels->path);
		up_history_path(history, levels->name, &levels->path);
		up_buf_printf(&detail, "tree %s cannot be read: %s", hex, up_git_fault());
		note(history, UP_NOTE_UNREADABLE, up_buf_str(&levels->path), &detail);
	}
}

static void read_trees(struct history *history, const struct tips *tips)
{
	struct levels levels = { .history = history };
	size_t n_roots = history->roots.n;
	history->entries = up_alloc_zero(n_roots * history->scan->n_scopes + 1, sizeof *history->entries);
	bool *is_added UP_AUTO_FREE = up_alloc_zero(n_roots + 1, sizeof *is_added);
	name_of(history, 0, UP_STR(""));
	/* The latest commit first: what is met first is the latest. */
	for (size_t i = 0; i < history->n_commits; i++) {
		uint32_t root = history->commits[i].root;
		if (!is_added[root])
			add_root(&levels, root);
		is_added[root] = true;
	}
	for (size_t i = 0; i < tips->n_bare; i++) {
		uint32_t name = tips->types[i] == UP_GIT_TREE ? 0 : name_of_path(history, up_str_from(tips->refs[i]));
		if (!*history->scan->scopes[0].below)
			add_entry(&levels, name, tips->types[i] == UP_GIT_TREE ? UP_GIT_FOLDER : UP_GIT_FILE, &tips->bare[i]);
	}
	while (levels.n_next) {
		uint32_t *now = levels.now;
		size_t capacity = levels.now_capacity;
		levels.now = levels.next;
		levels.n_now = levels.n_next;
		levels.now_capacity = levels.next_capacity;
		levels.next = now;
		levels.next_capacity = capacity;
		levels.n_next = 0;
		levels.depth++;
		read_level(&levels);
	}
	up_free(levels.now);
	up_free(levels.next);
	up_buf_finish(&levels.path);
}

bool up_history_graph(struct history *history)
{
	struct up_buf detail = { 0 };
	struct tips tips = { .history = history };
	bool fine = up_git_refs(history->scan->git, on_ref, &tips);
	if (fine) {
		read_commits(history, &tips);
		read_trees(history, &tips);
	} else {
		up_say("%s: the refs cannot be listed: %s", history->scan->scopes[0].given, up_git_fault());
	}
	for (size_t i = 0; i < tips.n_bare; i++)
		up_free(tips.refs[i]);
	up_free(tips.refs);
	up_free(tips.types);
	up_free(tips.bare);
	up_free(tips.waiting);
	if (!history->n_cut)
		return fine;
	bool is_shallow = up_git_is_shallow(history->scan->git);
	up_buf_printf(&detail, "%zu %s not in this %sclone, nor is what came before%s", history->n_cut,
		      history->n_cut == 1 ? "commit is" : "commits are", is_shallow ? "shallow " : "",
		      is_shallow ? "; 'git fetch --unshallow' brings the rest" : "");
	note(history, UP_NOTE_UNREADABLE, UP_STR(""), &detail);
	return fine;
}
