/* Reading the records of a zip: blocks of the window, extra fields, the last record. */
#include "package/zip-format.h"

#include <stdarg.h>
#include <stdio.h>

#include "package/zip.h"

enum {
	EXTRA_ZIP64 = 1,
};

const unsigned char *up_zip_at(struct up_zip *zip, uint64_t offset, size_t n, size_t ahead)
{
	if (offset > zip->window->size || n > zip->window->size - offset || n > UP_ZIP_BLOCK)
		return NULL;
	if (offset >= zip->block_start && offset - zip->block_start <= zip->block_len && n <= zip->block_len - (offset - zip->block_start))
		return zip->block + (offset - zip->block_start);
	uint64_t left = zip->window->size - offset;
	size_t want = n + ahead < UP_ZIP_BLOCK ? n + ahead : UP_ZIP_BLOCK;
	want = want < left ? want : (size_t)left;
	zip->block_len = 0;
	if (!up_window_read(zip->window, offset, zip->block, want))
		return NULL;
	zip->block_start = offset;
	zip->block_len = want;
	return zip->block;
}

up_str up_zip_text(struct up_zip *zip, struct up_buf *out, uint64_t offset, size_t n)
{
	const unsigned char *bytes = up_zip_at(zip, offset, n, 256);
	up_buf_clear(out);
	up_buf_add(out, (up_str){ (const char *)bytes, bytes ? n : 0 });
	return up_buf_str(out);
}

up_str up_zip_name(struct up_zip *zip, const struct up_zip_entry *entry)
{
	return up_zip_text(zip, &zip->name, entry->directory_at + UP_ZIP_CENTRAL_BYTES, entry->name_len);
}

up_str up_zip_extra(up_str bytes, unsigned id)
{
	for (size_t at = 0; bytes.len - at >= 4;) {
		const unsigned char *field = (const unsigned char *)bytes.s + at;
		size_t len = up_zip_16(field + 2);
		if (len > bytes.len - at - 4)
			break;
		if (up_zip_16(field) == id)
			return (up_str){ bytes.s + at + 4, len };
		at += 4 + len;
	}
	return UP_STR("");
}

void up_zip_widen(up_str extras, uint64_t *size, uint64_t *packed, uint64_t *at)
{
	up_str field = up_zip_extra(extras, EXTRA_ZIP64);
	uint64_t *const values[] = { size, packed, at };
	size_t next = 0;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		if (!values[i] || *values[i] != UINT32_MAX || field.len - next < 8)
			continue;
		*values[i] = up_zip_64((const unsigned char *)field.s + next);
		next += 8;
	}
}

void up_zip_state(struct up_zip *zip, enum up_zip_key key, up_str value, const char *detail, ...)
{
	char text[256];
	if (zip->stated[key]++ >= UP_ZIP_STATED_MOST)
		return;
	va_list args;
	va_start(args, detail);
	vsnprintf(text, sizeof text, detail, args);
	va_end(args);
	const struct up_form form = {
		.path = zip->path, .key = up_str_from(up_zip_forms[key]), .value = value, .detail = up_str_from(text)
	};
	zip->sink->state(zip->sink->data, &form);
}

void up_zip_count_stated(struct up_zip *zip)
{
	for (size_t i = 0; i < _UP_ZIP_KEY_MAX; i++) {
		char text[128];
		if (zip->stated[i] <= UP_ZIP_STATED_MOST)
			continue;
		snprintf(text, sizeof text, "the first %d of %u faults of the kind %s are told", UP_ZIP_STATED_MOST, zip->stated[i],
			 up_zip_forms[i]);
		zip->sink->note(zip->sink->data, UP_NOTE_LIMIT, zip->path, up_str_from(text));
	}
}

/* --- the last record -------------------------------------------------------------------------------------------------- */

