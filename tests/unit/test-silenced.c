/* run/silenced: comments for other linters. */
#include "test.h"

#include "base/buf.h"
#include "run/silenced.h"

static void assert_tool(const char *text, uint32_t line, const char *tool)
{
	struct up_lines lines;
	up_lines_init(&lines, up_str_from(text));
	struct up_silenced silenced = { 0 };
	const char *found = up_silenced_for(&silenced, &lines, line);
	if (tool)
		assert_string_equal(found ? found : "none", tool);
	else
		assert_null(found);
	up_lines_finish(&lines);
}

static void a_comment_holds_for_its_statement(void **state)
{
	const char *text = "-- squawk-ignore ban-drop-column\nALTER TABLE t\n  DROP COLUMN c;\nDROP TABLE u;\n";
	assert_tool(text, 2, "squawk");
	assert_tool(text, 3, "squawk");
	assert_tool(text, 4, NULL);
	assert_tool("DROP TABLE t;\n-- atlas:nolint destructive\nDROP TABLE u;\n", 3, "atlas");
	assert_tool("DROP TABLE t;\n-- atlas:nolint destructive\nDROP TABLE u;\n", 1, NULL);
	assert_tool("-- diesel-guard:disable DropTableCheck\nDROP TABLE u;\n", 2, "diesel-guard");
	assert_tool("", 1, NULL);
}

static void a_comment_may_hold_for_all(void **state)
{
	assert_tool("-- squawk-ignore-file\nSELECT 1;\nDROP TABLE u;\n", 3, "squawk");
	assert_tool("-- atlas:nolint\n\nSELECT 1;\nDROP TABLE u;\n", 4, "atlas");
	assert_tool("-- atlas:nolint\nSELECT 1;\nDROP TABLE u;\n", 3, NULL);
	assert_tool("SELECT 1;\nDROP TABLE u;\n-- eugene: ignore E1\n", 2, "eugene");
	assert_tool("operations = [\n  migration_linter.IgnoreMigration(),\n  migrations.DeleteModel('T'),\n]\n", 3,
		    "django-migration-linter");
}

static void a_block_holds_for_what_is_in_it(void **state)
{
	const char *text = "def change\n  safety_assured do\n    remove_column :a, :b\n    drop_table :c\n  end\n  drop_table :d\nend\n";
	assert_tool(text, 4, "strong_migrations");
	assert_tool(text, 6, NULL);
	assert_tool("safety_assured { remove_column :a, :b }\n", 1, "strong_migrations");
	const char *range = "-- safety-assured:start\nDROP TABLE a;\nDROP TABLE b;\n-- safety-assured:end\nDROP TABLE c;\n";
	assert_tool(range, 3, "diesel-guard");
	assert_tool(range, 5, NULL);
}

static void what_stands_far_above_is_not_looked_at(void **state)
{
	struct up_buf text = { 0 };
	up_buf_add_s(&text, "-- safety-assured:start\n");
	for (int i = 0; i < 2 * UP_SILENCED_LINES; i++)
		up_buf_add_s(&text, "DROP TABLE a;\n");
	up_buf_add_byte(&text, '\0');
	assert_tool(text.bytes, UP_SILENCED_LINES, "diesel-guard");
	assert_tool(text.bytes, UP_SILENCED_LINES + 1, NULL);
	up_buf_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_comment_holds_for_its_statement),
		cmocka_unit_test(a_comment_may_hold_for_all),
		cmocka_unit_test(a_block_holds_for_what_is_in_it),
		cmocka_unit_test(what_stands_far_above_is_not_looked_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
