/* OpenSSL's CMS, step by step instead of CMS_verify: each signer is judged alone, and its certificate by our own chain. */
#include "package/signed.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

enum {
	CHUNK = 16 << 10,
	HEAD = 4096,      /* where PEM and S/MIME show themselves */
	TEXT_LINE = 1024, /* OpenSSL's MAX_SMLEN: longer lines are taken in parts */
};

struct up_signed {
	CMS_ContentInfo *message;
	struct up_buf clear; /* content of an S/MIME message that stands before the signature */
	bool is_clear;
	BIO *digests; /* the content runs through these */
	bool is_text, is_cut, is_over;
	char line[TEXT_LINE];
	size_t n_line;
};

/* --- reading ---------------------------------------------------------------------------------------------------------------- */

static CMS_ContentInfo *read_pem(BIO *bio)
{
	CMS_ContentInfo *message = NULL;
	char *name = NULL, *header = NULL;
	unsigned char *data = NULL;
	long len = 0;
	while (!message && PEM_read_bio(bio, &name, &header, &data, &len)) {
		const unsigned char *at = data;
		if (strcmp(name, PEM_STRING_CMS) == 0 || strcmp(name, PEM_STRING_PKCS7) == 0 || strcmp(name, PEM_STRING_PKCS7_SIGNED) == 0)
			message = d2i_CMS_ContentInfo(NULL, &at, len);
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(data);
	}
	return message;
}

/* As it stands: which line ends were signed is found out later. */
static CMS_ContentInfo *read_smime(BIO *bio, struct up_buf *clear, bool *ret_is_clear)
{
	BIO *content = NULL;
	char *bytes = NULL;
	CMS_ContentInfo *message = SMIME_read_CMS_ex(bio, CMS_BINARY, &content, NULL);
	*ret_is_clear = content != NULL;
	long len = content ? BIO_get_mem_data(content, &bytes) : 0;
	if (len > 0)
		up_buf_add(clear, (up_str){ bytes, (size_t)len });
	BIO_free(content);
	return message;
}

static CMS_ContentInfo *read_message(up_str bytes, struct up_buf *clear, bool *ret_is_clear)
{
	const unsigned char *at = (const unsigned char *)bytes.s;
	if (bytes.s[0] == '\x30')
		return d2i_CMS_ContentInfo(NULL, &at, (long)bytes.len);
	BIO *bio = BIO_new_mem_buf(bytes.s, (int)bytes.len);
	if (!bio)
		up_out_of_memory();
	CMS_ContentInfo *message = NULL;
	if (up_str_contains(up_str_slice(bytes, 0, HEAD), UP_STR("-----BEGIN ")))
		message = read_pem(bio);
	else if (up_str_contains(up_str_slice(bytes, 0, HEAD), UP_STR("MIME-Version:")))
		message = read_smime(bio, clear, ret_is_clear);
	BIO_free(bio);
	return message;
}

struct up_signed *up_signed_new(up_str bytes)
{
	if (!bytes.len || bytes.len > INT32_MAX)
		return NULL;
	up_hash_start();
	struct up_signed *message = up_alloc_zero(1, sizeof *message);
	message->message = read_message(bytes, &message->clear, &message->is_clear);
	ERR_clear_error();
	if (message->message && OBJ_obj2nid(CMS_get0_type(message->message)) == NID_pkcs7_signed)
		return message;
	up_signed_free(message);
	return NULL;
}

void up_signed_free(struct up_signed *message)
{
	if (!message)
		return;
	BIO_free_all(message->digests);
	CMS_ContentInfo_free(message->message);
	up_buf_finish(&message->clear);
	up_free(message);
}

bool up_signed_has_content(const struct up_signed *message)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(message->message);
	return content && *content;
}

bool up_signed_clear(const struct up_signed *message, up_str *ret_content)
{
	*ret_content = up_buf_str(&message->clear);
	return message->is_clear;
}

size_t up_signed_signers(const struct up_signed *message)
{
	int n = sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(message->message));
	return n > 0 ? (size_t)n : 0;
}

/* --- the content ------------------------------------------------------------------------------------------------------------ */

bool up_signed_begin(struct up_signed *message, bool is_text)
{
	BIO_free_all(message->digests);
	/* Without content this chain ends in nothing: what is written only runs through the digests. */
	message->digests = CMS_dataInit(message->message, NULL);
	message->is_text = is_text;
	message->is_cut = message->is_over = false;
	message->n_line = 0;
	ERR_clear_error();
	return message->digests != NULL;
}

