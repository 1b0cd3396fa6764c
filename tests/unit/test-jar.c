/* package/jar: manifests, signature files and blocks that are made here; and what is said of each fault. */
#include "test.h"

#include "package/checksums-read.h"
#include "package/manifest.h"
#include "x509-made.h"

static void append(struct made *made, struct up_buf *text, const char *key, enum up_digest_kind kind, up_str bytes)
{
	unsigned char digest[UP_DIGEST_BYTES];
	char encoded[128];
	up_digest_of(bytes, kind, digest);
	EVP_EncodeBlock((unsigned char *)encoded, digest, (int)up_digest_size(kind));
	up_buf_printf(text, "%s: %s\r\n", key, encoded);
	(void)made;
}

/* A JAR with a.class and b/c.txt, signed; each part can be changed before it is added. */
struct jar {
	struct made *made;
	struct made_identity root, signer;
	enum up_digest_kind kind;
	const char *digest; /* "SHA-256-Digest" */
	up_str manifest, file, block;
	up_str main, first, second; /* sections of the manifest */
};

static const char long_name[] = "b/a-name-that-is-longer-than-one-line-of-a-manifest-may-be-so-that-it-is-folded/c.txt";

static up_str taken(struct made *made, struct up_buf *text)
{
	return up_arena_take(made->package.arena, text);
}

static struct jar jar_of(enum up_digest_kind kind, const char *digest)
{
	struct jar jar = { .made = made_new(), .kind = kind, .digest = digest };
	struct up_buf text = { 0 };
	jar.root = made_identity(jar.made, (struct made_wish){ .name = "Root", .is_authority = true });
	jar.signer = made_identity(jar.made, (struct made_wish){ .name = "Signer", .issuer = &jar.root });
	jar.main = UP_STR("Manifest-Version: 1.0\r\nCreated-By: 17 (test)\r\n\r\n");
	up_buf_add_s(&text, "Name: a.class\r\n");
	append(jar.made, &text, digest, kind, UP_STR("class"));
	up_buf_add_s(&text, "\r\n");
	jar.first = taken(jar.made, &text);
	up_buf_printf(&text, "Name: %.66s\r\n %s\r\n", long_name, long_name + 66);
	append(jar.made, &text, digest, kind, UP_STR("text"));
	up_buf_add_s(&text, "\r\n");
	jar.second = taken(jar.made, &text);
	up_buf_printf(&text, "%.*s%.*s%.*s", UP_FMT(jar.main), UP_FMT(jar.first), UP_FMT(jar.second));
	jar.manifest = taken(jar.made, &text);
	return jar;
}

static void make_file(struct jar *jar)
{
	struct up_buf text = { 0 };
	struct made *made = jar->made;
	up_buf_add_s(&text, "Signature-Version: 1.0\r\n");
	append(made, &text, up_arena_printf(made->package.arena, "%s-Manifest", jar->digest).s, jar->kind, jar->manifest);
	append(made, &text, up_arena_printf(made->package.arena, "%s-Manifest-Main-Attributes", jar->digest).s, jar->kind, jar->main);
	up_buf_add_s(&text, "Created-By: 17 (test)\r\n\r\nName: a.class\r\n");
	append(made, &text, jar->digest, jar->kind, jar->first);
	up_buf_printf(&text, "\r\nName: %.66s\r\n %s\r\n", long_name, long_name + 66);
	append(made, &text, jar->digest, jar->kind, jar->second);
	up_buf_add_s(&text, "\r\n");
	jar->file = taken(made, &text);
	jar->block = made_signature(made, jar->file, &jar->signer, NULL);
}

static void verify(struct jar *jar, bool is_trusted)
{
	struct made *made = jar->made;
	made_container(made, UP_CONTAINER_FOLDER, ".");
	uint32_t zip = made_container(made, UP_CONTAINER_ZIP, "x.jar");
	struct up_member *folder = made_add(made, zip, "META-INF/", UP_STR(""), false);
	folder->mode = S_IFDIR | 0755;
	made_add(made, zip, "META-INF/MANIFEST.MF", jar->manifest, true);
	made_add(made, zip, "META-INF/VENDOR.SF", jar->file, true);
	made_add(made, zip, "META-INF/VENDOR.EC", jar->block, true);
	made_add(made, zip, "a.class", UP_STR("class"), false);
	made_add(made, zip, long_name, UP_STR("text"), false);
	if (is_trusted)
		made_trust(made, "root.pem", made_pem(made, &jar->root));
}

