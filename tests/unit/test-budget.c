/* package/budget: each of its limits is hit once, said once, and stops what it should. */
#include "test.h"

#include <stdio.h>

#include "base/buf.h"
#include "package/budget.h"

static void collect(void *data, const struct up_form *form)
{
	up_buf_printf(data, "%.*s[%.*s|%.*s];", UP_FMT(form->key), UP_FMT(form->path), UP_FMT(form->value));
}

static void collect_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	up_buf_printf(data, "note %s: %.*s;", up_note_reason_name(reason), UP_FMT(detail));
}

static struct up_budget *begin(struct up_limits *limits, struct up_buf *said, struct up_form_sink *sink)
{
	static struct up_budget budget;
	*limits = up_limits_default;
	*sink = (struct up_form_sink){ said, collect, collect_note };
	up_budget_init(&budget, limits, sink);
	assert_true(up_budget_enter(&budget, UP_STR("p.zip")));
	return &budget;
}

static void ratio(void **state)
{
	struct up_limits limits;
	struct up_buf said = { 0 };
	struct up_form_sink sink;
	struct up_budget *budget = begin(&limits, &said, &sink);
	/* Little, whatever it was packed to; and much, that was not packed so well. */
	assert_true(up_budget_take(budget, 1000, 50 << 20));
	assert_true(up_budget_take(budget, 10 << 20, 1000 << 20));
	assert_int_equal(said.len, 0);
	assert_true(up_budget_enter(budget, UP_STR("p.zip!/x.gz")));
	assert_true(up_budget_take(budget, 100, 60 << 20));
	assert_false(up_budget_take(budget, 100, 60 << 20));
	assert_int_equal(budget->hit, UP_BUDGET_RATIO);
	assert_false(budget->is_over);
	assert_true(up_str_starts(up_buf_str(&said), UP_STR("container-bomb-ratio[p.zip!/x.gz|629145:1];note limit: ")));
	/* The container round it goes on. */
	up_budget_leave(budget);
	assert_true(up_budget_take(budget, 1 << 20, 1 << 20));
	up_buf_finish(&said);
}

static void output(void **state)
{
	struct up_limits limits;
	struct up_buf said = { 0 };
	struct up_form_sink sink;
	struct up_budget *budget = begin(&limits, &said, &sink);
	limits.archive_bytes = 1000;
	assert_true(up_budget_take(budget, 1000, 1000));
	assert_false(up_budget_take(budget, 1, 1));
	assert_true(budget->is_over && budget->hit == UP_BUDGET_OUTPUT);
	size_t len = said.len;
	assert_false(up_budget_take(budget, 1, UINT64_MAX));
	assert_false(up_budget_member(budget));
	assert_int_equal(said.len, len);
	assert_true(up_str_starts(up_buf_str(&said), UP_STR("container-too-much-output[p.zip|1000];note limit: ")));
	up_buf_finish(&said);
}

static void members(void **state)
{
	struct up_limits limits;
	struct up_buf said = { 0 };
	struct up_form_sink sink;
	struct up_budget *budget = begin(&limits, &said, &sink);
	limits.archive_members = 2;
	assert_true(up_budget_member(budget) && up_budget_member(budget));
	assert_false(up_budget_member(budget));
	assert_true(budget->is_over && budget->hit == UP_BUDGET_MEMBERS);
	assert_true(up_str_starts(up_buf_str(&said), UP_STR("container-too-many-members[p.zip|2];note limit: ")));
	up_buf_finish(&said);
}

static void depth(void **state)
{
	struct up_limits limits;
	struct up_buf said = { 0 };
	struct up_form_sink sink;
	struct up_budget *budget = begin(&limits, &said, &sink);
	limits.archive_depth = 2;
	assert_true(up_budget_enter(budget, UP_STR("b")));
	assert_false(up_budget_enter(budget, UP_STR("c")));
	assert_true(!budget->is_over && budget->hit == UP_BUDGET_DEPTH);
	assert_true(up_str_starts(up_buf_str(&said), UP_STR("container-too-deep[c|3];note limit: ")));
	up_budget_leave(budget);
	assert_true(up_budget_enter(budget, UP_STR("d")));
	/* Whatever the option says, there is an end. */
	limits.archive_depth = 1000;
	unsigned n = 0;
	while (n < 100 && up_budget_enter(budget, UP_STR("e")))
		n++;
	assert_int_equal(n, UP_LIMIT_ARCHIVE_DEPTH_MOST - 2);
	up_buf_finish(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ratio),
		cmocka_unit_test(output),
		cmocka_unit_test(members),
		cmocka_unit_test(depth),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
