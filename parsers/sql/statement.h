/* Kinds of statements, each read by one function of the files beside statement.c. The cursor stands behind the words that told which kind it is. */
#pragma once

#include "sql/sql.h"

/* What stood between CREATE and the kind of thing. */
struct up_sql_made {
	bool is_or_replace, is_temporary, is_unlogged, is_unique, is_materialized, is_constraint;
};

/* alter-table.c: ALTER TABLE, behind that word. alter-column.c: the clause ALTER [COLUMN] of it; false: it is none. */
void up_sql_alter_table(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
bool up_sql_alter_column(const struct up_sql_table *table, struct up_sql_cursor clause);
/* The names in (fillfactor = 70, …), as parameter=. */
void up_sql_say_parameters(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor);
/* create-table.c */
void up_sql_create_table(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
			 struct up_sql_cursor cursor);
/* Is it a number of 32 bits or less? */
bool up_sql_is_short_type(up_str type);
/* index.c */
void up_sql_create_index(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
			 struct up_sql_cursor cursor);
void up_sql_drop_index(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_alter_index(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_reindex(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
/* create.c, drop.c, alter.c: of all other things. */
void up_sql_create(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_drop(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_alter(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
/* maintain.c: what is done to a table and changes neither its columns nor its rows. */
void up_sql_truncate(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_vacuum(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_analyze(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_cluster(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_repack(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_refresh(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_lock(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_comment(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_grant(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_revoke(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
/* data.c */
void up_sql_insert(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_update(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_delete(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_merge(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_with(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_copy(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_select(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
/* session.c */
void up_sql_set(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_reset(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_begin_transaction(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_commit(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_rollback(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_savepoint(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_release(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
void up_sql_call(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor);
/* set_config(…), pg_advisory_lock(…) and their kin; false: it is another function. */
bool up_sql_session_function(struct up_sql *sql, const struct up_sql_statement *statement, up_str name, struct up_sql_cursor arguments,
			     up_span at);
/* statement.c: a statement of no kind that is known; `words`: how many of its first say what it is. */
void up_sql_other(struct up_sql *sql, const struct up_sql_statement *statement, uint32_t words);

/* A name, or `name =` … of what a statement is about: takes it and says it. False: no name comes next, and it is `other`. */
bool up_sql_say_name(struct up_sql *sql, struct up_operation *operation, const char *attribute, struct up_sql_cursor *cursor);
/* What may stand before the name: IF EXISTS, IF NOT EXISTS, ONLY. */
void up_sql_say_conditions(struct up_operation *operation, struct up_sql_cursor *cursor);
/* Is the option there, and not switched off: (FULL, ANALYZE false)? */
bool up_sql_is_on(struct up_sql_cursor options, const char *word);
