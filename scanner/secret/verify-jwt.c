/* JSON Web Tokens: RFC 7519, algorithms of RFC 7518. The signature cannot be checked without the key, but its length can, and it can be the one of a key
 * that stands in every tutorial. */
#include "base/hash.h"
#include "secret/claims.h"
#include "secret/trial.h"

struct jwt {
	up_str header, payload, signature; /* base64 */
	up_str algorithm;
	up_str signed_part; /* header.payload */
	unsigned n_parts;
};

static struct jwt split(up_str token)
{
	struct jwt jwt = { .n_parts = 1 };
	size_t first = up_str_find_byte(token, '.', 0);
	if (first == SIZE_MAX)
		return jwt;
	size_t second = up_str_find_byte(token, '.', first + 1);
	for (size_t i = first; i < token.len; i++)
		jwt.n_parts += token.s[i] == '.';
	jwt.header = up_str_slice(token, 0, first);
	jwt.payload = up_str_slice(token, first + 1, second);
	jwt.signature = second == SIZE_MAX ? UP_STR("") : up_str_slice(token, second + 1, SIZE_MAX);
	jwt.signed_part = up_str_slice(token, 0, second);
	return jwt;
}

/* How long the signature is, in bytes; 0: of any length, SIZE_MAX: an algorithm that is not known here. */
static size_t signature_bytes(up_str algorithm)
{
	static const struct {
		up_str name;
		size_t bytes;
	} algorithms[] = {
		{ { "HS256", 5 }, 32 }, { { "HS384", 5 }, 48 },  { { "HS512", 5 }, 64 }, { { "ES256", 5 }, 64 }, { { "ES256K", 6 }, 64 },
		{ { "ES384", 5 }, 96 }, { { "ES512", 5 }, 132 }, { { "RS256", 5 }, 0 },  { { "RS384", 5 }, 0 },  { { "RS512", 5 }, 0 },
		{ { "PS256", 5 }, 0 },  { { "PS384", 5 }, 0 },   { { "PS512", 5 }, 0 },  { { "EdDSA", 5 }, 0 },
	};
	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
		if (up_str_eq(algorithm, algorithms[i].name))
			return algorithms[i].bytes;
	return SIZE_MAX;
}

/* Keys that the pages about JSON Web Tokens sign their examples with. */
static bool is_signed_in_public(const struct jwt *jwt, up_str signature)
{
	static const up_str keys[] = {
		{ "your-256-bit-secret", 19 },
		{ "a-string-secret-at-least-256-bits-long", 38 },
		{ "secret", 6 },
	};
	static const char digits[] = "0123456789abcdef";
	char told[65] = "";
	if (!up_str_eq(jwt->algorithm, UP_STR("HS256")) || signature.len != 32)
		return false;
	for (size_t i = 0; i < signature.len; i++) {
		told[2 * i] = digits[(unsigned char)signature.s[i] >> 4];
		told[2 * i + 1] = digits[signature.s[i] & 15];
	}
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		char hex[65];
		up_hmac_sha256_hex(keys[i], jwt->signed_part, hex);
		if (memcmp(hex, told, 64) == 0)
			return true;
	}
	return false;
}

static void judge_signature(struct up_trial *trial, const struct jwt *jwt)
{
	up_str signature = UP_STR("");
	size_t expected = signature_bytes(jwt->algorithm);
	if (up_str_eq_nocase(jwt->algorithm, UP_STR("none"))) {
		up_trial_doubt(trial, "not signed: its algorithm is none");
		return;
	}
	if (expected == SIZE_MAX)
		return; /* well-formed, and no more can be said */
	bool is_base64 = up_trial_base64(trial, jwt->signature, &signature);
	/* RSA: 1024 bits at least. Ed25519 has 64 bytes, Ed448 114. */
	size_t least = up_str_eq(jwt->algorithm, UP_STR("EdDSA")) ? 64 : 128;
	if (!is_base64 || (expected ? signature.len != expected : signature.len < least)) {
		up_trial_add(trial, "length of its signature does not fit %.*s: cut, altered or made up", UP_FMT(jwt->algorithm));
		trial->verdict = UP_VERDICT_DOUBTFUL;
		return;
	}
	if (is_signed_in_public(jwt, signature))
		up_trial_doubt(trial, "signed with a key of public examples");
	else
		up_trial_holds(trial, "structure");
}

static bool read_header(struct up_trial *trial, struct jwt *jwt, bool *ret_is_encrypted)
{
	up_str header;
	struct up_claim claims[] = { { .name = "alg" }, { .name = "enc" } };
	if (!up_trial_base64(trial, jwt->header, &header) || !up_claims_read(header, trial->arena, claims, 2) ||
	    claims[0].kind != UP_CLAIM_TEXT) {
		up_trial_doubt(trial, "its header is no JSON with an algorithm: altered or made up");
		return false;
	}
	jwt->algorithm = claims[0].text;
	*ret_is_encrypted = claims[1].kind == UP_CLAIM_TEXT;
	return true;
}

void up_try_jwt(struct up_trial *trial)
{
	enum {
		ISSUER,
		ROLE,
		ENDS,
		N_CLAIMS,
	};
	struct up_claim claims[N_CLAIMS] = { { .name = "iss" }, { .name = "role" }, { .name = "exp" } };
	struct jwt jwt = split(trial->secret);
	bool is_encrypted = false;
	up_str payload;
	if (jwt.n_parts < 2 || jwt.n_parts > 5) {
		up_trial_doubt(trial, "not of the three parts of a JSON Web Token");
		return;
	}
	if (!read_header(trial, &jwt, &is_encrypted))
		return;
	if (is_encrypted || jwt.n_parts > 3) {
		up_trial_add(trial, "encrypted");
		return;
	}
	if (!up_trial_base64(trial, jwt.payload, &payload))
		payload = UP_STR("");
	if (!up_claims_read(payload, trial->arena, claims, N_CLAIMS)) {
		up_trial_doubt(trial, "its payload is no JSON: altered, cut or made up");
		return;
	}
	judge_signature(trial, &jwt);
	up_trial_add_claim(trial, "issuer", claims[ISSUER].text);
	up_trial_add_claim(trial, "role", claims[ROLE].text);
	if (claims[ENDS].kind == UP_CLAIM_NUMBER)
		up_trial_ends(trial, claims[ENDS].number);
	else
		up_trial_add(trial, "never expires");
}