/* Reads the record at `at`, and what stands before it for large archives. False: it is no record. */
static bool read_end(struct up_zip *zip, uint64_t at, struct up_zip_end *ret_end)
{
	const unsigned char *b = up_zip_at(zip, at, UP_ZIP_END_BYTES, 0);
	if (!b || up_zip_32(b) != UP_ZIP_END)
		return false;
	struct up_zip_end end = { .at = at, .records_at = at };
	end.is_split = up_zip_16(b + 4) || up_zip_16(b + 6) || up_zip_16(b + 8) != up_zip_16(b + 10);
	end.n = up_zip_16(b + 10);
	end.directory_size = up_zip_32(b + 12);
	end.directory_offset = up_zip_32(b + 16);
	end.comment_len = up_zip_16(b + 20);
	*ret_end = end;
	return true;
}

/* One number in both records: all ones in the small one asks for the large one. */
static void take_large(struct up_zip_end *end, uint64_t *value, uint64_t ones, uint64_t large)
{
	if (*value != ones && *value != large)
		end->is_contradicting = true;
	if (*value == ones)
		*value = large;
}

static void read_end64(struct up_zip *zip, struct up_zip_end *end)
{
	if (end->at < UP_ZIP_LOCATOR_BYTES + UP_ZIP_END64_BYTES)
		return;
	const unsigned char *b = up_zip_at(zip, end->at - UP_ZIP_LOCATOR_BYTES, UP_ZIP_LOCATOR_BYTES, 0);
	if (!b || up_zip_32(b) != UP_ZIP_LOCATOR)
		return;
	/* Where something was put before the archive, its offset is no longer true; then the record stands right before the locator. */
	const uint64_t places[] = { up_zip_64(b + 8), end->at - UP_ZIP_LOCATOR_BYTES - UP_ZIP_END64_BYTES };
	for (size_t i = 0; i < 2; i++) {
		b = up_zip_at(zip, places[i], UP_ZIP_END64_BYTES, 0);
		if (!b || up_zip_32(b) != UP_ZIP_END64)
			continue;
		end->is_zip64 = true;
		end->records_at = places[i];
		end->is_split = up_zip_32(b + 16) || up_zip_32(b + 20);
		take_large(end, &end->n, UINT16_MAX, up_zip_64(b + 32));
		take_large(end, &end->directory_size, UINT32_MAX, up_zip_64(b + 40));
		take_large(end, &end->directory_offset, UINT32_MAX, up_zip_64(b + 48));
		return;
	}
}

bool up_zip_find_end(struct up_zip *zip)
{
	uint64_t size = zip->window->size, least = size > UP_ZIP_TAIL_BYTES ? size - UP_ZIP_TAIL_BYTES : 0;
	struct up_zip_end end, found = { 0 };
	bool is_found = false;
	/* The last one whose comment ends with the file; else the last one whose comment is there; else none. */
	for (uint64_t at = size < UP_ZIP_END_BYTES ? 0 : size - UP_ZIP_END_BYTES + 1; at-- > least;) {
		const unsigned char *tail = up_zip_at(zip, least, (size_t)(size - least), 0);
		if (!tail || memcmp(tail + (at - least), "PK\5\6", 4) != 0 || !read_end(zip, at, &end))
			continue;
		uint64_t last = at + UP_ZIP_END_BYTES + end.comment_len;
		if (last == size || (last < size && !is_found)) {
			found = end;
			is_found = true;
		}
		if (last == size)
			break;
	}
	if (!is_found) {
		up_zip_state(zip, UP_ZIP_NO_DIRECTORY, UP_STR("end of central directory"), "%s", "");
		return false;
	}
	read_end64(zip, &found);
	zip->end = found;
	return true;
}

/* Is it a record that a reader could take for the last: does what it says of its directory hold? */
static bool is_end_plausible(struct up_zip *zip, const struct up_zip_end *end)
{
	if (end->directory_size > end->at || !end->n || end->directory_size < UP_ZIP_CENTRAL_BYTES)
		return false;
	const uint64_t places[] = { end->at - end->directory_size, end->directory_offset };
	for (size_t i = 0; i < 2; i++) {
		const unsigned char *b = up_zip_at(zip, places[i], 4, 0);
		if (b && up_zip_32(b) == UP_ZIP_CENTRAL)
			return true;
	}
	return false;
}

