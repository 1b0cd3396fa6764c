/* Versions as products write them: 13, 1.25.1, v1.22, 8.4p1, 2.0-rc1, 2025-04-15. */
#pragma once

#include "base/str.h"

/* Does it look like a version: begins with a digit (after an optional v), holds letters, digits and .-_+~: only? */
bool up_version_valid(up_str version);
/* <0, 0, >0. A package's epoch (1:9.2p1) does not count. Missing parts count as zero (13 = 13.0); alpha, beta, rc, pre, dev
 * and ~ come before the release, other letters after it. */
int up_version_cmp(up_str a, up_str b);
/* Is `version` at or before `target`, where a shorter target means all of its line: 1.25.3 is within 1.25, 13.4 within 13? */
bool up_version_within(up_str version, up_str target);
