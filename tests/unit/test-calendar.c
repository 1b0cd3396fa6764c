/* core/calendar: the times of a schedule. The tables are what systemd-analyze 252 (`calendar --iterations=3`, TZ=UTC) and croniter 7 (with the
 * weekday rule of Vixie cron) say; both were held against the program on 20,000 random expressions. */
#include "test.h"

#include "base/arena.h"
#include "core/calendar.h"
#include "core/civil.h"
#include "core/window.h"

struct expected {
	const char *text, *times; /* the first three at or behind 2026-11-28 21:59:30 */
};

static const struct expected of_systemd[] = {
	{ "minutely", "2026-11-28 22:00:00, 2026-11-28 22:01:00, 2026-11-28 22:02:00" },
	{ "hourly", "2026-11-28 22:00:00, 2026-11-28 23:00:00, 2026-11-29 00:00:00" },
	{ "daily", "2026-11-29 00:00:00, 2026-11-30 00:00:00, 2026-12-01 00:00:00" },
	{ "weekly", "2026-11-30 00:00:00, 2026-12-07 00:00:00, 2026-12-14 00:00:00" },
	{ "monthly", "2026-12-01 00:00:00, 2027-01-01 00:00:00, 2027-02-01 00:00:00" },
	{ "quarterly", "2027-01-01 00:00:00, 2027-04-01 00:00:00, 2027-07-01 00:00:00" },
	{ "semiannually", "2027-01-01 00:00:00, 2027-07-01 00:00:00, 2028-01-01 00:00:00" },
	{ "yearly", "2027-01-01 00:00:00, 2028-01-01 00:00:00, 2029-01-01 00:00:00" },
	{ "Mon..Fri *-*-* 02:00:00", "2026-11-30 02:00:00, 2026-12-01 02:00:00, 2026-12-02 02:00:00" },
	{ "*-*-* 02:00:00 UTC", "2026-11-29 02:00:00, 2026-11-30 02:00:00, 2026-12-01 02:00:00" },
	{ "Sat,Sun 10:30", "2026-11-29 10:30:00, 2026-12-05 10:30:00, 2026-12-06 10:30:00" },
	{ "*-02~03", "2027-02-26 00:00:00, 2028-02-27 00:00:00, 2029-02-26 00:00:00" },
	{ "Mon *-05~07/1", "2027-05-31 00:00:00, 2028-05-29 00:00:00, 2029-05-28 00:00:00" },
	{ "*-*~07/2 04:00", "2026-11-30 04:00:00, 2026-12-25 04:00:00, 2026-12-27 04:00:00" },
	{ "*-*~14..20 12:00", "2026-12-12 12:00:00, 2026-12-13 12:00:00, 2026-12-14 12:00:00" },
	{ "12..14:10,20,30", "2026-11-29 12:10:00, 2026-11-29 12:20:00, 2026-11-29 12:30:00" },
	{ "*:0/15", "2026-11-28 22:00:00, 2026-11-28 22:15:00, 2026-11-28 22:30:00" },
	{ "Mon *-*-1..7 06:00", "2026-12-07 06:00:00, 2027-01-04 06:00:00, 2027-02-01 06:00:00" },
	{ "*:*:0/20", "2026-11-28 21:59:40, 2026-11-28 22:00:00, 2026-11-28 22:00:20" },
	{ "00:00:00.5/0.25", "2026-11-29 00:00:00, 2026-11-29 00:00:01, 2026-11-29 00:00:02" },
	{ "2027-02-28..30 01:00", "2027-02-28 01:00:00" },
	{ "2024,2028-02-29 05:00", "2028-02-29 05:00:00" },
	{ "*-*-31 23:59:59", "2026-12-31 23:59:59, 2027-01-31 23:59:59, 2027-03-31 23:59:59" },
	{ "03-05 08:05:40", "2027-03-05 08:05:40, 2028-03-05 08:05:40, 2029-03-05 08:05:40" },
	{ "08:05:40", "2026-11-29 08:05:40, 2026-11-30 08:05:40, 2026-12-01 08:05:40" },
	{ "Thu,Fri 2027-*-1,5 11:12:13", "2027-01-01 11:12:13, 2027-02-05 11:12:13, 2027-03-05 11:12:13" },
	{ "Wed..Sat,Tue 27-10-15 1:2:3", "2027-10-15 01:02:03" },
	{ "@1795000000", "" },
	{ "22..22/3:00", "2026-11-28 22:00:00, 2026-11-29 22:00:00, 2026-11-30 22:00:00" },
	{ "10..21/12:00", "2026-11-29 10:00:00, 2026-11-30 10:00:00, 2026-12-01 10:00:00" },
	{ "*-01/3-01 06:00", "2027-01-01 06:00:00, 2027-04-01 06:00:00, 2027-07-01 06:00:00" },
	{ "fri", "2026-12-04 00:00:00, 2026-12-11 00:00:00, 2026-12-18 00:00:00" },
	{ "*-*-* 00/6:00:00", "2026-11-29 00:00:00, 2026-11-29 06:00:00, 2026-11-29 12:00:00" },
	{ "2199-12-31 23:59:59", "2199-12-31 23:59:59" },
};

