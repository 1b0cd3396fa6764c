/* core/upstream: what is upstream's in the version of a package, and where a requirement begins. */
#include "test.h"

#include "core/upstream.h"

static void versions(void **state)
{
	static const struct {
		const char *type, *version, *upstream;
	} rows[] = {
		{ "deb", "1:9.2p1-2+deb12u7", "9.2p1" },
		{ "deb", "20.10.24+dfsg1-1", "20.10.24" },
		{ "deb", "2024.03-rc1-2", "2024.03-rc1" },
		{ "deb", "13", "13" },
		{ "rpm", "1.24.0-4.el9", "1.24.0" },
		{ "rpm", "8.0p1-19.el8_9.2", "8.0p1" },
		{ "alpm", "2:1.26.2-1", "1.26.2" },
		{ "apk", "15.4-r0", "15.4" },
		{ "apk", "9.3_p2-r1", "9.3" },
		{ "maven", "2.1.0.RELEASE", "2.1.0" },
		{ "maven", "3.2.0-SNAPSHOT", "3.2.0" },
		{ "golang", "v1.30.2", "1.30.2" },
		{ "composer", "v10.48.4", "10.48.4" },
		{ "composer", "dev-main", "" },
		{ "pypi", "4.2rc1", "4.2" },
		{ "gem", "7.1.0.beta1", "7.1.0" },
		{ "npm", "", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_str_at(up_upstream_version(up_str_from(rows[i].type), up_str_from(rows[i].version)), up_str_from(rows[i].upstream),
			      __FILE__, (int)(1000 + i));
}

static void requirements(void **state)
{
	static const struct {
		const char *requirement, *least;
	} rows[] = {
		{ "^4.3.0", "4.3.0" },
		{ "~4.3", "4.3" },
		{ "~> 7.0.4", "7.0.4" },
		{ "~=4.2", "4.2" },
		{ "~= 4.2, != 4.2.3", "4.2" },
		{ ">=4.2,<5", "4.2" },
		{ ">= 4.2, < 5.0", "4.2" },
		{ "<5,>=4.2", "4.2" },
		{ ">=4.2 <5", "4.2" },
		{ "4.x", "4" },
		{ "==4.2.*", "4.2" },
		/* The line is open. */
		{ ">=3", "" },
		{ "*", "" },
		{ "<5", "" },
		{ "", "" },
		{ "!=3.1", "" },
		{ "^3 || ^4", "" },
		{ "^3|^4", "" },
		{ "git+https://example.org/x@4.2", "" },
		{ "latest", "" },
		{ "^", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_str_at(up_upstream_least(up_str_from(rows[i].requirement)), up_str_from(rows[i].least), __FILE__, (int)(1000 + i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(requirements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
