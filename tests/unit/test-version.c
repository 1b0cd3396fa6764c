/* core/version: the order of versions as products write them. */
#include "test.h"

#include "core/version.h"

static int cmp(const char *a, const char *b)
{
	int forward = up_version_cmp(up_str_from(a), up_str_from(b)), backward = up_version_cmp(up_str_from(b), up_str_from(a));
	assert_int_equal((forward > 0) - (forward < 0), (backward < 0) - (backward > 0));
	return forward;
}

static void numbers_compare_as_numbers(void **state)
{
	assert_true(cmp("9.6", "10") < 0);
	assert_true(cmp("1.25.3", "1.25.12") < 0);
	assert_true(cmp("1.025", "1.25") == 0);
	assert_true(cmp("v1.22", "1.22") == 0);
	assert_true(cmp("2025-04-15", "2025-10-01") < 0);
	assert_true(cmp("99999999999999999999998", "99999999999999999999999") < 0); /* no integer overflows */
}

static void an_epoch_is_no_part(void **state)
{
	assert_true(cmp("1:9.2p1-2+deb12u3", "9.2p1-2+deb12u3") == 0);
	assert_true(cmp("1:7.4p1-10+deb9u7", "9.2p1") < 0);
	assert_true(cmp("2:4.17.12+dfsg-0", "4.18") < 0);
	assert_true(up_version_within(UP_STR("7.6"), UP_STR("1:9.2p1-2")));
	assert_false(up_version_within(UP_STR("10.0"), UP_STR("1:9.2p1-2")));
}

static void missing_parts_are_zero(void **state)
{
	assert_true(cmp("13", "13.0") == 0);
	assert_true(cmp("13", "13.0.0") == 0);
	assert_true(cmp("13", "13.0.1") < 0);
}

static void letters_before_and_after_a_release(void **state)
{
	static const char *const order[] = { "2.0-alpha1", "2.0-beta1", "2.0-rc1", "2.0-rc2", "2.0", "2.0p1", "2.0.1" };
	for (size_t i = 0; i + 1 < sizeof order / sizeof *order; i++)
		assert_true(cmp(order[i], order[i + 1]) < 0);
	assert_true(cmp("8.4p1", "8.4") > 0);
	assert_true(cmp("13rc1", "13") < 0);
	assert_true(cmp("1.0~git5", "1.0") < 0);
}

static void the_order_is_transitive(void **state)
{
	static const char *const all[] = { "1",   "1.0",   "1.0.1", "1.0-rc1", "1.0~a", "1.0a",     "1.0p1", "1.a",  "1.1", "1..1",
					   "1-1", "v1.00", "1.0b2", "1.0x",    "1.0.x", "1.0.dev1", "2",     "1.10", "0",   "1.0-1" };
	const size_t n = sizeof all / sizeof *all;
	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < n; b++)
			for (size_t c = 0; c < n; c++)
				if (cmp(all[a], all[b]) <= 0 && cmp(all[b], all[c]) <= 0 && cmp(all[a], all[c]) > 0)
					fail_msg("%s <= %s <= %s, but not the first and the last", all[a], all[b], all[c]);
}

static void a_shorter_target_means_its_line(void **state)
{
	assert_true(up_version_within(UP_STR("1.25.3"), UP_STR("1.25")));
	assert_true(up_version_within(UP_STR("13.4"), UP_STR("13")));
	assert_true(up_version_within(UP_STR("12"), UP_STR("13")));
	assert_true(up_version_within(UP_STR("13"), UP_STR("13")));
	assert_true(up_version_within(UP_STR("13"), UP_STR("13.2")));
	assert_false(up_version_within(UP_STR("13.4"), UP_STR("13.2")));
	assert_false(up_version_within(UP_STR("14"), UP_STR("13")));
	assert_false(up_version_within(UP_STR("1.26"), UP_STR("1.25.9")));
}

static void what_looks_like_a_version(void **state)
{
	static const char *const good[] = { "13", "1.25.1", "v1.22", "8.4p1", "2.0-rc1", "2025-04-15", "1:2.3+dfsg-1~deb12u1" };
	static const char *const bad[] = { "", "v", "latest", "stable-1", "-1", "1.2 3", "1/2", "vv1", "1.2\n" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(up_version_valid(up_str_from(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(up_version_valid(up_str_from(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_compare_as_numbers), cmocka_unit_test(an_epoch_is_no_part),
		cmocka_unit_test(missing_parts_are_zero),     cmocka_unit_test(letters_before_and_after_a_release),
		cmocka_unit_test(the_order_is_transitive),    cmocka_unit_test(a_shorter_target_means_its_line),
		cmocka_unit_test(what_looks_like_a_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
