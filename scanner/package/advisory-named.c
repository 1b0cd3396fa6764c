/* "AB:CD:…", "0xABCD", "abcd ef01 …": digits with one or two separators between them. A name counts only when it is the name of an authority or a key, not
 * just of its owner, and only as a whole: "Acme Root CA G2" does not name "Acme Root CA". */
#include "package/advisory-named.h"

enum {
	LEAST_FINGERPRINT = 32, /* hex digits */
	LEAST_SERIAL = 8,
	LONG_SERIAL = 28, /* needs no word beside it */
	BESIDE = 48,      /* bytes before a number in which the word for it stands */
	LEAST_NAME = 6,
};

/* --- names of RFC 4514 ------------------------------------------------------------------------------------------------ */

static char unescaped(up_str name, size_t *at)
{
	if (name.s[*at] != '\\' || *at + 1 >= name.len)
		return name.s[(*at)++];
	if (*at + 2 < name.len && up_is_hex(name.s[*at + 1]) && up_is_hex(name.s[*at + 2])) {
		char c = (char)(up_hex_value(name.s[*at + 1]) * 16 + up_hex_value(name.s[*at + 2]));
		*at += 3;
		return c;
	}
	*at += 2;
	return name.s[*at - 1];
}

/* The value of the first "CN=" or "O=" of "CN=Acme Root CA,O=Acme\, Inc.,C=DE". */
static up_str attribute_of(struct up_arena *arena, up_str name, up_str attribute)
{
	for (size_t at = 0; at < name.len;) {
		while (at < name.len && up_is_space(name.s[at]))
			at++;
		up_str rest = up_str_slice(name, at, name.len);
		bool is_it = up_str_starts_nocase(rest, attribute) && rest.len > attribute.len && rest.s[attribute.len] == '=';
		struct up_buf value = { 0 };
		at += is_it ? attribute.len + 1 : 0;
		while (at < name.len && name.s[at] != ',' && name.s[at] != '+') {
			char c = unescaped(name, &at);
			if (is_it)
				up_buf_add_byte(&value, c);
		}
		at++;
		if (is_it)
			return up_str_trim(up_arena_take(arena, &value));
	}
	return UP_STR_NULL;
}

static up_str next_word(up_str *rest)
{
	size_t start = 0, end;
	while (start < rest->len && !up_is_alnum(rest->s[start]) && (unsigned char)rest->s[start] < 0x80)
		start++;
	for (end = start; end < rest->len && (up_is_alnum(rest->s[end]) || (unsigned char)rest->s[end] >= 0x80); end++)
		;
	up_str word = up_str_slice(*rest, start, end);
	*rest = up_str_slice(*rest, end, rest->len);
	return word;
}

static bool is_one_of(up_str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq_nocase(word, up_str_from(words[i])))
			return true;
	return false;
}

/* "Acme Root CA G2" tells one authority from others; "Acme Inc." and "Root CA" do not. */
static bool is_of_authority(up_str name, up_str organisation)
{
	static const char *const words[] = { "ca",       "root",         "authority", "certificate", "certification", "key",
					     "signing",  "intermediate", "issuing",   "release",     "code",          "trust",
					     "the",      "and",          "of",        "for",         "software",      "package",
					     "packages", "new",          "sub",       "class",       "public",        "primary" };
	if (name.len < LEAST_NAME || up_str_eq_nocase(name, organisation))
		return false;
	bool has_mark = false, has_own = false;
	for (up_str rest = name, word = next_word(&rest); word.len; word = next_word(&rest)) {
		bool is_generic = is_one_of(word, words, sizeof words / sizeof *words);
		has_mark |= is_one_of(word, words, 9);
		has_own |= !is_generic && up_is_alpha(word.s[0]) && word.len > 2;
	}
	return has_mark && has_own;
}

/* --- targets ---------------------------------------------------------------------------------------------------------- */

struct targets {
	struct up_arena *arena;
	struct named_target *items;
	size_t n;
	bool is_openpgp;
};

static void add(struct targets *targets, enum named_by by, up_str text, up_str people, uint32_t link)
{
	for (size_t i = 0; i < targets->n; i++)
		if (up_str_eq(targets->items[i].text, text))
			return;
	if (targets->n < NAMED_TARGETS)
		targets->items[targets->n++] = (struct named_target){ .by = by, .text = text, .people = people, .link = link };
}

