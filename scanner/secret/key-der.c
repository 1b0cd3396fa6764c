/* The DER of private keys: PKCS#8 (RFC 5958), encrypted PKCS#8 (RFC 8018), PKCS#1 (RFC 8017), SEC1 (RFC 5915), OpenSSL's form of DSA, and the keys that a
 * TPM wraps. Read by hand, because nothing may be computed from numbers of hostile size before their lengths are known. */
#include "base/hash.h"
#include "secret/key-private.h"

/* --- elements ------------------------------------------------------------------------------------------------------------- */

bool up_der_take(up_str *der, unsigned tag, up_str *ret_content)
{
	if (der->len < 2 || (unsigned char)der->s[0] != tag)
		return false;
	size_t len = (unsigned char)der->s[1], head = 2;
	if (len >= 0x80) {
		size_t n = len & 0x7F;
		if (!n || n > 4 || der->len < 2 + n)
			return false;
		len = 0;
		for (size_t i = 0; i < n; i++)
			len = len << 8 | (unsigned char)der->s[2 + i];
		head += n;
	}
	if (len > der->len - head)
		return false;
	*ret_content = up_str_slice(*der, head, head + len);
	*der = up_str_slice(*der, head + len, der->len);
	return true;
}

static up_str without_zeros(up_str number)
{
	while (number.len && !number.s[0])
		number = up_str_slice(number, 1, number.len);
	return number;
}

bool up_der_number(up_str *der, up_str *ret_number)
{
	up_str after = *der, content;
	if (!up_der_take(&after, UP_DER_INTEGER, &content) || !content.len || (unsigned char)content.s[0] >= 0x80)
		return false;
	*ret_number = without_zeros(content);
	*der = after;
	return true;
}

static bool take_version(up_str *der, unsigned least, unsigned most)
{
	up_str number;
	if (!up_der_number(der, &number) || number.len > 1)
		return false;
	unsigned version = number.len ? (unsigned char)number.s[0] : 0;
	return version >= least && version <= most;
}

unsigned up_key_bits(up_str number)
{
	if (!number.len)
		return 0;
	unsigned bits = (unsigned)(number.len - 1) * 8;
	for (unsigned char first = (unsigned char)number.s[0]; first; first >>= 1)
		bits++;
	return bits;
}

/* --- algorithms and curves ------------------------------------------------------------------------------------------------ */

static const struct {
	up_str oid, name;
} algorithms[] = {
	{ UP_STR("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"), UP_STR("RSA") },
	{ UP_STR("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"), UP_STR("RSA-PSS") },
	{ UP_STR("\x2A\x86\x48\xCE\x38\x04\x01"), UP_STR("DSA") },
	{ UP_STR("\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01"), UP_STR("DH") },
	{ UP_STR("\x2A\x86\x48\xCE\x3E\x02\x01"), UP_STR("DH") },
	{ UP_STR("\x2A\x86\x48\xCE\x3D\x02\x01"), UP_STR("EC") },
	{ UP_STR("\x2B\x65\x6E"), UP_STR("X25519") },
	{ UP_STR("\x2B\x65\x6F"), UP_STR("X448") },
	{ UP_STR("\x2B\x65\x70"), UP_STR("Ed25519") },
	{ UP_STR("\x2B\x65\x71"), UP_STR("Ed448") },
	{ UP_STR("\x60\x86\x48\x01\x65\x03\x04\x03\x11"), UP_STR("ML-DSA-44") },
	{ UP_STR("\x60\x86\x48\x01\x65\x03\x04\x03\x12"), UP_STR("ML-DSA-65") },
	{ UP_STR("\x60\x86\x48\x01\x65\x03\x04\x03\x13"), UP_STR("ML-DSA-87") },
	{ UP_STR("\x60\x86\x48\x01\x65\x03\x04\x04\x01"), UP_STR("ML-KEM-512") },
	{ UP_STR("\x60\x86\x48\x01\x65\x03\x04\x04\x02"), UP_STR("ML-KEM-768") },
	{ UP_STR("\x60\x86\x48\x01\x65\x03\x04\x04\x03"), UP_STR("ML-KEM-1024") },
	{ UP_STR("\x2A\x85\x03\x02\x02\x13"), UP_STR("GOST R 34.10-2001") },
	{ UP_STR("\x2A\x85\x03\x07\x01\x01\x01\x01"), UP_STR("GOST R 34.10-2012") },
	{ UP_STR("\x2A\x85\x03\x07\x01\x01\x01\x02"), UP_STR("GOST R 34.10-2012") },
};

