/* Rows of products: settings looked up by product and key. */
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

/* The name as people know it: of a nested setting the whole of it. */
static up_str shown_key(const struct carried *carried)
{
	if (carried->is_bare || carried->is_forgiven)
		return carried->key;
	if (carried->whole.len)
		return carried->whole;
	return carried->row_key.len && !up_str_ends(carried->row_key, UP_STR("/*")) ? carried->row_key : carried->key;
}

static up_str row_subject(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
			  const struct carried *carried, up_span part)
{
	up_str title = up_image_str(image->header, rule->title);
	if (title.len)
		return title;
	if (carried->is_variable && rule->carrier != UP_CARRIER_VARIABLE)
		return up_arena_printf(matcher->arena, "`%.*s` (the setting `%.*s`)", UP_FMT(carried->key),
				       UP_FMT(up_image_item(image->header, rule->keys, 0)));
	up_str dashes = !carried->is_flag ? UP_STR("") : carried->key.len > 1 ? UP_STR("--") : UP_STR("-");
	up_str word = rule->values.n ? matched_word(carried->value, part) : UP_STR("");
	if (word.len)
		return up_arena_printf(matcher->arena, "`%.*s` in `%.*s%.*s`", UP_FMT(up_str_slice(word, 0, 120)), UP_FMT(dashes),
				       UP_FMT(shown_key(carried)));
	if (rule->values.n && carried->value.len)
		return up_arena_printf(matcher->arena, "`%.*s%.*s` with the value `%.*s`", UP_FMT(dashes), UP_FMT(shown_key(carried)),
				       UP_FMT(up_str_slice(carried->value, 0, 120)));
	return up_arena_printf(matcher->arena, "`%.*s%.*s`", UP_FMT(dashes), UP_FMT(shown_key(carried)));
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
	bool is_other_form = carried->is_flag || carried->is_variable || carried->row_key.len;
	if (rule->use.n != 1 || rule->note.len || rule->has_fix || rule->values.n || is_other_form || carried->is_rough)
		return UP_STR("");
	up_str use = up_image_item(image->header, rule->use, 0);
	return is_name(use) ? use : UP_STR("");
}

void up_rows_take(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, const struct carried *carried, up_span value_part)
{
	const struct up_image *image = &matcher->rules->images[i];
	struct up_grade grade = up_rule_grade(matcher->rules, image, rule, matcher->of_package);
	if (grade.level == UP_LEVEL_NONE)
		return;
	grade.is_forgiven = carried->is_forgiven;
	if (grade.is_forgiven && grade.level > UP_LEVEL_WARNING)
		grade.level = UP_LEVEL_WARNING;
	up_str subject = row_subject(matcher, image, rule, carried, value_part);
	bool by_value = rule->values.n && carried->value_at.end > carried->value_at.start;
	struct up_match match = {
		.rule = up_matcher_view(image, rule),
		.level = grade.level,
		.at = by_value ? up_matcher_value_part(matcher, carried->value, carried->value_at, value_part) : carried->key_at,
		.message = up_row_message(image, rule, &grade, subject, matcher->arena),
		.fix = up_matcher_view(image, rule)->fix,
		.replacement = row_replacement(image, rule, carried),
		.product = up_matcher_view(image, rule)->product,
		.key = shown_key(carried),
		.since = grade.version,
		.installed = grade.window->from,
		.target = grade.is_past ? grade.window->from : grade.window->to,
		.embedded_in = carried->embedded_in,
	};
	up_matcher_take(matcher, &match);
}

void up_rows_try_one(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, const struct carried *carried)
{
	const struct up_image *image = &matcher->rules->images[i];
	/* A variable was found by its section. */
	if (!up_matcher_is_on(image, rule) || (!carried->is_flag && !carried->is_variable && !up_condition_in(image, rule, carried->path)))
		return;
	if (up_image_is_absent(rule)) {
		up_rows_present(matcher, image, rule, carried);
		return;
	}
	struct up_evaluation evaluation = up_matcher_evaluation(matcher, image);
	up_span part;
	bool holds = up_patterns_any(&evaluation, rule->values, carried->value, &part);
	up_matcher_evaluated(matcher, &evaluation, rule, carried->key_at);
	bool may_be_void = rule->repeats && !carried->is_flag && !carried->is_variable;
	if (holds && (rule->withs.n || rule->objects.n || may_be_void))
		up_rows_wait(matcher, i, rule, carried, part);
	else if (holds)
		up_rows_take(matcher, i, rule, carried, part);
}

/* How many bytes of the key are one of these prefixes. */
static size_t prefix_length(const struct up_image *image, uint32_t product, bool is_flag, struct up_image_range prefixes, up_str key)
{
	char room[64];
	for (uint32_t i = 0; i < prefixes.n; i++) {
		up_str prefix = up_image_item(image->header, prefixes, i);
		if (prefix.len > sizeof room || prefix.len >= key.len)
			continue;
		if (up_str_starts(key, up_image_normalise(image->header, product, is_flag, prefix, room)))
			return prefix.len;
	}
	return 0;
}

