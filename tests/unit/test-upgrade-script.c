/* core/upgrade-script: which sources are run while an upgrade is made. */
#include "test.h"

#include "core/upgrade-script.h"

static const char sh[] = "#!/bin/sh\nset -e\n";

static enum up_upgrade_role role(const char *name, const char *bytes)
{
	return up_upgrade_script(up_str_from(name), up_str_from(bytes));
}

static void test_maintainer(void **state)
{
	(void)state;
	static const char *const names[] = {
		"app.deb!/control/postinst",
		"a.zip!/b/app.deb!/control/preinst",
		"app.deb!/control/config",
		"app.rpm!/scriptlets/%post",
		"app.apk!/control/.post-install",
		"DEBIAN/prerm",
		"debian/app.postrm",
		"src/debian/postinst",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(role(names[i], sh), UP_UPGRADE_MAINTAINER);
	assert_int_equal(role("app.deb!/control/md5sums", "x"), UP_UPGRADE_NONE);
	assert_int_equal(role("app.deb!/control/control", "x"), UP_UPGRADE_NONE);
	assert_int_equal(role("packaging/postinst", sh), UP_UPGRADE_MAINTAINER);
	assert_int_equal(role("control/config", sh), UP_UPGRADE_NONE);
	assert_int_equal(role("var/lib/dpkg/info/app.postinst", sh), UP_UPGRADE_NONE);
}

static void test_installer(void **state)
{
	(void)state;
	static const char *const names[] = {
		"install.sh",         "tools/upgrade-db.sh", "a.zip!/run.sh",           "deploy", "pre-install.sh", "steps/01-stop.sh",
		"x/upgrade.d/10_app", "get-helm-3",          "a.tgz!/app-1.2/setup.sh",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(role(names[i], sh), UP_UPGRADE_INSTALLER);
	static const char *const others[] = {
		"usr/lib/app/install.sh", "/usr/share/x/setup.sh",
		"/etc/init.d/install",    "a.deb!/data/usr/bin/setup.sh",
		"tests/install.sh",       "run.sh",
		"install-test.sh",        "installation.txt.sh.txt",
		"steps/stop.sh",          "vendor/a/install.sh",
		"docs/install.sh",
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(role(others[i], sh), UP_UPGRADE_NONE);
	assert_int_equal(role("a.zip!/run.sh.gz!/run.sh", sh), UP_UPGRADE_INSTALLER);
	assert_int_equal(role("a.deb!/data/usr/share/doc/a/travis.sh.gz!/travis.sh", sh), UP_UPGRADE_NONE);
	assert_int_equal(role("a.deb!/data/usr/share/doc/a/examples/b.tar.xz!/b/Makefile", "install:\n"), UP_UPGRADE_NONE);
	assert_int_equal(role("install", "#!/usr/bin/env bash\n"), UP_UPGRADE_INSTALLER);
	assert_int_equal(role("install", "#!/usr/bin/python3\n"), UP_UPGRADE_NONE);
	assert_int_equal(role("install", "not a script"), UP_UPGRADE_NONE);
	assert_int_equal(role("install", "#!"), UP_UPGRADE_NONE);
	assert_int_equal(role("install.py", "#!/usr/bin/python3\n"), UP_UPGRADE_NONE);
}

static void test_others(void **state)
{
	(void)state;
	assert_int_equal(role("Makefile", ""), UP_UPGRADE_RECIPE);
	assert_int_equal(role("src/rules.mk", ""), UP_UPGRADE_RECIPE);
	assert_int_equal(role("/usr/src/linux/Makefile", ""), UP_UPGRADE_NONE);
	assert_int_equal(role("user-data", "#cloud-config\n"), UP_UPGRADE_CLOUD_INIT);
	assert_int_equal(role("etc/cloud/cloud.cfg", "#cloud-config\n"), UP_UPGRADE_NONE);
	assert_int_equal(role("roles/web/tasks/main.yml", "- name: x\n"), UP_UPGRADE_TASKS);
	assert_int_equal(role("site.yml", "- hosts: all\n  tasks:\n"), UP_UPGRADE_TASKS);
	assert_int_equal(role("values.yml", "a: b\n"), UP_UPGRADE_NONE);
	assert_int_equal(role(".github/workflows/deploy.yml", "on: push\n"), UP_UPGRADE_JOB);
	assert_int_equal(role(".gitlab-ci.yml", ""), UP_UPGRADE_JOB);
	assert_int_equal(role("", ""), UP_UPGRADE_NONE);
	assert_int_equal(role("!/", ""), UP_UPGRADE_NONE);
}

static void test_names(void **state)
{
	(void)state;
	size_t n = 0;
	while (up_upgrade_roles[n])
		n++;
	assert_int_equal(n, _UP_UPGRADE_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_maintainer),
		cmocka_unit_test(test_installer),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
