/* Names in braces of rules on operations and migrations. Private to match/. */
#pragma once

#include "base/arena.h"
#include "core/fact.h"

/* Names in braces that are no attribute; the first one, or nothing. ${NAME} and {{name}} are text. */
up_str up_operation_words_unknown(up_str words, bool of_migration);
/* {table}, {index} … of a sentence. " `{x}`" goes where the fact has no such attribute, but where the sentence would lose its noun. */
up_str up_operation_fill(up_str words, const struct up_fact *fact, struct up_arena *arena);
/* The same of statements: what is not known is an ellipsis. */
up_str up_operation_fill_statements(up_str words, const struct up_fact *fact, struct up_arena *arena);
