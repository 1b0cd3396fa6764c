/* schema/rollback: how far a migration can be undone. */
#include "test.h"

#include "schema/rollback.h"

enum {
	MOST = 8,
	WORDS = 12
};

struct made {
	struct up_arena *arena;
	struct up_fact facts[MOST], migration;
	const struct up_fact *list[MOST];
	size_t n;
};

/* "add-column table=t column=c" */
static void fill(struct made *made, struct up_fact *fact, const char *text)
{
	struct up_word *words = up_arena_alloc_zero(made->arena, WORDS * sizeof *words);
	up_str rest = up_str_from(text);
	*fact = (struct up_fact){ .words = words };
	for (size_t at = 0; at < rest.len;) {
		size_t end = up_str_find_byte(rest, ' ', at);
		words[fact->n_words++].text.bytes = up_str_slice(rest, at, end);
		at = end == SIZE_MAX ? rest.len : end + 1;
	}
	fact->key = words[0].text.bytes;
}

static struct up_undo_verdict judge(const char *migration, const char *const *operations)
{
	static struct made made;
	if (made.arena)
		up_arena_free(made.arena);
	made = (struct made){ .arena = up_arena_new() };
	fill(&made, &made.migration, migration);
	for (; operations[made.n]; made.n++) {
		fill(&made, &made.facts[made.n], operations[made.n]);
		made.list[made.n] = &made.facts[made.n];
	}
	struct up_undo_verdict verdict;
	up_undo_judge(made.arena, &made.migration, made.list, made.n, &verdict);
	return verdict;
}

#define JUDGE(migration, ...) judge(migration, (const char *const[]){ __VA_ARGS__, NULL })

static void assert_says(struct up_undo_verdict verdict, const char *text)
{
	if (!up_str_contains(verdict.reasons, up_str_from(text)))
		fail_msg("\"%.*s\" does not say \"%s\"", UP_FMT(verdict.reasons), text);
}

static void what_is_undone_scores_full(void **state)
{
	struct up_undo_verdict verdict = JUDGE("goose down=written transaction=yes", "add-column table=t column=c",
					       "create-index table=t columns=c,d index=i", "drop-column table=t column=c down");
	assert_int_equal(verdict.score, 100);
	assert_int_equal(verdict.reasons.len, 0);
	assert_int_equal(JUDGE("rails down=automatic", "add-column table=t column=c").score, 100);
	assert_int_equal(JUDGE("goose down=missing", "set name=lock_timeout").score, 100);
}

static void what_a_call_undoes_itself_needs_no_statement(void **state)
{
	struct up_undo_verdict verdict = JUDGE("django down=written transaction=yes", "add-column table=t column=c reversible",
					       "create-index table=t index=i", "drop-index index=i down");
	assert_int_equal(verdict.n_not_undone, 0);
	verdict = JUDGE("django down=written transaction=yes", "add-column table=t column=c", "create-index table=t index=i",
			"drop-index index=i down");
	assert_int_equal(verdict.n_not_undone, 1);
}

static void what_is_made_here_goes_with_it(void **state)
{
	struct up_undo_verdict verdict = JUDGE("goose down=written", "create-table table=t", "insert table=t created-here",
					       "delete table=t created-here", "create-index table=t index=i created-here",
					       "drop-table table=t down");
	assert_int_equal(verdict.score, 100);
	assert_null(verdict.not_undone);
}

static void lost_data_is_lost(void **state)
{
	struct up_undo_verdict verdict = JUDGE("goose down=written", "drop-column table=t column=c", "add-column table=t column=c down");
	assert_int_equal(verdict.worst, UP_UNDO_DATA_LOST);
	assert_true(verdict.score > 0 && verdict.score < 50);
	assert_says(verdict, "drop-column t.c loses data");
	assert_null(verdict.not_undone);
	assert_int_equal(JUDGE("goose down=written", "drop-table table=t temporary").score, 100);
	verdict = JUDGE("goose down=written", "add-enum-value type=mood value=glad");
	assert_int_equal(verdict.score, 0);
	assert_says(verdict, "cannot be undone");
}

static void a_down_part_may_be_none(void **state)
{
	uint32_t missing = JUDGE("goose down=missing", "add-column table=t column=c").score;
	struct up_undo_verdict left = JUDGE("goose down=written", "add-column table=t column=c", "add-column table=t column=d",
					    "drop-column table=t column=c down");
	assert_true(missing < 100 && left.score < missing);
	assert_int_equal(left.n_not_undone, 1);
	assert_says(left, "the down part leaves add-column t.d");
	assert_says(JUDGE("goose down=empty", "add-column table=t column=c"), "the down part is empty");
	/* Nobody knows what code does. */
	assert_null(JUDGE("goose down=written", "add-column table=t column=c", "execute down").not_undone);
}

static void renames_go_back(void **state)
{
	assert_null(JUDGE("goose down=written", "rename-table table=a new=b", "rename-table table=b new=a down").not_undone);
	assert_non_null(JUDGE("goose down=written", "rename-table table=a new=b", "rename-table table=c new=a down").not_undone);
	assert_null(JUDGE("goose down=written", "rename-column table=t column=a new=b", "rename-column table=t column=b new=a down")
			    .not_undone);
}

static void a_table_put_in_the_place_of_another_loses_nothing(void **state)
{
#define REBUILD "create-table table=t_new", "drop-table table=t replaced-here", "rename-table table=t_new new=t created-here"
	struct up_undo_verdict verdict = JUDGE("goose down=missing", REBUILD);
	assert_int_equal(verdict.worst, UP_UNDO_INVERSE);
	assert_int_equal(verdict.score, UP_ROLLBACK_NO_DOWN);
	verdict = JUDGE("goose down=written", REBUILD, "create-table table=t_old down", "drop-table table=t replaced-here down",
			"rename-table table=t_old new=t created-here down");
	assert_int_equal(verdict.score, 100);
	assert_null(verdict.not_undone);
	assert_null(JUDGE("goose down=written", REBUILD, "drop-column table=t column=c down").not_undone);
	assert_null(JUDGE("goose down=written", "create-table table=t_new", "rename-table table=t_new new=t created-here",
			  "drop-table table=t down")
			    .not_undone);
	/* Another table is not this one. */
	assert_non_null(JUDGE("goose down=written", REBUILD, "drop-column table=u column=c down").not_undone);
	assert_int_equal(JUDGE("goose down=missing", "drop-table table=t", "create-table table=u").worst, UP_UNDO_DATA_LOST);
#undef REBUILD
}

static void half_of_it_may_stay(void **state)
{
	struct up_undo_verdict verdict = JUDGE("flyway down=none transaction=implicit", "add-column table=t column=c",
					       "update table=t where");
	assert_says(verdict, "each statement commits by itself");
	assert_says(verdict, "schema and data are changed together");
	assert_true(verdict.score < JUDGE("flyway down=none transaction=yes", "add-column table=t column=c", "update table=t where").score);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_undone_scores_full),
		cmocka_unit_test(what_a_call_undoes_itself_needs_no_statement),
		cmocka_unit_test(what_is_made_here_goes_with_it),
		cmocka_unit_test(lost_data_is_lost),
		cmocka_unit_test(a_down_part_may_be_none),
		cmocka_unit_test(renames_go_back),
		cmocka_unit_test(a_table_put_in_the_place_of_another_loses_nothing),
		cmocka_unit_test(half_of_it_may_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
