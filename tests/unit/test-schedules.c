/* estate/schedules: rows and forms of what fires, out of a ledger as a scan fills it. */
#include "test.h"

#include <stdio.h>

#include "estate/schedules.h"

struct given {
	enum up_fact_kind kind;
	const char *source, *path, *key, *value;
	uint32_t line, flags;
};

#define SCHEDULE(...)                                                                                                                      \
	{                                                                                                                                  \
		UP_FACT_SCHEDULE, __VA_ARGS__                                                                                              \
	}
#define FILE_ENTRY(source, target)                                                                                                         \
	{                                                                                                                                  \
		UP_FACT_FILE, source, "", "", target, 0, 0                                                                                 \
	}

/* Sources below "host/" are the host's, those below "p.deb!/data/" of a package. */
static void add(struct up_ledger *ledger, const struct given *given)
{
	up_str source = up_str_from(given->source);
	bool is_host = up_str_starts(source, UP_STR("host/"));
	up_ledger_add(ledger, &(struct up_ledger_entry){ .kind = given->kind,
							 .side = is_host ? UP_SIDE_HOST : UP_SIDE_PACKAGE,
							 .flags = given->flags,
							 .source = source,
							 .below = is_host ? 5 : 12,
							 .at = { given->line, 1 },
							 .path = up_str_from(given->path),
							 .key = up_str_from(given->key),
							 .value = up_str_from(given->value) });
}

static void on_form(void *data, const struct up_form *form)
{
	struct up_buf *out = data;
	up_buf_printf(out, "%.*s %.*s:%u %.*s (%.*s)\n", UP_FMT(form->key), UP_FMT(form->path), form->at.line, UP_FMT(form->value),
		      UP_FMT(form->detail));
}

struct result {
	struct up_arena *arena;
	struct up_table table;
	struct up_buf forms;
};

static void settle(struct result *result, const char *window, const struct given *given, size_t n)
{
	struct up_ledger *ledger = up_ledger_new();
	struct up_time_window parsed;
	const char *fault;
	*result = (struct result){ .arena = up_arena_new() };
	for (size_t i = 0; i < n; i++)
		add(ledger, &given[i]);
	up_ledger_settle(ledger);
	if (window)
		assert_true(up_time_window_parse(up_str_from(window), &parsed, &fault));
	const struct up_form_sink sink = { .data = &result->forms, .state = on_form };
	up_schedules_settle(ledger, window ? &parsed : NULL, &result->table, result->arena, &sink);
	up_ledger_free(ledger);
}

static void result_finish(struct result *result)
{
	up_table_finish(&result->table);
	up_buf_finish(&result->forms);
	up_arena_free(result->arena);
}

static up_str cell(const struct result *result, const char *what, const char *column)
{
	const struct up_table *table = &result->table;
	size_t at = 0;
	while (at < table->n_columns && strcmp(table->columns[at], column) != 0)
		at++;
	assert_true(at < table->n_columns);
	for (size_t i = 0; i < table->n_rows; i++)
		if (up_str_eq(table->cells[i * table->n_columns + 1], up_str_from(what)))
			return table->cells[i * table->n_columns + at];
	return UP_STR("no such row");
}

#define ROW(what, column, expected) assert_str(cell(&result, what, column), expected)

