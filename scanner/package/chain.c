/* OpenSSL builds the chain and checks its signatures, authorities and path lengths. Its own ideas of purpose and time are not asked: it knows no code signing
 * before 3.2 and takes S/MIME for granted, and both now and the time of signing matter here. */
#include "package/chain.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "base/hash.h"
#include "base/lines.h"
#include "base/memory.h"
#include "core/limits.h"

enum {
	NAME_BYTES = 160, /* of a name in a message */
	RSA_BITS = 2048,  /* NIST SP 800-131A: less has 80 bits of strength */
	CURVE_BITS = 224,
	FINGERPRINT = 32,
};

struct pin {
	unsigned char sha256[FINGERPRINT];
	up_str path;
};

struct up_anchors {
	STACK_OF(X509) * certificates;
	up_str *paths; /* of each certificate */
	size_t n_paths, paths_capacity;
	STACK_OF(X509_CRL) * lists;
	struct pin *pins;
	size_t n_pins, pins_capacity;
};

/* --- trust files ------------------------------------------------------------------------------------------------------------ */

static bool add_certificate(struct up_anchors *anchors, X509 *certificate, up_str path)
{
	if (!certificate)
		return false;
	if (!sk_X509_push(anchors->certificates, certificate))
		up_out_of_memory();
	anchors->paths = up_grow(anchors->paths, &anchors->paths_capacity, anchors->n_paths + 1, sizeof *anchors->paths);
	anchors->paths[anchors->n_paths++] = path;
	return true;
}

static bool add_list(struct up_anchors *anchors, X509_CRL *list)
{
	if (list && !sk_X509_CRL_push(anchors->lists, list))
		up_out_of_memory();
	return list != NULL;
}

static bool add_der(struct up_anchors *anchors, up_str der, up_str path)
{
	const unsigned char *at = (const unsigned char *)der.s;
	if (add_certificate(anchors, d2i_X509(NULL, &at, (long)der.len), path))
		return true;
	at = (const unsigned char *)der.s;
	return add_list(anchors, d2i_X509_CRL(NULL, &at, (long)der.len));
}

/* Keys that stand in the same file are passed over: nothing is asked to decrypt them. */
static bool add_pem(struct up_anchors *anchors, const struct up_trust_file *file)
{
	bool is_used = false;
	BIO *bio = BIO_new_mem_buf(file->bytes.s, (int)file->bytes.len);
	char *name = NULL, *header = NULL;
	unsigned char *data = NULL;
	long len = 0;
	if (!bio)
		up_out_of_memory();
	while (PEM_read_bio(bio, &name, &header, &data, &len)) {
		const unsigned char *at = data;
		if (strcmp(name, PEM_STRING_X509) == 0 || strcmp(name, PEM_STRING_X509_OLD) == 0)
			is_used |= add_certificate(anchors, d2i_X509(NULL, &at, len), file->path);
		else if (strcmp(name, PEM_STRING_X509_TRUSTED) == 0)
			is_used |= add_certificate(anchors, d2i_X509_AUX(NULL, &at, len), file->path);
		else if (strcmp(name, PEM_STRING_X509_CRL) == 0)
			is_used |= add_list(anchors, d2i_X509_CRL(NULL, &at, len));
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(data);
	}
	BIO_free(bio);
	return is_used;
}

/* Lines of 64 hex digits, colons between bytes allowed; what stands behind a blank or '#' is for people. */
static bool add_pins(struct up_anchors *anchors, const struct up_trust_file *file)
{
	bool is_used = false;
	size_t offset = 0;
	for (up_str line; up_line_next(file->bytes, &offset, &line);) {
		struct pin pin = { .path = file->path };
		size_t n = 0;
		line = up_str_trim(line);
		for (size_t i = 0; i < line.len && !up_is_blank(line.s[i]) && line.s[i] != '#'; i++) {
			if (line.s[i] == ':')
				continue;
			int value = up_hex_value(line.s[i]);
			n = value < 0 || n > 2 * FINGERPRINT ? SIZE_MAX : n;
			if (n == SIZE_MAX)
				break;
			if (n < 2 * FINGERPRINT)
				pin.sha256[n / 2] = (unsigned char)(pin.sha256[n / 2] << 4 | value);
			n++;
		}
		if (n != 2 * FINGERPRINT)
			continue;
		anchors->pins = up_grow(anchors->pins, &anchors->pins_capacity, anchors->n_pins + 1, sizeof pin);
		anchors->pins[anchors->n_pins++] = pin;
		is_used = true;
	}
	return is_used;
}

