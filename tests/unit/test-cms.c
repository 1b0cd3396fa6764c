/* package/cms: messages of every form, and what is said of what they sign. */
#include "test.h"

#include "cms-world.h"
#include "core/limits.h"

static void content_was_altered(void **state)
{
	struct world world = usual();
	sign(&world);
	trust(&world, &world.root);
	world.made->contents[0] = UP_STR("PK: a package\nof two limes\n");
	verify(&world);
	assert_forms(world.made, "signature-mismatch: x.zip: the bytes are not those that were signed: .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "!!--");
	end(&world);
}

static void signature_was_altered(void **state)
{
	struct world world = usual();
	CMS_ContentInfo *message = made_message(world.content, &world.signer, &world.middle, CMS_DETACHED | CMS_BINARY, "SHA256");
	ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature(sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message), 0));
	signature->data[signature->length - 1] ^= 1;
	made_add(world.made, 0, "x.zip.p7s", made_der(world.made, message), true);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "signature-mismatch: x.zip: the signature does not hold: .!/x.zip.p7s:0\n");
	assert_said(world.made, 0, "!!--");
	end(&world);
}

static void content_is_inside(void **state)
{
	struct world world = usual();
	made_add(world.made, 0, "y.p7m",
		 made_der(world.made, made_message(world.content, &world.signer, &world.middle, CMS_BINARY, "SHA256")), true);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "+++?");
	assert_str(world.made->statements.items[0].subject, ".!/y.p7m");
	assert_int_equal(world.made->n_again, 0);
	end(&world);
	/* A signature that holds for what it brings along, and not for what lies beside it. */
	world = usual();
	made_add(world.made, 0, "x.zip.p7s",
		 made_der(world.made, made_message(UP_STR("harmless"), &world.signer, &world.middle, CMS_BINARY, "SHA256")), true);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "signature-mismatch: x.zip: the bytes are not those that were signed: .!/x.zip.p7s:0\n");
	end(&world);
}

/* `openssl cms -sign` without -binary. */
static void signed_as_text(void **state)
{
	struct world world = usual();
	made_add(world.made, 0, "x.zip.p7s",
		 made_der(world.made, made_message(world.content, &world.signer, &world.middle, CMS_DETACHED, "SHA256")), true);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "+++?");
	assert_str(world.made->statements.items[0].integrity.text,
		   "the bytes match the signature as text, whose line ends it does not cover, SHA-256");
	assert_int_equal(world.made->n_again, 2);
	end(&world);
}

static void pem_and_smime(void **state)
{
	struct world world = usual();
	CMS_ContentInfo *message = made_message(world.content, &world.signer, &world.middle, CMS_DETACHED | CMS_BINARY, "SHA256");
	BIO *bio = BIO_new(BIO_s_mem());
	PEM_write_bio_CMS_stream(bio, message, NULL, 0);
	made_add(world.made, 0, "x.zip.sig", made_bytes(world.made, bio), true);
	bio = BIO_new(BIO_s_mem());
	BIO *content = BIO_new_mem_buf(world.content.s, (int)world.content.len);
	CMS_ContentInfo_free(message);
	message = made_message(world.content, &world.signer, &world.middle, CMS_DETACHED, "SHA256");
	assert_true(SMIME_write_CMS(bio, message, content, CMS_DETACHED | CMS_REUSE_DIGEST));
	made_add(world.made, 0, "y.p7m", made_bytes(world.made, bio), true);
	BIO_free(content);
	CMS_ContentInfo_free(message);
	trust(&world, &world.root);
	verify(&world);
	assert_forms(world.made, "");
	assert_int_equal(world.made->statements.n, 2);
	assert_said(world.made, 0, "+++?");
	assert_said(world.made, 1, "+++?");
	end(&world);
}

