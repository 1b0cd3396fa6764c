/* Signatures of OpenPGP with keys that are made here, by the library that checks them: every verdict, and what is stated of it. */
#include "openpgp-sample.h"

#include "package/openpgp.h"

static void test_good(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ 0 }));
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	const struct up_statement *statement = run(&round);
	assert_said(statement, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD);
	assert_str(statement->integrity.text, "the bytes match (SHA-512)");
	assert_str(statement->trust.text, "the key is in vendor.asc");
	assert_str(statement->freshness.text, "made on 2025-11-26; the key has no end");
	assert_str(statement->subject, "app.zip");
	assert_str(statement->by, "app.zip.asc");
	assert_str(statement->chain[0].subject, "Vendor <v@example.org>");
	assert_str(statement->chain[0].algorithm, "Ed25519, SHA-512");
	assert_int_equal(statement->signer.len, 40);
	assert_int_equal(round.sample.n_forms, 0);
	assert_int_equal(round.sample.n_notes, 0);
	assert_int_equal(round.sample.n_rounds, 1);
	assert_true(round.sample.files[0].is_used);
	assert_false(statement->is_root_unknown);
	end(&round);
}

static void test_binary_and_two_signers(void **state)
{
	struct round round;
	begin(&round, 2048, "sign", 0);
	rnp_key_handle_t other = make_key(&round.maker, "Other", 0, "sign", MADE, 0);
	(void)sample_member(&round.sample, 0, "app.zip", text, false);
	(void)sample_member(&round.sample, 0, "app.zip.sig",
			    sign(&round.maker, round.key, text, (struct signing_options){ .is_binary = true }), true);
	(void)sample_member(&round.sample, 0, "app.zip.asc.sig", sign(&round.maker, other, text, (struct signing_options){ 0 }), true);
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	up_verify_openpgp(&round.sample.verify);
	assert_int_equal(round.sample.statements.n, 2);
	assert_said(&round.sample.statements.items[0], UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD);
	assert_said(&round.sample.statements.items[1], UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_DOUBT);
	assert_int_equal(round.sample.n_rounds, 1); /* one reading for both */
	assert_int_equal(sample_count(&round.sample, "signature-unknown-key"), 1);
	check(rnp_key_handle_destroy(other));
	end(&round);
}

static void test_bad(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	add_signed(&round, sign(&round.maker, round.key, UP_STR("other bytes"), (struct signing_options){ 0 }));
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	assert_said(run(&round), UP_SAID_BAD, UP_SAID_BAD, UP_SAID_GOOD, UP_SAID_GOOD);
	assert_int_equal(sample_count(&round.sample, "signature-bad"), 1);
	end(&round);
}

static void test_unknown_key(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ 0 }));
	const struct up_statement *statement = run(&round);
	assert_said(statement, UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_DOUBT);
	assert_true(statement->is_root_unknown);
	assert_int_equal(statement->n_chain, 1);
	assert_int_equal(statement->chain[0].serial.len, 16);
	assert_int_equal(statement->chain[0].fingerprint.len, 40);
	assert_str(statement->chain[0].algorithm, "EdDSA, SHA-512");
	assert_int_equal(sample_count(&round.sample, "signature-unknown-key"), 1);
	assert_str(round.sample.forms[0].detail, "OpenPGP, EdDSA with SHA-512, made on 2025-11-26");
	end(&round);
}

static void test_key_inside_and_pinned(void **state)
{
	for (int is_pinned = 0; is_pinned < 2; is_pinned++) {
		struct round round;
		begin(&round, 0, "sign", 0);
		add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ 0 }));
		(void)sample_member(&round.sample, 0, "KEYS", export_key(&round.maker, round.key, false), true);
		char *fingerprint = NULL;
		check(rnp_key_get_fprint(round.key, &fingerprint));
		struct up_buf pin = { 0 };
		/* As people write it: in groups of four. */
		for (size_t i = 0; i < 40; i += 4)
			up_buf_printf(&pin, "%.4s ", fingerprint + i);
		up_buf_add_s(&pin, "# vendor\n");
		if (is_pinned)
			sample_trust(&round.sample, "pins.txt", up_buf_str(&pin));
		const struct up_statement *statement = run(&round);
		assert_said(statement, UP_SAID_GOOD, UP_SAID_GOOD, is_pinned ? UP_SAID_GOOD : UP_SAID_DOUBT, UP_SAID_GOOD);
		assert_int_equal(statement->is_root_unknown, !is_pinned);
		assert_int_equal(sample_count(&round.sample, "signature-key-inside"), !is_pinned);
		if (is_pinned)
			assert_str(statement->trust.text, "its fingerprint is pinned in pins.txt");
		else
			assert_str(statement->trust.text, "the key is in the package itself (KEYS): it proves nothing");
		rnp_buffer_destroy(fingerprint);
		up_buf_finish(&pin);
		end(&round);
	}
}

