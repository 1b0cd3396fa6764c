/* uplint explain RULE. */
#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/options.h"

static const char usage[] = "uplint explain RULE";
static const char *const change_names[] = { "deprecated", "renamed", "removed", "changed" };

static void line(struct up_buf *out, const char *name, up_str text)
{
	if (text.len)
		up_buf_printf(out, "  %-11s %.*s\n", name, UP_FMT(text));
}

static void add_examples(struct up_buf *out, const struct up_rule_detail *detail, bool bad)
{
	for (size_t i = 0; i < detail->n_examples; i++) {
		if (detail->examples[i].is_bad != bad)
			continue;
		up_buf_printf(out, "\n%s", bad ? "Fires on" : "Does not fire on");
		up_str path = detail->examples[i].path, parser = detail->examples[i].parser;
		up_buf_printf(out, " (%.*s):\n", UP_FMT(path.len ? path : parser));
		up_str text = detail->examples[i].text, row;
		for (size_t at = 0; up_line_next(text, &at, &row);) {
			up_buf_add_s(out, "    ");
			up_utf8_escape(out, row, true);
			up_buf_add_byte(out, '\n');
		}
	}
}

static void write_text(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, struct up_buf *out)
{
	struct up_rule_detail detail;
	up_rules_detail(rules, rule, arena, &detail);
	up_buf_printf(out, "%.*s: %.*s\n\n", UP_FMT(rule->id), UP_FMT(rule->title));
	line(out, "family", rule->family);
	line(out, "level", up_arena_printf(arena, "up to %s", up_level_name(rule->level)));
	line(out, "product", detail.product_title);
	line(out, "key", detail.keys);
	line(out, "in", detail.in);
	line(out, "value", detail.values);
	line(out, "since", detail.since);
	for (size_t i = 0; i < sizeof change_names / sizeof *change_names; i++)
		line(out, change_names[i], detail.versions[i]);
	line(out, "instead", detail.use);
	line(out, "why", rule->why);
	line(out, "fix", rule->fix);
	for (uint32_t i = 0; i < rule->n_cwe; i++)
		line(out, "weakness", rule->cwe[i]);
	for (uint32_t i = 0; i < rule->n_controls; i++)
		line(out, "control", rule->controls[i]);
	for (uint32_t i = 0; i < rule->n_links; i++)
		line(out, "source", rule->links[i]);
	add_examples(out, &detail, true);
	add_examples(out, &detail, false);
	up_buf_printf(out,
		      "\nTo allow one place, with a reason, write in a comment on its line or the line above:\n"
		      "    uplint: allow %.*s REASON [until YYYY-MM-DD]\n",
		      UP_FMT(rule->id));
}

static void write_json(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, struct up_buf *out)
{
	struct up_rule_detail detail;
	struct up_json json;
	up_rules_detail(rules, rule, arena, &detail);
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair(&json, "id", rule->id);
	up_json_pair(&json, "title", rule->title);
	up_json_pair(&json, "family", rule->family);
	up_json_pair_s(&json, "level", up_level_name(rule->level));
	up_json_pair(&json, "product", rule->product);
	up_json_pair(&json, "key", detail.keys);
	up_json_pair(&json, "in", detail.in);
	up_json_pair(&json, "value", detail.values);
	for (size_t i = 0; i < sizeof change_names / sizeof *change_names; i++)
		up_json_pair(&json, change_names[i], detail.versions[i]);
	up_json_pair(&json, "use", detail.use);
	up_json_pair(&json, "note", detail.note);
	up_json_pair(&json, "why", rule->why);
	up_json_pair(&json, "fix", rule->fix);
	up_json_key(&json, "links");
	up_json_array(&json);
	for (uint32_t i = 0; i < rule->n_links; i++)
		up_json_string(&json, rule->links[i]);
	up_json_array_end(&json);
	up_json_object_end(&json);
}

static void say_unknown(const struct up_rules *rules, const char *id)
{
	const struct up_rule *near[3];
	size_t n = up_rules_near(rules, up_str_from(id), near, 3);
	fprintf(stderr, "uplint: there is no rule '%s'", id);
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "%s%.*s", !i ? "; did you mean " : i + 1 < n ? ", " : " or ", UP_FMT(near[i]->id));
	fputs(n ? "?\n" : "; uplint rules list shows all of them\n", stderr);
}

int up_command_explain(int argc, char **argv)
{
	struct up_options options;
	if (!up_options_read(argc, argv, UP_OPTIONS_EXPLAIN, usage, &options))
		return UP_STATUS_ERROR;
	int status = UP_STATUS_ERROR;
	struct up_rules *rules = options.n_operands == 1 ? up_options_rules(&options) : NULL;
	const struct up_rule *rule = rules ? up_rules_by_id(rules, up_str_from(options.operands[0])) : NULL;
	if (options.n_operands != 1) {
		fprintf(options.help ? stdout : stderr, "usage: %s\n", usage);
		status = options.help ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
	} else if (rule) {
		struct up_buf out = { 0 };
		struct up_arena *arena = up_arena_new();
		if (options.format && !strcmp(options.format, "json"))
			write_json(rules, rule, arena, &out);
		else
			write_text(rules, rule, arena, &out);
		fwrite(out.bytes, 1, out.len, stdout);
		up_arena_free(arena);
		up_buf_finish(&out);
		status = UP_STATUS_CLEAN;
	} else if (rules) {
		say_unknown(rules, options.operands[0]);
	}
	up_rules_free(rules);
	up_options_finish(&options);
	return status;
}
