/* What the files of the key scanner share: the text between an armor's lines, DER, SSH's wire format, and the arithmetic that OpenSSL does. */
#pragma once

#include "base/buf.h"
#include "secret/certificate.h"
#include "secret/key.h"

enum {
	UP_KEY_BODY_BYTES = 128 << 10, /* of one block, as written: the largest PGP keys with pictures are below */
	UP_KEY_BARE_BYTES = 16 << 10,  /* of DER without an armor: RSA of 16,384 bits has 12,300 */
	UP_KEY_BODY_LEAST = 40,        /* base64 digits; an Ed25519 key in PKCS#8 has 64, a bare 32-byte key 44 */
};

/* One question put to up_key_find. */
struct up_key_search {
	up_str bytes;
	struct up_arena *arena;
	struct up_key_effort *effort;
};

/* Takes one check out of what the source may cause; false when nothing is left. */
bool up_key_may_check(struct up_key_effort *effort);

/* --- armor (key-armor.c) --- */

/* The text from a BEGIN line to its END line, with everything that is no base64 taken out. */
struct up_armor {
	up_str label;             /* "RSA PRIVATE KEY" */
	up_span at;               /* the BEGIN line to the END line, or to the last digit where there is no END */
	up_span body;             /* the first digit to the last */
	up_str digits;            /* base64 digits with padding; hex where the label is OpenVPN's */
	up_str crc;               /* the four digits of PGP's checksum, or empty */
	bool is_legacy_encrypted; /* Proc-Type: 4,ENCRYPTED, with DEK-Info */
	bool is_ended;            /* an END line stands there */
	bool is_elided;           /* an ellipsis, or asterisks, stand in the place of digits */
	bool is_too_long;
};

/* False where no BEGIN line stands at `at`. */
bool up_armor_read(const struct up_key_search *search, uint32_t at, struct up_armor *ret_armor);
/* The same for digits that have no BEGIN line, from the first on; at most `most` of them, 0: all. */
void up_armor_read_bare(const struct up_key_search *search, uint32_t at, size_t most, struct up_armor *ret_armor);
/* One digit over and over, as documentation has it in the place of a key? */
bool up_key_is_monotonous(up_str digits);
/* Base64, also URL-safe, with or without padding. False for padding inside and for a digit too many; what stands before is in *ret_bytes even so. */
bool up_key_base64(up_str digits, struct up_arena *arena, up_str *ret_bytes);
/* Reads one escape (a backslash and what follows) of JSON, C or shell in [at, bytes.len): the length, and the byte meant; 0 when it is none of a key. */
size_t up_key_escape(up_str bytes, size_t at, char *ret_byte);

/* --- DER (key-der.c) --- */

enum {
	UP_DER_INTEGER = 0x02,
	UP_DER_BITS = 0x03,
	UP_DER_OCTETS = 0x04,
	UP_DER_OID = 0x06,
	UP_DER_SEQUENCE = 0x30,
	UP_DER_ZERO = 0xA0, /* [0], constructed */
	UP_DER_ONE = 0xA1,
};

/* Takes the next element with this tag from *der; false, and *der unchanged, when it has another tag or does not fit. */
bool up_der_take(up_str *der, unsigned tag, up_str *ret_content);
/* Takes a non-negative integer without its leading zeros. */
bool up_der_number(up_str *der, up_str *ret_number);

/* The numbers of a key, big-endian, whatever format they came in. Empty: not there. */
struct up_key_numbers {
	up_str n, e, d, p, q; /* RSA */
	up_str curve;         /* the contents of the OID of a named curve; Ed25519 and its kin have that of the algorithm */
	up_str scalar, point; /* EC: big-endian, 04 x y; Ed25519 …: as they stand */
};

/* A private key in DER. */
struct up_der_key {
	up_str format;    /* "PKCS#8", "PKCS#1", "SEC1", "DSA", "encrypted PKCS#8", "TPM 2.0" */
	up_str algorithm; /* "RSA", "EC", "Ed25519", …; "unknown" */
	struct up_key_numbers numbers;
	bool is_encrypted;
	bool is_known; /* an algorithm whose inner structure was read */
	size_t used;   /* bytes of the key; others may stand behind */
};

/* False: this is no private key, or it is cut. */
bool up_der_key_read(up_str der, struct up_der_key *ret_key);
/* "P-256" for the contents of an OID of a curve or of Ed25519 and its kin; empty when unknown. */
up_str up_key_curve_name(up_str oid);
/* The contents of the OID of a curve of SSH ("nistp256", "ssh-ed25519") or JWK ("P-256", "Ed25519"); empty when unknown. */
up_str up_key_curve_oid(up_str name);
/* SHA-256 of the SubjectPublicKeyInfo of these numbers, in hex; empty when the public half is not there. */
up_str up_key_public_hash(const struct up_key_numbers *numbers, struct up_arena *arena);
/* Bits of a big-endian number without leading zeros. */
unsigned up_key_bits(up_str number);

/* --- judging (key-check.c) --- */

/* Fills kind, verdict, evidence and public_hash from the numbers: "RSA 2048-bit private key, <format>". */
void up_key_judge_numbers(const struct up_key_search *search, up_str algorithm, up_str format, const struct up_key_numbers *numbers,
			  struct up_key_found *found);

/* --- OpenSSL (key-openssl.c) --- */

enum up_key_check {
	UP_KEY_CHECK_UNKNOWN, /* an algorithm, or a size, that is not checked */
	UP_KEY_CHECK_HOLDS,
	UP_KEY_CHECK_FAILS,
};

/* Is n the product of p and q? */
enum up_key_check up_key_check_rsa(const struct up_key_numbers *numbers);
/* Does the scalar give the point? Where there is no point yet, it is put in *point (of the arena). */
enum up_key_check up_key_check_curve(const struct up_key_numbers *numbers, struct up_arena *arena, up_str *point);
/* 20 bytes (SHA-1) or 32 (SHA-256), as `algorithm` ("SHA1", "SHA256") says; false when it has another length. */
bool up_key_hmac(const char *algorithm, up_str key, up_str text, unsigned char *ret_mac, size_t len);
bool up_key_digest(const char *algorithm, up_str text, unsigned char *ret_digest, size_t len);
/* Fills everything but `at`. */
bool up_certificate_parse(up_str der, struct up_certificate *ret_certificate);

/* --- one function for each kind of key; each answers for the marker at `at` --- */

bool up_key_pem(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);
bool up_key_putty(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);
bool up_key_jwk(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);
bool up_key_xml(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);
bool up_key_wireguard(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);
bool up_key_signing(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);
bool up_key_bare(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);
bool up_key_openssh_bytes(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);

/* What stands in an armor, decoded; fill everything but `at` and `secret_at`. */
void up_key_openssh(const struct up_key_search *search, up_str blob, struct up_key_found *found);
bool up_key_pgp(const struct up_key_search *search, const struct up_armor *armor, up_str packets, struct up_key_found *found);
void up_key_ssh2(const struct up_key_search *search, up_str blob, struct up_key_found *found);
