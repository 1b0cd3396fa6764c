/* Keys between BEGIN and END, by the label: DER in all its forms, OpenSSH, PGP, SSH2, OpenVPN. */
#include "secret/key-private.h"

enum {
	WHOLE_LEAST = 64, /* base64 digits of the shortest key, of Ed25519 */
};

/* --- DER ------------------------------------------------------------------------------------------------------------------ */

/* The first digits of every PEM that documentation shortens: DER of some length, OpenSSH. */
static bool begins_as_key(up_str digits)
{
	return up_str_starts(digits, UP_STR("MI")) || up_str_starts(digits, UP_STR("MHc")) || up_str_starts(digits, UP_STR("MC4")) ||
	       up_str_starts(digits, UP_STR("b3Blb"));
}

static bool judge_der(const struct up_key_search *search, const struct up_armor *armor, up_str der, struct up_key_found *found)
{
	struct up_der_key key;
	if (!up_der_key_read(der, &key)) {
		if (!armor->is_ended && !begins_as_key(armor->digits))
			return false;
		found->verdict = UP_VERDICT_DOUBTFUL;
		found->evidence = armor->is_ended ? UP_STR("its body is no key in DER") : UP_STR("its end is missing");
		found->kind = up_arena_printf(search->arena, "private key, \"%.*s\"", UP_FMT(armor->label));
		return true;
	}
	if (key.is_encrypted) {
		found->is_encrypted = true;
		found->rule = "private-key-encrypted";
		found->kind = up_arena_printf(search->arena, "encrypted private key, %.*s",
					      UP_FMT(up_str_starts(key.format, UP_STR("encrypted "))
							     ? up_str_slice(key.format, 10, key.format.len)
							     : key.format));
		found->verdict = key.is_known ? UP_VERDICT_VERIFIED : UP_VERDICT_WELL_FORMED;
		return true;
	}
	up_key_judge_numbers(search, key.algorithm, key.format, &key.numbers, found);
	if (!key.numbers.n.len && !key.numbers.scalar.len && key.is_known)
		found->verdict = UP_VERDICT_VERIFIED; /* DSA and DH: numbers of the right sizes; their arithmetic has no bound */
	return true;
}

static void judge_legacy(const struct up_key_search *search, const struct up_armor *armor, up_str bytes, struct up_key_found *found)
{
	found->is_encrypted = true;
	found->rule = "private-key-encrypted";
	found->kind = up_arena_printf(search->arena, "encrypted private key, \"%.*s\" with Proc-Type", UP_FMT(armor->label));
	found->verdict = armor->is_ended && bytes.len % 8 == 0 ? UP_VERDICT_WELL_FORMED : UP_VERDICT_DOUBTFUL;
	found->evidence = found->verdict == UP_VERDICT_DOUBTFUL ? UP_STR("its body is no whole number of cipher blocks") : UP_STR("");
}

/* --- the rest ------------------------------------------------------------------------------------------------------------- */

static bool judge_openvpn(const struct up_armor *armor, struct up_key_found *found)
{
	size_t n = 0;
	for (; n < armor->digits.len; n++) {
		char c = up_lower(armor->digits.s[n]);
		if (!up_is_digit(c) && (c < 'a' || c > 'f'))
			break;
	}
	if (n < 64)
		return false;
	found->rule = "openvpn-static-key";
	found->kind = UP_STR("OpenVPN static key");
	found->secret = armor->digits;
	found->verdict = n == 512 && armor->digits.len == n ? UP_VERDICT_WELL_FORMED : UP_VERDICT_DOUBTFUL;
	found->evidence = found->verdict == UP_VERDICT_DOUBTFUL ? UP_STR("it has not the 256 bytes of such a key") : UP_STR("");
	return true;
}

/* Labels of programs of their own, whose bodies are opaque. */
static void judge_other(const struct up_key_search *search, const struct up_armor *armor, up_str bytes, struct up_key_found *found)
{
	found->is_encrypted = up_str_contains(armor->label, UP_STR("ENCRYPTED"));
	found->rule = found->is_encrypted ? "private-key-encrypted" : "private-key";
	found->kind = up_arena_printf(search->arena, "private key, \"%.*s\"", UP_FMT(armor->label));
	found->verdict = armor->is_ended && bytes.len >= 32 ? UP_VERDICT_WELL_FORMED : UP_VERDICT_DOUBTFUL;
}

