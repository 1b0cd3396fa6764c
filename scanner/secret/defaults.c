/* Passwords that everybody knows, and files that are examples. */
#include "secret/judge.h"

struct known {
	up_str password;
	const char *product; /* who comes with it, from its own manual; "" for passwords that are only tried first */
};

static const struct known known[] = {
	{ UP_STR("changeme"), "" },
	{ UP_STR("change_me"), "" },
	{ UP_STR("change-me"), "" },
	{ UP_STR("ChangeMe"), "" },
	{ UP_STR("CHANGEME"), "" },
	{ UP_STR("CHANGE_ME"), "" },
	{ UP_STR("CHANGE-ME"), "" },
	{ UP_STR("changeMe"), "" },
	{ UP_STR("changeme!"), "" },
	{ UP_STR("changeme123"), "" },
	{ UP_STR("changethis"), "" },
	{ UP_STR("changethisnow"), "" },
	{ UP_STR("changeit"), "Java keystores" },
	{ UP_STR("postgres"), "PostgreSQL images" },
	{ UP_STR("mysecretpassword"), "the manual of the PostgreSQL image" },
	{ UP_STR("my-secret-pw"), "the manual of the MySQL image" },
	{ UP_STR("somewordpress"), "the manual of the WordPress image" },
	{ UP_STR("wordpress"), "the manual of the WordPress image" },
	{ UP_STR("yourStrong(!)Password"), "the manual of SQL Server" },
	{ UP_STR("<YourStrong@Passw0rd>"), "the manual of SQL Server" },
	{ UP_STR("admin"), "Grafana, SonarQube and many devices" },
	{ UP_STR("admin123"), "Nexus Repository" },
	{ UP_STR("guest"), "RabbitMQ" },
	{ UP_STR("minioadmin"), "MinIO" },
	{ UP_STR("minio123"), "the manual of MinIO" },
	{ UP_STR("prom-operator"), "the Grafana of kube-prometheus-stack" },
	{ UP_STR("Harbor12345"), "Harbor" },
	{ UP_STR("zabbix"), "Zabbix" },
	{ UP_STR("neo4j"), "Neo4j" },
	{ UP_STR("airflow"), "the compose file of Apache Airflow" },
	{ UP_STR("rabbitmq"), "" },
	{ UP_STR("tiger"), "Oracle Database" },
	{ UP_STR("manager"), "Oracle Database" },
	{ UP_STR("change_on_install"), "Oracle Database" },
	{ UP_STR("oracle"), "Oracle Database" },
	{ UP_STR("welcome1"), "Oracle WebLogic" },
	{ UP_STR("s3cret"), "the manual of Apache Tomcat" },
	{ UP_STR("tomcat"), "the manual of Apache Tomcat" },
	{ UP_STR("karaf"), "Apache Karaf" },
	{ UP_STR("artemis"), "the image of ActiveMQ Artemis" },
	{ UP_STR("activemq"), "Apache ActiveMQ" },
	{ UP_STR("vagrant"), "Vagrant boxes" },
	{ UP_STR("raspberry"), "Raspberry Pi OS" },
	{ UP_STR("toor"), "Kali Linux" },
	{ UP_STR("ubnt"), "Ubiquiti devices" },
	{ UP_STR("cisco"), "Cisco devices" },
	{ UP_STR("calvin"), "Dell iDRAC" },
	{ UP_STR("pfsense"), "pfSense" },
	{ UP_STR("opnsense"), "OPNsense" },
	{ UP_STR("5iveL!fe"), "old GitLab" },
	{ UP_STR("nagios"), "Nagios" },
	{ UP_STR("nagiosadmin"), "Nagios" },
	{ UP_STR("bitnami"), "Bitnami images" },
	{ UP_STR("keycloak"), "" },
	{ UP_STR("jenkins"), "" },
	{ UP_STR("grafana"), "" },
	{ UP_STR("elastic"), "" },
	{ UP_STR("mysql"), "" },
	{ UP_STR("mariadb"), "" },
	{ UP_STR("redis"), "" },
	{ UP_STR("mongo"), "" },
	{ UP_STR("mongodb"), "" },
	{ UP_STR("root"), "" },
	{ UP_STR("rootroot"), "" },
	{ UP_STR("rootpassword"), "" },
	{ UP_STR("rootpass"), "" },
	{ UP_STR("root123"), "" },
	{ UP_STR("sa"), "" },
	{ UP_STR("system"), "" },
	{ UP_STR("administrator"), "" },
	{ UP_STR("adminadmin"), "" },
	{ UP_STR("adminpassword"), "" },
	{ UP_STR("adminpass"), "" },
	{ UP_STR("admin1234"), "" },
	{ UP_STR("user"), "" },
	{ UP_STR("username"), "" },
	{ UP_STR("userpassword"), "" },
	{ UP_STR("test"), "" },
	{ UP_STR("test123"), "" },
	{ UP_STR("test1234"), "" },
	{ UP_STR("testtest"), "" },
	{ UP_STR("testpass"), "" },
	{ UP_STR("testpassword"), "" },
	{ UP_STR("demo"), "" },
	{ UP_STR("password"), "" },
	{ UP_STR("password1"), "" },
	{ UP_STR("password12"), "" },
	{ UP_STR("password123"), "" },
	{ UP_STR("Password1"), "" },
	{ UP_STR("Password123"), "" },
	{ UP_STR("Password1!"), "" },
	{ UP_STR("Password123!"), "" },
	{ UP_STR("passw0rd"), "" },
	{ UP_STR("Passw0rd"), "" },
	{ UP_STR("P@ssw0rd"), "" },
	{ UP_STR("P@ssword"), "" },
	{ UP_STR("p@ssword"), "" },
	{ UP_STR("p@ssw0rd"), "" },
	{ UP_STR("Pa$$w0rd"), "" },
	{ UP_STR("pa$$word"), "" },
	{ UP_STR("pass"), "" },
	{ UP_STR("pass123"), "" },
	{ UP_STR("pass1234"), "" },
	{ UP_STR("passwd"), "" },
	{ UP_STR("pwd"), "" },
	{ UP_STR("pw"), "" },
	{ UP_STR("mypassword"), "" },
	{ UP_STR("mypass"), "" },
	{ UP_STR("dbpassword"), "" },
	{ UP_STR("dbpass"), "" },
	{ UP_STR("somepassword"), "" },
	{ UP_STR("secret"), "" },
	{ UP_STR("secret123"), "" },
	{ UP_STR("mysecret"), "" },
	{ UP_STR("s3cr3t"), "" },
	{ UP_STR("topsecret"), "" },
	{ UP_STR("supersecret"), "" },
	{ UP_STR("verysecret"), "" },
	{ UP_STR("secretpassword"), "" },
	{ UP_STR("supersecretpassword"), "" },
	{ UP_STR("default"), "" },
	{ UP_STR("letmein"), "" },
	{ UP_STR("welcome"), "" },
	{ UP_STR("welcome123"), "" },
	{ UP_STR("qwerty"), "" },
	{ UP_STR("qwerty123"), "" },
	{ UP_STR("abc123"), "" },
	{ UP_STR("hunter2"), "" },
	{ UP_STR("1234"), "" },
	{ UP_STR("12345"), "" },
	{ UP_STR("123456"), "" },
	{ UP_STR("1234567"), "" },
	{ UP_STR("12345678"), "" },
	{ UP_STR("123456789"), "" },
	{ UP_STR("1234567890"), "" },
	{ UP_STR("0000"), "" },
	{ UP_STR("000000"), "" },
	{ UP_STR("1111"), "" },
	{ UP_STR("111111"), "" },
	{ UP_STR("654321"), "" },
};

