/* A progress line on standard error, from its own thread: shown after half a second, renewed ten times a second, wiped at the end. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

struct up_progress;

/* The counters may change from any thread. NULL where standard error is no terminal that can wipe a line. */
struct up_progress *up_progress_start(const _Atomic uint64_t *files, const _Atomic uint64_t *bytes);
/* NULL is fine. */
void up_progress_stop(struct up_progress *progress);
