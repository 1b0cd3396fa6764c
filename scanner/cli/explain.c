/* uplint explain RULE. */
#include <string.h>

#include "base/json.h"
#include "base/say.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/options.h"

static const struct up_command command = {
	.options = UP_OPTIONS_EXPLAIN,
	.name = "explain",
	.arguments = "RULE",
	.about = "Says what a rule means, since when, what to write instead, and where that is stated.",
	.least = 1,
	.most = 1,
};
static const char *const change_names[] = { "deprecated", "renamed", "removed", "changed", "required" };

static void line(struct up_buf *out, const char *name, up_str text)
{
	if (text.len)
		up_buf_printf(out, "  %-11s %.*s\n", name, UP_FMT(text));
}

/* Versions decide the level, within a bound. */
static bool is_computed(const struct up_rule_detail *detail)
{
	bool found = false;
	for (size_t i = 0; i < sizeof change_names / sizeof *change_names; i++)
		found |= detail->versions[i].len > 0;
	return found;
}

static void add_examples(struct up_buf *out, const struct up_rule_detail *detail, bool bad)
{
	for (size_t i = 0; i < detail->n_examples; i++) {
		if (detail->examples[i].is_bad != bad)
			continue;
		up_str name = detail->examples[i].path.len ? detail->examples[i].path : detail->examples[i].parser;
		up_str form = detail->examples[i].form;
		up_buf_printf(out, "\n%s", bad ? "Fires on" : "Does not fire on");
		if (form.len)
			up_buf_printf(out, " (form: %.*s)", UP_FMT(form));
		else if (name.len)
			up_buf_printf(out, " (%.*s)", UP_FMT(name));
		up_buf_add_s(out, ":\n");
		up_str text = detail->examples[i].text, row;
		for (size_t at = 0; up_line_next(text, &at, &row);) {
			up_buf_add_s(out, "    ");
			up_utf8_escape(out, row, true);
			up_buf_add_byte(out, '\n');
		}
	}
}

/* What a rule on secrets looks for. What the holder can do, and where it is revoked, stands in `why` and `fix`, but where these are words of their own. */
static void add_secret(struct up_buf *out, const struct up_rule *rule, const struct up_rule_detail *detail, struct up_arena *arena)
{
	if (!detail->secret.vendor.len)
		return;
	up_str kind = up_str_slice(rule->id, sizeof "secret", SIZE_MAX);
	if (up_str_starts(kind, detail->secret.vendor)) /* what is no vendor's has a file, too */
		line(out, "vendor",
		     up_arena_printf(arena, "%.*s (%.*s)", UP_FMT(detail->secret.vendor_title), UP_FMT(detail->secret.category)));
	line(out, "looks for", detail->secret.anchors);
	line(out, "near", detail->secret.near);
	line(out, "shape", detail->secret.shape);
	line(out, "in files", detail->secret.files);
	if (detail->secret.verify.len)
		line(out, "verdict",
		     up_arena_printf(arena, "offline, by %.*s (%.*s)", UP_FMT(detail->secret.checks), UP_FMT(detail->secret.verify)));
	if (!up_str_contains(rule->why, detail->secret.grants))
		line(out, "grants", detail->secret.grants);
	if (!up_str_contains(rule->fix, up_str_slice(detail->secret.revoke, 1, SIZE_MAX))) /* it may begin the sentence */
		line(out, "revoke", detail->secret.revoke);
}

/* What an operation does to others, and how it is taken back. */
static void add_operation(struct up_buf *out, const struct up_rule_detail *detail, struct up_arena *arena)
{
	static const char *const undos[][2] = { { "automatic", "automatic: the runner, or the database, takes it back" },
						{ "inverse", "by the inverse statement" },
						{ "lossy", "not all of it: something is lost on the way back" },
						{ "data-lost", "the schema only: the data are lost" },
						{ "impossible", "impossible: there is no inverse" },
						{ "not-needed", "not needed" } };
	struct up_buf lock = { 0 };
	up_str undo = UP_STR("");
	line(out, "database", detail->operation.names);
	line(out, "versions", detail->operation.servers);
	line(out, "part", detail->operation.part);
	up_buf_add(&lock, detail->operation.lock_mode);
	if (detail->operation.lock_on.len)
		up_buf_printf(&lock, "%son %.*s", lock.len ? " " : "", UP_FMT(detail->operation.lock_on));
	if (detail->operation.blocks.len)
		up_buf_printf(&lock, "%sblocks %.*s", lock.len ? "; " : "", UP_FMT(detail->operation.blocks));
	if (detail->operation.lock_while.len)
		up_buf_printf(&lock, " while %.*s", UP_FMT(detail->operation.lock_while));
	line(out, "lock", up_arena_take(arena, &lock));
	line(out, "rewrites", detail->operation.rewrites);
	for (size_t i = 0; i < sizeof undos / sizeof *undos; i++)
		if (up_str_eq(detail->operation.undo, up_str_from(undos[i][0])))
			undo = up_str_from(undos[i][1]);
	line(out, "undo", undo);
}

