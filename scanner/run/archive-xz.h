/* Unpacking xz and lzma with a bound: an archive says how large its dictionary is, up to 4 GB, and libarchive takes as much. Private to run/. */
#pragma once

#include <sys/types.h>

#include "base/str.h"

struct up_xz;

/* Never NULL. */
struct up_xz *up_xz_new(void);
void up_xz_free(struct up_xz *xz);
/* Fills the buffer from what `read` gives; 0 at the end, -1 with a fault, a clause. */
ssize_t up_xz_read(struct up_xz *xz, ssize_t (*read)(void *data, void *buffer, size_t size), void *data, void *buffer, size_t size,
		   up_str *ret_fault);
/* Packed bytes so far. */
uint64_t up_xz_consumed(const struct up_xz *xz);
