/* How a way is written. Private to cli/path*.c. */
#pragma once

#include "match/path.h"

void up_path_write_text(const struct up_path *path, bool verbose, struct up_buf *out);
void up_path_write_json(const struct up_path *path, struct up_buf *out);
/* "found", "same", "downgrade", "no-downgrade", "blocked", "beyond" */
const char *up_path_status_name(enum up_path_status status);
