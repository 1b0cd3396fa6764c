/* What can be read off the text of a regular expression: plain bytes that every match holds, for a quick look before the expression.
 * Knows too little rather than too much: where it is in doubt, there are none. */
#pragma once

#include "base/str.h"

/* The longest run of letters, digits, '_' and '-' outside groups, classes and repetitions. Empty where an alternative stands at the top, and where
 * the expression ignores case. */
up_str up_regex_literal(up_str pattern);
/* What stands in the first group, where every match goes through it: (?:a|b) with nothing behind that makes it optional. Empty: none. */
up_str up_regex_group(up_str pattern);
/* Iterates over the alternatives of such a group: moves *at, from 0 on, past the one that begins there. */
bool up_regex_next_alternative(up_str group, size_t *at, up_str *ret_alternative);
