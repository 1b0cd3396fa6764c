/* What the formulas of verify*.c share: a token on trial, on which one formula says its verdict. Inside scanner/secret only. */
#pragma once

#include "base/arena.h"
#include "core/finding.h"

struct up_trial {
	up_str secret;
	int64_t today; /* days since 1970; INT64_MIN: not known */
	struct up_arena *arena;
	enum up_verdict verdict; /* WELL_FORMED until a formula says more */
	char evidence[320];
	size_t n_evidence;
};

/* One more piece of evidence; what does not fit is left out. */
void up_trial_add(struct up_trial *trial, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for words that the token brings along (an issuer, a name): cut, and left out where they are no plain text. */
void up_trial_add_claim(struct up_trial *trial, const char *what, up_str claim);
/* VERIFIED, with what holds: "checksum", "structure". */
void up_trial_holds(struct up_trial *trial, const char *what);
void up_trial_doubt(struct up_trial *trial, const char *why);
/* A checksum was computed: holds, or is doubtful. */
void up_trial_checksum(struct up_trial *trial, bool holds);
/* An end in seconds since 1970: evidence, and DOUBTFUL when it is past. What is no plausible time is ignored. */
void up_trial_ends(struct up_trial *trial, int64_t seconds);

/* Decoded base64 in the arena; false where the text is none, or longer than any token's part. */
bool up_trial_base64(struct up_trial *trial, up_str text, up_str *ret_bytes);

/* Characters that tokens are made of. */
bool up_is_word_text(up_str text, const char *more); /* letters, digits, and `more` */
bool up_is_digits(up_str text);
bool up_is_lower_hex(up_str text);

/* Each formula is named for its verifier; the table is in verify.c. */
void up_try_age(struct up_trial *trial);
void up_try_atlassian(struct up_trial *trial);
void up_try_aws_bedrock(struct up_trial *trial);
void up_try_aws_key_id(struct up_trial *trial);
void up_try_azure(struct up_trial *trial);
void up_try_azure_annotated(struct up_trial *trial);
void up_try_azure_devops(struct up_trial *trial);
void up_try_bip39(struct up_trial *trial);
void up_try_cloudflare(struct up_trial *trial);
void up_try_confluent(struct up_trial *trial);
void up_try_discord(struct up_trial *trial);
void up_try_entra(struct up_trial *trial);
void up_try_gcp_api_key(struct up_trial *trial);
void up_try_github(struct up_trial *trial);
void up_try_github_fine_grained(struct up_trial *trial);
void up_try_gitlab(struct up_trial *trial);
void up_try_grafana(struct up_trial *trial);
void up_try_grafana_cloud(struct up_trial *trial);
void up_try_jfrog(struct up_trial *trial);
void up_try_jira(struct up_trial *trial);
void up_try_jwt(struct up_trial *trial);
void up_try_nkey(struct up_trial *trial);
void up_try_npm(struct up_trial *trial);
void up_try_onepassword(struct up_trial *trial);
void up_try_pypi(struct up_trial *trial);
void up_try_sentry(struct up_trial *trial);
void up_try_slack(struct up_trial *trial);
void up_try_telegram(struct up_trial *trial);
void up_try_vercel(struct up_trial *trial);
void up_try_zuplo(struct up_trial *trial);
