/* A scan as commands run it, from options to reports. */
#pragma once

#include "cli/options.h"

/* The exit status. */
int up_scan_options_run(struct up_options *options);
