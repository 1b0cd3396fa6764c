/* The schedule of a job of at(1): when, by the name of its file; who, by the comment `# mail USER 0` of its head; what, by its last line, since what
 * stands before restores the environment. */
#include "common/at-job.h"

#include "base/lines.h"
#include "core/at-job.h"
#include "core/civil.h"

static up_str user_of(up_str line)
{
	up_str head = UP_STR("# mail ");
	if (!up_str_starts(line, head))
		return UP_STR("");
	up_str rest = up_str_trim(up_str_slice(line, head.len, line.len));
	return up_str_slice(rest, 0, up_str_find_byte(rest, ' ', 0));
}

bool up_at_job_emit(struct up_parse *p)
{
	const struct up_source *source = up_parse_source(p);
	struct up_at_job job;
	bool is_job = up_str_starts(source->bytes, UP_STR("#!")) &&
		      up_str_contains(up_str_slice(source->bytes, 0, 64), UP_STR("\n# atrun "));
	if (!is_job || !up_at_job_read(source->name, &job))
		return true;
	up_str line, last = UP_STR(""), user = UP_STR("");
	for (size_t at = 0; up_line_next(source->bytes, &at, &line);) {
		if (!user.len)
			user = user_of(line);
		if (up_str_trim(line).len)
			last = up_str_trim(line);
	}
	uint32_t start = last.len ? (uint32_t)(last.s - source->bytes.s) : 0;
	struct up_civil day = up_civil_of(up_civil_day_of(job.at));
	uint32_t minute = (uint32_t)(job.at / 60 % (UP_DAY_SECONDS / 60));
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_SCHEDULE,
					     .path = user,
					     .key = up_arena_printf(up_parse_arena(p), "at %04d-%02u-%02u %02u:%02u UTC", day.year,
								    day.month, day.day, minute / 60, minute % 60),
					     .value = last,
					     .value_at = { start, start + (uint32_t)last.len } });
}
