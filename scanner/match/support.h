/* Is a line of versions out of support on a day, or soon to be? The verdict is a form, with words for it. */
#pragma once

#include "core/form.h"
#include "match/releases.h"

enum {
	UP_HORIZON_DAYS = 180, /* how far ahead is looked, without --horizon; at most a quarter of the time that a line is supported */
	UP_HORIZON_MOST = 36500,
};

#define UP_HORIZON_UNSET UINT32_MAX /* no --horizon */

struct up_support_day {
	int32_t today;    /* days since 1970-01-01 */
	uint32_t horizon; /* days; UP_HORIZON_UNSET */
};

/* What is judged: it completes the name of the line. */
enum up_support_of {
	UP_SUPPORT_INSTALLED, /* "Debian 10 (Buster)" */
	UP_SUPPORT_BASE,      /* ", which this image is built on," */
	UP_SUPPORT_FROM,      /* ", where this upgrade begins," */
	UP_SUPPORT_TARGET,    /* ", the target of this upgrade," */
};

/* Fills key, value, detail, evidence, most and what findings say of the product. False: it is supported. `version`: as found, for `installed`. */
bool up_support_judge(const struct up_version_line *release, const struct up_support_day *day, enum up_support_of of, up_str version,
		      struct up_arena *arena, struct up_form *ret_form);
/* The name of the line in messages: "Debian 10 (Buster)". */
up_str up_support_name(const struct up_version_line *release, struct up_arena *arena);
