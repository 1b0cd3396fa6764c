/* Times of a calendar: days are walked, times of day are found in the bits. */
#include "core/calendar.h"

#include "core/civil.h"

static uint32_t bits_of(uint64_t bits)
{
	return (uint32_t)__builtin_popcountll(bits);
}

/* The first bit at or behind `from`; UINT32_MAX: there is none. */
static uint32_t next_bit(uint64_t bits, uint32_t from)
{
	if (from >= 64 || !(bits >> from))
		return UINT32_MAX;
	return from + (uint32_t)__builtin_ctzll(bits >> from);
}

static bool has_day(const struct up_calendar *calendar, int64_t day)
{
	struct up_civil civil = up_civil_of(day);
	if (civil.year < UP_CALENDAR_FIRST_YEAR || civil.year > UP_CALENDAR_LAST_YEAR)
		return false;
	uint32_t year = (uint32_t)(civil.year - UP_CALENDAR_FIRST_YEAR);
	if (!(calendar->years[year / 64] >> year % 64 & 1) || !(calendar->months >> civil.month & 1))
		return false;
	bool is_day = calendar->days[up_civil_month_days(civil.year, civil.month) - 28] >> civil.day & 1;
	bool is_weekday = calendar->weekdays >> civil.weekday & 1;
	return calendar->is_either_day ? is_day || is_weekday : is_day && is_weekday;
}

/* The first time of day at or behind `clock`; -1: there is none. */
static int64_t next_clock(const struct up_calendar *calendar, int64_t clock)
{
	uint32_t from = (uint32_t)(clock / 3600), minute = (uint32_t)(clock / 60 % 60), second = (uint32_t)(clock % 60);
	for (uint32_t hour = next_bit(calendar->hours, from); hour != UINT32_MAX; hour = next_bit(calendar->hours, hour + 1)) {
		uint32_t m = next_bit(calendar->minutes, hour == from ? minute : 0);
		uint32_t s = m == UINT32_MAX ? m : next_bit(calendar->seconds, hour == from && m == minute ? second : 0);
		if (m != UINT32_MAX && s == UINT32_MAX) {
			m = next_bit(calendar->minutes, m + 1);
			s = next_bit(calendar->seconds, 0);
		}
		if (m != UINT32_MAX && s != UINT32_MAX)
			return (int64_t)hour * 3600 + m * 60 + s;
	}
	return -1;
}

/* How many times of day there are before `clock`. */
static uint64_t count_before(const struct up_calendar *calendar, int64_t clock)
{
	uint64_t per_minute = bits_of(calendar->seconds), per_hour = bits_of(calendar->minutes) * per_minute;
	if (clock >= UP_DAY_SECONDS)
		return bits_of(calendar->hours) * per_hour;
	uint32_t hour = (uint32_t)(clock / 3600), minute = (uint32_t)(clock / 60 % 60), second = (uint32_t)(clock % 60);
	uint64_t n = bits_of(calendar->hours & ((1ull << hour) - 1)) * per_hour;
	if (!(calendar->hours >> hour & 1))
		return n;
	n += bits_of(calendar->minutes & ((1ull << minute) - 1)) * per_minute;
	return calendar->minutes >> minute & 1 ? n + bits_of(calendar->seconds & ((1ull << second) - 1)) : n;
}

bool up_calendar_next(const struct up_calendar *calendar, int64_t from, int64_t before, int64_t *ret_time)
{
	for (int64_t day = up_civil_day_of(from); day * UP_DAY_SECONDS < before; day++) {
		int64_t start = day * UP_DAY_SECONDS;
		int64_t clock = has_day(calendar, day) ? next_clock(calendar, from > start ? from - start : 0) : -1;
		if (clock < 0)
			continue;
		if (start + clock >= before)
			return false;
		*ret_time = start + clock;
		return true;
	}
	return false;
}

uint64_t up_calendar_count(const struct up_calendar *calendar, int64_t from, int64_t before)
{
	uint64_t n = 0;
	for (int64_t day = up_civil_day_of(from); day * UP_DAY_SECONDS < before; day++) {
		int64_t start = day * UP_DAY_SECONDS;
		if (!has_day(calendar, day))
			continue;
		n += count_before(calendar, before - start > UP_DAY_SECONDS ? UP_DAY_SECONDS : before - start);
		n -= count_before(calendar, from > start ? from - start : 0);
	}
	return n;
}

bool up_zone_is_utc(up_str name)
{
	static const char *const names[] = { "UTC",      "Etc/UTC",   "GMT",       "Etc/GMT",   "Z",
					     "Zulu",     "UCT",       "Etc/UCT",   "Universal", "Etc/Universal",
					     "Etc/Zulu", "Etc/GMT+0", "Etc/GMT-0", "Etc/GMT0",  "GMT0" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(name, up_str_from(names[i])))
			return true;
	return false;
}
