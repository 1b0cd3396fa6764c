/* Keeps what a cpio archive claims from the library that reads it. Private to run/. */
#pragma once

#include "base/str.h"

enum {
	UP_CPIO_HEADER = 110, /* bytes of a header of the new formats */
};

struct up_cpio_guard {
	bool is_started, is_idle; /* idle: another format, or behind the last member */
	uint64_t skip;            /* bytes to the next header */
	size_t n;                 /* bytes of the header that were seen */
	size_t name;              /* bytes of the name that are still to come */
	size_t name_n;            /* of the end of the name that were seen, at most as long as that of the last member */
	uint64_t behind;          /* from the end of the name to the next header */
	char header[UP_CPIO_HEADER], start[16];
};

/* How many of the bytes may go on. Fewer than there are: what begins there is no header, or one whose name is longer than UP_LIMIT_CPIO_NAME, and nothing
 * of it may be read. */
size_t up_cpio_guard_pass(struct up_cpio_guard *guard, up_str bytes);
