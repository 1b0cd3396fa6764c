/* core/parse: embedding, limits, templates, and the choice of a parser, with parsers made for the purpose.
 * This program has a table of parsers of its own; the real one stays out of it. */
#include "test.h"

#include "core/parse.h"

/* Words are settings; `(text)` is embedded in the same language. A backslash takes the next byte as it is, so that a level inside has
 * one more of them: a (b \(c\)). '!' fails, '?' notes, '#' is a comment of one byte. */
static size_t embed(struct up_parse *p, size_t at)
{
	up_str bytes = up_parse_source(p)->bytes;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(p));
	for (; at < bytes.len && bytes.s[at] != ')'; at++) {
		uint32_t place = (uint32_t)at;
		if (bytes.s[at] == '\\' && at + 1 < bytes.len)
			up_text_put(&builder, up_str_slice(bytes, at + 1, at + 2), place), at++;
		else
			up_text_copy(&builder, up_str_slice(bytes, at, at + 1), place);
	}
	struct up_text text = up_text_end(&builder);
	up_embed(p, "nest", &text, "paren");
	return at + 1;
}

static enum up_parse_result nest_parse(struct up_parse *p)
{
	up_str bytes = up_parse_source(p)->bytes;
	enum up_parse_result result = UP_PARSE_WHOLE;
	for (size_t at = 0; at < bytes.len;) {
		size_t start = at;
		if (bytes.s[at] == '(') {
			at = embed(p, at + 1);
			continue;
		}
		if (bytes.s[at] == '!')
			result = UP_PARSE_FAILED;
		if (bytes.s[at] == '!' || bytes.s[at] == '?')
			up_note(p, UP_NOTE_SYNTAX, (uint32_t)at, "a '%c'", bytes.s[at]);
		if (bytes.s[at] == '#' && !up_emit_comment(p, (up_span){ (uint32_t)at, (uint32_t)at + 1 }))
			return UP_PARSE_PARTLY;
		while (at < bytes.len && up_is_alnum(bytes.s[at]))
			at++;
		up_span span = { (uint32_t)start, (uint32_t)at };
		struct up_word word = { .text = up_text_plain(up_parse_bytes(p, span), span.start), .at = span };
		struct up_fact fact = { .kind = UP_FACT_SETTING, .key = up_parse_bytes(p, span), .words = &word, .n_words = 1 };
		fact.key_at = span;
		fact.value_at = (up_span){ span.end, span.end };
		fact.scope = up_scope_new(p);
		if (at > start && !up_emit(p, &fact))
			return UP_PARSE_PARTLY;
		if (at == start)
			at++;
	}
	return result;
}

struct witness {
	unsigned *n_seen;
};

static enum up_parse_result inner_parse(struct up_parse *p)
{
	const struct witness *witness = up_parse_context(p);
	if (witness)
		++*witness->n_seen;
	return nest_parse(p);
}

static int no_bid(const struct up_source *source)
{
	(void)source;
	return UP_BID_NONE;
}

static int nest_bid(const struct up_source *source)
{
	return up_str_ends(source->name, UP_STR(".nest")) ? UP_BID_NAME : UP_BID_NONE;
}

static int guess_bid(const struct up_source *source)
{
	return source->bytes.len ? UP_BID_GUESS : UP_BID_NONE;
}

static const struct up_parser guess_a = { .name = "guess-a", .summary = "guesses", .bid = guess_bid, .parse = nest_parse };
static const struct up_parser guess_b = { .name = "guess-b", .summary = "guesses", .bid = guess_bid, .parse = nest_parse };
static const struct up_parser inner = { .name = "inner", .summary = "asks for its context", .bid = no_bid, .parse = inner_parse };
static const struct up_parser nest = { .name = "nest", .summary = "parentheses", .bid = nest_bid, .parse = nest_parse };

const struct up_parser *const up_parsers[] = { &guess_a, &guess_b, &inner, &nest, NULL };

/* --- what was seen ------------------------------------------------------------------------------------------------------ */

struct seen {
	struct up_fact facts[64];
	up_str embedded_in[64];
	up_span word_at[64];
	struct up_word words[64]; /* the first of each fact */
	size_t n_facts;
	enum up_note_reason reasons[64];
	uint32_t note_at[64];
	up_str details[64];
	size_t n_notes;
	enum up_parse_result result;
	struct up_arena *arena;
};

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct seen *seen = data;
	assert_true(!strcmp(parser, "nest") || !strcmp(parser, "inner"));
	if (seen->n_facts == 64)
		return;
	seen->facts[seen->n_facts] = *fact;
	seen->embedded_in[seen->n_facts] = embedded_in;
	if (fact->n_words) {
		seen->words[seen->n_facts] = fact->words[0];
		seen->word_at[seen->n_facts] = fact->words[0].at;
	}
	seen->n_facts++;
}

