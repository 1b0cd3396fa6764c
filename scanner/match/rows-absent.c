/* Rows on changed defaults: they hold where nothing sets their key. A source says which of these keys it sets, and that it belongs to the product; who
 * joins sources knows the rest (estate/absent.h), and asks for the rows that are left. */
#include "core/form.h"
#include "match/level.h"
#include "match/matcher-private.h"

/* Which change of a default comes is only known where the version is known from which the upgrade starts. */
static bool is_coming(const struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
		      struct up_grade *grade)
{
	*grade = up_rule_grade(matcher->rules, image, rule, matcher->of_package);
	return up_matcher_is_on(image, rule) && grade->level != UP_LEVEL_NONE && grade->window->from_given;
}

void up_rows_present(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
		     const struct carried *carried)
{
	struct up_grade grade;
	if (!is_coming(matcher, image, rule, &grade))
		return;
	const struct up_fact fact = { .kind = UP_FACT_SETTING,
				      .path = up_matcher_view(image, rule)->product,
				      .key = up_image_str(image->header, rule->id),
				      .key_at = carried->key_at,
				      .value_at = carried->key_at };
	up_matcher_tell(matcher, &fact);
}

static bool any_is_coming(const struct up_matcher *matcher, const struct up_image *image, uint32_t product)
{
	const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
	const struct up_image_entry *entry = NULL;
	struct up_grade grade;
	while ((entry = up_image_find(image->header, UP_SPACE_DEFAULTS, product, UP_STR(""), entry)))
		if (is_coming(matcher, image, &rules[entry->value], &grade))
			return true;
	return false;
}

void up_rows_absent_settle(struct up_matcher *matcher)
{
	const struct owned *owned = matcher->owned;
	if (!matcher->n_settings)
		return;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		for (size_t k = 0; k < owned->ownership.n; k++) {
			if (owned->products[i][k] == UINT32_MAX || !any_is_coming(matcher, image, owned->products[i][k]))
				continue;
			const struct up_fact fact = { .kind = UP_FACT_SETTING,
						      .path = owned->ownership.products[k],
						      .value = up_arena_printf(matcher->arena, "%u", matcher->n_settings) };
			up_matcher_tell(matcher, &fact);
		}
	}
}

void up_rules_coming_defaults(const struct up_rules *rules, up_str product, void (*got)(void *data, up_str rule), void *data)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image *image = &rules->images[i];
		const struct up_image_rule *all = up_image_at(image->header, UP_IMAGE_RULES);
		const struct up_image_entry *owner = up_image_find(image->header, UP_SPACE_PRODUCT, UINT32_MAX, product, NULL),
					    *entry = NULL;
		while (owner && (entry = up_image_find(image->header, UP_SPACE_DEFAULTS, owner->value, UP_STR(""), entry))) {
			struct up_grade grade = up_rule_grade(rules, image, &all[entry->value], false);
			if (up_matcher_is_on(image, &all[entry->value]) && grade.level != UP_LEVEL_NONE && grade.window->from_given)
				got(data, up_image_str(image->header, all[entry->value].id));
		}
	}
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
	struct up_grade grade;
	if (!rule->defaults.n || !is_coming(matcher, image, rule, &grade))
		return;
	up_str was = default_words(image, rule, 0, matcher->arena), now = default_words(image, rule, 1, matcher->arena);
	up_str subject = up_arena_printf(matcher->arena, "the default of `%.*s` from %.*s to %.*s, and nothing here sets it",
					 UP_FMT(up_image_item(image->header, rule->keys, 0)), UP_FMT(was), UP_FMT(now));
	struct up_match match = {
		.rule = view,
		.level = grade.level,
		.message = up_row_message(image, rule, &grade, subject, matcher->arena),
		.fix = view->fix,
		.product = view->product,
		.key = up_image_item(image->header, rule->keys, 0),
		.since = grade.version,
		.installed = grade.window->from,
		.target = grade.is_past ? grade.window->from : grade.window->to,
		.is_form = true,
	};
	up_matcher_take(matcher, &match);
}
