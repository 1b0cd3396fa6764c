/* Where the next leg ends: of all versions on the way to the target the furthest that every statement allows. */
#include <inttypes.h>

#include "core/version.h"
#include "match/path-private.h"

/* --- numbers and lines --------------------------------------------------------------------------------------------------- */

void up_ways_numbers(up_str version, uint64_t ret_numbers[2])
{
	size_t epoch = up_str_find_byte(version, ':', 0);
	version = up_str_slice(version, epoch == SIZE_MAX ? 0 : epoch + 1, version.len);
	size_t at = version.len && up_lower(version.s[0]) == 'v' ? 1 : 0;
	for (int i = 0; i < 2; i++) {
		size_t start = at;
		while (at < version.len && up_is_digit(version.s[at]))
			at++;
		if (!up_str_to_u64(up_str_slice(version, start, at), &ret_numbers[i]))
			ret_numbers[i] = 0;
		at += at < version.len && version.s[at] == '.';
	}
}

uint32_t up_ways_line(const struct up_ways *ways, struct up_image_range lines, up_str version)
{
	uint32_t line = lines.n;
	for (uint32_t i = 0; i < lines.n && up_version_cmp(up_image_item(ways->header, lines, i), version) <= 0; i++)
		line = i;
	return line;
}

/* Is the version of the line that a short one stands for: 8.19.4 of 8.19? */
bool up_ways_is_of_line(up_str version, up_str line)
{
	return up_version_cmp(version, line) >= 0 && up_version_within(version, line);
}

/* Nearer than what was aimed at so far? A stop at a patch release is one at its minor version: 12.0.12 is met by 12.0.15. Where two are as near, the one
 * that is for everybody counts. */
static bool is_nearer(up_str from, up_str version, bool is_for_some, const struct up_aim *aim)
{
	uint64_t a[2], b[2];
	if (!version.len || up_version_cmp(version, from) <= 0)
		return false;
	int order = up_version_cmp(version, aim->to);
	if (!order)
		return aim->reason.only.len && !is_for_some;
	up_ways_numbers(version, a);
	up_ways_numbers(aim->to, b);
	bool is_met = up_ways_is_of_line(aim->to, version) ||
		      (aim->is_last && a[0] == b[0] && a[1] == b[1] && up_version_cmp(from, aim->to) < 0);
	return order < 0 && !is_met;
}

static void take_stop(const struct up_ways *ways, const struct up_image_edge *edge, up_str from, struct up_aim *aim)
{
	up_str at = up_image_str(ways->header, edge->to);
	if (!is_nearer(from, at, edge->only.len > 0, aim))
		return;
	*aim = (struct up_aim){ .to = at, .reason = up_ways_said(ways, edge, "stop", UP_STR("")) };
	if (!aim->reason.text.len)
		aim->reason.text = edge->only.len ? UP_STR("a stop for some") : UP_STR("a required stop");
}

static bool is_taken_too(const struct up_ways *ways, const struct up_image_edge *edge, up_str from)
{
	for (uint32_t i = 0; i < edge->also.n; i++)
		if (up_ways_is_of_line(from, up_image_item(ways->header, edge->also, i)))
			return true;
	return false;
}

/* Must `via` be passed on the way to where the aim is? */
static bool needs_hold(const struct up_ways *ways, const struct up_image_edge *edge, up_str from, const struct up_aim *aim, up_str *ret_via)
{
	up_str oldest = up_image_str(ways->header, edge->from);
	*ret_via = edge->via.len ? up_image_str(ways->header, edge->via) : oldest;
	return up_version_cmp(aim->to, up_image_str(ways->header, edge->to)) >= 0 && up_version_cmp(from, oldest) < 0 &&
	       !is_taken_too(ways, edge, from) && is_nearer(from, *ret_via, edge->only.len > 0, aim);
}

/* Of all that the aim asks for, the newest: it is what the others ask for, too. */
static void take_needs(const struct up_ways *ways, up_str from, struct up_aim *aim)
{
	const struct up_image_edge *newest = NULL;
	up_str via, best = UP_STR("");
	for (uint32_t i = 0; i < ways->upgrade->edges.n; i++) {
		const struct up_image_edge *edge = up_ways_edge(ways, i);
		if (edge->kind != UP_EDGE_NEEDS || !needs_hold(ways, edge, from, aim, &via) || (newest && up_version_cmp(via, best) <= 0))
			continue;
		newest = edge;
		best = via;
	}
	if (!newest)
		return;
	up_str why = up_image_str(ways->header, newest->why);
	up_str text = up_arena_printf(ways->arena, "%.*s takes no version older than %.*s%s%.*s",
				      UP_FMT(up_image_str(ways->header, newest->to)), UP_FMT(up_image_str(ways->header, newest->from)),
				      why.len ? ": " : "", UP_FMT(why));
	*aim = (struct up_aim){ .to = best, .reason = up_ways_said(ways, newest, "needs", text) };
}

/* The furthest line that the product's step allows. */
static up_str step_line(const struct up_ways *ways, up_str from)
{
	struct up_image_range lines = ways->upgrade->lines;
	uint32_t line = up_ways_line(ways, lines, from), next = line == lines.n ? 0 : line + ways->upgrade->reach;
	return next < lines.n ? up_image_item(ways->header, lines, next) : UP_STR("");
}

