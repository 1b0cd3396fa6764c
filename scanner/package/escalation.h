/* What is sent to the vendor's security contact when a package cannot be verified: a message with fingerprints, chain and questions, and commands that
 * verify by hand. It is one file that `sh` runs: it prints the message, and looks at files that lie beside it; it changes nothing. All that comes out of a
 * package is quoted: names are hostile. */
#pragma once

#include "base/buf.h"
#include "package/advisory.h"
#include "package/package.h"

struct up_escalation {
	up_str name; /* of the package's file */
	uint64_t size;
	const uint8_t *sha256; /* 32 bytes; NULL: not known */
	up_str now;            /* YYYY-MM-DD */
	up_str contact;        /* of an advisory; empty: not known */
	up_str own_contact;    /* what the package itself says, up_escalation_contact; empty: nothing */
	const struct up_statements *statements;
	const struct up_rotation_notice *notices; /* those that name keys of the statements */
	size_t n_notices;
};

/* Of a security.txt (RFC 9116) or SECURITY.md among the members that are kept; empty: there is none. Whoever made the package wrote it. */
up_str up_escalation_contact(struct up_arena *arena, const struct up_package *package);
/* Is there anything to ask: a statement with doubt or fault? */
bool up_escalation_is_needed(const struct up_statements *statements);
/* Appends the file. */
void up_escalation_write(const struct up_escalation *escalation, struct up_buf *out);
