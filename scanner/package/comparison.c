#include "package/comparison.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "package/behaviour-words.h"
#include "package/comparison-private.h"

enum {
	CHUNK_BYTES = 64 << 10,
	ROWS_MOST = 2000, /* of the table */
	ROWS_SHORT = 40,  /* for people to read */
	FORMS_MOST = 200, /* programs that are told */
};

/* --- what belongs together --------------------------------------------------------------------------------------------- */

static int compare_hashes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static bool has(const uint64_t *sorted, size_t n, uint64_t hash)
{
	return n && bsearch(&hash, sorted, n, sizeof hash, compare_hashes);
}

static bool is_container(const struct up_package *package, uint32_t member)
{
	return package->members[member].after > member + 1;
}

static uint64_t group_key(const struct release *release, up_str name)
{
	return up_comparison_key(up_comparison_group(release, name), 2);
}

/* An archive of sources or of an upgrade often has one folder, which has its version in its name. */
static up_str top_of(const struct up_package *package)
{
	up_str top = UP_STR("");
	for (uint32_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		if (!member->container || S_ISDIR(member->mode))
			continue;
		up_str name = up_str_slice(member->path, package->path.len + 2, member->path.len);
		size_t slash = up_str_find_byte(name, '/', 0);
		if (slash == SIZE_MAX)
			return UP_STR("");
		up_str first = up_str_slice(name, 0, slash + 1);
		if (top.len && !up_str_eq(top, first))
			return UP_STR("");
		top = first;
	}
	/* One without a number in it, "data/", says where things lie. */
	for (size_t i = 0; i < top.len; i++)
		if (up_is_digit(top.s[i]))
			return top;
	return UP_STR("");
}

static void list(struct release *release, const struct up_package *package)
{
	size_t n = package->n_members;
	release->package = package;
	release->is_archive = up_comparison_is_archive(package->path);
	release->top = top_of(package);
	release->entries = up_alloc_zero(n + 1, sizeof *release->entries);
	release->by_member = up_alloc((n + 1) * sizeof *release->by_member);
	release->groups = up_alloc((n + 1) * sizeof *release->groups);
	release->names = up_alloc((n + 1) * sizeof *release->names);
	for (uint32_t i = 0; i < n; i++) {
		const struct up_member *member = &package->members[i];
		release->by_member[i] = UINT32_MAX;
		/* What lies beside the package is not in it. */
		if (!member->container || S_ISDIR(member->mode) || is_container(package, i))
			continue;
		release->by_member[i] = (uint32_t)release->n;
		up_str name = up_str_slice(member->path, package->path.len + 2 + release->top.len, member->path.len);
		release->groups[release->n] = group_key(release, name);
		release->names[release->n] = up_hash64(up_str_basename(name), 0);
		release->entries[release->n++] = (struct entry){ i, UINT32_MAX, name, _UP_CONTENT_MAX, true };
	}
	if (release->n) {
		qsort(release->groups, release->n, sizeof *release->groups, compare_hashes);
		qsort(release->names, release->n, sizeof *release->names, compare_hashes);
	}
}

struct key {
	uint64_t hash;
	uint32_t entry;
};