/* From a long-term line the next one is a leg, too: behind it, that is how far it goes. */
static up_str step_long_term(const struct up_ways *ways, up_str from, up_str to)
{
	struct up_image_range kept = ways->upgrade->long_term;
	uint32_t line = up_ways_line(ways, kept, from);
	if (line == kept.n || line + 1 >= kept.n || !up_ways_is_of_line(from, up_image_item(ways->header, kept, line)))
		return UP_STR("");
	up_str next = up_image_item(ways->header, kept, line + 1);
	return up_version_cmp(next, to) <= 0 ? next : UP_STR("");
}

static up_str step_number(const struct up_ways *ways, up_str from, up_str to)
{
	uint64_t a[2], b[2];
	up_ways_numbers(from, a);
	up_ways_numbers(to, b);
	if (ways->upgrade->step == UP_STEP_MAJOR)
		return b[0] - a[0] > ways->upgrade->reach ? up_arena_printf(ways->arena, "%" PRIu64, (a[0] + ways->upgrade->reach))
							  : UP_STR("");
	/* Which minor release is the last of a major one only `lines` or `needs` can say. */
	if (a[0] != b[0] || b[1] - a[1] <= ways->upgrade->reach)
		return UP_STR("");
	return up_arena_printf(ways->arena, "%" PRIu64 ".%" PRIu64, a[0], (a[1] + ways->upgrade->reach));
}

static up_str step_words(const struct up_ways *ways)
{
	static const char *const things[] = {
		[UP_STEP_MINOR] = "minor release", [UP_STEP_MAJOR] = "major release", [UP_STEP_LINE] = "release line"
	};
	const char *thing = things[ways->upgrade->step];
	up_str why = up_image_str(ways->header, ways->upgrade->why);
	up_str text = ways->upgrade->reach == 1 ? up_arena_printf(ways->arena, "one %s at a time", thing)
						: up_arena_printf(ways->arena, "at most %u %ss at a time", ways->upgrade->reach, thing);
	if (ways->upgrade->long_term.n)
		text = up_arena_printf(ways->arena, "%.*s, or from one long-term release to the next", UP_FMT(text));
	return why.len ? up_arena_printf(ways->arena, "%.*s: %.*s", UP_FMT(text), UP_FMT(why)) : text;
}

static void take_step(const struct up_ways *ways, up_str from, struct up_aim *aim)
{
	if (ways->upgrade->step == UP_STEP_ANY)
		return;
	up_str furthest = ways->upgrade->lines.n ? step_line(ways, from) : step_number(ways, from, aim->to);
	up_str kept = step_long_term(ways, from, aim->to);
	if (kept.len && (!furthest.len || up_version_cmp(kept, furthest) > 0))
		furthest = kept;
	if (!is_nearer(from, furthest, ways->upgrade->is_advice, aim))
		return;
	*aim = (struct up_aim){ .to = furthest,
				.reason = { .kind = "step",
					    .text = step_words(ways),
					    .only = ways->upgrade->is_advice ? UP_STR("one follows upstream's advice") : UP_STR(""),
					    .links = up_ways_links(ways, ways->upgrade->links),
					    .n_links = ways->upgrade->links.n } };
}

/* Each statement draws nearer, until none does. */
struct up_aim up_ways_aim(const struct up_ways *ways, up_str from, up_str to)
{
	struct up_aim aim = { .to = to, .is_last = true };
	for (up_str before = UP_STR(""); !up_str_eq(before, aim.to);) {
		before = aim.to;
		take_needs(ways, from, &aim);
		if (!up_str_eq(before, aim.to))
			continue;
		for (uint32_t i = 0; i < ways->upgrade->edges.n; i++)
			if (up_ways_edge(ways, i)->kind == UP_EDGE_STOP)
				take_stop(ways, up_ways_edge(ways, i), from, &aim);
		take_step(ways, from, &aim);
	}
	return aim;
}

/* The edge that forbids the leg, or NULL. A line may be reached at a release that is fixed; which one is told. */
const struct up_image_edge *up_ways_blocked(const struct up_ways *ways, up_str from, struct up_aim *aim)
{
	for (uint32_t i = 0; i < ways->upgrade->edges.n; i++) {
		const struct up_image_edge *edge = up_ways_edge(ways, i);
		up_str first = up_image_str(ways->header, edge->from), last = up_image_str(ways->header, edge->from_last);
		up_str to = up_image_str(ways->header, edge->to), to_last = up_image_str(ways->header, edge->to_last);
		up_str fixed = up_image_str(ways->header, edge->via);
		if (edge->kind != UP_EDGE_BLOCKED || up_version_cmp(from, first) < 0 || !up_version_within(from, last))
			continue;
		if (fixed.len && up_ways_is_of_line(fixed, aim->to)) {
			if (up_str_eq(fixed, aim->to))
				continue;
			aim->least = !aim->least.len || up_version_cmp(fixed, aim->least) > 0 ? fixed : aim->least;
			continue;
		}
		if (up_version_cmp(aim->to, to) >= 0 && up_version_within(aim->to, to_last) &&
		    (!fixed.len || up_version_cmp(aim->to, fixed) < 0))
			return edge;
	}
	return NULL;
}
