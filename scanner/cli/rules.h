/* Verbs of `uplint rules` that have a file of their own. */
#pragma once

#include "cli/options.h"

int up_rules_grep(struct up_options *options);

/* A message on standard error: there is no such product; the nearest names. */
void up_say_unknown_product(const struct up_rules *rules, up_str wanted);
