/* logrotate's configuration: file globs with a block of directives and scripts. */
#pragma once

#include "common/line.h"

enum up_parse_result up_rotate_parse(struct up_parse *p);