struct up_anchors *up_anchors_new(struct up_trust *trust)
{
	up_hash_start();
	struct up_anchors *anchors = up_alloc_zero(1, sizeof *anchors);
	anchors->certificates = sk_X509_new_null();
	anchors->lists = sk_X509_CRL_new_null();
	if (!anchors->certificates || !anchors->lists)
		up_out_of_memory();
	for (size_t i = 0; i < trust->n_files; i++) {
		struct up_trust_file *file = &trust->files[i];
		if (!file->bytes.len || file->bytes.len > INT32_MAX)
			continue;
		/* What DER begins with is the digit 0 too. */
		if (add_der(anchors, file->bytes, file->path) || add_pem(anchors, file) || add_pins(anchors, file))
			file->is_used = true;
	}
	ERR_clear_error();
	return anchors;
}

void up_anchors_free(struct up_anchors *anchors)
{
	if (!anchors)
		return;
	sk_X509_pop_free(anchors->certificates, X509_free);
	sk_X509_CRL_pop_free(anchors->lists, X509_CRL_free);
	up_free(anchors->paths);
	up_free(anchors->pins);
	up_free(anchors);
}

struct stack_st_X509 *up_anchors_certificates(const struct up_anchors *anchors)
{
	return anchors->certificates;
}

/* --- text ------------------------------------------------------------------------------------------------------------------- */

up_str up_chain_name(const struct X509_name_st *name, struct up_arena *arena)
{
	BIO *bio = BIO_new(BIO_s_mem());
	if (!bio)
		up_out_of_memory();
	/* RFC 4514: the last part first, UTF-8, controls escaped. */
	X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
	char *bytes = NULL;
	long len = BIO_get_mem_data(bio, &bytes);
	up_str text = { bytes, len > 0 ? (size_t)len : 0 };
	bool is_cut = text.len > NAME_BYTES;
	if (is_cut)
		for (text.len = NAME_BYTES; text.len && ((unsigned char)text.s[text.len] & 0xC0) == 0x80;)
			text.len--;
	text = is_cut ? up_arena_printf(arena, "%.*s…", UP_FMT(text)) : up_arena_copy(arena, text);
	BIO_free(bio);
	return text.len ? text : UP_STR("(no name)");
}

up_str up_chain_hex(const struct asn1_string_st *string, struct up_arena *arena)
{
	int len = string ? ASN1_STRING_length(string) : 0;
	if (len <= 0 || len > UP_DIGEST_BYTES)
		return UP_STR_NULL;
	char hex[2 * UP_DIGEST_BYTES + 1];
	up_digest_hex(ASN1_STRING_get0_data(string), (size_t)len, hex);
	return up_arena_copy(arena, up_str_from(hex));
}

int64_t up_chain_seconds(const struct asn1_string_st *time)
{
	struct tm parts;
	if (!time || !ASN1_TIME_to_tm(time, &parts))
		return INT64_MIN;
	return timegm(&parts);
}