static void test_signature_times(void **state)
{
	static const struct {
		uint32_t made, lifetime;
		enum up_said freshness;
		const char *form;
	} rows[] = {
		{ SIGNED, 2 * YEAR, UP_SAID_GOOD, NULL },
		{ SIGNED, 86400, UP_SAID_BAD, "signature-expired" },
		{ NOW + 10 * 86400, 0, UP_SAID_BAD, "signature-not-yet-valid" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct round round;
		begin(&round, 0, "sign", 0);
		add_signed(&round, sign(&round.maker, round.key, text,
					(struct signing_options){ .made = rows[i].made, .lifetime = rows[i].lifetime }));
		sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
		assert_said(run(&round), UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD, rows[i].freshness);
		assert_int_equal(round.sample.n_forms, rows[i].form ? 1 : 0);
		if (rows[i].form)
			assert_int_equal(sample_count(&round.sample, rows[i].form), 1);
		end(&round);
	}
}

static void test_key_times(void **state)
{
	static const struct {
		uint32_t lifetime, made;
		enum up_said integrity, authenticity, freshness;
		const char *form;
	} rows[] = {
		{ 3 * YEAR, SIGNED, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD, NULL },
		{ YEAR + YEAR / 2, SIGNED, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_DOUBT, "signature-key-ended-since" },
		{ YEAR / 2, SIGNED, UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_BAD, "signature-key-ended" },
		{ 0, MADE - YEAR, UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_BAD, "signature-before-key" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct round round;
		begin(&round, 0, "sign", rows[i].lifetime);
		add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ .made = rows[i].made }));
		sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
		assert_said(run(&round), rows[i].integrity, rows[i].authenticity, UP_SAID_GOOD, rows[i].freshness);
		assert_int_equal(round.sample.n_forms, rows[i].form ? 1 : 0);
		if (rows[i].form)
			assert_int_equal(sample_count(&round.sample, rows[i].form), 1);
		end(&round);
	}
}

static void test_revoked(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ 0 }));
	check(rnp_set_timestamp(round.maker.ffi, SIGNED + 86400));
	check(rnp_key_revoke(round.key, 0, "SHA256", "compromised", "stolen"));
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	const struct up_statement *statement = run(&round);
	assert_said(statement, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_BAD); /* the bytes are compared all the same */
	assert_str(statement->freshness.text, "the key was revoked on 2025-11-27: stolen");
	assert_int_equal(sample_count(&round.sample, "signature-key-revoked"), 1);
	end(&round);
}

static void test_weak(void **state)
{
	static const struct {
		uint32_t bits;
		const char *hash;
		enum up_said integrity, authenticity;
	} rows[] = {
		{ 2048, "SHA256", UP_SAID_GOOD, UP_SAID_GOOD },
		{ 2048, "SHA1", UP_SAID_DOUBT, UP_SAID_GOOD },
		{ 1024, "SHA256", UP_SAID_GOOD, UP_SAID_DOUBT },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct round round;
		begin(&round, rows[i].bits, "sign", 0);
		add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ .hash = rows[i].hash }));
		sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
		assert_said(run(&round), rows[i].integrity, rows[i].authenticity, UP_SAID_GOOD, UP_SAID_GOOD);
		assert_int_equal(sample_count(&round.sample, "signature-weak"), i > 0);
		assert_int_equal(sample_count(&round.sample, "signature-bad"), 0);
		end(&round);
	}
}

