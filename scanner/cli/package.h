/* What a package is held against, beside the host: files that the user names, the packages of the host, the window. */
#pragma once

#include "cli/options.h"
#include "run/scan.h"

struct up_package_inputs {
	struct up_named_files trust, advisories;
	struct up_buf dpkg_status, dpkg_path;
	struct up_time_window window;
	int escalation; /* open for writing; -1: nobody asked */
	struct up_package_options options;
};

/* Before the sandbox closes; false after a message. To be finished. */
bool up_package_inputs_open(struct up_package_inputs *inputs, const struct up_options *options);
/* Writes what --escalation asks for; false after a message. */
bool up_package_inputs_escalate(struct up_package_inputs *inputs, const struct up_options *options, const struct up_scan *scan);
void up_package_inputs_finish(struct up_package_inputs *inputs);
