/* Judging values. */
#include "secret/judge.h"

#include "secret/decode.h"
#include "secret/quality.h"

enum {
	SHORTEST_PASSWORD = 4,
	SHORTEST_TOKEN = 8,
	LONGEST_VALUE = 4096, /* longer ones are files */
	SHORTEST_ENCODED = 12,
	ENCODED_MAX = 256 /* longer placeholders are not written in base64 */
};

static bool in_table(const up_str *table, size_t n, up_str value)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq(table[i], value))
			return true;
	return false;
}

static bool starts_with_one(const up_str *table, size_t n, up_str value)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_starts_nocase(value, table[i]))
			return true;
	return false;
}

#define LENGTH(table) (sizeof(table) / sizeof *(table))

/* --- references -------------------------------------------------------------------------------------------------------- */

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

/* `$NAME`, `%NAME%`, `@name@`, `((name))`: nothing but the reference. */
static bool is_bare_reference(up_str value)
{
	size_t i = 1;
	if (value.len < 2)
		return false;
	char first = value.s[0], last = value.s[value.len - 1];
	/* `$$NAME`: escaped for a program further on. */
	i += first == '$' && value.s[1] == '$' && value.len > 2;
	if (first == '$' && (up_is_alpha(value.s[i]) || value.s[i] == '_')) {
		while (i < value.len && (is_name_byte(value.s[i]) || value.s[i] == '.' || value.s[i] == ':'))
			i++;
		return i == value.len;
	}
	if (value.len > 2 && ((first == '%' && last == '%') || (first == '@' && last == '@') || (first == '`' && last == '`')))
		return true;
	return value.len > 4 && up_str_starts(value, UP_STR("((")) && up_str_ends(value, UP_STR("))"));
}

/* `s/^PASSWORD = '\(\S\+\)'/…/`: sed looks for the value. And `-p$"{name}"`, which somebody quoted wrongly. */
static bool is_searched_for(up_str value)
{
	return up_str_starts(value, UP_STR("\\(")) || up_str_starts(value, UP_STR("$\"{")) || up_str_starts(value, UP_STR("$\\\"{"));
}

/* `prefix_{}`, `{0}`: what a program fills in. */
static bool has_slot(up_str value)
{
	for (size_t i = 0; i + 1 < value.len; i++) {
		if (value.s[i] != '{')
			continue;
		size_t end = i + 1 + (up_is_digit(value.s[i + 1]) ? 1 : 0);
		if (end < value.len && value.s[end] == '}' && value.len < 64)
			return true;
	}
	return false;
}

/* An opener with its closer behind it. */
static bool has_expansion(up_str value)
{
	static const char *const pairs[][2] = { { "${", "}" },  { "$(", ")" },  { "{{", "}}" }, { "#{", "}" },
						{ "%(", ")s" }, { "%{", "}" },  { "<%", "%>" }, { "{%", "%}" },
						{ "@{", "}" },  { "[[", "]]" }, { "$[", "]" },  { "$<", ">" } };
	for (size_t i = 0; i < LENGTH(pairs); i++) {
		size_t open = up_str_find(value, up_str_from(pairs[i][0]), 0);
		if (open != SIZE_MAX && up_str_find(value, up_str_from(pairs[i][1]), open + 2) != SIZE_MAX)
			return true;
	}
	return has_slot(value);
}

/* `name(…)`, `a.b::c(…)`: code that fetches it. */
static bool is_call(up_str value)
{
	size_t i = 0;
	while (i < value.len && (is_name_byte(value.s[i]) || value.s[i] == '.' || value.s[i] == ':'))
		i++;
	return i > 2 && i < value.len && value.s[i] == '(' && up_is_alpha(value.s[0]) && memchr(value.s + i, ')', value.len - i);
}

static bool is_path(up_str value)
{
	static const up_str roots[] = { UP_STR("/run/"),  UP_STR("/etc/"),  UP_STR("/var/"),  UP_STR("/opt/"),     UP_STR("/usr/"),
					UP_STR("/home/"), UP_STR("/root/"), UP_STR("/tmp/"),  UP_STR("/mnt/"),     UP_STR("/srv/"),
					UP_STR("/dev/"),  UP_STR("/proc/"), UP_STR("/data/"), UP_STR("/secrets/"), UP_STR("/vault/"),
					UP_STR("./"),     UP_STR("../"),    UP_STR("~/") };
	if (starts_with_one(roots, LENGTH(roots), value))
		return true;
	if (value.len > 3 && up_is_alpha(value.s[0]) && value.s[1] == ':' && (value.s[2] == '\\' || value.s[2] == '/'))
		return true;
	return value.len && value.s[0] == '/' && !up_is_random(value);
}

