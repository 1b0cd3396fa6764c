/* The five time fields of a crontab line: ranges, names, steps. */
#pragma once

#include "base/str.h"

enum up_cron_field {
	UP_CRON_MINUTE,
	UP_CRON_HOUR,
	UP_CRON_DAY,
	UP_CRON_MONTH,
	UP_CRON_WEEKDAY,
	_UP_CRON_FIELD_MAX,
};

/* The values of a field as bits; false where it is malformed or out of range. */
bool up_cron_field_read(enum up_cron_field field, up_str text, uint64_t *ret_values);
/* Could this word be a time field at all? `*`, digits, names; asked to tell a schedule from junk. */
bool up_cron_field_looks_like(up_str text);
/* Is it a star with a step that does not divide the field's range, minutes and hours only: every-7-minutes jumps at the full hour. */
bool up_cron_step_is_uneven(enum up_cron_field field, up_str text);
/* Has some part of the field a step behind a single number: `5/15`? */
bool up_cron_step_is_lost(up_str text);
/* Does some part pick a random time: `0~30`, `~`? */
bool up_cron_is_random(up_str text);
/* Does some day of these months exist? Bits as up_cron_field_read gives them. */
bool up_cron_day_exists(uint64_t days, uint64_t months);
