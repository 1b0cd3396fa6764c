/* Rows on changed defaults: they hold where nothing sets their key. A source says which of these keys it sets, and that it belongs to the product; who
 * joins sources knows the rest (estate/absent.h), and asks for the rows that are left. */
#include "core/form.h"
#include "core/version.h"
#include "match/level.h"
#include "match/matcher-private.h"

/* The rows of a product whose key is set somewhere are told whatever the version is: near images may say it. */
void up_rows_present(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
		     const struct carried *carried)
{
	const struct up_fact fact = { .kind = UP_FACT_SETTING,
				      .path = up_matcher_view(image, rule)->product,
				      .key = up_image_str(image->header, rule->id),
				      .key_at = carried->key_at,
				      .value_at = carried->key_at };
	up_matcher_tell(matcher, &fact);
}

void up_rows_absent_settle(struct up_matcher *matcher)
{
	const struct owned *owned = matcher->owned;
	if (!matcher->n_settings)
		return;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		for (size_t k = 0; k < owned->ownership.n; k++) {
			uint32_t product = owned->products[i][k];
			if (product == UINT32_MAX || !up_image_find(image->header, UP_SPACE_DEFAULTS, product, UP_STR(""), NULL))
				continue;
			const struct up_fact fact = { .kind = UP_FACT_SETTING,
						      .path = owned->ownership.products[k],
						      .value = up_arena_printf(matcher->arena, "%u", matcher->n_settings) };
			up_matcher_tell(matcher, &fact);
		}
	}
}

/* Which changes of defaults come is only known where the version is known from which the upgrade starts. */
void up_rules_coming_defaults(const struct up_rules *rules, up_str product, up_str from, void (*got)(void *data, up_str rule, up_str from),
			      void *data)
{
	const struct up_image *of;
	const struct up_image_product *row;
	const struct up_window *window = up_rules_window(rules, product, &of, &row);
	if (!window || (!from.len && !window->from_given))
		return;
	from = from.len ? from : window->from;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image *image = &rules->images[i];
		const struct up_image_rule *all = up_image_at(image->header, UP_IMAGE_RULES);
		const struct up_image_entry *owner = up_image_find(image->header, UP_SPACE_PRODUCT, UINT32_MAX, product, NULL),
					    *entry = NULL;
		while (owner && (entry = up_image_find(image->header, UP_SPACE_DEFAULTS, owner->value, UP_STR(""), entry))) {
			struct up_grade grade = up_rule_grade(rules, image, &all[entry->value], false);
			if (up_matcher_is_on(image, &all[entry->value]) && grade.level != UP_LEVEL_NONE &&
			    up_version_cmp(grade.version, from) > 0)
				got(data, up_image_str(image->header, all[entry->value].id), from);
		}
	}
}

static bool is_same_place(const struct up_image *image, const struct up_image_rule *a, const struct up_image_rule *b)
{
	if (a->in.n != b->in.n)
		return false;
	return !a->in.n || up_str_eq(up_image_item(image->header, a->in, 0), up_image_item(image->header, b->in, 0));
}

/* The first of the changes of one default that come; NULL where a later one than `rule` tells it, or where the last brings back what was. */
static const struct up_image_rule *first_change(const struct up_matcher *matcher, const struct up_image *image,
						const struct up_image_rule *rule, const struct up_grade *grade, up_str from)
{
	const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES), *first = rule;
	const struct up_image_entry *entry = NULL;
	up_str key = up_image_item(image->header, rule->keys, 0), first_version = grade->version;
	char *room = up_arena_alloc(matcher->arena, key.len + 1);
	key = up_image_normalise(image->header, rule->product, false, key, room);
	while ((entry = up_image_find(image->header, UP_SPACE_SETTING, rule->product, key, entry))) {
		const struct up_image_rule *other = &rules[entry->value];
		if (other == rule || !other->defaults.n || !is_same_place(image, rule, other) || !up_matcher_is_on(image, other))
			continue;
		struct up_grade coming = up_rule_grade(matcher->rules, image, other, matcher->of_package);
		if (coming.level == UP_LEVEL_NONE || up_version_cmp(coming.version, from) <= 0)
			continue;
		if (up_version_cmp(coming.version, grade->version) > 0)
			return NULL;
		if (up_version_cmp(coming.version, first_version) < 0) {
			first = other;
			first_version = coming.version;
		}
	}
	bool is_back = up_str_eq(up_image_item(image->header, first->defaults, 0), up_image_item(image->header, rule->defaults, 1));
	return is_back ? NULL : first;
}

static up_str default_words(const struct up_image *image, const struct up_image_rule *rule, uint32_t i, struct up_arena *arena)
{
	up_str text = up_image_item(image->header, rule->defaults, i);
	return text.len ? up_arena_printf(arena, "`%.*s`", UP_FMT(text)) : UP_STR("nothing");
}

void up_rows_absent(struct up_matcher *matcher, const struct up_form *form)
{
	const struct up_rule *view = up_rules_by_id(matcher->rules, form->value);
	const struct up_image *image;
	if (!view)
		return;
	const struct up_image_rule *rule = up_rules_image_rule(matcher->rules, view, &image);
	struct up_grade grade = up_rule_grade(matcher->rules, image, rule, matcher->of_package);
	if (!rule->defaults.n || !up_matcher_is_on(image, rule) || grade.level == UP_LEVEL_NONE)
		return;
	const struct up_image_rule *first = first_change(matcher, image, rule, &grade, form->detail);
	if (!first)
		return;
	up_str was = default_words(image, first, 0, matcher->arena), now = default_words(image, rule, 1, matcher->arena);
	up_str key = up_image_item(image->header, rule->keys, 0);
	up_str subject = up_arena_printf(matcher->arena, "the default of `%.*s` from %.*s to %.*s, and nothing here sets it", UP_FMT(key),
					 UP_FMT(was), UP_FMT(now));
	struct up_match match = {
		.rule = view,
		.level = grade.level,
		.message = up_row_message(image, rule, &grade, subject, matcher->arena),
		.fix = up_matcher_view(image, first)->fix,
		.product = view->product,
		.key = key,
		.since = grade.version,
		.installed = form->detail,
		.target = grade.is_past ? form->detail : grade.window->to,
		.is_default = true,
		.is_form = true,
	};
	up_matcher_take(matcher, &match);
}
