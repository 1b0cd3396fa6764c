/* From a judged value to a finding: which rule, which level. */
#include "match/credentials.h"

#include "secret/assignment.h"
#include "secret/decode.h"
#include "secret/quality.h"

enum {
	WEIGHT_TEXT = UP_WEIGHT_SETTING - 50, /* what a parser says of the same bytes is better */
	LEAST_TOKEN = 16,                     /* bytes of a token in text: shorter ones are mostly names */
	LEAST_TYPED = 6,                      /* of one that holds a digit, in text that is no code */
	LEAST_UNSURE = 10,                    /* of what may be a password, in text */
	LEAST_KEY = 32,                       /* bytes of a private key without its armour */
	PAIR_MAX = 1024
};

static bool is_password(enum up_credential kind)
{
	return kind == UP_CREDENTIAL_PASSWORD || kind == UP_CREDENTIAL_PASSPHRASE;
}

/* Letters alone, or words with blanks and joiners: in code such a literal is mostly a name. */
static bool is_wordlike(up_str value)
{
	size_t others = 0;
	for (size_t i = 0; i < value.len; i++)
		others += !up_is_alpha(value.s[i]) && !memchr("_-. /:", value.s[i], 7);
	return !others;
}

/* Pieces of code hold more signs than passwords of people do. */
static bool is_mostly_words(up_str value)
{
	size_t letters = 0;
	for (size_t i = 0; i < value.len; i++)
		letters += up_is_alnum(value.s[i]);
	return letters * 5 >= value.len * 3;
}

static bool has_digit(up_str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (up_is_digit(value.s[i]))
			return true;
	return false;
}

static enum up_level level_of_default(const struct up_credential_site *site)
{
	if (!is_password(site->named.kind) && !site->named.is_sure)
		return UP_LEVEL_NONE; /* In code "password" and "user" are mostly names of fields. */
	if (site->is_text && (!site->named.is_sure || up_str_eq_nocase(site->key, site->value)))
		return UP_LEVEL_NONE;
	return site->is_code ? UP_LEVEL_NOTE : UP_LEVEL_WARNING;
}

static enum up_level level_of_password(const struct up_credential_site *site, bool is_random)
{
	bool is_sure = site->named.is_sure;
	if (site->is_text && !is_sure && site->value.len < LEAST_UNSURE)
		return site->is_quoted && !site->is_code && site->value.len >= LEAST_TYPED && has_digit(site->value) ? UP_LEVEL_NOTE
														     : UP_LEVEL_NONE;
	if (is_random)
		return is_sure ? UP_LEVEL_ERROR : UP_LEVEL_WARNING;
	if (!site->is_text)
		return is_sure                    ? site->is_quoted ? UP_LEVEL_ERROR : UP_LEVEL_WARNING
		       : is_wordlike(site->value) ? UP_LEVEL_NONE
						  : UP_LEVEL_WARNING;
	if (is_wordlike(site->value))
		return is_sure ? UP_LEVEL_NOTE : UP_LEVEL_NONE;
	if (!is_mostly_words(site->value))
		return UP_LEVEL_NONE;
	return is_sure ? UP_LEVEL_WARNING : site->is_quoted ? UP_LEVEL_NOTE : UP_LEVEL_NONE;
}

static enum up_level level_of_token(const struct up_credential_site *site, bool is_random)
{
	if (is_random && site->is_text && site->value.len < LEAST_TOKEN)
		return site->named.is_sure && site->value.len >= LEAST_TOKEN - 4 ? UP_LEVEL_NOTE : UP_LEVEL_NONE;
	if (is_random)
		return site->named.is_sure ? UP_LEVEL_ERROR : UP_LEVEL_WARNING;
	bool is_phrase = site->named.kind == UP_CREDENTIAL_SECRET || site->named.kind == UP_CREDENTIAL_SIGNING_KEY;
	if (!is_phrase || !site->named.is_sure || is_wordlike(site->value))
		return UP_LEVEL_NONE;
	if (!site->is_text)
		return UP_LEVEL_WARNING;
	/* A secret that is called nothing else may be a phrase; keys are drawn. */
	bool is_called_so = site->key.len >= 6 &&
			    up_str_eq_nocase(up_str_slice(site->key, site->key.len - 6, site->key.len), UP_STR("secret"));
	return is_called_so && site->is_quoted && !site->is_code && site->value.len >= LEAST_TOKEN && is_mostly_words(site->value)
		       ? UP_LEVEL_NOTE
		       : UP_LEVEL_NONE;
}

static enum up_level level_of(const struct up_credential_site *site, const struct up_judged *judged)
{
	enum up_credential kind = site->named.kind;
	if (judged->kind == UP_VALUE_DEFAULT)
		return level_of_default(site);
	if (judged->kind == UP_VALUE_PLACEHOLDER && site->named.is_sure && !site->is_code && site->value.len >= LEAST_TOKEN &&
	    up_is_made_up(site->value))
		return UP_LEVEL_NOTE;
	if (judged->kind != UP_VALUE_LITERAL || site->named.is_hashed)
		return UP_LEVEL_NONE;
	if (kind == UP_CREDENTIAL_PRIVATE_KEY)
		return judged->is_random && site->value.len >= LEAST_KEY ? UP_LEVEL_ERROR : UP_LEVEL_NONE;
	return is_password(kind) ? level_of_password(site, judged->is_random) : level_of_token(site, judged->is_random);
}

