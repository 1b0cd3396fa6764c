/* Rows of products: settings, and flags of commands, looked up by product and key. A row that needs siblings (`with`) waits until the end of
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
	if (rule->use.n != 1 || rule->note.len || rule->values.n || carried->is_flag)
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
		.fix = up_row_fix(image, rule, &verdict, matcher->arena),
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

static void try_rows(struct up_matcher *matcher, size_t i, uint32_t product, uint32_t space, const struct carried *carried)
{
	const struct up_image *image = &matcher->rules->images[i];
	char small[256];
	up_str key = carried->key;
	if (space == UP_SPACE_SETTING) {
		char *room = key.len <= sizeof small ? small : up_arena_alloc(matcher->arena, key.len);
		key = up_image_normalise(image->header, product, key, room);
	}
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
	try_rows(matcher, i, product, UP_SPACE_SETTING, &prefix);
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
			try_rows(matcher, i, product, UP_SPACE_SETTING, &carried);
			try_prefix_rows(matcher, i, product, &carried);
			remember_sibling(matcher, i, product, fact);
		}
	}
}

/* --- flags ------------------------------------------------------------------------------------------------------------ */

/* `--name=value`, `--name value`, `-n value`: the flag that stands in word `at`. */
static bool read_flag(const struct up_fact *fact, uint32_t at, struct carried *ret_carried)
{
	const struct up_word *word = &fact->words[at];
	up_str text = word->text.bytes;
	if (text.len < 2 || text.s[0] != '-')
		return false;
	size_t dashes = text.s[1] == '-' ? 2 : 1;
	text = up_str_slice(text, dashes, text.len);
	size_t equals = up_str_find_byte(text, '=', 0);
	*ret_carried = (struct carried){
		.scope = fact->scope, .is_flag = true, .key_at = word->at, .value_at = { word->at.end, word->at.end }
	};
	ret_carried->key = up_str_slice(text, 0, equals);
	if (equals != SIZE_MAX) {
		ret_carried->value = up_str_slice(text, equals + 1, text.len);
		ret_carried->value_at = word->at;
	} else if (at + 1 < up_own_words(fact) && !up_str_starts(fact->words[at + 1].text.bytes, UP_STR("-"))) {
		ret_carried->value = fact->words[at + 1].text.bytes;
		ret_carried->value_at = fact->words[at + 1].at;
	}
	return ret_carried->key.len > 0;
}

static void try_flags(struct up_matcher *matcher, size_t i, uint32_t product, const struct up_fact *fact, up_str embedded_in)
{
	for (uint32_t k = 1; k < up_own_words(fact); k++) {
		struct carried carried;
		if (!read_flag(fact, k, &carried))
			continue;
		carried.embedded_in = embedded_in;
		try_rows(matcher, i, product, UP_SPACE_FLAG, &carried);
	}
}

/* `-o TEXT` or `-oTEXT` in word `at`: where TEXT stands. *ret_skip: the bytes of its word before it. NULL: the word is no such flag. */
static const struct up_word *find_option(const struct up_image *image, struct up_image_range flags, const struct up_fact *fact, uint32_t at,
					 uint32_t *ret_skip)
{
	up_str text = fact->words[at].text.bytes;
	for (uint32_t i = 0; i < flags.n; i++) {
		up_str flag = up_image_item(image->header, flags, i);
		if (text.len <= flag.len || text.s[0] != '-' || !up_str_starts(up_str_slice(text, 1, text.len), flag))
			continue;
		*ret_skip = text.len > flag.len + 1 ? (uint32_t)flag.len + 1 : 0;
		if (*ret_skip)
			return &fact->words[at];
		return at + 1 < up_own_words(fact) ? &fact->words[at + 1] : NULL;
	}
	return NULL;
}

/* The place of bytes [start, end) of a word's text: exact where the text stands in the source as it is (in quotes, too), else all of the word. */
static up_span word_part(const struct up_matcher *matcher, const struct up_word *word, size_t start, size_t end)
{
	size_t at = up_str_find(up_str_slice(matcher->source->bytes, word->at.start, word->at.end), word->text.bytes, 0);
	if (at == SIZE_MAX)
		return word->at;
	at += word->at.start;
	return (up_span){ (uint32_t)(at + start), (uint32_t)(at + end) };
}

/* `Key=value`, `Key value`, `Key = "value"`: a line of the product's file as one argument. */
static bool read_option(const struct up_matcher *matcher, const struct up_word *word, uint32_t skip, struct carried *ret_carried)
{
	up_str text = word->text.bytes;
	size_t start = skip, end = text.len;
	while (start < end && up_is_space(text.s[start]))
		start++;
	size_t key_end = start;
	while (key_end < end && !up_is_space(text.s[key_end]) && text.s[key_end] != '=')
		key_end++;
	size_t value = key_end;
	while (value < end && up_is_space(text.s[value]))
		value++;
	if (value < end && text.s[value] == '=')
		value++;
	while (value < end && (up_is_space(text.s[value]) || text.s[value] == '"'))
		value++;
	while (end > value && (up_is_space(text.s[end - 1]) || text.s[end - 1] == '"'))
		end--;
	*ret_carried = (struct carried){
		.key = up_str_slice(text, start, key_end),
		.value = up_str_slice(text, value, end),
		.key_at = word_part(matcher, word, start, key_end),
		.value_at = word_part(matcher, word, value, end),
	};
	return key_end > start;
}

static void try_options(struct up_matcher *matcher, size_t i, uint32_t product, const struct up_fact *fact, up_str embedded_in)
{
	const struct up_image *image = &matcher->rules->images[i];
	const struct up_image_product *products = up_image_at(image->header, UP_IMAGE_PRODUCTS);
	for (uint32_t k = 1; k < up_own_words(fact); k++) {
		struct carried carried;
		uint32_t skip;
		const struct up_word *word = find_option(image, products[product].option_flags, fact, k, &skip);
		if (!word || !read_option(matcher, word, skip, &carried))
			continue;
		carried.embedded_in = embedded_in;
		try_rows(matcher, i, product, UP_SPACE_SETTING, &carried);
	}
}

void up_rows_flags(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image_header *header = matcher->rules->images[i].header;
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(header, UP_SPACE_COMMAND, UINT32_MAX, fact->key, entry)))
			try_flags(matcher, i, entry->value, fact, embedded_in);
		while ((entry = up_image_find(header, UP_SPACE_OPTION, UINT32_MAX, fact->key, entry)))
			try_options(matcher, i, entry->value, fact, embedded_in);
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
