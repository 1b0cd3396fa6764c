/* One leg of a way: what is done before and after, what may lag behind, whether it goes back, and which rules of the matrix have something to say. */
#include <inttypes.h>

#include "core/version.h"
#include "match/path-private.h"

/* Does the leg reach this version for the first time? What a later leg begins at was all of its line. */
static bool is_reached(const struct up_path_leg *leg, up_str version, bool is_later)
{
	if (up_version_cmp(version, leg->from) <= 0 || !up_version_within(version, leg->to))
		return false;
	return !is_later || !up_version_within(version, leg->from);
}

static void say(const struct up_ways *ways, struct up_path_said_list *list, struct up_path_said said)
{
	if (list->n == list->capacity) {
		size_t capacity = list->capacity ? list->capacity * 2 : 4;
		struct up_path_said *grown = up_arena_alloc(ways->arena, capacity * sizeof *grown);
		if (list->n)
			memcpy(grown, list->items, list->n * sizeof *grown);
		list->items = grown;
		list->capacity = capacity;
	}
	list->items[list->n++] = said;
}

static void add_task(const struct up_ways *ways, const struct up_image_edge *edge, struct up_path_said_list *before,
		     struct up_path_said_list *after)
{
	for (uint32_t i = 0; i < edge->before.n; i++)
		say(ways, before, up_ways_said(ways, edge, "before", up_image_item(ways->header, edge->before, i)));
	for (uint32_t i = 0; i < edge->after.n; i++)
		say(ways, after, up_ways_said(ways, edge, "after", up_image_item(ways->header, edge->after, i)));
}

void up_ways_each(const struct up_ways *ways, struct up_path *path)
{
	for (uint32_t i = 0; i < ways->upgrade->edges.n; i++) {
		const struct up_image_edge *edge = up_ways_edge(ways, i);
		if (edge->kind == UP_EDGE_TASK && !edge->to.len)
			add_task(ways, edge, &path->before, &path->after);
	}
}

/* "kubelet is 1.28 or newer before this leg": so far it may lag behind where the leg ends. */
static void add_skew(const struct up_ways *ways, const struct up_image_edge *edge, struct up_path_leg *leg)
{
	up_str since = up_image_str(ways->header, edge->to), until = up_image_str(ways->header, edge->to_last);
	uint64_t numbers[2];
	if ((since.len && up_version_cmp(leg->to, since) < 0) || (until.len && !up_version_within(leg->to, until)))
		return;
	up_ways_numbers(leg->to, numbers);
	uint64_t least = numbers[1] > edge->older ? numbers[1] - edge->older : 0;
	up_str part = up_image_str(ways->header, edge->via);
	say(ways, &leg->skew,
	    up_ways_said(ways, edge, "skew",
			 up_arena_printf(ways->arena, "%.*s must be %" PRIu64 ".%" PRIu64 " to %" PRIu64 ".%" PRIu64, UP_FMT(part),
					 numbers[0], least, numbers[0], (numbers[1] + edge->newer))));
}

/* --- back --------------------------------------------------------------------------------------------------------------- */

bool up_ways_back(const struct up_ways *ways, up_str newer, up_str older)
{
	uint64_t a[2], b[2];
	up_ways_numbers(newer, a);
	up_ways_numbers(older, b);
	bool same_minor = a[0] == b[0] && a[1] == b[1];
	switch ((enum up_back)ways->upgrade->back) {
	case UP_BACK_UNKNOWN:
	case UP_BACK_NEVER:
		return false;
	case UP_BACK_PATCH:
		return same_minor;
	case UP_BACK_MINOR:
		return a[0] == b[0] && a[1] - b[1] <= 1;
	case UP_BACK_MAJOR:
		return a[0] - b[0] <= 1;
	case UP_BACK_LINE:
		return up_ways_line(ways, ways->upgrade->lines, newer) == up_ways_line(ways, ways->upgrade->lines, older);
	case UP_BACK_LINE_BEFORE:
		return up_ways_line(ways, ways->upgrade->lines, newer) - up_ways_line(ways, ways->upgrade->lines, older) <= 1;
	case UP_BACK_ANY:
		return true;
	}
	return false;
}

