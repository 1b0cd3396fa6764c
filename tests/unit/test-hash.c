/* base/hash: SHA-256 and HMAC against the vectors of FIPS 180-4 and RFC 4231. */
#include "test.h"

#include "base/hash.h"

static void sha256_of_known_texts(void **state)
{
	char hex[65];
	up_sha256_hex(UP_STR("abc"), hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	up_sha256_hex(UP_STR_NULL, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	unsigned char digest[32];
	up_sha256(UP_STR("abc"), digest);
	assert_int_equal(digest[0], 0xba);
	assert_int_equal(digest[31], 0xad);
}

static void hmac_of_known_texts(void **state)
{
	char hex[65], key[131];
	memset(key, 0x0b, 20);
	up_hmac_sha256_hex((up_str){ key, 20 }, UP_STR("Hi There"), hex);
	assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	up_hmac_sha256_hex(UP_STR("Jefe"), UP_STR("what do ya want for nothing?"), hex);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof key); /* longer than a block: the key is hashed first */
	up_hmac_sha256_hex((up_str){ key, sizeof key }, UP_STR("Test Using Larger Than Block-Size Key - Hash Key First"), hex);
	assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	up_hmac_sha256_hex(UP_STR_NULL, UP_STR_NULL, hex);
	assert_string_equal(hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void one_key_for_many_texts(void **state)
{
	char hex[65], again[65];
	struct up_hmac *hmac = up_hmac_new(UP_STR("Jefe"));
	for (int i = 0; i < 3; i++) {
		up_hmac_hex(hmac, UP_STR("what do ya want for nothing?"), hex);
		assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
		up_hmac_hex(hmac, UP_STR(""), again);
		assert_string_not_equal(hex, again);
	}
	up_hmac_free(hmac);
}

/* RFC 1321, RFC 7693, FIPS 180-4: of "abc", all in one pass, in two pieces. */
static void digests_of_a_stream(void **state)
{
	static const struct {
		enum up_digest_kind kind;
		const char *hex;
	} known[] = {
		{ UP_DIGEST_MD5, "900150983cd24fb0d6963f7d28e17f72" },
		{ UP_DIGEST_SHA1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
		{ UP_DIGEST_SHA224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
		{ UP_DIGEST_SHA256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ UP_DIGEST_SHA512_256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23" },
		{ UP_DIGEST_BLAKE2B, "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
				     "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923" },
	};
	unsigned kinds = 0;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		kinds |= 1u << known[i].kind;
	struct up_hasher *hasher = up_hasher_new(kinds);
	up_hasher_add(hasher, UP_STR("a"));
	up_hasher_add(hasher, UP_STR_NULL);
	up_hasher_add(hasher, UP_STR("bc"));
	unsigned char digest[UP_DIGEST_BYTES];
	char hex[2 * UP_DIGEST_BYTES + 1];
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		assert_true(up_hasher_end(hasher, known[i].kind, digest));
		up_digest_hex(digest, up_digest_size(known[i].kind), hex);
		assert_string_equal(hex, known[i].hex);
	}
	assert_false(up_hasher_end(hasher, UP_DIGEST_SHA384, digest)); /* not asked for */
	assert_false(up_hasher_end(hasher, UP_DIGEST_MD5, digest));    /* ended before */
	up_hasher_free(hasher);
	up_hasher_free(NULL);
	assert_true(up_digest_is_weak(UP_DIGEST_SHA1));
	assert_false(up_digest_is_weak(UP_DIGEST_SHA224));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_of_known_texts),
		cmocka_unit_test(hmac_of_known_texts),
		cmocka_unit_test(one_key_for_many_texts),
		cmocka_unit_test(digests_of_a_stream),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
