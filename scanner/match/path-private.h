/* What path*.c share. Private to match/. */
#pragma once

#include "match/path.h"
#include "match/rules-private.h"

/* One product's ways. */
struct up_ways {
	const struct up_rules *rules;
	const struct up_image *image;
	const struct up_image_header *header;
	const struct up_image_product *product;
	const struct up_image_upgrade *upgrade;
	struct up_arena *arena;
	bool has_no_rows; /* which rules have something to say on a leg is not asked */
};

/* False: the product, or the one that it follows, has none. */
bool up_ways_of(const struct up_rules *rules, up_str product, struct up_ways *ret_ways);
/* What an edge says, as `text` where that is not empty. */
struct up_path_said up_ways_said(const struct up_ways *ways, const struct up_image_edge *edge, const char *kind, up_str text);
/* Major and minor number: 8 and 19 of v8.19.4; a missing one is 0. */
void up_ways_numbers(up_str version, uint64_t ret_numbers[2]);
/* Which of the lines the version is of; `n`: it is before all of them. */
uint32_t up_ways_line(const struct up_ways *ways, struct up_image_range lines, up_str version);
static inline const struct up_image_edge *up_ways_edge(const struct up_ways *ways, uint32_t i)
{
	return (const struct up_image_edge *)up_image_at(ways->header, UP_IMAGE_EDGES) + ways->upgrade->edges.first + i;
}

/* path-leg.c: what is done on a leg, what may lag behind, whether it goes back, and what changes. `is_later`: the leg begins where another one ended. */
void up_ways_leg(const struct up_ways *ways, struct up_path_leg *leg, bool is_later);
/* What is done on each leg. */
void up_ways_each(const struct up_ways *ways, struct up_path *path);
/* May the product go from the newer version back to the older one? */
bool up_ways_back(const struct up_ways *ways, up_str newer, up_str older);

/* path-aim.c */
/* Is the version of the line that a short one stands for: 8.19.4 of 8.19? */
bool up_ways_is_of_line(up_str version, up_str line);
/* Where a leg ends, and why. */
struct up_aim {
	up_str to;
	struct up_path_said reason;
	up_str least;
	bool is_last;
};

/* From `from` on the way to `to`. */
struct up_aim up_ways_aim(const struct up_ways *ways, up_str from, up_str to);
/* The edge that forbids the leg, or NULL. A line may be reached at a release that is fixed; which one is told. */
const struct up_image_edge *up_ways_blocked(const struct up_ways *ways, up_str from, struct up_aim *aim);
/* The sources of a statement. */
const up_str *up_ways_links(const struct up_ways *ways, struct up_image_range links);
