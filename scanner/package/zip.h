/* The truth of a zip: what its central directory says against what stands before each member, and every byte that belongs to neither. Reads the structure
 * alone; decompresses nothing. Readers differ in which of two contradicting places they believe, so that one can be shown a package and another one
 * installed: each contradiction is a form of its own, with the member's name as value. */
#pragma once

#include "core/form.h"
#include "package/window.h"

/* `path` is that of the container. Memory is bounded by UP_LIMIT_ARCHIVE_MEMBERS entries of 64 bytes; time is linear in the size of the window. */
void up_zip_inspect(const struct up_window *bytes, up_str path, const struct up_form_sink *sink);
/* Every key that it can state; ended by NULL. */
extern const char *const up_zip_forms[];
