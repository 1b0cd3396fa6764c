/* Digests of members: those that were made while the package was read, and others by reading it once more, all together. */
#pragma once

#include "base/hash.h"
#include "package/verify.h"

struct up_digests {
	const struct up_verify *verify;
	uint16_t *wanted;      /* of each member, a bit for each kind */
	unsigned char **found; /* of each member that was read again: its digests, in the order of their kinds */
	size_t n_wanted;
};

void up_digests_init(struct up_digests *digests, const struct up_verify *verify);
void up_digests_finish(struct up_digests *digests);
void up_digests_want(struct up_digests *digests, uint32_t member, enum up_digest_kind kind);
/* Reads what is wanted and not known. False: the package could not be read again. */
bool up_digests_read(struct up_digests *digests);
/* False: the member was not read whole, or the kind was not wanted before. */
bool up_digests_get(const struct up_digests *digests, uint32_t member, enum up_digest_kind kind, unsigned char ret_digest[UP_DIGEST_BYTES]);
