/* The arithmetic of keys, and certificates: everything here that OpenSSL does. Numbers are bounded before they come to it, and their time with them. */
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "base/hash.h"
#include "base/memory.h"
#include "secret/key-private.h"

enum {
	NUMBER_BYTES = 2048, /* RSA of 16,384 bits */
	POINT_BYTES = 133,   /* P-521 */
};

/* --- numbers -------------------------------------------------------------------------------------------------------------- */

static BIGNUM *number_of(up_str bytes)
{
	BIGNUM *number = BN_bin2bn((const unsigned char *)bytes.s, (int)bytes.len, NULL);
	if (!number)
		up_out_of_memory();
	return number;
}

enum up_key_check up_key_check_rsa(const struct up_key_numbers *numbers)
{
	if (!numbers->p.len || !numbers->q.len || !numbers->n.len)
		return UP_KEY_CHECK_UNKNOWN;
	if (numbers->n.len > NUMBER_BYTES || numbers->p.len > NUMBER_BYTES || numbers->q.len > NUMBER_BYTES)
		return UP_KEY_CHECK_UNKNOWN;
	up_hash_start();
	BN_CTX *context = BN_CTX_new();
	BIGNUM *n = number_of(numbers->n), *p = number_of(numbers->p), *q = number_of(numbers->q), *product = BN_new();
	if (!context || !product || !BN_mul(product, p, q, context))
		up_out_of_memory();
	bool holds = !BN_is_one(p) && !BN_is_one(q) && BN_cmp(product, n) == 0;
	BN_clear_free(product);
	BN_clear_free(q);
	BN_clear_free(p);
	BN_free(n);
	BN_CTX_free(context);
	return holds ? UP_KEY_CHECK_HOLDS : UP_KEY_CHECK_FAILS;
}

/* Ed25519 and its kin: the public half comes from the library; an older form carries the point behind the scalar. */
static enum up_key_check check_raw(const struct up_key_numbers *numbers, int type, struct up_arena *arena, up_str *point)
{
	unsigned char computed[64];
	size_t len = sizeof computed;
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(type, NULL, (const unsigned char *)numbers->scalar.s, numbers->scalar.len);
	bool is_computed = key && EVP_PKEY_get_raw_public_key(key, computed, &len);
	EVP_PKEY_free(key);
	if (!is_computed)
		return UP_KEY_CHECK_FAILS;
	up_str public = { (const char *)computed, len };
	if (point->len)
		return up_str_eq(*point, public) ? UP_KEY_CHECK_HOLDS : UP_KEY_CHECK_FAILS;
	*point = up_arena_copy(arena, public);
	return UP_KEY_CHECK_HOLDS;
}

static int curve_type(up_str oid)
{
	unsigned char der[16] = { UP_DER_OID, (unsigned char)oid.len };
	if (oid.len > sizeof der - 2)
		return NID_undef;
	memcpy(der + 2, oid.s, oid.len);
	const unsigned char *at = der;
	ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)oid.len + 2);
	int type = object ? OBJ_obj2nid(object) : NID_undef;
	ASN1_OBJECT_free(object);
	return type;
}

enum up_key_check up_key_check_curve(const struct up_key_numbers *numbers, struct up_arena *arena, up_str *point)
{
	up_hash_start();
	int type = curve_type(numbers->curve);
	if (type == EVP_PKEY_ED25519 || type == EVP_PKEY_ED448 || type == EVP_PKEY_X25519 || type == EVP_PKEY_X448)
		return check_raw(numbers, type, arena, point);
	EC_GROUP *group = type == NID_undef ? NULL : EC_GROUP_new_by_curve_name(type);
	if (!group)
		return UP_KEY_CHECK_UNKNOWN;
	size_t width = ((size_t)EC_GROUP_get_degree(group) + 7) / 8;
	BN_CTX *context = BN_CTX_new();
	BIGNUM *scalar = number_of(up_str_slice(numbers->scalar, 0, width + 1));
	EC_POINT *product = EC_POINT_new(group);
	unsigned char computed[POINT_BYTES];
	if (!context || !product)
		up_out_of_memory();
	enum up_key_check check = UP_KEY_CHECK_FAILS;
	bool is_compressed = point->len == width + 1;
	bool is_within = numbers->scalar.len <= width + 1 && !BN_is_zero(scalar) && BN_cmp(scalar, EC_GROUP_get0_order(group)) < 0;
	if (is_within && EC_POINT_mul(group, product, scalar, NULL, NULL, context)) {
		size_t len = EC_POINT_point2oct(group, product, is_compressed ? POINT_CONVERSION_COMPRESSED : POINT_CONVERSION_UNCOMPRESSED,
						computed, sizeof computed, context);
		up_str public = { (const char *)computed, len };
		if (len && (!point->len || up_str_eq(*point, public)))
			check = UP_KEY_CHECK_HOLDS;
		if (len && !point->len)
			*point = up_arena_copy(arena, public);
	}
	EC_POINT_free(product);
	BN_clear_free(scalar);
	BN_CTX_free(context);
	EC_GROUP_free(group);
	return check;
}

