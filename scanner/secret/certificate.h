/* X.509 certificates in text: whom they name, how long they hold, and the hash by which the private key that belongs to one is known. */
#pragma once

#include "base/arena.h"

/* Where a certificate begins: what stands behind tells TRUSTED CERTIFICATE and X509 CERTIFICATE from keys and requests. */
#define UP_CERTIFICATE_MARKER "-----BEGIN "

enum {
	UP_CERTIFICATE_NAME = 100,
};

struct up_certificate {
	up_span at;
	char public_hash[65]; /* SHA-256 of the SubjectPublicKeyInfo in hex, as up_key_found.public_hash */
	char name[UP_CERTIFICATE_NAME +
		  1];       /* "CN=www.example.com", else the first alternative name "DNS:www.example.com", else "serial 0A1B"; printable */
	char not_after[11]; /* "2027-01-01"; empty where there is none */
};

/* Zero-initialise for each source: only the first UP_LIMIT_CERTIFICATES_PER_SOURCE of one are read, so that bundles of authorities cost little. */
struct up_certificate_effort {
	uint32_t n_read;
};

/* The certificate at this marker; false where there is none that can be read. Leaves nothing in the arena. */
bool up_certificate_find(up_str bytes, uint32_t marker_at, struct up_arena *arena, struct up_certificate_effort *effort,
			 struct up_certificate *ret_certificate);
