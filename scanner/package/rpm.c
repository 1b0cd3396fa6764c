/* The two headers of an rpm and their tags. A header is a magic, a count of entries, a size of the store, the entries (tag, type, offset, count) and the
 * store that they point into; all numbers are big-endian. The signature header is padded to eight bytes, the main one is not. */
#include "package/rpm.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum {
	LEAD_BYTES = 96,
	INTRO_BYTES = 16, /* magic, reserved, count of entries, size of the store */
	ENTRY_BYTES = 16,
	TRAILER_BYTES = 16,
	PADDING = 8,
	CAPABLE_MOST = 100, /* files with capabilities of one package that are told */
};

const char *const up_rpm_forms[] = { "rpm-header-duplicate", "rpm-header-unsigned-part", "rpm-size-differs", NULL };

static uint32_t be32(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	uint32_t left, right;
	memcpy(&left, a, sizeof left);
	memcpy(&right, b, sizeof right);
	return (left > right) - (left < right);
}

static void find_duplicates(struct up_rpm_header *header)
{
	UP_AUTO_FREE uint32_t *tags = up_alloc((header->n + 1) * sizeof *tags);
	for (uint32_t i = 0; i < header->n; i++)
		tags[i] = be32(header->entries.s + (size_t)i * ENTRY_BYTES);
	qsort(tags, header->n, sizeof *tags, by_number);
	for (uint32_t i = 1; i < header->n && !header->has_duplicates; i++) {
		header->has_duplicates = tags[i] == tags[i - 1];
		header->duplicate = tags[i];
	}
}

/* The region is what rpm signs: its first entry points at a trailer at its end, which counts the entries in it. rpm takes only packages whose region is
 * all of the header; other readers do not look. */
static bool is_region_whole(const struct up_rpm_header *header, uint32_t region)
{
	const char *entry = header->entries.s;
	if (!header->n || be32(entry) != region || be32(entry + 4) != UP_RPM_BIN || be32(entry + 12) != TRAILER_BYTES)
		return false;
	uint64_t offset = be32(entry + 8);
	if (offset + TRAILER_BYTES != header->store.len)
		return false;
	uint32_t back = be32(header->store.s + offset + 8);
	return (uint64_t)(uint32_t)-back == (uint64_t)header->n * ENTRY_BYTES;
}

/* UP_STR_NULL: fine. */
static up_str read_header(const struct up_window *window, uint64_t start, struct up_rpm_header *header, char **ret_memory)
{
	char intro[INTRO_BYTES];
	if (!up_window_read(window, start, intro, sizeof intro))
		return UP_STR("it ends before its header");
	if (memcmp(intro, "\x8e\xad\xe8\x01", 4) != 0)
		return UP_STR("where its header should begin stands something else");
	uint32_t n = be32(intro + 8), store = be32(intro + 12);
	if (!n || n > UP_RPM_HEADER_ENTRIES || store > UP_RPM_HEADER_BYTES)
		return UP_STR("its header says that it is larger than rpm allows");
	size_t entries = (size_t)n * ENTRY_BYTES, whole = INTRO_BYTES + entries + store;
	if (start > window->size || whole > window->size - start)
		return UP_STR("its header ends beyond the end of the file");
	char *bytes = up_alloc(whole);
	if (!up_window_read(window, start, bytes, whole)) {
		up_free(bytes);
		return UP_STR("its header cannot be read");
	}
	*ret_memory = bytes;
	*header = (struct up_rpm_header){
		.start = start,
		.end = start + whole,
		.bytes = { bytes, whole },
		.entries = { bytes + INTRO_BYTES, entries },
		.store = { bytes + INTRO_BYTES + entries, store },
		.n = n,
	};
	find_duplicates(header);
	return UP_STR_NULL;
}

bool up_rpm_open(const struct up_window *window, struct up_rpm *ret_rpm, up_str *ret_fault)
{
	char lead[LEAD_BYTES];
	struct up_rpm rpm = { .size = window->is_prefix ? UINT64_MAX : window->size };
	*ret_fault = UP_STR_NULL;
	if (!up_window_read(window, 0, lead, sizeof lead) || memcmp(lead, "\xed\xab\xee\xdb", 4) != 0) {
		*ret_fault = UP_STR("it does not begin as an rpm does");
		return false;
	}
	*ret_fault = read_header(window, LEAD_BYTES, &rpm.signature, &rpm.memory[0]);
	if (!ret_fault->s) {
		uint64_t start = (rpm.signature.end + PADDING - 1) / PADDING * PADDING;
		*ret_fault = read_header(window, start, &rpm.header, &rpm.memory[1]);
	}
	if (ret_fault->s) {
		up_rpm_finish(&rpm);
		return false;
	}
	rpm.signature.is_region_whole = is_region_whole(&rpm.signature, UP_RPM_TAG_SIGNATURES);
	rpm.header.is_region_whole = is_region_whole(&rpm.header, UP_RPM_TAG_IMMUTABLE);
	rpm.payload_start = rpm.header.end;
	struct up_rpm_tag tag;
	rpm.is_source = up_rpm_find(&rpm.header, UP_RPM_TAG_SOURCE_PACKAGE, &tag) || !up_rpm_find(&rpm.header, UP_RPM_TAG_SOURCE_RPM, &tag);
	*ret_rpm = rpm;
	return true;
}

void up_rpm_finish(struct up_rpm *rpm)
{
	up_free(rpm->memory[0]);
	up_free(rpm->memory[1]);
	*rpm = (struct up_rpm){ 0 };
}

/* --- tags ------------------------------------------------------------------------------------------------------------- */

