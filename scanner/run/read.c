/* Reading one file. open, fstat, read, close and nothing more, for a file of text: on a large tree each further call can be seen. */
#include "run/read.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/memory.h"
#include "run/archive.h"
#include "run/beside.h"
#include "run/decode.h"
#include "run/pieces.h"

enum {
	PAGE_BYTES = 4096,
	BUFFER_BYTES = 64 << 10, /* at the start: fits the second-level cache, and most files */
	/* Larger buffers are given back after the file that needed them. The first one is kept up to the default limit: the pages of a fresh one cost more
	 * than reading into it. */
	RAW_KEPT = UP_LIMIT_FILE_BYTES + BUFFER_BYTES,
	TEXT_KEPT = 1 << 20,
	LARGEST_LIMIT = 1 << 30, /* spans are 32 bits, and Latin-1 may double */
};

/* Not in every version of linux/magic.h. */
enum {
	MAGIC_CONFIGFS = 0x62656570,
	MAGIC_FUSECTL = 0x65735543,
	MAGIC_MQUEUE = 0x19800202,
	MAGIC_NSFS = 0x6e736673,
	MAGIC_RPC_PIPEFS = 0x67596969,
	MAGIC_SELINUXFS = 0xf97cff8c,
};

/* Room for `size` bytes, with the first `used` of the old ones. */
static void new_raw(struct up_reader *reader, size_t size, size_t used)
{
	if (!used)
		up_free(reader->raw_memory);
	char *memory = up_alloc(size + PAGE_BYTES);
	char *raw = memory + (PAGE_BYTES - (uintptr_t)memory % PAGE_BYTES);
	if (used) {
		memcpy(raw, reader->raw, used);
		up_free(reader->raw_memory);
	}
	reader->raw_memory = memory;
	reader->raw = raw;
	reader->raw_capacity = size;
}

void up_reader_init(struct up_reader *reader, const struct up_walk_options *options, unsigned worker)
{
	*reader = (struct up_reader){ .options = options, .worker = worker };
	new_raw(reader, BUFFER_BYTES, 0);
}

void up_reader_finish(struct up_reader *reader)
{
	up_free(reader->raw_memory);
	up_free(reader->text);
	*reader = (struct up_reader){ 0 };
}

void up_reader_release(struct up_reader *reader)
{
	if (reader->raw_capacity > RAW_KEPT)
		new_raw(reader, BUFFER_BYTES, 0);
	if (reader->text_capacity > TEXT_KEPT) {
		up_free(reader->text);
		reader->text = NULL;
		reader->text_capacity = 0;
	}
}

void up_reader_note(struct up_reader *reader, enum up_note_reason reason, up_str path, const char *format, ...)
{
	int error = errno; /* for %m */
	struct up_buf detail = { 0 };
	char *end = up_buf_reserve(&detail, 1024);
	va_list args;
	va_start(args, format);
	errno = error;
	int len = vsnprintf(end, 1024, format, args);
	va_end(args);
	detail.len = len < 0 ? 0 : len < 1024 ? (size_t)len : 1023;
	if (reader->which)
		up_buf_add_s(&detail, reader->which);
	if (reader->options->note)
		reader->options->note(reader->options->data, reader->worker, reason, path, up_buf_str(&detail));
	up_buf_finish(&detail);
}

const char *up_file_kind(unsigned mode)
{
	switch (mode & S_IFMT) {
	case S_IFIFO:
		return "a FIFO";
	case S_IFSOCK:
		return "a socket";
	case S_IFCHR:
		return "a character device";
	case S_IFBLK:
		return "a block device";
	case S_IFDIR:
		return "a folder";
	case S_IFLNK:
		return "a symbolic link";
	default:
		return "not a regular file";
	}
}

static const char *pseudo_name(uint64_t type)
{
	static const struct {
		uint32_t type;
		const char *name;
	} kinds[] = {
		{ PROC_SUPER_MAGIC, "procfs" },
		{ SYSFS_MAGIC, "sysfs" },
		{ CGROUP_SUPER_MAGIC, "cgroup" },
		{ CGROUP2_SUPER_MAGIC, "cgroup2" },
		{ DEBUGFS_MAGIC, "debugfs" },
		{ TRACEFS_MAGIC, "tracefs" },
		{ DEVPTS_SUPER_MAGIC, "devpts" },
		{ SECURITYFS_MAGIC, "securityfs" },
		{ BPF_FS_MAGIC, "bpf" },
		{ EFIVARFS_MAGIC, "efivarfs" },
		{ PSTOREFS_MAGIC, "pstore" },
		{ BINFMTFS_MAGIC, "binfmt_misc" },
		{ MAGIC_CONFIGFS, "configfs" },
		{ MAGIC_FUSECTL, "fusectl" },
		{ MAGIC_MQUEUE, "mqueue" },
		{ MAGIC_NSFS, "nsfs" },
		{ MAGIC_RPC_PIPEFS, "rpc_pipefs" },
		{ MAGIC_SELINUXFS, "selinuxfs" },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].type == (uint32_t)type)
			return kinds[i].name;
	return NULL;
}

