/* What `explain` and the generated pages show of a rule. */
#include "base/buf.h"
#include "match/rules-private.h"
#include "secret/verify.h"

static up_str joined(const struct up_image *image, struct up_image_range list, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < list.n; i++)
		up_buf_printf(&out, "%s%.*s", i ? ", " : "", UP_FMT(up_image_item(image->header, list, i)));
	return up_arena_take(arena, &out);
}

/* Paths of sections; the empty one is the top of the file. */
static up_str joined_paths(const struct up_image *image, const struct up_image_rule *rule, struct up_arena *arena)
{
	static const char top[] = "(top level)";
	struct up_buf out = { 0 };
	if (rule->has_in && !rule->in.n)
		up_buf_add_s(&out, top);
	for (uint32_t i = 0; i < rule->in.n; i++) {
		up_str glob = up_image_item(image->header, rule->in, i);
		up_buf_printf(&out, "%s%.*s", i ? ", " : "", UP_FMT(glob.len ? glob : up_str_from(top)));
	}
	return up_arena_take(arena, &out);
}

static up_str joined_patterns(const struct up_image *image, struct up_image_range list, struct up_arena *arena)
{
	const struct up_image_pattern *patterns = up_image_at(image->header, UP_IMAGE_PATTERNS);
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < list.n; i++) {
		const struct up_image_pattern *pattern = &patterns[list.first + i];
		const char *slash = pattern->kind == UP_PATTERN_REGEX ? "/" : "";
		up_buf_printf(&out, "%s%s%.*s%s", i ? ", " : "", slash, UP_FMT(up_image_str(image->header, pattern->text)), slash);
	}
	return up_arena_take(arena, &out);
}

static void add_examples(const struct up_image *image, const struct up_image_rule *rule, struct up_rule_detail *detail)
{
	const struct up_image_example *examples = up_image_at(image->header, UP_IMAGE_EXAMPLES);
	for (uint32_t i = 0; i < rule->examples.n && detail->n_examples < UP_EXAMPLES; i++) {
		const struct up_image_example *example = &examples[rule->examples.first + i];
		size_t n = detail->n_examples++;
		detail->examples[n].is_bad = example->is_bad;
		detail->examples[n].mode = example->executable == UP_YES ? 0100755 : example->executable == UP_NO ? 0100644 : 0;
		detail->examples[n].parser = up_image_str(image->header, example->parser);
		detail->examples[n].path = up_image_str(image->header, example->path);
		detail->examples[n].text = up_image_str(image->header, example->text);
		detail->examples[n].dialect = (enum up_dialect)example->dialect;
		detail->examples[n].version = up_image_str(image->header, example->version);
		detail->examples[n].form = up_image_str(image->header, example->form);
	}
}

static void add_secret(const struct up_image *image, const struct up_image_rule *rule, struct up_arena *arena,
		       struct up_rule_detail *detail)
{
	const struct up_image_secret *secret = (const struct up_image_secret *)up_image_at(image->header, UP_IMAGE_SECRETS) + rule->secret -
					       1;
	up_str words = joined(image, secret->anchors, arena);
	detail->secret.vendor = up_image_str(image->header, secret->vendor);
	detail->secret.vendor_title = up_image_str(image->header, secret->vendor_title);
	detail->secret.category = up_image_str(image->header, secret->category);
	detail->secret.grants = up_image_str(image->header, secret->grants);
	detail->secret.revoke = up_image_str(image->header, secret->revoke);
	*(secret->search == UP_SECRET_NEAR ? &detail->secret.near : &detail->secret.anchors) = words;
	if (secret->pattern != UINT32_MAX)
		detail->secret.shape = up_image_str(
			image->header,
			((const struct up_image_pattern *)up_image_at(image->header, UP_IMAGE_PATTERNS))[secret->pattern].text);
	detail->secret.files = joined(image, rule->files, arena);
	if (secret->verifier != UINT32_MAX) {
		detail->secret.verify = up_str_from(up_verifier_names[secret->verifier]);
		detail->secret.checks = up_str_from(up_verifier_checks[secret->verifier]);
	}
}

static up_str joined_dialects(uint8_t dialects, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++)
		if (dialects & up_dialect_bit((enum up_dialect)i))
			up_buf_printf(&out, "%s%s", out.len ? ", " : "", up_dialect_name((enum up_dialect)i));
	return up_arena_take(arena, &out);
}

