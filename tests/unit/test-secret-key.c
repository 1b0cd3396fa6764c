/* secret/key, secret/certificate: keys that are made here, and those that ssh-keygen, puttygen, gpg, minisign and signify made for the corpus. */
#include "test.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/lines.h"
#include "core/limits.h"
#include "secret/certificate.h"
#include "secret/key.h"

#define CORPUS "tests/fuzz/corpus/secret-key/"

/* --- looking ---------------------------------------------------------------------------------------------------------- */

static struct up_arena *arena;

/* The number of keys in the text, in the order of their places, and the last one of them. */
static unsigned find_with(up_str text, struct up_key_effort *effort, struct up_key_found *ret_found)
{
	unsigned n = 0;
	for (uint32_t at = 0; at < text.len; at++) {
		struct up_key_found found;
		if (!up_key_find(text, at, arena, effort, &found))
			continue;
		assert_true(found.at.start <= found.secret_at.start && found.secret_at.end <= found.at.end && found.at.end <= text.len);
		*ret_found = found;
		n++;
		at = found.at.end - 1;
	}
	return n;
}

static struct up_key_found only(up_str text)
{
	struct up_key_found found = { 0 };
	assert_int_equal(find_with(text, NULL, &found), 1);
	return found;
}

static unsigned n_keys(const char *text)
{
	struct up_key_found found;
	return find_with(up_str_from(text), NULL, &found);
}

static void assert_key(up_str text, const char *rule, const char *kind, enum up_verdict verdict, bool is_encrypted)
{
	struct up_key_found found = only(text);
	assert_string_equal(found.rule, rule);
	assert_str_at(found.kind, up_str_from(kind), __FILE__, __LINE__);
	assert_int_equal(found.verdict, verdict);
	assert_int_equal(found.is_encrypted, is_encrypted);
}

static up_str read_file(const char *path)
{
	struct up_buf buf = { 0 };
	FILE *from = fopen(path, "rb");
	if (!from)
		fail_msg("%s cannot be opened", path);
	for (int c; (c = fgetc(from)) != EOF;)
		up_buf_add_byte(&buf, (char)c);
	fclose(from);
	return up_arena_take(arena, &buf);
}

static up_str file(const char *name)
{
	char path[200];
	snprintf(path, sizeof path, CORPUS "%s", name);
	return read_file(path);
}

/* --- making ----------------------------------------------------------------------------------------------------------- */

static up_str taken(BIO *bio)
{
	char *bytes;
	long len = BIO_get_mem_data(bio, &bytes);
	up_str copy = up_arena_copy(arena, (up_str){ bytes, (size_t)len });
	BIO_free(bio);
	return copy;
}

static up_str pem_of(EVP_PKEY *key, bool is_traditional, const EVP_CIPHER *cipher)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char passphrase[] = "made up";
	int ok = is_traditional ? PEM_write_bio_PrivateKey_traditional(bio, key, cipher, NULL, 0, NULL, passphrase)
				: PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, NULL, 0, NULL, passphrase);
	assert_true(ok);
	return taken(bio);
}

static void hash_of(EVP_PKEY *key, char ret_hex[65])
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);
	assert_true(len > 0);
	up_sha256_hex((up_str){ (char *)der, (size_t)len }, ret_hex);
	OPENSSL_free(der);
}