static void digest(struct up_signed *message, up_str bytes)
{
	if (bytes.len && message->digests && BIO_write(message->digests, bytes.s, (int)bytes.len) <= 0)
		ERR_clear_error();
}

/* What one call of fgets with TEXT_LINE bytes gives, and what is made of it. */
static void end_line(struct up_signed *message)
{
	size_t len = strnlen(message->line, message->n_line);
	message->is_cut |= len < message->n_line;
	/* An empty line is the end for the one who copies. */
	message->is_over |= !len;
	bool has_end = false;
	while (len && (message->line[len - 1] == '\n' || message->line[len - 1] == '\r'))
		has_end |= message->line[--len] == '\n';
	if (!message->is_over) {
		digest(message, (up_str){ message->line, len });
		if (has_end)
			digest(message, UP_STR("\r\n"));
	}
	message->n_line = 0;
}

void up_signed_add(struct up_signed *message, up_str bytes)
{
	if (!message->is_text) {
		for (size_t at = 0; at < bytes.len; at += CHUNK)
			digest(message, up_str_slice(bytes, at, at + CHUNK));
		return;
	}
	for (size_t i = 0; i < bytes.len; i++) {
		message->line[message->n_line++] = bytes.s[i];
		if (bytes.s[i] == '\n' || message->n_line == TEXT_LINE - 1)
			end_line(message);
	}
}

bool up_signed_is_cut(const struct up_signed *message)
{
	return message->is_cut;
}

bool up_signed_inside(struct up_signed *message, unsigned char ret_sha256[32])
{
	char chunk[CHUNK];
	int n;
	unsigned char sha256[UP_DIGEST_BYTES];
	if (!up_signed_begin(message, false))
		return false;
	struct up_hasher *hasher = up_hasher_new(1u << UP_DIGEST_SHA256);
	/* Inner content comes out of the chain's end. */
	while ((n = BIO_read(message->digests, chunk, sizeof chunk)) > 0)
		up_hasher_add(hasher, (up_str){ chunk, (size_t)n });
	up_hasher_end(hasher, UP_DIGEST_SHA256, sha256);
	up_hasher_free(hasher);
	memcpy(ret_sha256, sha256, 32);
	ERR_clear_error();
	return true;
}

/* --- one signer ------------------------------------------------------------------------------------------------------------- */

static bool is_edwards(int kind)
{
	return kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448;
}

static bool is_supported(X509 *certificate, const X509_ALGOR *digest, bool has_attributes)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	int kind = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
	if (!EVP_get_digestbyobj(digest->algorithm))
		return false;
	return kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS || kind == EVP_PKEY_DSA || kind == EVP_PKEY_EC ||
	       (is_edwards(kind) && has_attributes);
}

struct piece {
	unsigned char *der;
	int len;
};

static int compare_pieces(const void *a, const void *b)
{
	const struct piece *left = a, *right = b;
	return up_str_cmp((up_str){ (const char *)left->der, (size_t)left->len }, (up_str){ (const char *)right->der, (size_t)right->len });
}

/* The signed attributes as what they are signed as: a SET OF in DER, whose members are sorted by their bytes. */
static void encode_attributes(CMS_SignerInfo *info, struct up_buf *out)
{
	int n = CMS_signed_get_attr_count(info);
	struct piece *pieces = up_alloc_zero((size_t)n + 1, sizeof *pieces);
	int len = 0;
	for (int i = 0; i < n; i++) {
		pieces[i].len = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(info, i), &pieces[i].der);
		pieces[i].len = pieces[i].len > 0 ? pieces[i].len : 0;
		len += pieces[i].len;
	}
	qsort(pieces, (size_t)n, sizeof *pieces, compare_pieces);
	unsigned char head[8], *end = head;
	ASN1_put_object(&end, 1, len, V_ASN1_SET, V_ASN1_UNIVERSAL);
	up_buf_add(out, (up_str){ (const char *)head, (size_t)(end - head) });
	for (int i = 0; i < n; i++) {
		up_buf_add(out, (up_str){ (const char *)pieces[i].der, (size_t)pieces[i].len });
		OPENSSL_free(pieces[i].der);
	}
	up_free(pieces);
}

/* RFC 8419. OpenSSL's CMS knows these keys since 3.3 only. */
static bool verify_edwards(CMS_SignerInfo *info, EVP_PKEY *key)
{
	struct up_buf signed_bytes = { 0 };
	const ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature(info);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (!context)
		up_out_of_memory();
	encode_attributes(info, &signed_bytes);
	bool is_right = EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) > 0 &&
			EVP_DigestVerify(context, ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature),
					 (const unsigned char *)signed_bytes.bytes, signed_bytes.len) > 0;
	EVP_MD_CTX_free(context);
	up_buf_finish(&signed_bytes);
	return is_right;
}