static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct seen *seen = data;
	if (seen->n_notes == 64)
		return;
	seen->reasons[seen->n_notes] = reason;
	seen->note_at[seen->n_notes] = offset;
	seen->details[seen->n_notes++] = detail;
}

static struct seen parsed(const struct up_parser *parser, const char *text, const struct up_limits *limits)
{
	struct seen seen = { .arena = up_arena_new() };
	struct up_source source = { .name = UP_STR("x.nest"), .bytes = up_str_from(text) };
	struct up_sink sink = { .data = &seen, .fact = on_fact, .note = on_note };
	seen.result = up_parse_run(parser, &source, limits ? limits : &up_limits_default, seen.arena, &sink);
	return seen;
}

/* --- tests ---------------------------------------------------------------------------------------------------------------- */

static void places_map_outward_through_every_level(void **state)
{
	/* Each word stands once in the source, so its place there is the expectation: cde holds no escape at its own level. */
	static const char source[] = "a (b \\(cde \\\\\\(f \\\\\\) g\\) h) i";
	static const char *const in[] = { "", "paren", "paren > paren", "paren > paren > paren", "paren > paren", "paren", "" };
	struct seen seen = parsed(&nest, source, NULL);
	assert_int_equal(seen.result, UP_PARSE_WHOLE);
	assert_int_equal(seen.n_facts, 7);
	for (size_t i = 0; i < 7; i++) {
		uint32_t start = (uint32_t)up_str_find(up_str_from(source), seen.facts[i].key, 0);
		assert_int_equal(seen.facts[i].key_at.start, start);
		assert_int_equal(seen.facts[i].key_at.end, start + seen.facts[i].key.len);
		assert_int_equal(seen.word_at[i].start, start);
		assert_int_equal(seen.word_at[i].end, start + seen.facts[i].key.len);
		assert_int_equal(seen.facts[i].value_at.start, seen.facts[i].value_at.end);
		assert_str_at(seen.embedded_in[i], up_str_from(in[i]), __FILE__, __LINE__);
	}
	up_arena_free(seen.arena);
}

static void a_span_over_pieces_ends_behind_its_last_byte(void **state)
{
	struct seen seen = parsed(&nest, "(x\\y\\z (", NULL);
	assert_str(seen.facts[0].key, "xyz");
	assert_int_equal(seen.facts[0].key_at.start, 1);
	/* z is an escape: its place is the backslash, and one byte from there the span ends */
	assert_int_equal(seen.facts[0].key_at.end, 5);
	up_arena_free(seen.arena);
}

static void notes_map_outward(void **state)
{
	struct seen seen = parsed(&nest, "a (bb \\(c ?\\))", NULL);
	assert_int_equal(seen.n_notes, 1);
	assert_int_equal(seen.reasons[0], UP_NOTE_SYNTAX);
	assert_int_equal(seen.note_at[0], 10);
	assert_str(seen.details[0], "a '?'");
	up_arena_free(seen.arena);
}

static void scopes_are_fresh_across_levels(void **state)
{
	struct seen seen = parsed(&nest, "a (b) c", NULL);
	assert_int_equal(seen.n_facts, 3);
	assert_true(seen.facts[0].scope && seen.facts[0].scope < seen.facts[1].scope && seen.facts[1].scope < seen.facts[2].scope);
	up_arena_free(seen.arena);
}

static void too_many_facts_stop_with_a_note(void **state)
{
	struct up_limits limits = up_limits_default;
	limits.facts = 2;
	struct seen seen = parsed(&nest, "a b c d", &limits);
	assert_int_equal(seen.n_facts, 2);
	assert_int_equal(seen.n_notes, 1);
	assert_int_equal(seen.reasons[0], UP_NOTE_LIMIT);
	assert_int_equal(seen.note_at[0], 4);
	assert_true(up_str_contains(seen.details[0], UP_STR("--max-facts")));
	assert_int_equal(seen.result, UP_PARSE_PARTLY);
	up_arena_free(seen.arena);
}

