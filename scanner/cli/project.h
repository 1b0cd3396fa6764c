/* The project's own configuration: where it is looked for, and what may be wrong with it. */
#pragma once

#include "cli/options.h"
#include "run/config.h"

/* --config FILE, or .uplint.yaml of the first root, or of the current folder where the first root is no folder. *ret_config stays NULL where there
 * is none. False after messages. */
bool up_project_read(const struct up_options *options, struct up_config **ret_config);
/* Does it name products that there are? False after messages. */
bool up_project_check(const struct up_config *config, const struct up_rules *rules);
