/* HAProxy's sections. */
#pragma once

#include "core/parser.h"

/* Does this word open a section of haproxy.cfg? */
bool up_haproxy_is_section(up_str word);