static void end(struct jar *jar)
{
	made_identity_free(&jar->root);
	made_identity_free(&jar->signer);
	made_free(jar->made);
}

static void sections_and_folded_lines(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_manifest manifest;
	up_manifest_read(
		UP_STR("Manifest-Version: 1.0\r\n\r\n"
		       "Name: fol\r\n ded\r\nSHA-256-Digest: ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\r\nSHA3-Digest: AAAA\r\n\r\n\r\n"
		       "Name: b\nMD5-Digest: xx\nMagic: y\n\n"
		       "No: name\n\n"
		       "name: last\rSHA1-Digest: qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
		arena, &manifest);
	assert_int_equal(manifest.n, 4);
	const struct up_manifest_section *section = up_manifest_find(&manifest, UP_STR("folded"));
	assert_non_null(section);
	assert_int_equal(section->n_digests, 1);
	assert_int_equal(manifest.n_unknown, 1);
	assert_true(up_str_ends(section->raw, UP_STR("AAAA\r\n\r\n")));
	assert_true(up_str_ends(section->lines, UP_STR("AAAA\r\n")));
	assert_true(manifest.digests[up_manifest_find(&manifest, UP_STR("b"))->first_digest].is_malformed);
	section = up_manifest_find(&manifest, UP_STR("last"));
	assert_int_equal(manifest.digests[section->first_digest].kind, UP_DIGEST_SHA1);
	assert_int_equal(manifest.digests[section->first_digest].digest[0], 0xa9);
	assert_str(manifest.sections[0].raw, "Manifest-Version: 1.0\r\n\r\n");
	assert_null(up_manifest_find(&manifest, UP_STR("none")));
	up_manifest_finish(&manifest);
	up_arena_free(arena);
}

static void all_is_well(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	verify(&jar, true);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "");
	assert_said(jar.made, 0, "+++?");
	assert_str(jar.made->statements.items[0].integrity.text, "all 2 signed entries match SHA-256");
	assert_str(jar.made->statements.items[0].subject, "x.jar");
	assert_int_equal(jar.made->n_again, 0);
	end(&jar);
	jar = jar_of(UP_DIGEST_SHA512, "SHA-512-Digest");
	make_file(&jar);
	verify(&jar, false);
	up_verify_jar(&jar.made->verify);
	assert_said(jar.made, 0, "++?\?");
	assert_true(up_str_starts(up_buf_str(&jar.made->forms), UP_STR("unknown-root: CN=Root,O=Vendor:  (key id ")));
	assert_int_equal(jar.made->n_again, 1);
	end(&jar);
}

/* Another signer added attributes of their own: the whole manifest has changed, the sections have not. */
static void manifest_has_grown(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	jar.manifest = up_arena_printf(jar.made->package.arena, "%.*sName: other\r\nX: y\r\n\r\n", UP_FMT(jar.manifest));
	verify(&jar, true);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "");
	assert_said(jar.made, 0, "+++?");
	end(&jar);
}

static void an_entry_was_altered(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA512, "SHA-512-Digest");
	make_file(&jar);
	verify(&jar, true);
	jar.made->contents[4] = UP_STR("klass");
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "signed-entry-altered: x.jar: : x.jar!/a.class:0\n");
	assert_said(jar.made, 0, "!++?");
	assert_str(jar.made->statements.items[0].integrity.text, "1 of 2 signed entries was altered, the first is a.class");
	end(&jar);
}