bool up_is_reference(up_str value)
{
	static const up_str starts[] = { UP_STR("vault:"),
					 UP_STR("vault+"),
					 UP_STR("bao:"),
					 UP_STR("ssm:"),
					 UP_STR("ssm/"),
					 UP_STR("arn:aws"),
					 UP_STR("op://"),
					 UP_STR("file:"),
					 UP_STR("env:"),
					 UP_STR("env."),
					 UP_STR("environ"),
					 UP_STR("process.env"),
					 UP_STR("os.environ"),
					 UP_STR("os.getenv"),
					 UP_STR("getenv("),
					 UP_STR("System.getenv"),
					 UP_STR("ENV["),
					 UP_STR("secrets."),
					 UP_STR("ref+"),
					 UP_STR("keyring:"),
					 UP_STR("keychain:"),
					 UP_STR("lookup("),
					 UP_STR("resolve:"),
					 UP_STR("awskms:"),
					 UP_STR("gcpkms:"),
					 UP_STR("sm://"),
					 UP_STR("gsm:"),
					 UP_STR("azurekv:"),
					 UP_STR("akv:"),
					 UP_STR("secretref:"),
					 UP_STR("secret://"),
					 UP_STR("secret:"),
					 UP_STR("secrets:"),
					 UP_STR("secretsmanager:"),
					 UP_STR("awssm:"),
					 UP_STR("gcpsm:"),
					 UP_STR("infisical:"),
					 UP_STR("doppler:"),
					 UP_STR("bws:"),
					 UP_STR("conjur:"),
					 UP_STR("!Ref"),
					 UP_STR("!Sub"),
					 UP_STR("!GetAtt"),
					 UP_STR("!secret"),
					 UP_STR("!env"),
					 UP_STR("!reference"),
					 UP_STR("!ImportValue"),
					 UP_STR("Fn::"),
					 UP_STR("fd:"),
					 UP_STR("stdin"),
					 UP_STR("var."),
					 UP_STR("local."),
					 UP_STR("module."),
					 UP_STR("data."),
					 UP_STR("credentials("),
					 UP_STR("keyvault:"),
					 UP_STR("@Microsoft.KeyVault"),
					 UP_STR("kv/data/"),
					 UP_STR("secret/data/"),
					 UP_STR("projects/"),
					 UP_STR("valueFrom"),
					 UP_STR("https://"),
					 UP_STR("http://"),
					 UP_STR("env_var:"),
					 UP_STR("systemd-creds"),
					 UP_STR("id="),
					 UP_STR("type="),
					 UP_STR("config.") };
	value = up_str_trim(value);
	return up_str_starts(value, UP_STR("{{")) || starts_with_one(starts, LENGTH(starts), value) || is_bare_reference(value) ||
	       is_searched_for(value) || has_expansion(value) || is_call(value) || is_path(value);
}

/* --- sealed and hashed ------------------------------------------------------------------------------------------------- */

static bool is_base64(up_str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!up_is_alnum(value.s[i]) && !memchr("+/=-_", value.s[i], 5))
			return false;
	return true;
}

bool up_is_sealed(up_str value)
{
	static const up_str starts[] = { UP_STR("ENC("),
					 UP_STR("ENC["),
					 UP_STR("EJ[1:"),
					 UP_STR("$ANSIBLE_VAULT"),
					 UP_STR("!vault"),
					 UP_STR("-----BEGIN PGP MESSAGE"),
					 UP_STR("-----BEGIN AGE ENCRYPTED"),
					 UP_STR("age-encryption.org"),
					 UP_STR("{cipher}"),
					 UP_STR("{AES"),
					 UP_STR("{3DES"),
					 UP_STR("{xor}"),
					 UP_STR("{jasypt}"),
					 UP_STR("{vault}"),
					 UP_STR("vault:v"),
					 UP_STR("DEC::"),
					 UP_STR("ENC:"),
					 UP_STR("crypt:"),
					 UP_STR("CRYPT:"),
					 UP_STR("encrypted:"),
					 UP_STR("Encrypted:") };
	value = up_str_trim(value);
	if (starts_with_one(starts, LENGTH(starts), value))
		return true;
	/* Sealed secrets (RSA-wrapped), AWS KMS, Fernet. */
	if (value.len > 90 && is_base64(value))
		return (up_str_starts(value, UP_STR("Ag")) && value.len > 400) || up_str_starts(value, UP_STR("AQICAH")) ||
		       up_str_starts(value, UP_STR("AQECAH")) || up_str_starts(value, UP_STR("gAAAAA"));
	return false;
}

