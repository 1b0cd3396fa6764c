/* schema/lock: modes, what excludes what, and which lock an operation takes. tests/locks/check holds the same against a server. */
#include "test.h"

#include "core/text.h"
#include "schema/lock.h"

static struct up_word word(const char *text)
{
	return (struct up_word){ .text = up_text_plain(up_str_from(text), 0) };
}

static const char *lock_of(const char *operation, const char *a, const char *b)
{
	struct up_word words[] = { word(operation), word(a ? a : "table=t"), word(b ? b : "only") };
	return up_lock_name(up_lock_of(up_str_from(operation), words, 3));
}

static const char *other_of(const char *operation, const char *a)
{
	struct up_word words[] = { word(operation), word("table=t"), word(a) };
	return up_lock_name(up_lock_of_other(up_str_from(operation), words, 3));
}

static void names_go_both_ways(void **state)
{
	for (int i = UP_LOCK_NONE + 1; i < _UP_LOCK_MAX; i++)
		assert_int_equal(up_lock_from_name(up_str_from(up_lock_name((enum up_lock)i))), i);
	assert_int_equal(up_lock_from_name(UP_STR("share row exclusive")), UP_LOCK_SHARE_ROW_EXCLUSIVE);
	assert_int_equal(up_lock_from_name(UP_STR("SHARED")), UP_LOCK_NONE);
	assert_int_equal(up_lock_from_name(UP_STR("")), UP_LOCK_NONE);
}

static void conflicts_go_both_ways(void **state)
{
	for (int a = 0; a < _UP_LOCK_MAX; a++)
		for (int b = 0; b < _UP_LOCK_MAX; b++)
			assert_int_equal(up_locks_conflict((enum up_lock)a, (enum up_lock)b),
					 up_locks_conflict((enum up_lock)b, (enum up_lock)a));
}

/* Table 13.2 of the manual. */
static void conflicts_are_those_of_the_manual(void **state)
{
	static const char *const table[] = { "--------", "-------x", "------xx", "----xxxx", "---xxxxx",
					     "--xx-xxx", "--xxxxxx", "-xxxxxxx", "xxxxxxxx" };
	for (int a = 1; a < _UP_LOCK_MAX; a++)
		for (int b = 1; b < _UP_LOCK_MAX; b++)
			assert_int_equal(up_locks_conflict((enum up_lock)a, (enum up_lock)b), table[a][b - 1] == 'x');
}

static void operations_take_their_lock(void **state)
{
	assert_string_equal(lock_of("add-column", NULL, NULL), "ACCESS EXCLUSIVE");
	assert_string_equal(lock_of("create-index", "concurrently", NULL), "SHARE UPDATE EXCLUSIVE");
	assert_string_equal(lock_of("create-index", NULL, NULL), "SHARE");
	assert_string_equal(lock_of("add-foreign-key", "references=p", "not-valid"), "SHARE ROW EXCLUSIVE");
	assert_string_equal(lock_of("lock-table", "mode=SHARE", NULL), "SHARE");
	assert_string_equal(lock_of("vacuum", "full", NULL), "ACCESS EXCLUSIVE");
	assert_string_equal(lock_of("alter-sequence", "form=restart", NULL), "SHARE ROW EXCLUSIVE");
	assert_string_equal(lock_of("alter-sequence", "form=set-logged", NULL), "ACCESS EXCLUSIVE");
	assert_string_equal(lock_of("insert", "from-select", NULL), "ROW EXCLUSIVE");
	assert_string_equal(lock_of("create-type", NULL, NULL), "");
	assert_string_equal(lock_of("", NULL, NULL), "");
}

static void one_strong_parameter_is_enough(void **state)
{
	assert_string_equal(lock_of("set-storage-parameter", "parameter=fillfactor,autovacuum_enabled", NULL), "SHARE UPDATE EXCLUSIVE");
	assert_string_equal(lock_of("set-storage-parameter", "parameter=fillfactor,user_catalog_table", NULL), "ACCESS EXCLUSIVE");
	assert_string_equal(lock_of("set-storage-parameter", NULL, NULL), "SHARE UPDATE EXCLUSIVE");
}

static void other_tables_take_theirs(void **state)
{
	assert_string_equal(other_of("add-foreign-key", "references=o"), "SHARE ROW EXCLUSIVE");
	assert_string_equal(other_of("add-column", "references=o"), "SHARE ROW EXCLUSIVE");
	assert_string_equal(other_of("add-column", "type=int"), "");
	assert_string_equal(other_of("validate-constraint", "constraint=c"), "ROW SHARE");
	assert_string_equal(other_of("create-table", "references=o"), "SHARE ROW EXCLUSIVE");
	assert_string_equal(other_of("create-table", "partition-of=p"), "ACCESS EXCLUSIVE");
	assert_string_equal(other_of("create-table", "from=o"), "SHARE UPDATE EXCLUSIVE");
	assert_string_equal(other_of("create-table", "like=o"), "ACCESS SHARE");
	assert_string_equal(other_of("attach-partition", "partition=p"), "ACCESS EXCLUSIVE");
	assert_string_equal(other_of("detach-partition", "partition=p"), "ACCESS EXCLUSIVE");
	assert_string_equal(other_of("inherit", "from=o"), "SHARE UPDATE EXCLUSIVE");
	assert_string_equal(other_of("no-inherit", "from=o"), "ACCESS SHARE");
	assert_string_equal(other_of("attach-index", "partition=i"), "ACCESS EXCLUSIVE");
	assert_string_equal(other_of("create-trigger", "references=o"), "ACCESS SHARE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_go_both_ways),
		cmocka_unit_test(conflicts_go_both_ways),
		cmocka_unit_test(conflicts_are_those_of_the_manual),
		cmocka_unit_test(operations_take_their_lock),
		cmocka_unit_test(one_strong_parameter_is_enough),
		cmocka_unit_test(other_tables_take_theirs),
	};
	return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
