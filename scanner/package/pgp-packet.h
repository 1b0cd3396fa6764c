/* What OpenPGP's files are made of (RFC 4880, RFC 9580): armor, packets, what a signature says of itself, where one key of a ring ends. Checks nothing and
 * knows no library. Linear, and never reads beyond what it is given. */
#pragma once

#include "base/arena.h"

enum up_pgp_kind {
	UP_PGP_NONE,
	UP_PGP_SIGNATURES, /* detached */
	UP_PGP_CLEARTEXT,  /* text with its signature below it */
	UP_PGP_MESSAGE,    /* data with its signature in one, or compressed */
	UP_PGP_KEYS,       /* certificates: public keys */
	UP_PGP_SECRET_KEYS,
	UP_PGP_ENCRYPTED,
};

enum up_pgp_tag {
	UP_PGP_TAG_SIGNATURE = 2,
	UP_PGP_TAG_PUBLIC_KEY = 6,
};

/* By the first line, or the first packet. */
enum up_pgp_kind up_pgp_kind_of(up_str bytes);
/* The packets of every armored block with this label ("SIGNATURE", "PUBLIC KEY BLOCK"), one after the other; bytes without an armor as they are. Empty
 * where there are none, or where the base64 is broken. */
up_str up_pgp_packets(up_str bytes, const char *label, struct up_arena *arena);

struct up_pgp_packet {
	unsigned tag;
	up_str body, whole;
};

/* The next packet of known length; false at the end, and where it does not fit. */
bool up_pgp_packet_next(up_str *packets, struct up_pgp_packet *ret_packet);

struct up_pgp_signature {
	unsigned version, type, algorithm, hash; /* numbers of the standard; 0: unknown */
	int64_t created;                         /* seconds since 1970; 0: not said */
	int64_t lifetime;                        /* seconds after it; 0: without end */
	char key_id[17];                         /* upper-case hex; empty: not said */
	char fingerprint[65];                    /* of the key that it says it is by; empty: not said */
};

/* False: not to be understood. Of version 6 the version alone is told. */
bool up_pgp_signature_read(up_str body, struct up_pgp_signature *ret_signature);
/* "SHA-256"; "digest 99" of what has no name. In the arena where it must be. */
up_str up_pgp_hash_name(unsigned hash, struct up_arena *arena);
up_str up_pgp_algorithm_name(unsigned algorithm, struct up_arena *arena);
/* Can somebody make other bytes with the same digest? */
bool up_pgp_hash_is_weak(unsigned hash);

/* One key with its subkeys, user ids and signatures. */
struct up_pgp_slice {
	up_str packets;
	int64_t latest; /* when its owner last signed it; 0: never */
	unsigned version;
	bool has_secret;
};

/* The next key of a ring; false at the end. */
bool up_pgp_slice_next(up_str *ring, struct up_pgp_slice *ret_slice);
/* GnuPG's keybox: does it begin like one, and the next ring that lies in it. */
bool up_pgp_is_keybox(up_str bytes);
bool up_pgp_keybox_next(up_str *box, up_str *ret_ring);

/* Text around the signed part of a clear-signed text: what people read as signed and is not. Not empty: there is some. */
up_str up_pgp_text_outside(up_str bytes);
