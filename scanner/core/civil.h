/* Days and seconds of the calendar (proleptic Gregorian), without time zones: what hosts write on their clocks. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	UP_DAY_SECONDS = 24 * 60 * 60,
};

struct up_civil {
	int32_t year;
	uint32_t month, day; /* from 1 */
	uint32_t weekday;    /* 0: Sunday */
};

/* Days since 1970-01-01. */
int64_t up_civil_days(int32_t year, uint32_t month, uint32_t day);
struct up_civil up_civil_of(int64_t days);
/* 28 to 31; month from 1 to 12. */
uint32_t up_civil_month_days(int32_t year, uint32_t month);
/* The day that holds a second, also before 1970. */
static inline int64_t up_civil_day_of(int64_t seconds)
{
	int64_t day = seconds / UP_DAY_SECONDS;
	return day * UP_DAY_SECONDS > seconds ? day - 1 : day;
}
