/* uplint facts: what the parsers state of one source. */
#include "base/json.h"
#include "base/lines.h"
#include "base/say.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/single.h"
#include "core/endpoint.h"
#include "core/parse.h"
#include "run/redact.h"
#include "run/scan.h"

static const struct up_command command = {
	.options = UP_OPTIONS_FACTS,
	.name = "facts",
	.arguments = "FILE",
	.about = "Prints what the parsers state of a file (- is standard input): its facts, which rules are held against.",
	.least = 1,
	.most = 1,
};

enum {
	LEAST_PART = 12 /* bytes: a shorter part of a secret tells little, and a program's name is no part of one */
};

struct printer {
	struct up_lines lines;
	struct up_redact *redact;
	struct up_arena *arena;     /* masked texts of one fact */
	struct up_arena *endpoints; /* of one fact */
	struct up_buf out, notes;
	struct up_json json, notes_json;
	const struct up_rules *rules;
	bool as_json, with_endpoints;
};

static const struct {
	uint32_t flag;
	const char *name;
} flag_names[] = {
	{ UP_FACT_BLOCK, "block" },     { UP_FACT_PRIVILEGED, "privileged" }, { UP_FACT_GUARDED, "guarded" },
	{ UP_FACT_DYNAMIC, "dynamic" }, { UP_FACT_QUOTED, "quoted" },         { UP_FACT_EMPTY, "empty" },
	{ UP_FACT_DEFINED, "defined" }, { UP_FACT_IMAGE, "image" },           { UP_FACT_FALLBACK, "fallback" },
	{ UP_FACT_OFF, "off" },         { UP_FACT_CONTACTED, "contacted" },   { UP_FACT_LOCKED, "locked" },
	{ UP_FACT_ARGUED, "argued" },   { UP_FACT_WANTED, "wanted" },
};

/* How a command stands among others: in JSON only, since nearly every command of a script has one. */
static const struct {
	uint32_t flag;
	const char *name;
} standing_names[] = {
	{ UP_FACT_PIPES, "pipes" },     { UP_FACT_PIPED, "piped" },       { UP_FACT_ASKED, "asked" },
	{ UP_FACT_CHECKED, "checked" }, { UP_FACT_FORGIVEN, "forgiven" },
};

static const struct {
	uint32_t flag;
	const char *name;
} word_flag_names[] = {
	{ UP_WORD_DYNAMIC, "dynamic" },
	{ UP_WORD_QUOTED, "quoted" },
	{ UP_WORD_APPENDED, "appended" },
};

/* A text of the source without its secrets. */
static up_str shown(struct printer *printer, up_str text)
{
	return up_redact_text(printer->redact, text, NULL, 0, printer->arena);
}

/* The same for one that stands at a place, masked there where it stands as it is written. Where it does not, and shows none of the secret, it is a
 * part of it: a parser cut it, or the format is another than the parser's. */
static up_str shown_at(struct printer *printer, up_str text, up_span at)
{
	if (!up_redact_touches(printer->redact, at))
		return shown(printer, text);
	size_t skip = up_str_find(up_str_slice(printer->lines.text, at.start, at.end), text, 0);
	if (skip != SIZE_MAX) {
		uint32_t start = at.start + (uint32_t)skip;
		return up_redact_quote(printer->redact, (up_span){ start, start + (uint32_t)text.len }, printer->arena);
	}
	up_str masked = up_redact_parts(printer->redact, shown(printer, text), at, true, printer->arena);
	return text.len >= LEAST_PART && masked.s == text.s ? UP_STR("\xe2\x80\xa6") : masked;
}

/* A key that is a plain word tells nothing of a secret that is the same word. */
static up_str shown_key(struct printer *printer, const struct up_fact *fact)
{
	up_str masked = up_redact_text(printer->redact, fact->key, &fact->key, 1, printer->arena);
	return masked.s == fact->key.s ? shown_at(printer, fact->key, fact->key_at) : masked;
}

static void print_flags(struct printer *printer, uint32_t flags)
{
	for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++) {
		if (!(flags & flag_names[i].flag))
			continue;
		if (printer->as_json)
			up_json_string(&printer->json, up_str_from(flag_names[i].name));
		else
			up_buf_printf(&printer->out, " [%s]", flag_names[i].name);
	}
	for (size_t i = 0; printer->as_json && i < sizeof standing_names / sizeof *standing_names; i++)
		if (flags & standing_names[i].flag)
			up_json_string(&printer->json, up_str_from(standing_names[i].name));
}

static void print_place_json(struct printer *printer, up_span at)
{
	struct up_place start = up_lines_place(&printer->lines, at.start), end = up_lines_place(&printer->lines, at.end);
	up_json_pair_number(&printer->json, "line", start.line);
	up_json_pair_number(&printer->json, "column", start.column);
	up_json_pair_number(&printer->json, "end_line", end.line);
	up_json_pair_number(&printer->json, "end_column", end.column);
}

