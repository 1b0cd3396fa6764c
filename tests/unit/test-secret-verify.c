/* secret/verify: what is told of tokens offline. */
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "secret-tokens.h"
#include "secret/bip39-words.h"
#include "secret/crc.h"
#include "secret/marvin.h"
#include "secret/verify.h"

enum {
	N_TOKENS = sizeof tokens / sizeof *tokens,
};

static int make_arena(void **state)
{
	*state = up_arena_new();
	return 0;
}

static int drop_arena(void **state)
{
	up_arena_free(*state);
	return 0;
}

static struct up_verified verify_on(struct up_arena *arena, const char *verifier, up_str secret, up_str today)
{
	struct up_verified verified;
	uint32_t index = up_verifier_by_name(up_str_from(verifier));
	assert_int_not_equal(index, UINT32_MAX);
	up_verify(index, secret, today, arena, &verified);
	return verified;
}

static struct up_verified verify(struct up_arena *arena, const char *verifier, const char *secret)
{
	return verify_on(arena, verifier, up_str_from(secret), UP_STR("2026-02-01"));
}

static void expect(struct up_arena *arena, const char *verifier, const char *secret, enum up_verdict verdict, const char *evidence)
{
	struct up_verified verified = verify(arena, verifier, secret);
	if (verified.verdict != verdict || !up_str_eq(verified.evidence, up_str_from(evidence)))
		fail_msg("%s %s: %s, \"%.*s\"", verifier, secret, up_verdict_name(verified.verdict), UP_FMT(verified.evidence));
}

static void names_are_sorted_and_found(void **state)
{
	size_t n = 0;
	for (; up_verifier_names[n]; n++) {
		assert_int_equal(up_verifier_by_name(up_str_from(up_verifier_names[n])), n);
		assert_true(strlen(up_verifier_checks[n]) > 10);
		if (n)
			assert_true(strcmp(up_verifier_names[n - 1], up_verifier_names[n]) < 0);
	}
	assert_int_equal(n, 30);
	assert_int_equal(up_verifier_by_name(UP_STR("git")), UINT32_MAX);
	assert_int_equal(up_verifier_by_name(UP_STR("")), UINT32_MAX);
	struct up_verified verified;
	up_verify(UINT32_MAX, UP_STR("x"), UP_STR(""), *state, &verified);
	assert_int_equal(verified.verdict, UP_VERDICT_WELL_FORMED);
	assert_str(verified.evidence, "");
}

static void sums_are_those_of_their_specifications(void **state)
{
	assert_int_equal(up_crc32(0, UP_STR("123456789")), 0xcbf43926);
	assert_int_equal(up_crc32(up_crc32(0, UP_STR("12345")), UP_STR("6789")), 0xcbf43926);
	assert_int_equal(up_crc32(0, UP_STR("")), 0);
	assert_int_equal(up_crc16(UP_STR("123456789")), 0x31c3);
	/* 64-bit vectors of github.com/skeeto/marvin32, folded. */
	static const struct {
		const char *bytes;
		uint64_t hash;
	} vectors[] = {
		{ "", 0x30ed35c100cd3c7d },
		{ "\xaf", 0x48e73fc77d75ddc1 },
		{ "\xe7\x0f", 0xb5f6e1fc485dbff8 },
		{ "\x37\xf4\x95", 0xf0b07c789b8cf7e8 },
		{ "\x86\x42\xdc\x59", 0x7008f2e87e9cf556 },
		{ "\xab\x42\x7e\xa8\xd1\x0f\xc7", 0xe11847e4f0678c41 },
	};
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		assert_int_equal(up_marvin32(up_str_from(vectors[i].bytes), 0x004fb61a001bdbcc),
				 (uint32_t)(vectors[i].hash >> 32 ^ vectors[i].hash));
}

