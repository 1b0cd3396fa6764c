/* Running a parser. An embedded source is a parse inside a parse: its spans are mapped outward through each carrier's text, so that
 * whoever receives a fact sees places of the outermost source only. */
#include "core/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "core/template.h"

enum {
	SHOWN_NAME = 200, /* bytes of the name of a file that `embedded_in` shows */
	KIN_WORDS = 4,    /* names that are tried for the folder of a file: "nginx-ingress-config", "nginx-ingress", "nginx" */
};

/* What all parses of one outermost source share. */
struct shared {
	const struct up_limits *limits;
	struct up_arena *arena;
	const struct up_sink *sink;
	up_span *branches; /* what a template states for some versions only; ascending */
	size_t n_branches;
	uint64_t deadline_ms;
	bool (*take)(void *data, const struct up_fact *setting); /* gets the settings, and nothing is stated; NULL: facts go to the sink */
	void *take_data;
	uint32_t reached; /* in the outermost source: the last fact */
	uint32_t n_facts, n_notes, n_limits, next_scope, asked;
	bool stopped;
	bool has_markers; /* some source of the nest has bytes that its parser does not see */
};

struct up_parse {
	struct shared *shared;
	const struct up_parser *parser;
	struct up_source source;
	up_str written;             /* the bytes with template markers, where the parser sees them blanked; else empty */
	struct up_parse *outer;     /* NULL for the outermost */
	const struct up_text *text; /* where the bytes of this source stand in the outer one */
	const void *context;        /* what the carrier knows, or NULL */
	up_str embedded_in, below;  /* `below`: the path that settings of a file stand below, or empty */
	uint32_t depth;
};

/* Of this thread's own work: what else the machine does must not change a report. */
static uint64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

const struct up_source *up_parse_source(const struct up_parse *p)
{
	return &p->source;
}

const void *up_parse_context(const struct up_parse *p)
{
	return p->context;
}

bool up_parse_is_embedded(const struct up_parse *p)
{
	return p->outer;
}

struct up_arena *up_parse_arena(const struct up_parse *p)
{
	return p->shared->arena;
}

const struct up_limits *up_parse_limits(const struct up_parse *p)
{
	return p->shared->limits;
}

up_str up_parse_bytes(const struct up_parse *p, up_span at)
{
	return up_str_slice(p->source.bytes, at.start, at.end);
}

uint32_t up_scope_new(struct up_parse *p)
{
	return ++p->shared->next_scope;
}

static uint32_t outward(const struct up_parse *p, uint32_t offset)
{
	for (; p->outer; p = p->outer)
		offset = up_text_at(p->text, offset);
	return offset;
}

static up_span outward_span(const struct up_parse *p, up_span span)
{
	if (!p->outer)
		return span;
	up_span mapped = { outward(p, span.start), 0 };
	/* The end is one past the last byte's own place: the byte after it may stand in another piece, lines away. */
	mapped.end = span.end > span.start ? outward(p, span.end - 1) + 1 : mapped.start;
	if (mapped.end < mapped.start)
		mapped.end = mapped.start;
	return mapped;
}

static const struct up_word *outward_words(const struct up_parse *p, const struct up_word *given, uint32_t n)
{
	if (!p->outer || !n)
		return given;
	struct up_word *words = up_arena_alloc(p->shared->arena, n * sizeof *words);
	for (uint32_t i = 0; i < n; i++) {
		words[i] = given[i];
		words[i].at = outward_span(p, given[i].at);
	}
	return words;
}

/* Bytes of the masked source as they were written. */
static up_str unmasked(const struct up_parse *p, up_str text)
{
	uintptr_t start = (uintptr_t)p->source.bytes.s, at = (uintptr_t)text.s;
	if (!text.len || at < start || at + text.len > start + p->source.bytes.len)
		return text;
	return (up_str){ p->written.s + (at - start), text.len };
}

static bool differs(const struct up_parse *p, up_span at)
{
	return p->written.len && !up_str_eq(up_str_slice(p->written, at.start, at.end), up_str_slice(p->source.bytes, at.start, at.end));
}

/* The place in `outer` of an offset in `p`, which stands in it. */
static uint32_t place_in(const struct up_parse *outer, const struct up_parse *p, uint32_t offset)
{
	for (; p != outer; p = p->outer)
		offset = up_text_at(p->text, offset);
	return offset;
}

static up_span span_in(const struct up_parse *outer, const struct up_parse *p, up_span span)
{
	uint32_t start = place_in(outer, p, span.start), end = span.end > span.start ? place_in(outer, p, span.end - 1) + 1 : start;
	return (up_span){ start, end > start ? end : start };
}

