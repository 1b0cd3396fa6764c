/* How to keep a job from firing, and back again. */
#include "estate/schedules-private.h"

static up_str at_line(const struct up_job *job, up_str path, struct up_arena *arena)
{
	return up_arena_printf(arena, "comment out line %u of %.*s", job->entry->at.line, UP_FMT(path));
}

static up_str timer(const struct up_job *job, struct up_arena *arena)
{
	bool is_of_users = up_str_contains(job->entry->source, UP_STR("systemd/user/"));
	const char *scope = is_of_users ? " --user" : "";
	return up_arena_printf(arena, "systemctl%s stop %.*s; afterwards systemctl%s start %.*s", scope, UP_FMT(job->name), scope,
			       UP_FMT(job->name));
}

static up_str cronjob(const struct up_job *job, struct up_arena *arena)
{
	up_str head = UP_STR("CronJob ");
	if (!up_str_starts(job->name, head))
		return UP_STR("set spec.suspend to true");
	up_str name = up_str_slice(job->name, head.len, job->name.len);
	return up_arena_printf(arena, "kubectl patch cronjob %.*s -p '{\"spec\":{\"suspend\":true}}'; afterwards false", UP_FMT(name));
}

up_str up_job_disable(const struct up_job *job, struct up_arena *arena)
{
	up_str below = up_ledger_below(job->entry), path = up_arena_printf(arena, "/%.*s", UP_FMT(below));
	switch (job->kind) {
	case UP_JOB_CRON:
	case UP_JOB_ANACRON:
		return up_str_starts(below, UP_STR("etc/")) ? at_line(job, path, arena) : at_line(job, job->entry->source, arena);
	case UP_JOB_CRON_USER:
		return up_arena_printf(arena, "crontab -u %.*s -e: comment out line %u", UP_FMT(job->user), job->entry->at.line);
	case UP_JOB_RUN_PARTS:
		return up_arena_printf(arena, "chmod -x %.*s; afterwards chmod +x", UP_FMT(path));
	case UP_JOB_AT:
		return up_arena_printf(arena, "%.*s", UP_FMT(job->key)); /* atrm N */
	case UP_JOB_TIMER:
		return timer(job, arena);
	case UP_JOB_CRONJOB:
		return cronjob(job, arena);
	case UP_JOB_GITHUB:
		return up_arena_printf(arena, "gh workflow disable %.*s; afterwards gh workflow enable", UP_FMT(up_str_basename(below)));
	case UP_JOB_ANSIBLE:
		return UP_STR("set disabled: true in the task, and run the play");
	case UP_JOB_CI:
		break;
	}
	return up_arena_printf(arena, "take the schedule out of %.*s, or pause it in the CI", UP_FMT(job->entry->source));
}
