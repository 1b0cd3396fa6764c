/* secret/quality: entropy, chance, placeholders. */
#include "test.h"

#include "secret/quality.h"

static void entropy_is_shannons(void **state)
{
	assert_float_equal(up_entropy(UP_STR("")), 0, 0.0001);
	assert_float_equal(up_entropy(UP_STR("aaaa")), 0, 0.0001);
	assert_float_equal(up_entropy(UP_STR("abab")), 1, 0.0001);
	assert_float_equal(up_entropy(UP_STR("abcd")), 2, 0.0001);
	assert_float_equal(up_entropy(UP_STR("aab")), 0.9183, 0.0001);
	char bytes[256 * 70];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i & 0xff);
	assert_float_equal(up_entropy((up_str){ bytes, sizeof bytes }), 8, 0.0001);
	memset(bytes, 'a', 100);
	assert_float_equal(up_entropy((up_str){ bytes, 100 }), 0, 0.0001);
}

static void assert_random(const char *const *texts, size_t n, bool expected)
{
	for (size_t i = 0; i < n; i++)
		if (up_is_random(up_str_from(texts[i])) != expected)
			fail_msg("%s: random is not %d", texts[i], expected);
}

static void words_are_not_random(void **state)
{
	static const char *const texts[] = { "correct-horse",
					     "MyClassName",
					     "com.example.Foo",
					     "content-security-policy",
					     "correct horse battery staple",
					     "application/vnd.oci.image.manifest.v1+json",
					     "us-east-1",
					     "getElementById",
					     "DatabaseConnectionFactory",
					     "2024-01-31T12:00:00",
					     "1234567890123",
					     "192.168.100.200",
					     "kubernetes.io/service-account-token",
					     "short1x",
					     "/usr/share/keyrings/archive-keyring",
					     "my_application_password" };
	assert_random(texts, sizeof texts / sizeof *texts, false);
}

static void chance_looks_random(void **state)
{
	static const char *const texts[] = { "k9Xw2mQz7Lp4Rt8v",           "9f86d081884c7d659a2feaa0c55ad015",
					     "Zx81kQp0vTnB6wYc3Ld5",       "wJalrXUtnFEMIK7MDENGbPxRfiCYzqKvTRW",
					     "dGhpc0lzTm90QVRlc3RLZXk5OQ", "b7ad-9f3c-41e0-8d52-77c1",
					     "xkcdqwzvbnmplkjhgf",         "q8#fK2!mZx7$" };
	assert_random(texts, sizeof texts / sizeof *texts, true);
}

static void placeholders(void **state)
{
	static const char *const texts[] = { "",
					     "<token>",
					     "<your token here>",
					     "xxxx",
					     "XXXXXXXXXXXXXXXX",
					     "ghp_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
					     "****",
					     "....",
					     "AKIA****************",
					     "your-api-key-here",
					     "YOUR_TOKEN",
					     "AKIAIOSFODNN7EXAMPLE",
					     "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
					     "REPLACE_ME",
					     "replaceme",
					     ("TO"
					      "DO"),
					     "dummy",
					     "dummy-token",
					     "fake",
					     "fake_secret",
					     "[redacted]",
					     "REDACTED",
					     "0000000000000000",
					     "00000000-0000-0000-0000-000000000000",
					     "1234567890abcdef",
					     "0123456789abcdef0123456789abcdef",
					     "abcdefghijklmnopqrstuvwxyz",
					     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
					     "9876543210",
					     "deadbeefdeadbeefdeadbeefdeadbeef",
					     "abc123abc123abc123",
					     "foo",
					     "bar",
					     "foo-bar",
					     "null",
					     "None",
					     "true",
					     "N/A",
					     "abc...xyz",
					     "sk_live_abc\u2026",
					     "\u2022\u2022\u2022\u2022\u2022\u2022",
					     "__TOKEN__",
					     "@TOKEN@",
					     "%TOKEN%",
					     "{token}",
					     "token <here>" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!up_is_placeholder(up_str_from(texts[i])))
			fail_msg("%s is a placeholder", texts[i]);
}

static void tokens_are_no_placeholders(void **state)
{
	static const char *const texts[] = { "kQ7xxx9ZpLm2Vt4Bn8Wc6Rd1",
					     "Hq1234567890ZpLm2Vt4Bn8Wc6RdYsKgTfJw",
					     "9f86d081884c7d659a2feaa0c55ad015",
					     "fooK9zQw81mXv",
					     "correct-horse-battery",
					     "xoxb-48151623-wq8Zk2Lm7Pv",
					     "hunter22",
					     "AAAAB3NzaC1yc2EAAAADAQABkq93",
					     "Tr0ub4dor&3",
					     "changeme",
					     "password",
					     "7fake9Qz81LmXvB2tN5w" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (up_is_placeholder(up_str_from(texts[i])))
			fail_msg("%s is no placeholder", texts[i]);
}

static void typed_is_made_up(void **state)
{
	static const char *const texts[] = { "1234567890abcdef1234567890abcdef", "ABCD1234EFGH5678IJKL9012MNOP3456",
					     "abcd1234-ef01-gh23-ij45-kl6789012345", "abcDEFGhijKLmnoPQRstuv", "zyxzyxzyxzyxzyxzyxzyxzyx" };
	static const char *const others[] = { "kQ7xxx9ZpLm2Vt4Bn8Wc6Rd1",
					      "9f86d081884c7d659a2feaa0c55ad015",
					      "aaaaaaaaaaaaaaaaaaaaaaaa",
					      "abcdefghijklmnopEXAMPLE",
					      "<abcdefgh>",
					      "5b1c9e70-2f4d-4a86-9b3c-7d0e51f8a264" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!up_is_made_up(up_str_from(texts[i])))
			fail_msg("%s is made up", texts[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (up_is_made_up(up_str_from(others[i])))
			fail_msg("%s is not made up", others[i]);
	/* In another case it may be a password. */
	assert_false(up_is_placeholder(UP_STR("Abcd1234")));
}

static void rows_are_no_chance(void **state)
{
	static const char *const rows[] = { "00QCjAl4MlV-ABCDEFGHIJKL-0HmjFx", "A1B2C3D4E5F6G7H8I9J0", "xoxp-1234-1234-1234-4ddbc191d40e" };
	static const char *const chance[] = { "Hq1234567890ZpLm2Vt4Bn8Wc6Rd", "9b2f70c4e1d8a5360f7be24c81d93a56",
					      "sk_111111111111111111111aQ7m" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!up_has_row(up_str_from(rows[i])))
			fail_msg("%s has a row", rows[i]);
	for (size_t i = 0; i < sizeof chance / sizeof *chance; i++)
		if (up_has_row(up_str_from(chance[i])))
			fail_msg("%s has none", chance[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entropy_is_shannons), cmocka_unit_test(words_are_not_random),       cmocka_unit_test(chance_looks_random),
		cmocka_unit_test(placeholders),        cmocka_unit_test(tokens_are_no_placeholders), cmocka_unit_test(typed_is_made_up),
		cmocka_unit_test(placeholders),        cmocka_unit_test(tokens_are_no_placeholders), cmocka_unit_test(rows_are_no_chance),
	};
	return cmocka_run_group_tests_name("quality", tests, NULL, NULL);
}
