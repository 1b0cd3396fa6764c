/* package/zip: archives made here byte by byte, right ones and each way in which they can contradict themselves. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "core/limits.h"
#include "package/zip.h"

/* --- a little writer -------------------------------------------------------------------------------------------------- */

static void add_16(struct up_buf *buf, unsigned value)
{
	up_buf_add_byte(buf, (char)value);
	up_buf_add_byte(buf, (char)(value >> 8));
}

static void add_32(struct up_buf *buf, uint32_t value)
{
	add_16(buf, value & 0xffff);
	add_16(buf, value >> 16);
}

/* One member, stored; what its local header says is as the directory says, unless `local` has something else. */
struct item {
	const char *name, *local_name, *data;
	unsigned flags, local_flags, method, local_method;
	uint32_t crc, local_crc, size_more, local_size_more;
	uint32_t reach; /* so many bytes more are said to be its data */
	bool has_descriptor, is_unlisted;
	int64_t at_instead; /* of the directory; 0: where it is */
	up_str extra;
	uint32_t at;
};

static void add_local(struct up_buf *out, struct item *item)
{
	const char *name = item->local_name ? item->local_name : item->name;
	uint32_t len = (uint32_t)strlen(item->data) + item->reach;
	item->at = (uint32_t)out->len;
	up_buf_add(out, UP_STR("PK\3\4"));
	add_16(out, 20);
	add_16(out, (item->flags ^ item->local_flags) | (item->has_descriptor ? 8 : 0));
	add_16(out, item->method ^ item->local_method);
	add_32(out, 0);
	add_32(out, item->has_descriptor ? 0 : item->crc ^ item->local_crc);
	add_32(out, item->has_descriptor ? 0 : len);
	add_32(out, item->has_descriptor ? 0 : len + item->size_more + item->local_size_more);
	add_16(out, (unsigned)strlen(name));
	add_16(out, 0);
	up_buf_add_s(out, name);
	up_buf_add_s(out, item->data);
	if (item->has_descriptor) {
		up_buf_add(out, UP_STR("PK\7\10"));
		add_32(out, item->crc ^ item->local_crc);
		add_32(out, len);
		add_32(out, len);
	}
}

static void add_central(struct up_buf *out, const struct item *item)
{
	uint32_t len = (uint32_t)strlen(item->data) + item->reach;
	up_buf_add(out, UP_STR("PK\1\2"));
	add_16(out, 20);
	add_16(out, 20);
	add_16(out, item->flags | (item->has_descriptor ? 8 : 0));
	add_16(out, item->method);
	add_32(out, 0);
	add_32(out, item->crc);
	add_32(out, len);
	add_32(out, len + item->size_more);
	add_16(out, (unsigned)strlen(item->name));
	add_16(out, (unsigned)item->extra.len);
	add_16(out, 0);
	add_32(out, 0);
	add_32(out, 0);
	add_32(out, item->at_instead ? (uint32_t)item->at_instead : item->at);
	up_buf_add_s(out, item->name);
	up_buf_add(out, item->extra);
}

static void add_end(struct up_buf *out, unsigned n, uint32_t start, uint32_t size, up_str comment)
{
	up_buf_add(out, UP_STR("PK\5\6"));
	add_32(out, 0);
	add_16(out, n);
	add_16(out, n);
	add_32(out, size);
	add_32(out, start);
	add_16(out, (unsigned)comment.len);
	up_buf_add(out, comment);
}

/* What is put round the members. */
struct shape {
	up_str prefix, gap, tail, comment, suffix;
	unsigned count_more;
	uint32_t base; /* what offsets leave out */
};

static void write_zip(struct up_buf *out, struct item *items, size_t n, const struct shape *shape)
{
	static const struct shape plain;
	shape = shape ? shape : &plain;
	unsigned listed = 0;
	up_buf_add(out, shape->prefix);
	for (size_t i = 0; i < n; i++) {
		add_local(out, &items[i]);
		items[i].at -= shape->base;
		if (i == 0)
			up_buf_add(out, shape->gap);
	}
	uint32_t start = (uint32_t)out->len;
	for (size_t i = 0; i < n; i++) {
		if (items[i].is_unlisted)
			continue;
		add_central(out, &items[i]);
		listed++;
	}
	uint32_t size = (uint32_t)out->len - start;
	up_buf_add(out, shape->tail);
	add_end(out, listed + shape->count_more, start - shape->base, size, shape->comment);
	up_buf_add(out, shape->suffix);
}