static void test_secret_key_is_refused(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ 0 }));
	sample_trust(&round.sample, "vendor.key", export_key(&round.maker, round.key, true));
	assert_said(run(&round), UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_DOUBT, UP_SAID_DOUBT);
	assert_int_equal(round.sample.n_notes, 1);
	assert_str(round.sample.last_note, "it holds a private key, which was passed over: trust takes public keys");
	end(&round);
}

static void test_messages(void **state)
{
	static const enum signing ways[] = { CLEAR, INLINE };
	for (size_t i = 0; i < 2; i++) {
		struct round round;
		begin(&round, 0, "sign", 0);
		up_str message = sign(&round.maker, round.key, text, (struct signing_options){ .how = ways[i] });
		(void)sample_member(&round.sample, 0, "SHA256SUMS.asc", message, true);
		sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
		const struct up_statement *statement = run(&round);
		assert_said(statement, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD);
		assert_str(statement->subject, "SHA256SUMS.asc");
		assert_int_equal(round.sample.n_forms, 0);
		end(&round);
	}
}

static void test_text_outside(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	up_str message = sign(&round.maker, round.key, text, (struct signing_options){ .how = CLEAR });
	up_str more = up_arena_printf(round.sample.arena, "%.*s\nevil  app.zip\n", UP_FMT(message));
	(void)sample_member(&round.sample, 0, "SHA256SUMS.asc", more, true);
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	assert_said(run(&round), UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD, UP_SAID_GOOD);
	assert_int_equal(sample_count(&round.sample, "signed-text-outside"), 1);
	assert_str(round.sample.forms[0].value, "evil  app.zip");
	end(&round);
}

/* A line among the headers of signed text is as good as outside: the library passes over it, and who reads the list does not. */
static void test_text_in_headers(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	up_str message = sign(&round.maker, round.key, text, (struct signing_options){ .how = CLEAR });
	size_t at = up_str_find_byte(message, '\n', 0) + 1;
	up_str more = up_arena_printf(round.sample.arena, "%.*sevil  app.zip\n%.*s", (int)at, message.s, (int)(message.len - at),
				      message.s + at);
	(void)sample_member(&round.sample, 0, "SHA256SUMS.asc", more, true);
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	(void)run(&round);
	assert_int_equal(sample_count(&round.sample, "signed-text-outside"), 1);
	assert_str(round.sample.forms[0].value, "evil  app.zip");
	end(&round);
}

static void test_limit_of_signatures(void **state)
{
	struct round round;
	struct up_buf many = { 0 };
	begin(&round, 0, "sign", 0);
	up_str signature = sign(&round.maker, round.key, text, (struct signing_options){ .is_binary = true });
	for (int i = 0; i < 20; i++)
		up_buf_add(&many, signature);
	add_signed(&round, up_buf_str(&many));
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	up_verify_openpgp(&round.sample.verify);
	assert_int_equal(round.sample.statements.n, 16);
	assert_int_equal(round.sample.statements.items[15].integrity.said, UP_SAID_GOOD);
	assert_int_equal(round.sample.n_notes, 1);
	assert_str(round.sample.last_note, "more than 16 signatures in one file: the others were not checked");
	up_buf_finish(&many);
	end(&round);
}

static void test_without_subject(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	(void)sample_member(&round.sample, 0, "gone.zip.asc", sign(&round.maker, round.key, text, (struct signing_options){ 0 }), true);
	up_verify_openpgp(&round.sample.verify);
	assert_int_equal(round.sample.statements.n, 0);
	assert_int_equal(sample_count(&round.sample, "signature-without-subject"), 1);
	end(&round);
}

/* The owner has taken the purpose back after the signature was made, by a newer user id that says "certify" alone. */
static void test_wrong_purpose(void **state)
{
	struct round round;
	begin(&round, 0, "sign", 0);
	add_signed(&round, sign(&round.maker, round.key, text, (struct signing_options){ 0 }));
	check(rnp_set_timestamp(round.maker.ffi, SIGNED + 86400));
	check(rnp_key_add_uid(round.key, "Authority", "SHA256", 0, 1, true));
	sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
	assert_said(run(&round), UP_SAID_GOOD, UP_SAID_BAD, UP_SAID_GOOD, UP_SAID_GOOD);
	assert_int_equal(sample_count(&round.sample, "signature-wrong-purpose"), 1);
	end(&round);
}

