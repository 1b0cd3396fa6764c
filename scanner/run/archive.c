/* libarchive, with the formats and filters that run no other program. Its warnings are no end: only FATAL is. What may be compressed is read by two of its
 * readers, one that decompresses and one for the members, so that we see what lies between: whether it is an archive at all is decided by us, since the library
 * takes a file that begins with zeros for an empty tar; and headers of cpio pass our own guard. */
#include "run/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "core/limits.h"
#include "package/rpm.h"
#include "run/archive-cpio.h"
#include "run/archive-xz.h"

enum {
	BLOCK_BYTES = 64 << 10,
};

struct up_archive {
	struct archive *reader; /* of members; NULL until the first one is asked for, where `filter` is */
	struct archive *filter; /* decompresses for it; NULL: it reads the input itself */
	struct up_xz *xz;       /* unpacks before all of them; NULL: it is packed otherwise */
	struct up_archive_input input;
	enum up_container_kind kind;
	locale_t locale; /* of names: UTF-8, whatever the environment says */
	bool is_over;    /* the library said that no more can be read */
	bool is_plain;   /* what was decompressed is no archive, but the one member */
	bool is_given;   /* … which was handed out */
	uint64_t at;     /* in the input */
	up_str name;     /* of the one member of a compressed file */
	struct archive_entry *entry;
	const char *piece; /* of what was decompressed; what is left of it */
	size_t n_piece;
	struct up_buf head; /* the first pieces, by which it is told what it is */
	struct up_cpio_guard guard;
	bool is_guarded, is_refused;
	const char *given; /* the last piece that the reader got, and the bytes of all that it got */
	size_t n_given;
	uint64_t n_given_all;
	char block[BLOCK_BYTES];
};

/* --- input ------------------------------------------------------------------------------------------------------------ */

