/* Upgrade paths, on rules of their own: the furthest leg that every statement allows, bounds, what a window says. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

#include "base/arena.h"
#include "match/path.h"

static struct up_rules *rules_of(const char *text, const up_str *from, const up_str *to, size_t n)
{
	char folder[] = "/tmp/uplint-path-XXXXXX", name[64];
	assert_non_null(mkdtemp(folder));
	snprintf(name, sizeof name, "%s/acme.yaml", folder);
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	fprintf(file,
		"product: acme\ntitle: Acme\nversions: {scheme: dotted, latest: \"9\", covered: [\"1\", \"9\"]}\nunknown_key: warn\n"
		"recognise: {deb: [acme-server]}\nupgrade:\n  source: notes\n%ssettings: []\nsources:\n  notes: "
		"https://acme.example/notes\n",
		text);
	fclose(file);
	const char *const folders[] = { folder };
	const struct up_rules_options options = {
		.folders = folders, .n_folders = 1, .no_builtin = true, .from = from, .to = to, .n_from = n, .n_to = n
	};
	struct up_buf faults = { 0 };
	struct up_rules *rules = up_rules_open(&options, &faults);
	if (!rules)
		print_error("%s", faults.bytes);
	assert_non_null(rules);
	up_buf_finish(&faults);
	unlink(name);
	rmdir(folder);
	return rules;
}

/* The stops of a way; `status` as it ends. */
static void way(const char *text, const char *from, const char *to, enum up_path_status status, const char *stops)
{
	struct up_rules *rules = rules_of(text, NULL, NULL, 0);
	struct up_arena *arena = up_arena_new();
	struct up_path path;
	up_path_find(rules, UP_STR("acme"), up_str_from(from), up_str_from(to), false, arena, &path);
	assert_str_at(up_path_stops(&path, arena), up_str_from(stops), __FILE__, __LINE__);
	assert_int_equal(path.status, status);
	up_arena_free(arena);
	up_rules_free(rules);
}

static void stops(void **state)
{
	static const char *const text =
		"  covered: [\"1.0\", \"9.9\"]\n  stops:\n    - {at: \"2.3\", source: notes}\n    - {at: \"2.8.4\", source: notes}\n"
		"    - {at: \"3.1\", if: it rains, source: notes}\n";
	way(text, "1.0", "4.0", UP_PATH_FOUND, "2.3, 2.8.4");
	way(text, "2.3", "4.0", UP_PATH_FOUND, "2.8.4");
	way(text, "2.3.7", "4.0", UP_PATH_FOUND, "2.8.4");
	way(text, "2.8.3", "2.8.5", UP_PATH_FOUND, "");
	way(text, "2.8.3", "2.9", UP_PATH_FOUND, "2.8.4");
	way(text, "2.0", "2.3.9", UP_PATH_FOUND, "");
	way(text, "3.0", "4.0", UP_PATH_FOUND, "");
	way(text, "v2.1.0", "v3.0", UP_PATH_FOUND, "2.3, 2.8.4");
	way(text, "4.0", "4.0", UP_PATH_SAME, "");
	way(text, "0.9", "4.0", UP_PATH_BEYOND, "");
	way(text, "3.5", "10.0", UP_PATH_BEYOND, "");
}

static void steps(void **state)
{
	way("  covered: [\"1.0\", \"1.99\"]\n  step: minor\n", "1.7.2", "1.10", UP_PATH_FOUND, "1.8, 1.9");
	way("  covered: [\"1.0\", \"1.99\"]\n  step: minor\n  reach: \"2\"\n", "1.7.2", "1.10", UP_PATH_FOUND, "1.9");
	way("  covered: [\"1\", \"40\"]\n  step: major\n", "8.4", "11.2", UP_PATH_FOUND, "9, 10");
	way("  covered: [\"1\", \"40\"]\n  step: line\n  lines: [\"1\", \"3\", \"7\", \"20\"]\n", "2.5", "21", UP_PATH_FOUND, "3, 7, 20");
	way("  covered: [\"1\", \"40\"]\n  step: line\n  lines: [\"1\", \"3\", \"7\", \"20\"]\n  long_term: [\"1\", \"7\"]\n", "1.5", "20",
	    UP_PATH_FOUND, "7");
	way("  covered: [\"1\", \"40\"]\n  step: line\n  lines: [\"1\", \"3\", \"7\", \"20\"]\n  long_term: [\"1\", \"7\"]\n", "1.5", "3",
	    UP_PATH_FOUND, "");
	way("  covered: [\"1\", \"40\"]\n  step: major\n  advice: true\n", "8", "11", UP_PATH_FOUND, "");
}

static void needs(void **state)
{
	static const char *const text = "  covered: [\"5\", \"9.9\"]\n  needs:\n    - {to: \"7\", from: \"6.8\", source: notes}\n    - "
					"{to: \"8\", from: \"7.17\", source: notes}\n"
					"    - {to: \"9\", from: \"8.19\", or: [\"8.5\"], via: \"8.20\", source: notes}\n";
	way(text, "6.1", "9.2", UP_PATH_FOUND, "6.8, 7.17, 8.20");
	way(text, "8.5.3", "9.2", UP_PATH_FOUND, "");
	way(text, "8.19.1", "9.2", UP_PATH_FOUND, "");
	way(text, "8.18", "9.2", UP_PATH_FOUND, "8.20");
}

