/* When a schedule runs: cron's five fields and systemd's calendar events, as sets of values that a day and a time of day are held against. Knows no
 * time zone but UTC: seconds are those of a clock on the wall, and whoever asks knows whose. */
#pragma once

#include "base/str.h"

enum up_calendar_zone {
	UP_CALENDAR_LOCAL, /* the clock of the host */
	UP_CALENDAR_UTC,
	UP_CALENDAR_NAMED, /* another one, by name: it cannot be placed here */
};

enum {
	UP_CALENDAR_FIRST_YEAR = 1970, /* systemd's bounds */
	UP_CALENDAR_LAST_YEAR = 2199,
};

struct up_calendar {
	uint64_t seconds, minutes; /* a bit for each value */
	uint32_t hours, months, weekdays;
	uint32_t days[4];   /* of months of 28, 29, 30 and 31 days: systemd counts from their end as well */
	uint64_t years[4];  /* from 1970 on */
	bool is_either_day; /* cron: the day of the month or the weekday is enough, when both are restricted */
	bool is_random;     /* one of these times, nobody knows which: `~` of cronie and OpenBSD, `H` of Jenkins */
	enum up_calendar_zone zone;
	up_str zone_name;     /* of UP_CALENDAR_NAMED; a part of the text */
	const char *unplaced; /* no time of the calendar: why, as a clause ("when the host starts"); the rest is empty then. Or NULL */
};

/* A cron expression: five fields, @daily and its kin, `CRON_TZ=Zone` in front, Kubernetes' `?`, Jenkins' `H`. False: *ret_fault says what is wrong. */
bool up_calendar_read_cron(up_str text, struct up_calendar *ret_calendar, const char **ret_fault);
/* What `OnCalendar=` takes. */
bool up_calendar_read_systemd(up_str text, struct up_calendar *ret_calendar, const char **ret_fault);
/* "UTC" under one of its names? */
bool up_zone_is_utc(up_str name);
/* The first time in [from, before), seconds since 1970 by its own clock. False: there is none. */
bool up_calendar_next(const struct up_calendar *calendar, int64_t from, int64_t before, int64_t *ret_time);
/* How many times there are in [from, before). */
uint64_t up_calendar_count(const struct up_calendar *calendar, int64_t from, int64_t before);
