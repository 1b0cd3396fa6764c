/* Options of the dialects: words with a value, with or without a sign of equality between: `ENGINE = InnoDB`, `ONLINE = ON`, `PARALLEL 4`. */
#pragma once

#include "sql/sql.h"

/* The words, and the value behind them, which is empty where none comes. False: the words do not come next. */
bool up_sql_take_option(struct up_sql *sql, struct up_sql_cursor *cursor, const char *words, up_str *ret_value);
/* The same, said of an operation: the value in lower case. */
bool up_sql_say_option(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor, const char *words,
		       const char *attribute);
/* The words alone, said as a bare attribute. */
bool up_sql_say_flag(struct up_operation *operation, struct up_sql_cursor *cursor, const char *words, const char *attribute);
up_str up_sql_lower(struct up_sql *sql, up_str text);
/* A statement that is a name of an operation and nothing else, of a table or none. */
void up_sql_state_plain(struct up_sql *sql, const struct up_sql_statement *statement, const char *name, const char *attribute,
			up_str value);
