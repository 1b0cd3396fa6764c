/* Memory of tree-sitter, which knows no bound of its own: three kilobytes of nonsense can take hundreds of megabytes while it looks for a way on. What the
 * parser of this thread takes is counted, and over the budget it is told to stop. */
#pragma once

#include <stddef.h>

struct up_tree_budget {
	size_t used, most;
	size_t is_over; /* what ts_parser_set_cancellation_flag takes */
};

/* The budget for a text: code that is right takes up to seventy times its text, and each language some for itself. What has lost its way takes that in no
 * time; a looser bound would let the library's last attempt at such a text take gigabytes before it asks whether to stop. */
static inline size_t up_tree_budget_of(size_t len)
{
	return ((size_t)128 << 10) + 96 * len;
}

/* Until the end, what tree-sitter takes on this thread counts. The budget begins with `most` alone set. */
void up_tree_memory_begin(struct up_tree_budget *budget);
void up_tree_memory_end(void);