static size_t hex_run(up_str value, size_t from)
{
	size_t i = from;
	while (i < value.len && (up_is_digit(value.s[i]) || (up_lower(value.s[i]) >= 'a' && up_lower(value.s[i]) <= 'f')))
		i++;
	return i - from;
}

/* `{SSHA}…`: RFC 2307 and what Spring and Dovecot made of it. */
static bool is_schemed(up_str value)
{
	size_t close = up_str_find_byte(value, '}', 0);
	if (!value.len || value.s[0] != '{' || close == SIZE_MAX || close < 3 || close > 24 || value.len - close < 12)
		return false;
	up_str scheme = up_str_slice(value, 1, close);
	static const up_str clear[] = { UP_STR("PLAIN"), UP_STR("CLEAR"), UP_STR("CLEARTEXT"),
					UP_STR("noop"),  UP_STR("plain"), UP_STR("PLAIN-MD5") };
	if (in_table(clear, LENGTH(clear), scheme))
		return false;
	for (size_t i = 0; i < scheme.len; i++)
		if (!up_is_alnum(scheme.s[i]) && !memchr("-_.@", scheme.s[i], 4))
			return false;
	return true;
}

bool up_is_hashed(up_str value)
{
	static const up_str starts[] = { UP_STR("$1$"),
					 UP_STR("$2a$"),
					 UP_STR("$2b$"),
					 UP_STR("$2x$"),
					 UP_STR("$2y$"),
					 UP_STR("$5$"),
					 UP_STR("$6$"),
					 UP_STR("$7$"),
					 UP_STR("$y$"),
					 UP_STR("$gy$"),
					 UP_STR("$apr1$"),
					 UP_STR("$argon2"),
					 UP_STR("$pbkdf2"),
					 UP_STR("$scrypt$"),
					 UP_STR("$sha1$"),
					 UP_STR("$S$"),
					 UP_STR("$P$"),
					 UP_STR("$H$"),
					 UP_STR("$md5"),
					 UP_STR("$8$"),
					 UP_STR("$9$"),
					 UP_STR("pbkdf2:"),
					 UP_STR("pbkdf2_"),
					 UP_STR("scrypt:"),
					 UP_STR("sha1$"),
					 UP_STR("sha256$"),
					 UP_STR("sha256:"),
					 UP_STR("sha512:"),
					 UP_STR("md5$"),
					 UP_STR("bcrypt$"),
					 UP_STR("bcrypt_sha256$"),
					 UP_STR("argon2$"),
					 UP_STR("SCRAM-SHA-"),
					 UP_STR("grub.pbkdf2"),
					 UP_STR("sha512$"),
					 UP_STR("#jbcrypt:"),
					 UP_STR("#2y") };
	value = up_str_trim(value);
	/* "\$5\$…": in a string of a shell. */
	if (up_str_starts(value, UP_STR("\\$")) && up_str_find(value, UP_STR("\\$"), 2) < 6)
		return true;
	if (starts_with_one(starts, LENGTH(starts), value) || is_schemed(value))
		return true;
	if (value.len == 35 && up_str_starts(value, UP_STR("md5")) && hex_run(value, 3) == 32)
		return true;
	if (value.len == 41 && value.s[0] == '*' && hex_run(value, 1) == 40)
		return true;
	return value.len == 61 && up_str_starts(value, UP_STR("16:")) && hex_run(value, 3) == 58;
}

/* --- words ------------------------------------------------------------------------------------------------------------- */

