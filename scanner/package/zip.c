/* The central directory of a zip, and each entry against its local header. */
#include "package/zip.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "core/limits.h"
#include "package/zip-format.h"

enum {
	EXTRA_UNICODE_PATH = 0x7075,
	EXTRA_AES = 0x9901,
	DEFLATE_MOST = 1032, /* bytes out of one byte in: 258 by two bits, as zlib's documentation says */
	AHEAD = 1 << 16,
};

/* --- the directory ---------------------------------------------------------------------------------------------------- */

/* Where the directory begins: before the records behind it by its size, or at its offset. Both are one, unless something was put before the archive
 * and offsets were not made anew, or unless somebody wants readers to differ. */
static bool place_directory(struct up_zip *zip)
{
	const struct up_zip_end *end = &zip->end;
	uint64_t by_size = end->records_at - end->directory_size;
	bool has_size = end->directory_size <= end->records_at, has_offset = end->directory_offset <= end->records_at;
	const unsigned char *b = has_size ? up_zip_at(zip, by_size, 4, AHEAD) : NULL;
	bool is_at_size = has_size && ((b && up_zip_32(b) == UP_ZIP_CENTRAL) || !end->directory_size);
	b = has_offset ? up_zip_at(zip, end->directory_offset, 4, AHEAD) : NULL;
	bool is_at_offset = b && up_zip_32(b) == UP_ZIP_CENTRAL;
	if (end->is_contradicting || (is_at_size && is_at_offset && by_size != end->directory_offset))
		up_zip_state(zip, UP_ZIP_TWO_DIRECTORIES, UP_STR("central directory"), "%s",
			     end->is_contradicting ? "the records of zip and zip64 differ" : "one by its offset, one by its size");
	if (is_at_size && by_size >= end->directory_offset) {
		zip->directory_start = by_size;
		zip->base = by_size - end->directory_offset;
	} else if (is_at_offset)
		zip->directory_start = end->directory_offset;
	else {
		up_zip_state(zip, UP_ZIP_NO_DIRECTORY, UP_STR("central directory"), "%s", "its last record points at something else");
		return false;
	}
	return true;
}

static void judge_unicode_name(struct up_zip *zip, up_str name, up_str extras);

static const char *encryption_of(const struct up_zip_entry *entry, up_str extras)
{
	static const char *const aes[] = { "AES", "AES-128", "AES-192", "AES-256" };
	up_str field = up_zip_extra(extras, EXTRA_AES);
	if (entry->method == UP_ZIP_AES)
		return field.len >= 5 && field.s[4] >= 1 && field.s[4] <= 3 ? aes[(int)field.s[4]] : aes[0];
	return entry->flags & UP_ZIP_FLAG_STRONG ? "PKWARE's strong encryption" : "PKWARE's traditional encryption, which is broken";
}

static void judge_entry(struct up_zip *zip, const struct up_zip_entry *entry, up_str name, up_str extras)
{
	bool is_encrypted = entry->flags & UP_ZIP_FLAG_ENCRYPTED;
	if (is_encrypted)
		up_zip_state(zip, UP_ZIP_ENCRYPTED, name, "with %s", encryption_of(entry, extras));
	if (memchr(name.s, '\0', name.len))
		up_zip_state(zip, UP_ZIP_NAME_NUL, name, "%s", "");
	/* Where there are no slashes the library takes backslashes for them; what it was is only known here. */
	if (memchr(name.s, '\\', name.len) && !memchr(name.s, '/', name.len))
		up_zip_state(zip, UP_ZIP_NAME_BACKSLASH, name, "%s", "");
	if ((entry->flags & UP_ZIP_FLAG_UTF8) && !up_utf8_is_valid(name))
		up_zip_state(zip, UP_ZIP_NAME_ENCODING, name, "%s", "");
	if (!is_encrypted && entry->method == UP_ZIP_STORED && entry->packed != entry->size)
		up_zip_state(zip, UP_ZIP_SIZE_IMPOSSIBLE, name, "%llu bytes are stored as they are, and are to be %llu",
			     (unsigned long long)entry->packed, (unsigned long long)entry->size);
	if (entry->method == UP_ZIP_DEFLATED && entry->size > 1024 && entry->size / DEFLATE_MOST > entry->packed)
		up_zip_state(zip, UP_ZIP_SIZE_IMPOSSIBLE, name, "%llu bytes are to become %llu, and deflate makes at most %d of one",
			     (unsigned long long)entry->packed, (unsigned long long)entry->size, DEFLATE_MOST);
	judge_unicode_name(zip, name, extras);
}

