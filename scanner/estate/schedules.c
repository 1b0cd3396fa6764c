/* Rows of what fires by itself: jobs are gathered from the ledger, held against those of the other side and against the window. */
#include "estate/schedules.h"

#include <stdlib.h>

#include "base/memory.h"
#include "core/at-job.h"
#include "estate/schedules-private.h"

enum {
	MERGED_RUNS = 1000, /* of several expressions of one job, which may name the same times */
	NAME_BYTES = 120,   /* of a command, as a name */
};

up_str up_clauses(struct up_arena *arena, up_str clauses, up_str more)
{
	return clauses.len ? up_arena_printf(arena, "%.*s; %.*s", UP_FMT(clauses), UP_FMT(more)) : more;
}

bool up_entry_is_of_manuals(const struct up_ledger_entry *entry)
{
	return up_str_starts(up_ledger_below(entry), UP_STR("usr/share/doc/"));
}

void up_jobs_add(struct up_jobs *jobs, const struct up_job *job)
{
	jobs->items = up_grow(jobs->items, &jobs->capacity, jobs->n + 1, sizeof *jobs->items);
	jobs->items[jobs->n++] = *job;
}

void up_job_add_times(struct up_jobs *jobs, struct up_job *job, const struct up_calendar *calendar, up_str expression, const char *fault)
{
	struct up_arena *arena = jobs->arena;
	up_str reason = UP_STR_NULL;
	if (!calendar)
		reason = up_arena_printf(arena, "%.*s cannot be read: %s", UP_FMT(expression), fault);
	else if (calendar->unplaced)
		reason = up_str_from(calendar->unplaced);
	else if (calendar->zone == UP_CALENDAR_NAMED)
		reason = up_arena_printf(arena, "by the clock of %.*s, which is not known here", UP_FMT(calendar->zone_name));
	if (reason.len) {
		job->unplaced = up_clauses(arena, job->unplaced, reason);
		return;
	}
	if (calendar->is_random)
		job->loose = UP_STR("at some of these times, chosen by a hash or at random");
	struct up_job_times *times = up_arena_alloc_zero(arena, sizeof *times);
	*times = (struct up_job_times){ .calendar = *calendar, .next = job->times };
	job->times = times;
}

/* --- gathering ---------------------------------------------------------------------------------------------------------- */

static enum up_job_kind kind_of(const struct up_ledger_entry *entry)
{
	struct up_at_job at;
	up_str below = up_ledger_below(entry), base = up_str_basename(below);
	static const char *const trees[] = { ".yml", ".yaml", ".json", ".toml" };
	if (up_at_job_read(below, &at))
		return UP_JOB_AT;
	if (up_str_contains(below, UP_STR("/workflows/")))
		return UP_JOB_GITHUB;
	if (up_str_starts(entry->value, UP_STR("CronJob")) || up_str_starts(entry->key, UP_STR("CRON_TZ=")))
		return UP_JOB_CRONJOB;
	if (up_str_contains(below, UP_STR("azure-pipelines")) || up_str_contains(below, UP_STR(".circleci/")) ||
	    up_str_contains(below, UP_STR(".azure")) || up_str_contains(below, UP_STR(".pipelines/")))
		return UP_JOB_CI;
	for (size_t i = 0; i < sizeof trees / sizeof *trees; i++)
		if (up_str_ends(base, up_str_from(trees[i])))
			return entry->value.len ? UP_JOB_ANSIBLE : UP_JOB_CRONJOB;
	if (up_str_starts(base, UP_STR("anacrontab")))
		return UP_JOB_ANACRON;
	return up_str_starts(below, UP_STR("var/spool/cron/")) ? UP_JOB_CRON_USER : UP_JOB_CRON;
}

static up_str first_word(up_str text, up_str *rest)
{
	size_t n = 0;
	while (n < text.len && !up_is_space(text.s[n]))
		n++;
	*rest = up_str_trim(up_str_slice(text, n, text.len));
	return up_str_slice(text, 0, n);
}

/* "7 10 cron.weekly": days, minutes, name. */
up_str up_anacron_when(up_str line, struct up_arena *arena)
{
	up_str rest, period = first_word(line, &rest), delay = first_word(rest, &rest);
	static const struct {
		const char *name, *text;
	} names[] = {
		{ "@daily", "1 day" }, { "@weekly", "7 days" }, { "@monthly", "a month" }, { "@yearly", "a year" }, { "1", "1 day" }
	};
	up_str often = up_arena_printf(arena, "%.*s days", UP_FMT(period));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(period, up_str_from(names[i].name)))
			often = up_str_from(names[i].text);
	return up_arena_printf(arena, "anacron runs it %.*s min after its start, when the last run is %.*s ago", UP_FMT(delay),
			       UP_FMT(often));
}

