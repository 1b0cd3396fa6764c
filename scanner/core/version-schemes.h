/* The order of versions as each ecosystem defines it: an advisory that says "before 1:2.0~rc1-3" means dpkg's order, not ours. core/version.h has the order
 * of what products call themselves. */
#pragma once

#include "base/str.h"

enum up_version_scheme {
	UP_SCHEME_PLAIN,  /* core/version.h */
	UP_SCHEME_DEBIAN, /* epoch, upstream's version, revision; ~ before everything */
	UP_SCHEME_RPM,    /* epoch, version, release; ~ before and ^ behind; a release counts where both have one */
	UP_SCHEME_APK,
	UP_SCHEME_SEMVER, /* 2.0.0; a "v" in front and missing parts are forgiven */
	UP_SCHEME_PEP440,
	UP_SCHEME_MAVEN,
	_UP_SCHEME_MAX,
};

enum {
	UP_VERSION_BYTES = 256, /* a longer one is none */
};

/* Is it a version of this scheme? What is not cannot be compared. */
bool up_version_fits(enum up_version_scheme scheme, up_str version);
/* <0, 0, >0 */
int up_version_order(enum up_version_scheme scheme, up_str a, up_str b);

/* The larger ones have a file each. */
bool up_apk_fits(up_str version);
int up_apk_cmp(up_str a, up_str b);
bool up_pep440_fits(up_str version);
int up_pep440_cmp(up_str a, up_str b);
int up_maven_cmp(up_str a, up_str b);
/* Decimal digits of any length. */
int up_version_number_cmp(up_str a, up_str b);
