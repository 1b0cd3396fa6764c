/* One container as a stream of members, by libarchive: nothing is extracted, no program is run, and links are never followed. Knows nothing of what is
 * inside a member. An archive belongs to one worker. Private to run/. */
#pragma once

#include "base/buf.h"
#include "package/package.h"
#include "package/window.h"

/* Where the bytes of a container come from. */
struct up_archive_input {
	void *data;
	/* Bytes read, 0 at the end, -1 when they cannot be read. */
	ssize_t (*read)(void *data, void *buffer, size_t size);
	/* Goes to an absolute offset; NULL where there is none but forward. Some formats (7z, iso) cannot be read without. */
	bool (*seek)(void *data, uint64_t offset);
	uint64_t size;           /* where it can seek */
	struct up_window window; /* the same bytes at any offset, from the start as far as they are at hand */
};

struct up_archive_file {
	int fd;
	uint64_t at;
};
struct up_archive_input up_archive_input_of(struct up_archive_file *file, int fd, uint64_t size);

/* What the first bytes, at least UP_ARCHIVE_SNIFF of them where there are as many, and the name say. _UP_CONTAINER_MAX: no container. */
enum {
	UP_ARCHIVE_SNIFF = 512
};
enum up_container_kind up_archive_sniff(up_str start, up_str name);
/* Can it be read only by who can seek? */
bool up_archive_must_seek(enum up_container_kind kind);

struct up_archive;

/* `name` without folders: one compressed file has its name without the ending. NULL with a fault. */
struct up_archive *up_archive_open(enum up_container_kind kind, const struct up_archive_input *input, up_str name, struct up_buf *fault);
void up_archive_close(struct up_archive *archive);

enum up_archive_step {
	UP_ARCHIVE_MEMBER,
	UP_ARCHIVE_END,
	UP_ARCHIVE_BROKEN, /* what follows cannot be read; the fault says why */
};
/* The next member: its name, mode, owner, size, time, link. Strings live until the next step. A fault that leaves the member readable is written to `fault` too. */
enum up_archive_step up_archive_next(struct up_archive *archive, struct up_member *ret_member, struct up_buf *fault);
/* Bytes of the member; 0 at its end, -1 with a fault: the member is broken, the next one may not be. */
ssize_t up_archive_read(struct up_archive *archive, void *buffer, size_t size, struct up_buf *fault);
/* After the end of a tar archive: does it lack the zeros that mark it? Then it may have been cut between two members. */
bool up_archive_lacks_end(const struct up_archive *archive);
/* The next bytes behind the end of a tar archive, which its readers do not look at; 0 where there are no more, -1 where they cannot be read. */
ssize_t up_archive_rest(struct up_archive *archive, const char **ret_bytes, struct up_buf *fault);
/* Bytes of the input that were consumed so far: what ratios are taken of. */
uint64_t up_archive_consumed(const struct up_archive *archive);
/* Is it one compressed file and no archive? After the first member. */
bool up_archive_is_plain(const struct up_archive *archive);
/* "ZIP 2.0 (deflation)", "GNU tar format, xz"; after the first member. */
up_str up_archive_format(struct up_archive *archive, struct up_arena *arena);
