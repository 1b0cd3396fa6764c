/* Blocks that run now: BEGIN … END of SQL Server and Oracle, the bodies of DO, IF and loops in them. They are read flat: what may run is taken to run, and what
 * stands behind a condition is `asked`. In SQL Server a statement needs no semicolon, and ends where a line begins with the next one. */
#include "sql/sql.h"

struct block {
	struct up_sql *sql;
	struct up_sql_token *tokens;
	uint32_t n, i;
	bool is_transact; /* IF has no THEN, statements may end without a semicolon */
};

static void read_one(struct block *block);

static const struct up_sql_token *token_at(const struct block *block, uint32_t i)
{
	static const struct up_sql_token none = { .kind = UP_SQL_SIGN };
	return i < block->n ? &block->tokens[i] : &none;
}

static bool is(const struct block *block, uint32_t i, const char *words)
{
	return up_sql_token_is(token_at(block, i), words);
}

static bool is_semicolon(const struct block *block, uint32_t i)
{
	return token_at(block, i)->kind == UP_SQL_SIGN && up_str_eq(token_at(block, i)->text, UP_STR(";"));
}

static void link_brackets(struct up_sql_token *tokens, uint32_t n)
{
	uint32_t open = UINT32_MAX; /* the innermost; each holds the next one outside until it is closed */
	for (uint32_t i = 0; i < n; i++) {
		if (tokens[i].kind == UP_SQL_OPEN) {
			tokens[i].close = open;
			open = i;
		} else if (tokens[i].kind == UP_SQL_CLOSE && open != UINT32_MAX) {
			uint32_t outside = tokens[open].close;
			tokens[open].close = i;
			open = outside;
		}
	}
	while (open != UINT32_MAX) {
		uint32_t outside = tokens[open].close;
		tokens[open].close = n;
		open = outside;
	}
}

/* DO $$ … $$ [LANGUAGE plpgsql] */
static void run_body(struct up_sql *sql, const struct up_sql_token *tokens, uint32_t n)
{
	const struct up_sql_token *body = NULL;
	for (uint32_t i = 1; i < n; i++) {
		if (tokens[i].kind == UP_SQL_TEXT && !body && !up_sql_token_is(&tokens[i - 1], "LANGUAGE"))
			body = &tokens[i];
		if (i + 1 < n && up_sql_token_is(&tokens[i], "LANGUAGE") && !up_str_eq_nocase(tokens[i + 1].text, UP_STR("plpgsql")))
			return;
	}
	if (!body)
		return;
	struct up_sql inner = *sql;
	inner.in_block = true;
	inner.depth++;
	if (body->has_escapes) {
		up_sql_run_text(&inner, body, 1);
		return;
	}
	uint32_t start = body->at.start + (uint32_t)(body->text.s - up_parse_bytes(sql->p, body->at).s);
	up_sql_run_range(&inner, (up_span){ start, start + (uint32_t)body->text.len });
}

void up_sql_read_leaf(struct up_sql *sql, struct up_sql_token *tokens, uint32_t n)
{
	if (!n)
		return;
	link_brackets(tokens, n);
	struct up_sql_statement statement = { .tokens = tokens, .n = n, .whole = { tokens[0].at.start, tokens[n - 1].at.end } };
	if (sql->has_verbs && !sql->in_block && !sql->depth)
		up_sql_state_verb(sql, statement.whole);
	if (sql->is_foreign)
		return;
	up_sql_check_grammar(sql, &statement);
	if (up_sql_token_is(&tokens[0], "DO"))
		run_body(sql, tokens, n);
	else
		up_sql_read_statement(sql, &statement);
	if (!up_sql_token_is(&tokens[0], "SET DECLARE SELECT"))
		return;
	struct up_sql later = *sql;
	for (uint32_t i = 1; i < n; i++)
		later.is_asked |= up_sql_token_is(&tokens[i], "IF CASE"); /* SET @s = IF(…, 'ALTER …', 'SELECT 1') */
	up_sql_run_texts(&later, tokens, n);
}

