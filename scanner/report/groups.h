/* The secrets of a report: findings of one group are places of one secret. */
#pragma once

#include "report/report.h"

struct up_groups {
	const struct up_report *report;
	size_t *findings; /* indexes of those that have a group, by group and then as in the report */
	size_t n;
};

void up_groups_init(struct up_groups *groups, const struct up_report *report);
void up_groups_finish(struct up_groups *groups);
/* The indexes of all findings about the secret of report->findings[i], itself among them, in the order of the report. None where it is about none. */
const size_t *up_groups_of(const struct up_groups *groups, size_t i, size_t *ret_n);
/* Are both about the same place? */
bool up_groups_same_place(const struct up_finding *a, const struct up_finding *b);

struct up_secret_counts {
	size_t secrets, places; /* of findings that are not suppressed */
};
struct up_secret_counts up_groups_count(const struct up_groups *groups);
