/* base/regex: matches, and giving up in time. */
#include "test.h"

#include "base/regex-literal.h"
#include "base/regex.h"

static struct up_regex *compiled(const char *pattern, bool ignore_case)
{
	size_t offset;
	char message[200];
	struct up_regex *regex = up_regex_new(up_str_from(pattern), ignore_case, &offset, message, sizeof message);
	if (!regex)
		fail_msg("%s: %s", pattern, message);
	return regex;
}

static enum up_regex_result find_within(const struct up_regex_limits *limits, const char *pattern, up_str text, bool ignore_case,
					up_span *ret_at)
{
	struct up_regex *regex = compiled(pattern, ignore_case);
	struct up_regex_scratch *scratch = up_regex_scratch_new(limits);
	enum up_regex_result result = up_regex_find(regex, scratch, text, ret_at);
	up_regex_scratch_free(scratch);
	up_regex_free(regex);
	return result;
}

static enum up_regex_result find(const char *pattern, up_str text, bool ignore_case, up_span *ret_at)
{
	return find_within(&(struct up_regex_limits){ 100000, 2000, 20000 }, pattern, text, ignore_case, ret_at);
}

static void a_match_has_its_place(void **state)
{
	up_span at = { 0 };
	assert_int_equal(find("b+", UP_STR("abbbc"), false, &at), UP_REGEX_MATCH);
	assert_int_equal(at.start, 1);
	assert_int_equal(at.end, 4);
	assert_int_equal(find("x", UP_STR("abc"), false, NULL), UP_REGEX_NO_MATCH);
	assert_int_equal(find("B", UP_STR("abc"), false, NULL), UP_REGEX_NO_MATCH);
	assert_int_equal(find("B", UP_STR("abc"), true, NULL), UP_REGEX_MATCH);
	assert_int_equal(find("^$", UP_STR_NULL, false, NULL), UP_REGEX_MATCH);
}

static void anchors_are_those_of_lines(void **state)
{
	up_span at = { 0 };
	assert_int_equal(find("^b$", UP_STR("a\nb\nc"), false, &at), UP_REGEX_MATCH);
	assert_int_equal(at.start, 2);
	assert_int_equal(at.end, 3);
}

static void any_byte_may_stand_in_the_text(void **state)
{
	up_span at = { 0 };
	assert_int_equal(find("c",
			      UP_STR("a\0b\xff"
				     "c"),
			      false, &at),
			 UP_REGEX_MATCH);
	assert_int_equal(at.start, 4);
}

static void a_wrong_pattern_says_where(void **state)
{
	size_t offset = 99;
	char message[200] = "";
	assert_null(up_regex_new(UP_STR("ab(c"), false, &offset, message, sizeof message));
	assert_int_equal(offset, 4);
	assert_true(strlen(message) > 5);
	assert_null(up_regex_new(UP_STR("a\\C"), false, &offset, message, sizeof message));
}

static void a_limit_is_giving_up_and_not_a_miss(void **state)
{
	char text[65];
	memset(text, 'a', 64);
	text[64] = '!';
	assert_int_equal(find("^(a+)+$", (up_str){ text, sizeof text }, false, NULL), UP_REGEX_GAVE_UP);
}

static void each_limit_gives_up_by_itself(void **state)
{
	/* Groups that may be left again, one for each byte: as deep as the text is long. Only the interpreter counts depth and memory. */
	static const char pattern[] = "(*NO_JIT)^(?:a|ab)*c";
	char text[501];
	memset(text, 'a', 500);
	text[500] = 'c';
	up_str whole = { text, sizeof text };
	assert_int_equal(find_within(&(struct up_regex_limits){ 100000, 2000, 20000 }, pattern, whole, false, NULL), UP_REGEX_MATCH);
	assert_int_equal(find_within(&(struct up_regex_limits){ 10, 2000, 20000 }, pattern, whole, false, NULL), UP_REGEX_GAVE_UP);
	assert_int_equal(find_within(&(struct up_regex_limits){ 100000, 10, 20000 }, pattern, whole, false, NULL), UP_REGEX_GAVE_UP);
	assert_int_equal(find_within(&(struct up_regex_limits){ 100000, 2000, 0 }, pattern, whole, false, NULL), UP_REGEX_GAVE_UP);
}

