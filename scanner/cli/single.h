/* Reading one file whole, for the commands that look at a single source. */
#pragma once

#include "base/buf.h"
#include "core/limits.h"
#include "core/source.h"

/* The source of a path ("-" is standard input) as UTF-8 in `bytes`; false after a message on standard error. */
bool up_single_read(const char *path, const char *stdin_name, const struct up_limits *limits, struct up_buf *bytes,
		    struct up_source *ret_source);
