/* A window of maintenance: from when to when an upgrade runs, as --window has it. */
#pragma once

#include "base/arena.h"

enum {
	UP_TIME_WINDOW_DAYS = 366, /* a longer window is a slip of the pen; test unit/test-window.c */
};

struct up_time_window {
	int64_t start, end; /* seconds since 1970, UTC; the end is no part of it */
	int32_t offset;     /* seconds east of UTC: the clock that START was read from, and that is taken for the host's */
};

/* START/END of ISO 8601: `2026-11-28T22:00/2026-11-29T02:00`, with `Z` or `+01:00` behind a time (without: UTC; END goes by START's), or a length
 * in the place of one of them: `2026-11-28T22:00/PT4H`. False: *ret_fault says what is wrong, a clause that goes on from "--window". */
bool up_time_window_parse(up_str text, struct up_time_window *ret_window, const char **ret_fault);
/* "2026-11-28 22:00 to 2026-11-29 02:00 +01:00" */
up_str up_time_window_text(const struct up_time_window *window, struct up_arena *arena);
/* "2026-11-28 22:00" by the clock of the window; seconds where there are any. */
void up_time_window_write(const struct up_time_window *window, int64_t at, struct up_buf *out);
