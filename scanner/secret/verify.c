/* The table of verifiers, and what their formulas say with. */
#include "secret/verify.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/date.h"
#include "base/utf8.h"
#include "secret/decode.h"
#include "secret/trial.h"

enum {
	CLAIM_MAX = 80,
	PART_MAX = 64 * 1024, /* a part of a token that is longer is no part of a token */
};

/* One row for each verifier, sorted by name; the names are a list of their own for who prints them. */
#define VERIFIERS(ROW)                                                                                                                     \
	ROW("age", up_try_age, "the checksum of bech32")                                                                                   \
	ROW("atlassian", up_try_atlassian, "its CRC-32, in hex")                                                                           \
	ROW("aws-bedrock", up_try_aws_bedrock, "what is encoded in it: name and account, or a signed URL and its end")                     \
	ROW("aws-key-id", up_try_aws_key_id, "its alphabet, and the account number in it")                                                 \
	ROW("azure", up_try_azure, "its Marvin32, behind a signature of its service")                                                      \
	ROW("azure-annotated", up_try_azure_annotated, "its Marvin32; service and month are told")                                         \
	ROW("azure-devops", up_try_azure_devops, "its CRC-32, or as azure-annotated")                                                      \
	ROW("bip39", up_try_bip39, "the words, and the bits of SHA-256 in the last one")                                                   \
	ROW("cloudflare", up_try_cloudflare, "its CRC-32, in hex")                                                                         \
	ROW("confluent", up_try_confluent, "its CRC-32, in base64")                                                                        \
	ROW("discord", up_try_discord, "the number of the bot in it, which holds the time when it was made")                               \
	ROW("entra", up_try_entra, "its Marvin32, where it is issued with one")                                                            \
	ROW("gcp-api-key", up_try_gcp_api_key, "the letters that can stand at its ends")                                                   \
	ROW("github", up_try_github, "its CRC-32, in base 62; installation tokens of 2026 as jwt")                                         \
	ROW("github-fine-grained", up_try_github_fine_grained, "its SHA-256, in base 32")                                                  \
	ROW("gitlab", up_try_gitlab, "its CRC-32, in base 36, where it is routable; whose it is, is told")                                 \
	ROW("grafana", up_try_grafana, "its CRC-32, in hex")                                                                               \
	ROW("grafana-cloud", up_try_grafana_cloud, "the JSON encoded in it; the organization is told")                                     \
	ROW("jfrog", up_try_jfrog, "what is encoded in it")                                                                                \
	ROW("jira", up_try_jira, "the number encoded in it")                                                                               \
	ROW("jwt", up_try_jwt, "header, payload, length of the signature, end, and the keys of tutorials")                                 \
	ROW("nkey", up_try_nkey, "its CRC-16, and whose seed it is")                                                                       \
	ROW("npm", up_try_npm, "its CRC-32, in base 62")                                                                                   \
	ROW("onepassword", up_try_onepassword, "the JSON encoded in it; where it signs in is told")                                        \
	ROW("pypi", up_try_pypi, "the macaroon encoded in it, and its end")                                                                \
	ROW("sentry", up_try_sentry, "the JSON encoded in it; the organization is told")                                                   \
	ROW("slack", up_try_slack, "the numbers in it, or what is encoded in it")                                                          \
	ROW("telegram", up_try_telegram, "the number of the bot in it, and what its random part begins with")                              \
	ROW("vercel", up_try_vercel, "its CRC-32, in base 62")                                                                             \
	ROW("zuplo", up_try_zuplo, "its CRC-32, in hex")

#define NAME(name, formula, checks) name,
#define FORMULA(name, formula, checks) formula,
#define CHECKS(name, formula, checks) checks,
const char *const up_verifier_names[] = { VERIFIERS(NAME) NULL };
const char *const up_verifier_checks[] = { VERIFIERS(CHECKS) NULL };
static void (*const formulas[])(struct up_trial *) = { VERIFIERS(FORMULA) };

