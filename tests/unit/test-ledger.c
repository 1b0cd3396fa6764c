/* The ledger: strings are its own, the order does not depend on that of adding, and what is over the limit is counted. */
#include "test.h"

#include "core/limits.h"
#include "estate/ledger.h"

static void add(struct up_ledger *ledger, enum up_fact_kind kind, enum up_side side, const char *source, uint32_t line, const char *key)
{
	const struct up_ledger_entry entry = {
		.kind = kind, .side = side, .source = up_str_from(source), .at = { line, 1 }, .key = up_str_from(key)
	};
	up_ledger_add(ledger, &entry);
}

static void keeps_copies(void **state)
{
	struct up_ledger *ledger = up_ledger_new();
	char source[] = "etc/crontab", key[] = "a.service";
	add(ledger, UP_FACT_UNIT, UP_SIDE_HOST, source, 1, key);
	add(ledger, UP_FACT_UNIT, UP_SIDE_HOST, source, 2, key);
	memset(source, 'x', sizeof source - 1);
	memset(key, 'x', sizeof key - 1);
	up_ledger_settle(ledger);
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_UNIT, &n);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_str(entries[i].source, "etc/crontab");
		assert_str(entries[i].key, "a.service");
	}
	up_ledger_free(ledger);
}

static void is_sorted(void **state)
{
	struct up_ledger *ledger = up_ledger_new(), *other = up_ledger_new();
	add(ledger, UP_FACT_UNIT, UP_SIDE_PACKAGE, "a", 1, "p");
	add(ledger, UP_FACT_SCHEDULE, UP_SIDE_HOST, "a", 1, "s");
	add(other, UP_FACT_UNIT, UP_SIDE_HOST, "b", 2, "z");
	add(other, UP_FACT_UNIT, UP_SIDE_HOST, "b", 1, "y");
	add(other, UP_FACT_UNIT, UP_SIDE_HOST, "a", 9, "x");
	up_ledger_merge(ledger, other);
	up_ledger_free(other);
	up_ledger_settle(ledger);
	static const char *const keys[] = { "x", "y", "z", "p" };
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_UNIT, &n);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++)
		assert_true(up_str_eq(entries[i].key, up_str_from(keys[i])));
	up_ledger_of(ledger, UP_FACT_SCHEDULE, &n);
	assert_int_equal(n, 1);
	up_ledger_of(ledger, UP_FACT_ENDPOINT, &n);
	assert_int_equal(n, 0);
	up_ledger_free(ledger);
}

static void counts_what_it_drops(void **state)
{
	struct up_ledger *ledger = up_ledger_new(), *other = up_ledger_new();
	for (uint32_t i = 0; i < UP_LIMIT_LEDGER + 3; i++)
		add(ledger, UP_FACT_UNIT, UP_SIDE_HOST, "etc/crontab", i + 1, "");
	assert_int_equal(up_ledger_dropped(ledger), 3);
	add(other, UP_FACT_UNIT, UP_SIDE_PACKAGE, "p", 1, "");
	up_ledger_merge(ledger, other);
	up_ledger_free(other);
	assert_int_equal(up_ledger_dropped(ledger), 4);
	up_ledger_settle(ledger);
	size_t n;
	up_ledger_of(ledger, UP_FACT_UNIT, &n);
	assert_int_equal(n, UP_LIMIT_LEDGER);
	up_ledger_free(ledger);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_copies),
		cmocka_unit_test(is_sorted),
		cmocka_unit_test(counts_what_it_drops),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
