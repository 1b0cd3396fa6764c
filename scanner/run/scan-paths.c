/* Windows that no way leads through: where their products are met, and what is found. */
#include "run/scan-private.h"

#include "base/memory.h"

void up_scan_paths_start(struct up_scan *scan)
{
	scan->n_faults = up_path_faults(scan->options->rules, scan->arena, &scan->faults);
	for (unsigned i = 0; i < scan->n_workers && scan->n_faults; i++)
		scan->workers[i].firsts = up_arena_alloc_zero(scan->arena, scan->n_faults * sizeof *scan->workers[i].firsts);
}

void up_scan_paths_meet(struct scan_worker *worker, const struct up_source *source, const struct up_ownership *ownership)
{
	const struct up_scan *scan = worker->scan;
	if (scan->side == UP_SIDE_PACKAGE)
		return;
	for (size_t i = 0; i < scan->n_faults; i++) {
		bool is_owned = false;
		for (size_t k = 0; k < ownership->n; k++)
			is_owned |= up_str_eq(ownership->products[k], scan->faults[i].product);
		if (is_owned && (!worker->firsts[i].len || up_str_cmp(source->name, worker->firsts[i]) < 0))
			worker->firsts[i] = up_arena_copy(worker->collect.arena, source->name);
	}
}

/* What is installed is read in one place; else the product's first file counts, else the root. */
static up_str place_of(const struct up_scan *scan, size_t fault)
{
	if (scan->faults[fault].place.len)
		return scan->faults[fault].place;
	up_str first = UP_STR("");
	for (unsigned i = 0; i < scan->n_workers; i++) {
		up_str met = scan->workers[i].firsts[fault];
		if (met.len && (!first.len || up_str_cmp(met, first) < 0))
			first = met;
	}
	if (first.len || !scan->options->walk.n_roots)
		return first.len ? first : UP_STR(".");
	up_str root = up_walk_root_name(scan->options->walk.roots[0]);
	up_str copy = up_arena_copy(scan->arena, root);
	up_free((void *)(uintptr_t)root.s);
	return copy;
}

static void state(const struct up_form_sink *sink, const struct up_path_fault *fault, up_str path, uint32_t line)
{
	const struct up_form form = {
		.path = path,
		.at = { .line = line, .column = line ? 1 : 0 },
		.end = { .line = line, .column = line ? 1 : 0 },
		.key = fault->status == UP_PATH_NO_BACK   ? UP_STR("upgrade-goes-back")
		       : fault->status == UP_PATH_BLOCKED ? UP_STR("upgrade-blocked")
							  : UP_STR("upgrade-stop-skipped"),
		.value = fault->product,
		.detail = fault->detail,
	};
	sink->state(sink->data, &form);
}

/* A package that brings a version of what the host has. */
static void join_package(struct up_scan *scan, const struct up_form_sink *sink)
{
	const struct up_installation *brings;
	struct up_path_fault fault;
	for (size_t at = 0; (brings = up_installed_next(scan->brought, &at));)
		if (up_path_brings(scan->options->rules, brings->product, brings->version, scan->arena, &fault))
			state(sink, &fault, brings->source, brings->line);
}

/* What the tree runs, each where it stands. */
static void join_installed(struct up_scan *scan, const struct up_form_sink *sink)
{
	const struct up_installation *runs;
	struct up_path_fault fault;
	for (size_t at = 0; (runs = up_installed_next(scan->installed, &at));)
		if (up_path_runs(scan->options->rules, runs->product, runs->version, scan->arena, &fault))
			state(sink, &fault, runs->source, runs->line);
}

void up_scan_join_paths(struct up_scan *scan)
{
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	/* In the history nothing is upgraded. */
	if (up_git_scan_keeps(scan->options->git))
		return;
	for (size_t i = 0; i < scan->n_faults; i++)
		state(&sink, &scan->faults[i], place_of(scan, i), scan->faults[i].line);
	join_installed(scan, &sink);
	join_package(scan, &sink);
}
