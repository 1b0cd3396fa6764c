/* The splitter: where a statement ends, whoever sends it. The server's clients have marks of their own (DELIMITER, GO, a line with a slash, \g), data stands
 * between statements (COPY), and bodies of procedures hold semicolons. What does not end where it should does not swallow the rest of the text. */
#include "base/memory.h"
#include "sql/sql.h"

enum {
	BLOCK_RESTARTS = 5, /* of blocks that do not end, each of which costs a second reading */
};

enum shape {
	PLAIN,   /* ends at the next semicolon */
	GROUPED, /* … outside of brackets: CREATE RULE */
	BLOCK,   /* … outside of BEGIN … END */
	ROUTINE, /* the same; its body is not run now */
};

struct splitter {
	struct up_sql *sql;
	struct up_sql_lexer lexer;
	struct up_sql_token *tokens; /* of the statement */
	size_t n, capacity;
	bool is_cut; /* it has more tokens than are kept */

	/* Of the statement. */
	enum shape shape;
	bool is_told;     /* the shape is known */
	bool is_awaiting; /* a BEGIN must come before it can end: DECLARE …, Oracle's IS */
	bool has_as;      /* AS or IS was the last word */
	bool is_package, is_referencing;
	uint32_t parens, blocks;
	uint32_t begun_at; /* the first semicolon in a block, for where the block does not end; 0: none */
	uint32_t restarts;
};

static void begin_statement(struct splitter *split)
{
	split->n = 0;
	split->is_cut = split->is_told = split->is_awaiting = split->has_as = split->is_package = split->is_referencing = false;
	split->shape = split->sql->dialect == UP_DIALECT_SQLSERVER ? BLOCK : PLAIN;
	split->parens = split->blocks = split->begun_at = 0;
	split->lexer.is_broken = false;
}

/* Behind BEGIN: a transaction, not a block. */
static bool is_of_transaction(const struct up_sql_token *token)
{
	return up_sql_token_is(
		token,
		"WORK TRANSACTION TRAN ISOLATION READ DEFERRABLE IMMEDIATE DEFERRED EXCLUSIVE CONCURRENT DISTRIBUTED DIALOG CONVERSATION");
}

/* Of a statement that begins with CREATE: what does it make? */
static void tell_created(struct splitter *split, const struct up_sql_token *token)
{
	if (up_sql_token_is(token, "OR REPLACE ALTER EDITIONABLE NONEDITIONABLE AGGREGATE CONSTRAINT TEMP TEMPORARY"))
		return;
	bool has_definer = split->n > 1 && (up_sql_token_is(&split->tokens[1], "DEFINER") ||
					    (split->n > 3 && up_sql_token_is(&split->tokens[3], "DEFINER")));
	split->is_told = true;
	if (up_sql_token_is(token, "PROCEDURE PROC FUNCTION TRIGGER EVENT PACKAGE")) {
		split->shape = ROUTINE;
		split->is_package = up_sql_token_is(token, "PACKAGE");
	} else if (up_sql_token_is(token, "TYPE")) {
		split->is_told = split->n > 4; /* BODY may follow */
	} else if (up_sql_token_is(token, "BODY") && up_sql_token_is(&split->tokens[split->n - 2], "TYPE")) {
		split->shape = ROUTINE;
		split->is_package = true;
	} else if (up_sql_token_is(token, "RULE")) {
		split->shape = GROUPED;
	} else {
		split->is_told = !has_definer || split->n > 12;
	}
}

/* DECLARE begins a block of Oracle; but variables of SQL Server and cursors of PostgreSQL are declared with it as well. */
static void tell_declared(struct splitter *split)
{
	const struct up_sql_token *name = &split->tokens[1];
	if (name->kind == UP_SQL_VARIABLE || up_sql_token_is(name, "GLOBAL LOCAL")) {
		split->is_told = true;
	} else if (split->n > 2) {
		split->is_told = true;
		split->is_awaiting = !up_sql_token_is(&split->tokens[2], "CURSOR NO SCROLL BINARY INSENSITIVE ASENSITIVE");
		split->shape = split->is_awaiting ? BLOCK : split->shape;
	}
}

