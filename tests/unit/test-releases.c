/* match/releases and match/support: from a tag, a version or a package to the line, and what is said of it on a day. The lines are those of rules/releases/, of
 * which only what is long past is looked at. */
#include "test.h"

#include "base/arena.h"
#include "base/date.h"
#include "core/form.h"
#include "match/image.h"
#include "match/support.h"

static int32_t day(const char *date)
{
	int64_t days;
	assert_true(up_days_read(up_str_from(date), &days));
	return (int32_t)days;
}

static up_str id_of(const struct up_version_line *line)
{
	return up_image_str(line->header, line->product->id);
}

static up_str name_of(const struct up_version_line *line)
{
	return line->older.len ? UP_STR("older") : up_image_str(line->header, line->line->line);
}

/* NULL: nothing is known. */
static void assert_image(void *rules, const char *name, const char *tag, const char *product, const char *line, const char *base)
{
	struct up_image_releases found;
	up_release_of_image(rules, up_str_from(name), up_str_from(tag), day("2026-11-27"), &found);
	if (found.has_own != (product != NULL) || found.has_base != (base != NULL))
		print_error("%s:%s\n", name, tag);
	assert_int_equal(found.has_own, product != NULL);
	assert_int_equal(found.has_base, base != NULL);
	if (product) {
		assert_str_at(id_of(&found.own), up_str_from(product), name, 0);
		assert_str_at(name_of(&found.own), up_str_from(line), tag, 0);
	}
	if (base)
		assert_str_at(name_of(&found.base), up_str_from(base), tag, 0);
}

static void tags_are_lines(void **state)
{
	assert_image(*state, "postgres", "12", "postgresql", "12", NULL);
	assert_image(*state, "postgres", "12.3", "postgresql", "12", NULL);
	assert_image(*state, "postgres", "9.6.24-alpine", "postgresql", "9.6", NULL);
	assert_image(*state, "postgres", "9", "postgresql", "9.6", NULL);
	assert_image(*state, "postgres", "120", NULL, NULL, NULL);
	assert_image(*state, "postgres", "12beta1", "postgresql", "12", NULL);
	assert_image(*state, "node", "16-alpine", "nodejs", "16", NULL);
	assert_image(*state, "node", "carbon-slim", "nodejs", "8", NULL);
	assert_image(*state, "kindest/node", "v1.21.1", "kubernetes", "1.21", NULL);
	assert_image(*state, "tomcat", "8.5-jdk8", "tomcat", "8.5", NULL);
	assert_image(*state, "azul/zulu-openjdk", "8u262", "azul-zulu", "8", NULL);
	assert_image(*state, "mcr.microsoft.com/dotnet/core/sdk", "3.1", "dotnet", "3.1", NULL);
	assert_image(*state, "zabbix/zabbix-agent", "alpine-5.0-latest", "zabbix", "5.0", NULL);
	assert_image(*state, "nginx", "1.13-alpine", "nginx", "older", NULL);
	assert_image(*state, "redis", "3.2.9", "redis", "older", NULL);
}

static void systems_are_known_by_name(void **state)
{
	assert_image(*state, "debian", "buster", "debian", "10", NULL);
	assert_image(*state, "debian", "buster-20200803-slim", "debian", "10", NULL);
	assert_image(*state, "debian", "10.3-slim", "debian", "10", NULL);
	assert_image(*state, "debian", "20200803", NULL, NULL, NULL);
	assert_image(*state, "ubuntu", "focal", "ubuntu", "20.04", NULL);
	assert_image(*state, "ubuntu", "20.04", "ubuntu", "20.04", NULL);
	assert_image(*state, "centos", "centos7.9.2009", "centos", "7", NULL);
	assert_image(*state, "centos", "centos7", "centos", "7", NULL);
	assert_image(*state, "centos", "7.6.1810", "centos", "7", NULL);
	assert_image(*state, "quay.io/centos/centos", "stream8", "centos-stream", "8", NULL);
	assert_image(*state, "alpine", "3.12.1", "alpine", "3.12", NULL);
	assert_image(*state, "alpine", "edge", NULL, NULL, NULL);
	assert_image(*state, "registry.access.redhat.com/ubi8/nodejs-16", "1-111", "rhel", "8", NULL);
	assert_image(*state, "registry.access.redhat.com/ubi7", "latest", "rhel", "7", NULL);
	assert_image(*state, "gcr.io/distroless/base-debian10", "", "debian", "10", NULL);
}