static void take_at(struct up_jobs *jobs, struct up_job *job)
{
	struct up_at_job at;
	struct up_calendar calendar;
	const char *fault;
	up_at_job_read(up_ledger_below(job->entry), &at);
	job->key = up_arena_printf(jobs->arena, "atrm %u", at.number);
	up_str stamp = up_arena_printf(jobs->arena, "@%lld", (long long)at.at);
	if (up_calendar_read_systemd(stamp, &calendar, &fault))
		up_job_add_times(jobs, job, &calendar, job->when, NULL);
	job->told = up_clauses(jobs->arena, job->told, up_arena_printf(jobs->arena, "job %u of at", at.number));
}

/* Before a template was filled in, or after a variable, there is nothing to place. */
static bool is_template(const struct up_ledger_entry *entry)
{
	return entry->flags & UP_FACT_DYNAMIC || up_str_contains(entry->key, UP_STR("{{"));
}

static void take_cron(struct up_jobs *jobs, struct up_job *job, up_str zone)
{
	struct up_calendar calendar;
	const char *fault = NULL;
	if (is_template(job->entry)) {
		job->unplaced = UP_STR("a template or a variable stands in its time");
		return;
	}
	bool is_read = up_calendar_read_cron(job->when, &calendar, &fault);
	bool is_of_utc = job->kind == UP_JOB_GITHUB || job->kind == UP_JOB_CI || job->kind == UP_JOB_CRONJOB;
	if (is_read && is_of_utc && calendar.zone == UP_CALENDAR_LOCAL)
		calendar.zone = UP_CALENDAR_UTC;
	if (zone.len)
		job->told = up_clauses(
			jobs->arena, job->told,
			up_arena_printf(jobs->arena, "cronie takes the clock of %.*s (CRON_TZ), other crons the host's", UP_FMT(zone)));
	up_job_add_times(jobs, job, is_read ? &calendar : NULL, job->when, fault);
}

static up_str name_of(struct up_jobs *jobs, const struct up_job *job)
{
	up_str name = job->entry->value;
	if (!name.len)
		return job->kind == UP_JOB_GITHUB || job->kind == UP_JOB_CI
			       ? up_arena_printf(jobs->arena, "workflow %.*s", UP_FMT(up_str_basename(job->entry->source)))
			       : up_str_basename(job->entry->source);
	if (name.len <= NAME_BYTES)
		return name;
	size_t end = NAME_BYTES;
	while (end && (name.s[end] & 0xc0) == 0x80) /* not inside of a character */
		end--;
	return up_arena_printf(jobs->arena, "%.*s\xe2\x80\xa6", (int)end, name.s);
}

/* Columns of a crontab are often lined up. */
static up_str with_single_blanks(up_str text, struct up_arena *arena)
{
	char *out = up_arena_alloc(arena, text.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_space(text.s[i]))
			out[n++] = text.s[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	return (up_str){ out, n };
}

static void add_entry(struct up_jobs *jobs, const struct up_ledger_entry *entry, up_str zone)
{
	struct up_job job = {
		.kind = kind_of(entry), .entry = entry, .when = with_single_blanks(entry->key, jobs->arena), .user = entry->path
	};
	job.name = name_of(jobs, &job);
	if (job.kind == UP_JOB_CRON_USER && !job.user.len)
		job.user = up_str_basename(entry->source);
	if (entry->flags & UP_FACT_OFF) {
		job.is_off = true;
		job.told = UP_STR("suspended");
	}
	if (job.kind == UP_JOB_CRONJOB && entry->value.len)
		job.key = entry->value;
	else
		job.key = up_arena_printf(jobs->arena, "%u %.*s %.*s %.*s", job.kind, UP_FMT(up_ledger_below(entry)), UP_FMT(entry->path),
					  UP_FMT(entry->value));
	if (job.kind == UP_JOB_ANACRON)
		job.unplaced = up_anacron_when(job.when, jobs->arena);
	else if (job.kind == UP_JOB_AT)
		take_at(jobs, &job);
	else
		take_cron(jobs, &job, zone);
	up_jobs_add(jobs, &job);
}

static void gather(struct up_jobs *jobs)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(jobs->ledger, UP_FACT_SCHEDULE, &n);
	up_str zone = UP_STR_NULL, head = UP_STR("CRON_TZ=");
	for (size_t i = 0; i < n; i++) {
		if (up_entry_is_of_timer(&entries[i]) || up_entry_is_of_manuals(&entries[i]))
			continue;
		if (i && !up_str_eq(entries[i].source, entries[i - 1].source))
			zone = UP_STR_NULL;
		/* A line of a crontab; in front of fields it is part of them. */
		if (up_str_starts(entries[i].key, head) && up_str_find_byte(entries[i].key, ' ', 0) == SIZE_MAX)
			zone = up_str_slice(entries[i].key, head.len, entries[i].key.len);
		else
			add_entry(jobs, &entries[i], zone);
	}
	up_jobs_add_timers(jobs);
	up_jobs_add_parts(jobs);
}