up_str up_chain_day(int64_t seconds, struct up_arena *arena)
{
	struct tm parts;
	time_t time = (time_t)seconds;
	if (seconds == INT64_MIN || !gmtime_r(&time, &parts))
		return UP_STR_NULL;
	return up_arena_printf(arena, "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

/* "RSA 2048"; *ret_is_weak. */
static up_str key_text(X509 *certificate, struct up_arena *arena, bool *ret_is_weak)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	*ret_is_weak = false;
	if (!key)
		return UP_STR("unknown key");
	int bits = EVP_PKEY_get_bits(key);
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		*ret_is_weak = bits < RSA_BITS;
		return up_arena_printf(arena, "RSA %d", bits);
	case EVP_PKEY_DSA:
		*ret_is_weak = bits < RSA_BITS;
		return up_arena_printf(arena, "DSA %d", bits);
	case EVP_PKEY_EC:
		*ret_is_weak = bits < CURVE_BITS;
		return up_arena_printf(arena, "EC %d", bits);
	case EVP_PKEY_ED25519:
		return UP_STR("Ed25519");
	case EVP_PKEY_ED448:
		return UP_STR("Ed448");
	default:
		return UP_STR("unknown key");
	}
}

static const char *digest_text(int nid)
{
	switch (nid) {
	case NID_md2:
		return "MD2";
	case NID_md4:
		return "MD4";
	case NID_md5:
		return "MD5";
	case NID_sha1:
		return "SHA-1";
	case NID_sha224:
		return "SHA-224";
	case NID_sha256:
		return "SHA-256";
	case NID_sha384:
		return "SHA-384";
	case NID_sha512:
		return "SHA-512";
	default:
		return nid == NID_undef ? NULL : OBJ_nid2ln(nid);
	}
}

static bool is_weak_digest(int nid)
{
	return nid == NID_md2 || nid == NID_md4 || nid == NID_md5 || nid == NID_sha1;
}

