/* core/window: what --window takes, and what it says of the rest. */
#include "test.h"

#include "core/window.h"

static void windows(void **state)
{
	static const struct {
		const char *text, *shown;
		int64_t start, length;
	} rows[] = {
		{ "2026-11-28T22:00/2026-11-29T02:00", "2026-11-28 22:00 to 2026-11-29 02:00 UTC", 1795903200, 4 * 3600 },
		{ "2026-11-28T22:00Z/PT4H", "2026-11-28 22:00 to 2026-11-29 02:00 UTC", 1795903200, 4 * 3600 },
		{ "2026-11-28T22:00+01:00/2026-11-29T02:00", "2026-11-28 22:00 to 2026-11-29 02:00 +01:00", 1795903200 - 3600, 4 * 3600 },
		{ "2026-11-28 22:00 / 2026-11-29T02:00-0330", "2026-11-28 22:00 to 2026-11-29 02:00 -03:30", 1795903200 + 12600, 4 * 3600 },
		{ "2026-11-28T22:00:30+05/P1DT30M", "2026-11-28 22:00:30 to 2026-11-29 22:30:30 +05:00", 1795903230 - 18000, 86400 + 1800 },
		{ "PT90M/2026-11-29T02:00", "2026-11-29 00:30 to 2026-11-29 02:00 UTC", 1795912200, 5400 },
		{ "2026-11-28/2026-11-30", "2026-11-28 00:00 to 2026-11-30 00:00 UTC", 1795824000, 2 * 86400 },
		{ "2026-11-28T23:00/2026-11-28T24:00", "2026-11-28 23:00 to 2026-11-29 00:00 UTC", 1795906800, 3600 },
		{ "2026-11-28T22:00+02:00/2026-11-28T23:00Z", "2026-11-28 22:00 to 2026-11-29 01:00 +02:00", 1795896000, 3 * 3600 },
		{ "2028-02-29T00:00/P1W", "2028-02-29 00:00 to 2028-03-07 00:00 UTC", 1835395200, 7 * 86400 },
	};
	struct up_arena *arena = up_arena_new();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct up_time_window window;
		const char *fault;
		if (!up_time_window_parse(up_str_from(rows[i].text), &window, &fault))
			fail_msg("%s %s", rows[i].text, fault);
		assert_str_at(up_time_window_text(&window, arena), up_str_from(rows[i].shown), __FILE__, __LINE__);
		assert_int_equal(window.start, rows[i].start);
		assert_int_equal(window.end - window.start, rows[i].length);
	}
	up_arena_free(arena);
}

static void no_windows(void **state)
{
	static const struct {
		const char *text, *fault;
	} rows[] = {
		{ "", "has no '/'" },
		{ "2026-11-28T22:00", "has no '/'" },
		{ "/", "begins with no time" },
		{ "tonight/PT4H", "begins with no time" },
		{ "2026-02-29T22:00/PT4H", "begins with no time" },
		{ "2026-11-28T25:00/PT4H", "begins with no time" },
		{ "2026-11-28T22:00+15:00/PT4H", "begins with no time" },
		{ "2026-11-28T22:00/", "ends with neither" },
		{ "2026-11-28T22:00/PT", "ends with neither" },
		{ "2026-11-28T22:00/P1M", "ends with neither" },
		{ "2026-11-28T22:00/PT4", "ends with neither" },
		{ "2026-11-28T22:00/2026-11-29T02:00/PT4H", "ends with neither" },
		{ "PT1H/PT4H", "is made of two lengths" },
		{ "2026-11-28T22:00/2026-11-28T22:00", "does not end after it starts" },
		{ "2026-11-28T22:00/2026-11-28T02:00", "does not end after it starts" },
		{ "2026-11-28T22:00/P0D", "does not end after it starts" },
		{ "2026-11-28T22:00/P366DT1S", "is longer than 366 days" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct up_time_window window;
		const char *fault = "";
		if (up_time_window_parse(up_str_from(rows[i].text), &window, &fault))
			fail_msg("%s is taken", rows[i].text);
		if (strncmp(fault, rows[i].fault, strlen(rows[i].fault)) != 0)
			fail_msg("%s: %s", rows[i].text, fault);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(windows), cmocka_unit_test(no_windows) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
