/* Names that stand for texts in the same source: `${spring.version}` of Maven, `$(SerilogVersion)` of MSBuild, `version.ref = "kotlin"` of Gradle. All of them
 * are gathered first, since a text may stand behind what asks for it. */
#pragma once

#include "base/arena.h"

struct up_named {
	up_str name, value;
	up_span at;
	uint32_t order;
};

struct up_placeholders {
	struct up_named *items;
	size_t n, capacity;
	bool is_sorted;
};

void up_placeholders_finish(struct up_placeholders *placeholders);
/* Of two of one name the last one counts. */
void up_placeholders_add(struct up_placeholders *placeholders, up_str name, up_str value, up_span at);
/* NULL: nobody says. */
const struct up_named *up_placeholders_find(struct up_placeholders *placeholders, up_str name);
/* The text with what stands for `open`NAME`close`; *at becomes the place of the one that is all of the text. False: some of it is said elsewhere, and stays. */
bool up_placeholders_resolve(struct up_placeholders *placeholders, const char *open, char close, struct up_arena *arena, up_str *text,
			     up_span *at);