static unsigned width_of(uint32_t type)
{
	static const unsigned char widths[] = {
		[UP_RPM_CHAR] = 1, [UP_RPM_INT8] = 1, [UP_RPM_INT16] = 2, [UP_RPM_INT32] = 4, [UP_RPM_INT64] = 8, [UP_RPM_BIN] = 1,
	};
	return type < sizeof widths ? widths[type] : 0;
}

bool up_rpm_find(const struct up_rpm_header *header, uint32_t tag, struct up_rpm_tag *ret_tag)
{
	const char *entry = header->entries.s, *end = entry + header->entries.len;
	while (entry < end && be32(entry) != tag)
		entry += ENTRY_BYTES;
	if (entry >= end)
		return false;
	uint32_t type = be32(entry + 4), offset = be32(entry + 8), count = be32(entry + 12);
	if (type < UP_RPM_CHAR || type > UP_RPM_I18N || !count || offset >= header->store.len)
		return false;
	size_t left = header->store.len - offset;
	uint64_t need = (uint64_t)count * (width_of(type) ? width_of(type) : 1); /* a text has its NUL at least */
	if (need > left || (type == UP_RPM_STRING && count != 1))
		return false;
	*ret_tag = (struct up_rpm_tag){ (enum up_rpm_type)type, count, { header->store.s + offset, width_of(type) ? (size_t)need : left } };
	return true;
}

bool up_rpm_number(const struct up_rpm_tag *tag, uint32_t index, uint64_t *ret_value)
{
	unsigned width = width_of(tag->type);
	if (!width || tag->type == UP_RPM_BIN || index >= tag->count)
		return false;
	uint64_t value = 0;
	for (unsigned i = 0; i < width; i++)
		value = value << 8 | (unsigned char)tag->data.s[(size_t)index * width + i];
	*ret_value = value;
	return true;
}

bool up_rpm_next(const struct up_rpm_tag *tag, size_t *at, uint32_t *left, up_str *ret_text)
{
	bool is_text = tag->type == UP_RPM_STRING || tag->type == UP_RPM_STRINGS || tag->type == UP_RPM_I18N;
	if (!is_text || !*left || *at >= tag->data.len)
		return false;
	size_t end = up_str_find_byte(tag->data, '\0', *at);
	if (end == SIZE_MAX)
		return false;
	*ret_text = up_str_slice(tag->data, *at, end);
	*at = end + 1;
	--*left;
	return true;
}

up_str up_rpm_text(const struct up_rpm_header *header, uint32_t tag)
{
	struct up_rpm_tag found;
	up_str text = UP_STR("");
	size_t at = 0;
	uint32_t left = 1;
	if (up_rpm_find(header, tag, &found))
		up_rpm_next(&found, &at, &left, &text);
	return text;
}

up_str up_rpm_bytes(const struct up_rpm_header *header, uint32_t tag)
{
	struct up_rpm_tag found;
	return up_rpm_find(header, tag, &found) && found.type == UP_RPM_BIN ? found.data : UP_STR("");
}

/* --- what is wrong with the headers ----------------------------------------------------------------------------------- */

static void state(const struct up_form_sink *sink, up_str path, const char *key, up_str value, up_str detail)
{
	const struct up_form form = { .path = path, .key = up_str_from(key), .value = value, .detail = detail };
	sink->state(sink->data, &form);
}

/* Header and payload together, in bytes: what stands in the signature header, and so is not signed itself, but shows a file that was cut or grew. */
static void inspect_size(const struct up_rpm *rpm, up_str path, const struct up_form_sink *sink)
{
	struct up_rpm_tag tag;
	uint64_t said;
	char value[32], detail[96];
	if (rpm->size == UINT64_MAX)
		return;
	if (!up_rpm_find(&rpm->signature, UP_RPM_SIG_LONG_SIZE, &tag) && !up_rpm_find(&rpm->signature, UP_RPM_SIG_SIZE, &tag))
		return;
	uint64_t is = rpm->size - rpm->header.start;
	if (!up_rpm_number(&tag, 0, &said) || said == is)
		return;
	snprintf(value, sizeof value, "%llu", (unsigned long long)is);
	snprintf(detail, sizeof detail, "its signature header says %llu bytes", (unsigned long long)said);
	state(sink, path, "rpm-size-differs", up_str_from(value), up_str_from(detail));
}

struct capable {
	up_str path;
	const struct up_form_sink *sink;
	uint32_t n;
};

static void inspect_file(void *data, const struct up_rpm_file *file)
{
	struct capable *capable = data;
	struct up_buf name = { 0 };
	if (!file->capabilities.len || up_str_eq(file->capabilities, UP_STR("=")) || capable->n++ >= CAPABLE_MOST)
		return;
	up_buf_printf(&name, "data%.*s%.*s", UP_FMT(file->folder), UP_FMT(file->base));
	state(capable->sink, capable->path, "member-capabilities", up_buf_str(&name), file->capabilities);
	up_buf_finish(&name);
}

void up_rpm_inspect(const struct up_rpm *rpm, up_str path, const struct up_form_sink *sink)
{
	char value[16];
	if (rpm->header.has_duplicates) {
		snprintf(value, sizeof value, "%u", rpm->header.duplicate);
		state(sink, path, "rpm-header-duplicate", up_str_from(value), UP_STR(""));
	}
	if (!rpm->header.is_region_whole)
		state(sink, path, "rpm-header-unsigned-part", up_rpm_text(&rpm->header, UP_RPM_TAG_NAME), UP_STR(""));
	inspect_size(rpm, path, sink);
	struct capable capable = { path, sink, 0 };
	if (!up_rpm_files(rpm, &capable, inspect_file))
		sink->note(sink->data, UP_NOTE_LIMIT, path,
			   UP_STR("the rpm names more than a million folders; files in those after them were not placed"));
}
