/* Hosts that are contacted, by a host and by what a package brings: one row for each, with who does and where. From the ENDPOINT facts of the ledger. */
#pragma once

#include "core/form.h"
#include "core/table.h"
#include "estate/ledger.h"

/* Fills the table, which the caller has zeroed and finishes, and states what is worth a finding. */
void up_endpoints_settle(const struct up_ledger *ledger, struct up_table *table, struct up_arena *arena, const struct up_form_sink *sink);
