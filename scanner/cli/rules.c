/* uplint rules: list, check, schema, page, and grep, which has a file of its own. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/say.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/rules.h"
#include "core/parse.h"
#include "match/load.h"
#include "run/scan.h"

static const char *const change_names[] = { "deprecated", "renamed", "removed", "changed", "required" };

/* --- list ------------------------------------------------------------------------------------------------------------- */

static void list_secret(struct up_json *json, const struct up_rule_detail *detail)
{
	up_json_pair(json, "vendor", detail->secret.vendor);
	up_json_pair(json, "vendor_title", detail->secret.vendor_title);
	up_json_pair(json, "category", detail->secret.category);
	if (detail->secret.verify.len)
		up_json_pair(json, "verify", detail->secret.verify);
	if (detail->secret.grants.len)
		up_json_pair(json, "grants", detail->secret.grants);
	if (detail->secret.revoke.len)
		up_json_pair(json, "revoke", detail->secret.revoke);
}

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
		if (!up_rules_is_on(rules, rule))
			continue;
		up_rules_detail(rules, rule, arena, &detail);
		up_json_object(&json);
		up_json_pair(&json, "id", rule->id);
		up_json_pair(&json, "family", rule->family);
		if (rule->effect.len)
			up_json_pair(&json, "effect", rule->effect);
		up_json_pair_s(&json, "level", up_level_name(rule->level));
		up_json_pair(&json, "title", rule->title);
		if (rule->product.len)
			up_json_pair(&json, "product", rule->product);
		if (detail.keys.len)
			up_json_pair(&json, "key", detail.keys);
		for (size_t k = 0; k < sizeof change_names / sizeof *change_names; k++)
			if (detail.versions[k].len)
				up_json_pair(&json, change_names[k], detail.versions[k]);
		if (detail.use.len)
			up_json_pair(&json, "use", detail.use);
		if (detail.secret.vendor.len)
			list_secret(&json, &detail);
		up_json_object_end(&json);
		up_arena_reset(arena);
	}
	up_json_array_end(&json);
	up_json_object_end(&json);
	up_arena_free(arena);
}

/* Columns, for people and for grep: the id stands first and ends at a blank. */
static void list_text(const struct up_rules *rules, struct up_buf *out)
{
	size_t n = 0;
	for (size_t i = 0; i < up_rules_count(rules); i++) {
		const struct up_rule *rule = up_rules_at(rules, i);
		if (!up_rules_is_on(rules, rule))
			continue;
		up_buf_printf(out, "%-48.*s %-8s %.*s\n", UP_FMT(rule->id), up_level_name(rule->level), UP_FMT(rule->title));
		n++;
	}
	up_buf_printf(out, "%zu rule%s. uplint explain RULE tells more of one.\n", n, n == 1 ? "" : "s");
}

static int list(struct up_options *options)
{
	struct up_rules *rules = up_options_rules(options, NULL);
	struct up_buf out = { 0 };
	if (!rules)
		return UP_STATUS_ERROR;
	if (up_options_want_json(options))
		list_json(rules, &out);
	else
		list_text(rules, &out);
	bool fine = up_print(up_buf_str(&out));
	up_buf_finish(&out);
	up_rules_free(rules);
	return fine ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
}

/* --- check ------------------------------------------------------------------------------------------------------------ */

struct expectation {
	const struct up_rule *rule;
	bool fired;
};

static void on_match(void *data, const struct up_rule *rule, up_span at)
{
	(void)at;
	struct expectation *expectation = data;
	expectation->fired |= rule == expectation->rule;
}

/* In which examples of a rule on operations are read. */
static enum up_dialect first_dialect(const struct up_rule_detail *detail)
{
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++)
		if (detail->operation.dialects & up_dialect_bit((enum up_dialect)i))
			return (enum up_dialect)i;
	return UP_DIALECT_NONE;
}

