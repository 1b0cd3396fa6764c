/* uplint explain-file: how a source is read, and by which rules. */
#include "base/json.h"
#include "base/say.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/single.h"
#include "core/parse.h"
#include "run/scan.h"

static const struct up_command command = {
	.options = UP_OPTIONS_EXPLAIN_FILE,
	.name = "explain-file",
	.arguments = "FILE",
	.about =
		"Says how a file (- is standard input) is read: which products own it, what each parser bids for it, and which rules hold.",
	.least = 1,
	.most = 1,
};

struct tally {
	size_t n_facts, n_notes;
	size_t n_matches;
	const struct up_rule *matched[256];
};

static void on_match(void *data, const struct up_rule *rule)
{
	struct tally *tally = data;
	if (tally->n_matches < sizeof tally->matched / sizeof *tally->matched)
		tally->matched[tally->n_matches++] = rule;
}

static size_t rules_of(const struct up_rules *rules, up_str product)
{
	size_t n = 0;
	for (size_t i = 0; i < up_rules_count(rules); i++)
		n += up_str_eq(up_rules_at(rules, i)->product, product);
	return n;
}

static void write_text(const struct up_rules *rules, const struct up_source *source, const struct up_classified *classified,
		       const struct tally *tally, struct up_buf *out)
{
	up_utf8_escape(out, source->name, false);
	up_buf_printf(out, "\n  encoding    %s%s\n", up_encoding_name(source->encoding), source->had_bom ? ", with a byte-order mark" : "");
	if (!classified->ownership.n)
		up_buf_add_s(out, "  product     none owns it\n");
	for (size_t i = 0; i < classified->ownership.n; i++) {
		up_str product = classified->ownership.products[i];
		up_buf_printf(out, "  product     %.*s (%zu rules)\n", UP_FMT(product), rules_of(rules, product));
	}
	up_buf_printf(out, "  parser      %s%s\n", classified->parser ? classified->parser->name : "none: it is not read for facts",
		      classified->ownership.parser ? ", as the product says" : "");
	if (classified->is_silent)
		up_buf_add_s(out, "  prefilter   not parsed in a scan: the format is only guessed, and no product owns the source\n");
	else if (classified->parser && !classified->always)
		up_buf_add_s(out, "  prefilter   parsed only where a word of some rule stands in it\n");
	up_buf_add_s(out, "  bids\n");
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		up_buf_printf(out, "    %3d %-13s %s\n", (*parser)->bid(source), (*parser)->name, (*parser)->summary);
	up_buf_printf(out, "  rules that hold here:%s\n", tally->n_matches ? "" : " none");
	for (size_t i = 0; i < tally->n_matches; i++)
		up_buf_printf(out, "    %.*s\n", UP_FMT(tally->matched[i]->id));
}

static void write_json(const struct up_rules *rules, const struct up_source *source, const struct up_classified *classified,
		       const struct tally *tally, struct up_buf *out)
{
	struct up_json json;
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", 1);
	up_json_pair(&json, "path", source->name);
	up_json_pair_s(&json, "encoding", up_encoding_name(source->encoding));
	up_json_key(&json, "products");
	up_json_array(&json);
	for (size_t i = 0; i < classified->ownership.n; i++) {
		up_json_object(&json);
		up_json_pair(&json, "product", classified->ownership.products[i]);
		up_json_pair_number(&json, "rules", (int64_t)rules_of(rules, classified->ownership.products[i]));
		up_json_object_end(&json);
	}
	up_json_array_end(&json);
	up_json_key(&json, "parser");
	if (classified->parser)
		up_json_string(&json, up_str_from(classified->parser->name));
	else
		up_json_null(&json);
	up_json_key(&json, "bids");
	up_json_object(&json);
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		up_json_pair_number(&json, (*parser)->name, (*parser)->bid(source));
	up_json_object_end(&json);
	up_json_key(&json, "rules");
	up_json_array(&json);
	for (size_t i = 0; i < tally->n_matches; i++)
		up_json_string(&json, tally->matched[i]->id);
	up_json_array_end(&json);
	up_json_object_end(&json);
}

static int run(const struct up_options *options)
{
	struct up_buf bytes = { 0 }, out = { 0 };
	struct up_source source;
	struct up_classified classified;
	struct tally tally = { 0 };
	int status = UP_STATUS_ERROR;
	struct up_rules *rules = up_options_rules(options, NULL);
	if (rules && up_single_read(options->operands[0], options->stdin_name, &options->limits, &bytes, &source)) {
		up_classify(rules, NULL, &source, &classified);
		up_scan_text(rules, &options->limits, &source, NULL, on_match, &tally);
		if (up_options_want_json(options))
			write_json(rules, &source, &classified, &tally, &out);
		else
			write_text(rules, &source, &classified, &tally, &out);
		status = up_print(up_buf_str(&out)) ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
	}
	up_rules_free(rules);
	up_buf_finish(&bytes);
	up_buf_finish(&out);
	return status;
}

int up_command_explain_file(int argc, char **argv)
{
	struct up_options options;
	int status = up_options_read(argc, argv, &command, &options);
	if (status != UP_OPTIONS_GO)
		return status;
	status = run(&options);
	up_options_finish(&options);
	return status;
}
