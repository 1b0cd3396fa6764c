/* The calendar by eras of 400 years, whose days are always 146097; years begin in March, so that the leap day is their last. */
#include "core/civil.h"

enum {
	ERA_DAYS = 146097,
	EPOCH = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

int64_t up_civil_days(int32_t year, uint32_t month, uint32_t day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
}

struct up_civil up_civil_of(int64_t days)
{
	int64_t z = days + EPOCH, era = (z >= 0 ? z : z - ERA_DAYS + 1) / ERA_DAYS, day = z - era * ERA_DAYS;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
	struct up_civil civil = {
		.month = (uint32_t)(month < 10 ? month + 3 : month - 9),
		.day = (uint32_t)(of_year - (153 * month + 2) / 5 + 1),
		.weekday = (uint32_t)(((days + 4) % 7 + 7) % 7), /* 1970-01-01 was a Thursday */
	};
	civil.year = (int32_t)(year + era * 400 + (civil.month <= 2));
	return civil;
}

uint32_t up_civil_month_days(int32_t year, uint32_t month)
{
	static const unsigned char lengths[] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return lengths[month] + (month == 2 && is_leap);
}
