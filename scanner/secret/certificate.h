/* X.509 certificates in text: whom they name, how long they hold, and the hash by which the private key that belongs to one is known. */
#pragma once

#include "secret/key.h"

/* Where a certificate may begin. */
#define UP_CERTIFICATE_MARKER "-----BEGIN CERTIFICATE-----"
#define UP_CERTIFICATE_MARKER_TRUSTED "-----BEGIN TRUSTED CERTIFICATE-----"
#define UP_CERTIFICATE_MARKER_X509 "-----BEGIN X509 CERTIFICATE-----"

struct up_certificate {
	up_span at;
	char public_hash[65]; /* as up_key_found.public_hash */
	up_str name;          /* "CN=www.example.com", else the first alternative name "DNS:www.example.com", else "serial 0A1B"; printable ASCII, ≤ 100 bytes */
	up_str not_after;     /* "2027-01-01" */
};

/* The certificate at this marker; false where there is none that can be read. Counts in `effort` as keys do, and at most UP_LIMIT_CERTIFICATES_PER_SOURCE. */
bool up_certificate_find(up_str bytes, uint32_t marker_at, struct up_arena *arena, struct up_key_effort *effort,
			 struct up_certificate *ret_certificate);
