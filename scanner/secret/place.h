/* What the name of a source says of the secrets in it: made up on purpose, or where those of a host belong. */
#pragma once

#include "base/str.h"

enum up_path_kind {
	UP_PATH_OTHER,
	UP_PATH_SAMPLE, /* tests, fixtures, examples, documentation: `.env.example`, `*.sample`, `testdata/`, `docs/`, `FooTest.java` */
	UP_PATH_PROSE,  /* pages and notebooks: a token in one is as live as elsewhere, a word beside "password" is not */
	UP_PATH_HOST,   /* /etc/ssl/private and its kin: no surprise there, as long as nobody else may read them */
	UP_PATH_USER,   /* ~/.ssh: a passphrase would be right even so */
};

/* The first `root` bytes are a folder that says nothing: where somebody keeps what is scanned. */
enum up_path_kind up_path_kind(up_str path, size_t root);
/* Is it full of digests, each beside the name of a package, which may be a vendor's: lock files, lists of checksums? */
bool up_path_is_of_digests(up_str path);