/* A word's bytes with the markers that were blanked in `masked`. */
static up_str unmasked_word(const struct up_parse *masked, const struct up_parse *p, const struct up_word *word)
{
	up_str copy = up_arena_copy(p->shared->arena, word->text.bytes);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++) {
		uint32_t at = place_in(masked, p, up_text_at(&word->text, (uint32_t)i));
		if (at < masked->written.len && bytes[i] == masked->source.bytes.s[at])
			bytes[i] = masked->written.s[at];
	}
	return copy;
}

up_str up_parse_written(const struct up_parse *p, const struct up_word *word)
{
	struct up_word written = *word;
	for (const struct up_parse *masked = p; p->shared->has_markers && masked; masked = masked->outer)
		if (differs(masked, span_in(masked, p, word->at)))
			written.text.bytes = unmasked_word(masked, p, &written);
	return written.text.bytes;
}

/* Spans of `fact` are still those of `p`. */
static void unmask_words(const struct up_parse *masked, const struct up_parse *p, struct up_fact *fact)
{
	struct up_word *words = NULL;
	for (uint32_t i = 0; i < fact->n_words; i++) {
		if (!differs(masked, span_in(masked, p, fact->words[i].at)))
			continue;
		if (!words) {
			words = up_arena_alloc(p->shared->arena, fact->n_words * sizeof *words);
			memcpy(words, fact->words, fact->n_words * sizeof *words);
			fact->words = words;
		}
		words[i].text.bytes = unmasked_word(masked, p, &words[i]);
		words[i].flags |= UP_WORD_DYNAMIC;
	}
}

/* A fact whose key or value was a template marker: it shows the marker, and that it is not literal. */
static void unmask(const struct up_parse *p, struct up_fact *fact)
{
	for (const struct up_parse *masked = p; masked; masked = masked->outer) {
		if (!differs(masked, span_in(masked, p, fact->value_at)) && !differs(masked, span_in(masked, p, fact->key_at)))
			continue;
		fact->flags |= UP_FACT_DYNAMIC;
		fact->path = unmasked(masked, fact->path);
		fact->key = unmasked(masked, fact->key);
		fact->value = unmasked(masked, fact->value);
		unmask_words(masked, p, fact);
	}
}

bool up_parse_is_masked(const struct up_parse *p, up_span at)
{
	for (const struct up_parse *masked = p; masked; masked = masked->outer)
		if (differs(masked, span_in(masked, p, at)))
			return true;
	return false;
}

/* `at`: in the outermost source. */
static void stop(struct shared *shared, uint32_t at, const char *what, const char *option)
{
	if (shared->stopped)
		return;
	shared->stopped = true;
	up_str detail = up_arena_printf(shared->arena, "%s; the rest of the source was not read (%s)", what, option);
	/* Not counted at all: it is the last one. */
	shared->sink->note(shared->sink->data, UP_NOTE_LIMIT, at, detail);
}

static bool is_full(struct shared *shared, uint32_t at)
{
	if (!up_arena_is_full(shared->arena))
		return false;
	stop(shared, at, "facts and decoded text take more memory than allowed", "--max-source-memory");
	return true;
}

bool up_parse_stopped(struct up_parse *p)
{
	struct shared *shared = p->shared;
	if (shared->stopped || is_full(shared, shared->reached))
		return true;
	if (++shared->asked % 64 == 0 && now_ms() >= shared->deadline_ms)
		stop(shared, shared->reached, "parsing took longer than the time allowed", "--max-parse-ms");
	return shared->stopped;
}

/* What it states of a setting is stated as ever. */
static bool take_setting(struct shared *shared, const struct up_fact *fact)
{
	bool (*take)(void *data, const struct up_fact *setting) = shared->take;
	if (fact->kind != UP_FACT_SETTING)
		return true;
	shared->take = NULL;
	bool going = take(shared->take_data, fact);
	shared->take = take;
	return going && !shared->stopped;
}

