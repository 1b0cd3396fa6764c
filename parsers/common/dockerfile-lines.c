/* Reading a Dockerfile's lines and words. */
#include "base/lines.h"
#include "common/dockerfile.h"
#include "common/json-token.h"
#include "common/line.h"

static up_span trimmed(up_str bytes, up_span at)
{
	while (at.start < at.end && up_is_space(bytes.s[at.start]))
		at.start++;
	while (at.end > at.start && up_is_space(bytes.s[at.end - 1]))
		at.end--;
	return at;
}

static bool next_line(struct up_docker_reader *reader, up_span *ret_at)
{
	up_str line;
	if (up_parse_stopped(reader->p) || !up_line_next(reader->bytes, &reader->offset, &line))
		return false;
	ret_at->start = (uint32_t)(line.s - reader->bytes.s);
	ret_at->end = ret_at->start + (uint32_t)line.len;
	return true;
}

/* Comments stand on lines of their own, also between continued lines. */
static bool is_comment(struct up_docker_reader *reader, up_span line)
{
	line = trimmed(reader->bytes, line);
	if (line.start == line.end || reader->bytes.s[line.start] != '#')
		return false;
	up_emit_comment(reader->p, line);
	return true;
}

/* The escape at the end, blanks behind it or not; one that is itself escaped is none. */
static bool is_continued(const struct up_docker_reader *reader, up_span *line)
{
	up_span text = trimmed(reader->bytes, *line);
	if (text.start == text.end || reader->bytes.s[text.end - 1] != reader->escape)
		return false;
	if (text.end - text.start > 1 && reader->bytes.s[text.end - 2] == reader->escape)
		return false;
	line->end = text.end - 1;
	return true;
}

static up_str bytes_at(const struct up_docker_reader *reader, up_span at)
{
	return up_str_slice(reader->bytes, at.start, at.end);
}

static void state_empty(struct up_docker_reader *reader, up_span line)
{
	up_emit(reader->p,
		&(struct up_fact){ .kind = UP_FACT_FORM, .key = UP_STR("empty-continuation"), .key_at = line, .value_at = line });
}

static struct up_text joined(struct up_docker_reader *reader, up_span line)
{
	if (!is_continued(reader, &line))
		return up_text_plain(bytes_at(reader, line), line.start);
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(reader->p));
	up_text_copy(&builder, bytes_at(reader, line), line.start);
	bool has_empty = false;
	while (next_line(reader, &line)) {
		up_span text = trimmed(reader->bytes, line);
		if (is_comment(reader, line))
			continue;
		if (text.start == text.end) {
			/* It goes on, too; Docker warns of it once. */
			if (!has_empty)
				state_empty(reader, line);
			has_empty = true;
			continue;
		}
		bool more = is_continued(reader, &line);
		up_text_copy(&builder, bytes_at(reader, line), line.start);
		if (!more)
			break;
	}
	return up_text_end(&builder);
}

static struct up_text narrowed(const struct up_text *text, uint32_t start)
{
	uint32_t end = (uint32_t)text->bytes.len;
	while (start < end && up_is_space(text->bytes.s[start]))
		start++;
	while (end > start && up_is_space(text->bytes.s[end - 1]))
		end--;
	return up_text_slice(text, start, end);
}

void up_docker_split(const struct up_text *text, struct up_docker_line *ret_line)
{
	struct up_text whole = narrowed(text, 0);
	uint32_t end = 0;
	while (end < whole.bytes.len && !up_is_space(whole.bytes.s[end]))
		end++;
	ret_line->name = up_str_slice(whole.bytes, 0, end);
	ret_line->name_at = up_line_span(&whole, 0, end);
	ret_line->rest = narrowed(&whole, end);
	ret_line->rest_at = up_line_span(&ret_line->rest, 0, (uint32_t)ret_line->rest.bytes.len);
	if (!ret_line->rest.bytes.len)
		ret_line->rest_at = (up_span){ ret_line->name_at.end, ret_line->name_at.end };
}

