/* Runners of migrations across sources, in every scan; and for one text alone, whose examples rules have. */
#include "estate/runners.h"

#include "run/scan-private.h"

void up_scan_join_runners(struct up_scan *scan)
{
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	/* In the history all versions of a file stand beside each other. */
	if (up_git_scan_keeps(scan->options->git))
		return;
	struct up_runners runners = up_rules_runners(scan->options->rules, scan->arena);
	up_runners_settle(scan->workers[0].book.ledger, &runners, &sink);
}

void up_scan_told(void *data, const struct up_fact *fact)
{
	struct up_told *told = data;
	if (!told->ledger) {
		told->ledger = up_ledger_new();
		up_lines_init(&told->lines, told->source->bytes);
	}
	const struct up_ledger_entry entry = { .kind = fact->kind,
					       .flags = fact->flags,
					       .source = told->source->name,
					       .at = up_lines_place(&told->lines, fact->key_at.start),
					       .end = up_lines_place(&told->lines, fact->key_at.end),
					       .path = fact->path,
					       .key = fact->key,
					       .value = fact->value };
	up_ledger_add(told->ledger, &entry);
}

static void on_form(void *data, const struct up_form *form)
{
	const struct up_told *told = data;
	up_scan_form(told->rules, form, told->found, told->data);
}

static void on_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	(void)data, (void)reason, (void)path, (void)detail;
}

void up_scan_told_settle(struct up_told *told)
{
	if (!told->ledger)
		return;
	struct up_arena *arena = up_arena_new();
	struct up_runners runners = up_rules_runners(told->rules, arena);
	const struct up_form_sink sink = { .data = told, .state = on_form, .note = on_note };
	up_ledger_settle(told->ledger);
	up_runners_settle(told->ledger, &runners, &sink);
	up_ledger_free(told->ledger);
	up_lines_finish(&told->lines);
	up_arena_free(arena);
}
