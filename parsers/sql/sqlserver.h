/* The parts of the reader of SQL Server. */
#pragma once

#include "sql/option.h"

/* sqlserver-alter.c: the member alter_table of the dialect. */
bool up_sql_sqlserver_alter(const struct up_sql_table *table, struct up_sql_cursor clauses);
/* sqlserver-options.c: the options in WITH (…) that matter: ONLINE, WAIT_AT_LOW_PRIORITY, RESUMABLE. The cursor stands at WITH; false: it is none with brackets. */
bool up_sql_sqlserver_read_with(struct up_operation *operation, struct up_sql_cursor *cursor);
/* The member option of the dialect, by place. */
bool up_sql_sqlserver_in_column(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
bool up_sql_sqlserver_in_key(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
bool up_sql_sqlserver_in_table(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* sqlserver-procedure.c: EXEC sp_rename …, sp_getapplock …; false: it is another procedure. */
bool up_sql_sqlserver_procedure(struct up_sql *sql, const struct up_sql_statement *statement);