/* --- held against the other side ---------------------------------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
	const struct up_job *const *x = a, *const *y = b;
	int order = up_str_cmp((*x)->key, (*y)->key);
	return order ? order : up_str_cmp((*x)->when, (*y)->when);
}

struct host {
	const struct up_job **jobs; /* sorted */
	size_t n;
	bool is_known; /* something of the host was read at all */
};

static void host_init(struct host *host, const struct up_jobs *jobs)
{
	static const enum up_fact_kind kinds[] = { UP_FACT_UNIT, UP_FACT_SCHEDULE, UP_FACT_ENDPOINT, UP_FACT_COMPONENT, UP_FACT_FILE };
	size_t n, capacity = 0;
	*host = (struct host){ 0 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const struct up_ledger_entry *first = up_ledger_of(jobs->ledger, kinds[i], &n);
		host->is_known |= n && first->side == UP_SIDE_HOST;
	}
	for (size_t i = 0; i < jobs->n; i++)
		if (jobs->items[i].entry->side == UP_SIDE_HOST) {
			host->jobs = up_grow(host->jobs, &capacity, host->n + 1, sizeof *host->jobs);
			host->jobs[host->n++] = &jobs->items[i];
		}
	if (host->n)
		qsort(host->jobs, host->n, sizeof *host->jobs, compare_keys);
}

