/* base/buf: a growing buffer that is always terminated. */
#include "test.h"

#include "base/buf.h"

static void an_empty_buffer_is_empty_text(void **state)
{
	struct up_buf buf = { 0 };
	assert_str(up_buf_str(&buf), "");
	up_buf_clear(&buf);
	up_buf_finish(&buf);
	up_buf_finish(&buf); /* twice is fine */
	assert_int_equal(buf.len, 0);
}

static void adding_grows_and_terminates(void **state)
{
	struct up_buf buf = { 0 };
	for (size_t i = 0; i < 10000; i++) {
		up_buf_add_byte(&buf, (char)('a' + i % 26));
		assert_int_equal(buf.bytes[buf.len], '\0');
	}
	assert_int_equal(buf.len, 10000);
	assert_int_equal(buf.bytes[9999], 'a' + 9999 % 26);
	up_buf_clear(&buf);
	up_buf_add(&buf, UP_STR("a\0b"));
	up_buf_add(&buf, UP_STR_NULL);
	up_buf_add_s(&buf, "-c");
	assert_str(up_buf_str(&buf), "a\0b-c");
	up_buf_finish(&buf);
}

static void printf_appends_whole_text(void **state)
{
	struct up_buf buf = { 0 };
	char wide[5000];
	memset(wide, 'w', sizeof wide - 1);
	wide[sizeof wide - 1] = '\0';
	up_buf_add_s(&buf, "x");
	up_buf_printf(&buf, "%s|%d", wide, 7);
	up_buf_printf(&buf, "%s", "");
	assert_int_equal(buf.len, 1 + sizeof wide - 1 + 2);
	assert_true(up_str_ends(up_buf_str(&buf), UP_STR("w|7")));
	up_buf_finish(&buf);
}

static void reserved_room_is_where_the_text_ends(void **state)
{
	struct up_buf buf = { 0 };
	up_buf_add_s(&buf, "ab");
	char *end = up_buf_reserve(&buf, 3000);
	assert_ptr_equal(end, buf.bytes + 2);
	memset(end, 'c', 3000);
	buf.len += 3000;
	up_buf_add_byte(&buf, '.');
	assert_int_equal(buf.len, 3003);
	assert_true(up_str_starts(up_buf_str(&buf), UP_STR("abccc")));
	up_buf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_buffer_is_empty_text),
		cmocka_unit_test(adding_grows_and_terminates),
		cmocka_unit_test(printf_appends_whole_text),
		cmocka_unit_test(reserved_room_is_where_the_text_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
