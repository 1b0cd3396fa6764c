/* minisign and signify, with keys and signatures that OpenSSL makes here. */
#include "package-sample.h"

#include <openssl/evp.h>

#include "package/minisign-text.h"

enum {
	NOW = 1795651200,  /* 2026-11-26 */
	MADE = 1764115200, /* 2025-11-26 */
};

struct maker {
	EVP_PKEY *key;
	struct up_arena *arena;
	unsigned char id[8];
};

static struct maker maker_new(struct up_arena *arena, unsigned char id)
{
	struct maker maker = { .arena = arena, .key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), .id = { id, 2, 3, 4, 5, 6, 7, 8 } };
	assert_non_null(maker.key);
	return maker;
}

static up_str base64(struct up_arena *arena, const unsigned char *bytes, size_t len)
{
	char *out = up_arena_alloc(arena, len / 3 * 4 + 8);
	int n = EVP_EncodeBlock((unsigned char *)out, bytes, (int)len);
	return (up_str){ out, (size_t)n };
}

static void sign(struct maker *maker, up_str message, unsigned char ret_signature[64])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t len = 64;
	assert_int_equal(EVP_DigestSignInit(context, NULL, NULL, NULL, maker->key), 1);
	assert_int_equal(EVP_DigestSign(context, ret_signature, &len, (const unsigned char *)message.s, message.len), 1);
	EVP_MD_CTX_free(context);
}

static up_str public_key(struct maker *maker)
{
	unsigned char bytes[42] = "Ed";
	size_t len = 32;
	memcpy(bytes + 2, maker->id, 8);
	assert_int_equal(EVP_PKEY_get_raw_public_key(maker->key, bytes + 10, &len), 1);
	return up_arena_printf(maker->arena, "untrusted comment: minisign public key\n%.*s\n",
			       UP_FMT(base64(maker->arena, bytes, sizeof bytes)));
}

/* `comment`: NULL for signify. */
static up_str signature(struct maker *maker, up_str message, bool is_hashed, const char *comment)
{
	unsigned char bytes[74] = "Ed", digest[64], all[64 + 200], second[64];
	unsigned len = 0;
	memcpy(bytes + 2, maker->id, 8);
	if (is_hashed) {
		bytes[1] = 'D';
		assert_int_equal(EVP_Digest(message.s, message.len, digest, &len, EVP_blake2b512(), NULL), 1);
		message = (up_str){ (const char *)digest, sizeof digest };
	}
	sign(maker, message, bytes + 10);
	up_str first = up_arena_printf(maker->arena, "untrusted comment: signature\n%.*s\n",
				       UP_FMT(base64(maker->arena, bytes, sizeof bytes)));
	if (!comment)
		return first;
	memcpy(all, bytes + 10, 64);
	memcpy(all + 64, comment, strlen(comment));
	sign(maker, (up_str){ (const char *)all, 64 + strlen(comment) }, second);
	return up_arena_printf(maker->arena, "%.*strusted comment: %s\n%.*s\n", UP_FMT(first), comment,
			       UP_FMT(base64(maker->arena, second, 64)));
}

static const up_str text = { "the bytes of a package\n", 23 };

#define COMMENT "timestamp:1764115200\tfile:app.zip\thashed"

static void test_good(void **state)
{
	static const struct {
		bool is_hashed, is_kept;
		const char *comment;
	} rows[] = { { true, false, COMMENT }, { false, false, COMMENT }, { true, true, COMMENT }, { false, true, NULL } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample sample;
		sample_init(&sample, NOW);
		struct maker maker = maker_new(sample.arena, 1);
		(void)sample_member(&sample, 0, "app.zip", text, rows[i].is_kept);
		(void)sample_member(&sample, 0, rows[i].comment ? "app.zip.minisig" : "app.zip.sig",
				    signature(&maker, text, rows[i].is_hashed, rows[i].comment), true);
		sample_trust(&sample, "vendor.pub", public_key(&maker));
		up_verify_minisign(&sample.verify);
		assert_int_equal(sample.statements.n, 1);
		const struct up_statement *statement = &sample.statements.items[0];
		assert_int_equal(statement->integrity.said, UP_SAID_GOOD);
		assert_int_equal(statement->authenticity.said, UP_SAID_GOOD);
		assert_str(statement->trust.text, "the key is in vendor.pub");
		assert_str(statement->signer, "0807060504030201");
		if (rows[i].comment)
			assert_str(statement->freshness.text, "made on 2025-11-26; such keys have no end");
		assert_int_equal(sample.n_rounds, rows[i].is_kept ? 0 : 1);
		assert_int_equal(sample.n_forms, 0);
		assert_true(sample.files[0].is_used);
		EVP_PKEY_free(maker.key);
		sample_finish(&sample);
	}
}

