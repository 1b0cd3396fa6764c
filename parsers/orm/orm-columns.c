/* What frameworks say of columns in the same way: expressions of defaults, what happens to rows that refer to one that goes. */
#include "orm/orm.h"
#include "schema/volatility.h"

void up_orm_say_default(struct up_operation *operation, up_str expression)
{
	expression = up_str_trim(expression);
	if (!expression.len)
		return;
	up_orm_say_text(operation, "default", expression);
	up_operation_flag(operation, up_volatility_attribute(up_volatility_of(expression)));
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
