/* What an apt repository's Release says of itself: when it was made, until when it may be used, by which digests it names its files. */
#pragma once

#include "base/str.h"

struct up_release {
	int64_t made, until; /* seconds since 1970; 0: not said */
	bool has_sums, has_strong_sums;
};

/* With or without its clear signature. False: it is none. */
bool up_release_read(up_str text, struct up_release *ret_release);
