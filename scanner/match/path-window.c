/* The windows of a run, held against the ways of their products: who passes by a stop, and who goes back. */
#include "core/version.h"
#include "match/path-private.h"

enum {
	STOPS_SHOWN = 12, /* in a message; the rest is a number. Test unit/test-path.c */
};

static void write_stops(const struct up_path *path, struct up_buf *out)
{
	size_t n = 0;
	for (size_t i = 0; i < path->n_legs; i++) {
		if (!path->legs[i].is_line || path->legs[i].reason.only.len)
			continue;
		if (n++ < STOPS_SHOWN)
			up_buf_printf(out, "%s%.*s", n > 1 ? ", " : "", UP_FMT(path->legs[i].to));
	}
	if (n > STOPS_SHOWN)
		up_buf_printf(out, " and %zu more", n - STOPS_SHOWN);
}

static void word(const struct up_path *path, struct up_arena *arena, struct up_path_fault *fault)
{
	struct up_buf detail = { 0 };
	up_buf_add(&detail, path->title);
	if (fault->status != UP_PATH_BLOCKED) /* it names its leg */
		up_buf_printf(&detail, " %.*s → %.*s", UP_FMT(path->from), UP_FMT(path->to));
	if (fault->status == UP_PATH_NO_BACK) {
		up_buf_printf(&detail, ": %.*s", UP_FMT(path->back_rule));
	} else if (fault->status == UP_PATH_BLOCKED) {
		up_buf_printf(&detail, ": %.*s", UP_FMT(path->end.text));
	} else {
		up_buf_add_s(&detail, " passes by ");
		write_stops(path, &detail);
	}
	fault->detail = up_arena_take(arena, &detail);
}

bool up_path_judge(const struct up_rules *rules, up_str product, up_str from, up_str to, struct up_arena *arena,
		   struct up_path_fault *ret_fault)
{
	struct up_path path;
	up_path_find(rules, product, from, to, true, arena, &path);
	*ret_fault = (struct up_path_fault){ .product = product, .status = path.status };
	/* Where nobody says whether there is a way back, there is no finding. */
	bool is_back = path.status == UP_PATH_NO_BACK && path.back.n_links;
	bool is_skipped = path.status == UP_PATH_BLOCKED;
	for (size_t i = 0; i < path.n_legs; i++)
		is_skipped |= path.legs[i].is_line && !path.legs[i].reason.only.len;
	/* Where the data end nobody knows; that is told by the run's own note on coverage. */
	if (!is_back && !is_skipped)
		return false;
	word(&path, arena, ret_fault);
	return true;
}

size_t up_path_faults(const struct up_rules *rules, struct up_arena *arena, struct up_path_fault **ret_faults)
{
	const struct up_image *image = &rules->images[0];
	size_t n = 0, n_products = rules->n_images ? image->header->tables[UP_IMAGE_PRODUCTS].n : 0;
	const struct up_image_product *products = rules->n_images ? up_image_at(image->header, UP_IMAGE_PRODUCTS) : NULL;
	*ret_faults = up_arena_alloc_zero(arena, (n_products + 1) * sizeof **ret_faults);
	for (size_t i = 0; i < n_products; i++) {
		const struct up_window *window = &image->windows[i];
		up_str id = up_image_str(image->header, products[i].id), from = window->found.len ? window->found : window->from;
		if (!window->to_given || window->is_followed || !from.len || rules->stays || !up_path_is_known(rules, id))
			continue;
		if (!up_path_judge(rules, id, from, window->to, arena, &(*ret_faults)[n]))
			continue;
		(*ret_faults)[n].place = window->found_path;
		(*ret_faults)[n++].line = window->found_line;
	}
	return n;
}

bool up_path_brings(const struct up_rules *rules, up_str product, up_str version, struct up_arena *arena, struct up_path_fault *ret_fault)
{
	const struct up_image *image;
	const struct up_image_product *row;
	const struct up_window *window = up_rules_window(rules, product, &image, &row);
	return window && window->found.len && up_version_valid(version) &&
	       up_path_judge(rules, product, window->found, version, arena, ret_fault);
}

bool up_path_runs(const struct up_rules *rules, up_str product, up_str version, struct up_arena *arena, struct up_path_fault *ret_fault)
{
	const struct up_image *image;
	const struct up_image_product *row;
	const struct up_window *window = up_rules_window(rules, product, &image, &row);
	if (!window || !window->to_given || window->from_given || window->is_followed || rules->stays || !up_version_valid(version))
		return false;
	return up_path_is_known(rules, product) && up_path_judge(rules, product, version, window->to, arena, ret_fault);
}
