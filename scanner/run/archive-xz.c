#include "run/archive-xz.h"

#include <lzma.h>

#include "base/memory.h"
#include "core/limits.h"

enum {
	PACKED_BYTES = 64 << 10,
};

struct up_xz {
	lzma_stream stream;
	lzma_allocator allocator;
	bool is_at_end, is_over; /* of what is read, of what comes out */
	up_str fault;            /* told when all that came out before it was handed on */
	unsigned char packed[PACKED_BYTES];
};

static void *take(void *data, size_t count, size_t size)
{
	(void)data;
	return up_alloc_zero(count, size);
}

static void give(void *data, void *memory)
{
	(void)data;
	up_free(memory);
}

struct up_xz *up_xz_new(void)
{
	struct up_xz *xz = up_alloc_zero(1, sizeof *xz);
	xz->allocator = (lzma_allocator){ .alloc = take, .free = give };
	xz->stream = (lzma_stream)LZMA_STREAM_INIT;
	xz->stream.allocator = &xz->allocator;
	if (lzma_auto_decoder(&xz->stream, UP_LIMIT_XZ_BYTES, LZMA_CONCATENATED) != LZMA_OK)
		up_out_of_memory();
	return xz;
}

void up_xz_free(struct up_xz *xz)
{
	if (!xz)
		return;
	lzma_end(&xz->stream);
	up_free(xz);
}

static up_str fault_of(lzma_ret r)
{
	switch (r) {
	case LZMA_MEMLIMIT_ERROR:
		return UP_STR("its dictionary needs more than 80 MiB of memory");
	case LZMA_DATA_ERROR:
		return UP_STR("its packed bytes are damaged");
	case LZMA_FORMAT_ERROR:
		return UP_STR("its compressed bytes do not begin as such bytes do");
	case LZMA_OPTIONS_ERROR:
		return UP_STR("it is packed in a way that is not supported");
	default:
		return UP_STR("its packed bytes break off");
	}
}

ssize_t up_xz_read(struct up_xz *xz, ssize_t (*read)(void *data, void *buffer, size_t size), void *data, void *buffer, size_t size,
		   up_str *ret_fault)
{
	xz->stream.next_out = buffer;
	xz->stream.avail_out = size;
	while (xz->stream.avail_out == size && !xz->is_over) {
		if (!xz->stream.avail_in && !xz->is_at_end) {
			ssize_t n = read(data, xz->packed, sizeof xz->packed);
			if (n < 0) {
				*ret_fault = UP_STR("its bytes cannot be read");
				return -1;
			}
			xz->is_at_end = n == 0;
			xz->stream.next_in = xz->packed;
			xz->stream.avail_in = (size_t)n;
		}
		lzma_ret r = lzma_code(&xz->stream, xz->is_at_end ? LZMA_FINISH : LZMA_RUN);
		xz->is_over = r == LZMA_STREAM_END;
		if (r == LZMA_OK || r == LZMA_STREAM_END)
			continue;
		xz->fault = fault_of(r);
		xz->is_over = true;
	}
	*ret_fault = xz->fault;
	return xz->fault.len && xz->stream.avail_out == size ? -1 : (ssize_t)(size - xz->stream.avail_out);
}

uint64_t up_xz_consumed(const struct up_xz *xz)
{
	return xz->stream.total_in;
}
