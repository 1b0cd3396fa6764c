/* Directives that name further files of a product's configuration: told to whoever knows the tree, with what the product's page says of them. */
#include "match/matcher-private.h"

void up_rows_include(struct up_matcher *matcher, size_t i, uint32_t product, const struct up_fact *fact)
{
	const struct up_image *image = &matcher->rules->images[i];
	const struct up_image_product *row = (const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS) + product;
	char small[256];
	if (!row->includes.n || fact->key.len > sizeof small || !fact->value.len)
		return;
	up_str key = up_image_normalise(image->header, product, false, fact->key, small);
	const struct up_image_entry *entry = up_image_find(image->header, UP_SPACE_INCLUDE, product, key, NULL);
	if (!entry)
		return;
	const struct up_image_include *include = (const struct up_image_include *)up_image_at(image->header, UP_IMAGE_INCLUDES) +
						 entry->value;
	const struct up_fact told = {
		.kind = UP_FACT_SETTING,
		.flags = fact->flags,
		.path = up_image_str(image->header, row->id),
		.key = up_arena_printf(matcher->arena, UP_INCLUDE_SAYS "%zu.%u", i, entry->value),
		.value = fact->value,
		.image = include->inherits ? fact->path : UP_STR(""),
		.key_at = fact->key_at,
		.value_at = fact->value_at,
	};
	up_matcher_tell(matcher, &told);
}

/* "include:IMAGE.NUMBER" */
bool up_rules_include(const struct up_rules *rules, up_str key, struct up_include_rule *ret_rule)
{
	size_t image = 0, number = 0, dot = up_str_find_byte(key, '.', 0);
	for (size_t i = strlen(UP_INCLUDE_SAYS); i < key.len; i++) {
		size_t *part = i < dot ? &image : &number;
		if (i != dot)
			*part = *part * 10 + (size_t)(key.s[i] - '0');
	}
	if (image >= rules->n_images || number >= rules->images[image].header->tables[UP_IMAGE_INCLUDES].n)
		return false;
	const struct up_image *of = &rules->images[image];
	const struct up_image_include *include = (const struct up_image_include *)up_image_at(of->header, UP_IMAGE_INCLUDES) + number;
	*ret_rule = (struct up_include_rule){ .is_folder = include->form == UP_INCLUDE_FOLDER,
					      .is_list = include->form == UP_INCLUDE_GLOB,
					      .bases = of->lists + include->bases.first,
					      .n_bases = include->bases.n,
					      .suffixes = of->lists + include->suffixes.first,
					      .n_suffixes = include->suffixes.n };
	return true;
}
