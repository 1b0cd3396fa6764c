/* schema/version-name: versions of migrations by the names of their files. */
#include "test.h"

#include "schema/version-name.h"

static void assert_version(const char *name, const char *version)
{
	up_str found = up_version_name(up_str_from(name));
	if (!up_str_eq(found, up_str_from(version)))
		fail_msg("%s is %.*s, not %s", name, UP_FMT(found), version);
}

static void names_begin_with_versions(void **state)
{
	assert_version("0042_region.py", "0042");
	assert_version("V1_2__region.sql", "1_2");
	assert_version("V1.2.3__region.sql", "1.2.3");
	assert_version("U7__region.sql", "7");
	assert_version("20260101120000-region.js", "20260101120000");
	assert_version("000007_region.up.sql", "000007");
	assert_version("2024_01_05_120000_region.php", "2024_01_05_120000");
	assert_version("2024-01-05-120000_region", "2024-01-05-120000");
	assert_version("1.sql", "1");
	assert_version("1700000000000-Region1700000000000.ts", "1700000000000");
	assert_version("region.sql", "");
	assert_version("R__views.sql", "");
	assert_version("Version20260101120000.php", "20260101120000");
	assert_version("m260101_120000_region.php", "260101_120000");
	assert_version("map.sql", "");
	assert_version("", "");
}

static int compare(const char *a, const char *b)
{
	int order = up_version_name_cmp(up_str_from(a), up_str_from(b));
	assert_int_equal(-order, up_version_name_cmp(up_str_from(b), up_str_from(a)));
	return order;
}

static void numbers_are_ordered(void **state)
{
	assert_true(compare("9", "10") < 0);
	assert_true(compare("1.2", "1.10") < 0);
	assert_true(compare("1_2", "1.2") == 0);
	assert_true(compare("007", "7") == 0);
	assert_true(compare("1", "1.1") < 0);
	assert_true(compare("20260101120000", "20251231235959") > 0);
}

static void places_are_files_or_folders(void **state)
{
	struct up_migration_place place = up_migration_place(up_str_from("db/migrate/1_x.rb"));
	assert_true(up_str_eq(place.folder, UP_STR("db/migrate")));
	assert_true(up_str_eq(place.name, UP_STR("1_x.rb")));
	place = up_migration_place(up_str_from("migrations/2026_x/up.sql"));
	assert_true(up_str_eq(place.folder, UP_STR("migrations")));
	assert_true(up_str_eq(place.name, UP_STR("2026_x")));
	place = up_migration_place(up_str_from("up.sql"));
	assert_true(up_str_eq(place.name, UP_STR("up.sql")));
}

static void paths_tell_migrations(void **state)
{
	assert_true(up_is_migration_path(up_str_from("db/migrate/20260101_x.rb")));
	assert_true(up_is_migration_path(up_str_from("prisma/migrations/20260101_x/migration.sql")));
	assert_true(up_is_migration_path(up_str_from("src/Migrations/001_x.cs")));
	assert_false(up_is_migration_path(up_str_from("db/migrate/readme.md")));
	assert_false(up_is_migration_path(up_str_from("reports/2026_x.sql")));
	assert_false(up_is_migration_path(up_str_from("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_begin_with_versions),
		cmocka_unit_test(numbers_are_ordered),
		cmocka_unit_test(places_are_files_or_folders),
		cmocka_unit_test(paths_tell_migrations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