static const char *rule_of(const struct up_credential_site *site, const struct up_judged *judged)
{
	if (site->is_comment)
		return "secret/password-in-comment";
	bool is_address = site->rule && up_str_eq(up_str_from(site->rule), UP_STR("secret/password-in-url"));
	if (judged->kind == UP_VALUE_DEFAULT && !is_address)
		return "secret/default-password";
	if (site->rule)
		return site->rule;
	if (site->named.kind == UP_CREDENTIAL_PRIVATE_KEY)
		return "secret/private-key-setting";
	return is_password(site->named.kind) ? "secret/password-setting" : "secret/token-setting";
}

static void take(struct up_matcher *matcher, const struct up_credential_site *site, const struct up_judged *judged, enum up_level level)
{
	up_str id = up_str_from(rule_of(site, judged));
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		const struct up_image_rule *rule = up_secret_rule(image, id);
		if (!rule)
			continue;
		struct up_secret_found found = {
			.image = image,
			.rule = rule,
			.layer = site->layer,
			.at = site->at,
			.whole = site->at,
			.secret = site->value,
			.key = site->key,
			.embedded_in = site->embedded_in,
			.level = level < (enum up_level)rule->level ? level : (enum up_level)rule->level,
			.verdict = judged->kind == UP_VALUE_PLACEHOLDER ? UP_VERDICT_DOUBTFUL : UP_VERDICT_WELL_FORMED,
			.weight = site->is_text ? WEIGHT_TEXT : UP_WEIGHT_SETTING,
			.rank = judged->rank,
		};
		if (judged->kind == UP_VALUE_PLACEHOLDER)
			found.evidence = UP_STR("its characters count or repeat");
		if (judged->product)
			found.evidence = up_arena_printf(matcher->arena, "the default of %s", judged->product);
		up_secret_take(matcher, &found);
		return;
	}
}

/* "$user:$password", "{$row->password}", someone@example.org: what programs put together, and addresses. */
static bool is_put_together(up_str value)
{
	bool is_address = up_str_find_byte(value, '@', 1) != SIZE_MAX;
	size_t dots = 0;
	for (size_t i = 0; i < value.len; i++) {
		char next = i + 1 < value.len ? value.s[i + 1] : '\0';
		if (value.s[i] == '$' && !(i && up_is_alnum(value.s[i - 1])) && (up_is_alpha(next) || next == '_' || next == '{'))
			return true;
		is_address = is_address && (up_is_alnum(value.s[i]) || memchr("@.-_+", value.s[i], 5));
		dots += value.s[i] == '.';
	}
	/* "busybox@": what anonymous FTP is given. */
	return is_address && (dots || value.s[value.len - 1] == '@');
}

/* `# DB_PASSWORD=shop!7`: what was set once. */
static bool is_typed_password(const struct up_credential_site *site)
{
	return site->is_text && is_password(site->named.kind) && site->named.is_sure && has_digit(site->value) &&
	       up_str_find_byte(site->value, ' ', 0) == SIZE_MAX && !up_default_password(site->value);
}

/* The part [start, end) of the value, which has its own place where the value is written as it is read. */
static struct up_credential_site part_of(struct up_matcher *matcher, const struct up_credential_site *site, size_t start, size_t end)
{
	struct up_credential_site part = *site;
	part.value = up_str_slice(site->value, start, end);
	up_str bytes = site->layer ? site->layer->bytes : matcher->source->bytes;
	size_t at = up_str_find(up_str_slice(bytes, site->at.start, site->at.end), site->value, 0);
	if (at != SIZE_MAX)
		part.at = (up_span){ site->at.start + (uint32_t)(at + start), site->at.start + (uint32_t)(at + end) };
	return part;
}

/* `${DB_PASSWORD:-x}` of shells and compose files, `${db.password:x}` of Spring: what holds where the variable is not set. */
static bool judge_fallback(struct up_matcher *matcher, const struct up_credential_site *site)
{
	up_str value = site->value;
	if (!up_str_starts(value, UP_STR("${")) || !up_str_ends(value, UP_STR("}")))
		return false;
	size_t at = 2;
	while (at < value.len && (up_is_alnum(value.s[at]) || memchr("_.-", value.s[at], 3)) &&
	       !(value.s[at] == '-' && at > 2 && value.s[at - 1] == ':'))
		at++;
	if (at == 2 || at + 2 >= value.len || value.s[at] != ':')
		return false;
	at++;
	at += value.s[at] == '-' || value.s[at] == '=';
	up_str fallback = up_str_slice(value, at, value.len - 1);
	if (!fallback.len || up_str_find_byte(fallback, '$', 0) != SIZE_MAX || up_str_find_byte(fallback, '}', 0) != SIZE_MAX ||
	    memchr("?+:", fallback.s[0], 3))
		return false;
	struct up_credential_site part = part_of(matcher, site, at, value.len - 1);
	part.is_dynamic = false;
	up_credential_judge(matcher, &part);
	return true;
}

