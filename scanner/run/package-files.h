/* The package as a file: what lies beside it and says something about it, and reading it once more for who checks signatures. Private to run/. */
#pragma once

#include "run/container.h"

/* Adds signatures, lists of checksums and their kin of the same folder as members of the folder: those that are named after the file, and lists of all. */
void up_package_add_beside(struct up_package *package, const struct up_form_sink *sink);

/* Reads a package that is no source of the scan: what it is made of, with what lies beside it. NULL after a note. To be freed. */
struct up_package *up_package_read(up_str path, const struct up_limits *limits, int64_t now, const struct up_form_sink *sink);
/* The package's own file, the first member of the folder that it lies in: to be added before anything else. */
void up_package_add_file(struct up_package *package);
/* The digest of the package itself, its first member. */
void up_package_digest(struct up_package *package);

/* For verifiers: streams members anew. */
struct up_package_again {
	const struct up_package *package;
	const struct up_limits *limits;
	struct up_form_sink sink;
};
struct up_package_reader up_package_reader_of(struct up_package_again *again);
