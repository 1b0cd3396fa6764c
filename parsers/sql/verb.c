/* The fact STATEMENT: which statement it is, by its first words, and the words of the rest. What it means is not looked at. */
#include "base/memory.h"
#include "sql/sql.h"

struct verb {
	struct up_parse *p;
	up_str text;
	uint32_t pos;
	uint32_t flags;        /* of every statement */
	struct up_word *words; /* of the statement */
	size_t n_words, capacity;
	bool is_cut; /* it has more words than are kept */
};

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '$' || c == '.' || (unsigned char)c >= 0x80;
}

static char at(const struct verb *verb, uint32_t pos)
{
	return pos < verb->text.len ? verb->text.s[pos] : '\0';
}

/* Past a text or name in quotes, which doubles the quote that stands in it. */
static uint32_t past_quotes(const struct verb *verb, uint32_t pos)
{
	char quote = at(verb, pos++);
	while (pos < verb->text.len) {
		if (at(verb, pos) == '\\' && quote == '\'')
			pos += 2;
		else if (at(verb, pos) != quote)
			pos++;
		else if (at(verb, pos + 1) == quote)
			pos += 2;
		else
			return pos + 1;
	}
	return (uint32_t)verb->text.len;
}

/* Past $tag$ … $tag$ of PostgreSQL; the position itself where it is none. */
static uint32_t past_dollars(const struct verb *verb, uint32_t pos)
{
	uint32_t end = pos + 1;
	while (up_is_alnum(at(verb, end)) || at(verb, end) == '_')
		end++;
	if (at(verb, end) != '$')
		return pos;
	up_str tag = up_str_slice(verb->text, pos, end + 1);
	size_t close = up_str_find(verb->text, tag, end + 1);
	return close == SIZE_MAX ? (uint32_t)verb->text.len : (uint32_t)(close + tag.len);
}

static uint32_t past_line(const struct verb *verb, uint32_t pos)
{
	size_t end = up_str_find_byte(verb->text, '\n', pos);
	return end == SIZE_MAX ? (uint32_t)verb->text.len : (uint32_t)end + 1;
}

/* Past blanks and comments, and commands of psql's own (\q). */
static void skip_blanks(struct verb *verb)
{
	for (;;) {
		char c = at(verb, verb->pos);
		if (verb->pos >= verb->text.len)
			return;
		if (up_is_space(c)) {
			verb->pos++;
		} else if ((c == '-' && at(verb, verb->pos + 1) == '-') || c == '\\' || (c == '#' && !verb->n_words)) {
			verb->pos = past_line(verb, verb->pos);
		} else if (c == '/' && at(verb, verb->pos + 1) == '*') {
			size_t end = up_str_find(verb->text, UP_STR("*/"), verb->pos + 2);
			verb->pos = end == SIZE_MAX ? (uint32_t)verb->text.len : (uint32_t)end + 2;
		} else {
			return;
		}
	}
}

static void add_word(struct verb *verb, up_span span, bool is_quoted)
{
	if (verb->n_words >= up_parse_limits(verb->p)->words) {
		verb->is_cut = true;
		return;
	}
	uint32_t quote = is_quoted && span.end - span.start > 1 && at(verb, span.end - 1) == at(verb, span.start);
	verb->words = up_grow(verb->words, &verb->capacity, verb->n_words + 1, sizeof *verb->words);
	verb->words[verb->n_words++] = (struct up_word){
		.text = up_text_plain(up_str_slice(verb->text, span.start + quote, span.end - quote), span.start + quote),
		.at = span,
		.flags = quote ? UP_WORD_QUOTED : 0,
	};
}

/* One token from the position on. */
static void read_token(struct verb *verb)
{
	uint32_t start = verb->pos;
	char c = at(verb, start);
	if (c == '\'' || c == '"' || c == '`') {
		verb->pos = past_quotes(verb, start);
	} else if (c == '$' && (verb->pos = past_dollars(verb, start)) != start) {
		/* a body: it is one text */
	} else if (is_name_byte(c)) {
		while (is_name_byte(at(verb, verb->pos)) && verb->pos < verb->text.len)
			verb->pos++;
	} else {
		verb->pos++;
	}
	add_word(verb, (up_span){ start, verb->pos }, c == '\'' || c == '"' || c == '`');
}

