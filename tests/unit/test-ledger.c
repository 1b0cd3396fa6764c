/* estate/ledger: what is kept across sources is sorted whatever order it came in, and what is over the limit is counted. */
#include "test.h"

#include <stdio.h>

#include "core/limits.h"
#include "estate/ledger.h"

static void add(struct up_ledger *ledger, enum up_fact_kind kind, enum up_side side, const char *source, unsigned line)
{
	struct up_ledger_entry entry = { .kind = kind, .side = side, .source = up_str_from(source), .at = { .line = line } };
	up_ledger_add(ledger, &entry);
}

static void entries_are_sorted(void **state)
{
	struct up_ledger *one = up_ledger_new(), *two = up_ledger_new();
	add(one, UP_FACT_UNIT, UP_SIDE_PACKAGE, "p.zip!/b", 1);
	add(one, UP_FACT_SCHEDULE, UP_SIDE_HOST, "etc/crontab", 9);
	add(two, UP_FACT_UNIT, UP_SIDE_HOST, "etc/c", 2);
	add(two, UP_FACT_UNIT, UP_SIDE_HOST, "etc/c", 1);
	up_ledger_merge(one, two);
	up_ledger_free(two);
	up_ledger_settle(one);
	size_t n;
	const struct up_ledger_entry *units = up_ledger_of(one, UP_FACT_UNIT, &n);
	assert_int_equal(n, 3);
	assert_str(units[0].source, "etc/c");
	assert_int_equal(units[0].at.line, 1);
	assert_int_equal(units[1].at.line, 2);
	assert_int_equal(units[2].side, UP_SIDE_PACKAGE);
	(void)up_ledger_of(one, UP_FACT_SCHEDULE, &n);
	assert_int_equal(n, 1);
	(void)up_ledger_of(one, UP_FACT_ENDPOINT, &n);
	assert_int_equal(n, 0);
	assert_int_equal(up_ledger_dropped(one), 0);
	up_ledger_free(one);
}

/* Whoever had them: the last ones in the order of the ledger go. */
static void more_is_counted(void **state)
{
	struct up_ledger *ledger = up_ledger_new(), *other = up_ledger_new();
	for (unsigned i = 0; i < UP_LIMIT_LEDGER + 5; i++)
		add(i % 3 ? ledger : other, UP_FACT_ENDPOINT, UP_SIDE_HOST, "etc/x", UP_LIMIT_LEDGER + 5 - i);
	add(other, UP_FACT_UNIT, UP_SIDE_HOST, "etc/y", 1);
	up_ledger_merge(ledger, other);
	up_ledger_settle(ledger);
	assert_int_equal(up_ledger_dropped(ledger), 6);
	size_t n;
	(void)up_ledger_of(ledger, UP_FACT_UNIT, &n);
	assert_int_equal(n, 1);
	const struct up_ledger_entry *endpoints = up_ledger_of(ledger, UP_FACT_ENDPOINT, &n);
	assert_int_equal(n, UP_LIMIT_LEDGER - 1);
	assert_int_equal(endpoints[0].at.line, 1);
	assert_int_equal(endpoints[n - 1].at.line, UP_LIMIT_LEDGER - 1);
	up_ledger_free(other);
	up_ledger_free(ledger);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_sorted),
		cmocka_unit_test(more_is_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
