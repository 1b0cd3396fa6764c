/* What the parts of the reader of migrations in Go share: whose they are (go.c), and what gorm's and bun's calls do (go-calls.c). */
#pragma once

#include "orm/column.h"

struct go {
	bool raises; /* an error is made: it says that it cannot be undone */
};

/* What a chain of calls does; false: it is none that is known. */
bool go_read_chain(struct up_steps *steps, const struct up_chain *chain);
