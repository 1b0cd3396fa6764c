/* What the user trusts, from --trust: files and folders of certificates (PEM, DER), OpenPGP keyrings (armoured or not), minisign public keys, and lists of
 * pinned fingerprints, one a line. Never anything out of the package itself. Read before the sandbox closes; each verifier takes what it understands. */
#pragma once

#include "base/arena.h"

struct up_trust_file {
	up_str path, bytes;
	bool is_used; /* some verifier understood it; one that nobody does is a fault */
};

struct up_trust {
	struct up_trust_file *files;
	size_t n_files, files_capacity;
	struct up_arena *arena;
	up_str now; /* YYYY-MM-DD: what has ended by then has ended */
	int64_t now_seconds;
};
