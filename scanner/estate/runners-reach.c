/* From a place that migrates up to all that starts it, and how often that is. */
#include <stdlib.h>

#include "estate/runners-private.h"

enum {
	WALKED = 256, /* nodes of one walk */
	CONTEXTS = 64,
};

/* Something that says how often it runs, and leads to the place. */
struct context {
	uint32_t node;
	enum up_deploy_class class;
	up_str phrase;
	const struct up_ledger_entry *scaler;
};

static enum up_deploy_class class_of(up_str word)
{
	for (int i = 0; i < _UP_DEPLOY_CLASS_MAX; i++)
		if (up_str_eq(word, up_str_from(up_deploy_classes[i])))
			return (enum up_deploy_class)i;
	return UP_DEPLOY_UNSEEN;
}

/* --- what scales -------------------------------------------------------------------------------------------------------------- */

static up_str scaled_object(const struct up_ledger_entry *scaler)
{
	up_str value = scaler->value;
	up_runner_word(&value);
	return up_runner_word(&value);
}

static const struct up_ledger_entry *find_scaler(const struct up_runner_graph *graph, up_str object, up_str source, bool is_chart)
{
	size_t low = 0, high = graph->n_scalers;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(scaled_object(graph->scalers[middle]), object) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < graph->n_scalers && up_str_eq(scaled_object(graph->scalers[low]), object); low++) {
		up_str own = graph->scalers[low]->source;
		up_str folder = up_str_slice(own, 0, own.len - up_str_basename(own).len);
		if (!is_chart || up_str_starts(source, folder))
			return graph->scalers[low];
	}
	return NULL;
}

/* "Deployment/web" as scalers name it: blanks of an expression are no blanks. */
static up_str scaler_name(struct up_arena *arena, const struct up_runner_node *node)
{
	if (up_str_starts(up_str_basename(node->source), UP_STR("Procfile")))
		return up_arena_printf(arena, "procfile/%.*s", UP_FMT(node->object));
	up_str name = up_arena_copy(arena, node->object);
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] == ' ')
			((char *)(uintptr_t)name.s)[i] = '\x1f';
	return name;
}

/* The first entry of a source. */
static size_t first_of(const struct up_runner_graph *graph, up_str source)
{
	size_t low = 0, high = graph->n_entries;
	/* Host and package have an order each; the few sources that stand in both are one here. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(graph->entries[middle].source, source) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The value of the chart that a template takes its replicas from. */
static const struct up_ledger_entry *chart_value(const struct up_runner_graph *graph, const struct up_runner_node *node)
{
	for (size_t i = first_of(graph, node->source); i < graph->n_entries && up_str_eq(graph->entries[i].source, node->source); i++) {
		const struct up_ledger_entry *entry = &graph->entries[i];
		if (!up_str_eq(entry->path, node->object) || !up_str_eq(entry->key, UP_STR(UP_DEPLOY_RUNS)) ||
		    !up_str_starts(entry->value, UP_STR("values ")))
			continue;
		up_str path = up_str_slice(entry->value, 7, entry->value.len);
		return find_scaler(graph, up_arena_printf(graph->arena, "values:%.*s", UP_FMT(path)), node->source, true);
	}
	return NULL;
}

static void weigh(struct up_runner_graph *graph, struct context *context)
{
	const struct up_runner_node *node = &graph->nodes[context->node];
	const struct up_ledger_entry *scaler = find_scaler(graph, scaler_name(graph->arena, node), node->source, false);
	bool is_fixed = context->class == UP_DEPLOY_ONCE;
	if (!scaler && up_str_find_byte(node->object, '/', 0) != SIZE_MAX)
		scaler = chart_value(graph, node);
	if (!scaler || is_fixed)
		return;
	up_str phrase = scaler->value;
	enum up_deploy_class class = class_of(up_runner_word(&phrase));
	up_runner_word(&phrase);
	/* A count elsewhere says more than one that was not seen. */
	if (class < context->class || context->class == UP_DEPLOY_MANY)
		return;
	context->class = class;
	context->scaler = scaler;
	context->phrase = up_str_contains(phrase, UP_STR("of them"))
				  ? up_arena_printf(graph->arena, "%.*s (`%.*s`)", UP_FMT(phrase), UP_FMT(node->object))
				  : phrase;
}

/* --- the walk ------------------------------------------------------------------------------------------------------------------- */

static bool has_word(up_str name, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_contains(name, up_str_from(words[i])))
			return true;
	return false;
}