/* `db_password`, `userPassword`, `spring.datasource.password`: the name of a credential in the place of one. */
static bool is_name_of_one(up_str value)
{
	bool has_joint = false;
	/* "newPassword2": the other field of a form. */
	if (value.len > 1 && up_is_digit(value.s[value.len - 1]) &&
	    (up_str_starts_nocase(value, UP_STR("new")) || up_str_starts_nocase(value, UP_STR("confirm"))))
		value.len--;
	/* "#add-password", ".password-field" */
	while (value.len && memchr("#.@:/$-", value.s[0], 7))
		value = up_str_slice(value, 1, value.len);
	for (size_t i = 0; i < value.len; i++) {
		char c = value.s[i];
		if (!up_is_alpha(c) && !memchr("_-. \\/", c, 6))
			return false;
		has_joint = has_joint || !up_is_alpha(c) || (i && c >= 'A' && c <= 'Z' && value.s[i - 1] >= 'a');
	}
	return has_joint && up_name_judge(value).kind != UP_CREDENTIAL_NONE;
}

static bool is_number(up_str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!up_is_digit(value.s[i]))
			return false;
	return true;
}

/* Addresses, versions, object identifiers. */
static bool is_dotted_number(up_str value)
{
	size_t dots = 0;
	for (size_t i = 0; i < value.len; i++) {
		if (!up_is_digit(value.s[i]) && value.s[i] != '.')
			return false;
		dots += value.s[i] == '.';
	}
	return dots > 0;
}

/* 0x53474972756c6573ull, "\x00\x50": numbers and bytes of programs. */
static bool is_program_number(up_str value)
{
	/* Colours of a terminal. */
	if (up_str_starts(value, UP_STR("\\x1b[")) || up_str_starts(value, UP_STR("\\033[")) || up_str_starts(value, UP_STR("\\e[")))
		return true;
	if (up_str_starts_nocase(value, UP_STR("0x")))
		return value.len < 30;
	size_t escapes = 0;
	for (size_t i = 0; i + 1 < value.len; i++)
		escapes += value.s[i] == '\\' && (value.s[i + 1] == 'x' || up_is_digit(value.s[i + 1]));
	return escapes * 4 >= value.len && escapes > 1;
}

/* Tokens and keys are one word of letters, digits and a few signs; patterns and code are not. */
static bool is_no_token(up_str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (memchr("()[]{}<>|\\\"'`^,; \t", value.s[i], 18))
			return true;
	return false;
}

/* ^4.0.17, ~> 2.1, ^6.4|^7.0, 13.0.0-next-8.29 */
static bool is_version(up_str value)
{
	size_t i = 0, dots = 0, digits = 0;
	while (i < value.len && memchr("^~<>=v ", value.s[i], 7))
		i++;
	bool has_operator = i > 0;
	for (; i < value.len && (up_is_digit(value.s[i]) || value.s[i] == '.'); i++) {
		dots += value.s[i] == '.';
		digits += up_is_digit(value.s[i]);
	}
	if (!digits || (!has_operator && dots < 2))
		return false;
	/* What is behind the numbers: another one, or a word for what comes before a release. */
	up_str rest = up_str_slice(value, i, value.len);
	if (!rest.len || memchr("| ,", rest.s[0], 3))
		return dots > 0;
	for (size_t k = 1; k < rest.len; k++)
		if (!up_is_digit(rest.s[k]) && !(rest.s[k] >= 'a' && rest.s[k] <= 'z') && !memchr(".-|^~ ", rest.s[k], 6))
			return false;
	return rest.s[0] == '-' && dots > 0 && !up_is_random(rest);
}

/* package.module:Class, as entry points name it. */
static bool is_entry_point(up_str value)
{
	size_t dots = 0, colons = 0;
	for (size_t i = 0; i < value.len; i++) {
		if (!up_is_alpha(value.s[i]) && !memchr("_.:", value.s[i], 3))
			return false;
		dots += value.s[i] == '.';
		colons += value.s[i] == ':';
	}
	return dots > 1 && colons == 1;
}

/* "required|string|max:255": what a value has to be. */
static bool is_validation(up_str value)
{
	static const up_str starts[] = { UP_STR("required|"), UP_STR("nullable|"),  UP_STR("sometimes|"),
					 UP_STR("string|"),   UP_STR("confirmed|"), UP_STR("present|") };
	return starts_with_one(starts, LENGTH(starts), value);
}