static const struct expected of_cron[] = {
	{ "*/15 * * * *", "2026-11-28 22:00:00, 2026-11-28 22:15:00, 2026-11-28 22:30:00" },
	{ "0 3 * * *", "2026-11-29 03:00:00, 2026-11-30 03:00:00, 2026-12-01 03:00:00" },
	{ "25 6 * * *", "2026-11-29 06:25:00, 2026-11-30 06:25:00, 2026-12-01 06:25:00" },
	{ "47 6 * * 7", "2026-11-29 06:47:00, 2026-12-06 06:47:00, 2026-12-13 06:47:00" },
	{ "52 6 1 * *", "2026-12-01 06:52:00, 2027-01-01 06:52:00, 2027-02-01 06:52:00" },
	{ "0 0 13 * fri", "2026-12-04 00:00:00, 2026-12-11 00:00:00, 2026-12-13 00:00:00" },
	{ "0 0 */2 * mon", "2026-12-07 00:00:00, 2026-12-21 00:00:00, 2027-01-11 00:00:00" },
	{ "*/7 */5 * * *", "2026-11-29 00:00:00, 2026-11-29 00:07:00, 2026-11-29 00:14:00" },
	{ "5-50/9 1,13 * feb,nov *", "2026-11-29 01:05:00, 2026-11-29 01:14:00, 2026-11-29 01:23:00" },
	{ "0 22 * * 1-5", "2026-11-30 22:00:00, 2026-12-01 22:00:00, 2026-12-02 22:00:00" },
	{ "30 4 1,15 * 5", "2026-12-01 04:30:00, 2026-12-04 04:30:00, 2026-12-11 04:30:00" },
	{ "@daily", "2026-11-29 00:00:00, 2026-11-30 00:00:00, 2026-12-01 00:00:00" },
	{ "@weekly", "2026-11-29 00:00:00, 2026-12-06 00:00:00, 2026-12-13 00:00:00" },
	{ "@monthly", "2026-12-01 00:00:00, 2027-01-01 00:00:00, 2027-02-01 00:00:00" },
	{ "@yearly", "2027-01-01 00:00:00, 2028-01-01 00:00:00, 2029-01-01 00:00:00" },
	{ "0 0 29 2 *", "2028-02-29 00:00:00, 2032-02-29 00:00:00, 2036-02-29 00:00:00" },
	{ "0 0 31 * *", "2026-12-31 00:00:00, 2027-01-31 00:00:00, 2027-03-31 00:00:00" },
	{ "59 23 31 12 *", "2026-12-31 23:59:00, 2027-12-31 23:59:00, 2028-12-31 23:59:00" },
	{ "0 12 * * sun", "2026-11-29 12:00:00, 2026-12-06 12:00:00, 2026-12-13 12:00:00" },
	{ "0 12 * * 0,7", "2026-11-29 12:00:00, 2026-12-06 12:00:00, 2026-12-13 12:00:00" },
	{ "1-5,40 2 * * *", "2026-11-29 02:01:00, 2026-11-29 02:02:00, 2026-11-29 02:03:00" },
	{ "0 0 1-7 * mon", "2026-11-30 00:00:00, 2026-12-01 00:00:00, 2026-12-02 00:00:00" },
	{ "10 0 * */5 2-4", "2027-01-05 00:10:00, 2027-01-06 00:10:00, 2027-01-07 00:10:00" },
};

