/* A look at statements before they are read: how many there are, and of which kinds. Bodies of routines without quotes are taken for statements. */
#include "sql/sql.h"

enum {
	WORDS = 8, /* of a statement that are kept */
};

struct words {
	struct up_sql_token tokens[WORDS];
	uint32_t n;
};

/* What Flyway runs outside of a transaction, and what PostgreSQL refuses in one: github.com/flyway/flyway, PostgreSQLParser.java. */
static bool is_apart(const struct words *words)
{
	struct up_sql_cursor cursor = { words->tokens, words->n, 0 };
	if (up_sql_take(&cursor, "REINDEX")) {
		up_sql_take(&cursor, "VERBOSE");
		return up_sql_is_any(&cursor, "SCHEMA DATABASE SYSTEM") || (up_sql_skip(&cursor) && up_sql_is(&cursor, "CONCURRENTLY"));
	}
	if (up_sql_is_any(&cursor, "VACUUM") || up_sql_is(&cursor, "DISCARD ALL") || up_sql_is(&cursor, "ALTER SYSTEM"))
		return true;
	if (!up_sql_take_any(&cursor, "CREATE DROP"))
		return false;
	up_sql_take(&cursor, "UNIQUE");
	return up_sql_is_any(&cursor, "DATABASE TABLESPACE SUBSCRIPTION") || up_sql_is(&cursor, "INDEX CONCURRENTLY");
}

static void end_statement(struct up_sql_survey *survey, struct words *words)
{
	if (!words->n)
		return;
	survey->n_statements++;
	survey->has_transaction |= up_sql_token_is(&words->tokens[0], "BEGIN COMMIT START");
	survey->is_apart |= is_apart(words);
	survey->only_selects &= up_sql_token_is(&words->tokens[0], "SELECT");
	words->n = 0;
}

struct up_sql_survey up_sql_survey(const struct up_sql *sql, up_span range)
{
	struct up_sql_survey survey = { .only_selects = true };
	struct up_sql_lexer lexer;
	struct up_sql_token token;
	struct words words = { .n = 0 };
	up_sql_lexer_init(&lexer, sql, range);
	lexer.is_quiet = true;
	while (up_sql_lex(&lexer, &token)) {
		if (token.kind == UP_SQL_SIGN && up_str_eq(token.text, UP_STR(";")))
			end_statement(&survey, &words);
		else if (words.n < WORDS)
			words.tokens[words.n++] = token;
	}
	end_statement(&survey, &words);
	return survey;
}
