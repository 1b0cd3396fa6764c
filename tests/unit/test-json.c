/* base/json: what is written is JSON, whatever the strings hold. */
#include "test.h"

#include "base/json.h"

static void assert_string(up_str value, const char *expected, const char *file, int line)
{
	struct up_buf out = { 0 };
	struct up_json json;
	up_json_init(&json, &out);
	up_json_string(&json, value);
	assert_str_at(up_buf_str(&out), up_str_from(expected), file, line);
	up_buf_finish(&out);
}

#define STRING(literal, expected) assert_string(UP_STR(literal), expected, __FILE__, __LINE__)

static void objects_and_arrays_are_indented(void **state)
{
	struct up_buf out = { 0 };
	struct up_json json;
	up_json_init(&json, &out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", 1);
	up_json_key(&json, "list");
	up_json_array(&json);
	up_json_number(&json, INT64_MIN);
	up_json_null(&json);
	up_json_object(&json);
	up_json_object_end(&json);
	up_json_array_end(&json);
	up_json_pair_bool(&json, "fine", true);
	up_json_pair_s(&json, "name", "x");
	up_json_object_end(&json);
	assert_str(up_buf_str(&out), "{\n"
				     "  \"schema\": 1,\n"
				     "  \"list\": [\n"
				     "    -9223372036854775808,\n"
				     "    null,\n"
				     "    {}\n"
				     "  ],\n"
				     "  \"fine\": true,\n"
				     "  \"name\": \"x\"\n"
				     "}\n");
	up_buf_finish(&out);
}

static void strings_are_escaped(void **state)
{
	STRING("plain ä €", "\"plain ä €\"");
	STRING("say \"a\\b\"", "\"say \\\"a\\\\b\\\"\"");
	STRING("a\nb\tc", "\"a\\nb\\tc\"");
	STRING("a\0b\x1b[31m\x7f", "\"a\\u0000b\\u001b[31m\\u007f\"");
	/* text that would be read backwards on a terminal */
	STRING("\u202Eevil", "\"\\u202eevil\"");
	STRING("", "\"\"");
}

static void bytes_that_are_no_text_become_replacement_characters(void **state)
{
	STRING("a\xff"
	       "b",
	       "\"a\uFFFDb\"");
	STRING("\xc3", "\"\uFFFD\"");                     /* cut off */
	STRING("\xed\xa0\x80", "\"\uFFFD\uFFFD\uFFFD\""); /* a surrogate */
	STRING("\xc0\xaf", "\"\uFFFD\uFFFD\"");           /* an overlong slash */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_and_arrays_are_indented),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(bytes_that_are_no_text_become_replacement_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
