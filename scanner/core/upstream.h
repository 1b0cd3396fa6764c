/* Versions of packages, as the product in them counts: without what a distribution or an ecosystem adds. */
#pragma once

#include "base/str.h"

/* "1:9.2p1-2+deb12u7" of a deb is 9.2p1, "20.10.24+dfsg1-1" 20.10.24; "1.24.0-4.el9" of an rpm, "1.24.0-r7" of an apk 1.24.0; of what ecosystems of languages have
 * the numbers alone: "3.1.2.RELEASE", "v4.2rc1". `type`: of the component ("deb", "npm"). Empty: there is none. */
up_str up_upstream_version(up_str type, up_str version);
/* What a requirement that keeps to a line begins with: "^4.3.0", "~> 7.0.4", "~=4.2", ">=4.2,<5", "4.x". Empty where it leaves the line open (">=3", "*"). */
up_str up_upstream_least(up_str requirement);
