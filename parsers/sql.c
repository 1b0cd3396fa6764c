/* SQL as commands are given it: which statements there are, by their first words. A light reading: it splits, and knows texts, comments and names in quotes;
 * what a statement means is not looked at. */
#include "base/memory.h"
#include "common/command.h"
#include "core/upgrade-code.h"

struct sql {
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

static char at(const struct sql *sql, uint32_t pos)
{
	return pos < sql->text.len ? sql->text.s[pos] : '\0';
}

/* Past a text or name in quotes, which doubles the quote that stands in it. */
static uint32_t past_quotes(const struct sql *sql, uint32_t pos)
{
	char quote = at(sql, pos++);
	while (pos < sql->text.len) {
		if (at(sql, pos) == '\\' && quote == '\'')
			pos += 2;
		else if (at(sql, pos) != quote)
			pos++;
		else if (at(sql, pos + 1) == quote)
			pos += 2;
		else
			return pos + 1;
	}
	return (uint32_t)sql->text.len;
}

/* Past $tag$ … $tag$ of PostgreSQL; the position itself where it is none. */
static uint32_t past_dollars(const struct sql *sql, uint32_t pos)
{
	uint32_t end = pos + 1;
	while (up_is_alnum(at(sql, end)) || at(sql, end) == '_')
		end++;
	if (at(sql, end) != '$')
		return pos;
	up_str tag = up_str_slice(sql->text, pos, end + 1);
	size_t close = up_str_find(sql->text, tag, end + 1);
	return close == SIZE_MAX ? (uint32_t)sql->text.len : (uint32_t)(close + tag.len);
}

static uint32_t past_line(const struct sql *sql, uint32_t pos)
{
	size_t end = up_str_find_byte(sql->text, '\n', pos);
	return end == SIZE_MAX ? (uint32_t)sql->text.len : (uint32_t)end + 1;
}

/* Past blanks and comments, and commands of psql's own (\q). */
static void skip_blanks(struct sql *sql)
{
	for (;;) {
		char c = at(sql, sql->pos);
		if (sql->pos >= sql->text.len)
			return;
		if (up_is_space(c)) {
			sql->pos++;
		} else if ((c == '-' && at(sql, sql->pos + 1) == '-') || c == '\\' || (c == '#' && !sql->n_words)) {
			sql->pos = past_line(sql, sql->pos);
		} else if (c == '/' && at(sql, sql->pos + 1) == '*') {
			size_t end = up_str_find(sql->text, UP_STR("*/"), sql->pos + 2);
			sql->pos = end == SIZE_MAX ? (uint32_t)sql->text.len : (uint32_t)end + 2;
		} else {
			return;
		}
	}
}

static void add_word(struct sql *sql, up_span span, bool is_quoted)
{
	if (sql->n_words >= up_parse_limits(sql->p)->words) {
		sql->is_cut = true;
		return;
	}
	uint32_t quote = is_quoted && span.end - span.start > 1 && at(sql, span.end - 1) == at(sql, span.start);
	sql->words = up_grow(sql->words, &sql->capacity, sql->n_words + 1, sizeof *sql->words);
	sql->words[sql->n_words++] = (struct up_word){
		.text = up_text_plain(up_str_slice(sql->text, span.start + quote, span.end - quote), span.start + quote),
		.at = span,
		.flags = quote ? UP_WORD_QUOTED : 0,
	};
}

/* One token from the position on. */
static void read_token(struct sql *sql)
{
	uint32_t start = sql->pos;
	char c = at(sql, start);
	if (c == '\'' || c == '"' || c == '`') {
		sql->pos = past_quotes(sql, start);
	} else if (c == '$' && (sql->pos = past_dollars(sql, start)) != start) {
		/* a body: it is one text */
	} else if (is_name_byte(c)) {
		while (is_name_byte(at(sql, sql->pos)) && sql->pos < sql->text.len)
			sql->pos++;
	} else {
		sql->pos++;
	}
	add_word(sql, (up_span){ start, sql->pos }, c == '\'' || c == '"' || c == '`');
}

static bool is_word(const struct sql *sql, size_t i, const char *word)
{
	return i < sql->n_words && !(sql->words[i].flags & UP_WORD_QUOTED) && up_str_eq_nocase(sql->words[i].text.bytes, up_str_from(word));
}

/* How many words say what the statement does: DROP TABLE, DELETE FROM, TRUNCATE [TABLE], CREATE OR REPLACE VIEW. */
static size_t verb_words(const struct sql *sql)
{
	static const char *const two[] = { "DROP", "ALTER", "CREATE", "RENAME" };
	if (is_word(sql, 0, "TRUNCATE"))
		return is_word(sql, 1, "TABLE") ? 2 : 1;
	if (is_word(sql, 0, "DELETE"))
		return is_word(sql, 1, "FROM") ? 2 : 1;
	for (size_t i = 0; i < sizeof two / sizeof *two; i++)
		if (is_word(sql, 0, two[i]))
			return sql->n_words > 1 ? 2 : 1;
	return 1;
}

/* The first words in capitals; TRUNCATE and DELETE go by one. */
static up_str verb(const struct sql *sql, size_t n)
{
	if (is_word(sql, 0, "TRUNCATE") || is_word(sql, 0, "DELETE"))
		n = 1;
	struct up_buf out = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (i)
			up_buf_add_byte(&out, ' ');
		up_str word = up_str_slice(sql->words[i].text.bytes, 0, 64);
		for (size_t k = 0; k < word.len; k++)
			up_buf_add_byte(&out, word.s[k] >= 'a' && word.s[k] <= 'z' ? (char)(word.s[k] - 'a' + 'A') : word.s[k]);
	}
	return up_arena_take(up_parse_arena(sql->p), &out);
}

