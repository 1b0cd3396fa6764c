/* uplint explain-file: how a source is read, and by which rules. */
#include <stdlib.h>

#include "base/json.h"
#include "base/lines.h"
#include "base/memory.h"
#include "base/say.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/explain-migration.h"
#include "cli/options.h"
#include "cli/project.h"
#include "cli/single.h"
#include "core/upgrade-script.h"
#include "match/matcher.h"
#include "run/scan.h"

static const struct up_command command = {
	.options = UP_OPTIONS_EXPLAIN_FILE,
	.name = "explain-file",
	.arguments = "FILE",
	.about = "Says how a file (- is standard input) is read: which products own it, what each parser bids for it, whether a scan "
		 "parses it, and "
		 "which rules could hold for it and do.",
	.least = 1,
	.most = 1,
};

enum {
	MOST_LISTED = 40, /* rules, and places of one rule, in the text */
	NAME_COLUMNS = 13
};

struct hold {
	const struct up_rule *rule;
	struct up_place at;
};

/* All that is said of the source. */
struct answer {
	const struct up_rules *rules;
	const struct up_source *source;
	struct up_classified classified;
	struct up_lines lines;
	size_t n_facts, n_notes;
	bool has_word; /* a word of some rule stands in it */
	struct hold *holds;
	size_t n_holds, holds_capacity;
	const struct up_rule **candidates;
	size_t n_candidates, candidates_capacity;
	struct up_explained_migrations *migrations;
};

/* --- finding out ------------------------------------------------------------------------------------------------------ */

static void on_match(void *data, const struct up_rule *rule, up_span at)
{
	struct answer *answer = data;
	answer->holds = up_grow(answer->holds, &answer->holds_capacity, answer->n_holds + 1, sizeof *answer->holds);
	answer->holds[answer->n_holds++] = (struct hold){ rule, up_lines_place(&answer->lines, at.start) };
}

static int hold_cmp(const void *left, const void *right)
{
	const struct hold *a = left, *b = right;
	if (a->at.line != b->at.line)
		return a->at.line < b->at.line ? -1 : 1;
	return a->at.column < b->at.column ? -1 : a->at.column > b->at.column;
}

static void take_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct answer *answer = data;
	answer->n_facts++;
	up_explained_migrations_take(answer->migrations, fact, parser, embedded_in);
}

static void count_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	(void)reason, (void)offset, (void)detail;
	((struct answer *)data)->n_notes++;
}

static up_str lowered(struct up_arena *arena, up_str text)
{
	up_str copy = up_arena_copy(arena, text);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++)
		bytes[i] = up_lower(bytes[i]);
	return copy;
}

static bool is_word_byte(up_str text, size_t at)
{
	return at < text.len && (up_is_alnum(text.s[at]) || text.s[at] == '_');
}

static bool holds_word(up_str text, up_str word)
{
	for (size_t at = up_str_find(text, word, 0); at != SIZE_MAX; at = up_str_find(text, word, at + 1))
		if ((!at || !is_word_byte(text, at - 1)) && !is_word_byte(text, at + word.len))
			return true;
	return false;
}

/* Does one of the rule's keys stand in the text? Patterns are not asked; what they hold for is listed all the same. */
static bool has_key(up_str text, up_str keys)
{
	for (size_t start = 0; start < keys.len;) {
		size_t end = up_str_find(keys, UP_STR(", "), start);
		end = end == SIZE_MAX ? keys.len : end;
		up_str key = up_str_slice(keys, start, end);
		key.len -= key.len && key.s[key.len - 1] == '*';
		if (key.len && key.s[0] != '/' && holds_word(text, key))
			return true;
		start = end + 2;
	}
	return false;
}

static bool is_owner(const struct up_ownership *ownership, up_str product)
{
	for (size_t i = 0; i < ownership->n; i++)
		if (up_str_eq(ownership->products[i], product))
			return true;
	return false;
}

static size_t count_holds(const struct answer *answer, const struct up_rule *rule)
{
	size_t n = 0;
	for (size_t i = 0; i < answer->n_holds; i++)
		n += answer->holds[i].rule == rule;
	return n;
}

static void find_candidates(struct answer *answer)
{
	struct up_arena *arena = up_arena_new();
	up_str text = lowered(arena, answer->source->bytes);
	enum up_upgrade_role role = up_upgrade_script(answer->source->name, answer->source->bytes);
	for (size_t i = 0; i < up_rules_count(answer->rules); i++) {
		const struct up_rule *rule = up_rules_at(answer->rules, i);
		bool can = answer->classified.parser && (!rule->product.len || is_owner(&answer->classified.ownership, rule->product));
		struct up_rule_detail detail;
		if (can)
			up_rules_detail(answer->rules, rule, arena, &detail);
		can = can && (!detail.scripts || (role != UP_UPGRADE_NONE && detail.scripts & 1u << (role - 1)));
		if (!(can && has_key(text, lowered(arena, detail.keys))) && !count_holds(answer, rule))
			continue;
		answer->candidates = up_grow(answer->candidates, &answer->candidates_capacity, answer->n_candidates + 1,
					     sizeof(const struct up_rule *));
		answer->candidates[answer->n_candidates++] = rule;
	}
	up_arena_free(arena);
}

