#include "core/upgrade-code.h"

#include "test.h"

static struct up_source named(const char *name)
{
	return (struct up_source){ .name = up_str_from(name) };
}

static void code(void **state)
{
	static const char *const runs[] = { "db/migrate/1_x.rb", "app/migrations/0002_x.py", "upgrade/step.py",  "scripts/deploy.js",
					    "upgrade.py",        "migrate_flags.rb",         "lib/tasks/x.rake", "p.zip!/deploy/main.go" };
	static const char *const others[] = { "app/models/user.rb",    "src/hooks/useFlag.js",        "app/tasks/mail.py",
					      "tests/migrations/1.py", "node_modules/x/scripts/a.js", "installation.py",
					      "db/migrate/1_test.rb",  "static/scripts/a.js" };
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		struct up_source source = named(runs[i]);
		if (!up_is_upgrade_code(&source))
			fail_msg("%s", runs[i]);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct up_source source = named(others[i]);
		if (up_is_upgrade_code(&source))
			fail_msg("%s", others[i]);
	}
}

static void migrations(void **state)
{
	static const struct {
		const char *name, *bytes;
		bool is_migration;
	} cases[] = {
		{ "app/x.rb", "class X < ActiveRecord::Migration[7.1]\n", true },
		{ "app/models/user.rb", "class User < ApplicationRecord\n", false },
		{ "spec/x.rb", "class X < ActiveRecord::Migration[7.1]\n", false },
		{ "shop/x.py", "class Migration(migrations.Migration):\n", true },
		{ "versions/1_x.py", "from alembic import op\n", true },
		{ "shop/x.txt", "class Migration(migrations.Migration):\n", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct up_source source = named(cases[i].name);
		source.bytes = up_str_from(cases[i].bytes);
		if (up_is_migration_code(&source) != cases[i].is_migration)
			fail_msg("%s", cases[i].name);
	}
}

static void steps(void **state)
{
	static const char *const yes[] = { "run.sh", ".github/workflows/ci.yml", "p.deb!/control/postinst",
					   "p.zip!/usr/share/x/upgrade/1.sh" };
	static const char *const no[] = {
		"usr/bin/x", "/usr/bin/x", "etc/cron.d/x", "p.deb!/data/usr/sbin/x", "tests/run.sh", "x.service"
	};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		struct up_source source = named(yes[i]);
		if (!up_is_upgrade_step(&source))
			fail_msg("%s", yes[i]);
	}
	for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
		struct up_source source = named(no[i]);
		if (up_is_upgrade_step(&source))
			fail_msg("%s", no[i]);
	}
}

/* A folder that the user has named says nothing of what is in it. */
static void below_the_root(void **state)
{
	struct up_source source = named("/home/me/upgrade/app/user.py");
	source.root = sizeof "/home/me/upgrade/" - 1;
	assert_false(up_is_upgrade_code(&source));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(code), cmocka_unit_test(migrations), cmocka_unit_test(steps),
					    cmocka_unit_test(below_the_root) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
