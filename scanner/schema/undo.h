/* What it takes to undo an operation on a schema, whatever runs it. It looks at the operation alone: whether somebody wrote the way back is another matter
 * (schema/rollback.h). */
#pragma once

#include "schema/operation.h"

enum up_undo {
	UP_UNDO_NOT_NEEDED, /* nothing is left: SET, SELECT, locks */
	UP_UNDO_INVERSE,    /* another operation brings back what was: ADD COLUMN, DROP COLUMN */
	UP_UNDO_LOSSY,      /* the shape comes back, but perhaps not all values: a narrower type, rows that were changed */
	UP_UNDO_DATA_LOST,  /* what was in it is gone: DROP TABLE */
	UP_UNDO_IMPOSSIBLE, /* the server has no way back: a value of an enum, a raised compatibility version */
};

/* "not needed", "inverse", "lossy", "data lost", "impossible" */
const char *up_undo_name(enum up_undo undo);
/* Of an operation by its name and, where that says more, its words ("from=" says what a type was). */
enum up_undo up_undo_of(up_str operation, enum up_dialect dialect, const up_str *words, size_t n_words);
/* The operations that undo it, a blank between ("drop-column set-unused"); NULL where none does. */
const char *up_undo_inverses(up_str operation);
