/* The prefilter: one pass of literals over a source's bytes finds the candidates of rules on secrets, and says whether any rule on commands (or on
 * settings of formats that no product owns) can hold for it at all. Most sources end here, unparsed. */
#pragma once

#include "match/build.h"

struct up_prefilter;
struct up_prefilter_scratch; /* one per thread */

/* Puts the literals of an image's rules, and their serialised database, into the tables of the image to come. */
void up_prefilter_build(const struct up_image_header *image, struct up_build *build);
/* The literals alone. */
void up_prefilter_collect(const struct up_image_header *image, struct up_build *build);
/* From the database in the image. When that was made by another version of the library, from the user's cache, or compiled anew and put there: before the
 * sandbox closes. */
struct up_prefilter *up_prefilter_open(const struct up_image_header *image);
void up_prefilter_free(struct up_prefilter *prefilter);
struct up_prefilter_scratch *up_prefilter_scratch_new(const struct up_prefilter *prefilter);
void up_prefilter_scratch_free(struct up_prefilter_scratch *scratch);

/* What a literal belongs to. */
enum {
	UP_PREFILTER_COMMANDS = 1, /* rules on commands, flags, and inline suppressions */
	UP_PREFILTER_SETTINGS = 2, /* topic rules on settings */
	UP_PREFILTER_SECRETS = 4,  /* an anchor of secrets */
	UP_PREFILTER_BASE64 = 8,   /* an anchor as it stands in base64: the text round it is worth decoding */
	UP_PREFILTER_ESCAPES = 16, /* how an escape begins: the word round it is worth decoding */
	UP_PREFILTER_CALLS = 32,   /* rules on calls and imports */
};

/* Does any literal of these kinds (COMMANDS, SETTINGS, CALLS) stand in the bytes, as a whole word where it is one? `is_plain`: byte by byte instead of by
 * the database: the same, slowly. */
bool up_prefilter_hit(const struct up_prefilter *prefilter, struct up_prefilter_scratch *scratch, up_str bytes, unsigned kinds,
		      bool is_plain);

/* A literal of SECRETS, BASE64 or ESCAPES that stands in the bytes. */
struct up_hit {
	uint32_t end; /* one past its last byte */
	uint32_t literal;
};

/* Zero-initialise. */
struct up_hits {
	struct up_hit *list;
	size_t n, capacity;
};
void up_hits_finish(struct up_hits *hits);

/* The hits of the next block of the bytes, from *at on, which starts at 0, are added in the order of their places. False: no block was left. */
bool up_prefilter_scan(const struct up_prefilter *prefilter, struct up_prefilter_scratch *scratch, up_str bytes, bool is_plain, size_t *at,
		       struct up_hits *hits);
