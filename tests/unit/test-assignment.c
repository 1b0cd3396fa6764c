/* secret/assignment and secret/url: text that gives a value to a credential. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "secret/assignment.h"
#include "secret/url.h"

static up_span find_word(up_str text, const char *word)
{
	size_t at = SIZE_MAX;
	for (size_t i = 0; i + strlen(word) <= text.len && at == SIZE_MAX; i++)
		if (up_str_starts_nocase(up_str_slice(text, i, text.len), up_str_from(word)))
			at = i;
	assert_true(at != SIZE_MAX);
	return (up_span){ (uint32_t)at, (uint32_t)(at + strlen(word)) };
}

static void assert_assigns(const char *line, const char *word, const char *value, int number)
{
	up_str text = up_str_from(line);
	struct up_assigned assigned = { 0 };
	bool found = up_assignment_at(text, find_word(text, word), &assigned);
	if (found != (value != NULL)) {
		print_error("%s: %s\n", line, found ? "found" : "not found");
		_fail(__FILE__, number);
	}
	if (value)
		assert_str_at(up_str_slice(text, assigned.value.start, assigned.value.end), up_str_from(value), __FILE__, number);
}

#define GIVES(line, word, value) assert_assigns(line, word, value, __LINE__)
#define NOTHING(line, word) assert_assigns(line, word, NULL, __LINE__)

static void code_of_many_languages(void **state)
{
	GIVES("password = \"kX92\"", "password", "kX92");
	GIVES("db_password='kX92'", "password", "kX92");
	GIVES("var apiToken string = \"kX92\"", "token", "kX92");
	GIVES("let apiToken: &'static str = \"kX92\";", "token", "kX92");
	GIVES("token: Optional[str] = 'kX92'", "token", "kX92");
	GIVES("apiToken := `kX92`", "token", "kX92");
	GIVES("$password .= \"kX92\";", "password", "kX92");
	GIVES("\"api_key\": \"kX92\",", "api_key", "kX92");
	GIVES("'password' => 'kX92',", "password", "kX92");
	GIVES(":password => 'kX92'", "password", "kX92");
	GIVES("config['secret'] = b'kX92'", "secret", "kX92");
	GIVES("user.setPassword(\"kX92\")", "password", "kX92");
	GIVES("define('DB_PASSWORD', 'kX92');", "password", "kX92");
	GIVES("System.setProperty(\"MY_TOKEN\", \"kX92\")", "token", "kX92");
	GIVES("os.getenv(\"DB_PASSWORD\", \"kX92\")", "password", "kX92");
	GIVES("String token = new String(\"kX92\");", "token", "kX92");
	GIVES("#define WIFI_PASSWORD \"kX92\"", "password", "kX92");
	GIVES("password =\n  \"kX92\"", "password", "kX92");
	GIVES("\\\"password\\\": \\\"kX92\\\"", "password", "kX92");
	GIVES("\"a=b\\nPASSWORD=kX92\\nC=d\"", "password", "kX92");
	GIVES("<password>kX92</password>", "password", "kX92");
	GIVES("<apiToken>\n  kX92\n</apiToken>", "token", "kX92");
	GIVES("TOKEN=kX92 make", "token", "kX92");
	GIVES("password: kX92.", "password", "kX92");
	GIVES("TOKEN :::= \"kX92\"", "token", "kX92");
	GIVES("password = \"a\\\"b\"", "password", "a\\\"b");
	GIVES("char token[64] = \"kX92\";", "token", "kX92");
	GIVES("char token[] = \"kX92\";", "token", "kX92");
	GIVES("\"token\" to \"kX92\"", "token", "kX92");
	GIVES("getenv(\"API_TOKEN\") or \"kX92\"", "token", "kX92");
	GIVES("System.getenv(\"API_TOKEN\") ?: \"kX92\"", "token", "kX92");
	GIVES("<a>DB_PASSWORD=kX92</a>", "password", "kX92");
	GIVES("set $apikey kX92;", "apikey", "kX92");
	GIVES("proxy_set_header X-Api-Key kX92;", "api-key", "kX92");
	GIVES("the password for the user \"op\" is \"kX92\".", "password", "kX92");
	GIVES("new DirectoryEntry(\"LDAP://a\",\n  \"op\", \"kX92\")", "directoryentry", "kX92");
	GIVES("CREATE USER 'a'@'%' IDENTIFIED BY 'kX92';", "identified by", "kX92");
	GIVES("%global db_password \"kX92\"", "password", "kX92");
	GIVES("SET password \"kX92\"", "password", "kX92");
	GIVES("SET password = \"kX92\"", "password", "kX92");
	GIVES("DB_PSWD=kX92", "pswd", "kX92");
	GIVES("-password \"kX92\"", "password", "kX92");
	GIVES("CREATE USER a IDENTIFIED BY kX92mQ;", "identified by", "kX92mQ");
	GIVES("alter user a identified with sha2 by 'kX92'", "identified with", "kX92");
	GIVES("ALTER ROLE a WITH LOGIN PASSWORD 'kX92';", "password", "kX92");
	GIVES("curl_easy_setopt(c, CURLOPT_PASSWORD, \"kX92\");", "password", "kX92");
	GIVES("Secret Key: kX92", "secret", "kX92");
	GIVES("id:a pw:kX92", "pw", "kX92");
	GIVES("mysqli_connect('a', 'op', 'kX92', 'shop')", "mysqli", "kX92");
}

static void what_gives_no_value(void **state)
{
	NOTHING("the password of the user", "password");
	NOTHING("password_file = \"x\"", "password");
	NOTHING("getPassword()", "password");
	NOTHING("f(password, \"x\")", "password");
	NOTHING("password = \"unterminated", "password");
	NOTHING("password = getenv(x)\n", "nv");
	NOTHING("if (password)", "password");
	NOTHING("password::new()", "password");
	NOTHING("password =", "password");
	NOTHING("a->password > 5", "password");
	NOTHING("'password' or 'header'", "password");
	NOTHING("password[1] == \"scram\"", "password");
	NOTHING("(\"password\", \"name\", \"mail\")", "password");
	NOTHING("the password for a user is \"random\"", "password");
	NOTHING("HIGH:!PSK:!SRP", "psk");
	NOTHING("DirectoryEntry(\"LDAP://a\", user, \"x\")", "directoryentry");
	NOTHING("array<token>list", "token");
	NOTHING("a table is identified by 'id'", "identified by");
	NOTHING("create user a identified by password 'x'", "identified by");
	NOTHING("alter user a identified by values;", "identified by");
	NOTHING("where password 'x'", "password");
	NOTHING("'CURLOPT_PASSWORD', 'CURLOPT_PORT'", "password");
	NOTHING("PWD=/srv", "pwd");
}

static void comments_are_told(void **state)
{
	struct up_assigned assigned;
	up_str hash = UP_STR("a = 1\n  # password = \"kX92\"");
	assert_true(up_assignment_at(hash, find_word(hash, "password"), &assigned) && assigned.is_comment);
	up_str slashes = UP_STR("x(); // password = \"kX92\"");
	assert_true(up_assignment_at(slashes, find_word(slashes, "password"), &assigned) && assigned.is_comment);
	up_str code = UP_STR("# a comment\npassword = \"kX92\"");
	assert_true(up_assignment_at(code, find_word(code, "password"), &assigned) && !assigned.is_comment);
}

static void assert_url(const char *line, const char *user, const char *password, const char *host, int number)
{
	up_str text = up_str_from(line);
	struct up_url url = { 0 };
	size_t at = up_str_find(text, UP_STR("://"), 0);
	bool found = up_url_at(text, (up_span){ (uint32_t)at, (uint32_t)at + 3 }, &url);
	if (found != (password != NULL)) {
		print_error("%s: %s\n", line, found ? "found" : "not found");
		_fail(__FILE__, number);
	}
	if (!password)
		return;
	assert_str_at(up_str_slice(text, url.user.start, url.user.end), up_str_from(user), __FILE__, number);
	assert_str_at(up_str_slice(text, url.password.start, url.password.end), up_str_from(password), __FILE__, number);
	assert_str_at(up_str_slice(text, url.host.start, url.host.end), up_str_from(host), __FILE__, number);
}

static void urls_with_passwords(void **state)
{
	assert_url("postgres://app:kX92@db.internal:5432/x", "app", "kX92", "db.internal:5432", __LINE__);
	assert_url("redis://:kX92@10.0.0.1/0", "", "kX92", "10.0.0.1", __LINE__);
	assert_url("mongodb+srv://u:p%40ss@c0.x.net/?a=b", "u", "p%40ss", "c0.x.net", __LINE__);
	assert_url("amqp://u:a@b@host", "u", "a@b", "host", __LINE__);
	assert_url("x = 'https://u:a/b#c@host.de/path'", "u", "a/b#c", "host.de", __LINE__);
	assert_url("https://host.de:8080/path@2x.png", NULL, NULL, NULL, __LINE__);
	assert_url("https://user@host.de/", NULL, NULL, NULL, __LINE__);
	assert_url("https://host.de/a:b@c", NULL, NULL, NULL, __LINE__);
	assert_url("https://u:@host", NULL, NULL, NULL, __LINE__);
	assert_url("://u:p@host", NULL, NULL, NULL, __LINE__);
	assert_url("http://registry.x/@scope/a:b", NULL, NULL, NULL, __LINE__);
}

static void assert_dsn(const char *line, const char *password, int number)
{
	up_str text = up_str_from(line);
	struct up_url url = { 0 };
	up_span word = find_word(text, strstr(line, "Pwd") ? "Pwd" : "password");
	if (up_dsn_at(text, word, &url) != (password != NULL))
		_fail(__FILE__, number);
	if (password)
		assert_str_at(up_str_slice(text, url.password.start, url.password.end), up_str_from(password), __FILE__, number);
}

static void connection_strings(void **state)
{
	assert_dsn("Server=db;Database=x;User Id=sa;Password=kX92;Encrypt=true", "kX92", __LINE__);
	assert_dsn("\"Driver={x};Uid=sa;Pwd=kX92\"", "kX92", __LINE__);
	assert_dsn("host=db user=app password=kX92 dbname=x", "kX92", __LINE__);
	assert_dsn("jdbc:mysql://db/x?user=a&password=kX92&ssl=1", "kX92", __LINE__);
	assert_dsn("host=db password='a b' x", "a b", __LINE__);
	assert_dsn("a password=kX92", NULL, __LINE__);
}

static void percent_signs(void **state)
{
	char out[16];
	size_t n = up_percent_decode(UP_STR("p%40s%2fx%"), out);
	assert_str(((up_str){ out, n }), "p@s/x%");
	assert_true(up_host_is_anyones(UP_STR("localhost:5432")));
	assert_true(up_host_is_anyones(UP_STR("db.example.com")));
	assert_false(up_host_is_anyones(UP_STR("db.internal")));
	assert_true(up_host_is_of_manuals(UP_STR("[2001:db8::1234]")));
	assert_true(up_host_is_of_manuals(UP_STR("192.0.2.7:5432")));
	assert_false(up_host_is_of_manuals(UP_STR("192.0.20.7")));
}

/* Every word of a text that is nothing but words costs the same, however long the text is. */
static void density_is_linear(void **state)
{
	static const char unit[] = "password=", quoted[] = "password=\"", address[] = "a://b:";
	const char *const units[] = { unit, quoted, address };
	for (size_t u = 0; u < 3; u++) {
		size_t step = strlen(units[u]), n = 200000 / step;
		char *bytes = malloc(n * step);
		for (size_t i = 0; i < n; i++)
			memcpy(bytes + i * step, units[u], step);
		up_str text = { bytes, n * step };
		clock_t before = clock();
		for (size_t i = 0; i < n; i++) {
			struct up_assigned assigned;
			struct up_url url;
			up_span word = { (uint32_t)(i * step), (uint32_t)(i * step + 8) };
			if (u < 2)
				up_assignment_at(text, word, &assigned);
			else
				up_url_at(text, (up_span){ (uint32_t)(i * step + 1), (uint32_t)(i * step + 4) }, &url);
		}
		double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
		assert_true(seconds < 1);
		free(bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_of_many_languages), cmocka_unit_test(what_gives_no_value), cmocka_unit_test(comments_are_told),
		cmocka_unit_test(urls_with_passwords),    cmocka_unit_test(connection_strings),  cmocka_unit_test(percent_signs),
		cmocka_unit_test(density_is_linear),
	};
	return cmocka_run_group_tests_name("assignment", tests, NULL, NULL);
}
