/* SET of MySQL and MariaDB: several variables at once, of the session or of the whole server. */
#include "sql/mysql.h"

/* What stands before the name of a variable: GLOBAL, @@session. …; true where it says that it is of the whole server. */
static bool take_range(struct up_sql_cursor *item, bool *ret_is_user)
{
	bool is_global = up_sql_take_any(item, "GLOBAL PERSIST PERSIST_ONLY");
	up_sql_take_any(item, "SESSION LOCAL");
	const struct up_sql_token *next = up_sql_next(item);
	*ret_is_user = next->kind == UP_SQL_VARIABLE && !up_str_starts(next->text, UP_STR("@@"));
	return is_global || (next->kind == UP_SQL_VARIABLE && (up_str_starts_nocase(next->text, UP_STR("@@global")) ||
							       up_str_starts_nocase(next->text, UP_STR("@@persist"))));
}

/* lock_wait_timeout of @@session.lock_wait_timeout. */
static up_str bare_name(struct up_sql *sql, up_str name)
{
	for (size_t i = name.len; i > 0; i--)
		if (name.s[i - 1] == '.' || name.s[i - 1] == '@')
			return up_sql_lower(sql, up_str_slice(name, i, name.len));
	return up_sql_lower(sql, name);
}

static void read_item(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor item)
{
	struct up_operation operation;
	bool is_user;
	uint32_t first = item.i;
	bool is_global = take_range(&item, &is_user);
	if (is_user)
		return; /* @x is of the session, and changes nothing */
	up_sql_begin(&operation, sql, statement, "set", up_sql_span(&item, first, item.n));
	up_operation_set(&operation, "name", bare_name(sql, up_sql_take_name(sql, &item)));
	if (!up_sql_take_sign(&item, '=') && up_str_eq(up_sql_next(&item)->text, UP_STR(":=")))
		item.i++;
	struct up_sql_cursor value = item;
	up_str text = up_sql_take_value(sql, &value);
	up_operation_set(&operation, "value", up_sql_at_end(&value) ? text : up_sql_text(sql, &item, item.i, item.n));
	if (!text.len && !up_sql_at_end(&item))
		up_operation_set(&operation, "value", UP_STR("''"));
	if (is_global)
		up_operation_flag(&operation, "global");
	up_operation_state(&operation);
}

bool up_sql_mysql_set(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement), item;
	if (!up_sql_take(&cursor, "SET") || up_sql_is_any(&cursor, "TRANSACTION ROLE PASSWORD NAMES CHARACTER RESOURCE DEFAULT") ||
	    up_sql_is(&cursor, "SESSION TRANSACTION") || up_sql_is(&cursor, "GLOBAL TRANSACTION"))
		return false;
	bool is_for_statement = up_sql_take(&cursor, "STATEMENT"); /* MariaDB: SET STATEMENT lock_wait_timeout = 5 FOR ALTER TABLE … */
	struct up_sql_cursor rest = cursor;
	if (is_for_statement && up_sql_seek(&rest, "FOR"))
		cursor.n = rest.i - 1;
	while (up_sql_take_item(&cursor, &item))
		read_item(sql, statement, item);
	if (is_for_statement && rest.i < rest.n && !up_sql_is(&rest, "SET")) {
		struct up_sql_token *tokens = up_arena_alloc(sql->arena, (rest.n - rest.i) * sizeof *tokens);
		for (uint32_t i = rest.i; i < rest.n; i++) {
			tokens[i - rest.i] = rest.tokens[i];
			if (tokens[i - rest.i].close)
				tokens[i - rest.i].close -= rest.i;
		}
		const struct up_sql_statement inner = { tokens, rest.n - rest.i, { rest.tokens[rest.i].at.start, statement->whole.end } };
		up_sql_read_statement(sql, &inner);
	}
	return true;
}
