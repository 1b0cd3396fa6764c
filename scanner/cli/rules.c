/* uplint rules: list, check, schema, page. */
#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "core/parse.h"
#include "match/load.h"
#include "run/scan.h"

static const char usage[] = "uplint rules list [--format json] | check [DIR] | schema | page PRODUCT";
static const char *const change_names[] = { "deprecated", "renamed", "removed", "changed" };

/* --- list ------------------------------------------------------------------------------------------------------------- */

static void list_json(const struct up_rules *rules, struct up_buf *out)
{
	struct up_json json;
	struct up_arena *arena = up_arena_new();
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", 1);
	up_json_key(&json, "rules");
	up_json_array(&json);
	for (size_t i = 0; i < up_rules_count(rules); i++) {
		const struct up_rule *rule = up_rules_at(rules, i);
		struct up_rule_detail detail;
		up_rules_detail(rules, rule, arena, &detail);
		up_json_object(&json);
		up_json_pair(&json, "id", rule->id);
		up_json_pair(&json, "family", rule->family);
		up_json_pair_s(&json, "level", up_level_name(rule->level));
		up_json_pair(&json, "title", rule->title);
		up_json_pair(&json, "product", rule->product);
		up_json_pair(&json, "key", detail.keys);
		for (size_t k = 0; k < sizeof change_names / sizeof *change_names; k++)
			if (detail.versions[k].len)
				up_json_pair(&json, change_names[k], detail.versions[k]);
		if (detail.use.len)
			up_json_pair(&json, "use", detail.use);
		up_json_object_end(&json);
		up_arena_reset(arena);
	}
	up_json_array_end(&json);
	up_json_object_end(&json);
	up_arena_free(arena);
}

static int list(const struct up_options *options)
{
	struct up_rules *rules = up_options_rules(options);
	struct up_buf out = { 0 };
	if (!rules)
		return UP_STATUS_ERROR;
	if (options->format && !strcmp(options->format, "json")) {
		list_json(rules, &out);
	} else {
		for (size_t i = 0; i < up_rules_count(rules); i++) {
			const struct up_rule *rule = up_rules_at(rules, i);
			up_buf_printf(&out, "%-48.*s %-8s %.*s\n", UP_FMT(rule->id), up_level_name(rule->level), UP_FMT(rule->title));
		}
		up_buf_printf(&out, "%zu rules, %zu products. uplint explain RULE tells more of one.\n", up_rules_count(rules),
			      up_rules_product_count(rules));
	}
	fwrite(out.bytes, 1, out.len, stdout);
	up_buf_finish(&out);
	up_rules_free(rules);
	return UP_STATUS_CLEAN;
}

/* --- check ------------------------------------------------------------------------------------------------------------ */

struct expectation {
	const struct up_rule *rule;
	bool fired;
};

static void on_match(void *data, const struct up_rule *rule)
{
	struct expectation *expectation = data;
	expectation->fired |= rule == expectation->rule;
}

/* Runs the examples of one rule; returns how many failed. */
static size_t check_rule(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, size_t *n_examples)
{
	struct up_rule_detail detail;
	size_t failed = 0;
	up_rules_detail(rules, rule, arena, &detail);
	for (size_t i = 0; i < detail.n_examples; i++) {
		up_str path = detail.examples[i].path, parser_name = detail.examples[i].parser;
		const struct up_parser *parser = parser_name.len ? up_parser_by_name(parser_name) : NULL;
		const struct up_source source = { .name = path.len ? path : UP_STR("example"),
						  .bytes = detail.examples[i].text,
						  .mode = detail.examples[i].mode };
		struct expectation expectation = { .rule = rule };
		++*n_examples;
		if (parser_name.len && !parser) {
			printf("%.*s: example %zu: there is no parser '%.*s'\n", UP_FMT(rule->id), i + 1, UP_FMT(parser_name));
			failed++;
			continue;
		}
		up_scan_text(rules, &up_limits_default, &source, parser, on_match, &expectation);
		if (expectation.fired == detail.examples[i].is_bad)
			continue;
		printf("%.*s: %s: %s:\n    %.*s\n", UP_FMT(rule->id), detail.examples[i].is_bad ? "missing" : "noisy",
		       detail.examples[i].is_bad ? "the rule does not fire on its bad example" : "the rule fires on its good example",
		       UP_FMT(detail.examples[i].text));
		failed++;
	}
	return failed;
}

static int check(struct up_options *options)
{
	struct up_buf faults = { 0 };
	struct up_rules_options asked = { .folders = options->rules, .n_folders = options->n_rules };
	const char *folder = options->n_operands > 1 ? options->operands[1] : NULL;
	if (folder) {
		asked.folders = &folder;
		asked.n_folders = 1;
	}
	struct up_rules *rules = up_rules_open(&asked, &faults);
	if (!rules) {
		fputs(faults.bytes, stdout);
		up_buf_finish(&faults);
		return UP_STATUS_FINDINGS;
	}
	struct up_arena *arena = up_arena_new();
	size_t failed = 0, n_examples = 0;
	for (size_t i = 0; i < up_rules_count(rules); i++) {
		failed += check_rule(rules, up_rules_at(rules, i), arena, &n_examples);
		up_arena_reset(arena);
	}
	printf("%zu rules, %zu examples, %zu failed\n", up_rules_count(rules), n_examples, failed);
	up_arena_free(arena);
	up_rules_free(rules);
	up_buf_finish(&faults);
	return failed ? UP_STATUS_FINDINGS : UP_STATUS_CLEAN;
}

