/* Which parts of a source are new, for scans that look at a change alone. Knows bytes, not repositories. */
#pragma once

#include "base/str.h"

struct up_changes {
	bool is_new;    /* the whole source is, so everything in it counts */
	bool has_moved; /* its name or its mode is new: what is said of the file as such counts */
	up_span *spans; /* the added and changed lines, each with its end; ascending */
	size_t n, capacity;
};

void up_changes_clear(struct up_changes *changes);
void up_changes_finish(struct up_changes *changes);
/* Lines are added in ascending order; neighbours become one span. */
void up_changes_add(struct up_changes *changes, up_span line);
/* Does a finding at this place count? One at the very start that underlines nothing is about the file as such. */
bool up_changes_touch(const struct up_changes *changes, up_span at);
