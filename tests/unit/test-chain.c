/* package/chain: each verdict of a chain, over certificates that are made here. */
#include "test.h"

#include "cms-world.h"
#include "core/limits.h"
#include "package/certificates.h"
#include "package/chain.h"

static void good_with_an_intermediate(void **state)
{
	struct world world = usual();
	sign(&world);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "+++?");
	const struct up_statement *statement = &world.made->statements.items[0];
	assert_str(statement->integrity.text, "the bytes match the signature, SHA-256");
	assert_str(statement->authenticity.text, "signed by CN=Signer,O=Vendor");
	assert_str(statement->trust.text, "the chain ends in CN=Root,O=Vendor, trusted by trust/root.pem");
	assert_true(up_str_ends(statement->freshness.text, UP_STR("no revocation data was given")));
	assert_true(up_str_starts(statement->freshness.text, UP_STR("holds until 2027-11-26; the signer says it signed on ")));
	assert_str(statement->subject, ".!/x.zip");
	assert_int_equal(statement->n_chain, 3);
	assert_str(statement->chain[0].algorithm, "EC 256, SHA-256");
	assert_int_equal(statement->signer.len, 64);
	assert_true(world.made->trust.files[0].is_used);
	assert_int_equal(world.made->n_again, 1);
	end(&world);
}

static void root_is_missing(void **state)
{
	struct world world = usual();
	sign(&world);
	verify(&world);
	assert_said(world.made, 0, "++?\?");
	const struct up_statement *statement = &world.made->statements.items[0];
	assert_true(statement->is_root_unknown);
	assert_int_equal(statement->n_chain, 2);
	assert_int_equal(statement->chain[1].issuer_key.len, 40);
	assert_str(statement->trust.text, "root unknown: CN=Root,O=Vendor, the issuer of CN=Middle,O=Vendor, is missing");
	up_str forms = up_buf_str(&world.made->forms);
	assert_true(up_str_starts(forms, UP_STR("unknown-root: CN=Root,O=Vendor:  (key id ")));
	assert_true(up_str_contains(forms, statement->chain[1].issuer_key));
	struct up_table table;
	up_certificates_table(&world.made->statements, &table, world.made->package.arena);
	assert_int_equal(table.n_rows, 3);
	assert_str(table.cells[1], "intermediate");
	assert_str(table.cells[table.n_columns + 1], "root: missing");
	assert_str(table.cells[2 * table.n_columns + 1], "signer");
	up_table_finish(&table);
	end(&world);
}

/* A root that the signature itself brings is worth nothing. */
static void root_comes_with_the_signature(void **state)
{
	struct world world = usual();
	sign_with_all(&world);
	verify(&world);
	assert_said(world.made, 0, "++?\?");
	assert_str(world.made->statements.items[0].trust.text, "root unknown: CN=Root,O=Vendor came with the signature and is not trusted");
	assert_true(up_str_starts(up_buf_str(&world.made->forms), UP_STR("unknown-root: CN=Root,O=Vendor:  (key id ")));
	end(&world);
}

/* A text that begins with 0 is no DER, which begins with the same byte. */
static void leaf_is_pinned(void **state)
{
	struct world world = usual();
	sign(&world);
	pinned(&world, &world.signer, "0000000000000000000000000000000000000000000000000000000000000000\n# of the vendor\n",
	       "  Vendor's signer\n");
	verify(&world);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "+++?");
	assert_str(world.made->statements.items[0].trust.text, "the certificate itself is trusted by pins.txt");
	assert_true(world.made->trust.files[0].is_used);
	end(&world);
	/* Also where the signature brings a root that nobody trusts. */
	world = usual();
	sign_with_all(&world);
	pinned(&world, &world.signer, "", "");
	verify(&world);
	assert_forms(world.made, "");
	assert_int_equal(world.made->statements.items[0].n_chain, 1);
	end(&world);
	/* Another fingerprint is none. */
	world = usual();
	sign(&world);
	pinned(&world, &world.root, "", "\n");
	verify(&world);
	assert_said(world.made, 0, "++?\?");
	end(&world);
}

