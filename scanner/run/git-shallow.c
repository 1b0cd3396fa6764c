/* Where two branches of a shallow clone part. libgit2 1.5 knows nothing of shallow clones: it fails where a parent is not there, even when the commit that
 * it looks for is. Such a clone has few commits, so all of them are looked at. */
#include "base/memory.h"
#include "run/git.h"
#include "run/oid-map.h"

struct ancestors {
	struct up_oid_map seen;
	int64_t *times; /* of those that are there; INT64_MIN for the others */
	size_t capacity;
};

static void add(struct ancestors *ancestors, const struct up_oid *oid)
{
	uint32_t number = up_oid_map_add(&ancestors->seen, oid);
	if (number < ancestors->capacity)
		return;
	size_t before = ancestors->capacity;
	ancestors->times = up_grow(ancestors->times, &ancestors->capacity, number + 1, sizeof *ancestors->times);
	for (size_t i = before; i < ancestors->capacity; i++)
		ancestors->times[i] = INT64_MIN;
}

static void on_commit(void *data, const struct up_git_commit *commit)
{
	struct ancestors *ancestors = data;
	ancestors->times[up_oid_map_find(&ancestors->seen, &commit->id)] = commit->time;
	for (size_t i = 0; i < commit->n_parents; i++)
		add(ancestors, &commit->parents[i]);
}

static void collect(struct up_git *git, const struct up_oid *tip, struct ancestors *ancestors)
{
	add(ancestors, tip);
	/* The set grows meanwhile. */
	for (size_t i = 0; i < ancestors->seen.n; i++) {
		struct up_oid oid = ancestors->seen.oids[i];
		up_git_commit(git, &oid, on_commit, ancestors);
	}
}

bool up_git_merge_base_shallow(struct up_git *git, const struct up_oid *a, const struct up_oid *b, struct up_oid *ret_commit)
{
	struct ancestors of_a = { 0 }, of_b = { 0 };
	int64_t latest = INT64_MIN;
	bool is_found = false;
	collect(git, a, &of_a);
	collect(git, b, &of_b);
	for (size_t i = 0; i < of_b.seen.n; i++) {
		const struct up_oid *oid = &of_b.seen.oids[i];
		if (of_b.times[i] == INT64_MIN || up_oid_map_find(&of_a.seen, oid) == UP_OID_NONE)
			continue;
		if (!is_found || of_b.times[i] > latest) {
			*ret_commit = *oid;
			latest = of_b.times[i];
			is_found = true;
		}
	}
	up_oid_map_finish(&of_a.seen);
	up_oid_map_finish(&of_b.seen);
	up_free(of_a.times);
	up_free(of_b.times);
	return is_found;
}
