/* base/glob: what a glob matches, and the quick looks that are taken before it. */
#include "test.h"

#include "base/glob.h"

#define TAIL(glob, tail) assert_str(up_glob_tail(UP_STR(glob)), tail)
#define LITERAL(glob, literal) assert_str(up_glob_literal(UP_STR(glob)), literal)

static void stars_stay_in_a_component(void **state)
{
	assert_true(up_glob_match(UP_STR("etc/*.conf"), UP_STR("etc/a.conf")));
	assert_false(up_glob_match(UP_STR("etc/*.conf"), UP_STR("etc/b/a.conf")));
	assert_true(up_glob_match(UP_STR("etc/**/a.conf"), UP_STR("etc/b/c/a.conf")));
	assert_true(up_glob_match(UP_STR("a.conf"), UP_STR("etc/b/a.conf")));
}

static void two_stars_match_nothing_too(void **state)
{
	assert_true(up_glob_match(UP_STR("**/action.yml"), UP_STR("action.yml")));
	assert_true(up_glob_match(UP_STR("**/action.yml"), UP_STR("a/b/action.yml")));
	assert_false(up_glob_match(UP_STR("**/action.yml"), UP_STR("a/b/x-action.yml")));
}

/* A quick look must never say no where the glob says yes. */
static void a_quick_look_knows_the_root(void **state)
{
	TAIL("**/action.yml", "action.yml");
	TAIL("**/etc/ssh/sshd_config", "etc/ssh/sshd_config");
	TAIL("**/*.yaml", ".yaml");
	TAIL("a/**", "");
	TAIL("**/{a,b}.yml", ".yml");
	TAIL("x/**/y", "y");
	LITERAL("**/action.yml", "action.yml");
	LITERAL("**/.github/workflows/*.yml", ".github/workflows");
	LITERAL("**", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stars_stay_in_a_component),
		cmocka_unit_test(two_stars_match_nothing_too),
		cmocka_unit_test(a_quick_look_knows_the_root),
	};
	return cmocka_run_group_tests_name("glob", tests, NULL, NULL);
}
