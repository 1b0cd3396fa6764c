/* Reading one file whole. */
#include "cli/single.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"
#include "run/beside.h"
#include "run/read.h"
#include "run/sandbox.h"

static bool read_whole(int fd, uint64_t most, struct up_buf *raw)
{
	ssize_t n = 0;
	while (raw->len <= most && (n = read(fd, up_buf_reserve(raw, 65536), 65536)) > 0)
		raw->len += (size_t)n;
	return n >= 0;
}

static void print_note(void *data, unsigned worker, enum up_note_reason reason, up_str path, up_str detail)
{
	(void)data, (void)worker;
	up_say("%.*s: %s: %.*s", UP_FMT(path), up_note_reason_name(reason), UP_FMT(detail));
}

bool up_single_read(const char *path, const char *stdin_name, const struct up_limits *limits, struct up_buf *bytes,
		    struct up_source *ret_source)
{
	bool is_stdin = !strcmp(path, "-");
	const char *name = is_stdin && stdin_name ? stdin_name : path;
	struct up_buf raw = { 0 };
	struct stat st = { 0 };
	up_sandbox_enter(); /* what is read may be anything */
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	bool fine = fd >= 0 && fstat(fd, &st) == 0 && read_whole(fd, limits->file_bytes, &raw);
	if (!fine)
		up_say("%s: %s", path, strerror(errno));
	else if (raw.len > limits->file_bytes)
		up_say("%s: larger than --max-file-size", path);
	if (fd > STDIN_FILENO)
		close(fd);
	struct up_walk_options options = { .limits = limits, .note = print_note };
	struct up_reader reader;
	struct up_read_source read = { 0 };
	up_reader_init(&reader, &options, 0);
	fine = fine && raw.len <= limits->file_bytes && up_reader_decode(&reader, up_buf_str(&raw), up_str_from(name), &read);
	if (fine) {
		up_buf_add(bytes, read.source.bytes);
		*ret_source = read.source;
		ret_source->name = up_str_from(name);
		ret_source->bytes = up_buf_str(bytes);
		ret_source->mode = is_stdin ? 0 : st.st_mode;
		ret_source->is_outside_transaction = !is_stdin && up_beside_says_no_transaction(AT_FDCWD, path);
	}
	up_reader_finish(&reader);
	up_buf_finish(&raw);
	return fine;
}
