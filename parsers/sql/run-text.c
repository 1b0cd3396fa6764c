/* Texts that are run: DO $$ … $$, EXECUTE 'ALTER …', EXEC ('…'), sp_executesql N'…', and texts in variables that one of those is given later. */
#include "base/memory.h"
#include "common/command.h"
#include "sql/sql.h"

void up_sql_run_range(struct up_sql *sql, up_span range)
{
	struct up_sql_lexer lexer;
	up_sql_lexer_init(&lexer, sql, range);
	struct up_sql_token token, *tokens = NULL;
	size_t n = 0, capacity = 0;
	while (n < UP_LIMIT_SQL_TOKENS && up_sql_lex(&lexer, &token)) {
		tokens = up_grow(tokens, &capacity, n + 1, sizeof *tokens);
		tokens[n++] = token;
	}
	if (n == UP_LIMIT_SQL_TOKENS)
		up_note(sql->p, UP_NOTE_LIMIT, range.start, "of a block only the first %u tokens were read", UP_LIMIT_SQL_TOKENS);
	up_sql_read_block(sql, tokens, (uint32_t)n);
	up_free(tokens);
}

/* Appends a text of the source without its quotes, so that each byte knows its place. */
static void add_text(struct up_text_builder *builder, const struct up_sql *sql, const struct up_sql_token *token)
{
	up_str written = up_parse_bytes(sql->p, token->at);
	if (!token->has_escapes) {
		uint32_t inner = token->at.start + (uint32_t)(token->text.s - written.s);
		up_text_copy(builder, token->text, inner);
		return;
	}
	/* The decoded bytes stand in the written ones in this order, with something between. */
	uint32_t at = 0;
	while (at < written.len && written.s[at] != '\'' && written.s[at] != '"')
		at++;
	at++;
	for (size_t i = 0; i < token->text.len;) {
		size_t start = i;
		uint32_t from = at;
		while (i < token->text.len && at < written.len && written.s[at] == token->text.s[i] && written.s[at] != '\'' &&
		       written.s[at] != '\\')
			i++, at++;
		up_text_copy(builder, up_str_slice(token->text, start, i), token->at.start + from);
		if (i < token->text.len) {
			up_text_put(builder, up_str_slice(token->text, i, i + 1), token->at.start + at);
			i++;
			at += 2;
		}
	}
}

static void run(struct up_sql *sql, const struct up_text *text, const char *origin)
{
	struct up_sql inner = *sql;
	inner.is_dynamic = true;
	inner.depth++;
	const struct up_command_context context = { .flags = sql->flags, .migration = sql->migration, .sql = &inner };
	up_embed_as(sql->p, &(struct up_embedded){ .parser = "sql", .text = text, .origin = origin, .context = &context });
}

bool up_sql_run_text(struct up_sql *sql, const struct up_sql_token *tokens, uint32_t n)
{
	struct up_text_builder builder;
	up_text_begin(&builder, sql->arena);
	uint32_t n_texts = 0;
	bool was_unknown = false;
	for (uint32_t i = 0; i < n; i++) {
		const struct up_sql_token *token = &tokens[i];
		if (token->kind == UP_SQL_TEXT && (i == 0 || tokens[i - 1].kind == UP_SQL_SIGN || tokens[i - 1].kind == UP_SQL_OPEN)) {
			add_text(&builder, sql, token);
			n_texts++;
			was_unknown = false;
			if (i >= 2 && up_sql_token_is(&tokens[i - 2], "FORMAT")) /* what follows goes where its text says %I */
				break;
		} else if (token->kind != UP_SQL_SIGN && token->kind != UP_SQL_OPEN && token->kind != UP_SQL_CLOSE && !was_unknown &&
			   !up_sql_token_is(token, "FORMAT")) {
			up_text_put(&builder, UP_STR("${x}"), token->at.start);
			was_unknown = true;
		}
	}
	struct up_text text = up_text_end(&builder);
	up_str begin = up_str_trim(text.bytes);
	if (!n_texts || !up_is_alpha(begin.len ? begin.s[0] : '\0'))
		return false;
	run(sql, &text, "EXECUTE");
	return true;
}

bool up_sql_changes_schema(up_str text)
{
	static const char *const verbs[] = { "ALTER", "CREATE", "DROP", "TRUNCATE", "RENAME" };
	text = up_str_trim(text);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		up_str verb = up_str_from(verbs[i]);
		if (up_str_starts_nocase(text, verb))
			return text.len > verb.len + 4 && up_is_space(text.s[verb.len]) && up_is_alpha(text.s[verb.len + 1]);
	}
	return false;
}

void up_sql_run_texts(struct up_sql *sql, const struct up_sql_token *tokens, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (tokens[i].kind != UP_SQL_TEXT || !up_sql_changes_schema(tokens[i].text))
			continue;
		bool is_concat = i >= 2 && tokens[i - 1].kind == UP_SQL_OPEN && up_sql_token_is(&tokens[i - 2], "CONCAT");
		uint32_t end = i + 1; /* 'ALTER TABLE ' + @name + ' …', CONCAT('ALTER TABLE ', name, ' …') */
		while (end + 1 < n && (up_str_eq(tokens[end].text, UP_STR("+")) || up_str_eq(tokens[end].text, UP_STR("||")) ||
				       (is_concat && up_str_eq(tokens[end].text, UP_STR(",")))))
			end += 2;
		up_sql_run_text(sql, tokens + i, end - i);
		i = end - 1;
	}
}
