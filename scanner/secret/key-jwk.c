/* Keys whose numbers stand one by one: JSON Web Keys (RFC 7517, 7518, 8037) and the RSAKeyValue of XML signatures, as .NET writes it with its private half. */
#include "secret/key-private.h"

enum {
	WINDOW = 16 << 10, /* bytes of one key, in either direction from the marker */
};

/* --- JWK ------------------------------------------------------------------------------------------------------------------ */

enum member {
	KTY,
	CRV,
	N,
	E,
	D,
	P,
	Q,
	K,
	X,
	Y,
	PRIV,
	_MEMBER_MAX,
};

static const char *const member_names[_MEMBER_MAX] = { "kty", "crv", "n", "e", "d", "p", "q", "k", "x", "y", "priv" };

struct jwk {
	up_str members[_MEMBER_MAX]; /* as written */
	up_span at, secret_at;
};

/* The brace that opens the object round the marker. Objects in it, and other keys, end the search. */
static size_t find_opening(up_str bytes, size_t at)
{
	size_t least = at > WINDOW ? at - WINDOW : 0;
	while (at > least) {
		at--;
		if (bytes.s[at] == '{')
			return at;
		bool is_quote = bytes.s[at] == '"' || bytes.s[at] == '\'';
		if (bytes.s[at] == '}' || (is_quote && up_str_starts(up_str_slice(bytes, at + 1, at + 4), UP_STR("kty"))))
			return SIZE_MAX;
	}
	return SIZE_MAX;
}

static void keep_member(struct jwk *jwk, up_str key, up_str value, size_t at)
{
	static const bool is_private[_MEMBER_MAX] = { [D] = true, [P] = true, [Q] = true, [K] = true, [PRIV] = true };
	for (size_t i = 0; i < _MEMBER_MAX; i++) {
		if (!up_str_eq(key, up_str_from(member_names[i])))
			continue;
		jwk->members[i] = value;
		uint32_t start = (uint32_t)at, end = (uint32_t)(at + value.len);
		if (is_private[i] && (!jwk->secret_at.end || start < jwk->secret_at.start))
			jwk->secret_at.start = start;
		if (is_private[i] && end > jwk->secret_at.end)
			jwk->secret_at.end = end;
	}
	/* The rest of RSA's private half has two letters; it is masked with the others. */
	bool is_more = up_str_eq(key, UP_STR("dp")) || up_str_eq(key, UP_STR("dq")) || up_str_eq(key, UP_STR("qi"));
	if (is_more && jwk->secret_at.end && at + value.len > jwk->secret_at.end)
		jwk->secret_at.end = (uint32_t)(at + value.len);
}

/* The members of a flat object, in quotes of any kind, escaped or not: the values have no character that would be. */
static bool read_members(up_str bytes, struct jwk *jwk)
{
	up_str key = UP_STR("");
	size_t end = bytes.len - jwk->at.start > 2 * (size_t)WINDOW ? jwk->at.start + 2 * (size_t)WINDOW : bytes.len;
	for (size_t i = jwk->at.start + 1; i < end; i++) {
		char c = bytes.s[i];
		if (c == '}') {
			jwk->at.end = (uint32_t)(i + 1);
			return true;
		}
		if (c == '{')
			return false;
		if (c != '"' && c != '\'')
			continue;
		size_t start = i + 1, close = up_str_find_byte(up_str_slice(bytes, 0, end), c, start);
		if (close == SIZE_MAX)
			return false;
		up_str text = up_str_slice(bytes, start, close);
		while (text.len && text.s[text.len - 1] == '\\')
			text.len--;
		i = close;
		size_t next = close + 1;
		while (next < end && up_is_space(bytes.s[next]))
			next++;
		if (next < end && bytes.s[next] == ':') {
			key = text;
			continue;
		}
		keep_member(jwk, key, text, start);
		key = UP_STR("");
	}
	return false;
}

/* The member's bytes; empty where it is missing or no base64. */
static up_str number_of(const struct up_key_search *search, up_str member)
{
	up_str bytes;
	if (!member.len || !up_key_base64(member, search->arena, &bytes))
		return UP_STR_NULL;
	return bytes;
}

static up_str positive(const struct up_key_search *search, up_str member)
{
	up_str bytes = number_of(search, member);
	while (bytes.len && !bytes.s[0])
		bytes = up_str_slice(bytes, 1, bytes.len);
	return bytes;
}

static up_str point_of(const struct up_key_search *search, up_str x, up_str y)
{
	struct up_buf point = { 0 };
	if (!x.len || !y.len)
		return UP_STR_NULL;
	up_buf_add_byte(&point, 4);
	up_buf_add(&point, x);
	up_buf_add(&point, y);
	return up_arena_take(search->arena, &point);
}

