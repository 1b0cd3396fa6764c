/* secret/judge: what a value is. */
#include "test.h"

#include "secret/judge.h"
#include "secret/place.h"

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
	IS(REFERENCE, "key_pass", "{{- required ");
	IS(WORDS, "secret_key", "PBKDF2WithHmacSHA1");
	IS(DEFAULT, "password", "cGFzc3dvcmQ=");
	IS(SEALED, "secret_key_base", "EJ[1:uK9f5vrzi38yX74V9a9oxiZKsLBHra6rdytgft5xc=:n5VrlZLX1XuyEsD76xHED5jiapvYKVI:mx6lfo]");
	IS(REFERENCE, "docker --secret", "id=BUNDLE_PACKAGER");
	IS(WORDS, "password", "String!");
	IS(WORDS, "newPassword", "[String!]!");
	IS(WORDS, "@acme/password", "^4.0.17");
	IS(WORDS, "password-hasher", "^6.4|^7.0");
	IS(WORDS, "password-hasher", "13.0.0-next-8.29");
	IS(WORDS, "password", "acme.plugins.password:Password");
	IS(WORDS, "password", "required|string|max:255");
	IS(WORDS, "newPassword", "newPassword2");
	IS(WORDS, "password", "\").append(credentials.getPassword()).append(\"");
	IS(WORDS, "password", "--password=");
	IS(WORDS, "pass", "\\x1b[32mPASS");
	IS(LITERAL, "password", "CleartextPassword1");
	IS(LITERAL, "password", "6.4-Winter#Sonne");
	IS(PLACEHOLDER, "secret", "ZXhhbXBsZS1hcHAtc2VjcmV0");
	IS(PLACEHOLDER, "api_key", "A1B2C3D4E5F6G7H8I9J0");
	IS(PLACEHOLDER, "api_key", "AIzaXXXX");
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

static void paths_by_their_names(void **state)
{
	static const struct {
		const char *path;
		size_t root;
		enum up_path_kind kind;
	} paths[] = {
		{ ".env.example", 0, UP_PATH_SAMPLE },
		{ "app/.env.sample", 0, UP_PATH_SAMPLE },
		{ "conf/app.conf.dist", 0, UP_PATH_SAMPLE },
		{ "testdata/a.yaml", 0, UP_PATH_SAMPLE },
		{ "src/tests/x.py", 0, UP_PATH_SAMPLE },
		{ "src/dockerTest/resources/client.key", 0, UP_PATH_SAMPLE },
		{ "smoke-test/src/main/resources/application.properties", 0, UP_PATH_SAMPLE },
		{ "api/__mocks__/user.js", 0, UP_PATH_SAMPLE },
		{ "docs/install.yaml", 0, UP_PATH_SAMPLE },
		{ "README.md", 0, UP_PATH_SAMPLE },
		{ "a_test.go", 0, UP_PATH_SAMPLE },
		{ "login.spec.ts", 0, UP_PATH_SAMPLE },
		{ "LoginTest.java", 0, UP_PATH_SAMPLE },
		{ "config.template.yml", 0, UP_PATH_SAMPLE },
		{ "api/openapi.yaml", 0, UP_PATH_SAMPLE },
		{ "lib/acme-1.2.dist-info/METADATA", 0, UP_PATH_SAMPLE },
		{ "plugins/modules/acme_user.py", 0, UP_PATH_SAMPLE },
		{ "plugins/acme.py", 0, UP_PATH_OTHER },
		{ "public/index.html", 0, UP_PATH_PROSE },
		{ "notebooks/Train.ipynb", 0, UP_PATH_PROSE },
		{ "rootfs/etc/ssl/private/a.pem", 0, UP_PATH_HOST },
		{ "home/ann/.ssh/id_rsa", 0, UP_PATH_USER },
		{ ".env", 0, UP_PATH_OTHER },
		{ ".env.production", 0, UP_PATH_OTHER },
		{ "etc/app.conf", 0, UP_PATH_OTHER },
		{ "latest/a.yaml", 0, UP_PATH_OTHER },
		{ "contest.py", 0, UP_PATH_OTHER },
		{ "src/attestation.go", 0, UP_PATH_OTHER },
		{ "distribution.ini", 0, UP_PATH_OTHER },
		/* Where the user keeps what is scanned tells nothing. */
		{ "/home/ann/tests/app/.env", 20, UP_PATH_OTHER },
		{ "/home/ann/tests/app/tests/.env", 20, UP_PATH_SAMPLE },
	};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (up_path_kind(up_str_from(paths[i].path), paths[i].root) != paths[i].kind)
			fail_msg("%s is not of kind %d", paths[i].path, (int)paths[i].kind);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references),
		cmocka_unit_test(sealed_and_hashed),
		cmocka_unit_test(defaults_have_products),
		cmocka_unit_test(words_are_no_credentials),
		cmocka_unit_test(literals_are_graded),
		cmocka_unit_test(paths_by_their_names),
	};
	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
