/* Rules on secrets that are functions. */
#include "match/secrets-private.h"

up_scan_function *const up_secret_scanners[_UP_SCANNER_MAX] = {
	[UP_SCANNER_PRIVATE_KEY] = up_secret_key,
};