bool up_reader_is_pseudo(struct up_reader *reader, int fd, const struct stat *st, const char **ret_name)
{
	struct statfs fs;
	if (reader->has_plain_dev && reader->plain_dev == st->st_dev)
		return false;
	const char *name = fstatfs(fd, &fs) == 0 ? pseudo_name((uint64_t)fs.f_type) : NULL;
	if (name) {
		*ret_name = name;
		return true;
	}
	reader->plain_dev = st->st_dev;
	reader->has_plain_dev = true;
	return false;
}

uint64_t up_reader_limit(const struct up_reader *reader)
{
	uint64_t limit = reader->options->limits->file_bytes;
	return limit < LARGEST_LIMIT ? limit : LARGEST_LIMIT;
}

/* Room for `size` bytes; what the buffer holds is kept only where `used` says so. */
static void make_room(struct up_reader *reader, size_t size, size_t used)
{
	if (size <= reader->raw_capacity)
		return;
	size = (size + BUFFER_BYTES - 1) / BUFFER_BYTES * BUFFER_BYTES;
	/* Doubled where that is kept: each growth is fresh pages. */
	size_t twice = 2 * reader->raw_capacity < RAW_KEPT ? 2 * reader->raw_capacity : RAW_KEPT;
	size = size < twice ? twice : size;
	new_raw(reader, size, used);
}

void up_reader_room(struct up_reader *reader, size_t size, size_t used)
{
	make_room(reader, size, used);
}

/* Reads to the end, or one byte past the limit. `expected` is the size of a regular file, whose end is known without a further call;
 * 0 where there is no size. -1 with errno. */
static ssize_t read_all(struct up_reader *reader, int fd, uint64_t expected, uint64_t limit)
{
	size_t len = 0;
	make_room(reader, (size_t)(expected < limit ? expected : limit) + 1, 0);
	for (;;) {
		size_t room = reader->raw_capacity - len;
		if (room > limit + 1 - len)
			room = (size_t)(limit + 1 - len);
		ssize_t n = read(fd, reader->raw + len, room);
		if (n < 0 && errno == EINTR)
			continue;
		/* Standard input may have been handed to us as non-blocking. */
		if (n < 0 && errno == EAGAIN && fd == STDIN_FILENO && poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, -1) >= 0)
			continue;
		if (n < 0)
			return -1;
		len += (size_t)n;
		if (n == 0 || len > limit || (expected && len >= expected && (size_t)n < room))
			return (ssize_t)len;
		if (len == reader->raw_capacity)
			make_room(reader, 2 * len < limit + 1 ? 2 * len : (size_t)limit + 1, len);
	}
}

static void note_failure(struct up_reader *reader, up_str path)
{
	if (errno == ENOENT || errno == ESTALE || errno == ENOTDIR)
		up_reader_note(reader, UP_NOTE_VANISHED, path, "gone before it could be read");
	else if (errno == ELOOP)
		up_reader_note(reader, UP_NOTE_VANISHED, path, "replaced by a symbolic link before it could be read");
	else if (errno == ENXIO)
		up_reader_note(reader, UP_NOTE_NOT_REGULAR, path, "a socket or a FIFO");
	else
		up_reader_note(reader, UP_NOTE_UNREADABLE, path, "%m");
}

/* A file over the limit is looked at just far enough to tell a program or an archive, which nobody wants to read, from a text. */
static void note_large(struct up_reader *reader, int fd, uint64_t size, up_str path)
{
	ssize_t n = pread(fd, reader->raw, UP_DECODE_SNIFF, 0);
	const char *kind = n > 0 ? up_decode_binary((up_str){ reader->raw, (size_t)n }) : NULL;
	if (kind)
		up_reader_note(reader, UP_NOTE_BINARY, path, "%s", kind);
	else
		up_reader_note(reader, UP_NOTE_TOO_LARGE, path, "%llu bytes; the limit is %llu (--max-file-size)", (unsigned long long)size,
			       (unsigned long long)up_reader_limit(reader));
}

/* fstat as the kernel has it. The C library of Debian 12 makes it a newfstatat with an empty path, which costs a sixth more. */
static int stat_open(int fd, struct stat *ret_st)
{
#if defined(__x86_64__) && defined(SYS_fstat)
	return (int)syscall(SYS_fstat, fd, ret_st);
#else
	return fstat(fd, ret_st);
#endif
}

/* Containers are read by who asks for their members. */
static bool is_container(struct up_reader *reader, up_str start, up_str path, struct up_read_source *ret_read)
{
	if (!reader->options->container)
		return false;
	enum up_container_kind kind = up_archive_sniff(start, up_str_basename(path));
	ret_read->is_container = kind != _UP_CONTAINER_MAX;
	ret_read->container = kind;
	ret_read->source.name = path;
	return ret_read->is_container;
}

