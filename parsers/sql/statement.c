/* Which kind of statement it is, by its first words. */
#include "sql/statement.h"

enum {
	VERB_BYTES = 64,
};

static const struct {
	const char *words;
	void (*read)(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
} kinds[] = {
	{ "ALTER", up_sql_alter },
	{ "CREATE", up_sql_create },
	{ "DROP", up_sql_drop },
	{ "INSERT", up_sql_insert },
	{ "UPDATE", up_sql_update },
	{ "DELETE", up_sql_delete },
	{ "SELECT", up_sql_select },
	{ "PERFORM", up_sql_select },
	{ "COMMENT", up_sql_comment },
	{ "SET", up_sql_set },
	{ "RESET", up_sql_reset },
	{ "BEGIN", up_sql_begin_transaction },
	{ "START TRANSACTION", up_sql_begin_transaction },
	{ "COMMIT", up_sql_commit },
	{ "END", up_sql_commit },
	{ "ROLLBACK", up_sql_rollback },
	{ "ABORT", up_sql_rollback },
	{ "SAVEPOINT", up_sql_savepoint },
	{ "RELEASE", up_sql_release },
	{ "WITH", up_sql_with },
	{ "MERGE", up_sql_merge },
	{ "COPY", up_sql_copy },
	{ "TRUNCATE", up_sql_truncate },
	{ "GRANT", up_sql_grant },
	{ "REVOKE", up_sql_revoke },
	{ "VACUUM", up_sql_vacuum },
	{ "ANALYZE", up_sql_analyze },
	{ "ANALYSE", up_sql_analyze },
	{ "CLUSTER", up_sql_cluster },
	{ "REPACK", up_sql_repack },
	{ "REINDEX", up_sql_reindex },
	{ "REFRESH MATERIALIZED VIEW", up_sql_refresh },
	{ "LOCK", up_sql_lock },
	{ "CALL", up_sql_call },
};

bool up_sql_say_name(struct up_sql *sql, struct up_operation *operation, const char *attribute, struct up_sql_cursor *cursor)
{
	up_str name = up_sql_take_name(sql, cursor);
	up_operation_set(operation, attribute, name);
	return name.len > 0;
}

void up_sql_say_conditions(struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "IF EXISTS"))
		up_operation_flag(operation, "if-exists");
	if (up_sql_take(cursor, "IF NOT EXISTS"))
		up_operation_flag(operation, "if-not-exists");
	if (up_sql_take(cursor, "ONLY"))
		up_operation_flag(operation, "only");
}

bool up_sql_is_on(struct up_sql_cursor options, const char *word)
{
	struct up_sql_cursor option;
	while (up_sql_take_item(&options, &option))
		if (up_sql_take(&option, word)) {
			up_str value = up_sql_next(&option)->text;
			return !up_str_eq_nocase(value, UP_STR("false")) && !up_str_eq_nocase(value, UP_STR("off")) &&
			       !up_str_eq(value, UP_STR("0"));
		}
	return false;
}

static bool read_own(struct up_sql *sql, const struct up_sql_statement *statement)
{
	const struct up_sql_dialect *dialects[UP_SQL_DIALECTS];
	uint32_t n = up_sql_dialects(sql, dialects);
	for (uint32_t i = 0; i < n; i++)
		if (dialects[i]->statement && dialects[i]->statement(sql, statement))
			return true;
	return false;
}

/* The first words in capitals. */
static up_str verb_of(struct up_sql *sql, const struct up_sql_statement *statement, uint32_t words)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < words && i < statement->n && statement->tokens[i].kind == UP_SQL_WORD; i++) {
		if (i)
			up_buf_add_byte(&out, ' ');
		up_str word = up_str_slice(statement->tokens[i].text, 0, VERB_BYTES);
		for (size_t k = 0; k < word.len; k++)
			up_buf_add_byte(&out, word.s[k] >= 'a' && word.s[k] <= 'z' ? (char)(word.s[k] - 'a' + 'A') : word.s[k]);
	}
	return up_arena_take(sql->arena, &out);
}

void up_sql_other(struct up_sql *sql, const struct up_sql_statement *statement, uint32_t words)
{
	if (sql->dialect == UP_DIALECT_NONE && read_own(sql, statement))
		return;
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "other", statement->whole);
	up_operation_set(&operation, "verb", verb_of(sql, statement, words));
	up_operation_state(&operation);
}

/* EXPLAIN ANALYZE runs what it explains; past it. False: what is explained does not run. */
static bool take_explain(struct up_sql_cursor *cursor)
{
	if (!up_sql_take(cursor, "EXPLAIN"))
		return true;
	struct up_sql_cursor options = up_sql_take_brackets(cursor);
	bool runs = up_sql_has(options, "ANALYZE") || up_sql_take(cursor, "ANALYZE");
	up_sql_take(cursor, "VERBOSE");
	return runs;
}

void up_sql_read_statement(struct up_sql *sql, const struct up_sql_statement *statement)
{
	if (!statement->n || up_parse_stopped(sql->p) || (sql->dialect != UP_DIALECT_NONE && read_own(sql, statement)))
		return;
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	if (take_explain(&cursor)) {
		while (up_sql_take_sign(&cursor, '('))
			continue;
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			if (up_sql_take(&cursor, kinds[i].words)) {
				kinds[i].read(sql, statement, cursor);
				return;
			}
	}
	if (statement->tokens[0].kind == UP_SQL_WORD)
		up_sql_other(sql, statement, 1);
}
