/* Who owns which bytes of a zip: members in the order of their places, what overlaps, and what lies before, between and behind them. */
#include <stdio.h>
#include <stdlib.h>

#include "package/zip-format.h"

enum {
	SCAN_BYTES = UP_ZIP_BLOCK / 2,
	ENDS_MOST = 1000,      /* marks of last records in one gap that are followed; one more is told whatever it leads to */
	SCAN_MOST = 256 << 20, /* bytes of gaps of one archive that are looked through */
	APK_BLOCK_BYTES = 24,  /* its size and its mark, at its end */
};

static int by_place(const void *a, const void *b)
{
	const struct up_zip_entry *left = a, *right = b;
	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	return (left->directory_at > right->directory_at) - (left->directory_at < right->directory_at);
}

/* --- behind the data of a member -------------------------------------------------------------------------------------- */

/* A descriptor has a mark or not, and sizes of 32 bits or of 64: four layouts. Its bytes, or 0: what stands there is no descriptor of this entry. */
static size_t descriptor_at(struct up_zip *zip, const struct up_zip_entry *entry, uint64_t at)
{
	for (int layout = 0; layout < 4; layout++) {
		size_t mark = layout & 1 ? 0 : 4, width = layout & 2 ? 8 : 4, len = mark + 4 + 2 * width;
		const unsigned char *b = up_zip_at(zip, at, len, 0);
		if (!b || (mark && up_zip_32(b) != UP_ZIP_DESCRIPTOR) || up_zip_32(b + mark) != entry->crc)
			continue;
		const unsigned char *sizes = b + mark + 4;
		uint64_t packed = width == 8 ? up_zip_64(sizes) : up_zip_32(sizes);
		uint64_t size = width == 8 ? up_zip_64(sizes + 8) : up_zip_32(sizes + 4);
		/* Some writers have 32 bits only, whatever the size. */
		uint64_t mask = width == 8 ? UINT64_MAX : UINT32_MAX;
		if (packed == (entry->packed & mask) && size == (entry->size & mask))
			return len;
	}
	return 0;
}

static uint64_t end_of(struct up_zip *zip, const struct up_zip_entry *entry, uint64_t data, unsigned flags)
{
	uint64_t end;
	if (__builtin_add_overflow(data, entry->packed, &end) || end > zip->window->size)
		return UINT64_MAX;
	if (!(flags & UP_ZIP_FLAG_DESCRIPTOR))
		return end;
	size_t len = descriptor_at(zip, entry, end);
	if (len)
		return end + len;
	/* One with its mark, and other numbers. */
	const unsigned char *b = up_zip_at(zip, end, 4, 0);
	if (b && up_zip_32(b) == UP_ZIP_DESCRIPTOR && !(flags & UP_ZIP_FLAG_ENCRYPTED)) {
		up_zip_state(zip, UP_ZIP_DESCRIPTOR_DIFFERS, up_zip_name(zip, entry), "%s", "");
		return end + 16;
	}
	return end;
}

/* --- gaps ------------------------------------------------------------------------------------------------------------- */

static bool is_local_plausible(const unsigned char *b, uint64_t left)
{
	static const unsigned char methods[] = { 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 18, 19, 93, 94, 95, 96, 97, 98, 99 };
	unsigned name_len = up_zip_16(b + 26), extra_len = up_zip_16(b + 28);
	if (b[4] > 63 || b[9] || !memchr(methods, b[8], sizeof methods) || !name_len)
		return false;
	return (uint64_t)UP_ZIP_LOCAL_BYTES + name_len + extra_len <= left;
}

/* What lies in [start, end): only zeros, members that the directory does not list, or something else. */
struct gap {
	uint64_t start, end;
	uint64_t first; /* byte that is not 0; UINT64_MAX: none */
	bool has_members;
	unsigned ends; /* marks of last records that were looked at: each may ask for other blocks */
};

static void tell_hidden(struct up_zip *zip, uint64_t at, unsigned name_len)
{
	/* What is only counted is not read: it could lie in another block each time. */
	up_str name = UP_STR("");
	if (zip->stated[UP_ZIP_HIDDEN_MEMBER] < UP_ZIP_STATED_MOST)
		name = up_zip_text(zip, &zip->name, at + UP_ZIP_LOCAL_BYTES, name_len < 1024 ? name_len : 1024);
	up_zip_state(zip, UP_ZIP_HIDDEN_MEMBER, name, "at byte %llu", (unsigned long long)at);
}

