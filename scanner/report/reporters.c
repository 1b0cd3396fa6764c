/* The table of reporters, and what they share. */
#include "report/tables.h"

extern const struct up_reporter up_reporter_text;
extern const struct up_reporter up_reporter_json;
extern const struct up_reporter up_reporter_sarif;

const struct up_reporter *const up_reporters[] = {
	&up_reporter_text,      &up_reporter_json,      &up_reporter_sarif,     &up_table_reporters[0],
	&up_table_reporters[1], &up_table_reporters[2], &up_table_reporters[3], &up_table_reporters[4],
	&up_table_reporters[5], &up_table_reporters[6], &up_table_reporters[7], NULL,
};

void up_report_write(const struct up_reporter *reporter, const struct up_report *report, struct up_buf *out)
{
	if (reporter->table)
		up_tables_csv(report, reporter->table, out);
	else
		reporter->write(report, out);
}

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