/* The shape of the statement, as far as its words up to this one tell it. */
static void tell_shape(struct splitter *split, const struct up_sql_token *token)
{
	const struct up_sql_token *first = &split->tokens[0];
	if (split->n == 1) {
		split->is_told = !up_sql_token_is(first, "CREATE BEGIN DECLARE ALTER");
		if (up_sql_token_is(first, "IF WHILE"))
			split->shape = BLOCK;
	} else if (up_sql_token_is(first, "CREATE")) {
		tell_created(split, token);
	} else if (up_sql_token_is(first, "DECLARE")) {
		tell_declared(split);
	} else if (up_sql_token_is(first, "ALTER")) { /* ALTER PROCEDURE of SQL Server has a body as well */
		split->is_told = true;
		if (split->sql->dialect == UP_DIALECT_SQLSERVER && up_sql_token_is(token, "PROCEDURE PROC FUNCTION TRIGGER"))
			split->shape = ROUTINE;
	} else if (token->kind == UP_SQL_SIGN) { /* BEGIN; */
		split->is_told = true;
	} else if (!is_of_transaction(token)) {
		split->is_told = !up_sql_token_is(token, "NOT"); /* NOT ATOMIC or NOT DEFERRABLE */
		if (split->is_told && !up_sql_token_is(token, "DEFERRABLE") && split->shape == PLAIN) {
			split->shape = BLOCK;
			split->blocks = 1;
		}
	} else {
		split->is_told = true;
	}
}

/* AS or IS of a routine was followed by its body, not by a text that is one. */
static void enter_body(struct splitter *split, const struct up_sql_token *token)
{
	split->has_as = false;
	if (token->kind == UP_SQL_TEXT || split->is_awaiting || split->blocks)
		return;
	if (split->is_package)
		split->blocks = 1;
	else
		split->is_awaiting = true;
}

static void track_blocks(struct splitter *split, const struct up_sql_token *token)
{
	const struct up_sql_token *before = split->n > 1 ? &split->tokens[split->n - 2] : token;
	if (split->has_as)
		enter_body(split, token);
	bool is_after_end = split->n > 1 && up_sql_token_is(before, "END");
	if (split->n > 1 && up_sql_token_is(before, "BEGIN") && is_of_transaction(token) && split->blocks) {
		split->blocks--;
	} else if (before != token && up_str_eq(before->text, UP_STR(".")) && before->kind == UP_SQL_SIGN) {
		return; /* NEW.end */
	} else if (up_sql_token_is(token, "BEGIN")) {
		split->blocks++;
		split->is_awaiting = false;
	} else if (up_sql_token_is(token, "CASE") && !is_after_end) {
		split->blocks += split->blocks > 0;
	} else if (up_sql_token_is(token, "END")) {
		split->blocks -= split->blocks > 0;
	} else if (is_after_end && !token->is_first && up_sql_token_is(token, "IF LOOP WHILE REPEAT FOR")) {
		split->blocks++;
	} else if (split->shape == ROUTINE && up_sql_token_is(token, "REFERENCING")) {
		split->is_referencing = true;
	} else if (split->shape == ROUTINE && up_sql_token_is(token, "DECLARE") && !split->blocks) {
		split->is_awaiting = true; /* a trigger of Oracle */
	} else if (split->shape == ROUTINE && up_sql_token_is(token, "AS IS") && !split->parens && !split->is_referencing) {
		split->has_as = !up_sql_token_is(before, "EXECUTE");
	}
}

static void add_token(struct splitter *split, const struct up_sql_token *token)
{
	if (split->n >= UP_LIMIT_SQL_TOKENS) {
		split->is_cut = true; /* the last two stay, for what comes before the next one */
		split->tokens[split->n - 2] = split->tokens[split->n - 1];
		split->tokens[split->n - 1] = *token;
	} else {
		split->tokens = up_grow(split->tokens, &split->capacity, split->n + 1, sizeof *split->tokens);
		split->tokens[split->n++] = *token;
	}
	if (token->kind == UP_SQL_OPEN)
		split->parens++;
	else if (token->kind == UP_SQL_CLOSE)
		split->parens -= split->parens > 0;
	if (!split->is_told)
		tell_shape(split, token);
	if (split->shape >= BLOCK && token->kind != UP_SQL_SIGN)
		track_blocks(split, token);
}

static up_str line_at(const struct splitter *split, uint32_t pos)
{
	size_t end = up_str_find_byte(split->lexer.text, '\n', pos);
	return up_str_slice(split->lexer.text, pos, end < split->lexer.end ? end : split->lexer.end);
}

static void skip_line(struct splitter *split)
{
	size_t end = up_str_find_byte(split->lexer.text, '\n', split->lexer.pos);
	split->lexer.pos = end < split->lexer.end ? (uint32_t)end : split->lexer.end;
}

/* COPY t FROM stdin: the lines behind it are data, up to one of a backslash and a dot. */
static void skip_copied(struct splitter *split, uint32_t from)
{
	up_str rest = up_str_slice(split->lexer.text, 0, split->lexer.end);
	for (size_t pos = up_str_find(rest, UP_STR("\n\\."), from); pos != SIZE_MAX; pos = up_str_find(rest, UP_STR("\n\\."), pos + 1)) {
		if (up_str_trim(line_at(split, (uint32_t)pos + 1)).len != 2)
			continue;
		split->lexer.pos = (uint32_t)pos + 3;
		return;
	}
	up_note(split->sql->p, UP_NOTE_SYNTAX, from, "the data of COPY do not end: the rest was not read");
	split->lexer.pos = split->lexer.end;
}

