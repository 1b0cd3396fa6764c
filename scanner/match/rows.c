/* Rows of products: settings looked up by product and key (flags.c: those of command lines). A row that needs siblings (`with`) waits until the end of
 * the source. */
#include <stdlib.h>

#include "base/memory.h"
#include "match/level.h"
#include "match/matcher-private.h"

static bool parts_words(char c)
{
	return up_is_space(c) || strchr("=,;:|+^\"'[]{}()", c);
}

/* The part of a value that a regular expression matched, where it is one of several words: `arcfour` of `aes128-ctr,arcfour`. Else empty. */
static up_str matched_word(up_str value, up_span part)
{
	if (part.start >= part.end || part.end > value.len || part.end - part.start == value.len)
		return UP_STR("");
	up_str word = up_str_slice(value, part.start, part.end);
	for (size_t i = 0; i < word.len; i++)
		if (parts_words(word.s[i]) && word.s[i] != '=')
			return UP_STR("");
	bool is_whole = (part.start == 0 || parts_words(value.s[part.start - 1])) &&
			(part.end == value.len || parts_words(value.s[part.end]));
	return is_whole ? word : UP_STR("");
}

static up_str row_subject(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
			  const struct carried *carried, up_span part)
{
	up_str title = up_image_str(image->header, rule->title);
	if (title.len)
		return title;
	up_str dashes = !carried->is_flag ? UP_STR("") : carried->key.len > 1 ? UP_STR("--") : UP_STR("-");
	up_str word = rule->values.n ? matched_word(carried->value, part) : UP_STR("");
	if (word.len)
		return up_arena_printf(matcher->arena, "`%.*s` in `%.*s%.*s`", UP_FMT(up_str_slice(word, 0, 120)), UP_FMT(dashes),
				       UP_FMT(carried->key));
	if (rule->values.n && carried->value.len)
		return up_arena_printf(matcher->arena, "`%.*s%.*s` with the value `%.*s`", UP_FMT(dashes), UP_FMT(carried->key),
				       UP_FMT(up_str_slice(carried->value, 0, 120)));
	return up_arena_printf(matcher->arena, "`%.*s%.*s`", UP_FMT(dashes), UP_FMT(carried->key));
}

static bool is_name(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && !strchr("_-.", text.s[i]))
			return false;
	return text.len > 0;
}

/* A rename that needs nothing but the new name. A row with a note is no such: the note says what else changes. */
static up_str row_replacement(const struct up_image *image, const struct up_image_rule *rule, const struct carried *carried)
{
	if (rule->use.n != 1 || rule->note.len || rule->values.n || carried->is_flag || carried->is_rough)
		return UP_STR("");
	up_str use = up_image_item(image->header, rule->use, 0);
	return is_name(use) ? use : UP_STR("");
}

static void take_row(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, const struct carried *carried,
		     up_span value_part_at)
{
	const struct up_image *image = &matcher->rules->images[i];
	struct up_verdict verdict = up_rule_verdict(matcher->rules, image, rule);
	if (verdict.level == UP_LEVEL_NONE)
		return;
	up_str subject = row_subject(matcher, image, rule, carried, value_part_at);
	bool by_value = rule->values.n && carried->value_at.end > carried->value_at.start;
	struct up_match match = {
		.rule = up_matcher_view(image, rule),
		.level = verdict.level,
		.at = by_value ? up_matcher_value_part(matcher, carried->value, carried->value_at, value_part_at) : carried->key_at,
		.message = up_row_message(image, rule, &verdict, subject, matcher->arena),
		.fix = up_matcher_view(image, rule)->fix,
		.replacement = row_replacement(image, rule, carried),
		.product = up_matcher_view(image, rule)->product,
		.key = carried->key,
		.since = verdict.version,
		.installed = verdict.window->from,
		.target = verdict.window->to,
		.embedded_in = carried->embedded_in,
	};
	up_matcher_take(matcher, &match);
}

static void wait_for_siblings(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, const struct carried *carried,
			      up_span value_part_at)
{
	matcher->pendings = up_grow(matcher->pendings, &matcher->pendings_capacity, matcher->n_pendings + 1, sizeof *matcher->pendings);
	matcher->pendings[matcher->n_pendings++] = (struct pending){
		.image = i, .rule = rule, .carried = *carried, .value_part = value_part_at
	};
}

void up_rows_try(struct up_matcher *matcher, size_t i, uint32_t product, uint32_t space, const struct carried *carried)
{
	const struct up_image *image = &matcher->rules->images[i];
	char small[256];
	up_str key = carried->key;
	char *room = key.len <= sizeof small ? small : up_arena_alloc(matcher->arena, key.len);
	key = up_image_normalise(image->header, product, space == UP_SPACE_FLAG, key, room);
	const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
	const struct up_image_entry *entry = NULL;
	while ((entry = up_image_find(image->header, space, product, key, entry))) {
		const struct up_image_rule *rule = &rules[entry->value];
		if (!up_matcher_is_on(image, rule) || (!carried->is_flag && !up_condition_in(image, rule, carried->path)))
			continue;
		struct up_evaluation evaluation = up_matcher_evaluation(matcher, image);
		up_span part;
		bool holds = up_patterns_any(&evaluation, rule->values, carried->value, &part);
		up_matcher_evaluated(matcher, &evaluation, rule, carried->key_at);
		if (holds && rule->withs.n)
			wait_for_siblings(matcher, i, rule, carried, part);
		else if (holds)
			take_row(matcher, i, rule, carried, part);
	}
}

