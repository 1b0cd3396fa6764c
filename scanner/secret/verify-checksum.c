/* Tokens that end in a checksum of what stands before it. Each formula names where it is stated. */
#include "base/hash.h"
#include "secret/crc.h"
#include "secret/decode.h"
#include "secret/trial.h"

static const char altered_shape[] = "not of the shape that is issued: altered or made up";

/* A body and CRC-32 of it as six digits of base 62: GitHub, npm, Vercel. */
static void try_crc62(struct up_trial *trial, up_str body_and_sum, const char *more)
{
	enum {
		WIDTH = 6,
	};
	if (body_and_sum.len <= WIDTH || !up_is_word_text(body_and_sum, more)) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_str body = up_str_slice(body_and_sum, 0, body_and_sum.len - WIDTH);
	char sum[WIDTH];
	up_base62_write(up_crc32(0, body), sum, WIDTH);
	up_trial_checksum(trial, up_str_eq((up_str){ sum, WIDTH }, up_str_slice(body_and_sum, body.len, SIZE_MAX)));
}

/* A body and eight hexadecimal digits; `is_little`: the sum's bytes stand the smallest first. */
static bool crc_hex_holds(uint32_t sum, up_str digits, bool is_little)
{
	unsigned char bytes[4];
	size_t len;
	if (digits.len != 8 || !up_hex_to(digits, bytes, &len))
		return false;
	uint32_t told = 0;
	for (unsigned i = 0; i < 4; i++)
		told |= (uint32_t)bytes[i] << 8 * (is_little ? i : 3 - i);
	return told == sum;
}

/* osv-scalibr veles/secrets/github/checksum/checksum.go; kingfisher data/rules/github.yml (ghs_ of 36 is not held to the sum there; it is issued
 * with one all the same, see the announcement of the format, so a sum that holds is told, and one that does not is no doubt). */
void up_try_github(struct up_trial *trial)
{
	enum {
		PREFIX = 4,
		CLASSIC = 36,
	};
	up_str secret = trial->secret, rest = up_str_slice(secret, PREFIX, SIZE_MAX);
	if (secret.len < PREFIX + 8 || !up_str_starts(secret, UP_STR("gh")) || secret.s[3] != '_')
		return; /* 40 hexadecimal digits: the form before 2021 */
	size_t end = up_str_find_byte(rest, '_', 0);
	if (secret.s[2] == 's' && end != SIZE_MAX && up_is_digits(up_str_slice(rest, 0, end))) {
		/* ghs_<number of the app>_<JWT>, since 2026 */
		trial->secret = up_str_slice(rest, end + 1, SIZE_MAX);
		up_trial_add_claim(trial, "app", up_str_slice(rest, 0, end));
		up_try_jwt(trial);
		return;
	}
	if (secret.s[2] == 's' && rest.len == CLASSIC && up_is_word_text(rest, "")) {
		char sum[6];
		up_base62_write(up_crc32(0, up_str_slice(rest, 0, 30)), sum, sizeof sum);
		if (up_str_ends(rest, (up_str){ sum, sizeof sum }))
			up_trial_holds(trial, "checksum");
		return;
	}
	try_crc62(trial, rest, "");
}

/* kingfisher data/rules/github.yml: eight digits of base 32 of SHA-256 of all before them, then eight more characters. */
void up_try_github_fine_grained(struct up_trial *trial)
{
	enum {
		BODY = 11 + 22 + 1 + 43,
		SUM = 8,
	};
	up_str secret = trial->secret;
	if (secret.len != BODY + 2 * SUM || !up_str_starts(secret, UP_STR("github_pat_")) || !up_is_word_text(secret, "_")) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char digest[32];
	up_sha256(up_str_slice(secret, 0, BODY), digest);
	uint64_t bits = 0;
	for (unsigned i = 0; i < 5; i++)
		bits = bits << 8 | digest[i];
	bool holds = true;
	for (unsigned i = 0; i < SUM; i++)
		holds = holds && secret.s[BODY + i] == alphabet[bits >> (35 - 5 * i) & 31];
	up_trial_checksum(trial, holds);
}

/* kingfisher data/rules/npm.yml; the same formula as GitHub's. */
void up_try_npm(struct up_trial *trial)
{
	if (up_str_starts(trial->secret, UP_STR("npm_")))
		try_crc62(trial, up_str_slice(trial->secret, 4, SIZE_MAX), "");
}

/* kingfisher data/rules/vercel.yml: vcp_ vci_ vca_ vcr_ vck_; tokens of 24 characters are older and have no sum. */
void up_try_vercel(struct up_trial *trial)
{
	if (trial->secret.len > 4 && up_str_starts(trial->secret, UP_STR("vc")) && trial->secret.s[3] == '_')
		try_crc62(trial, up_str_slice(trial->secret, 4, SIZE_MAX), "-_");
}

/* GitLab lib/authn/token_field/generator/routable_token.rb: the payload is base64 of 16 random bytes, of lines "<key>:<number of base 36>", and of the
 * length of these. */
