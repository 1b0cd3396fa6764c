/* Private keys in text: PEM of every kind (indented, quoted, with `\n` for line ends, in comments), OpenSSH, PuTTY, PGP, SSH2, JWK, XML, WireGuard,
 * OpenVPN, minisign and signify, and the base64 of a key without any armor round it.
 * Tells whether the key needs a passphrase and whether it holds together. Knows no rule, no file. Time is linear in the bytes looked at, which are at
 * most those up to the next marker, or 128 KiB. Nobody is asked for a passphrase, no engine or module is loaded. */
#pragma once

#include "base/arena.h"
#include "core/finding.h"

struct up_key_found {
	up_span at;        /* the whole block, from its first line to its last; markers inside it belong to it */
	up_span secret_at; /* the part to be masked */
	const char *rule;  /* the last part of the rule's id: one of up_key_rules */
	up_str kind;       /* "RSA 2048-bit private key, PKCS#8" */
	up_str secret; /* the private number, or what there is of it, as bytes: the same for one key indented, escaped or in another format; to be hashed, never shown */
	bool is_encrypted; /* with a passphrase, or wrapped by hardware */
	enum up_verdict verdict;
	up_str evidence;    /* one clause without period: "modulus is the product of its primes"; may be empty */
	up_str public_hash; /* SHA-256 of the SubjectPublicKeyInfo in 64 hex digits, as up_certificate has it; empty where it cannot be told */
};

/* How much work one source has caused: keys beyond UP_LIMIT_KEYS_CHECKED are judged by their form alone, which `is_over` then says. Zero-initialise for
 * each source. */
struct up_key_effort {
	uint32_t n_checked;
	bool is_over;
};

/* The literals at which a key may begin, for the literal pass, by number; NULL behind the last. Whether case counts is asked again here. */
const char *up_key_marker(size_t number);
/* Every value of up_key_found.rule; the last is NULL. */
extern const char *const up_key_rules[];

/* Is there a private key at this marker (the offset where a literal of up_key_marker stands)? False for public keys, certificates, for a marker in prose or code,
 * and for what only names the place of a key. Call it again for markers after ret_found->at only. `effort` may be NULL: then all are checked. */
bool up_key_find(up_str bytes, uint32_t marker_at, struct up_arena *arena, struct up_key_effort *effort, struct up_key_found *ret_found);