static void print_span_json(struct printer *printer, const char *name, up_span at)
{
	up_json_key(&printer->json, name);
	up_json_object(&printer->json);
	print_place_json(printer, at);
	up_json_object_end(&printer->json);
}

static void print_words_json(struct printer *printer, const char *name, const struct up_word *words, uint32_t n)
{
	struct up_json *json = &printer->json;
	up_json_key(json, name);
	up_json_array(json);
	for (uint32_t i = 0; i < n; i++) {
		up_json_object(json);
		up_json_pair(json, "text", shown_at(printer, words[i].text.bytes, words[i].at));
		up_json_key(json, "flags");
		up_json_array(json);
		for (size_t k = 0; k < sizeof word_flag_names / sizeof *word_flag_names; k++)
			if (words[i].flags & word_flag_names[k].flag)
				up_json_string(json, up_str_from(word_flag_names[k].name));
		up_json_array_end(json);
		print_place_json(printer, words[i].at);
		up_json_object_end(json);
	}
	up_json_array_end(json);
}

static void print_json(struct printer *printer, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct up_json *json = &printer->json;
	up_json_object(json);
	up_json_pair_s(json, "kind", up_fact_kind_name(fact->kind));
	up_json_pair_s(json, "parser", parser);
	if (embedded_in.len)
		up_json_pair(json, "embedded_in", embedded_in);
	if (fact->image.len)
		up_json_pair(json, "image", shown(printer, fact->image));
	if (fact->path.len)
		up_json_pair(json, "path", shown(printer, fact->path));
	up_json_pair(json, "key", shown_key(printer, fact));
	up_json_pair(json, "value", shown_at(printer, fact->value, fact->value_at));
	if (fact->n_words)
		print_words_json(printer, "words", fact->words, fact->n_words);
	if (fact->n_targets)
		print_words_json(printer, "targets", fact->targets, fact->n_targets);
	up_json_pair_number(json, "scope", fact->scope);
	up_json_key(json, "flags");
	up_json_array(json);
	print_flags(printer, fact->flags);
	up_json_array_end(json);
	print_span_json(printer, "key_at", fact->key_at);
	print_span_json(printer, "value_at", fact->value_at);
	up_json_object_end(json);
}

static void print_text(struct printer *printer, const struct up_fact *fact, up_str embedded_in)
{
	struct up_place at = up_lines_place(&printer->lines, fact->key_at.start);
	struct up_buf *out = &printer->out;
	up_buf_printf(out, "%u:%u %s ", at.line, at.column, up_fact_kind_name(fact->kind));
	if (embedded_in.len)
		up_buf_printf(out, "(%.*s) ", UP_FMT(embedded_in));
	if (fact->path.len) {
		up_utf8_escape(out, shown(printer, fact->path), false);
		up_buf_add_s(out, " · ");
	}
	up_utf8_escape(out, shown_key(printer, fact), false);
	if (fact->value.len) {
		up_buf_add_s(out, " · ");
		up_utf8_escape(out, shown_at(printer, fact->value, fact->value_at), false);
	}
	if (fact->kind == UP_FACT_COMMAND || fact->kind == UP_FACT_CALL) {
		up_buf_add_s(out, " ·");
		for (uint32_t i = 0; i < fact->n_words; i++) {
			up_buf_add_s(out, fact->words[i].flags & UP_WORD_DYNAMIC ? " ~" : " '");
			up_utf8_escape(out, shown_at(printer, fact->words[i].text.bytes, fact->words[i].at), false);
			up_buf_add_s(out, fact->words[i].flags & UP_WORD_DYNAMIC ? "~" : "'");
		}
	}
	if (fact->kind == UP_FACT_OPERATION || fact->kind == UP_FACT_MIGRATION) {
		up_buf_add_s(out, fact->n_words > 1 ? " ·" : "");
		for (uint32_t i = 1; i < fact->n_words; i++) { /* the first is the key */
			up_buf_add_byte(out, ' ');
			up_utf8_escape(out, shown_at(printer, fact->words[i].text.bytes, fact->words[i].at), false);
		}
	}
	for (uint32_t i = 0; fact->kind == UP_FACT_COMPONENT && i < fact->n_words; i++) {
		up_buf_add_s(out, i ? " " : " · ");
		up_utf8_escape(out, shown_at(printer, fact->words[i].text.bytes, fact->words[i].at), false);
	}
	if (fact->image.len) {
		up_buf_add_s(out, " [for ");
		up_utf8_escape(out, shown(printer, fact->image), false);
		up_buf_add_byte(out, ']');
	}
	print_flags(printer, fact->flags);
	up_buf_add_byte(out, '\n');
}

static void print_fact(struct printer *printer, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	if (printer->as_json)
		print_json(printer, fact, parser, embedded_in);
	else
		print_text(printer, fact, embedded_in);
	up_arena_reset(printer->arena);
}

/* Of one fact, while its endpoints are stated. */
struct origin {
	struct printer *printer;
	const char *parser;
	up_str embedded_in;
};

