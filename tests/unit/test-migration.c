/* match/migration-state.c: what is said of operations in a part, one a line. */
#include "test.h"

#include <stdio.h>

#include "base/buf.h"
#include "match/migration-private.h"

enum {
	STEPS = 24,
	WORDS = 16,
};

/* One line: the key, then attributes with a blank between; `~` is a blank inside one. */
static void read_step(struct up_arena *arena, up_str line, uint32_t number, struct up_migration_step *ret_step)
{
	struct up_word *words = up_arena_alloc_zero(arena, WORDS * sizeof *words);
	uint32_t n = 0;
	for (size_t at = 0; at < line.len && n < WORDS;) {
		size_t end = up_str_find_byte(line, ' ', at);
		up_str word = up_arena_copy(arena, up_str_slice(line, at, end));
		for (size_t i = 0; i < word.len; i++)
			if (word.s[i] == '~')
				((char *)(uintptr_t)word.s)[i] = ' ';
		words[n++].text.bytes = word;
		at = end == SIZE_MAX ? line.len : end + 1;
	}
	*ret_step = (struct up_migration_step){ .order = number };
	ret_step->fact = (struct up_fact){
		.kind = UP_FACT_OPERATION, .key = words[0].text.bytes, .value = line, .words = words, .n_words = n
	};
	ret_step->fact.value_at = (up_span){ number * 100 + 1, number * 100 + 99 };
	up_step_keep(ret_step, arena);
}

/* What is said of each line, one a line; a `-` where nothing is. */
static up_str said(struct up_arena *arena, const char *transaction, enum up_dialect dialect, const char *text)
{
	struct up_migration_step steps[STEPS];
	struct up_migration_part part = { .steps = steps, .transaction = up_str_from(transaction) };
	struct up_matcher matcher = { .arena = arena };
	struct up_buf out = { 0 };
	up_str all = up_str_from(text), line;
	for (size_t at = 0; part.n < STEPS && up_line_next(all, &at, &line);)
		if (line.len)
			read_step(arena, line, part.n, &steps[part.n]), part.n++;
	up_migration_run(&matcher, &part, dialect, 0);
	for (uint32_t i = 0; i < part.n; i++) {
		size_t before = out.len;
		for (uint32_t k = 0; k < _UP_SAID_MAX; k++)
			if (steps[i].said[0] & 1u << k && k != UP_SAID_STATEMENT_TIMEOUT_MISSING && k != UP_SAID_ALONE)
				up_buf_printf(&out, "%s%s", out.len > before ? " " : "", up_said_words[k]);
		up_buf_add_s(&out, out.len > before ? "\n" : "-\n");
	}
	up_things_finish(&matcher.migrations.things);
	return up_arena_take(arena, &out);
}

static void check(const char *transaction, enum up_dialect dialect, const char *text, const char *expected)
{
	struct up_arena *arena = up_arena_new();
	assert_string_equal(said(arena, transaction, dialect, text).s, expected);
	up_arena_free(arena);
}

static void postgres(const char *transaction, const char *text, const char *expected)
{
	check(transaction, UP_DIALECT_POSTGRESQL, text, expected);
}

/* --- transactions ----------------------------------------------------------------------------------------------------- */

static void test_runner_transaction(void **state)
{
	postgres("yes", "create-index table=t index=i concurrently", "in-transaction\n");
	postgres("no", "create-index table=t index=i concurrently", "outside-transaction\n");
	postgres("", "create-index table=t index=i concurrently", "-\n");
	postgres("yes", "create-index table=t index=i concurrently outside-transaction", "-\n");
}

static void test_begin_and_commit(void **state)
{
	postgres("no",
		 "begin\n"
		 "create-index table=t index=i concurrently\n"
		 "commit\n"
		 "create-index table=t index=j concurrently\n",
		 "outside-transaction\n"
		 "in-transaction\n"
		 "in-transaction\n"
		 "outside-transaction\n");
	/* The runner's own transaction is ended by the text. */
	postgres("yes",
		 "commit\n"
		 "create-index table=t index=i concurrently\n",
		 "in-transaction unopened\n"
		 "outside-transaction\n");
	postgres("yes",
		 "begin\n"
		 "create-index table=t index=i concurrently\n",
		 "in-transaction nested left-open\n"
		 "in-transaction\n");
}

static void test_implicit_commit(void **state)
{
	check("yes", UP_DIALECT_MYSQL,
	      "update table=t where\n"
	      "create-index table=t index=i\n"
	      "update table=t where\n",
	      "in-transaction mixed\n"
	      "outside-transaction lock-timeout-missing after-data mixed\n"
	      "outside-transaction mixed\n");
	check("", UP_DIALECT_MYSQL,
	      "begin\n"
	      "add-column table=t column=c\n"
	      "add-column table=t column=d\n"
	      "commit\n",
	      "-\n"
	      "in-transaction lock-timeout-missing\n"
	      "outside-transaction\n"
	      "outside-transaction\n");
	check("implicit", UP_DIALECT_ORACLE, "update table=t where\ncomment table=t\n",
	      "outside-transaction mixed\noutside-transaction after-data mixed\n");
}

static void test_nested_in_sql_server(void **state)
{
	check("no", UP_DIALECT_SQLSERVER, "begin\nbegin\ncommit\nupdate table=t\ncommit\nupdate table=t\n",
	      "outside-transaction\n"
	      "in-transaction nested\n"
	      "in-transaction\n"
	      "in-transaction\n"
	      "in-transaction\n"
	      "outside-transaction\n");
}

