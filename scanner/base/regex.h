/* Regular expressions (PCRE2, JIT where it is available), bounded. Compiled expressions are shared by threads; a scratch belongs to one. */
#pragma once

#include "base/str.h"

struct up_regex;
struct up_regex_scratch;

enum up_regex_result {
	UP_REGEX_NO_MATCH,
	UP_REGEX_MATCH,
	UP_REGEX_GAVE_UP, /* a limit was hit: "not evaluated", never "no match" */
};

enum {
	UP_REGEX_IGNORE_CASE = 1,
	UP_REGEX_ANCHORED = 2, /* matches only where it is tried */
	UP_REGEX_WINDOW = 4,   /* up_regex_find_from may say how far a match may begin */
};

/* NULL with *ret_offset (in the pattern) and a message of PCRE2 in `message`. Multi-line: ^ and $ match at line ends. */
struct up_regex *up_regex_new(up_str pattern, unsigned flags, size_t *ret_offset, char *message, size_t message_size);
void up_regex_free(struct up_regex *regex);

/* Of one call; PCRE2 itself counts the last two only where it has no JIT. */
struct up_regex_limits {
	uint32_t match, depth, heap_kib;
};

struct up_regex_scratch *up_regex_scratch_new(const struct up_regex_limits *limits);
void up_regex_scratch_free(struct up_regex_scratch *scratch);
/* The first match at or after the start of `text`; *ret_at may be NULL. */
enum up_regex_result up_regex_find(const struct up_regex *regex, struct up_regex_scratch *scratch, up_str text, up_span *ret_at);

struct up_regex_found {
	up_span whole, part; /* part: the first group, where it took part; else the whole */
};

/* The first match that begins at or after `from`, and for UP_REGEX_WINDOW at or before `last`; what stands before it is seen by (?<=…) and \b. */
enum up_regex_result up_regex_find_from(const struct up_regex *regex, struct up_regex_scratch *scratch, up_str text, size_t from,
					size_t last, struct up_regex_found *ret_found);

/* Can the expression take exponential time? Tried out on repetitions of its own characters, without JIT, under a low limit. */
bool up_regex_is_catastrophic(const struct up_regex *regex, up_str pattern);
