/* Loading rules: folders, files, and linking them into an image. */
#include "match/load.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/suggest.h"
#include "core/fact.h"
#include "core/form.h"
#include "core/limits.h"
#include "match/load-private.h"
#include "match/prefilter.h"

struct up_loader *up_loader_new(void)
{
	struct up_loader *loader = up_alloc_zero(1, sizeof *loader);
	loader->arena = up_arena_new();
	return loader;
}

void up_loader_free(struct up_loader *loader)
{
	if (!loader)
		return;
	up_arena_free(loader->arena);
	up_build_finish(&loader->build);
	up_buf_finish(&loader->faults);
	up_buf_finish(&loader->paths);
	up_free(loader->places);
	up_free(loader->named);
	up_free(loader);
}

up_str up_loader_paths(const struct up_loader *loader)
{
	return up_buf_str(&loader->paths);
}

up_str up_loader_faults(const struct up_loader *loader)
{
	return up_buf_str(&loader->faults);
}

size_t up_loader_n_faults(const struct up_loader *loader)
{
	return loader->n_faults;
}

void up_loader_add(struct up_loader *loader, up_str name, up_str text)
{
	struct up_yaml_error error = { 0 };
	loader->file = up_arena_copy(loader->arena, name);
	const struct up_yaml_node *root = up_yaml_read(text, loader->arena, &error);
	if (!root) {
		struct up_yaml_node place = { .line = error.line, .column = error.column };
		up_loader_fault(loader, &place, "%.*s", UP_FMT(error.message));
		return;
	}
	loader->sources = up_loader_get(root, "sources");
	if (up_loader_get(root, "product"))
		up_loader_product(loader, root);
	else if (up_loader_get(root, "topic"))
		up_loader_topic(loader, root);
	else if (up_loader_get(root, "units"))
		up_loader_units(loader, root);
	else if (up_loader_get(root, "runner"))
		up_loader_runner(loader, root);
	else if (up_loader_get(root, "releases"))
		up_loader_releases(loader, root);
	else if (up_loader_get(root, "vendor"))
		up_loader_vendor(loader, root);
	else
		up_loader_fault(loader, root,
				"a rule file begins with `product:`, `topic:`, `units:`, `runner:`, `releases:` or `vendor:`");
}

void up_loader_add_rule(struct up_loader *loader, const struct up_yaml_node *at, struct up_image_rule *rule, up_str id)
{
	size_t slash = up_str_find_byte(id, '/', 0);
	bool fine = slash != SIZE_MAX && slash > 0 && slash + 1 < id.len;
	for (size_t i = 0; i < id.len && fine; i++)
		fine = up_is_alnum(id.s[i]) || id.s[i] == '.' || id.s[i] == '_' || id.s[i] == '-' || (id.s[i] == '/' && i == slash);
	if (!fine)
		up_loader_fault(loader, at, "'%.*s' is no rule id: two parts of letters, digits, '.', '_', '-' with a '/' between",
				UP_FMT(id));
	up_str copy = up_arena_copy(loader->arena, id);
	rule->id = up_build_string(&loader->build, copy);
	up_build_add(&loader->build, UP_IMAGE_RULES, rule, sizeof *rule);
	loader->places = up_grow(loader->places, &loader->places_capacity, loader->n_places + 1, sizeof *loader->places);
	loader->places[loader->n_places++] = (struct up_rule_place){ copy, loader->file, *at };
}

/* --- folders ---------------------------------------------------------------------------------------------------------- */

static bool read_file(struct up_loader *loader, int folder, const char *name, up_str path)
{
	struct up_yaml_node top = { .line = 1, .column = 1 };
	loader->file = path;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		up_loader_fault(loader, &top, "cannot be read: %s", fd < 0 ? strerror(errno) : "not a regular file");
		if (fd >= 0)
			close(fd);
		return false;
	}
	struct up_buf text = { 0 };
	ssize_t n = 0;
	while (text.len <= UP_LIMIT_RULE_FILE_BYTES && (n = read(fd, up_buf_reserve(&text, 65536), 65536)) > 0)
		text.len += (size_t)n;
	close(fd);
	if (n < 0 || text.len > UP_LIMIT_RULE_FILE_BYTES)
		up_loader_fault(loader, &top, "cannot be read: %s", n < 0 ? strerror(errno) : "larger than 4 MiB");
	else
		up_loader_add(loader, path, up_buf_str(&text));
	up_buf_finish(&text);
	return true;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "harvest") != 0;
}

