/* The parts of the reader of Oracle. */
#pragma once

#include "sql/option.h"

/* oracle-alter.c: the member alter_table of the dialect. */
bool up_sql_oracle_alter(const struct up_sql_table *table, struct up_sql_cursor clauses);
/* oracle-options.c: what can stand behind a constraint, in a column or of a table: ENABLE NOVALIDATE, USING INDEX (…). */
bool up_sql_oracle_in_constraint(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* Behind a table or an index, and behind what is done to one: ONLINE, PARALLEL 4, NOLOGGING, UPDATE INDEXES. */
bool up_sql_oracle_in_segment(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* The rest of a clause by these; what is not known is passed over. */
void up_sql_oracle_read_rest(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