/* Words that begin a statement of SQL Server where they begin a line, whatever stood before. */
static bool begins_statement(const struct block *block, uint32_t i)
{
	if (is(block, i, "ALTER"))
		return !is(block, i + 1, "COLUMN");
	if (is(block, i, "DROP"))
		return is(
			block, i + 1,
			"TABLE INDEX VIEW PROCEDURE PROC FUNCTION TRIGGER SCHEMA TYPE SEQUENCE SYNONYM DATABASE USER ROLE LOGIN STATISTICS "
			"PARTITION FULLTEXT DEFAULT RULE ASSEMBLY QUEUE SERVICE");
	if (is(block, i, "SET"))
		return token_at(block, i + 1)->kind == UP_SQL_VARIABLE ||
		       is(block, i + 1,
			  "NOCOUNT XACT_ABORT ANSI_NULLS QUOTED_IDENTIFIER LOCK_TIMEOUT "
			  "IDENTITY_INSERT TRANSACTION DEADLOCK_PRIORITY ARITHABORT "
			  "ANSI_PADDING ANSI_WARNINGS NOEXEC CONTEXT_INFO ROWCOUNT LANGUAGE");
	return is(block, i,
		  "CREATE EXEC EXECUTE INSERT UPDATE DELETE TRUNCATE MERGE IF WHILE DECLARE PRINT BEGIN COMMIT ROLLBACK GRANT DENY REVOKE "
		  "USE "
		  "RAISERROR THROW RETURN SELECT WITH DBCC SAVE GOTO WAITFOR BACKUP DISABLE ENABLE");
}

/* Does the statement that began at `start` go on with this word, though it begins a line? */
static bool goes_on(const struct block *block, uint32_t start, uint32_t i)
{
	if (is(block, i - 1, "AS UNION ALL EXCEPT INTERSECT ON AFTER FOR OF THEN OR WITH"))
		return true;
	const struct up_sql_token *before = token_at(block, i - 1);
	if (before->kind == UP_SQL_SIGN && before->text.len == 1 && strchr(",=+-.", before->text.s[0]))
		return true;
	if (is(block, start, "INSERT"))
		return is(block, i, "SELECT EXEC EXECUTE WITH");
	if (is(block, start, "WITH"))
		return is(block, i, "SELECT INSERT UPDATE DELETE MERGE");
	if (is(block, start, "GRANT DENY REVOKE"))
		return is(block, i, "SELECT INSERT UPDATE DELETE EXECUTE ALTER CREATE GRANT WITH");
	if (is(block, start, "CREATE ALTER"))
		return is(block, i, "WITH") || (is(block, i, "SELECT") && is(block, start + 1, "VIEW OR"));
	return is(block, i, "WITH");
}

/* The end of the statement that begins at the place. */
static uint32_t statement_end(const struct block *block)
{
	uint32_t parens = 0, cases = 0;
	for (uint32_t i = block->i; i < block->n; i++) {
		const struct up_sql_token *token = &block->tokens[i];
		if (token->kind == UP_SQL_OPEN)
			parens++;
		else if (token->kind == UP_SQL_CLOSE)
			parens -= parens > 0;
		if (is_semicolon(block, i))
			return i;
		if (token->kind != UP_SQL_WORD || parens || i == block->i || !block->is_transact)
			continue;
		if (is(block, i, "CASE"))
			cases++;
		else if (cases && is(block, i, "END"))
			cases--;
		else if (!cases && is(block, i, "END ELSE"))
			return i;
		else if (!cases && token->is_first && begins_statement(block, i) && !goes_on(block, block->i, i))
			return i;
	}
	return block->n;
}

/* To the word, outside of brackets, and past it; to the next semicolon or the end where it does not come. */
static void skip_past(struct block *block, const char *words)
{
	while (block->i < block->n && !is_semicolon(block, block->i))
		if (is(block, block->i++, words))
			return;
}

/* What stands between BEGIN, THEN or LOOP and its END. */
static void read_group(struct block *block)
{
	while (block->i < block->n && !up_parse_stopped(block->sql->p)) {
		if (is(block, block->i, "END")) {
			block->i++;
			/* END IF stands on one line; in SQL Server the IF is the next statement. */
			while (is(block, block->i, block->is_transact ? "TRY CATCH" : "IF LOOP CASE WHILE REPEAT FOR") &&
			       !token_at(block, block->i)->is_first)
				block->i++;
			return;
		}
		read_one(block);
	}
}

static bool enter(struct block *block)
{
	if (block->sql->depth < UP_LIMIT_SQL_DEPTH) {
		block->sql->depth++;
		return true;
	}
	up_note(block->sql->p, UP_NOTE_LIMIT, token_at(block, block->i)->at.start, "blocks in blocks deeper than %d were not read",
		UP_LIMIT_SQL_DEPTH);
	block->i = block->n;
	return false;
}

