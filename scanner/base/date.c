/* The arithmetic counts years from March, so that the leap day is the last of a year; 400 years are 146,097 days. */
#include "base/date.h"

enum {
	DAYS_OF_ERA = 146097,
	DAYS_TO_1970 = 719468, /* from 0000-03-01 */
};

static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	year -= month <= 2;
	int64_t era = year / 400;
	unsigned of_era = (unsigned)(year - era * 400);
	unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * DAYS_OF_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAYS_TO_1970;
}

bool up_days_read(up_str date, int64_t *ret_days)
{
	uint64_t year, month, day;
	if (date.len != 10 || date.s[4] != '-' || date.s[7] != '-')
		return false;
	if (!up_str_to_u64(up_str_slice(date, 0, 4), &year) || !up_str_to_u64(up_str_slice(date, 5, 7), &month) ||
	    !up_str_to_u64(up_str_slice(date, 8, 10), &day))
		return false;
	static const unsigned char longest[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (!year || !month || month > 12 || !day || day > longest[month - 1])
		return false;
	*ret_days = days_of((int64_t)year, (unsigned)month, (unsigned)day);
	return true;
}

void up_days_write(int64_t days, char ret_date[11])
{
	days += DAYS_TO_1970;
	int64_t era = days / DAYS_OF_ERA;
	unsigned of_era = (unsigned)(days - era * DAYS_OF_ERA);
	unsigned year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	unsigned march = (5 * of_year + 2) / 153;
	unsigned day = of_year - (153 * march + 2) / 5 + 1, month = march < 10 ? march + 3 : march - 9;
	unsigned year = (unsigned)(era * 400) + year_of_era + (month <= 2);
	char *at = ret_date;
	for (unsigned scale = 1000; scale; scale /= 10)
		*at++ = (char)('0' + year / scale % 10);
	*at++ = '-';
	*at++ = (char)('0' + month / 10);
	*at++ = (char)('0' + month % 10);
	*at++ = '-';
	*at++ = (char)('0' + day / 10);
	*at++ = (char)('0' + day % 10);
	*at = '\0';
}
