/* Findings: their order. */
#include "core/finding.h"

int up_finding_cmp(const struct up_finding *a, const struct up_finding *b)
{
	/* Those of one source share the bytes of its name. */
	int order = a->path.s == b->path.s && a->path.len == b->path.len ? 0 : up_str_cmp(a->path, b->path);
	if (!order)
		order = (a->at.start > b->at.start) - (a->at.start < b->at.start);
	if (!order)
		order = (a->at.end > b->at.end) - (a->at.end < b->at.end);
	if (!order)
		order = a->rule == b->rule ? 0 : up_str_cmp(a->rule->id, b->rule->id);
	if (!order)
		order = up_str_cmp(a->message, b->message);
	if (!order)
		order = up_str_cmp(a->embedded_in, b->embedded_in);
	/* Versions of a file may hold different things at the same place. */
	if (!order)
		order = up_str_cmp(a->group, b->group);
	if (!order)
		order = up_str_cmp(a->snippet, b->snippet);
	return order;
}

const char *up_verdict_name(enum up_verdict verdict)
{
	static const char *const names[_UP_VERDICT_MAX] = { "", "doubtful", "well-formed", "verified" };
	return names[verdict];
}
