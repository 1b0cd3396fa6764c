/* Keys of a few dozen bytes (WireGuard, minisign, signify), and DER in base64 that nobody put an armor round. */
#include "secret/key-private.h"

/* --- WireGuard ------------------------------------------------------------------------------------------------------------ */

static size_t skip_blanks(up_str bytes, size_t at)
{
	while (at < bytes.len && up_is_blank(bytes.s[at]))
		at++;
	return at;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* Where the value of the name before `at` starts: behind `=`, `:` or blanks, and a quote. */
static size_t value_start(up_str bytes, size_t at)
{
	size_t i = at < bytes.len && is_quote(bytes.s[at]) ? at + 1 : at;
	i = skip_blanks(bytes, i);
	if (i < bytes.len && (bytes.s[i] == '=' || bytes.s[i] == ':'))
		i = skip_blanks(bytes, i + 1);
	else if (i == at)
		return SIZE_MAX;
	return i < bytes.len && is_quote(bytes.s[i]) ? i + 1 : i;
}

bool up_key_wireguard(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	up_str bytes = search->bytes, decoded;
	bool is_shared = !up_str_starts_nocase(up_str_slice(bytes, at, bytes.len), UP_STR("priv"));
	size_t start = at;
	while (start < bytes.len && start < at + 16 && (up_is_alnum(bytes.s[start]) || bytes.s[start] == '_' || bytes.s[start] == '-'))
		start++;
	start = value_start(bytes, start);
	up_str digits = start == SIZE_MAX ? UP_STR_NULL : up_str_slice(bytes, start, start + 44);
	if (digits.len != 44 || digits.s[43] != '=' || digits.s[42] == '=')
		return false;
	char next = start + 44 < bytes.len ? bytes.s[start + 44] : '\n';
	if (up_is_alnum(next) || next == '=' || next == '+' || next == '/' || !up_key_base64(digits, search->arena, &decoded) ||
	    decoded.len != 32 || up_key_is_monotonous(digits))
		return false;
	/* Curve25519's scalars have five bits that are always the same: one random key in 32 has them too. */
	unsigned char first = (unsigned char)decoded.s[0], last = (unsigned char)decoded.s[31];
	bool is_exact = strchr("AEIMQUYcgkosw048", digits.s[42]) != NULL; /* the last digit has two bits more than 32 bytes */
	bool is_clamped = is_exact && !(first & 7) && !(last & 0x80) && (last & 0x40);
	ret_found->at = ret_found->secret_at = (up_span){ (uint32_t)start, (uint32_t)(start + 44) };
	ret_found->secret = decoded;
	ret_found->rule = is_shared ? "wireguard-preshared-key" : "wireguard-private-key";
	ret_found->kind = is_shared    ? UP_STR("WireGuard preshared key")
			  : is_clamped ? UP_STR("WireGuard private key")
				       : UP_STR("32-byte private key, as WireGuard has them");
	ret_found->verdict = is_exact ? UP_VERDICT_WELL_FORMED : UP_VERDICT_DOUBTFUL;
	ret_found->evidence = !is_exact                  ? UP_STR("its last digit does not fit 32 bytes")
			      : is_clamped && !is_shared ? UP_STR("32 bytes with the fixed bits of a Curve25519 key")
							 : UP_STR("32 bytes");
	return true;
}

/* --- minisign and signify ------------------------------------------------------------------------------------------------- */

enum {
	MINISIGN_BYTES = 158, /* Ed, kdf, B2, salt 32, limits 16, key number 8, seed and public half 64, checksum 32 */
	SIGNIFY_BYTES = 104,  /* Ed, BK, rounds 4, salt 16, checksum 8, key number 8, seed and public half 64 */
};

static enum up_key_check check_pair(const struct up_key_search *search, up_str seed_and_public)
{
	struct up_key_numbers numbers = { .curve = up_key_curve_oid(UP_STR("Ed25519")), .scalar = up_str_slice(seed_and_public, 0, 32) };
	up_str point = up_str_slice(seed_and_public, 32, 64);
	return up_key_may_check(search->effort) ? up_key_check_curve(&numbers, search->arena, &point) : UP_KEY_CHECK_UNKNOWN;
}

bool up_key_signing(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	up_str bytes = search->bytes, decoded;
	size_t line = up_str_find_byte(up_str_slice(bytes, 0, at + 1200), '\n', at);
	if (line == SIZE_MAX)
		return false;
	size_t start = skip_blanks(bytes, line + 1), end = start;
	while (end < bytes.len && end < start + 220 && (up_is_alnum(bytes.s[end]) || strchr("+/=", bytes.s[end])) && bytes.s[end])
		end++;
	up_str digits = up_str_slice(bytes, start, end);
	if (!up_str_starts(digits, UP_STR("RW")) || !up_key_base64(digits, search->arena, &decoded))
		return false;
	bool is_minisign = decoded.len == MINISIGN_BYTES && !memcmp(decoded.s + 4, "B2", 2);
	bool is_signify = decoded.len == SIGNIFY_BYTES && !memcmp(decoded.s + 2, "BK", 2);
	if (!is_minisign && !is_signify)
		return false;
	static const char zeros[4] = { 0 };
	up_str pair = up_str_slice(decoded, is_minisign ? 62 : 40, is_minisign ? 126 : 104);
	ret_found->is_encrypted = memcmp(decoded.s + (is_minisign ? 2 : 4), zeros, is_minisign ? 2 : 4) != 0;
	ret_found->at = (up_span){ at, (uint32_t)end };
	ret_found->secret_at = (up_span){ (uint32_t)start, (uint32_t)end };
	ret_found->secret = decoded;
	ret_found->rule = ret_found->is_encrypted ? "signing-key-encrypted" : "signing-key";
	ret_found->kind = up_arena_printf(search->arena, "%ssecret key of %s", ret_found->is_encrypted ? "encrypted " : "",
					  is_minisign ? "minisign" : "signify");
	ret_found->verdict = UP_VERDICT_WELL_FORMED;
	enum up_key_check check = ret_found->is_encrypted ? UP_KEY_CHECK_UNKNOWN : check_pair(search, pair);
	if (check == UP_KEY_CHECK_HOLDS) {
		ret_found->verdict = UP_VERDICT_VERIFIED;
		ret_found->evidence = UP_STR("the private half gives the public one");
	} else if (check == UP_KEY_CHECK_FAILS) {
		ret_found->verdict = UP_VERDICT_DOUBTFUL;
		ret_found->evidence = UP_STR("the private half does not give the public one");
	}
	return true;
}

/* --- DER without an armor ------------------------------------------------------------------------------------------------- */

bool up_key_bare(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	/* The marker may stand behind the octets of a length, which vary. */
	static const char back[] = { 0, 4, 6 };
	up_str bytes = search->bytes, der;
	uint32_t start = UINT32_MAX;
	for (size_t i = 0; i < sizeof back && start == UINT32_MAX; i++)
		if (at >= (uint32_t)back[i] && bytes.s[at - (uint32_t)back[i]] == 'M' &&
		    strchr("CEHI", bytes.s[at - (uint32_t)back[i] + 1]))
			start = at - (uint32_t)back[i];
	if (start == UINT32_MAX || (start && (up_is_alnum(bytes.s[start - 1]) || bytes.s[start - 1] == '+')))
		return false;
	struct up_armor armor;
	struct up_der_key key;
	/* How far it goes is not known before it was read, so that many beginnings could cost the square of their number. */
	if (!up_key_may_check(search->effort))
		return false;
	up_armor_read_bare(search, start, 0, &armor);
	up_key_base64(armor.digits, search->arena, &der);
	if (!up_der_key_read(der, &key) || !key.is_known || key.is_encrypted)
		return false;
	size_t most = (key.used + 2) / 3 * 4;
	up_armor_read_bare(search, start, most < armor.digits.len ? most : 0, &armor);
	ret_found->at = ret_found->secret_at = armor.at;
	ret_found->secret = up_str_slice(der, 0, key.used);
	ret_found->rule = "private-key";
	up_key_judge_numbers(search, key.algorithm, key.format, &key.numbers, ret_found);
	return ret_found->verdict != UP_VERDICT_DOUBTFUL;
}
