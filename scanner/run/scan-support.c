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

void up_scan_join_support(struct up_scan *scan)
{
	bool is_quiet = scan->options->is_host_quiet;
	for (size_t i = 0; i < scan->options->n_present; i++) {
		const struct up_present *thing = &scan->options->present[i];
		if (!is_quiet || thing->kind == UP_PRESENT_FROM || thing->kind == UP_PRESENT_TARGET)
			judge(scan, thing);
	}
}