static void describe(X509 *certificate, struct up_arena *arena, struct up_link *ret_link)
{
	unsigned char sha256[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	char hex[2 * UP_DIGEST_BYTES + 1] = "";
	bool is_weak;
	int digest = NID_undef;
	if (X509_digest(certificate, EVP_sha256(), sha256, &len) && len == FINGERPRINT)
		up_digest_hex(sha256, len, hex);
	X509_get_signature_info(certificate, &digest, NULL, NULL, NULL);
	up_str key = key_text(certificate, arena, &is_weak);
	const char *digest_name = digest_text(digest);
	*ret_link = (struct up_link){
		.subject = up_chain_name(X509_get_subject_name(certificate), arena),
		.issuer = up_chain_name(X509_get_issuer_name(certificate), arena),
		.serial = up_chain_hex(X509_get0_serialNumber(certificate), arena),
		.fingerprint = up_arena_copy(arena, up_str_from(hex)),
		.not_before = up_chain_day(up_chain_seconds(X509_get0_notBefore(certificate)), arena),
		.not_after = up_chain_day(up_chain_seconds(X509_get0_notAfter(certificate)), arena),
		.algorithm = digest_name ? up_arena_printf(arena, "%.*s, %s", UP_FMT(key), digest_name) : key,
		.issuer_key = up_chain_hex(X509_get0_authority_key_id(certificate), arena),
	};
}

/* --- judging ---------------------------------------------------------------------------------------------------------------- */

struct errors {
	bool is_missing, is_untrusted, is_self_signed;
	int broken; /* the first of the other errors */
};

static int remember_error(int ok, X509_STORE_CTX *context)
{
	struct errors *errors = X509_STORE_CTX_get_app_data(context);
	if (ok)
		return 1;
	int error = X509_STORE_CTX_get_error(context);
	switch (error) {
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED:
		errors->is_missing = true;
		break;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		errors->is_untrusted = true;
		break;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		errors->is_self_signed = true;
		break;
	default:
		if (!errors->broken)
			errors->broken = error;
	}
	return 1;
}

static bool is_pinned(const struct up_anchors *anchors, X509 *certificate, up_str *ret_path)
{
	unsigned char sha256[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (!X509_digest(certificate, EVP_sha256(), sha256, &len) || len != FINGERPRINT)
		return false;
	for (size_t i = 0; i < anchors->n_pins; i++)
		if (memcmp(anchors->pins[i].sha256, sha256, FINGERPRINT) == 0) {
			*ret_path = anchors->pins[i].path;
			return true;
		}
	return false;
}

/* What is trusted here: the anchors, and of the certificates that came with the message those whose fingerprints are pinned. */
static STACK_OF(X509) * trusted_of(const struct up_anchors *anchors, X509 *signer, STACK_OF(X509) * others)
{
	up_str path;
	STACK_OF(X509) *trusted = sk_X509_dup(anchors->certificates);
	if (!trusted || (is_pinned(anchors, signer, &path) && !sk_X509_push(trusted, signer)))
		up_out_of_memory();
	for (int i = 0; anchors->n_pins && i < sk_X509_num(others); i++)
		if (is_pinned(anchors, sk_X509_value(others, i), &path) && !sk_X509_push(trusted, sk_X509_value(others, i)))
			up_out_of_memory();
	return trusted;
}

/* The trust file by which this certificate is trusted as it is; false: none. */
static bool is_anchor(const struct up_anchors *anchors, X509 *certificate, up_str *ret_path)
{
	for (int i = 0; i < sk_X509_num(anchors->certificates); i++)
		if (X509_cmp(sk_X509_value(anchors->certificates, i), certificate) == 0) {
			*ret_path = anchors->paths[i];
			return true;
		}
	return is_pinned(anchors, certificate, ret_path);
}

/* OpenSSL goes on above a certificate that is trusted itself, as far as it can: what stands there does not matter. */
static void cut(const struct up_anchors *anchors, STACK_OF(X509) * links)
{
	up_str path;
	int n = sk_X509_num(links), keep = 0;
	if (!n || is_anchor(anchors, sk_X509_value(links, n - 1), &path))
		return;
	while (keep < n && !is_anchor(anchors, sk_X509_value(links, keep), &path))
		keep++;
	while (keep < n && sk_X509_num(links) > keep + 1)
		X509_free(sk_X509_pop(links));
}

static STACK_OF(X509) * build(const struct up_anchors *anchors, X509 *signer, STACK_OF(X509) * others, struct errors *ret_errors)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	STACK_OF(X509) *trusted = trusted_of(anchors, signer, others);
	if (!store || !context || !X509_STORE_CTX_init(context, store, signer, others))
		up_out_of_memory();
	X509_STORE_CTX_set0_trusted_stack(context, trusted);
	X509_STORE_CTX_set_flags(context, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
	X509_STORE_CTX_set_depth(context, UP_LIMIT_CHAIN);
	X509_STORE_CTX_set_app_data(context, ret_errors);
	X509_STORE_CTX_set_verify_cb(context, remember_error);
	if (X509_verify_cert(context) <= 0 && !ret_errors->broken)
		ret_errors->broken = X509_V_ERR_UNSPECIFIED;
	STACK_OF(X509) *chain = X509_STORE_CTX_get1_chain(context);
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	sk_X509_free(trusted);
	return chain;
}

static up_str purposes_of(uint32_t usage, struct up_arena *arena)
{
	static const struct {
		uint32_t bit;
		const char *name;
	} names[] = {
		{ XKU_SSL_SERVER, "TLS servers" }, { XKU_SSL_CLIENT, "TLS clients" }, { XKU_SMIME, "e-mail" },
		{ XKU_CODE_SIGN, "code signing" }, { XKU_OCSP_SIGN, "OCSP" },         { XKU_TIMESTAMP, "time stamps" },
	};
	struct up_buf text = { 0 };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (usage & names[i].bit)
			up_buf_printf(&text, "%s%s", text.len ? ", " : "", names[i].name);
	if (!text.len)
		up_buf_add_s(&text, "other purposes");
	return up_arena_take(arena, &text);
}

static void judge_purpose(STACK_OF(X509) * links, enum up_purpose purpose, struct up_arena *arena, struct up_chain *chain)
{
	uint32_t wanted = purpose == UP_PURPOSE_CODE ? XKU_CODE_SIGN | XKU_ANYEKU : XKU_TIMESTAMP;
	for (int i = 0; i < sk_X509_num(links); i++) {
		X509 *link = sk_X509_value(links, i);
		bool is_stated = X509_get_extension_flags(link) & EXFLAG_XKUSAGE, is_root = i && i + 1 == sk_X509_num(links);
		uint32_t usage = is_stated ? X509_get_extended_key_usage(link) : 0;
		if (!is_stated && i == 0 && chain->purpose == UP_PURPOSE_FITS)
			chain->purpose = UP_PURPOSE_UNSAID;
		if (is_root || !is_stated || usage & (i ? wanted | XKU_ANYEKU : wanted))
			continue;
		chain->purpose = UP_PURPOSE_WRONG;
		chain->purpose_text = purposes_of(usage, arena);
		return;
	}
	/* Absent key usage allows everything: all bits are set. */
	if (!(X509_get_key_usage(sk_X509_value(links, 0)) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION))) {
		chain->purpose = UP_PURPOSE_WRONG;
		chain->purpose_text = UP_STR("something other than signatures");
	}
}

static void judge_times(STACK_OF(X509) * links, int64_t now, int64_t then, struct up_arena *arena, struct up_chain *chain)
{
	int64_t until = INT64_MAX;
	chain->held_then = true;
	for (int i = 0; i < sk_X509_num(links); i++) {
		X509 *link = sk_X509_value(links, i);
		int64_t from = up_chain_seconds(X509_get0_notBefore(link)), to = up_chain_seconds(X509_get0_notAfter(link));
		if (from == INT64_MIN || to == INT64_MIN) {
			chain->end = UP_CHAIN_BROKEN;
			chain->fault = UP_STR("a certificate has no valid dates");
			continue;
		}
		until = to < until ? to : until;
		if (now > to && !chain->ended.len) {
			chain->ended = chain->links[i].subject;
			chain->ended_on = chain->links[i].not_after;
		}
		if (now < from && !chain->begins.len) {
			chain->begins = chain->links[i].subject;
			chain->begins_on = chain->links[i].not_before;
		}
		chain->held_then &= then >= from && then <= to;
	}
	chain->until = until == INT64_MAX ? UP_STR_NULL : up_chain_day(until, arena);
}

static void judge_strength(STACK_OF(X509) * links, struct up_arena *arena, struct up_chain *chain)
{
	for (int i = 0; i < sk_X509_num(links) && !chain->weak.len; i++) {
		X509 *link = sk_X509_value(links, i);
		bool is_weak;
		int digest = NID_undef;
		up_str key = key_text(link, arena, &is_weak);
		if (is_weak)
			chain->weak = up_arena_printf(arena, "%.*s key of %.*s", UP_FMT(key), UP_FMT(chain->links[i].subject));
		/* What an anchor is signed with means nothing: it is trusted as it is. */
		bool is_end = (chain->end == UP_CHAIN_TRUSTED && i + 1 == sk_X509_num(links)) || X509_get_extension_flags(link) & EXFLAG_SS;
		if (!chain->weak.len && !is_end && X509_get_signature_info(link, &digest, NULL, NULL, NULL) && is_weak_digest(digest))
			chain->weak = up_arena_printf(arena, "%s signature of %.*s", digest_text(digest), UP_FMT(chain->links[i].subject));
	}
}

/* The list of revocations of this issuer that is the newest; its signature must be the issuer's. */
static X509_CRL *list_of(const struct up_anchors *anchors, X509 *issuer)
{
	X509_CRL *newest = NULL;
	EVP_PKEY *key = X509_get0_pubkey(issuer);
	for (int i = 0; key && i < sk_X509_CRL_num(anchors->lists); i++) {
		X509_CRL *list = sk_X509_CRL_value(anchors->lists, i);
		if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(issuer)) != 0 || X509_CRL_verify(list, key) != 1)
			continue;
		if (!newest || up_chain_seconds(X509_CRL_get0_lastUpdate(list)) > up_chain_seconds(X509_CRL_get0_lastUpdate(newest)))
			newest = list;
	}
	return newest;
}

