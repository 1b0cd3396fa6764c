/* The lines that reports quote, with secrets masked. The lines of any finding may hold a secret that another finding is about, so every report
 * takes its snippets from here and never from the finding. */
#pragma once

#include "report/report.h"

struct up_snippets {
	const struct up_report *report;
	size_t *secrets; /* the findings that are about secrets, in the order of the report */
	size_t n_secrets, capacity;
	size_t low;  /* the first secret that later findings can share a line with */
	size_t last; /* the finding that `text` belongs to */
	struct up_buf text;
};

void up_snippets_init(struct up_snippets *snippets, const struct up_report *report);
void up_snippets_finish(struct up_snippets *snippets);
/* Before going through the findings once more from the first. */
void up_snippets_rewind(struct up_snippets *snippets);
/* The snippet of report->findings[i]; each code point of a secret is a '*', so columns still hold. Ask in rising order of `i`.
 * Empty where the lines hold more secrets than can be masked in bounded time. Valid until the next call. */
up_str up_snippets_get(struct up_snippets *snippets, size_t i);

/* The part of a snippet of `finding` that stands in [start, end); less where the snippet is cut. */
up_str up_snippet_part(const struct up_finding *finding, up_str snippet, struct up_place start, struct up_place end);
/* Whether the snippet holds the lines start.line…end.line in full, as far as can be seen: not cut in front, no line missing. */
bool up_snippet_is_whole(const struct up_finding *finding, up_str snippet);
