/* Hashes: SHA-256 for what others check (artifacts, the rules), a fast 64-bit one for what only we compare (fingerprints). */
#pragma once

#include "base/str.h"

/* Sets up OpenSSL as it must be used here; once, and by itself before the first hash. For who has another library that uses OpenSSL. */
void up_hash_start(void);
/* Lower-case hex and a NUL. */
void up_sha256_hex(up_str bytes, char ret_hex[65]);
/* Not cryptographic; the same on every machine. Different seeds give independent hashes. */
uint64_t up_hash64(up_str bytes, uint64_t seed);
