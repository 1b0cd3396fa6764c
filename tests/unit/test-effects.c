#include "estate/effects.h"

#include "test.h"

static const struct up_rule flag = { .id = UP_STR_NULL, .effect = { "feature-flag", 12 } }, other = { .effect = UP_STR_NULL };

static struct up_finding finding(const struct up_rule *rule, const char *path, uint32_t line, const char *key)
{
	return (struct up_finding){ .rule = rule,
				    .path = up_str_from(path),
				    .start = { .line = line, .column = 1 },
				    .key = up_str_from(key),
				    .message = UP_STR("It is left. And more."),
				    .fix = UP_STR("Set it back.") };
}

static void a_sheet(void **state)
{
	struct up_finding findings[] = { finding(&flag, "b.sh", 2, "x"), finding(&other, "a.sh", 1, "no"), finding(&flag, "a.sh", 0, "a"),
					 finding(&flag, "c.sh", 3, "hidden"), finding(&flag, "b.sh", 2, "x") };
	findings[3].suppression = UP_SUPPRESSION_INLINE;
	struct up_arena *arena = up_arena_new();
	struct up_table table;
	up_effects_table(findings, sizeof findings / sizeof *findings, arena, &table);
	assert_int_equal(table.n_rows, 2);
	assert_string_equal(table.name, "rollback");
	assert_str(table.cells[0], "feature-flag");
	assert_str(table.cells[1], "a");
	assert_str(table.cells[2], "a.sh");
	assert_str(table.cells[table.n_columns + 2], "b.sh:2");
	assert_str(table.cells[table.n_columns + 3], "It is left.");
	assert_str(table.cells[table.n_columns + 4], "Set it back.");
	up_table_finish(&table);
	up_arena_free(arena);
}

static void an_empty_sheet(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_table table;
	up_effects_table(NULL, 0, arena, &table);
	assert_int_equal(table.n_rows, 0);
	assert_true(*table.empty);
	up_table_finish(&table);
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_sheet), cmocka_unit_test(an_empty_sheet) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