static void assert_pair(up_str text, EVP_PKEY *key, const char *kind)
{
	char hash[65];
	struct up_key_found found = only(text);
	hash_of(key, hash);
	assert_str_at(found.kind, up_str_from(kind), __FILE__, __LINE__);
	assert_string_equal(found.rule, "private-key");
	assert_int_equal(found.verdict, UP_VERDICT_VERIFIED);
	assert_false(found.is_encrypted);
	assert_str_at(found.public_hash, up_str_from(hash), __FILE__, __LINE__);
	assert_int_equal(found.at.start, 0);
	assert_int_equal(found.at.end, text.len - 1);
}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void pem_of_every_algorithm(void **state)
{
	static const struct {
		const char *curve, *sec1, *pkcs8;
	} curves[] = { { "P-256", "EC P-256 private key, SEC1", "EC P-256 private key, PKCS#8" },
		       { "P-384", "EC P-384 private key, SEC1", "EC P-384 private key, PKCS#8" },
		       { "P-521", "EC P-521 private key, SEC1", "EC P-521 private key, PKCS#8" },
		       { "secp256k1", "EC secp256k1 private key, SEC1", "EC secp256k1 private key, PKCS#8" } };
	for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
		EVP_PKEY *key = EVP_EC_gen(curves[i].curve);
		assert_pair(pem_of(key, true, NULL), key, curves[i].sec1);
		assert_pair(pem_of(key, false, NULL), key, curves[i].pkcs8);
		EVP_PKEY_free(key);
	}
	static const char *const raw[] = { "ED25519", "ED448", "X25519", "X448" };
	static const char *const kinds[] = { "Ed25519 private key, PKCS#8", "Ed448 private key, PKCS#8", "X25519 private key, PKCS#8",
					     "X448 private key, PKCS#8" };
	for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
		EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, raw[i]);
		assert_pair(pem_of(key, false, NULL), key, kinds[i]);
		EVP_PKEY_free(key);
	}
	EVP_PKEY *rsa = EVP_RSA_gen(1024);
	assert_pair(pem_of(rsa, true, NULL), rsa, "RSA 1024-bit private key, PKCS#1");
	assert_pair(pem_of(rsa, false, NULL), rsa, "RSA 1024-bit private key, PKCS#8");
	assert_true(up_str_eq(only(pem_of(rsa, true, NULL)).secret, only(pem_of(rsa, false, NULL)).secret));
	assert_key(pem_of(rsa, true, EVP_aes_128_cbc()), "private-key-encrypted",
		   "encrypted private key, \"RSA PRIVATE KEY\" with Proc-Type", UP_VERDICT_WELL_FORMED, true);
	assert_key(pem_of(rsa, false, EVP_aes_256_cbc()), "private-key-encrypted", "encrypted private key, PKCS#8", UP_VERDICT_VERIFIED,
		   true);
	EVP_PKEY_free(rsa);
}

