/* The table of reporters, and what they share. */
#include "report/report.h"

extern const struct up_reporter up_reporter_text;
extern const struct up_reporter up_reporter_json;
extern const struct up_reporter up_reporter_sarif;
extern const struct up_reporter up_reporter_signatures;
extern const struct up_reporter up_reporter_schedules;
extern const struct up_reporter up_reporter_endpoints;
extern const struct up_reporter up_reporter_rollback;
extern const struct up_reporter up_reporter_members;
extern const struct up_reporter up_reporter_changes;

const struct up_reporter *const up_reporters[] = {
	&up_reporter_text,      &up_reporter_json,     &up_reporter_sarif,   &up_reporter_signatures, &up_reporter_schedules,
	&up_reporter_endpoints, &up_reporter_rollback, &up_reporter_members, &up_reporter_changes,    NULL,
};

const struct up_reporter *up_reporter_by_name(up_str name)
{
	for (size_t i = 0; up_reporters[i]; i++)
		if (up_str_eq(name, up_str_from(up_reporters[i]->name)))
			return up_reporters[i];
	return NULL;
}

struct up_counts up_report_count(const struct up_report *report)
{
	struct up_counts counts = { 0 };
	for (size_t i = 0; i < report->n_findings; i++) {
		const struct up_finding *finding = &report->findings[i];
		if (finding->suppression != UP_SUPPRESSION_NONE)
			counts.suppressed++;
		else
			counts.by_level[finding->level]++;
	}
	return counts;
}