static void test_ring_slices(void **state)
{
	struct round round;
	begin(&round, 2048, NULL, 0);
	rnp_key_handle_t other = make_key(&round.maker, "Other", 0, "sign", MADE, 0);
	up_str both = up_arena_printf(round.sample.arena, "%.*s%.*s", UP_FMT(export_key(&round.maker, round.key, false)),
				      UP_FMT(export_key(&round.maker, other, false)));
	up_str ring = up_pgp_packets(both, "PUBLIC KEY BLOCK", round.sample.arena);
	struct up_pgp_slice slice;
	struct up_pgp *pgp = up_pgp_new(round.sample.arena, NOW);
	for (size_t i = 1; up_pgp_slice_next(&ring, &slice); i++) {
		assert_int_equal(slice.version, 4);
		assert_int_equal(slice.latest, MADE);
		assert_false(slice.has_secret);
		assert_true(up_pgp_key_add(pgp, &slice, 0, false));
		assert_false(up_pgp_key_add(pgp, &slice, 0, true)); /* a trusted one stays as it is */
		assert_int_equal(up_pgp_key_count(pgp), i);
	}
	assert_int_equal(up_pgp_key_count(pgp), 2);
	char *id = NULL;
	check(rnp_key_get_keyid(round.key, &id));
	const struct up_pgp_key *key = up_pgp_key_find(pgp, id);
	assert_non_null(key);
	assert_str(key->algorithm, "RSA 2048");
	assert_false(key->is_weak);
	rnp_buffer_destroy(id);
	check(rnp_key_handle_destroy(other));
	up_pgp_free(pgp);
	end(&round);
}

static void test_release(void **state)
{
	struct sample sample;
	sample_init(&sample, NOW);
	(void)sample_member(
		&sample, 0, "dists/x/Release",
		UP_STR("Suite: x\nDate: Sat, 01 Nov 2025 10:00:00 UTC\nValid-Until: Sat, 08 Nov 2025 10:00:00 UTC\nMD5Sum:\n 0 1 x\n"),
		true);
	up_verify_openpgp(&sample.verify);
	assert_int_equal(sample_count(&sample, "release-ended"), 1);
	assert_int_equal(sample_count(&sample, "release-weak"), 1);
	assert_str(sample.forms[0].detail, "2025-11-08");
	sample_finish(&sample);
	sample_init(&sample, NOW);
	(void)sample_member(&sample, 0, "Release", UP_STR("Suite: x\nDate: Thu, 31 Dec 2026 10:00:00 UTC\nSHA256:\n 0 1 x\n"), true);
	up_verify_openpgp(&sample.verify);
	assert_int_equal(sample.n_forms, 1);
	assert_int_equal(sample_count(&sample, "release-not-yet-valid"), 1);
	sample_finish(&sample);
}

static void test_broken_files(void **state)
{
	static const char *const texts[] = {
		"-----BEGIN PGP SIGNATURE-----\n\n!!!!\n-----END PGP SIGNATURE-----\n",
		"-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n",
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nx\n",
		"-----BEGIN PGP MESSAGE-----\n\nyw==\n-----END PGP MESSAGE-----\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct sample sample;
		sample_init(&sample, NOW);
		(void)sample_member(&sample, 0, "app.zip", text, false);
		(void)sample_member(&sample, 0, "app.zip.asc", up_str_from(texts[i]), true);
		up_verify_openpgp(&sample.verify);
		assert_int_equal(sample.statements.n, 0);
		assert_true(sample.n_notes > 0);
		sample_finish(&sample);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_binary_and_two_signers),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_unknown_key),
		cmocka_unit_test(test_key_inside_and_pinned),
		cmocka_unit_test(test_signature_times),
		cmocka_unit_test(test_key_times),
		cmocka_unit_test(test_revoked),
		cmocka_unit_test(test_weak),
		cmocka_unit_test(test_secret_key_is_refused),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_text_outside),
		cmocka_unit_test(test_text_in_headers),
		cmocka_unit_test(test_limit_of_signatures),
		cmocka_unit_test(test_without_subject),
		cmocka_unit_test(test_wrong_purpose),
		cmocka_unit_test(test_ring_slices),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_broken_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
