/* What reading one package may cost: bytes that come out, what one byte becomes, containers in containers, members. Counts, and says once what was hit; the
 * reader stops where it is told to.
 *
 *   struct up_budget budget;
 *   up_budget_init(&budget, &limits, &sink);
 *   if (!up_budget_enter(&budget, path)) …            a container begins; up_budget_leave when it ends
 *   if (!up_budget_member(&budget)) …                 each member, before it is read
 *   if (!up_budget_take(&budget, in, out)) …          each piece: bytes that the container consumed, and that came out, since the last call
 */
#pragma once

#include "core/form.h"
#include "core/limits.h"

enum up_budget_hit {
	UP_BUDGET_NONE,
	UP_BUDGET_DEPTH,   /* the container is not opened; the reader goes on behind it */
	UP_BUDGET_RATIO,   /* this container is left; the reader goes on behind it */
	UP_BUDGET_MEMBERS, /* reading ends */
	UP_BUDGET_OUTPUT,  /* reading ends */
	_UP_BUDGET_HIT_MAX,
};

struct up_budget_level {
	uint64_t in, out;
	char path[256]; /* cut at its front where it is longer: for messages */
};

struct up_budget {
	const struct up_limits *limits;
	const struct up_form_sink *sink;
	uint64_t out;  /* of all */
	uint64_t read; /* bytes of the package itself that were read so far; 0: not known */
	uint32_t members, depth, too_deep;
	struct up_budget_level levels[UP_LIMIT_ARCHIVE_DEPTH_MOST + 1];
	enum up_budget_hit hit; /* the last one */
	bool is_over;           /* reading ends */
};

void up_budget_init(struct up_budget *budget, const struct up_limits *limits, const struct up_form_sink *sink);
/* A container begins inside the current one. False after a form and a note: it is too deep; do not call up_budget_leave. */
bool up_budget_enter(struct up_budget *budget, up_str path);
void up_budget_leave(struct up_budget *budget);
/* Counts, in a note, the containers that were too deep and not told one by one. */
void up_budget_finish(struct up_budget *budget);
/* False after a form and a note: there are too many. */
bool up_budget_member(struct up_budget *budget);
/* Of the innermost container. False after a form and a note: it is a bomb (`is_over` tells whether only it). `in` of 0 where it is not known. */
bool up_budget_take(struct up_budget *budget, uint64_t in, uint64_t out);
/* Every key that can be stated; ended by NULL. */
extern const char *const up_budget_forms[];
