/* Names that a statement says twice where they may stand once, and names that are longer than PostgreSQL keeps. Of names that could not be told nothing is
 * said. */
#include "sql/sql.h"

enum {
	NAME_BYTES = 63,      /* what PostgreSQL keeps of a name */
	FAULT_NAMES = 256,    /* names of one list that are compared */
	FAULT_TOKENS = 20000, /* of one statement that are looked at */
};

/* What one list names so far. */
struct listed {
	up_str names[FAULT_NAMES];
	bool is_part[FAULT_NAMES]; /* a.x, a[1]: several may stand beside each other, but none beside a */
	uint32_t n;
	up_str twice;
};

static bool is_name(const struct up_sql_token *token)
{
	return token->kind == UP_SQL_WORD || token->kind == UP_SQL_NAME;
}

static void skip_name(struct up_sql_cursor *cursor)
{
	while (is_name(up_sql_next(cursor))) {
		cursor->i++;
		if (!up_sql_take_sign(cursor, '.'))
			return;
	}
}

static up_str cut(up_str name)
{
	return up_str_slice(name, 0, name.len < NAME_BYTES ? name.len : NAME_BYTES);
}

/* As the server keeps it: cut, and in small letters where it has no quotes. */
static up_str kept(const struct up_sql *sql, const struct up_sql_token *token)
{
	up_str name = cut(token->text);
	if (token->kind == UP_SQL_NAME)
		return name;
	char *small = up_arena_alloc(sql->arena, name.len + 1);
	for (size_t i = 0; i < name.len; i++)
		small[i] = up_lower(name.s[i]);
	small[name.len] = 0;
	return (up_str){ small, name.len };
}

static void add(struct listed *listed, up_str name, bool is_part)
{
	if (!name.len || listed->twice.len || listed->n == FAULT_NAMES)
		return;
	for (uint32_t i = 0; i < listed->n; i++)
		if (up_str_eq(listed->names[i], name) && !(is_part && listed->is_part[i])) {
			listed->twice = name;
			return;
		}
	listed->names[listed->n] = name;
	listed->is_part[listed->n++] = is_part;
}

/* What is given a value: a, a.x, a[1]. */
static void add_target(const struct up_sql *sql, struct listed *listed, struct up_sql_cursor item)
{
	const struct up_sql_token *first = up_sql_next(&item);
	if (!is_name(first))
		return;
	item.i++;
	add(listed, kept(sql, first), up_sql_is_sign(&item, '.') || up_sql_is_sign(&item, '['));
}

static void add_targets(const struct up_sql *sql, struct listed *listed, struct up_sql_cursor list)
{
	struct up_sql_cursor item;
	while (listed->n < FAULT_NAMES && up_sql_take_item(&list, &item))
		add_target(sql, listed, item);
}

/* SET a = 1, (b, c) = (2, 3), behind the word. */
static up_str twice_set(const struct up_sql *sql, struct up_sql_cursor cursor)
{
	struct listed listed = { .n = 0 };
	struct up_sql_cursor item, end = cursor;
	while (!up_sql_at_end(&end) && !up_sql_is_any(&end, "FROM WHERE RETURNING ORDER LIMIT WHEN"))
		up_sql_skip(&end);
	cursor.n = end.i;
	while (up_sql_take_item(&cursor, &item)) {
		if (up_sql_is_sign(&item, '('))
			add_targets(sql, &listed, up_sql_take_brackets(&item));
		else
			add_target(sql, &listed, item);
	}
	return listed.twice;
}

/* Columns of a list in brackets, which is one only if these words come behind it. */
static up_str twice_listed(const struct up_sql *sql, struct up_sql_cursor *cursor, const char *behind)
{
	struct listed listed = { .n = 0 };
	struct up_sql_cursor inner = up_sql_take_brackets(cursor);
	if (up_sql_is_any(cursor, behind))
		add_targets(sql, &listed, inner);
	return listed.twice;
}

/* UPDATE, INSERT, MERGE, ON CONFLICT DO UPDATE. */
static up_str twice_written(const struct up_sql *sql, struct up_sql_cursor cursor)
{
	up_str twice = { 0 };
	bool is_update = false;
	while (!twice.len && !up_sql_at_end(&cursor)) {
		if (up_sql_take(&cursor, "UPDATE")) {
			is_update = true;
		} else if (up_sql_take(&cursor, "SET")) {
			twice = is_update ? twice_set(sql, cursor) : twice;
			is_update = false;
		} else if (up_sql_take(&cursor, "INSERT")) {
			if (up_sql_take(&cursor, "INTO"))
				skip_name(&cursor);
			twice = twice_listed(sql, &cursor, "VALUES SELECT DEFAULT OVERRIDING WITH TABLE");
		} else {
			up_sql_skip(&cursor);
		}
	}
	return twice;
}

static up_str twice_in_table(const struct up_sql *sql, struct up_sql_cursor columns)
{
	struct listed listed = { .n = 0 };
	struct up_sql_cursor item;
	while (listed.n < FAULT_NAMES && up_sql_take_item(&columns, &item)) {
		/* KEY x (a) is an index of MySQL; a column has a type behind its name, and is a constraint of no other kind. */
		const struct up_sql_token *first = up_sql_next(&item);
		bool is_column = is_name(first) && item.i + 1 < item.n && is_name(&item.tokens[item.i + 1]) &&
				 !up_sql_constraint_kind(item) && !up_sql_is_any(&item, "LIKE KEY INDEX FULLTEXT SPATIAL PERIOD");
		if (is_column)
			add(&listed, kept(sql, first), false);
	}
	return listed.twice;
}

