/* What was found in the history. A secret that fifty versions of a file hold is one finding; fifty versions of a file are fifty blobs, which any worker may
 * have read. Each worker keeps what is the same together, and of too many the weightiest, by an order that all of them share. */
#include <stdlib.h>
#include <time.h>

#include "base/hash.h"
#include "base/memory.h"
#include "run/collect.h"
#include "run/history-private.h"

enum {
	FIRST_SLOTS = 256,
	OCCURRENCES_MOST = 4 << 20, /* of one worker: 32 MiB */
};

void up_history_keepers_init(struct history *history, unsigned n)
{
	history->n_keepers = n;
	history->keepers = up_alloc_zero(n, sizeof *history->keepers);
	for (unsigned i = 0; i < n; i++)
		history->keepers[i].arena = up_arena_new();
}

static void finish_keeper(struct history_keeper *keeper)
{
	for (size_t i = 0; i < keeper->n; i++)
		up_free(keeper->found[i].finding);
	up_arena_free(keeper->arena);
	up_free(keeper->found);
	up_free(keeper->slots);
	up_free(keeper->occurrences);
	*keeper = (struct history_keeper){ 0 };
}

void up_history_keepers_finish(struct history *history)
{
	for (unsigned i = 0; i < history->n_keepers; i++)
		finish_keeper(&history->keepers[i]);
	up_free(history->keepers);
	history->keepers = NULL;
	history->n_keepers = 0;
}

/* Rule, path, and the secret; where there is none, what stands there, whatever the blanks. */
static void identify(const struct up_finding *finding, struct up_buf *out)
{
	const up_str parts[] = { finding->rule->id, finding->path, finding->embedded_in, finding->key, finding->group };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		up_buf_add(out, parts[i]);
		up_buf_add_byte(out, '\n');
	}
	up_buf_add_byte(out, (char)('0' + finding->level));
	for (size_t i = 0; !finding->group.len && i < finding->snippet.len; i++)
		if (!up_is_space(finding->snippet.s[i]))
			up_buf_add_byte(out, finding->snippet.s[i]);
}

static size_t slot_of(const struct history_keeper *keeper, const uint64_t hash[2])
{
	size_t slot = hash[0] & (keeper->n_slots - 1);
	for (uint32_t at; (at = keeper->slots[slot]) != 0; slot = (slot + 1) & (keeper->n_slots - 1))
		if (keeper->found[at - 1].hash[0] == hash[0] && keeper->found[at - 1].hash[1] == hash[1])
			break;
	return slot;
}

static void make_slots(struct history_keeper *keeper, size_t n_slots)
{
	up_free(keeper->slots);
	keeper->n_slots = n_slots;
	keeper->slots = up_alloc_zero(n_slots, sizeof *keeper->slots);
	for (size_t i = 0; i < keeper->n; i++)
		keeper->slots[slot_of(keeper, keeper->found[i].hash)] = (uint32_t)i + 1;
}

/* Of the same finding every worker must think alike, whichever version of it it has. */
static int by_weight(const void *a, const void *b)
{
	const struct history_found *x = a, *y = b;
	int order = (y->finding->level > x->finding->level) - (y->finding->level < x->finding->level);
	if (!order)
		order = up_str_cmp(x->finding->path, y->finding->path);
	if (!order)
		order = up_str_cmp(x->finding->rule->id, y->finding->rule->id);
	for (int i = 0; i < 2 && !order; i++)
		order = (x->hash[i] > y->hash[i]) - (x->hash[i] < y->hash[i]);
	return order;
}

/* The `most` weightiest stay. What belongs to them in all workers together was not dropped before: it was among the weightiest then, too. */
static void shrink(struct history_keeper *keeper, size_t most)
{
	struct history_keeper old = *keeper;
	keeper->has_shrunk = true;
	uint64_t(*hashes)[2] UP_AUTO_FREE = up_alloc_zero(old.n + 1, sizeof *hashes);
	for (size_t i = 0; i < old.n; i++)
		memcpy(hashes[i], old.found[i].hash, sizeof hashes[i]);
	qsort(keeper->found, keeper->n, sizeof *keeper->found, by_weight);
	for (size_t i = most; i < keeper->n; i++)
		up_free(keeper->found[i].finding);
	keeper->n = keeper->n < most ? keeper->n : most;
	make_slots(keeper, keeper->n_slots);
	size_t n = 0;
	for (size_t i = 0; i < keeper->n_occurrences; i++) {
		uint32_t at = keeper->slots[slot_of(keeper, hashes[keeper->occurrences[i].found])];
		if (at)
			keeper->occurrences[n++] = (struct history_occurrence){ at - 1, keeper->occurrences[i].blob };
	}
	keeper->n_occurrences = n;
	/* Strings of those that went. */
	keeper->arena = up_arena_new();
	for (size_t i = 0; i < keeper->n; i++)
		up_finding_copy(keeper->arena, keeper->found[i].finding);
	up_arena_free(old.arena);
}