bool up_emit(struct up_parse *p, const struct up_fact *fact)
{
	struct shared *shared = p->shared;
	if (shared->stopped || is_full(shared, outward(p, fact->key_at.start)) || up_parse_stopped(p))
		return false;
	if (shared->take)
		return take_setting(shared, fact);
	if (shared->n_facts++ >= shared->limits->facts) {
		up_note_limit(p, fact->key_at.start, "the source states more facts than allowed", "--max-facts");
		return false;
	}
	struct up_fact outer = *fact;
	if (p->below.len && fact->kind == UP_FACT_SETTING)
		outer.path = up_arena_printf(shared->arena, "%.*s%s%.*s", UP_FMT(p->below), fact->path.len ? "/" : "", UP_FMT(fact->path));
	if (shared->has_markers)
		unmask(p, &outer);
	outer.key_at = outward_span(p, fact->key_at);
	outer.value_at = outward_span(p, fact->value_at);
	outer.words = outward_words(p, outer.words, outer.n_words);
	outer.targets = outward_words(p, outer.targets, outer.n_targets);
	if (up_spans_hold(shared->branches, shared->n_branches, outer.key_at.start))
		outer.flags |= UP_FACT_GUARDED;
	shared->reached = outer.key_at.start;
	shared->sink->fact(shared->sink->data, &outer, p->parser->name, p->embedded_in);
	return true;
}

bool up_emit_form(struct up_parse *p, const char *name, up_str value, up_span at)
{
	return up_emit(p,
		       &(struct up_fact){ .kind = UP_FACT_FORM, .key = up_str_from(name), .value = value, .key_at = at, .value_at = at });
}

bool up_emit_comment(struct up_parse *p, up_span at)
{
	up_str text = up_parse_bytes(p, at);
	const struct up_sink *sink = p->shared->sink;
	if (sink->wants_comment && !sink->wants_comment(sink->data, text))
		return !p->shared->stopped;
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_COMMENT, .value = text, .key_at = at, .value_at = at });
}

/* Limits are counted by themselves: they must never be crowded out. */
static uint32_t *counter(struct shared *shared, enum up_note_reason reason)
{
	return reason == UP_NOTE_LIMIT ? &shared->n_limits : &shared->n_notes;
}

static void make_note(struct up_parse *p, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct shared *shared = p->shared;
	uint32_t *n = counter(shared, reason);
	if (*n > shared->limits->notes_per_source)
		return;
	if ((*n)++ == shared->limits->notes_per_source)
		detail = UP_STR("there are more notes of this source than are listed (--max-notes-per-file)");
	shared->sink->note(shared->sink->data, reason, outward(p, offset), detail);
}

void up_note(struct up_parse *p, enum up_note_reason reason, uint32_t offset, const char *format, ...)
{
	char text[512];
	va_list args;
	if (*counter(p->shared, reason) > p->shared->limits->notes_per_source)
		return; /* nobody will see it: not worth a copy */
	va_start(args, format);
	int len = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (len < 0)
		len = 0;
	if ((size_t)len >= sizeof text)
		len = sizeof text - 1;
	make_note(p, reason, offset, up_arena_copy(p->shared->arena, (up_str){ text, (size_t)len }));
}

void up_note_limit(struct up_parse *p, uint32_t offset, const char *what, const char *option)
{
	stop(p->shared, outward(p, offset), what, option);
}

/* Does the byte at `at` stand in a comment line: `# {{ ansible_managed }}`? */
static bool is_in_comment(up_str bytes, size_t at)
{
	while (at && bytes.s[at - 1] != '\n' && bytes.s[at - 1] != '\r')
		at--;
	while (at < bytes.len && up_is_blank(bytes.s[at]))
		at++;
	return at < bytes.len && (bytes.s[at] == '#' || bytes.s[at] == ';');
}

/* The first template marker outside comment lines; there they change nothing that a parser reads. */
static uint32_t first_marker(up_str bytes)
{
	for (size_t start = 0; start < bytes.len;) {
		uint32_t marker = up_template_first(up_str_slice(bytes, start, bytes.len));
		if (marker == UINT32_MAX)
			return marker;
		size_t at = start + marker;
		if (!is_in_comment(bytes, at))
			return (uint32_t)at;
		for (start = at; start < bytes.len && bytes.s[start] != '\n' && bytes.s[start] != '\r';)
			start++;
	}
	return UINT32_MAX;
}

