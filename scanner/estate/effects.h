/* The rollback sheet: what an upgrade leaves behind outside of the host when its snapshot is set back, and what to do about each. */
#pragma once

#include "core/finding.h"
#include "core/table.h"

/* Adds a row for each finding whose rule names an effect; what somebody has suppressed with a reason is left out. The table is initialised here, with the
 * arena of the caller, and sorted. Findings are masked by now. */
void up_effects_table(const struct up_finding *findings, size_t n, struct up_arena *arena, struct up_table *ret_table);
