/* Members of a JSON object that a token carries: who issued it, when it ends. It knows no kind of token. */
#pragma once

#include "base/arena.h"

enum up_claim_kind {
	UP_CLAIM_ABSENT,
	UP_CLAIM_TEXT,
	UP_CLAIM_NUMBER,
	UP_CLAIM_OTHER,
};

struct up_claim {
	const char *name; /* asked for */
	enum up_claim_kind kind;
	up_str text;    /* of UP_CLAIM_TEXT, in the arena */
	int64_t number; /* of UP_CLAIM_NUMBER, without its fraction; cut to ±2^53 */
};

enum {
	UP_CLAIMS_BYTES = 16 * 1024, /* more is no token's */
	UP_CLAIMS_DEPTH = 32,
};

/* Fills kind, text and number of each claim; only the names are read of what the caller gives. False where `json` is no object, is broken, or is
 * beyond the bounds above. */
bool up_claims_read(up_str json, struct up_arena *arena, struct up_claim *claims, size_t n_claims);
