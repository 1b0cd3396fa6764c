/* base/yaml-tree: our own YAML files, strictly. */
#include "test.h"

#include "base/yaml-tree.h"

struct result {
	struct up_arena *arena;
	struct up_yaml_node *root;
	struct up_yaml_error error;
};

static struct result result_of(up_str text)
{
	struct result result = { .arena = up_arena_new() };
	result.root = up_yaml_read(text, result.arena, &result.error);
	return result;
}

static void maps_and_lists_have_places(void **state)
{
	struct result r = result_of(UP_STR("product: nginx\nsettings:\n  - {key: a}\n  - 'b'\n"));
	assert_non_null(r.root);
	assert_int_equal(r.root->kind, UP_YAML_MAP);
	assert_int_equal(r.root->n_children, 4);
	struct up_yaml_node *list = r.root->first->next->next->next;
	assert_int_equal(list->kind, UP_YAML_LIST);
	assert_int_equal(list->n_children, 2);
	assert_int_equal(list->first->kind, UP_YAML_MAP);
	assert_int_equal(list->first->line, 3);
	assert_int_equal(list->first->column, 5);
	struct up_yaml_node *quoted = list->first->next;
	assert_str(quoted->text, "b");
	assert_false(quoted->plain);
	assert_true(r.root->first->plain);
	assert_int_equal(quoted->line, 4);
	assert_null(quoted->next);
	up_arena_free(r.arena);
}

static void an_empty_file_is_an_empty_map(void **state)
{
	static const char *const empty[] = { "", "# nothing\n", "\n\n" };
	for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
		struct result r = result_of(up_str_from(empty[i]));
		assert_non_null(r.root);
		assert_int_equal(r.root->kind, UP_YAML_MAP);
		assert_int_equal(r.root->n_children, 0);
		up_arena_free(r.arena);
	}
	struct result r = result_of(UP_STR_NULL);
	assert_non_null(r.root);
	up_arena_free(r.arena);
}

static void refused(up_str text, uint32_t line, uint32_t column)
{
	struct result r = result_of(text);
	if (r.root)
		fail_msg("not refused: %.*s", UP_FMT(text));
	assert_true(r.error.message.len > 0);
	assert_int_equal(r.error.line, line);
	assert_int_equal(r.error.column, column);
	up_arena_free(r.arena);
}

static void what_our_files_do_without_is_refused(void **state)
{
	refused(UP_STR("a: &x 1\nb: *x\n"), 2, 4);
	refused(UP_STR("a: 1\n---\nb: 2\n"), 3, 1);
	refused(UP_STR("a: !!int 1\n"), 1, 4);
	refused(UP_STR("a: !x [1]\n"), 1, 4);
	refused(UP_STR("a: !x {b: 1}\n"), 1, 4);
}

static void broken_yaml_is_refused_with_a_place(void **state)
{
	refused(UP_STR("a: [1\n"), 2, 1);
	refused(UP_STR("a: 1\n b: 2\n"), 2, 3);
	refused(UP_STR("a: \"x\n"), 2, 1);
}

static void deep_nesting_ends_early(void **state)
{
	static char deep[100000];
	memset(deep, '[', sizeof deep);
	refused((up_str){ deep, sizeof deep }, 1, 25);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_and_lists_have_places),
		cmocka_unit_test(an_empty_file_is_an_empty_map),
		cmocka_unit_test(what_our_files_do_without_is_refused),
		cmocka_unit_test(broken_yaml_is_refused_with_a_place),
		cmocka_unit_test(deep_nesting_ends_early),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
