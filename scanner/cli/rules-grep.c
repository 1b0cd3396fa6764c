/* uplint rules grep: rows of the matrix by what stands in them. */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/regex.h"
#include "base/say.h"
#include "cli/commands.h"
#include "cli/rules.h"
#include "core/version.h"

static const char *const change_names[] = { "deprecated", "renamed", "removed", "changed", "required" };

enum {
	CHANGES = sizeof change_names / sizeof *change_names
};

struct grep {
	const struct up_rules *rules;
	struct up_regex *regex;
	struct up_regex_scratch *scratch;
	up_str product, from, to; /* each may be empty */
	struct up_arena *arena;   /* of one row */
	struct up_buf out;
	struct up_json json;
	bool is_json;
	size_t n;
};

/* VERSION, or PRODUCT=VERSION, which names the product as well. */
static bool read_version(const struct up_list *list, const char *option, up_str *product, up_str *ret_version)
{
	if (!list->n)
		return true;
	up_str text = list->items[list->n - 1];
	size_t equals = up_str_find_byte(text, '=', 0);
	up_str named = equals == SIZE_MAX ? UP_STR("") : up_str_slice(text, 0, equals);
	*ret_version = equals == SIZE_MAX ? text : up_str_slice(text, equals + 1, text.len);
	if (!up_version_valid(*ret_version)) {
		up_say("--%s %.*s: that is no version", option, UP_FMT(text));
		return false;
	}
	if (named.len && product->len && !up_str_eq(named, *product)) {
		up_say("--%s names %.*s, and another product is asked for: %.*s", option, UP_FMT(named), UP_FMT(*product));
		return false;
	}
	*product = named.len ? named : *product;
	return true;
}

static bool knows_product(const struct up_rules *rules, up_str id)
{
	for (size_t i = 0; i < up_rules_product_count(rules); i++)
		if (up_str_eq(up_rules_product(rules, i).id, id))
			return true;
	return false;
}

static bool in_window(const struct grep *grep, const struct up_rule_detail *detail)
{
	if (!grep->from.len && !grep->to.len)
		return true;
	for (size_t k = 0; k < CHANGES; k++) {
		up_str version = detail->versions[k];
		if (version.len && (!grep->from.len || up_version_cmp(version, grep->from) > 0) &&
		    (!grep->to.len || up_version_within(version, grep->to)))
			return true;
	}
	return false;
}

static bool matches(const struct grep *grep, const struct up_rule *rule, const struct up_rule_detail *detail)
{
	const up_str texts[] = { rule->id, detail->keys, detail->in, detail->values, detail->use, detail->note, rule->title };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (up_regex_find(grep->regex, grep->scratch, texts[i], NULL) == UP_REGEX_MATCH)
			return true;
	return false;
}

static void add_json(struct grep *grep, const struct up_rule *rule, const struct up_rule_detail *detail)
{
	struct up_json *json = &grep->json;
	const struct {
		const char *name;
		up_str text;
	} pairs[] = { { "key", detail->keys },
		      { "in", detail->in },
		      { "value", detail->values },
		      { "carrier", detail->carrier },
		      { "since", detail->since } };
	up_json_object(json);
	up_json_pair(json, "id", rule->id);
	up_json_pair(json, "product", rule->product);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (pairs[i].text.len)
			up_json_pair(json, pairs[i].name, pairs[i].text);
	for (size_t k = 0; k < CHANGES; k++)
		if (detail->versions[k].len)
			up_json_pair(json, change_names[k], detail->versions[k]);
	if (detail->has_default) {
		up_json_pair(json, "default_was", detail->default_was);
		up_json_pair(json, "default_now", detail->default_now);
	}
	if (detail->use.len)
		up_json_pair(json, "use", detail->use);
	if (detail->note.len)
		up_json_pair(json, "note", detail->note);
	up_json_pair_s(json, "level", up_level_name(rule->level));
	up_json_key(json, "sources");
	up_json_array(json);
	for (uint32_t i = 0; i < rule->n_links; i++)
		up_json_string(json, rule->links[i]);
	up_json_array_end(json);
	up_json_object_end(json);
}

static void add_part(struct up_buf *out, const char *before, up_str text)
{
	if (text.len)
		up_buf_printf(out, "%s%s%.*s", out->len ? "; " : "", before, UP_FMT(text));
}

