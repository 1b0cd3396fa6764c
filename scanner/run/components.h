/* What a package brings and a host has, as advisories count it: from the metadata of packages. Private to run/. */
#pragma once

#include "package/advisory.h"
#include "package/package.h"

struct up_components {
	struct up_arena *arena;
	struct up_component *items;
	size_t n, capacity;
};

void up_components_finish(struct up_components *components);
/* Those of another list, whose strings live as long. */
void up_components_add(struct up_components *components, const struct up_components *others);
/* Debian, Alpine and rpm packages, wheels, npm packages and jars in it. */
void up_components_of_package(struct up_components *components, const struct up_package *package, up_str release);
/* `status`: dpkg's, or empty; `release`: "debian=12", or empty. */
void up_components_of_host(struct up_components *components, up_str status, up_str path, up_str release);
