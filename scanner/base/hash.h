/* Hashes: SHA-256 for what others check (artifacts, the rules, tokens), the digests that lists of files are written with, keyed for what must not be told,
 * a fast 64-bit one for what only we compare (fingerprints). */
#pragma once

#include "base/str.h"

/* Sets up OpenSSL as it must be used here; once, and by itself before the first hash. For who has another library that uses OpenSSL. */
void up_hash_start(void);
void up_sha256(up_str bytes, unsigned char ret_digest[32]);
/* Lower-case hex and a NUL. */
void up_sha256_hex(up_str bytes, char ret_hex[65]);
/* The same for HMAC: who lacks the key cannot try texts until one fits. */
void up_hmac_sha256_hex(up_str key, up_str text, char ret_hex[65]);
/* The same for many texts and one key. Belongs to one worker. */
struct up_hmac;
struct up_hmac *up_hmac_new(up_str key);
void up_hmac_free(struct up_hmac *hmac);
void up_hmac_hex(struct up_hmac *hmac, up_str text, char ret_hex[65]);
/* Not cryptographic; the same on every machine. Different seeds give independent hashes. */
uint64_t up_hash64(up_str bytes, uint64_t seed);

/* Digests that others write down, in their lists and manifests. */
enum up_digest_kind {
	UP_DIGEST_MD5,
	UP_DIGEST_SHA1,
	UP_DIGEST_SHA224,
	UP_DIGEST_SHA256,
	UP_DIGEST_SHA384,
	UP_DIGEST_SHA512,
	UP_DIGEST_SHA512_256,
	UP_DIGEST_BLAKE2B, /* of 512 bits, b2sum's own */
	_UP_DIGEST_MAX,
};

enum {
	UP_DIGEST_BYTES = 64, /* the longest */
};

/* "SHA-256", for people. */
const char *up_digest_name(enum up_digest_kind kind);
size_t up_digest_size(enum up_digest_kind kind);
/* MD5 and SHA-1: two files with the same digest can be made. */
bool up_digest_is_weak(enum up_digest_kind kind);
/* Lower-case hex and a NUL: 2 × size + 1 bytes. */
void up_digest_hex(const unsigned char *digest, size_t size, char *ret_hex);

/* Several digests of one stream; `kinds` has the bit 1u << kind of each. */
struct up_hasher;
struct up_hasher *up_hasher_new(unsigned kinds);
void up_hasher_free(struct up_hasher *hasher);
void up_hasher_add(struct up_hasher *hasher, up_str bytes);
/* Once for each kind. False: the kind was not asked for, or the library of this system does not have it. */
bool up_hasher_end(struct up_hasher *hasher, enum up_digest_kind kind, unsigned char ret_digest[UP_DIGEST_BYTES]);
bool up_digest_of(up_str bytes, enum up_digest_kind kind, unsigned char ret_digest[UP_DIGEST_BYTES]);