static bool add_folder(struct up_loader *loader, int folder, up_str path, unsigned depth)
{
	struct dirent **entries;
	int n = scandirat(folder, ".", &entries, is_visible, by_name);
	if (n < 0)
		return false;
	up_buf_printf(&loader->paths, "%.*s\n", UP_FMT(path));
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		up_str below = up_arena_printf(loader->arena, "%.*s/%s", UP_FMT(path), name);
		int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (inner >= 0) {
			if (depth < 8)
				add_folder(loader, inner, below, depth + 1);
			close(inner);
		} else if (up_str_ends(below, UP_STR(".yaml")) || up_str_ends(below, UP_STR(".yml"))) {
			up_buf_printf(&loader->paths, "%.*s\n", UP_FMT(below));
			read_file(loader, folder, name, below);
		}
		up_free(entries[i]);
	}
	up_free(entries);
	return true;
}

bool up_loader_add_folder(struct up_loader *loader, const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool read = folder >= 0 && add_folder(loader, folder, up_str_from(path), 0);
	if (!read) {
		struct up_yaml_node top = { .line = 1, .column = 1 };
		loader->file = up_str_from(path);
		up_loader_fault(loader, &top, "cannot read the folder of rules: %s", strerror(errno));
	}
	if (folder >= 0)
		close(folder);
	return read;
}

/* --- linking ---------------------------------------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b, void *data)
{
	const struct up_image_rule *x = a, *y = b;
	return up_str_cmp(up_build_text(data, x->id), up_build_text(data, y->id));
}

void up_loader_add_entry(struct up_build *build, uint32_t space, uint32_t product, up_str key, uint32_t value)
{
	struct up_image_entry entry = { .hash = up_image_hash(space, product, key),
					.space = space,
					.product = product,
					.key = up_build_string(build, key),
					.value = value };
	up_build_add(build, UP_IMAGE_ENTRIES, &entry, sizeof entry);
}

static up_str normalised(struct up_loader *loader, uint32_t product, bool is_flag, up_str key)
{
	const struct up_image_product *row = up_build_at(&loader->build, UP_IMAGE_PRODUCTS, sizeof *row, product);
	const struct up_image_names names = { .same = up_build_text(&loader->build, row->same),
					      .drop = up_build_text(&loader->build, row->drop),
					      .ignore_case = row->ignore_case };
	return up_image_names_apply(&names, is_flag, key, up_arena_alloc(loader->arena, key.len + 1));
}

static up_str list_item(struct up_loader *loader, struct up_image_range list, uint32_t i)
{
	const struct up_image_ref *ref = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *ref, list.first + i);
	/* Copied: the table of strings may move while entries are added. */
	return up_arena_copy(loader->arena, up_build_text(&loader->build, *ref));
}

static void index_withs(struct up_loader *loader, const struct up_image_rule *rule, struct up_image_range withs, uint32_t index)
{
	for (uint32_t i = 0; i < withs.n; i++) {
		const struct up_image_with *with = up_build_at(&loader->build, UP_IMAGE_WITHS, sizeof *with, withs.first + i);
		up_str key = normalised(loader, rule->product, false, up_build_text(&loader->build, with->key));
		up_loader_add_entry(&loader->build, UP_SPACE_WITH, rule->product, key, index);
	}
}

static struct up_image_product *product_at(struct up_build *build, uint32_t product)
{
	return up_build_at(build, UP_IMAGE_PRODUCTS, sizeof(struct up_image_product), product);
}