/* Nothing leads to it that was seen. */
static void judge_root(const struct up_runner_node *node, struct up_runner_reach *reach)
{
	static const char *const steps[] = {
		"deploy", "upgrade", "update", "release", "migrat", "install", "postinst", "setup", "provision"
	};
	up_str base = up_str_basename(node->source);
	bool is_npm = up_str_eq(base, UP_STR("package.json")), is_code = up_str_eq(node->object, UP_STR("code"));
	reach->class = UP_DEPLOY_UNSEEN;
	reach->phrase = UP_STR("what starts it, and how many of it run at a time, could not be seen");
	if (is_code) {
		reach->phrase = UP_STR("every instance of the program does it when it starts, and how many there are could not be seen");
	} else if (is_npm) {
		reach->class = up_str_is_listed(node->object, "start prestart start:prod prestart:prod serve heroku-postbuild")
				       ? UP_DEPLOY_START
				       : UP_DEPLOY_ONCE;
		reach->phrase = UP_STR("every instance of the program starts it, and how many there are could not be seen");
	} else if (up_str_contains(base, UP_STR("akefile"))) {
		reach->class = UP_DEPLOY_ONCE;
	} else if (has_word(base, steps, sizeof steps / sizeof *steps)) {
		reach->class = UP_DEPLOY_OVERLAP;
		reach->phrase = UP_STR("nothing in this script keeps a second run out, of another host or of somebody who tries again");
	}
}

static void add_related(struct up_runner_reach *reach, const struct up_ledger_entry *entry, up_str message)
{
	if (reach->n_related >= UP_RELATED_MOST)
		return;
	for (uint32_t i = 0; i < reach->n_related; i++)
		if (up_str_eq(reach->related[i].path, entry->source) && reach->related[i].at.line == entry->at.line)
			return;
	reach->related[reach->n_related++] = (struct up_related){
		.path = entry->source, .at = entry->at, .end = entry->end, .message = message
	};
}

/* The way from the place up to what starts it; `start`: the place. */
static void tell_way(struct up_runner_graph *graph, uint32_t start, const struct context *context, struct up_runner_reach *reach)
{
	uint32_t way[UP_RELATED_MOST], n = 0;
	for (uint32_t node = context->node; node != start && n < UP_RELATED_MOST;) {
		const struct up_runner_edge *edge = &graph->edges[graph->nodes[node].from];
		way[n++] = graph->nodes[node].from;
		node = edge->to;
	}
	while (n) {
		const struct up_runner_edge *edge = &graph->edges[way[--n]];
		if (!edge->entry)
			continue;
		up_str what = edge->entry->value, kind = up_runner_word(&what);
		bool is_expression = up_str_eq(what, UP_STR("?"));
		add_related(reach, edge->entry,
			    is_expression ? UP_STR("it runs the image of this tree")
					  : up_arena_printf(graph->arena, "it runs the %.*s `%.*s`",
							    UP_FMT(up_str_slice(kind, 0, up_str_find_byte(kind, '-', 0))), UP_FMT(what)));
	}
	if (graph->nodes[context->node].shape) {
		up_str phrase = graph->nodes[context->node].shape->value;
		up_runner_word(&phrase);
		add_related(reach, graph->nodes[context->node].shape, phrase);
	}
	if (context->scaler)
		add_related(reach, context->scaler, context->phrase);
}

static bool is_workload(const struct up_runner_node *node)
{
	up_str base = up_str_basename(node->source);
	if (up_str_contains(base, UP_STR("compose")) || up_str_contains(base, UP_STR("stack")))
		return true;
	return up_str_starts(node->object, UP_STR("Deployment/")) || up_str_starts(node->object, UP_STR("StatefulSet/"));
}