/* Local headers in one piece of a gap, of which the first `n` bytes are its own. */
static void scan_members(struct up_zip *zip, struct gap *gap, uint64_t at, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t more = n + UP_ZIP_LOCAL_BYTES;
		more = more < gap->end - at ? more : (size_t)(gap->end - at);
		const unsigned char *b = up_zip_at(zip, at, more, 0);
		const unsigned char *mark = b && more - i >= UP_ZIP_LOCAL_BYTES ? memmem(b + i, more - i, "PK\3\4", 4) : NULL;
		if (!mark || (size_t)(mark - b) >= n || more - (size_t)(mark - b) < UP_ZIP_LOCAL_BYTES)
			return;
		i = (size_t)(mark - b);
		if (is_local_plausible(mark, gap->end - at - i)) {
			gap->has_members = true;
			tell_hidden(zip, at + i, up_zip_16(mark + 26));
		}
		i += 4;
	}
}

static void scan_ends(struct up_zip *zip, struct gap *gap, uint64_t at, size_t n)
{
	size_t more = n + UP_ZIP_END_BYTES;
	more = more < gap->end - at ? more : (size_t)(gap->end - at);
	for (size_t i = 0; i < n;) {
		const unsigned char *b = up_zip_at(zip, at, more, 0);
		const unsigned char *mark = b ? memmem(b + i, more - i, "PK\5\6", 4) : NULL;
		if (!mark || (size_t)(mark - b) >= n || zip->stated[UP_ZIP_TWO_ENDS] >= UP_ZIP_STATED_MOST || gap->ends > ENDS_MOST)
			return;
		i = (size_t)(mark - b);
		up_zip_judge_other_end(zip, at + i, ++gap->ends > ENDS_MOST);
		i += 4;
	}
}

static void scan_gap(struct up_zip *zip, struct gap *gap)
{
	gap->first = UINT64_MAX;
	for (uint64_t at = gap->start; at < gap->end;) {
		size_t n = gap->end - at < SCAN_BYTES ? (size_t)(gap->end - at) : SCAN_BYTES;
		if (zip->scanned >= SCAN_MOST) {
			if (zip->scanned != UINT64_MAX)
				zip->sink->note(
					zip->sink->data, UP_NOTE_LIMIT, zip->path,
					UP_STR("more than 256 MiB of the zip belong to no member; the rest of them was not looked at"));
			zip->scanned = UINT64_MAX;
			return;
		}
		const unsigned char *b = up_zip_at(zip, at, n, 0);
		if (!b)
			return;
		for (size_t i = 0; i < n && gap->first == UINT64_MAX; i++)
			if (b[i])
				gap->first = at + i;
		if (gap->first != UINT64_MAX) {
			scan_members(zip, gap, at, n);
			scan_ends(zip, gap, at, n);
		}
		zip->scanned += n;
		at += n;
	}
}

/* Android's signatures stand between the last member and the directory: a size, pairs, the size again, a mark. */
static uint64_t apk_block_start(struct up_zip *zip)
{
	uint64_t end = zip->directory_start;
	const unsigned char *b = end >= APK_BLOCK_BYTES ? up_zip_at(zip, end - APK_BLOCK_BYTES, APK_BLOCK_BYTES, 0) : NULL;
	if (!b || memcmp(b + 8, "APK Sig Block 42", 16) != 0)
		return end;
	uint64_t size = up_zip_64(b);
	if (size > end - 8 || size < APK_BLOCK_BYTES)
		return end;
	b = up_zip_at(zip, end - 8 - size, 8, 0);
	return b && up_zip_64(b) == size ? end - 8 - size : end;
}

