/* What is installed, and where an upgrade leads, as far as it stands outside of the sources: held against the releases of its product. */
#include "match/support.h"

#include "run/scan-private.h"

static bool find_release(const struct up_scan *scan, const struct up_present *thing, struct up_version_line *ret_release)
{
	const struct up_rules *rules = scan->options->rules;
	switch (thing->kind) {
	case UP_PRESENT_OS:
		return up_release_of_os(rules, thing->name, thing->title, thing->version, ret_release);
	case UP_PRESENT_DEB:
		return up_release_of_deb(rules, thing->name, thing->version, thing->upstream, ret_release);
	default:
		return up_release_of(rules, thing->name, thing->version, scan->options->day.today, ret_release);
	}
}

/* Does the upgrade lead to a version of this product? What the user names stands in front of what a host has, of which there may be much. */
static bool is_left(const struct up_scan *scan, up_str product)
{
	const struct up_present *present = scan->options->present;
	for (size_t i = 0; i < scan->options->n_present && present[i].kind != UP_PRESENT_OS && present[i].kind != UP_PRESENT_DEB; i++)
		if (present[i].kind == UP_PRESENT_TARGET && up_str_eq(present[i].name, product))
			return true;
	return false;
}

static void judge(struct up_scan *scan, const struct up_present *thing)
{
	static const enum up_support_of roles[] = { [UP_PRESENT_OS] = UP_SUPPORT_INSTALLED,
						    [UP_PRESENT_DEB] = UP_SUPPORT_INSTALLED,
						    [UP_PRESENT_FROM] = UP_SUPPORT_FROM,
						    [UP_PRESENT_TARGET] = UP_SUPPORT_TARGET };
	struct up_version_line release;
	struct up_form form;
	if (!find_release(scan, thing, &release) ||
	    !up_support_judge(&release, &scan->options->day, roles[thing->kind], thing->version, scan->arena, &form))
		return;
	/* Where it is to be left, only what has ended is worth a word. */
	if (thing->kind == UP_PRESENT_FROM && !up_str_eq(form.key, UP_STR("end-of-life")))
		return;
	bool left = thing->kind != UP_PRESENT_TARGET && is_left(scan, form.product);
	/* Of two versions that the user names, the second is what matters. */
	if (left && thing->kind == UP_PRESENT_FROM)
		return;
	if (left)
		form.most = UP_LEVEL_NOTE;
	form.about = thing->name;
	form.path = thing->path;
	form.at = thing->at;
	form.end = thing->end;
	form.snippet = thing->snippet;
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	sink.state(sink.data, &form);
}

/* A chart says which version of the application it brings. */
static void judge_chart(struct up_scan *scan, const struct up_ledger_entry *entry)
{
	const struct up_rules *rules = scan->options->rules;
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	up_str product;
	for (size_t at = 0; up_rules_package_product(rules, entry->key, &at, &product);) {
		struct up_version_line release;
		struct up_form form;
		if (!up_release_of(rules, product, entry->value, scan->options->day.today, &release) ||
		    !up_support_judge(&release, &scan->options->day, UP_SUPPORT_INSTALLED, entry->value, scan->arena, &form))
			continue;
		form.about = entry->key;
		form.path = entry->source;
		form.at = entry->at;
		form.end = entry->end;
		sink.state(sink.data, &form);
	}
}

static void judge_charts(struct up_scan *scan)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(scan->workers[0].book.ledger, UP_FACT_COMPONENT, &n);
	for (size_t i = 0; i < n; i++)
		if (up_str_eq(entries[i].path, UP_STR("appVersion")) &&
		    (entries[i].side == UP_SIDE_PACKAGE || !scan->options->is_host_quiet))
			judge_chart(scan, &entries[i]);
}

void up_scan_join_support(struct up_scan *scan)
{
	judge_charts(scan);
	bool is_quiet = scan->options->is_host_quiet;
	for (size_t i = 0; i < scan->options->n_present; i++) {
		const struct up_present *thing = &scan->options->present[i];
		if (!is_quiet || thing->kind == UP_PRESENT_FROM || thing->kind == UP_PRESENT_TARGET)
			judge(scan, thing);
	}
}
