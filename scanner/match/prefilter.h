/* The prefilter: one pass of literals over a source's bytes says whether any rule on commands (or on settings of formats that no product owns)
 * can hold for it at all. Most sources end here, unparsed. */
#pragma once

#include "match/build.h"

struct up_prefilter;
struct up_prefilter_scratch; /* one per thread */

/* Puts the literals of an image's rules, and their serialised database, into the tables of the image to come. */
void up_prefilter_build(const struct up_image_header *image, struct up_build *build);
/* From the database in the image; compiled anew when that was made by another version of the library. */
struct up_prefilter *up_prefilter_open(const struct up_image_header *image);
void up_prefilter_free(struct up_prefilter *prefilter);
struct up_prefilter_scratch *up_prefilter_scratch_new(const struct up_prefilter *prefilter);
void up_prefilter_scratch_free(struct up_prefilter_scratch *scratch);
/* What a literal belongs to. */
enum {
	UP_PREFILTER_COMMANDS = 1, /* rules on commands, flags, and inline suppressions */
	UP_PREFILTER_SETTINGS = 2, /* topic rules on settings */
};
/* Does any literal of these kinds stand in the bytes, as a whole word where it is one? */
bool up_prefilter_hit(const struct up_prefilter *prefilter, struct up_prefilter_scratch *scratch, up_str bytes, unsigned kinds);