static void jobs_of_a_host(void **state)
{
	static const struct given given[] = {
		SCHEDULE("host/etc/crontab", "root", "17 *\t* * *", "cd / && run-parts --report /etc/cron.hourly", 9, 0),
		SCHEDULE("host/etc/crontab", "root", "25 6 * * *", "run-parts --report /etc/cron.daily", 10, 0),
		FILE_ENTRY("host/etc/cron.daily/man-db", ""),
		FILE_ENTRY("host/etc/cron.daily/.placeholder", ""),
		FILE_ENTRY("host/etc/cron.daily/x.dpkg-old", ""),
		FILE_ENTRY("host/etc/cron.weekly/lonely", ""),
		SCHEDULE("host/etc/cron.d/dump", "backup", "*/30 22-23 * * *", "/usr/local/bin/dump", 2, 0),
		SCHEDULE("host/etc/cron.d/dump", "", "CRON_TZ=Asia/Tokyo", "", 3, 0),
		SCHEDULE("host/etc/cron.d/dump", "root", "@reboot", "/usr/local/bin/warm", 4, 0),
		SCHEDULE("host/var/spool/cron/crontabs/ann", "", "0 1 * * *", "mail-me", 1, 0),
		SCHEDULE("host/etc/anacrontab", "", "7\t10\tcron.weekly", "run-parts /etc/cron.monthly", 5, 0),
		SCHEDULE("host/var/spool/cron/atjobs/a0000101c8b8d5", "ann", "at 2026-11-28 22:13 UTC", "/root/late", 1, 0),
		SCHEDULE("host/k8s/a.yaml", "", "CRON_TZ=Etc/UTC 0 22 * * 6", "CronJob sweep", 7, 0),
		SCHEDULE("host/k8s/a.yaml", "", "0 22 * * *", "CronJob sleeping", 17, UP_FACT_OFF),
		SCHEDULE("host/k8s/a.yaml", "", "CRON_TZ=Europe/Rome 0 22 * * *", "CronJob roman", 27, 0),
		SCHEDULE("host/.github/workflows/nightly.yml", "", "30 21 * * *", "", 4, 0),
		SCHEDULE("host/etc/cron.d/bad", "root", "61 * * * *", "never", 1, 0),
		SCHEDULE("host/etc/cron.d/dump", "root", "0~30 2 * * *", "jitter", 8, 0),
		SCHEDULE("host/usr/share/doc/x/examples/crontab", "root", "0 23 * * *", "example", 1, 0),
	};
	struct result result;
	settle(&result, "2026-11-28T22:00+01:00/PT5H", given, sizeof given / sizeof *given);
	assert_int_equal(result.table.n_rows, 15);
	ROW("/usr/local/bin/dump", "next_runs", "2026-11-28 22:00, 22:30, 23:00, 23:30");
	ROW("/usr/local/bin/dump", "as", "backup");
	ROW("/usr/local/bin/dump", "where", "host/etc/cron.d/dump:2");
	ROW("/usr/local/bin/dump", "disable", "comment out line 2 of /etc/cron.d/dump");
	ROW("/usr/local/bin/warm", "next_runs", "no fixed time: when the host starts");
	ROW("/usr/local/bin/warm", "notes", "cronie takes the clock of Asia/Tokyo (CRON_TZ), other crons the host's");
	ROW("cd / && run-parts --report /etc/cron.hourly", "next_runs", "2026-11-28 22:17, 23:17, 2026-11-29 00:17, 01:17, 02:17");
	ROW("cd / && run-parts --report /etc/cron.hourly", "when", "17 * * * *");
	ROW("/etc/cron.daily/man-db", "next_runs", "none in the window");
	ROW("/etc/cron.daily/man-db", "notes", "by host/etc/crontab:10");
	ROW("/etc/cron.daily/man-db", "disable", "chmod -x /etc/cron.daily/man-db; afterwards chmod +x");
	ROW("/etc/cron.weekly/lonely", "next_runs", "no fixed time: no line that runs the folder was read");
	ROW("mail-me", "as", "ann");
	ROW("mail-me", "next_runs", "2026-11-29 01:00");
	ROW("mail-me", "disable", "crontab -u ann -e: comment out line 1");
	ROW("run-parts /etc/cron.monthly", "next_runs",
	    "no fixed time: anacron runs it 10 min after its start, when the last run is 7 days ago");
	ROW("/root/late", "next_runs", "2026-11-28 23:13");
	ROW("/root/late", "disable", "atrm 1");
	ROW("CronJob sweep", "next_runs", "2026-11-28 23:00");
	ROW("CronJob sweep", "disable", "kubectl patch cronjob sweep -p '{\"spec\":{\"suspend\":true}}'; afterwards false");
	ROW("CronJob sleeping", "notes", "suspended");
	ROW("CronJob sleeping", "disable", "");
	ROW("CronJob roman", "next_runs", "no fixed time: by the clock of Europe/Rome, which is not known here");
	ROW("workflow nightly.yml", "next_runs", "2026-11-28 22:30");
	ROW("workflow nightly.yml", "disable", "gh workflow disable nightly.yml; afterwards gh workflow enable");
	ROW("never", "next_runs", "no fixed time: 61 * * * * cannot be read: the minutes are no values of a minute");
	ROW("jitter", "next_runs", "2026-11-29 02:00, 02:01, 02:02, 02:03, 02:04, +26 more");
	ROW("jitter", "notes",
	    "cronie takes the clock of Asia/Tokyo (CRON_TZ), other crons the host's; at some of these times, chosen by a hash or at "
	    "random");
	ROW("example", "when", "no such row");
	assert_true(up_str_contains(up_buf_str(&result.forms),
				    UP_STR("fires-in-window host/etc/cron.d/dump:2 /usr/local/bin/dump (2026-11-28 22:00")));
	assert_false(up_str_contains(up_buf_str(&result.forms), UP_STR("sleeping")));
	result_finish(&result);
}