static void days_are_those_of_the_calendar(void **state)
{
	static const struct {
		const char *date;
		int64_t days;
	} known[] = {
		{ "1970-01-01", 0 },     { "1969-12-31", -1 },    { "2000-02-29", 11016 },
		{ "2000-03-01", 11017 }, { "2024-12-31", 20088 }, { "9999-12-31", 2932896 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		int64_t days;
		char date[11];
		assert_true(up_days_read(up_str_from(known[i].date), &days));
		assert_int_equal(days, known[i].days);
		up_days_write(days, date);
		assert_string_equal(date, known[i].date);
	}
	for (int64_t day = -1000, read; day < 60000; day++) { /* there and back over leap years and a century */
		char date[11];
		up_days_write(day, date);
		assert_true(up_days_read(up_str_from(date), &read));
		assert_int_equal(read, day);
	}
	int64_t untouched = 7;
	static const char *const bad[] = { "",          "2024-13-01", "2024-00-01", "2024-01-32", "2024-04-31",
					   "2024-1-01", "2024/01/01", "20240101xx", "+024-01-01" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(up_days_read(up_str_from(bad[i]), &untouched));
	assert_int_equal(untouched, 7);
}

static up_str whole(struct up_buf *buf, const struct token *token)
{
	up_buf_clear(buf);
	up_buf_add_s(buf, token->prefix);
	up_buf_add_s(buf, token->rest);
	return up_buf_str(buf);
}

static void tokens_get_their_verdict(void **state)
{
	struct up_buf buf = { 0 };
	for (size_t i = 0; i < N_TOKENS; i++) {
		whole(&buf, &tokens[i]);
		expect(*state, tokens[i].verifier, buf.bytes, tokens[i].verdict, tokens[i].evidence);
		assert_null(strstr(tokens[i].evidence, tokens[i].rest));
	}
	up_buf_finish(&buf);
}

/* Another character of the same kind. */
static char altered(char c)
{
	if (c >= '0' && c <= '9')
		return c == '9' ? '0' : (char)(c + 1);
	if (up_is_alpha(c))
		return c == 'z' || c == 'Z' ? (char)(c - 1) : (char)(c + 1);
	return 'q';
}

/* What a checksum does not cover: the last part of a fine-grained token of GitHub, the bits that the last character of base64 or base32 has too many,
 * an escaped "=". */
static bool is_covered(const struct token *token, up_str secret, size_t at)
{
	if (strcmp(token->verifier, "github-fine-grained") == 0)
		return at < secret.len - 8;
	size_t n = secret.len;
	while (n && secret.s[n - 1] == '=')
		n--;
	bool is_binary = strncmp(token->verifier, "azure", 5) == 0 || strcmp(token->verifier, "nkey") == 0;
	return !is_binary || at + 1 < n;
}

static void altered_tokens_are_doubted_and_kept(void **state)
{
	struct up_buf buf = { 0 };
	size_t n_altered = 0;
	for (size_t i = 0; i < N_TOKENS; i++) {
		if (!strstr(tokens[i].evidence, "checksum holds"))
			continue;
		up_str secret = whole(&buf, &tokens[i]);
		for (size_t at = strlen(tokens[i].prefix); at < secret.len; at++) {
			if (!is_covered(&tokens[i], secret, at))
				continue;
			char before = buf.bytes[at];
			buf.bytes[at] = altered(before);
			struct up_verified verified = verify_on(*state, tokens[i].verifier, secret, UP_STR(""));
			/* A signature that is altered is no signature: then there is nothing to check. ghs_ is issued with and without a sum. */
			bool may_be_unknown = strcmp(tokens[i].verifier, "azure") == 0 || up_str_starts(secret, UP_STR("ghs_")) ||
					      (strcmp(tokens[i].verifier, "gitlab") == 0 && before == '.');
			if (verified.verdict != UP_VERDICT_DOUBTFUL && !(may_be_unknown && verified.verdict == UP_VERDICT_WELL_FORMED))
				fail_msg("%s %s: %s", tokens[i].verifier, buf.bytes, up_verdict_name(verified.verdict));
			buf.bytes[at] = before;
			n_altered++;
		}
	}
	assert_true(n_altered > 2000);
	up_buf_finish(&buf);
}

static void wrong_checksums_say_so(void **state)
{
	expect(*state, "github",
	       "ghp"
	       "_DeqgkWDRVRgf8T5aqbIgLcpvE32YvF2xL8sS",
	       UP_VERDICT_DOUBTFUL, "checksum does not match: altered or made up");
	expect(*state, "azure", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa+ASbHpHfAI=", UP_VERDICT_DOUBTFUL,
	       "checksum does not match: altered or made up; key of Azure Service Bus");
}

static void older_forms_without_a_checksum_are_well_formed(void **state)
{
	static const struct {
		const char *verifier, *secret;
	} rows[] = {
		{ "github", "0f4c5e8a9b7d6c3e2f1a0b9c8d7e6f5a4b3c2d1e" },
		{ "github", "ghs"
			    "_16C7e42F292c69C2E7C10c838347Ae178B4b" },
		{ "gitlab", "glpat"
			    "-kS4PeOD_-T0JxMi3p28C" },
		{ "npm", "0b9c8d7e-6f5a-4b3c-8d1e-9f0a1b2c3d4e" },
		{ "vercel", "DdZV6ZDZW6Vpl7n7JqtrCE5j" },
		{ "cloudflare", "Q7qZVxW0c5gm4xJm1VvB8kq2xL0pQw9sTtYyUuIi" },
		{ "confluent", "hPLd2lLPAtWtHGNhN32WlZxoEj30pcg8mzaPlPJ937JlMa7n9YCRLooqgifwAbCd" },
		{ "entra", "abc7Q"
			   "~kD8fQ2mX9vB4nR6tY1wE3uI5oP7aS0d" },
		{ "azure", "b1VtcXdlcnR6dWlvcGFzZGZnaGprbHl4Y3Zibm0xMjM0NTY3ODkwUVdFUlRaVUlPUEFTREZHSEpLTFlYQ1ZCTg==" },
		{ "discord", "mfa.kD8fQ2mX9vB4nR6tY1wE3uI5oP7aS0d_kD8fQ2mX9vB4nR6tY1wE" },
		{ "sentry", "sntryu"
			    "_9c0f4c5e8a9b7d6c3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d" },
		{ "aws-key-id", "AKIA"
				"J7Q2ZXWVUTSRQPON" },
		{ "gcp-api-key", "AIza"
				 "SyB7q-Xk2mVn0bQwErTzUiOpAsDfGhJkLy4" },
		{ "slack", "xoxb"
			   "-918374650123-9183746501234-kD8fQ2mX9vB4nR6tY1wE3uI5" },
		{ "slack", "xoxa"
			   "-2-918374650123-918374650124-918374650125-9c0f4c5e8a9b7d6c3e2f1a0b9c8d7e6f" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect(*state, rows[i].verifier, rows[i].secret, UP_VERDICT_WELL_FORMED, "");
	expect(*state, "slack",
	       "https://hooks.slack.com/services"
	       "/T0QWERTZU/B0QWERTZU/kD8fQ2mX9vB4nR6tY1wE3uI5",
	       UP_VERDICT_WELL_FORMED, "workspace T0QWERTZU");
	expect(*state, "slack",
	       "xapp"
	       "-1-A0QWERTZUIO-9183746501234-9c0f4c5e8a9b7d6c3e2f1a0b9c8d7e6f9c0f4c5e8a9b7d6c3e2f1a0b9c8d7e6f",
	       UP_VERDICT_WELL_FORMED, "app A0QWERTZUIO");
}

static const struct {
	const char *verifier, *secret;
} never_issued[] = {
	{ "github", "ghp"
		    "_DeqgkWDRVRgf8T5aqbIgLcpvE32YvF2xL-sR" },
	{ "github-fine-grained", "github_pat"
				 "_11dFaXCEBgwniJVZw2Q15E_689g9" },
	{ "gitlab", "glpat"
		    "-1WczQyyn0L8KZmZEsaMiPRLHw3NcV2poWkzD.01.100cp82e" },
	{ "grafana", "glsa"
		     "_hyosLXHVKQu1LrjZkFe5h3ZAwOPuXQuG-f3afa7e4" },
	{ "zuplo", "zpka"
		   "_short" },
	{ "nkey", "SXACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3V" },
	{ "entra", "abc8Q"
		   "~kD8fQ2mX9vB4nR6tY1wE3uI5oP7aS0d" },
	{ "azure-annotated", "too short for a key" },
	/* Eight characters without padding are six bytes, more than a checksum has. */
	{ "azure-annotated", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			     "JQQJ99BCAAAAAAAAAAAAAAAAAZDOabcdefgh" },
	{ "azure-devops", "zpczok4kqgnw5prpfy3ehiylbqvgbjfkdiqkejsxqamy7qbkep7" },
	{ "pypi", "pypi"
		  "-AgEIcHlwaS5vcmcCJDVmMWUwYzFk" },
	{ "sentry", "sntrys"
		    "_eyJub3RoaW5nIjoxfQ_kD8fQ2mX9vB4nR6tY1wE3uI5oP7aS0dkD8fQ2mX9vB4nR6tY1" },
	{ "jfrog", "AKCp"
		   "8fQ2mX9vB4nR6tY" },
	{ "jfrog", "cmVmdGtu"
		   "OmhlbGxvIHdvcmxkIGhlbGxvIHdvcmxk" },
	{ "jira", "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd29y" },
	{ "discord", "OTk5"
		     ".kD8fQ2.mX9vB4nR6tY1wE3uI5oP7aS0dkD" }, /* 999 */
	{ "telegram", "1234509876"
		      ":BBkD8fQ2mX9vB4nR6tY1wE3uI5oP7aS0dk" },
	{ "gcp-api-key", "AIza"
			 "SyZ7q-Xk2mVn0bQwErTzUiOpAsDfGhJkLy4" },
	{ "gcp-api-key", "AIza"
			 "SyB7q-Xk2mVn0bQwErTzUiOpAsDfGhJkLy5" },
	{ "slack", "xoxb"
		   "-1234-5678-kD8fQ2mX9vB4nR6tY1wE3uI5" },
	{ "vercel", "vcp"
		    "_SWFTdmvxedTYgMDo0dvKf5kKi!" },
	{ "cloudflare", "cfut"
			"_tooshort" },
	{ "atlassian", "ATBB"
		       "short" },
	{ "confluent", "cflt"
		       "tooshort" },
	{ "aws-bedrock", "ABSK"
			 "not base64" },
	{ "aws-bedrock", "ABSK"
			 "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=" },
	{ "aws-bedrock", "bedrock-api-key"
			 "-YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbiZYLUFtei1EYXRlPTIwMjUwNzA5VDEwMTExMlom"
			 "WC1BbXotRXhwaXJlcz00MzIwMCZWZXJzaW9uPTE=" }, /* the URL without its signature */
	{ "grafana-cloud", "glc"
			   "_aGVsbG8gd29ybGQ=" },
	{ "grafana-cloud", "glc"
			   "_eyJvIjoiMSIsIm4iOiJ4In0=" }, /* no key */
	{ "onepassword", "ops"
			 "_aGVsbG8=" },
	{ "jfrog", "cmVmdGtu"
		   "OjAxOg"
		   "!" },
	{ "jira", "no base64 at all" },
	{ "pypi", "pypi"
		  "-AQEIcHlwaS5vcmc" }, /* version 1 */
	{ "pypi", "pypi"
		  "-AgGAgICAgIA" }, /* a length without an end */
	{ "pypi", "pypi"
		  "-AgkIcHlwaS5vcmc" }, /* a field of no known type */
	{ "slack", "xoxe.xoxp"
		   "-1-not.base64.at.all.not.base64" },
	{ "slack", "xoxe"
		   "-1-aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ" },
	{ "slack", "xapp"
		   "-1-A0QWERTZUIO-91837-9c0f4c5e" },
	{ "slack", "https://hooks.slack.com/services"
		   "/T0QWERTZU/B0QWERTZU/short" },
	{ "bip39", "one two three" },
};

static void what_is_never_issued_is_doubted(void **state)
{
	for (size_t i = 0; i < sizeof never_issued / sizeof *never_issued; i++) {
		struct up_verified verified = verify(*state, never_issued[i].verifier, never_issued[i].secret);
		if (verified.verdict != UP_VERDICT_DOUBTFUL || !verified.evidence.len)
			fail_msg("%s %s: %s", never_issued[i].verifier, never_issued[i].secret, up_verdict_name(verified.verdict));
	}
}

static void impossible_numbers_are_doubted(void **state)
{
	expect(*state, "aws-key-id",
	       "ASIA"
	       "QWERTZUIOP234567",
	       UP_VERDICT_WELL_FORMED, "temporary; account 047550024976");
	expect(*state, "aws-key-id",
	       "AKIA"
	       "IOSFODNN7EXAMPLE",
	       UP_VERDICT_DOUBTFUL, "an example of the AWS documentation");
	expect(*state, "aws-key-id",
	       "AKIA"
	       "Q1ZXWVUTSRQPONML",
	       UP_VERDICT_DOUBTFUL, "holds characters that are never issued");
	expect(*state, "aws-key-id",
	       "AKIA"
	       "777777777777Q2ZX",
	       UP_VERDICT_DOUBTFUL, "the account number in it is none: altered or made up");
	/* The number of a bot that is made in 2154. */
	expect(*state, "discord",
	       "MTg0NDY3NDQwNzM3MDk1NTE2MTU"
	       ".kD8fQ2.mX9vB4nR6tY1wE3uI5oP7aS0dkD",
	       UP_VERDICT_DOUBTFUL, "made in the future: altered or made up");
}

static void seed_phrases_are_held_to_their_words(void **state)
{
	static const char example[] = "a phrase of examples and test networks";
	expect(*state, "bip39", "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
	       UP_VERDICT_DOUBTFUL, example);
	expect(*state, "bip39", "test test test test test test test test test test test junk", UP_VERDICT_DOUBTFUL, example);
	expect(*state, "bip39", "one two three four five six seven eight nine ten eleven", UP_VERDICT_DOUBTFUL,
	       "not 12, 15, 18, 21 or 24 words: altered or made up");
	if (!up_n_bip39_words)
		skip(); /* built where python-mnemonic is not installed */
	/* Vectors of the specification: the entropy is no pattern. */
	expect(*state, "bip39", "scheme spot photo card baby mountain device kick cradle pact join borrow", UP_VERDICT_VERIFIED,
	       "checksum holds");
	expect(*state, "bip39",
	       "Horn tenant knee talent sponsor spell gate clip pulse soap slush warm\nsilver nephew swap uncle crack brave",
	       UP_VERDICT_VERIFIED, "checksum holds");
	expect(*state, "bip39",
	       "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich alcohol speed nation flash devote level "
	       "hobby quick inner drive ghost inside",
	       UP_VERDICT_VERIFIED, "checksum holds");
	expect(*state, "bip39", "scheme spot photo card baby mountain device kick cradle pact borrow join", UP_VERDICT_DOUBTFUL,
	       "checksum does not match: altered or made up");
	expect(*state, "bip39", "these twelve are plain words that were never made for any wallet", UP_VERDICT_DOUBTFUL,
	       "not the words of BIP 39");
}

static void add_base64url(struct up_buf *buf, const char *bytes, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	for (size_t bit = 0; bit < len * 8; bit += 6) {
		unsigned value = 0;
		for (size_t i = bit; i < bit + 6; i++)
			value = value << 1 | (i / 8 < len ? (unsigned char)bytes[i / 8] >> (7 - i % 8) & 1u : 0);
		up_buf_add_byte(buf, alphabet[value]);
	}
}

static struct up_verified verify_jwt(struct up_arena *arena, const char *header, const char *payload, size_t n_signature)
{
	struct up_buf buf = { 0 };
	char signature[512] = "no signature, but as long as one";
	add_base64url(&buf, header, strlen(header));
	up_buf_add_byte(&buf, '.');
	add_base64url(&buf, payload, strlen(payload));
	up_buf_add_byte(&buf, '.');
	add_base64url(&buf, signature, n_signature);
	struct up_verified verified = verify(arena, "jwt", buf.bytes);
	up_buf_finish(&buf);
	return verified;
}

static void web_tokens_tell_issuer_and_end(void **state)
{
	static const struct {
		const char *header, *payload;
		size_t n_signature;
		enum up_verdict verdict;
		const char *evidence;
	} rows[] = {
		{ "{\"alg\":\"HS256\"}", "{\"exp\":1769907600}", 32, UP_VERDICT_VERIFIED,
		  "structure holds; expires on 2026-02-01" }, /* today is no past */
		{ "{\"alg\":\"HS256\"}", "{\"exp\":1769903999}", 32, UP_VERDICT_DOUBTFUL, "structure holds; expired on 2026-01-31" },
		{ "{\"alg\":\"HS512\"}", "{\"iss\":\"acme\"}", 64, UP_VERDICT_VERIFIED, "structure holds; issuer acme; never expires" },
		{ "{\"alg\":\"EdDSA\"}", "{}", 64, UP_VERDICT_VERIFIED, "structure holds; never expires" },
		{ "{\"alg\":\"RS256\"}", "{}", 64, UP_VERDICT_DOUBTFUL,
		  "length of its signature does not fit RS256: cut, altered or made up; never expires" },
		{ "{\"alg\":\"none\"}", "{}", 0, UP_VERDICT_DOUBTFUL, "not signed: its algorithm is none; never expires" },
		{ "{\"alg\":\"ML-DSA-44\"}", "{}", 9, UP_VERDICT_WELL_FORMED, "never expires" },
		{ "{\"typ\":\"JWT\"}", "{}", 32, UP_VERDICT_DOUBTFUL, "its header is no JSON with an algorithm: altered or made up" },
		{ "{\"alg\":\"HS256\"}", "hello", 32, UP_VERDICT_DOUBTFUL, "its payload is no JSON: altered, cut or made up" },
		/* Words that a token brings along are told when they are plain text, and not too long. */
		{ "{\"alg\":\"HS256\"}", "{\"iss\":\"a\\u001b[31mb\",\"exp\":-5}", 32, UP_VERDICT_VERIFIED, "structure holds" },
		{ "{\"alg\":\"HS256\"}", "{\"iss\":7,\"exp\":1e300}", 32, UP_VERDICT_VERIFIED, "structure holds" },
		{ "{\"alg\":\"HS256\"}",
		  "{\"iss\":\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890\",\"role\":"
		  "\"anon\",\"exp\":1900000000}",
		  32, UP_VERDICT_VERIFIED,
		  "structure holds; issuer 01234567890123456789012345678901234567890123456789012345678901234567890123456789…; role anon; "
		  "expires on 2030-03-17" },
		/* Brackets in a text are no depth. */
		{ "{\"alg\":\"HS256\"}", "{\"iss\":\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"}", 32, UP_VERDICT_VERIFIED,
		  "structure holds; issuer [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"[[[[; never expires" },
		{ "{\"alg\":\"HS256\"}", "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", 32,
		  UP_VERDICT_DOUBTFUL, "its payload is no JSON: altered, cut or made up" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct up_verified verified = verify_jwt(*state, rows[i].header, rows[i].payload, rows[i].n_signature);
		if (verified.verdict != rows[i].verdict || !up_str_eq(verified.evidence, up_str_from(rows[i].evidence)))
			fail_msg("%s %s: %s, \"%.*s\"", rows[i].header, rows[i].payload, up_verdict_name(verified.verdict),
				 UP_FMT(verified.evidence));
	}
}

static void nothing_has_ended_where_today_is_not_known(void **state)
{
	struct up_buf buf = { 0 };
	for (size_t i = 0; i < N_TOKENS; i++) {
		if (!strstr(tokens[i].evidence, "structure holds; issuer acme; expired on 2024-03-01"))
			continue;
		struct up_verified verified = verify_on(*state, "jwt", whole(&buf, &tokens[i]), UP_STR(""));
		assert_int_equal(verified.verdict, UP_VERDICT_VERIFIED);
		assert_str(verified.evidence, "structure holds; issuer acme; expires on 2024-03-01");
		up_buf_finish(&buf);
		return;
	}
	fail();
}

static void time_grows_with_the_length(void **state)
{
	/* Nothing is read of what is longer than any token; a megabyte of dots, dashes and letters ends at once for each verifier. */
	static const char *const parts[] = { "eyJhbGciOiJIUzI1NiJ9.", "xoxb-1-", "a.", "word ", "{\"a\":", "1", "[", "=" };
	for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
		struct up_buf buf = { 0 };
		while (buf.len < 1u << 20)
			up_buf_add_s(&buf, parts[p]);
		for (uint32_t i = 0; up_verifier_names[i]; i++) {
			struct up_verified verified;
			up_verify(i, up_buf_str(&buf), UP_STR("2026-02-01"), *state, &verified);
			assert_int_not_equal(verified.verdict, UP_VERDICT_VERIFIED);
			assert_int_not_equal(verified.verdict, UP_VERDICT_NONE);
		}
		up_buf_finish(&buf);
		assert_true(up_arena_used(*state) < 4u << 20);
		up_arena_reset(*state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_sorted_and_found, make_arena, drop_arena),
		cmocka_unit_test(sums_are_those_of_their_specifications),
		cmocka_unit_test(days_are_those_of_the_calendar),
		cmocka_unit_test_setup_teardown(tokens_get_their_verdict, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(altered_tokens_are_doubted_and_kept, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(wrong_checksums_say_so, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(older_forms_without_a_checksum_are_well_formed, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(what_is_never_issued_is_doubted, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(impossible_numbers_are_doubted, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(seed_phrases_are_held_to_their_words, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(web_tokens_tell_issuer_and_end, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(nothing_has_ended_where_today_is_not_known, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(time_grows_with_the_length, make_arena, drop_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