static void intermediate_is_trusted(void **state)
{
	struct world world = usual();
	sign(&world);
	trust(&world, &world.middle);
	verify(&world);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "+++?");
	assert_str(world.made->statements.items[0].trust.text, "the chain ends in CN=Middle,O=Vendor, trusted by trust/root.pem");
	end(&world);
	world = usual();
	sign(&world);
	pinned(&world, &world.middle, "", "");
	verify(&world);
	assert_forms(world.made, "");
	end(&world);
	world = usual();
	sign_with_all(&world);
	trust(&world, &world.middle);
	verify(&world);
	assert_forms(world.made, "");
	end(&world);
}

static void leaf_is_self_signed(void **state)
{
	struct world world = usual();
	struct made_identity alone = made_identity(world.made, (struct made_wish){ .name = "Alone" });
	made_add(world.made, 0, "x.zip.p7s", made_signature(world.made, world.content, &alone, NULL), true);
	trust(&world, &world.root);
	verify(&world);
	assert_said(world.made, 0, "++?\?");
	assert_true(up_str_starts(up_buf_str(&world.made->forms), UP_STR("certificate-self-signed: CN=Alone,O=Vendor: ")));
	assert_true(world.made->statements.items[0].is_root_unknown);
	made_identity_free(&alone);
	end(&world);
}

/* Signed with a certificate that ended ten days ago; a time stamp of twenty days ago, by an authority whose root is trusted or not. */
static struct world expired(bool is_stamped, bool is_stamp_trusted, const char *stamp_usage, int stamp_day)
{
	struct world world = world_of((struct made_wish){ .from_day = -400, .to_day = -10 });
	struct made_identity stamps = made_identity(world.made, (struct made_wish){ .name = "Stamps", .is_authority = true });
	struct made_identity authority = made_identity(world.made,
						       (struct made_wish){ .name = "Clock", .issuer = &stamps, .usage = stamp_usage });
	CMS_ContentInfo *message = made_message(world.content, &world.signer, &world.middle, CMS_DETACHED | CMS_BINARY, "SHA256");
	if (is_stamped)
		made_stamp(world.made, message, &authority, stamp_day);
	made_add(world.made, 0, "x.zip.p7s", made_der(world.made, message), true);
	trust(&world, &world.root);
	if (is_stamp_trusted)
		made_trust(world.made, "stamps.pem", made_pem(world.made, &stamps));
	verify(&world);
	made_identity_free(&stamps);
	made_identity_free(&authority);
	return world;
}

static void leaf_has_expired(void **state)
{
	struct world world = expired(false, false, "timeStamping", 0);
	assert_forms(world.made, "certificate-expired: CN=Signer,O=Vendor: 2026-11-16: .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "+++!");
	end(&world);
}

static void leaf_has_expired_after_a_time_stamp(void **state)
{
	struct world world = expired(true, true, "timeStamping", -20);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "+++?");
	assert_str(world.made->statements.items[0].freshness.text, "CN=Signer,O=Vendor ended on 2026-11-16; it held when it was signed, on "
								   "2026-11-06 by the time stamp of CN=Clock,O=Vendor; no "
								   "revocation data was given");
	end(&world);
	/* By nobody that is known, */
	world = expired(true, false, "timeStamping", -20);
	assert_forms(world.made, "time-stamp-unknown: CN=Clock,O=Vendor: CN=Signer,O=Vendor ended on 2026-11-16: .!/x.zip.p7s:0\n");
	end(&world);
	/* by somebody who is no authority of time, */
	world = expired(true, true, "codeSigning", -20);
	assert_forms(world.made, "time-stamp-unknown: CN=Clock,O=Vendor: CN=Signer,O=Vendor ended on 2026-11-16: .!/x.zip.p7s:0\n");
	end(&world);
	/* and too late. */
	world = expired(true, true, "timeStamping", -5);
	assert_forms(world.made, "certificate-expired: CN=Signer,O=Vendor: 2026-11-16: .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "+++!");
	end(&world);
}

static void leaf_does_not_hold_yet(void **state)
{
	struct world world = world_of((struct made_wish){ .from_day = 3, .to_day = 300 });
	sign(&world);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "certificate-not-yet-valid: CN=Signer,O=Vendor: 2026-11-29: .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "+++!");
	end(&world);
}

static void certificate_is_for_something_else(void **state)
{
	struct world world = world_of((struct made_wish){ .usage = "emailProtection,clientAuth" });
	sign(&world);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "certificate-wrong-purpose: CN=Signer,O=Vendor: TLS clients, e-mail: .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "++!?");
	end(&world);
	world = world_of((struct made_wish){ .usage = "" });
	sign(&world);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "certificate-no-purpose: CN=Signer,O=Vendor: : .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "++?\?");
	end(&world);
}

static void keys_and_digests_are_weak(void **state)
{
	struct world world = world_of((struct made_wish){ .rsa_bits = 1024 });
	sign(&world);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "weak-signature: RSA 1024 key of CN=Signer,O=Vendor: : .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "++?\?");
	struct up_table table;
	up_certificates_table(&world.made->statements, &table, world.made->package.arena);
	assert_int_equal(table.n_rows, 3);
	assert_str(table.cells[table.n_columns + 1], "root: trusted");
	up_table_finish(&table);
	end(&world);
	world = world_of((struct made_wish){ .digest = "SHA1" });
	made_add(world.made, 0, "x.zip.p7s",
		 made_der(world.made, made_message(world.content, &world.signer, &world.middle, CMS_DETACHED | CMS_BINARY, "SHA1")), true);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "weak-signature: SHA-1 signature of CN=Signer,O=Vendor: : .!/x.zip.p7s:0\n"
				 "weak-signature: SHA-1: : .!/x.zip.p7s:0\n");
	end(&world);
}

