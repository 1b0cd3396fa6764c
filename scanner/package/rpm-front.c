#include "package/rpm-front.h"

enum {
	RPM_LEAD = 96,
	RPM_INTRO = 16, /* of a header: magic, number of entries, size of their store */
	RPM_ENTRY = 16,
};

static ssize_t read_all(struct up_stream *stream, char *buffer, size_t n)
{
	size_t at = 0;
	while (at < n) {
		ssize_t got = stream->read(stream->data, buffer + at, n - at);
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		at += (size_t)got;
	}
	return (ssize_t)at;
}

static uint32_t number_at(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool add_bytes(struct up_stream *stream, struct up_buf *front, size_t n)
{
	char *place = up_buf_reserve(front, n);
	if (read_all(stream, place, n) != (ssize_t)n)
		return false;
	front->len += n;
	front->bytes[front->len] = '\0';
	return true;
}

/* Adds a header, with the padding to eight bytes behind that of the signatures. */
static bool add_header(struct up_stream *stream, struct up_buf *front, bool is_padded)
{
	size_t start = front->len;
	if (!add_bytes(stream, front, RPM_INTRO))
		return false;
	uint32_t n = number_at(front->bytes + start + 8), size = number_at(front->bytes + start + 12);
	if (n > UP_RPM_HEADER_ENTRIES || size > UP_RPM_HEADER_BYTES)
		return false;
	size_t len = (size_t)n * RPM_ENTRY + size;
	if (is_padded)
		len += (8 - len % 8) % 8;
	return add_bytes(stream, front, len);
}

bool up_rpm_front_read(struct up_stream *stream, struct up_buf *front)
{
	return add_bytes(stream, front, RPM_LEAD) && add_header(stream, front, true) && add_header(stream, front, false);
}