static up_str hex_of(struct up_arena *arena, up_str text)
{
	struct up_buf hex = { 0 };
	if (up_str_starts_nocase(text, UP_STR("0x")))
		text = up_str_slice(text, 2, text.len);
	for (size_t i = 0; i < text.len; i++)
		if (up_is_hex(text.s[i]))
			up_buf_add_byte(&hex, up_lower(text.s[i]));
	return up_arena_take(arena, &hex);
}

static void add_number(struct targets *targets, enum named_by by, up_str hex, const char *what, const struct up_link *link, uint32_t index)
{
	add(targets, by, hex, up_arena_printf(targets->arena, "%s of %.*s", what, UP_FMT(up_str_slice(link->subject, 0, 100))), index);
}

static void add_key_ids(struct targets *targets, const struct up_link *link, up_str fingerprint, uint32_t index)
{
	up_str id = up_str_slice(fingerprint, fingerprint.len > 16 ? fingerprint.len - 16 : 0, fingerprint.len);
	up_str serial = hex_of(targets->arena, link->serial);
	if (serial.len == 16)
		id = serial;
	if (id.len != 16)
		return;
	add_number(targets, NAMED_BY_KEY_ID, id, "the key id", link, index);
	add_number(targets, NAMED_BY_SHORT_ID, up_str_slice(id, 8, 16), "the short key id", link, index);
}

static void add_name(struct targets *targets, up_str distinguished, const char *what, uint32_t index)
{
	up_str name = attribute_of(targets->arena, distinguished, UP_STR("CN"));
	if (is_of_authority(name, attribute_of(targets->arena, distinguished, UP_STR("O"))))
		add(targets, NAMED_BY_NAME, name, up_arena_printf(targets->arena, "%s %.*s", what, UP_FMT(up_str_slice(name, 0, 100))),
		    index);
}

/* "Acme Release Key 2026 (packages) <keys@acme.example>": without comment and address. */
static void add_user_id(struct targets *targets, up_str user, uint32_t index)
{
	size_t end = 0;
	while (end < user.len && user.s[end] != '<' && user.s[end] != '(')
		end++;
	up_str name = up_str_trim(up_str_slice(user, 0, end));
	bool is_of_key = false;
	for (up_str rest = name, word = next_word(&rest); word.len; word = next_word(&rest))
		is_of_key |= up_str_eq_nocase(word, UP_STR("key"));
	if (is_of_key && is_of_authority(name, UP_STR_NULL))
		add(targets, NAMED_BY_NAME, name, up_arena_printf(targets->arena, "the key %.*s", UP_FMT(up_str_slice(name, 0, 100))),
		    index);
}

static void add_certificate(struct targets *targets, const struct up_link *link, uint32_t index, bool is_last)
{
	up_str serial = hex_of(targets->arena, link->serial), issuer_key = hex_of(targets->arena, link->issuer_key);
	while (serial.len && serial.s[0] == '0')
		serial = up_str_slice(serial, 1, serial.len);
	if (serial.len >= LEAST_SERIAL)
		add_number(targets, serial.len >= LONG_SERIAL ? NAMED_BY_FINGERPRINT : NAMED_BY_SERIAL, serial, "the serial number", link,
			   index);
	if (issuer_key.len >= LEAST_FINGERPRINT && is_last)
		add_number(targets, NAMED_BY_FINGERPRINT, issuer_key, "the key id of the issuer", link, index);
	if (index)
		add_name(targets, link->subject, "the authority", index);
	add_name(targets, link->issuer, "the issuer", index);
}

size_t named_targets(struct up_arena *arena, const struct up_statement *statement, struct named_target *ret_targets)
{
	struct targets targets = { .arena = arena, .items = ret_targets };
	targets.is_openpgp = up_str_is_listed(up_str_from(statement->kind), "OpenPGP InRelease RPM deb minisign");
	for (size_t i = 0; i < statement->n_chain; i++) {
		const struct up_link *link = &statement->chain[i];
		up_str fingerprint = hex_of(arena, link->fingerprint);
		if (fingerprint.len >= LEAST_FINGERPRINT)
			add_number(&targets, NAMED_BY_FINGERPRINT, fingerprint, "the fingerprint", link, (uint32_t)i);
		if (targets.is_openpgp && !link->issuer.len) {
			add_key_ids(&targets, link, fingerprint, (uint32_t)i);
			add_user_id(&targets, link->subject, (uint32_t)i);
		} else {
			add_certificate(&targets, link, (uint32_t)i, i + 1 == statement->n_chain);
		}
	}
	/* Of a key that nobody has there is no chain: all that is known is what the signature says of its maker, often a key id alone. */
	up_str signer = hex_of(arena, statement->signer);
	const struct up_link alone = { .subject = UP_STR("the signer"), .serial = signer };
	if (signer.len >= LEAST_FINGERPRINT)
		add(&targets, NAMED_BY_FINGERPRINT, signer, UP_STR("the fingerprint of the signer"), 0);
	if (targets.is_openpgp)
		add_key_ids(&targets, &alone, signer, 0);
	return targets.n;
}