static void add_gitlab_owner(struct up_trial *trial, up_str payload)
{
	static const struct {
		char key;
		const char *owner;
	} owners[] = { { 'g', "group" }, { 'p', "project" }, { 'u', "user" } };
	up_str bytes;
	if (!up_trial_base64(trial, payload, &bytes) || bytes.len < 18 || bytes.len - 17 != (unsigned char)bytes.s[bytes.len - 1])
		return;
	for (size_t at = 16; at < bytes.len - 1;) {
		size_t end = up_str_find_byte(up_str_slice(bytes, 0, bytes.len - 1), '\n', at);
		up_str line = up_str_slice(bytes, at, end < bytes.len - 1 ? end : bytes.len - 1);
		uint64_t number;
		for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
			if (line.len > 2 && line.s[0] == owners[i].key && line.s[1] == ':' &&
			    up_base36_read(up_str_slice(line, 2, SIZE_MAX), &number))
				up_trial_add(trial, "%s %llu", owners[i].owner, (unsigned long long)number);
		at += line.len + 1;
	}
}

/* osv-scalibr veles/secrets/gitlabpat/detector.go: <prefix><payload>[.<version>].<length of the payload, 2><CRC-32 of all before, 7 digits of base 36>.
 * Tokens of 20 characters have no sum. */
void up_try_gitlab(struct up_trial *trial)
{
	enum {
		LENGTH = 2,
		SUM = 7,
	};
	up_str secret = trial->secret;
	size_t dot = SIZE_MAX;
	for (size_t at = 0; (at = up_str_find_byte(secret, '.', at)) != SIZE_MAX; at++)
		dot = at;
	if (dot == SIZE_MAX)
		return;
	if (secret.len - dot - 1 != LENGTH + SUM) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	char sum[SUM];
	up_base36_write(up_crc32(0, up_str_slice(secret, 0, secret.len - SUM)), sum, SUM);
	bool holds = up_str_eq_nocase(up_str_slice(secret, secret.len - SUM, SIZE_MAX), (up_str){ sum, SUM });
	up_trial_checksum(trial, holds);
	if (!holds)
		return;
	/* The payload ends at the first dot; before it glpat-, glrt-t1_ … */
	up_str before = up_str_slice(secret, 0, up_str_find_byte(secret, '.', 0));
	size_t prefix = up_str_find_byte(before, '-', 0);
	prefix = prefix == SIZE_MAX ? 0 : prefix + 1;
	if (before.len > prefix + 3 && before.s[prefix] == 't' && up_is_digit(before.s[prefix + 1]) && before.s[prefix + 2] == '_')
		prefix += 3;
	add_gitlab_owner(trial, up_str_slice(before, prefix, SIZE_MAX));
}

