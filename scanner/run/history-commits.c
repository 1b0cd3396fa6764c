/* Which commits hold what was found. A set of blobs is computed for each tree, from those of the trees in it, and equal sets are one; a commit has the set of
 * its root. So each tree is read once more, whatever the number of commits and findings. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "run/history-private.h"

enum {
	FIRST_SLOTS = 1024,
	MEMBERS_MOST = 16 << 20, /* of all sets together: 64 MiB */
	NO_SET = UINT32_MAX,
	EMPTY = 0,
};

struct set {
	uint32_t start, n; /* in members */
	uint64_t hash;
	/* of the commits that have it */
	uint32_t n_commits, first, last;
	bool is_of_head;
};

struct holding {
	struct history *history;
	uint32_t *wanted; /* of each blob: its number among those with findings, or UP_OID_NONE */
	struct set *sets;
	size_t n_sets, sets_capacity;
	uint32_t *slots;
	size_t n_slots;
	uint32_t *members;
	size_t n_members, members_capacity;
	uint32_t *tree_sets; /* of each tree */
	/* the tree that is being read */
	uint32_t *gathered;
	size_t n_gathered, gathered_capacity;
	uint32_t *waiting; /* a stack of trees */
	size_t n_waiting, waiting_capacity;
	bool is_ready; /* the sets of all trees in it are known */
	bool is_full;
};

/* --- sets ------------------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static size_t slot_of(const struct holding *holding, uint64_t hash, const uint32_t *members, size_t n)
{
	size_t slot = hash & (holding->n_slots - 1);
	for (uint32_t at; (at = holding->slots[slot]) != 0; slot = (slot + 1) & (holding->n_slots - 1)) {
		const struct set *set = &holding->sets[at - 1];
		if (set->hash == hash && set->n == n && (!n || !memcmp(holding->members + set->start, members, n * sizeof *members)))
			break;
	}
	return slot;
}

static void widen(struct holding *holding)
{
	up_free(holding->slots);
	holding->n_slots = holding->n_slots ? 2 * holding->n_slots : FIRST_SLOTS;
	holding->slots = up_alloc_zero(holding->n_slots, sizeof *holding->slots);
	for (size_t i = 0; i < holding->n_sets; i++) {
		const struct set *set = &holding->sets[i];
		holding->slots[slot_of(holding, set->hash, holding->members + set->start, set->n)] = (uint32_t)i + 1;
	}
}

/* The number of the set of what was gathered. */
static uint32_t intern(struct holding *holding)
{
	size_t n = 0;
	if (holding->n_gathered)
		qsort(holding->gathered, holding->n_gathered, sizeof *holding->gathered, by_number);
	for (size_t i = 0; i < holding->n_gathered; i++)
		if (!n || holding->gathered[n - 1] != holding->gathered[i])
			holding->gathered[n++] = holding->gathered[i];
	if (3 * (holding->n_sets + 1) > 2 * holding->n_slots)
		widen(holding);
	uint64_t hash = up_hash64((up_str){ n ? (const char *)holding->gathered : "", n * sizeof *holding->gathered }, 0);
	size_t slot = slot_of(holding, hash, holding->gathered, n);
	if (holding->slots[slot])
		return holding->slots[slot] - 1;
	if (holding->n_members + n > MEMBERS_MOST) {
		holding->is_full = true;
		return EMPTY;
	}
	holding->members = up_grow(holding->members, &holding->members_capacity, holding->n_members + n, sizeof *holding->members);
	if (n)
		memcpy(holding->members + holding->n_members, holding->gathered, n * sizeof *holding->members);
	holding->sets = up_grow(holding->sets, &holding->sets_capacity, holding->n_sets + 1, sizeof *holding->sets);
	holding->sets[holding->n_sets] = (struct set){ .start = (uint32_t)holding->n_members, .n = (uint32_t)n, .hash = hash };
	holding->n_members += n;
	holding->slots[slot] = (uint32_t)++holding->n_sets;
	return (uint32_t)holding->n_sets - 1;
}

static void gather(struct holding *holding, const uint32_t *numbers, size_t n)
{
	holding->gathered = up_grow(holding->gathered, &holding->gathered_capacity, holding->n_gathered + n, sizeof *numbers);
	if (n)
		memcpy(holding->gathered + holding->n_gathered, numbers, n * sizeof *numbers);
	holding->n_gathered += n;
}

/* --- trees ------------------------------------------------------------------------------------------------------------ */

static void add_tree(struct holding *holding, uint32_t tree)
{
	if (tree == UP_OID_NONE)
		return;
	uint32_t number = holding->tree_sets[tree];
	if (number == NO_SET) {
		holding->is_ready = false;
		holding->waiting = up_grow(holding->waiting, &holding->waiting_capacity, holding->n_waiting + 1, sizeof *holding->waiting);
		holding->waiting[holding->n_waiting++] = tree;
		return;
	}
	if (!holding->is_ready)
		return;
	/* Sets may move while members are added, not here. */
	if (holding->sets[number].n)
		gather(holding, holding->members + holding->sets[number].start, holding->sets[number].n);
}

static void add_blob(struct holding *holding, uint32_t blob)
{
	if (blob != UP_OID_NONE && holding->wanted[blob] != UP_OID_NONE)
		gather(holding, &holding->wanted[blob], 1);
}

static void on_entry(void *data, up_str name, uint32_t mode, const struct up_oid *oid)
{
	struct holding *holding = data;
	(void)name;
	if ((mode & UP_GIT_KIND) == UP_GIT_FOLDER)
		add_tree(holding, up_oid_map_find(&holding->history->trees, oid));
	else
		add_blob(holding, up_oid_map_find(&holding->history->blobs, oid));
}