/* The parts of a key with stars, up to each place where one ends. */
static void index_stems(struct up_build *build, uint32_t space, uint32_t product, up_str key, char joint, uint32_t rule)
{
	for (size_t end = up_str_find_byte(key, joint, 0); end != SIZE_MAX; end = up_str_find_byte(key, joint, end + 1))
		up_loader_add_entry(build, space, product, up_str_slice(key, 0, end), rule);
}

static void index_variable(void *data, up_str name, uint32_t rule)
{
	struct up_loader *loader = data;
	size_t star = up_str_find_byte(name, '*', 0);
	if (star != SIZE_MAX && star + 1 < name.len)
		return; /* nobody can tell how many parts it stands for */
	name = up_arena_copy(loader->arena, name);
	up_loader_add_entry(&loader->build, UP_SPACE_VARIABLE, UINT32_MAX, name, rule);
	if (star != SIZE_MAX)
		index_stems(&loader->build, UP_SPACE_VARIABLE_STEM, UINT32_MAX, name, '_', rule);
}

/* A star that is a part of a key between dots; "example.org/" and a star, and "*.*", are looked up as they stand. */
static void index_stars(struct up_loader *loader, const struct up_image_rule *rule, up_str key, bool is_flag, uint32_t index)
{
	if (up_str_find_byte(key, '*', 0) == SIZE_MAX || up_str_ends(key, UP_STR("/*")) || key.s[0] == '*')
		return;
	key = normalised(loader, rule->product, is_flag, key);
	index_stems(&loader->build, UP_SPACE_STEM, rule->product, key, '.', index);
	up_loader_add_entry(&loader->build, UP_SPACE_STEM, rule->product, key, index);
	product_at(&loader->build, rule->product)->has_stars = 1;
}

static void index_row(struct up_loader *loader, const struct up_image_rule *rule, uint32_t index)
{
	up_loader_variables(loader, rule, index, index_variable, loader);
	if (up_image_is_absent(rule))
		up_loader_add_entry(&loader->build, UP_SPACE_DEFAULTS, rule->product, UP_STR(""), index);
	bool is_beside = rule->required && (rule->how == UP_ABSENT_SECTION || rule->how == UP_ABSENT_BESIDE);
	if (is_beside)
		product_at(&loader->build, rule->product)->has_beside = 1;
	for (uint32_t i = 0; i < rule->keys.n; i++) {
		up_str key = list_item(loader, rule->keys, i);
		if (rule->carrier & UP_CARRIER_SETTING)
			up_loader_add_entry(&loader->build, UP_SPACE_SETTING, rule->product, normalised(loader, rule->product, false, key),
					    index);
		if (rule->carrier & UP_CARRIER_FLAG)
			up_loader_add_entry(&loader->build, UP_SPACE_FLAG, rule->product, normalised(loader, rule->product, true, key),
					    index);
		if (up_image_is_absent(rule) && up_str_find_byte(key, '.', 0) != SIZE_MAX)
			up_loader_add_entry(&loader->build, UP_SPACE_VARIABLE, UINT32_MAX, key, index);
		if (is_beside || rule->repeats)
			up_loader_add_entry(&loader->build, UP_SPACE_WITH, rule->product, normalised(loader, rule->product, false, key),
					    index);
		if (rule->carrier & UP_CARRIER_BOTH)
			index_stars(loader, rule, key, !(rule->carrier & UP_CARRIER_SETTING), index);
	}
	index_withs(loader, rule, rule->withs, index);
	index_withs(loader, rule, rule->objects, index);
}

