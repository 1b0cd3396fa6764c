/* Operations on a schema, whoever wrote them: SQL, Rails, Django, Liquibase … all say the same things. The fact OPERATION is one of them:
 *
 *   key     what is done: a name of up_operations ("add-column")
 *   path    the dialect ("postgresql"), empty where nothing says which
 *   value   the statement or call as written; key_at: the clause of it, what a finding underlines; value_at: the whole
 *   scope   the number of the MIGRATION that it belongs to; 0: of none
 *   words   words[0]: the key; then what is said of it, `name=value` or a bare name, all of them in up_attributes, in no order
 *
 * One statement may state several operations: ALTER TABLE with three clauses states three, each with table=. ADD COLUMN … REFERENCES p is one add-column
 * with the attributes of the column's constraints (references=p), no add-foreign-key. CREATE TABLE is one create-table and says the like of its columns
 * and constraints in attributes that are about the whole (references=, primary-key, …), no add-….
 *
 * Names of tables and columns: without quotes, lower case where the dialect folds them so (all but those in quotes), the schema before a dot where written.
 * Values are texts; lists have a comma between. Values never hold a line break; those longer than UP_OPERATION_VALUE_BYTES are cut.
 *
 * The fact MIGRATION is what a runner applies at once: a file, a class, a changeset. It is stated before its operations:
 *
 *   key     the runner: a name of up_migration_runners ("rails", "flyway"); "sql" where it is a file of SQL of nobody known
 *   path    the dialect, or empty
 *   value   its version or name as the runner orders it ("20260101120000", "0042_region", "1.4.2"), or empty
 *   scope   its number; key_at: where it is named, or the first statement
 *   words   words[0]: the key; then attributes of up_migration_attributes
 */
#pragma once

#include "core/fact.h"
#include "schema/dialect.h"

enum {
	UP_OPERATION_VALUE_BYTES = 400,
};

/* Each list is sorted and ended by NULL; the comment beside a name in operation.c says what it means. */
extern const char *const up_operations[];
extern const char *const up_attributes[];
extern const char *const up_migration_runners[];
extern const char *const up_migration_attributes[];

bool up_is_operation(up_str name);
/* `name` or `name=…`. */
bool up_is_attribute(up_str word);
bool up_is_migration_attribute(up_str word);

/* The value of an attribute of the fact: `name=value`; empty where it has none. */
up_str up_operation_value(const struct up_fact *fact, up_str name);
/* Is it said of the fact, with a value or without? */
bool up_operation_says(const struct up_fact *fact, const char *name);
