/* Runners of migrations across sources: who migrates, in how many places at a time, and whether a lock keeps the others out. It reads what matchers told of
 * each source (core/runner.h) out of the ledger, and knows no format. */
#pragma once

#include "core/form.h"
#include "core/runner.h"
#include "estate/ledger.h"

/* States, after up_ledger_settle (ID: of the runner; value: the command or setting as written; detail: a clause that says how many run at a time; related:
 * what starts it, up to where it says how often):
 *   runner-unlocked:ID      it is run, takes no lock, and two can run at a time, or it could not be seen whether they can
 *   runner-lock-off:ID      its lock is switched off
 *   runner-lock-broken:ID   its lock does not hold
 * Errors where two surely run at a time, warnings where that is likely, notes where one of the two was not seen. */
void up_runners_settle(const struct up_ledger *ledger, const struct up_runners *runners, const struct up_form_sink *sink);
