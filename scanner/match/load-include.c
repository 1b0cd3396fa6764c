/* Directives of a product that name further files of its configuration. */
#include <stddef.h>

#include "match/load-private.h"

static const char *const forms[] = { "glob", "file", "folder", NULL };
static const char *const booleans[] = { "false", "true", NULL };

#define INCLUDE(member) offsetof(struct up_image_include, member)

const struct up_field up_include_fields[] = {
	{ "keys", UP_FIELD_STRINGS, true, INCLUDE(keys), .doc = "the names of the directive" },
	{ "form", UP_FIELD_WORD, .target = INCLUDE(form), .words = forms,
	  .doc = "what its value is: paths with wildcards, one file, or a folder whose files are read" },
	{ "base", UP_FIELD_STRINGS, .target = INCLUDE(bases),
	  .doc = "folders of a host that relative paths count from; by default the folder of the file" },
	{ "suffix", UP_FIELD_STRINGS, .target = INCLUDE(suffixes), .doc = "of a folder: only files whose names end so" },
	{ "inherits", UP_FIELD_WORD, .target = INCLUDE(inherits), .words = booleans,
	  .doc = "does what it includes stand in the sections round it" },
	{ NULL },
};

void up_loader_includes(struct up_loader *loader, const struct up_yaml_node *list, struct up_image_product *product, uint32_t index)
{
	if (list && list->kind != UP_YAML_LIST)
		up_loader_fault(loader, list, "'include' is a list");
	for (const struct up_yaml_node *node = list && list->kind == UP_YAML_LIST ? list->first : NULL; node; node = node->next) {
		struct up_image_include include = { .product = index };
		up_loader_fill(loader, node, up_include_fields, &include);
		if (include.suffixes.n && include.form != UP_INCLUDE_FOLDER)
			up_loader_fault(loader, node, "'suffix' is of a folder");
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_INCLUDES, &include, sizeof include);
		if (!product->includes.n++)
			product->includes.first = at;
	}
}
