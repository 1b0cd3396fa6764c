/* Which member has this name in this container? Found once, asked often. */
#pragma once

#include "package/package.h"

struct up_siblings {
	const struct up_package *package;
	uint32_t *order; /* members by container and name */
	size_t n;
};

void up_siblings_init(struct up_siblings *siblings, const struct up_package *package);
void up_siblings_finish(struct up_siblings *siblings);
/* Of several with that name the last, which is the one that stays when they are unpacked; UINT32_MAX: there is none. */
uint32_t up_siblings_find(const struct up_siblings *siblings, uint32_t container, up_str name);