static void keep(struct history_keeper *keeper, const uint64_t hash[2], const struct up_finding *finding, uint32_t blob)
{
	if (3 * (keeper->n + 1) > 2 * keeper->n_slots)
		make_slots(keeper, keeper->n_slots ? 2 * keeper->n_slots : FIRST_SLOTS);
	size_t slot = slot_of(keeper, hash);
	bool is_known = keeper->slots[slot] != 0;
	if (!is_known) {
		keeper->found = up_grow(keeper->found, &keeper->capacity, keeper->n + 1, sizeof *keeper->found);
		keeper->found[keeper->n] = (struct history_found){ .hash = { hash[0], hash[1] }, .blob = blob };
		keeper->found[keeper->n].finding = up_alloc(sizeof *finding);
		keeper->slots[slot] = (uint32_t)++keeper->n;
	}
	uint32_t number = keeper->slots[slot] - 1;
	struct history_found *found = &keeper->found[number];
	bool is_later = is_known && (blob < found->blob || (blob == found->blob && up_finding_cmp(finding, found->finding) < 0));
	if (!is_known || is_later) {
		*found->finding = *finding;
		found->blob = blob;
		up_finding_copy(keeper->arena, found->finding);
	}
}

static void occur(struct history_keeper *keeper, const uint64_t hash[2], uint32_t blob)
{
	uint32_t number = keeper->slots[slot_of(keeper, hash)] - 1;
	size_t n = keeper->n_occurrences;
	if (n && keeper->occurrences[n - 1].found == number && keeper->occurrences[n - 1].blob == blob)
		return;
	if (n >= OCCURRENCES_MOST) {
		keeper->is_full = true;
		return;
	}
	keeper->occurrences = up_grow(keeper->occurrences, &keeper->occurrences_capacity, n + 1, sizeof *keeper->occurrences);
	keeper->occurrences[keeper->n_occurrences++] = (struct history_occurrence){ number, blob };
}

void up_git_scan_keep(struct up_git_scan *scan, unsigned worker, uint32_t blob, const struct up_finding *finding)
{
	struct history_keeper *keeper = &scan->history->keepers[worker];
	size_t most = scan->history->options->limits->findings;
	struct up_buf identity = { 0 };
	if (!scan->options.has_all_rules && !up_str_eq(finding->rule->family, UP_STR("secret")))
		return;
	identify(finding, &identity);
	uint64_t hash[2] = { up_hash64(up_buf_str(&identity), 1), up_hash64(up_buf_str(&identity), 2) };
	up_buf_finish(&identity);
	if (keeper->n >= 2 * most)
		shrink(keeper, most);
	keep(keeper, hash, finding, blob);
	occur(keeper, hash, blob);
	keeper->seen++;
}

void up_history_merge(struct history *history)
{
	struct history_keeper *all = &history->keepers[0];
	for (unsigned i = 1; i < history->n_keepers; i++) {
		struct history_keeper *from = &history->keepers[i];
		for (size_t k = 0; k < from->n; k++)
			keep(all, from->found[k].hash, from->found[k].finding, from->found[k].blob);
		for (size_t k = 0; k < from->n_occurrences; k++)
			occur(all, from->found[from->occurrences[k].found].hash, from->occurrences[k].blob);
		all->is_full |= from->is_full;
		all->has_shrunk |= from->has_shrunk;
		all->seen += from->seen;
		finish_keeper(from);
	}
	history->n_keepers = 1;
}

/* --- the report ------------------------------------------------------------------------------------------------------- */

/* "a1b2c3d4 (2024-05-01)" */
static void add_commit(struct up_buf *out, const struct history_commit *commit)
{
	char hex[9], date[32] = "";
	struct tm day;
	time_t time = (time_t)commit->time;
	up_oid_hex(&commit->id, hex, 8);
	if (gmtime_r(&time, &day))
		strftime(date, sizeof date, "%Y-%m-%d", &day);
	up_buf_printf(out, "%s (%s)", hex, date);
}

static void tell_history(const struct history *history, const struct history_found *found, struct up_buf *out)
{
	if (!found->n_commits) {
		up_buf_add_s(out, "in no commit: a tag holds it");
		return;
	}
	up_buf_printf(out, found->n_commits == 1 ? "in commit " : "in %u commits from ", found->n_commits);
	add_commit(out, &history->commits[found->first]);
	if (found->n_commits > 1) {
		up_buf_add_s(out, " to ");
		add_commit(out, &history->commits[found->last]);
	}
	up_buf_add_s(out, found->is_in_head ? "; still in HEAD" : "; not in HEAD");
}

void up_git_scan_settle(struct up_git_scan *scan, struct up_collect *all)
{
	struct history *history = scan->history;
	if (!history)
		return;
	up_history_merge(history);
	struct history_keeper *keeper = &history->keepers[0];
	if (keeper->n > all->max_findings)
		shrink(keeper, all->max_findings);
	up_history_commits(history, keeper);
	for (size_t i = 0; i < keeper->n; i++) {
		struct up_buf told = { 0 };
		tell_history(history, &keeper->found[i], &told);
		keeper->found[i].finding->history = up_buf_str(&told);
		up_collect_finding(all, keeper->found[i].finding);
		up_buf_finish(&told);
	}
	/* How many different ones there were is not known by then. */
	if (keeper->has_shrunk)
		all->findings_seen += keeper->seen - keeper->n;
	if (keeper->is_full) {
		const struct up_note note = { .reason = UP_NOTE_LIMIT,
					      .detail = UP_STR(
						      "too many places for one history: commits of some findings are not counted") };
		up_collect_note(all, &note);
	}
}
