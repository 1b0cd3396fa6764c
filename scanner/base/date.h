/* Days of the calendar (proleptic Gregorian), without time zones: whether a token has ended is told to the day. */
#pragma once

#include "base/str.h"

/* Days since 1970-01-01 of "YYYY-MM-DD"; false where it is no date. */
bool up_days_read(up_str date, int64_t *ret_days);
/* "YYYY-MM-DD" and a NUL. `days` within the years 0 … 9999. */
void up_days_write(int64_t days, char ret_date[11]);