static int compare_keys(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* Keys of the entries that have no other yet. */
static struct key *keys_of(const struct release *release, unsigned level, size_t *ret_n)
{
	struct key *keys = up_alloc((release->n + 1) * sizeof *keys);
	*ret_n = 0;
	for (uint32_t i = 0; i < release->n; i++)
		if (release->entries[i].other == UINT32_MAX)
			keys[(*ret_n)++] = (struct key){ up_comparison_key(release->entries[i].name, level), i };
	if (*ret_n)
		qsort(keys, *ret_n, sizeof *keys, compare_keys);
	return keys;
}

static size_t run_of(const struct key *keys, size_t n, size_t at)
{
	size_t end = at;
	while (end < n && keys[end].hash == keys[at].hash)
		end++;
	return end - at;
}

static bool is_changed(const struct up_member *a, const struct up_member *b)
{
	if (!up_str_eq(a->link, b->link) || (a->mode & S_IFMT) != (b->mode & S_IFMT))
		return true;
	if (a->has_digest && b->has_digest)
		return memcmp(a->sha256, b->sha256, sizeof a->sha256) != 0;
	return S_ISREG(a->mode) && !a->link.len;
}

static void join(struct up_comparison *comparison, uint32_t old, uint32_t new)
{
	struct release *before = &comparison->releases[UP_RELEASE_BEFORE], *now = &comparison->releases[UP_RELEASE_NOW];
	struct entry *a = &before->entries[old], *b = &now->entries[new];
	a->other = new;
	b->other = old;
	a->is_changed = b->is_changed = is_changed(&before->package->members[a->member], &now->package->members[b->member]);
}

/* Where a name without its numbers is that of several files, nobody can say which belongs to which. */
static void join_level(struct up_comparison *comparison, unsigned level)
{
	size_t n_old, n_new;
	struct key *old = keys_of(&comparison->releases[UP_RELEASE_BEFORE], level, &n_old);
	struct key *new = keys_of(&comparison->releases[UP_RELEASE_NOW], level, &n_new);
	for (size_t i = 0, k = 0; i < n_old && k < n_new;) {
		size_t run_old = run_of(old, n_old, i), run_new = run_of(new, n_new, k);
		if (old[i].hash != new[k].hash) {
			if (old[i].hash < new[k].hash)
				i += run_old;
			else
				k += run_new;
			continue;
		}
		if (run_old == run_new && (run_old == 1 || level == 0))
			for (size_t j = 0; j < run_old; j++)
				join(comparison, old[i + j].entry, new[k + j].entry);
		i += run_old;
		k += run_new;
	}
	up_free(old);
	up_free(new);
}

struct up_comparison *up_comparison_new(const struct up_package *before, const struct up_package *now)
{
	struct up_comparison *comparison = up_alloc_zero(1, sizeof *comparison);
	comparison->arena = up_arena_new();
	comparison->behaviours = up_behaviours_new();
	list(&comparison->releases[UP_RELEASE_BEFORE], before);
	list(&comparison->releases[UP_RELEASE_NOW], now);
	for (unsigned level = 0; level < NAME_LEVELS; level++)
		join_level(comparison, level);
	return comparison;
}

void up_comparison_free(struct up_comparison *comparison)
{
	if (!comparison)
		return;
	for (size_t i = 0; i < _UP_RELEASE_MAX; i++) {
		up_free(comparison->releases[i].entries);
		up_free(comparison->releases[i].by_member);
		up_free(comparison->releases[i].groups);
		up_free(comparison->releases[i].names);
	}
	up_behaviours_free(comparison->behaviours);
	up_free(comparison->settings);
	up_arena_free(comparison->arena);
	up_free(comparison);
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

bool up_comparison_wants(const struct up_comparison *comparison, enum up_release release, uint32_t member)
{
	const struct release *own = &comparison->releases[release];
	uint32_t entry = own->by_member[member];
	const struct up_member *known = &own->package->members[member];
	return entry != UINT32_MAX && own->entries[entry].is_changed && S_ISREG(known->mode) && !known->link.len && !known->is_encrypted &&
	       !up_comparison_is_document(own->entries[entry].name);
}

/* As much as there is, up to the size. */
static size_t read_full(struct up_stream *stream, char *buffer, size_t size)
{
	size_t len = 0;
	for (ssize_t n; len < size && (n = stream->read(stream->data, buffer + len, size - len)) > 0;)
		len += (size_t)n;
	return len;
}

void up_comparison_read(struct up_comparison *comparison, enum up_release release, uint32_t member, struct up_stream *stream, size_t most,
			struct up_buf *ret_settings)
{
	struct release *own = &comparison->releases[release];
	struct entry *entry = &own->entries[own->by_member[member]];
	char *chunk UP_AUTO_FREE = up_alloc(CHUNK_BYTES);
	size_t n = read_full(stream, chunk, CHUNK_BYTES);
	bool is_settings = up_comparison_is_settings(entry->name);
	uint64_t group = group_key(own, entry->name);
	entry->content = up_content_of((up_str){ chunk, n });
	is_settings = is_settings && entry->content == UP_CONTENT_TEXT && own->package->members[member].size <= most;
	if (!is_settings)
		up_behaviours_begin(comparison->behaviours, release, group, member, entry->content);
	for (; n && entry->content != UP_CONTENT_OTHER; n = read_full(stream, chunk, CHUNK_BYTES)) {
		if (!is_settings)
			up_behaviours_add(comparison->behaviours, (up_str){ chunk, n });
		else if (ret_settings->len + n <= most)
			up_buf_add(ret_settings, (up_str){ chunk, n });
	}
	if (!is_settings)
		up_behaviours_end(comparison->behaviours);
}

/* --- asking ------------------------------------------------------------------------------------------------------------ */

up_str up_comparison_name(const struct up_comparison *comparison, enum up_release release, uint32_t member)
{
	const struct release *own = &comparison->releases[release];
	return own->entries[own->by_member[member]].name;
}

/* The last two parts of a path, "bin/acme-worker". */
static up_str last_parts(up_str path)
{
	size_t at = path.len, n = 0;
	while (at && n < 2)
		n += path.s[--at] == '/';
	return up_str_slice(path, at + (n == 2), path.len);
}

/* In a package of a distribution the path is whole; another one says only how it ends. */
static bool leads_to(up_str path, up_str name)
{
	size_t at = up_str_find(name, UP_STR("data/"), 0);
	if (at != SIZE_MAX && (!at || name.s[at - 1] == '/'))
		return up_str_eq(up_str_slice(name, at + 5, name.len), path);
	up_str end = last_parts(path);
	return end.len < path.len && up_str_ends(name, end) && (name.len == end.len || name.s[name.len - end.len - 1] == '/');
}

uint32_t up_comparison_gone(const struct up_comparison *comparison, up_str path)
{
	const struct release *before = &comparison->releases[UP_RELEASE_BEFORE], *now = &comparison->releases[UP_RELEASE_NOW];
	while (path.len && path.s[0] == '/')
		path = up_str_slice(path, 1, path.len);
	uint64_t name = up_hash64(up_str_basename(path), 0);
	if (!path.len || !has(before->names, before->n, name) || has(now->names, now->n, name))
		return UINT32_MAX;
	for (size_t i = 0; i < before->n; i++)
		if (before->entries[i].other == UINT32_MAX && leads_to(path, before->entries[i].name))
			return before->entries[i].member;
	return UINT32_MAX;
}

/* --- saying ------------------------------------------------------------------------------------------------------------ */

struct telling {
	struct up_comparison *comparison;
	struct up_arena *arena;
	const struct up_form_sink *sink;
	size_t n;
};

static void add_words(struct up_buf *out, unsigned words, const char *start)
{
	size_t n = 0, all = 0;
	for (unsigned i = 0; i < _UP_BEHAVIOUR_MAX; i++)
		all += (words >> i) & 1;
	if (!all)
		return;
	up_buf_printf(out, "%s%s", out->len ? ", " : "", start);
	for (unsigned i = 0; i < _UP_BEHAVIOUR_MAX; i++) {
		if (!(words & 1u << i))
			continue;
		n++;
		up_buf_printf(out, "%s%s", n == 1 ? "" : n == all ? " and " : ", ", up_behaviour_name(i));
	}
}

/* The file of now that the difference is told of. */
static uint32_t member_of(const struct up_comparison *comparison, const struct up_behaviour_change *change)
{
	const struct release *before = &comparison->releases[UP_RELEASE_BEFORE], *now = &comparison->releases[UP_RELEASE_NOW];
	if (change->label != UINT32_MAX)
		return change->label;
	uint32_t other = before->entries[before->by_member[change->before]].other;
	if (other != UINT32_MAX)
		return now->entries[other].member;
	for (size_t i = 0; i < now->n; i++)
		if (group_key(now, now->entries[i].name) == change->group)
			return now->entries[i].member;
	return UINT32_MAX;
}

static void tell(void *data, const struct up_behaviour_change *change)
{
	struct telling *telling = data;
	const struct up_comparison *comparison = telling->comparison;
	const struct release *before = &comparison->releases[UP_RELEASE_BEFORE], *now = &comparison->releases[UP_RELEASE_NOW];
	bool is_new = !has(before->groups, before->n, change->group);
	if (!has(now->groups, now->n, change->group) || (is_new && !change->is_strong) || telling->n++ >= FORMS_MOST)
		return;
	uint32_t member = member_of(comparison, change);
	if (member == UINT32_MAX)
		return;
	up_str name = up_comparison_name(comparison, UP_RELEASE_NOW, member), group = up_comparison_group(now, name);
	up_str path = now->package->members[member].path;
	struct up_buf detail = { 0 };
	add_words(&detail, change->first, is_new ? "speaks of " : "now speaks of ");
	add_words(&detail, change->lost, "no longer speaks of ");
	add_words(&detail, change->other, "has other texts on ");
	struct up_form form = {
		.path = group.len ? up_str_slice(path, 0, path.len - (name.len - group.len)) : now->package->path,
		.key = is_new              ? UP_STR("retry-behaviour-added")
		       : change->is_strong ? UP_STR("retry-behaviour-changed")
					   : UP_STR("timing-texts-changed"),
		.value = group.len ? group : up_str_basename(now->package->path),
		.detail = up_arena_take(telling->arena, &detail),
		.evidence = change->texts,
	};
	telling->sink->state(telling->sink->data, &form);
}

void up_comparison_state(struct up_comparison *comparison, struct up_arena *arena, const struct up_form_sink *sink)
{
	struct telling telling = { comparison, arena, sink, 0 };
	up_behaviours_compare(comparison->behaviours, &telling, tell);
	if (telling.n > FORMS_MOST || up_behaviours_dropped(comparison->behaviours))
		sink->note(
			sink->data, UP_NOTE_LIMIT, comparison->releases[UP_RELEASE_NOW].package->path,
			UP_STR("too much differs from the release before: not all that programs say of retries and waiting was compared"));
	up_comparison_state_settings(comparison, arena, sink);
}

/* --- the table --------------------------------------------------------------------------------------------------------- */

static void add_row(struct up_table *table, struct up_arena *arena, const struct up_member *old, const struct up_member *new,
		    const struct entry *entry)
{
	const struct up_member *any = new ? new : old;
	up_str change = !old ? UP_STR("added") : !new ? UP_STR("removed") : UP_STR("changed");
	bool has_other_mode = old && new && (old->mode & 07777) != (new->mode & 07777);
	if (has_other_mode)
		change = up_arena_printf(arena, "%s%04o to %04o", entry->is_changed ? "changed, mode " : "mode ", old->mode & 07777,
					 new->mode & 07777);
	const up_str cells[] = { entry->name, up_str_from(up_comparison_kind(entry, any->mode)), change,
				 old ? up_arena_printf(arena, "%llu", (unsigned long long)old->size) : UP_STR(""),
				 new ? up_arena_printf(arena, "%llu", (unsigned long long)new->size) : UP_STR("") };
	up_table_add(table, cells);
}

void up_comparison_table(const struct up_comparison *comparison, struct up_arena *arena, struct up_table *ret_table,
			 const struct up_form_sink *sink)
{
	static const char *const columns[] = { "file", "kind", "change", "bytes_before", "bytes_now", NULL };
	const struct release *before = &comparison->releases[UP_RELEASE_BEFORE], *now = &comparison->releases[UP_RELEASE_NOW];
	size_t n_left = 0;
	up_table_init(ret_table, arena, "changes", "What has changed since the release before", columns);
	ret_table->empty = "Nothing has changed.";
	for (size_t i = 0; i < now->n; i++) {
		const struct entry *entry = &now->entries[i];
		const struct up_member *new = &now->package->members[entry->member];
		const struct up_member *old = entry->other == UINT32_MAX ? NULL
									 : &before->package->members[before->entries[entry->other].member];
		if (old && !entry->is_changed && (old->mode & 07777) == (new->mode & 07777))
			continue;
		if (ret_table->n_rows < ROWS_MOST)
			add_row(ret_table, arena, old, new, entry);
		else
			n_left++;
	}
	for (size_t i = 0; i < before->n; i++) {
		const struct entry *entry = &before->entries[i];
		if (entry->other != UINT32_MAX)
			continue;
		if (ret_table->n_rows < ROWS_MOST)
			add_row(ret_table, arena, &before->package->members[entry->member], NULL, entry);
		else
			n_left++;
	}
	ret_table->is_listing = ret_table->n_rows > ROWS_SHORT;
	up_table_sort(ret_table);
	if (n_left)
		sink->note(sink->data, UP_NOTE_LIMIT, now->package->path,
			   up_arena_printf(arena, "%zu more files were added, removed or changed; the table has the first %d", n_left,
					   ROWS_MOST));
}