static void judge_revocation(const struct up_anchors *anchors, STACK_OF(X509) * links, int64_t now, struct up_arena *arena,
			     struct up_chain *chain)
{
	int n = sk_X509_num(links);
	chain->has_revocation = n > 1 && sk_X509_CRL_num(anchors->lists) > 0;
	for (int i = 0; i + 1 < n && sk_X509_CRL_num(anchors->lists); i++) {
		X509_REVOKED *entry = NULL;
		X509_CRL *list = list_of(anchors, sk_X509_value(links, i + 1));
		const ASN1_TIME *next = list ? X509_CRL_get0_nextUpdate(list) : NULL;
		if (!list || (next && up_chain_seconds(next) < now))
			chain->has_revocation = false;
		/* 2: taken back, removeFromCRL. */
		if (!list || X509_CRL_get0_by_cert(list, &entry, sk_X509_value(links, i)) != 1 || chain->revoked.len)
			continue;
		int critical = 0;
		ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, &critical, NULL);
		up_str day = up_chain_day(up_chain_seconds(X509_REVOKED_get0_revocationDate(entry)), arena);
		chain->revoked = up_arena_printf(
			arena, "%.*s was revoked on %.*s%s", UP_FMT(chain->links[i].subject), UP_FMT(day),
			reason && ASN1_ENUMERATED_get(reason) == CRL_REASON_KEY_COMPROMISE ? ", its key is known to others" : "");
		ASN1_ENUMERATED_free(reason);
	}
}

