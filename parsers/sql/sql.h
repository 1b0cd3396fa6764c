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
	bool is_first;  /* of its line */
	bool is_mark;   /* what ends a statement beside the semicolon */
	bool has_escapes; /* `text` was put together: its bytes do not stand so in the source */
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
	bool is_dynamic;                      /* the text was put together when it runs: EXECUTE format('…', x) */
	uint32_t depth;                       /* of blocks and of texts that are run out of texts */
};

/* token.c. Tokens one after the other; comments are passed over (and stated as COMMENT). */
struct up_sql_lexer {
	const struct up_sql *sql;
	up_str text;
	uint32_t pos, end;
	bool is_line_start;   /* nothing but blanks stands before `pos` on its line */
	bool is_versioned;    /* in a comment of MySQL whose content counts: … after an exclamation mark and a version */
	bool never_nests;     /* a nested comment did not end */
	bool is_broken;       /* a comment that ends a statement was passed: Drizzle's */
	uint32_t unclosed_at; /* where the last text began that does not end; it is passed over up to a line that begins a statement. Else UINT32_MAX */
	uint32_t n_unclosed;
	up_str mark; /* what ends a statement beside the semicolon, as DELIMITER of mysql sets it; or empty */
};

void up_sql_lexer_init(struct up_sql_lexer *lexer, const struct up_sql *sql, up_span range);
/* False at the end of the range. */
bool up_sql_lex(struct up_sql_lexer *lexer, struct up_sql_token *ret_token);
/* Does a line that begins here begin a statement? For going on behind what is broken. */
bool up_sql_begins_statement(up_str line);

/* split.c. Reads what stands in a range of the text, statement by statement: one that is broken does not lose those behind it. `delimiter`: what ends a
 * statement beside the semicolon, as DELIMITER of mysql says it; or empty. */
void up_sql_read(struct up_sql *sql, up_span range, up_str delimiter);

/* One statement, which holds no others. Sets `close` of the tokens. */
void up_sql_read_leaf(struct up_sql *sql, struct up_sql_token *tokens, uint32_t n);

/* block.c. What one run of the server is given: a statement, or a block with statements in it, semicolons included. */
void up_sql_read_block(struct up_sql *sql, struct up_sql_token *tokens, uint32_t n);
/* Is this token the word, in any case, and not in quotes? */
bool up_sql_is_word(const struct up_sql_token *token, const char *word);

/* verb.c: states STATEMENT, for rules on what scripts and commands do to data: the first words, and the words of the rest. */
void up_sql_state_verb(struct up_sql *sql, up_span whole);

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
