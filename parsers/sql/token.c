/* Tokens of SQL, of any dialect. Where nothing says which dialect it is, what is likelier counts: `[x]` is a name where no name stands before it, a backslash
 * escapes a quote unless the text would be closed by it. Linear: nothing is looked for twice, but for what is not closed, and that a few times only. */
#include "sql/sql.h"

enum {
	RESTARTS = UP_LIMIT_RESTARTS, /* quotes that do not end, behind which reading goes on */
};

void up_sql_lexer_init(struct up_sql_lexer *lexer, const struct up_sql *sql, up_span range)
{
	up_str text = up_parse_source(sql->p)->bytes;
	*lexer = (struct up_sql_lexer){ .sql = sql, .text = text, .pos = range.start, .end = range.end, .is_line_start = true };
	lexer->unclosed_at = UINT32_MAX;
	if (lexer->end > text.len)
		lexer->end = (uint32_t)text.len;
	for (uint32_t i = range.start; i > 0 && lexer->is_line_start && text.s[i - 1] != '\n'; i--)
		lexer->is_line_start = up_is_space(text.s[i - 1]);
}

static inline char at(const struct up_sql_lexer *lexer, uint32_t pos)
{
	return pos < lexer->end ? lexer->text.s[pos] : '\0';
}

static inline enum up_dialect dialect(const struct up_sql_lexer *lexer)
{
	return lexer->sql->dialect;
}

static inline bool is_mysql(const struct up_sql_lexer *lexer)
{
	return dialect(lexer) == UP_DIALECT_MYSQL || dialect(lexer) == UP_DIALECT_MARIADB;
}

static inline bool may_be(const struct up_sql_lexer *lexer, enum up_dialect wanted)
{
	return dialect(lexer) == wanted || dialect(lexer) == UP_DIALECT_NONE;
}

