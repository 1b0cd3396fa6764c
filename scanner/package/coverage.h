/* What of a package somebody has signed. Asked when all verifiers have said what they can. */
#pragma once

#include "package/verify.h"

/* States `unsigned` where nobody has signed the package's own file or everything in it, `only-checksums` where no more than a list of checksums covers it, and
 * notes files that look like signatures and that no verifier could read. */
void up_verify_coverage(struct up_verify *verify);
