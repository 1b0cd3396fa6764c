/* Blocks of lines: Dovecot (`key = value`) and keepalived (`key words`). A brace at the end of a line opens, one on a line of its own closes. */
#include "common/blocks.h"
#include "common/line.h"
#include "common/nest.h"

struct block_lines {
	struct up_parse *p;
	enum up_block_dialect dialect;
	struct up_line_reader reader;
	struct up_nest nest;
	up_str last_key; /* whose block a brace on a line of its own opens */
	bool is_partly;
};

enum {
	STYLE = UP_SPLIT_DOUBLE | UP_SPLIT_SINGLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_SINGLE | UP_SPLIT_ESCAPE_KEEP |
		UP_SPLIT_COMMENT,
};

static void note_syntax(struct block_lines *lines, uint32_t offset, const char *what)
{
	up_note(lines->p, UP_NOTE_SYNTAX, offset, "%s", what);
	lines->is_partly = true;
}

static bool is_bare(const struct up_word *word, char c)
{
	return word->text.bytes.len == 1 && word->text.bytes.s[0] == c && !(word->flags & UP_WORD_QUOTED);
}

static bool emit_comment(struct block_lines *lines, const struct up_text *text, const struct up_splitter *splitter)
{
	uint32_t end = (uint32_t)text->bytes.len;
	if (splitter->offset >= end || text->bytes.s[splitter->offset] != '#')
		return true;
	return up_emit_comment(lines->p, up_line_span(text, splitter->offset, end));
}

/* Words up to a brace or the end of the line; *ret_opens where the brace opens a block. */
static void read_value(struct block_lines *lines, struct up_splitter *splitter, bool is_assigned, struct up_words *words, bool *ret_opens)
{
	struct up_word word;
	uint32_t limit = up_parse_limits(lines->p)->words;
	*ret_opens = false;
	while (up_split_word(splitter, &word)) {
		if (!is_assigned && is_bare(&word, '}')) {
			splitter->offset = splitter->word_start;
			return;
		}
		if (!is_assigned && is_bare(&word, '{')) {
			*ret_opens = true;
			return;
		}
		if (!words->n)
			words->start = splitter->word_start;
		words->end = splitter->word_end;
		if (words->n < limit)
			up_words_add(words, up_parse_arena(lines->p), &word);
	}
}

/* A brace on the next line belongs to this one. */
static bool take_next_brace(struct block_lines *lines)
{
	struct up_line_reader ahead = lines->reader;
	up_span line;
	if (!up_line_read(&ahead, &line) || !up_str_eq(up_str_trim(up_parse_bytes(lines->p, line)), UP_STR("{")))
		return false;
	lines->reader = ahead;
	return true;
}

static bool read_setting(struct block_lines *lines, const struct up_text *text, struct up_splitter *splitter, const struct up_word *key)
{
	struct up_words words = { 0 };
	bool opens, is_assigned = false;
	splitter->stops = NULL;
	if (up_split_skip(splitter) && text->bytes.s[splitter->offset] == '=' && lines->dialect == UP_BLOCK_DOVECOT) {
		splitter->offset++;
		is_assigned = true;
	}
	read_value(lines, splitter, is_assigned, &words, &opens);
	if (!opens && !is_assigned && splitter->offset >= splitter->end)
		opens = take_next_brace(lines);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.flags = opens ? UP_FACT_BLOCK : 0,
		.scope = up_nest_scope(&lines->nest),
		.path = up_nest_path(&lines->nest),
		.key = key->text.bytes,
		.key_at = key->at,
	};
	up_fact_take_words(&fact, text, &words);
	lines->last_key = fact.key;
	return up_emit(lines->p, &fact) && (!opens || up_nest_push(&lines->nest, fact.key, fact.key_at.start));
}

static bool read_statement(struct block_lines *lines, const struct up_text *text, struct up_splitter *splitter)
{
	struct up_word key;
	splitter->stops = lines->dialect == UP_BLOCK_DOVECOT ? "=" : NULL;
	if (!up_split_word(splitter, &key)) {
		note_syntax(lines, up_text_at(text, splitter->offset), "a line without a key; it was passed over");
		splitter->offset = splitter->end;
		return true;
	}
	if (is_bare(&key, '}')) {
		if (!up_nest_pop(&lines->nest))
			note_syntax(lines, key.at.start, "a closing brace without its opening one");
		return true;
	}
	if (is_bare(&key, '{'))
		return up_nest_push(&lines->nest, lines->last_key, key.at.start);
	return read_setting(lines, text, splitter, &key);
}

static bool read_line(struct block_lines *lines, up_span line)
{
	static const struct up_line_join join = { .between = " " };
	struct up_splitter splitter;
	struct up_text text;
	up_span at = up_line_trim(lines->reader.bytes, line);
	if (at.start == at.end)
		return true;
	char first = lines->reader.bytes.s[at.start];
	if (first == '#' || (first == '!' && lines->dialect == UP_BLOCK_KEEPALIVED))
		return up_emit_comment(lines->p, at);
	if (!up_line_join(&lines->reader, (up_span){ at.start, line.end }, &join, &text))
		return false;
	up_split_init(&splitter, up_parse_arena(lines->p), &text, STYLE, NULL);
	while (up_split_skip(&splitter))
		if (!read_statement(lines, &text, &splitter))
			return false;
	if (splitter.unclosed != UINT32_MAX)
		note_syntax(lines, up_text_at(&text, splitter.unclosed), "a quote that nothing closes; it was taken as it stands");
	return emit_comment(lines, &text, &splitter);
}

enum up_parse_result up_block_lines_parse(struct up_parse *p, enum up_block_dialect dialect)
{
	struct block_lines lines = { .p = p, .dialect = dialect, .nest = { .p = p } };
	up_line_reader_init(&lines.reader, p);
	up_span line;
	while (up_line_read(&lines.reader, &line) && read_line(&lines, line))
		;
	const struct up_nest_level *open = up_nest_top(&lines.nest);
	if (open && !up_parse_stopped(p))
		note_syntax(&lines, open->at, "a block that nothing closes");
	return lines.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}