static enum up_signer_match match_of(CMS_SignerInfo *info, BIO *digests)
{
	X509 *certificate = NULL;
	X509_ALGOR *digest_method = NULL;
	CMS_SignerInfo_get0_algs(info, NULL, &certificate, &digest_method, NULL);
	if (!certificate)
		return UP_SIGNER_NO_CERTIFICATE;
	bool has_attributes = CMS_signed_get_attr_count(info) > 0;
	if (!digests || !is_supported(certificate, digest_method, has_attributes))
		return UP_SIGNER_UNSUPPORTED;
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	bool is_ours = is_edwards(EVP_PKEY_get_base_id(key));
	if (has_attributes && !(is_ours ? verify_edwards(info, key) : CMS_SignerInfo_verify(info) > 0))
		return UP_SIGNER_WRONG;
	if (CMS_SignerInfo_verify_content(info, digests) > 0)
		return UP_SIGNER_MATCHES;
	/* Without attributes the signature is of the content itself, and nobody can tell which of the two was altered. */
	return has_attributes ? UP_SIGNER_CONTENT_ALTERED : UP_SIGNER_WRONG;
}

static up_str wanted_of(CMS_SignerInfo *info, struct up_arena *arena)
{
	ASN1_OCTET_STRING *key = NULL;
	X509_NAME *issuer = NULL;
	ASN1_INTEGER *serial = NULL;
	if (!CMS_SignerInfo_get0_signer_id(info, &key, &issuer, &serial))
		return UP_STR_NULL;
	if (key) {
		up_str hex = up_chain_hex(key, arena);
		return up_arena_printf(arena, "key id %.*s", UP_FMT(hex));
	}
	up_str name = up_chain_name(issuer, arena), number = up_chain_hex(serial, arena);
	return up_arena_printf(arena, "serial %.*s of %.*s", UP_FMT(number), UP_FMT(name));
}

static const ASN1_TYPE *attribute_of(const X509_ATTRIBUTE *attribute)
{
	return attribute && X509_ATTRIBUTE_count(attribute) > 0 ? X509_ATTRIBUTE_get0_type((X509_ATTRIBUTE *)(uintptr_t)attribute, 0)
								: NULL;
}

static int64_t claimed_of(CMS_SignerInfo *info)
{
	int at = CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1);
	const ASN1_TYPE *value = at < 0 ? NULL : attribute_of(CMS_signed_get_attr(info, at));
	if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
		return 0;
	int64_t seconds = up_chain_seconds(value->value.asn1_string);
	return seconds == INT64_MIN ? 0 : seconds;
}

/* --- time stamps, RFC 3161 ---------------------------------------------------------------------------------------------------- */

static CMS_ContentInfo *stamp_of(CMS_SignerInfo *info)
{
	int at = CMS_unsigned_get_attr_by_NID(info, NID_id_smime_aa_timeStampToken, -1);
	const ASN1_TYPE *value = at < 0 ? NULL : attribute_of(CMS_unsigned_get_attr(info, at));
	if (!value || value->type != V_ASN1_SEQUENCE)
		return NULL;
	const unsigned char *der = ASN1_STRING_get0_data(value->value.sequence);
	return d2i_CMS_ContentInfo(NULL, &der, ASN1_STRING_length(value->value.sequence));
}

/* When, where the stamp is of this signature; 0: it is of another. */
static int64_t stamped_time(CMS_ContentInfo *stamp, CMS_SignerInfo *info)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(stamp), *signature = CMS_SignerInfo_get0_signature(info);
	if (OBJ_obj2nid(CMS_get0_eContentType(stamp)) != NID_id_smime_ct_TSTInfo || !content || !*content || !signature)
		return 0;
	const unsigned char *der = ASN1_STRING_get0_data(*content);
	TS_TST_INFO *told = d2i_TS_TST_INFO(NULL, &der, ASN1_STRING_length(*content));
	if (!told)
		return 0;
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(told);
	const EVP_MD *method = EVP_get_digestbyobj(TS_MSG_IMPRINT_get_algo(imprint)->algorithm);
	const ASN1_OCTET_STRING *hashed = TS_MSG_IMPRINT_get_msg(imprint);
	unsigned char digest_of_signature[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	bool is_ours = method &&
		       EVP_Digest(ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature), digest_of_signature, &len,
				  method, NULL) &&
		       (int)len == ASN1_STRING_length(hashed) && memcmp(digest_of_signature, ASN1_STRING_get0_data(hashed), len) == 0;
	int64_t seconds = is_ours ? up_chain_seconds(TS_TST_INFO_get_time(told)) : 0;
	TS_TST_INFO_free(told);
	return seconds == INT64_MIN ? 0 : seconds;
}

