/* What the files of the join of runners share. Private to estate/runners*.c. */
#pragma once

#include "estate/runners.h"

/* A part of a source that is run as one. */
struct up_runner_node {
	up_str source, object;
	const struct up_ledger_entry *shape; /* how often it runs; NULL: it does not say */
	uint32_t first_edge, n_edges;        /* those that lead to it, in `edges` */
	uint32_t seen, from;                 /* of the walk that came here last: its number, and the edge that it took */
};

/* `from` runs `to`. */
struct up_runner_edge {
	uint32_t from, to;
	const struct up_ledger_entry *entry; /* where it says so; NULL: it follows from where they lie */
};

struct up_runner_graph {
	struct up_arena *arena;
	const struct up_ledger_entry *entries;
	size_t n_entries;
	struct up_runner_node *nodes; /* by source and object */
	uint32_t n_nodes;
	uint32_t *by_name; /* nodes in the order of the last part of their source's name */
	struct up_runner_edge *edges;
	uint32_t n_edges, edges_capacity;
	const struct up_ledger_entry **scalers; /* by the object that they speak of */
	size_t n_scalers;
	bool is_full; /* of edges */
	uint32_t n_walks;
};

void up_runner_graph_init(struct up_runner_graph *graph, const struct up_ledger *ledger);
void up_runner_graph_finish(struct up_runner_graph *graph);
/* UINT32_MAX: there is none. */
uint32_t up_runner_node_of(const struct up_runner_graph *graph, up_str source, up_str object);

/* What starts a node, and how often. */
struct up_runner_reach {
	enum up_deploy_class class;
	up_str phrase;
	bool is_container; /* what runs it is one: a lock file in it holds for it alone */
	struct up_related related[UP_RELATED_MOST];
	uint32_t n_related;
};
/* The strings live as long as the graph's arena. */
void up_runner_reach(struct up_runner_graph *graph, uint32_t node, struct up_runner_reach *ret_reach);

/* The word before the first blank of a value, which is cut off. */
up_str up_runner_word(up_str *value);