/* `file`: what is known of a file that stands in this source; NULL: the text belongs to the source. */
static void embed(struct up_parse *p, const struct up_parser *parser, const struct up_embedded *embedded, const struct up_source *file,
		  up_str below)
{
	const struct up_text *text = embedded->text;
	const char *origin = embedded->origin;
	if (!parser || !text->bytes.len || p->shared->take || up_parse_stopped(p))
		return;
	if (p->depth >= p->shared->limits->embed_depth) {
		up_note(p, UP_NOTE_LIMIT, up_text_at(text, 0),
			"scripts within scripts are nested deeper than %u levels (--max-embed-depth)", p->shared->limits->embed_depth);
		return;
	}
	const struct up_source own = { .name = p->source.name, .root = p->source.root };
	struct up_parse inner = {
		.shared = p->shared,
		.parser = parser,
		.source = file ? *file : own,
		.outer = p,
		.below = below,
		.text = text,
		.written = embedded->written,
		.context = embedded->context,
		.depth = p->depth + 1,
	};
	inner.embedded_in = p->embedded_in.len ? up_arena_printf(p->shared->arena, "%.*s > %s", UP_FMT(p->embedded_in), origin)
					       : up_arena_printf(p->shared->arena, "%s", origin);
	inner.source.bytes = text->bytes;
	p->shared->has_markers |= embedded->written.len > 0;
	const struct up_sink *sink = p->shared->sink;
	const struct up_source told = { .name = file ? file->name : UP_STR_NULL, .bytes = text->bytes, .is_part = file && file->is_part };
	if (sink->embedded)
		sink->embedded(sink->data, parser, &told, true);
	parser->parse(&inner);
	if (sink->embedded)
		sink->embedded(sink->data, parser, &told, false);
}

void up_embed_as(struct up_parse *p, const struct up_embedded *embedded)
{
	embed(p, up_parser_by_name(up_str_from(embedded->parser)), embedded, NULL, UP_STR_NULL);
}

/* What of a path is known: "/nginx.conf" of "$DIR/nginx.conf", nothing of "/etc/${NAME}". */
static up_str known_path(up_str path)
{
	path = up_str_trim(path);
	for (size_t i = path.len; i-- > 0;) {
		if (!strchr("${}<>%`()", path.s[i]))
			continue;
		size_t slash = up_str_find_byte(path, '/', i);
		return slash == SIZE_MAX ? UP_STR_NULL : up_str_slice(path, slash, path.len);
	}
	return path;
}

/* "nginx-config/nginx.conf" below the folder of the source; `kin` may be empty. */
static up_str beside(const struct up_parse *p, up_str kin, up_str name)
{
	up_str own = p->source.name;
	up_str folder = up_str_slice(own, 0, own.len - up_str_basename(own).len);
	if (up_str_starts(name, UP_STR("/")))
		return name;
	if (up_str_starts(name, UP_STR("./")))
		name = up_str_slice(name, 2, name.len);
	return up_arena_printf(p->shared->arena, "%.*s%.*s%s%.*s", UP_FMT(folder), UP_FMT(kin), kin.len ? "/" : "", UP_FMT(name));
}

/* The name without its last word: "nginx" of "nginx-config". */
static up_str shorter(up_str kin)
{
	size_t at = kin.len;
	while (at && kin.s[at - 1] != '-' && kin.s[at - 1] != '.' && kin.s[at - 1] != '_')
		at--;
	return up_str_slice(kin, 0, at ? at - 1 : 0);
}

/* A product's file among the names that the text may go by. */
static const struct up_parser *find_owner(struct up_parse *p, up_str name, up_str kin, struct up_source *file)
{
	const struct up_sink *sink = p->shared->sink;
	file->name = beside(p, UP_STR_NULL, name);
	const struct up_parser *parser = sink->file(sink->data, file);
	if (up_str_starts(name, UP_STR("/")))
		return parser;
	for (unsigned i = 0; !parser && kin.len && i < KIN_WORDS; i++, kin = shorter(kin)) {
		file->name = beside(p, kin, name);
		parser = sink->file(sink->data, file);
	}
	return parser;
}

void up_embed_file(struct up_parse *p, const struct up_embedded_file *given)
{
	const struct up_text *text = given->text;
	struct up_source file = { .bytes = text->bytes, .is_part = given->is_part };
	up_str name = known_path(given->name), kin = given->kin;
	bool is_name = up_str_basename(name).len && up_str_find_byte(name, '\n', 0) == SIZE_MAX;
	if (!p->shared->sink->file || !is_name || !text->bytes.len)
		return;
	const struct up_parser *parser = find_owner(p, name, known_path(kin).len == kin.len ? kin : UP_STR_NULL, &file);
	if (!parser)
		return;
	struct up_text masked = *text;
	struct up_embedded embedded = { .text = &masked };
	embedded.origin = up_arena_printf(p->shared->arena, "%s > %.*s", given->origin, UP_FMT(up_str_slice(name, 0, SHOWN_NAME))).s;
	if (parser->templates != UP_TEMPLATES_KEEP && first_marker(text->bytes) != UINT32_MAX) {
		masked.bytes = up_template_mask(text->bytes, p->shared->arena);
		embedded.written = text->bytes;
	}
	embed(p, parser, &embedded, &file, given->below);
}

