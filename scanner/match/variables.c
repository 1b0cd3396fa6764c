/* Settings in environment variables, whoever sets them: a unit, a compose file, a manifest, a Dockerfile, a .env, a script. */
#include "match/matcher-private.h"

enum {
	LEAST_CAPITALS = 2, /* variables are written in capitals; of GITEA__server__ROOT_URL the beginning */
	LONGEST_VARIABLE = 256,
};

/* The name in capitals, or an empty text where it is none of a variable. */
static up_str variable_name(up_str key, char *out)
{
	if (key.len <= LEAST_CAPITALS || key.len > LONGEST_VARIABLE)
		return UP_STR("");
	for (size_t i = 0; i < key.len; i++) {
		char c = key.s[i];
		if (!up_is_alnum(c) && c != '_')
			return UP_STR("");
		bool is_small = c >= 'a' && c <= 'z';
		if (i < LEAST_CAPITALS && is_small)
			return UP_STR("");
		out[i] = is_small ? (char)(c - 'a' + 'A') : c;
	}
	return (up_str){ out, key.len };
}

void up_variables_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	char room[LONGEST_VARIABLE];
	up_str name = variable_name(fact->key, room);
	if (!name.len || fact->flags & (UP_FACT_BLOCK | UP_FACT_GUARDED))
		return;
	const struct carried carried = { .scope = fact->scope,
					 .path = fact->path,
					 .key = fact->key,
					 .value = fact->value,
					 .key_at = fact->key_at,
					 .value_at = fact->value_at,
					 .is_variable = true,
					 .embedded_in = embedded_in };
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(image->header, UP_SPACE_VARIABLE, UINT32_MAX, name, entry)))
			up_rows_try_one(matcher, i, (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES) + entry->value,
					&carried);
		up_rows_star_variable(matcher, i, name, &carried);
	}
}
