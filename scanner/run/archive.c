/* libarchive, with the formats and filters that run no other program. Its warnings are no end: only FATAL is. */
#include "run/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

enum {
	BLOCK_BYTES = 64 << 10,
};

struct up_archive {
	struct archive *reader;
	struct up_archive_input input;
	bool is_over; /* the library said that no more can be read */
	uint64_t at;  /* in the input */
	up_str plain; /* the name of the one member of a compressed file; empty: members have names */
	char *name;
	char block[BLOCK_BYTES];
};

/* --- input ------------------------------------------------------------------------------------------------------------ */

static la_ssize_t on_read(struct archive *reader, void *data, const void **ret_block)
{
	struct up_archive *archive = data;
	ssize_t n = archive->input.read(archive->input.data, archive->block, sizeof archive->block);
	*ret_block = archive->block;
	if (n < 0) {
		archive_set_error(reader, -1, "its bytes cannot be read");
		return ARCHIVE_FATAL;
	}
	archive->at += (uint64_t)n;
	return n;
}

static la_int64_t on_seek(struct archive *reader, void *data, la_int64_t offset, int whence)
{
	struct up_archive *archive = data;
	int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (int64_t)archive->at : (int64_t)archive->input.size;
	int64_t target;
	(void)reader;
	if (__builtin_add_overflow(base, offset, &target) || target < 0 || target > (int64_t)archive->input.size ||
	    !archive->input.seek(archive->input.data, (uint64_t)target))
		return ARCHIVE_FATAL;
	archive->at = (uint64_t)target;
	return target;
}

static la_int64_t on_skip(struct archive *reader, void *data, la_int64_t request)
{
	struct up_archive *archive = data;
	(void)reader;
	uint64_t left = archive->at < archive->input.size ? archive->input.size - archive->at : 0;
	uint64_t skipped = request < 0 ? 0 : (uint64_t)request < left ? (uint64_t)request : left;
	if (!skipped || !archive->input.seek(archive->input.data, archive->at + skipped))
		return 0;
	archive->at += skipped;
	return (la_int64_t)skipped;
}

/* --- opening ---------------------------------------------------------------------------------------------------------- */

static void support_filters(struct archive *reader)
{
	archive_read_support_filter_gzip(reader);
	archive_read_support_filter_bzip2(reader);
	archive_read_support_filter_xz(reader);
	archive_read_support_filter_lzma(reader);
	archive_read_support_filter_zstd(reader);
	archive_read_support_filter_lz4(reader);
	archive_read_support_filter_compress(reader);
}

static void support(struct archive *reader, enum up_container_kind kind)
{
	switch (kind) {
	case UP_CONTAINER_ZIP:
		archive_read_support_format_zip(reader);
		break;
	case UP_CONTAINER_DEB:
	case UP_CONTAINER_AR:
		archive_read_support_format_ar(reader);
		break;
	case UP_CONTAINER_RPM:
		support_filters(reader);
		archive_read_support_filter_rpm(reader);
		archive_read_support_format_cpio(reader);
		archive_read_support_format_tar(reader);
		break;
	case UP_CONTAINER_7ZIP:
		archive_read_support_format_7zip(reader);
		break;
	case UP_CONTAINER_ISO:
		archive_read_support_format_iso9660(reader);
		break;
	default: /* however compressed; what is no archive in it is one file */
		support_filters(reader);
		archive_read_support_format_tar(reader);
		archive_read_support_format_cpio(reader);
		archive_read_support_format_raw(reader);
		archive_read_support_format_empty(reader);
	}
}

static void add_fault(struct up_archive *archive, struct up_buf *fault)
{
	const char *text = archive_error_string(archive->reader);
	up_buf_clear(fault);
	up_buf_add_s(fault, text ? text : "it cannot be read");
}

