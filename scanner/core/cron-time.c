/* Time fields of crontabs, as Vixie cron and cronie read them. */
#include "core/cron-time.h"

static const struct {
	uint32_t first, last;
} ranges[_UP_CRON_FIELD_MAX] = {
	[UP_CRON_MINUTE] = { 0, 59 }, [UP_CRON_HOUR] = { 0, 23 },   [UP_CRON_DAY] = { 1, 31 },
	[UP_CRON_MONTH] = { 1, 12 },  [UP_CRON_WEEKDAY] = { 0, 7 },
};

static const char month_names[] = "janfebmaraprmayjunjulaugsepoctnovdec", day_names[] = "sunmontuewedthufrisat";

/* A three-letter name's number, or UINT32_MAX. */
static uint32_t name_value(enum up_cron_field field, up_str name)
{
	const char *names = field == UP_CRON_MONTH ? month_names : field == UP_CRON_WEEKDAY ? day_names : "";
	for (uint32_t i = 0; names[i] && name.len == 3; i += 3)
		if (up_str_eq_nocase(name, (up_str){ names + i, 3 }))
			return i / 3 + ranges[field].first;
	return UINT32_MAX;
}

static bool read_value(enum up_cron_field field, up_str text, uint32_t *ret_value)
{
	uint64_t number;
	uint32_t named = name_value(field, text);
	if (named != UINT32_MAX) {
		*ret_value = named;
		return true;
	}
	if (!up_str_to_u64(text, &number) || number < ranges[field].first || number > ranges[field].last)
		return false;
	*ret_value = (uint32_t)number;
	return true;
}

/* `5`, `1-5`, `*`, and cronie's random `~`, `1~5`, `~5`, `1~`. */
static bool read_range(enum up_cron_field field, up_str text, uint32_t *ret_first, uint32_t *ret_last)
{
	*ret_first = ranges[field].first;
	*ret_last = ranges[field].last;
	if (up_str_eq(text, UP_STR("*")))
		return true;
	size_t tilde = up_str_find_byte(text, '~', 0);
	if (tilde != SIZE_MAX) {
		up_str low = up_str_slice(text, 0, tilde), high = up_str_slice(text, tilde + 1, text.len);
		return (!low.len || read_value(field, low, ret_first)) && (!high.len || read_value(field, high, ret_last)) &&
		       *ret_first <= *ret_last;
	}
	size_t dash = up_str_find_byte(text, '-', 0);
	if (dash == SIZE_MAX) {
		bool is_value = read_value(field, text, ret_first);
		*ret_last = *ret_first;
		return is_value;
	}
	if (!read_value(field, up_str_slice(text, 0, dash), ret_first) ||
	    !read_value(field, up_str_slice(text, dash + 1, text.len), ret_last))
		return false;
	if (field == UP_CRON_WEEKDAY && *ret_last == 0 && *ret_first > 0)
		*ret_last = 7; /* fri-sun */
	return *ret_first <= *ret_last;
}

static bool read_item(enum up_cron_field field, up_str item, uint64_t *values)
{
	uint64_t step = 1;
	uint32_t first, last;
	size_t slash = up_str_find_byte(item, '/', 0);
	if (slash != SIZE_MAX && (!up_str_to_u64(up_str_slice(item, slash + 1, item.len), &step) || !step))
		return false;
	if (!read_range(field, up_str_slice(item, 0, slash), &first, &last))
		return false;
	/* `5/10` is no range: some crons take it as 5-59/10, others refuse it. */
	if (slash != SIZE_MAX && first == last && item.s[0] != '*' && up_str_find_byte(item, '-', 0) == SIZE_MAX)
		last = ranges[field].last;
	for (uint64_t value = first; value <= last; value += step > 64 ? 64 : step)
		*values |= 1ull << value;
	return true;
}

bool up_cron_field_read(enum up_cron_field field, up_str text, uint64_t *ret_values)
{
	uint64_t values = 0;
	for (size_t start = 0; start <= text.len;) {
		size_t comma = up_str_find_byte(text, ',', start);
		up_str item = up_str_slice(text, start, comma);
		if (!item.len || !read_item(field, item, &values))
			return false;
		if (comma == SIZE_MAX)
			break;
		start = comma + 1;
	}
	*ret_values = values;
	return true;
}

/* `monday` is no name that cron knows, but it was meant as one. */
static bool is_full_name(up_str text)
{
	static const char *const names[] = { "sunday",    "monday",   "tuesday", "wednesday", "thursday", "friday", "saturday",
					     "january",   "february", "march",   "april",     "june",     "july",   "august",
					     "september", "sept",     "october", "november",  "december" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(text, up_str_from(names[i])))
			return true;
	return false;
}

bool up_cron_field_looks_like(up_str text)
{
	if (!text.len)
		return false;
	if (text.s[0] == '*' || text.s[0] == '~' || up_is_digit(text.s[0]))
		return up_str_find_byte(text, '=', 0) == SIZE_MAX && up_str_find_byte(text, ':', 0) == SIZE_MAX;
	up_str name = up_str_slice(text, 0, 3);
	if (name_value(UP_CRON_MONTH, name) == UINT32_MAX && name_value(UP_CRON_WEEKDAY, name) == UINT32_MAX)
		return false;
	return text.len == 3 || !up_is_alpha(text.s[3]) || is_full_name(text);
}

bool up_cron_step_is_uneven(enum up_cron_field field, up_str text)
{
	uint64_t step;
	if ((field != UP_CRON_MINUTE && field != UP_CRON_HOUR) || !up_str_starts(text, UP_STR("*/")))
		return false;
	if (!up_str_to_u64(up_str_slice(text, 2, text.len), &step) || !step)
		return false;
	return (ranges[field].last + 1) % step != 0;
}

bool up_cron_step_is_lost(up_str text)
{
	for (size_t start = 0; start < text.len;) {
		size_t comma = up_str_find_byte(text, ',', start);
		up_str item = up_str_slice(text, start, comma);
		size_t slash = up_str_find_byte(item, '/', 0);
		up_str range = up_str_slice(item, 0, slash);
		if (slash != SIZE_MAX && range.len && range.s[0] != '*' && up_str_find_byte(range, '-', 0) == SIZE_MAX &&
		    !up_cron_is_random(range))
			return true;
		if (comma == SIZE_MAX)
			break;
		start = comma + 1;
	}
	return false;
}

bool up_cron_is_random(up_str text)
{
	return up_str_find_byte(text, '~', 0) != SIZE_MAX;
}

bool up_cron_day_exists(uint64_t days, uint64_t months)
{
	static const unsigned char lengths[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	for (uint32_t month = 1; month <= 12; month++)
		for (uint32_t day = 1; day <= lengths[month]; day++)
			if (months >> month & 1 && days >> day & 1)
				return true;
	return false;
}