static void a_limit_inside_stops_the_outside(void **state)
{
	struct up_limits limits = up_limits_default;
	limits.facts = 2;
	struct seen seen = parsed(&nest, "a (b c) d", &limits);
	assert_int_equal(seen.n_facts, 2);
	assert_int_equal(seen.n_notes, 1);
	assert_int_equal(seen.note_at[0], 5);
	up_arena_free(seen.arena);
}

static void too_much_memory_stops_with_a_note(void **state)
{
	struct up_limits limits = up_limits_default;
	limits.arena_bytes = 0;
	struct seen seen = parsed(&nest, "(a) (b)", &limits);
	assert_int_equal(seen.n_facts, 0);
	assert_int_equal(seen.n_notes, 1);
	assert_true(up_str_contains(seen.details[0], UP_STR("--max-source-memory")));
	up_arena_free(seen.arena);
}

static void embedding_too_deep_is_noted(void **state)
{
	struct up_limits limits = up_limits_default;
	limits.embed_depth = 1;
	struct seen seen = parsed(&nest, "a (b \\(c\\)) d", &limits);
	assert_int_equal(seen.n_facts, 3); /* a, b, d: c is too deep, the rest goes on */
	assert_int_equal(seen.n_notes, 1);
	assert_int_equal(seen.reasons[0], UP_NOTE_LIMIT);
	assert_int_equal(seen.note_at[0], 7);
	assert_true(up_str_contains(seen.details[0], UP_STR("--max-embed-depth")));
	up_arena_free(seen.arena);
}

static void time_is_bounded(void **state)
{
	struct up_limits limits = up_limits_default;
	limits.parse_ms = 0;
	char *text = test_malloc((1 << 20) + 1);
	for (size_t i = 0; i < 1 << 20; i++)
		text[i] = i % 2 ? ' ' : 'a';
	text[1 << 20] = '\0';
	struct seen seen = parsed(&nest, text, &limits);
	assert_int_equal(seen.n_notes, 1);
	assert_true(up_str_contains(seen.details[0], UP_STR("--max-parse-ms")));
	assert_int_equal(seen.result, UP_PARSE_PARTLY);
	up_arena_free(seen.arena);
	test_free(text);
}

static void more_notes_than_listed_are_counted_in_one(void **state)
{
	struct up_limits limits = up_limits_default;
	limits.notes_per_source = 3;
	struct seen seen = parsed(&nest, "??????", &limits);
	assert_int_equal(seen.n_notes, 4);
	assert_str(seen.details[2], "a '?'");
	assert_true(up_str_contains(seen.details[3], UP_STR("more notes")));
	up_arena_free(seen.arena);
}

static void templates_are_kept_masked_or_tried(void **state)
{
	struct up_parser parser = nest;
	parser.templates = UP_TEMPLATES_KEEP;
	struct seen kept = parsed(&parser, "a {{ b! }} c", NULL);
	assert_int_equal(kept.n_facts, 3);
	assert_int_equal(kept.result, UP_PARSE_FAILED);

	parser.templates = UP_TEMPLATES_MASK;
	struct seen masked = parsed(&parser, "a {{ b! }} c", NULL);
	assert_int_equal(masked.result, UP_PARSE_WHOLE);
	assert_int_equal(masked.reasons[0], UP_NOTE_TEMPLATE);
	assert_int_equal(masked.note_at[0], 2);
	/* Facts show the marker, not what it was blanked with. */
	assert_str(masked.facts[1].key, "{{ b! }}");
	assert_str(masked.words[1].text.bytes, "{{ b! }}");
	assert_int_equal(masked.facts[1].flags, UP_FACT_DYNAMIC);
	assert_int_equal(masked.words[1].flags, UP_WORD_DYNAMIC);
	assert_int_equal(masked.facts[0].flags | masked.facts[2].flags | masked.words[0].flags | masked.words[2].flags, 0);

	parser.templates = UP_TEMPLATES_ON_ERROR;
	struct seen fine = parsed(&parser, "a {{ b }} c", NULL), wrong = parsed(&parser, "a {{ b! }} c", NULL);
	assert_int_equal(fine.n_notes, 0);
	assert_str(fine.facts[1].key, "b");
	assert_int_equal(wrong.n_facts, 3); /* those of the first try are dropped */
	assert_str(wrong.facts[1].key, "{{ b! }}");
	assert_int_equal(wrong.n_notes, 1);
	up_arena_free(kept.arena);
	up_arena_free(masked.arena);
	up_arena_free(fine.arena);
	up_arena_free(wrong.arena);
}