/* --- what is stated --------------------------------------------------------------------------------------------------- */

static void collect(void *data, const struct up_form *form)
{
	up_buf_printf(data, "%.*s[%.*s];", UP_FMT(form->key), UP_FMT(form->value));
	assert_true(form->detail.len < 300);
}

static void collect_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	up_buf_printf(data, "note %s;", up_note_reason_name(reason));
}

static void assert_bytes_at(up_str bytes, const char *expected, int line)
{
	struct up_buf said = { 0 };
	const struct up_form_sink sink = { &said, collect, collect_note };
	struct up_window window = up_window_of(&bytes);
	up_zip_inspect(&window, UP_STR("x.zip"), &sink);
	assert_str_at(up_buf_str(&said), up_str_from(expected), __FILE__, line);
	up_buf_finish(&said);
}

static void assert_zip_at(struct item *items, size_t n, const struct shape *shape, const char *expected, int line)
{
	struct up_buf bytes = { 0 };
	write_zip(&bytes, items, n, shape);
	assert_bytes_at(up_buf_str(&bytes), expected, line);
	up_buf_finish(&bytes);
}

#define ITEMS(...) ((struct item[]){ __VA_ARGS__ })
#define ASSERT_ZIP(shape, expected, ...)                                                                                                   \
	assert_zip_at(ITEMS(__VA_ARGS__), sizeof ITEMS(__VA_ARGS__) / sizeof(struct item), shape, expected, __LINE__)

#define A                                                                                                                                  \
	{                                                                                                                                  \
		.name = "a", .data = "alpha", .crc = 1                                                                                     \
	}
