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
	up_span at;       /* as written, quotes included; in the text of the source that is parsed */
	up_str text;      /* without quotes; doubled quotes resolved */
	uint32_t close;   /* of an OPEN: the index of its CLOSE, or the number of tokens where it has none; else 0 */
	bool is_body;     /* a TEXT in dollar quotes */
	bool is_first;    /* of its line */
	bool is_mark;     /* what ends a statement beside the semicolon */
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
	bool is_foreign;                      /* of an engine whose operations nobody knows: STATEMENT alone is stated */
	bool has_verbs;                       /* STATEMENT is stated as well */
	uint32_t depth;                       /* of blocks and of texts that are run out of texts */
	struct up_sql_routines *routines;     /* procedures that the text has made; NULL: none is kept */
};

/* token.c. Tokens one after the other; comments are passed over (and stated as COMMENT). */
struct up_sql_lexer {
	const struct up_sql *sql;
	up_str text;
	uint32_t pos, end;
	bool is_line_start; /* nothing but blanks stands before `pos` on its line */
	bool is_versioned;  /* in a comment of MySQL whose content counts: … after an exclamation mark and a version */
	bool never_nests;   /* a nested comment did not end */
	bool is_quiet;      /* comments are not stated */
	bool is_broken;     /* a comment that ends a statement was passed: Drizzle's */
	uint32_t
		unclosed_at; /* where the last text began that does not end; it is passed over up to a line that begins a statement. Else UINT32_MAX */
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
/* What the name of a file says of who runs it (file-name.c). */
struct up_sql_file {
	const char *runner;    /* of up_migration_runners; "sql": nobody is known */
	up_str version, title; /* of the migration; or empty */
	const char *part;      /* up, down, repeatable, baseline, callback; NULL: nothing is said */
	const char *down;      /* separate, none; NULL: the text has to say it */
};
/* False: it is no name of a migration; `ret_file` is filled all the same. */
bool up_sql_file_of_name(struct up_arena *arena, up_str path, struct up_sql_file *ret_file);
/* file.c: is this a file of statements that somebody runs to change a schema? By its name, and a look at how its lines begin. */
bool up_sql_is_migration(const struct up_source *source);
/* A copy of a whole database, told by its head. */
bool up_sql_is_dump(const struct up_source *source);
/* Reads the file: who runs it, which parts it has, and what they do. */
void up_sql_read_file(struct up_sql *sql);

/* file-text.c: who runs a text, by lines that only he understands. */
enum up_sql_mark {
	UP_SQL_MARK_UP,
	UP_SQL_MARK_DOWN,
	UP_SQL_MARK_NO_TRANSACTION,
	UP_SQL_MARK_RUNNER, /* nothing but who it is */
};
struct up_sql_text_mark {
	const char *runner;
	enum up_sql_mark mark;
	up_span line;
};
/* The next line from `from` on that is one. False: none. */
bool up_sql_next_mark(up_str text, uint32_t from, struct up_sql_text_mark *ret_mark);
/* file-liquibase.c: "--liquibase formatted sql". */
void up_sql_read_changesets(struct up_sql *sql);

/* survey.c: what stands in a range, without stating anything. */
struct up_sql_survey {
	uint32_t n_statements;
	bool has_transaction; /* BEGIN or COMMIT stand there */
	bool is_apart;        /* a statement that PostgreSQL refuses in a transaction: CREATE INDEX CONCURRENTLY, VACUUM … */
	bool only_selects;    /* nothing but SELECT, or nothing at all */
};
struct up_sql_survey up_sql_survey(const struct up_sql *sql, up_span range);

/* run-text.c. A part of the text that runs as a block. */
void up_sql_run_range(struct up_sql *sql, up_span range);
/* An expression that makes a text, which is run: 'ALTER TABLE ' || x. False: nothing in it is known. */
bool up_sql_run_text(struct up_sql *sql, const struct up_sql_token *tokens, uint32_t n);
/* Texts anywhere in a statement that are statements which change a schema: they are taken to run later (SET @s = 'ALTER …'; PREPARE …). */
void up_sql_run_texts(struct up_sql *sql, const struct up_sql_token *tokens, uint32_t n);
/* Does a statement begin here that changes a schema? */
bool up_sql_changes_schema(up_str text);

/* pg-grammar.c: a note where a statement of a migration for PostgreSQL does not parse by the grammar of PostgreSQL itself. */
void up_sql_check_grammar(const struct up_sql *sql, const struct up_sql_statement *statement);

/* verb.c: states STATEMENT, for rules on what scripts and commands do to data: the first words, and the words of the rest. */
void up_sql_state_verb(struct up_sql *sql, up_span whole);

/* routine.c: procedures that a text makes and calls. */
struct up_sql_routines *up_sql_routines_new(struct up_arena *arena);
/* Is the statement one that makes a procedure? Then it is kept. */
void up_sql_keep_routine(struct up_sql *sql, const struct up_sql_statement *statement);
/* Reads what it does, at its first call. False: the text has made no procedure of the name. */
bool up_sql_run_routine(struct up_sql *sql, up_str name);

/* cursor.c: a place between tokens of a statement. */
struct up_sql_cursor {
	const struct up_sql_token *tokens;
	uint32_t n, i;
};

static inline struct up_sql_cursor up_sql_cursor(const struct up_sql_statement *statement)
{
	return (struct up_sql_cursor){ statement->tokens, statement->n, 0 };
}

static inline bool up_sql_at_end(const struct up_sql_cursor *cursor)
{
	return cursor->i >= cursor->n;
}
/* The token that comes next, or one of kind SIGN without text at the end. */
const struct up_sql_token *up_sql_next(const struct up_sql_cursor *cursor);
/* Do these words, a blank between, come next ("IF NOT EXISTS")? Written in capitals here; names in quotes are no words. */
bool up_sql_is(const struct up_sql_cursor *cursor, const char *words);
/* Is the next token one of these words, a blank between? */
bool up_sql_is_any(const struct up_sql_cursor *cursor, const char *words);
static inline bool up_sql_token_is(const struct up_sql_token *token, const char *words)
{
	return up_sql_is_any(&(struct up_sql_cursor){ token, 1, 0 }, words);
}
bool up_sql_is_sign(const struct up_sql_cursor *cursor, char sign);
/* The same, and goes past them. */
bool up_sql_take(struct up_sql_cursor *cursor, const char *words);
bool up_sql_take_any(struct up_sql_cursor *cursor, const char *words);
bool up_sql_take_sign(struct up_sql_cursor *cursor, char sign);
/* Goes to the next place outside of brackets where the words stand, and past them; false, and nowhere, where they do not. */
bool up_sql_seek(struct up_sql_cursor *cursor, const char *words);
/* Does the word stand anywhere outside of brackets from here on? */
bool up_sql_has(struct up_sql_cursor cursor, const char *words);
/* A name with its schema before it: a.b, "A"."b", [dbo].[t]; as operations have it. Empty: none comes next. */
up_str up_sql_take_name(struct up_sql *sql, struct up_sql_cursor *cursor);
/* The names of a list in brackets, with a comma between: of (a, b DESC, lower(c)) "a,b,lower(c)"; and goes past it. Empty: none comes next. */
up_str up_sql_take_columns(struct up_sql *sql, struct up_sql_cursor *cursor);
/* A text without its quotes, a number, or a name as it is written. Empty at the end. */
up_str up_sql_take_value(struct up_sql *sql, struct up_sql_cursor *cursor);
/* Past one token, or past all of a pair of brackets. False at the end. */
bool up_sql_skip(struct up_sql_cursor *cursor);
/* The tokens inside the brackets that come next, and goes past them; n = 0 where none come. */
struct up_sql_cursor up_sql_take_brackets(struct up_sql_cursor *cursor);
/* The tokens up to the next comma outside of brackets, and goes past the comma; false at the end. */
bool up_sql_take_item(struct up_sql_cursor *cursor, struct up_sql_cursor *ret_item);
/* The bytes from token `first` to before token `end`. */
up_str up_sql_text(const struct up_sql *sql, const struct up_sql_cursor *cursor, uint32_t first, uint32_t end);
up_span up_sql_span(const struct up_sql_cursor *cursor, uint32_t first, uint32_t end);

/* operation.c: an operation of the statement. `at`: its clause. Says already what the text says of all in it (dialect, in-block, asked). */
void up_sql_begin(struct up_operation *operation, const struct up_sql *sql, const struct up_sql_statement *statement, const char *name,
		  up_span at);

/* name-faults.c: long-name= and duplicate-column= of what the operation's clause says. */
void up_sql_say_name_faults(const struct up_sql *sql, struct up_operation *operation, const struct up_sql_statement *statement);

/* The table that ALTER TABLE is about. */
struct up_sql_table {
	struct up_sql *sql;
	const struct up_sql_statement *statement;
	up_str name;
	bool is_only, is_if_exists;
};

/* The operation of one clause of it, from where the cursor stands to its end, with table=, only and if-exists. */
void up_sql_begin_clause(struct up_operation *operation, const struct up_sql_table *table, const char *name,
			 const struct up_sql_cursor *clause);

/* column.c: what stands behind the name of a column: the type, then constraints and options, to the end of the cursor. Says type=, not-null, default=,
 * references=, … of the operation, in every dialect. */
void up_sql_read_column(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* The type alone, in lower case and without blanks that mean nothing: `varchar(20)`, `timestamp with time zone`, `int unsigned`. */
up_str up_sql_take_type(struct up_sql *sql, struct up_sql_cursor *cursor);
/* The expression of a default, behind the word DEFAULT, up to what cannot belong to it: says default= and its nature (default-constant …). */
void up_sql_read_default(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* `REFERENCES p (id) ON DELETE CASCADE …`, behind the word REFERENCES. */
void up_sql_read_references(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* constraint.c: a constraint of a table, at its `CONSTRAINT x` or at its first word (CHECK, FOREIGN KEY, PRIMARY KEY, UNIQUE, EXCLUDE, NOT NULL): the operation that
 * adds it (add-check …). NULL: it is no constraint. */
const char *up_sql_constraint_kind(struct up_sql_cursor cursor);
/* All that is said of it, to the end of the cursor. */
void up_sql_read_constraint(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);

/* Where something can stand that only one dialect has. */
enum up_sql_place {
	UP_SQL_IN_COLUMN,     /* behind the type of a column */
	UP_SQL_IN_CONSTRAINT, /* behind the columns or the condition of a constraint of a table */
	UP_SQL_IN_ITEM,       /* an item in the brackets of CREATE TABLE that is neither column nor constraint: KEY x (a) */
	UP_SQL_IN_TABLE,      /* behind the brackets of CREATE TABLE: ENGINE = InnoDB */
	UP_SQL_IN_INDEX,      /* behind the columns of CREATE INDEX, and behind DROP INDEX x: ONLINE, ALGORITHM = INPLACE */
	_UP_SQL_PLACE_MAX,
};

/* What a dialect has that the others have not. Every member may be NULL. Where the dialect is known its own are asked first, and then what all share; where
 * nothing says which one it is, the shared ones are asked first, and then those of each dialect. True: it was one of its own, and is read. */
struct up_sql_dialect {
	/* A whole statement. */
	bool (*statement)(struct up_sql *sql, const struct up_sql_statement *statement);
	/* ALTER TABLE with all of its clauses; the cursor stands behind the name. Where the dialect is not known: true only for what no other dialect has. */
	bool (*alter_table)(const struct up_sql_table *table, struct up_sql_cursor clauses);
	/* One clause of ALTER TABLE, of those with a comma between. */
	bool (*alter_clause)(const struct up_sql_table *table, struct up_sql_cursor clause);
	/* What comes next at a place: says it of the operation, and goes past it. */
	bool (*option[_UP_SQL_PLACE_MAX])(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
};

/* MariaDB's are those of MySQL, which may look at sql->dialect. */
extern const struct up_sql_dialect up_sql_mysql, up_sql_sqlserver, up_sql_oracle, up_sql_sqlite;

/* dialects.c: those to ask, in order: the one that is known, or all of them; their number. */
enum {
	UP_SQL_DIALECTS = 4,
};
uint32_t up_sql_dialects(const struct up_sql *sql, const struct up_sql_dialect *ret_dialects[UP_SQL_DIALECTS]);
/* Reads what stands at the place, to the end of the cursor: by `shared`, which may be NULL, and by the dialects. What nobody knows is passed over. */
void up_sql_read_options(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor, enum up_sql_place place,
			 bool (*shared)(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor));

/* statement.c: states the OPERATION facts of a statement. */
void up_sql_read_statement(struct up_sql *sql, const struct up_sql_statement *statement);
/* An ALTER TABLE whose name has been taken: what a dialect's own statement hands on when the rest is what all share. */
void up_sql_read_clauses(const struct up_sql_table *table, struct up_sql_cursor clauses);