static void index_rules(struct up_loader *loader)
{
	struct up_build *build = &loader->build;
	uint32_t n = up_build_count(build, UP_IMAGE_RULES, sizeof(struct up_image_rule));
	for (uint32_t i = 0; i < n; i++) {
		struct up_image_rule rule;
		memcpy(&rule, up_build_at(build, UP_IMAGE_RULES, sizeof rule, i), sizeof rule);
		up_str id = up_arena_copy(loader->arena, up_build_text(build, rule.id));
		up_loader_add_entry(build, UP_SPACE_RULE, UINT32_MAX, id, i);
		if (rule.secret)
			((struct up_image_secret *)up_build_at(build, UP_IMAGE_SECRETS, sizeof(struct up_image_secret), rule.secret - 1))
				->rule = i;
		if (rule.product != UINT32_MAX)
			index_row(loader, &rule, i);
		if (rule.product != UINT32_MAX || rule.secret)
			continue;
		for (uint32_t k = 0; k < rule.keys.n; k++)
			up_loader_add_entry(build, UP_SPACE_TOPIC + rule.kind, UINT32_MAX, list_item(loader, rule.keys, k), i);
		/* Rules without a plain name are tried on every fact of their kind: the empty key. */
		if (!rule.keys.n || rule.key_patterns.n)
			up_loader_add_entry(build, UP_SPACE_TOPIC + rule.kind, UINT32_MAX, UP_STR(""), i);
	}
}

/* A variable, or a program and its flag with a blank between. */
static void index_arguments(struct up_build *build, up_str name, uint32_t product)
{
	size_t blank = up_str_find_byte(name, ' ', 0);
	up_loader_add_entry(build, UP_SPACE_ARGUMENTS, UINT32_MAX, name, product);
	if (blank != SIZE_MAX)
		up_loader_add_entry(build, UP_SPACE_CARRIER, UINT32_MAX, up_str_slice(name, 0, blank), product);
}

/* Programs that are not the product's own and have a flag that assigns: once each. */
static void index_assign(struct up_loader *loader, const struct up_image_product *product, uint32_t index)
{
	up_str last = UP_STR("");
	for (uint32_t k = 0; k < product->assign.n; k++) {
		up_str item = list_item(loader, product->assign, k);
		size_t blank = up_str_find_byte(item, ' ', 0);
		up_str program = up_str_slice(item, 0, blank);
		if (blank == SIZE_MAX || up_str_eq(program, last))
			continue;
		up_loader_add_entry(&loader->build, UP_SPACE_ASSIGN, UINT32_MAX, program, index);
		last = program;
	}
}

/* Of a jar without the metadata of Maven its name alone is known. */
static void index_package(struct up_loader *loader, up_str package, uint32_t product)
{
	up_loader_add_entry(&loader->build, UP_SPACE_PACKAGE, UINT32_MAX, package, product);
	if (up_str_starts(package, UP_STR("maven:")))
		up_loader_add_entry(&loader->build, UP_SPACE_PACKAGE, UINT32_MAX,
				    up_arena_printf(loader->arena, "jar:%.*s", UP_FMT(up_str_basename(package))), product);
}

static void index_includes(struct up_loader *loader, const struct up_image_product *product, uint32_t index)
{
	for (uint32_t k = 0; k < product->includes.n; k++) {
		struct up_image_include include;
		uint32_t at = product->includes.first + k;
		memcpy(&include, up_build_at(&loader->build, UP_IMAGE_INCLUDES, sizeof include, at), sizeof include);
		for (uint32_t n = 0; n < include.keys.n; n++)
			up_loader_add_entry(&loader->build, UP_SPACE_INCLUDE, index,
					    normalised(loader, index, false, list_item(loader, include.keys, n)), at);
	}
}

