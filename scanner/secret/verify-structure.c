/* Tokens without a checksum whose inside is known: numbers, JSON, a macaroon. */
#include "base/date.h"
#include "secret/claims.h"
#include "secret/decode.h"
#include "secret/trial.h"

static const char altered_shape[] = "not of the shape that is issued: altered or made up";

/* The 12 digits of an account's number in the first 48 bits of base 32 after the prefix: 1 bit, 40 bits, 7 bits. */
static uint64_t account_of(up_str id)
{
	unsigned char bytes[16];
	size_t len = 0;
	uint64_t bits = 0;
	if (!up_base32_to(up_str_slice(id, 4, 20), bytes, &len) || len < 6)
		return 0;
	for (unsigned i = 0; i < 6; i++)
		bits = bits << 8 | bytes[i];
	return (bits & 0x7fffffffff80) >> 7;
}

/* gitleaks cmd/generate/config/rules/aws.go for the alphabet; the place of the account's number was published by A. Garkusha, "A short note on AWS key
 * ID". Ids whose fifth character is I or J are older than that. */
void up_try_aws_key_id(struct up_trial *trial)
{
	up_str id = trial->secret;
	if (up_str_ends(id, UP_STR("EXAMPLE"))) {
		up_trial_doubt(trial, "an example of the AWS documentation");
		return;
	}
	if (id.len != 20) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	for (size_t i = 4; i < id.len; i++) {
		bool is_issued = (id.s[i] >= 'A' && id.s[i] <= 'Z') || (id.s[i] >= '2' && id.s[i] <= '7');
		if (!is_issued) {
			up_trial_doubt(trial, "holds characters that are never issued");
			return;
		}
	}
	if (up_str_starts(id, UP_STR("ASIA")))
		up_trial_add(trial, "temporary");
	if (up_str_starts(id, UP_STR("A3T")) || id.s[4] == 'I' || id.s[4] == 'J')
		return;
	uint64_t account = account_of(id);
	if (account > 999999999999)
		up_trial_doubt(trial, "the account number in it is none: altered or made up");
	else
		up_trial_add(trial, "account %012llu", (unsigned long long)account);
}

/* X-Amz-Date=20250709T101112Z and X-Amz-Expires=43200 of a signed URL. */
static void add_end_of_url(struct up_trial *trial, up_str url)
{
	size_t date = up_str_find(url, UP_STR("X-Amz-Date="), 0), expires = up_str_find(url, UP_STR("X-Amz-Expires="), 0);
	uint64_t seconds;
	int64_t days;
	if (date == SIZE_MAX || expires == SIZE_MAX)
		return;
	size_t end = expires + 14;
	while (end < url.len && up_is_digit(url.s[end]))
		end++;
	if (!up_str_to_u64(up_str_slice(url, expires + 14, end), &seconds) || seconds > 7 * 24 * 60 * 60)
		return;
	up_str when = up_str_slice(url, date + 11, date + 26);
	if (when.len != 15 || when.s[8] != 'T')
		return;
	const char *w = when.s;
	const char day[] = { w[0], w[1], w[2], w[3], '-', w[4], w[5], '-', w[6], w[7] };
	uint64_t clock;
	if (!up_days_read((up_str){ day, sizeof day }, &days) || !up_str_to_u64(up_str_slice(when, 9, 15), &clock))
		return;
	uint64_t begin = clock / 10000 * 3600 + clock / 100 % 100 * 60 + clock % 100;
	up_trial_ends(trial, days * (24 * 60 * 60) + (int64_t)(begin + seconds));
}

/* gitleaks cmd/generate/config/rules/aws.go: ABSK and base64 of BedrockAPIKey-<name>-at-<account>:<random>; bedrock-api-key- and base64 of a signed
 * URL. */