/* `").append(x).append("`, `,method:`, `--password=`: between two strings of a program, or what is put before one. */
static bool is_between_strings(up_str value)
{
	char first = value.s[0], last = value.s[value.len - 1];
	if ((memchr(",)}];", first, 5) && memchr(":({[=,", last, 6)) || (first == '-' && last == '='))
		return true;
	size_t i = 0;
	while (i < value.len && memchr("\"'`", value.s[i], 3))
		i++;
	size_t from = i;
	while (i < value.len && memchr(")}];, ", value.s[i], 6))
		i++;
	return i > from && i < value.len && memchr(".+,", value.s[i - (value.s[i] != '.' && value.s[i] != '+')], 3) &&
	       up_str_find_byte(value, '=', i) + up_str_find_byte(value, '(', i) != 2 * SIZE_MAX;
}

/* `String!`, `[String!]!`: as GraphQL has it. */
static up_str type_name(up_str value)
{
	while (value.len && memchr("[]!?", value.s[0], 4))
		value = up_str_slice(value, 1, value.len);
	while (value.len && memchr("[]!?", value.s[value.len - 1], 4))
		value = up_str_slice(value, 0, value.len - 1);
	return value;
}

static bool is_type(up_str value)
{
	value = type_name(value);
	/* Algorithms of Java: SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1") */
	if (up_str_starts(value, UP_STR("PBKDF2With")) || up_str_starts(value, UP_STR("PBEWith")) ||
	    up_str_starts(value, UP_STR("HmacSHA")))
		return true;
	static const up_str types[] = { UP_STR("string"),        UP_STR("String"),      UP_STR("str"),      UP_STR("text"),
					UP_STR("SecretStr"),     UP_STR("object"),      UP_STR("boolean"),  UP_STR("integer"),
					UP_STR("array"),         UP_STR("Password"),    UP_STR("Passwort"), UP_STR("Token"),
					UP_STR("Secret"),        UP_STR("PASSWORD"),    UP_STR("TOKEN"),    UP_STR("SECRET"),
					UP_STR("Bearer"),        UP_STR("Basic"),       UP_STR("inherit"),  UP_STR("include"),
					UP_STR("omit"),          UP_STR("same-origin"), UP_STR("sha256"),   UP_STR("md5"),
					UP_STR("scram-sha-256"), UP_STR("pbkdf2"),      UP_STR("bcrypt"),   UP_STR("argon2"),
					UP_STR("argon2id"),      UP_STR("scrypt"),      UP_STR("sha512"),   UP_STR("plain"),
					UP_STR("basic"),         UP_STR("bearer"),      UP_STR("oauth2"),   UP_STR("external"),
					UP_STR("prompt"),        UP_STR("(null)"),      UP_STR("(none)") };
	return in_table(types, LENGTH(types), value);
}

/* Blanks between words: a label, a question, a sentence. */
static bool is_prose(up_str value)
{
	size_t blanks = 0, others = 0;
	for (size_t i = 0; i < value.len; i++) {
		blanks += up_is_space(value.s[i]);
		others += !up_is_alpha(value.s[i]) && !up_is_space(value.s[i]) && !((unsigned char)value.s[i] & 0x80);
	}
	if (blanks == 1 && value.len < 24 && up_is_alnum(value.s[value.len - 1]))
		return up_name_judge(value).kind != UP_CREDENTIAL_NONE;
	return blanks && (others * 3 < value.len || blanks > 2);
}

/* Letters of a language, and no digit. */
static bool is_foreign(up_str value)
{
	bool foreign = false;
	for (size_t i = 0; i < value.len; i++) {
		foreign = foreign || ((unsigned char)value.s[i] & 0x80);
		if (up_is_digit(value.s[i]))
			return false;
	}
	return foreign;
}

static bool is_words(up_str value, const struct up_value_context *context)
{
	enum up_credential kind = context->named.kind;
	bool is_password = kind == UP_CREDENTIAL_PASSWORD || kind == UP_CREDENTIAL_PASSPHRASE;
	size_t shortest = is_password ? SHORTEST_PASSWORD : SHORTEST_TOKEN;
	if (value.len < shortest || value.len > LONGEST_VALUE || is_type(value) || is_prose(value) || is_name_of_one(value) ||
	    is_foreign(value))
		return true; /* "S0 (pass1)" */
	if (!context->named.is_sure && (up_str_find_byte(value, ' ', 0) != SIZE_MAX || up_str_find_byte(value, '(', 0) != SIZE_MAX))
		return true;
	if (is_version(value) || is_entry_point(value) || is_validation(value) || is_between_strings(value))
		return true;
	if (is_dotted_number(value) || is_program_number(value) ||
	    ((kind == UP_CREDENTIAL_TOKEN || kind == UP_CREDENTIAL_API_KEY) && is_no_token(value)))
		return true;
	return is_number(value) && (!is_password || !context->named.is_sure || value.len < 6);
}

