/* Names in braces of rules on operations and migrations. Private to match/. */
#pragma once

#include "base/arena.h"
#include "core/fact.h"

/* The value of an attribute of the fact: `name=value`; empty where it has none. */
up_str up_operation_value(const struct up_fact *fact, up_str name);
/* Is it said of the fact, with a value or without? */
bool up_operation_says(const struct up_fact *fact, const char *name);
/* Names in braces that are no attribute; the first one, or nothing. ${NAME} and {{name}} are text. */
up_str up_operation_words_unknown(up_str words, bool of_migration);
/* {table}, {index} … of a sentence. " `{x}`" goes where the fact has no such attribute, but where the sentence would lose its noun. */
up_str up_operation_fill(up_str words, const struct up_fact *fact, struct up_arena *arena);
/* The same of statements: what is not known is an ellipsis. */
up_str up_operation_fill_statements(up_str words, const struct up_fact *fact, struct up_arena *arena);
