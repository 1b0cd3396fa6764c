/* The locks that PostgreSQL takes on tables: its eight modes, which of them exclude each other (the manual, 13.3), and which one an operation takes
 * (schema/operation.h). tests/locks/check holds all of it against a server. It knows no statement and no rule. */
#pragma once

#include "core/fact.h"
#include "schema/operation.h"

/* From the weakest to the strongest. */
enum up_lock {
	UP_LOCK_NONE,
	UP_LOCK_ACCESS_SHARE,
	UP_LOCK_ROW_SHARE,
	UP_LOCK_ROW_EXCLUSIVE,
	UP_LOCK_SHARE_UPDATE_EXCLUSIVE,
	UP_LOCK_SHARE,
	UP_LOCK_SHARE_ROW_EXCLUSIVE,
	UP_LOCK_EXCLUSIVE,
	UP_LOCK_ACCESS_EXCLUSIVE,
	_UP_LOCK_MAX,
};

/* As PostgreSQL writes it: "SHARE ROW EXCLUSIVE"; "" for none. */
const char *up_lock_name(enum up_lock lock);
/* By that name, in any case; UP_LOCK_NONE: it is none. */
enum up_lock up_lock_from_name(up_str name);
/* Does who wants the one wait for who holds the other? */
bool up_locks_conflict(enum up_lock a, enum up_lock b);

/* On the table that the operation is about, or on its index where that lock is the stronger one, since queries wait for it too. By the newest version; what
 * older ones take stands beside each in lock.c. `words` are those of the fact, words[0] its key. */
enum up_lock up_lock_of(up_str operation, const struct up_word *words, uint32_t n_words);
/* On the other table that it names: the one that a foreign key leads to, the partition, the parent. */
enum up_lock up_lock_of_other(up_str operation, const struct up_word *words, uint32_t n_words);