const char *up_default_password(up_str value)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].password.s[0] == (value.len ? value.s[0] : 0) && up_str_eq(known[i].password, value))
			return known[i].product;
	return NULL;
}

/* --- examples ---------------------------------------------------------------------------------------------------------- */

static bool listed(const up_str *list, size_t n, up_str part)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq_nocase(list[i], part))
			return true;
	return false;
}

#define LISTED(list, part) listed(list, sizeof(list) / sizeof *(list), part)

static bool is_example_folder(up_str part)
{
	static const up_str folders[] = { UP_STR("test"),      UP_STR("tests"),        UP_STR("testing"),
					  UP_STR("testdata"),  UP_STR("test-data"),    UP_STR("test_data"),
					  UP_STR("__tests__"), UP_STR("__fixtures__"), UP_STR("__mocks__"),
					  UP_STR("spec"),      UP_STR("specs"),        UP_STR("fixtures"),
					  UP_STR("fixture"),   UP_STR("mock"),         UP_STR("mocks"),
					  UP_STR("example"),   UP_STR("examples"),     UP_STR("sample"),
					  UP_STR("samples"),   UP_STR("demo"),         UP_STR("demos"),
					  UP_STR("doc"),       UP_STR("docs"),         UP_STR("documentation"),
					  UP_STR("man"),       UP_STR("e2e"),          UP_STR("selftest"),
					  UP_STR("selftests"), UP_STR("regress"),      UP_STR("t"),
					  UP_STR("unittests"), UP_STR("unit-tests"),   UP_STR("integration-tests"),
					  UP_STR("tutorial"),  UP_STR("tutorials") };
	return LISTED(folders, part);
}

/* One word of a file's name, between dots, dashes and underscores. */
static bool is_example_word(up_str part, bool is_last)
{
	static const up_str anywhere[] = { UP_STR("example"), UP_STR("examples"),  UP_STR("sample"),  UP_STR("samples"), UP_STR("template"),
					   UP_STR("tmpl"),    UP_STR("tpl"),       UP_STR("dist"),    UP_STR("test"),    UP_STR("tests"),
					   UP_STR("spec"),    UP_STR("mock"),      UP_STR("mocks"),   UP_STR("fixture"), UP_STR("fixtures"),
					   UP_STR("readme"),  UP_STR("changelog"), UP_STR("unittest") };
	static const up_str endings[] = { UP_STR("md"),   UP_STR("rst"), UP_STR("adoc"), UP_STR("mdx"), UP_STR("pod"),
					  UP_STR("html"), UP_STR("htm"), UP_STR("texi"), UP_STR("tex"), UP_STR("ipynb") };
	return LISTED(anywhere, part) || (is_last && LISTED(endings, part));
}

static bool is_example_name(up_str name)
{
	for (size_t at = 0; at < name.len;) {
		size_t end = at;
		while (end < name.len && !memchr("._-", name.s[end], 3))
			end++;
		if (end > at && is_example_word(up_str_slice(name, at, end), end == name.len && at > 0 && name.s[at - 1] == '.'))
			return true;
		at = end + 1;
	}
	return false;
}

bool up_path_is_example(up_str path)
{
	up_str name = up_str_basename(path);
	for (size_t at = 0; at + name.len < path.len;) {
		size_t slash = up_str_find_byte(path, '/', at);
		if (slash == SIZE_MAX)
			break;
		if (is_example_folder(up_str_slice(path, at, slash)))
			return true;
		at = slash + 1;
	}
	return is_example_name(name);
}