static bool copies_input(const struct splitter *split)
{
	if (!split->n || !up_sql_token_is(&split->tokens[0], "COPY"))
		return false;
	for (size_t i = 1; i + 1 < split->n; i++)
		if (up_sql_token_is(&split->tokens[i], "FROM") && up_sql_token_is(&split->tokens[i + 1], "STDIN"))
			return true;
	return false;
}

static void end_statement(struct splitter *split)
{
	while (split->n && split->lexer.mark.len && up_str_eq(split->tokens[split->n - 1].text, UP_STR(";")))
		split->n--; /* the mark ended it, not these */
	bool is_copy = copies_input(split);
	if (split->n) {
		if (split->is_cut && !up_sql_token_is(&split->tokens[0], "INSERT REPLACE"))
			up_note(split->sql->p, UP_NOTE_LIMIT, split->tokens[0].at.start,
				"of a statement only the first %u tokens were read", UP_LIMIT_SQL_TOKENS);
		uint32_t n = (uint32_t)split->n - 2 * split->is_cut;
		if (split->shape == ROUTINE)
			up_sql_read_leaf(split->sql, split->tokens, n);
		else
			up_sql_read_block(split->sql, split->tokens, n);
	}
	begin_statement(split);
	if (is_copy)
		skip_copied(split, split->lexer.pos);
}

/* The block did not end, and the text did: its first semicolon ends the statement, and what is behind is read anew. */
static bool restart(struct splitter *split)
{
	if (!split->n || (!split->blocks && !split->is_awaiting) || !split->begun_at || split->restarts >= BLOCK_RESTARTS ||
	    (split->shape == ROUTINE && split->sql->dialect == UP_DIALECT_SQLSERVER))
		return false;
	split->restarts++;
	up_note(split->sql->p, UP_NOTE_SYNTAX, split->tokens[0].at.start,
		"a block that begins here does not end: read up to its first semicolon");
	uint32_t n = 0;
	while (n < split->n && split->tokens[n].at.start < split->begun_at)
		n++;
	split->lexer.pos = split->begun_at + 1;
	split->n = n;
	split->is_cut = false;
	split->shape = split->shape == ROUTINE ? ROUTINE : PLAIN;
	end_statement(split);
	return true;
}

/* A semicolon: does it end the statement? */
static bool is_end(struct splitter *split)
{
	if (split->lexer.mark.len)
		return false;
	if (split->shape == PLAIN)
		return true;
	if (split->shape == GROUPED)
		return !split->parens;
	if (!split->begun_at)
		split->begun_at = split->tokens[split->n - 1].at.start;
	if (split->shape == ROUTINE && split->sql->dialect == UP_DIALECT_SQLSERVER)
		return false;
	return !split->blocks && !split->is_awaiting;
}

/* `DELIMITER //` of mysql's client. */
static bool take_delimiter(struct splitter *split, const struct up_sql_token *token)
{
	if (split->n || !token->is_first || !up_sql_token_is(token, "DELIMITER"))
		return false;
	up_str line = up_str_trim(line_at(split, token->at.end));
	if (!line.len)
		return false;
	size_t n = 0;
	while (n < line.len && !up_is_space(line.s[n]))
		n++;
	split->lexer.mark = up_str_slice(line, 0, n);
	if (up_str_eq(split->lexer.mark, UP_STR(";")))
		split->lexer.mark = UP_STR_NULL;
	skip_line(split);
	return true;
}

/* Settings of SQL*Plus look like statements, and end with their line. */
static bool is_plus_setting(const struct splitter *split, const struct up_sql_token *token)
{
	up_str line = up_str_trim(line_at(split, token->at.end));
	size_t n = 0;
	while (n < line.len && up_is_alpha(line.s[n]))
		n++;
	const struct up_sql_token word = { .kind = UP_SQL_WORD, .text = up_str_slice(line, 0, n) };
	return up_sql_token_is(token, "SET") && up_sql_token_is(&word, "DEFINE ECHO SERVEROUTPUT FEEDBACK VERIFY TERMOUT HEADING PAGESIZE "
								       "LINESIZE SQLBLANKLINES TIMING TRIMSPOOL SCAN SQLPROMPT");
}

