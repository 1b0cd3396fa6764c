/* What the versions that a tree names mean for its findings: rows that are past there, and defaults that change where nothing sets them. */
#include "core/version.h"
#include "estate/absent.h"
#include "estate/installed.h"

#include "run/scan-private.h"

/* "image:docker.io/library/postgres" names its last part. */
static up_str image_name(up_str key)
{
	up_str head = UP_STR("image:");
	return up_str_starts(key, head) ? up_str_basename(up_str_slice(key, head.len, key.len)) : UP_STR("");
}

void up_scan_read_installed(struct up_scan *scan)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(scan->workers[0].book.ledger, UP_FACT_COMPONENT, &n);
	scan->installed = up_installed_new();
	for (size_t i = 0; i < n; i++) {
		up_str name = image_name(entries[i].key), version = up_installed_tag(entries[i].value), product;
		if (!name.len || !version.len || entries[i].side != UP_SIDE_HOST)
			continue;
		for (size_t at = 0; up_rules_image_product(scan->options->rules, name, &at, &product);)
			up_installed_add(scan->installed, &(struct up_installation){ .product = product,
										     .version = version,
										     .source = entries[i].source,
										     .line = entries[i].at.line });
	}
	up_installed_settle(scan->installed);
}

static void rows_of(void *data, up_str product, up_str source, void (*got)(void *data, up_str rule, up_str from), void *got_data)
{
	const struct up_scan *scan = data;
	const struct up_installation *said = NULL;
	if (!up_rules_knows_from(scan->options->rules, product))
		said = up_installed_at(scan->installed, product, source);
	up_rules_coming_defaults(scan->options->rules, product, said ? said->version : UP_STR(""), got, got_data);
}

void up_scan_join_absent(struct up_scan *scan)
{
	const struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	const struct up_absent_rows rows = { .of = rows_of, .data = scan };
	/* In the history all versions of a file stand beside each other; of a change only a part was read. */
	if (!scan->options->git)
		up_absent_settle(scan->workers[0].book.ledger, &rows, &sink);
}

/* A change that the version which runs there has behind it is no part of the upgrade. What was removed by then stays: the file is broken now, or the image
 * is the one that the upgrade brings. */
static bool is_past(const struct up_scan *scan, struct up_finding *finding, struct up_arena *arena)
{
	const struct up_rules *rules = scan->options->rules;
	if (!finding->since.len || finding->installed.len || !finding->product.len || up_rules_knows_from(rules, finding->product))
		return false;
	const struct up_installation *said = up_installed_at(scan->installed, finding->product, finding->path);
	if (!said)
		return false;
	bool is_behind = up_version_within(finding->since, said->version);
	if (is_behind && !up_rules_removes(rules, finding->rule, finding->since))
		return true;
	finding->installed = said->version;
	finding->evidence = up_arena_printf(arena, "%.*s%s%.*s:%u runs %.*s", UP_FMT(finding->evidence), finding->evidence.len ? "; " : "",
					    UP_FMT(said->source), said->line, UP_FMT(said->version));
	return false;
}

void up_scan_settle_installed(struct up_scan *scan)
{
	struct up_collect *all = &scan->workers[0].collect;
	size_t n = 0;
	for (size_t i = 0; i < all->n_findings; i++)
		if (!is_past(scan, &all->findings[i], all->arena))
			all->findings[n++] = all->findings[i];
	all->findings_seen -= all->n_findings - n;
	all->n_findings = n;
	up_installed_free(scan->installed);
	scan->installed = NULL;
}
