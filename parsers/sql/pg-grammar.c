/* PostgreSQL's own grammar as a referee: does a statement parse at all? What was read of it by its words holds all the same; this says where that may be wrong.
 * libpg_query has the grammar of version 15. It takes no file, starts nothing, and frees all that it took; its state belongs to the thread. */
#include <pg_query.h>

#include "sql/sql.h"

enum {
	STATEMENT_BYTES = 64 << 10, /* of a larger one, which is an INSERT of many rows, nothing is asked */
};

/* What later versions have; "A B" is two words behind each other. postgresql.org/docs/18/release.html and those before it. */
static const char *const newer[] = {
	"VIRTUAL",        "NOT ENFORCED",   "WITHOUT OVERLAPS", "PERIOD",           "JSON_TABLE",     "JSON_EXISTS",    "JSON_VALUE",
	"JSON_QUERY",     "JSON_SCALAR",    "JSON_SERIALIZE",   "JSON_OBJECT",      "JSON_ARRAY",     "JSON_OBJECTAGG", "IS JSON",
	"BY SOURCE",      "SET EXPRESSION", "SPLIT PARTITION",  "MERGE PARTITIONS", "MAINTAIN",       "SYSTEM_USER",    "STORAGE",
	"METHOD DEFAULT", "WITH INHERIT",   "WITH SET",         "ADD NOT",          "RETURNING WITH", "ENFORCED",       "MERGE",
};

static bool has_newer(const struct up_sql_statement *statement)
{
	for (uint32_t i = 0; i < statement->n; i++) {
		struct up_sql_cursor cursor = { statement->tokens, statement->n, i };
		if (statement->tokens[i].kind != UP_SQL_WORD)
			continue;
		if (up_sql_take(&cursor, "ADD CONSTRAINT") && up_sql_skip(&cursor) && up_sql_is(&cursor, "NOT NULL"))
			return true;
		cursor.i = i;
		for (size_t k = 0; k < sizeof newer / sizeof *newer; k++)
			if (up_sql_is(&cursor, newer[k]))
				return true;
	}
	return false;
}

/* Variables stand for what nobody knows; nests as deep as this are no statement of a migration. */
static bool can_be_asked(const struct up_sql *sql, const struct up_sql_statement *statement)
{
	uint32_t depth = 0;
	if (sql->dialect != UP_DIALECT_POSTGRESQL || !sql->migration || sql->in_block || sql->is_dynamic ||
	    statement->whole.end - statement->whole.start > STATEMENT_BYTES)
		return false;
	for (uint32_t i = 0; i < statement->n; i++) {
		const struct up_sql_token *token = &statement->tokens[i];
		if (token->kind == UP_SQL_VARIABLE)
			return false;
		depth += token->kind == UP_SQL_OPEN;
		depth -= token->kind == UP_SQL_CLOSE && depth;
		if (depth > up_parse_limits(sql->p)->depth)
			return false;
	}
	return true;
}

void up_sql_check_grammar(const struct up_sql *sql, const struct up_sql_statement *statement)
{
	if (!can_be_asked(sql, statement))
		return;
	up_str written = up_parse_bytes(sql->p, statement->whole);
	if (up_str_find_byte(written, '\0', 0) != SIZE_MAX)
		return;
	struct up_arena_mark mark = up_arena_mark(sql->arena);
	up_str text = up_arena_printf(sql->arena, "%.*s", UP_FMT(written));
	PgQuerySplitResult result = pg_query_split_with_parser(text.s); /* the cheapest that parses: it makes nothing of the tree */
	up_arena_rewind(sql->arena, &mark);
	/* An alias need not be there since version 16. */
	bool is_newer = result.error && (strstr(result.error->message, "must have an alias") || has_newer(statement));
	if (result.error && !is_newer)
		up_note(sql->p, UP_NOTE_SYNTAX, statement->whole.start,
			"the statement is not of PostgreSQL 15's grammar (%s): it was read by its words", result.error->message);
	pg_query_free_split_result(result);
}
