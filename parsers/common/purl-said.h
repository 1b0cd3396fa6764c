/* A component of which somebody else has written the package URL: of a bill of materials. */
#pragma once

#include "core/component.h"
#include "core/parser.h"

/* What such a document says of one component. */
struct up_listed {
	up_str purl, space, name, version;
	up_span purl_at, name_at, version_at;
	up_str path;
};

/* States it: by its package URL, and where it has none, as of the type generic. */
bool up_listed_emit(struct up_parse *p, const struct up_listed *listed);