static const struct up_parser *on_file(void *data, struct up_source *source)
{
	const struct answer *answer = data;
	return up_rules_reader(answer->rules, source);
}

static void find_out(struct answer *answer, const struct up_parser *parser, const struct up_limits *limits)
{
	const struct up_source *source = answer->source;
	struct up_arena *arena = up_arena_new();
	struct up_matcher *matcher = up_matcher_new(answer->rules, limits, UP_STR("2000-01-01"));
	const struct up_sink sink = { .data = answer, .fact = take_fact, .note = count_note, .file = on_file };
	up_lines_init(&answer->lines, source->bytes);
	up_classify(answer->rules, NULL, source, &answer->classified);
	if (parser)
		answer->classified.parser = parser;
	answer->has_word = up_matcher_wants(matcher, source->bytes, answer->classified.parser, answer->classified.has_commands);
	if (answer->classified.parser)
		up_parse_run(answer->classified.parser, source, limits, arena, &sink);
	up_scan_text(answer->rules, limits, source, parser, NULL, on_match, answer);
	if (answer->n_holds)
		qsort(answer->holds, answer->n_holds, sizeof *answer->holds, hold_cmp);
	find_candidates(answer);
	up_matcher_free(matcher);
	up_arena_free(arena);
}

static void answer_finish(struct answer *answer)
{
	up_lines_finish(&answer->lines);
	up_free(answer->holds);
	up_free(answer->candidates);
	up_explained_migrations_free(answer->migrations);
}

static size_t rules_of(const struct up_rules *rules, up_str product)
{
	size_t n = 0;
	for (size_t i = 0; i < up_rules_count(rules); i++)
		n += up_str_eq(up_rules_at(rules, i)->product, product);
	return n;
}

/* What a scan of a tree does with the source: a word for JSON, a sentence for people. */
static const char *scan_says(const struct answer *answer, const char **ret_sentence)
{
	const struct up_classified *classified = &answer->classified;
	if (!classified->parser) {
		*ret_sentence = "not parsed: no parser reads it";
		return "no-parser";
	}
	if (classified->is_silent && classified->parser->is_code) {
		*ret_sentence = "not parsed: it is code, and its name is not that of a step of an upgrade";
		return "code";
	}
	if (classified->is_silent) {
		*ret_sentence = "not parsed: its format is only guessed, and no product owns it";
		return "guessed";
	}
	if (classified->always) {
		*ret_sentence = "always parsed";
		return "always";
	}
	*ret_sentence = answer->has_word ? "parsed: a word of some rule stands in it" : "not parsed: no word of any rule stands in it";
	return answer->has_word ? "word" : "no-word";
}

/* --- saying it -------------------------------------------------------------------------------------------------------- */

/* The next highest bid below `bid`; 0 at the end. */
static int next_bid(const struct up_source *source, int bid)
{
	int best = 0;
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++) {
		int own = (*parser)->bid(source);
		if (own < bid && own > best)
			best = own;
	}
	return best;
}

static void write_bids(const struct up_source *source, struct up_buf *out)
{
	const char *label = "  bids      ";
	for (int bid = next_bid(source, 1000); bid > 0; bid = next_bid(source, bid)) {
		for (const struct up_parser *const *parser = up_parsers; *parser; parser++) {
			if ((*parser)->bid(source) != bid)
				continue;
			up_buf_printf(out, "%s %3d %-*s %s\n", label, bid, NAME_COLUMNS, (*parser)->name, (*parser)->summary);
			label = "            ";
		}
	}
	up_buf_printf(out, "%s   0", label);
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		if ((*parser)->bid(source) <= 0)
			up_buf_printf(out, " %s", (*parser)->name);
	up_buf_add_byte(out, '\n');
}

static void write_candidates(const struct answer *answer, struct up_buf *out)
{
	up_buf_printf(out, "  rules       %zu with a key that stands in it%s\n", answer->n_candidates, answer->n_candidates ? ":" : "");
	for (size_t i = 0; i < answer->n_candidates && i < MOST_LISTED; i++) {
		const struct up_rule *rule = answer->candidates[i];
		size_t n = count_holds(answer, rule), listed = 0;
		up_buf_printf(out, "    %.*s: %s", UP_FMT(rule->id), n ? "holds at" : "does not hold here");
		for (size_t k = 0; k < answer->n_holds && listed < MOST_LISTED; k++)
			if (answer->holds[k].rule == rule)
				up_buf_printf(out, "%s %u:%u", listed++ ? "," : "", answer->holds[k].at.line, answer->holds[k].at.column);
		if (n > listed)
			up_buf_printf(out, " and %zu more places", n - listed);
		up_buf_add_byte(out, '\n');
	}
	if (answer->n_candidates > MOST_LISTED)
		up_buf_printf(out, "    and %zu more; --format json lists them\n", answer->n_candidates - MOST_LISTED);
}