static void bases_stand_in_tags(void **state)
{
	assert_image(*state, "python", "3.8-slim-buster", "python", "3.8", "10");
	assert_image(*state, "python", "slim-buster", NULL, NULL, "10");
	assert_image(*state, "golang", "1.13-alpine3.10", "go", "1.13", "3.10");
	assert_image(*state, "mcr.microsoft.com/mssql/server", "2019-CU15-ubuntu-20.04", "sqlserver", "2019", "20.04");
	assert_image(*state, "bitnami/mongodb", "4.4.15-debian-10-r8", "mongodb", "4.4", "10");
	assert_image(*state, "buildpack-deps", "focal-scm", NULL, NULL, "20.04");
	assert_image(*state, "example/app", "1.0-buster", NULL, NULL, NULL);
}

static void registries_and_mirrors(void **state)
{
	assert_image(*state, "docker.io/library/postgres", "12", "postgresql", "12", NULL);
	assert_image(*state, "docker.io/postgres", "12", "postgresql", "12", NULL);
	assert_image(*state, "public.ecr.aws/docker/library/postgres", "12", "postgresql", "12", NULL);
	assert_image(*state, "harbor.example.com/hub/library/postgres", "12", "postgresql", "12", NULL);
	assert_image(*state, "public.ecr.aws/bitnami/postgresql", "12", "postgresql", "12", NULL);
	assert_image(*state, "example.com/postgres", "12", NULL, NULL, NULL);
	assert_image(*state, "postgres/12", "12", NULL, NULL, NULL);
}

static void what_moves_says_nothing(void **state)
{
	static const char *const tags[] = { "", "latest", "stable", "alpine", "sha256:0123", "-", "--", "v", "mainline-alpine", "_" };
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		assert_image(*state, "nginx", tags[i], NULL, NULL, NULL);
}

static void long_names_are_none(void **state)
{
	char name[400], tag[400];
	memset(name, 'a', sizeof name);
	memset(tag, '1', sizeof tag);
	name[sizeof name - 1] = tag[sizeof tag - 1] = '\0';
	assert_image(*state, name, "12", NULL, NULL, NULL);
	assert_image(*state, "postgres", tag, NULL, NULL, NULL);
	name[256] = '\0';
	name[100] = '/';
	assert_image(*state, name, "12", NULL, NULL, NULL);
}

static void packages_of_vendors(void **state)
{
	struct up_version_line line;
	assert_true(up_release_of_deb(*state, UP_STR("postgresql-12"), UP_STR("12.9-1.pgdg110+1"), UP_STR("12.9"), &line));
	assert_str(name_of(&line), "12");
	assert_false(up_release_of_deb(*state, UP_STR("postgresql-11"), UP_STR("11.22-0+deb10u1"), UP_STR("11.22"), &line));
	assert_false(up_release_of_deb(*state, UP_STR("dotnet-runtime-6.0"), UP_STR("6.0.136-0ubuntu1~22.04.1"), UP_STR("6.0.136"), &line));
	assert_true(up_release_of_deb(*state, UP_STR("dotnet-runtime-6.0"), UP_STR("6.0.36-1"), UP_STR("6.0.36"), &line));
	assert_true(up_release_of_deb(*state, UP_STR("docker-ce"), UP_STR("5:20.10.24~3-0~debian-buster"), UP_STR("20.10.24"), &line));
	assert_str(name_of(&line), "20.10");
}

static void systems_of_hosts(void **state)
{
	struct up_version_line line;
	assert_true(up_release_of_os(*state, UP_STR("centos"), UP_STR("CentOS Stream"), UP_STR("8"), &line));
	assert_str(id_of(&line), "centos-stream");
	assert_true(up_release_of_os(*state, UP_STR("centos"), UP_STR("CentOS Linux"), UP_STR("8"), &line));
	assert_str(id_of(&line), "centos");
	assert_true(up_release_of_os(*state, UP_STR("alpine"), UP_STR(""), UP_STR("3.12.0"), &line));
	assert_false(up_release_of_os(*state, UP_STR("arch"), UP_STR("Arch Linux"), UP_STR("1"), &line));
}