/* `jose`: as JWK says it; `ssh`: as SSH does. */
static const struct {
	up_str oid, name, jose, ssh;
} curves[] = {
	{ UP_STR("\x2A\x86\x48\xCE\x3D\x03\x01\x07"), UP_STR("P-256"), UP_STR("P-256"), UP_STR("nistp256") },
	{ UP_STR("\x2B\x81\x04\x00\x22"), UP_STR("P-384"), UP_STR("P-384"), UP_STR("nistp384") },
	{ UP_STR("\x2B\x81\x04\x00\x23"), UP_STR("P-521"), UP_STR("P-521"), UP_STR("nistp521") },
	{ UP_STR("\x2B\x81\x04\x00\x0A"), UP_STR("secp256k1"), UP_STR("secp256k1"), UP_STR("") },
	{ UP_STR("\x2B\x81\x04\x00\x21"), UP_STR("P-224"), UP_STR(""), UP_STR("") },
	{ UP_STR("\x2A\x86\x48\xCE\x3D\x03\x01\x01"), UP_STR("P-192"), UP_STR(""), UP_STR("") },
	{ UP_STR("\x2B\x24\x03\x03\x02\x08\x01\x01\x07"), UP_STR("brainpoolP256r1"), UP_STR(""), UP_STR("") },
	{ UP_STR("\x2B\x24\x03\x03\x02\x08\x01\x01\x0B"), UP_STR("brainpoolP384r1"), UP_STR(""), UP_STR("") },
	{ UP_STR("\x2B\x24\x03\x03\x02\x08\x01\x01\x0D"), UP_STR("brainpoolP512r1"), UP_STR(""), UP_STR("") },
	{ UP_STR("\x2A\x81\x1C\xCF\x55\x01\x82\x2D"), UP_STR("SM2"), UP_STR(""), UP_STR("") },
	{ UP_STR("\x2B\x65\x70"), UP_STR("Ed25519"), UP_STR("Ed25519"), UP_STR("ssh-ed25519") },
	{ UP_STR("\x2B\x65\x71"), UP_STR("Ed448"), UP_STR("Ed448"), UP_STR("ssh-ed448") },
	{ UP_STR("\x2B\x65\x6E"), UP_STR("X25519"), UP_STR("X25519"), UP_STR("") },
	{ UP_STR("\x2B\x65\x6F"), UP_STR("X448"), UP_STR("X448"), UP_STR("") },
};

up_str up_key_curve_name(up_str oid)
{
	for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
		if (up_str_eq(curves[i].oid, oid))
			return curves[i].name;
	return UP_STR_NULL;
}

up_str up_key_curve_oid(up_str name)
{
	for (size_t i = 0; i < sizeof curves / sizeof *curves && name.len; i++)
		if (up_str_eq(curves[i].jose, name) || up_str_eq(curves[i].ssh, name))
			return curves[i].oid;
	return UP_STR_NULL;
}

/* --- keys ----------------------------------------------------------------------------------------------------------------- */

/* RSAPrivateKey behind its version. */
static bool take_rsa(up_str *der, struct up_key_numbers *numbers)
{
	up_str *const order[] = { &numbers->n, &numbers->e, &numbers->d, &numbers->p, &numbers->q };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (!up_der_number(der, order[i]) || !order[i]->len)
			return false;
	/* d mod p - 1, d mod q - 1, and the inverse of q. */
	for (int i = 0; i < 3; i++) {
		up_str rest;
		if (!up_der_number(der, &rest))
			return false;
	}
	return true;
}

