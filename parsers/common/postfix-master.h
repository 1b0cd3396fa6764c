/* Postfix's master.cf: a service a line, and the parameters that it has for itself. */
#pragma once

#include "common/line.h"

enum up_parse_result up_postfix_master_parse(struct up_parse *p);
