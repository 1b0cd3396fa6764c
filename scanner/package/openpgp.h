/* Keys and signatures of OpenPGP, as the library judges them: what a key is, and whether bytes match a signature. What follows from that is said by others.
 * Keys come from the user's trust files, or out of the package, which is remembered with each: those prove nothing by themselves. */
#pragma once

#include "package/package.h"
#include "package/pgp-packet.h"

struct up_pgp;

struct up_pgp_key {
	char fingerprint[65], primary[65], key_id[17]; /* upper-case hex; `primary` of the key that it is a subkey of, or its own */
	up_str user_id;                                /* of the primary key; may be empty */
	up_str algorithm;                              /* "RSA 2048", "Ed25519" */
	int64_t created;
	int64_t ends;       /* 0: never; for a subkey no later than its primary key */
	int64_t valid_till; /* 0: no signature of its owner holds, or none is there; INT64_MAX: without end */
	int64_t revoked;    /* since when; 0: not revoked */
	up_str reason;      /* of that; may be empty */
	bool is_compromised, may_sign, is_weak;
	bool is_of_package;
	uint32_t origin; /* number of the trust file, or of the member, that it came from first */
};

/* Lets the library open its source of random numbers, which it wants though nothing here needs them: before the sandbox closes. */
void up_pgp_start(void);
/* Until it is freed nothing may write through stderr: the library's remarks go there. `now`: seconds since 1970. */
struct up_pgp *up_pgp_new(struct up_arena *arena, int64_t now);
void up_pgp_free(struct up_pgp *pgp);
/* False: the library does not understand it, or it is of the package and a trusted key has its fingerprint already. */
bool up_pgp_key_add(struct up_pgp *pgp, const struct up_pgp_slice *slice, uint32_t origin, bool is_of_package);
size_t up_pgp_key_count(const struct up_pgp *pgp);
/* By its fingerprint or key id; NULL: not there. Good until a key is added. */
const struct up_pgp_key *up_pgp_key_find(const struct up_pgp *pgp, const char *id);

enum up_pgp_verdict {
	UP_PGP_UNREADABLE, /* the library does not understand the signature, or the bytes could not be read */
	UP_PGP_NO_KEY,
	UP_PGP_KEY_HELD_NOT, /* the key had ended when it was made, or was not made yet, or is no valid key: the bytes were not compared */
	UP_PGP_BAD,
	UP_PGP_GOOD,
};

struct up_pgp_result {
	enum up_pgp_verdict verdict;
	struct up_pgp_signature said;
	const struct up_pgp_key *key; /* that made it, or that it names */
	const char *part;             /* what of the subject is signed: "the header"; NULL: all of it */
};

/* Detached signatures, packets one after the other, all over the same bytes. `said` of the results is filled already, one for each packet. */
void up_pgp_check(struct up_pgp *pgp, up_str signatures, struct up_stream *data, struct up_pgp_result *results, size_t n);
/* A message or clear-signed text, armored or not, with its signatures in it: how many there are, at most `most`. 0: none could be read. */
size_t up_pgp_check_message(struct up_pgp *pgp, up_str message, struct up_pgp_result *results, size_t most);