static void several_signers(void **state)
{
	struct world world = usual();
	struct made_identity other = made_identity(world.made, (struct made_wish){ .name = "Other" });
	CMS_ContentInfo *message = made_message(world.content, &world.signer, &world.middle, CMS_DETACHED | CMS_BINARY | CMS_PARTIAL,
						"SHA256");
	CMS_add1_signer(message, other.certificate, other.key, EVP_sha256(), CMS_BINARY);
	BIO *content = BIO_new_mem_buf(world.content.s, (int)world.content.len);
	assert_true(CMS_final(message, content, NULL, CMS_DETACHED | CMS_BINARY));
	BIO_free(content);
	made_add(world.made, 0, "x.zip.p7s", made_der(world.made, message), true);
	trust(&world, &world.root);
	verify(&world);
	assert_int_equal(world.made->statements.n, 2);
	unsigned n_trusted = 0;
	for (size_t i = 0; i < 2; i++)
		n_trusted += world.made->statements.items[i].trust.said == UP_SAID_GOOD;
	assert_int_equal(n_trusted, 1);
	made_identity_free(&other);
	end(&world);
}

static int compare_der(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

/* Signs what the signer of the message signed with another key. */
static void replace_signature(const struct made *made, CMS_SignerInfo *info, EVP_PKEY *key, unsigned char change)
{
	up_str parts[8];
	struct up_buf der = { 0 };
	int n = CMS_signed_get_attr_count(info), len = 0;
	assert_in_range(n, 1, 8);
	for (int i = 0; i < n; i++) {
		unsigned char *part = NULL;
		int part_len = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(info, i), &part);
		parts[i] = up_arena_copy(made->package.arena, (up_str){ (char *)part, (size_t)part_len });
		OPENSSL_free(part);
		len += part_len;
	}
	qsort(parts, (size_t)n, sizeof *parts, compare_der);
	unsigned char head[8], *end_of_head = head, signature[64];
	ASN1_put_object(&end_of_head, 1, len, V_ASN1_SET, V_ASN1_UNIVERSAL);
	up_buf_add(&der, (up_str){ (char *)head, (size_t)(end_of_head - head) });
	for (int i = 0; i < n; i++)
		up_buf_add(&der, parts[i]);
	size_t signature_len = sizeof signature;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	assert_true(EVP_DigestSignInit(context, NULL, NULL, NULL, key));
	assert_true(EVP_DigestSign(context, signature, &signature_len, (unsigned char *)der.bytes, der.len));
	signature[5] ^= change;
	ASN1_STRING_set(CMS_SignerInfo_get0_signature(info), signature, (int)signature_len);
	EVP_MD_CTX_free(context);
	up_buf_finish(&der);
}

/* OpenSSL 3.0 makes no such messages: the signature of another signer with the same name and number is replaced. */
static void signed_with_ed25519(void **state)
{
	for (unsigned char change = 0; change < 2; change++) {
		struct world world = usual();
		struct made_identity edwards = made_identity(
			world.made, (struct made_wish){ .name = "Signer", .issuer = &world.middle, .is_edwards = true });
		CMS_ContentInfo *message = made_message(world.content, &world.signer, &world.middle,
							CMS_DETACHED | CMS_BINARY | CMS_NOCERTS, "SHA512");
		replace_signature(world.made, sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(message), 0), edwards.key, change);
		CMS_add1_cert(message, world.middle.certificate);
		assert_true(CMS_add1_cert(message, edwards.certificate));
		made_add(world.made, 0, "x.zip.p7s", made_der(world.made, message), true);
		trust(&world, &world.root);
		verify(&world);
		if (change)
			assert_forms(world.made, "signature-mismatch: x.zip: the signature does not hold: .!/x.zip.p7s:0\n");
		else
			assert_forms(world.made, "");
		assert_said(world.made, 0, change ? "!!--" : "+++?");
		made_identity_free(&edwards);
		end(&world);
	}
}

