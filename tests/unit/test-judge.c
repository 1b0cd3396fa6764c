/* secret/judge: what a value is. */
#include "test.h"

#include "secret/judge.h"

static const char *const kinds[] = { "empty", "reference", "sealed", "hashed", "placeholder", "words", "default", "literal" };

static void assert_value(const char *name, const char *value, enum up_value_kind kind, int line)
{
	struct up_value_context context = { .named = up_name_judge(up_str_from(name)) };
	struct up_judged judged = up_value_judge(up_str_from(value), &context);
	if (judged.kind != kind) {
		print_error("%s = %s is %s, not %s\n", name, value, kinds[judged.kind], kinds[kind]);
		_fail(__FILE__, line);
	}
}

#define IS(kind, name, value) assert_value(name, value, UP_VALUE_##kind, __LINE__)

static void references(void **state)
{
	static const char *const values[] = { "${DB_PASSWORD}",
					      "$DB_PASSWORD",
					      "$(cat /run/secrets/db)",
					      "{{ vault_password }}",
					      "%(password)s",
					      "%DB_PASSWORD%",
					      "@db.password@",
					      "vault:secret/data/db#password",
					      "ssm:/prod/db",
					      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
					      "!Ref DbPassword",
					      "!Sub '${X}'",
					      "op://vault/item/field",
					      "file:/run/secrets/db",
					      "/run/secrets/db_password",
					      "process.env.DB_PASSWORD",
					      "os.environ[\"X\"]",
					      "System.getenv(\"X\")",
					      "env('DB_PASSWORD')",
					      "ref+vault://secret/db#password",
					      "keyring:service/user",
					      "{{ lookup('env', 'X') }}",
					      "((db-password))",
					      "#{ENV['X']}",
					      "getPassword()",
					      "<%= ENV['X'] %>",
					      "${file(./secret)}",
					      "prefix-${X}",
					      "~/.pgpass" };
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		assert_value("password", values[i], UP_VALUE_REFERENCE, __LINE__);
}

static void sealed_and_hashed(void **state)
{
	IS(SEALED, "password", "ENC(Ab8s8sHs==)");
	IS(SEALED, "password", "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]");
	IS(SEALED, "password", "$ANSIBLE_VAULT;1.1;AES256");
	IS(SEALED, "password", "-----BEGIN PGP MESSAGE-----");
	IS(SEALED, "password", "{cipher}77adc8fb");
	IS(HASHED, "password", "$6$rounds=5000$saltsalt$abcdefgh");
	IS(HASHED, "password", "$2y$10$abcdefghijklmnopqrstuv");
	IS(HASHED, "password", "{SSHA}0c0blFTXXNuAMHECS4uxrj3ZieMoWImr");
	IS(HASHED, "password", "pbkdf2:sha256:260000$x$y");
	IS(HASHED, "password", "pbkdf2_sha256$260000$x$y");
	IS(HASHED, "password", "$argon2id$v=19$m=65536,t=3,p=4$x$y");
	IS(HASHED, "password", "SCRAM-SHA-256$4096:x$y:z");
	IS(HASHED, "password", "md53175bce1d3201d16594cebf9d7eb3f9d");
	IS(HASHED, "password", "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19");
	IS(LITERAL, "password", "{noop}kX92mQpz");
	IS(LITERAL, "password", "{PLAIN}kX92mQpz81Lw");
}

static void defaults_have_products(void **state)
{
	IS(DEFAULT, "password", "changeme");
	IS(DEFAULT, "password", "postgres");
	IS(DEFAULT, "MINIO_ROOT_PASSWORD", "minioadmin");
	IS(DEFAULT, "password", "12345678");
	assert_string_equal(up_default_password(UP_STR("guest")), "RabbitMQ");
	assert_string_equal(up_default_password(UP_STR("password")), "");
	assert_null(up_default_password(UP_STR("kX92mQpz")));
	assert_null(up_default_password(UP_STR_NULL));
}

static void words_are_no_credentials(void **state)
{
	IS(WORDS, "password", "Type the password");
	IS(WORDS, "password", "Password");
	IS(PLACEHOLDER, "password", "string");
	IS(WORDS, "password", "db_password");
	IS(WORDS, "password", "userPassword");
	IS(WORDS, "token", "42");
	IS(WORDS, "token", "abc7");
	IS(WORDS, "token", "1709482951");
	IS(PLACEHOLDER, "password", "null");
	IS(PLACEHOLDER, "password", "<password>");
	IS(PLACEHOLDER, "api_key", "your-api-key");
	IS(EMPTY, "password", "  ");
}

static void literals_are_graded(void **state)
{
	IS(LITERAL, "password", "Winter2024!");
	IS(LITERAL, "password", "correct-horse");
	IS(LITERAL, "api_key", "9f86d081884c7d659a2feaa0c55ad015");
	struct up_value_context context = { .named = up_name_judge(UP_STR("password")) };
	struct up_judged live = up_value_judge(UP_STR("kX92mQpz81Lw"), &context);
	assert_true(live.is_random);
	context.is_example = true;
	struct up_judged example = up_value_judge(UP_STR("kX92mQpz81Lw"), &context);
	context.is_comment = true;
	struct up_judged comment = up_value_judge(UP_STR("kX92mQpz81Lw"), &context);
	assert_true(live.rank > example.rank && example.rank > comment.rank && comment.rank > 0);
	assert_false(up_value_judge(UP_STR("correct-horse"), &context).is_random);
}

static void examples_by_their_names(void **state)
{
	static const char *const examples[] = { ".env.example",   "app/.env.sample",    "conf/app.conf.dist", "testdata/a.yaml",
						"src/tests/x.py", "docs/install.yaml",  "README.md",          "a_test.go",
						"login.spec.ts",  "config.template.yml" };
	static const char *const live[] = { ".env",       ".env.production",    "etc/app.conf",    "latest/a.yaml",
					    "contest.py", "src/attestation.go", "distribution.ini" };
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
		if (!up_path_is_example(up_str_from(examples[i])))
			fail_msg("%s is an example", examples[i]);
	for (size_t i = 0; i < sizeof live / sizeof *live; i++)
		if (up_path_is_example(up_str_from(live[i])))
			fail_msg("%s is no example", live[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references),
		cmocka_unit_test(sealed_and_hashed),
		cmocka_unit_test(defaults_have_products),
		cmocka_unit_test(words_are_no_credentials),
		cmocka_unit_test(literals_are_graded),
		cmocka_unit_test(examples_by_their_names),
	};
	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
