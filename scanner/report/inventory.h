/* Reports of an inventory: the components of a report, with its notes. */
#pragma once

#include "report/report.h"

/* For people: a row for each component, then what was not read. */
void up_inventory_table(const struct up_report *report, struct up_buf *out);
/* docs/inventory.md says what it holds. */
void up_inventory_json(const struct up_report *report, struct up_buf *out);
/* CycloneDX 1.6, without a time and a serial number: the same bytes of the same tree. */
void up_inventory_cyclonedx(const struct up_report *report, struct up_buf *out);
