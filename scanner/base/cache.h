/* The user's cache: files that save work and may be lost at any time, in $XDG_CACHE_HOME/uplint or $HOME/.cache/uplint. Whoever reads one checks what is
 * in it. Nobody is told when there is no cache, or it cannot be used: the work is done again. */
#pragma once

#include "base/buf.h"

/* The whole file, put behind what is in the buffer. False, and the buffer as it was: there is none, it is larger than `most` bytes, or its folder or
 * itself belongs to somebody else, is a link, or may be written by others. */
bool up_cache_read(up_str name, size_t most, struct up_buf *out);
/* Puts the file in its place at once: readers see the old one or the new one. Folders that are missing are made. */
void up_cache_write(up_str name, up_str bytes);
