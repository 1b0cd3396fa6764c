/* MANIFEST.MF and signature files of JARs as text: sections, their digests, and the bytes that are signed of each. Knows lines, not members. */
#pragma once

#include "base/arena.h"
#include "base/hash.h"

struct up_manifest_digest {
	enum up_digest_kind kind;
	unsigned char digest[UP_DIGEST_BYTES];
	enum {
		UP_MANIFEST_DIGEST,      /* SHA-256-Digest: of the entry; in a signature file of the section of the manifest */
		UP_MANIFEST_DIGEST_ALL,  /* SHA-256-Digest-Manifest */
		UP_MANIFEST_DIGEST_MAIN, /* SHA-256-Digest-Manifest-Main-Attributes */
	} of;
	bool is_malformed; /* no base64 of that length: it matches nothing */
};

struct up_manifest_section {
	up_str name;  /* empty: the main section */
	up_str raw;   /* with the blank line behind it */
	up_str lines; /* without: what some old tools signed */
	size_t first_digest, n_digests;
};

struct up_manifest {
	struct up_manifest_section *sections; /* the first is the main one */
	size_t n, capacity;
	struct up_manifest_digest *digests;
	size_t n_digests, digests_capacity;
	size_t n_unknown;  /* digests of algorithms that nobody here computes */
	uint32_t *by_name; /* sections, sorted */
};

/* Names that are folded are the arena's. */
void up_manifest_read(up_str text, struct up_arena *arena, struct up_manifest *ret_manifest);
void up_manifest_finish(struct up_manifest *manifest);
/* The first section of this name; NULL: none. */
const struct up_manifest_section *up_manifest_find(const struct up_manifest *manifest, up_str name);
