/* Finding the way: from where we are, the furthest version that every statement of the product allows, again and again. */
#include "match/path.h"

#include "base/memory.h"
#include "core/version.h"
#include "match/path-private.h"

/* --- the product's ways ------------------------------------------------------------------------------------------------- */

bool up_ways_of(const struct up_rules *rules, up_str product, struct up_ways *ret_ways)
{
	for (int hop = 0; hop < 2 && product.len; hop++) {
		for (size_t i = rules->n_images; i-- > 0;) { /* a user's file has the last word */
			const struct up_image_header *header = rules->images[i].header;
			const struct up_image_product *products = up_image_at(header, UP_IMAGE_PRODUCTS);
			const struct up_image_entry *entry = up_image_find(header, UP_SPACE_PRODUCT, UINT32_MAX, product, NULL);
			if (!entry || !products[entry->value].upgrade)
				continue;
			const struct up_image_upgrade *upgrades = up_image_at(header, UP_IMAGE_UPGRADES);
			*ret_ways = (struct up_ways){ .rules = rules,
						      .image = &rules->images[i],
						      .header = header,
						      .product = &products[entry->value],
						      .upgrade = &upgrades[products[entry->value].upgrade - 1] };
			return true;
		}
		const struct up_image *image;
		const struct up_image_product *found;
		product = up_rules_window(rules, product, &image, &found) ? up_image_str(image->header, found->follows) : UP_STR("");
	}
	return false;
}

bool up_path_is_known(const struct up_rules *rules, up_str product)
{
	struct up_ways ways;
	return up_ways_of(rules, product, &ways);
}

void up_path_suggest(const struct up_rules *rules, struct up_suggest *suggest)
{
	for (size_t i = 0; i < up_rules_product_count(rules); i++) {
		up_str id = up_rules_product(rules, i).id;
		if (up_path_is_known(rules, id))
			up_suggest_add(suggest, id);
	}
}

static up_str version_of(const struct up_ways *ways, up_str text)
{
	struct up_image_range names = ways->upgrade->names;
	for (uint32_t i = 0; i + 1 < names.n; i += 2)
		if (up_str_eq_nocase(text, up_image_item(ways->header, names, i)))
			return up_image_item(ways->header, names, i + 1);
	return text;
}

up_str up_path_version(const struct up_rules *rules, up_str product, up_str text)
{
	struct up_ways ways;
	return up_ways_of(rules, product, &ways) ? version_of(&ways, text) : text;
}

const up_str *up_ways_links(const struct up_ways *ways, struct up_image_range links)
{
	return ways->image->lists + links.first;
}

struct up_path_said up_ways_said(const struct up_ways *ways, const struct up_image_edge *edge, const char *kind, up_str text)
{
	return (struct up_path_said){ .kind = kind,
				      .text = text.len ? text : up_image_str(ways->header, edge->why),
				      .only = up_image_str(ways->header, edge->only),
				      .links = up_ways_links(ways, edge->links),
				      .n_links = edge->links.n };
}

/* --- the whole way ------------------------------------------------------------------------------------------------------- */

/* The newest version that the data have of the line of a short target. */
static up_str newest_of(const struct up_ways *ways, up_str target)
{
	up_str newest = target, last = up_image_str(ways->header, ways->upgrade->covered_to);
	for (uint32_t i = 0; i < ways->upgrade->edges.n + ways->upgrade->lines.n + 1; i++) {
		up_str version = last;
		if (i < ways->upgrade->lines.n)
			version = up_image_item(ways->header, ways->upgrade->lines, i);
		else if (i < ways->upgrade->lines.n + ways->upgrade->edges.n)
			version = up_image_str(ways->header, up_ways_edge(ways, i - ways->upgrade->lines.n)->to);
		if (version.len && up_ways_is_of_line(version, target) && up_version_cmp(version, newest) > 0)
			newest = version;
	}
	return newest;
}

static struct up_path_leg *add_leg(struct up_path *path, struct up_arena *arena)
{
	if (path->n_legs == path->legs_capacity) {
		size_t capacity = path->legs_capacity ? path->legs_capacity * 2 : 8;
		struct up_path_leg *grown = up_arena_alloc_zero(arena, capacity * sizeof *grown);
		if (path->n_legs)
			memcpy(grown, path->legs, path->n_legs * sizeof *grown);
		path->legs = grown;
		path->legs_capacity = capacity;
	}
	return &path->legs[path->n_legs++];
}

static void say_end(struct up_path *path, enum up_path_status status, up_str text)
{
	path->status = status;
	path->end = (struct up_path_said){ .kind = "end", .text = text };
}

static void say_blocked(const struct up_ways *ways, const struct up_image_edge *edge, const struct up_path_leg *leg, struct up_path *path)
{
	up_str fixed = up_image_str(ways->header, edge->via);
	path->status = UP_PATH_BLOCKED;
	path->end = up_ways_said(ways, edge, "blocked",
				 up_arena_printf(ways->arena, "%.*s → %.*s is blocked: %.*s%s%.*s", UP_FMT(leg->from), UP_FMT(leg->to),
						 UP_FMT(up_image_str(ways->header, edge->why)), fixed.len ? "; fixed in " : "",
						 UP_FMT(fixed)));
}

