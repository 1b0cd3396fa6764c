/* schema/volatility: how often the expression of a default is evaluated. */
#include "test.h"

#include "schema/volatility.h"

#define IS(expression, attribute) assert_string_equal(up_volatility_attribute(up_volatility_of(UP_STR(expression))), "default-" attribute)

static void literals_are_constant(void **state)
{
	IS("0", "constant");
	IS("-1.5e3", "constant");
	IS("'it''s now()'", "constant");
	IS("'{}'::jsonb", "constant");
	IS("'2020-01-01'::timestamp with time zone", "constant");
	IS("ARRAY[]::text[]", "constant");
	IS("1::numeric(10, 2)", "constant");
	IS("true", "constant");
	IS("E'a'", "constant");
	IS("interval '1 day'", "constant");
	IS("CAST('x' AS varchar(10))", "constant");
	IS("", "constant");
}

static void null_is_none(void **state)
{
	IS("NULL", "null");
	IS("null::text", "null");
	IS("(NULL)", "null");
	IS("COALESCE(NULL, 1)", "constant");
}

static void functions_count_as_the_catalog_says(void **state)
{
	IS("now()", "stable");
	IS("CURRENT_TIMESTAMP", "stable");
	IS("CURRENT_TIMESTAMP(6)", "stable");
	IS("(now() AT TIME ZONE 'utc')", "stable");
	IS("timezone('utc', now())", "stable");
	IS("current_setting('app.tenant')::uuid", "stable");
	IS("upper('x')", "constant");
	IS("md5('x')", "constant");
	IS("random()", "volatile");
	IS("gen_random_uuid()", "volatile");
	IS("public.uuid_generate_v4()", "volatile");
	IS("md5(random()::text)", "volatile");
	IS("nextval('s'::regclass)", "volatile");
	IS("clock_timestamp()", "volatile");
	IS("now() + random() * interval '1 day'", "volatile");
	IS("uuidv7()", "volatile");
	IS("newid()", "volatile");
}

static void what_nobody_knows_is_an_expression(void **state)
{
	IS("my_default()", "expression");
	IS("app.next_code('x')", "expression");
	IS("app.next_code(random())", "volatile");
	IS("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa()", "expression");
}

static void broken_ones_end(void **state)
{
	IS("'open", "constant");
	IS("x::", "constant");
	IS("x::numeric(", "constant");
	IS("\"quoted", "constant");
	IS("(((", "constant");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals_are_constant),
		cmocka_unit_test(null_is_none),
		cmocka_unit_test(functions_count_as_the_catalog_says),
		cmocka_unit_test(what_nobody_knows_is_an_expression),
		cmocka_unit_test(broken_ones_end),
	};
	return cmocka_run_group_tests_name("volatility", tests, NULL, NULL);
}