static void index_products(struct up_loader *loader)
{
	struct up_build *build = &loader->build;
	uint32_t n = up_build_count(build, UP_IMAGE_PRODUCTS, sizeof(struct up_image_product));
	for (uint32_t i = 0; i < n; i++) {
		struct up_image_product product;
		memcpy(&product, up_build_at(build, UP_IMAGE_PRODUCTS, sizeof product, i), sizeof product);
		up_loader_add_entry(build, UP_SPACE_PRODUCT, UINT32_MAX, up_arena_copy(loader->arena, up_build_text(build, product.id)), i);
		for (uint32_t k = 0; k < product.commands.n; k++)
			up_loader_add_entry(build, UP_SPACE_COMMAND, UINT32_MAX, list_item(loader, product.commands, k), i);
		for (uint32_t k = 0; k < product.images.n; k++)
			up_loader_add_entry(build, UP_SPACE_IMAGE, UINT32_MAX, list_item(loader, product.images, k), i);
		for (uint32_t k = 0; k < product.arguments.n; k++)
			index_arguments(build, list_item(loader, product.arguments, k), i);
		index_assign(loader, &product, i);
		index_includes(loader, &product, i);
		for (uint32_t k = 0; k < product.packages.n; k++)
			index_package(loader, list_item(loader, product.packages, k), i);
		for (uint32_t k = 0; k < product.programs.n; k += 2)
			up_loader_add_entry(build, UP_SPACE_PROGRAM, UINT32_MAX, list_item(loader, product.programs, k), i);
		if (product.programs.n) /* as such a program is stated */
			index_package(loader, up_arena_printf(loader->arena, "generic:%.*s", UP_FMT(up_build_text(build, product.id))), i);
	}
}

/* Chains the entries of each slot, in the order of adding. */
static void fill_slots(struct up_build *build)
{
	uint32_t n = up_build_count(build, UP_IMAGE_ENTRIES, sizeof(struct up_image_entry));
	uint32_t n_slots = 16;
	while (n_slots < n)
		n_slots *= 2;
	uint32_t *slots = up_alloc_zero(n_slots, sizeof *slots);
	struct up_image_entry *entries = up_build_at(build, UP_IMAGE_ENTRIES, sizeof *entries, 0);
	for (uint32_t i = n; i > 0; i--) {
		uint32_t *slot = &slots[entries[i - 1].hash & (n_slots - 1)];
		entries[i - 1].next = *slot;
		*slot = i;
	}
	up_buf_add(&build->tables[UP_IMAGE_SLOTS], (up_str){ (const char *)slots, n_slots * sizeof *slots });
	up_free(slots);
}

static bool knows(const struct up_image_header *base, uint32_t space, up_str key)
{
	return base && up_image_find(base, space, UINT32_MAX, key, NULL);
}

static int place_by_id(const void *a, const void *b)
{
	const struct up_rule_place *x = a, *y = b;
	int order = up_str_cmp(x->id, y->id);
	return order ? order : up_str_cmp(x->file, y->file);
}

static void check_ids(struct up_loader *loader, const struct up_image_header *base)
{
	struct up_rule_place *places = loader->places;
	if (loader->n_places)
		qsort(places, loader->n_places, sizeof *places, place_by_id);
	for (size_t i = 0; i < loader->n_places; i++) {
		bool twice = i && up_str_eq(places[i].id, places[i - 1].id);
		if (!twice && !knows(base, UP_SPACE_RULE, places[i].id))
			continue;
		loader->file = places[i].file;
		up_loader_fault(loader, &places[i].at, "the rule id '%.*s' exists already: rows with the same key need an `id` each",
				UP_FMT(places[i].id));
	}
}

static void fault_at_link(struct up_loader *loader, up_str what, const char *message)
{
	up_buf_printf(&loader->faults, "rules: %.*s: %s\n", UP_FMT(what), message);
	loader->n_faults++;
}

static void check_follows(struct up_loader *loader, const struct up_image_header *base)
{
	struct up_build *build = &loader->build;
	uint32_t n = up_build_count(build, UP_IMAGE_PRODUCTS, sizeof(struct up_image_product));
	const struct up_image_product *products = up_build_at(build, UP_IMAGE_PRODUCTS, sizeof *products, 0);
	for (uint32_t i = 0; i < n; i++) {
		up_str follows = up_build_text(build, products[i].follows);
		bool known = !follows.len || knows(base, UP_SPACE_PRODUCT, follows);
		for (uint32_t k = 0; k < n && !known; k++)
			known = up_str_eq(follows, up_build_text(build, products[k].id)) && !products[k].follows.len;
		if (!known)
			fault_at_link(loader, follows,
				      "no product file has this id, or it follows another itself (it stands in `follows`)");
	}
}