enum up_parse_result up_parse_settings(struct up_parse *p, const char *format, bool (*take)(void *data, const struct up_fact *setting),
				       void *data)
{
	const struct up_parser *parser = up_parser_by_name(up_str_from(format));
	struct shared *shared = p->shared;
	shared->take = take;
	shared->take_data = data;
	enum up_parse_result result = parser->parse(p);
	shared->take = NULL;
	return shared->stopped && result == UP_PARSE_WHOLE ? UP_PARSE_PARTLY : result;
}

void up_embed(struct up_parse *p, const char *parser_name, const struct up_text *text, const char *origin)
{
	up_embed_as(p, &(struct up_embedded){ .parser = parser_name, .text = text, .origin = origin });
}

static void drop_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	(void)data, (void)fact, (void)parser, (void)embedded_in;
}

static void drop_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	(void)data, (void)reason, (void)offset, (void)detail;
}

/* `written`: the source's bytes before template markers were blanked, the first of them at `marker`; empty where none were. */
static enum up_parse_result run_once(const struct up_parser *parser, const struct up_source *source, const struct up_limits *limits,
				     struct up_arena *arena, const struct up_sink *sink, up_str written, uint32_t marker)
{
	struct shared shared = {
		.limits = limits,
		.arena = arena,
		.sink = sink,
		.deadline_ms = now_ms() + limits->parse_ms,
		.has_markers = written.len > 0,
	};
	up_arena_set_ceiling(arena, up_arena_used(arena) + (size_t)limits->arena_bytes + 1);
	shared.n_branches = up_template_branches(written, arena, &shared.branches);
	struct up_parse p = { .shared = &shared, .parser = parser, .source = *source, .written = written };
	if (marker != UINT32_MAX)
		up_note(&p, UP_NOTE_TEMPLATE, marker, "template markers were passed over");
	enum up_parse_result result = parser->parse(&p);
	if (up_arena_is_full(arena))
		up_parse_stopped(&p); /* filled behind the last fact: it is said all the same */
	up_arena_set_ceiling(arena, 0);
	return shared.stopped && result == UP_PARSE_WHOLE ? UP_PARSE_PARTLY : result;
}

enum up_parse_result up_parse_run(const struct up_parser *parser, const struct up_source *source, const struct up_limits *limits,
				  struct up_arena *arena, const struct up_sink *sink)
{
	struct up_source masked = *source;
	/* Asked before they are blanked. */
	uint32_t marker = parser->templates != UP_TEMPLATES_KEEP ? first_marker(source->bytes) : UINT32_MAX;
	bool templated = marker != UINT32_MAX;
	if (templated && parser->templates == UP_TEMPLATES_ON_ERROR) {
		const struct up_sink nobody = { .fact = drop_fact, .note = drop_note };
		const struct up_arena_mark before = up_arena_mark(arena);
		templated = run_once(parser, source, limits, arena, &nobody, UP_STR_NULL, UINT32_MAX) != UP_PARSE_WHOLE;
		up_arena_rewind(arena, &before);
	}
	if (templated)
		masked.bytes = up_template_mask(source->bytes, arena);
	return run_once(parser, &masked, limits, arena, sink, templated ? source->bytes : UP_STR_NULL, templated ? marker : UINT32_MAX);
}

bool up_parser_has_commands(const struct up_source *source)
{
	(void)source;
	return true;
}

bool up_parser_has_components(const struct up_source *source)
{
	(void)source;
	return true;
}

const struct up_parser *up_parser_by_name(up_str name)
{
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		if (up_str_eq(up_str_from((*parser)->name), name))
			return *parser;
	return NULL;
}

static bool states_components(const struct up_parser *parser, const struct up_source *source)
{
	return parser->has_components && parser->has_components(source);
}

static const struct up_parser *highest(const struct up_source *source, bool is_inventory, int *ret_bid)
{
	const struct up_parser *best = NULL;
	int best_bid = UP_BID_NONE;
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++) {
		if (is_inventory ? !states_components(*parser, source) : (*parser)->is_inventory)
			continue;
		int bid = (*parser)->bid(source);
		if (bid > best_bid) {
			best_bid = bid;
			best = *parser;
		}
	}
	*ret_bid = best_bid;
	return best;
}

const struct up_parser *up_parser_for(const struct up_source *source, int *ret_bid)
{
	return highest(source, false, ret_bid);
}

const struct up_parser *up_parser_for_components(const struct up_source *source, int *ret_bid)
{
	return highest(source, true, ret_bid);
}