/* --- page ------------------------------------------------------------------------------------------------------------- */

/* A cell of a Markdown table, its closing bar included. */
static void add_cell(struct up_buf *out, up_str text, bool code)
{
	up_buf_add_s(out, text.len ? code ? " `" : " " : "");
	for (size_t i = 0; i < text.len; i++) {
		if (text.s[i] == '|')
			up_buf_add_byte(out, '\\');
		up_buf_add_byte(out, text.s[i]);
	}
	up_buf_add_s(out, text.len && code ? "` |" : " |");
}

static void add_page_head(struct up_buf *out, const struct up_product *product)
{
	up_buf_printf(
		out,
		"# %.*s\n\nGenerated by `uplint rules page %.*s`. Rows cover %.*s to %.*s; without `--to`, everything up to %.*s counts.\n",
		UP_FMT(product->title), UP_FMT(product->id), UP_FMT(product->covered_from), UP_FMT(product->covered_to),
		UP_FMT(product->latest));
	up_buf_printf(out, "%.*s %s.\n\n", UP_FMT(product->title),
		      product->reaction[0] == 'r'   ? "refuses a key that it does not know"
		      : product->reaction[0] == 'i' ? "ignores a key that it does not know, without a word"
						    : "ignores a key that it does not know, with a warning");
	up_buf_add_s(out, "| key | in | value | deprecated | renamed | removed | changed | instead | note "
			  "|\n|---|---|---|---|---|---|---|---|---|\n");
}

static void add_page_row(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, struct up_buf *out)
{
	struct up_rule_detail detail;
	up_rules_detail(rules, rule, arena, &detail);
	const char *gap = detail.note.len && detail.fix.len ? " " : "";
	up_str note = up_arena_printf(arena, "%.*s%s%.*s", UP_FMT(detail.note), gap, UP_FMT(detail.fix));
	const struct {
		up_str text;
		bool code;
	} cells[] = { { detail.keys, true },         { detail.in, true },           { detail.values, true },
		      { detail.versions[0], false }, { detail.versions[1], false }, { detail.versions[2], false },
		      { detail.versions[3], false }, { detail.use, true },          { note, false } };
	up_buf_add_byte(out, '|');
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		add_cell(out, cells[i].text, cells[i].code);
	up_buf_add_byte(out, '\n');
}

static int page(const struct up_options *options)
{
	if (options->n_operands < 2) {
		fprintf(stderr, "usage: %s\n", usage);
		return UP_STATUS_ERROR;
	}
	struct up_rules *rules = up_options_rules(options);
	if (!rules)
		return UP_STATUS_ERROR;
	up_str wanted = up_str_from(options->operands[1]);
	struct up_arena *arena = up_arena_new();
	struct up_buf out = { 0 };
	for (size_t i = 0; i < up_rules_product_count(rules); i++) {
		struct up_product product = up_rules_product(rules, i);
		if (up_str_eq(product.id, wanted))
			add_page_head(&out, &product);
	}
	for (size_t i = 0; out.len && i < up_rules_count(rules); i++) {
		if (up_str_eq(up_rules_at(rules, i)->product, wanted))
			add_page_row(rules, up_rules_at(rules, i), arena, &out);
		up_arena_reset(arena);
	}
	bool found = out.len > 0;
	if (!found)
		fprintf(stderr, "uplint: there is no product '%s'\n", options->operands[1]);
	fwrite(up_buf_str(&out).s, 1, out.len, stdout);
	up_buf_finish(&out);
	up_arena_free(arena);
	up_rules_free(rules);
	return found ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
}

static int schema(void)
{
	struct up_buf out = { 0 };
	up_loader_schema(&out);
	fwrite(out.bytes, 1, out.len, stdout);
	up_buf_finish(&out);
	return UP_STATUS_CLEAN;
}

int up_command_rules(int argc, char **argv)
{
	struct up_options options;
	if (!up_options_read(argc, argv, UP_OPTIONS_RULES, usage, &options))
		return UP_STATUS_ERROR;
	const char *verb = options.n_operands ? options.operands[0] : "";
	int status = UP_STATUS_ERROR;
	if (options.help) {
		printf("usage: %s\n", usage);
		status = UP_STATUS_CLEAN;
	} else if (!strcmp(verb, "list")) {
		status = list(&options);
	} else if (!strcmp(verb, "check")) {
		status = check(&options);
	} else if (!strcmp(verb, "schema")) {
		status = schema();
	} else if (!strcmp(verb, "page")) {
		status = page(&options);
	} else {
		fprintf(stderr, "usage: %s\n", usage);
	}
	up_options_finish(&options);
	return status;
}
