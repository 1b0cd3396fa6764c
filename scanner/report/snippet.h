/* Columns in the lines that findings quote. Secrets are masked before reports see them. */
#pragma once

#include "report/report.h"

/* The part of the snippet of `finding` that stands in [start, end); less where the snippet is cut. */
up_str up_snippet_part(const struct up_finding *finding, struct up_place start, struct up_place end);
/* Whether the snippet holds the lines start.line…end.line in full, as far as can be seen: not cut in front, no line missing. */
bool up_snippet_is_whole(const struct up_finding *finding);
