/* Mappings in configuration files whose keys are flags of a program: extraArgs of kubeadm. */
#include "base/glob.h"
#include "match/matcher-private.h"

static bool is_flag_map(const struct up_image *image, const struct up_image_product *product, up_str path)
{
	for (uint32_t i = 0; i < product->flag_maps.n; i++)
		if (up_glob_match_whole(up_image_item(image->header, product->flag_maps, i), path))
			return true;
	return false;
}

/* `{feature-gates: A=true}`, and the newer `[{name: feature-gates, value: A=true}]`. */
void up_rows_flag_map(struct up_matcher *matcher, size_t i, uint32_t product, const struct up_fact *fact, up_str embedded_in)
{
	const struct up_image *image = &matcher->rules->images[i];
	const struct up_image_product *row = (const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS) + product;
	if (!row->flag_maps.n || (fact->flags & UP_FACT_BLOCK))
		return;
	struct carried carried = { .is_flag = true,
				   .scope = fact->scope,
				   .key = fact->key,
				   .value = fact->value,
				   .key_at = fact->key_at,
				   .value_at = fact->value_at,
				   .embedded_in = embedded_in };
	if (is_flag_map(image, row, fact->path)) {
		up_rows_try(matcher, i, product, UP_SPACE_FLAG, &carried);
		return;
	}
	up_str items = UP_STR("/[]");
	if (!up_str_ends(fact->path, items) || !is_flag_map(image, row, up_str_slice(fact->path, 0, fact->path.len - items.len)))
		return;
	if (up_str_eq(fact->key, UP_STR("name"))) {
		matcher->flag_name = fact->value;
		matcher->flag_name_at = fact->value_at;
		matcher->flag_scope = fact->scope;
	} else if (up_str_eq(fact->key, UP_STR("value")) && matcher->flag_scope == fact->scope) {
		carried.key = matcher->flag_name;
		carried.key_at = matcher->flag_name_at;
		up_rows_try(matcher, i, product, UP_SPACE_FLAG, &carried);
	}
}