/* --- digests -------------------------------------------------------------------------------------------------------------- */

bool up_key_digest(const char *algorithm, up_str text, unsigned char *ret_digest, size_t len)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	up_hash_start();
	const EVP_MD *method = EVP_get_digestbyname(algorithm);
	if (!method || !EVP_Digest(text.s ? text.s : "", text.len, digest, &n, method, NULL) || n < len)
		return false;
	memcpy(ret_digest, digest, len);
	return true;
}

bool up_key_hmac(const char *algorithm, up_str key, up_str text, unsigned char *ret_mac, size_t len)
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	up_hash_start();
	const EVP_MD *method = EVP_get_digestbyname(algorithm);
	if (!method || !HMAC(method, key.s ? key.s : "", (int)key.len, (const unsigned char *)text.s, text.len, mac, &n) || n != len)
		return false;
	memcpy(ret_mac, mac, len);
	return true;
}

/* --- certificates --------------------------------------------------------------------------------------------------------- */

static void set_name(struct up_certificate *certificate, const char *head, up_str text)
{
	size_t n = strlen(head);
	memcpy(certificate->name, head, n);
	for (size_t i = 0; i < text.len && n < UP_CERTIFICATE_NAME; i++)
		certificate->name[n++] = (char)(text.s[i] >= ' ' && text.s[i] < 0x7F ? text.s[i] : '?');
	certificate->name[n] = '\0';
}

static void take_common_name(X509 *x509, struct up_certificate *certificate)
{
	X509_NAME *subject = X509_get_subject_name(x509);
	int at = subject ? X509_NAME_get_index_by_NID(subject, NID_commonName, -1) : -1;
	const ASN1_STRING *value = at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
	unsigned char *utf8 = NULL;
	int len = value ? ASN1_STRING_to_UTF8(&utf8, value) : -1;
	if (len > 0)
		set_name(certificate, "CN=", (up_str){ (const char *)utf8, (size_t)len });
	OPENSSL_free(utf8);
}

static void take_alternative_name(X509 *x509, struct up_certificate *certificate)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
	for (int i = 0; names && i < sk_GENERAL_NAME_num(names) && !certificate->name[0]; i++) {
		int type;
		const ASN1_STRING *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type);
		if (type == GEN_DNS || type == GEN_EMAIL || type == GEN_URI) {
			up_str text = { (const char *)ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value) };
			set_name(certificate, type == GEN_DNS ? "DNS:" : type == GEN_EMAIL ? "email:" : "URI:", text);
		}
	}
	GENERAL_NAMES_free(names);
}

static void take_serial(X509 *x509, struct up_certificate *certificate)
{
	BIGNUM *number = ASN1_INTEGER_to_BN(X509_get_serialNumber(x509), NULL);
	char *hex = number ? BN_bn2hex(number) : NULL;
	set_name(certificate, "serial ", up_str_from(hex ? hex : "?"));
	OPENSSL_free(hex);
	BN_free(number);
}

static void take_end(X509 *x509, struct up_certificate *certificate)
{
	struct tm date;
	const ASN1_TIME *time = X509_get0_notAfter(x509);
	if (time && ASN1_TIME_to_tm(time, &date))
		strftime(certificate->not_after, sizeof certificate->not_after, "%Y-%m-%d", &date);
}

bool up_certificate_parse(up_str der, struct up_certificate *ret_certificate)
{
	up_hash_start();
	const unsigned char *at = (const unsigned char *)der.s;
	X509 *x509 = d2i_X509(NULL, &at, (long)der.len);
	if (!x509)
		return false;
	unsigned char *public = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &public);
	if (len > 0) {
		up_sha256_hex((up_str){ (const char *)public, (size_t)len }, ret_certificate->public_hash);
		take_common_name(x509, ret_certificate);
		if (!ret_certificate->name[0])
			take_alternative_name(x509, ret_certificate);
		if (!ret_certificate->name[0])
			take_serial(x509, ret_certificate);
		take_end(x509, ret_certificate);
	}
	OPENSSL_free(public);
	X509_free(x509);
	return len > 0;
}
