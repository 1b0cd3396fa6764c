/* sudoers: `Defaults` with their options, aliases, and rules of who may run what. */
#pragma once

#include "common/line.h"

enum up_parse_result up_sudoers_parse(struct up_parse *p);