/* --- things ----------------------------------------------------------------------------------------------------------- */

static void test_created_here(void **state)
{
	postgres("",
		 "create-table table=a\n"
		 "create-index table=a index=i\n"
		 "create-table table=app.b\n"
		 "add-column table=b column=c\n"
		 "add-column table=other.b column=d\n"
		 "drop-index index=i\n",
		 "-\n"
		 "created-here\n"
		 "-\n"
		 "created-here\n"
		 "lock-timeout-missing\n"
		 "created-here\n");
}

static void test_rename_and_drop(void **state)
{
	postgres("",
		 "create-table table=a\n"
		 "rename-table table=a new=b\n"
		 "create-index table=b index=i\n"
		 "drop-table table=b\n"
		 "create-index table=b index=j\n"
		 "drop-table table=z\n"
		 "create-table table=z\n"
		 "create-index table=z index=k\n",
		 "-\n"
		 "created-here\n"
		 "created-here\n"
		 "created-here\n"
		 "lock-timeout-missing\n"
		 "made-again\n"
		 "dropped-here\n"
		 "created-here\n");
	postgres("",
		 "rename-table table=a new=b\nadd-column table=b column=c\nrename-column table=b column=c new=d\nset-default table=b "
		 "column=d\n",
		 "lock-timeout-missing\n"
		 "-\n"
		 "column-created-here\n"
		 "column-created-here\n");
}

static void test_references(void **state)
{
	postgres("yes",
		 "create-table table=p\n"
		 "create-table table=c\n"
		 "add-foreign-key table=c constraint=k columns=p_id references=p\n"
		 "add-foreign-key table=c constraint=l columns=q_id references=q\n"
		 "add-foreign-key table=c constraint=m columns=r_id references=r\n"
		 "create-index table=c columns=q_id,x\n",
		 "in-transaction\n"
		 "in-transaction\n"
		 "in-transaction created-here referenced-created-here unindexed\n"
		 "in-transaction created-here lock-timeout-missing\n"
		 "in-transaction created-here several-foreign-keys unindexed\n"
		 "in-transaction created-here\n");
}

/* --- settings --------------------------------------------------------------------------------------------------------- */

static void test_lock_timeout(void **state)
{
	postgres("no",
		 "begin\n"
		 "set name=lock_timeout value=5s local\n"
		 "add-column table=t column=c\n"
		 "commit\n"
		 "add-column table=t column=d\n"
		 "set name=lock_timeout value=5s\n"
		 "add-column table=t column=e\n"
		 "set name=lock_timeout value=0\n"
		 "add-column table=t column=f\n",
		 "outside-transaction\n"
		 "in-transaction\n"
		 "in-transaction lock-timeout\n"
		 "in-transaction lock-timeout\n"
		 "outside-transaction lock-timeout-missing\n"
		 "outside-transaction\n"
		 "outside-transaction lock-timeout\n"
		 "outside-transaction lock-timeout\n"
		 "outside-transaction\n");
}

/* --- proofs ----------------------------------------------------------------------------------------------------------- */

static void test_not_null(void **state)
{
	postgres("",
		 "add-check table=t constraint=k expression=(c~IS~NOT~NULL) not-valid\n"
		 "set-not-null table=t column=c\n"
		 "validate-constraint table=t constraint=k\n"
		 "set-not-null table=t column=c\n",
		 "lock-timeout-missing\n"
		 "-\n"
		 "-\n"
		 "not-null-proved\n");
	postgres("",
		 "validate-constraint table=foo constraint=foo_bar_not_null\nset-not-null table=foo column=bar\nset-not-null table=foo "
		 "column=baz\n",
		 "-\nlock-timeout-missing not-null-proved\n-\n");
	postgres("", "add-check table=t constraint=k expression=c~is~not~null\nset-not-null table=t column=c\n",
		 "lock-timeout-missing\nnot-null-proved\n");
}

static void test_validated_in_the_same_transaction(void **state)
{
	postgres("yes",
		 "add-foreign-key table=t constraint=k references=p columns=a not-valid\n"
		 "validate-constraint table=t constraint=k\n",
		 "in-transaction lock-timeout-missing\n"
		 "in-transaction not-valid-here\n");
	postgres("no", "add-check table=t constraint=k expression=x not-valid\nvalidate-constraint table=t constraint=k\n",
		 "outside-transaction lock-timeout-missing\noutside-transaction\n");
}

static void test_enum_value(void **state)
{
	postgres("yes",
		 "add-enum-value type=mood value=glad\n"
		 "update table=t set=x='gladly'\n"
		 "update table=t set=x='glad'\n",
		 "in-transaction mixed enum-value-used\n"
		 "in-transaction mixed\n"
		 "in-transaction mixed\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runner_transaction), cmocka_unit_test(test_begin_and_commit),
		cmocka_unit_test(test_implicit_commit),    cmocka_unit_test(test_nested_in_sql_server),
		cmocka_unit_test(test_created_here),       cmocka_unit_test(test_rename_and_drop),
		cmocka_unit_test(test_references),         cmocka_unit_test(test_lock_timeout),
		cmocka_unit_test(test_not_null),           cmocka_unit_test(test_validated_in_the_same_transaction),
		cmocka_unit_test(test_enum_value),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
