/* Identity of secrets: keyed hashes that stand for them in reports and baselines. Knows how to read a key; what a secret is comes from outside. */
#pragma once

#include "base/buf.h"
#include "base/hash.h"

enum {
	UP_IDENTITY_HEX = 32,
	UP_IDENTITY_KEY_LEAST = 16, /* bytes of a key of one's own */
	UP_IDENTITY_KEY_MOST = 4096,
};

/* The key that is used where no other is given. It is no secret: who suspects a weak password can try it against a report. */
up_str up_identity_fixed_key(void);
/* The key of a file, without the line break at its end; false after a message. */
bool up_identity_read_key(const char *path, struct up_buf *key);

/* What all places of one secret have in common, whatever their rule and path. */
void up_identity_group(struct up_hmac *key, up_str secret, char ret_hex[UP_IDENTITY_HEX + 1]);
/* A finding: the secret (by its group), the rule, the path, and its number among equal ones, from 1. */
void up_identity_finding(struct up_hmac *key, up_str group, up_str rule, up_str path, uint32_t number, char ret_hex[UP_IDENTITY_HEX + 1]);
/* Stands for the key itself: fingerprints of two reports can be compared where it is the same. */
void up_identity_of_key(struct up_hmac *key, char ret_hex[UP_IDENTITY_HEX + 1]);