/* Examples of the standards that everybody copies: RFC 5849, 6749, 6750. */
static bool is_published(up_str value)
{
	static const up_str examples[] = { UP_STR("2YotnFZFEjr1zCsicMWpAA"), UP_STR("tGzv3JOkF0XG5Qx2TlKWIA"),
					   UP_STR("SplxlOBeZQQYbYS6WxSbIA"), UP_STR("gX1fBat3bV"),
					   UP_STR("7Fjfp0ZBr1KtDRbnfVdmIw"), UP_STR("kkk9d7dh3k39sjv7"),
					   UP_STR("ad180jjd733klru7"),       UP_STR("dh893hdasih9"),
					   UP_STR("hh5s93j4hdidpola"),       UP_STR("nnch734d00sl2jdk"),
					   UP_STR("pfkkdhi9sl3r4s00") };
	return in_table(examples, LENGTH(examples), value);
}

/* What base64 in the place of a value says, as secrets of Kubernetes have it: "example-app-secret", "password". */
static enum up_value_kind kind_of_encoded(up_str value, bool may_be_default)
{
	unsigned char bytes[ENCODED_MAX];
	size_t len = 0;
	if (value.len < SHORTEST_ENCODED || value.len > ENCODED_MAX || value.len % 4 || !up_base64_to(value, bytes, &len))
		return UP_VALUE_LITERAL;
	up_str text = up_str_trim((up_str){ (const char *)bytes, len });
	for (size_t i = 0; i < text.len; i++)
		if (text.s[i] < ' ' || text.s[i] > '~')
			return UP_VALUE_LITERAL;
	if (may_be_default && up_default_password(text))
		return UP_VALUE_DEFAULT;
	return up_is_placeholder(text) ? UP_VALUE_PLACEHOLDER : UP_VALUE_LITERAL;
}

/* --- the judgement ------------------------------------------------------------------------------------------------------ */

static uint32_t rank_of(const struct up_judged *judged, const struct up_value_context *context)
{
	uint32_t rank = judged->kind == UP_VALUE_DEFAULT ? 40 : judged->is_random ? 55 : 35;
	rank += context->named.is_sure ? 5 : 0;
	rank += context->is_quoted && judged->kind == UP_VALUE_LITERAL ? 5 : 0;
	if (context->is_example)
		rank /= 2;
	return context->is_comment ? rank / 2 : rank;
}

struct up_judged up_value_judge(up_str value, const struct up_value_context *context)
{
	enum up_credential kind = context->named.kind;
	struct up_judged judged = { .kind = UP_VALUE_EMPTY };
	value = up_str_trim(value);
	if (is_published(value))
		return (struct up_judged){ .kind = UP_VALUE_PLACEHOLDER };
	/* Quotes inside quotes: "'$PASSWORD'". */
	if (value.len > 2 && (value.s[0] == '\'' || value.s[0] == '"') && value.s[value.len - 1] == value.s[0])
		value = up_str_slice(value, 1, value.len - 1);
	if (!value.len)
		return judged;
	bool may_be_default = kind == UP_CREDENTIAL_PASSWORD || kind == UP_CREDENTIAL_PASSPHRASE || kind == UP_CREDENTIAL_SECRET;
	judged.product = may_be_default ? up_default_password(value) : NULL;
	if (judged.product)
		judged.kind = UP_VALUE_DEFAULT;
	else if (up_is_sealed(value))
		judged.kind = UP_VALUE_SEALED;
	else if (up_is_hashed(value))
		judged.kind = UP_VALUE_HASHED;
	else if (up_is_reference(value))
		judged.kind = UP_VALUE_REFERENCE;
	else if (up_is_placeholder(value) || up_has_row(value))
		judged.kind = UP_VALUE_PLACEHOLDER;
	else if (is_words(value, context))
		judged.kind = UP_VALUE_WORDS;
	else
		judged.kind = kind_of_encoded(value, may_be_default);
	if (judged.product && !*judged.product)
		judged.product = NULL;
	judged.is_random = judged.kind == UP_VALUE_LITERAL && up_is_random(value);
	if (judged.kind == UP_VALUE_LITERAL || judged.kind == UP_VALUE_DEFAULT)
		judged.rank = rank_of(&judged, context);
	return judged;
}