/* A link whose signature is not its issuer's: somebody made an authority of the same name. */
static void chain_is_broken(void **state)
{
	struct world world = usual();
	struct made_identity impostor = made_identity(world.made,
						      (struct made_wish){ .name = "Middle", .issuer = &world.root, .is_authority = true });
	X509_set_subject_name(impostor.certificate, X509_get_subject_name(world.middle.certificate));
	struct made_identity signer = made_identity(world.made, (struct made_wish){ .name = "Signer", .issuer = &impostor });
	made_add(world.made, 0, "x.zip.p7s", made_signature(world.made, world.content, &signer, &world.middle), true);
	trust(&world, &world.root);
	verify(&world);
	/* The key ids differ, so OpenSSL does not even try the other key: the issuer is missing. */
	assert_true(up_str_starts(up_buf_str(&world.made->forms), UP_STR("unknown-root: CN=Middle,O=Vendor:")));
	made_identity_free(&signer);
	end(&world);
	/* A signer that is no authority signs for another. */
	world = usual();
	signer = made_identity(world.made, (struct made_wish){ .name = "Below", .issuer = &world.signer });
	made_add(world.made, 0, "x.zip.p7s", made_signature(world.made, world.content, &signer, &world.signer), true);
	trust(&world, &world.root);
	made_trust(world.made, "middle.pem", made_pem(world.made, &world.middle));
	verify(&world);
	assert_true(up_str_starts(up_buf_str(&world.made->forms),
				  UP_STR("certificate-chain-broken: CN=Below,O=Vendor: invalid CA certificate")));
	assert_said(world.made, 0, "++!?");
	made_identity_free(&signer);
	made_identity_free(&impostor);
	end(&world);
}

