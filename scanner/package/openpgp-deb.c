/* What debsigs signs: the bytes of debian-binary, control.tar and data.tar, in the order of the archive, without the headers of ar between them. */
#include "package/openpgp-private.h"

enum {
	AR_HEADER = 60,
	AR_SIZE_AT = 48,
	AR_SIZE_BYTES = 10,
};

/* All `n` bytes; false where the stream ends before. */
static bool read_all(struct up_stream *stream, char *buffer, size_t n)
{
	while (n) {
		ssize_t got = stream->read(stream->data, buffer, n);
		if (got <= 0)
			return false;
		buffer += got;
		n -= (size_t)got;
	}
	return true;
}

static bool skip(struct up_stream *stream, uint64_t n)
{
	char buffer[16384];
	while (n) {
		size_t part = n < sizeof buffer ? (size_t)n : sizeof buffer;
		if (!read_all(stream, buffer, part))
			return false;
		n -= part;
	}
	return true;
}

static bool is_signed_part(up_str name)
{
	return up_str_eq(name, UP_STR("debian-binary")) || up_str_starts(name, UP_STR("control.tar")) ||
	       up_str_starts(name, UP_STR("data.tar"));
}

/* Goes to the next part that is signed. False at the end; a header that makes no sense breaks the stream. */
static bool next_part(struct up_deb_parts *parts)
{
	char header[AR_HEADER];
	for (;;) {
		uint64_t size;
		if (parts->is_padded && !skip(parts->deb, 1))
			return false;
		parts->is_padded = false;
		if (!read_all(parts->deb, header, sizeof header))
			return false;
		up_str name = up_str_trim((up_str){ header, 16 });
		up_str digits = up_str_trim((up_str){ header + AR_SIZE_AT, AR_SIZE_BYTES });
		parts->is_broken = header[58] != '`' || header[59] != '\n' || !up_str_to_u64(digits, &size);
		if (parts->is_broken)
			return false;
		parts->is_padded = size & 1;
		if (up_str_ends(name, UP_STR("/")))
			name.len--;
		if (is_signed_part(name)) {
			parts->left = size;
			return true;
		}
		if (!skip(parts->deb, size))
			return false;
	}
}

static ssize_t read_parts(void *data, void *buffer, size_t size)
{
	struct up_deb_parts *parts = data;
	char magic[8];
	if (!parts->is_begun) {
		parts->is_begun = true;
		parts->is_broken = !read_all(parts->deb, magic, sizeof magic) || memcmp(magic, "!<arch>\n", sizeof magic) != 0;
	}
	while (!parts->is_broken && !parts->left)
		if (!next_part(parts))
			return parts->is_broken ? -1 : 0;
	if (parts->is_broken)
		return -1;
	if (size > parts->left)
		size = (size_t)parts->left;
	ssize_t n = parts->deb->read(parts->deb->data, buffer, size);
	if (n <= 0) {
		parts->is_broken = true;
		return -1;
	}
	parts->left -= (uint64_t)n;
	return n;
}

struct up_stream up_deb_parts_stream(struct up_deb_parts *parts)
{
	return (struct up_stream){ .data = parts, .read = read_parts };
}