/* --- rows --------------------------------------------------------------------------------------------------------------- */

static void add_row(const struct up_ways *ways, struct up_path_leg *leg, up_str rule, up_str version, enum up_change_kind kind)
{
	static const char *const words[_UP_CHANGE_MAX] = { [UP_CHANGE_DEPRECATED] = "deprecated",
							   [UP_CHANGE_RENAMED] = "renamed",
							   [UP_CHANGE_REMOVED] = "removed",
							   [UP_CHANGE_CHANGED] = "changed",
							   [UP_CHANGE_REQUIRED] = "required" };
	if (leg->n_rows == leg->rows_capacity) {
		size_t capacity = leg->rows_capacity ? leg->rows_capacity * 2 : 16;
		struct up_path_row *grown = up_arena_alloc(ways->arena, capacity * sizeof *grown);
		if (leg->n_rows)
			memcpy(grown, leg->rows, leg->n_rows * sizeof *grown);
		leg->rows = grown;
		leg->rows_capacity = capacity;
	}
	leg->rows[leg->n_rows++] = (struct up_path_row){ .rule = rule, .version = version, .change = words[kind] };
	leg->counts[kind]++;
}

/* Of the product itself, or of one that has its versions. */
static bool concerns(const struct up_ways *ways, up_str product)
{
	up_str id = up_image_str(ways->header, ways->product->id);
	const struct up_image *image;
	const struct up_image_product *found;
	return up_str_eq(product, id) ||
	       (up_rules_window(ways->rules, product, &image, &found) && up_str_eq(up_image_str(image->header, found->follows), id));
}

/* The weightiest change of one rule that the leg reaches. */
static void take_change(const struct up_ways *ways, const struct up_image_header *header, up_str rule, const struct up_image_change *change,
			struct up_path_leg *leg, bool is_later)
{
	static const enum up_change_kind order[] = { UP_CHANGE_REQUIRED, UP_CHANGE_REMOVED, UP_CHANGE_RENAMED, UP_CHANGE_DEPRECATED,
						     UP_CHANGE_CHANGED };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		up_str version = up_image_str(header, change->versions[order[i]]);
		if (!version.len || !is_reached(leg, version, is_later))
			continue;
		add_row(ways, leg, rule, version, order[i]);
		return;
	}
}

static void add_rows(const struct up_ways *ways, struct up_path_leg *leg, bool is_later)
{
	for (size_t i = 0; i < ways->rules->n_images; i++) {
		const struct up_image *image = &ways->rules->images[i];
		const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
		const struct up_image_change *changes = up_image_at(image->header, UP_IMAGE_CHANGES);
		for (uint32_t k = 0; k < image->header->tables[UP_IMAGE_RULES].n; k++)
			for (uint32_t c = 0; image->is_on[k] && c < rules[k].changes.n; c++)
				if (concerns(ways, up_image_str(image->header, changes[rules[k].changes.first + c].product_id)))
					take_change(ways, image->header, up_image_str(image->header, rules[k].id),
						    &changes[rules[k].changes.first + c], leg, is_later);
	}
}

void up_ways_leg(const struct up_ways *ways, struct up_path_leg *leg, bool is_later)
{
	for (uint32_t i = 0; i < ways->upgrade->edges.n; i++) {
		const struct up_image_edge *edge = up_ways_edge(ways, i);
		if (edge->kind == UP_EDGE_TASK && edge->to.len && is_reached(leg, up_image_str(ways->header, edge->to), is_later))
			add_task(ways, edge, &leg->before, &leg->after);
		else if (edge->kind == UP_EDGE_SKEW)
			add_skew(ways, edge, leg);
	}
	leg->can_go_back = up_ways_back(ways, leg->to, leg->from);
	if (!ways->has_no_rows)
		add_rows(ways, leg, is_later);
}
