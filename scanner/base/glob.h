/* Path globs: `*` and `?` stay inside one component, `**` crosses them, `{a,b}` alternates, `[a-z]` and `[!x]` are classes,
 * `\` takes the next byte as it is. */
#pragma once

#include "base/str.h"

/* True when `glob` matches all of `path`. A glob without a slash is matched against the last component alone;
 * a leading `**` followed by a slash also matches nothing. Linear in practice; bounded by UP_GLOB_STEPS, past which it does not match. */
bool up_glob_match(up_str glob, up_str path);
/* The same without the rule for globs that hold no slash. */
bool up_glob_match_whole(up_str glob, up_str path);
/* The same with a budget for many globs together: takes what it used off *steps, and does not match once they are used up. */
bool up_glob_match_within(up_str glob, up_str path, unsigned *steps);
/* Is it well-formed (brackets and braces closed)? */
bool up_glob_valid(up_str glob);
/* The longest run of plain bytes that every match holds, without slashes at its ends; may be empty. For a quick look before the glob. */
up_str up_glob_literal(up_str glob);
/* The bytes that every match ends with; may be empty. */
up_str up_glob_tail(up_str glob);