static void judge_end(const struct up_anchors *anchors, STACK_OF(X509) * links, const struct errors *errors, struct up_arena *arena,
		      struct up_chain *chain)
{
	X509 *last = sk_X509_value(links, sk_X509_num(links) - 1);
	const struct up_link *link = &chain->links[chain->n - 1];
	chain->end = errors->broken           ? UP_CHAIN_BROKEN
		     : errors->is_self_signed ? UP_CHAIN_SELF_SIGNED
		     : errors->is_untrusted   ? UP_CHAIN_UNTRUSTED
		     : errors->is_missing     ? UP_CHAIN_MISSING
					      : UP_CHAIN_TRUSTED;
	if (errors->broken)
		chain->fault = up_arena_copy(arena, up_str_from(X509_verify_cert_error_string(errors->broken)));
	if (chain->end == UP_CHAIN_TRUSTED)
		is_anchor(anchors, last, &chain->anchor);
	else if (chain->end == UP_CHAIN_MISSING) {
		chain->missing = link->issuer;
		chain->missing_key = link->issuer_key;
	} else if (chain->end == UP_CHAIN_UNTRUSTED || chain->end == UP_CHAIN_SELF_SIGNED) {
		chain->missing = link->subject;
		chain->missing_key = up_chain_hex(X509_get0_subject_key_id(last), arena);
	}
}

void up_chain_judge(const struct up_anchors *anchors, struct x509_st *signer, struct stack_st_X509 *others, enum up_purpose purpose,
		    int64_t now, int64_t then, struct up_arena *arena, struct up_chain *ret_chain)
{
	struct errors errors = { 0 };
	*ret_chain = (struct up_chain){ 0 };
	STACK_OF(X509) *links = build(anchors, signer, others, &errors);
	if (!links && (!(links = sk_X509_new_null()) || !X509_up_ref(signer)))
		up_out_of_memory();
	if (!sk_X509_num(links) && !sk_X509_push(links, signer))
		up_out_of_memory();
	if (!errors.broken && !errors.is_missing && !errors.is_untrusted && !errors.is_self_signed)
		cut(anchors, links);
	ret_chain->n = (size_t)sk_X509_num(links);
	ret_chain->links = up_arena_alloc(arena, ret_chain->n * sizeof *ret_chain->links);
	for (size_t i = 0; i < ret_chain->n; i++)
		describe(sk_X509_value(links, (int)i), arena, &ret_chain->links[i]);
	judge_end(anchors, links, &errors, arena, ret_chain);
	judge_purpose(links, purpose, arena, ret_chain);
	judge_times(links, now, then, arena, ret_chain);
	judge_strength(links, arena, ret_chain);
	judge_revocation(anchors, links, now, arena, ret_chain);
	sk_X509_pop_free(links, X509_free);
	ERR_clear_error();
}