/* Between two members, or before the directory. Zeros are alignment. */
static void judge_gap(struct up_zip *zip, uint64_t start, uint64_t end)
{
	struct gap gap = { .start = start, .end = end };
	scan_gap(zip, &gap);
	if (gap.first == UINT64_MAX || gap.has_members)
		return;
	char value[40];
	snprintf(value, sizeof value, "byte %llu", (unsigned long long)gap.first);
	up_zip_state(zip, UP_ZIP_GAP, up_str_from(value), "%llu bytes belong to no member", (unsigned long long)(end - start));
}

/* --- before the first member ------------------------------------------------------------------------------------------ */

/* What programs begin with that carry an archive behind them: installers, zipapps, Spring Boot's executable jars. */
static const char *program_of(const unsigned char *b)
{
	if (!memcmp(b, "MZ", 2))
		return "a Windows program";
	if (!memcmp(b, "\177ELF", 4))
		return "an ELF program";
	if (!memcmp(b, "#!", 2))
		return "a script";
	if (!memcmp(b, "\xcf\xfa\xed\xfe", 4) || !memcmp(b, "\xca\xfe\xba\xbe", 4))
		return "a Mach-O program";
	return NULL;
}

static void judge_prefix(struct up_zip *zip, uint64_t end)
{
	char value[40];
	snprintf(value, sizeof value, "%llu bytes", (unsigned long long)end);
	const unsigned char *b = up_zip_at(zip, 0, 4, SCAN_BYTES);
	if (!end || !b)
		return;
	if (end == 4 && (up_zip_32(b) == UP_ZIP_DESCRIPTOR || up_zip_32(b) == UP_ZIP_SINGLE))
		return;
	const char *program = program_of(b);
	if (program) {
		up_zip_state(zip, UP_ZIP_STUB, up_str_from(value), "%s", program);
		return;
	}
	struct gap gap = { .start = 0, .end = end };
	scan_gap(zip, &gap);
	if (gap.has_members)
		return;
	up_zip_state(zip, UP_ZIP_PREFIX, up_str_from(value), "%s", "");
}

static void judge_suffix(struct up_zip *zip)
{
	struct gap gap = { .start = zip->end.at + UP_ZIP_END_BYTES + zip->end.comment_len, .end = zip->window->size };
	if (gap.start >= gap.end)
		return;
	scan_gap(zip, &gap);
	if (gap.first == UINT64_MAX || gap.has_members)
		return;
	char value[40];
	snprintf(value, sizeof value, "%llu bytes", (unsigned long long)(gap.end - gap.start));
	up_zip_state(zip, UP_ZIP_SUFFIX, up_str_from(value), "%s", "");
}

/* --- all of it -------------------------------------------------------------------------------------------------------- */

static void tell_overlap(struct up_zip *zip, const struct up_zip_entry *entry, const struct up_zip_entry *before)
{
	char name[128];
	up_str text = before ? up_zip_name(zip, before) : UP_STR("the central directory");
	snprintf(name, sizeof name, "%.*s", (int)(text.len < 100 ? text.len : 100), text.s);
	up_zip_state(zip, UP_ZIP_OVERLAP, up_zip_name(zip, entry), "%s", name);
}

void up_zip_lay_out(struct up_zip *zip)
{
	uint64_t covered = 0, apk = apk_block_start(zip), limit = zip->directory_start;
	const struct up_zip_entry *owner = NULL;
	if (zip->n)
		qsort(zip->entries, zip->n, sizeof *zip->entries, by_place);
	for (size_t i = 0; i < zip->n; i++) {
		const struct up_zip_entry *entry = &zip->entries[i];
		uint64_t data, end;
		unsigned flags;
		bool is_over = owner && entry->at < covered;
		if (!up_zip_judge_local(zip, entry, !is_over, &data, &flags))
			continue;
		if (is_over)
			tell_overlap(zip, entry, owner);
		else if (!owner)
			judge_prefix(zip, entry->at);
		else if (entry->at > covered)
			judge_gap(zip, covered, entry->at);
		end = end_of(zip, entry, data, flags);
		if (end > limit && entry->at < zip->end.at)
			tell_overlap(zip, entry, NULL);
		if (end > covered) {
			covered = end;
			owner = entry;
		}
	}
	if (!owner)
		judge_prefix(zip, apk);
	else if (covered < apk)
		judge_gap(zip, covered, apk);
	judge_suffix(zip);
}
