/* Schedules and windows: whatever is taken has times that rise, lie where they were asked for, and are as many as are counted. */
#include "fuzz.h"

#include "core/calendar.h"
#include "core/civil.h"
#include "core/window.h"

static void walk(const struct up_calendar *calendar, int64_t from, int64_t before)
{
	int64_t at = from, found;
	uint64_t n = 0;
	for (; n < 200 && up_calendar_next(calendar, at, before, &found); at = found + 1, n++)
		PROMISE(found >= at && found < before, "%lld is not in [%lld, %lld)", (long long)found, (long long)at, (long long)before);
	uint64_t counted = up_calendar_count(calendar, from, n == 200 ? at : before);
	PROMISE(counted == n, "%llu times, %llu counted", (unsigned long long)n, (unsigned long long)counted);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	struct up_calendar calendar;
	struct up_time_window window;
	const char *fault = NULL;
	int64_t from = up_civil_days(2026, 11, 28) * UP_DAY_SECONDS + 79170, before = from + 40LL * UP_DAY_SECONDS;
	if (up_calendar_read_cron(text, &calendar, &fault))
		walk(&calendar, from, before);
	else
		PROMISE(fault, "no fault");
	if (up_calendar_read_systemd(text, &calendar, &fault))
		walk(&calendar, from, before);
	if (up_time_window_parse(text, &window, &fault))
		PROMISE(window.start < window.end, "a window that ends before it starts");
	return 0;
}
