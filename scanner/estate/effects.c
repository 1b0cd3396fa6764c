/* The rollback sheet. */
#include "estate/effects.h"

static const char *const columns[] = { "effect", "target", "place", "left_behind", "remediation", "rule", NULL };

enum {
	N_COLUMNS = sizeof columns / sizeof *columns - 1
};

/* The key of a finding whose target nobody knows is the name of the command or call. */
static up_str place_of(const struct up_finding *finding, struct up_arena *arena)
{
	if (!finding->start.line)
		return finding->path;
	return up_arena_printf(arena, "%.*s:%u", UP_FMT(finding->path), finding->start.line);
}

/* Up to the end of the first sentence, or all of it. */
static up_str first_sentence(up_str text)
{
	size_t end = up_str_find(text, UP_STR(". "), 0);
	return end == SIZE_MAX ? text : up_str_slice(text, 0, end + 1);
}

void up_effects_table(const struct up_finding *findings, size_t n, struct up_arena *arena, struct up_table *ret_table)
{
	up_table_init(ret_table, arena, "rollback", "What a rollback by snapshot leaves behind", columns);
	ret_table->empty = "Nothing was found that a rollback by snapshot leaves behind.";
	for (size_t i = 0; i < n; i++) {
		const struct up_finding *finding = &findings[i];
		if (!finding->rule->effect.len || finding->suppression != UP_SUPPRESSION_NONE)
			continue;
		const up_str cells[N_COLUMNS] = {
			finding->rule->effect, finding->key,     place_of(finding, arena), first_sentence(finding->message),
			finding->fix,          finding->rule->id
		};
		up_table_add(ret_table, cells);
	}
	up_table_sort(ret_table);
}
