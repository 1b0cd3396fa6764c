/* What is done to a table and changes neither its columns nor, but for TRUNCATE, its rows. */
#include "sql/statement.h"

void up_sql_truncate(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	up_sql_take(&cursor, "TABLE");
	if (up_sql_at_end(&cursor))
		up_sql_other(sql, statement, 1);
	bool is_cascade = up_sql_has(cursor, "CASCADE");
	struct up_sql_cursor rest = cursor, item;
	bool is_only_one = up_sql_take_item(&rest, &item) && up_sql_at_end(&rest);
	while (up_sql_take_item(&cursor, &item) && !up_parse_stopped(sql->p)) {
		struct up_operation operation;
		up_sql_begin(&operation, sql, statement, "truncate", is_only_one ? statement->whole : up_sql_span(&item, item.i, item.n));
		up_sql_say_conditions(&operation, &item);
		if (!up_sql_say_name(sql, &operation, "table", &item))
			continue;
		if (is_cascade)
			up_operation_flag(&operation, "cascade");
		up_operation_state(&operation);
	}
}

/* One operation for each table; of all where none is named. */
static void say_tables(struct up_sql *sql, const struct up_sql_statement *statement, const char *name, const char *flag,
		       struct up_sql_cursor cursor)
{
	struct up_sql_cursor item, rest = cursor;
	bool is_only_one = !up_sql_take_item(&rest, &item) || up_sql_at_end(&rest);
	bool is_more = true;
	for (bool is_first = true; is_more && !up_parse_stopped(sql->p); is_first = false) {
		struct up_operation operation;
		is_more = up_sql_take_item(&cursor, &item);
		if (!is_more && !is_first)
			break;
		up_sql_begin(&operation, sql, statement, name, is_only_one ? statement->whole : up_sql_span(&item, item.i, item.n));
		if (flag)
			up_operation_flag(&operation, flag);
		if (is_more)
			up_sql_say_name(sql, &operation, "table", &item);
		else
			up_operation_flag(&operation, "all");
		up_operation_state(&operation);
	}
}

void up_sql_vacuum(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	bool is_full = up_sql_is_on(up_sql_take_brackets(&cursor), "FULL");
	for (;; cursor.i++)
		if (up_sql_is(&cursor, "FULL"))
			is_full = true;
		else if (!up_sql_is_any(&cursor, "FREEZE VERBOSE ANALYZE ANALYSE"))
			break;
	say_tables(sql, statement, "vacuum", is_full ? "full" : NULL, cursor);
}

void up_sql_analyze(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	up_sql_take_brackets(&cursor);
	up_sql_take(&cursor, "VERBOSE");
	up_sql_take_any(&cursor, "LOCAL NO_WRITE_TO_BINLOG TABLE"); /* MySQL */
	up_sql_take(&cursor, "TABLE");
	say_tables(sql, statement, "analyze-table", NULL, cursor);
}

/* CLUSTER t USING i; before 8.3 CLUSTER i ON t; all that were clustered before. REPACK is PostgreSQL 19's word for it and for VACUUM FULL. */
static void cluster(struct up_sql *sql, const struct up_sql_statement *statement, const char *form, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "cluster", statement->whole);
	if (form)
		up_operation_set(&operation, "form", up_str_from(form));
	if (up_sql_is_on(up_sql_take_brackets(&cursor), "CONCURRENTLY"))
		up_operation_flag(&operation, "concurrently");
	up_sql_take(&cursor, "VERBOSE");
	up_str first = up_sql_take_name(sql, &cursor);
	if (up_sql_take(&cursor, "ON")) {
		up_operation_set(&operation, "index", first);
		up_sql_say_name(sql, &operation, "table", &cursor);
	} else {
		up_operation_set(&operation, "table", first);
		if (!first.len)
			up_operation_flag(&operation, "all");
		if (up_sql_take(&cursor, "USING INDEX") || up_sql_take(&cursor, "USING"))
			up_sql_say_name(sql, &operation, "index", &cursor);
	}
	up_operation_state(&operation);
}

void up_sql_cluster(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	cluster(sql, statement, NULL, cursor);
}

void up_sql_repack(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	cluster(sql, statement, "repack", cursor);
}

void up_sql_refresh(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "refresh-materialized-view", statement->whole);
	if (up_sql_take(&cursor, "CONCURRENTLY"))
		up_operation_flag(&operation, "concurrently");
	up_sql_say_name(sql, &operation, "table", &cursor);
	if (up_sql_take(&cursor, "WITH NO DATA"))
		up_operation_set(&operation, "form", UP_STR("no-data"));
	up_operation_state(&operation);
}