/* "new", "changed", or nothing. */
static const char *news(const struct host *host, const struct up_job *job)
{
	if (job->entry->side == UP_SIDE_HOST || !host->is_known)
		return "";
	size_t low = 0;
	for (size_t high = host->n; low < high;) {
		size_t middle = low + (high - low) / 2;
		if (compare_keys(&host->jobs[middle], &job) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < host->n && compare_keys(&host->jobs[low], &job) == 0)
		return "";
	bool is_beside = (low < host->n && up_str_eq(host->jobs[low]->key, job->key)) ||
			 (low && up_str_eq(host->jobs[low - 1]->key, job->key));
	return is_beside ? "changed" : "new";
}

/* --- held against the window -------------------------------------------------------------------------------------------- */

/* The first run behind the last one, `after`; a run before the window may come late enough for it. */
static bool next_run(const struct up_job *job, const struct up_time_window *window, int64_t after, int64_t *ret_at)
{
	bool found = false;
	for (const struct up_job_times *times = job->times; times; times = times->next) {
		int64_t shift = times->calendar.zone == UP_CALENDAR_UTC ? 0 : window->offset, at;
		int64_t from = window->start - times->lead > after ? window->start - times->lead : after + 1;
		if (!up_calendar_next(&times->calendar, from + shift, window->end + shift, &at))
			continue;
		at -= shift;
		if (!found || at < *ret_at)
			*ret_at = at;
		found = true;
	}
	return found;
}

/* Runs behind `after`; *ret_is_whole: all of them were counted. */
static uint64_t count_runs(const struct up_job *job, const struct up_time_window *window, int64_t after, bool *ret_is_whole)
{
	uint64_t n = 0;
	int64_t at;
	*ret_is_whole = true;
	if (!job->times->next) {
		int64_t shift = job->times->calendar.zone == UP_CALENDAR_UTC ? 0 : window->offset;
		return up_calendar_count(&job->times->calendar, after + 1 + shift, window->end + shift);
	}
	for (; n < MERGED_RUNS && next_run(job, window, after, &at); after = at)
		n++;
	*ret_is_whole = n < MERGED_RUNS;
	return n;
}

/* "2026-11-28 22:00, 22:15, 2026-11-29 00:00, +7 more"; empty where there is none. */
static up_str write_runs(const struct up_job *job, const struct up_time_window *window, struct up_arena *arena)
{
	struct up_buf out = { 0 }, one = { 0 };
	char day[10] = "";
	int64_t at = INT64_MIN / 2;
	for (int n = 0; next_run(job, window, at, &at); n++) {
		if (n == UP_SCHEDULE_RUNS) {
			bool is_whole;
			uint64_t more = count_runs(job, window, at - 1, &is_whole);
			up_buf_printf(&out, ", +%llu%s more", (unsigned long long)more, is_whole ? "" : " or");
			break;
		}
		up_buf_clear(&one);
		up_time_window_write(window, at, &one);
		bool is_same_day = memcmp(day, one.bytes, sizeof day) == 0;
		memcpy(day, one.bytes, sizeof day);
		up_buf_add_s(&out, n ? ", " : "");
		up_buf_add(&out, up_str_slice(up_buf_str(&one), is_same_day ? sizeof day + 1 : 0, one.len));
	}
	up_buf_finish(&one);
	return up_arena_take(arena, &out);
}

/* --- rows and forms ----------------------------------------------------------------------------------------------------- */

static up_str next_runs(const struct up_job *job, const struct up_time_window *window, up_str runs, struct up_arena *arena)
{
	up_str text = runs;
	if (!window)
		return job->unplaced;
	if (!text.len && job->times)
		text = UP_STR("none in the window");
	if (job->unplaced.len)
		text = up_clauses(arena, text, up_arena_printf(arena, "no fixed time: %.*s", UP_FMT(job->unplaced)));
	return text;
}

static void add_row(struct up_table *table, const struct up_job *job, up_str runs, const char *is_new, struct up_arena *arena)
{
	const struct up_ledger_entry *entry = job->entry;
	const up_str cells[] = {
		runs,
		job->name,
		job->when,
		job->user,
		entry->at.line ? up_arena_printf(arena, "%.*s:%u", UP_FMT(entry->source), entry->at.line) : entry->source,
		entry->side == UP_SIDE_HOST ? UP_STR("host") : UP_STR("package"),
		up_str_from(is_new),
		job->is_off ? UP_STR_NULL : up_job_disable(job, arena),
		job->loose.len ? up_clauses(arena, job->told, job->loose) : job->told,
	};
	up_table_add(table, cells);
}

static void state(const struct up_job *job, const char *key, up_str detail, const struct up_form_sink *sink)
{
	const struct up_ledger_entry *entry = job->entry;
	sink->state(sink->data, &(struct up_form){ .path = entry->source,
						   .at = entry->at,
						   .end = entry->end,
						   .key = up_str_from(key),
						   .value = job->name,
						   .detail = detail,
						   .evidence = job->when });
}

/* What package and host both have is told once, of the host. A run that may come later than its time need not come before the window ends. */
static void state_job(const struct up_job *job, up_str runs, const char *is_new, bool has_host, struct up_arena *arena,
		      const struct up_form_sink *sink)
{
	bool fires = runs.len && !job->is_off, is_package = job->entry->side == UP_SIDE_PACKAGE;
	if (job->loose.len)
		runs = up_clauses(arena, runs, job->loose);
	if (fires && *is_new && !job->loose.len)
		state(job, "new-schedule-in-window", runs, sink);
	else if (*is_new)
		state(job, *is_new == 'n' ? "new-schedule" : "changed-schedule", job->when, sink);
	else if (fires && !(is_package && has_host))
		state(job, "fires-in-window", runs, sink);
}

void up_schedules_settle(const struct up_ledger *ledger, const struct up_time_window *window, struct up_table *table,
			 struct up_arena *arena, const struct up_form_sink *sink)
{
	static const char *const columns[] = { "next_runs", "what", "when", "as", "where", "side", "new", "disable", "notes", NULL };
	struct up_jobs jobs = { .ledger = ledger, .arena = arena };
	struct host host;
	up_table_init(table, arena, "schedules", window ? "What fires during the window" : "What fires by itself", columns);
	table->empty = "Nothing that was read fires by itself.";
	gather(&jobs);
	host_init(&host, &jobs);
	for (size_t i = 0; i < jobs.n; i++) {
		const struct up_job *job = &jobs.items[i];
		up_str runs = window && job->times ? write_runs(job, window, arena) : UP_STR_NULL;
		const char *is_new = news(&host, job);
		add_row(table, job, next_runs(job, window, runs, arena), is_new, arena);
		state_job(job, runs, is_new, host.is_known, arena, sink);
	}
	up_table_sort(table);
	up_free(host.jobs);
	up_free(jobs.items);
}