static void add_safer(struct up_buf *out, const struct up_rule_detail *detail)
{
	up_str text = detail->operation.safer, row;
	if (!text.len)
		return;
	up_buf_add_s(out, "\nSafer:\n");
	for (size_t at = 0; up_line_next(text, &at, &row);)
		up_buf_printf(out, "%s%.*s\n", row.len ? "    " : "", UP_FMT(row));
}

static void write_text(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, struct up_buf *out)
{
	struct up_rule_detail detail;
	up_rules_detail(rules, rule, arena, &detail);
	up_buf_printf(out, "%.*s: %.*s\n\n", UP_FMT(rule->id), UP_FMT(rule->title));
	line(out, "family", rule->family);
	line(out, "effect", rule->effect);
	line(out, "level", up_arena_printf(arena, "%s%s", is_computed(&detail) ? "up to " : "", up_level_name(rule->level)));
	line(out, "product", detail.product_title);
	line(out, detail.operation.is_one ? "operation" : "key", detail.keys);
	add_operation(out, &detail, arena);
	line(out, "in", detail.in);
	line(out, "value", detail.values);
	line(out, "since", detail.since);
	for (size_t i = 0; i < sizeof change_names / sizeof *change_names; i++)
		line(out, change_names[i], detail.versions[i]);
	line(out, "instead", detail.use);
	add_secret(out, rule, &detail, arena);
	line(out, "why", rule->why);
	line(out, "fix", rule->fix);
	for (uint32_t i = 0; i < rule->n_cwe; i++)
		line(out, "weakness", rule->cwe[i]);
	for (uint32_t i = 0; i < rule->n_controls; i++)
		line(out, "control", rule->controls[i]);
	for (uint32_t i = 0; i < rule->n_links; i++)
		line(out, "source", rule->links[i]);
	add_safer(out, &detail);
	add_examples(out, &detail, true);
	add_examples(out, &detail, false);
	if (detail.secret.vendor.len)
		up_buf_add_s(out, "\nThe secrets of these examples are made up.\n");
	up_buf_printf(out,
		      "\nTo allow one place, with a reason, write in a comment on its line or the line above:\n"
		      "    uplint: allow %.*s REASON [until YYYY-MM-DD]\n",
		      UP_FMT(rule->id));
}

static void add_pair(struct up_json *json, const char *key, up_str value)
{
	if (value.len)
		up_json_pair(json, key, value);
}

static void add_list(struct up_json *json, const char *key, const up_str *items, uint32_t n)
{
	if (!n)
		return;
	up_json_key(json, key);
	up_json_array(json);
	for (uint32_t i = 0; i < n; i++)
		up_json_string(json, items[i]);
	up_json_array_end(json);
}

static void add_examples_json(struct up_json *json, const struct up_rule_detail *detail)
{
	if (!detail->n_examples)
		return;
	up_json_key(json, "examples");
	up_json_array(json);
	for (size_t i = 0; i < detail->n_examples; i++) {
		up_json_object(json);
		up_json_key(json, "fires");
		up_json_bool(json, detail->examples[i].is_bad);
		add_pair(json, "parser", detail->examples[i].parser);
		add_pair(json, "path", detail->examples[i].path);
		add_pair(json, "form", detail->examples[i].form);
		up_json_pair(json, "text", detail->examples[i].text);
		up_json_object_end(json);
	}
	up_json_array_end(json);
}

static void add_operation_json(struct up_json *json, const struct up_rule_detail *detail)
{
	if (!detail->operation.is_one)
		return;
	up_json_key(json, "operation");
	up_json_object(json);
	add_pair(json, "databases", detail->operation.names);
	add_pair(json, "versions", detail->operation.servers);
	add_pair(json, "part", detail->operation.part);
	add_pair(json, "lock_mode", detail->operation.lock_mode);
	add_pair(json, "lock_on", detail->operation.lock_on);
	add_pair(json, "blocks", detail->operation.blocks);
	add_pair(json, "lock_while", detail->operation.lock_while);
	add_pair(json, "rewrites", detail->operation.rewrites);
	add_pair(json, "undo", detail->operation.undo);
	add_pair(json, "safer", detail->operation.safer);
	up_json_object_end(json);
}

