/* The parts of the reader of MySQL and MariaDB. */
#pragma once

#include "sql/option.h"

/* mysql-alter.c: the members alter_table and alter_clause of the dialect. */
bool up_sql_mysql_alter(const struct up_sql_table *table, struct up_sql_cursor clauses);
bool up_sql_mysql_clause(const struct up_sql_table *table, struct up_sql_cursor clause);
/* mysql-partition.c: clauses of ALTER TABLE that are about partitions. `is_continued` is set where the next clause is but another name of a partition. */
const char *up_sql_mysql_partition_kind(struct up_sql_cursor clause);
void up_sql_mysql_read_partition(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *clause);
/* mysql-options.c: the member option of the dialect, by place. */
bool up_sql_mysql_in_column(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
bool up_sql_mysql_in_item(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
bool up_sql_mysql_in_table(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
bool up_sql_mysql_in_index(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* [FULLTEXT | SPATIAL] {INDEX | KEY} [name] [USING x] (columns) and what stands behind, as ALTER TABLE … ADD has it. */
void up_sql_mysql_read_key(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* mysql-session.c: SET. False: it is one that all dialects share. */
bool up_sql_mysql_set(struct up_sql *sql, const struct up_sql_statement *statement);
