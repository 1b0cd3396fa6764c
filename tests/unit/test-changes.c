/* run/changes, run/git (lines) and run/oid-map: what counts of a change, and sets of objects. */
#include "test.h"

#include "run/changes.h"
#include "run/git.h"
#include "run/oid-map.h"

static bool touches(const char *old, const char *new, const char *what)
{
	struct up_changes changes = { 0 };
	const char *found = strstr(new, what);
	assert_non_null(found);
	up_git_start();
	up_git_lines(up_str_from(old), up_str_from(new), &changes);
	up_git_stop();
	assert_false(changes.is_new);
	uint32_t start = (uint32_t)(found - new);
	bool touched = up_changes_touch(&changes, (up_span){ start, start + (uint32_t)strlen(what) });
	up_changes_finish(&changes);
	return touched;
}

static void added_and_changed_lines_count(void **state)
{
	assert_true(touches("a\nb\n", "a\nx\nb\n", "x"));
	assert_true(touches("a\nb\n", "a\nB\n", "B"));
	assert_true(touches("", "x", "x"));
	assert_true(touches("a", "a\nx", "x"));
}

static void lines_that_moved_down_do_not(void **state)
{
	assert_false(touches("a\nb\n", "x\ny\na\nb\n", "b"));
	assert_false(touches("a\nb\nc\n", "c\n", "c"));
}

static void ends_of_lines_make_no_difference(void **state)
{
	assert_false(touches("a\nb\n", "a\r\nb \r\n", "b"));
	assert_false(touches("a\nb", "a\nb\n", "b"));
	assert_true(touches("a\nb\n", "a\r\n b\r\n", "b"));
	/* A CR alone ends a line for us, not for git: bytes are the same for both. */
	assert_true(touches("a\rb\rc\nd\n", "a\rx\rc\nd\n", "x"));
	assert_false(touches("a\rb\rc\nd\n", "a\rx\rc\nd\n", "d"));
}

static void what_goes_over_lines_counts_by_each(void **state)
{
	assert_true(touches("begin\nb\nend\n", "begin\nx\nend\n", "begin\nx\nend"));
	assert_false(touches("begin\nb\nend\nc\n", "begin\nb\nend\nx\n", "begin\nb\nend"));
}

static void places_without_length_and_files(void **state)
{
	struct up_changes changes = { 0 };
	up_changes_add(&changes, (up_span){ 10, 20 });
	up_changes_add(&changes, (up_span){ 20, 25 });
	up_changes_add(&changes, (up_span){ 40, 50 });
	assert_int_equal(changes.n, 2);
	assert_true(up_changes_touch(&changes, (up_span){ 25, 25 }));
	assert_false(up_changes_touch(&changes, (up_span){ 26, 26 }));
	assert_false(up_changes_touch(&changes, (up_span){ 25, 40 }));
	assert_true(up_changes_touch(&changes, (up_span){ 25, 41 }));
	assert_true(up_changes_touch(&changes, (up_span){ 49, 60 }));
	assert_false(up_changes_touch(&changes, (up_span){ 50, 60 }));
	assert_false(up_changes_touch(&changes, (up_span){ 0, 0 }));
	changes.has_moved = true;
	assert_true(up_changes_touch(&changes, (up_span){ 0, 0 }));
	up_changes_clear(&changes);
	changes.is_new = true;
	assert_true(up_changes_touch(&changes, (up_span){ 1, 2 }));
	up_changes_finish(&changes);
}

static void ids_are_numbered_as_they_come(void **state)
{
	enum {
		MANY = 5000
	};
	struct up_oid_map map = { 0 };
	assert_int_equal(up_oid_map_find(&map, &(struct up_oid){ .id = { 1 } }), UP_OID_NONE);
	for (int again = 0; again < 2; again++) {
		for (uint32_t i = 0; i < MANY; i++) {
			struct up_oid oid = { .id = { [3] = (unsigned char)i, [17] = (unsigned char)(i >> 8) } };
			assert_int_equal(up_oid_map_add(&map, &oid), i);
			assert_int_equal(up_oid_map_find(&map, &oid), i);
		}
	}
	assert_int_equal(map.n, MANY);
	assert_int_equal(up_oid_map_find(&map, &(struct up_oid){ .id = { 1 } }), UP_OID_NONE);
	up_oid_map_finish(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(added_and_changed_lines_count),    cmocka_unit_test(lines_that_moved_down_do_not),
		cmocka_unit_test(ends_of_lines_make_no_difference), cmocka_unit_test(what_goes_over_lines_counts_by_each),
		cmocka_unit_test(places_without_length_and_files),  cmocka_unit_test(ids_are_numbered_as_they_come),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
