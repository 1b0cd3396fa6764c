/* What the versions that a tree runs and a package brings mean for the findings: rows that do not lie between them, and defaults that change where nothing
 * sets them. */
#include "core/component.h"
#include <stddef.h>

#include "core/upstream.h"
#include "core/version.h"
#include "estate/absent.h"
#include "estate/installed.h"

#include "run/component-files.h"
#include "run/scan-private.h"

/* An image that a part of the tree runs, or a package that it has, is the version of its products. */
static void add_entry(const struct up_scan *scan, const struct up_ledger_entry *entry, struct up_installed *installed)
{
	const struct up_rules *rules = scan->options->rules;
	up_str image = up_component_image_name(entry->key), product;
	uint32_t home;
	struct up_installation said = { .version = image.len ? up_installed_tag(entry->value) : entry->value,
					.source = entry->source,
					.line = entry->at.line,
					.is_wanted = entry->flags & UP_FACT_WANTED,
					.is_package = !image.len };
	if (!said.version.len)
		return;
	if (!image.len && up_component_files_home(entry->source, &home))
		said.root = up_str_slice(entry->source, 0, home);
	for (size_t at = 0; image.len ? up_rules_image_product(rules, entry->key, &at, &product)
				      : up_rules_package_product(rules, entry->key, &at, &product);) {
		said.product = product;
		up_installed_add(installed, &said);
	}
}

/* Packages that the package itself is. */
static void add_component(const struct up_scan *scan, const struct up_component *one)
{
	bool is_maven = up_str_eq(one->type, UP_STR("maven")); /* "group:artifact" */
	size_t colon = is_maven ? up_str_find_byte(one->name, ':', 0) : SIZE_MAX;
	up_str space = colon == SIZE_MAX ? UP_STR("") : up_str_slice(one->name, 0, colon),
	       name = colon == SIZE_MAX ? one->name : up_str_slice(one->name, colon + 1, one->name.len), product;
	up_str key = up_arena_printf(scan->arena, "%.*s:%.*s%s%.*s", UP_FMT(one->type), UP_FMT(space), space.len ? "/" : "", UP_FMT(name));
	up_str version = up_upstream_version(one->type, one->version), asked = up_component_asked(key, scan->arena);
	if (!up_version_valid(version))
		return;
	for (size_t at = 0; up_rules_package_product(scan->options->rules, asked, &at, &product);)
		up_installed_add(
			scan->brought,
			&(struct up_installation){ .product = product, .version = version, .source = one->source, .is_package = true });
}

void up_scan_read_installed(struct up_scan *scan)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(scan->workers[0].book.ledger, UP_FACT_COMPONENT, &n);
	scan->installed = up_installed_new();
	scan->brought = up_installed_new();
	for (size_t i = 0; i < n; i++) {
		bool is_brought = entries[i].side == UP_SIDE_PACKAGE;
		/* What a package starts is not what it is. */
		if (!is_brought || !up_component_image_name(entries[i].key).len)
			add_entry(scan, &entries[i], is_brought ? scan->brought : scan->installed);
	}
	for (size_t i = 0; i < scan->components.n; i++)
		add_component(scan, &scan->components.items[i]);
	up_installed_settle(scan->installed);
	up_installed_settle(scan->brought);
}

static void rows_of(void *data, up_str product, up_str source, void (*got)(void *data, const struct up_absent_row *row), void *got_data)
{
	const struct up_scan *scan = data;
	const struct up_installation *said = NULL;
	if (!up_rules_knows_from(scan->options->rules, product))
		said = up_installed_at(scan->installed, product, source);
	up_rules_coming_absent(scan->options->rules, product, said ? said->version : UP_STR(""), got, got_data);
}

void up_scan_join_absent(struct up_scan *scan)
{
	const struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	const struct up_absent_rows rows = { .of = rows_of, .data = scan };
	/* In the history all versions of a file stand beside each other; of a change only a part was read. */
	if (!scan->options->git)
		up_absent_settle(scan->workers[0].book.ledger, &rows, &sink);
}

