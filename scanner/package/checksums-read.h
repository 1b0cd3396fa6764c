/* Lists of checksums as text: sha256sum's, BSD's and OpenSSL's lines, digests alone, RECORD of a wheel. Knows lines, not members. */
#pragma once

#include "base/arena.h"
#include "base/hash.h"
#include "base/lines.h"

struct up_checksum {
	enum up_digest_kind kind;
	const unsigned char *digest;
	up_str name;      /* as it is meant; empty: a digest alone */
	uint32_t line;    /* 1-based */
	bool is_unhashed; /* of RECORD: named without a digest */
};

struct up_checksum_list {
	struct up_checksum *lines;
	size_t n, capacity;
	uint32_t first_malformed; /* its line; 0: none */
	up_str malformed;         /* that line */
	size_t n_malformed;
	size_t n_unknown; /* lines of algorithms that nobody here computes: SHA-3, RIPEMD … */
	up_str unknown;   /* the name of the first */
};

enum up_checksum_list_kind {
	UP_CHECKSUMS_NONE,
	UP_CHECKSUMS_LIST,   /* SHA256SUMS, x_checksums.txt: named for nothing else */
	UP_CHECKSUMS_VAGUE,  /* CHECKSUMS, checksums.txt: may hold anything */
	UP_CHECKSUMS_SINGLE, /* x.sha256: of its one sibling, or a list of that name */
};

/* What is a file with this name? By its last part. *ret_stem: "x" of "x.sha256". */
enum up_checksum_list_kind up_checksums_kind(up_str name, up_str *ret_stem);
/* Digests and unescaped names are the arena's. `name` tells SHA-512 from BLAKE2b, whose digests are as long. */
void up_checksums_read(up_str text, up_str name, struct up_arena *arena, struct up_checksum_list *ret_list);
void up_checksums_read_release(up_str text, struct up_arena *arena, struct up_checksum_list *ret_list); /* of an apt repository */
void up_checksums_read_record(up_str text, struct up_arena *arena, struct up_checksum_list *ret_list);
void up_checksum_list_finish(struct up_checksum_list *list);

/* A digest in base64, usual or for URLs, with or without '='; its size, or 0: it is none. */
size_t up_digest_from_base64(up_str text, unsigned char ret_digest[UP_DIGEST_BYTES]);
/* "sha256", "SHA-256", "SHA2-256"; _UP_DIGEST_MAX: not known. */
enum up_digest_kind up_digest_by_name(up_str name);
