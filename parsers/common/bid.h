/* What bids look at: the name's end, the name itself, the first bytes. */
#pragma once

#include "core/source.h"

/* Does the name end with one of "a|b|c" (any case)? */
bool up_bid_ends(const struct up_source *source, const char *suffixes);
/* Is the last part of the name one of "a|b|c"? */
bool up_bid_is(const struct up_source *source, const char *names);
/* Is it a file of the program `name`? Its last part begins so, or one of the three folders above is called so (nginx, sshd_config.d,
 * postgresql.conf.d), but none above etc. In a folder of parts (rsyslog.d/nginx.conf) only the folder counts. */
bool up_bid_is_named_for(up_str path, up_str name);
/* The first bytes (at most 512), a byte-order mark, blanks and line ends skipped. */
up_str up_bid_start(const struct up_source *source);