static int64_t first_moment(void)
{
	return up_civil_days(2026, 11, 28) * UP_DAY_SECONDS + 21 * 3600 + 59 * 60 + 30;
}

static up_str next_times(const struct up_calendar *calendar, size_t n, struct up_arena *arena)
{
	const struct up_time_window utc = { 0 };
	const int64_t end = up_civil_days(2200, 1, 1) * UP_DAY_SECONDS;
	struct up_buf out = { 0 };
	int64_t at = first_moment(), found;
	for (; n && up_calendar_next(calendar, at, end, &found); at = found + 1, n--) {
		up_buf_add_s(&out, out.len ? ", " : "");
		up_time_window_write(&utc, found, &out);
		if (found % 60 == 0)
			up_buf_add_s(&out, ":00");
	}
	return up_arena_take(arena, &out);
}

static void hold(const struct expected *rows, size_t n, bool (*read)(up_str, struct up_calendar *, const char **))
{
	struct up_arena *arena = up_arena_new();
	for (size_t i = 0; i < n; i++) {
		struct up_calendar calendar;
		const char *fault = "";
		if (!read(up_str_from(rows[i].text), &calendar, &fault))
			fail_msg("%s: %s", rows[i].text, fault);
		print_message("# %s\n", rows[i].text);
		assert_str_at(next_times(&calendar, 3, arena), up_str_from(rows[i].times), __FILE__, __LINE__);
	}
	up_arena_free(arena);
}

static void systemd_runs(void **state)
{
	hold(of_systemd, sizeof of_systemd / sizeof *of_systemd, up_calendar_read_systemd);
}

static void cron_runs(void **state)
{
	hold(of_cron, sizeof of_cron / sizeof *of_cron, up_calendar_read_cron);
}

static void what_is_no_schedule(void **state)
{
	static const char *const cron[] = { "",           "0 3 * *",   "0 3 * * * *", "60 3 * * *", "0 24 * * *", "0 3 0 * *",
					    "0 3 * 13 *", "0 3 * * 8", "@dayly",      "0 3 ?1 * *", "H( 3 * * *" };
	static const char *const systemd[] = { "",
					       "foo",
					       "*",
					       "25:00",
					       "Mon..",
					       "Fri..Mon 10:00",
					       "*-13-01",
					       "*-*-32",
					       "*-*~30",
					       "2027-*~01-01",
					       "1969-01-01",
					       "12:00:61",
					       "12:5..3",
					       "12:0/0",
					       "@99999999999999",

					       "12:00 Nowhere Land" };
	struct up_calendar calendar;
	const char *fault;
	for (size_t i = 0; i < sizeof cron / sizeof *cron; i++)
		assert_false(up_calendar_read_cron(up_str_from(cron[i]), &calendar, &fault));
	for (size_t i = 0; i < sizeof systemd / sizeof *systemd; i++)
		assert_false(up_calendar_read_systemd(up_str_from(systemd[i]), &calendar, &fault));
	assert_true(up_calendar_read_cron(UP_STR("0 0 30 2 *"), &calendar, &fault));
	int64_t at;
	assert_false(up_calendar_next(&calendar, 0, first_moment(), &at));
}

