/* What is said of one signer of a CMS message or a JAR: its chain as statements, and as forms where something is wrong. */
#pragma once

#include "package/signed.h"
#include "package/verify.h"

/* Adds one statement of this kind. `integrity` is the caller's, who knows what was signed; where the signature itself does not hold, the signer is not
 * looked at any further. */
void up_signer_tell(struct up_verify *verify, const struct up_signer *signer, const char *kind, up_str subject, up_str by,
		    struct up_clause integrity);
/* The chain on one line, and what is missing at its end. */
up_str up_signer_evidence(const struct up_signer *signer, struct up_arena *arena);