static void on_endpoint(void *data, const struct up_fact *endpoint)
{
	const struct origin *origin = data;
	print_fact(origin->printer, endpoint, origin->parser, origin->embedded_in);
}

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct printer *printer = data;
	struct origin origin = { printer, parser, embedded_in };
	print_fact(printer, fact, parser, embedded_in);
	if (!printer->with_endpoints)
		return;
	up_endpoints_of(fact, printer->endpoints, on_endpoint, &origin);
	up_arena_reset(printer->endpoints);
}

static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct printer *printer = data;
	struct up_place at = up_lines_place(&printer->lines, offset);
	up_str line = up_lines_text(&printer->lines, at.line);
	uint32_t start = line.s ? (uint32_t)(line.s - printer->lines.text.s) : offset;
	detail = up_redact_parts(printer->redact, shown(printer, detail), (up_span){ start, start + (uint32_t)line.len }, true,
				 printer->arena);
	if (printer->as_json) {
		up_json_object(&printer->notes_json);
		up_json_pair_s(&printer->notes_json, "reason", up_note_reason_name(reason));
		up_json_pair_number(&printer->notes_json, "line", at.line);
		up_json_pair(&printer->notes_json, "detail", detail);
		up_json_object_end(&printer->notes_json);
		return;
	}
	up_buf_printf(&printer->notes, "%u:%u NOTE %s: ", at.line, at.column, up_note_reason_name(reason));
	up_utf8_escape(&printer->notes, detail, false);
	up_buf_add_byte(&printer->notes, '\n');
}

static const struct up_parser *on_file(void *data, struct up_source *source)
{
	struct printer *printer = data;
	return up_rules_reader(printer->rules, source);
}

static bool print_source(struct printer *printer, const struct up_rules *rules, const struct up_parser *parser,
			 const struct up_source *source, const struct up_limits *limits)
{
	struct up_sink sink = { .data = printer, .fact = on_fact, .note = on_note, .file = on_file };
	printer->rules = rules;
	struct up_arena *arena = up_arena_new();
	up_lines_init(&printer->lines, source->bytes);
	printer->redact = up_redact_new();
	printer->arena = up_arena_new();
	printer->endpoints = up_arena_new();
	up_scan_secrets(rules, limits, source, parser, printer->redact);
	up_json_init(&printer->json, &printer->out);
	up_json_init(&printer->notes_json, &printer->notes);
	if (printer->as_json) {
		up_json_object(&printer->json);
		up_json_pair_number(&printer->json, "schema", 1);
		up_json_pair(&printer->json, "path", source->name);
		up_json_pair_s(&printer->json, "parser", parser->name);
		up_json_key(&printer->json, "facts");
		up_json_array(&printer->json);
		up_json_array(&printer->notes_json);
	}
	up_parse_run(parser, source, limits, arena, &sink);
	if (printer->as_json) {
		up_json_array_end(&printer->json);
		up_json_key(&printer->json, "notes");
		up_json_array_end(&printer->notes_json);
		/* The notes were written beside the facts; their array goes in here as it is. */
		up_buf_add(&printer->out, up_str_trim(up_buf_str(&printer->notes)));
		printer->json.after_key = false;
		up_json_object_end(&printer->json);
	}
	bool fine = up_print(up_buf_str(&printer->out));
	if (fine && !printer->as_json)
		fine = up_print(up_buf_str(&printer->notes));
	up_arena_free(arena);
	up_arena_free(printer->arena);
	up_arena_free(printer->endpoints);
	up_redact_free(printer->redact);
	up_buf_finish(&printer->out);
	up_buf_finish(&printer->notes);
	up_lines_finish(&printer->lines);
	return fine;
}

static int run(struct up_options *options)
{
	struct up_buf bytes = { 0 };
	struct up_source source;
	struct up_classified classified;
	struct printer printer = { .as_json = up_options_want_json(options), .with_endpoints = options->endpoints };
	int status = UP_STATUS_ERROR;
	const struct up_parser *named = NULL;
	struct up_rules *rules = up_options_parser(options, &named) ? up_options_rules(options, NULL) : NULL;
	if (rules && up_single_read(options->operands[0], options->stdin_name, &options->limits, &bytes, &source)) {
		source.is_named = true;
		up_classify(rules, NULL, &source, &classified);
		source.dialect = classified.ownership.dialect;
		if (named)
			classified.parser = named;
		else if (!classified.parser) /* code that no scan reads */
			classified.parser = up_parser_for(&source, &classified.bid);
		if (!classified.parser)
			up_say("no parser reads %s; name one with --parser", options->operands[0]);
		else if (print_source(&printer, rules, classified.parser, &source, &options->limits))
			status = UP_STATUS_CLEAN;
	}
	up_rules_free(rules);
	up_buf_finish(&bytes);
	return status;
}

int up_command_facts(int argc, char **argv)
{
	return up_options_run(argc, argv, &command, run);
}
