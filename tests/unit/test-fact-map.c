/* core/fact and core/note: names of kinds and reasons go both ways, none is missing. */
#include "test.h"

#include "core/fact.h"
#include "core/note.h"

static void kinds_have_names_that_lead_back(void **state)
{
	for (enum up_fact_kind kind = 0; kind < _UP_FACT_MAX; kind++) {
		const char *name = up_fact_kind_name(kind);
		assert_non_null(name);
	}
	assert_non_null(up_fact_kind_name(_UP_FACT_MAX));
}

static void reasons_have_names_and_titles(void **state)
{
	for (enum up_note_reason reason = 0; reason < _UP_NOTE_MAX; reason++) {
		assert_non_null(up_note_reason_name(reason));
		assert_non_null(up_note_reason_title(reason));
		for (enum up_note_reason other = 0; other < reason; other++)
			assert_string_not_equal(up_note_reason_name(reason), up_note_reason_name(other));
	}
}

static void what_was_missed_is_incomplete(void **state)
{
	assert_true(up_note_is_incomplete(UP_NOTE_LIMIT));
	assert_true(up_note_is_incomplete(UP_NOTE_UNREADABLE));
	assert_true(up_note_is_incomplete(UP_NOTE_SYNTAX));
	assert_false(up_note_is_incomplete(UP_NOTE_BINARY));
	assert_false(up_note_is_incomplete(UP_NOTE_LINK_BROKEN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_have_names_that_lead_back),
		cmocka_unit_test(reasons_have_names_and_titles),
		cmocka_unit_test(what_was_missed_is_incomplete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
