/* Inline suppressions: `uplint: allow RULE reason [until YYYY-MM-DD]` in a comment, for its own line and the next one.
 * Private to match/. */
#pragma once

#include "base/arena.h"
#include "base/lines.h"

struct up_allow {
	up_str rule;   /* id or glob */
	up_str reason; /* without the date */
	up_str until;  /* YYYY-MM-DD, or empty */
	up_span at;    /* of the comment's directive */
	uint32_t line; /* of its start; it holds for this line */
	uint32_t next; /* and, when the comment stands alone on it, for this one: the next, or the first past a run of such comments */
	bool is_alone, used, expired;
};

/* Is there a directive in the comment? */
bool up_allow_wanted(up_str comment);
/* Reads the directives of one comment at `at` (several lines may hold one each); returns how many were written to `out` (at most `most`). */
size_t up_allow_read(up_str text, up_span at, const struct up_lines *lines, up_str today, struct up_allow *out, size_t most);
/* Lets directives that stand in one run of lines all hold for the line that follows the run. In the order of their lines. */
void up_allow_chain(struct up_allow *allows, size_t n);
/* Does the directive cover a rule on a line? */
bool up_allow_covers(const struct up_allow *allow, up_str rule, uint32_t line, uint32_t end_line);