/* Labels of DER; every other "… PRIVATE KEY" is some program's own. */
static bool is_label_of_der(up_str label)
{
	static const char *const labels[] = { "PRIVATE KEY",           "RSA PRIVATE KEY",    "EC PRIVATE KEY",      "DSA PRIVATE KEY",
					      "ENCRYPTED PRIVATE KEY", "ANY PRIVATE KEY",    "TSS2 PRIVATE KEY",    "ECDSA PRIVATE KEY",
					      "DH PRIVATE KEY",        "X25519 PRIVATE KEY", "ED25519 PRIVATE KEY", "SM2 PRIVATE KEY",
					      "RSA-PSS PRIVATE KEY" };
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (up_str_eq(label, up_str_from(labels[i])))
			return true;
	return false;
}

/* Shorter than any key, and no sign in it: the long name of a variable rather. */
static bool is_name(up_str digits)
{
	if (digits.len >= WHOLE_LEAST || begins_as_key(digits))
		return false;
	for (size_t i = 0; i < digits.len; i++)
		if (!up_is_alnum(digits.s[i]))
			return false;
	return true;
}

/* Is there a key, or enough of one to say that it was shortened? */
static bool is_key_or_part(const struct up_armor *armor)
{
	if (armor->digits.len >= UP_KEY_BODY_LEAST)
		return !up_key_is_monotonous(armor->digits) && !is_name(armor->digits);
	return armor->is_elided && begins_as_key(armor->digits);
}

static bool judge_label(const struct up_key_search *search, const struct up_armor *armor, struct up_key_found *found)
{
	up_str bytes, label = armor->label;
	if (up_str_eq_nocase(label, UP_STR("OpenVPN Static key V1")))
		return judge_openvpn(armor, found);
	bool is_clean = up_key_base64(armor->digits, search->arena, &bytes);
	found->secret = bytes.len ? bytes : armor->digits;
	if (up_str_eq(label, UP_STR("PGP PRIVATE KEY BLOCK")))
		return up_key_pgp(search, armor, bytes, found);
	if (armor->is_elided || armor->is_too_long || !is_clean) {
		found->verdict = UP_VERDICT_DOUBTFUL;
		found->kind = up_arena_printf(search->arena, "private key, \"%.*s\"", UP_FMT(label));
		found->evidence = armor->is_elided     ? UP_STR("a part of it is left out")
				  : armor->is_too_long ? UP_STR("no end within 128 KiB")
						       : UP_STR("its body is not base64");
		found->is_encrypted = armor->is_legacy_encrypted || up_str_starts(label, UP_STR("ENCRYPTED"));
		if (found->is_encrypted)
			found->rule = "private-key-encrypted";
	} else if (up_str_eq(label, UP_STR("OPENSSH PRIVATE KEY")))
		up_key_openssh(search, bytes, found);
	else if (up_str_eq(label, UP_STR("SSH2 ENCRYPTED PRIVATE KEY")))
		up_key_ssh2(search, bytes, found);
	else if (armor->is_legacy_encrypted)
		judge_legacy(search, armor, bytes, found);
	else if (is_label_of_der(label))
		return judge_der(search, armor, bytes, found);
	else
		judge_other(search, armor, bytes, found);
	return true;
}

static bool is_label_of_key(up_str label)
{
	return up_str_ends(label, UP_STR("PRIVATE KEY")) || up_str_ends(label, UP_STR("PRIVATE KEY BLOCK")) ||
	       up_str_eq_nocase(label, UP_STR("OpenVPN Static key V1")) || up_str_starts(label, UP_STR("OpenVPN tls-crypt-v2 "));
}

bool up_key_pem(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	struct up_armor armor;
	if (!up_armor_read(search, at, &armor) || !is_label_of_key(armor.label) || !is_key_or_part(&armor))
		return false;
	ret_found->at = armor.at;
	ret_found->secret_at = armor.body;
	ret_found->rule = "private-key";
	return judge_label(search, &armor, ret_found);
}
