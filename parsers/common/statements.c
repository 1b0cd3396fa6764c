/* Statements that end with a semicolon or open a block: nginx, BIND, dhcpd, syslog-ng. */
#include "common/blocks.h"
#include "common/line.h"
#include "common/nest.h"

struct statements {
	struct up_parse *p;
	enum up_block_dialect dialect;
	struct up_text text; /* the whole source */
	struct up_splitter splitter;
	struct up_nest nest;
	bool is_partly;
};

static void note_syntax(struct statements *statements, uint32_t offset, const char *what)
{
	up_note(statements->p, UP_NOTE_SYNTAX, offset, "%s", what);
	statements->is_partly = true;
}

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

/* The end of the comment at `at`; 0 where there is none. */
static uint32_t comment_end(struct statements *statements, uint32_t at)
{
	up_str bytes = statements->text.bytes;
	up_str rest = up_str_slice(bytes, at, bytes.len);
	bool has_slashes = statements->dialect == UP_BLOCK_NAMED;
	if (has_slashes && up_str_starts(rest, UP_STR("/*"))) {
		size_t end = up_str_find(bytes, UP_STR("*/"), at + 2);
		if (end == SIZE_MAX)
			note_syntax(statements, at, "a comment that nothing closes; the rest of the source was passed over");
		return end == SIZE_MAX ? (uint32_t)bytes.len : (uint32_t)end + 2;
	}
	if (!rest.len || (rest.s[0] != '#' && !(has_slashes && up_str_starts(rest, UP_STR("//")))))
		return 0;
	while (at < bytes.len && !ends_line(bytes.s[at]))
		at++;
	return at;
}

/* Moves to the next byte that is neither blank nor comment. False at the end. */
static bool skip(struct statements *statements)
{
	struct up_splitter *splitter = &statements->splitter;
	while (splitter->offset < splitter->end) {
		up_split_skip(splitter);
		uint32_t end = splitter->offset < splitter->end ? comment_end(statements, splitter->offset) : 0;
		if (!end)
			break;
		if (!up_emit_comment(statements->p, (up_span){ splitter->offset, end }))
			return false;
		splitter->offset = end;
	}
	return splitter->offset < splitter->end && !up_parse_stopped(statements->p);
}

static char here(const struct statements *statements)
{
	return statements->text.bytes.s[statements->splitter.offset];
}

static bool ends_statement(char c)
{
	return c == ';' || c == '{' || c == '}';
}

/* Words up to a semicolon or brace; parentheses of syslog-ng part words. */
static bool read_words(struct statements *statements, struct up_words *words)
{
	struct up_word word;
	uint32_t limit = up_parse_limits(statements->p)->words;
	bool is_noted = false;
	while (skip(statements) && !ends_statement(here(statements))) {
		if (statements->dialect == UP_BLOCK_CALLS && (here(statements) == '(' || here(statements) == ')')) {
			statements->splitter.offset++;
			continue;
		}
		if (!up_split_word(&statements->splitter, &word))
			break;
		if (words->n < limit)
			up_words_add(words, up_parse_arena(statements->p), &word);
		else if (!is_noted)
			up_note(statements->p, UP_NOTE_LIMIT, word.at.start,
				"more than %u words in one statement; the rest of them was not looked at", limit);
		is_noted = is_noted || words->n >= limit;
	}
	return !up_parse_stopped(statements->p);
}

/* `content_by_lua_block { … }` holds Lua: braces count, but not those in strings and comments. Returns the offset past the closing brace, or 0. */
static uint32_t lua_end(up_str bytes, uint32_t at)
{
	uint32_t depth = 0;
	for (; at < bytes.len; at++) {
		char c = bytes.s[at];
		if (c == '{') {
			depth++;
		} else if (c == '}' && --depth == 0) {
			return at + 1;
		} else if (c == '"' || c == '\'') {
			for (at++; at < bytes.len && bytes.s[at] != c && !ends_line(bytes.s[at]); at++)
				at += bytes.s[at] == '\\';
		} else if (c == '-' && at + 1 < bytes.len && bytes.s[at + 1] == '-') {
			while (at < bytes.len && !ends_line(bytes.s[at]))
				at++;
		}
	}
	return 0;
}

static bool skip_lua(struct statements *statements)
{
	struct up_splitter *splitter = &statements->splitter;
	uint32_t end = lua_end(statements->text.bytes, splitter->offset);
	if (!end)
		note_syntax(statements, splitter->offset, "a Lua block that nothing closes; the rest of the source was passed over");
	splitter->offset = end ? end : splitter->end;
	return true;
}