bool up_docker_read(struct up_docker_reader *reader, struct up_docker_line *ret_line)
{
	up_span line;
	while (next_line(reader, &line)) {
		up_span text = trimmed(reader->bytes, line);
		if (text.start == text.end || is_comment(reader, line))
			continue;
		line.start = text.start;
		struct up_text whole = joined(reader, line);
		up_docker_split(&whole, ret_line);
		if (ret_line->name.len)
			return true;
	}
	return false;
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

/* The end of the word at `i`: quotes and escapes may hold blanks. */
static uint32_t word_end(up_str text, uint32_t i, char escape, bool *ret_special, bool *ret_dynamic)
{
	char quote = 0;
	*ret_special = *ret_dynamic = false;
	for (; i < text.len; i++) {
		char c = text.s[i];
		if (!quote && up_is_space(c))
			break;
		if (c == escape && quote != '\'') {
			*ret_special = true;
			i++;
		} else if (quote ? c == quote : c == '"' || c == '\'') {
			*ret_special = true;
			quote = quote ? 0 : c;
		} else if (c == '$' && quote != '\'') {
			*ret_dynamic = true;
		}
	}
	return i < text.len ? i : (uint32_t)text.len;
}

static struct up_text unquoted(struct up_docker_reader *reader, const struct up_text *word)
{
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(reader->p));
	up_str text = word->bytes;
	char quote = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? 0 : c;
			continue;
		}
		/* Inside double quotes an escape before an ordinary byte stays. */
		bool escapes = c == reader->escape && quote != '\'' && i + 1 < text.len;
		if (escapes && (!quote || text.s[i + 1] == '"' || text.s[i + 1] == '$' || text.s[i + 1] == reader->escape))
			i++;
		up_text_copy(&builder, up_str_slice(text, i, i + 1), up_text_at(word, i));
	}
	return up_text_end(&builder);
}

static struct up_word *add_word(struct up_arena *arena, struct up_word *words, uint32_t n, uint32_t *capacity)
{
	if (n < *capacity)
		return words;
	*capacity = *capacity ? *capacity * 2 : 8;
	struct up_word *grown = up_arena_alloc(arena, *capacity * sizeof *grown);
	if (n)
		memcpy(grown, words, n * sizeof *grown);
	return grown;
}

static bool has_room(struct up_docker_reader *reader, uint32_t n, uint32_t at)
{
	if (n < up_parse_limits(reader->p)->words)
		return true;
	if (at < reader->cut_until)
		return false;
	reader->cut_until = (uint32_t)reader->offset;
	up_note(reader->p, UP_NOTE_LIMIT, at, "an instruction of more than %u words was cut (--max-words)",
		up_parse_limits(reader->p)->words);
	reader->partly = true;
	return false;
}

uint32_t up_docker_words(struct up_docker_reader *reader, const struct up_text *text, uint32_t from, const struct up_word **ret_words)
{
	struct up_word *words = NULL;
	uint32_t n = 0, capacity = 0;
	up_str bytes = text->bytes;
	for (uint32_t i = from; i < bytes.len;) {
		if (up_is_space(bytes.s[i])) {
			i++;
			continue;
		}
		bool special, dynamic;
		uint32_t end = word_end(bytes, i, reader->escape, &special, &dynamic);
		if (!has_room(reader, n, up_text_at(text, i)))
			break;
		words = add_word(up_parse_arena(reader->p), words, n, &capacity);
		struct up_text word = up_text_slice(text, i, end);
		words[n] = (struct up_word){ .text = word, .at = up_line_span(text, i, end) };
		if (special)
			words[n].flags |= UP_WORD_QUOTED;
		if (dynamic)
			words[n].flags |= UP_WORD_DYNAMIC;
		else if (special)
			words[n].text = unquoted(reader, &word);
		n++;
		i = end;
	}
	*ret_words = words;
	return n;
}

bool up_docker_array(struct up_docker_reader *reader, const struct up_text *text, const struct up_word **ret_words, uint32_t *ret_n)
{
	struct up_word *words = NULL;
	uint32_t n = 0, capacity = 0;
	up_str bytes = text->bytes;
	uint32_t i = 0, len = (uint32_t)bytes.len;
	bool after_item = false;
	if (!len || bytes.s[0] != '[')
		return false;
	for (i = 1; i < len; i++) {
		char c = bytes.s[i];
		if (up_is_space(c))
			continue;
		if (c == ']' && (after_item || !n))
			break;
		if (c == ',' && after_item) {
			after_item = false;
			continue;
		}
		if (c != '"' || after_item)
			return false;
		struct up_json_string string = up_json_string_scan(bytes, i);
		if (!string.is_closed)
			return false;
		after_item = true;
		if (!has_room(reader, n, up_text_at(text, i))) {
			i = string.end - 1;
			continue; /* it is an array all the same */
		}
		words = add_word(up_parse_arena(reader->p), words, n, &capacity);
		words[n] = (struct up_word){ .text = up_text_slice(text, i + 1, string.end - 1),
					     .at = up_line_span(text, i, string.end),
					     .flags = UP_WORD_QUOTED };
		uint32_t extras = 0, bad = UINT32_MAX;
		if (string.has_escapes)
			words[n].text = up_json_string_decode(up_parse_arena(reader->p), words[n].text.bytes, up_text_at(text, i + 1), true,
							      &extras, &bad);
		n++;
		i = string.end - 1;
	}
	*ret_words = words;
	*ret_n = n;
	return i + 1 == len;
}

