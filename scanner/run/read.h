/* Reading one file: opened without waiting, its kind checked, its bytes turned into UTF-8. Two buffers are reused from file to file.
 * A reader belongs to one worker. Knows nothing of folders. */
#pragma once

#include "run/walk.h"

struct stat;

struct up_reader {
	const struct up_walk_options *options; /* limits, note, data */
	unsigned worker;
	const char *which; /* ends the detail of each note: which version of a file it is about; NULL = there is one alone */
	char *raw_memory;  /* what `raw` lies in, at the start of a page: the kernel copies faster to there */
	char *raw;         /* bytes as on disk */
	size_t raw_capacity;
	char *text; /* bytes as UTF-8, where they are not so on disk */
	size_t text_capacity;
	/* The last file system that was found to be no kernel interface; st_dev is as good as unique while it is mounted. */
	uint64_t plain_dev;
	bool has_plain_dev;
};

void up_reader_init(struct up_reader *reader, const struct up_walk_options *options, unsigned worker);
void up_reader_finish(struct up_reader *reader);
/* Reads `name` in the folder `dir_fd`; `more_flags` go to openat (O_NOFOLLOW for what a walk met). False when there is nothing to pass on: the note
 * has been given. The source lives until the next call; up_reader_release gives a large buffer back. */
bool up_reader_file(struct up_reader *reader, int dir_fd, const char *name, int more_flags, up_str path, struct up_read_source *ret_read);
/* Room for so many bytes in `raw`, of which the first `used` stay. */
void up_reader_room(struct up_reader *reader, size_t size, size_t used);
/* What it reads at the most. */
uint64_t up_reader_limit(const struct up_reader *reader);
bool up_reader_stdin(struct up_reader *reader, up_str name, struct up_read_source *ret_read);
void up_reader_release(struct up_reader *reader);

/* Decides what bytes are, and decodes them. False with a note when they are no text. */
bool up_reader_decode(struct up_reader *reader, up_str raw, up_str path, struct up_read_source *ret_read);
void up_reader_note(struct up_reader *reader, enum up_note_reason reason, up_str path, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Is the file system of `fd` an interface of the kernel (procfs, sysfs …), whose files are no files? Sets *ret_name for people. */
bool up_reader_is_pseudo(struct up_reader *reader, int fd, const struct stat *st, const char **ret_name);
/* "a FIFO", "a socket" … */
const char *up_file_kind(unsigned mode);
