/* Units across sources: what the host and the package define, what scripts, units, timers and tasks refer to, and where the two do not meet. */
#pragma once

#include "core/form.h"
#include "core/unit.h"
#include "estate/ledger.h"

/* States, after up_ledger_settle (value: the unit; detail: a clause, what the host has in its place):
 *   unit-not-on-host           a reference that fails: neither host nor package has the unit
 *   unit-perhaps-not-on-host   the same, where the source tolerates it, asks first, or installs packages that may bring it
 *   unit-order-lost            After=, Wants= and their kin of a unit that has another name on the host
 *   init-script-not-on-host    /etc/init.d/X is run, and only the unit is there
 *   unit-masked-on-host        a reference to a unit, or a unit of the package, that the host masks
 *   unit-overridden-on-host    a unit of the package for which the host has a file or drop-ins of its own
 *   unit-stopped               a script that runs before the upgrade stops it, and no script of the package starts it again
 *   unit-removed-while-enabled a unit that the host has enabled, of a package whose new version has it no more
 * Where the host side has no systemd (a repository), nothing is stated of what is not there. */
void up_units_settle(const struct up_ledger *ledger, const struct up_unit_renames *renames, bool is_host_quiet,
		     const struct up_form_sink *sink);

/* What the run hands in while it reads, beside files below the folders of units (up_units_wants_file): who owns which unit. */

/* Is it a path of which a FILE entry is wanted: units, links that enable them, init scripts? `below`: as up_ledger_below. */
bool up_units_wants_file(up_str below);
/* The bytes of var/lib/dpkg/info/NAME.list of the host: each unit in it becomes an entry. `at`: side, source and below of the list. */
void up_units_add_list(struct up_ledger *ledger, const struct up_ledger_entry *at, up_str bytes);
/* The bytes of control/control of a deb: an entry that says which package the container is. */
/* dpkg's list of what a host has installed. */
void up_units_add_status(struct up_ledger *ledger, const struct up_ledger_entry *at, up_str bytes);
void up_units_add_control(struct up_ledger *ledger, const struct up_ledger_entry *at, up_str bytes);