static bool judge_rsa(const struct up_key_search *search, const struct jwk *jwk, struct up_key_found *found)
{
	struct up_key_numbers numbers = { .n = positive(search, jwk->members[N]),
					  .e = positive(search, jwk->members[E]),
					  .d = positive(search, jwk->members[D]),
					  .p = positive(search, jwk->members[P]),
					  .q = positive(search, jwk->members[Q]) };
	if (numbers.n.len < 32 || numbers.d.len < 16)
		return false;
	found->secret = numbers.d;
	up_key_judge_numbers(search, UP_STR("RSA"), UP_STR("JWK"), &numbers, found);
	return true;
}

static bool judge_curve(const struct up_key_search *search, const struct jwk *jwk, bool is_ec, struct up_key_found *found)
{
	up_str x = number_of(search, jwk->members[X]), y = number_of(search, jwk->members[Y]);
	struct up_key_numbers numbers = { .curve = up_key_curve_oid(jwk->members[CRV]), .scalar = number_of(search, jwk->members[D]) };
	if (numbers.scalar.len < 16)
		return false;
	numbers.point = is_ec ? point_of(search, x, y) : x;
	found->secret = numbers.scalar;
	up_key_judge_numbers(search, is_ec ? UP_STR("EC") : up_key_curve_name(numbers.curve), UP_STR("JWK"), &numbers, found);
	return true;
}

bool up_key_jwk(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	struct jwk jwk = { 0 };
	size_t start = find_opening(search->bytes, at);
	if (start == SIZE_MAX)
		return false;
	jwk.at.start = (uint32_t)start;
	if (!read_members(search->bytes, &jwk) || !jwk.secret_at.end)
		return false;
	ret_found->at = jwk.at;
	ret_found->secret_at = jwk.secret_at;
	ret_found->rule = "jwk-private";
	if (up_str_eq(jwk.members[KTY], UP_STR("RSA")))
		return judge_rsa(search, &jwk, ret_found);
	if (up_str_eq(jwk.members[KTY], UP_STR("EC")) || up_str_eq(jwk.members[KTY], UP_STR("OKP")))
		return judge_curve(search, &jwk, up_str_eq(jwk.members[KTY], UP_STR("EC")), ret_found);
	bool is_symmetric = up_str_eq(jwk.members[KTY], UP_STR("oct"));
	up_str digits = jwk.members[is_symmetric ? K : PRIV];
	ret_found->secret = number_of(search, digits);
	ret_found->rule = is_symmetric ? "jwk-symmetric" : "jwk-private";
	ret_found->kind = is_symmetric ? up_arena_printf(search->arena, "%zu-bit symmetric key, JWK", ret_found->secret.len * 8)
				       : UP_STR("private key, JWK");
	ret_found->verdict = UP_VERDICT_WELL_FORMED;
	return ret_found->secret.len >= 16 && !up_key_is_monotonous(digits);
}

/* --- XML ------------------------------------------------------------------------------------------------------------------ */

/* The text of <name>…</name> inside the element; blanks stay out of the digits. */
static up_str element(const struct up_key_search *search, up_str inside, const char *name, up_span *ret_at)
{
	up_str open = up_arena_printf(search->arena, "<%s>", name), digits;
	size_t start = up_str_find(inside, open, 0);
	if (start == SIZE_MAX)
		return UP_STR_NULL;
	start += open.len;
	size_t end = up_str_find_byte(inside, '<', start);
	struct up_buf buf = { 0 };
	for (size_t i = start; end != SIZE_MAX && i < end; i++)
		if (!up_is_space(inside.s[i]))
			up_buf_add_byte(&buf, inside.s[i]);
	digits = up_arena_take(search->arena, &buf);
	size_t offset = (size_t)(inside.s - search->bytes.s);
	*ret_at = (up_span){ (uint32_t)(offset + start), (uint32_t)(offset + (end == SIZE_MAX ? start : end)) };
	return positive(search, digits);
}

bool up_key_xml(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found)
{
	static const up_str open = UP_STR("<RSAKeyValue>"), close = UP_STR("</RSAKeyValue>");
	up_str inside = up_str_slice(search->bytes, at + open.len, at + open.len + WINDOW);
	size_t end = 0;
	/* The next element of that name ends the search, so that many that are never closed cost no more than one. */
	for (;; end++) {
		end = up_str_find_byte(inside, '<', end);
		up_str tag = up_str_slice(inside, end, inside.len);
		if (!tag.len || up_str_starts(tag, open))
			return false;
		if (up_str_starts(tag, close))
			break;
	}
	inside = up_str_slice(inside, 0, end);
	up_span at_d, other;
	struct up_key_numbers numbers = { .n = element(search, inside, "Modulus", &other),
					  .e = element(search, inside, "Exponent", &other),
					  .p = element(search, inside, "P", &other),
					  .q = element(search, inside, "Q", &other) };
	numbers.d = element(search, inside, "D", &at_d);
	if (numbers.d.len < 16 || numbers.n.len < 32)
		return false;
	ret_found->at = (up_span){ at, (uint32_t)(at + open.len + end + close.len) };
	ret_found->secret_at = ret_found->at;
	ret_found->secret = numbers.d;
	ret_found->rule = "xml-rsa-key";
	up_key_judge_numbers(search, UP_STR("RSA"), UP_STR("XML"), &numbers, ret_found);
	return true;
}
