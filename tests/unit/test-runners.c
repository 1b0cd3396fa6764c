/* estate/runners: what runs what across sources is bounded, and said where it is cut. */
#include "test.h"

#include <stdio.h>

#include "core/limits.h"
#include "estate/runners.h"

static void add(struct up_ledger *ledger, up_str source, unsigned line, const char *object, const char *key, const char *value)
{
	struct up_ledger_entry entry = { .kind = UP_FACT_FORM,
					 .source = source,
					 .at = { .line = line, .column = 1 },
					 .path = up_str_from(object),
					 .key = up_str_from(key),
					 .value = up_str_from(value) };
	up_ledger_add(ledger, &entry);
}

struct stated {
	size_t n_forms, n_notes;
	enum up_level most;
	uint32_t n_related;
};

static void on_form(void *data, const struct up_form *form)
{
	struct stated *stated = data;
	stated->n_forms++;
	stated->most = form->most;
	stated->n_related = form->n_related;
}

static void on_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	assert_int_equal(reason, UP_NOTE_LIMIT);
	((struct stated *)data)->n_notes++;
}

static struct stated settle(struct up_ledger *ledger)
{
	static const struct up_runner runner = { { "acme", 4 }, { "Acme", 4 }, { "", 0 }, UP_RUNNER_LOCK_NONE };
	static const struct up_sign sign = { 0, UP_SIGN_RUNS, true, false, { "", 0 } };
	const struct up_runners runners = { &runner, 1, &sign, 1 };
	struct stated stated = { 0 };
	const struct up_form_sink sink = { .data = &stated, .state = on_form, .note = on_note };
	up_ledger_settle(ledger);
	up_runners_settle(ledger, &runners, &sink);
	up_ledger_free(ledger);
	return stated;
}

static void a_chain_is_followed(void **state)
{
	struct up_ledger *ledger = up_ledger_new();
	add(ledger, UP_STR("deploy/web.yaml"), 3, "Deployment/web", UP_DEPLOY_SHAPE, "many 3 replicas");
	add(ledger, UP_STR("deploy/web.yaml"), 9, "Deployment/web", UP_DEPLOY_RUNS, "image acme/web");
	add(ledger, UP_STR("Dockerfile"), 4, "entrypoint", UP_DEPLOY_SHAPE, "start every container starts it");
	add(ledger, UP_STR("Dockerfile"), 4, "entrypoint", UP_DEPLOY_RUNS, "file entrypoint.sh");
	add(ledger, UP_STR("docker/entrypoint.sh"), 2, "", UP_DEPLOY_MIGRATES, "0 acme migrate");
	struct stated stated = settle(ledger);
	assert_int_equal(stated.n_forms, 1);
	assert_int_equal(stated.most, UP_LEVEL_ERROR);
	assert_int_equal(stated.n_related, 3);
	assert_int_equal(stated.n_notes, 0);
}

/* Each name means four sources. */
static void more_edges_are_noted(void **state)
{
	struct up_ledger *ledger = up_ledger_new();
	char name[32];
	for (unsigned i = 0; i < 4; i++) {
		snprintf(name, sizeof name, "%u/step.sh", i);
		add(ledger, up_str_from(name), 1, "", UP_DEPLOY_MIGRATES, "0 acme migrate");
	}
	for (unsigned i = 0; i < UP_LIMIT_RUNNER_EDGES / 4 + 10; i++) {
		snprintf(name, sizeof name, "o%u.sh", i);
		add(ledger, up_str_from(name), 1, "", UP_DEPLOY_RUNS, "file step.sh");
	}
	assert_int_equal(settle(ledger).n_notes, 1);
}

/* Images are held against all nodes. */
static void more_steps_are_noted(void **state)
{
	struct up_ledger *ledger = up_ledger_new();
	char name[32];
	for (unsigned i = 0; i < 12000; i++) {
		snprintf(name, sizeof name, "%u/compose.yaml", i);
		add(ledger, up_str_from(name), 1, "web", UP_DEPLOY_RUNS, "image acme/web");
	}
	assert_int_equal(settle(ledger).n_notes, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_is_followed),
		cmocka_unit_test(more_edges_are_noted),
		cmocka_unit_test(more_steps_are_noted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