/* One line: the id ends at a blank, then what changed when, then what to do. */
static void add_text(struct grep *grep, const struct up_rule *rule, const struct up_rule_detail *detail)
{
	struct up_buf changes = { 0 }, rest = { 0 };
	for (size_t k = 0; k < CHANGES; k++)
		if (detail->versions[k].len)
			up_buf_printf(&changes, "%s%s %.*s", changes.len ? ", " : "", change_names[k], UP_FMT(detail->versions[k]));
	if (detail->has_default)
		up_buf_printf(&rest, "default %.*s → %.*s", UP_FMT(detail->default_was.len ? detail->default_was : UP_STR("(none)")),
			      UP_FMT(detail->default_now.len ? detail->default_now : UP_STR("(none)")));
	add_part(&rest, "value ", detail->values);
	add_part(&rest, "use ", detail->use);
	add_part(&rest, "in ", detail->in);
	add_part(&rest, "", detail->note);
	up_buf_printf(&grep->out, "%-48.*s %-32.*s", UP_FMT(rule->id), UP_FMT(up_buf_str(&changes)));
	up_buf_printf(&grep->out, "%s%.*s", rest.len ? " " : "", UP_FMT(up_buf_str(&rest)));
	while (grep->out.len && grep->out.bytes[grep->out.len - 1] == ' ')
		grep->out.len--;
	up_buf_add_byte(&grep->out, '\n');
	up_buf_finish(&changes);
	up_buf_finish(&rest);
}

static void look(struct grep *grep)
{
	for (size_t i = 0; i < up_rules_count(grep->rules); i++) {
		const struct up_rule *rule = up_rules_at(grep->rules, i);
		struct up_rule_detail detail;
		if (!rule->product.len || (grep->product.len && !up_str_eq(rule->product, grep->product)))
			continue;
		up_rules_detail(grep->rules, rule, grep->arena, &detail);
		if (in_window(grep, &detail) && matches(grep, rule, &detail)) {
			grep->n++;
			if (grep->is_json)
				add_json(grep, rule, &detail);
			else
				add_text(grep, rule, &detail);
		}
		up_arena_reset(grep->arena);
	}
}

static int print(struct grep *grep)
{
	if (grep->is_json) {
		up_json_init(&grep->json, &grep->out);
		up_json_object(&grep->json);
		up_json_pair_number(&grep->json, "schema", 1);
		up_json_key(&grep->json, "rows");
		up_json_array(&grep->json);
	}
	look(grep);
	if (grep->is_json) {
		up_json_array_end(&grep->json);
		up_json_object_end(&grep->json);
	} else {
		up_buf_printf(&grep->out, "%zu row%s. uplint explain ID tells more of one.\n", grep->n, grep->n == 1 ? "" : "s");
	}
	if (!up_print(up_buf_str(&grep->out)))
		return UP_STATUS_ERROR;
	return grep->n ? UP_STATUS_CLEAN : UP_STATUS_FINDINGS;
}

/* Products that take a-b for a_b write rows with either. Inside of brackets, and behind a backslash, bytes stay what they are. */
static up_str with_dashes(up_str pattern, struct up_buf *out)
{
	bool is_class = false;
	for (size_t i = 0; i < pattern.len; i++) {
		char c = pattern.s[i];
		if (c == '\\' && i + 1 < pattern.len) {
			up_buf_add(out, up_str_slice(pattern, i, i + 2));
			i++;
			continue;
		}
		is_class = c == '[' || (is_class && c != ']');
		if (!is_class && (c == '-' || c == '_'))
			up_buf_add_s(out, "[-_]");
		else
			up_buf_add_byte(out, c);
	}
	return up_buf_str(out);
}

int up_rules_grep(struct up_options *options)
{
	struct grep grep = { .is_json = up_options_want_json(options) };
	const char *pattern = options->operands[0];
	char message[256];
	size_t offset;
	grep.product = options->product ? up_str_from(options->product) : UP_STR("");
	if (!read_version(&options->from, "from", &grep.product, &grep.from) || !read_version(&options->to, "to", &grep.product, &grep.to))
		return UP_STATUS_ERROR;
	/* First as it is given: what is wrong with it is told of its own bytes. */
	grep.regex = up_regex_new(up_str_from(pattern), UP_REGEX_IGNORE_CASE, &offset, message, sizeof message);
	if (!grep.regex) {
		up_say("'%s' is no regular expression: %s, at byte %zu", pattern, message, offset);
		return UP_STATUS_ERROR;
	}
	struct up_buf dashed = { 0 };
	up_regex_free(grep.regex);
	grep.regex = up_regex_new(with_dashes(up_str_from(pattern), &dashed), UP_REGEX_IGNORE_CASE, &offset, message, sizeof message);
	up_buf_finish(&dashed);
	/* The rules themselves know no version that is given without its product. */
	options->from.n = options->to.n = 0;
	struct up_rules *rules = up_options_rules(options, NULL);
	int status = UP_STATUS_ERROR;
	if (rules && grep.product.len && !knows_product(rules, grep.product)) {
		up_say_unknown_product(rules, grep.product);
	} else if (rules) {
		const struct up_limits *limits = &up_limits_default;
		grep.rules = rules;
		grep.arena = up_arena_new();
		grep.scratch = up_regex_scratch_new(&(struct up_regex_limits){
			.match = limits->regex_match, .depth = UP_LIMIT_REGEX_DEPTH, .heap_kib = UP_LIMIT_REGEX_HEAP_KIB });
		status = print(&grep);
		up_regex_scratch_free(grep.scratch);
		up_arena_free(grep.arena);
	}
	up_buf_finish(&grep.out);
	up_regex_free(grep.regex);
	up_rules_free(rules);
	return status;
}
