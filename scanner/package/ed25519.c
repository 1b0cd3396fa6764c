/* The part of OpenSSL's EVP that minisign's signatures need. A failed call with good arguments is a failed allocation. */
#include "package/ed25519.h"

#include <openssl/evp.h>

#include "base/hash.h"
#include "base/memory.h"

bool up_ed25519_holds(const unsigned char key[UP_ED25519_KEY], up_str message, const unsigned char signature[UP_ED25519_SIGNATURE])
{
	up_hash_start();
	EVP_PKEY *public_key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, UP_ED25519_KEY);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	if (!public_key || !context || !EVP_DigestVerifyInit(context, NULL, NULL, NULL, public_key))
		up_out_of_memory();
	const unsigned char *bytes = (const unsigned char *)(message.s ? message.s : "");
	bool holds = EVP_DigestVerify(context, signature, UP_ED25519_SIGNATURE, bytes, message.len) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(public_key);
	return holds;
}

struct up_blake2b {
	EVP_MD_CTX *context;
};

struct up_blake2b *up_blake2b_new(void)
{
	struct up_blake2b *digest = up_alloc_zero(1, sizeof *digest);
	up_hash_start();
	digest->context = EVP_MD_CTX_new();
	if (!digest->context || !EVP_DigestInit_ex(digest->context, EVP_blake2b512(), NULL))
		up_out_of_memory();
	return digest;
}

void up_blake2b_add(struct up_blake2b *digest, const void *bytes, size_t len)
{
	if (!EVP_DigestUpdate(digest->context, bytes, len))
		up_out_of_memory();
}

void up_blake2b_finish(struct up_blake2b *digest, unsigned char ret_digest[UP_BLAKE2B_BYTES])
{
	if (!EVP_DigestFinal_ex(digest->context, ret_digest, NULL))
		up_out_of_memory();
	EVP_MD_CTX_free(digest->context);
	up_free(digest);
}