uint32_t up_verifier_by_name(up_str name)
{
	for (uint32_t i = 0; up_verifier_names[i]; i++)
		if (up_str_eq(name, up_str_from(up_verifier_names[i])))
			return i;
	return UINT32_MAX;
}

void up_verify(uint32_t verifier, up_str secret, up_str today, struct up_arena *arena, struct up_verified *ret_verified)
{
	struct up_trial trial = { .secret = secret, .arena = arena, .verdict = UP_VERDICT_WELL_FORMED };
	if (!up_days_read(today, &trial.today))
		trial.today = INT64_MIN;
	if (verifier < sizeof formulas / sizeof *formulas)
		formulas[verifier](&trial);
	ret_verified->verdict = trial.verdict;
	ret_verified->evidence = trial.n_evidence ? up_arena_copy(arena, (up_str){ trial.evidence, trial.n_evidence }) : UP_STR("");
}

void up_trial_add(struct up_trial *trial, const char *format, ...)
{
	char text[160];
	va_list list;
	va_start(list, format);
	int n = vsnprintf(text, sizeof text, format, list);
	va_end(list);
	size_t len = n < 0 ? 0 : (size_t)n, joint = trial->n_evidence ? 2 : 0;
	if (!len || len >= sizeof text || joint + len > sizeof trial->evidence - trial->n_evidence)
		return;
	memcpy(trial->evidence + trial->n_evidence, "; ", joint);
	memcpy(trial->evidence + trial->n_evidence + joint, text, len);
	trial->n_evidence += joint + len;
}

void up_trial_add_claim(struct up_trial *trial, const char *what, up_str claim)
{
	if (!claim.len)
		return;
	size_t at = 0;
	while (at < claim.len && at < CLAIM_MAX) {
		uint32_t code;
		size_t len = up_utf8_decode(up_str_slice(claim, at, SIZE_MAX), &code);
		if (!len || up_utf8_is_unsafe(code))
			return;
		at += len;
	}
	up_trial_add(trial, "%s %.*s%s", what, (int)at, claim.s, at < claim.len ? "…" : "");
}

void up_trial_holds(struct up_trial *trial, const char *what)
{
	trial->verdict = UP_VERDICT_VERIFIED;
	up_trial_add(trial, "%s holds", what);
}

void up_trial_doubt(struct up_trial *trial, const char *why)
{
	trial->verdict = UP_VERDICT_DOUBTFUL;
	up_trial_add(trial, "%s", why);
}

void up_trial_checksum(struct up_trial *trial, bool holds)
{
	if (holds)
		up_trial_holds(trial, "checksum");
	else
		up_trial_doubt(trial, "checksum does not match: altered or made up");
}

void up_trial_ends(struct up_trial *trial, int64_t seconds)
{
	enum {
		DAY = 24 * 60 * 60,
		LAST_DAY = 2932896, /* 9999-12-31 */
	};
	if (seconds <= 0 || seconds / DAY > LAST_DAY)
		return;
	char date[11];
	up_days_write(seconds / DAY, date);
	if (seconds / DAY < trial->today) {
		trial->verdict = UP_VERDICT_DOUBTFUL;
		up_trial_add(trial, "expired on %s", date);
	} else {
		up_trial_add(trial, "expires on %s", date);
	}
}

bool up_trial_base64(struct up_trial *trial, up_str text, up_str *ret_bytes)
{
	size_t len = 0;
	if (!text.len || text.len > PART_MAX)
		return false;
	unsigned char *bytes = up_arena_alloc(trial->arena, up_base64_room(text.len));
	if (!up_base64_to(text, bytes, &len))
		return false;
	*ret_bytes = (up_str){ (const char *)bytes, len };
	return true;
}

bool up_is_word_text(up_str text, const char *more)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && (!text.s[i] || !strchr(more, text.s[i])))
			return false;
	return text.len;
}

bool up_is_digits(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_digit(text.s[i]))
			return false;
	return text.len;
}

bool up_is_lower_hex(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_digit(text.s[i]) && (text.s[i] < 'a' || text.s[i] > 'f'))
			return false;
	return text.len;
}
