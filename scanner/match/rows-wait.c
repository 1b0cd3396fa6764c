/* Rows that wait until the end of the source: for siblings (`with`), which may come after the setting, and for what the object round it says of
 * itself (`object`): `kind: Service` may stand below the `spec` that it explains. */
#include <stdlib.h>

#include "base/memory.h"
#include "match/matcher-private.h"

static bool is_same(const struct carried *a, const struct carried *b)
{
	return a->scope == b->scope && a->key_at.start == b->key_at.start && a->value_at.start == b->value_at.start &&
	       a->is_flag == b->is_flag && a->value.s == b->value.s;
}

void up_rows_wait(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, const struct carried *carried, up_span value_part)
{
	size_t n = matcher->n_carrieds;
	if (matcher->n_pendings >= UP_LIMIT_WAITING) {
		if (!matcher->has_many_waiting)
			matcher->note(
				matcher->note_data, UP_NOTE_LIMIT, carried->key_at.start,
				up_arena_printf(matcher->arena,
						"more than %d rows wait for what stands beside their settings; the others were not tried",
						UP_LIMIT_WAITING));
		matcher->has_many_waiting = true;
		return;
	}
	if (!n || !is_same(&matcher->carrieds[n - 1], carried)) {
		matcher->carrieds = up_grow(matcher->carrieds, &matcher->carrieds_capacity, n + 1, sizeof *matcher->carrieds);
		matcher->carrieds[matcher->n_carrieds++] = *carried;
	}
	matcher->pendings = up_grow(matcher->pendings, &matcher->pendings_capacity, matcher->n_pendings + 1, sizeof *matcher->pendings);
	matcher->pendings[matcher->n_pendings++] = (struct pending){
		.rule = rule, .image = (uint32_t)i, .carried = (uint32_t)(matcher->n_carrieds - 1), .value_part = value_part
	};
}

/* Which scope stands round which: asked when the object of a setting is looked for. */
static void remember_outer(struct up_matcher *matcher, uint32_t scope, uint32_t outer)
{
	if (!outer || outer >= scope)
		return;
	matcher->outers = up_grow(matcher->outers, &matcher->outers_capacity, (size_t)scope + 1, sizeof *matcher->outers);
	while (matcher->n_outers <= scope)
		matcher->outers[matcher->n_outers++] = 0;
	matcher->outers[scope] = outer;
}

void up_rows_remember(struct up_matcher *matcher, size_t i, uint32_t product, const struct up_fact *fact)
{
	const struct up_image_header *header = matcher->rules->images[i].header;
	char small[256], *room = fact->key.len <= sizeof small ? small : up_arena_alloc(matcher->arena, fact->key.len);
	remember_outer(matcher, fact->scope, fact->outer);
	up_str key = up_image_normalise(header, product, false, fact->key, room);
	if (!up_image_find(header, UP_SPACE_WITH, product, key, NULL))
		return;
	matcher->siblings = up_grow(matcher->siblings, &matcher->siblings_capacity, matcher->n_siblings + 1, sizeof *matcher->siblings);
	matcher->siblings[matcher->n_siblings] = (struct sibling){ .scope = fact->scope,
								   .number = (uint32_t)matcher->n_siblings,
								   .key = key.s == room ? up_arena_copy(matcher->arena, key) : key,
								   .value = fact->value };
	matcher->n_siblings++;
}

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

enum answer {
	ABSENT, /* the scope does not have the key */
	OTHER,  /* it has it, with other values */
	HOLDS,
};

/* A row, and where its setting stands. */
struct asked {
	const struct up_image_rule *rule;
	size_t image;
	up_span at;
};

/* What the scope says of one of a row's conditions. */
static enum answer ask_scope(struct up_matcher *matcher, const struct asked *asked, const struct up_image_with *with, uint32_t scope)
{
	const struct up_image *image = &matcher->rules->images[asked->image];
	struct up_evaluation evaluation = up_matcher_evaluation(matcher, image);
	up_str key = up_image_str(image->header, with->key);
	char small[256];
	char *room = key.len <= sizeof small ? small : up_arena_alloc(matcher->arena, key.len);
	key = up_image_normalise(image->header, asked->rule->product, false, key, room);
	enum answer answer = ABSENT;
	up_span part;
	for (size_t i = first_sibling(matcher, scope); i < matcher->n_siblings && matcher->siblings[i].scope == scope && answer != HOLDS;
	     i++) {
		if (up_str_eq(matcher->siblings[i].key, key))
			answer = up_patterns_any(&evaluation, with->values, matcher->siblings[i].value, &part) ? HOLDS : OTHER;
		/* A scope that holds the same key many thousand times would take quadratic time. */
		if (evaluation.regex_calls++ >= evaluation.regex_limit)
			evaluation.gave_up = true;
		if (evaluation.gave_up)
			break;
	}
	up_matcher_evaluated(matcher, &evaluation, asked->rule, asked->at);
	return answer;
}