/* What the column of a query is called where that is beyond doubt: x AS a, x a, t.a, f(…), 1. */
static up_str column_name(const struct up_sql *sql, struct up_sql_cursor item)
{
	const struct up_sql_token *first = up_sql_next(&item), *last = &item.tokens[item.n - 1];
	if (item.n - item.i == 1) {
		bool is_constant = first->kind == UP_SQL_NUMBER || first->kind == UP_SQL_TEXT;
		return is_constant ? UP_STR("?column?") : is_name(first) ? kept(sql, first) : UP_STR("");
	}
	const struct up_sql_token *before = last - 1;
	bool is_path = before->kind == UP_SQL_SIGN && up_str_eq(before->text, UP_STR("."));
	bool is_named = before->kind == UP_SQL_NUMBER || before->kind == UP_SQL_TEXT || before->kind == UP_SQL_CLOSE ||
			before->kind == UP_SQL_NAME || up_sql_token_is(before, "AS") || (item.n - item.i == 3 && is_path) ||
			(item.n - item.i == 2 && before->kind == UP_SQL_WORD);
	bool is_word_of_sql = up_sql_token_is(last, "END") || up_sql_token_is(first, "NOT");
	return is_name(last) && is_named && !is_word_of_sql ? kept(sql, last) : UP_STR("");
}

/* SELECT a, b up to FROM, behind the word. */
static up_str twice_selected(const struct up_sql *sql, struct up_sql_cursor cursor)
{
	struct listed listed = { .n = 0 };
	struct up_sql_cursor item, end = cursor;
	if (up_sql_is_any(&cursor, "DISTINCT ALL"))
		return UP_STR("");
	while (!up_sql_at_end(&end) && !up_sql_is_any(&end, "INTO FROM WHERE GROUP HAVING WINDOW UNION INTERSECT EXCEPT ORDER LIMIT WITH"))
		up_sql_skip(&end);
	cursor.n = end.i;
	while (listed.n < FAULT_NAMES && up_sql_take_item(&cursor, &item))
		if (item.n > item.i)
			add(&listed, column_name(sql, item), false);
	return listed.twice;
}

static up_str twice_created(const struct up_sql *sql, struct up_sql_cursor cursor)
{
	up_sql_take(&cursor, "OR REPLACE");
	up_sql_take_any(&cursor, "TEMP TEMPORARY UNLOGGED FOREIGN");
	bool is_view = up_sql_take(&cursor, "VIEW");
	if (!is_view && !up_sql_take(&cursor, "TABLE"))
		return UP_STR("");
	up_sql_take(&cursor, "IF NOT EXISTS");
	skip_name(&cursor);
	if (!is_view)
		return up_sql_is_sign(&cursor, '(') ? twice_in_table(sql, up_sql_take_brackets(&cursor)) : UP_STR("");
	if (up_sql_is_sign(&cursor, '('))
		return twice_listed(sql, &cursor, "AS WITH");
	return up_sql_take(&cursor, "AS SELECT") ? twice_selected(sql, cursor) : UP_STR("");
}

static up_str twice_said(const struct up_sql *sql, struct up_sql_cursor cursor)
{
	if (up_sql_is_any(&cursor, "UPDATE INSERT MERGE"))
		return twice_written(sql, cursor);
	if (up_sql_take(&cursor, "CREATE"))
		return twice_created(sql, cursor);
	return up_sql_take(&cursor, "SELECT") ? twice_selected(sql, cursor) : UP_STR("");
}

static up_str too_long(const struct up_sql_cursor *cursor)
{
	for (uint32_t i = cursor->i; i < cursor->n; i++)
		if (is_name(&cursor->tokens[i]) && cursor->tokens[i].text.len > NAME_BYTES)
			return cursor->tokens[i].text;
	return UP_STR("");
}

/* The first token that begins at `start` or behind it. */
static uint32_t token_at(const struct up_sql_statement *statement, uint32_t start)
{
	uint32_t low = 0, high = statement->n;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (statement->tokens[middle].at.start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void up_sql_say_name_faults(const struct up_sql *sql, struct up_operation *operation, const struct up_sql_statement *statement)
{
	uint32_t first = token_at(statement, operation->at.start), end = token_at(statement, operation->at.end);
	if (first >= end || end - first > FAULT_TOKENS)
		return;
	struct up_sql_cursor cursor = { statement->tokens, end, first };
	bool is_row_statement = up_sql_is_any(&cursor, "UPDATE INSERT MERGE DELETE SELECT COPY COMMENT");
	if (!is_row_statement)
		up_operation_set(operation, "long-name", too_long(&cursor));
	bool makes_nothing = up_str_eq(up_str_from(operation->name), UP_STR("select"));
	if (!makes_nothing)
		up_operation_set(operation, "duplicate-column", twice_said(sql, cursor));
}