/* Runs the examples of one rule; returns how many failed. */
static size_t check_rule(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, size_t *n_examples,
			 struct up_buf *out)
{
	struct up_rule_detail detail;
	size_t failed = 0;
	up_rules_detail(rules, rule, arena, &detail);
	for (size_t i = 0; i < detail.n_examples; i++) {
		up_str path = detail.examples[i].path, parser_name = detail.examples[i].parser;
		const struct up_parser *parser = parser_name.len ? up_parser_by_name(parser_name) : NULL;
		const struct up_source source = { .name = path.len ? path
							  : rule->effect.len
								  ? UP_STR("example.zip!/example") /* effects are those of an upgrade */
								  : UP_STR("example"),
						  .bytes = detail.examples[i].text,
						  .mode = detail.examples[i].mode };
		enum up_dialect dialect = detail.examples[i].dialect;
		const struct up_given_database database = { .dialect = dialect != UP_DIALECT_NONE ? dialect : first_dialect(&detail),
							    .version = detail.examples[i].version,
							    .is_sure = true };
		struct expectation expectation = { .rule = rule };
		++*n_examples;
		const struct up_form form = { .path = source.name, .key = detail.examples[i].form, .value = source.bytes };
		if (form.key.len)
			up_scan_form(rules, &form, on_match, &expectation);
		else
			up_scan_text(rules, &up_limits_default, &source, parser, &database, on_match, &expectation);
		if (expectation.fired == detail.examples[i].is_bad)
			continue;
		up_buf_printf(out, "%.*s: %s:\n    ", UP_FMT(rule->id),
			      detail.examples[i].is_bad ? "missing: the rule does not fire on its bad example"
							: "noisy: the rule fires on its good example");
		up_utf8_escape(out, detail.examples[i].text, true);
		up_buf_add_byte(out, '\n');
		failed++;
	}
	return failed;
}

/* A folder that is not there is no folder with faults. */
static bool is_readable(const char *folder)
{
	DIR *opened = opendir(folder);
	if (!opened)
		up_say("%s: %m", folder);
	else
		closedir(opened);
	return opened != NULL;
}

static int check(struct up_options *options)
{
	struct up_buf faults = { 0 }, out = { 0 };
	struct up_rules_options asked = { .folders = options->rules, .n_folders = options->n_rules };
	const char *folder = options->n_operands ? options->operands[0] : NULL;
	if (folder) {
		asked.folders = &folder;
		asked.n_folders = 1;
	}
	for (size_t i = 0; i < asked.n_folders; i++)
		if (!is_readable(asked.folders[i]))
			return UP_STATUS_ERROR;
	struct up_rules *rules = up_rules_open(&asked, &faults);
	if (!rules) {
		up_utf8_escape(&out, up_buf_str(&faults), true);
		bool fine = up_print(up_buf_str(&out));
		up_buf_finish(&faults);
		up_buf_finish(&out);
		return fine ? UP_STATUS_FINDINGS : UP_STATUS_ERROR;
	}
	struct up_arena *arena = up_arena_new();
	size_t failed = 0, n_examples = 0;
	for (size_t i = 0; i < up_rules_count(rules); i++) {
		failed += check_rule(rules, up_rules_at(rules, i), arena, &n_examples, &out);
		up_arena_reset(arena);
	}
	up_buf_printf(&out, "%zu rules, %zu examples, %zu failed\n", up_rules_count(rules), n_examples, failed);
	bool fine = up_print(up_buf_str(&out));
	up_arena_free(arena);
	up_rules_free(rules);
	up_buf_finish(&faults);
	up_buf_finish(&out);
	return !fine ? UP_STATUS_ERROR : failed ? UP_STATUS_FINDINGS : UP_STATUS_CLEAN;
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
	up_str changed = detail.versions[3];
	if (detail.has_default)
		changed = up_arena_printf(arena, "%.*s: default %.*s → %.*s", UP_FMT(changed),
					  UP_FMT(detail.default_was.len ? detail.default_was : UP_STR("none")),
					  UP_FMT(detail.default_now.len ? detail.default_now : UP_STR("none")));
	if (detail.versions[4].len)
		changed = up_arena_printf(arena, "required since %.*s", UP_FMT(detail.versions[4]));
	const struct {
		up_str text;
		bool code;
	} cells[] = { { detail.keys, true },
		      { detail.in, true },
		      { detail.values, true },
		      { detail.versions[0], false },
		      { detail.versions[1], false },
		      { detail.versions[2], false },
		      { changed, false },
		      { detail.use, true },
		      { note, false } };
	up_buf_add_byte(out, '|');
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		add_cell(out, cells[i].text, cells[i].code);
	up_buf_add_byte(out, '\n');
}