/* Whoever alters an entry alters its digest in the manifest too; the signature file tells. */
static void manifest_was_altered(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	struct up_buf text = { 0 };
	up_buf_printf(&text, "%.*sName: a.class\r\n", UP_FMT(jar.main));
	append(jar.made, &text, "SHA-256-Digest", UP_DIGEST_SHA256, UP_STR("klass"));
	up_buf_printf(&text, "\r\n%.*s", UP_FMT(jar.second));
	jar.manifest = taken(jar.made, &text);
	verify(&jar, true);
	jar.made->contents[4] = UP_STR("klass");
	up_sha256(UP_STR("klass"), jar.made->package.members[4].sha256);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "signed-entry-altered: x.jar: : x.jar!/a.class:0\n");
	end(&jar);
	/* The main section: a class path that was not there. */
	jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	jar.manifest = up_arena_printf(jar.made->package.arena, "Manifest-Version: 1.0\r\nClass-Path: evil.jar\r\n\r\n%.*s%.*s",
				       UP_FMT(jar.first), UP_FMT(jar.second));
	verify(&jar, true);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "signed-entry-altered: x.jar: : x.jar!/META-INF/MANIFEST.MF:0\n");
	assert_said(jar.made, 0, "!++?");
	end(&jar);
}

static void signature_file_was_altered(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	jar.file = up_arena_printf(jar.made->package.arena, "%.*s\r\n", UP_FMT(jar.file));
	verify(&jar, true);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "signature-mismatch: VENDOR.SF: the signature does not hold: x.jar!/META-INF/VENDOR.EC:0\n");
	assert_said(jar.made, 0, "!!--");
	end(&jar);
}

static void entries_are_unsigned_and_missing(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	verify(&jar, true);
	jar.made->package.members[4].name = UP_STR("META-INF/versions/9/a.class");
	made_add(jar.made, 1, "META-INF/services/x", UP_STR("x"), false);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "signed-entry-unsigned: META-INF/services/x:  and 1 more: x.jar:0\n"
			       "signed-entry-missing: a.class: : x.jar:0\n");
	assert_said(jar.made, 0, "?++?");
	end(&jar);
}

static void weak_digests(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA1, "SHA1-Digest");
	make_file(&jar);
	verify(&jar, true);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "weak-signature: SHA-1: : x.jar:0\n");
	assert_said(jar.made, 0, "?++?");
	end(&jar);
}

static void parts_are_missing(void **state)
{
	struct jar jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	verify(&jar, true);
	jar.made->package.members[3].name = UP_STR("META-INF/OTHER.RSA");
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "signature-alone: OTHER.RSA: : x.jar!/META-INF/VENDOR.EC:0\n"
			       "signature-alone: VENDOR.SF: : x.jar!/META-INF/VENDOR.SF:0\n");
	assert_int_equal(jar.made->statements.n, 0);
	end(&jar);
	/* Nobody signed it. */
	jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	verify(&jar, true);
	jar.made->package.members[2].name = UP_STR("META-INF/a");
	jar.made->package.members[3].name = UP_STR("META-INF/b");
	jar.made->contents[4] = UP_STR("klass");
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "");
	assert_int_equal(jar.made->statements.n, 0);
	end(&jar);
	/* No block that can be read, and a manifest that was not kept. */
	jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	jar.block = UP_STR("nothing");
	verify(&jar, true);
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "signature-unreadable: VENDOR.EC: : x.jar!/META-INF/VENDOR.EC:0\n");
	end(&jar);
	jar = jar_of(UP_DIGEST_SHA256, "SHA-256-Digest");
	make_file(&jar);
	verify(&jar, true);
	jar.made->package.members[1].bytes = UP_STR_NULL;
	up_verify_jar(&jar.made->verify);
	assert_forms(jar.made, "");
	assert_true(up_str_starts(up_buf_str(&jar.made->notes), UP_STR("limit: x.jar!/META-INF/MANIFEST.MF: ")));
	end(&jar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_and_folded_lines),
		cmocka_unit_test(all_is_well),
		cmocka_unit_test(manifest_has_grown),
		cmocka_unit_test(an_entry_was_altered),
		cmocka_unit_test(manifest_was_altered),
		cmocka_unit_test(signature_file_was_altered),
		cmocka_unit_test(entries_are_unsigned_and_missing),
		cmocka_unit_test(weak_digests),
		cmocka_unit_test(parts_are_missing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
