/* Comments by which other linters of migrations are told to be silent. uplint reports all the same, and says so: who reads the finding sees that somebody has
 * thought about it. Private to run/. */
#pragma once

#include "base/lines.h"

enum {
	UP_SILENCED_LINES = 60, /* so far above a finding its statement, or the block round it, may begin; test unit/test-silenced.c */
};

/* What is known of one text; begin with zeros. */
struct up_silenced {
	bool is_known, has_marks;
	const char *all; /* the tool that is told so for the whole of it, or NULL */
};

/* Which tool ("squawk") is told so for what stands at `line` of the text; NULL: none is. The text is looked through once. */
const char *up_silenced_for(struct up_silenced *silenced, const struct up_lines *lines, uint32_t line);
