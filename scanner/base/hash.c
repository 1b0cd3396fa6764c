/* Hashes. SHA-256 is OpenSSL's; the fast one is FNV-1a with a final mix, which is enough for short texts. */
#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>

#include "base/memory.h"

/* OpenSSL 3.0 crashes when an allocation fails while it sets itself up, so it gets allocations that cannot fail. */
static void *alloc_for_library(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return size ? up_alloc(size) : NULL;
}

static void *realloc_for_library(void *old, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	if (size)
		return up_realloc(old, size);
	up_free(old);
	return NULL;
}

static void free_for_library(void *p, const char *file, int line)
{
	(void)file, (void)line;
	up_free(p);
}

static void set_up_library(void)
{
	/* Refused where somebody has made OpenSSL allocate before: it then goes on with malloc. */
	(void)CRYPTO_set_mem_functions(alloc_for_library, realloc_for_library, free_for_library);
	/* Its configuration may name modules to load; a hash needs neither. */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

void up_hash_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, set_up_library);
}

void up_sha256(up_str bytes, unsigned char ret_digest[32])
{
	unsigned len = 0;
	up_hash_start();
	if (!EVP_Digest(bytes.s ? bytes.s : "", bytes.len, ret_digest, &len, EVP_sha256(), NULL) || len != 32)
		up_out_of_memory();
}

void up_sha256_hex(up_str bytes, char ret_hex[65])
{
	unsigned char digest[32];
	up_sha256(bytes, digest);
	up_digest_hex(digest, 32, ret_hex);
}

/* Digests that have read the key already, of the inner and the outer pass (RFC 2104), and one to go on with. */
struct up_hmac {
	EVP_MD_CTX *inner, *outer, *work;
};

static EVP_MD_CTX *keyed(const unsigned char block[64], unsigned char pad)
{
	unsigned char padded[64];
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	for (size_t i = 0; i < sizeof padded; i++)
		padded[i] = block[i] ^ pad;
	if (!digest || !EVP_DigestInit_ex(digest, EVP_sha256(), NULL) || !EVP_DigestUpdate(digest, padded, sizeof padded))
		up_out_of_memory();
	return digest;
}

struct up_hmac *up_hmac_new(up_str key)
{
	unsigned char block[64] = { 0 };
	up_hash_start();
	if (key.len > sizeof block)
		up_sha256(key, block);
	else if (key.len)
		memcpy(block, key.s, key.len);
	struct up_hmac *hmac = up_alloc_zero(1, sizeof *hmac);
	hmac->inner = keyed(block, 0x36);
	hmac->outer = keyed(block, 0x5C);
	hmac->work = EVP_MD_CTX_new();
	if (!hmac->work)
		up_out_of_memory();
	return hmac;
}

void up_hmac_free(struct up_hmac *hmac)
{
	if (!hmac)
		return;
	EVP_MD_CTX_free(hmac->inner);
	EVP_MD_CTX_free(hmac->outer);
	EVP_MD_CTX_free(hmac->work);
	up_free(hmac);
}

static bool pass(EVP_MD_CTX *work, const EVP_MD_CTX *keyed, const void *bytes, size_t len, unsigned char *digest)
{
	return EVP_MD_CTX_copy_ex(work, keyed) && EVP_DigestUpdate(work, bytes, len) && EVP_DigestFinal_ex(work, digest, NULL);
}

void up_hmac_hex(struct up_hmac *hmac, up_str text, char ret_hex[65])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	if (!pass(hmac->work, hmac->inner, text.s ? text.s : "", text.len, digest) || !pass(hmac->work, hmac->outer, digest, 32, digest))
		up_out_of_memory();
	up_digest_hex(digest, 32, ret_hex);
}

void up_hmac_sha256_hex(up_str key, up_str text, char ret_hex[65])
{
	struct up_hmac *hmac = up_hmac_new(key);
	up_hmac_hex(hmac, text, ret_hex);
	up_hmac_free(hmac);
}

uint64_t up_hash64(up_str bytes, uint64_t seed)
{
	uint64_t hash = 14695981039346656037u ^ seed * 0x9E3779B97F4A7C15u;
	for (size_t i = 0; i < bytes.len; i++)
		hash = (hash ^ (unsigned char)bytes.s[i]) * 1099511628211u;
	hash ^= hash >> 33;
	hash *= 0xFF51AFD7ED558CCDu;
	hash ^= hash >> 33;
	return hash;
}

