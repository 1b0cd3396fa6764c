/* What a statement does to a schema. */
#include "sql/sql.h"

void up_sql_read_statement(struct up_sql *sql, const struct up_sql_statement *statement)
{
	(void)sql;
	(void)statement;
}