/* ECPrivateKey behind its version: the scalar, and perhaps the curve and the point. A curve given by its parameters stays unnamed. */
static bool take_ec(up_str *der, struct up_key_numbers *numbers)
{
	up_str tagged, content;
	if (!up_der_take(der, UP_DER_OCTETS, &content) || content.len < 14 || content.len > 128)
		return false;
	numbers->scalar = content;
	if (up_der_take(der, UP_DER_ZERO, &tagged) && up_der_take(&tagged, UP_DER_OID, &content))
		numbers->curve = content;
	if (up_der_take(der, UP_DER_ONE, &tagged) && up_der_take(&tagged, UP_DER_BITS, &content) && content.len > 1 && !content.s[0])
		numbers->point = up_str_slice(content, 1, content.len);
	return true;
}

/* What PKCS#8 wraps. */
static bool take_inner(up_str oid, up_str parameters, up_str octets, struct up_der_key *key)
{
	up_str inner, name = key->algorithm;
	if (up_str_starts(name, UP_STR("RSA")))
		key->is_known = up_der_take(&octets, UP_DER_SEQUENCE, &inner) && take_version(&inner, 0, 1) &&
				take_rsa(&inner, &key->numbers);
	else if (up_str_eq(name, UP_STR("EC"))) {
		key->is_known = up_der_take(&octets, UP_DER_SEQUENCE, &inner) && take_version(&inner, 1, 1) &&
				take_ec(&inner, &key->numbers);
		up_der_take(&parameters, UP_DER_OID, &key->numbers.curve);
	} else if (up_str_eq(name, UP_STR("DSA")) || up_str_eq(name, UP_STR("DH")))
		key->is_known = up_der_number(&octets, &inner) && inner.len >= 16;
	else if (up_key_curve_name(oid).len) {
		key->is_known = up_der_take(&octets, UP_DER_OCTETS, &inner) && inner.len >= 32 && inner.len <= 57;
		key->numbers.scalar = inner;
		key->numbers.curve = oid;
		return key->is_known;
	} else
		return octets.len >= 16;
	return key->is_known;
}

/* PrivateKeyInfo behind its version. */
static bool take_pkcs8(up_str *der, struct up_der_key *key)
{
	up_str algorithm, oid, octets;
	if (!up_der_take(der, UP_DER_SEQUENCE, &algorithm) || !up_der_take(&algorithm, UP_DER_OID, &oid) ||
	    !up_der_take(der, UP_DER_OCTETS, &octets))
		return false;
	key->format = UP_STR("PKCS#8");
	key->algorithm = UP_STR("unknown");
	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
		if (up_str_eq(algorithms[i].oid, oid))
			key->algorithm = algorithms[i].name;
	return take_inner(oid, algorithm, octets, key);
}

/* EncryptedPrivateKeyInfo: an algorithm of PKCS#5 or PKCS#12, then octets. */
static bool take_encrypted(up_str der, struct up_der_key *key)
{
	up_str algorithm, oid, octets;
	if (!up_der_take(&der, UP_DER_SEQUENCE, &algorithm) || !up_der_take(&algorithm, UP_DER_OID, &oid) ||
	    !up_der_take(&der, UP_DER_OCTETS, &octets) || octets.len < 16)
		return false;
	key->format = UP_STR("encrypted PKCS#8");
	key->is_encrypted = true;
	key->is_known = up_str_starts(oid, UP_STR("\x2A\x86\x48\x86\xF7\x0D\x01\x05")) ||
			up_str_starts(oid, UP_STR("\x2A\x86\x48\x86\xF7\x0D\x01\x0C\x01"));
	return true;
}

/* TSSPrivKey (the draft that tpm2-openssl follows): an OID below 2.23.133.10.1, and what only that chip can open. */
static bool take_tpm(up_str der, struct up_der_key *key)
{
	up_str oid;
	if (!up_der_take(&der, UP_DER_OID, &oid) || !up_str_starts(oid, UP_STR("\x67\x81\x05\x0A\x01")))
		return false;
	key->format = UP_STR("TPM 2.0");
	key->is_encrypted = key->is_known = true;
	return true;
}

/* OpenSSL's form of DSA behind its version: p, q, g, y, x. */
static bool take_dsa(up_str *der)
{
	up_str p, q, g, y, x;
	return up_der_number(der, &p) && up_der_number(der, &q) && up_der_number(der, &g) && up_der_number(der, &y) &&
	       up_der_number(der, &x) && !der->len && p.len >= 64 && q.len >= 20 && q.len <= 32 && x.len <= q.len && x.len >= 16;
}

