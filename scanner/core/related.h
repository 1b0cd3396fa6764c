/* Another place that has a part in a finding: what is found is true only of both together. */
#pragma once

#include "base/lines.h"

enum {
	UP_RELATED_MOST = 8, /* of one finding; further ones say nothing new */
};

struct up_related {
	up_str path;             /* of the source */
	struct up_place at, end; /* line 0: the source as a whole */
	up_str message;          /* a phrase: "3 replicas run it" */
};
