#include "secret/pairs.h"

#include "test.h"

static up_str value_of(const char *text, const char *word)
{
	struct up_assigned assigned;
	up_str all = up_str_from(text), what = up_str_from(word);
	size_t at = up_str_find(all, what, 0);
	assert_true(at != SIZE_MAX);
	up_span span = { (uint32_t)at, (uint32_t)(at + what.len) };
	return up_pair_at(all, span, &assigned) ? up_str_slice(all, assigned.value.start, assigned.value.end) : UP_STR("");
}

static void names_that_are_values(void **state)
{
	static const char *const texts[] = {
		"<string name=\"acme_api_key\">q9Zt4Lm2Vx7Bn5Kw8Rc1</string>",
		"<string name=\"acme_api_key\" translatable=\"false\">q9Zt4Lm2Vx7Bn5Kw8Rc1</string>",
		"<key>Acme_api_key</key>\n\t<string>q9Zt4Lm2Vx7Bn5Kw8Rc1</string>",
		"<name>acme_api_key</name>\n  <value>q9Zt4Lm2Vx7Bn5Kw8Rc1</value>",
		"- name: ACME_api_key\n  value: q9Zt4Lm2Vx7Bn5Kw8Rc1\n",
		"- name: ACME_api_key\n  value: 'q9Zt4Lm2Vx7Bn5Kw8Rc1'\n",
		"name  = \"ACME_api_key\"\n    value = \"q9Zt4Lm2Vx7Bn5Kw8Rc1\"",
		"{\"Key\": \"ACME_api_key\", \"Value\": \"q9Zt4Lm2Vx7Bn5Kw8Rc1\"}",
		"buildConfigField \"String\", \"ACME_api_key\", \"\\\"q9Zt4Lm2Vx7Bn5Kw8Rc1\\\"\"",
		"buildConfigField('String', 'ACME_api_key', '\"q9Zt4Lm2Vx7Bn5Kw8Rc1\"')",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_str_at(value_of(texts[i], "api_key"), UP_STR("q9Zt4Lm2Vx7Bn5Kw8Rc1"), texts[i], __LINE__);
}

static void other_texts(void **state)
{
	static const char *const texts[] = { "<string name=\"password\">Password</string>",
					     "<string name=\"password_hint\">q9Zt4Lm2Vx7Bn5Kw8Rc1</string>",
					     "<input name=\"password\"/><b>q9Zt4Lm2Vx7Bn5Kw8Rc1</b>",
					     "<key>password</key>\n<string>Enter it here</string>",
					     "<key>password</key>\n<true/>",
					     "name = \"password\"\ntype = \"q9Zt4Lm2Vx7Bn5Kw8Rc1\"",
					     "f(\"password\", \"q9Zt4Lm2Vx7Bn5Kw8Rc1\")",
					     "\"password\", \"\\\"",
					     "- name: password\n  value: of-the-database\n",
					     "the password\n  value: q9Zt4Lm2Vx7Bn5Kw8Rc1\n",
					     "password" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (value_of(texts[i], "password").len)
			fail_msg("no value is told of in %s", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_are_values),
		cmocka_unit_test(other_texts),
	};
	return cmocka_run_group_tests_name("pairs", tests, NULL, NULL);
}
