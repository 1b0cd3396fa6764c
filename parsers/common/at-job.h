/* A job of at(1): a script of the shell with a head that at writes. */
#pragma once

#include "core/parser.h"

/* States the schedule of a source that lies in at's spool. False: stop. */
bool up_at_job_emit(struct up_parse *p);
