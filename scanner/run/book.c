#include "run/book.h"

#include "base/memory.h"
#include "core/endpoint.h"
#include "core/form.h"
#include "estate/units.h"

struct up_booked {
	struct up_fact fact;
	up_str embedded_in;
};

void up_book_init(struct up_book *book)
{
	*book = (struct up_book){ .ledger = up_ledger_new(), .kept = up_arena_new() };
}

void up_book_finish(struct up_book *book)
{
	up_ledger_free(book->ledger);
	up_free(book->facts);
	up_free(book->includes);
	up_arena_free(book->kept);
	*book = (struct up_book){ 0 };
}

/* --- the sink --------------------------------------------------------------------------------------------------------- */

static void take(void *data, const struct up_fact *fact)
{
	struct up_book *book = data;
	book->facts = up_grow(book->facts, &book->capacity, book->n + 1, sizeof *book->facts);
	book->facts[book->n++] = (struct up_booked){ *fact, book->embedded_in };
}

void up_book_tell(void *data, const struct up_fact *fact)
{
	struct up_book *book = data;
	/* Where all facts are booked, this one is already. */
	if (book->inner.fact && up_ledger_wants(fact->kind))
		return;
	book->embedded_in = UP_STR("");
	take(book, fact);
}

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct up_book *book = data;
	book->embedded_in = embedded_in;
	if (up_ledger_wants(fact->kind))
		take(book, fact);
	up_endpoints_of(fact, book->arena, take, book);
	book->inner.fact(book->inner.data, fact, parser, embedded_in);
}

static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct up_book *book = data;
	book->inner.note(book->inner.data, reason, offset, detail);
}

static bool on_comment(void *data, up_str text)
{
	struct up_book *book = data;
	return !book->inner.wants_comment || book->inner.wants_comment(book->inner.data, text);
}

static void on_embedded(void *data, const struct up_parser *parser, const struct up_source *source, bool begins)
{
	struct up_book *book = data;
	if (book->inner.embedded)
		book->inner.embedded(book->inner.data, parser, source, begins);
}

static const struct up_parser *on_file(void *data, struct up_source *source)
{
	struct up_book *book = data;
	return book->inner.file ? book->inner.file(book->inner.data, source) : NULL;
}

struct up_sink up_book_sink(struct up_book *book, const struct up_sink *inner)
{
	book->inner = *inner;
	return (struct up_sink){
		.data = book, .fact = on_fact, .note = on_note, .wants_comment = on_comment, .embedded = on_embedded, .file = on_file
	};
}

/* --- the end of a source ---------------------------------------------------------------------------------------------- */

static up_str masked(struct up_keep *keep, up_str text, up_span at)
{
	text = up_redact_text(keep->redact, text, NULL, 0, keep->arena);
	return up_redact_parts(keep->redact, text, at, true, keep->arena);
}

static up_str words_of(const struct up_fact *fact, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < fact->n_words; i++) {
		up_buf_add_s(&out, i ? " " : "");
		up_buf_add(&out, fact->words[i].text.bytes);
	}
	return up_arena_take(arena, &out);
}

/* Kept apart: they are followed before the ledger is settled. */
static void enter_include(struct up_book *book, struct up_keep *keep, const struct up_fact *fact)
{
	const struct up_source *source = keep->source;
	if (book->side != UP_SIDE_HOST || source->is_named)
		return;
	book->includes = up_grow(book->includes, &book->includes_capacity, book->n_includes + 1, sizeof *book->includes);
	book->includes[book->n_includes++] = (struct up_include){
		.product = up_arena_copy(book->kept, fact->path),
		.rule = up_arena_copy(book->kept, fact->key),
		.target = up_arena_copy(book->kept, masked(keep, fact->value, fact->value_at)),
		.in = up_arena_copy(book->kept, fact->image),
		.source = up_arena_copy(book->kept, source->name),
		.below = source->below,
		.line = up_keep_place(keep, fact->key_at.start).line,
		.is_dynamic = fact->flags & UP_FACT_DYNAMIC,
		.is_quoted = fact->flags & UP_FACT_QUOTED,
	};
}

static void enter(struct up_book *book, struct up_keep *keep, const struct up_booked *booked)
{
	const struct up_fact *fact = &booked->fact;
	const struct up_source *source = keep->source;
	if (fact->kind == UP_FACT_SETTING && up_str_starts(fact->key, UP_STR(UP_INCLUDE_SAYS))) {
		enter_include(book, keep, fact);
		return;
	}
	up_span at = { fact->key_at.start, fact->value_at.end > fact->key_at.end ? fact->value_at.end : fact->key_at.end };
	struct up_ledger_entry entry = {
		.kind = fact->kind,
		.side = book->side,
		.flags = fact->flags,
		.source = source->name,
		.below = source->below,
		.at = up_keep_place(keep, fact->key_at.start),
		.end = up_keep_place(keep, fact->key_at.end),
		.path = masked(keep, fact->path, at),
		.key = masked(keep, fact->key, at),
		.value = masked(keep, fact->value, at),
		.words = masked(keep, words_of(fact, keep->arena), at),
		.embedded_in = booked->embedded_in,
	};
	up_ledger_add(book->ledger, &entry);
}

/* Nobody runs what lies in a package's documentation. */
static bool is_documentation(up_str name)
{
	return up_str_contains(name, UP_STR("usr/share/doc/")) || up_str_contains(name, UP_STR("usr/share/man/"));
}

void up_book_end(struct up_book *book, struct up_keep *keep)
{
	for (size_t i = 0; i < book->n && !is_documentation(keep->source->name); i++)
		enter(book, keep, &book->facts[i]);
	book->n = 0;
}

void up_book_file(struct up_book *book, up_str path, uint32_t below, up_str target)
{
	static const char *const schedules[] = { "etc/cron.", "etc/anacrontab", ".wants/", ".timer" };
	up_str name = up_str_slice(path, below, path.len);
	bool is_wanted = up_units_wants_file(name);
	book->has_units |= book->side == UP_SIDE_HOST && up_str_contains(name, UP_STR("lib/systemd/system/"));
	for (size_t i = 0; i < sizeof schedules / sizeof *schedules; i++)
		is_wanted |= up_str_contains(name, up_str_from(schedules[i]));
	if (!is_wanted)
		return;
	struct up_ledger_entry entry = { .kind = UP_FACT_FILE,
					 .side = book->side,
					 .source = path,
					 .below = below,
					 .key = target.len ? UP_STR("link") : UP_STR("file"),
					 .value = target };
	up_ledger_add(book->ledger, &entry);
}

void up_book_source(struct up_book *book, const struct up_source *source)
{
	const struct up_ledger_entry at = { .side = book->side, .source = source->name, .below = source->below };
	up_str below = up_ledger_below(&at);
	up_book_file(book, source->name, source->below, UP_STR(""));
	if (up_str_starts(below, UP_STR("var/lib/dpkg/info/")) && up_str_ends(below, UP_STR(".list")))
		up_units_add_list(book->ledger, &at, source->bytes);
	if (book->side == UP_SIDE_HOST && up_str_eq(below, UP_STR("var/lib/dpkg/status")))
		up_units_add_status(book->ledger, &at, source->bytes);
	/* Behind "!/control/" of its container. */
	up_str before = up_str_slice(source->name, 0, source->below);
	if (up_str_ends(before, UP_STR("!/control/")) && up_str_eq(below, UP_STR("control")))
		up_units_add_control(book->ledger, &at, source->bytes);
}
