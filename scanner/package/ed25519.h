/* Ed25519 (RFC 8032) and BLAKE2b-512 (RFC 7693), by OpenSSL. */
#pragma once

#include "base/str.h"

enum {
	UP_ED25519_KEY = 32,
	UP_ED25519_SIGNATURE = 64,
	UP_BLAKE2B_BYTES = 64,
};

bool up_ed25519_holds(const unsigned char key[UP_ED25519_KEY], up_str message, const unsigned char signature[UP_ED25519_SIGNATURE]);

struct up_blake2b;

struct up_blake2b *up_blake2b_new(void);
void up_blake2b_add(struct up_blake2b *digest, const void *bytes, size_t len);
/* Ends and frees it. */
void up_blake2b_finish(struct up_blake2b *digest, unsigned char ret_digest[UP_BLAKE2B_BYTES]);
