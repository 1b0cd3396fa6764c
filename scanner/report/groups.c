/* Findings by group: a sorted list of indexes. */
#include "report/groups.h"

#include <stdlib.h>

#include "base/memory.h"

/* What qsort sees: it hands nothing through. */
struct entry {
	up_str group;
	size_t at;
};

static int entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = up_str_cmp(x->group, y->group);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

void up_groups_init(struct up_groups *groups, const struct up_report *report)
{
	*groups = (struct up_groups){ .report = report };
	struct entry *entries UP_AUTO_FREE = up_alloc_zero(report->n_findings, sizeof *entries);
	for (size_t i = 0; i < report->n_findings; i++)
		if (report->findings[i].group.len)
			entries[groups->n++] = (struct entry){ report->findings[i].group, i };
	if (groups->n)
		qsort(entries, groups->n, sizeof *entries, entry_cmp);
	groups->findings = up_alloc_zero(groups->n, sizeof *groups->findings);
	for (size_t i = 0; i < groups->n; i++)
		groups->findings[i] = entries[i].at;
}

void up_groups_finish(struct up_groups *groups)
{
	up_free(groups->findings);
	*groups = (struct up_groups){ 0 };
}

static up_str group_at(const struct up_groups *groups, size_t k)
{
	return groups->report->findings[groups->findings[k]].group;
}

/* The first of the list whose group is not less than `group`, or greater with `after`. */
static size_t first_of(const struct up_groups *groups, up_str group, bool after)
{
	size_t low = 0, high = groups->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (up_str_cmp(group_at(groups, middle), group) < (after ? 1 : 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const size_t *up_groups_of(const struct up_groups *groups, size_t i, size_t *ret_n)
{
	up_str group = groups->report->findings[i].group;
	*ret_n = 0;
	if (!group.len)
		return NULL;
	size_t first = first_of(groups, group, false);
	*ret_n = first_of(groups, group, true) - first;
	return groups->findings + first;
}

bool up_groups_same_place(const struct up_finding *a, const struct up_finding *b)
{
	return a->start.line == b->start.line && a->start.column == b->start.column && up_str_eq(a->path, b->path);
}

struct up_secret_counts up_groups_count(const struct up_groups *groups)
{
	struct up_secret_counts counts = { 0 };
	const struct up_finding *last = NULL;
	for (size_t k = 0; k < groups->n; k++) {
		const struct up_finding *finding = &groups->report->findings[groups->findings[k]];
		if (finding->suppression != UP_SUPPRESSION_NONE)
			continue;
		bool is_new = !last || !up_str_eq(last->group, finding->group);
		counts.secrets += is_new;
		counts.places += is_new || !up_groups_same_place(last, finding);
		last = finding;
	}
	return counts;
}
