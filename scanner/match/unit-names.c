/* What rules know of other names of units, as one table for who compares units. */
#include <stdlib.h>

#include "core/fact.h"
#include "match/rules-private.h"

static int by_from(const void *a, const void *b)
{
	const struct up_unit_rename *x = a, *y = b;
	int order = up_str_cmp(x->from, y->from);
	return order ? order : up_str_cmp(x->to, y->to);
}

static bool is_rename(const struct up_image_rule *rule)
{
	return rule->kind == UP_FACT_UNIT && rule->product == UINT32_MAX && !rule->secret && rule->keys.n;
}

/* Of another system than the one whose version is known, a row says no more than that there is such a name. */
static bool is_of_system(const struct up_rules *rules, const struct up_image_header *image, const struct up_image_rule *rule)
{
	const struct up_image_change *changes = (const struct up_image_change *)up_image_at(image, UP_IMAGE_CHANGES) + rule->changes.first;
	const struct up_image *other;
	const struct up_image_product *product;
	for (uint32_t i = 0; rules->platform_named && i < rule->changes.n; i++) {
		const struct up_window *window = up_rules_window(rules, up_image_str(image, changes[i].product_id), &other, &product);
		if (window && (window->from_given || window->to_given))
			return true;
	}
	return !rules->platform_named;
}

/* A row may have several new names, and is a rename for each. */
static size_t take_rule(const struct up_rules *rules, const struct up_image_header *image, const struct up_image_rule *rule,
			struct up_unit_rename *ret)
{
	bool is_of = is_of_system(rules, image, rule);
	uint32_t n = rule->use.n ? rule->use.n : 1;
	for (uint32_t i = 0; i < n; i++)
		ret[i] = (struct up_unit_rename){ .from = up_image_item(image, rule->keys, 0),
						  .to = rule->use.n ? up_image_item(image, rule->use, i) : UP_STR(""),
						  .since = is_of ? up_image_str(image, rule->since) : UP_STR(""),
						  .is_kept = rule->highest < UP_LEVEL_ERROR };
	return n;
}

struct up_unit_renames up_rules_unit_renames(const struct up_rules *rules, struct up_arena *arena)
{
	size_t most = 0, n = 0;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *image = rules->images[i].header;
		const struct up_image_rule *rows = up_image_at(image, UP_IMAGE_RULES);
		most += image->tables[UP_IMAGE_SAMES].n;
		for (uint32_t k = 0; k < image->tables[UP_IMAGE_RULES].n; k++)
			most += is_rename(&rows[k]) ? rows[k].use.n + 1 : 0;
	}
	struct up_unit_rename *renames = up_arena_alloc(arena, (most + 1) * sizeof *renames);
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *image = rules->images[i].header;
		const struct up_image_rule *rows = up_image_at(image, UP_IMAGE_RULES);
		const struct up_image_same *sames = up_image_at(image, UP_IMAGE_SAMES);
		for (uint32_t k = 0; k < image->tables[UP_IMAGE_RULES].n; k++)
			n += is_rename(&rows[k]) ? take_rule(rules, image, &rows[k], &renames[n]) : 0;
		for (uint32_t k = 0; k < image->tables[UP_IMAGE_SAMES].n; k++)
			renames[n++] = (struct up_unit_rename){ .from = up_image_str(image, sames[k].from),
								.to = up_image_str(image, sames[k].to) };
	}
	if (n)
		qsort(renames, n, sizeof *renames, by_from);
	return (struct up_unit_renames){ renames, n };
}
