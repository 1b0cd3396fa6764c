/* base/str: views and spans. */
#include <stdio.h>

#include "test.h"

#include "base/str.h"

static void slices_are_cut_to_the_length(void **state)
{
	up_str text = UP_STR("abcdef");
	assert_str(up_str_slice(text, 2, 4), "cd");
	assert_str(up_str_slice(text, 2, SIZE_MAX), "cdef");
	assert_str(up_str_slice(text, 4, 2), "");
	assert_str(up_str_slice(text, 9, 12), "");
	assert_int_equal(up_str_slice(UP_STR_NULL, 0, 5).len, 0);
}

static void equality_is_of_bytes(void **state)
{
	assert_true(up_str_eq(UP_STR("a\0b"), UP_STR("a\0b")));
	assert_false(up_str_eq(UP_STR("a\0b"), UP_STR("a\0c")));
	assert_false(up_str_eq(UP_STR("a"), UP_STR("ab")));
	assert_true(up_str_eq(UP_STR_NULL, UP_STR("")));
	assert_true(up_str_eq_nocase(UP_STR("MemoryLimit"), UP_STR("memorylimit")));
	assert_false(up_str_eq_nocase(UP_STR("a\xc3\x84"), UP_STR("a\xc3\xa4"))); /* Ä and ä: ASCII alone is folded */
	assert_false(up_str_eq_nocase(UP_STR("["), UP_STR("{")));                 /* 0x20 apart, but no letters */
}

static void prefixes_and_suffixes(void **state)
{
	assert_true(up_str_starts(UP_STR("web.service"), UP_STR("web")));
	assert_true(up_str_starts(UP_STR("web"), UP_STR("")));
	assert_true(up_str_starts(UP_STR_NULL, UP_STR("")));
	assert_false(up_str_starts(UP_STR("we"), UP_STR("web")));
	assert_true(up_str_ends(UP_STR("web.service"), UP_STR(".service")));
	assert_false(up_str_ends(UP_STR("service"), UP_STR(".service")));
	assert_true(up_str_starts_nocase(UP_STR("FROM debian"), UP_STR("from ")));
	assert_false(up_str_starts_nocase(UP_STR("FRO"), UP_STR("from")));
}

static void order_is_bytewise_and_shorter_first(void **state)
{
	assert_true(up_str_cmp(UP_STR("a"), UP_STR("b")) < 0);
	assert_true(up_str_cmp(UP_STR("a"), UP_STR("ab")) < 0);
	assert_true(up_str_cmp(UP_STR("\x7f"), UP_STR("\x80")) < 0);
	assert_true(up_str_cmp(UP_STR("Z"), UP_STR("a")) < 0);
	assert_int_equal(up_str_cmp(UP_STR_NULL, UP_STR("")), 0);
}

static void finding_starts_where_asked(void **state)
{
	up_str text = UP_STR("one two one");
	assert_int_equal(up_str_find(text, UP_STR("one"), 0), 0);
	assert_int_equal(up_str_find(text, UP_STR("one"), 1), 8);
	assert_true(up_str_find(text, UP_STR("one"), 9) == SIZE_MAX);
	assert_true(up_str_find(text, UP_STR("one"), 99) == SIZE_MAX);
	assert_true(up_str_find(text, UP_STR("one two one two"), 0) == SIZE_MAX);
	assert_int_equal(up_str_find_byte(text, 't', 0), 4);
	assert_true(up_str_find_byte(text, 't', 5) == SIZE_MAX);
	assert_true(up_str_find_byte(text, 't', 99) == SIZE_MAX);
	assert_int_equal(up_str_find(UP_STR("a\0b\0c"), UP_STR("\0c"), 0), 3);
	assert_true(up_str_contains(text, UP_STR("two")));
	assert_false(up_str_contains(text, UP_STR("three")));
}

static void trimming_and_names(void **state)
{
	assert_str(up_str_trim(UP_STR(" \t a b \r\n")), "a b");
	assert_str(up_str_trim(UP_STR(" \t ")), "");
	assert_str(up_str_basename(UP_STR("etc/cron.d/job")), "job");
	assert_str(up_str_basename(UP_STR("job")), "job");
	assert_str(up_str_basename(UP_STR("etc/")), "");
}

static void numbers_fill_the_text_and_fit(void **state)
{
	uint64_t value = 7;
	assert_true(up_str_to_u64(UP_STR("0"), &value));
	assert_int_equal(value, 0);
	assert_true(up_str_to_u64(UP_STR("18446744073709551615"), &value));
	assert_true(value == UINT64_MAX);
	value = 7;
	static const char *const wrong[] = { "", "18446744073709551616", "99999999999999999999", "-1", "+1", " 1", "1 ", "1k", "0x1" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(up_str_to_u64(up_str_from(wrong[i]), &value));
	assert_int_equal(value, 7); /* untouched on failure */
}

/* Against the definition, at every place of lists of every length: lists are looked through in blocks. */
static void words_of_a_list_stand_between_blanks(void **state)
{
	static const char all[] = "ab abc a b-c bc abcabcabcabcabcabc c ca cab cabca ab- -ab x ab.c xyzzy plugh abcabc end";
	static const char *const words[] = { "a",   "ab",  "abc",    "b",      "bc",  "c",     "ca",    "cab",
					     "x",   "end", "nd",     "b-c",    "b c", "zz",    "xyzzy", "abcabcabcabcabcabc",
					     "ab.", "-ab", "abcabc", "plughs", "lug", "ab abc" };
	for (size_t len = 0; len < sizeof all; len++) {
		char list[sizeof all] = { 0 };
		memcpy(list, all, len);
		for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
			char between[sizeof all + 2], sought[32];
			snprintf(between, sizeof between, " %s ", list);
			snprintf(sought, sizeof sought, " %s ", words[i]);
			assert_int_equal(up_str_is_listed(up_str_from(words[i]), list), strstr(between, sought) != NULL);
		}
	}
	assert_false(up_str_is_listed(UP_STR(""), "a b"));
	assert_false(up_str_is_listed(UP_STR("a"), ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slices_are_cut_to_the_length),  cmocka_unit_test(equality_is_of_bytes),
		cmocka_unit_test(prefixes_and_suffixes),         cmocka_unit_test(order_is_bytewise_and_shorter_first),
		cmocka_unit_test(finding_starts_where_asked),    cmocka_unit_test(trimming_and_names),
		cmocka_unit_test(numbers_fill_the_text_and_fit), cmocka_unit_test(words_of_a_list_stand_between_blanks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