/* The outer parser blanks `b` before it hands the text on, and says something that only the inner one understands. */
static enum up_parse_result carrier_parse(struct up_parse *p)
{
	unsigned n_seen = 0;
	const struct witness witness = { &n_seen };
	struct up_text written = up_text_plain(up_parse_source(p)->bytes, 0), blanked = written;
	blanked.bytes = UP_STR("a xxx c");
	up_embed_as(p, &(struct up_embedded){ .parser = "inner", .text = &blanked, .origin = "carrier", .written = written.bytes });
	assert_int_equal(n_seen, 0);
	up_embed_as(p, &(struct up_embedded){ .parser = "inner", .text = &written, .origin = "carrier", .context = &witness });
	assert_int_equal(n_seen, 1);
	return UP_PARSE_WHOLE;
}

static void a_carrier_hands_on_what_it_knows(void **state)
{
	const struct up_parser carrier = { .name = "nest", .summary = "carries", .bid = guess_bid, .parse = carrier_parse };
	struct seen seen = parsed(&carrier, "a ?b? c", NULL);
	assert_int_equal(seen.n_facts, 6);
	assert_str(seen.facts[1].key, "?b?");
	assert_str(seen.words[1].text.bytes, "?b?");
	assert_int_equal(seen.facts[1].flags, UP_FACT_DYNAMIC);
	assert_int_equal(seen.facts[1].key_at.start, 2);
	assert_int_equal(seen.facts[1].key_at.end, 5);
	assert_str(seen.facts[4].key, "b");
	assert_int_equal(seen.facts[4].flags, 0);
	up_arena_free(seen.arena);
}

static bool wants_nothing(void *data, up_str text)
{
	assert_str(text, "#");
	return false;
}

static void comments_that_nobody_wants_are_no_facts(void **state)
{
	struct seen seen = parsed(&nest, "a # b", NULL);
	assert_int_equal(seen.n_facts, 3);
	assert_int_equal(seen.facts[1].kind, UP_FACT_COMMENT);
	assert_int_equal(seen.facts[1].value_at.start, 2);
	up_arena_free(seen.arena);

	struct seen less = { .arena = up_arena_new() };
	struct up_source source = { .name = UP_STR("x.nest"), .bytes = UP_STR("a # b") };
	struct up_sink sink = { .data = &less, .fact = on_fact, .note = on_note, .wants_comment = wants_nothing };
	up_parse_run(&nest, &source, &up_limits_default, less.arena, &sink);
	assert_int_equal(less.n_facts, 2);
	up_arena_free(less.arena);
}

static void the_highest_bid_wins_and_ties_go_by_name(void **state)
{
	int bid;
	struct up_source named = { .name = UP_STR("a.nest"), .bytes = UP_STR("x") }, other = { .name = UP_STR("a"), .bytes = UP_STR("x") };
	struct up_source empty = { .name = UP_STR("a") };
	assert_ptr_equal(up_parser_for(&named, &bid), &nest);
	assert_int_equal(bid, UP_BID_NAME);
	assert_ptr_equal(up_parser_for(&other, &bid), &guess_a);
	assert_int_equal(bid, UP_BID_GUESS);
	assert_null(up_parser_for(&empty, &bid));
	assert_int_equal(bid, UP_BID_NONE);
	assert_ptr_equal(up_parser_by_name(UP_STR("guess-b")), &guess_b);
	assert_null(up_parser_by_name(UP_STR("guess")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_map_outward_through_every_level),
		cmocka_unit_test(a_span_over_pieces_ends_behind_its_last_byte),
		cmocka_unit_test(notes_map_outward),
		cmocka_unit_test(scopes_are_fresh_across_levels),
		cmocka_unit_test(too_many_facts_stop_with_a_note),
		cmocka_unit_test(a_limit_inside_stops_the_outside),
		cmocka_unit_test(too_much_memory_stops_with_a_note),
		cmocka_unit_test(embedding_too_deep_is_noted),
		cmocka_unit_test(time_is_bounded),
		cmocka_unit_test(more_notes_than_listed_are_counted_in_one),
		cmocka_unit_test(templates_are_kept_masked_or_tried),
		cmocka_unit_test(a_carrier_hands_on_what_it_knows),
		cmocka_unit_test(comments_that_nobody_wants_are_no_facts),
		cmocka_unit_test(the_highest_bid_wins_and_ties_go_by_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
