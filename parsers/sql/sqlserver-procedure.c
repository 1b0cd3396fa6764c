/* Procedures of SQL Server that change names, or take a lock by name. */
#include "base/buf.h"
#include "sql/sqlserver.h"

enum {
	ARGUMENTS = 4,
};

struct argument {
	up_str name, value;
};

/* @Resource = 'x', 'y': the values in order, with their names where they have some. */
static uint32_t read_arguments(struct up_sql *sql, struct up_sql_cursor cursor, struct argument *ret_arguments)
{
	struct up_sql_cursor item;
	uint32_t n = 0;
	while (n < ARGUMENTS && up_sql_take_item(&cursor, &item)) {
		struct argument argument = { 0 };
		const struct up_sql_token *first = up_sql_next(&item);
		struct up_sql_cursor behind = { item.tokens, item.n, item.i + 1 };
		if (first->kind == UP_SQL_VARIABLE && up_sql_take_sign(&behind, '=')) {
			argument.name = first->text;
			item = behind;
		}
		argument.value = up_sql_take_value(sql, &item);
		ret_arguments[n++] = argument;
	}
	return n;
}

static up_str argument_of(const struct argument *arguments, uint32_t n, const char *name, uint32_t place)
{
	for (uint32_t i = 0; i < n; i++)
		if (up_str_eq_nocase(arguments[i].name, up_str_from(name)))
			return arguments[i].value;
	return place < n && !arguments[place].name.len ? arguments[place].value : UP_STR_NULL;
}

/* A name as SQL Server folds none: without the brackets round its parts. */
static up_str without_brackets(struct up_sql *sql, up_str name)
{
	if (up_str_find_byte(name, '[', 0) == SIZE_MAX)
		return up_sql_lower(sql, name);
	struct up_buf out = { 0 };
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] != '[' && name.s[i] != ']')
			up_buf_add_byte(&out, up_lower(name.s[i]));
	return up_arena_take(sql->arena, &out);
}

/* sp_rename 'dbo.t.c', 'new', 'COLUMN' */
static void read_rename(struct up_sql *sql, const struct up_sql_statement *statement, const struct argument *arguments, uint32_t n)
{
	struct up_operation operation;
	up_str name = without_brackets(sql, argument_of(arguments, n, "@objname", 0));
	up_str kind = argument_of(arguments, n, "@objtype", 2);
	bool is_column = up_str_eq_nocase(kind, UP_STR("COLUMN")), is_index = up_str_eq_nocase(kind, UP_STR("INDEX"));
	size_t dot = name.len, dots = 0;
	for (size_t i = 0; i < name.len; i++)
		dots += name.s[i] == '.';
	is_column = is_column || (!kind.len && dots == 2); /* schema.table.column */
	while (dot > 0 && name.s[dot - 1] != '.')
		dot--;
	up_str last = up_str_slice(name, dot, name.len), before = up_str_slice(name, 0, dot ? dot - 1 : 0);
	/* An object may be a table, a constraint, a procedure: a constraint says so by its name. */
	bool is_other = !is_column && !is_index &&
			(up_str_starts(last, UP_STR("pk_")) || up_str_starts(last, UP_STR("fk_")) || up_str_starts(last, UP_STR("df_")) ||
			 up_str_starts(last, UP_STR("ck_")) || up_str_starts(last, UP_STR("uq_")) ||
			 up_str_eq_nocase(kind, UP_STR("USERDATATYPE")));
	up_sql_begin(&operation, sql, statement,
		     is_column  ? "rename-column"
		     : is_index ? "rename-index"
		     : is_other ? "rename-constraint"
				: "rename-table",
		     statement->whole);
	if (is_column || is_index) {
		up_operation_set(&operation, "table", before);
		up_operation_set(&operation, is_column ? "column" : "index", last);
	} else {
		up_operation_set(&operation, is_other ? "constraint" : "table", name);
	}
	up_operation_set(&operation, "new", up_sql_lower(sql, argument_of(arguments, n, "@newname", 1)));
	up_operation_state(&operation);
}

bool up_sql_sqlserver_procedure(struct up_sql *sql, const struct up_sql_statement *statement)
{
	struct up_sql_cursor cursor = up_sql_cursor(statement);
	struct up_operation operation;
	struct argument arguments[ARGUMENTS];
	if (!up_sql_take_any(&cursor, "EXEC EXECUTE") && !up_sql_is_any(&cursor, "SP_RENAME"))
		return false;
	struct up_sql_cursor behind = { cursor.tokens, cursor.n, cursor.i + 1 };
	bool is_kept = up_sql_next(&cursor)->kind == UP_SQL_VARIABLE && up_sql_take_sign(&behind, '=');
	if (is_kept)
		cursor = behind;
	up_str name = up_sql_lower(sql, up_sql_take_name(sql, &cursor));
	uint32_t n = read_arguments(sql, cursor, arguments);
	bool is_unlock = up_str_ends(name, UP_STR("sp_releaseapplock"));
	if (up_str_ends(name, UP_STR("sp_rename"))) {
		read_rename(sql, statement, arguments, n);
	} else if (is_unlock || up_str_ends(name, UP_STR("sp_getapplock"))) {
		up_sql_begin(&operation, sql, statement, is_unlock ? "advisory-unlock" : "advisory-lock", statement->whole);
		if (is_kept && !is_unlock)
			up_operation_flag(&operation, "try"); /* somebody looks at what it returns */
		if (up_str_eq_nocase(argument_of(arguments, n, "@LockOwner", 2), UP_STR("Session")))
			up_operation_flag(&operation, "session");
		up_operation_state(&operation);
	} else if (name.len) {
		up_sql_state_plain(sql, statement, "call", "name", name);
		up_sql_run_routine(sql, name);
	} else {
		return false;
	}
	return true;
}
