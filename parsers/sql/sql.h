/* What the parts of the reader of SQL share: tokens (token.c), the splitter (split.c), a cursor over the tokens of one statement (cursor.c), and what a
 * statement does to a schema (statement.c and the files beside it, by kind of statement and by dialect). */
#pragma once

#include "common/operation.h"

enum up_sql_kind {
	UP_SQL_WORD,     /* a keyword or a name without quotes */
	UP_SQL_NAME,     /* in "…", `…` or […]: never a keyword */
	UP_SQL_TEXT,     /* '…', E'…', N'…', q'[…]', $$…$$ */
	UP_SQL_NUMBER,   /* 1, 1.5e3, 0xFF */
	UP_SQL_VARIABLE, /* :x, @x, ${x}, {{x}}, %(x)s, ?, $1: nobody knows what stands there */
	UP_SQL_OPEN,     /* ( */
	UP_SQL_CLOSE,    /* ) */
	UP_SQL_SIGN,     /* an operator, a comma, a dot: one byte, or two of || :: <= >= <> != := -> */
};

struct up_sql_token {
	enum up_sql_kind kind;
	up_span at;     /* as written, quotes included; in the text of the source that is parsed */
	up_str text;    /* without quotes; doubled quotes resolved */
	uint32_t close; /* of an OPEN: the index of its CLOSE, or the number of tokens where it has none; else 0 */
	bool is_body;   /* a TEXT in dollar quotes */
};

struct up_sql_statement {
	const struct up_sql_token *tokens;
	uint32_t n;
	up_span whole; /* from the first token to the last, without the end mark */
};

/* One text of SQL that is being read: a file, or what a command or a call is given. */
struct up_sql {
	struct up_parse *p;
	struct up_arena *arena;
	enum up_dialect dialect;
	const struct up_migration *migration; /* NULL: none */
	uint32_t flags;                       /* UP_FACT_… of every statement */
	bool in_block;                        /* in the body of a DO block or a procedure that runs now */
	bool is_asked;                        /* behind IF (NOT) EXISTS (…) of the text itself */
};

/* token.c. The tokens of the text from `from` on to the end mark of the statement, or to `end`; comments are passed over. */

/* cursor.c: a place between tokens of a statement. */
struct up_sql_cursor {
	const struct up_sql_token *tokens;
	uint32_t n, i;
};

static inline struct up_sql_cursor up_sql_cursor(const struct up_sql_statement *statement)
{
	return (struct up_sql_cursor){ statement->tokens, statement->n, 0 };
}
/* The token that comes next, or one of kind SIGN without text at the end. */
const struct up_sql_token *up_sql_next(const struct up_sql_cursor *cursor);
/* Do these words, a blank between, come next ("IF NOT EXISTS")? In any case; names in quotes are no words. */
bool up_sql_is(const struct up_sql_cursor *cursor, const char *words);
bool up_sql_is_sign(const struct up_sql_cursor *cursor, char sign);
/* The same, and goes past them. */
bool up_sql_take(struct up_sql_cursor *cursor, const char *words);
bool up_sql_take_sign(struct up_sql_cursor *cursor, char sign);
/* A name with its schema before it: a.b, "A"."b", [dbo].[t]; as operations have it. Empty: none comes next. */
up_str up_sql_take_name(struct up_sql *sql, struct up_sql_cursor *cursor);
/* Past one token, or past all of a pair of brackets. False at the end. */
bool up_sql_skip(struct up_sql_cursor *cursor);
/* The tokens inside the brackets that come next, and goes past them; n = 0 where none come. */
struct up_sql_cursor up_sql_take_brackets(struct up_sql_cursor *cursor);
/* The tokens up to the next comma outside of brackets, and goes past the comma; false at the end. */
bool up_sql_take_item(struct up_sql_cursor *cursor, struct up_sql_cursor *ret_item);
/* The bytes from token `first` to before token `end`. */
up_str up_sql_text(const struct up_sql *sql, const struct up_sql_cursor *cursor, uint32_t first, uint32_t end);
up_span up_sql_span(const struct up_sql_cursor *cursor, uint32_t first, uint32_t end);

/* statement.c: states the OPERATION facts of a statement. */
void up_sql_read_statement(struct up_sql *sql, const struct up_sql_statement *statement);
