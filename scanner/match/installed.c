/* What a host has installed is where the windows of its products begin. */
#include "core/component.h"
#include "core/version.h"
#include "match/level.h"
#include "match/releases.h"
#include "match/rules-private.h"

/* Of several packages the oldest counts: two PostgreSQL servers side by side are both upgraded. */
static void install(struct up_window *window, up_str version, up_str path, uint32_t line)
{
	if (window->from_given && !window->from_found)
		return;
	if (window->from_found && up_version_cmp(version, window->found) >= 0)
		return;
	window->found = version;
	window->found_path = path;
	window->found_line = line;
	/* A target older than what is there is the wish to hear of nothing later, not of a downgrade. */
	if (window->to_given && !up_version_within(version, window->to))
		version = window->to;
	window->from = version;
	window->from_given = window->from_found = true;
}

void up_rules_install_from(struct up_rules *rules, up_str path)
{
	rules->installing = up_arena_copy(rules->arena, path);
}

void up_rules_install(struct up_rules *rules, up_str package, up_str version, uint32_t line)
{
	if (!up_version_valid(version))
		return;
	up_str copy = UP_STR_NULL;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(rules->images[i].header, UP_SPACE_PACKAGE, UINT32_MAX, package, entry))) {
			copy = copy.len ? copy : up_arena_copy(rules->arena, version);
			install(&rules->images[i].windows[entry->value], copy, rules->installing, line);
		}
	}
}

void up_rules_read_in(struct up_rules *rules, up_str pair, up_str path)
{
	up_str id = up_str_slice(pair, 0, up_str_find_byte(pair, '=', 0));
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_entry *entry = up_image_find(rules->images[i].header, UP_SPACE_PRODUCT, UINT32_MAX, id, NULL);
		if (entry)
			rules->images[i].windows[entry->value].found_path = up_arena_copy(rules->arena, path);
	}
}

void up_rules_stay(struct up_rules *rules)
{
	rules->stays = true;
	for (size_t i = 0; i < rules->n_images; i++) {
		for (size_t k = 0; k < rules->images[i].header->tables[UP_IMAGE_PRODUCTS].n; k++) {
			struct up_window *window = &rules->images[i].windows[k];
			if (!window->from_found || window->to_given)
				continue;
			window->to = window->from;
			window->to_given = true;
			window->from_given = false;
		}
	}
}

bool up_rules_installed_next(const struct up_rules *rules, size_t *at, up_str *ret_pair)
{
	const struct up_image *image = &rules->images[0];
	const struct up_image_product *products = up_image_at(image->header, UP_IMAGE_PRODUCTS);
	for (size_t n = image->header->tables[UP_IMAGE_PRODUCTS].n; *at < n; ++*at) {
		const struct up_window *window = &image->windows[*at];
		if (!window->from_found || window->is_followed)
			continue;
		*ret_pair = up_arena_printf(rules->arena, "%.*s=%.*s", UP_FMT(up_image_str(image->header, products[*at].id)),
					    UP_FMT(window->from));
		++*at;
		return true;
	}
	return false;
}

/* The products under a key of a space, one after the other. */
static bool next_product(const struct up_rules *rules, uint32_t space, up_str key, size_t *at, up_str *ret_product)
{
	size_t n = 0;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		const struct up_image_product *products = up_image_at(header, UP_IMAGE_PRODUCTS);
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(header, space, UINT32_MAX, key, entry))) {
			if (n++ < *at)
				continue;
			*ret_product = up_image_str(header, products[entry->value].id);
			++*at;
			return true;
		}
	}
	return false;
}

/* The product whose releases the tags of an image are, by its whole name. An image of a system is no system that is upgraded. */
static bool released_as(const struct up_image_header *header, up_str name, up_str *ret_product)
{
	const struct up_image_release *releases = up_image_at(header, UP_IMAGE_RELEASES);
	const struct up_image_product *products = up_image_at(header, UP_IMAGE_PRODUCTS);
	const struct up_image_entry *entry = up_image_find(header, UP_SPACE_TAGGED, UINT32_MAX, name, NULL);
	if (!entry)
		return false;
	up_str id = up_image_str(header, releases[entry->value].id);
	const struct up_image_entry *product = up_image_find(header, UP_SPACE_PRODUCT, UINT32_MAX, id, NULL);
	*ret_product = id;
	return product && !products[product->value].is_platform;
}

