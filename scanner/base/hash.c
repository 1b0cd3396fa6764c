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

static void write_hex(const unsigned char digest[32], char ret_hex[65])
{
	static const char digits[] = "0123456789abcdef";
	for (unsigned i = 0; i < 32; i++) {
		ret_hex[2 * i] = digits[digest[i] >> 4];
		ret_hex[2 * i + 1] = digits[digest[i] & 15];
	}
	ret_hex[64] = '\0';
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
	write_hex(digest, ret_hex);
}

void up_hmac_sha256_hex(up_str key, up_str text, char ret_hex[65])
{
	unsigned char digest[32];
	size_t len = 0;
	up_hash_start();
	if (!EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key.s ? key.s : "", key.len, (const unsigned char *)(text.s ? text.s : ""),
		       text.len, digest, sizeof digest, &len) ||
	    len != sizeof digest)
		up_out_of_memory();
	write_hex(digest, ret_hex);
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
