/* Taking an inventory: roots → components. Databases of packages are read as they are, and sources by the parsers that can state components; what no name
 * promises to hold any is not opened. */
#pragma once

#include "core/inventory.h"
#include "match/rules.h"
#include "report/report.h"
#include "run/walk.h"

struct up_inventory_options {
	struct up_walk_options walk;  /* callbacks and data are filled in here */
	const struct up_rules *rules; /* for secrets that stand in what is stated */
	bool progress;
};

struct up_taken;

/* NULL when a root could not be opened (the message is on standard error). */
struct up_taken *up_inventory_take(const struct up_inventory_options *options);
void up_taken_free(struct up_taken *taken);
/* Settled. */
const struct up_inventory *up_taken_inventory(const struct up_taken *taken);
/* Components, notes and counts; they live as long as what was taken. */
void up_taken_fill(const struct up_taken *taken, struct up_report *report);
