/* What a product row says of itself, whatever the window: made from its facts when it is loaded. */
#include "match/load-private.h"
#include "match/words.h"

static void list_words(struct up_build *build, struct up_buf *out, struct up_image_range list)
{
	for (uint32_t i = 0; i < list.n; i++) {
		const struct up_image_ref *item = up_build_at(build, UP_IMAGE_REFS, sizeof *item, list.first + i);
		up_buf_printf(out, "%s`%.*s`", !i ? "" : i + 1 < list.n ? ", " : " or ", UP_FMT(up_build_text(build, *item)));
	}
}

static void subject_words(struct up_build *build, const struct up_image_rule *rule, struct up_buf *out)
{
	if (rule->title.len) {
		up_buf_add(out, up_build_text(build, rule->title));
		return;
	}
	const struct up_image_ref *key = up_build_at(build, UP_IMAGE_REFS, sizeof *key, rule->keys.first);
	if (rule->defaults.n)
		up_buf_add_s(out, "The default of ");
	const char *dashes = rule->carrier != UP_CARRIER_FLAG ? "" : key->len > 1 ? "--" : "-";
	up_buf_printf(out, "`%s%.*s`", dashes, UP_FMT(up_build_text(build, *key)));
}

/* The change that weighs most gives the summary its verb. */
static void summary_words(struct up_build *build, const struct up_image_product *product, const struct up_image_rule *rule,
			  const struct up_image_ref *versions, struct up_buf *out)
{
	static const enum up_change_kind order[] = { UP_CHANGE_REQUIRED, UP_CHANGE_REMOVED, UP_CHANGE_RENAMED, UP_CHANGE_DEPRECATED,
						     UP_CHANGE_CHANGED };
	static const char *const verbs[_UP_CHANGE_MAX] = { "deprecated", "renamed", "removed", "changed", "required" };
	subject_words(build, rule, out);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		up_str version = up_build_text(build, versions[order[i]]), title = up_build_text(build, product->title);
		if (!version.len)
			continue;
		if (product->scheme_is_date)
			up_buf_printf(out, " %s by %.*s on %.*s", verbs[order[i]], UP_FMT(title), UP_FMT(version));
		else
			up_buf_printf(out, " %s in %.*s %.*s", verbs[order[i]], UP_FMT(title), UP_FMT(version));
		return;
	}
}

static void why_words(struct up_build *build, const struct up_image_product *product, const struct up_image_rule *rule,
		      const struct up_image_ref *versions, struct up_buf *out)
{
	static const char *const verbs[_UP_CHANGE_MAX] = { "deprecated it", "renamed it", "removed it", "changed it", "asks for it" };
	static const char *const reactions[] = {
		[UP_REACTION_REFUSE] = ": since then it is refused",
		[UP_REACTION_IGNORE] = ": since then it is ignored without a word",
		[UP_REACTION_WARN] = ": since then it only makes a warning",
	};
	unsigned n = 0, left = 0;
	for (int i = 0; i < _UP_CHANGE_MAX; i++)
		left += versions[i].len > 0;
	up_buf_add(out, up_build_text(build, product->title));
	for (int i = 0; i < _UP_CHANGE_MAX; i++)
		if (versions[i].len)
			up_buf_printf(out, "%s %s %s %.*s",
				      !n++        ? ""
				      : n == left ? " and"
						  : ",",
				      verbs[i],
				      i == UP_CHANGE_REQUIRED   ? "from"
				      : product->scheme_is_date ? "on"
								: "in",
				      UP_FMT(up_build_text(build, versions[i])));
	if (versions[UP_CHANGE_REMOVED].len)
		up_buf_add_s(out, reactions[rule->reaction]);
	if (rule->required == UP_REQUIRED_REFUSE)
		up_buf_add_s(out, " on: without it it does not start");
	up_add_note(out, up_build_text(build, rule->note), n == 1 && versions[UP_CHANGE_CHANGED].len);
}

static void fix_words(struct up_build *build, const struct up_image_rule *rule, const struct up_image_ref *versions, struct up_buf *out)
{
	bool only_changed = !versions[UP_CHANGE_REMOVED].len && !versions[UP_CHANGE_RENAMED].len && !versions[UP_CHANGE_DEPRECATED].len;
	if (rule->defaults.n) {
		const struct up_image_ref *was = up_build_at(build, UP_IMAGE_REFS, sizeof *was, rule->defaults.first);
		if (was->len)
			up_buf_printf(out, "Set it to `%.*s` to keep what was, or test with the new default.",
				      UP_FMT(up_build_text(build, *was)));
		else
			up_buf_add_s(out, "Test with the new default, or set what is meant.");
		return;
	}
	if (rule->required) {
		up_buf_add_s(out, "Set ");
		list_words(build, out, rule->use.n ? rule->use : rule->keys);
		up_buf_add_byte(out, '.');
		return;
	}
	if (!rule->use.n) {
		up_buf_add_s(out, only_changed ? "Check that the line still says what is meant." : "Remove it; there is no replacement.");
		return;
	}
	up_buf_add_s(out, "Use ");
	list_words(build, out, rule->use);
	up_buf_add_s(out, " instead.");
}

static struct up_image_ref keep(struct up_build *build, struct up_buf *words)
{
	struct up_image_ref ref = up_build_string(build, up_buf_str(words));
	up_buf_clear(words);
	return ref;
}

void up_loader_row_words(struct up_build *build, const struct up_image_product *product, const struct up_image_ref *versions,
			 struct up_image_rule *rule)
{
	struct up_buf words = { 0 };
	summary_words(build, product, rule, versions, &words);
	rule->summary = keep(build, &words);
	why_words(build, product, rule, versions, &words);
	rule->why = keep(build, &words);
	rule->has_fix = rule->fix.len > 0;
	if (!rule->has_fix) {
		fix_words(build, rule, versions, &words);
		rule->fix = keep(build, &words);
	}
	up_buf_finish(&words);
}
