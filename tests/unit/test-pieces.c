/* run/pieces: where a large file of SQL is cut. */
#include "test.h"

#include "run/pieces.h"

#define CUT(text, most) up_pieces_cut(UP_STR(text), most)

static void behind_a_statement(void **state)
{
	assert_int_equal(CUT("SELECT 1;\nSELECT 2;\nSEL", 100), 20);
	assert_int_equal(CUT("SELECT 1;\nSELECT 2;\nSEL", 9), 10);
	assert_int_equal(CUT("SELECT 1;\r\nSEL", 100), 11);
}

static void not_in_quotes(void **state)
{
	assert_int_equal(CUT("A;\nSELECT 'b;\nc';\nD", 100), 18);
	assert_int_equal(CUT("A;\nSELECT 'b;\nc", 100), 3);
	assert_int_equal(CUT("A;\nSELECT 'it''s;\nc", 100), 3);
	assert_int_equal(CUT("A;\n-- it's\nB;\nC", 100), 14);
	assert_int_equal(CUT("A;\nSELECT 'b\\';\nc", 100), 3);
}

static void somewhere_else(void **state)
{
	assert_int_equal(CUT("1\t2\n3\t4\n5", 100), 8);
	assert_int_equal(CUT("one long line", 4), 13);
	assert_int_equal(CUT("", 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(behind_a_statement),
		cmocka_unit_test(not_in_quotes),
		cmocka_unit_test(somewhere_else),
	};
	return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}