static inline bool is_name_start(char c)
{
	return up_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* SQL Server and Oracle have # in names as well: #temporary, x#. */
static inline bool is_name_byte(const struct up_sql_lexer *lexer, char c)
{
	return is_name_start(c) || up_is_digit(c) || c == '$' ||
	       (c == '#' && (dialect(lexer) == UP_DIALECT_SQLSERVER || dialect(lexer) == UP_DIALECT_ORACLE));
}

/* The first place of the text in the range, or its end where it is not there. */
static uint32_t find(const struct up_sql_lexer *lexer, up_str text, uint32_t from)
{
	size_t found = up_str_find(up_str_slice(lexer->text, 0, lexer->end), text, from);
	return found == SIZE_MAX ? lexer->end : (uint32_t)found;
}

static uint32_t line_end(const struct up_sql_lexer *lexer, uint32_t from)
{
	return find(lexer, UP_STR("\n"), from);
}

bool up_sql_begins_statement(up_str line)
{
	static const char *const words[] = {
		"ALTER",   "CREATE",   "DROP",  "INSERT", "UPDATE",   "DELETE", "COMMIT",  "BEGIN",  "SET",
		"COMMENT", "TRUNCATE", "GRANT", "REVOKE", "ROLLBACK", "RENAME", "REINDEX", "VACUUM", "SELECT"
	};
	size_t n = 0;
	while (n < line.len && n < 10 && up_is_alpha(line.s[n]))
		n++;
	for (size_t i = 0; n && i < sizeof words / sizeof *words; i++)
		if (up_str_eq_nocase(up_str_slice(line, 0, n), up_str_from(words[i])))
			return n == line.len || up_is_space(line.s[n]) || line.s[n] == ';';
	return false;
}

/* Something that began at `start` does not end: up to a line that begins a statement. */
static uint32_t past_unclosed(struct up_sql_lexer *lexer, uint32_t start)
{
	lexer->unclosed_at = start;
	if (lexer->n_unclosed++ >= RESTARTS)
		return lexer->end;
	for (uint32_t pos = line_end(lexer, start); pos < lexer->end; pos = line_end(lexer, pos + 1))
		if (up_sql_begins_statement(up_str_slice(lexer->text, pos + 1, pos + 16 < lexer->end ? pos + 16 : lexer->end)))
			return pos;
	return lexer->end;
}

static bool may_nest(const struct up_sql_lexer *lexer)
{
	return !lexer->never_nests && (may_be(lexer, UP_DIALECT_POSTGRESQL) || dialect(lexer) == UP_DIALECT_SQLSERVER);
}

/* Behind a comment that may hold others; 0: they do not all end. */
static uint32_t past_nested(const struct up_sql_lexer *lexer, uint32_t pos)
{
	uint32_t depth = 1;
	for (pos += 2; pos + 1 < lexer->end; pos++) {
		if (at(lexer, pos) == '*' && at(lexer, pos + 1) == '/') {
			pos++;
			if (!--depth)
				return pos + 1;
		} else if (at(lexer, pos) == '/' && at(lexer, pos + 1) == '*') {
			pos++;
			depth++;
		}
	}
	return 0;
}

static uint32_t past_comment(struct up_sql_lexer *lexer, uint32_t pos)
{
	if (may_nest(lexer)) {
		uint32_t end = past_nested(lexer, pos);
		if (end)
			return end;
		lexer->never_nests = true;
	}
	uint32_t end = find(lexer, UP_STR("*/"), pos + 2);
	return end < lexer->end ? end + 2 : past_unclosed(lexer, pos);
}

/* Behind the mark of a comment whose content MySQL runs: an exclamation mark (MariaDB: M!), then perhaps the version from which on it does. 0: it is none. */
static uint32_t past_version(const struct up_sql_lexer *lexer, uint32_t pos)
{
	pos += 2;
	if (!is_mysql(lexer) && dialect(lexer) != UP_DIALECT_NONE)
		return 0;
	if (at(lexer, pos) == 'M' && at(lexer, pos + 1) == '!')
		pos++;
	if (at(lexer, pos) != '!')
		return 0;
	for (pos++; up_is_digit(at(lexer, pos));)
		pos++;
	return pos;
}

static bool is_line_comment(const struct up_sql_lexer *lexer, char c)
{
	char next = at(lexer, lexer->pos + 1);
	if (c == '#')
		return is_mysql(lexer) || (dialect(lexer) == UP_DIALECT_NONE && lexer->is_line_start);
	return c == '-' && next == '-' && (!is_mysql(lexer) || !next || up_is_space(at(lexer, lexer->pos + 2)) || lexer->is_line_start);
}

/* One comment, or a mark of one whose content counts. False: none is here. */
static bool skip_comment(struct up_sql_lexer *lexer)
{
	uint32_t start = lexer->pos;
	char c = at(lexer, start), next = at(lexer, start + 1);
	if (is_line_comment(lexer, c)) {
		lexer->pos = line_end(lexer, start);
	} else if (c == '/' && next == '*') {
		uint32_t counts = past_version(lexer, start);
		if (counts) {
			lexer->is_versioned = true;
			lexer->pos = counts;
			return true;
		}
		lexer->pos = past_comment(lexer, start);
	} else if (c == '*' && next == '/' && lexer->is_versioned) {
		lexer->is_versioned = false;
		lexer->pos += 2;
		return true;
	} else {
		return false;
	}
	uint32_t end = lexer->pos;
	if (end > start && lexer->text.s[end - 1] == '\r')
		end--;
	if (!lexer->is_quiet)
		up_emit_comment(lexer->sql->p, (up_span){ start, end });
	lexer->is_broken |= up_str_starts(up_str_slice(lexer->text, start, end), UP_STR("--> statement-breakpoint"));
	return true;
}

static bool is_mark(const struct up_sql_lexer *lexer, uint32_t pos)
{
	return lexer->mark.len && up_str_starts(up_str_slice(lexer->text, pos, lexer->end), lexer->mark);
}

static void skip_blanks(struct up_sql_lexer *lexer)
{
	while (lexer->pos < lexer->end) {
		char c = lexer->text.s[lexer->pos];
		if (up_is_space(c)) {
			lexer->is_line_start |= c == '\n';
			lexer->pos++;
		} else if (is_mark(lexer, lexer->pos) || !skip_comment(lexer)) {
			return;
		}
	}
}

/* Does a backslash before a quote keep it from closing the text? `first`: it is the first byte of the text. */
static bool is_escape(const struct up_sql_lexer *lexer, uint32_t pos, char quote, bool is_escaped, bool is_first)
{
	if (is_escaped || is_mysql(lexer) || (dialect(lexer) == UP_DIALECT_NONE && at(lexer, pos + 1) == '\\'))
		return true;
	if (dialect(lexer) != UP_DIALECT_NONE || at(lexer, pos + 1) != quote)
		return false;
	char behind = at(lexer, pos + 2);
	return !is_first && behind && !strchr(",;)\n\r", behind);
}

struct quoted {
	char quote;
	bool is_escaped; /* backslashes escape, surely: E'…' */
	bool has_escapes;
	up_span inner;
};

/* From the quote at `pos` on; the position behind it. */
static uint32_t past_quotes(struct up_sql_lexer *lexer, uint32_t pos, struct quoted *quoted)
{
	uint32_t start = pos++;
	char close = quoted->quote == '[' ? ']' : quoted->quote;
	bool may_escape = close == '\'' || (close == '"' && is_mysql(lexer));
	quoted->inner = (up_span){ pos, lexer->end };
	while (pos < lexer->end) {
		char c = lexer->text.s[pos];
		if (c == '\\' && may_escape && is_escape(lexer, pos, close, quoted->is_escaped, pos == start + 1)) {
			quoted->has_escapes = true;
			pos += 2;
		} else if (c != close) {
			pos++;
		} else if (at(lexer, pos + 1) == close) {
			quoted->has_escapes = true;
			pos += 2;
		} else {
			quoted->inner.end = pos;
			return pos + 1;
		}
	}
	pos = past_unclosed(lexer, start);
	quoted->inner.end = pos;
	return pos;
}

/* The text with doubled quotes and escapes resolved. */
static up_str unquote(const struct up_sql_lexer *lexer, const struct quoted *quoted)
{
	up_str inner = up_str_slice(lexer->text, quoted->inner.start, quoted->inner.end);
	if (!quoted->has_escapes)
		return inner;
	char close = quoted->quote == '[' ? ']' : quoted->quote;
	char *bytes = up_arena_alloc(lexer->sql->arena, inner.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < inner.len; i++) {
		char c = inner.s[i];
		if (i + 1 < inner.len && c == close && inner.s[i + 1] == close)
			i++;
		else if (i + 1 < inner.len && c == '\\' && (quoted->is_escaped || is_mysql(lexer) || inner.s[i + 1] == close))
			c = inner.s[++i] == 'n' ? '\n' : inner.s[i] == 't' ? '\t' : inner.s[i];
		bytes[n++] = c;
	}
	return (up_str){ bytes, n };
}

static void lex_quotes(struct up_sql_lexer *lexer, struct up_sql_token *token, uint32_t prefix)
{
	struct quoted quoted = { .quote = at(lexer, lexer->pos + prefix) };
	quoted.is_escaped = prefix == 1 && up_lower(at(lexer, lexer->pos)) == 'e';
	token->kind = quoted.quote == '\'' || (quoted.quote == '"' && is_mysql(lexer)) ? UP_SQL_TEXT : UP_SQL_NAME;
	lexer->pos = past_quotes(lexer, lexer->pos + prefix, &quoted);
	token->has_escapes = quoted.has_escapes;
	token->text = unquote(lexer, &quoted);
}

/* $$ … $$, $tag$ … $tag$ of PostgreSQL. */
static bool lex_body(struct up_sql_lexer *lexer, struct up_sql_token *token)
{
	uint32_t start = lexer->pos, end = start + 1;
	if (!may_be(lexer, UP_DIALECT_POSTGRESQL) || up_is_digit(at(lexer, end)))
		return false;
	while (is_name_start(at(lexer, end)) || up_is_digit(at(lexer, end)))
		end++;
	if (at(lexer, end) != '$' || (end > start + 1 && at(lexer, end + 1) == '.')) /* $schema$.t is a variable of DbUp */
		return false;
	up_str tag = up_str_slice(lexer->text, start, end + 1);
	uint32_t close = lexer->n_unclosed >= RESTARTS ? lexer->end : find(lexer, tag, end + 1);
	token->kind = UP_SQL_TEXT;
	token->is_body = true;
	lexer->pos = close < lexer->end ? close + (uint32_t)tag.len : past_unclosed(lexer, start);
	token->text = up_str_slice(lexer->text, end + 1, close < lexer->end ? close : lexer->pos);
	return true;
}

/* q'[…]' of Oracle: behind the quote stands what closes it before the next quote. */
static bool lex_oracle_text(struct up_sql_lexer *lexer, struct up_sql_token *token)
{
	uint32_t pos = lexer->pos + (up_lower(at(lexer, lexer->pos)) == 'n');
	if (up_lower(at(lexer, pos)) != 'q' || at(lexer, pos + 1) != '\'' || !may_be(lexer, UP_DIALECT_ORACLE))
		return false;
	char open = at(lexer, pos + 2);
	if (!open || up_is_space(open) || (dialect(lexer) == UP_DIALECT_NONE && !strchr("[({<!|~^#", open)))
		return false;
	const char close[] = { open == '[' ? ']' : open == '(' ? ')' : open == '{' ? '}' : open == '<' ? '>' : open, '\'', '\0' };
	uint32_t end = find(lexer, up_str_from(close), pos + 3);
	token->kind = UP_SQL_TEXT;
	lexer->pos = end < lexer->end ? end + 2 : past_unclosed(lexer, lexer->pos);
	token->text = up_str_slice(lexer->text, pos + 3, end < lexer->end ? end : lexer->pos);
	return true;
}

/* How many bytes the prefix of a text has: E, N, B, X before its quote, U& before either. 0: none. */
static uint32_t text_prefix(const struct up_sql_lexer *lexer)
{
	char c = up_lower(at(lexer, lexer->pos)), next = at(lexer, lexer->pos + 1);
	if (next == '\'' && c && strchr("enbx", c))
		return 1;
	if (c == 'u' && next == '&' && (at(lexer, lexer->pos + 2) == '\'' || at(lexer, lexer->pos + 2) == '"'))
		return 2;
	return 0;
}

/* Behind `close`, which must stand on the same line, before the same opening comes again; 0: it does not. */
static uint32_t past_on_line(const struct up_sql_lexer *lexer, uint32_t pos, const char *close)
{
	size_t n = strlen(close);
	uint32_t start = pos, most = lexer->end - pos > 400 ? pos + 400 : lexer->end;
	for (pos += 2; pos + n <= most && lexer->text.s[pos] != '\n'; pos++) {
		if (!memcmp(lexer->text.s + pos, close, n))
			return pos + (uint32_t)n;
		if (pos + 1 < lexer->end && !memcmp(lexer->text.s + pos, lexer->text.s + start, 2))
			return 0;
	}
	return 0;
}

/* Behind a name that stands between brackets or nothing; 0: there is none. */
static uint32_t past_name(const struct up_sql_lexer *lexer, uint32_t pos)
{
	if (!is_name_start(at(lexer, pos)))
		return 0;
	while (is_name_start(at(lexer, pos)) || up_is_digit(at(lexer, pos)))
		pos++;
	return pos;
}

/* ${x}, $(x), $x, $1 */
static uint32_t past_dollar(const struct up_sql_lexer *lexer, uint32_t pos)
{
	char next = at(lexer, pos + 1);
	if (next == '{')
		return past_on_line(lexer, pos, "}");
	if (next == '(')
		return past_on_line(lexer, pos, ")");
	uint32_t end = pos + 1;
	while (up_is_digit(at(lexer, end)))
		end++;
	if (end > pos + 1)
		return end;
	end = past_name(lexer, pos + 1);
	return end && at(lexer, end) == '$' ? end + 1 : end; /* $x$ of DbUp */
}

/* {{x}}, {% x %}, {x} */
static uint32_t past_braces(const struct up_sql_lexer *lexer, uint32_t pos)
{
	char next = at(lexer, pos + 1);
	if (next == '{')
		return past_on_line(lexer, pos, "}}");
	if (next == '%')
		return past_on_line(lexer, pos, "%}");
	uint32_t end = past_name(lexer, pos + 1);
	return end && at(lexer, end) == '}' ? end + 1 : 0;
}

/* :x, :'x', :"x"; not the slice of an array. */
static uint32_t past_colon(const struct up_sql_lexer *lexer, uint32_t pos)
{
	char next = at(lexer, pos + 1);
	if (next != '\'' && next != '"')
		return past_name(lexer, pos + 1);
	uint32_t end = past_name(lexer, pos + 2);
	return end && at(lexer, end) == next ? end + 1 : 0;
}

/* %(x)s, %s, %1$s; not what is left by a division. */
static uint32_t past_percent(const struct up_sql_lexer *lexer, uint32_t pos)
{
	char next = at(lexer, pos + 1);
	if (next == '(') {
		uint32_t end = past_name(lexer, pos + 2);
		return end && at(lexer, end) == ')' && up_is_alpha(at(lexer, end + 1)) ? end + 2 : 0;
	}
	uint32_t end = pos + 1;
	while (up_is_digit(at(lexer, end)))
		end++;
	end += end > pos + 1 && at(lexer, end) == '$';
	char letter = at(lexer, end);
	return letter && strchr("sdIL", letter) && !is_name_start(at(lexer, end + 1)) && !up_is_digit(at(lexer, end + 1)) ? end + 1 : 0;
}

/* Behind a variable that begins here; 0: none does. */
static uint32_t past_variable(const struct up_sql_lexer *lexer, uint32_t pos)
{
	char next = at(lexer, pos + 1), before = pos ? lexer->text.s[pos - 1] : '\0';
	switch (at(lexer, pos)) {
	case '$':
		return past_dollar(lexer, pos);
	case '{':
		return past_braces(lexer, pos);
	case '#':
		return next == '{' ? past_on_line(lexer, pos, "}") : 0;
	case ':':
		return before == ':' ? 0 : past_colon(lexer, pos);
	case '%':
		return past_percent(lexer, pos);
	case '<':
		return next == '%' ? past_on_line(lexer, pos, "%>") : 0;
	case '@': /* 'root'@localhost is no variable */
		if (before == '\'' || before == '"' || before == '`' || is_name_start(before) || up_is_digit(before))
			return 0;
		return past_name(lexer, pos + 1 + (next == '@'));
	case '&':
		return may_be(lexer, UP_DIALECT_ORACLE) && !is_name_start(before) ? past_name(lexer, pos + 1 + (next == '&')) : 0;
	case '?':
		return next == '|' || next == '&' ? 0 : pos + 1;
	default:
		return 0;
	}
}

/* ${prefix}users, users_${suffix}: a name of which a part is not known is not known. */
static uint32_t past_parts(const struct up_sql_lexer *lexer, uint32_t pos, bool *ret_is_variable)
{
	for (;;) {
		uint32_t start = pos;
		while (pos < lexer->end && is_name_byte(lexer, lexer->text.s[pos]) && !is_mark(lexer, pos) &&
		       !(lexer->text.s[pos] == '$' && at(lexer, pos + 1) == '{'))
			pos++;
		char c = at(lexer, pos);
		uint32_t end = c == '{' || (c && strchr("$#<", c) && strchr("{%", at(lexer, pos + 1))) ? past_variable(lexer, pos) : 0;
		if (end) {
			*ret_is_variable = true;
			pos = end;
		}
		if (pos == start)
			return pos;
	}
}

static void lex_word(struct up_sql_lexer *lexer, struct up_sql_token *token, bool is_variable)
{
	uint32_t start = lexer->pos;
	uint32_t known = is_variable ? past_variable(lexer, start) : start;
	char first = lexer->text.s[start];
	if (!is_variable || first == '{' || first == '$' || first == '#' || first == '<')
		known = past_parts(lexer, known, &is_variable);
	lexer->pos = known;
	token->kind = is_variable ? UP_SQL_VARIABLE : UP_SQL_WORD;
	token->text = up_str_slice(lexer->text, start, known);
}

/* 12, 1.5e-3, 0xFF; 2fa_tokens is a name of MySQL. */
static void lex_number(struct up_sql_lexer *lexer, struct up_sql_token *token)
{
	uint32_t start = lexer->pos, pos = start;
	while (up_is_alnum(at(lexer, pos)) || at(lexer, pos) == '.' || at(lexer, pos) == '_') {
		bool is_exponent = up_lower(at(lexer, pos)) == 'e' && (at(lexer, pos + 1) == '-' || at(lexer, pos + 1) == '+');
		pos += is_exponent && up_is_digit(at(lexer, pos + 2)) ? 2 : 1;
	}
	up_str text = up_str_slice(lexer->text, start, pos);
	bool is_name = false;
	for (size_t i = 0; i < text.len && text.s[i] != '.'; i++)
		is_name |= text.s[i] == '_' || (up_is_alpha(text.s[i]) && !up_is_hex(text.s[i]) && up_lower(text.s[i]) != 'x');
	token->kind = is_name && !is_mysql(lexer) && dialect(lexer) != UP_DIALECT_NONE ? UP_SQL_NUMBER
		      : is_name                                                        ? UP_SQL_WORD
										       : UP_SQL_NUMBER;
	token->text = text;
	lexer->pos = pos;
}

static void lex_sign(struct up_sql_lexer *lexer, struct up_sql_token *token)
{
	static const char *const pairs[] = { "||", "::", "<=", ">=", "<>", "!=", ":=", "->" };
	uint32_t start = lexer->pos;
	char c = lexer->text.s[start], next = at(lexer, start + 1);
	token->kind = c == '(' ? UP_SQL_OPEN : c == ')' ? UP_SQL_CLOSE : UP_SQL_SIGN;
	lexer->pos++;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (c == pairs[i][0] && next == pairs[i][1])
			lexer->pos = start + 2;
	token->text = up_str_slice(lexer->text, start, lexer->pos);
}

/* `[x]` is a name in SQL Server and SQLite; where nobody knows, if it looks like one and no name or bracket stands before it, as before an index of an array. */
static bool is_bracketed_name(const struct up_sql_lexer *lexer)
{
	enum up_dialect d = dialect(lexer);
	if (d == UP_DIALECT_SQLSERVER || d == UP_DIALECT_SQLITE)
		return true;
	char before = lexer->pos ? lexer->text.s[lexer->pos - 1] : '\0';
	if (d != UP_DIALECT_NONE || is_name_start(before) || up_is_digit(before) || before == ']' || before == ')' || before == '"')
		return false;
	uint32_t pos = lexer->pos + 1;
	if (!is_name_start(at(lexer, pos)))
		return false;
	while (is_name_start(at(lexer, pos)) || up_is_digit(at(lexer, pos)) || at(lexer, pos) == ' ')
		pos++;
	return at(lexer, pos) == ']';
}

static void lex_any(struct up_sql_lexer *lexer, struct up_sql_token *token)
{
	char c = lexer->text.s[lexer->pos];
	bool is_name = is_name_start(c);
	if (c == '\'' || c == '"' || c == '`' || (c == '[' && is_bracketed_name(lexer)))
		lex_quotes(lexer, token, 0);
	else if (is_name && lex_oracle_text(lexer, token))
		return;
	else if (is_name && text_prefix(lexer))
		lex_quotes(lexer, token, text_prefix(lexer));
	else if (is_name || (c == '#' && is_name_byte(lexer, c)))
		lex_word(lexer, token, false);
	else if (up_is_digit(c) || (c == '.' && up_is_digit(at(lexer, lexer->pos + 1))))
		lex_number(lexer, token);
	else if (c == '$' && lex_body(lexer, token))
		return;
	else if (past_variable(lexer, lexer->pos))
		lex_word(lexer, token, true);
	else
		lex_sign(lexer, token);
}

bool up_sql_lex(struct up_sql_lexer *lexer, struct up_sql_token *ret_token)
{
	skip_blanks(lexer);
	if (lexer->pos >= lexer->end)
		return false;
	struct up_sql_token token = { .at = { lexer->pos, 0 }, .is_first = lexer->is_line_start };
	lexer->is_line_start = false;
	if (is_mark(lexer, lexer->pos)) {
		token.kind = UP_SQL_SIGN;
		token.is_mark = true;
		token.text = lexer->mark;
		lexer->pos += (uint32_t)lexer->mark.len;
	} else {
		lex_any(lexer, &token);
	}
	if (lexer->pos > lexer->end)
		lexer->pos = lexer->end;
	token.at.end = lexer->pos;
	*ret_token = token;
	return true;
}
