/* Options of the dialects. */
#include "sql/option.h"

#include "base/buf.h"

bool up_sql_take_option(struct up_sql *sql, struct up_sql_cursor *cursor, const char *words, up_str *ret_value)
{
	if (!up_sql_take(cursor, words))
		return false;
	up_sql_take_sign(cursor, '=');
	*ret_value = up_sql_take_value(sql, cursor);
	return true;
}

up_str up_sql_lower(struct up_sql *sql, up_str text)
{
	bool is_lower = true;
	for (size_t i = 0; i < text.len && is_lower; i++)
		is_lower = text.s[i] == up_lower(text.s[i]);
	if (is_lower)
		return text;
	struct up_buf out = { 0 };
	for (size_t i = 0; i < text.len; i++)
		up_buf_add_byte(&out, up_lower(text.s[i]));
	return up_arena_take(sql->arena, &out);
}

bool up_sql_say_option(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor, const char *words,
		       const char *attribute)
{
	up_str value;
	if (!up_sql_take_option(sql, cursor, words, &value))
		return false;
	up_operation_set(operation, attribute, up_sql_lower(sql, value));
	return true;
}

bool up_sql_say_flag(struct up_operation *operation, struct up_sql_cursor *cursor, const char *words, const char *attribute)
{
	if (!up_sql_take(cursor, words))
		return false;
	up_operation_flag(operation, attribute);
	return true;
}

void up_sql_state_plain(struct up_sql *sql, const struct up_sql_statement *statement, const char *name, const char *attribute, up_str value)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, name, statement->whole);
	if (attribute)
		up_operation_set(&operation, attribute, value);
	up_operation_state(&operation);
}
