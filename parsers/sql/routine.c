/* Procedures that a text makes and then calls: MySQL and Oracle have IF outside of a procedure not at all or in blocks alone, so that migrations make one, call it
 * and drop it. What is in it runs at its first call, and is read there. */
#include "sql/option.h"

struct routine {
	up_str name;
	up_span body;
	bool has_run;
};

struct up_sql_routines {
	struct routine list[UP_LIMIT_SQL_ROUTINES];
	uint32_t n;
};

struct up_sql_routines *up_sql_routines_new(struct up_arena *arena)
{
	return up_arena_alloc_zero(arena, sizeof(struct up_sql_routines));
}

/* Without the schema before it. */
static up_str last_part(up_str name)
{
	for (size_t i = name.len; i > 0; i--)
		if (name.s[i - 1] == '.')
			return up_str_slice(name, i, name.len);
	return name;
}

/* Behind AS in SQL Server, at the first BEGIN in the others: declarations before it say nothing here. */
static bool find_body(const struct up_sql *sql, struct up_sql_cursor *cursor)
{
	if (sql->dialect == UP_DIALECT_SQLSERVER)
		return up_sql_seek(cursor, "AS");
	if (!up_sql_seek(cursor, "BEGIN"))
		return false;
	cursor->i--;
	return true;
}

void up_sql_keep_routine(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_sql_routines *routines = sql->routines;
	if (!routines || !up_sql_take_any(&cursor, "CREATE ALTER"))
		return;
	while (!up_sql_at_end(&cursor) && cursor.i < 12 && !up_sql_is_any(&cursor, "PROCEDURE PROC"))
		cursor.i++; /* OR REPLACE, DEFINER = a@b */
	if (!up_sql_take_any(&cursor, "PROCEDURE PROC"))
		return;
	up_sql_take(&cursor, "IF NOT EXISTS");
	up_str name = last_part(up_sql_lower(sql, up_sql_take_name(sql, &cursor)));
	if (!name.len || !find_body(sql, &cursor) || up_sql_at_end(&cursor))
		return;
	if (routines->n == UP_LIMIT_SQL_ROUTINES) {
		up_note(sql->p, UP_NOTE_LIMIT, statement->whole.start,
			"more than %d procedures: what this one does when it is called was not looked at", UP_LIMIT_SQL_ROUTINES);
		return;
	}
	routines->list[routines->n++] = (struct routine){ .name = name,
							  .body = { cursor.tokens[cursor.i].at.start, statement->whole.end } };
}

bool up_sql_run_routine(struct up_sql *sql, up_str name)
{
	struct up_sql_routines *routines = sql->routines;
	name = last_part(up_sql_lower(sql, name));
	for (uint32_t i = routines ? routines->n : 0; i > 0; i--) { /* the last one of the name */
		struct routine *routine = &routines->list[i - 1];
		if (!up_str_eq(routine->name, name))
			continue;
		if (!routine->has_run) {
			struct up_sql inner = *sql;
			routine->has_run = true;
			inner.in_block = true;
			inner.depth++;
			up_sql_run_range(&inner, routine->body);
		}
		return true;
	}
	return false;
}