static void timers(void **state)
{
	static const struct given given[] = {
		SCHEDULE("host/usr/lib/systemd/system/a.timer", "", "OnCalendar=daily", "", 4, 0),
		SCHEDULE("host/usr/lib/systemd/system/a.timer", "", "OnBootSec=15min", "", 5, 0),
		SCHEDULE("host/etc/systemd/system/a.timer.d/10-more.conf", "", "OnCalendar=", "", 2, 0),
		SCHEDULE("host/etc/systemd/system/a.timer.d/10-more.conf", "", "OnCalendar=*-*-* 22:30", "", 3, 0),
		SCHEDULE("host/etc/systemd/system/a.timer.d/10-more.conf", "", "OnCalendar=*:0/30 UTC", "", 4, 0),
		SCHEDULE("host/etc/systemd/system/a.timer.d/20-late.conf", "", "RandomizedDelaySec=1h", "", 2, 0),
		SCHEDULE("host/usr/lib/systemd/system/a.timer.d/20-late.conf", "", "RandomizedDelaySec=9h", "", 2, 0),
		SCHEDULE("host/usr/lib/systemd/system/b.timer", "", "OnCalendar=hourly", "", 4, 0),
		SCHEDULE("host/etc/systemd/system/b.timer", "", "OnCalendar=*-*-* 23:00", "", 4, 0),
		SCHEDULE("host/etc/systemd/system/b.timer", "", "Persistent=true", "", 5, 0),
		{ UP_FACT_UNIT, "host/etc/systemd/system/b.timer", "Unit", "other.service", "", 6, 0 },
		SCHEDULE("host/usr/lib/systemd/system/idle.timer", "", "OnCalendar=hourly", "", 4, 0),
		SCHEDULE("host/usr/lib/systemd/system/masked.timer", "", "OnCalendar=hourly", "", 4, 0),
		SCHEDULE("host/usr/lib/systemd/user/u.timer", "", "OnUnitActiveSec=15min", "", 4, 0),
		FILE_ENTRY("host/etc/systemd/system/timers.target.wants/a.timer", "/usr/lib/systemd/system/a.timer"),
		FILE_ENTRY("host/etc/systemd/system/timers.target.wants/b.timer", "/usr/lib/systemd/system/b.timer"),
		FILE_ENTRY("host/etc/systemd/user/timers.target.wants/u.timer", "/usr/lib/systemd/user/u.timer"),
		FILE_ENTRY("host/etc/systemd/system/masked.timer", "/dev/null"),
		SCHEDULE("host/deploy/c.timer", "", "OnCalendar=Sun 00:15", "", 3, 0),
	};
	struct result result;
	settle(&result, "2026-11-28T22:00/PT3H", given, sizeof given / sizeof *given);
	assert_int_equal(result.table.n_rows, 6);
	/* The drop-in forgets both times of the unit; the delay is that of /etc, and lets a run of 21:30 count. */
	ROW("a.timer", "next_runs", "2026-11-28 21:00, 21:30, 22:00, 22:30, 23:00, +3 more");
	ROW("a.timer", "when", "OnCalendar=*-*-* 22:30; OnCalendar=*:0/30 UTC");
	ROW("a.timer", "notes", "starts a.service; up to 1h later, at random");
	ROW("a.timer", "disable", "systemctl stop a.timer; afterwards systemctl start a.timer");
	ROW("b.timer", "next_runs", "2026-11-28 23:00");
	ROW("b.timer", "notes", "starts other.service; a missed run is made up for when the host or the timer starts");
	ROW("b.timer", "where", "host/etc/systemd/system/b.timer:4");
	ROW("idle.timer", "notes", "starts idle.service; not enabled");
	ROW("masked.timer", "notes", "starts masked.service; masked");
	ROW("u.timer", "next_runs", "no fixed time: 15min after its unit was last started");
	ROW("u.timer", "disable", "systemctl --user stop u.timer; afterwards systemctl --user start u.timer");
	ROW("c.timer", "next_runs", "2026-11-29 00:15");
	assert_false(up_str_contains(up_buf_str(&result.forms), UP_STR("idle.timer")));
	assert_false(up_str_contains(up_buf_str(&result.forms), UP_STR("masked.timer")));
	result_finish(&result);
}

