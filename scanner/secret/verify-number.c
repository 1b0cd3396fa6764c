/* Tokens that begin with a number that says whose they are, and other shapes that are checked by their letters alone. */
#include "secret/decode.h"
#include "secret/trial.h"

static const char altered_shape[] = "not of the shape that is issued: altered or made up";

/* CredSweeper filters/value_jfrog_token_check.py: base64 of reftkn:01:<number>:<random>; AKCp… in base 58, 54 bytes. */
void up_try_jfrog(struct up_trial *trial)
{
	up_str secret = trial->secret, decoded;
	if (up_str_starts(secret, UP_STR("AKCp"))) {
		unsigned char bytes[UP_BASE58_MAX];
		size_t len;
		if (!up_base58_to(secret, bytes, &len) || len != 54)
			up_trial_doubt(trial, altered_shape);
		return;
	}
	if (!up_str_starts(secret, UP_STR("cmVmdGtu")))
		return;
	if (!up_trial_base64(trial, secret, &decoded)) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	size_t version = 7, number, random;
	number = up_str_find_byte(decoded, ':', version);
	random = number == SIZE_MAX ? SIZE_MAX : up_str_find_byte(decoded, ':', number + 1);
	if (!up_str_starts(decoded, UP_STR("reftkn:")) || random == SIZE_MAX || !up_is_digits(up_str_slice(decoded, version, number)) ||
	    !up_is_digits(up_str_slice(decoded, number + 1, random)) ||
	    !up_is_word_text(up_str_slice(decoded, random + 1, SIZE_MAX), "_/+-")) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_holds(trial, "structure");
}

/* CredSweeper filters/value_atlassian_token_check.py: personal access tokens of Jira, Confluence and (BBDC-) Bitbucket Data Center are base64 of a
 * number of four digits or more, ":", and random bytes. */
void up_try_jira(struct up_trial *trial)
{
	bool is_bitbucket = up_str_starts(trial->secret, UP_STR("BBDC-"));
	up_str decoded;
	if (!up_trial_base64(trial, up_str_slice(trial->secret, is_bitbucket ? 5 : 0, SIZE_MAX), &decoded)) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	size_t colon = up_str_find_byte(decoded, ':', 0);
	up_str number = up_str_slice(decoded, 0, colon);
	if (colon == SIZE_MAX || number.len < 4 || number.len > 20 || !up_is_digits(number) || decoded.len - colon - 1 < 16) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_holds(trial, "structure");
}

/* CredSweeper filters/value_discord_bot_check.py: the first part is base64 of the bot's number, at least 1000. It is a snowflake: its upper bits are
 * milliseconds since 2015, which have passed when it is told (discord.com/developers/docs/reference). */
void up_try_discord(struct up_trial *trial)
{
	enum {
		DAY = 24 * 60 * 60,
		FIRST_DAY = 16436, /* 2015-01-01 */
	};
	up_str secret = trial->secret, decoded;
	size_t dot = up_str_find_byte(secret, '.', 0);
	if (dot == 3 && up_str_starts(secret, UP_STR("mfa")))
		return;
	uint64_t number;
	if (dot == SIZE_MAX || !up_trial_base64(trial, up_str_slice(secret, 0, dot), &decoded) || !up_str_to_u64(decoded, &number) ||
	    number < 1000) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	int64_t made = FIRST_DAY + (int64_t)((number >> 22) / 1000 / DAY);
	if (trial->today != INT64_MIN && made > trial->today + 1) {
		up_trial_doubt(trial, "made in the future: altered or made up");
		return;
	}
	up_trial_holds(trial, "structure");
	up_trial_add(trial, "bot %llu", (unsigned long long)number);
}

/* <number of the bot>:<35 characters>, which begin with AA in all that is issued (core.telegram.org/bots/api, osv-scalibr
 * veles/secrets/telegrambotapitoken/detector.go). */
void up_try_telegram(struct up_trial *trial)
{
	size_t colon = up_str_find_byte(trial->secret, ':', 0);
	up_str number = up_str_slice(trial->secret, 0, colon),
	       rest = up_str_slice(trial->secret, colon == SIZE_MAX ? SIZE_MAX : colon + 1, SIZE_MAX);
	if (colon == SIZE_MAX || number.len > 12 || !up_is_digits(number) || rest.len != 35 || !up_str_starts(rest, UP_STR("AA")) ||
	    !up_is_word_text(rest, "-_")) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_add(trial, "bot %.*s", UP_FMT(number));
}

/* AIzaSy, then A … D; 39 characters of base64 leave two bits over, which are zero. All 24 keys that are no obvious inventions in the public
 * repositories of scanners are so, of random texts one in 64. */
