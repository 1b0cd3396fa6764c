/* Tables of a report, for the formats that have no words of their own for them. */
#pragma once

#include "base/json.h"
#include "report/report.h"

enum {
	_UP_TABLE_REPORTERS = 8
};
/* Formats that are one table alone. */
extern const struct up_reporter up_table_reporters[_UP_TABLE_REPORTERS];

/* For people: a heading, then rows in columns, or what no rows mean; of the tables that stand before the findings, or of the others. */
void up_tables_text(const struct up_report *report, bool is_on_top, struct up_buf *out);
/* One table as CSV; nothing where the report has none of that name. */
void up_tables_csv(const struct up_report *report, const char *name, struct up_buf *out);
/* "tables": an object with a list of objects for each; nothing where there is none. */
void up_tables_json(const struct up_report *report, struct up_json *json);