static bool is_product(struct up_loader *loader, const struct up_image_header *base, up_str id)
{
	struct up_build *build = &loader->build;
	uint32_t n = up_build_count(build, UP_IMAGE_PRODUCTS, sizeof(struct up_image_product));
	for (uint32_t i = 0; i < n; i++) {
		const struct up_image_product *product = up_build_at(build, UP_IMAGE_PRODUCTS, sizeof *product, i);
		if (up_str_eq(id, up_build_text(build, product->id)))
			return true;
	}
	return knows(base, UP_SPACE_PRODUCT, id);
}

static void suggest_products(struct up_loader *loader, const struct up_image_header *base, struct up_suggest *suggest)
{
	struct up_build *build = &loader->build;
	uint32_t n = up_build_count(build, UP_IMAGE_PRODUCTS, sizeof(struct up_image_product));
	for (uint32_t i = 0; i < n; i++) {
		const struct up_image_product *product = up_build_at(build, UP_IMAGE_PRODUCTS, sizeof *product, i);
		up_suggest_add(suggest, up_build_text(build, product->id));
	}
	const struct up_image_product *ours = base ? up_image_at(base, UP_IMAGE_PRODUCTS) : NULL;
	for (uint32_t i = 0; base && i < base->tables[UP_IMAGE_PRODUCTS].n; i++)
		up_suggest_add(suggest, up_image_str(base, ours[i].id));
}

/* Products that `changes` name must exist, in these files or among ours. */
static void check_named(struct up_loader *loader, const struct up_image_header *base)
{
	for (size_t i = 0; i < loader->n_named; i++) {
		const struct up_rule_place *place = &loader->named[i];
		if (is_product(loader, base, place->id))
			continue;
		struct up_suggest suggest;
		struct up_buf near = { 0 };
		up_suggest_init(&suggest, place->id);
		suggest_products(loader, base, &suggest);
		up_suggest_write(&suggest, &near);
		loader->file = place->file;
		up_loader_fault(loader, &place->at, "there is no product '%.*s'%.*s", UP_FMT(place->id), UP_FMT(up_buf_str(&near)));
		up_buf_finish(&near);
	}
}

static void resolve_changes(struct up_loader *loader)
{
	struct up_build *build = &loader->build;
	uint32_t n_products = up_build_count(build, UP_IMAGE_PRODUCTS, sizeof(struct up_image_product));
	uint32_t n = up_build_count(build, UP_IMAGE_CHANGES, sizeof(struct up_image_change));
	for (uint32_t i = 0; i < n; i++) {
		struct up_image_change *change = up_build_at(build, UP_IMAGE_CHANGES, sizeof *change, i);
		up_str id = up_build_text(build, change->product_id);
		for (uint32_t k = 0; k < n_products && change->product == UINT32_MAX; k++) {
			const struct up_image_product *product = up_build_at(build, UP_IMAGE_PRODUCTS, sizeof *product, k);
			if (up_str_eq(id, up_build_text(build, product->id)))
				change->product = k;
		}
	}
}

bool up_loader_finish(struct up_loader *loader, const struct up_image_header *base, struct up_buf *ret_image)
{
	struct up_build *build = &loader->build;
	struct up_buf *rules = &build->tables[UP_IMAGE_RULES];
	if (rules->len)
		qsort_r(rules->bytes, rules->len / sizeof(struct up_image_rule), sizeof(struct up_image_rule), by_id, build);
	check_ids(loader, base);
	check_named(loader, base);
	resolve_changes(loader);
	check_follows(loader, base);
	if (loader->n_faults)
		return false;
	index_products(loader);
	index_rules(loader);
	fill_slots(build);
	up_build_write(build, ret_image);
	up_sha256_hex(up_buf_str(ret_image), build->digest);
	/* Literals and their database are made from the finished rules and then stand at the image's end. */
	up_prefilter_build((const struct up_image_header *)(const void *)ret_image->bytes, build);
	up_buf_clear(ret_image);
	up_build_write(build, ret_image);
	return true;
}
