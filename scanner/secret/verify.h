/* What can be told of a token without asking its vendor: does its checksum hold, is its inner structure what the vendor writes, has it ended?
 * It knows formulas, not rules; a verdict that the formula does not hold is DOUBTFUL, never NONE: trees are full of altered tokens, and an altered
 * token is as often a broken disguise as an invention. */
#pragma once

#include "base/arena.h"
#include "core/finding.h"

struct up_verified {
	enum up_verdict verdict; /* DOUBTFUL, WELL_FORMED or VERIFIED */
	up_str evidence;         /* "checksum holds", "account 123456789012", "expired on 2024-03-01", joined by "; "; may be empty */
};

/* Sorted, ended by NULL; the names of `verify:` in rules/secrets. */
extern const char *const up_verifier_names[];
/* What each of them looks at, for people: "its CRC-32, in base 62". */
extern const char *const up_verifier_checks[];
/* An index of up_verifier_names, or UINT32_MAX. */
uint32_t up_verifier_by_name(up_str name);
/* `today` is YYYY-MM-DD, for expiry; when it is empty nothing has expired. Never fails; linear; the secret itself never stands in the evidence, which
 * lives in the arena. An index past the names is WELL_FORMED without evidence. */
void up_verify(uint32_t verifier, up_str secret, up_str today, struct up_arena *arena, struct up_verified *ret_verified);
