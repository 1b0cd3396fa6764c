/* estate/dpkg: installed packages, with the versions that upstream gave them. */
#include "test.h"

#include <stdio.h>

#include "estate/dpkg.h"

static void assert_version(const char *debian, const char *upstream)
{
	char status[200];
	struct up_package package;
	size_t at = 0;
	snprintf(status, sizeof status, "Package: x\nStatus: install ok installed\nVersion: %s\n", debian);
	assert_true(up_dpkg_next(up_str_from(status), &at, &package));
	assert_str_at(package.version, up_str_from(upstream), __FILE__, __LINE__);
}

static void versions_are_upstreams(void **state)
{
	assert_version("1.22.1-9+deb12u2", "1.22.1");
	assert_version("1:9.2p1-2+deb12u7", "9.2p1");
	assert_version("252.38-1~deb12u1", "252.38");
	assert_version("20.10.24+dfsg1-1+deb12u1+b2", "20.10.24");
	assert_version("2:1.19~1", "1.19");
	assert_version("5:27.5.1-1~debian.12~bookworm", "27.5.1");
	assert_version("17.0.15+6-1~deb12u1", "17.0.15");
	assert_version("2024.03-rc1-2", "2024.03-rc1");
}

static void only_what_is_installed(void **state)
{
	up_str status = UP_STR("Package: gone\nStatus: deinstall ok config-files\nVersion: 1-1\n\n"
			       "Status: install ok installed\r\nVersion: 2-1\r\nPackage: here\r\nConffiles:\r\n /etc/x 0123\r\n\r\n"
			       "\n\nPackage: half\nStatus: install ok half-installed\nVersion: 3-1\n\n"
			       "Package: bare\nStatus: install ok installed\n\n"
			       "Package: last\nVersion: 4-1\nStatus: hold ok installed");
	struct up_package package;
	size_t at = 0;
	assert_true(up_dpkg_next(status, &at, &package));
	assert_str(package.name, "here");
	assert_str(package.version, "2");
	assert_true(up_dpkg_next(status, &at, &package));
	assert_str(package.name, "last");
	assert_false(up_dpkg_next(status, &at, &package));
	at = 0;
	assert_false(up_dpkg_next(UP_STR(""), &at, &package));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_are_upstreams),
		cmocka_unit_test(only_what_is_installed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