void up_credential_judge(struct up_matcher *matcher, const struct up_credential_site *site)
{
	if (judge_fallback(matcher, site))
		return;
	/* Only words of its own make a value with expansions secret. */
	if (site->is_dynamic || (site->is_text && !up_is_random(site->value) && is_put_together(site->value)))
		return;
	bool is_example = up_credentials_of(matcher)->is_example;
	const struct up_value_context context = {
		.named = site->named, .is_quoted = site->is_quoted, .is_comment = site->is_comment, .is_example = is_example
	};
	struct up_judged judged = up_value_judge(site->value, &context);
	enum up_level level = level_of(site, &judged);
	bool is_loose = site->is_text || site->rule;
	if (is_example && judged.kind == UP_VALUE_PLACEHOLDER)
		return;
	/* Unquoted in a program: the text of a manual in it. */
	if (site->is_text && site->is_code && !site->is_quoted && level > UP_LEVEL_NOTE)
		level = UP_LEVEL_NOTE;
	if (is_example && level > UP_LEVEL_NONE)
		level = is_loose && !judged.is_random ? UP_LEVEL_NONE : UP_LEVEL_NOTE;
	if (site->is_comment && level > UP_LEVEL_NOTE)
		level = judged.is_random || is_typed_password(site) ? UP_LEVEL_NOTE : UP_LEVEL_NONE;
	if (level > UP_LEVEL_NONE)
		take(matcher, site, &judged, level);
}

/* test:test, user:pass, username:token */
static bool is_anyones(up_str user, up_str password)
{
	bool is_user = up_str_starts_nocase(user, UP_STR("user")) || up_str_starts_nocase(user, UP_STR("login")) ||
		       up_str_eq(user, UP_STR("name")) || up_str_starts_nocase(user, UP_STR("my"));
	return up_str_eq_nocase(user, password) || (is_user && !up_is_random(password));
}

/* --- pairs and headers --------------------------------------------------------------------------------------------------- */

void up_credential_judge_pair(struct up_matcher *matcher, const struct up_credential_site *site, char separator)
{
	size_t colon = up_str_find_byte(site->value, separator, 0);
	if (colon == SIZE_MAX || site->is_dynamic)
		return;
	/* A key in the place of the user: curl -u KEY: */
	if (colon + 1 == site->value.len) {
		struct up_credential_site user = part_of(matcher, site, 0, colon);
		user.named = (struct up_named){ .kind = UP_CREDENTIAL_TOKEN, .is_sure = true };
		up_credential_judge(matcher, &user);
		return;
	}
	if (is_anyones(up_str_slice(site->value, 0, colon), up_str_slice(site->value, colon + 1, site->value.len)))
		return;
	struct up_credential_site part = part_of(matcher, site, colon + 1, site->value.len);
	part.named = (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true };
	up_credential_judge(matcher, &part);
}

static bool is_text(up_str bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if ((unsigned char)bytes.s[i] < ' ' || (unsigned char)bytes.s[i] > '~')
			return false;
	return true;
}

/* base64 of user:password */
static bool judge_encoded_pair(struct up_matcher *matcher, const struct up_credential_site *site)
{
	if (site->value.len < 8 || site->value.len > PAIR_MAX)
		return false;
	unsigned char *bytes = up_arena_alloc(matcher->arena, up_base64_room(site->value.len));
	size_t len = 0;
	if (!up_base64_to(site->value, bytes, &len))
		return false;
	up_str pair = { (const char *)bytes, len };
	size_t colon = up_str_find_byte(pair, ':', 0);
	if (!is_text(pair) || colon == SIZE_MAX || !colon)
		return false;
	struct up_credential_site part = *site;
	part.value = up_str_slice(pair, colon + 1, pair.len);
	part.named = (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true };
	part.is_text = false;
	up_credential_judge(matcher, &part);
	return true;
}

void up_credential_judge_header(struct up_matcher *matcher, const struct up_credential_site *site)
{
	struct up_credential_site part = *site;
	/* The scheme: one word of letters. */
	size_t scheme = 0;
	while (scheme < site->value.len && (up_is_alpha(site->value.s[scheme]) || site->value.s[scheme] == '-'))
		scheme++;
	if (scheme > 2 && scheme + 1 < site->value.len && site->value.s[scheme] == ' ') {
		part = part_of(matcher, site, scheme + 1, site->value.len);
		part.named = (struct up_named){ .kind = UP_CREDENTIAL_TOKEN, .is_sure = true };
	}
	if (up_str_find_byte(part.value, ' ', 0) != SIZE_MAX || judge_encoded_pair(matcher, &part))
		return;
	if (part.named.kind == UP_CREDENTIAL_AUTHORIZATION)
		part.named.is_sure = false;
	up_credential_judge(matcher, &part);
}