static void certificate_is_not_included(void **state)
{
	struct world world = usual();
	made_add(world.made, 0, "x.zip.p7s",
		 made_der(world.made, made_message(world.content, &world.signer, NULL, CMS_DETACHED | CMS_BINARY | CMS_NOCERTS, "SHA256")),
		 true);
	trust(&world, &world.root);
	verify(&world);
	assert_said(world.made, 0, "?\?\?-");
	assert_true(up_str_starts(up_buf_str(&world.made->forms), UP_STR("signer-certificate-missing: serial 01")));
	end(&world);
	/* Unless it is among what is trusted. */
	world = usual();
	made_add(world.made, 0, "x.zip.p7s",
		 made_der(world.made, made_message(world.content, &world.signer, NULL, CMS_DETACHED | CMS_BINARY | CMS_NOCERTS, "SHA256")),
		 true);
	trust(&world, &world.signer);
	verify(&world);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "+++?");
	end(&world);
}

static void what_is_no_signature(void **state)
{
	struct world world = usual();
	made_add(world.made, 0, "x.zip.p7s", UP_STR("0\x82\x01\x02nonsense"), true);
	made_add(world.made, 0, "x.zip.sig", UP_STR("untrusted comment: minisign\n"), true);
	made_add(world.made, 0, "gone.p7s", made_signature(world.made, world.content, &world.signer, &world.middle), true);
	verify(&world);
	assert_forms(world.made, "signature-unreadable: x.zip.p7s: : .!/x.zip.p7s:0\n"
				 "signature-alone: gone.p7s: : .!/gone.p7s:0\n");
	assert_said(world.made, 0, "?---");
	end(&world);
	world = usual();
	sign(&world);
	world.made->is_gone = true;
	verify(&world);
	assert_forms(world.made, "");
	assert_said(world.made, 0, "?---");
	assert_str(up_buf_str(&world.made->notes), "unreadable: .!/x.zip.p7s: the signature could not be verified\n");
	end(&world);
}

static void more_than_are_verified(void **state)
{
	struct world world = usual();
	up_str signature = made_signature(world.made, world.content, &world.signer, &world.middle);
	for (unsigned i = 0; i < UP_LIMIT_SIGNATURES + 1; i++) {
		made_add(world.made, 0, up_arena_printf(world.made->package.arena, "f%u", i).s, world.content, false);
		made_add(world.made, 0, up_arena_printf(world.made->package.arena, "f%u.p7s", i).s, signature, true);
	}
	trust(&world, &world.root);
	verify(&world);
	assert_int_equal(world.made->statements.n, UP_LIMIT_SIGNATURES);
	assert_str(up_buf_str(&world.made->notes), "limit: .!/f999.p7s: more signatures in one package than are verified\n");
	end(&world);
	world = usual();
	CMS_ContentInfo *message = made_message(world.content, &world.signer, &world.middle, CMS_DETACHED | CMS_BINARY | CMS_PARTIAL,
						"SHA256");
	for (unsigned i = 0; i < UP_LIMIT_SIGNERS; i++)
		CMS_add1_signer(message, world.signer.certificate, world.signer.key, EVP_sha256(), CMS_BINARY | CMS_NOCERTS);
	BIO *content = BIO_new_mem_buf(world.content.s, (int)world.content.len);
	assert_true(CMS_final(message, content, NULL, CMS_DETACHED | CMS_BINARY));
	BIO_free(content);
	made_add(world.made, 0, "x.zip.p7s", made_der(world.made, message), true);
	trust(&world, &world.root);
	verify(&world);
	assert_int_equal(world.made->statements.n, UP_LIMIT_SIGNERS);
	assert_true(up_str_starts(up_buf_str(&world.made->notes),
				  UP_STR("limit: .!/x.zip.p7s: more signers of one message than are verified\n")));
	end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(content_was_altered),  cmocka_unit_test(signature_was_altered),
		cmocka_unit_test(content_is_inside),    cmocka_unit_test(signed_as_text),
		cmocka_unit_test(pem_and_smime),        cmocka_unit_test(several_signers),
		cmocka_unit_test(signed_with_ed25519),  cmocka_unit_test(certificate_is_not_included),
		cmocka_unit_test(what_is_no_signature), cmocka_unit_test(more_than_are_verified),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