static void write_json(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, struct up_buf *out)
{
	struct up_rule_detail detail;
	struct up_json json;
	up_rules_detail(rules, rule, arena, &detail);
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", 1);
	up_json_pair(&json, "id", rule->id);
	up_json_pair(&json, "title", rule->title);
	up_json_pair(&json, "family", rule->family);
	add_pair(&json, "effect", rule->effect);
	up_json_pair_s(&json, "level", up_level_name(rule->level));
	add_pair(&json, "product", rule->product);
	add_pair(&json, "key", detail.keys);
	add_operation_json(&json, &detail);
	add_pair(&json, "in", detail.in);
	add_pair(&json, "value", detail.values);
	add_pair(&json, "since", detail.since);
	for (size_t i = 0; i < sizeof change_names / sizeof *change_names; i++)
		add_pair(&json, change_names[i], detail.versions[i]);
	add_pair(&json, "use", detail.use);
	add_pair(&json, "note", detail.note);
	add_pair(&json, "vendor", detail.secret.vendor);
	add_pair(&json, "vendor_title", detail.secret.vendor_title);
	add_pair(&json, "category", detail.secret.category);
	add_pair(&json, "anchors", detail.secret.anchors);
	add_pair(&json, "near", detail.secret.near);
	add_pair(&json, "shape", detail.secret.shape);
	add_pair(&json, "files", detail.secret.files);
	add_pair(&json, "verify", detail.secret.verify);
	add_pair(&json, "checks", detail.secret.checks);
	add_pair(&json, "grants", detail.secret.grants);
	add_pair(&json, "revoke", detail.secret.revoke);
	add_pair(&json, "why", rule->why);
	add_pair(&json, "fix", rule->fix);
	add_list(&json, "cwe", rule->cwe, rule->n_cwe);
	add_list(&json, "controls", rule->controls, rule->n_controls);
	add_list(&json, "links", rule->links, rule->n_links);
	add_examples_json(&json, &detail);
	up_json_object_end(&json);
}

/* Rules that begin like it: secret/github* for secret/github-token. */
static void add_kin(const struct up_rules *rules, up_str id, struct up_buf *near)
{
	for (size_t len = id.len; len > 1; len--) {
		up_str start = up_str_slice(id, 0, len);
		if (start.s[len - 1] == '/')
			break;
		if (len < id.len && id.s[len] != '-' && id.s[len] != '_')
			continue;
		for (size_t i = 0; i < up_rules_count(rules); i++) {
			if (!up_str_starts(up_rules_at(rules, i)->id, start))
				continue;
			up_buf_printf(near, "; uplint rules list --only '%.*s*' shows some that begin like it", UP_FMT(start));
			return;
		}
	}
	up_buf_add_s(near, "; uplint rules list shows all of them");
}

/* A product, or a glob, is answered with the list of its rules. */
static void say_unknown(const struct up_rules *rules, const char *id)
{
	struct up_suggest suggest;
	struct up_buf near = { 0 };
	up_suggest_init(&suggest, up_str_from(id));
	up_rules_suggest(rules, &suggest);
	bool is_product = false;
	for (size_t i = 0; i < up_rules_product_count(rules); i++)
		is_product |= up_str_eq(up_rules_product(rules, i).id, suggest.wanted);
	if (is_product || strchr(id, '*'))
		up_buf_printf(&near, "; uplint rules list --only '%s%s' shows several", id, is_product ? "/*" : "");
	else if (suggest.n)
		up_suggest_write(&suggest, &near);
	else
		add_kin(rules, suggest.wanted, &near);
	up_say("there is no rule '%s'%s", id, near.bytes);
	up_buf_finish(&near);
}

static int run(struct up_options *options)
{
	int status = UP_STATUS_ERROR;
	struct up_rules *rules = up_options_rules(options, NULL);
	if (!rules)
		return status;
	const struct up_rule *rule = up_rules_by_id(rules, up_str_from(options->operands[0]));
	if (rule) {
		struct up_buf out = { 0 };
		struct up_arena *arena = up_arena_new();
		if (up_options_want_json(options))
			write_json(rules, rule, arena, &out);
		else
			write_text(rules, rule, arena, &out);
		status = up_print(up_buf_str(&out)) ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
		up_arena_free(arena);
		up_buf_finish(&out);
	} else {
		say_unknown(rules, options->operands[0]);
	}
	up_rules_free(rules);
	return status;
}

int up_command_explain(int argc, char **argv)
{
	return up_options_run(argc, argv, &command, run);
}
