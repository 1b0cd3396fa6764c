/* What frameworks say of columns in the same way: expressions of defaults, what happens to rows that refer to one that goes. */
#include "orm/orm.h"

/* What stands before the bracket, or all of it. */
static up_str function_of(up_str expression)
{
	size_t open = up_str_find_byte(expression, '(', 0);
	up_str name = up_str_trim(up_str_slice(expression, 0, open));
	size_t dot = up_str_find_byte(name, '.', 0);
	return dot == SIZE_MAX ? name : up_str_slice(name, dot + 1, name.len);
}

static bool is_listed_nocase(up_str word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq_nocase(word, up_str_from(list[i])))
			return true;
	return false;
}

static bool is_literal(up_str expression)
{
	char first = expression.len ? expression.s[0] : ' ';
	if (up_is_digit(first) || first == '-' || first == '\'')
		return true;
	return up_str_eq_nocase(expression, UP_STR("true")) || up_str_eq_nocase(expression, UP_STR("false")) ||
	       up_str_starts_nocase(expression, UP_STR("array[]")) || up_str_starts_nocase(expression, UP_STR("b'"));
}

void up_orm_say_default(struct up_operation *operation, up_str expression)
{
	/* https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT: the time of the transaction or the statement. */
	static const char *const stable[] = { "now",
					      "current_timestamp",
					      "current_date",
					      "current_time",
					      "localtime",
					      "localtimestamp",
					      "statement_timestamp",
					      "transaction_timestamp",
					      "sysdate",
					      "getdate",
					      "current_user",
					      "utc_timestamp",
					      "curdate",
					      "unix_timestamp",
					      "timezone" };
	static const char *const volatiles[] = {
		"clock_timestamp", "random", "gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v7", "timeofday",
		"nextval",         "uuid",   "newid",           "uuidv4",           "uuidv7",           "gen_random_bytes", "rand",
		"gen_ulid"
	};
	expression = up_str_trim(expression);
	while (expression.len > 1 && expression.s[0] == '(' && expression.s[expression.len - 1] == ')')
		expression = up_str_trim(up_str_slice(expression, 1, expression.len - 1));
	if (!expression.len)
		return;
	up_str name = function_of(expression);
	up_orm_say_text(operation, "default", expression);
	if (up_str_eq_nocase(expression, UP_STR("null")))
		up_operation_flag(operation, "default-null");
	else if (is_literal(expression))
		up_operation_flag(operation, "default-constant");
	else if (is_listed_nocase(name, stable, sizeof stable / sizeof *stable))
		up_operation_flag(operation, "default-stable");
	else if (is_listed_nocase(name, volatiles, sizeof volatiles / sizeof *volatiles))
		up_operation_flag(operation, "default-volatile");
	else
		up_operation_flag(operation, "default-expression");
}

void up_orm_say_on_delete(struct up_operation *operation, const char *name, up_str action)
{
	static const struct {
		const char *written, *action;
	} actions[] = { { "cascade", "cascade" },        { "nullify", "set-null" },    { "set null", "set-null" },
			{ "set_null", "set-null" },      { "SET NULL", "set-null" },   { "CASCADE", "cascade" },
			{ "restrict", "restrict" },      { "RESTRICT", "restrict" },   { "NO ACTION", "no-action" },
			{ "no_action", "no-action" },    { "no action", "no-action" }, { "SET DEFAULT", "set-default" },
			{ "set default", "set-default" } };
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (up_str_eq(action, up_str_from(actions[i].written)))
			up_operation_set(operation, name, up_str_from(actions[i].action));
}