bool up_rules_image_product(const struct up_rules *rules, up_str key, size_t *at, up_str *ret_product)
{
	up_str base = up_component_image_name(key), name = up_release_short_name(up_str_slice(key, strlen("image:"), key.len)), by_name;
	size_t before = *at;
	if (!base.len)
		return false;
	if (next_product(rules, UP_SPACE_IMAGE, base, at, ret_product))
		return true;
	for (size_t i = 0; i < rules->n_images; i++) {
		if (!released_as(rules->images[i].header, name, ret_product))
			continue;
		for (size_t k = 0; next_product(rules, UP_SPACE_IMAGE, base, &k, &by_name);)
			if (up_str_eq(by_name, *ret_product))
				return false;
		size_t n = 0;
		while (next_product(rules, UP_SPACE_IMAGE, base, &n, &by_name))
			;
		*at = n + 1;
		return before == n;
	}
	return false;
}

bool up_rules_package_product(const struct up_rules *rules, up_str package, size_t *at, up_str *ret_product)
{
	return next_product(rules, UP_SPACE_PACKAGE, package, at, ret_product);
}

size_t up_rules_program_marks(const struct up_rules *rules, up_str program, struct up_program_mark *marks, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		const struct up_image_product *products = up_image_at(header, UP_IMAGE_PRODUCTS);
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(header, UP_SPACE_PROGRAM, UINT32_MAX, program, entry))) {
			const struct up_image_product *product = &products[entry->value];
			for (uint32_t k = 0; k < product->programs.n && n < most; k += 2)
				if (up_str_eq(up_image_item(header, product->programs, k), program))
					marks[n++] = (struct up_program_mark){ up_image_str(header, product->id),
									       up_image_item(header, product->programs, k + 1) };
		}
	}
	return n;
}

static const struct up_window *window_of(const struct up_rules *rules, up_str product)
{
	const struct up_image *image;
	const struct up_image_product *row;
	return up_rules_window(rules, product, &image, &row);
}

bool up_rules_knows_from(const struct up_rules *rules, up_str product)
{
	const struct up_window *window = window_of(rules, product);
	return window && window->from_given;
}

bool up_rules_knows_to(const struct up_rules *rules, up_str product)
{
	const struct up_window *window = window_of(rules, product);
	return window && window->to_given;
}

bool up_rules_rival_next(const struct up_rules *rules, up_str product, size_t *at, up_str *ret_rival)
{
	const struct up_image *image;
	const struct up_image_product *row;
	if (!up_rules_window(rules, product, &image, &row) || *at >= row->rivals.n)
		return false;
	*ret_rival = up_image_item(image->header, row->rivals, (uint32_t)(*at)++);
	return true;
}

/* The n-th product of all images; false: there are not so many. */
static bool nth_product(const struct up_rules *rules, size_t n, const struct up_image **ret_image)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		size_t n_products = rules->images[i].header->tables[UP_IMAGE_PRODUCTS].n;
		*ret_image = &rules->images[i];
		if (n < n_products)
			return true;
		n -= n_products;
	}
	return false;
}

bool up_rules_window_next(const struct up_rules *rules, size_t *at, struct up_known_window *ret_window)
{
	const struct up_image *image;
	while (nth_product(rules, *at, &image)) {
		size_t first = 0;
		for (const struct up_image *before = rules->images; before < image; before++)
			first += before->header->tables[UP_IMAGE_PRODUCTS].n;
		const struct up_image_product *product = (const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS) +
							 (*at - first);
		const struct up_window *window = &image->windows[*at - first];
		up_str id = up_image_str(image->header, product->id);
		++*at;
		/* Of a product that another folder of rules has, too, the first one counts. */
		if (window->is_followed || window_of(rules, id) != window)
			continue;
		*ret_window = (struct up_known_window){ .product = id,
							.from = window->from,
							.to = window->to,
							.from_given = window->from_given,
							.to_given = window->to_given,
							.is_kept = rules->stays && window->from_found,
							.found_path = window->found_path,
							.found_line = window->found_line };
		return true;
	}
	return false;
}

bool up_rules_row_change(const struct up_rules *rules, const struct up_rule *view, up_str key, up_str from, up_str to,
			 struct up_arena *arena, struct up_row_change *ret_change)
{
	const struct up_image *image;
	const struct up_image_rule *rule = up_rules_image_rule(rules, view, &image);
	const struct up_window *given = window_of(rules, view->product);
	if (rule->product == UINT32_MAX || !given)
		return false;
	struct up_window window = *given;
	if (from.len) {
		window.from = from;
		window.from_given = true;
	}
	if (to.len) {
		window.to = to;
		window.to_given = true;
	}
	struct up_grade grade = up_row_grade_in(rules, image, rule, &window);
	if (grade.level == UP_LEVEL_NONE)
		return false;
	up_str subject = up_image_str(image->header, rule->title);
	if (!subject.len)
		subject = up_arena_printf(arena, "`%.*s`", UP_FMT(key));
	*ret_change = (struct up_row_change){ .level = grade.level,
					      .is_removal = grade.change == UP_CHANGE_REMOVED,
					      .since = grade.version,
					      .message = up_row_message(image, rule, &grade, subject, arena) };
	return true;
}