static void every_match_holds_the_literal(void **state)
{
	static const struct {
		const char *pattern, *literal;
	} cases[] = {
		{ "^kafka-topics(\\.sh)?$", "kafka-topics" },
		{ "(::|##\\[)add-path(::|\\])", "add-path" },
		{ "abc?", "ab" },
		{ "ab{10}cd", "cd" },
		{ "ab{10}", "a" },
		{ "abc|def", "" },
		{ "(?i) slaveof", "" },
		{ "(?:abc|def)xy", "xy" },
		{ "\\x27ab\\x{27}c\\p{L}", "ab" },
		{ "\\bword\\b", "word" },
		{ "[a)bcd]x", "x" },
		{ "[]abc]x", "x" },
		{ "[[:alpha:]xyz]q", "q" },
		{ "x[^]y]*", "x" },
		{ "", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		up_str literal = up_regex_literal(up_str_from(cases[i].pattern));
		if (!up_str_eq(literal, up_str_from(cases[i].literal)))
			fail_msg("%s: %.*s, not %s", cases[i].pattern, UP_FMT(literal), cases[i].literal);
	}
}

static void groups_are_parted_at_their_alternatives(void **state)
{
	up_str part;
	size_t at = 0;
	up_str group = up_regex_group(UP_STR("^(?:ab|c[|)]d|(e|f))$"));
	assert_true(up_str_eq(group, UP_STR("ab|c[|)]d|(e|f)")));
	assert_true(up_regex_next_alternative(group, &at, &part) && up_str_eq(part, UP_STR("ab")));
	assert_true(up_regex_next_alternative(group, &at, &part) && up_str_eq(part, UP_STR("c[|)]d")));
	assert_true(up_regex_next_alternative(group, &at, &part) && up_str_eq(part, UP_STR("(e|f)")));
	assert_false(up_regex_next_alternative(group, &at, &part));
	assert_int_equal(up_regex_group(UP_STR("(a|b)?c")).len, 0);
	assert_int_equal(up_regex_group(UP_STR("(?<!a)(b)")).len, 0);
	assert_int_equal(up_regex_group(UP_STR("a|(b)")).len, 0);
}

static void catastrophic_patterns_are_known(void **state)
{
	static const char *const bad[] = { "^(a+)+$", "^(a|a)*$", "(?:x+x+)+\\d", "^(\\d+)*1$" };
	static const char *const good[] = { "a+b", "^[a-z]{1,20}$", "wal_keep_segments", "(foo|bar)+baz", "^\\s*\\d+[kMG]?B?$", "" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct up_regex *regex = compiled(bad[i], false);
		if (!up_regex_is_catastrophic(regex, up_str_from(bad[i])))
			fail_msg("not seen: %s", bad[i]);
		up_regex_free(regex);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct up_regex *regex = compiled(good[i], false);
		if (up_regex_is_catastrophic(regex, up_str_from(good[i])))
			fail_msg("wrongly refused: %s", good[i]);
		up_regex_free(regex);
	}
	up_regex_free(NULL);
	up_regex_scratch_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_match_has_its_place),
		cmocka_unit_test(anchors_are_those_of_lines),
		cmocka_unit_test(any_byte_may_stand_in_the_text),
		cmocka_unit_test(a_wrong_pattern_says_where),
		cmocka_unit_test(a_limit_is_giving_up_and_not_a_miss),
		cmocka_unit_test(each_limit_gives_up_by_itself),
		cmocka_unit_test(every_match_holds_the_literal),
		cmocka_unit_test(groups_are_parted_at_their_alternatives),
		cmocka_unit_test(catastrophic_patterns_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
