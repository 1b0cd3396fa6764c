/* What the files of schedules share. */
#pragma once

#include "core/calendar.h"
#include "estate/schedules.h"

enum up_job_kind {
	UP_JOB_CRON,
	UP_JOB_CRON_USER, /* a user's own crontab */
	UP_JOB_RUN_PARTS, /* a file of etc/cron.daily */
	UP_JOB_ANACRON,
	UP_JOB_AT,
	UP_JOB_TIMER,
	UP_JOB_CRONJOB, /* Kubernetes */
	UP_JOB_GITHUB,
	UP_JOB_CI, /* another CI */
	UP_JOB_ANSIBLE,
};

/* One set of times of a job. */
struct up_job_times {
	struct up_calendar calendar;
	int64_t lead; /* seconds that a run may come later */
	struct up_job_times *next;
};

/* Something that fires. Strings are of the ledger or of the arena. */
struct up_job {
	enum up_job_kind kind;
	const struct up_ledger_entry *entry; /* where it stands */
	up_str name;                         /* what it is called: the unit, the CronJob, the command */
	up_str when, user;
	up_str key; /* the same job on the other side has the same */
	struct up_job_times *times;
	up_str unplaced; /* times that have no place, and why: clauses, "; " between */
	up_str told;     /* what else there is to know of it, likewise */
	up_str loose;    /* its times are not exact: how, a clause */
	bool is_off;     /* it does not fire: suspended, masked, not enabled */
};

struct up_jobs {
	const struct up_ledger *ledger;
	struct up_arena *arena;
	struct up_job *items;
	size_t n, capacity;
};

/* Copies the job. */
void up_jobs_add(struct up_jobs *jobs, const struct up_job *job);
/* Adds the times of one expression, or tells why there are none: `calendar` NULL with a fault. */
void up_job_add_times(struct up_jobs *jobs, struct up_job *job, const struct up_calendar *calendar, up_str expression, const char *fault);
/* An example among the manuals: nobody runs it from there. */
bool up_entry_is_of_manuals(const struct up_ledger_entry *entry);
/* When anacron runs a line of its table, a clause. */
up_str up_anacron_when(up_str line, struct up_arena *arena);
/* `more` behind "; ". */
up_str up_clauses(struct up_arena *arena, up_str clauses, up_str more);
/* schedules-timers.c: the timers among the entries, main units and drop-ins put together. */
void up_jobs_add_timers(struct up_jobs *jobs);
bool up_entry_is_of_timer(const struct up_ledger_entry *entry);
/* schedules-parts.c: the files that run-parts runs. */
void up_jobs_add_parts(struct up_jobs *jobs);
/* schedules-disable.c: how to keep it from firing, a command or a sentence without its period. */
up_str up_job_disable(const struct up_job *job, struct up_arena *arena);