/* `skip-X`, `loose-X`: a key of the name X too. */
static void try_bare(struct up_matcher *matcher, size_t i, uint32_t product, uint32_t space, const struct carried *carried, up_str key)
{
	const struct up_image *image = &matcher->rules->images[i];
	const struct up_image_product *row = (const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS) + product;
	bool is_flag = space == UP_SPACE_FLAG;
	struct carried bare = *carried;
	size_t n = carried->is_forgiven ? 0 : prefix_length(image, product, is_flag, row->forgiving, key);
	bare.is_forgiven |= n > 0;
	if (!n && !carried->is_bare) {
		n = prefix_length(image, product, is_flag, row->prefixes, key);
		bare.is_bare = true;
	}
	if (!n)
		return;
	bare.row_key = up_str_slice(key, n, key.len);
	up_rows_try(matcher, i, product, space, &bare);
}

void up_rows_try(struct up_matcher *matcher, size_t i, uint32_t product, uint32_t space, const struct carried *carried)
{
	const struct up_image *image = &matcher->rules->images[i];
	char small[256];
	up_str key = carried->row_key.len ? carried->row_key : carried->key;
	char *room = key.len <= sizeof small ? small : up_arena_alloc(matcher->arena, key.len);
	key = up_image_normalise(image->header, product, space == UP_SPACE_FLAG, key, room);
	const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
	const struct up_image_entry *entry = NULL;
	bool is_known = false;
	while ((entry = up_image_find(image->header, space, product, key, entry))) {
		up_rows_try_one(matcher, i, &rules[entry->value], carried);
		is_known = true;
	}
	if (!is_known)
		try_bare(matcher, i, product, space, carried, key);
	/* What has rows of its own is told by them. */
	if (!is_known && !carried->whole.len &&
	    ((const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS))[product].has_stars)
		up_rows_star(matcher, i, product, space, carried);
}

/* A row whose key ends in a slash and a star stands for every key that begins like it. */
static void try_prefix_rows(struct up_matcher *matcher, size_t i, uint32_t product, const struct carried *carried)
{
	size_t slash = up_str_find_byte(carried->key, '/', 0);
	if (slash == SIZE_MAX)
		return;
	struct carried prefix = *carried;
	prefix.row_key = up_arena_printf(matcher->arena, "%.*s/*", UP_FMT(up_str_slice(carried->key, 0, slash)));
	up_rows_try(matcher, i, product, UP_SPACE_SETTING, &prefix);
}

/* In nested files the path joined by dots is the key: {a: {b.c: 1}} and {a: {b: {c: 1}}} are a.b.c. Items of lists do not count. */
static up_str dotted(struct up_matcher *matcher, up_str path, up_str key)
{
	struct up_buf out = { 0 };
	for (size_t start = 0; start < path.len;) {
		size_t end = up_str_find_byte(path, '/', start);
		end = end == SIZE_MAX ? path.len : end;
		up_str part = up_str_slice(path, start, end);
		if (!up_str_eq(part, UP_STR("[]")))
			up_buf_printf(&out, "%.*s.", UP_FMT(part));
		start = end + 1;
	}
	up_buf_add(&out, key);
	return up_arena_take(matcher->arena, &out);
}

static bool is_nested(const struct up_image *image, uint32_t product)
{
	return ((const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS))[product].is_nested;
}

void up_rows_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct carried carried = { .scope = fact->scope,
				   .path = fact->path,
				   .key = fact->key,
				   .value = fact->value,
				   .key_at = fact->key_at,
				   .value_at = fact->value_at,
				   .is_block = fact->flags & UP_FACT_BLOCK,
				   .embedded_in = embedded_in };
	if (matcher->again_in.len)
		carried.path = fact->path.len ? up_arena_printf(matcher->arena, "%.*s/%.*s", UP_FMT(matcher->again_in), UP_FMT(fact->path))
					      : matcher->again_in;
	/* What a template states for the versions that know it is right as it is. */
	bool is_right = fact->flags & UP_FACT_GUARDED;
	if (!matcher->owned->n_settings++)
		matcher->owned->at = fact->key_at;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		for (size_t k = 0; k < matcher->owned->ownership.n; k++) {
			uint32_t product = matcher->owned->products[i][k];
			if (product == UINT32_MAX)
				continue;
			up_rows_remember(matcher, i, product, fact);
			/* What a file names that stands here as text lies where that file will. */
			if (!matcher->owned->is_file)
				up_rows_include(matcher, i, product, fact);
			if (((const struct up_image_product *)up_image_at(matcher->rules->images[i].header, UP_IMAGE_PRODUCTS))[product]
				    .has_beside &&
			    !matcher->owned->is_part)
				up_rows_absent_section(matcher, fact);
			if (is_right)
				continue;
			carried.row_key = fact->path.len && is_nested(&matcher->rules->images[i], product)
						  ? dotted(matcher, fact->path, fact->key)
						  : UP_STR("");
			up_rows_try(matcher, i, product, UP_SPACE_SETTING, &carried);
			try_prefix_rows(matcher, i, product, &carried);
			up_rows_flag_map(matcher, i, product, fact, embedded_in);
		}
	}
}
