/* What a migration comes to: how far it can be undone. It is told to whoever joins sources, and its faults are forms of the source. */
#include "match/migration-private.h"
#include "schema/rollback.h"

/* Attributes of the reader that joins ask for; the others may hold blanks. */
static const char *const kept[] = { "down", "transaction", "part", "depends", "lock-off" };

static struct up_word word(const struct up_fact *migration, up_str text)
{
	return (struct up_word){ .text = up_text_plain(text, migration->key_at.start), .at = migration->key_at };
}

/* "data-lost": words that are told hold no blanks. */
static up_str without_blanks(struct up_arena *arena, up_str text)
{
	char *copy = up_arena_alloc(arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++)
		copy[i] = up_is_space(text.s[i]) ? '-' : text.s[i];
	return (up_str){ copy, text.len };
}

static void tell(struct up_matcher *matcher, const struct up_fact *migration, const struct up_undo_verdict *verdict)
{
	enum {
		MOST = sizeof kept / sizeof *kept + 5
	};
	struct up_arena *arena = matcher->arena;
	struct up_word *words = up_arena_alloc(arena, MOST * sizeof *words);
	uint32_t n = 0;
	words[n++] = word(migration, migration->key);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		up_str value = up_operation_value(migration, up_str_from(kept[i]));
		if (value.len || up_operation_says(migration, kept[i]))
			words[n++] = word(migration, up_arena_printf(arena, "%s=%.*s", kept[i], UP_FMT(without_blanks(arena, value))));
	}
	words[n++] = word(migration, up_arena_printf(arena, "score=%u", verdict->score));
	up_str undo = up_str_from(up_undo_name(verdict->worst));
	words[n++] = word(migration, up_arena_printf(arena, "undo=%.*s", UP_FMT(without_blanks(arena, undo))));
	words[n++] = word(migration, up_arena_printf(arena, "operations=%u", verdict->n_up + verdict->n_down));
	words[n++] = word(migration, up_arena_printf(arena, "why=%.*s", UP_FMT(verdict->reasons)));
	struct up_fact fact = *migration;
	fact.words = words;
	fact.n_words = n;
	up_matcher_tell(matcher, &fact);
}

static void state_form(struct up_matcher *matcher, const struct up_fact *at, const char *form, up_str value, up_str detail)
{
	const struct up_fact fact = {
		.kind = UP_FACT_FORM, .key = up_str_from(form), .value = value, .path = detail, .key_at = at->key_at, .value_at = at->key_at
	};
	up_topics_match(matcher, &fact, "", UP_STR(""));
}

/* A migration that changes nothing of its own needs no way back. */
static void state_faults(struct up_matcher *matcher, const struct up_fact *migration, const struct up_undo_verdict *verdict)
{
	up_str down = up_operation_value(migration, UP_STR("down")), what = verdict->not_undone_name;
	if (!verdict->worst_at || up_str_eq(up_operation_value(migration, UP_STR("part")), UP_STR("down")))
		return;
	up_str name = migration->value.len ? migration->value : migration->key;
	if (up_str_eq(down, UP_STR("missing")))
		state_form(matcher, migration, "migration-down-missing", name, UP_STR("it has no part that undoes it"));
	else if (up_str_eq(down, UP_STR("empty")))
		state_form(matcher, migration, "migration-down-empty", name, verdict->worst_name);
	else if (up_str_eq(down, UP_STR("fake")) || (verdict->not_undone && verdict->n_down && verdict->n_not_undone == verdict->n_needing))
		state_form(matcher, migration, "migration-down-fake", name, verdict->worst_name);
	else if (verdict->not_undone)
		state_form(matcher, verdict->not_undone, "migration-down-incomplete", name, what);
	if (verdict->worst >= UP_UNDO_DATA_LOST)
		state_form(matcher, verdict->worst_at, "migration-irreversible", verdict->worst_name,
			   verdict->worst == UP_UNDO_IMPOSSIBLE ? UP_STR("the database has no statement for the way back")
								: UP_STR("the rows that go with it come back from a backup alone"));
}

void up_migration_judge(struct up_matcher *matcher, const struct up_fact *migration, const struct up_migration_step *steps, size_t n)
{
	/* Given back at once: with their words they take more than all that is kept of the operations. */
	struct up_arena *arena = up_arena_new();
	struct up_fact *facts = up_arena_alloc(arena, (n + 1) * sizeof *facts);
	const struct up_fact **list = up_arena_alloc(arena, (n + 1) * sizeof *list);
	size_t n_operations = 0;
	for (size_t i = 0; i < n; i++) {
		if (steps[i].fact.kind != UP_FACT_OPERATION)
			continue;
		/* Where several databases are tried the first stands for them: what is made here is made here in all. */
		facts[n_operations] = up_migration_told(arena, &steps[i], up_dialect_from_name(steps[i].fact.path), 0);
		list[n_operations] = &facts[n_operations];
		n_operations++;
	}
	struct up_undo_verdict verdict;
	up_undo_judge(matcher->arena, migration, list, n_operations, &verdict);
	tell(matcher, migration, &verdict);
	state_faults(matcher, migration, &verdict);
	up_arena_free(arena);
}