static bool is_word(const struct verb *verb, size_t i, const char *word)
{
	return i < verb->n_words && !(verb->words[i].flags & UP_WORD_QUOTED) &&
	       up_str_eq_nocase(verb->words[i].text.bytes, up_str_from(word));
}

/* How many words say what the statement does: DROP TABLE, DELETE FROM, TRUNCATE [TABLE], CREATE OR REPLACE VIEW. */
static size_t verb_words(const struct verb *verb)
{
	static const char *const two[] = { "DROP", "ALTER", "CREATE", "RENAME" };
	if (is_word(verb, 0, "TRUNCATE"))
		return is_word(verb, 1, "TABLE") ? 2 : 1;
	if (is_word(verb, 0, "DELETE"))
		return is_word(verb, 1, "FROM") ? 2 : 1;
	for (size_t i = 0; i < sizeof two / sizeof *two; i++)
		if (is_word(verb, 0, two[i]))
			return verb->n_words > 1 ? 2 : 1;
	return 1;
}

/* The first words in capitals; TRUNCATE and DELETE go by one. */
static up_str first_words(const struct verb *verb, size_t n)
{
	if (is_word(verb, 0, "TRUNCATE") || is_word(verb, 0, "DELETE"))
		n = 1;
	struct up_buf out = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (i)
			up_buf_add_byte(&out, ' ');
		up_str word = up_str_slice(verb->words[i].text.bytes, 0, 64);
		for (size_t k = 0; k < word.len; k++)
			up_buf_add_byte(&out, word.s[k] >= 'a' && word.s[k] <= 'z' ? (char)(word.s[k] - 'a' + 'A') : word.s[k]);
	}
	return up_arena_take(up_parse_arena(verb->p), &out);
}

static void end_statement(struct verb *verb)
{
	if (verb->n_words && verb->is_cut)
		up_note(verb->p, UP_NOTE_LIMIT, verb->words[0].at.start, "a statement of more than %u words was passed over (--max-words)",
			up_parse_limits(verb->p)->words);
	if (verb->n_words && !verb->is_cut && up_is_alpha(at(verb, verb->words[0].at.start))) {
		size_t n = verb_words(verb), n_words = verb->n_words - n + 1;
		struct up_word *words = up_arena_alloc(up_parse_arena(verb->p), n_words * sizeof *words);
		up_span key_at = { verb->words[0].at.start, verb->words[n - 1].at.end };
		up_span whole = { key_at.start, verb->words[verb->n_words - 1].at.end };
		words[0] = (struct up_word){ .text = up_text_plain(up_parse_bytes(verb->p, key_at), key_at.start), .at = key_at };
		if (n_words > 1)
			memcpy(words + 1, verb->words + n, (n_words - 1) * sizeof *words);
		up_emit(verb->p, &(struct up_fact){ .kind = UP_FACT_STATEMENT,
						    .flags = verb->flags,
						    .key = first_words(verb, n),
						    .value = up_parse_bytes(verb->p, whole),
						    .key_at = key_at,
						    .value_at = whole,
						    .words = words,
						    .n_words = (uint32_t)n_words });
	}
	verb->n_words = 0;
	verb->is_cut = false;
}

void up_sql_state_verb(struct up_sql *sql, up_span whole)
{
	struct verb verb = {
		.p = sql->p, .text = up_str_slice(up_parse_source(sql->p)->bytes, 0, whole.end), .pos = whole.start, .flags = sql->flags
	};
	for (skip_blanks(&verb); verb.pos < verb.text.len && !verb.is_cut; skip_blanks(&verb))
		read_token(&verb);
	end_statement(&verb);
	up_free(verb.words);
}