/* --- finding ---------------------------------------------------------------------------------------------------------- */

/* Digits of `hex` from `at` on, each pair of digits apart by at most two of ": -" and line ends. SIZE_MAX: others stand there. */
static size_t match_hex(up_str text, size_t at, up_str hex)
{
	for (size_t i = 0; i < hex.len; i++) {
		for (unsigned n = 0; i && n < 2 && at < text.len && strchr(": -\n", text.s[at]) && text.s[at]; n++)
			at++;
		if (at >= text.len || up_lower(text.s[at]) != hex.s[i])
			return SIZE_MAX;
		at++;
	}
	return at < text.len && up_is_alnum(text.s[at]) ? SIZE_MAX : at;
}

/* Does one of the words stand shortly before? */
static bool is_beside(up_str text, size_t at, const char *const *words, size_t n)
{
	up_str before = up_str_slice(text, at > BESIDE ? at - BESIDE : 0, at);
	for (up_str word = next_word(&before); word.len; word = next_word(&before))
		for (size_t i = 0; i < n; i++)
			if (up_str_starts_nocase(word, up_str_from(words[i])))
				return true;
	return false;
}

static bool has_its_word(const struct named_target *target, up_str text, size_t at)
{
	static const char *const of_key[] = { "key", "fingerprint", "gpg", "pgp", "openpgp", "pubkey" };
	static const char *const of_serial[] = { "serial" };
	if (target->by == NAMED_BY_FINGERPRINT)
		return true;
	if (target->by == NAMED_BY_SERIAL)
		return is_beside(text, at, of_serial, 1);
	return is_beside(text, at, of_key, sizeof of_key / sizeof *of_key);
}

static bool find_number(const struct named_target *target, up_str text, size_t from, size_t *ret_start, size_t *ret_end)
{
	for (size_t at = from; at < text.len; at++) {
		if (!up_is_hex(text.s[at]))
			continue;
		bool is_start = !at || !up_is_alnum(text.s[at - 1]);
		if (!is_start && up_lower(text.s[at - 1]) == 'x' && at > 1 && text.s[at - 2] == '0')
			is_start = at == 2 || !up_is_alnum(text.s[at - 3]);
		size_t end = is_start ? match_hex(text, at, target->text) : SIZE_MAX;
		if (end == SIZE_MAX || !has_its_word(target, text, at))
			continue;
		*ret_start = at;
		*ret_end = end;
		return true;
	}
	return false;
}

/* "G2", "2", "R3", "v2", "II" behind a name make it another one. */
static bool goes_on(up_str rest)
{
	static const char *const numerals[] = { "ii", "iii", "iv", "v", "vi" };
	if (rest.len && (up_is_alnum(rest.s[0]) || (unsigned char)rest.s[0] >= 0x80))
		return true;
	if (rest.len < 2 || (rest.s[0] != ' ' && rest.s[0] != '-' && rest.s[0] != '_'))
		return false;
	rest = up_str_slice(rest, 1, rest.len);
	up_str word = next_word(&rest);
	bool is_numbered = word.len && word.len < 8 && (up_is_digit(word.s[0]) || (word.len > 1 && up_is_digit(word.s[1])));
	return is_numbered || is_one_of(word, numerals, sizeof numerals / sizeof *numerals);
}

static bool find_name(up_str name, up_str text, size_t from, size_t *ret_start, size_t *ret_end)
{
	char first = up_lower(name.s[0]);
	for (size_t at = from; at + name.len <= text.len; at++) {
		if (up_lower(text.s[at]) != first || (at && up_is_alnum(text.s[at - 1])))
			continue;
		if (!up_str_starts_nocase(up_str_slice(text, at, text.len), name) || goes_on(up_str_slice(text, at + name.len, text.len)))
			continue;
		*ret_start = at;
		*ret_end = at + name.len;
		return true;
	}
	return false;
}

bool named_find(const struct named_target *target, up_str text, size_t from, size_t *ret_start, size_t *ret_end)
{
	if (target->by == NAMED_BY_NAME)
		return find_name(target->text, text, from, ret_start, ret_end);
	return find_number(target, text, from, ret_start, ret_end);
}