void up_try_aws_bedrock(struct up_trial *trial)
{
	up_str decoded, secret = trial->secret;
	bool is_short_lived = up_str_starts(secret, UP_STR("bedrock-api-key-"));
	if (!is_short_lived && !up_str_starts(secret, UP_STR("ABSK")))
		return;
	if (!up_trial_base64(trial, up_str_slice(secret, is_short_lived ? 16 : 4, SIZE_MAX), &decoded)) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	if (is_short_lived) {
		if (!up_str_starts(decoded, UP_STR("bedrock.amazonaws.com/?")) || !up_str_contains(decoded, UP_STR("X-Amz-Signature="))) {
			up_trial_doubt(trial, "not the signed URL of such a key: cut, altered or made up");
			return;
		}
		up_trial_holds(trial, "structure");
		add_end_of_url(trial, decoded);
		return;
	}
	size_t at = up_str_find(decoded, UP_STR("-at-"), 0);
	up_str account = at == SIZE_MAX ? UP_STR("") : up_str_slice(decoded, at + 4, at + 16);
	if (!up_str_starts(decoded, UP_STR("BedrockAPIKey-")) || !up_is_digits(account) || account.len != 12 || at + 16 >= decoded.len ||
	    decoded.s[at + 16] != ':') {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_holds(trial, "structure");
	up_trial_add(trial, "account %.*s", UP_FMT(account));
}

/* A field of a macaroon of version 2: type, length (groups of seven bits, the lowest first), bytes. A type of 0 has neither. */
static bool read_field(up_str bytes, size_t *at, unsigned *ret_type, up_str *ret_field)
{
	if (*at >= bytes.len)
		return false;
	*ret_type = (unsigned char)bytes.s[(*at)++];
	*ret_field = UP_STR("");
	if (*ret_type == 0)
		return true;
	size_t len = 0;
	for (unsigned shift = 0; shift <= 14; shift += 7) {
		if (*at >= bytes.len)
			return false;
		unsigned char byte = (unsigned char)bytes.s[(*at)++];
		len |= (size_t)(byte & 0x7f) << shift;
		if (byte < 0x80) {
			if (len > bytes.len - *at)
				return false;
			*ret_field = up_str_slice(bytes, *at, *at + len);
			*at += len;
			return true;
		}
	}
	return false;
}

/* Caveats of PyPI are JSON lists: [0, end, begin] is the one that bounds the time. */
static void read_caveat(up_str caveat, int64_t *ret_end)
{
	if (!up_str_starts(caveat, UP_STR("[0,")))
		return;
	size_t start = 3, end;
	while (start < caveat.len && caveat.s[start] == ' ')
		start++;
	for (end = start; end < caveat.len && up_is_digit(caveat.s[end]);)
		end++;
	uint64_t seconds;
	if (up_str_to_u64(up_str_slice(caveat, start, end), &seconds) && seconds < INT64_MAX)
		*ret_end = (int64_t)seconds;
}

/* pypi- and base64 of a macaroon (libmacaroons, doc/format.txt, version 2): location and identifier; caveats; the end of them; a signature of 32
 * bytes. */
static bool read_macaroon(up_str bytes, up_str *ret_location, int64_t *ret_end)
{
	enum {
		END = 0,
		LOCATION = 1,
		IDENTIFIER = 2,
		KEY_ID = 4,
		SIGNATURE = 6,
	};
	size_t at = 1;
	unsigned type, before = END;
	bool is_header = true;
	up_str field;
	if (!bytes.len || bytes.s[0] != 2)
		return false;
	while (read_field(bytes, &at, &type, &field)) {
		if (type == SIGNATURE)
			return before == END && !is_header && field.len == 32 && at == bytes.len;
		if (type == LOCATION && is_header)
			*ret_location = field;
		else if (type == IDENTIFIER && !is_header)
			read_caveat(field, ret_end);
		else if (type == END)
			is_header = false;
		else if (type != IDENTIFIER && type != KEY_ID)
			return false;
		before = type;
	}
	return false;
}

void up_try_pypi(struct up_trial *trial)
{
	up_str bytes, location = UP_STR("");
	int64_t end = 0;
	if (!up_str_starts(trial->secret, UP_STR("pypi-")))
		return;
	if (!up_trial_base64(trial, up_str_slice(trial->secret, 5, SIZE_MAX), &bytes) || !read_macaroon(bytes, &location, &end)) {
		up_trial_doubt(trial, "not a whole macaroon: cut, altered or made up");
		return;
	}
	up_trial_holds(trial, "structure");
	up_trial_add_claim(trial, "for", location);
	if (end)
		up_trial_ends(trial, end);
}

/* sntrys_ and base64 of JSON, "_", 43 characters (getsentry/rfcs 0091). sntryu_ and 64 hexadecimal digits have no structure. */
void up_try_sentry(struct up_trial *trial)
{
	enum {
		ISSUED,
		REGION,
		ORGANIZATION,
		N_CLAIMS,
	};
	struct up_claim claims[N_CLAIMS] = { { .name = "iat" }, { .name = "region_url" }, { .name = "org" } };
	up_str rest = up_str_slice(trial->secret, 7, SIZE_MAX), json;
	if (!up_str_starts(trial->secret, UP_STR("sntrys_")))
		return;
	size_t end = up_str_find_byte(rest, '_', 0);
	if (end == SIZE_MAX || rest.len - end - 1 != 43 || !up_trial_base64(trial, up_str_slice(rest, 0, end), &json) ||
	    !up_claims_read(json, trial->arena, claims, N_CLAIMS) || claims[ISSUED].kind != UP_CLAIM_NUMBER ||
	    claims[REGION].kind == UP_CLAIM_ABSENT || claims[ORGANIZATION].kind != UP_CLAIM_TEXT) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_holds(trial, "structure");
	up_trial_add_claim(trial, "organization", claims[ORGANIZATION].text);
}

/* CredSweeper filters/value_grafana_check.py: glc_ and base64 of JSON with the organization, name, key and region (o, n, k, m); the older key has k,
 * n, id and no prefix. */
void up_try_grafana_cloud(struct up_trial *trial)
{
	enum {
		NAME,
		KEY,
		ORGANIZATION,
		OLD_ORGANIZATION,
		N_CLAIMS,
	};
	struct up_claim claims[N_CLAIMS] = { { .name = "n" }, { .name = "k" }, { .name = "o" }, { .name = "id" } };
	up_str json;
	size_t prefix = up_str_starts(trial->secret, UP_STR("glc_")) ? 4 : 0;
	if (!up_trial_base64(trial, up_str_slice(trial->secret, prefix, SIZE_MAX), &json) ||
	    !up_claims_read(json, trial->arena, claims, N_CLAIMS)) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	const struct up_claim *organization = &claims[claims[ORGANIZATION].kind ? ORGANIZATION : OLD_ORGANIZATION];
	if (claims[NAME].kind != UP_CLAIM_TEXT || claims[KEY].kind != UP_CLAIM_TEXT || !organization->kind) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_holds(trial, "structure");
	up_trial_add_claim(trial, "name", claims[NAME].text);
	if (organization->kind == UP_CLAIM_NUMBER)
		up_trial_add(trial, "organization %lld", (long long)organization->number);
	else
		up_trial_add_claim(trial, "organization", organization->text);
}

/* ops_ and base64 of JSON: where to sign in, and with what (1Password developer documentation, "Service accounts"). */
void up_try_onepassword(struct up_trial *trial)
{
	enum {
		ADDRESS,
		KEY,
		N_CLAIMS,
	};
	struct up_claim claims[N_CLAIMS] = { { .name = "signInAddress" }, { .name = "secretKey" } };
	up_str json;
	if (!up_str_starts(trial->secret, UP_STR("ops_")))
		return;
	if (!up_trial_base64(trial, up_str_slice(trial->secret, 4, SIZE_MAX), &json) ||
	    !up_claims_read(json, trial->arena, claims, N_CLAIMS)) {
		up_trial_doubt(trial, "not the JSON of a service account: cut, altered or made up");
		return;
	}
	if (claims[ADDRESS].kind != UP_CLAIM_TEXT || claims[KEY].kind != UP_CLAIM_TEXT)
		return;
	up_trial_holds(trial, "structure");
	up_trial_add_claim(trial, "for", claims[ADDRESS].text);
}