/* One entry of the directory; its bytes, or 0: it is none. */
static size_t read_entry(struct up_zip *zip, uint64_t at)
{
	const unsigned char *b = up_zip_at(zip, at, UP_ZIP_CENTRAL_BYTES, AHEAD);
	if (!b || up_zip_32(b) != UP_ZIP_CENTRAL)
		return 0;
	size_t name_len = up_zip_16(b + 28), extra_len = up_zip_16(b + 30), comment_len = up_zip_16(b + 32);
	size_t fixed = UP_ZIP_CENTRAL_BYTES + name_len + extra_len;
	struct up_zip_entry entry = {
		.at = up_zip_32(b + 42),
		.packed = up_zip_32(b + 20),
		.size = up_zip_32(b + 24),
		.directory_at = at,
		.crc = up_zip_32(b + 16),
		.name_len = (uint16_t)name_len,
		.flags = up_zip_16(b + 8),
		.method = up_zip_16(b + 10),
	};
	b = up_zip_at(zip, at, fixed, AHEAD);
	if (!b || comment_len > zip->end.records_at - at - fixed)
		return 0;
	up_buf_clear(&zip->other);
	up_buf_add(&zip->other, (up_str){ (const char *)b + UP_ZIP_CENTRAL_BYTES, name_len + extra_len });
	up_str name = up_str_slice(up_buf_str(&zip->other), 0, name_len),
	       extras = up_str_slice(up_buf_str(&zip->other), name_len, SIZE_MAX);
	up_zip_widen(extras, &entry.size, &entry.packed, &entry.at);
	entry.hash[0] = up_hash64(name, 1);
	entry.hash[1] = up_hash64(name, 2);
	if (__builtin_add_overflow(entry.at, zip->base, &entry.at))
		entry.at = UINT64_MAX;
	judge_entry(zip, &entry, name, extras);
	zip->entries = up_grow(zip->entries, &zip->capacity, zip->n + 1, sizeof *zip->entries);
	zip->entries[zip->n++] = entry;
	return fixed + comment_len;
}

/* What may stand between the directory and the records behind it: a digital signature. */
static size_t signature_at(struct up_zip *zip, uint64_t at)
{
	const unsigned char *b = up_zip_at(zip, at, 6, 0);
	return b && up_zip_32(b) == UP_ZIP_SIGNED ? 6 + (size_t)up_zip_16(b + 4) : 0;
}

/* False after a note: there are too many entries, and nothing can be told of what lies between members. */
static bool read_directory(struct up_zip *zip)
{
	uint64_t at = zip->directory_start, end = zip->end.records_at;
	while (at < end) {
		if (zip->n >= UP_LIMIT_ARCHIVE_MEMBERS) {
			zip->sink->note(zip->sink->data, UP_NOTE_LIMIT, zip->path,
					UP_STR("the zip's structure was looked at for its first 100,000 members only"));
			return false;
		}
		size_t len = read_entry(zip, at);
		if (!len)
			break;
		at += len;
	}
	zip->directory_end = at;
	at += signature_at(zip, at);
	if (at < end && zip->n < zip->end.n)
		up_zip_state(zip, UP_ZIP_DIRECTORY_BROKEN, UP_STR("central directory"), "after %zu of %llu entries stands something else",
			     zip->n, (unsigned long long)zip->end.n);
	else if (at < end)
		up_zip_state(zip, UP_ZIP_GAP, UP_STR("central directory"), "%llu bytes behind its last entry",
			     (unsigned long long)(end - at));
	/* Archives of more than 65,535 members that know no zip64 count on from 0. */
	if (zip->n != zip->end.n && (zip->end.is_zip64 || (zip->n & UINT16_MAX) != zip->end.n))
		up_zip_state(zip, UP_ZIP_COUNT_DIFFERS, UP_STR("central directory"), "it holds %zu entries and its last record says %llu",
			     zip->n, (unsigned long long)zip->end.n);
	return true;
}

/* --- names ------------------------------------------------------------------------------------------------------------ */

static uint32_t crc32_of(up_str bytes)
{
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < bytes.len; i++) {
		crc ^= (unsigned char)bytes.s[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
	}
	return ~crc;
}

static bool is_ascii(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.s[i] >= 0x80)
			return false;
	return true;
}

