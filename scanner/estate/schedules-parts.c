/* Files of etc/cron.hourly and its kin: run-parts runs them when a line of a crontab, or of anacron's table, says so. */
#include "estate/schedules-private.h"

static const struct {
	const char *folder, *usual; /* `usual`: Debian's etc/crontab, for a package that comes without a host */
} parts[] = {
	{ "etc/cron.hourly/", "17 * * * *" },
	{ "etc/cron.daily/", "25 6 * * *" },
	{ "etc/cron.weekly/", "47 6 * * 7" },
	{ "etc/cron.monthly/", "52 6 1 * *" },
};

enum {
	N_PARTS = sizeof parts / sizeof *parts,
	RUNNERS = 4, /* lines that run one folder: etc/crontab's and anacron's; more are not asked for */
};

/* The lines that run the files of each folder, of the host where there are any. */
struct runners {
	const struct up_ledger_entry *entries[N_PARTS][RUNNERS];
	size_t n[N_PARTS];
};

static void find_runners(const struct up_ledger *ledger, enum up_side side, struct runners *runners)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_SCHEDULE, &n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < N_PARTS; k++) {
			up_str folder = up_str_from(parts[k].folder);
			if (entries[i].side == side && runners->n[k] < RUNNERS &&
			    up_str_contains(entries[i].value, up_str_slice(folder, 0, folder.len - 1)))
				runners->entries[k][runners->n[k]++] = &entries[i];
		}
}

/* run-parts passes over what an editor or a package manager leaves behind. */
static bool is_run(up_str name)
{
	static const char *const endings[] = { "~",         ".swp",       ".bak",      ".orig",     ".rpmsave",  ".rpmorig", ".rpmnew",
					       ".dpkg-old", ".dpkg-dist", ".dpkg-new", ".dpkg-tmp", ".disabled", ".cfsaved" };
	if (!name.len || name.s[0] == '.' || up_str_find_byte(name, '/', 0) != SIZE_MAX)
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(name, up_str_from(endings[i])))
			return false;
	return !up_str_eq(name, UP_STR("README")) && !up_str_eq(name, UP_STR("0anacron"));
}

static bool is_anacron(const struct up_ledger_entry *runner)
{
	return up_str_starts(up_str_basename(runner->source), UP_STR("anacrontab"));
}

static void add_part(struct up_jobs *jobs, const struct up_ledger_entry *file, size_t part, const struct runners *runners)
{
	up_str below = up_ledger_below(file);
	struct up_calendar calendar;
	const char *fault = NULL;
	struct up_job job = { .kind = UP_JOB_RUN_PARTS,
			      .entry = file,
			      .name = up_arena_printf(jobs->arena, "/%.*s", UP_FMT(below)),
			      .when = up_arena_printf(jobs->arena, "run-parts /%.*s", (int)strlen(parts[part].folder) - 1,
						      parts[part].folder),
			      .user = UP_STR("root"),
			      .key = up_arena_printf(jobs->arena, "parts %.*s", UP_FMT(below)) };
	for (size_t i = 0; i < runners->n[part]; i++) {
		const struct up_ledger_entry *runner = runners->entries[part][i];
		up_str where = up_arena_printf(jobs->arena, "by %.*s:%u", UP_FMT(runner->source), runner->at.line);
		job.told = up_clauses(jobs->arena, job.told, where);
		if (is_anacron(runner)) {
			job.unplaced = up_clauses(jobs->arena, job.unplaced, up_anacron_when(runner->key, jobs->arena));
			continue;
		}
		bool is_read = up_calendar_read_cron(runner->key, &calendar, &fault);
		up_job_add_times(jobs, &job, is_read ? &calendar : NULL, runner->key, fault);
	}
	if (!runners->n[part] && file->side == UP_SIDE_HOST)
		job.unplaced = UP_STR("no line that runs the folder was read");
	else if (!runners->n[part] && up_calendar_read_cron(up_str_from(parts[part].usual), &calendar, &fault)) {
		up_job_add_times(jobs, &job, &calendar, up_str_from(parts[part].usual), NULL);
		job.told = UP_STR("no line that runs the folder was read: the time is that of Debian's crontab");
	}
	up_jobs_add(jobs, &job);
}

void up_jobs_add_parts(struct up_jobs *jobs)
{
	struct runners host = { 0 }, package = { 0 };
	size_t n;
	const struct up_ledger_entry *files = up_ledger_of(jobs->ledger, UP_FACT_FILE, &n);
	find_runners(jobs->ledger, UP_SIDE_HOST, &host);
	find_runners(jobs->ledger, UP_SIDE_PACKAGE, &package);
	for (size_t i = 0; i < n; i++) {
		up_str below = up_ledger_below(&files[i]);
		for (size_t k = 0; k < N_PARTS; k++) {
			up_str folder = up_str_from(parts[k].folder);
			if (up_str_starts(below, folder) && is_run(up_str_slice(below, folder.len, below.len)))
				add_part(jobs, &files[i], k, files[i].side == UP_SIDE_PACKAGE && !host.n[k] ? &package : &host);
		}
	}
}