/* The condition of IF and WHILE in SQL Server ends where a statement begins. */
static void skip_condition(struct block *block)
{
	uint32_t parens = 0;
	for (; block->i < block->n && !is_semicolon(block, block->i); block->i++) {
		const struct up_sql_token *token = &block->tokens[block->i];
		if (token->kind == UP_SQL_OPEN)
			parens++;
		else if (token->kind == UP_SQL_CLOSE)
			parens -= parens > 0;
		else if (!parens && token->kind == UP_SQL_WORD && (begins_statement(block, block->i) || is(block, block->i, "SET DROP")))
			return;
	}
}

static void read_if(struct block *block)
{
	bool was_asked = block->sql->is_asked;
	block->i++;
	block->sql->is_asked = true;
	if (!block->is_transact) {
		skip_past(block, "THEN");
		read_group(block);
	} else {
		skip_condition(block);
		read_one(block);
		if (is_semicolon(block, block->i) && is(block, block->i + 1, "ELSE"))
			block->i++;
		if (is(block, block->i, "ELSE")) {
			block->i++;
			read_one(block);
		}
	}
	block->sql->is_asked = was_asked;
}

static void read_while(struct block *block)
{
	block->i++;
	if (block->is_transact) {
		skip_condition(block);
		read_one(block);
	} else {
		skip_past(block, "LOOP DO");
		read_group(block);
	}
}

/* EXECUTE of a text: what it says is read; what cannot be is said. */
static void read_execute(struct block *block)
{
	uint32_t start = block->i, end = statement_end(block), first = start + 1;
	block->i = end;
	if (is(block, first, "IMMEDIATE SP_EXECUTESQL"))
		first++;
	uint32_t last = first;
	while (last < end && !is(block, last, "USING INTO AT") &&
	       !(is(block, first - 1, "SP_EXECUTESQL") && up_str_eq(token_at(block, last)->text, UP_STR(","))))
		last++;
	bool is_text = first > start + 1 || token_at(block, first)->kind == UP_SQL_OPEN || token_at(block, first)->kind == UP_SQL_TEXT ||
		       !block->is_transact;
	bool is_prepared = !block->sql->in_block && !block->is_transact && last == first + 1 && first == start + 1 &&
			   token_at(block, first)->kind != UP_SQL_TEXT;
	if (!is_text || is_prepared) { /* a procedure, or what PREPARE was given */
		up_sql_read_leaf(block->sql, block->tokens + start, end - start);
		return;
	}
	if (up_sql_run_text(block->sql, block->tokens + first, last - first))
		return;
	struct up_sql_statement statement = { block->tokens + start,
					      end - start,
					      { block->tokens[start].at.start, block->tokens[end > start ? end - 1 : start].at.end } };
	struct up_operation operation;
	up_sql_begin(&operation, block->sql, &statement, "execute", statement.whole);
	up_operation_flag(&operation, "dynamic");
	up_operation_state(&operation);
}

/* DBMS_OUTPUT.PUT_LINE(…), RAISE_APPLICATION_ERROR(…): a procedure that is called in a block of Oracle. */
static bool is_called(const struct block *block)
{
	const struct up_sql_token *next = token_at(block, block->i + 1);
	return !block->is_transact && (next->kind == UP_SQL_OPEN || up_str_eq(next->text, UP_STR("."))) &&
	       !is(block, block->i, "SELECT WITH INSERT UPDATE DELETE MERGE VALUES PERFORM CALL IF");
}

/* Statements that do nothing to a schema; but a text in an assignment may be run later. */
static bool read_minor(struct block *block)
{
	bool may_run = is_called(block);
	bool is_assignment = token_at(block, block->i)->kind != UP_SQL_SIGN && up_str_eq(token_at(block, block->i + 1)->text, UP_STR(":="));
	if (!is_assignment && !may_run &&
	    !is(block, block->i,
		"RAISE RETURN NULL PRINT RAISERROR THROW GOTO WAITFOR GET OPEN FETCH CLOSE EXIT CONTINUE BREAK "
		"ASSERT LEAVE ITERATE PRAGMA DEALLOCATE"))
		return false;
	if (block->sql->dialect == UP_DIALECT_SQLITE && is(block, block->i, "PRAGMA"))
		return false;
	uint32_t end = statement_end(block);
	if (is_assignment || may_run)
		up_sql_run_texts(block->sql, block->tokens + block->i, end - block->i);
	block->i = end;
	return true;
}

