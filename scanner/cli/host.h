/* What the roots of a scan say of the host that they come from: its release and its packages. Looked up at fixed places before the scan. */
#pragma once

#include "cli/options.h"
#include "cli/present.h"
#include "match/rules.h"

/* The release of each root, as if given by --from, or of a package by --to: it must run there. What the user says goes before.
 * What each root says of itself is added to `present`, here and with the packages. */
void up_host_add_release(struct up_options *options, struct up_arena *arena, struct up_present_list *present);
/* dpkg's status file of the first root that has one; false where there is none. */
bool up_host_status(const struct up_options *options, struct up_buf *ret_text, struct up_buf *ret_path);
/* The installed packages: windows of `rules` begin there, and --from names them for the reports; of a package they end there, and --to does. */
void up_host_add_packages(struct up_options *options, struct up_rules *rules, struct up_present_list *present);