void up_zip_judge_other_end(struct up_zip *zip, uint64_t at, bool is_enough)
{
	struct up_zip_end end;
	char value[32];
	if (at == zip->end.at || !read_end(zip, at, &end) || (!is_enough && !is_end_plausible(zip, &end)))
		return;
	snprintf(value, sizeof value, "byte %llu", (unsigned long long)at);
	up_zip_state(zip, UP_ZIP_TWO_ENDS, up_str_from(value), "the one that counts stands at byte %llu", (unsigned long long)zip->end.at);
}

/* A comment that holds the mark of a last record is enough: readers look for it from the end. One in the directory must also lead to a directory. */
void up_zip_find_other_ends(struct up_zip *zip)
{
	uint64_t stop = zip->end.at + UP_ZIP_END_BYTES + zip->end.comment_len;
	uint64_t least = stop > UP_ZIP_TAIL_BYTES ? stop - UP_ZIP_TAIL_BYTES : 0;
	least = least > zip->directory_start ? least : zip->directory_start;
	for (uint64_t at = least; at + UP_ZIP_END_BYTES <= stop; at++) {
		const unsigned char *tail = up_zip_at(zip, least, (size_t)(stop - least), 0);
		const unsigned char *next = tail ? memmem(tail + (at - least), (size_t)(stop - at), "PK\5\6", 4) : NULL;
		if (!next)
			return;
		at = least + (uint64_t)(next - tail);
		up_zip_judge_other_end(zip, at, at > zip->end.at);
	}
}

const char *const up_zip_forms[] = {
	[UP_ZIP_CLAIMS_BOMB] = "zip-claims-bomb",
	[UP_ZIP_COUNT_DIFFERS] = "zip-count-differs",
	[UP_ZIP_DESCRIPTOR_DIFFERS] = "zip-descriptor-differs",
	[UP_ZIP_DIRECTORY_BROKEN] = "zip-directory-broken",
	[UP_ZIP_DUPLICATE] = "zip-duplicate",
	[UP_ZIP_DUPLICATE_SAME] = "zip-duplicate-same",
	[UP_ZIP_ENCRYPTED] = "zip-encrypted",
	[UP_ZIP_ENCRYPTION_DIFFERS] = "zip-encryption-differs",
	[UP_ZIP_GAP] = "zip-gap",
	[UP_ZIP_HIDDEN_MEMBER] = "zip-hidden-member",
	[UP_ZIP_LOCAL_MISSING] = "zip-local-missing",
	[UP_ZIP_METHOD_DIFFERS] = "zip-method-differs",
	[UP_ZIP_NAME_BACKSLASH] = "member-backslash",
	[UP_ZIP_NAME_DIFFERS] = "zip-name-differs",
	[UP_ZIP_NAME_ENCODING] = "zip-name-encoding",
	[UP_ZIP_NAME_NUL] = "zip-name-nul",
	[UP_ZIP_NO_DIRECTORY] = "zip-no-directory",
	[UP_ZIP_OVERLAP] = "zip-overlap",
	[UP_ZIP_PREFIX] = "zip-prefix",
	[UP_ZIP_SIZE_IMPOSSIBLE] = "zip-size-impossible",
	[UP_ZIP_SIZES_DIFFER] = "zip-sizes-differ",
	[UP_ZIP_STUB] = "zip-stub",
	[UP_ZIP_SUFFIX] = "zip-suffix",
	[UP_ZIP_TWO_DIRECTORIES] = "zip-two-directories",
	[UP_ZIP_TWO_ENDS] = "zip-two-ends",
	[UP_ZIP_UNICODE_NAME_DIFFERS] = "zip-unicode-name-differs",
	[_UP_ZIP_KEY_MAX] = NULL,
};