#define B                                                                                                                                  \
	{                                                                                                                                  \
		.name = "b", .data = "beta", .crc = 2                                                                                      \
	}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void right_ones_are_silent(void **state)
{
	ASSERT_ZIP(NULL, "", A, B);
	ASSERT_ZIP(NULL, "", { .name = "a", .data = "alpha", .crc = 1, .has_descriptor = true }, B);
	ASSERT_ZIP(NULL, "", { .name = "d/", .data = "" }, { .name = "d/", .data = "" });
	const struct shape comment = { .comment = UP_STR("made by hand") };
	ASSERT_ZIP(&comment, "", A);
	const struct shape zeros = { .gap = { "\0\0\0", 3 } };
	ASSERT_ZIP(&zeros, "", A, B);
	const struct shape split_mark = { .prefix = UP_STR("PK\7\10") };
	ASSERT_ZIP(&split_mark, "", A);
	assert_bytes_at((up_str){ "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22 }, "", __LINE__);
	/* Android's signatures: 24 bytes and the size before them. */
	struct up_buf block = { 0 };
	add_32(&block, 24);
	add_32(&block, 0);
	add_32(&block, 24);
	add_32(&block, 0);
	up_buf_add_s(&block, "APK Sig Block 42");
	const struct shape apk = { .gap = up_buf_str(&block) };
	ASSERT_ZIP(&apk, "", A);
	up_buf_finish(&block);
	/* A name in a code page, and what it is in UTF-8: the sum is that of "\x82". */
	ASSERT_ZIP(NULL, "", { .name = "\x82", .data = "x", .extra = { "\x75\x70\x07\0\1\x81\x0d\xb4\xd1\xc3\xa9", 11 } });
}

static void before_and_behind(void **state)
{
	const struct shape script = { .prefix = UP_STR("#!/bin/sh\nexit\n"), .base = 15 };
	ASSERT_ZIP(&script, "zip-stub[15 bytes];", A);
	const struct shape moved = { .prefix = UP_STR("#!/bin/sh\nexit\n") };
	ASSERT_ZIP(&moved, "zip-stub[15 bytes];", A);
	const struct shape junk = { .prefix = UP_STR("GIF89a, or so"), .base = 13 };
	ASSERT_ZIP(&junk, "zip-prefix[13 bytes];", A);
	const struct shape suffix = { .suffix = UP_STR("more") };
	ASSERT_ZIP(&suffix, "zip-suffix[4 bytes];", A);
	const struct shape gap = { .gap = UP_STR("hidden") };
	ASSERT_ZIP(&gap, "zip-gap[byte 36];", A, B);
	const struct shape tail = { .tail = UP_STR("hidden") };
	ASSERT_ZIP(&tail, "zip-gap[central directory];", A);
}

static void members_in_one_place_only(void **state)
{
	ASSERT_ZIP(NULL, "zip-hidden-member[b];", A, { .name = "b", .data = "beta", .is_unlisted = true }, { .name = "c", .data = "" });
	ASSERT_ZIP(NULL, "zip-hidden-member[a];", { .name = "a", .data = "alpha", .is_unlisted = true }, B);
	ASSERT_ZIP(NULL, "zip-local-missing[b];zip-hidden-member[b];", A, { .name = "b", .data = "beta", .at_instead = 5 });
	const struct shape count = { .count_more = 3 };
	ASSERT_ZIP(&count, "zip-count-differs[central directory];", A);
	/* One archive behind another. */
	struct up_buf bytes = { 0 };
	write_zip(&bytes, ITEMS(A), 1, NULL);
	struct shape second = { .base = (uint32_t)bytes.len };
	struct up_buf first = bytes;
	bytes = (struct up_buf){ 0 };
	second.prefix = up_buf_str(&first);
	ASSERT_ZIP(&second, "zip-hidden-member[a];zip-two-ends[byte 83];", B);
	up_buf_finish(&first);
}

static void contradictions(void **state)
{
	ASSERT_ZIP(NULL, "zip-name-differs[a];", { .name = "a", .local_name = "z", .data = "alpha" });
	ASSERT_ZIP(NULL, "zip-name-differs[a];", { .name = "a", .local_name = "../z", .data = "alpha" });
	ASSERT_ZIP(NULL, "zip-method-differs[a];", { .name = "a", .data = "alpha", .local_method = 8 });
	ASSERT_ZIP(NULL, "zip-sizes-differ[a];", { .name = "a", .data = "alpha", .local_crc = 9 });
	ASSERT_ZIP(NULL, "zip-sizes-differ[a];", { .name = "a", .data = "alpha", .local_size_more = 9 });
	ASSERT_ZIP(NULL, "zip-size-impossible[a];", { .name = "a", .data = "alpha", .size_more = 9 });
	ASSERT_ZIP(NULL, "zip-descriptor-differs[a];", { .name = "a", .data = "alpha", .crc = 1, .local_crc = 2, .has_descriptor = true });
	ASSERT_ZIP(NULL, "zip-encryption-differs[a];", { .name = "a", .data = "alpha", .local_flags = 1 });
	ASSERT_ZIP(NULL, "zip-encrypted[a];", { .name = "a", .data = "alpha", .flags = 1 });
	ASSERT_ZIP(NULL, "zip-duplicate-same[a];", A, A);
	ASSERT_ZIP(NULL, "zip-duplicate[a];", A, { .name = "a", .data = "other", .crc = 7 });
	ASSERT_ZIP(NULL, "zip-name-encoding[\xfc];", { .name = "\xfc", .data = "", .flags = 1 << 11 });
	/* The field counts where its sum is that of "a". */
	ASSERT_ZIP(NULL, "zip-unicode-name-differs[a];", { .name = "a", .data = "", .extra = { "\x75\x70\x06\0\1\x43\xbe\xb7\xe8z", 10 } });
	ASSERT_ZIP(NULL, "", { .name = "a", .data = "", .extra = { "\x75\x70\x06\0\1\x44\xbe\xb7\xe8z", 10 } });
}

static void two_ends(void **state)
{
	struct up_buf comment = { 0 };
	add_end(&comment, 0, 0, 0, UP_STR("more"));
	const struct shape shape = { .comment = up_buf_str(&comment) };
	/* The last one counts; what it says of a directory is nothing, and the first one is told. */
	ASSERT_ZIP(&shape, "zip-hidden-member[a];zip-two-ends[byte 83];", A);
	up_buf_finish(&comment);

	struct up_buf bytes = { 0 };
	write_zip(&bytes, ITEMS(A, B), 2, NULL);
	assert_bytes_at(up_str_slice(up_buf_str(&bytes), 0, bytes.len - 10), "zip-no-directory[end of central directory];", __LINE__);
	bytes.bytes[bytes.len - 6]++; /* the offset: one too far */
	assert_bytes_at(up_buf_str(&bytes), "zip-no-directory[central directory];", __LINE__);
	up_buf_finish(&bytes);
	assert_bytes_at(UP_STR(""), "zip-no-directory[end of central directory];", __LINE__);
}

/* Members of a bomb: one kernel of bytes, and entries that all point at it. */
static void overlaps(void **state)
{
	ASSERT_ZIP(NULL, "zip-overlap[b];", { .name = "a", .data = "alpha", .reach = 20 }, B);
	ASSERT_ZIP(NULL, "zip-overlap[b];", A, { .name = "b", .data = "beta", .reach = 1 });
	ASSERT_ZIP(NULL, "zip-overlap[a];zip-overlap[b];", { .name = "a", .data = "alpha", .reach = 4000000 }, B);
}

static void many_over_the_same_bytes(void **state)
{
	enum {
		MANY = 20000,
	};
	struct up_buf bytes = { 0 }, said = { 0 };
	struct item item = A;
	add_local(&bytes, &item);
	uint32_t start = (uint32_t)bytes.len;
	for (int i = 0; i < MANY; i++)
		add_central(&bytes, &item);
	add_end(&bytes, MANY, start, (uint32_t)bytes.len - start, UP_STR(""));
	const struct up_form_sink sink = { &said, collect, collect_note };
	up_str view = up_buf_str(&bytes);
	struct up_window window = up_window_of(&view);
	up_zip_inspect(&window, UP_STR("x.zip"), &sink);
	assert_true(up_str_contains(up_buf_str(&said), UP_STR("zip-overlap[a];")));
	assert_true(up_str_contains(up_buf_str(&said), UP_STR("note limit;")));
	assert_true(said.len < 10000);
	up_buf_finish(&said);
	up_buf_finish(&bytes);
}

static void too_many_members(void **state)
{
	struct up_buf bytes = { 0 };
	struct item item = { .name = "a/", .data = "" };
	add_local(&bytes, &item);
	uint32_t start = (uint32_t)bytes.len;
	for (int i = 0; i <= UP_LIMIT_ARCHIVE_MEMBERS; i++)
		add_central(&bytes, &item);
	add_end(&bytes, (UP_LIMIT_ARCHIVE_MEMBERS + 1) & 0xffff, start, (uint32_t)bytes.len - start, UP_STR(""));
	assert_bytes_at(up_buf_str(&bytes), "note limit;", __LINE__);
	up_buf_finish(&bytes);
}

/* Every archive that is cut, or has one byte changed, ends with something said or nothing, and never with a crash. */
static void nothing_hurts(void **state)
{
	struct up_buf bytes = { 0 }, said = { 0 };
	struct item items[] = { A,
				{ .name = "b", .data = "beta", .crc = 2, .has_descriptor = true },
				{ .name = "c", .data = "", .extra = UP_STR("\1\0\2\0xx") } };
	const struct shape shape = { .prefix = UP_STR("#!x"), .comment = UP_STR("comment") };
	write_zip(&bytes, items, 3, &shape);
	const struct up_form_sink sink = { &said, collect, collect_note };
	for (size_t i = 0; i < bytes.len; i++) {
		char saved = bytes.bytes[i];
		static const char values[] = { 0, 1, 0x7f, (char)0xff };
		for (size_t v = 0; v < sizeof values; v++) {
			bytes.bytes[i] = values[v];
			up_str view = up_buf_str(&bytes), cut = up_str_slice(view, 0, i);
			struct up_window window = up_window_of(&view);
			up_zip_inspect(&window, UP_STR("x.zip"), &sink);
			window = up_window_of(&cut);
			up_zip_inspect(&window, UP_STR("x.zip"), &sink);
			up_buf_clear(&said);
		}
		bytes.bytes[i] = saved;
	}
	up_buf_finish(&said);
	up_buf_finish(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_ones_are_silent),
		cmocka_unit_test(before_and_behind),
		cmocka_unit_test(members_in_one_place_only),
		cmocka_unit_test(contradictions),
		cmocka_unit_test(two_ends),
		cmocka_unit_test(overlaps),
		cmocka_unit_test(many_over_the_same_bytes),
		cmocka_unit_test(too_many_members),
		cmocka_unit_test(nothing_hurts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
