/* What bids look at: the name's end, the name itself, the first bytes. */
#pragma once

#include "core/source.h"

/* Does the name end with one of "a|b|c" (any case)? */
bool up_bid_ends(const struct up_source *source, const char *suffixes);
/* Is the last part of the name one of "a|b|c"? */
bool up_bid_is(const struct up_source *source, const char *names);
/* The first bytes (at most 512), a byte-order mark, blanks and line ends skipped. */
up_str up_bid_start(const struct up_source *source);