void up_try_gcp_api_key(struct up_trial *trial)
{
	up_str key = trial->secret;
	if (key.len != 39 || !up_str_starts(key, UP_STR("AIzaSy")) || key.s[6] < 'A' || key.s[6] > 'D' || !up_is_word_text(key, "-_") ||
	    !strchr("AEIMQUYcgkosw048", key.s[38]))
		up_trial_doubt(trial, altered_shape);
}

/* The parts between dashes. Returns how many, at most `most`. */
static unsigned split_at(up_str text, char at, up_str *ret_parts, unsigned most)
{
	unsigned n = 0;
	for (size_t start = 0; n < most;) {
		size_t end = n + 1 == most ? SIZE_MAX : up_str_find_byte(text, at, start);
		ret_parts[n++] = up_str_slice(text, start, end);
		if (end == SIZE_MAX)
			break;
		start = end + 1;
	}
	return n;
}

/* xoxe.xoxb-1-…, xoxe.xoxp-1-…, xoxe-1-…: base64 of numbers and a hexadecimal text between dashes. */
static void try_slack_rotated(struct up_trial *trial, up_str body)
{
	up_str decoded, parts[8];
	if (!up_trial_base64(trial, body, &decoded)) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	unsigned n = split_at(decoded, '-', parts, 8);
	for (unsigned i = 0; i + 1 < n; i++)
		if (!up_is_digits(parts[i]))
			n = 0;
	if (n >= 3 && up_is_lower_hex(parts[n - 1]))
		up_trial_holds(trial, "structure");
	else
		up_trial_doubt(trial, altered_shape);
}

/* https://hooks.slack.com/services/T…/B…/24 characters, or workflows/T…/A…/number/… */
static void try_slack_hook(struct up_trial *trial, up_str path)
{
	up_str parts[5];
	unsigned n = split_at(path, '/', parts, 5);
	bool is_service = n >= 4 && up_str_eq(parts[0], UP_STR("services"));
	if (n < 4 || !up_str_starts(parts[1], UP_STR("T")) || !up_is_word_text(parts[1], "") || !up_is_word_text(parts[2], "") ||
	    (is_service && (parts[2].s[0] != 'B' || parts[3].len != 24)) || !up_is_word_text(parts[3], "")) {
		up_trial_doubt(trial, altered_shape);
		return;
	}
	up_trial_add_claim(trial, "workspace", parts[1]);
}

/* xapp-1-A…-<13 digits>-<64 hexadecimal digits>; the 13 digits are a counter as those of other tokens. */
static void try_slack_app(struct up_trial *trial, up_str body)
{
	up_str parts[5];
	unsigned n = split_at(body, '-', parts, 5);
	if (n != 4 || !up_is_digits(parts[0]) || !up_str_starts(parts[1], UP_STR("A")) || !up_is_digits(parts[2]) || parts[2].len < 10 ||
	    parts[2].len > 14 || parts[3].len != 64 || !up_is_lower_hex(parts[3]))
		up_trial_doubt(trial, altered_shape);
	else
		up_trial_add_claim(trial, "app", parts[1]);
}

/* gitleaks cmd/generate/config/rules/slack.go, osv-scalibr veles/secrets/slacktoken/detector.go: xoxb-, xoxp- and their like are numbers of 9 to 14
 * digits (workspace, user, a counter), then letters and digits. */
void up_try_slack(struct up_trial *trial)
{
	up_str secret = trial->secret, parts[6];
	size_t hook = up_str_find(secret, UP_STR("hooks.slack.com/"), 0);
	if (hook != SIZE_MAX) {
		try_slack_hook(trial, up_str_slice(secret, hook + 16, SIZE_MAX));
		return;
	}
	if (up_str_starts(secret, UP_STR("xapp-"))) {
		try_slack_app(trial, up_str_slice(secret, 5, SIZE_MAX));
		return;
	}
	/* xoxd- is the cookie of a browser: no numbers. */
	if (secret.len < 5 || !up_str_starts(secret, UP_STR("xox")) || secret.s[3] == 'd')
		return;
	unsigned n = split_at(secret, '-', parts, 6), n_numbers = 0;
	if (n == 3 && parts[1].len == 1 && up_is_digit(parts[1].s[0])) {
		try_slack_rotated(trial, parts[2]);
		return;
	}
	/* xoxa-2- says which form of the token it is. */
	bool has_form = n > 3 && parts[1].len == 1;
	while (n_numbers + 2 < n && up_is_digits(parts[n_numbers + 1]) &&
	       ((has_form && !n_numbers) || (parts[n_numbers + 1].len >= 9 && parts[n_numbers + 1].len <= 14)))
		n_numbers++;
	size_t shortest = secret.s[3] == 's' || secret.s[3] == 'o' ? 10 : 20;
	if (n < 3 || n_numbers != n - 2 || !up_is_word_text(parts[n - 1], "") || parts[n - 1].len < shortest)
		up_trial_doubt(trial, altered_shape);
}
