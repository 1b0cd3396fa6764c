/* Environment variables that hold a product's settings: GF_SECURITY_ADMIN_USER is admin_user in [security] of grafana.ini. */
#include <stddef.h>

#include "match/load-private.h"

const struct up_field up_variable_fields[] = {
	{ "forms", UP_FIELD_STRINGS, true, offsetof(struct up_image_product, variables),
	  .doc = "how the name is made: {KEY} and {IN} in capitals, with _ for all but letters and digits" },
	{ "drop", UP_FIELD_STRING, .target = offsetof(struct up_image_product, variable_drop), .doc = "characters that are left out" },
	{ "join", UP_FIELD_STRING, .target = offsetof(struct up_image_product, variable_join),
	  .doc = "what stands between the sections of {IN}; by default _" },
	{ "starts", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, variable_starts),
	  .doc = "only names that begin with one of these" },
	{ "but_not", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, variable_others),
	  .doc = "names that other programs have as well" },
	{ NULL },
};

void up_loader_variable_forms(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_product *product = record;
	up_loader_fill(loader, value, up_variable_fields, product);
	for (uint32_t i = 0; i < product->variables.n; i++) {
		const struct up_image_ref *form = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *form, product->variables.first + i);
		if (!up_str_contains(up_build_text(&loader->build, *form), UP_STR("{KEY}")))
			up_loader_fault(loader, value, "a form of variables holds {KEY}, and {IN} where it tells the section");
	}
}

/* --- names -------------------------------------------------------------------------------------------------------------- */

struct making {
	struct up_loader *loader;
	const struct up_image_product *product;
	struct up_buf name;
};

static up_str item(struct making *making, struct up_image_range list, uint32_t i)
{
	const struct up_image_ref *ref = up_build_at(&making->loader->build, UP_IMAGE_REFS, sizeof *ref, list.first + i);
	return up_build_text(&making->loader->build, *ref);
}

static void add_capitals(struct making *making, up_str text)
{
	up_str drop = up_build_text(&making->loader->build, making->product->variable_drop);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (up_str_find_byte(drop, c, 0) != SIZE_MAX)
			continue;
		c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
		up_buf_add_byte(&making->name, up_is_alnum(c) || c == '*' ? c : '_');
	}
}

static void add_sections(struct making *making, up_str path)
{
	up_str join = up_build_text(&making->loader->build, making->product->variable_join);
	for (size_t start = 0; start < path.len;) {
		size_t end = up_str_find_byte(path, '/', start);
		end = end == SIZE_MAX ? path.len : end;
		if (start)
			up_buf_add(&making->name, join.len ? join : UP_STR("_"));
		add_capitals(making, up_str_slice(path, start, end));
		start = end + 1;
	}
}

static bool is_wanted(struct making *making)
{
	struct up_image_range starts = making->product->variable_starts, others = making->product->variable_others;
	bool is_wanted = !starts.n;
	for (uint32_t i = 0; i < starts.n; i++)
		is_wanted |= up_str_starts(up_buf_str(&making->name), item(making, starts, i));
	for (uint32_t i = 0; i < others.n; i++)
		is_wanted &= !up_str_eq(up_buf_str(&making->name), item(making, others, i));
	return is_wanted;
}

/* The name that a form gives a key in a section. A form that tells the section says nothing of a key that is in none. */
static bool make(struct making *making, up_str form, up_str path, up_str key)
{
	const up_str in = UP_STR("{IN}"), name = UP_STR("{KEY}");
	up_buf_clear(&making->name);
	for (size_t i = 0; i < form.len;) {
		up_str rest = up_str_slice(form, i, form.len);
		if (up_str_starts(rest, in)) {
			if (!path.len)
				return false;
			add_sections(making, path);
			i += in.len;
		} else if (up_str_starts(rest, name)) {
			add_capitals(making, key);
			i += name.len;
		} else {
			up_buf_add_byte(&making->name, form.s[i++]);
		}
	}
	return is_wanted(making);
}

static bool is_plain(up_str glob)
{
	for (size_t i = 0; i < glob.len; i++)
		if (strchr("*?[{", glob.s[i]))
			return false;
	return true;
}

void up_loader_variables(struct up_loader *loader, const struct up_image_rule *rule, uint32_t index,
			 void (*got)(void *data, up_str name, uint32_t rule), void *data)
{
	struct making making = { .loader = loader };
	making.product = up_build_at(&loader->build, UP_IMAGE_PRODUCTS, sizeof *making.product, rule->product);
	bool is_variable = rule->carrier == UP_CARRIER_VARIABLE;
	for (uint32_t k = 0; k < rule->keys.n; k++) {
		/* Copied: the table of strings may move while names are added. */
		up_str key = up_arena_copy(loader->arena, item(&making, rule->keys, k));
		if (is_variable)
			got(data, key, index);
		for (uint32_t f = 0;
		     f < making.product->variables.n && !is_variable && (!rule->withs.n || rule->required) && !rule->objects.n; f++) {
			up_str form = up_arena_copy(loader->arena, item(&making, making.product->variables, f));
			bool tells_section = up_str_contains(form, UP_STR("{IN}"));
			for (uint32_t i = 0; i < (tells_section ? rule->in.n : 1); i++) {
				up_str path = tells_section ? up_arena_copy(loader->arena, item(&making, rule->in, i)) : UP_STR("");
				if (is_plain(path) && make(&making, form, path, key))
					got(data, up_buf_str(&making.name), index);
			}
		}
	}
	up_buf_finish(&making.name);
}
