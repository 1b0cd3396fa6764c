/* Bytes that can be read at any offset: a file by pread, or a container inside another that was kept in memory. Formats whose truth stands at their end,
 * or in two places, are read through it. */
#pragma once

#include <sys/types.h>

#include "base/str.h"

struct up_window {
	void *data;
	uint64_t size;
	/* Bytes read, which may be fewer than `n`; 0 at the end, -1 when they cannot be read. */
	ssize_t (*read_at)(void *data, uint64_t offset, void *buffer, size_t n);
	bool is_prefix; /* more bytes follow, which are not at hand: `size` is not that of the container */
};

/* Exactly `n` bytes; false where they are not all there, or cannot be read. */
bool up_window_read(const struct up_window *window, uint64_t offset, void *buffer, size_t n);
/* A view of memory; `bytes` lives as long as the window is used. */
struct up_window up_window_of(const up_str *bytes);