static void check_form(up_str file, up_str key, bool is_inside, up_str signed_by, const char *form, enum up_said integrity)
{
	struct sample sample;
	sample_init(&sample, NOW);
	(void)sample_member(&sample, 0, "app.zip", file, false);
	(void)sample_member(&sample, 0, "app.zip.minisig", signed_by, true);
	if (is_inside)
		(void)sample_member(&sample, 0, "minisign.pub", key, true);
	else if (key.len)
		sample_trust(&sample, "vendor.pub", key);
	up_verify_minisign(&sample.verify);
	assert_int_equal(sample.statements.n, 1);
	assert_int_equal(sample.statements.items[0].integrity.said, integrity);
	assert_int_equal(sample.n_forms, 1);
	assert_int_equal(sample_count(&sample, form), 1);
	sample_finish(&sample);
}

static void test_faults(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct maker maker = maker_new(arena, 1), other = maker_new(arena, 9);
	up_str good = signature(&maker, text, true, COMMENT), key = public_key(&maker);
	check_form(UP_STR("other bytes"), key, false, good, "signature-bad", UP_SAID_BAD);
	check_form(text, UP_STR(""), false, good, "signature-unknown-key", UP_SAID_DOUBT);
	check_form(text, public_key(&other), false, good, "signature-unknown-key", UP_SAID_DOUBT);
	check_form(text, key, true, good, "signature-key-inside", UP_SAID_GOOD);
	check_form(text, key, false, signature(&maker, text, true, "timestamp:1764115200\tfile:app-1.0.zip"), "signature-of-another-name",
		   UP_SAID_GOOD);
	check_form(text, key, false, signature(&maker, text, true, "timestamp:1900000000\tfile:app.zip"), "signature-not-yet-valid",
		   UP_SAID_GOOD);
	/* The trusted comment is signed, too. */
	char *forged = up_arena_alloc(arena, good.len);
	memcpy(forged, good.s, good.len);
	forged[up_str_find(good, UP_STR("1764115200"), 0)] = '2';
	check_form(text, key, false, (up_str){ forged, good.len }, "signature-bad", UP_SAID_BAD);
	EVP_PKEY_free(maker.key);
	EVP_PKEY_free(other.key);
	up_arena_free(arena);
}

static void test_embedded(void **state)
{
	struct sample sample;
	sample_init(&sample, NOW);
	struct maker maker = maker_new(sample.arena, 1);
	up_str list = UP_STR("SHA256 (app.zip) = 00\n");
	up_str whole = up_arena_printf(sample.arena, "%.*s%.*s", UP_FMT(signature(&maker, list, false, NULL)), UP_FMT(list));
	(void)sample_member(&sample, 0, "SHA256.sig", whole, true);
	(void)sample_member(&sample, 0, "gone.zip.minisig", signature(&maker, text, true, COMMENT), true);
	sample_trust(&sample, "vendor.pub", public_key(&maker));
	up_verify_minisign(&sample.verify);
	assert_int_equal(sample.statements.n, 1);
	assert_int_equal(sample.statements.items[0].integrity.said, UP_SAID_GOOD);
	assert_str(sample.statements.items[0].subject, "SHA256.sig");
	assert_int_equal(sample_count(&sample, "signature-without-subject"), 1);
	EVP_PKEY_free(maker.key);
	sample_finish(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_embedded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
