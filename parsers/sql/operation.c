/* Operations of SQL: what the text says of every statement in it. */
#include "sql/sql.h"

enum {
	WHOLE_BYTES =
		4096, /* of a longer statement each operation shows its clause alone: thousands of clauses would show the whole thousands of times */
};

void up_sql_begin(struct up_operation *operation, const struct up_sql *sql, const struct up_sql_statement *statement, const char *name,
		  up_span at)
{
	up_span whole = statement->whole.end - statement->whole.start > WHOLE_BYTES ? at : statement->whole;
	up_operation_begin(operation, sql->p, sql->migration, name, at, whole);
	if (sql->dialect != UP_DIALECT_NONE)
		operation->dialect = sql->dialect;
	operation->flags = sql->flags;
	if (sql->is_dynamic)
		up_operation_flag(operation, "dynamic");
	if (sql->in_block)
		up_operation_flag(operation, "in-block");
	if (sql->is_asked)
		up_operation_flag(operation, "asked");
	up_sql_say_name_faults(sql, operation, statement);
}

void up_sql_begin_clause(struct up_operation *operation, const struct up_sql_table *table, const char *name,
			 const struct up_sql_cursor *clause)
{
	up_sql_begin(operation, table->sql, table->statement, name, up_sql_span(clause, clause->i, clause->n));
	up_operation_set(operation, "table", table->name);
	if (table->is_only)
		up_operation_flag(operation, "only");
	if (table->is_if_exists)
		up_operation_flag(operation, "if-exists");
}