static void take_rest(const struct statements *statements, const struct up_words *words, struct up_fact *fact)
{
	struct up_words rest = { .items = words->items + 1, .n = words->n - 1 };
	if (rest.n) {
		rest.start = rest.items[0].at.start;
		rest.end = rest.items[rest.n - 1].at.end;
	}
	up_fact_take_words(fact, &statements->text, &rest);
}

static bool open_block(struct statements *statements, const struct up_fact *fact, uint32_t brace)
{
	if (statements->dialect == UP_BLOCK_NGINX && up_str_ends(fact->key, UP_STR("_by_lua_block")))
		return skip_lua(statements);
	statements->splitter.offset++;
	return up_nest_push(&statements->nest, fact->key, brace);
}

/* syslog-ng: `@version: 3.38` and `@include "scl.conf"` end with their line. */
static bool read_pragma(struct statements *statements)
{
	struct up_splitter *splitter = &statements->splitter;
	struct up_words words = { 0 };
	uint32_t end = splitter->offset;
	while (end < splitter->end && !ends_line(statements->text.bytes.s[end]))
		end++;
	uint32_t all = splitter->end;
	splitter->end = end;
	bool goes_on = read_words(statements, &words);
	splitter->offset = end;
	splitter->end = all;
	if (!goes_on || !words.n)
		return goes_on;
	struct up_fact fact = { .kind = UP_FACT_SETTING, .key = words.items[0].text.bytes, .key_at = words.items[0].at };
	take_rest(statements, &words, &fact);
	return up_emit(statements->p, &fact);
}

static bool read_statement(struct statements *statements)
{
	if (statements->dialect == UP_BLOCK_CALLS && here(statements) == '@')
		return read_pragma(statements);
	struct up_words words = { 0 };
	uint32_t start = statements->splitter.offset;
	if (!read_words(statements, &words))
		return false;
	bool is_end = statements->splitter.offset >= statements->splitter.end;
	char ending = is_end ? '\0' : here(statements);
	if (!words.n) {
		if (ending == '{') {
			/* A list element of its own: `{ key "x"; }`. */
			statements->splitter.offset++;
			return up_nest_push(&statements->nest, UP_STR("[]"), start);
		}
		statements->splitter.offset += ending == ';';
		return true;
	}
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.flags = ending == '{' ? UP_FACT_BLOCK : 0,
		.scope = up_nest_scope(&statements->nest),
		.path = up_nest_path(&statements->nest),
		.key = words.items[0].text.bytes,
		.key_at = words.items[0].at,
	};
	take_rest(statements, &words, &fact);
	if (!up_emit(statements->p, &fact))
		return false;
	if (ending == '{')
		return open_block(statements, &fact, statements->splitter.offset);
	if (ending == ';')
		statements->splitter.offset++;
	else
		note_syntax(statements, fact.key_at.start,
			    is_end ? "the source ends inside a statement" : "a statement without its semicolon");
	return true;
}

static bool close_block(struct statements *statements)
{
	if (!up_nest_pop(&statements->nest))
		note_syntax(statements, statements->splitter.offset, "a closing brace without its opening one");
	statements->splitter.offset++;
	return true;
}

enum up_parse_result up_statements_parse(struct up_parse *p, enum up_block_dialect dialect)
{
	struct statements statements = { .p = p, .dialect = dialect, .nest = { .p = p } };
	statements.text = up_text_plain(up_parse_source(p)->bytes, 0);
	uint32_t style = UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_KEEP | UP_SPLIT_LINES;
	if (dialect == UP_BLOCK_NGINX)
		style |= UP_SPLIT_SINGLE | UP_SPLIT_ESCAPE_SINGLE | UP_SPLIT_ESCAPE_BARE | UP_SPLIT_BRACED_VARIABLE | UP_SPLIT_VARIABLE;
	/* nginx ends a word at an opening brace, but lets a closing one stand inside: `location ~ ^/[0-9]{3}` must be quoted there. */
	const char *stops = dialect == UP_BLOCK_NGINX ? ";{" : dialect == UP_BLOCK_CALLS ? ";{}()" : ";{}";
	up_split_init(&statements.splitter, up_parse_arena(p), &statements.text, style, stops);
	while (skip(&statements))
		if (here(&statements) == '}' ? !close_block(&statements) : !read_statement(&statements))
			break;
	if (statements.splitter.unclosed != UINT32_MAX)
		note_syntax(&statements, statements.splitter.unclosed, "a quote that nothing closes; it was taken as it stands");
	const struct up_nest_level *open = up_nest_top(&statements.nest);
	if (open && !up_parse_stopped(p))
		note_syntax(&statements, open->at, "a block that nothing closes");
	return statements.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}
