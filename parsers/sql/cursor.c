/* A place between the tokens of a statement. */
#include "sql/sql.h"

static const struct up_sql_token nothing = { .kind = UP_SQL_SIGN };

const struct up_sql_token *up_sql_next(const struct up_sql_cursor *cursor)
{
	return cursor->i < cursor->n ? &cursor->tokens[cursor->i] : &nothing;
}

/* Is the token the word of `len` bytes, which is written in capitals? */
static bool is_word(const struct up_sql_token *token, const char *word, size_t len)
{
	if (token->kind != UP_SQL_WORD || token->text.len != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (up_lower(token->text.s[i]) != up_lower(word[i]))
			return false;
	return true;
}

/* How many tokens the words take from token `i` on; 0: they do not stand there. */
static uint32_t words_at(const struct up_sql_cursor *cursor, uint32_t i, const char *words)
{
	uint32_t first = i;
	for (const char *word = words; *word; i++) {
		size_t len = strcspn(word, " ");
		if (i >= cursor->n || !is_word(&cursor->tokens[i], word, len))
			return 0;
		word += len + (word[len] == ' ');
	}
	return i - first;
}

bool up_sql_is(const struct up_sql_cursor *cursor, const char *words)
{
	return words_at(cursor, cursor->i, words) > 0;
}

bool up_sql_is_any(const struct up_sql_cursor *cursor, const char *words)
{
	const struct up_sql_token *next = up_sql_next(cursor);
	for (const char *word = words; *word;) {
		size_t len = strcspn(word, " ");
		if (is_word(next, word, len))
			return true;
		word += len + (word[len] == ' ');
	}
	return false;
}

bool up_sql_is_sign(const struct up_sql_cursor *cursor, char sign)
{
	const struct up_sql_token *next = up_sql_next(cursor);
	if (next->kind == UP_SQL_OPEN || next->kind == UP_SQL_CLOSE)
		return sign == (next->kind == UP_SQL_OPEN ? '(' : ')');
	return next->kind == UP_SQL_SIGN && next->text.len == 1 && next->text.s[0] == sign;
}

bool up_sql_take(struct up_sql_cursor *cursor, const char *words)
{
	uint32_t n = words_at(cursor, cursor->i, words);
	cursor->i += n;
	return n > 0;
}

bool up_sql_take_any(struct up_sql_cursor *cursor, const char *words)
{
	bool is = up_sql_is_any(cursor, words);
	cursor->i += is;
	return is;
}

bool up_sql_take_sign(struct up_sql_cursor *cursor, char sign)
{
	bool is = up_sql_is_sign(cursor, sign);
	cursor->i += is;
	return is;
}

bool up_sql_skip(struct up_sql_cursor *cursor)
{
	if (cursor->i >= cursor->n)
		return false;
	const struct up_sql_token *token = &cursor->tokens[cursor->i];
	cursor->i = token->kind == UP_SQL_OPEN && token->close > cursor->i ? token->close + 1 : cursor->i + 1;
	if (cursor->i > cursor->n)
		cursor->i = cursor->n;
	return true;
}

bool up_sql_seek(struct up_sql_cursor *cursor, const char *words)
{
	struct up_sql_cursor at = *cursor;
	while (!up_sql_at_end(&at)) {
		if (up_sql_take(&at, words)) {
			*cursor = at;
			return true;
		}
		up_sql_skip(&at);
	}
	return false;
}

bool up_sql_has(struct up_sql_cursor cursor, const char *words)
{
	return up_sql_seek(&cursor, words);
}

struct up_sql_cursor up_sql_take_brackets(struct up_sql_cursor *cursor)
{
	struct up_sql_cursor inner = { cursor->tokens, 0, 0 };
	if (!up_sql_is_sign(cursor, '('))
		return inner;
	uint32_t close = cursor->tokens[cursor->i].close;
	inner.i = cursor->i + 1;
	inner.n = close && close < cursor->n ? close : cursor->n;
	up_sql_skip(cursor);
	return inner;
}

bool up_sql_take_item(struct up_sql_cursor *cursor, struct up_sql_cursor *ret_item)
{
	if (up_sql_at_end(cursor))
		return false;
	struct up_sql_cursor item = *cursor;
	uint32_t depth = 0; /* of ARRAY[1, 2] */
	while (!up_sql_at_end(cursor) && (depth || !up_sql_is_sign(cursor, ','))) {
		if (up_sql_is_sign(cursor, '['))
			depth++;
		else if (depth && up_sql_is_sign(cursor, ']'))
			depth--;
		up_sql_skip(cursor);
	}
	item.n = cursor->i;
	up_sql_take_sign(cursor, ',');
	*ret_item = item;
	return true;
}

up_span up_sql_span(const struct up_sql_cursor *cursor, uint32_t first, uint32_t end)
{
	if (end > cursor->n)
		end = cursor->n;
	if (first >= end) {
		uint32_t at = first < cursor->n ? cursor->tokens[first].at.start : cursor->n ? cursor->tokens[cursor->n - 1].at.end : 0;
		return (up_span){ at, at };
	}
	return (up_span){ cursor->tokens[first].at.start, cursor->tokens[end - 1].at.end };
}

up_str up_sql_text(const struct up_sql *sql, const struct up_sql_cursor *cursor, uint32_t first, uint32_t end)
{
	return up_parse_bytes(sql->p, up_sql_span(cursor, first, end));
}