void up_say_unknown_product(const struct up_rules *rules, up_str wanted)
{
	struct up_suggest suggest;
	struct up_buf near = { 0 };
	up_suggest_init(&suggest, wanted);
	up_rules_suggest_product(rules, &suggest);
	up_suggest_write(&suggest, &near);
	up_say("there is no product '%.*s'%.*s", UP_FMT(wanted), UP_FMT(up_buf_str(&near)));
	up_buf_finish(&near);
}

static int page(struct up_options *options)
{
	struct up_rules *rules = up_options_rules(options, NULL);
	if (!rules)
		return UP_STATUS_ERROR;
	up_str wanted = up_str_from(options->operands[0]);
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
		up_say_unknown_product(rules, wanted);
	bool fine = found && up_print(up_buf_str(&out));
	up_buf_finish(&out);
	up_arena_free(arena);
	up_rules_free(rules);
	return fine ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
}

static int schema(struct up_options *options)
{
	(void)options;
	struct up_buf out = { 0 };
	up_loader_schema(&out);
	bool fine = up_print(up_buf_str(&out));
	up_buf_finish(&out);
	return fine ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
}

/* --- the command ------------------------------------------------------------------------------------------------------ */

static const struct {
	struct up_command command;
	int (*run)(struct up_options *options);
} verbs[] = {
	{ { UP_OPTIONS_RULES_LIST, "rules list", "", "Lists the rules: id, highest level, title.", 0, 0 }, list },
	{ { UP_OPTIONS_RULES_CHECK, "rules check", "[DIR]",
	    "Loads the rules of a folder beside those of the program, strictly, and runs every example of all. Without DIR: the program's "
	    "own.\n"
	    "Exit status: 0 all is well; 1 faults, or examples that fail; 2 the folder cannot be read.",
	    0, 1 },
	  check },
	{ { UP_OPTIONS_RULES_SCHEMA, "rules schema", "", "Prints the JSON schema of rule files, for editors.", 0, 0 }, schema },
	{ { UP_OPTIONS_RULES_GREP, "rules grep", "PATTERN",
	    "Prints the rows of products in whose id, key, section, value, replacement or note a regular expression is found, in any case: "
	    "one line for each.\nIn the pattern - stands for _ as well, and _ for -.\n"
	    "Exit status: 0 there are some; 1 there is none; 2 the pattern, a version or the product is wrong.",
	    1, 1 },
	  up_rules_grep },
	{ { UP_OPTIONS_RULES_PAGE, "rules page", "PRODUCT", "Prints the rows of a product as a page of Markdown.", 1, 1 }, page },
};

enum {
	VERBS = sizeof verbs / sizeof *verbs
};

static void help(struct up_buf *out)
{
	for (size_t i = 0; i < VERBS; i++)
		up_buf_printf(out, "%s uplint %s%s%s\n", i ? "      " : "usage:", verbs[i].command.name,
			      *verbs[i].command.arguments ? " " : "", verbs[i].command.arguments);
	up_buf_add_s(out, "\nuplint rules list --help and so on show more.\n");
}

static void say_unknown_verb(const char *word)
{
	struct up_suggest suggest;
	struct up_buf near = { 0 };
	up_suggest_init(&suggest, up_str_from(word));
	for (size_t i = 0; i < VERBS; i++)
		up_suggest_add(&suggest, up_str_from(verbs[i].command.name + strlen("rules ")));
	up_suggest_write(&suggest, &near);
	up_say("there is no 'uplint rules %s'%.*s", word, UP_FMT(up_buf_str(&near)));
	up_buf_finish(&near);
}

int up_command_rules(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	for (size_t i = 0; i < VERBS; i++) {
		if (!strcmp(word, verbs[i].command.name + strlen("rules ")))
			return up_options_run(argc - 1, argv + 1, &verbs[i].command, verbs[i].run);
	}
	struct up_buf out = { 0 };
	bool asked = !strcmp(word, "--help") || !strcmp(word, "-h");
	help(&out);
	if (!asked && *word)
		say_unknown_verb(word);
	bool fine = asked && up_print(up_buf_str(&out));
	if (!asked)
		fputs(out.bytes, stderr);
	up_buf_finish(&out);
	return fine ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
}
