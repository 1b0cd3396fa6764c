/* How far a migration can be undone: a score with reasons, and what its down part leaves. Looks at the MIGRATION and OPERATION facts of one migration, after
 * the state machine has marked them. */
#pragma once

#include "base/arena.h"
#include "core/fact.h"
#include "schema/undo.h"

enum {
	UP_ROLLBACK_NO_DOWN = 60, /* what a migration is worth at most that has no down part */
};

struct up_undo_verdict {
	uint32_t score;     /* 100: as if it had never run; 0: there is no way back */
	enum up_undo worst; /* of what goes up */
	up_str reasons;     /* clauses, "; " between; empty for 100 */
	/* Points into the operations that were given. */
	const struct up_fact *worst_at;     /* the first operation that is as bad as `worst`; NULL where nothing needs undoing */
	const struct up_fact *not_undone;   /* the first operation that the down part, which is there, does not undo; or NULL */
	up_str worst_name, not_undone_name; /* the two for people: "drop-column orders.region"; or empty */
	uint32_t n_up, n_down, n_not_undone;
	uint32_t n_needing; /* operations that go up and that something has to undo, as far as they were looked at */
};

/* Operations in their order. */
void up_undo_judge(struct up_arena *arena, const struct up_fact *migration, const struct up_fact *const *operations, size_t n,
		   struct up_undo_verdict *ret_verdict);
