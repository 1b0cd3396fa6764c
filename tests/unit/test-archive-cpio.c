/* run/archive-cpio: a header may not ask for more than a name can have, in whatever pieces it comes. */
#include "test.h"

#include <stdio.h>

#include "base/buf.h"
#include "core/limits.h"
#include "run/archive-cpio.h"

static void add(struct up_buf *out, const char *name, unsigned name_size, unsigned size)
{
	static const char zeros[4] = { 0 };
	size_t start = out->len;
	up_buf_printf(out, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 1, 0100644, 0, 0, 1, 0, size, 0, 0, 0, 0,
		      name_size, 0);
	up_buf_add(out, (up_str){ name, strlen(name) + 1 });
	up_buf_add(out, (up_str){ zeros, -(out->len - start) & 3 });
	for (unsigned i = 0; i < size; i++)
		up_buf_add_s(out, "x");
	up_buf_add(out, (up_str){ zeros, -(size_t)size & 3 });
}

/* How much of the bytes passes, in pieces. */
static size_t pass(const struct up_buf *bytes, size_t piece)
{
	struct up_cpio_guard guard = { 0 };
	up_str all = up_buf_str(bytes);
	for (size_t at = 0; at < all.len; at += piece) {
		up_str part = up_str_slice(all, at, at + piece < all.len ? at + piece : all.len);
		size_t passed = up_cpio_guard_pass(&guard, part);
		if (passed < part.len)
			return at + passed;
	}
	return all.len;
}

static void archives_pass(void **state)
{
	struct up_buf archive = { 0 };
	add(&archive, "etc/x.conf", 11, 7);
	add(&archive, "empty", 6, 0);
	add(&archive, "TRAILER!!!", 11, 0);
	up_buf_add_s(&archive, "070701 whatever follows");
	for (size_t piece = 1; piece < 200; piece++)
		assert_int_equal(pass(&archive, piece), archive.len);
	up_buf_clear(&archive);
	up_buf_add_s(&archive, "070707000000000000000000 another format");
	assert_int_equal(pass(&archive, 5), archive.len);
	up_buf_finish(&archive);
}

static void headers_are_bounded(void **state)
{
	static const struct {
		unsigned name_size;
		bool is_good;
	} rows[] = { { 0xfffffff0, false }, { UP_LIMIT_CPIO_NAME + 1, false }, { UP_LIMIT_CPIO_NAME, true }, { 5, true }, { 0, true } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct up_buf archive = { 0 };
		add(&archive, "ok", 3, 3);
		size_t start = archive.len;
		add(&archive, "name", rows[i].name_size, 0);
		archive.len = start + UP_CPIO_HEADER; /* the header alone */
		for (size_t piece = 1; piece < 130; piece++) {
			size_t passed = pass(&archive, piece);
			assert_true(rows[i].is_good ? passed == archive.len : passed >= start && passed < archive.len);
		}
		assert_int_equal(pass(&archive, 1000), rows[i].is_good ? archive.len : start);
		up_buf_finish(&archive);
	}
}

static void garbage_is_no_header(void **state)
{
	struct up_buf archive = { 0 };
	add(&archive, "ok", 3, 3);
	size_t start = archive.len;
	up_buf_add_s(&archive, "....070701");
	assert_int_equal(pass(&archive, 1000), start);
	up_buf_finish(&archive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(archives_pass),
		cmocka_unit_test(headers_are_bounded),
		cmocka_unit_test(garbage_is_no_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