static void read_leaf(struct block *block)
{
	uint32_t end = statement_end(block);
	if (end == block->i)
		end++;
	up_sql_read_leaf(block->sql, block->tokens + block->i, end - block->i);
	block->i = end;
}

static bool begins_transaction(const struct block *block)
{
	return block->i + 1 >= block->n || is_semicolon(block, block->i + 1) ||
	       is(block, block->i + 1,
		  "WORK TRANSACTION TRAN ISOLATION READ DEFERRABLE IMMEDIATE DEFERRED EXCLUSIVE CONCURRENT DISTRIBUTED") ||
	       (is(block, block->i + 1, "NOT") && is(block, block->i + 2, "DEFERRABLE"));
}

static void read_declare(struct block *block)
{
	bool is_one = token_at(block, block->i + 1)->kind == UP_SQL_VARIABLE ||
		      is(block, block->i + 2, "CURSOR NO SCROLL BINARY INSENSITIVE");
	uint32_t start = block->i;
	enum up_dialect dialect = block->sql->dialect;
	if (dialect == UP_DIALECT_MYSQL || dialect == UP_DIALECT_MARIADB) { /* inside of BEGIN: one variable, cursor or handler */
		while (block->i < block->n && !is_semicolon(block, block->i) && !is(block, block->i, "BEGIN"))
			block->i++;
		return;
	}
	if (is_one)
		block->i = statement_end(block);
	while (!is_one && block->i < block->n && !is(block, block->i, "BEGIN"))
		block->i++;
	up_sql_run_texts(block->sql, block->tokens + start, block->i - start);
}

static void read_grouped(struct block *block, void (*read)(struct block *block))
{
	if (!enter(block))
		return;
	read(block);
	block->sql->depth--;
}

static void read_begin(struct block *block)
{
	block->i++;
	while (is(block, block->i, "TRY CATCH ATOMIC NOT"))
		block->i++;
	read_group(block);
}

static void read_one(struct block *block)
{
	if (block->i >= block->n)
		return; /* IF without anything behind it */
	if (is_semicolon(block, block->i))
		block->i++;
	else if (is(block, block->i, "BEGIN") && !begins_transaction(block))
		read_grouped(block, read_begin);
	else if (is(block, block->i, "DECLARE"))
		read_declare(block);
	else if (is(block, block->i, "IF"))
		read_grouped(block, read_if);
	else if (is(block, block->i, "WHILE FOR FOREACH"))
		read_grouped(block, read_while);
	else if (is(block, block->i, "LOOP ELSE EXCEPTION"))
		block->i++;
	else if (is(block, block->i, "ELSIF ELSEIF WHEN CASE"))
		skip_past(block, "THEN");
	else if (is(block, block->i, "END"))
		block->i++;
	else if (is(block, block->i, "EXECUTE EXEC"))
		read_execute(block);
	else if (!read_minor(block))
		read_leaf(block);
}

/* Is there a THEN outside of CASE? Only SQL Server has none. */
static bool has_then(const struct up_sql_token *tokens, uint32_t n)
{
	uint32_t cases = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (up_sql_token_is(&tokens[i], "CASE"))
			cases++;
		else if (up_sql_token_is(&tokens[i], "END"))
			cases -= cases > 0;
		else if (!cases && up_sql_token_is(&tokens[i], "THEN"))
			return true;
	}
	return false;
}

void up_sql_read_block(struct up_sql *sql, struct up_sql_token *tokens, uint32_t n)
{
	struct up_sql inner = *sql;
	struct block block = { .sql = &inner, .tokens = tokens, .n = n };
	enum up_dialect dialect = sql->dialect;
	if (!n)
		return;
	block.is_transact = dialect == UP_DIALECT_SQLSERVER;
	if (dialect == UP_DIALECT_NONE && up_sql_token_is(&tokens[0], "IF WHILE BEGIN DECLARE EXEC"))
		block.is_transact = !has_then(tokens, n);
	bool is_block = block.is_transact || sql->in_block || up_sql_token_is(&tokens[0], "IF WHILE DECLARE EXECUTE EXEC") ||
			(up_sql_token_is(&tokens[0], "BEGIN") && !begins_transaction(&block));
	if (!is_block) {
		up_sql_read_leaf(sql, tokens, n);
		return;
	}
	while (block.i < n && !up_parse_stopped(sql->p))
		read_one(&block);
}