/* --- here-documents --------------------------------------------------------------------------------------------------- */

/* The body from the reader's line on; Docker takes the rest when the end line is missing. */
static void read_body(struct up_docker_reader *reader, struct up_docker_heredoc *heredoc, uint32_t at)
{
	up_span line;
	heredoc->body.start = heredoc->body.end = (uint32_t)reader->offset;
	heredoc->whole = heredoc->body;
	while (next_line(reader, &line)) {
		up_str text = bytes_at(reader, line);
		while (heredoc->tabs && text.len && text.s[0] == '\t')
			text = up_str_slice(text, 1, text.len);
		heredoc->whole.end = (uint32_t)reader->offset;
		if (up_str_eq(text, heredoc->delimiter))
			return;
		heredoc->body.end = (uint32_t)reader->offset;
	}
	up_note(reader->p, UP_NOTE_SYNTAX, at, "the end line of a here-document is missing; the rest was taken for its body");
	reader->partly = true;
}

/* The next `<<` outside quotes, at or after `from`; the length of the text when there is none. */
static uint32_t next_operator(up_str bytes, uint32_t from)
{
	char quote = 0;
	for (uint32_t i = from; i + 2 < bytes.len; i++) {
		char c = bytes.s[i];
		if (c == '\\' && quote != '\'')
			i++;
		else if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? 0 : c;
		else if (!quote && c == '<' && bytes.s[i + 1] == '<' && !(i && bytes.s[i - 1] == '<') && bytes.s[i + 2] != '<')
			return i;
	}
	return (uint32_t)bytes.len;
}

/* The delimiter behind the `<<` at `at`; returns its end, or 0 where there is none: $((1 << 2)). */
static uint32_t read_delimiter(up_str bytes, uint32_t at, struct up_docker_heredoc *heredoc)
{
	heredoc->tabs = bytes.s[at + 2] == '-';
	uint32_t start = at + (heredoc->tabs ? 3 : 2), end = start;
	while (end < bytes.len && !up_is_space(bytes.s[end]) && !strchr(";&|<>()", bytes.s[end]))
		end++;
	up_str word = up_str_slice(bytes, start, end);
	if (word.len >= 2 && (word.s[0] == '"' || word.s[0] == '\'') && word.s[word.len - 1] == word.s[0]) {
		heredoc->quoted = true;
		word = up_str_slice(word, 1, word.len - 1);
	}
	if (!word.len || !(up_is_alpha(word.s[0]) || word.s[0] == '_'))
		return 0;
	heredoc->delimiter = word;
	heredoc->is_whole_line = at == 0 && end == bytes.len;
	return end;
}

bool up_docker_heredoc(struct up_docker_reader *reader, const struct up_text *text, uint32_t *offset, struct up_docker_heredoc *ret_heredoc)
{
	up_str bytes = text->bytes;
	for (uint32_t i = next_operator(bytes, *offset); i < bytes.len; i = next_operator(bytes, i + 2)) {
		struct up_docker_heredoc heredoc = { 0 };
		uint32_t end = read_delimiter(bytes, i, &heredoc);
		if (!end)
			continue;
		*offset = end;
		read_body(reader, &heredoc, up_text_at(text, i));
		*ret_heredoc = heredoc;
		return true;
	}
	*offset = (uint32_t)bytes.len;
	return false;
}

void up_docker_embed_file(struct up_docker_reader *reader, const struct up_docker_line *line, const struct up_docker_heredoc *heredoc,
			  const struct up_text *text)
{
	const struct up_word *words;
	uint32_t n = up_docker_words(reader, &line->rest, 0, &words);
	up_str target = n > 1 ? words[n - 1].text.bytes : UP_STR_NULL;
	if (!target.len)
		return;
	/* In a folder it is called as its end line. */
	if (up_str_ends(target, UP_STR("/")))
		target = up_arena_printf(up_parse_arena(reader->p), "%.*s%.*s", UP_FMT(target), UP_FMT(heredoc->delimiter));
	up_embed_file(reader->p, &(struct up_embedded_file){ .name = target, .text = text, .origin = "COPY" });
}
