/* base/suggest: the names nearest to a word. */
#include "test.h"

#include "base/suggest.h"

static const char *const names[] = { "postgresql", "openssh-client", "openssh-server", "openssl", "script/apt-key", "json", "text" };

static void suggestion(const char *word, const char *expected)
{
	struct up_suggest suggest;
	struct up_buf out = { 0 };
	up_suggest_init(&suggest, up_str_from(word));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		up_suggest_add(&suggest, up_str_from(names[i]));
	up_suggest_write(&suggest, &out);
	assert_string_equal(up_buf_str(&out).s, expected);
	up_buf_finish(&out);
}

static void slips_of_the_finger_are_near(void **state)
{
	suggestion("postgres", "; did you mean postgresql?");
	suggestion("jsn", "; did you mean json?");
	suggestion("TEXT", "; did you mean text?");
}

static void names_that_hold_the_word_are_near(void **state)
{
	suggestion("ssh", "; did you mean openssh-client or openssh-server?");
	suggestion("openssh", "; did you mean openssl, openssh-client or openssh-server?");
}

static void the_last_part_of_a_path_is_enough(void **state)
{
	suggestion("apt-kye", "; did you mean script/apt-key?");
	suggestion("schedule/apt-key", "");
}

static void what_is_far_is_not_named(void **state)
{
	suggestion("html", "");
	suggestion("x", "");
	suggestion("", "");
}

static void the_nearest_come_first_and_three_are_enough(void **state)
{
	struct up_suggest suggest;
	struct up_buf out = { 0 };
	up_suggest_init(&suggest, UP_STR("list"));
	up_suggest_add(&suggest, UP_STR("mist"));
	up_suggest_add(&suggest, UP_STR("lost"));
	up_suggest_add(&suggest, UP_STR("last"));
	up_suggest_add(&suggest, UP_STR("LIST"));
	up_suggest_write(&suggest, &out);
	assert_str(up_buf_str(&out), "; did you mean LIST, mist or lost?");
	up_buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_of_the_finger_are_near),
		cmocka_unit_test(names_that_hold_the_word_are_near),
		cmocka_unit_test(the_last_part_of_a_path_is_enough),
		cmocka_unit_test(what_is_far_is_not_named),
		cmocka_unit_test(the_nearest_come_first_and_three_are_enough),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
