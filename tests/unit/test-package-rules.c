/* Each form that is stated of a container or of its members has a rule, and each such rule a form: neither can be forgotten. */
#include "test.h"

#include "base/arena.h"
#include "match/rules.h"
#include "package/budget.h"
#include "package/members.h"
#include "package/rpm.h"
#include "package/zip.h"
#include "run/container-fault.h"

static const char *const *const tables[] = { up_budget_forms, up_members_forms, up_rpm_forms, up_zip_forms, up_container_fault_forms };

/* What the forms of these tables begin with. */
static const char *const begins[] = { "container-", "inner-container-", "member-", "rpm-header-", "rpm-size-", "tar-", "zip-" };

static void each_form_has_a_rule(void **state)
{
	const struct up_rules_options options = { 0 };
	struct up_buf faults = { 0 };
	struct up_rules *rules = up_rules_open(&options, &faults);
	struct up_arena *arena = up_arena_new();
	assert_non_null(rules);
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
		for (const char *const *form = tables[t]; *form; form++) {
			struct up_rule_detail detail;
			up_str id = up_arena_printf(arena, "package/%s", *form);
			const struct up_rule *rule = up_rules_by_id(rules, id);
			if (!rule)
				print_error("no rule %.*s\n", UP_FMT(id));
			assert_non_null(rule);
			up_rules_detail(rules, rule, arena, &detail);
			assert_str_at(detail.keys, up_str_from(*form), __FILE__, __LINE__);
		}
	}
	up_arena_free(arena);
	up_rules_free(rules);
	up_buf_finish(&faults);
}

static bool is_stated(up_str form)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const char *const *known = tables[t]; *known; known++)
			if (up_str_eq(form, up_str_from(*known)))
				return true;
	return false;
}

static void each_rule_has_a_form(void **state)
{
	const struct up_rules_options options = { 0 };
	struct up_buf faults = { 0 };
	struct up_rules *rules = up_rules_open(&options, &faults);
	size_t n = 0;
	assert_non_null(rules);
	for (size_t i = 0; i < up_rules_count(rules); i++) {
		up_str id = up_rules_at(rules, i)->id;
		up_str form = up_str_starts(id, UP_STR("package/")) ? up_str_slice(id, strlen("package/"), SIZE_MAX) : UP_STR("");
		for (size_t b = 0; b < sizeof begins / sizeof *begins; b++) {
			if (!up_str_starts(form, up_str_from(begins[b])))
				continue;
			if (!is_stated(form))
				print_error("nothing states %.*s\n", UP_FMT(form));
			assert_true(is_stated(form));
			n++;
		}
	}
	assert_true(n > 50);
	up_rules_free(rules);
	up_buf_finish(&faults);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_has_a_rule),
		cmocka_unit_test(each_rule_has_a_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