/* What begins with a version: told apart by what follows. */
static bool take_versioned(up_str der, struct up_der_key *key)
{
	up_str start = der, tried;
	if (take_version(&der, 0, 1)) {
		tried = der;
		if (take_pkcs8(&tried, key))
			return true;
		if (key->format.len)
			return false;
		tried = der;
		key->format = UP_STR("PKCS#1");
		key->algorithm = UP_STR("RSA");
		key->is_known = true;
		if (take_rsa(&tried, &key->numbers))
			return true;
		key->numbers = (struct up_key_numbers){ 0 };
		key->format = UP_STR("traditional");
		key->algorithm = UP_STR("DSA");
		tried = der;
		if (take_dsa(&tried))
			return true;
	}
	key->format = UP_STR("SEC1");
	key->algorithm = UP_STR("EC");
	key->is_known = true;
	return take_version(&start, 1, 1) && take_ec(&start, &key->numbers);
}

bool up_der_key_read(up_str der, struct up_der_key *ret_key)
{
	up_str rest = der, content;
	*ret_key = (struct up_der_key){ .algorithm = UP_STR("unknown") };
	if (!up_der_take(&rest, UP_DER_SEQUENCE, &content))
		return false;
	ret_key->used = der.len - rest.len;
	return take_tpm(content, ret_key) || take_encrypted(content, ret_key) || take_versioned(content, ret_key);
}

/* --- the public half ------------------------------------------------------------------------------------------------------ */

static void add_element(struct up_buf *out, unsigned tag, up_str head, up_str content)
{
	size_t len = head.len + content.len;
	up_buf_add_byte(out, (char)tag);
	if (len < 0x80)
		up_buf_add_byte(out, (char)len);
	else if (len < 0x100) {
		up_buf_add_byte(out, (char)0x81);
		up_buf_add_byte(out, (char)len);
	} else {
		up_buf_add_byte(out, (char)0x82);
		up_buf_add_byte(out, (char)(len >> 8));
		up_buf_add_byte(out, (char)len);
	}
	up_buf_add(out, head);
	up_buf_add(out, content);
}

static void add_number(struct up_buf *out, up_str number)
{
	bool is_high = number.len && (unsigned char)number.s[0] >= 0x80;
	add_element(out, UP_DER_INTEGER, is_high || !number.len ? (up_str){ "\0", 1 } : UP_STR_NULL, number);
}

up_str up_key_public_hash(const struct up_key_numbers *numbers, struct up_arena *arena)
{
	static const up_str rsa = UP_STR("\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00"),
			    ec = UP_STR("\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01"), no_unused_bits = { "\0", 1 };
	struct up_buf inner = { 0 }, middle = { 0 }, outer = { 0 };
	bool is_rsa = numbers->n.len && numbers->e.len && numbers->n.len <= 4096 && numbers->e.len <= 4096;
	bool is_curve = numbers->curve.len && numbers->point.len && numbers->point.len <= 256;
	if (is_rsa) {
		struct up_buf pair = { 0 };
		add_number(&pair, numbers->n);
		add_number(&pair, numbers->e);
		add_element(&inner, UP_DER_SEQUENCE, UP_STR_NULL, up_buf_str(&pair));
		up_buf_add(&middle, rsa);
		add_element(&middle, UP_DER_BITS, no_unused_bits, up_buf_str(&inner));
		up_buf_finish(&pair);
	} else if (is_curve) {
		bool is_named = numbers->curve.len > 3; /* those of Ed25519 and its kin are algorithms of their own */
		add_element(&inner, UP_DER_OID, UP_STR_NULL, numbers->curve);
		add_element(&middle, UP_DER_SEQUENCE, is_named ? ec : UP_STR_NULL, up_buf_str(&inner));
		add_element(&middle, UP_DER_BITS, no_unused_bits, numbers->point);
	}
	add_element(&outer, UP_DER_SEQUENCE, UP_STR_NULL, up_buf_str(&middle));
	char hex[65];
	up_sha256_hex(up_buf_str(&outer), hex);
	up_buf_finish(&inner);
	up_buf_finish(&middle);
	up_buf_finish(&outer);
	return is_rsa || is_curve ? up_arena_copy(arena, up_str_from(hex)) : UP_STR_NULL;
}
