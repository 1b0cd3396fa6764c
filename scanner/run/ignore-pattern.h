/* The patterns of one .gitignore file, as gitignore(5) has them. Knows no files. */
#pragma once

#include "base/str.h"

struct up_ignore_pattern {
	char *glob; /* as base/glob.h wants it */
	size_t len;
	bool is_negated;     /* "!keep.log" */
	bool is_folder_only; /* "build/" */
	bool is_anchored;    /* holds a slash: matched against the whole path, not the last part alone */
};

struct up_ignore_patterns {
	struct up_ignore_pattern *items;
	size_t n, capacity;
};

void up_ignore_patterns_add(struct up_ignore_patterns *patterns, up_str text);
void up_ignore_patterns_finish(struct up_ignore_patterns *patterns);
/* The last pattern that matches `path`, which is relative to the folder of the file; NULL = none does. Takes what
 * it needed off *steps; with none left nothing matches, so that a hostile file can cost reading too much, but not time. */
const struct up_ignore_pattern *up_ignore_patterns_find(const struct up_ignore_patterns *patterns, up_str path, bool is_folder,
							unsigned *steps);