static up_str plain_name(up_str name)
{
	static const char *const endings[] = { ".gz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".Z", ".lz" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends_nocase(name, up_str_from(endings[i])) && name.len > strlen(endings[i]))
			return up_str_slice(name, 0, name.len - strlen(endings[i]));
	return UP_STR("content");
}

struct up_archive *up_archive_open(enum up_container_kind kind, const struct up_archive_input *input, up_str name, struct up_buf *fault)
{
	struct up_archive *archive = up_alloc(sizeof *archive);
	archive->input = *input;
	archive->is_over = false;
	archive->at = 0;
	archive->name = NULL;
	archive->plain = kind == UP_CONTAINER_COMPRESSED || kind == UP_CONTAINER_TAR ? plain_name(name) : UP_STR("");
	archive->reader = archive_read_new();
	if (!archive->reader)
		up_out_of_memory();
	support(archive->reader, kind);
	archive_read_set_read_callback(archive->reader, on_read);
	archive_read_set_callback_data(archive->reader, archive);
	if (input->seek) {
		archive_read_set_seek_callback(archive->reader, on_seek);
		archive_read_set_skip_callback(archive->reader, on_skip);
	}
	/* Paths of rock ridge are what a host sees; names are told as they are. */
	archive_read_set_options(archive->reader, "zip:ignorecrc32=0");
	if (archive_read_open1(archive->reader) >= ARCHIVE_WARN)
		return archive;
	add_fault(archive, fault);
	up_archive_close(archive);
	return NULL;
}

void up_archive_close(struct up_archive *archive)
{
	if (!archive)
		return;
	archive_read_free(archive->reader);
	up_free(archive->name);
	up_free(archive);
}

/* --- members ---------------------------------------------------------------------------------------------------------- */

bool up_archive_is_plain(const struct up_archive *archive)
{
	return (archive_format(archive->reader) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW;
}

/* UTF-8 where the library can tell, else the bytes as they stand. */
static up_str name_of(const char *utf8, const char *bytes)
{
	return utf8 ? up_str_from(utf8) : bytes ? up_str_from(bytes) : UP_STR("");
}

static void fill_member(struct up_archive *archive, struct archive_entry *entry, struct up_member *ret_member)
{
	struct up_member member = { .uid = -1, .gid = -1 };
	member.name = name_of(archive_entry_pathname_utf8(entry), archive_entry_pathname(entry));
	if (archive->plain.len && up_archive_is_plain(archive))
		member.name = archive->plain;
	member.mode = archive_entry_mode(entry);
	if (!(member.mode & S_IFMT))
		member.mode |= S_IFREG;
	if (!up_archive_is_plain(archive) && archive_format(archive->reader) != ARCHIVE_FORMAT_ZIP &&
	    archive_format(archive->reader) != ARCHIVE_FORMAT_7ZIP) {
		member.uid = archive_entry_uid(entry);
		member.gid = archive_entry_gid(entry);
	}
	member.owner = name_of(archive_entry_uname_utf8(entry), archive_entry_uname(entry));
	member.group = name_of(archive_entry_gname_utf8(entry), archive_entry_gname(entry));
	member.size = archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0 ? (uint64_t)archive_entry_size(entry) : 0;
	member.modified = archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : 0;
	const char *hard = archive_entry_hardlink_utf8(entry), *hard_bytes = archive_entry_hardlink(entry);
	member.is_hard_link = hard || hard_bytes;
	member.link = member.is_hard_link ? name_of(hard, hard_bytes)
					  : name_of(archive_entry_symlink_utf8(entry), archive_entry_symlink(entry));
	member.is_encrypted = archive_entry_is_encrypted(entry) || archive_entry_is_data_encrypted(entry);
	member.is_sparse = archive_entry_sparse_count(entry) > 0;
	const char *key;
	const void *value;
	size_t size;
	archive_entry_xattr_reset(entry);
	while (archive_entry_xattr_next(entry, &key, &value, &size) == ARCHIVE_OK)
		member.has_capabilities |= key && !strcmp(key, "security.capability");
	*ret_member = member;
}

enum up_archive_step up_archive_next(struct up_archive *archive, struct up_member *ret_member, struct up_buf *fault)
{
	struct archive_entry *entry;
	if (archive->is_over)
		return UP_ARCHIVE_END;
	int r = archive_read_next_header(archive->reader, &entry);
	if (r == ARCHIVE_RETRY)
		r = archive_read_next_header(archive->reader, &entry);
	up_buf_clear(fault);
	if (r == ARCHIVE_EOF)
		return UP_ARCHIVE_END;
	if (r < ARCHIVE_WARN) {
		archive->is_over = true;
		add_fault(archive, fault);
		return UP_ARCHIVE_BROKEN;
	}
	fill_member(archive, entry, ret_member);
	return UP_ARCHIVE_MEMBER;
}

ssize_t up_archive_read(struct up_archive *archive, void *buffer, size_t size, struct up_buf *fault)
{
	la_ssize_t n = archive_read_data(archive->reader, buffer, size);
	if (n >= 0)
		return n;
	add_fault(archive, fault);
	archive->is_over = n == ARCHIVE_FATAL;
	return -1;
}

uint64_t up_archive_consumed(const struct up_archive *archive)
{
	return (uint64_t)archive_filter_bytes(archive->reader, -1);
}

up_str up_archive_format(struct up_archive *archive, struct up_arena *arena)
{
	const char *format = archive_format_name(archive->reader);
	struct up_buf out = { 0 };
	up_buf_add_s(&out, format ? format : "unknown format");
	for (int i = 0; i < archive_filter_count(archive->reader); i++)
		if (archive_filter_code(archive->reader, i) != ARCHIVE_FILTER_NONE)
			up_buf_printf(&out, ", %s", archive_filter_name(archive->reader, i));
	return up_arena_take(arena, &out);
}
