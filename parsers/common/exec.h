/* Exec lines of systemd units: prefixes, words, several commands in one line. */
#pragma once

#include "common/line.h"

/* States COMMAND for each command of the text's range [start, end). `path`, `key_at`… of the setting are the caller's affair.
 * False: a limit was hit, stop. */
bool up_exec_emit(struct up_parse *p, const struct up_text *text, uint32_t start, uint32_t end);
