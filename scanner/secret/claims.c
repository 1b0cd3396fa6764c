/* A token's claims are a small object; its members are asked for by name. */
#include "secret/claims.h"

#include "base/json-tree.h"

static int64_t cut(double real)
{
	const double most = 9007199254740992.0;
	return real >= most ? (int64_t)most : real <= -most ? -(int64_t)most : (int64_t)real;
}

static void read_claim(const struct up_json_value *value, struct up_arena *arena, struct up_claim *claim)
{
	claim->kind = UP_CLAIM_OTHER;
	claim->text = UP_STR_NULL;
	claim->number = 0;
	switch (up_json_kind(value)) {
	case UP_JSON_ABSENT:
		claim->kind = UP_CLAIM_ABSENT;
		break;
	case UP_JSON_TEXT:
		claim->kind = UP_CLAIM_TEXT;
		claim->text = up_arena_copy(arena, up_json_text(value));
		break;
	case UP_JSON_NUMBER:
		claim->kind = UP_CLAIM_NUMBER;
		claim->number = cut(up_json_real(value));
		break;
	default:
		break;
	}
}

bool up_claims_read(up_str json, struct up_arena *arena, struct up_claim *claims, size_t n_claims)
{
	const struct up_json_bounds bounds = { .bytes = UP_CLAIMS_BYTES, .values = UP_CLAIMS_BYTES, .depth = UP_CLAIMS_DEPTH };
	if (!json.len || json.s[0] != '{')
		return false;
	struct up_json_value *object = up_json_read(json, &bounds, NULL);
	bool is_object = up_json_kind(object) == UP_JSON_MAP;
	for (size_t i = 0; is_object && i < n_claims; i++)
		read_claim(up_json_get(object, claims[i].name), arena, &claims[i]);
	up_json_free(object);
	return is_object;
}
