/* Windows that no way leads through: where their products are met, and what is found. */
#include "run/scan-private.h"

#include "base/memory.h"
#include "core/component.h"
#include "run/components.h"

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
	struct up_components components = { .arena = scan->arena };
	up_components_of_package(&components, scan->package, UP_STR(""));
	for (size_t i = 0; i < components.n; i++) {
		struct up_path_fault fault;
		if (up_str_is_listed(components.items[i].type, "deb rpm") &&
		    up_path_package(scan->options->rules, components.items[i].name, components.items[i].version, scan->arena, &fault))
			state(sink, &fault, components.items[i].source, 0);
	}
	up_components_finish(&components);
}

/* Images that the tree runs, each where it stands. */
static void join_images(struct up_scan *scan, const struct up_form_sink *sink)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(scan->workers[0].book.ledger, UP_FACT_COMPONENT, &n);
	for (size_t i = 0; i < n; i++) {
		up_str name = up_component_image_name(entries[i].key), version = up_installed_tag(entries[i].value), product;
		struct up_path_fault fault;
		if (!name.len || !version.len || entries[i].side != UP_SIDE_HOST)
			continue;
		for (size_t at = 0; up_rules_image_product(scan->options->rules, name, &at, &product);)
			if (up_path_runs(scan->options->rules, product, version, scan->arena, &fault))
				state(sink, &fault, entries[i].source, entries[i].at.line);
	}
}

void up_scan_join_paths(struct up_scan *scan)
{
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	/* In the history nothing is upgraded. */
	if (up_git_scan_keeps(scan->options->git))
		return;
	for (size_t i = 0; i < scan->n_faults; i++)
		state(&sink, &scan->faults[i], place_of(scan, i), scan->faults[i].line);
	join_images(scan, &sink);
	if (scan->package)
		join_package(scan, &sink);
}
