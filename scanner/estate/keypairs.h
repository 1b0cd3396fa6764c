/* Which private keys belong to a certificate of the same tree. Each worker collects the certificates that it meets; at the end the collections are merged,
 * and findings ask by the hash of their public half. The outcome does not depend on the order of the sources: of a key with several certificates the one
 * that lasts longest counts, then the smallest path; over the limit the smallest hashes stay. */
#pragma once

#include "base/arena.h"

struct up_keypairs;

/* `limit`: certificates of different keys that are kept, at least 1. */
struct up_keypairs *up_keypairs_new(uint32_t limit);
void up_keypairs_free(struct up_keypairs *pairs);
/* Copies what it keeps. `public_hash`: 64 lower-case hex digits, else nothing is kept. */
void up_keypairs_add(struct up_keypairs *pairs, up_str public_hash, up_str path, up_str name, up_str not_after);
void up_keypairs_merge(struct up_keypairs *into, const struct up_keypairs *from);
/* After the last one, before the first question. True: there were more than the limit, and some are not known. */
bool up_keypairs_settle(struct up_keypairs *pairs);
/* "belongs to the certificate of CN=www.example.com in etc/ssl/certs/www.pem, valid until 2027-01-01", or empty. */
up_str up_keypairs_belongs(const struct up_keypairs *pairs, up_str public_hash, struct up_arena *arena);
