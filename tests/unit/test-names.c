/* secret/names: which names mean a credential. */
#include "test.h"

#include "secret/names.h"

static void assert_kind(const char *name, enum up_credential kind, bool is_sure, int line)
{
	struct up_named named = up_name_judge(up_str_from(name));
	if (named.kind != kind || (kind && named.is_sure != is_sure)) {
		print_error("%s is %s%s, not %s%s\n", name, named.is_sure ? "surely " : "", up_credential_word(named.kind),
			    is_sure ? "surely " : "", up_credential_word(kind));
		_fail(__FILE__, line);
	}
}

#define SURE(kind, name) assert_kind(name, UP_CREDENTIAL_##kind, true, __LINE__)
#define MAYBE(kind, name) assert_kind(name, UP_CREDENTIAL_##kind, false, __LINE__)
#define NONE(name) assert_kind(name, UP_CREDENTIAL_NONE, false, __LINE__)

static void passwords_in_every_style(void **state)
{
	static const char *const names[] = { "password",         "DB_PASSWORD",
					     "dbPassword",       "db.password",
					     "db-password",      "spring.datasource.password",
					     "requirepass",      "masterauth",
					     "PGPASSWORD",       "MYSQL_ROOT_PASSWORD",
					     "bindpw",           "olcRootPW",
					     "rootpw",           "ansible_ssh_password",
					     "userPassWord",     "smtp_password1",
					     "PASSWORD_DEFAULT", "adminpassword",
					     "Passwort",         "MYSQL_PWD1password",
					     "ldap.bind.passwd", "javax.persistence.jdbc.password",
					     "IdentityPassword", "wifi.password" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		SURE(PASSWORD, names[i]);
	SURE(PASSWORD, "DB_PASS");
	SURE(PASSWORD, "smtp.pass");
	SURE(PASSWORD, "SA_PWD");
	MAYBE(PASSWORD, "pwd");
	MAYBE(PASSWORD, "TEST_PWD");
	MAYBE(PASSWORD, "DB_PASS_1_OLD");
	SURE(PASSPHRASE, "key_passphrase");
	SURE(PASSPHRASE, "wpa_psk");
}

static void secrets_tokens_and_keys(void **state)
{
	SURE(SECRET, "client-secret");
	SURE(SECRET, "CLIENT_SECRET");
	SURE(SECRET, "clientsecret");
	SURE(SECRET, "aws_secret_access_key");
	SURE(SECRET, "secretAccessKey");
	SURE(SECRET, "secretKeyBase");
	SURE(SECRET, "SECRET_KEY");
	SURE(SECRET, "consumer_secret");
	SURE(TOKEN, "_authToken");
	SURE(TOKEN, "GITHUB_TOKEN");
	SURE(TOKEN, "//registry.npmjs.org/:_authToken");
	SURE(TOKEN, "access_token");
	SURE(TOKEN, "accessToken");
	SURE(TOKEN, &"slackbottoken"[8]);
	SURE(API_KEY, "apiKey");
	SURE(API_KEY, "APIKey");
	SURE(API_KEY, "apiKEY");
	SURE(API_KEY, "APIkey");
	SURE(API_KEY, "X-Api-Key");
	SURE(API_KEY, "stripe_api_key");
	SURE(API_KEY, "accesskey");
	SURE(PRIVATE_KEY, "private_key");
	SURE(PRIVATE_KEY, "privateKey");
	SURE(SIGNING_KEY, "signing_key");
	SURE(SIGNING_KEY, "ENCRYPTION_KEY");
	MAYBE(SIGNING_KEY, "APP_KEY");
	MAYBE(SIGNING_KEY, "password_salt");
	SURE(AUTHORIZATION, "Authorization");
	MAYBE(AUTHORIZATION, "_auth");
	SURE(CONNECTION, "ConnectionString");
	SURE(CONNECTION, "connection_string");
	SURE(CONNECTION, "SENTRY_DSN");
	MAYBE(TOKEN, "TOKEN_GITHUB");
}

static void things_round_a_credential(void **state)
{
	static const char *const names[] = { "password_file",
					     "passwordPolicy",
					     "token_url",
					     "secretName",
					     "secretKeyRef",
					     "keyboard",
					     "public_key",
					     "key_id",
					     "aws_access_key_id",
					     "token_ttl",
					     "max_tokens",
					     "tokenizer",
					     "PasswordAuthentication",
					     "primaryKey",
					     "sort_key",
					     "keystore_path",
					     "PWD",
					     "OLDPWD",
					     "proxy_pass",
					     "fastcgi_pass",
					     "forgotPassword",
					     "resetPassword",
					     "usePassword",
					     "no_password",
					     "nextPageToken",
					     "page_token",
					     "csrf_token",
					     "eos_token",
					     "private_key_path",
					     "SSL_KEY",
					     "passwordless",
					     "secretary",
					     "compass",
					     "bypass",
					     "passwordLabel",
					     "password_length",
					     "tokenEndpoint",
					     "existingSecret",
					     "imagePullSecrets",
					     "tlsSecret",
					     "TOKEN_EXPIRATION",
					     "password_min_length",
					     "first_pass",
					     "authentication",
					     "author",
					     "oauth_client_id",
					     "access_token_url",
					     "cache_key",
					     "foreign_key",
					     "auth",
					     "auth_url",
					     "passwordEncoder",
					     "passwd_command",
					     "tokens",
					     "secret_path",
					     "key",
					     "password_key",
					     "token_type",
					     "api_key_name",
					     "show_password",
					     "",
					     "password-prompt",
					     "fakePassword",
					     "DUMMY_TOKEN",
					     "authenticity_token",
					     "AWS::IAM::AccessKey",
					     "existingPasswordSecretKey",
					     "clientRequestToken",
					     "community.general.onepassword",
					     "LifecycleActionToken",
					     "userSecurity.afterPassword",
					     "PermitEmptyPasswords1x" };
	for (size_t i = 0; i + 1 < sizeof names / sizeof *names; i++)
		NONE(names[i]);
}

static void hashes_say_so(void **state)
{
	assert_true(up_name_judge(UP_STR("password_hash")).is_hashed);
	assert_true(up_name_judge(UP_STR("encryptedPassword")).is_hashed);
	assert_true(up_name_judge(UP_STR("hashed_passwd")).is_hashed);
	assert_false(up_name_judge(UP_STR("password")).is_hashed);
}

/* Names of any length and shape take the time of reading them. */
static void long_names_are_none(void **state)
{
	char name[4096];
	for (size_t i = 0; i + 9 < sizeof name; i += 9)
		memcpy(name + i, "password_", 9);
	assert_int_equal(up_name_judge((up_str){ name, 4086 }).kind, UP_CREDENTIAL_NONE);
	assert_int_equal(up_name_judge((up_str){ name, 250 }).kind, UP_CREDENTIAL_PASSWORD);
	assert_int_equal(up_name_judge(UP_STR_NULL).kind, UP_CREDENTIAL_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passwords_in_every_style),  cmocka_unit_test(secrets_tokens_and_keys),
		cmocka_unit_test(things_round_a_credential), cmocka_unit_test(hashes_say_so),
		cmocka_unit_test(long_names_are_none),
	};
	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