static void walk(const struct up_ways *ways, up_str from, up_str to, struct up_path *path)
{
	while (up_version_cmp(from, to) < 0) {
		if (path->n_legs == UP_PATH_LEGS) {
			say_end(path, UP_PATH_BEYOND, UP_STR("the way has more legs than are listed"));
			return;
		}
		struct up_aim aim = up_ways_aim(ways, from, to);
		const struct up_image_edge *blocked = up_ways_blocked(ways, from, &aim);
		struct up_path_leg *leg = add_leg(path, ways->arena);
		*leg = (struct up_path_leg){ .from = from, .to = aim.to, .reason = aim.reason, .least = aim.least };
		leg->is_line = !aim.is_last;
		if (aim.is_last)
			leg->reason = (struct up_path_said){ .kind = "target", .text = UP_STR("the target") };
		if (blocked) {
			path->n_legs--;
			say_blocked(ways, blocked, leg, path);
			return;
		}
		up_ways_leg(ways, leg, path->n_legs > 1);
		from = aim.to;
	}
}

static bool is_before(up_str version, up_str first)
{
	return up_version_cmp(version, first) < 0 && !up_ways_is_of_line(first, version);
}

static void find_back(const struct up_ways *ways, struct up_path *path)
{
	path->status = up_ways_back(ways, path->from, path->to) ? UP_PATH_BACK : UP_PATH_NO_BACK;
	path->end = path->back;
}

/* Where the target lies behind what is covered, the way is found as far as that goes. */
static void find_forward(const struct up_ways *ways, struct up_path *path)
{
	up_str first = path->covered_from, last = path->covered_to, target = path->to;
	bool is_beyond = !up_version_within(target, last);
	if (is_before(path->from, first) || !up_version_within(path->from, last)) {
		say_end(path, UP_PATH_BEYOND,
			up_arena_printf(ways->arena, "%.*s lies outside of what is known, %.*s to %.*s", UP_FMT(path->from), UP_FMT(first),
					UP_FMT(last)));
		return;
	}
	walk(ways, path->from, is_beyond ? last : target, path);
	if (is_beyond && path->n_legs && path->status == UP_PATH_FOUND)
		path->legs[path->n_legs - 1].reason = (struct up_path_said){ .kind = "covered",
									     .text = UP_STR("the last one that is known") };
	if (is_beyond && path->status == UP_PATH_FOUND)
		say_end(path, UP_PATH_BEYOND,
			up_arena_printf(ways->arena, "what comes after %.*s is not known, so neither is the rest of the way to %.*s",
					UP_FMT(last), UP_FMT(target)));
}

static void fill_back(const struct up_ways *ways, struct up_path *path)
{
	static const char *const words[] = {
		[UP_BACK_UNKNOWN] = "whether a downgrade is possible is not known",
		[UP_BACK_NEVER] = "a downgrade is not supported",
		[UP_BACK_PATCH] = "a downgrade goes no further than to another release of the same minor version",
		[UP_BACK_MINOR] = "a downgrade goes back one minor version at the most",
		[UP_BACK_MAJOR] = "a downgrade goes back one major version at the most",
		[UP_BACK_LINE] = "a downgrade goes no further than to another release of the same line",
		[UP_BACK_LINE_BEFORE] = "a downgrade goes back one release line at the most",
		[UP_BACK_ANY] = "a downgrade is possible",
	};
	const struct up_image_upgrade *upgrade = ways->upgrade;
	up_str until = up_image_str(ways->header, upgrade->back_until), why = up_image_str(ways->header, upgrade->back_why);
	path->back_rule = up_arena_printf(ways->arena, "%s%s%.*s", words[upgrade->back], until.len ? ", until " : "", UP_FMT(until));
	path->back = (struct up_path_said){ .kind = "downgrade",
					    .text = up_arena_printf(ways->arena, "%.*s%s%.*s", UP_FMT(path->back_rule), why.len ? ": " : "",
								    UP_FMT(why)),
					    .links = up_ways_links(ways, upgrade->back_links),
					    .n_links = upgrade->back_links.n };
}

void up_path_find(const struct up_rules *rules, up_str product, up_str from, up_str to, bool exact, struct up_arena *arena,
		  struct up_path *ret_path)
{
	struct up_ways ways;
	*ret_path = (struct up_path){ .product = product };
	if (!up_ways_of(rules, product, &ways))
		return;
	ways.arena = arena;
	ways.has_no_rows = exact;
	to = version_of(&ways, to);
	*ret_path = (struct up_path){ .product = product,
				      .title = up_image_str(ways.header, ways.product->title),
				      .from = version_of(&ways, from),
				      .to = exact ? to : newest_of(&ways, to),
				      .covered_from = up_image_str(ways.header, ways.upgrade->covered_from),
				      .covered_to = up_image_str(ways.header, ways.upgrade->covered_to) };
	ret_path->is_read_as = !up_str_eq(to, ret_path->to);
	fill_back(&ways, ret_path);
	up_ways_each(&ways, ret_path);
	int order = up_version_cmp(ret_path->from, ret_path->to);
	if (order > 0 && up_ways_is_of_line(ret_path->from, ret_path->to))
		order = 0;
	if (!order)
		say_end(ret_path, UP_PATH_SAME, UP_STR("it is there already"));
	else if (order > 0)
		find_back(&ways, ret_path);
	else
		find_forward(&ways, ret_path);
}

up_str up_path_stops(const struct up_path *path, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	for (size_t i = 0; i < path->n_legs; i++)
		if (path->legs[i].is_line && !path->legs[i].reason.only.len)
			up_buf_printf(&out, "%s%.*s", out.len ? ", " : "", UP_FMT(path->legs[i].to));
	return up_arena_take(arena, &out);
}