static up_str joined_servers(const struct up_image *image, struct up_image_range list, struct up_arena *arena)
{
	const struct up_image_server *servers = (const struct up_image_server *)up_image_at(image->header, UP_IMAGE_SERVERS) + list.first;
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < list.n; i++) {
		up_str since = up_image_str(image->header, servers[i].since), before = up_image_str(image->header, servers[i].before);
		up_buf_printf(&out, "%s%.*s", i ? ", " : "", UP_FMT(up_image_str(image->header, servers[i].product)));
		if (since.len)
			up_buf_printf(&out, " since %.*s", UP_FMT(since));
		if (before.len)
			up_buf_printf(&out, " before %.*s", UP_FMT(before));
	}
	return up_arena_take(arena, &out);
}

static void add_operation(const struct up_image *image, const struct up_image_rule *rule, struct up_arena *arena,
			  struct up_rule_detail *detail)
{
	static const up_str parts[] = { UP_STR(""), UP_STR("down"), UP_STR("up and down") };
	const struct up_image_operation *operation = up_image_operation(image->header, rule);
	detail->operation.is_one = true;
	detail->operation.dialects = operation->dialects;
	detail->operation.names = joined_dialects(operation->dialects, arena);
	detail->operation.part = parts[operation->part];
	detail->operation.lock_mode = up_image_str(image->header, operation->lock_mode);
	detail->operation.lock_on = up_image_str(image->header, operation->lock_on);
	detail->operation.lock_while = up_image_str(image->header, operation->lock_while);
	detail->operation.rewrites = up_image_str(image->header, operation->rewrites);
	detail->operation.safer = up_image_str(image->header, operation->safer);
	detail->operation.servers = joined_servers(image, operation->servers, arena);
	if (operation->blocks)
		detail->operation.blocks = up_str_from(up_blocked[operation->blocks - 1]);
	if (operation->undo)
		detail->operation.undo = up_str_from(up_undos[operation->undo - 1]);
}

void up_rules_detail(const struct up_rules *rules, const struct up_rule *view, struct up_arena *arena, struct up_rule_detail *ret_detail)
{
	static const char *const reactions[] = { "refuse", "ignore", "warn" };
	static const char *const carriers[] = { "", "setting", "flag", "both", "variable" };
	const struct up_image *image;
	const struct up_image_rule *rule = up_rules_image_rule(rules, view, &image);
	struct up_rule_detail detail = { 0 };
	detail.scripts = rule->scripts;
	detail.keys = rule->keys.n ? joined(image, rule->keys, arena) : joined_patterns(image, rule->key_patterns, arena);
	detail.in = joined_paths(image, rule, arena);
	detail.values = joined_patterns(image, rule->values, arena);
	detail.use = joined(image, rule->use, arena);
	detail.note = up_image_str(image->header, rule->note);
	detail.fix = rule->has_fix ? up_image_str(image->header, rule->fix) : UP_STR("");
	detail.since = up_image_str(image->header, rule->since);
	const struct up_image_change *changes = up_image_at(image->header, UP_IMAGE_CHANGES);
	struct up_buf versions[_UP_CHANGE_MAX] = { 0 };
	for (uint32_t i = 0; i < rule->changes.n; i++) {
		const struct up_image_change *change = &changes[rule->changes.first + i];
		for (int k = 0; k < _UP_CHANGE_MAX; k++) {
			up_str version = up_image_str(image->header, change->versions[k]);
			if (!version.len)
				continue;
			up_buf_add_s(&versions[k], versions[k].len ? ", " : "");
			if (rule->product == UINT32_MAX)
				up_buf_printf(&versions[k], "%.*s ", UP_FMT(up_image_str(image->header, change->product_id)));
			up_buf_add(&versions[k], version);
		}
	}
	for (int k = 0; k < _UP_CHANGE_MAX; k++) {
		detail.versions[k] = up_arena_take(arena, &versions[k]);
	}
	if (rule->product != UINT32_MAX) {
		const struct up_image_product *product = (const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS) +
							 rule->product;
		detail.product_title = up_image_str(image->header, product->title);
		detail.reaction = up_str_from(reactions[rule->reaction]);
		detail.carrier = up_str_from(carriers[rule->carrier]);
	}
	detail.has_default = rule->defaults.n > 0;
	if (detail.has_default) {
		detail.default_was = up_image_item(image->header, rule->defaults, 0);
		detail.default_now = up_image_item(image->header, rule->defaults, 1);
	}
	if (rule->secret)
		add_secret(image, rule, arena, &detail);
	if (rule->operation)
		add_operation(image, rule, arena, &detail);
	add_examples(image, rule, &detail);
	*ret_detail = detail;
}