static void end_statement(struct sql *sql)
{
	if (sql->n_words && sql->is_cut)
		up_note(sql->p, UP_NOTE_LIMIT, sql->words[0].at.start, "a statement of more than %u words was passed over (--max-words)",
			up_parse_limits(sql->p)->words);
	if (sql->n_words && !sql->is_cut && up_is_alpha(at(sql, sql->words[0].at.start))) {
		size_t n = verb_words(sql), n_words = sql->n_words - n + 1;
		struct up_word *words = up_arena_alloc(up_parse_arena(sql->p), n_words * sizeof *words);
		up_span key_at = { sql->words[0].at.start, sql->words[n - 1].at.end };
		up_span whole = { key_at.start, sql->words[sql->n_words - 1].at.end };
		words[0] = (struct up_word){ .text = up_text_plain(up_parse_bytes(sql->p, key_at), key_at.start), .at = key_at };
		if (n_words > 1)
			memcpy(words + 1, sql->words + n, (n_words - 1) * sizeof *words);
		up_emit(sql->p, &(struct up_fact){ .kind = UP_FACT_STATEMENT,
						   .flags = sql->flags,
						   .key = verb(sql, n),
						   .value = up_parse_bytes(sql->p, whole),
						   .key_at = key_at,
						   .value_at = whole,
						   .words = words,
						   .n_words = (uint32_t)n_words });
	}
	sql->n_words = 0;
	sql->is_cut = false;
}

/* A file of statements that an upgrade runs, and no dump of a whole database. */
static int bid(const struct up_source *source)
{
	static const char *const dumps[] = {
		"-- PostgreSQL database dump", "--\n-- PostgreSQL database dump", "-- MySQL dump", "-- MariaDB dump", "/*!999999",
		"-- phpMyAdmin SQL Dump"
	};
	if (!up_str_ends(source->name, UP_STR(".sql")) ||
	    !(up_is_upgrade_code(source) || (up_str_contains(source->name, UP_STR("!/")) && up_is_upgrade_step(source))))
		return UP_BID_NONE;
	for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++)
		if (up_str_starts(source->bytes, up_str_from(dumps[i])))
			return UP_BID_NONE;
	return UP_BID_NAME;
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_command_context *carrier = up_parse_context(p);
	struct sql sql = { .p = p, .text = up_parse_source(p)->bytes, .flags = carrier ? carrier->flags : 0 };
	for (skip_blanks(&sql); sql.pos < sql.text.len && !up_parse_stopped(p); skip_blanks(&sql)) {
		if (at(&sql, sql.pos) == ';') {
			sql.pos++;
			end_statement(&sql);
		} else {
			read_token(&sql);
		}
	}
	end_statement(&sql);
	up_free(sql.words);
	return UP_PARSE_WHOLE;
}

const struct up_parser up_parser_sql = {
	.name = "sql",
	.summary = "SQL that commands are given, and files of it that an upgrade runs: statements by their first words",
	.templates = UP_TEMPLATES_KEEP,
	.bid = bid,
	.parse = parse,
};