static bool read_open(struct up_reader *reader, int fd, up_str path, struct up_read_source *ret_read)
{
	struct stat st;
	const char *name = NULL;
	if (stat_open(fd, &st) < 0) {
		note_failure(reader, path);
		return false;
	}
	if (!S_ISREG(st.st_mode)) {
		up_reader_note(reader, UP_NOTE_NOT_REGULAR, path, "%s", up_file_kind(st.st_mode));
		return false;
	}
	if (up_reader_is_pseudo(reader, fd, &st, &name)) {
		up_reader_note(reader, UP_NOTE_PSEUDO, path, "on %s", name);
		return false;
	}
	uint64_t limit = up_reader_limit(reader), size = (uint64_t)st.st_size;
	ret_read->size = size;
	ret_read->source.mode = st.st_mode;
	if (reader->options->is_database && reader->options->is_database(reader->options->data, path)) {
		ret_read->is_database = true;
		ret_read->source.name = path;
		return true;
	}
	if (size > limit) {
		ssize_t n = reader->options->container ? pread(fd, reader->raw, UP_DECODE_SNIFF, 0) : 0;
		if (n > 0 && is_container(reader, (up_str){ reader->raw, (size_t)n }, path, ret_read))
			return true;
		n = pread(fd, reader->raw, UP_DECODE_SNIFF, 0);
		ret_read->is_large = n > 0 && up_pieces_fit(path, (up_str){ reader->raw, (size_t)n });
		ret_read->source.name = path;
		if (ret_read->is_large)
			return true;
		note_large(reader, fd, size, path);
		ret_read->is_program = reader->options->large_programs && n > 0 &&
				       up_str_starts((up_str){ reader->raw, (size_t)n }, UP_STR("\177ELF"));
		ret_read->is_database = ret_read->is_program;
		return ret_read->is_program;
	}
	ssize_t len = read_all(reader, fd, size, limit);
	if (len < 0) {
		note_failure(reader, path);
		return false;
	}
	if ((uint64_t)len > limit) {
		note_large(reader, fd, (uint64_t)len, path);
		return false;
	}
	if ((uint64_t)len < size)
		up_reader_note(reader, UP_NOTE_VANISHED, path, "shrank while it was read: %zd of %llu bytes", len,
			       (unsigned long long)size);
	up_str raw = { reader->raw, (size_t)len };
	return is_container(reader, raw, path, ret_read) || up_reader_decode(reader, raw, path, ret_read);
}

bool up_reader_file(struct up_reader *reader, int dir_fd, const char *name, int more_flags, up_str path, struct up_read_source *ret_read)
{
	/* O_NONBLOCK: should a FIFO stand here by now, opening it does not wait for its writer. */
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | more_flags);
	if (fd < 0) {
		note_failure(reader, path);
		return false;
	}
	*ret_read = (struct up_read_source){ .worker = reader->worker };
	bool is_read = read_open(reader, fd, path, ret_read);
	ret_read->source.is_outside_transaction = is_read && up_beside_says_no_transaction(dir_fd, name);
	if (ret_read->is_container || ret_read->is_large || ret_read->is_database)
		ret_read->fd = fd; /* closed by who reads it */
	else
		close(fd);
	return is_read;
}

bool up_reader_stdin(struct up_reader *reader, up_str name, struct up_read_source *ret_read)
{
	uint64_t limit = up_reader_limit(reader);
	*ret_read = (struct up_read_source){ .worker = reader->worker };
	ssize_t len = read_all(reader, STDIN_FILENO, 0, limit);
	if (len < 0) {
		up_reader_note(reader, UP_NOTE_UNREADABLE, name, "%m");
		return false;
	}
	up_str raw = { reader->raw, (size_t)len };
	if ((uint64_t)len > limit && !up_decode_binary(raw)) {
		up_reader_note(reader, UP_NOTE_TOO_LARGE, name, "more than %llu bytes (--max-file-size)", (unsigned long long)limit);
		return false;
	}
	return up_reader_decode(reader, raw, name, ret_read);
}

bool up_reader_decode(struct up_reader *reader, up_str raw, up_str path, struct up_read_source *ret_read)
{
	struct up_source *source = &ret_read->source;
	struct up_decoded decoded;
	up_decode(raw, &reader->text, &reader->text_capacity, &decoded);
	if (decoded.binary) {
		up_reader_note(reader, UP_NOTE_BINARY, path, "%s", decoded.binary);
		ret_read->is_binary = true;
		ret_read->raw = raw;
		source->name = path;
		return false;
	}
	if (decoded.fault)
		up_reader_note(reader, UP_NOTE_ENCODING, path, "%s", decoded.fault);
	ret_read->raw = raw;
	source->name = path;
	source->bytes = decoded.text;
	source->encoding = decoded.encoding;
	source->had_bom = decoded.had_bom;
	return true;
}