/* With a stack of our own: trees nest as deep as somebody likes. A tree is read again once those in it are known. */
static uint32_t set_of_tree(struct holding *holding, uint32_t tree)
{
	if (tree == UP_OID_NONE)
		return EMPTY;
	holding->is_ready = true;
	holding->n_waiting = holding->n_gathered = 0;
	add_tree(holding, tree);
	while (holding->n_waiting) {
		size_t n = holding->n_waiting;
		uint32_t at = holding->waiting[n - 1];
		struct up_oid oid = holding->history->trees.oids[at];
		holding->is_ready = true;
		holding->n_gathered = 0;
		if (holding->tree_sets[at] == NO_SET && up_git_tree(holding->history->scan->git, &oid, on_entry, holding) &&
		    !holding->is_ready)
			continue;
		if (holding->tree_sets[at] == NO_SET)
			holding->tree_sets[at] = intern(holding);
		holding->n_waiting = n - 1;
	}
	return holding->tree_sets[tree];
}

/* --- commits ---------------------------------------------------------------------------------------------------------- */

static uint32_t set_of_root(struct holding *holding, uint32_t root)
{
	const struct history *history = holding->history;
	size_t n = history->scan->n_scopes;
	const struct history_entry *entries = &history->entries[root * n];
	if (n == 1 && entries->blob == UP_OID_NONE)
		return set_of_tree(holding, entries->tree);
	for (size_t i = 0; i < n; i++)
		set_of_tree(holding, entries[i].tree);
	holding->is_ready = true;
	holding->n_gathered = 0;
	for (size_t i = 0; i < n; i++) {
		add_tree(holding, entries[i].tree);
		add_blob(holding, entries[i].blob);
	}
	return intern(holding);
}

static void count_commits(struct holding *holding)
{
	struct history *history = holding->history;
	uint32_t *root_sets UP_AUTO_FREE = up_alloc(history->roots.n * sizeof *root_sets + 1);
	memset(root_sets, 0xff, history->roots.n * sizeof *root_sets);
	/* The oldest first: trees that it shares with later ones are done by then. */
	for (size_t i = history->n_commits; i-- > 0;) {
		const struct history_commit *commit = &history->commits[i];
		if (root_sets[commit->root] == NO_SET)
			root_sets[commit->root] = set_of_root(holding, commit->root);
		struct set *set = &holding->sets[root_sets[commit->root]];
		if (!set->n_commits++)
			set->first = (uint32_t)i;
		set->last = (uint32_t)i;
		set->is_of_head |= commit->root == history->head_root;
	}
}

/* The findings of each blob: pairs sorted by blob. */
static int by_blob(const void *a, const void *b)
{
	const struct history_occurrence *x = a, *y = b;
	if (x->blob != y->blob)
		return x->blob < y->blob ? -1 : 1;
	return (x->found > y->found) - (x->found < y->found);
}

static void tell(const struct set *set, struct history_found *found, uint32_t stamp)
{
	if (found->stamp == stamp)
		return;
	found->stamp = stamp;
	if (!found->n_commits || set->first > found->first)
		found->first = set->first;
	if (!found->n_commits || set->last < found->last)
		found->last = set->last;
	found->n_commits += set->n_commits;
	found->is_in_head |= set->is_of_head;
}

static void tell_all(struct holding *holding, struct history_keeper *keeper, const uint32_t *starts)
{
	for (uint32_t i = 0; i < holding->n_sets; i++) {
		const struct set *set = &holding->sets[i];
		for (uint32_t k = 0; set->n_commits && k < set->n; k++) {
			uint32_t number = holding->members[set->start + k];
			for (uint32_t at = starts[number]; at < starts[number + 1]; at++)
				tell(set, &keeper->found[keeper->occurrences[at].found], i + 1);
		}
	}
}

void up_history_commits(struct history *history, struct history_keeper *keeper)
{
	struct holding holding = { .history = history };
	size_t n_blobs = history->blobs.n, n_wanted = 0;
	if (!keeper->n_occurrences)
		return;
	qsort(keeper->occurrences, keeper->n_occurrences, sizeof *keeper->occurrences, by_blob);
	holding.wanted = up_alloc(n_blobs * sizeof *holding.wanted + 1);
	memset(holding.wanted, 0xff, n_blobs * sizeof *holding.wanted);
	uint32_t *starts UP_AUTO_FREE = up_alloc_zero(keeper->n_occurrences + 1, sizeof *starts);
	for (size_t i = 0; i < keeper->n_occurrences; i++) {
		uint32_t blob = keeper->occurrences[i].blob;
		if (holding.wanted[blob] == UP_OID_NONE) {
			starts[n_wanted] = (uint32_t)i;
			holding.wanted[blob] = (uint32_t)n_wanted++;
		}
	}
	starts[n_wanted] = (uint32_t)keeper->n_occurrences;
	holding.tree_sets = up_alloc(history->trees.n * sizeof *holding.tree_sets + 1);
	memset(holding.tree_sets, 0xff, history->trees.n * sizeof *holding.tree_sets);
	intern(&holding); /* the empty one is number 0 */
	count_commits(&holding);
	tell_all(&holding, keeper, starts);
	keeper->is_full |= holding.is_full;
	void *const owned[] = { holding.wanted,    holding.sets,     holding.slots,  holding.members,
				holding.tree_sets, holding.gathered, holding.waiting };
	for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
		up_free(owned[i]);
}
