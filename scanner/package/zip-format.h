/* The records of a zip, as APPNOTE.TXT 6.3.10 describes them, read out of a window; what the files zip*.c share. Little-endian everywhere. */
#pragma once

#include "base/buf.h"
#include "core/form.h"
#include "package/window.h"

enum {
	UP_ZIP_LOCAL_BYTES = 30,
	UP_ZIP_CENTRAL_BYTES = 46,
	UP_ZIP_END_BYTES = 22,
	UP_ZIP_END64_BYTES = 56,
	UP_ZIP_LOCATOR_BYTES = 20,
	UP_ZIP_TAIL_BYTES = UP_ZIP_END_BYTES + 0xffff, /* the last record with the longest comment */

	UP_ZIP_LOCAL = 0x04034b50,
	UP_ZIP_CENTRAL = 0x02014b50,
	UP_ZIP_END = 0x06054b50,
	UP_ZIP_END64 = 0x06064b50,
	UP_ZIP_LOCATOR = 0x07064b50,
	UP_ZIP_DESCRIPTOR = 0x08074b50, /* also the mark of a split archive, at its start */
	UP_ZIP_SIGNED = 0x05054b50,     /* a digital signature behind the directory */
	UP_ZIP_SINGLE = 0x30304b50,     /* "PK00": was to be split, but is one piece */

	UP_ZIP_FLAG_ENCRYPTED = 1 << 0,
	UP_ZIP_FLAG_DESCRIPTOR = 1 << 3,
	UP_ZIP_FLAG_STRONG = 1 << 6,
	UP_ZIP_FLAG_UTF8 = 1 << 11,
	UP_ZIP_FLAG_MASKED = 1 << 13, /* the local header is hidden on purpose */

	UP_ZIP_STATED_MOST = 100, /* forms of one kind; the rest is counted in a note */

	UP_ZIP_STORED = 0,
	UP_ZIP_DEFLATED = 8,
	UP_ZIP_AES = 99,
};

enum up_zip_key {
	UP_ZIP_CLAIMS_BOMB,
	UP_ZIP_COUNT_DIFFERS,
	UP_ZIP_DESCRIPTOR_DIFFERS,
	UP_ZIP_DIRECTORY_BROKEN,
	UP_ZIP_DUPLICATE,
	UP_ZIP_DUPLICATE_SAME,
	UP_ZIP_ENCRYPTED,
	UP_ZIP_ENCRYPTION_DIFFERS,
	UP_ZIP_GAP,
	UP_ZIP_HIDDEN_MEMBER,
	UP_ZIP_LOCAL_MISSING,
	UP_ZIP_METHOD_DIFFERS,
	UP_ZIP_NAME_BACKSLASH,
	UP_ZIP_NAME_DIFFERS,
	UP_ZIP_NAME_ENCODING,
	UP_ZIP_NAME_NUL,
	UP_ZIP_NO_DIRECTORY,
	UP_ZIP_OVERLAP,
	UP_ZIP_PREFIX,
	UP_ZIP_SIZE_IMPOSSIBLE,
	UP_ZIP_SIZES_DIFFER,
	UP_ZIP_STUB,
	UP_ZIP_SUFFIX,
	UP_ZIP_TWO_DIRECTORIES,
	UP_ZIP_TWO_ENDS,
	UP_ZIP_UNICODE_NAME_DIFFERS,
	_UP_ZIP_KEY_MAX,
};

struct up_zip_entry {
	uint64_t at;           /* of its local header, in the window */
	uint64_t packed, size; /* as the directory says */
	uint64_t directory_at; /* of its central header */
	uint64_t hash[2];      /* of its name */
	uint32_t crc;
	uint16_t name_len, flags, method;
};

/* The last record, with what a zip64 record adds. */
struct up_zip_end {
	uint64_t at, records_at; /* of the record; of the first of the records behind the directory */
	uint64_t n, directory_size, directory_offset;
	uint16_t comment_len;
	bool is_split, is_zip64, is_contradicting; /* the last: the zip64 record says other things */
};

struct up_zip {
	const struct up_window *window;
	up_str path;
	const struct up_form_sink *sink;
	struct up_zip_end end;
	uint64_t base; /* what to add to offsets: what was put before it */
	uint64_t directory_start, directory_end;
	struct up_zip_entry *entries;
	size_t n, capacity;
	uint64_t scanned; /* bytes between members that were looked through */
	unsigned char *block;
	uint64_t block_start;
	size_t block_len;
	struct up_buf name, other; /* the last that were read */
	uint32_t stated[_UP_ZIP_KEY_MAX];
};

static inline uint16_t up_zip_16(const unsigned char *b)
{
	return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t up_zip_32(const unsigned char *b)
{
	return (uint32_t)up_zip_16(b) | (uint32_t)up_zip_16(b + 2) << 16;
}

static inline uint64_t up_zip_64(const unsigned char *b)
{
	return up_zip_32(b) | (uint64_t)up_zip_32(b + 4) << 32;
}

/* `n` bytes at an offset, at most UP_ZIP_BLOCK; `ahead`: so many more may be read with them. NULL: they are not there. Until the next call. */
enum {
	UP_ZIP_BLOCK = 1 << 17,
};
const unsigned char *up_zip_at(struct up_zip *zip, uint64_t offset, size_t n, size_t ahead);
/* Some text of the window, into `out`. */
up_str up_zip_text(struct up_zip *zip, struct up_buf *out, uint64_t offset, size_t n);
up_str up_zip_name(struct up_zip *zip, const struct up_zip_entry *entry);

/* The extra field with this id in the extras `bytes`; empty where there is none. What does not parse is padding. */
up_str up_zip_extra(up_str bytes, unsigned id);
/* Sizes and offset that a zip64 extra gives for those that are all ones; each may be NULL. */
void up_zip_widen(up_str extras, uint64_t *size, uint64_t *packed, uint64_t *at);

/* States a form, or counts it where too many of its kind were stated. */
void up_zip_state(struct up_zip *zip, enum up_zip_key key, up_str value, const char *detail, ...) __attribute__((format(printf, 4, 5)));

/* A note for each kind of which more were stated than are told. */
void up_zip_count_stated(struct up_zip *zip);

/* Finds the last record; forms for others. False after a form: there is none. */
bool up_zip_find_end(struct up_zip *zip);
/* A record that some reader could take for the last one: where it leads to a directory, or where it stands is enough. */
void up_zip_judge_other_end(struct up_zip *zip, uint64_t at, bool is_enough);
/* Other last records in the directory and behind it; up_zip_lay_out meets those before. */
void up_zip_find_other_ends(struct up_zip *zip);
/* Members in the order of their bytes, and what lies between, before and behind them. The entries are sorted by `at`. */
void up_zip_lay_out(struct up_zip *zip);
/* A local header against its entry. `with_extras`: its extra fields may be read. Gives where its data begins, and the flags of both; false after a form. */
bool up_zip_judge_local(struct up_zip *zip, const struct up_zip_entry *entry, bool with_extras, uint64_t *ret_data, unsigned *ret_flags);