/* What the scope says of all of them: ABSENT where it lacks one. */
static enum answer ask_scope_all(struct up_matcher *matcher, const struct asked *asked, struct up_image_range range, uint32_t scope)
{
	const struct up_image *image = &matcher->rules->images[asked->image];
	const struct up_image_with *withs = (const struct up_image_with *)up_image_at(image->header, UP_IMAGE_WITHS) + range.first;
	enum answer all = HOLDS;
	for (uint32_t i = 0; i < range.n && all != ABSENT; i++) {
		enum answer answer = ask_scope(matcher, asked, &withs[i], scope);
		if (answer < all)
			all = answer;
	}
	return all;
}

/* The nearest mapping that has all the keys decides. */
static bool object_holds(struct up_matcher *matcher, const struct asked *asked, uint32_t scope)
{
	for (; scope; scope = scope < matcher->n_outers ? matcher->outers[scope] : 0) {
		enum answer answer = ask_scope_all(matcher, asked, asked->rule->objects, scope);
		if (answer != ABSENT)
			return answer == HOLDS;
	}
	return false;
}

static bool is_key_of(const struct up_image *image, const struct up_image_rule *rule, up_str key, char *room)
{
	char other[256];
	key = up_image_normalise(image->header, rule->product, false, key, room);
	for (uint32_t k = 0; k < rule->keys.n; k++) {
		up_str wanted = up_image_item(image->header, rule->keys, k);
		if (wanted.len <= sizeof other && up_str_eq(up_image_normalise(image->header, rule->product, false, wanted, other), key))
			return true;
	}
	return false;
}

/* Where the last, or the first, of several settings counts, the others say nothing: `a = old` before `a = new`. */
static bool is_what_counts(const struct up_matcher *matcher, const struct asked *asked, const struct carried *carried)
{
	const struct up_image_header *header = matcher->rules->images[asked->image].header;
	char one[256], other[256];
	const struct sibling *counts = NULL;
	if (carried->key.len > sizeof one)
		return true;
	up_str key = up_image_normalise(header, asked->rule->product, false, carried->key, one);
	for (size_t k = first_sibling(matcher, carried->scope); k < matcher->n_siblings && matcher->siblings[k].scope == carried->scope;
	     k++) {
		const struct sibling *sibling = &matcher->siblings[k];
		if (sibling->key.len > sizeof other ||
		    !up_str_eq(up_image_normalise(header, asked->rule->product, false, sibling->key, other), key))
			continue;
		if (!counts || asked->rule->repeats == UP_REPEATS_LAST)
			counts = sibling;
	}
	return !counts || counts->value.s == carried->value.s;
}

void up_rows_settle(struct up_matcher *matcher)
{
	if ((matcher->n_pendings || matcher->n_sections) && matcher->n_siblings)
		qsort(matcher->siblings, matcher->n_siblings, sizeof *matcher->siblings, sibling_cmp);
	for (size_t i = 0; i < matcher->n_pendings; i++) {
		const struct pending *pending = &matcher->pendings[i];
		const struct up_image_rule *rule = pending->rule;
		const struct carried *carried = &matcher->carrieds[pending->carried];
		const struct asked asked = { .rule = rule, .image = pending->image, .at = carried->key_at };
		if (rule->withs.n && ask_scope_all(matcher, &asked, rule->withs, carried->scope) != HOLDS)
			continue;
		if (rule->objects.n && !object_holds(matcher, &asked, carried->scope))
			continue;
		if (rule->repeats && !carried->is_flag && !carried->is_variable && !is_what_counts(matcher, &asked, carried))
			continue;
		up_rows_take(matcher, pending->image, rule, carried, pending->value_part);
	}
}

bool up_rows_scope_holds(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, uint32_t scope, up_span at)
{
	const struct asked asked = { .rule = rule, .image = i, .at = at };
	return !rule->withs.n || ask_scope_all(matcher, &asked, rule->withs, scope) == HOLDS;
}

bool up_rows_scope_has_key(const struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, uint32_t scope)
{
	char room[256];
	for (size_t k = first_sibling(matcher, scope); k < matcher->n_siblings && matcher->siblings[k].scope == scope; k++)
		if (matcher->siblings[k].key.len <= sizeof room &&
		    is_key_of(&matcher->rules->images[i], rule, matcher->siblings[k].key, room))
			return true;
	return false;
}