static const struct given both[] = {
	SCHEDULE("host/etc/cron.d/app", "root", "0 23 * * *", "/opt/app/sweep", 2, 0),
	SCHEDULE("host/usr/lib/systemd/system/app.timer", "", "OnCalendar=hourly", "", 2, 0),
	SCHEDULE("host/etc/crontab", "root", "30 22 * * *", "run-parts /etc/cron.daily", 10, 0),
	SCHEDULE("p.deb!/data/etc/cron.d/app", "root", "0  23 * * *", "/opt/app/sweep", 5, 0),
	SCHEDULE("p.deb!/data/etc/cron.d/app", "root", "*/5 * * * *", "/opt/app/phone-home", 6, 0),
	SCHEDULE("p.deb!/data/etc/cron.d/app", "root", "0 12 * * *", "/opt/app/noon", 7, 0),
	SCHEDULE("p.deb!/data/usr/lib/systemd/system/app.timer", "", "OnCalendar=weekly", "", 2, 0),
	FILE_ENTRY("p.deb!/data/etc/cron.daily/app", ""),
	SCHEDULE("p.deb!/data/usr/lib/systemd/system/lazy.timer", "", "OnCalendar=*:0/10", "", 2, 0),
	SCHEDULE("p.deb!/data/usr/lib/systemd/system/lazy.timer", "", "RandomizedDelaySec=3600", "", 3, 0),
};

static void what_a_package_brings(void **state)
{
	struct result result;
	settle(&result, "2026-11-28T22:00/PT90M", both, sizeof both / sizeof *both);
	ROW("/opt/app/phone-home", "new", "new");
	ROW("/opt/app/phone-home", "side", "package");
	ROW("/opt/app/phone-home", "next_runs", "2026-11-28 22:00, 22:05, 22:10, 22:15, 22:20, +13 more");
	ROW("/opt/app/noon", "new", "new");
	ROW("lazy.timer", "notes", "starts lazy.service; up to 3600s later, at random"); /* so it need not come before the window ends */
	ROW("/etc/cron.daily/app", "next_runs", "2026-11-28 22:30");
	ROW("/etc/cron.daily/app", "notes", "by host/etc/crontab:10");
	assert_str(up_buf_str(&result.forms),
		   "fires-in-window host/etc/cron.d/app:2 /opt/app/sweep (2026-11-28 23:00)\n"
		   "fires-in-window host/etc/crontab:10 run-parts /etc/cron.daily (2026-11-28 22:30)\n"
		   "new-schedule-in-window p.deb!/data/etc/cron.d/app:6 /opt/app/phone-home (2026-11-28 22:00, 22:05, 22:10, 22:15, 22:20, "
		   "+13 more)\n"
		   "new-schedule p.deb!/data/etc/cron.d/app:7 /opt/app/noon (0 12 * * *)\n"
		   "fires-in-window host/usr/lib/systemd/system/app.timer:2 app.timer (2026-11-28 22:00, 23:00)\n"
		   "changed-schedule p.deb!/data/usr/lib/systemd/system/app.timer:2 app.timer (OnCalendar=weekly)\n"
		   "new-schedule p.deb!/data/usr/lib/systemd/system/lazy.timer:2 lazy.timer (OnCalendar=*:0/10)\n"
		   "new-schedule-in-window p.deb!/data/etc/cron.daily/app:0 /etc/cron.daily/app (2026-11-28 22:30)\n");
	result_finish(&result);
}

static void a_package_alone(void **state)
{
	struct result result;
	settle(&result, "2026-11-28T22:00/PT90M", both + 3, sizeof both / sizeof *both - 3);
	ROW("/opt/app/phone-home", "new", "");
	ROW("/etc/cron.daily/app", "next_runs", "none in the window");
	ROW("/etc/cron.daily/app", "notes", "no line that runs the folder was read: the time is that of Debian's crontab");
	assert_true(up_str_contains(up_buf_str(&result.forms), UP_STR("fires-in-window p.deb!/data/etc/cron.d/app:6 /opt/app/phone-home")));
	result_finish(&result);
	settle(&result, NULL, both, sizeof both / sizeof *both);
	ROW("/opt/app/phone-home", "next_runs", "");
	ROW("/opt/app/phone-home", "new", "new");
	assert_string_equal(result.table.title, "What fires by itself");
	result_finish(&result);
	settle(&result, NULL, NULL, 0);
	assert_int_equal(result.table.n_rows, 0);
	result_finish(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(jobs_of_a_host), cmocka_unit_test(timers),
					    cmocka_unit_test(what_a_package_brings), cmocka_unit_test(a_package_alone) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
