/* Rules on secrets that are functions. */
#include "match/credentials.h"

up_scan_function *const up_secret_scanners[_UP_SCANNER_MAX] = {
	[UP_SCANNER_PRIVATE_KEY] = up_secret_key,
	[UP_SCANNER_ASSIGNMENT] = up_credentials_assignment,
	[UP_SCANNER_URL] = up_credentials_url,
	[UP_SCANNER_COMMAND] = up_credentials_line,
	[UP_SCANNER_FACT] = NULL,
};
