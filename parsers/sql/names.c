/* Names, lists of names and plain values, as operations have them. */
#include "sql/sql.h"

enum {
	NAME_PARTS = 4, /* server.database.schema.table */
};

static bool is_name(const struct up_sql_token *token)
{
	return token->kind == UP_SQL_WORD || token->kind == UP_SQL_NAME || token->kind == UP_SQL_VARIABLE;
}

/* Are names in quotes the same in any case? PostgreSQL and Oracle tell capitals apart there. */
static bool folds_quoted(const struct up_sql *sql)
{
	return sql->dialect == UP_DIALECT_SQLSERVER || sql->dialect == UP_DIALECT_SQLITE || sql->dialect == UP_DIALECT_MYSQL ||
	       sql->dialect == UP_DIALECT_MARIADB;
}

/* The part of a name: what is not in quotes is folded. A variable may touch the rest: {{prefix}}_orders. */
static void add_part(const struct up_sql *sql, struct up_buf *out, struct up_sql_cursor *cursor)
{
	bool folds = folds_quoted(sql);
	uint32_t end;
	do {
		const struct up_sql_token *token = up_sql_next(cursor);
		for (size_t i = 0; i < token->text.len; i++)
			up_buf_add_byte(out, token->kind == UP_SQL_WORD || (folds && token->kind == UP_SQL_NAME)
						     ? up_lower(token->text.s[i])
						     : token->text.s[i]);
		end = token->at.end;
		cursor->i++;
	} while (is_name(up_sql_next(cursor)) && up_sql_next(cursor)->at.start == end);
}

static bool is_plain(const struct up_sql *sql, const struct up_sql_token *token)
{
	if (token->kind != UP_SQL_WORD && (token->kind != UP_SQL_NAME || !folds_quoted(sql)))
		return token->kind == UP_SQL_NAME;
	for (size_t i = 0; i < token->text.len; i++)
		if (token->text.s[i] >= 'A' && token->text.s[i] <= 'Z')
			return false;
	return true;
}

up_str up_sql_take_name(struct up_sql *sql, struct up_sql_cursor *cursor)
{
	const struct up_sql_token *first = up_sql_next(cursor);
	if (!is_name(first))
		return UP_STR_NULL;
	struct up_sql_cursor behind = { cursor->tokens, cursor->n, cursor->i + 1 };
	const struct up_sql_token *second = up_sql_next(&behind);
	if (is_plain(sql, first) && !up_sql_is_sign(&behind, '.') && !(is_name(second) && second->at.start == first->at.end)) {
		cursor->i++;
		return first->text; /* most of them: nothing to build */
	}
	struct up_buf out = { 0 };
	add_part(sql, &out, cursor);
	for (int i = 1; i < NAME_PARTS && up_sql_take_sign(cursor, '.'); i++) {
		up_buf_add_byte(&out, '.');
		if (is_name(up_sql_next(cursor)))
			add_part(sql, &out, cursor);
	}
	return up_arena_take(sql->arena, &out);
}

/* One entry of a list of columns: its name, or the expression as written. What stands behind it (DESC, an operator class, a length) is passed over. */
static void add_column(struct up_sql *sql, struct up_buf *out, struct up_sql_cursor item)
{
	uint32_t first = item.i;
	if (is_name(up_sql_next(&item))) {
		up_str name = up_sql_take_name(sql, &item);
		struct up_sql_cursor behind = item;
		bool is_length = up_sql_is_sign(&item, '(') && up_sql_take_brackets(&behind).n == item.i + 2 &&
				 item.tokens[item.i + 1].kind == UP_SQL_NUMBER; /* MySQL: the first bytes of the column */
		if (!up_sql_is_sign(&item, '(') || is_length) {
			up_buf_add(out, name);
			return;
		}
	}
	if (up_sql_is_sign(&item, '('))
		up_sql_skip(&item);
	up_buf_add(out, up_sql_text(sql, &item, first, item.i > first ? item.i : item.n));
}

up_str up_sql_take_columns(struct up_sql *sql, struct up_sql_cursor *cursor)
{
	struct up_sql_cursor inner = up_sql_take_brackets(cursor), item;
	struct up_buf out = { 0 };
	while (out.len < UP_OPERATION_VALUE_BYTES && up_sql_take_item(&inner, &item)) {
		if (out.len)
			up_buf_add_byte(&out, ',');
		add_column(sql, &out, item);
	}
	return up_arena_take(sql->arena, &out);
}

up_str up_sql_take_value(struct up_sql *sql, struct up_sql_cursor *cursor)
{
	const struct up_sql_token *next = up_sql_next(cursor);
	uint32_t first = cursor->i;
	if (!up_sql_skip(cursor))
		return UP_STR_NULL;
	if (next->kind == UP_SQL_TEXT || next->kind == UP_SQL_NAME)
		return next->text;
	if ((next->kind == UP_SQL_SIGN) && !up_sql_at_end(cursor) && up_sql_next(cursor)->kind == UP_SQL_NUMBER)
		cursor->i++; /* -1 */
	return up_sql_text(sql, cursor, first, cursor->i);
}