/* Some readers take this field for the name, others do not know it. It is there to say in UTF-8 what the name says in a code page or with escapes: so
 * parts of it that are plain ASCII are the same in the name, and there are as many parts. The field counts only where its sum is that of the name. */
static void judge_unicode_name(struct up_zip *zip, up_str name, up_str extras)
{
	up_str field = up_zip_extra(extras, EXTRA_UNICODE_PATH);
	if (field.len < 5 || field.s[0] != 1 || up_zip_32((const unsigned char *)field.s + 1) != crc32_of(name))
		return;
	up_str other = up_str_slice(field, 5, SIZE_MAX);
	bool is_same = true;
	for (size_t at = 0, other_at = 0; is_same;) {
		size_t end = up_str_find_byte(name, '/', at), other_end = up_str_find_byte(other, '/', other_at);
		up_str part = up_str_slice(name, at, end), other_part = up_str_slice(other, other_at, other_end);
		is_same = (end == SIZE_MAX) == (other_end == SIZE_MAX) && (up_str_eq(part, other_part) || !is_ascii(other_part));
		if (end == SIZE_MAX || other_end == SIZE_MAX)
			break;
		at = end + 1;
		other_at = other_end + 1;
	}
	if (!is_same)
		up_zip_state(zip, UP_ZIP_UNICODE_NAME_DIFFERS, name, "other readers see %.*s", (int)(other.len < 200 ? other.len : 200),
			     other.s);
}

static int by_name(const void *a, const void *b)
{
	const struct up_zip_entry *left = a, *right = b;
	int order = memcmp(left->hash, right->hash, sizeof left->hash);
	return order ? order : (left->directory_at > right->directory_at) - (left->directory_at < right->directory_at);
}

static void find_duplicates(struct up_zip *zip)
{
	if (zip->n)
		qsort(zip->entries, zip->n, sizeof *zip->entries, by_name);
	for (size_t i = 1; i < zip->n; i++) {
		const struct up_zip_entry *entry = &zip->entries[i], *before = &zip->entries[i - 1];
		if (memcmp(entry->hash, before->hash, sizeof entry->hash) != 0)
			continue;
		up_str name = up_zip_name(zip, entry);
		bool is_same = entry->crc == before->crc && entry->size == before->size;
		if (is_same && up_str_ends(name, UP_STR("/")))
			continue;
		if (is_same)
			up_zip_state(zip, UP_ZIP_DUPLICATE_SAME, name, "%s", "");
		else
			up_zip_state(zip, UP_ZIP_DUPLICATE, name, "one of %llu bytes and one of %llu", (unsigned long long)before->size,
				     (unsigned long long)entry->size);
	}
}

/* --- local headers ---------------------------------------------------------------------------------------------------- */

/* Sizes and sum may stand behind the data instead; then they are 0 here, or already right. */
static void judge_sizes(struct up_zip *zip, const struct up_zip_entry *entry, const unsigned char *b, up_str extras)
{
	uint64_t packed = up_zip_32(b + 18), size = up_zip_32(b + 22);
	uint32_t crc = up_zip_32(b + 14);
	bool is_later = up_zip_16(b + 6) & UP_ZIP_FLAG_DESCRIPTOR;
	up_zip_widen(extras, &size, &packed, NULL);
	bool is_packed = packed == entry->packed || (is_later && !packed), is_size = size == entry->size || (is_later && !size);
	bool is_crc = crc == entry->crc || (is_later && !crc);
	/* Zip64 sizes of which the extra field was not read. */
	if (!extras.len && (up_zip_32(b + 18) == UINT32_MAX || up_zip_32(b + 22) == UINT32_MAX))
		is_packed = is_size = true;
	if (!is_packed || !is_size)
		up_zip_state(zip, UP_ZIP_SIZES_DIFFER, up_zip_name(zip, entry),
			     "the directory says %llu bytes of %llu, the member itself %llu of %llu", (unsigned long long)entry->size,
			     (unsigned long long)entry->packed, (unsigned long long)size, (unsigned long long)packed);
	else if (!is_crc)
		up_zip_state(zip, UP_ZIP_SIZES_DIFFER, up_zip_name(zip, entry), "the directory says CRC %08x, the member itself %08x",
			     entry->crc, crc);
}

