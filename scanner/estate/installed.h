/* Which version of a product a part of a tree runs: what images say, near to far. Of a source the smallest folder round it that says one version decides;
 * where that folder says several, nothing does. */
#pragma once

#include "base/str.h"

struct up_installed;

struct up_installation {
	up_str product, version;
	up_str source; /* where it was read */
	uint32_t line;
};

struct up_installed *up_installed_new(void);
void up_installed_free(struct up_installed *installed);
/* Strings must live as long as `installed`. */
void up_installed_add(struct up_installed *installed, const struct up_installation *installation);
/* After the last one. */
void up_installed_settle(struct up_installed *installed);
/* NULL: nothing says it. */
const struct up_installation *up_installed_at(const struct up_installed *installed, up_str product, up_str source);

/* The version that a tag of an image names: "13" of 13-alpine, "1.25.3" of v1.25.3; empty: none (latest, a digest, a name, a variable). */
up_str up_installed_tag(up_str tag);
