/* Bytes at any offset: whole reads, and a window over memory. */
#include "package/window.h"

bool up_window_read(const struct up_window *window, uint64_t offset, void *buffer, size_t n)
{
	if (offset > window->size || n > window->size - offset)
		return false;
	for (size_t done = 0; done < n;) {
		ssize_t got = window->read_at(window->data, offset + done, (char *)buffer + done, n - done);
		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

static ssize_t read_memory(void *data, uint64_t offset, void *buffer, size_t n)
{
	const up_str *bytes = data;
	if (offset >= bytes->len)
		return 0;
	size_t left = bytes->len - (size_t)offset;
	n = n < left ? n : left;
	memcpy(buffer, bytes->s + offset, n);
	return (ssize_t)n;
}

struct up_window up_window_of(const up_str *bytes)
{
	void *data;
	memcpy(&data, &bytes, sizeof data); /* it is only read */
	return (struct up_window){ .data = data, .size = bytes->len, .read_at = read_memory };
}
