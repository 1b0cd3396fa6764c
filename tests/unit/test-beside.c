#include "secret/beside.h"

#include "test.h"

static void gaps_join(void **state)
{
	static const char *const gaps[] = { " = ",
					    "_API_KEY=",
					    "\": \"",
					    " SECRET ",
					    "Token>\n    ",
					    "-SECRET-",
					    ".key.",
					    "\": {\n  \"enabled\": true,\n  \"apiKey\": \"",
					    "]\nhost = eu\ntoken = " };
	for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
		if (!up_beside_joins(up_str_from(gaps[i])))
			fail_msg("\"%s\" joins", gaps[i]);
}

static void gaps_part(void **state)
{
	static const char *const gaps[] = { "",
					    "-",
					    "-eu-west-",
					    ".example.",
					    " client\nreturns\n x = ",
					    " = 1\n; key = ",
					    "\": {\n  \"enabled\": true,\n  \"digest\": \"" };
	for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
		if (up_beside_joins(up_str_from(gaps[i])))
			fail_msg("\"%s\" does not join", gaps[i]);
	assert_true(up_beside_dashes(UP_STR("_private-key-")));
	/* Half of a secret that has dashes itself. */
	assert_false(up_beside_dashes(UP_STR("_key=\"1a2b3c4d-5e6f-")));
}

/* "acme" begins each text. */
static up_str value_of(const char *text)
{
	up_span value;
	up_str all = up_str_from(text);
	return up_beside_value(all, (up_span){ 0, 4 }, &value) ? up_str_slice(all, value.start, value.end) : UP_STR("");
}

static void values_behind_a_noun(void **state)
{
	static const char *const texts[][2] = {
		{ "acme_key=q9Zt4Lm2Vx7Bn5Kw8Rc1", "q9Zt4Lm2Vx7Bn5Kw8Rc1" },
		{ "acme SECRET q9Zt4Lm2Vx7Bn5Kw8Rc1 and more", "q9Zt4Lm2Vx7Bn5Kw8Rc1" },
		{ "acme-PRIVATE-q9Zt4Lm2Vx7Bn5Kw8Rc1", "q9Zt4Lm2Vx7Bn5Kw8Rc1" },
		/* Some vendors' tokens begin so. */
		{ "acme-PRIVATE-key-q9Zt4Lm2Vx7Bn5Kw8Rc1", "key-q9Zt4Lm2Vx7Bn5Kw8Rc1" },
		{ "acmeToken string = \"q9Zt4Lm2Vx7Bn5Kw8Rc1\"", "q9Zt4Lm2Vx7Bn5Kw8Rc1" },
		{ "acme_PAT = q9Zt4Lm2Vx7Bn5Kw8Rc1", "q9Zt4Lm2Vx7Bn5Kw8Rc1" },
		{ "acme.token=abcdef1234567890abcdef12", "abcdef1234567890abcdef12" },
		{ "acme_secret: 5b1c9e70-2f4d-4a86-9b3c-7d0e51f8a264", "5b1c9e70-2f4d-4a86-9b3c-7d0e51f8a264" },
		{ "acme_token=2718459045235360\\nOTHER=1", "2718459045235360" },
		{ "acme: 'q9Zt4Lm2Vx7Bn5Kw8Rc1Jd6Hf3Gs0Tp4'", "q9Zt4Lm2Vx7Bn5Kw8Rc1Jd6Hf3Gs0Tp4" },
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_str_at(value_of(texts[i][0]), up_str_from(texts[i][1]), texts[i][0], __LINE__);
}

static void no_values(void **state)
{
	static const char *const texts[] = { "acme_key=short1",
					     "acme_key_id=q9Zt4Lm2Vx7Bn5Kw8Rc1",
					     "acme_key=2718459045235360",
					     "acme_token = get_token_from_store(1)",
					     "acme_token=your-acme-token-here",
					     "acme_token=xxxxxxxxxxxxxxxxxxxxxxxx",
					     "acme token authentication-of-all-users",
					     "acme::AccessKey\": \"q9Zt4Lm2Vx7Bn5Kw8Rc1\"",
					     "acme_path = q9Zt4Lm2Vx7Bn5Kw8Rc1",
					     "acme: q9Zt4Lm2Vx7Bn5Kw8Rc1",
					     "acme\nkey = q9Zt4Lm2Vx7Bn5Kw8Rc1",
					     "acme_key=/srv/q9Zt4Lm2Vx7Bn5Kw8Rc1" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (value_of(texts[i]).len)
			fail_msg("no value stands in \"%s\"", texts[i]);
}

static void short_words_run_on(void **state)
{
	assert_true(up_beside_runs_on(UP_STR("acmes = 1"), (up_span){ 0, 4 }));
	assert_false(up_beside_runs_on(UP_STR("acmekey = 1"), (up_span){ 0, 4 }));
	assert_false(up_beside_runs_on(UP_STR("acmeKey = 1"), (up_span){ 0, 4 }));
	assert_false(up_beside_runs_on(UP_STR("acmecorporation"), (up_span){ 0, 8 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gaps_join), cmocka_unit_test(gaps_part),          cmocka_unit_test(values_behind_a_noun),
		cmocka_unit_test(no_values), cmocka_unit_test(short_words_run_on),
	};
	return cmocka_run_group_tests_name("beside", tests, NULL, NULL);
}