/* A line that a client keeps for itself. */
static bool take_client_line(struct splitter *split, const struct up_sql_token *token)
{
	if (split->n || !token->is_first)
		return false;
	bool may_be_oracle = split->sql->dialect == UP_DIALECT_ORACLE || split->sql->dialect == UP_DIALECT_NONE;
	const struct up_sql_token word = { .kind = UP_SQL_WORD, .text = token->text };
	bool is_taken = token->kind != UP_SQL_NAME && up_sql_token_is(&word, ". ! :setvar :r :on");
	if (may_be_oracle && !is_taken)
		is_taken =
			up_sql_token_is(
				token,
				"PROMPT REM REMARK SPOOL WHENEVER ACCEPT UNDEFINE DEFINE DISCONNECT TTITLE BTITLE PAUSE EXIT QUIT HOST") ||
			(split->sql->dialect == UP_DIALECT_ORACLE &&
			 up_sql_token_is(token, "COLUMN SHOW CONNECT START PRINT VARIABLE CLEAR BREAK")) ||
			split->lexer.text.s[token->at.start] == '@' || is_plus_setting(split, token);
	for (bool goes_on = is_taken; goes_on;) { /* a minus at the end of a line: SQL*Plus reads on */
		up_str line = up_str_trim(line_at(split, split->lexer.pos));
		goes_on = may_be_oracle && line.len > 1 && line.s[line.len - 1] == '-' && split->lexer.pos < split->lexer.end;
		skip_line(split);
		split->lexer.pos += goes_on && split->lexer.pos < split->lexer.end;
	}
	return is_taken;
}

/* A line that ends a statement: `GO` of SQL Server, `/` of Oracle. */
static bool is_end_line(const struct splitter *split, const struct up_sql_token *token)
{
	enum up_dialect dialect = split->sql->dialect;
	if (!token->is_first)
		return false;
	up_str rest = up_str_trim(line_at(split, token->at.end));
	if (up_str_starts(rest, UP_STR("--")))
		rest.len = 0;
	if (up_sql_token_is(token, "GO")) {
		uint64_t times;
		return (dialect == UP_DIALECT_SQLSERVER || dialect == UP_DIALECT_NONE) &&
		       (!rest.len || up_str_eq(rest, UP_STR(";")) || up_str_to_u64(rest, &times));
	}
	return up_str_eq(token->text, UP_STR("/")) && !rest.len && (dialect == UP_DIALECT_ORACLE || dialect == UP_DIALECT_NONE);
}

/* \g, \G, \gexec, \gset, \; end a statement; what else begins with a backslash is a line of psql's own. */
static void take_meta(struct splitter *split, const struct up_sql_token *token)
{
	up_str line = up_str_trim(line_at(split, token->at.end));
	bool is_end = line.len && (up_lower(line.s[0]) == 'g' || line.s[0] == ';' || up_str_starts(line, UP_STR("crosstabview")));
	if (is_end)
		end_statement(split);
	if (line.len && (line.s[0] == ';' || up_str_eq(line, UP_STR("G")))) {
		split->lexer.pos = token->at.end + 1;
		return;
	}
	skip_line(split);
	if (up_str_starts_nocase(line, UP_STR("copy ")) && up_str_find(line, UP_STR("stdin"), 0) != SIZE_MAX)
		skip_copied(split, split->lexer.pos);
}

static void take_token(struct splitter *split, const struct up_sql_token *token)
{
	if (token->is_mark) {
		end_statement(split);
	} else if (token->kind == UP_SQL_SIGN && up_str_eq(token->text, UP_STR("\\"))) {
		take_meta(split, token);
	} else if (is_end_line(split, token)) {
		end_statement(split);
		skip_line(split);
	} else if (token->kind == UP_SQL_SIGN && up_str_eq(token->text, UP_STR(";"))) {
		if (split->n)
			add_token(split, token);
		if (split->n && is_end(split)) {
			split->n--;
			end_statement(split);
		}
	} else if (!take_delimiter(split, token) && !take_client_line(split, token)) {
		add_token(split, token);
	}
}

void up_sql_read(struct up_sql *sql, up_span range, up_str delimiter)
{
	struct splitter split = { .sql = sql };
	up_sql_lexer_init(&split.lexer, sql, range);
	split.lexer.mark = delimiter;
	begin_statement(&split);
	uint32_t unclosed_at = UINT32_MAX;
	while (!up_parse_stopped(sql->p)) {
		struct up_sql_token token;
		bool is_token = up_sql_lex(&split.lexer, &token);
		if (split.lexer.is_broken)
			end_statement(&split);
		bool is_unclosed = split.lexer.unclosed_at != unclosed_at;
		if (is_unclosed && is_token && token.at.start > split.lexer.unclosed_at)
			end_statement(&split); /* it was a comment */
		if (is_token)
			take_token(&split, &token);
		else if (!restart(&split))
			break;
		if (is_unclosed) {
			unclosed_at = split.lexer.unclosed_at;
			up_note(sql->p, UP_NOTE_SYNTAX, unclosed_at,
				"what begins here in quotes or as a comment does not end: read on at the next line that begins a "
				"statement");
			if (!is_token || token.at.start <= unclosed_at)
				end_statement(&split);
		}
	}
	end_statement(&split);
	up_free(split.tokens);
}
