/* package/control: what control files and .PKGINFO say. */
#include "test.h"

#include "base/buf.h"
#include "package/control.h"

static void collect(void *data, const struct up_control_need *need)
{
	up_buf_printf(data, "%s %u %.*s%s%.*s;", up_control_relation_name(need->relation), need->group, UP_FMT(need->name), need->compare,
		      UP_FMT(need->version));
}

static void control_files(void **state)
{
	up_str text = UP_STR("\nPackage: acme\nVersion: 1:2.0-3\nArchitecture: amd64\nSource: acme-src\n"
			     "Depends: libc6 (>= 2.34), python3:any (<< 3.12) [amd64] | python3.11,\n systemd\r\n"
			     "Pre-Depends: dpkg (>=1.17)\nDescription: short\n Depends: not this\n .\n more\nBreaks: old (<< 2)\n"
			     "\nPackage: other\nDepends: nothing\n");
	struct up_control control;
	struct up_buf said = { 0 };
	assert_true(up_control_read(text, &control));
	assert_str(control.package, "acme");
	assert_str(control.version, "1:2.0-3");
	assert_str(control.architecture, "amd64");
	assert_str(control.source, "acme-src");
	assert_str(up_control_field(text, UP_STR("description")), "short\n Depends: not this\n .\n more");
	assert_int_equal(up_control_field(text, UP_STR("Essential")).len, 0);
	up_control_needs(text, &said, collect);
	assert_str(up_buf_str(&said), "Depends 0 libc6>=2.34;Depends 1 python3<<3.12;Depends 1 python3.11;Depends 2 systemd;"
				      "Pre-Depends 3 dpkg>=1.17;Breaks 4 old<<2;");
	up_buf_finish(&said);
	assert_false(up_control_read(UP_STR("Version: 1\n\nPackage: late\n"), &control));
	assert_false(up_control_read(UP_STR(""), &control));
	assert_false(up_control_read(UP_STR("no colon\n continued"), &control));
}

static void pkginfo(void **state)
{
	up_str text = UP_STR("# made by abuild\npkgname = acme\npkgver = 2.0-r3\narch = x86_64\norigin = acme-all\n"
			     "depend = so:libc.musl-x86_64.so.1\ndepend = busybox>=1.36\ndepend = !old\nprovides = cmd:acme=2.0-r3\n");
	struct up_control control;
	struct up_buf said = { 0 };
	assert_true(up_pkginfo_read(text, &control));
	assert_str(control.package, "acme");
	assert_str(control.version, "2.0-r3");
	assert_str(control.source, "acme-all");
	up_pkginfo_needs(text, &said, collect);
	assert_str(up_buf_str(&said),
		   "Depends 0 so:libc.musl-x86_64.so.1;Depends 1 busybox>=1.36;Conflicts 2 old;Provides 3 cmd:acme=2.0-r3;");
	up_buf_finish(&said);
	assert_false(up_pkginfo_read(UP_STR("pkgver = 1\n"), &control));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_files),
		cmocka_unit_test(pkginfo),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
