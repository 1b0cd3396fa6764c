/* Physical and logical lines, and the words in them, each with its place. */
#include "common/line.h"

#include "base/lines.h"

void up_line_reader_init(struct up_line_reader *reader, struct up_parse *p)
{
	*reader = (struct up_line_reader){
		.p = p,
		.bytes = up_parse_source(p)->bytes,
	};
}

bool up_line_read(struct up_line_reader *reader, up_span *ret_at)
{
	size_t start = reader->offset;
	up_str line;
	if (up_parse_stopped(reader->p) || !up_line_next(reader->bytes, &reader->offset, &line))
		return false;
	*ret_at = (up_span){ (uint32_t)start, (uint32_t)(start + line.len) };
	return true;
}

up_span up_line_trim(up_str bytes, up_span at)
{
	while (at.start < at.end && up_is_space(bytes.s[at.start]))
		at.start++;
	while (at.start < at.end && up_is_space(bytes.s[at.end - 1]))
		at.end--;
	return at;
}

/* Does the line go on? `a\\` does not: the backslash is itself escaped. */
static bool ends_in_backslash(up_str bytes, up_span at, bool is_any)
{
	uint32_t n = 0;
	while (at.end - n > at.start && bytes.s[at.end - n - 1] == '\\')
		n++;
	return is_any ? n > 0 : n % 2 == 1;
}

static bool is_comment_between(up_str bytes, up_span at, const char *comments)
{
	at = up_line_trim(bytes, at);
	return comments && at.start < at.end && bytes.s[at.start] && strchr(comments, bytes.s[at.start]);
}

/* The next line of a continuation; comments in between are stated and skipped. */
static bool read_next(struct up_line_reader *reader, const struct up_line_join *join, up_span *ret_at)
{
	while (up_line_read(reader, ret_at)) {
		if (!is_comment_between(reader->bytes, *ret_at, join->comments))
			return true;
		up_emit_comment(reader->p, up_line_trim(reader->bytes, *ret_at));
	}
	return false;
}

bool up_line_join(struct up_line_reader *reader, up_span first, const struct up_line_join *join, struct up_text *ret_text)
{
	up_span at = first;
	if (!ends_in_backslash(reader->bytes, at, join->is_any_backslash)) {
		*ret_text = up_text_plain(up_parse_bytes(reader->p, at), at.start);
		return true;
	}
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(reader->p));
	for (;;) {
		bool goes_on = ends_in_backslash(reader->bytes, at, join->is_any_backslash);
		up_str part = up_str_slice(reader->bytes, at.start, goes_on ? at.end - 1 : at.end);
		up_text_copy(&builder, part, at.start);
		if (!goes_on)
			break;
		if (builder.len && !up_is_blank(builder.bytes[builder.len - 1]))
			up_text_put(&builder, up_str_from(join->between), at.end - 1);
		if (up_parse_stopped(reader->p))
			return false;
		if (!read_next(reader, join, &at))
			break;
		while (join->is_indent_dropped && at.start < at.end && up_is_blank(reader->bytes.s[at.start]))
			at.start++;
	}
	*ret_text = up_text_end(&builder);
	if (!ret_text->bytes.len)
		ret_text->at = first.start;
	return true;
}

up_span up_line_span(const struct up_text *text, uint32_t start, uint32_t end)
{
	if (end > start)
		return (up_span){ up_text_at(text, start), up_text_at(text, end - 1) + 1 };
	uint32_t at = start && text->bytes.len ? up_text_at(text, start - 1) + 1 : up_text_at(text, start);
	return (up_span){ at, at };
}

void up_line_narrow(const struct up_text *text, uint32_t *start, uint32_t *end)
{
	while (*start < *end && up_is_space(text->bytes.s[*start]))
		++*start;
	while (*start < *end && up_is_space(text->bytes.s[*end - 1]))
		--*end;
}

void up_words_add(struct up_words *words, struct up_arena *arena, const struct up_word *word)
{
	if (words->n == words->capacity) {
		uint32_t capacity = words->capacity ? words->capacity * 2 : 4;
		struct up_word *grown = up_arena_alloc(arena, capacity * sizeof *grown);
		if (words->n)
			memcpy(grown, words->items, words->n * sizeof *grown);
		words->items = grown;
		words->capacity = capacity;
	}
	words->items[words->n++] = *word;
}

void up_words_read(struct up_words *words, struct up_parse *p, struct up_splitter *splitter)
{
	uint32_t limit = up_parse_limits(p)->words;
	bool is_noted = false;
	struct up_word word;
	while (!up_parse_stopped(p) && up_split_word(splitter, &word)) {
		if (!words->n)
			words->start = splitter->word_start;
		words->end = splitter->word_end;
		if (words->n < limit) {
			up_words_add(words, up_parse_arena(p), &word);
		} else if (!is_noted) {
			up_note(p, UP_NOTE_LIMIT, word.at.start,
				"more than %u words in one place; those after them were not looked at (--max-words)", limit);
			is_noted = true;
		}
	}
}

void up_fact_take_words(struct up_fact *fact, const struct up_text *text, const struct up_words *words)
{
	fact->words = words->items;
	fact->n_words = words->n;
	if (!words->n) {
		fact->flags |= UP_FACT_EMPTY;
		fact->value = UP_STR("");
		fact->value_at = (up_span){ fact->key_at.end, fact->key_at.end };
		return;
	}
	fact->value = words->n == 1 ? words->items[0].text.bytes : up_str_slice(text->bytes, words->start, words->end);
	fact->value_at = up_line_span(text, words->start, words->end);
	if (words->n == 1 && words->items[0].flags & UP_WORD_QUOTED)
		fact->flags |= UP_FACT_QUOTED;
	for (uint32_t i = 0; i < words->n; i++)
		if (words->items[i].flags & UP_WORD_DYNAMIC)
			fact->flags |= UP_FACT_DYNAMIC;
}

void up_fact_take_text(struct up_fact *fact, const struct up_text *text, uint32_t start, uint32_t end)
{
	up_line_narrow(text, &start, &end);
	fact->value = up_str_slice(text->bytes, start, end);
	fact->value_at = up_line_span(text, start, end);
	if (start == end) {
		fact->flags |= UP_FACT_EMPTY;
		fact->value_at = (up_span){ fact->key_at.end, fact->key_at.end };
	}
}
