/* Jobs of at(1) as they lie in its spool: the name of the file is the queue, the number of the job and the minute that it waits for. */
#pragma once

#include "base/str.h"

struct up_at_job {
	uint32_t number;
	char queue; /* "a"; '=' while it runs */
	int64_t at; /* seconds since 1970, UTC */
};

/* `path` lies in var/spool/cron/atjobs or var/spool/at and has such a name: "a00001019a2b3c": False otherwise. */
bool up_at_job_read(up_str path, struct up_at_job *ret_job);
