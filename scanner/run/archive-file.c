/* A container in a file that is open. */
#include <unistd.h>

#include "run/archive.h"

static ssize_t read_file(void *data, void *buffer, size_t size)
{
	struct up_archive_file *file = data;
	ssize_t n = pread(file->fd, buffer, size, (off_t)file->at);
	file->at += n > 0 ? (uint64_t)n : 0;
	return n;
}

static ssize_t read_file_at(void *data, uint64_t offset, void *buffer, size_t n)
{
	return pread(((struct up_archive_file *)data)->fd, buffer, n, (off_t)offset);
}

static bool seek_file(void *data, uint64_t offset)
{
	struct up_archive_file *file = data;
	file->at = offset;
	return true;
}

struct up_archive_input up_archive_input_of(struct up_archive_file *file, int fd, uint64_t size)
{
	*file = (struct up_archive_file){ .fd = fd };
	return (struct up_archive_input){ .data = file,
					  .read = read_file,
					  .seek = seek_file,
					  .size = size,
					  .window = { .data = file, .size = size, .read_at = read_file_at } };
}
