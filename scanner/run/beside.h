/* Small files beside a source that say how it is run: metadata.toml of Diesel, V1__x.sql.conf of Flyway. No link is followed. Private to run/. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "core/source.h"

/* Appends the bytes of a regular file in an open folder, up to `most`; false: there is none. */
bool up_beside_read(int folder, const char *name, size_t most, struct up_buf *text);
/* The bytes of the file that belongs to the source; empty: none does, or it is not there. `arena` holds them. */
up_str up_beside_of(const struct up_source *source, struct up_arena *arena);
