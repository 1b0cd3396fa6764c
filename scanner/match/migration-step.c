/* What is kept of an operation until the end of its source. */
#include "match/migration-private.h"

void up_step_keep(struct up_migration_step *step, struct up_arena *arena)
{
	struct up_fact *fact = &step->fact;
	if (fact->kind != UP_FACT_OPERATION)
		return;
	step->is_data = up_operation_is_data(fact->key);
	step->is_session = up_operation_is_session(fact->key);
	step->is_schema = up_operation_is_schema(fact->key);
	if (!fact->n_words)
		return;
	up_str *attributes = up_arena_alloc(arena, fact->n_words * sizeof *attributes);
	for (uint32_t i = 0; i < fact->n_words; i++)
		attributes[i] = fact->words[i].text.bytes;
	step->attributes = attributes;
	step->n_attributes = fact->n_words;
	up_step_close(step);
}

up_str up_step_value(const struct up_migration_step *step, up_str name)
{
	for (uint32_t i = 1; i < step->n_attributes; i++) {
		up_str word = step->attributes[i];
		if (word.len > name.len && word.s[name.len] == '=' && up_str_starts(word, name))
			return up_str_slice(word, name.len + 1, word.len);
	}
	return UP_STR("");
}

bool up_step_says(const struct up_migration_step *step, up_str name)
{
	for (uint32_t i = 1; i < step->n_attributes; i++) {
		up_str word = step->attributes[i];
		if ((word.len == name.len || (word.len > name.len && word.s[name.len] == '=')) && up_str_starts(word, name))
			return true;
	}
	return false;
}

void up_step_open(struct up_migration_step *step, struct up_word *words)
{
	if (step->fact.kind != UP_FACT_OPERATION)
		return;
	for (uint32_t i = 0; i < step->n_attributes; i++)
		words[i] = (struct up_word){ .text = up_text_plain(step->attributes[i], step->fact.key_at.start), .at = step->fact.key_at };
	step->fact.words = words;
	step->fact.n_words = step->n_attributes;
}

void up_step_close(struct up_migration_step *step)
{
	step->fact.words = NULL;
	step->fact.n_words = 0;
}