/* Two that each run once are two: `web` and `worker` of one file. */
static void sum_up(struct up_runner_graph *graph, const struct context *contexts, size_t n, uint32_t start, struct up_runner_reach *reach)
{
	const struct context *first = NULL, *second = NULL;
	for (size_t i = 0; i < n && !second; i++) {
		const struct up_runner_node *node = &graph->nodes[contexts[i].node];
		if (contexts[i].class == UP_DEPLOY_ONCE || contexts[i].class == UP_DEPLOY_MANY || !is_workload(node))
			continue;
		if (!first)
			first = &contexts[i];
		else if (up_str_eq(graph->nodes[first->node].source, node->source) && first->node != contexts[i].node)
			second = &contexts[i];
	}
	if (!second || reach->class == UP_DEPLOY_MANY)
		return;
	reach->class = UP_DEPLOY_MANY;
	reach->phrase = up_arena_printf(graph->arena, "`%.*s` and `%.*s` both start it", UP_FMT(graph->nodes[first->node].object),
					UP_FMT(graph->nodes[second->node].object));
	reach->n_related = 0;
	tell_way(graph, start, first, reach);
	tell_way(graph, start, second, reach);
}

static void take_context(struct up_runner_graph *graph, uint32_t node, struct context *contexts, size_t *n)
{
	if (*n >= CONTEXTS)
		return;
	up_str phrase = graph->nodes[node].shape->value;
	enum up_deploy_class class = class_of(up_runner_word(&phrase));
	contexts[*n] = (struct context){ .node = node, .class = class, .phrase = phrase };
	weigh(graph, &contexts[(*n)++]);
}

static bool is_container(const struct up_runner_node *node)
{
	return is_workload(node) || up_str_is_listed(node->object, "entrypoint cmd") || up_str_contains(node->object, UP_STR("/"));
}

void up_runner_reach(struct up_runner_graph *graph, uint32_t start, struct up_runner_reach *ret_reach)
{
	uint32_t queue[WALKED], n_queued = 1, walk = ++graph->n_walks;
	struct context contexts[CONTEXTS];
	size_t n = 0;
	*ret_reach = (struct up_runner_reach){ 0 };
	queue[0] = start;
	graph->nodes[start].seen = walk;
	for (uint32_t i = 0; i < n_queued; i++) {
		struct up_runner_node *node = &graph->nodes[queue[i]];
		/* How often an image runs is what those say who run it. */
		bool is_final = node->shape && !(up_str_is_listed(node->object, "entrypoint cmd") && node->n_edges);
		if (is_final)
			take_context(graph, queue[i], contexts, &n);
		for (uint32_t k = 0; k < node->n_edges && !is_final && n_queued < WALKED; k++) {
			uint32_t from = graph->edges[node->first_edge + k].from;
			if (graph->nodes[from].seen == walk)
				continue;
			graph->nodes[from].seen = walk;
			graph->nodes[from].from = node->first_edge + k;
			queue[n_queued++] = from;
		}
		if (!is_final && !node->n_edges && queue[i] == start)
			judge_root(node, ret_reach);
	}
	const struct context *worst = NULL;
	for (size_t i = 0; i < n; i++)
		if (!worst || contexts[i].class > worst->class)
			worst = &contexts[i];
	if (!worst && n_queued > 1) {
		/* Scripts that start it, and nothing that says who starts them. */
		judge_root(&graph->nodes[queue[n_queued - 1]], ret_reach);
		const struct context last = { .node = queue[n_queued - 1] };
		tell_way(graph, start, &last, ret_reach);
	}
	if (!worst)
		return;
	ret_reach->class = worst->class;
	ret_reach->phrase = worst->class == UP_DEPLOY_START
				    ? up_arena_printf(graph->arena, "%.*s, and how many there are could not be seen", UP_FMT(worst->phrase))
				    : worst->phrase;
	ret_reach->is_container = is_container(&graph->nodes[worst->node]);
	tell_way(graph, start, worst, ret_reach);
	sum_up(graph, contexts, n, start, ret_reach);
}