/* The mode as PostgreSQL calls it, up to the word MODE: SHARE ROW EXCLUSIVE. */
static up_str take_mode(struct up_sql *sql, struct up_sql_cursor *cursor)
{
	struct up_buf out = { 0 };
	if (up_sql_seek(cursor, "IN"))
		while (up_sql_next(cursor)->kind == UP_SQL_WORD && !up_sql_is(cursor, "MODE") && out.len < 64) {
			if (out.len)
				up_buf_add_byte(&out, ' ');
			up_str word = up_sql_next(cursor)->text;
			for (size_t i = 0; i < word.len; i++)
				up_buf_add_byte(&out, word.s[i] >= 'a' && word.s[i] <= 'z' ? (char)(word.s[i] - 'a' + 'A') : word.s[i]);
			cursor->i++;
		}
	return up_arena_take(sql->arena, &out);
}

void up_sql_lock(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	if (up_sql_is_any(&cursor, "TABLES INSTANCE") || up_sql_at_end(&cursor)) {
		up_sql_other(sql, statement, 2); /* MySQL's, or broken */
		return;
	}
	up_sql_take(&cursor, "TABLE");
	struct up_sql_cursor behind = cursor, rest = cursor, item;
	up_str mode = take_mode(sql, &behind);
	bool is_nowait = up_sql_has(cursor, "NOWAIT"), is_only_one = up_sql_take_item(&rest, &item) && up_sql_at_end(&rest);
	while (up_sql_take_item(&cursor, &item) && !up_parse_stopped(sql->p)) {
		struct up_operation operation;
		up_sql_begin(&operation, sql, statement, "lock-table", is_only_one ? statement->whole : up_sql_span(&item, item.i, item.n));
		up_sql_say_conditions(&operation, &item);
		if (!up_sql_say_name(sql, &operation, "table", &item))
			continue;
		up_operation_set(&operation, "mode", mode.len ? mode : UP_STR("ACCESS EXCLUSIVE"));
		if (is_nowait)
			up_operation_flag(&operation, "nowait");
		up_operation_state(&operation);
	}
}

/* `t.c`: the table and the column. */
static void say_column(struct up_operation *operation, up_str name)
{
	size_t dot = SIZE_MAX;
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] == '.')
			dot = i;
	if (dot != SIZE_MAX)
		up_operation_set(operation, "table", up_str_slice(name, 0, dot));
	up_operation_set(operation, "column", dot == SIZE_MAX ? name : up_str_slice(name, dot + 1, name.len));
}

void up_sql_comment(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	static const struct {
		const char *words, *object, *attribute;
	} objects[] = {
		{ "TABLE", "table", "table" },
		{ "COLUMN", "column", NULL },
		{ "MATERIALIZED VIEW", "materialized-view", "table" },
		{ "FOREIGN TABLE", "foreign-table", "table" },
		{ "VIEW", "view", "table" },
		{ "INDEX", "index", "index" },
		{ "CONSTRAINT", "constraint", "constraint" },
		{ "TRIGGER", "trigger", "trigger" },
		{ "POLICY", "policy", "name" },
		{ "RULE", "rule", "name" },
		{ "TYPE", "type", "type" },
		{ "DOMAIN", "domain", "domain" },
		{ "EXTENSION", "extension", "extension" },
		{ "SCHEMA", "schema", "schema" },
	};
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "comment", statement->whole);
	if (!up_sql_take(&cursor, "ON")) {
		up_sql_other(sql, statement, 1);
		return;
	}
	size_t i = 0, n = sizeof objects / sizeof *objects;
	while (i < n && !up_sql_take(&cursor, objects[i].words))
		i++;
	up_operation_set(&operation, "object", i < n ? up_str_from(objects[i].object) : up_sql_take_name(sql, &cursor));
	up_str name = up_sql_take_name(sql, &cursor);
	if (i < n && objects[i].attribute)
		up_operation_set(&operation, objects[i].attribute, name);
	else if (i < n)
		say_column(&operation, name);
	else
		up_operation_set(&operation, "name", name);
	if (up_sql_take(&cursor, "ON") && !up_sql_take(&cursor, "DOMAIN"))
		up_sql_say_name(sql, &operation, "table", &cursor);
	up_operation_state(&operation);
}

static void grant(struct up_sql *sql, const struct up_sql_statement *statement, const char *name, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, name, statement->whole);
	if (up_sql_seek(&cursor, "ON")) {
		bool is_all = up_sql_take(&cursor, "ALL");
		bool is_other = !is_all &&
				up_sql_is_any(&cursor,
					      "SCHEMA SEQUENCE DATABASE FUNCTION PROCEDURE ROUTINE TYPE DOMAIN LANGUAGE TABLESPACE "
					      "FOREIGN LARGE PARAMETER");
		if (is_all)
			up_operation_flag(&operation, "all");
		if (is_other)
			up_operation_set(&operation, "object", up_sql_take_name(sql, &cursor));
		if (!is_all) {
			up_sql_take(&cursor, "TABLE");
			up_sql_say_name(sql, &operation, is_other ? "name" : "table", &cursor);
		}
	}
	up_operation_state(&operation);
}

void up_sql_grant(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	grant(sql, statement, "grant", cursor);
}

void up_sql_revoke(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	grant(sql, statement, "revoke", cursor);
}
