/* Hashes: SHA-256 for what others check (artifacts, the rules, tokens), keyed for what must not be told, a fast 64-bit one for what only we compare (fingerprints). */
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
/* SHA-256 of what comes in pieces. Belongs to one worker; used again after each end. */
struct up_sha256_stream;
struct up_sha256_stream *up_sha256_stream_new(void);
void up_sha256_stream_free(struct up_sha256_stream *stream);
void up_sha256_stream_begin(struct up_sha256_stream *stream);
void up_sha256_stream_add(struct up_sha256_stream *stream, up_str bytes);
void up_sha256_stream_end(struct up_sha256_stream *stream, unsigned char ret_digest[32]);