static void files_of_programs(void **state)
{
	static const struct {
		const char *name, *rule, *kind;
		enum up_verdict verdict;
		bool is_encrypted;
	} files[] = {
		{ "dsa.pem", "private-key", "DSA private key, traditional", UP_VERDICT_VERIFIED, false },
		{ "dsa-pkcs8.pem", "private-key", "DSA private key, PKCS#8", UP_VERDICT_VERIFIED, false },
		{ "rsa-pss.pem", "private-key", "RSA-PSS 2048-bit private key, PKCS#8", UP_VERDICT_VERIFIED, false },
		{ "ec-explicit.pem", "private-key", "EC private key, SEC1", UP_VERDICT_WELL_FORMED, false },
		{ "ec-brainpoolP256r1-pkcs8.pem", "private-key", "EC brainpoolP256r1 private key, PKCS#8", UP_VERDICT_VERIFIED, false },
		{ "ssh-rsa", "private-key", "RSA 3072-bit private key, OpenSSH", UP_VERDICT_VERIFIED, false },
		{ "ssh-dsa", "private-key", "DSA private key, OpenSSH", UP_VERDICT_VERIFIED, false },
		{ "ssh-ecdsa", "private-key", "EC P-256 private key, OpenSSH", UP_VERDICT_VERIFIED, false },
		{ "ssh-ed25519", "private-key", "Ed25519 private key, OpenSSH", UP_VERDICT_VERIFIED, false },
		{ "ssh-ed25519-encrypted", "private-key-encrypted", "encrypted Ed25519 private key, OpenSSH", UP_VERDICT_VERIFIED, true },
		{ "sshcom.key", "private-key", "RSA private key, ssh.com", UP_VERDICT_VERIFIED, false },
		{ "sshcom-enc.key", "private-key-encrypted", "encrypted RSA private key, ssh.com", UP_VERDICT_VERIFIED, true },
		{ "putty-rsa-2.ppk", "putty-key", "RSA private key, PuTTY 2", UP_VERDICT_VERIFIED, false },
		{ "putty-ed25519-3.ppk", "putty-key", "Ed25519 private key, PuTTY 3", UP_VERDICT_VERIFIED, false },
		{ "putty-ecdsa-3.ppk", "putty-key", "EC private key, PuTTY 3", UP_VERDICT_VERIFIED, false },
		{ "putty-enc.ppk", "putty-key-encrypted", "encrypted Ed25519 private key, PuTTY 3", UP_VERDICT_WELL_FORMED, true },
		{ "pgp-rsa2048.asc", "pgp-private-key", "PGP private key, RSA 2048-bit", UP_VERDICT_VERIFIED, false },
		{ "pgp-dsa2048.asc", "pgp-private-key", "PGP private key, DSA 2048-bit", UP_VERDICT_VERIFIED, false },
		{ "pgp-ed25519.asc", "pgp-private-key", "PGP private key, EdDSA", UP_VERDICT_VERIFIED, false },
		{ "pgp-ed-enc.asc", "pgp-private-key-encrypted", "encrypted PGP private key, EdDSA", UP_VERDICT_VERIFIED, true },
		{ "pgp-stub.asc", "pgp-private-key", "PGP private key, EdDSA", UP_VERDICT_VERIFIED, false },
		{ "minisign.key", "signing-key", "secret key of minisign", UP_VERDICT_VERIFIED, false },
		{ "minisign-enc.key", "signing-key-encrypted", "encrypted secret key of minisign", UP_VERDICT_WELL_FORMED, true },
		{ "signify.key", "signing-key", "secret key of signify", UP_VERDICT_VERIFIED, false },
		{ "form-jwk", "jwk-private", "RSA 2048-bit private key, JWK", UP_VERDICT_VERIFIED, false },
		{ "form-jwkec", "jwk-private", "EC P-256 private key, JWK", UP_VERDICT_VERIFIED, false },
		{ "form-jwkecbad", "jwk-private", "EC P-256 private key, JWK", UP_VERDICT_DOUBTFUL, false },
		{ "form-jwkokp", "jwk-private", "Ed25519 private key, JWK", UP_VERDICT_VERIFIED, false },
		{ "form-jwkoct", "jwk-symmetric", "256-bit symmetric key, JWK", UP_VERDICT_WELL_FORMED, false },
		{ "form-xml", "xml-rsa-key", "RSA 2048-bit private key, XML", UP_VERDICT_VERIFIED, false },
		{ "form-ovpn", "openvpn-static-key", "OpenVPN static key", UP_VERDICT_WELL_FORMED, false },
		{ "form-wg", "wireguard-private-key", "WireGuard private key", UP_VERDICT_WELL_FORMED, false },
		{ "form-bareec8", "private-key", "EC P-256 private key, PKCS#8", UP_VERDICT_VERIFIED, false },
		{ "form-ppkjson", "putty-key", "RSA private key, PuTTY 3", UP_VERDICT_VERIFIED, false },
		{ "form-elided", "private-key", "private key, \"RSA PRIVATE KEY\"", UP_VERDICT_DOUBTFUL, false },
		{ "form-trunc", "private-key", "private key, \"RSA PRIVATE KEY\"", UP_VERDICT_DOUBTFUL, false },
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		assert_key(file(files[i].name), files[i].rule, files[i].kind, files[i].verdict, files[i].is_encrypted);
	static const char *const none[] = { "pgp-public.asc",  "pgp-mislabelled.asc", "minisign.pub",
					    "certificate.pem", "form-jwkpub",         "form-xmlpub" };
	struct up_key_found found;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(find_with(file(none[i]), NULL, &found), 0);
	/* The public half of a key that is encrypted stands beside it. */
	assert_int_equal(only(file("ssh-ed25519-encrypted")).public_hash.len, 64);
	assert_int_equal(only(file("putty-enc.ppk")).public_hash.len, 64);
}

/* The lines of a key with something before and behind each. */
static up_str dressed(up_str pem, const char *before, const char *behind, const char *between)
{
	struct up_buf out = { 0 };
	size_t at = 0;
	up_str line;
	for (size_t i = 0; up_line_next(pem, &at, &line); i++) {
		up_buf_add_s(&out, i ? between : "");
		up_buf_add_s(&out, before);
		up_buf_add(&out, line);
		up_buf_add_s(&out, behind);
	}
	return up_arena_take(arena, &out);
}

static void one_key_in_every_dress(void **state)
{
	static const struct {
		const char *before, *behind, *between;
	} dresses[] = {
		{ "", "\r", "\n" },   { "    ", "", "\n" },      { "\t\t", "", "\n" },     { "", "\\n", "" },        { "", "\\\\n", "" },
		{ "", "\\r\\n", "" }, { "\"", "\\n\"", " +\n" }, { "'", "'", ",\n" },      { "b\"", "\\n\"", "\n" }, { "", "\\n\\", "\n" },
		{ "# ", "", "\n" },   { "// ", "", "\n" },       { " * ", "", "\n" },      { "> ", "", "\n" },       { "; ", "", "\n" },
		{ "-", "", "\n" },    { "", "", " " },           { "", "", "&#10;" },      { "", "", "&#xA;" },      { "", "", "" },
		{ "| ", " |", "\n" }, { "", "\\u000a", "" },     { "'", "\\n'", " . \n" },
	};
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	up_str pem = pem_of(key, false, NULL), rsa = file("rsa-1024-pkcs1.pem");
	EVP_PKEY_free(key);
	for (size_t i = 0; i < sizeof dresses / sizeof *dresses; i++) {
		const up_str keys[] = { pem, rsa };
		for (size_t k = 0; k < 2; k++) {
			struct up_key_found plain = only(keys[k]);
			struct up_key_found found = only(dressed(keys[k], dresses[i].before, dresses[i].behind, dresses[i].between));
			assert_int_equal(found.verdict, UP_VERDICT_VERIFIED);
			assert_true(up_str_eq(found.secret, plain.secret));
			assert_true(up_str_eq(found.public_hash, plain.public_hash));
		}
	}
	/* A patch, whose plus signs would be digits. */
	up_str patch = dressed(rsa, "+", "", "\n");
	assert_int_equal(only(patch).verdict, UP_VERDICT_VERIFIED);
	assert_int_equal(only(patch).at.start, 1);
	/* A log of a build. */
	assert_int_equal(only(dressed(rsa, "#6 0.245 ", "", "\n")).verdict, UP_VERDICT_VERIFIED);
	assert_int_equal(only(dressed(rsa, "2026-04-26 12:36:01 ", "", "\n")).verdict, UP_VERDICT_VERIFIED);
}

static void no_key_in_prose_and_code(void **state)
{
	static const char *const texts[] = {
		"-----BEGIN RSA PRIVATE KEY-----",
		"-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n",
		"if (!strncmp(line, \"-----BEGIN RSA PRIVATE KEY-----\", 31))\n\treturn parse_private_key_of_some_kind(line);\n",
		"k = \"-----BEGIN PRIVATE KEY-----\\n\" + body + \"\\n-----END PRIVATE KEY-----\"",
		"k = \"-----BEGIN PRIVATE KEY-----\" + privateKeyMaterialInBase64WithALongNameOfSixtyLetters + \"-----END PRIVATE "
		"KEY-----\"",
		"re.compile(r'-----BEGIN [A-Z ]*PRIVATE KEY-----')",
		"A file begins with -----BEGIN PRIVATE KEY----- and what follows are many words that are no key at all but documentation\n",
		"-----BEGIN PRIVATE KEY-----\n<the key>\n-----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\n{{ tls.key }}\n-----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\n${TLS_KEY}\n-----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\nanything\n-----END PRIVATE KEY-----",
		"-----BEGIN PRIVATE KEY-----\nXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n-----END PRIVATE KEY-----",
		"-----BEGIN CERTIFICATE REQUEST-----\nMIIBAAAAAAAAAAAAAAAAabcdefghijklmnopqrstuvwxyz0123456789+/ABCDEF\n-----END "
		"CERTIFICATE REQUEST-----",
		"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n...\n-----END PGP PRIVATE KEY BLOCK-----",
		"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n",
		"\"PuTTY-User-Key-File-3: \" + type",
		"{\"kty\": \"RSA\", \"n\": \"AQAB\", \"d\": \"...\"}",
		"{\"kty\": \"oct\", \"k\": \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		"var kty = jwk[\"kty\"];",
		"PrivateKey = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"PrivateKey = keyFactory.generatePrivate(spec);",
		"private_key = /etc/ssl/private/host.key",
		"PrivateKey = mNIe1M/t0hNTZ5CdqS0L+P5cjQ2nnQp1qXQ0eqmWn0=",
		"untrusted comment: minisign encrypted secret key\nnothing",
		"MIIEpAIBAAKCAQEA is how such keys begin",
		"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ",
		"openssh-key-v1",
		"-----BEGIN OpenVPN Static key V1-----\n0123\n-----END OpenVPN Static key V1-----",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (n_keys(texts[i]))
			fail_msg("a key in: %s", texts[i]);
}

/* What is no whole key is not passed over where it was one. */
static void parts_are_doubtful(void **state)
{
	up_str rsa = file("rsa-1024-pkcs1.pem"), putty = file("putty-rsa-2.ppk"), pgp = file("pgp-rsa2048.asc");
	char *altered = up_arena_alloc(arena, rsa.len);
	memcpy(altered, rsa.s, rsa.len);
	altered[120] = altered[120] == 'A' ? 'B' : 'A'; /* within the modulus */
	struct up_key_found found = only((up_str){ altered, rsa.len });
	assert_int_equal(found.verdict, UP_VERDICT_DOUBTFUL);
	assert_str(found.evidence, "the modulus is not the product of its primes");
	assert_int_equal(found.public_hash.len, 0);
	assert_int_equal(only(up_str_slice(rsa, 0, 400)).verdict, UP_VERDICT_DOUBTFUL);
	/* The END line alone is missing. */
	assert_int_equal(only(up_str_slice(rsa, 0, rsa.len - 31)).verdict, UP_VERDICT_VERIFIED);
	found = only(UP_STR("-----BEGIN RSA PRIVATE KEY-----\nMIIE...\n-----END RSA PRIVATE KEY-----\n"));
	assert_int_equal(found.verdict, UP_VERDICT_DOUBTFUL);
	assert_str(found.evidence, "a part of it is left out");
	char *ppk = up_arena_alloc(arena, putty.len);
	memcpy(ppk, putty.s, putty.len);
	ppk[600] = ppk[600] == 'A' ? 'B' : 'A';
	assert_int_equal(only((up_str){ ppk, putty.len }).verdict, UP_VERDICT_DOUBTFUL);
	char *armor = up_arena_alloc(arena, pgp.len);
	memcpy(armor, pgp.s, pgp.len);
	armor[1700] = armor[1700] == 'A' ? 'B' : 'A';
	assert_int_equal(only((up_str){ armor, pgp.len }).verdict, UP_VERDICT_DOUBTFUL);
	assert_int_equal(only(up_str_slice(pgp, 0, 600)).verdict, UP_VERDICT_DOUBTFUL);
}

static void two_keys_are_two(void **state)
{
	struct up_buf both = { 0 };
	struct up_key_found found;
	up_buf_add(&both, file("ed25519.pem"));
	up_buf_add(&both, file("ssh-ed25519"));
	up_buf_add(&both, file("putty-ed25519-2.ppk"));
	assert_int_equal(find_with(up_buf_str(&both), NULL, &found), 3);
	up_buf_finish(&both);
}

static void certificates_name_their_key(void **state)
{
	up_str text = file("certificate.pem");
	struct up_certificate_effort effort = { 0 };
	struct up_certificate certificate;
	assert_true(up_certificate_find(text, 0, arena, &effort, &certificate));
	assert_string_equal(certificate.name, "CN=www.example.com");
	assert_int_equal(strlen(certificate.not_after), 10);
	assert_int_equal(certificate.at.end, text.len - 1);
	/* Made from the key of form-jwk. */
	assert_str_at(only(file("form-jwk")).public_hash, up_str_from(certificate.public_hash), __FILE__, __LINE__);
	assert_true(up_certificate_find(dressed(text, "", "\\n", ""), 0, arena, &effort, &certificate));
	assert_false(up_certificate_find(up_str_slice(text, 0, 300), 0, arena, &effort, &certificate));
	assert_false(up_certificate_find(file("ed25519.pem"), 0, arena, &effort, &certificate));
}

static void limit_of_certificates(void **state)
{
	up_str text = file("certificate.pem");
	struct up_certificate_effort effort = { 0 };
	struct up_certificate certificate;
	for (int i = 0; i < UP_LIMIT_CERTIFICATES_PER_SOURCE; i++)
		assert_true(up_certificate_find(text, 0, arena, &effort, &certificate));
	assert_false(up_certificate_find(text, 0, arena, &effort, &certificate));
}

static void limit_of_checked_keys(void **state)
{
	struct up_buf many = { 0 };
	struct up_key_effort effort = { 0 };
	struct up_key_found found;
	up_str key = file("ed25519.pem");
	for (int i = 0; i < UP_LIMIT_KEYS_CHECKED; i++)
		up_buf_add(&many, key);
	assert_int_equal(find_with(up_buf_str(&many), &effort, &found), UP_LIMIT_KEYS_CHECKED);
	assert_int_equal(found.verdict, UP_VERDICT_VERIFIED);
	assert_false(effort.is_over);
	up_buf_add(&many, key);
	effort = (struct up_key_effort){ 0 };
	assert_int_equal(find_with(up_buf_str(&many), &effort, &found), UP_LIMIT_KEYS_CHECKED + 1);
	assert_int_equal(found.verdict, UP_VERDICT_WELL_FORMED);
	assert_true(effort.is_over);
	up_buf_finish(&many);
}

static double seconds_for(up_str unit, size_t size)
{
	struct up_buf text = { 0 };
	struct up_key_effort effort = { 0 };
	struct up_key_found found;
	struct timespec start, end;
	while (text.len < size)
		up_buf_add(&text, unit);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
	find_with(up_buf_str(&text), &effort, &found);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
	up_buf_finish(&text);
	return (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
}

/* Text that is all beginnings: twice as much takes twice as long, with room for a busy machine. */
static void time_is_linear(void **state)
{
	static const char *const units[] = {
		"-----BEGIN RSA PRIVATE KEY-----\n",
		"-----BEGIN RSA PRIVATE KEY-----Proc-Type: ",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV\n",
		"-----BEGIN PGP PRIVATE KEY BLOCK-----\n=abcd\n",
		"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
		"IBAAKCAQEA",
		"\"kty",
		"{\"kty\":\"RSA\",",
		"'kty\"kty",
		"<RSAKeyValue>",
		"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPublic-Lines: 2000\n",
		"untrusted comment:",
		"PrivateKey = ",
	};
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		up_str unit = up_str_from(units[i]);
		double once = seconds_for(unit, 1 << 20), four_times = seconds_for(unit, 4 << 20);
		if (four_times > 8 * once + 0.1)
			fail_msg("%.3f s, and %.3f s for four times as much: %s", once, four_times, units[i]);
	}
	/* A block that never ends. */
	up_str row = UP_STR("MIIEpAIBAAKCAQEAabcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV\n");
	struct up_buf text = { 0 };
	up_buf_add_s(&text, "-----BEGIN RSA PRIVATE KEY-----\n");
	while (text.len < 1 << 20)
		up_buf_add(&text, row);
	struct up_key_found found;
	assert_true(up_key_find(up_buf_str(&text), 0, arena, NULL, &found));
	assert_int_equal(found.verdict, UP_VERDICT_DOUBTFUL);
	assert_str(found.evidence, "no end within 128 KiB");
	up_buf_finish(&text);
}

/* What the scanner knows of is asked for by the rules: every marker is an anchor there, and every answer has a rule. */
static void rules_ask_for_all(void **state)
{
	up_str rules = read_file("rules/secrets/private-keys.yaml");
	for (size_t i = 0; up_key_marker(i); i++) {
		if (!up_str_contains(rules, up_str_from(up_key_marker(i))))
			fail_msg("no anchor: %s", up_key_marker(i));
	}
	for (size_t i = 0; up_key_rules[i]; i++) {
		up_str line = up_arena_printf(arena, "  - id: secret/%s\n", up_key_rules[i]);
		if (!up_str_contains(rules, line))
			fail_msg("no rule: %s", up_key_rules[i]);
	}
}

static int start(void **state)
{
	up_hash_start();
	arena = up_arena_new();
	return 0;
}

static int end(void **state)
{
	up_arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pem_of_every_algorithm),      cmocka_unit_test(files_of_programs),
		cmocka_unit_test(one_key_in_every_dress),      cmocka_unit_test(no_key_in_prose_and_code),
		cmocka_unit_test(parts_are_doubtful),          cmocka_unit_test(two_keys_are_two),
		cmocka_unit_test(certificates_name_their_key), cmocka_unit_test(limit_of_certificates),
		cmocka_unit_test(limit_of_checked_keys),       cmocka_unit_test(time_is_linear),
		cmocka_unit_test(rules_ask_for_all),
	};
	return cmocka_run_group_tests(tests, start, end);
}
