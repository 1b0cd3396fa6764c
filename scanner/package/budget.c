/* Counting what comes out of a package. */
#include "package/budget.h"

#include <stdio.h>

enum {
	TOLD_MOST = 20, /* containers that are too deep */
};

const char *const up_budget_forms[] = { "container-bomb-ratio", "container-too-deep", "container-too-many-members",
					"container-too-much-output", NULL };

/* What was hit: its form, and the note that something was not read. */
static void state(struct up_budget *budget, enum up_budget_hit hit, const char *key, up_str path, const char *value, const char *detail)
{
	const struct up_form form = { .path = path, .key = up_str_from(key), .value = up_str_from(value), .detail = up_str_from(detail) };
	budget->sink->state(budget->sink->data, &form);
	budget->sink->note(budget->sink->data, UP_NOTE_LIMIT, path, up_str_from(detail));
	budget->hit = hit;
	budget->is_over = budget->is_over || hit == UP_BUDGET_MEMBERS || hit == UP_BUDGET_OUTPUT;
}

static struct up_budget_level *level(struct up_budget *budget)
{
	return &budget->levels[budget->depth ? budget->depth - 1 : 0];
}

static up_str path_of(struct up_budget *budget)
{
	return up_str_from(level(budget)->path);
}

void up_budget_init(struct up_budget *budget, const struct up_limits *limits, const struct up_form_sink *sink)
{
	*budget = (struct up_budget){ .limits = limits, .sink = sink };
}

bool up_budget_enter(struct up_budget *budget, up_str path)
{
	char value[32], detail[128];
	if (budget->depth >= budget->limits->archive_depth || budget->depth >= UP_LIMIT_ARCHIVE_DEPTH_MOST) {
		if (budget->too_deep++ >= TOLD_MOST)
			return false;
		snprintf(value, sizeof value, "%u", budget->depth + 1);
		snprintf(detail, sizeof detail, "the container lies in %u others and was not opened; --max-archive-depth", budget->depth);
		state(budget, UP_BUDGET_DEPTH, "container-too-deep", path, value, detail);
		return false;
	}
	struct up_budget_level *entered = &budget->levels[budget->depth++];
	*entered = (struct up_budget_level){ 0 };
	up_str shown = path.len < sizeof entered->path ? path : up_str_slice(path, path.len - sizeof entered->path + 1, path.len);
	if (shown.len)
		memcpy(entered->path, shown.s, shown.len);
	return true;
}

void up_budget_leave(struct up_budget *budget)
{
	if (budget->depth)
		budget->depth--;
}

void up_budget_finish(struct up_budget *budget)
{
	char detail[128];
	if (budget->too_deep <= TOLD_MOST)
		return;
	snprintf(detail, sizeof detail, "%u more containers lie too deep and were not opened; --max-archive-depth",
		 budget->too_deep - TOLD_MOST);
	budget->sink->note(budget->sink->data, UP_NOTE_LIMIT, up_str_from(budget->levels[0].path), up_str_from(detail));
}

bool up_budget_member(struct up_budget *budget)
{
	char value[32], detail[128];
	if (budget->is_over)
		return false;
	if (++budget->members <= budget->limits->archive_members)
		return true;
	snprintf(value, sizeof value, "%u", budget->limits->archive_members);
	snprintf(detail, sizeof detail, "members after the first %u were not read; --max-archive-members", budget->limits->archive_members);
	state(budget, UP_BUDGET_MEMBERS, "container-too-many-members", path_of(budget), value, detail);
	return false;
}

static bool is_bomb(const struct up_budget *budget, uint64_t in, uint64_t out)
{
	uint32_t most = budget->limits->archive_ratio;
	return in && out >= UP_LIMIT_ARCHIVE_RATIO_FROM && most && out / most >= in;
}

static void state_ratio(struct up_budget *budget, up_str path, uint64_t in, uint64_t out)
{
	char value[32], detail[128];
	snprintf(value, sizeof value, "%llu:1", (unsigned long long)(out / in));
	snprintf(detail, sizeof detail, "%llu bytes became %llu, and the rest was not read; --max-archive-ratio", (unsigned long long)in,
		 (unsigned long long)out);
	state(budget, UP_BUDGET_RATIO, "container-bomb-ratio", path, value, detail);
}

bool up_budget_take(struct up_budget *budget, uint64_t in, uint64_t out)
{
	char value[32], detail[128];
	struct up_budget_level *current = level(budget);
	if (budget->is_over)
		return false;
	current->in += in;
	current->out += out;
	if (__builtin_add_overflow(budget->out, out, &budget->out) || budget->out > budget->limits->archive_bytes) {
		snprintf(value, sizeof value, "%llu", (unsigned long long)budget->limits->archive_bytes);
		snprintf(detail, sizeof detail, "what came after %llu bytes of output was not read; --max-archive-bytes",
			 (unsigned long long)budget->limits->archive_bytes);
		state(budget, UP_BUDGET_OUTPUT, "container-too-much-output", path_of(budget), value, detail);
		return false;
	}
	if (is_bomb(budget, current->in, current->out))
		state_ratio(budget, path_of(budget), current->in, current->out);
	else if (is_bomb(budget, budget->read, budget->out)) {
		/* Each of its containers stays below the bound. */
		state_ratio(budget, up_str_from(budget->levels[0].path), budget->read, budget->out);
		budget->is_over = true;
	} else {
		return true;
	}
	return false;
}
