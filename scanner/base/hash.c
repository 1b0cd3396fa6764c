/* Hashes. SHA-256 is OpenSSL's; the fast one is FNV-1a with a final mix, which is enough for short texts. */
#include "base/hash.h"

#include <openssl/evp.h>

#include "base/memory.h"

void up_sha256_hex(up_str bytes, char ret_hex[65])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (!EVP_Digest(bytes.s ? bytes.s : "", bytes.len, digest, &len, EVP_sha256(), NULL) || len != 32)
		up_out_of_memory();
	for (unsigned i = 0; i < len; i++) {
		ret_hex[2 * i] = digits[digest[i] >> 4];
		ret_hex[2 * i + 1] = digits[digest[i] & 15];
	}
	ret_hex[64] = '\0';
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