static void judge_local_name(struct up_zip *zip, const struct up_zip_entry *entry, up_str local)
{
	if (entry->name_len == local.len && up_hash64(local, 1) == entry->hash[0] && up_hash64(local, 2) == entry->hash[1])
		return;
	char cut[200];
	snprintf(cut, sizeof cut, "%.*s", (int)(local.len < 180 ? local.len : 180), local.s);
	up_zip_state(zip, UP_ZIP_NAME_DIFFERS, up_zip_name(zip, entry), "the member itself says %s", cut);
}

bool up_zip_judge_local(struct up_zip *zip, const struct up_zip_entry *entry, bool with_extras, uint64_t *ret_data, unsigned *ret_flags)
{
	unsigned char b[UP_ZIP_LOCAL_BYTES];
	const unsigned char *found = up_zip_at(zip, entry->at, sizeof b, 512);
	if (!found || up_zip_32(found) != UP_ZIP_LOCAL) {
		up_zip_state(zip, UP_ZIP_LOCAL_MISSING, up_zip_name(zip, entry), "%s", "");
		return false;
	}
	memcpy(b, found, sizeof b);
	unsigned flags = up_zip_16(b + 6), method = up_zip_16(b + 8);
	size_t name_len = up_zip_16(b + 26), extra_len = up_zip_16(b + 28);
	*ret_data = entry->at + UP_ZIP_LOCAL_BYTES + name_len + extra_len;
	*ret_flags = flags | entry->flags;
	if (entry->flags & UP_ZIP_FLAG_MASKED)
		return true;
	/* Names that differ in length are not the same; only where nothing overlaps may they be read for what they are. */
	up_str local = UP_STR("?"), extras = UP_STR("");
	if (with_extras || name_len == entry->name_len) {
		up_zip_text(zip, &zip->other, entry->at + UP_ZIP_LOCAL_BYTES, with_extras ? name_len + extra_len : name_len);
		local = up_str_slice(up_buf_str(&zip->other), 0, name_len);
		extras = up_str_slice(up_buf_str(&zip->other), name_len, SIZE_MAX);
	}
	judge_local_name(zip, entry, local);
	if (method != entry->method)
		up_zip_state(zip, UP_ZIP_METHOD_DIFFERS, up_zip_name(zip, entry), "the directory says method %u, the member itself %u",
			     entry->method, method);
	if ((flags ^ entry->flags) & UP_ZIP_FLAG_ENCRYPTED)
		up_zip_state(zip, UP_ZIP_ENCRYPTION_DIFFERS, up_zip_name(zip, entry), "%s",
			     flags & UP_ZIP_FLAG_ENCRYPTED ? "only the member itself says so" : "only the directory says so");
	judge_sizes(zip, entry, b, extras);
	return true;
}

/* --- all of it -------------------------------------------------------------------------------------------------------- */

static void judge_claims(struct up_zip *zip)
{
	uint64_t total = 0;
	for (size_t i = 0; i < zip->n; i++)
		if (__builtin_add_overflow(total, zip->entries[i].size, &total))
			total = UINT64_MAX;
	if (total < UP_LIMIT_ARCHIVE_RATIO_FROM || total / UP_LIMIT_ARCHIVE_RATIO < zip->window->size)
		return;
	char value[40];
	snprintf(value, sizeof value, "%llu bytes", (unsigned long long)total);
	up_zip_state(zip, UP_ZIP_CLAIMS_BOMB, up_str_from(value), "the archive itself has %llu", (unsigned long long)zip->window->size);
}

void up_zip_inspect(const struct up_window *bytes, up_str path, const struct up_form_sink *sink)
{
	if (bytes->is_prefix) {
		sink->note(sink->data, UP_NOTE_LIMIT, path, UP_STR("the structure of the zip was not looked at: its end is not at hand"));
		return;
	}
	struct up_zip zip = { .window = bytes, .path = path, .sink = sink, .block = up_alloc(UP_ZIP_BLOCK) };
	if (up_zip_find_end(&zip)) {
		if (zip.end.is_split)
			sink->note(sink->data, UP_NOTE_UNSUPPORTED, path,
				   UP_STR("one part of an archive that was split; the others are not here"));
		else if (place_directory(&zip) && read_directory(&zip)) {
			find_duplicates(&zip);
			up_zip_lay_out(&zip);
			judge_claims(&zip);
			up_zip_find_other_ends(&zip);
		}
	}
	up_zip_count_stated(&zip);
	up_free(zip.entries);
	up_free(zip.block);
	up_buf_finish(&zip.name);
	up_buf_finish(&zip.other);
}