static void certificate_was_revoked(void **state)
{
	for (int is_revoked = 0; is_revoked < 2; is_revoked++) {
		struct world world = usual();
		sign(&world);
		trust(&world, &world.root);
		const struct made_identity *issuers[] = { &world.middle, &world.root };
		for (int i = 0; i < 2; i++) {
			X509_CRL *list = X509_CRL_new();
			ASN1_TIME *time = ASN1_TIME_set(NULL, world.made->trust.now_seconds - 3 * MADE_DAY);
			X509_CRL_set_version(list, 1);
			X509_CRL_set_issuer_name(list, X509_get_subject_name(issuers[i]->certificate));
			X509_CRL_set1_lastUpdate(list, time);
			if (is_revoked && i == 0) {
				X509_REVOKED *revoked = X509_REVOKED_new();
				X509_REVOKED_set_serialNumber(revoked, X509_get_serialNumber(world.signer.certificate));
				X509_REVOKED_set_revocationDate(revoked, time);
				X509_CRL_add0_revoked(list, revoked);
			}
			ASN1_TIME_set(time, world.made->trust.now_seconds + 3 * MADE_DAY);
			X509_CRL_set1_nextUpdate(list, time);
			assert_true(X509_CRL_sign(list, issuers[i]->key, EVP_sha256()));
			BIO *bio = BIO_new(BIO_s_mem());
			PEM_write_bio_X509_CRL(bio, list);
			made_trust(world.made, "list.crl", made_bytes(world.made, bio));
			ASN1_TIME_free(time);
			X509_CRL_free(list);
		}
		verify(&world);
		if (is_revoked) {
			assert_forms(
				world.made,
				"certificate-revoked: CN=Signer,O=Vendor: CN=Signer,O=Vendor was revoked on 2026-11-23: .!/x.zip.p7s:0\n");
			assert_said(world.made, 0, "+++!");
		} else {
			assert_forms(world.made, "");
			assert_said(world.made, 0, "++++");
		}
		end(&world);
	}
}

static void chain_is_too_long(void **state)
{
	struct made *made = made_new();
	enum {
		N = UP_LIMIT_CHAIN + 4
	};
	struct made_identity links[N];
	STACK_OF(X509) *others = sk_X509_new_null();
	for (int i = 0; i < N; i++) {
		const char *name = up_arena_printf(made->package.arena, "Link %d", i).s;
		links[i] = made_identity(made,
					 (struct made_wish){ .name = name, .issuer = i ? &links[i - 1] : NULL, .is_authority = i + 1 < N });
		if (i + 1 < N)
			sk_X509_push(others, links[i].certificate);
	}
	struct up_chain chain;
	made_trust(made, "root.pem", made_pem(made, &links[0]));
	struct up_anchors *anchors = up_anchors_new(&made->trust);
	up_chain_judge(anchors, links[N - 1].certificate, others, UP_PURPOSE_CODE, made->trust.now_seconds, made->trust.now_seconds,
		       made->package.arena, &chain);
	assert_int_equal(chain.end, UP_CHAIN_BROKEN);
	assert_str(chain.fault, "certificate chain too long");
	assert_in_range(chain.n, UP_LIMIT_CHAIN, UP_LIMIT_CHAIN + 2);
	up_anchors_free(anchors);
	sk_X509_free(others);
	for (int i = 0; i < N; i++)
		made_identity_free(&links[i]);
	made_free(made);
}

static void trust_files_of_every_kind(void **state)
{
	struct world world = usual();
	sign(&world);
	unsigned char *der = NULL;
	int len = i2d_X509(world.root.certificate, &der);
	made_trust(world.made, "root.der", (up_str){ (const char *)der, (size_t)len });
	made_trust(world.made, "readme.txt", UP_STR("nothing to trust\n"));
	made_trust(world.made, "empty", UP_STR(""));
	OPENSSL_free(der);
	verify(&world);
	assert_forms(world.made, "");
	assert_true(world.made->trust.files[0].is_used);
	assert_false(world.made->trust.files[1].is_used);
	assert_false(world.made->trust.files[2].is_used);
	end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_with_an_intermediate),
		cmocka_unit_test(root_is_missing),
		cmocka_unit_test(root_comes_with_the_signature),
		cmocka_unit_test(leaf_is_pinned),
		cmocka_unit_test(intermediate_is_trusted),
		cmocka_unit_test(leaf_is_self_signed),
		cmocka_unit_test(leaf_has_expired),
		cmocka_unit_test(leaf_has_expired_after_a_time_stamp),
		cmocka_unit_test(leaf_does_not_hold_yet),
		cmocka_unit_test(certificate_is_for_something_else),
		cmocka_unit_test(keys_and_digests_are_weak),
		cmocka_unit_test(chain_is_broken),
		cmocka_unit_test(certificate_was_revoked),
		cmocka_unit_test(chain_is_too_long),
		cmocka_unit_test(trust_files_of_every_kind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
