/* cron expressions as calendars: the fields as Vixie cron and cronie read them, the names, and what Kubernetes and Jenkins add. */
#include "core/calendar.h"
#include "core/cron-time.h"

static const struct {
	const char *name, *fields;
} names[] = {
	{ "@hourly", "0 * * * *" },  { "@daily", "0 0 * * *" },  { "@midnight", "0 0 * * *" }, { "@weekly", "0 0 * * 0" },
	{ "@monthly", "0 0 1 * *" }, { "@yearly", "0 0 1 1 *" }, { "@annually", "0 0 1 1 *" }, { "@every_minute", "* * * * *" },
};

/* Jenkins: `H`, `H(0-29)`, `H/15`, `H(0-29)/10`: all that it may become. */
static bool read_hashed(enum up_cron_field field, up_str item, uint64_t *ret_values)
{
	static const char *const all[] = { "0-59", "0-23", "1-28", "1-12", "0-6" };
	up_str rest = up_str_slice(item, 1, item.len), range = up_str_from(all[field]);
	size_t close = up_str_find_byte(rest, ')', 0);
	uint64_t step;
	if (up_str_starts(rest, UP_STR("("))) {
		if (close == SIZE_MAX)
			return false;
		range = up_str_slice(rest, 1, close);
		rest = up_str_slice(rest, close + 1, rest.len);
	}
	if (rest.len && (rest.s[0] != '/' || !up_str_to_u64(up_str_slice(rest, 1, rest.len), &step) || !step))
		return false;
	return up_cron_field_read(field, range, ret_values);
}

static bool read_field(enum up_cron_field field, up_str text, struct up_calendar *calendar, uint64_t *ret_values)
{
	*ret_values = 0;
	for (size_t start = 0; start <= text.len;) {
		size_t comma = up_str_find_byte(text, ',', start);
		up_str item = up_str_slice(text, start, comma);
		uint64_t values;
		if (up_str_starts(item, UP_STR("?")))
			item = item.len == 1 ? UP_STR("*") : UP_STR("");
		bool is_hashed = item.len && item.s[0] == 'H';
		if (is_hashed ? !read_hashed(field, item, &values) : !up_cron_field_read(field, item, &values))
			return false;
		calendar->is_random |= is_hashed || up_cron_is_random(item);
		*ret_values |= values;
		if (comma == SIZE_MAX)
			break;
		start = comma + 1;
	}
	return true;
}

static bool read_fields(up_str text, struct up_calendar *calendar, const char **ret_fault)
{
	static const char *const faults[] = { "the minutes are no values of a minute", "the hours are no values of an hour",
					      "the days are no days of a month", "the months are no months",
					      "the weekdays are no weekdays" };
	uint64_t values[_UP_CRON_FIELD_MAX];
	bool is_open[_UP_CRON_FIELD_MAX];
	for (uint32_t i = 0; i < _UP_CRON_FIELD_MAX; i++) {
		up_str field = up_str_next_word(&text);
		if (!field.len) {
			*ret_fault = "fewer than five fields";
			return false;
		}
		/* cron looks at the first byte alone: the step of a star leaves it open. */
		is_open[i] = field.s[0] == '*' || field.s[0] == '?';
		if (!read_field(i, field, calendar, &values[i])) {
			*ret_fault = faults[i];
			return false;
		}
	}
	if (up_str_trim(text).len) {
		*ret_fault = "more than five fields";
		return false;
	}
	calendar->minutes = values[UP_CRON_MINUTE];
	calendar->hours = (uint32_t)values[UP_CRON_HOUR];
	calendar->months = (uint32_t)values[UP_CRON_MONTH];
	calendar->weekdays = (uint32_t)((values[UP_CRON_WEEKDAY] | values[UP_CRON_WEEKDAY] >> 7) & 0x7f);
	for (size_t i = 0; i < 4; i++)
		calendar->days[i] = (uint32_t)values[UP_CRON_DAY];
	calendar->is_either_day = !is_open[UP_CRON_DAY] && !is_open[UP_CRON_WEEKDAY];
	return true;
}

static bool read_name(up_str name, struct up_calendar *calendar, const char **ret_fault)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(name, up_str_from(names[i].name)))
			return read_fields(up_str_from(names[i].fields), calendar, ret_fault);
	if (up_str_eq_nocase(name, UP_STR("@reboot")))
		calendar->unplaced = "when the host starts";
	else if (up_str_eq_nocase(name, UP_STR("@every")) || (name.len > 1 && up_is_digit(name.s[1])))
		calendar->unplaced = "again and again, counted from when its daemon started";
	else
		*ret_fault = "no name that cron knows";
	return calendar->unplaced;
}

bool up_calendar_read_cron(up_str text, struct up_calendar *ret_calendar, const char **ret_fault)
{
	struct up_calendar calendar = { .seconds = 1, .years = { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };
	text = up_str_trim(text);
	static const char *const zones[] = { "CRON_TZ=", "TZ=" };
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		if (!up_str_starts(text, up_str_from(zones[i])))
			continue;
		up_str word = up_str_next_word(&text);
		calendar.zone_name = up_str_slice(word, strlen(zones[i]), word.len);
		calendar.zone = up_zone_is_utc(calendar.zone_name) ? UP_CALENDAR_UTC : UP_CALENDAR_NAMED;
		text = up_str_trim(text);
		break;
	}
	*ret_fault = NULL;
	bool is_fine = text.len && text.s[0] == '@' ? read_name(up_str_next_word(&text), &calendar, ret_fault)
						    : read_fields(text, &calendar, ret_fault);
	if (is_fine)
		*ret_calendar = calendar;
	return is_fine;
}
