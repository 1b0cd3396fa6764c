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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_of_known_texts),
		cmocka_unit_test(hmac_of_known_texts),
		cmocka_unit_test(one_key_for_many_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
