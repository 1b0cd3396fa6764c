/* The package as a file: what lies beside it and says something about it, and reading it once more for who checks signatures. Private to run/. */
#pragma once

#include "run/container.h"

/* Adds signatures, lists of checksums and their kin of the same folder as members of the folder: those that are named after the file, and lists of all. */
void up_package_add_beside(struct up_package *package, const struct up_form_sink *sink);

/* The digest of the package itself, its first member. */
void up_package_digest(struct up_package *package);

/* For verifiers: streams members anew. */
struct up_package_again {
	const struct up_package *package;
	const struct up_limits *limits;
	struct up_form_sink sink;
};
struct up_package_reader up_package_reader_of(struct up_package_again *again);
