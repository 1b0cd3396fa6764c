/* The packages that a Debian host has installed: var/lib/dpkg/status. Knows no product. */
#pragma once

#include "base/str.h"

struct up_package {
	up_str name;
	up_str full;    /* the version as it stands there */
	up_str version; /* upstream's: without epoch, Debian revision, and what a repackaging added */
};

/* The next installed package from *at on; false at the end. */
bool up_dpkg_next(up_str status, size_t *at, struct up_package *ret_package);