/* --- digests of streams ---------------------------------------------------------------------------------------------------- */

struct digest_kind {
	const char *name;
	size_t size;
	const EVP_MD *(*method)(void);
};

static const struct digest_kind digest_kinds[_UP_DIGEST_MAX] = {
	[UP_DIGEST_MD5] = { "MD5", 16, EVP_md5 },
	[UP_DIGEST_SHA1] = { "SHA-1", 20, EVP_sha1 },
	[UP_DIGEST_SHA224] = { "SHA-224", 28, EVP_sha224 },
	[UP_DIGEST_SHA256] = { "SHA-256", 32, EVP_sha256 },
	[UP_DIGEST_SHA384] = { "SHA-384", 48, EVP_sha384 },
	[UP_DIGEST_SHA512] = { "SHA-512", 64, EVP_sha512 },
	[UP_DIGEST_SHA512_256] = { "SHA-512/256", 32, EVP_sha512_256 },
	[UP_DIGEST_BLAKE2B] = { "BLAKE2b", 64, EVP_blake2b512 },
};

const char *up_digest_name(enum up_digest_kind kind)
{
	return digest_kinds[kind].name;
}

size_t up_digest_size(enum up_digest_kind kind)
{
	return digest_kinds[kind].size;
}

bool up_digest_is_weak(enum up_digest_kind kind)
{
	return kind == UP_DIGEST_MD5 || kind == UP_DIGEST_SHA1;
}

void up_digest_hex(const unsigned char *digest, size_t size, char *ret_hex)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < size; i++) {
		ret_hex[2 * i] = digits[digest[i] >> 4];
		ret_hex[2 * i + 1] = digits[digest[i] & 15];
	}
	ret_hex[2 * size] = '\0';
}

struct up_hasher {
	EVP_MD_CTX *contexts[_UP_DIGEST_MAX]; /* NULL: not asked for, or not to be had */
};

struct up_hasher *up_hasher_new(unsigned kinds)
{
	up_hash_start();
	struct up_hasher *hasher = up_alloc_zero(1, sizeof *hasher);
	for (unsigned kind = 0; kind < _UP_DIGEST_MAX; kind++) {
		if (!(kinds & 1u << kind))
			continue;
		hasher->contexts[kind] = EVP_MD_CTX_new();
		if (!hasher->contexts[kind])
			up_out_of_memory();
		/* A system under FIPS rules refuses MD5. */
		if (!EVP_DigestInit_ex(hasher->contexts[kind], digest_kinds[kind].method(), NULL)) {
			EVP_MD_CTX_free(hasher->contexts[kind]);
			hasher->contexts[kind] = NULL;
		}
	}
	return hasher;
}

void up_hasher_free(struct up_hasher *hasher)
{
	if (!hasher)
		return;
	for (unsigned kind = 0; kind < _UP_DIGEST_MAX; kind++)
		EVP_MD_CTX_free(hasher->contexts[kind]);
	up_free(hasher);
}

void up_hasher_add(struct up_hasher *hasher, up_str bytes)
{
	for (unsigned kind = 0; bytes.len && kind < _UP_DIGEST_MAX; kind++)
		if (hasher->contexts[kind] && !EVP_DigestUpdate(hasher->contexts[kind], bytes.s, bytes.len))
			up_out_of_memory();
}

bool up_hasher_end(struct up_hasher *hasher, enum up_digest_kind kind, unsigned char ret_digest[UP_DIGEST_BYTES])
{
	unsigned len = 0;
	EVP_MD_CTX *context = hasher->contexts[kind];
	hasher->contexts[kind] = NULL;
	bool is_there = context && EVP_DigestFinal_ex(context, ret_digest, &len) && len == digest_kinds[kind].size;
	EVP_MD_CTX_free(context);
	return is_there;
}

bool up_digest_of(up_str bytes, enum up_digest_kind kind, unsigned char ret_digest[UP_DIGEST_BYTES])
{
	struct up_hasher *hasher = up_hasher_new(1u << kind);
	up_hasher_add(hasher, bytes);
	bool is_there = up_hasher_end(hasher, kind, ret_digest);
	up_hasher_free(hasher);
	return is_there;
}