static void blocked(void **state)
{
	static const char *const text =
		"  covered: [\"1\", \"9\"]\n  stops:\n    - {at: \"3.2\", source: notes}\n  blocked:\n"
		"    - {from: [\"2.4\", \"2.6\"], to: [\"3.0\", \"3.2.3\"], fixed: \"3.2.4\", why: it burns, source: notes}\n";
	way(text, "2.5.1", "3.2.2", UP_PATH_BLOCKED, "");
	way(text, "2.7.0", "3.2.2", UP_PATH_FOUND, "");
	way(text, "2.5.1", "3.2.4", UP_PATH_FOUND, "");
	way(text, "2.5.1", "4.0", UP_PATH_FOUND, "3.2");
}

static void back(void **state)
{
	way("  covered: [\"1\", \"9\"]\n  downgrade: {allow: never, source: notes}\n", "3.2", "3.1", UP_PATH_NO_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  downgrade: {allow: patch, source: notes}\n", "3.2.4", "3.2.1", UP_PATH_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  downgrade: {allow: patch, source: notes}\n", "3.2.4", "3.1.9", UP_PATH_NO_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  downgrade: {allow: minor, source: notes}\n", "3.2.4", "3.1.9", UP_PATH_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  downgrade: {allow: major, source: notes}\n", "3.2.4", "2.9", UP_PATH_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  downgrade: {allow: major, source: notes}\n", "3.2.4", "1.9", UP_PATH_NO_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  lines: [\"1\", \"4\", \"6\"]\n  downgrade: {allow: line, source: notes}\n", "5.2", "4.1",
	    UP_PATH_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  lines: [\"1\", \"4\", \"6\"]\n  downgrade: {allow: line-before, source: notes}\n", "6.2", "4.1",
	    UP_PATH_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  lines: [\"1\", \"4\", \"6\"]\n  downgrade: {allow: line-before, source: notes}\n", "6.2", "3.1",
	    UP_PATH_NO_BACK, "");
	way("  covered: [\"1\", \"9\"]\n  downgrade: {allow: any, source: notes}\n", "6.2", "1.1", UP_PATH_BACK, "");
	way("  covered: [\"1\", \"9\"]\n", "6.2", "6.1", UP_PATH_NO_BACK, "");
}

/* A way of more legs than are listed ends, and says so. */
static void bound(void **state)
{
	struct up_rules *rules = rules_of("  covered: [\"1\", \"5000\"]\n  step: major\n", NULL, NULL, 0);
	struct up_arena *arena = up_arena_new();
	struct up_path path;
	up_path_find(rules, UP_STR("acme"), UP_STR("1"), UP_STR("5000"), false, arena, &path);
	assert_int_equal(path.status, UP_PATH_BEYOND);
	assert_int_equal(path.n_legs, UP_PATH_LEGS);
	up_arena_free(arena);
	up_rules_free(rules);
}

static void windows(void **state)
{
	static const char *const text = "  covered: [\"1\", \"90\"]\n  step: major\n  downgrade: {allow: never, source: notes}\n";
	const up_str from = UP_STR("acme=2"), to = UP_STR("acme=20");
	struct up_rules *rules = rules_of(text, &from, &to, 1);
	struct up_arena *arena = up_arena_new();
	struct up_path_fault *faults, fault;
	assert_int_equal(up_path_faults(rules, arena, &faults), 1);
	assert_str_at(faults[0].detail, UP_STR("Acme 2 → 20 passes by 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 and 5 more"), __FILE__,
		      __LINE__);
	assert_false(up_path_judge(rules, UP_STR("acme"), UP_STR("2.9"), UP_STR("3.1"), arena, &fault));
	assert_true(up_path_judge(rules, UP_STR("acme"), UP_STR("3.1"), UP_STR("2.9"), arena, &fault));
	assert_int_equal(fault.status, UP_PATH_NO_BACK);
	up_rules_free(rules);
	/* What goes back is no usage error where the product has something to say on it. */
	rules = rules_of(text, &to, &from, 1);
	assert_int_equal(up_path_faults(rules, arena, &faults), 1);
	assert_int_equal(faults[0].status, UP_PATH_NO_BACK);
	up_rules_free(rules);
	rules = rules_of(text, NULL, NULL, 0);
	assert_false(up_path_brings(rules, UP_STR("acme"), UP_STR("5.0"), arena, &fault));
	up_rules_install_from(rules, UP_STR("var/lib/dpkg/status"));
	up_rules_install(rules, UP_STR("deb:acme-server"), UP_STR("3.4"), 7);
	assert_true(up_path_brings(rules, UP_STR("acme"), UP_STR("5.0"), arena, &fault));
	assert_false(up_path_brings(rules, UP_STR("acme"), UP_STR("4.0"), arena, &fault));
	assert_false(up_path_brings(rules, UP_STR("other"), UP_STR("5.0"), arena, &fault));
	up_arena_free(arena);
	up_rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops), cmocka_unit_test(steps), cmocka_unit_test(needs),   cmocka_unit_test(blocked),
		cmocka_unit_test(back),  cmocka_unit_test(bound), cmocka_unit_test(windows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