static void judge_stamp(CMS_SignerInfo *info, const struct up_anchors *anchors, int64_t now, struct up_arena *arena,
			struct up_signer *signer)
{
	CMS_ContentInfo *stamp = stamp_of(info);
	int64_t at = stamp && OBJ_obj2nid(CMS_get0_type(stamp)) == NID_pkcs7_signed ? stamped_time(stamp, info) : 0;
	STACK_OF(CMS_SignerInfo) *infos = at ? CMS_get0_SignerInfos(stamp) : NULL;
	if (!at || sk_CMS_SignerInfo_num(infos) != 1) {
		CMS_ContentInfo_free(stamp);
		return;
	}
	CMS_set1_signers_certs(stamp, up_anchors_certificates(anchors), 0);
	BIO *digests = CMS_dataInit(stamp, NULL);
	char chunk[4096];
	while (digests && BIO_read(digests, chunk, sizeof chunk) > 0)
		;
	CMS_SignerInfo *authority = sk_CMS_SignerInfo_value(infos, 0);
	X509 *certificate = NULL;
	if (match_of(authority, digests) == UP_SIGNER_MATCHES) {
		struct up_chain chain;
		STACK_OF(X509) *others = CMS_get1_certs(stamp);
		CMS_SignerInfo_get0_algs(authority, NULL, &certificate, NULL, NULL);
		up_chain_judge(anchors, certificate, others, UP_PURPOSE_TIME, now, at, arena, &chain);
		sk_X509_pop_free(others, X509_free);
		signer->stamped_at = at;
		signer->stamp_by = chain.links[0].subject;
		signer->is_stamp_trusted = chain.end == UP_CHAIN_TRUSTED && chain.held_then && chain.purpose == UP_PURPOSE_FITS &&
					   !chain.revoked.len;
	}
	BIO_free_all(digests);
	CMS_ContentInfo_free(stamp);
}

/* --- all of it ---------------------------------------------------------------------------------------------------------------- */

static up_str digest_name(const X509_ALGOR *digest, struct up_arena *arena, bool *ret_is_weak)
{
	const EVP_MD *method = digest ? EVP_get_digestbyobj(digest->algorithm) : NULL;
	*ret_is_weak = false;
	for (unsigned kind = 0; method && kind < _UP_DIGEST_MAX; kind++) {
		static const int numbers[_UP_DIGEST_MAX] = { NID_md5,    NID_sha1,   NID_sha224,     NID_sha256,
							     NID_sha384, NID_sha512, NID_sha512_256, NID_blake2b512 };
		if (EVP_MD_get_type(method) != numbers[kind])
			continue;
		*ret_is_weak = up_digest_is_weak(kind);
		return up_str_from(up_digest_name(kind));
	}
	char name[80] = "";
	if (digest)
		OBJ_obj2txt(name, sizeof name, digest->algorithm, 0);
	return up_arena_copy(arena, up_str_from(name));
}

void up_signed_judge(struct up_signed *message, size_t number, const struct up_anchors *anchors, int64_t now, struct up_arena *arena,
		     struct up_signer *ret_signer)
{
	*ret_signer = (struct up_signer){ 0 };
	/* What the text ends with when no line end does. */
	if (message->is_text && message->n_line)
		end_line(message);
	CMS_SignerInfo *info = sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message->message), (int)number);
	CMS_set1_signers_certs(message->message, up_anchors_certificates(anchors), 0);
	X509 *certificate = NULL;
	X509_ALGOR *method = NULL;
	CMS_SignerInfo_get0_algs(info, NULL, &certificate, &method, NULL);
	ret_signer->digest = digest_name(method, arena, &ret_signer->is_digest_weak);
	ret_signer->match = match_of(info, message->digests);
	ret_signer->claimed_at = claimed_of(info);
	if (!certificate) {
		ret_signer->wanted = wanted_of(info, arena);
		ERR_clear_error();
		return;
	}
	judge_stamp(info, anchors, now, arena, ret_signer);
	STACK_OF(X509) *others = CMS_get1_certs(message->message);
	up_chain_judge(anchors, certificate, others, UP_PURPOSE_CODE, now, ret_signer->is_stamp_trusted ? ret_signer->stamped_at : now,
		       arena, &ret_signer->chain);
	sk_X509_pop_free(others, X509_free);
	ERR_clear_error();
}