/* A row whose key ends in a slash and a star stands for every key that begins like it. */
static void try_prefix_rows(struct up_matcher *matcher, size_t i, uint32_t product, const struct carried *carried)
{
	size_t slash = up_str_find_byte(carried->key, '/', 0);
	if (slash == SIZE_MAX)
		return;
	struct carried prefix = *carried;
	prefix.key = up_arena_printf(matcher->arena, "%.*s/*", UP_FMT(up_str_slice(carried->key, 0, slash)));
	up_rows_try(matcher, i, product, UP_SPACE_SETTING, &prefix);
}

static void remember_sibling(struct up_matcher *matcher, size_t i, uint32_t product, const struct up_fact *fact)
{
	if (!up_image_find(matcher->rules->images[i].header, UP_SPACE_WITH, product, fact->key, NULL))
		return;
	matcher->siblings = up_grow(matcher->siblings, &matcher->siblings_capacity, matcher->n_siblings + 1, sizeof *matcher->siblings);
	matcher->siblings[matcher->n_siblings] = (struct sibling){
		.scope = fact->scope, .number = (uint32_t)matcher->n_siblings, .key = fact->key, .value = fact->value
	};
	matcher->n_siblings++;
}

void up_rows_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct carried carried = { .scope = fact->scope,
				   .path = fact->path,
				   .key = fact->key,
				   .value = fact->value,
				   .key_at = fact->key_at,
				   .value_at = fact->value_at,
				   .embedded_in = embedded_in };
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		for (size_t k = 0; k < matcher->ownership->n; k++) {
			uint32_t product = matcher->products[i][k];
			if (product == UINT32_MAX)
				continue;
			up_rows_try(matcher, i, product, UP_SPACE_SETTING, &carried);
			try_prefix_rows(matcher, i, product, &carried);
			remember_sibling(matcher, i, product, fact);
		}
	}
}

/* --- rows with siblings ----------------------------------------------------------------------------------------------- */

static int sibling_cmp(const void *a, const void *b)
{
	const struct sibling *x = a, *y = b;
	int order = (x->scope > y->scope) - (x->scope < y->scope);
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* The first sibling of a scope, or where it would stand: siblings are sorted by then. */
static size_t first_sibling(const struct up_matcher *matcher, uint32_t scope)
{
	size_t low = 0, high = matcher->n_siblings;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (matcher->siblings[middle].scope < scope)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Does some sibling in the scope have the key with one of the values? */
static bool with_holds(struct up_matcher *matcher, const struct pending *pending, const struct up_image_with *with)
{
	const struct up_image *image = &matcher->rules->images[pending->image];
	struct up_evaluation evaluation = up_matcher_evaluation(matcher, image);
	up_str key = up_image_str(image->header, with->key);
	uint32_t scope = pending->carried.scope;
	bool holds = false;
	up_span part;
	for (size_t i = first_sibling(matcher, scope); i < matcher->n_siblings && matcher->siblings[i].scope == scope && !holds; i++) {
		if (up_str_eq(matcher->siblings[i].key, key))
			holds = up_patterns_any(&evaluation, with->values, matcher->siblings[i].value, &part);
		/* A scope that holds the same key many thousand times would take quadratic time. */
		if (evaluation.regex_calls++ >= evaluation.regex_limit)
			evaluation.gave_up = true;
		if (evaluation.gave_up)
			break;
	}
	up_matcher_evaluated(matcher, &evaluation, pending->rule, pending->carried.key_at);
	return holds;
}

void up_rows_settle(struct up_matcher *matcher)
{
	if (matcher->n_pendings && matcher->n_siblings)
		qsort(matcher->siblings, matcher->n_siblings, sizeof *matcher->siblings, sibling_cmp);
	for (size_t i = 0; i < matcher->n_pendings; i++) {
		const struct pending *pending = &matcher->pendings[i];
		const struct up_image *image = &matcher->rules->images[pending->image];
		const struct up_image_with *withs = (const struct up_image_with *)up_image_at(image->header, UP_IMAGE_WITHS) +
						    pending->rule->withs.first;
		bool all = true;
		for (uint32_t k = 0; k < pending->rule->withs.n && all; k++)
			all = with_holds(matcher, pending, &withs[k]);
		if (all)
			take_row(matcher, pending->image, pending->rule, &pending->carried, pending->value_part);
	}
}