/* CredSweeper filters/value_grafana_service_check.py: glsa_ + 32 + _ + CRC-32 of all before the "_", its bytes the smallest first. */
void up_try_grafana(struct up_trial *trial)
{
	enum {
		BODY = 5 + 32,
	};
	up_str secret = trial->secret;
	if (!up_str_starts(secret, UP_STR("glsa_")))
		return;
	if (secret.len != BODY + 9 || secret.s[BODY] != '_') {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_checksum(trial, crc_hex_holds(up_crc32(0, up_str_slice(secret, 0, BODY)), up_str_slice(secret, BODY + 1, SIZE_MAX), true));
}

/* secretlint packages/@secretlint/secretlint-rule-cloudflare/src/index.ts: cfk_ cfut_ cfat_, 40 characters, CRC-32 of them. Tokens without a
 * prefix have no sum. */
void up_try_cloudflare(struct up_trial *trial)
{
	enum {
		BODY = 40,
	};
	size_t prefix = up_str_find_byte(trial->secret, '_', 0);
	if (prefix == SIZE_MAX || prefix > 4 || !up_str_starts(trial->secret, UP_STR("cf")))
		return;
	up_str rest = up_str_slice(trial->secret, prefix + 1, SIZE_MAX);
	if (rest.len != BODY + 8 || !up_is_word_text(rest, "")) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_checksum(trial, crc_hex_holds(up_crc32(0, up_str_slice(rest, 0, BODY)), up_str_slice(rest, BODY, SIZE_MAX), false));
}

/* CredSweeper filters/value_atlassian_token_check.py: ATBB… and ATATT…=, ATCTT…=, then CRC-32 of all before the last eight digits. The "=" may
 * stand escaped in a URL or a properties file. */
void up_try_atlassian(struct up_trial *trial)
{
	enum {
		SUM = 8,
	};
	up_str secret = trial->secret;
	if (!up_str_starts(secret, UP_STR("AT")))
		return;
	if (secret.len < 16) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_str body = up_str_slice(secret, 0, secret.len - SUM);
	uint32_t sum;
	if (up_str_ends(body, UP_STR("%3D")) || up_str_ends(body, UP_STR("%3d")))
		sum = up_crc32(up_crc32(0, up_str_slice(body, 0, body.len - 3)), UP_STR("="));
	else if (up_str_ends(body, UP_STR("\\=")))
		sum = up_crc32(up_crc32(0, up_str_slice(body, 0, body.len - 2)), UP_STR("="));
	else
		sum = up_crc32(0, body);
	up_trial_checksum(trial, crc_hex_holds(sum, up_str_slice(secret, body.len, SIZE_MAX), false));
}

/* kingfisher data/rules/confluent.yml: cflt + 54 + six characters of base64 of CRC-32 of the 54, its bytes the smallest first. Secrets without
 * the prefix are older and have no sum. */
void up_try_confluent(struct up_trial *trial)
{
	enum {
		PREFIX = 4,
		BODY = 54,
		SUM = 6,
	};
	up_str secret = trial->secret;
	if (!up_str_starts(secret, UP_STR("cflt")))
		return;
	if (secret.len != PREFIX + BODY + SUM) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint64_t bits = (uint64_t)__builtin_bswap32(up_crc32(0, up_str_slice(secret, PREFIX, PREFIX + BODY))) << 4;
	bool holds = true;
	for (unsigned i = 0; i < SUM; i++)
		holds = holds && secret.s[PREFIX + BODY + i] == alphabet[bits >> (30 - 6 * i) & 63];
	up_trial_checksum(trial, holds);
}

/* kingfisher data/rules/zuplo.yml: zpka_ + 32 + _ + CRC-32 of the 32. */
void up_try_zuplo(struct up_trial *trial)
{
	enum {
		PREFIX = 5,
		BODY = 32,
	};
	up_str secret = trial->secret;
	if (secret.len != PREFIX + BODY + 9 || secret.s[PREFIX + BODY] != '_') {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	uint32_t sum = up_crc32(0, up_str_slice(secret, PREFIX, PREFIX + BODY));
	up_trial_checksum(trial, crc_hex_holds(sum, up_str_slice(secret, PREFIX + BODY + 1, SIZE_MAX), false));
}

/* The age specification, "X25519 native identity": bech32 of 32 bytes. */
void up_try_age(struct up_trial *trial)
{
	up_trial_checksum(trial, up_bech32_holds(trial->secret));
}

/* nats-io/nkeys strkey.go: base 32 of two bytes of prefix, 32 of seed, and CRC-16 of these, its bytes the smallest first. The prefix says that it is a
 * seed, and of whose key. */
void up_try_nkey(struct up_trial *trial)
{
	enum {
		BYTES = 36,
		SEED = 18 << 3,
	};
	unsigned char bytes[58 / 8 * 5 + 5];
	size_t len = 0;
	if (trial->secret.len != 58 || !up_base32_to(trial->secret, bytes, &len) || len != BYTES || (bytes[0] & 0xf8) != SEED) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	uint16_t sum = up_crc16((up_str){ (const char *)bytes, BYTES - 2 });
	up_trial_checksum(trial, bytes[BYTES - 2] == (sum & 0xff) && bytes[BYTES - 1] == sum >> 8);
	static const struct {
		unsigned char prefix;
		const char *owner;
	} owners[] = { { 0, "an account" },        { 2 << 3, "a cluster" }, { 13 << 3, "a server" },
		       { 14 << 3, "an operator" }, { 20 << 3, "a user" },   { 23 << 3, "a curve" } };
	unsigned char prefix = (unsigned char)((bytes[0] & 7) << 5 | (bytes[1] & 0xf8) >> 3);
	for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
		if (owners[i].prefix == prefix)
			up_trial_add(trial, "seed of %s", owners[i].owner);
}

/* microsoft/security-utilities SEC101_102_AdoPat.cs: 32 bytes in base 32; CRC-32 of 28 of them, under one of two masks, stands scattered among them.
 * Tokens of 84 characters are annotated keys. */
void up_try_azure_devops(struct up_trial *trial)
{
	enum {
		OF_USER = 0,
		OF_APP = 1,
	};
	static const uint32_t masks[] = { [OF_USER] = 0xe0b9692d, [OF_APP] = 0x1019f92e };
	static const unsigned char sum_at[] = { 22, 8, 7, 2 }; /* the smallest byte of the sum first */
	if (trial->secret.len == 84) {
		up_try_azure_annotated(trial);
		return;
	}
	unsigned char bytes[40];
	size_t len = 0;
	if (trial->secret.len != 52 || !up_base32_to(trial->secret, bytes, &len) || len != 32) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	uint32_t told = 0;
	char body[28];
	size_t n = 0;
	for (unsigned i = 0; i < 4; i++)
		told |= (uint32_t)bytes[sum_at[i]] << 8 * i;
	for (unsigned i = 0; i < len; i++)
		if (!memchr(sum_at, (int)i, sizeof sum_at))
			body[n++] = (char)bytes[i];
	uint32_t sum = up_crc32(0, (up_str){ body, n });
	up_trial_checksum(trial, told == (sum ^ masks[OF_USER]) || told == (sum ^ masks[OF_APP]));
}