static la_ssize_t on_read(struct archive *reader, void *data, const void **ret_block)
{
	struct up_archive *archive = data;
	up_str fault = UP_STR("its bytes cannot be read");
	ssize_t n = archive->xz ? up_xz_read(archive->xz, archive->input.read, archive->input.data, archive->block, sizeof archive->block,
					     &fault)
				: archive->input.read(archive->input.data, archive->block, sizeof archive->block);
	*ret_block = archive->block;
	if (n < 0) {
		archive_set_error(reader, -1, "%s", fault.s); /* a literal */
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

/* The next bytes that were decompressed; 0 at their end, -1 with a fault in `filter`. */
static ssize_t next_piece(struct up_archive *archive)
{
	if (archive->n_piece)
		return (ssize_t)archive->n_piece;
	const void *piece;
	size_t n;
	la_int64_t offset;
	int r = archive_read_data_block(archive->filter, &piece, &n, &offset);
	if (r == ARCHIVE_EOF)
		return 0;
	if (r < ARCHIVE_WARN)
		return -1;
	archive->piece = piece;
	archive->n_piece = n;
	return n ? (ssize_t)n : next_piece(archive);
}

static la_ssize_t on_decompressed(struct archive *reader, void *data, const void **ret_block)
{
	struct up_archive *archive = data;
	ssize_t n = archive->is_refused ? 0 : next_piece(archive);
	*ret_block = archive->piece;
	if (n > 0 && archive->is_guarded) {
		size_t passed = up_cpio_guard_pass(&archive->guard, (up_str){ archive->piece, (size_t)n });
		archive->is_refused = passed < (size_t)n;
		n = (ssize_t)passed;
	}
	if (archive->is_refused && !n) {
		archive_set_error(reader, -1, "a header of the cpio archive is broken, or asks for a name of more than %d KiB",
				  UP_LIMIT_CPIO_NAME >> 10);
		return ARCHIVE_FATAL;
	}
	if (n < 0) {
		archive_set_error(reader, archive_errno(archive->filter), "%s", archive_error_string(archive->filter));
		return ARCHIVE_FATAL;
	}
	archive->n_piece = 0;
	if (n) { /* at the end the last piece is asked for still */
		archive->given = archive->piece;
		archive->n_given = (size_t)n;
		archive->n_given_all += (size_t)n;
	}
	return n;
}

/* --- opening ---------------------------------------------------------------------------------------------------------- */

/* How the bytes at an offset are packed. */
static int packing_at(const struct up_window *window, uint64_t offset)
{
	static const struct {
		const char *magic;
		size_t n;
		int filter;
	} packings[] = {
		{ "\x1f\x8b", 2, ARCHIVE_FILTER_GZIP },        { "BZh", 3, ARCHIVE_FILTER_BZIP2 },
		{ "\xfd\x37zXZ", 6, ARCHIVE_FILTER_XZ },       { "\x28\xb5\x2f\xfd", 4, ARCHIVE_FILTER_ZSTD },
		{ "\x04\x22\x4d\x18", 4, ARCHIVE_FILTER_LZ4 }, { "\x1f\x9d", 2, ARCHIVE_FILTER_COMPRESS },
		{ "\x5d\0\0", 3, ARCHIVE_FILTER_LZMA },
	};
	char start[UP_ARCHIVE_SNIFF] = "";
	if (up_window_read(window, offset, start, sizeof start) &&
	    up_archive_sniff((up_str){ start, sizeof start }, UP_STR("")) == UP_CONTAINER_TAR)
		return ARCHIVE_FILTER_NONE;
	for (size_t i = 0; i < sizeof packings / sizeof *packings; i++)
		if (up_window_read(window, offset, start, packings[i].n) && !memcmp(start, packings[i].magic, packings[i].n))
			return packings[i].filter;
	return ARCHIVE_FILTER_NONE;
}

/* Where the packed bytes of an rpm begin; 0: nobody can tell. */
static uint64_t payload_of(const struct up_window *window)
{
	struct up_rpm rpm;
	up_str fault;
	if (!up_rpm_open(window, &rpm, &fault))
		return 0;
	uint64_t start = rpm.payload_start;
	up_rpm_finish(&rpm);
	return start;
}

/* One packing, and not as many as there are: what unpacks to itself would be unpacked for ever. What comes out of it is a container of its own, if it is one. */
static void support_packing(struct up_archive *archive, struct archive *reader, enum up_container_kind kind)
{
	const struct up_archive_input *input = &archive->input;
	uint64_t offset = kind == UP_CONTAINER_RPM ? payload_of(&input->window) : 0;
	if (kind == UP_CONTAINER_RPM && !offset) {
		archive_read_append_filter(reader, ARCHIVE_FILTER_RPM);
		return;
	}
	int packing = packing_at(&input->window, offset);
	bool is_xz = packing == ARCHIVE_FILTER_XZ || packing == ARCHIVE_FILTER_LZMA;
	if (is_xz && (!offset || (input->seek && input->seek(input->data, offset)))) {
		archive->xz = up_xz_new();
		return;
	}
	if (kind == UP_CONTAINER_RPM)
		archive_read_append_filter(reader, ARCHIVE_FILTER_RPM);
	/* The library's filter for compress reads when it is appended, before there is an input. An rpm is never packed with it. */
	if (packing != ARCHIVE_FILTER_COMPRESS)
		archive_read_append_filter(reader, packing);
	else if (kind != UP_CONTAINER_RPM)
		archive_read_support_filter_compress(reader);
}

/* What is read by two readers. */
static bool has_filter(enum up_container_kind kind)
{
	return kind == UP_CONTAINER_RPM || kind == UP_CONTAINER_TAR || kind == UP_CONTAINER_COMPRESSED || kind == UP_CONTAINER_APK ||
	       kind == UP_CONTAINER_CPIO;
}

static void support(struct up_archive *archive, struct archive *reader, enum up_container_kind kind)
{
	switch (kind) {
	case UP_CONTAINER_ZIP:
		archive_read_support_format_zip(reader);
		break;
	case UP_CONTAINER_DEB:
	case UP_CONTAINER_AR:
		archive_read_support_format_ar(reader);
		break;
	case UP_CONTAINER_7ZIP:
		archive_read_support_format_7zip(reader);
		break;
	case UP_CONTAINER_ISO:
		archive_read_support_format_iso9660(reader);
		break;
	default: /* however compressed: as one file, which is looked at once it is not */
		support_packing(archive, reader, kind);
		archive_read_support_format_raw(reader);
		archive_read_support_format_empty(reader);
	}
}

static struct archive *first_reader(const struct up_archive *archive)
{
	return archive->filter ? archive->filter : archive->reader;
}

static void add_fault(struct archive *reader, struct up_buf *fault)
{
	const char *text = archive_error_string(reader);
	up_buf_clear(fault);
	up_buf_add(fault, up_str_trim(up_str_from(text ? text : "it cannot be read")));
}

static up_str plain_name(up_str name)
{
	static const char *const endings[] = { ".gz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".Z", ".lz" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends_nocase(name, up_str_from(endings[i])) && name.len > strlen(endings[i]))
			return up_str_slice(name, 0, name.len - strlen(endings[i]));
	return UP_STR("content");
}

static struct archive *new_reader(void)
{
	struct archive *reader = archive_read_new();
	if (!reader)
		up_out_of_memory();
	return reader;
}

struct up_archive *up_archive_open(enum up_container_kind kind, const struct up_archive_input *input, up_str name, struct up_buf *fault)
{
	struct up_archive *archive = up_alloc_zero(1, sizeof *archive);
	struct archive *reader = new_reader();
	archive->input = *input;
	archive->kind = kind;
	archive->name = plain_name(name);
	archive->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	if (has_filter(kind))
		archive->filter = reader;
	else
		archive->reader = reader;
	support(archive, reader, kind);
	archive_read_set_read_callback(reader, on_read);
	archive_read_set_callback_data(reader, archive);
	if (input->seek && !archive->xz) {
		archive_read_set_seek_callback(reader, on_seek);
		archive_read_set_skip_callback(reader, on_skip);
	}
	int r = archive_read_open1(reader);
	/* What cannot be unpacked looks like nothing to it, and it goes on. */
	if (r >= ARCHIVE_WARN && !(archive->filter && archive_errno(reader)))
		return archive;
	add_fault(reader, fault);
	up_archive_close(archive);
	return NULL;
}

void up_archive_close(struct up_archive *archive)
{
	if (!archive)
		return;
	archive_read_free(archive->reader);
	archive_read_free(archive->filter);
	up_xz_free(archive->xz);
	if (archive->locale)
		freelocale(archive->locale);
	up_buf_finish(&archive->head);
	up_free(archive);
}

/* A tar of nothing, and of what can only be one. */
static bool is_empty_tar(const struct up_archive *archive, up_str head)
{
	for (size_t i = 0; i < head.len; i++)
		if (head.s[i])
			return false;
	return archive->kind == UP_CONTAINER_TAR || archive->kind == UP_CONTAINER_APK || up_str_ends_nocase(archive->name, UP_STR(".tar"));
}

/* Begins to decompress, and decides what that is. Not good: as the library says, of the reader with the fault. */
static int begin(struct up_archive *archive, struct archive **ret_reader)
{
	int r = archive_read_next_header(archive->filter, &archive->entry);
	*ret_reader = archive->filter;
	/* The library takes what does not begin as it should for the end of what was packed. */
	if (r == ARCHIVE_EOF && archive->input.window.size && !up_archive_consumed(archive)) {
		archive_set_error(archive->filter, -1, "its compressed bytes do not begin as such bytes do");
		return ARCHIVE_FATAL;
	}
	if (r == ARCHIVE_EOF || r < ARCHIVE_WARN)
		return r;
	ssize_t n = 1;
	while (archive->head.len < UP_ARCHIVE_SNIFF && (n = next_piece(archive)) > 0) {
		up_buf_add(&archive->head, (up_str){ archive->piece, archive->n_piece });
		archive->n_piece = 0;
	}
	up_str head = up_buf_str(&archive->head);
	if (n < 0 && !head.len)
		return ARCHIVE_FATAL;
	archive->piece = head.s;
	archive->n_piece = head.len;
	enum up_container_kind kind = up_archive_sniff(head, UP_STR(""));
	bool is_tar = kind == UP_CONTAINER_TAR || is_empty_tar(archive, head);
	archive->is_guarded = kind == UP_CONTAINER_CPIO;
	archive->is_plain = !is_tar && !archive->is_guarded;
	if (archive->is_plain && (archive->kind == UP_CONTAINER_RPM || archive->kind == UP_CONTAINER_TAR)) {
		archive_set_error(archive->filter, -1,
				  archive->kind == UP_CONTAINER_RPM ? "a payload of a kind that is not supported"
								    : "what it holds is no tar archive");
		return ARCHIVE_FATAL;
	}
	if (archive->is_plain)
		return ARCHIVE_OK;
	archive->reader = *ret_reader = new_reader();
	if (is_tar)
		archive_read_support_format_tar(archive->reader);
	else
		archive_read_support_format_cpio(archive->reader);
	archive_read_set_read_callback(archive->reader, on_decompressed);
	archive_read_set_callback_data(archive->reader, archive);
	return archive_read_open1(archive->reader);
}

/* --- members ---------------------------------------------------------------------------------------------------------- */

bool up_archive_is_plain(const struct up_archive *archive)
{
	return archive->is_plain;
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
	if (archive->is_plain)
		member.name = archive->name;
	member.mode = archive_entry_mode(entry);
	if (!(member.mode & S_IFMT))
		member.mode |= S_IFREG;
	if (!archive->is_plain && archive->kind != UP_CONTAINER_ZIP && archive->kind != UP_CONTAINER_7ZIP) {
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

/* Names are turned into UTF-8 by way of the locale of the thread. */
static int next_header(struct up_archive *archive, struct archive **ret_reader, struct up_member *ret_member)
{
	locale_t before = archive->locale ? uselocale(archive->locale) : (locale_t)0;
	int r = archive->reader || archive->is_plain ? ARCHIVE_OK : begin(archive, ret_reader);
	if (r >= ARCHIVE_WARN && r != ARCHIVE_EOF && archive->reader) {
		*ret_reader = archive->reader;
		r = archive_read_next_header(archive->reader, &archive->entry);
		if (r == ARCHIVE_RETRY)
			r = archive_read_next_header(archive->reader, &archive->entry);
	}
	if (archive->is_plain && archive->is_given)
		r = ARCHIVE_EOF;
	if (r >= ARCHIVE_WARN && r != ARCHIVE_EOF)
		fill_member(archive, archive->entry, ret_member);
	if (before)
		uselocale(before);
	return r;
}

enum up_archive_step up_archive_next(struct up_archive *archive, struct up_member *ret_member, struct up_buf *fault)
{
	struct archive *reader = first_reader(archive);
	if (archive->is_over)
		return UP_ARCHIVE_END;
	int r = next_header(archive, &reader, ret_member);
	up_buf_clear(fault);
	archive->is_over = r == ARCHIVE_EOF || r < ARCHIVE_WARN;
	archive->is_given = true;
	if (r == ARCHIVE_EOF)
		return UP_ARCHIVE_END;
	if (!archive->is_over)
		return UP_ARCHIVE_MEMBER;
	add_fault(reader, fault);
	return UP_ARCHIVE_BROKEN;
}

static ssize_t read_plain(struct up_archive *archive, char *buffer, size_t size)
{
	ssize_t n = next_piece(archive);
	if (n <= 0)
		return n;
	size_t taken = (size_t)n < size ? (size_t)n : size;
	memcpy(buffer, archive->piece, taken);
	archive->piece += taken;
	archive->n_piece -= taken;
	return (ssize_t)taken;
}

ssize_t up_archive_read(struct up_archive *archive, void *buffer, size_t size, struct up_buf *fault)
{
	ssize_t n = archive->is_plain ? read_plain(archive, buffer, size) : (ssize_t)archive_read_data(archive->reader, buffer, size);
	if (n >= 0)
		return n;
	add_fault(archive->is_plain ? archive->filter : archive->reader, fault);
	archive->is_over = archive->is_plain || n == ARCHIVE_FATAL;
	return -1;
}

/* The library says nothing of it. Where the last member ends in zeros that fill its block, it cannot be told. */
bool up_archive_lacks_end(const struct up_archive *archive)
{
	if (!archive->filter || !archive->reader || archive->is_guarded || archive->n_given < UP_ARCHIVE_SNIFF ||
	    (uint64_t)archive_filter_bytes(archive->reader, 0) != archive->n_given_all)
		return false;
	for (const char *end = archive->given + archive->n_given, *at = end - UP_ARCHIVE_SNIFF; at < end; at++)
		if (*at)
			return true;
	return false;
}

ssize_t up_archive_rest(struct up_archive *archive, const char **ret_bytes, struct up_buf *fault)
{
	uint64_t used = archive->reader ? (uint64_t)archive_filter_bytes(archive->reader, 0) : 0;
	if (!archive->filter || !archive->reader || archive->is_guarded || used > archive->n_given_all)
		return 0;
	uint64_t left = archive->n_given_all - used;
	archive->n_given_all = used;
	if (left && left <= archive->n_given) {
		*ret_bytes = archive->given + (archive->n_given - left);
		return (ssize_t)left;
	}
	ssize_t n = next_piece(archive);
	*ret_bytes = archive->piece;
	archive->n_piece = 0;
	if (n < 0)
		add_fault(archive->filter, fault);
	return n;
}

uint64_t up_archive_consumed(const struct up_archive *archive)
{
	return archive->xz ? up_xz_consumed(archive->xz) : (uint64_t)archive_filter_bytes(first_reader(archive), -1);
}

up_str up_archive_format(struct up_archive *archive, struct up_arena *arena)
{
	const char *format = archive->is_plain ? "one file" : archive->reader ? archive_format_name(archive->reader) : NULL;
	struct archive *filter = first_reader(archive);
	struct up_buf out = { 0 };
	up_buf_add_s(&out, format ? format : "unknown format");
	for (int i = 0; i < archive_filter_count(filter); i++)
		if (archive_filter_code(filter, i) != ARCHIVE_FILTER_NONE)
			up_buf_printf(&out, ", %s", archive_filter_name(filter, i));
	up_buf_add_s(&out, archive->xz ? ", xz" : "");
	return up_arena_take(arena, &out);
}