/* --- verdicts --------------------------------------------------------------------------------------------------------- */

struct judged {
	bool is_form;
	struct up_form form;
};

static struct judged judge(void *rules, struct up_arena *arena, const char *product, const char *version, const char *today,
			   uint32_t horizon)
{
	struct judged judged = { 0 };
	struct up_version_line line;
	const struct up_support_day on = { .today = day(today), .horizon = horizon };
	assert_true(up_release_of(rules, up_str_from(product), up_str_from(version), on.today, &line));
	judged.is_form = up_support_judge(&line, &on, UP_SUPPORT_INSTALLED, up_str_from(version), arena, &judged.form);
	return judged;
}

static void support_ends_on_its_day(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct judged before = judge(*state, arena, "postgresql", "12", "2024-11-20", 0);
	struct judged after = judge(*state, arena, "postgresql", "12", "2024-11-21", 0);
	assert_false(before.is_form);
	assert_true(after.is_form);
	assert_str(after.form.key, "end-of-life");
	assert_str(after.form.value, "PostgreSQL 12");
	assert_str(after.form.detail, "has been out of support since 2024-11-21; 17 is supported until 2029-11-08");
	assert_str(after.form.fix, "Move to 17 (until 2029-11-08), or at least to 13 (until 2025-11-13).");
	assert_int_equal(after.form.most, UP_LEVEL_WARNING);
	up_arena_free(arena);
}

static void horizons(void **state)
{
	struct up_arena *arena = up_arena_new();
	assert_false(judge(*state, arena, "postgresql", "12", "2024-05-20", UP_HORIZON_UNSET).is_form);
	assert_true(judge(*state, arena, "postgresql", "12", "2024-06-01", UP_HORIZON_UNSET).is_form);
	assert_true(judge(*state, arena, "postgresql", "12", "2024-01-01", 365).is_form);
	assert_false(judge(*state, arena, "postgresql", "12", "2024-11-01", 10).is_form);
	/* Go 1.22 lived from 2024-02-06 to 2025-02-11: a quarter of that is three months. */
	assert_false(judge(*state, arena, "go", "1.22", "2024-10-01", UP_HORIZON_UNSET).is_form);
	assert_true(judge(*state, arena, "go", "1.22", "2024-12-01", UP_HORIZON_UNSET).is_form);
	up_arena_free(arena);
}

static void extended_support(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct judged lts = judge(*state, arena, "debian", "11", "2025-01-01", 0),
		      paid = judge(*state, arena, "ubuntu", "18.04", "2025-01-01", 0);
	assert_int_equal(lts.form.most, UP_LEVEL_NOTE);
	assert_str(lts.form.detail,
		   "has been out of ordinary support since 2024-08-14; Debian LTS goes on until 2026-08-31; 12 is supported until "
		   "2026-07-11");
	assert_int_equal(paid.form.most, UP_LEVEL_WARNING);
	up_arena_free(arena);
}

static int open_rules(void **state)
{
	struct up_buf faults = { 0 };
	*state = up_rules_open(&(struct up_rules_options){ 0 }, &faults);
	return *state ? 0 : -1;
}

static int close_rules(void **state)
{
	up_rules_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_lines),          cmocka_unit_test(systems_are_known_by_name),
		cmocka_unit_test(bases_stand_in_tags),     cmocka_unit_test(registries_and_mirrors),
		cmocka_unit_test(what_moves_says_nothing), cmocka_unit_test(long_names_are_none),
		cmocka_unit_test(packages_of_vendors),     cmocka_unit_test(systems_of_hosts),
		cmocka_unit_test(support_ends_on_its_day), cmocka_unit_test(horizons),
		cmocka_unit_test(extended_support),
	};
	return cmocka_run_group_tests(tests, open_rules, close_rules);
}
