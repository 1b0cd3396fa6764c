/* Keys, certificates, messages and time stamps for tests, made at test time: no key stands in the tree. */
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "package-made.h"

enum {
	MADE_DAY = 86400,
};

struct made_identity {
	X509 *certificate;
	EVP_PKEY *key;
};

/* What a certificate is to be; zeros are the usual: a signer of code that holds from a year ago for two years. */
struct made_wish {
	const char *name;
	const struct made_identity *issuer; /* NULL: itself */
	const char *usage;                  /* extended key usage; "" for none; NULL: "codeSigning" */
	bool is_authority;
	bool is_edwards;      /* Ed25519 */
	int rsa_bits;         /* 0: P-256 */
	int from_day, to_day; /* from now; 0, 0: the usual */
	const char *digest;   /* "SHA256" */
};

static inline void made_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert_non_null(extension);
	assert_true(X509_add_ext(certificate, extension, -1));
	X509_EXTENSION_free(extension);
}

static inline EVP_PKEY *made_key(const struct made_wish *wish)
{
	if (wish->is_edwards)
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	return wish->rsa_bits ? EVP_RSA_gen((unsigned)wish->rsa_bits) : EVP_EC_gen("P-256");
}

static inline struct made_identity made_identity(const struct made *made, struct made_wish wish)
{
	up_hash_start();
	struct made_identity identity = { X509_new(), made_key(&wish) };
	X509 *certificate = identity.certificate, *issuer = wish.issuer ? wish.issuer->certificate : certificate;
	assert_non_null(identity.key);
	X509_set_version(certificate, 2);
	unsigned char digest[32];
	up_sha256(up_str_from(wish.name), digest);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), digest[0] << 16 | digest[1] << 8 | digest[2] | 1 << 24);
	X509_NAME *name = X509_get_subject_name(certificate);
	assert_true(X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"Vendor", -1, -1, 0));
	assert_true(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)wish.name, -1, -1, 0));
	X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
	bool is_usual = !wish.from_day && !wish.to_day;
	ASN1_TIME_set(X509_getm_notBefore(certificate), made->trust.now_seconds + (is_usual ? -365 : wish.from_day) * MADE_DAY);
	ASN1_TIME_set(X509_getm_notAfter(certificate), made->trust.now_seconds + (is_usual ? 365 : wish.to_day) * MADE_DAY);
	X509_set_pubkey(certificate, identity.key);
	made_extension(certificate, issuer, NID_subject_key_identifier, "hash");
	if (wish.issuer)
		made_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
	if (wish.is_authority)
		made_extension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE");
	else if (!wish.usage || *wish.usage)
		made_extension(certificate, issuer, NID_ext_key_usage, wish.usage ? wish.usage : "codeSigning");
	assert_true(X509_sign(certificate, wish.issuer ? wish.issuer->key : identity.key,
			      EVP_get_digestbyname(wish.digest ? wish.digest : "SHA256")));
	return identity;
}

static inline void made_identity_free(struct made_identity *identity)
{
	X509_free(identity->certificate);
	EVP_PKEY_free(identity->key);
}

static inline up_str made_bytes(const struct made *made, BIO *bio)
{
	char *bytes;
	long len = BIO_get_mem_data(bio, &bytes);
	up_str copy = up_arena_copy(made->package.arena, (up_str){ bytes, (size_t)len });
	BIO_free(bio);
	return copy;
}

static inline up_str made_pem(const struct made *made, const struct made_identity *identity)
{
	BIO *bio = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(bio, identity->certificate);
	return made_bytes(made, bio);
}

/* A signature of these bytes: detached unless `flags` say otherwise. The certificates of `with` go along. */
static inline CMS_ContentInfo *made_message(up_str bytes, const struct made_identity *signer, const struct made_identity *with,
					    unsigned flags, const char *digest)
{
	STACK_OF(X509) *others = sk_X509_new_null();
	if (with)
		sk_X509_push(others, with->certificate);
	BIO *content = BIO_new_mem_buf(bytes.s, (int)bytes.len);
	CMS_ContentInfo *message = CMS_sign(NULL, NULL, others, NULL, flags | CMS_PARTIAL);
	assert_non_null(message);
	assert_non_null(CMS_add1_signer(message, signer->certificate, signer->key, EVP_get_digestbyname(digest), flags));
	/* CMS_PARTIAL: more is added before it is signed. */
	assert_true(flags & CMS_PARTIAL || CMS_final(message, content, NULL, flags));
	BIO_free(content);
	sk_X509_free(others);
	return message;
}

static inline up_str made_der(const struct made *made, CMS_ContentInfo *message)
{
	BIO *bio = BIO_new(BIO_s_mem());
	assert_true(i2d_CMS_bio(bio, message));
	CMS_ContentInfo_free(message);
	return made_bytes(made, bio);
}

static inline up_str made_signature(const struct made *made, up_str bytes, const struct made_identity *signer,
				    const struct made_identity *with)
{
	return made_der(made, made_message(bytes, signer, with, CMS_DETACHED | CMS_BINARY, "SHA256"));
}

/* A time stamp of the first signature of the message, by this authority, so many days from now (RFC 3161). */
static inline void made_stamp(const struct made *made, CMS_ContentInfo *message, const struct made_identity *authority, int day)
{
	CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message), 0);
	ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature(info);
	unsigned char digest[32];
	up_sha256((up_str){ (const char *)ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature) }, digest);
	TS_TST_INFO *told = TS_TST_INFO_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	X509_ALGOR_set_md(algorithm, EVP_sha256());
	TS_MSG_IMPRINT_set_algo(imprint, algorithm);
	TS_MSG_IMPRINT_set_msg(imprint, digest, 32);
	TS_TST_INFO_set_version(told, 1);
	TS_TST_INFO_set_msg_imprint(told, imprint);
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
	TS_TST_INFO_set_policy_id(told, policy);
	ASN1_INTEGER *serial = ASN1_INTEGER_new();
	ASN1_INTEGER_set(serial, 7);
	TS_TST_INFO_set_serial(told, serial);
	ASN1_GENERALIZEDTIME *time = ASN1_GENERALIZEDTIME_set(NULL, made->trust.now_seconds + (time_t)day * MADE_DAY);
	TS_TST_INFO_set_time(told, time);
	unsigned char *der = NULL;
	int len = i2d_TS_TST_INFO(told, &der);
	assert_true(len > 0);
	BIO *content = BIO_new_mem_buf(der, len);
	CMS_ContentInfo *stamp = CMS_sign(NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_BINARY);
	CMS_set1_eContentType(stamp, OBJ_nid2obj(NID_id_smime_ct_TSTInfo));
	CMS_add1_signer(stamp, authority->certificate, authority->key, EVP_sha256(), CMS_BINARY);
	assert_true(CMS_final(stamp, content, NULL, CMS_BINARY));
	up_str token = made_der(made, stamp);
	assert_true(CMS_unsigned_add1_attr_by_NID(info, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token.s, (int)token.len));
	BIO_free(content);
	OPENSSL_free(der);
	ASN1_GENERALIZEDTIME_free(time);
	ASN1_INTEGER_free(serial);
	ASN1_OBJECT_free(policy);
	X509_ALGOR_free(algorithm);
	TS_MSG_IMPRINT_free(imprint);
	TS_TST_INFO_free(told);
}