static void write_text(const struct answer *answer, struct up_buf *out)
{
	const struct up_source *source = answer->source;
	const struct up_classified *classified = &answer->classified;
	const char *sentence;
	up_utf8_escape(out, source->name, false);
	up_buf_printf(out, "\n  encoding    %s%s\n", up_encoding_name(source->encoding), source->had_bom ? ", with a byte-order mark" : "");
	if (!classified->ownership.n)
		up_buf_add_s(out, "  product     none owns it\n");
	for (size_t i = 0; i < classified->ownership.n; i++) {
		up_str product = classified->ownership.products[i];
		up_buf_printf(out, "  product     %.*s (%zu rules)\n", UP_FMT(product), rules_of(answer->rules, product));
	}
	bool by_product = classified->parser && classified->ownership.parser == classified->parser;
	up_buf_printf(out, "  parser      %s%s\n", classified->parser ? classified->parser->name : "none",
		      by_product ? ", as the product says" : "");
	scan_says(answer, &sentence);
	up_buf_printf(out, "  in a scan   %s\n", sentence);
	enum up_upgrade_role role = up_upgrade_script(source->name, source->bytes);
	if (role != UP_UPGRADE_NONE)
		up_buf_printf(out, "  upgrade     a script of the role '%s'\n", up_upgrade_roles[role - 1]);
	if (classified->parser)
		up_buf_printf(out, "  facts       %zu, notes %zu; uplint facts prints them\n", answer->n_facts, answer->n_notes);
	up_explained_migrations_text(answer->migrations, &answer->lines, out);
	write_bids(source, out);
	write_candidates(answer, out);
}

static void write_candidates_json(const struct answer *answer, struct up_json *json)
{
	up_json_key(json, "rules");
	up_json_array(json);
	for (size_t i = 0; i < answer->n_candidates; i++) {
		up_json_object(json);
		up_json_pair(json, "rule", answer->candidates[i]->id);
		up_json_key(json, "holds_at");
		up_json_array(json);
		for (size_t k = 0; k < answer->n_holds; k++) {
			if (answer->holds[k].rule != answer->candidates[i])
				continue;
			up_json_object(json);
			up_json_pair_number(json, "line", answer->holds[k].at.line);
			up_json_pair_number(json, "column", answer->holds[k].at.column);
			up_json_object_end(json);
		}
		up_json_array_end(json);
		up_json_object_end(json);
	}
	up_json_array_end(json);
}

static void write_json(const struct answer *answer, struct up_buf *out)
{
	const struct up_classified *classified = &answer->classified;
	const char *sentence;
	struct up_json json;
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", 1);
	up_json_pair(&json, "path", answer->source->name);
	up_json_pair_s(&json, "encoding", up_encoding_name(answer->source->encoding));
	up_json_key(&json, "products");
	up_json_array(&json);
	for (size_t i = 0; i < classified->ownership.n; i++) {
		up_json_object(&json);
		up_json_pair(&json, "product", classified->ownership.products[i]);
		up_json_pair_number(&json, "rules", (int64_t)rules_of(answer->rules, classified->ownership.products[i]));
		up_json_object_end(&json);
	}
	up_json_array_end(&json);
	up_json_key(&json, "parser");
	if (classified->parser)
		up_json_string(&json, up_str_from(classified->parser->name));
	else
		up_json_null(&json);
	up_json_pair_s(&json, "scan", scan_says(answer, &sentence));
	up_json_pair_number(&json, "facts", (int64_t)answer->n_facts);
	up_json_pair_number(&json, "notes", (int64_t)answer->n_notes);
	up_explained_migrations_json(answer->migrations, &answer->lines, &json);
	up_json_key(&json, "bids");
	up_json_object(&json);
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		up_json_pair_number(&json, (*parser)->name, (*parser)->bid(answer->source));
	up_json_object_end(&json);
	write_candidates_json(answer, &json);
	up_json_object_end(&json);
}

static int run(struct up_options *options)
{
	struct up_buf bytes = { 0 }, out = { 0 };
	struct up_source source;
	int status = UP_STATUS_ERROR;
	const struct up_parser *parser = NULL;
	struct up_config *config = NULL;
	bool fine = up_options_parser(options, &parser) && up_project_read(options, &config);
	struct up_rules *rules = fine ? up_options_rules(options, NULL) : NULL;
	if (rules && up_single_read(options->operands[0], options->stdin_name, &options->limits, &bytes, &source)) {
		struct answer answer = { .rules = rules, .source = &source, .migrations = up_explained_migrations_new() };
		find_out(&answer, parser, &options->limits);
		bool is_file = !up_str_eq(up_str_from(options->operands[0]), UP_STR("-"));
		up_explained_migrations_settle(answer.migrations, &source, config, is_file);
		if (up_options_want_json(options))
			write_json(&answer, &out);
		else
			write_text(&answer, &out);
		answer_finish(&answer);
		status = up_print(up_buf_str(&out)) ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
	}
	up_rules_free(rules);
	up_config_free(config);
	up_buf_finish(&bytes);
	up_buf_finish(&out);
	return status;
}

int up_command_explain_file(int argc, char **argv)
{
	return up_options_run(argc, argv, &command, run);
}