static up_str said_by(const struct up_finding *finding, const struct up_installation *said, const char *verb, struct up_arena *arena)
{
	const char *gap = finding->evidence.len ? "; " : "";
	if (!said->line)
		return up_arena_printf(arena, "%.*s%s%.*s %s %.*s", UP_FMT(finding->evidence), gap, UP_FMT(said->source), verb,
				       UP_FMT(said->version));
	return up_arena_printf(arena, "%.*s%s%.*s:%u %s %.*s", UP_FMT(finding->evidence), gap, UP_FMT(said->source), said->line, verb,
			       UP_FMT(said->version));
}

/* So many bytes of the folders round the source are those of what says a version; -1: nothing does. */
static ptrdiff_t nearness(const struct up_scan *scan, up_str product, up_str path)
{
	const struct up_installation *said = up_installed_at(scan->installed, product, path);
	if (!said)
		return -1;
	up_str folder = said->root.s ? said->root : said->source;
	size_t n = 0;
	for (size_t i = 0; i < folder.len && i < path.len && folder.s[i] == path.s[i]; i++)
		n = folder.s[i] == '/' ? i + 1 : n;
	return (ptrdiff_t)n;
}

/* Where the tree says that something else of the same files runs there, nearer than it says it of this. */
static bool is_of_rival(const struct up_scan *scan, const struct up_finding *finding)
{
	const struct up_rules *rules = scan->options->rules;
	up_str product = finding->product, rival;
	size_t at = 0;
	if (!up_rules_rival_next(rules, product, &at, &rival) || up_rules_knows_from(rules, product) || up_rules_knows_to(rules, product))
		return false;
	ptrdiff_t own = nearness(scan, product, finding->path);
	do {
		if (nearness(scan, rival, finding->path) > own)
			return true;
	} while (up_rules_rival_next(rules, product, &at, &rival));
	return false;
}

/* Holds a row's finding against the versions that the tree runs there and that the package brings. False: nothing of it lies between them. What was removed by
 * then stays: the file is broken now, or the image is the one that the upgrade brings. */
static bool holds_between(const struct up_scan *scan, struct up_finding *finding, struct up_arena *arena)
{
	const struct up_rules *rules = scan->options->rules;
	const struct up_installation *runs = NULL, *brings = NULL;
	if (!finding->since.len || !finding->rule->product.len)
		return true;
	if (is_of_rival(scan, finding))
		return false;
	if (!finding->installed.len && !up_rules_knows_from(rules, finding->product))
		runs = up_installed_at(scan->installed, finding->product, finding->path);
	if (scan->package && !up_str_starts(finding->path, scan->package->path) && !up_rules_knows_to(rules, finding->product))
		brings = up_installed_at(scan->brought, finding->product, UP_STR(""));
	if (!runs && !brings)
		return true;
	struct up_row_change as_it_was, now;
	up_str from = runs ? runs->version : UP_STR(""), to = brings ? brings->version : UP_STR("");
	if (!up_rules_row_change(rules, finding->rule, finding->key, UP_STR(""), to, arena, &as_it_was))
		return false;
	bool is_broken = as_it_was.is_removal && runs && up_version_within(as_it_was.since, from);
	if (is_broken)
		now = as_it_was;
	else if (!up_rules_row_change(rules, finding->rule, finding->key, from, to, arena, &now))
		return false;
	if (!up_str_eq(now.since, finding->since)) {
		finding->message = now.message;
		finding->since = now.since;
		finding->level = now.level;
	}
	if (runs) {
		finding->installed = runs->version;
		finding->evidence = said_by(finding, runs, runs->is_wanted ? "asks for" : runs->is_package ? "has" : "runs", arena);
	}
	if (brings) {
		finding->target = brings->version;
		finding->evidence = said_by(finding, brings, "brings", arena);
	}
	return true;
}

void up_scan_settle_installed(struct up_scan *scan)
{
	struct up_collect *all = &scan->workers[0].collect;
	size_t n = 0;
	for (size_t i = 0; i < all->n_findings; i++)
		if (holds_between(scan, &all->findings[i], all->arena))
			all->findings[n++] = all->findings[i];
	all->findings_seen -= all->n_findings - n;
	all->n_findings = n;
}