static void what_has_no_place(void **state)
{
	struct up_calendar calendar;
	const char *fault;
	assert_true(up_calendar_read_cron(UP_STR("@reboot"), &calendar, &fault));
	assert_string_equal(calendar.unplaced, "when the host starts");
	assert_true(up_calendar_read_cron(UP_STR("@every 5m"), &calendar, &fault));
	assert_non_null(calendar.unplaced);
	assert_true(up_calendar_read_cron(UP_STR("CRON_TZ=Europe/Berlin 0 3 * * *"), &calendar, &fault));
	assert_int_equal(calendar.zone, UP_CALENDAR_NAMED);
	assert_str(calendar.zone_name, "Europe/Berlin");
	assert_true(up_calendar_read_cron(UP_STR("TZ=Etc/UTC 0 3 * * *"), &calendar, &fault));
	assert_int_equal(calendar.zone, UP_CALENDAR_UTC);
	assert_true(up_calendar_read_systemd(UP_STR("Mon..Fri 09:00 America/New_York"), &calendar, &fault));
	assert_int_equal(calendar.zone, UP_CALENDAR_NAMED);
	assert_str(calendar.zone_name, "America/New_York");
	assert_true(up_calendar_read_systemd(UP_STR("daily UTC"), &calendar, &fault));
	assert_int_equal(calendar.zone, UP_CALENDAR_UTC);
}

static void what_may_run(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_calendar calendar;
	const char *fault;
	assert_true(up_calendar_read_cron(UP_STR("H(5-7) 4 * * *"), &calendar, &fault));
	assert_true(calendar.is_random);
	assert_str(next_times(&calendar, 4, arena), "2026-11-29 04:05:00, 2026-11-29 04:06:00, 2026-11-29 04:07:00, 2026-11-30 04:05:00");
	assert_true(up_calendar_read_cron(UP_STR("58~59 23 * * *"), &calendar, &fault));
	assert_true(calendar.is_random);
	assert_str(next_times(&calendar, 2, arena), "2026-11-28 23:58:00, 2026-11-28 23:59:00");
	up_arena_free(arena);
}

/* The count is that of the times. */
static void times_are_counted(void **state)
{
	static const char *const rows[] = { "*:*:0/20", "Mon..Fri *:0/7", "*-*~1..9/3 4:5", "12:00", "*-*-29..31 1,22:*:59" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct up_calendar calendar;
		const char *fault;
		assert_true(up_calendar_read_systemd(up_str_from(rows[i]), &calendar, &fault));
		for (int64_t length = 1; length < 400000; length = length * 3 + 7) {
			uint64_t n = 0;
			int64_t start = first_moment(), at = start;
			for (; up_calendar_next(&calendar, at, start + length, &at); at++)
				n++;
			assert_int_equal(up_calendar_count(&calendar, start, start + length), n);
		}
	}
}

static void days_go_there_and_back(void **state)
{
	for (int64_t day = -800000; day < 800000; day += 37) {
		struct up_civil civil = up_civil_of(day), next = up_civil_of(day + 1);
		assert_int_equal(up_civil_days(civil.year, civil.month, civil.day), day);
		assert_int_equal(next.weekday, (civil.weekday + 1) % 7);
		assert_true(civil.day <= up_civil_month_days(civil.year, civil.month));
	}
	assert_int_equal(up_civil_day_of(-1), -1);
	assert_int_equal(up_civil_of(up_civil_days(2026, 11, 26)).weekday, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systemd_runs),           cmocka_unit_test(cron_runs),    cmocka_unit_test(what_is_no_schedule),
		cmocka_unit_test(what_has_no_place),      cmocka_unit_test(what_may_run), cmocka_unit_test(times_are_counted),
		cmocka_unit_test(days_go_there_and_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
