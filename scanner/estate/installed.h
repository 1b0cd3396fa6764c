/* Which version of a product a part of a tree runs: what images, lock files and databases of packages say, near to far. Of a source the smallest folder round it that says one version decides;
 * where that folder says several, nothing does. */
#pragma once

#include "base/str.h"

struct up_installed;

struct up_installation {
	up_str product, version;
	up_str source; /* where it was read */
	uint32_t line;
	up_str root;    /* it holds for the system below this folder, with its slash at the end; NULL: for the folder of the source */
	bool is_wanted; /* asked for, and not chosen: says nothing where a version is, in the same folder or above */
	bool is_package;
};

struct up_installed *up_installed_new(void);
void up_installed_free(struct up_installed *installed);
/* Strings must live as long as `installed`. */
void up_installed_add(struct up_installed *installed, const struct up_installation *installation);
/* After the last one. */
void up_installed_settle(struct up_installed *installed);
/* All of them, of one source and version the first package; from *at = 0 on, NULL: no more. */
const struct up_installation *up_installed_next(const struct up_installed *installed, size_t *at);
/* NULL: nothing says it. */
const struct up_installation *up_installed_at(const struct up_installed *installed, up_str product, up_str source);

/* The version that a tag of an image names: "13" of 13-alpine, "1.25.3" of v1.25.3; empty: none (latest, a digest, a name, a variable). */
up_str up_installed_tag(up_str tag);
