/* What fires by itself: jobs of cron, anacron and at, timers, CronJobs, schedules of CI, of the host and of what a package brings. From the ledger: SCHEDULE
 * facts, UNIT facts (what a timer starts), and FILE entries of etc/cron.daily and its kin, of *.timer and of *.wants/. Reads no clock. */
#pragma once

#include "core/form.h"
#include "core/table.h"
#include "core/window.h"
#include "estate/ledger.h"

enum {
	UP_SCHEDULE_RUNS = 5, /* of one schedule that are written out; more are counted */
};

/* Fills the table, which the caller has zeroed and finishes, and states what is worth a finding. `window` NULL: nobody said when. */
void up_schedules_settle(const struct up_ledger *ledger, const struct up_time_window *window, struct up_table *table,
			 struct up_arena *arena, const struct up_form_sink *sink);
