/* jansson reads the JSON. Its allocations are ours, so that it never runs out of memory in silence, and its seed is set from the kernel: left alone it
 * would open a device. */
#include "secret/claims.h"

#include <jansson.h>
#include <pthread.h>
#include <sys/random.h>

#include "base/memory.h"

static void set_up_library(void)
{
	size_t seed = 0;
	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed || !seed)
		seed = 1; /* 0 would make the library look for a seed itself */
	json_object_seed(seed);
	json_set_alloc_funcs(up_alloc, up_free);
}

/* The library reads nested values by recursion. */
static bool is_shallow(up_str json)
{
	unsigned depth = 0;
	bool in_text = false;
	for (size_t i = 0; i < json.len; i++) {
		char c = json.s[i];
		if (c == '"')
			in_text = !in_text;
		else if (c == '\\' && in_text)
			i++;
		else if (!in_text && (c == '{' || c == '[') && ++depth > UP_CLAIMS_DEPTH)
			return false;
		else if (!in_text && (c == '}' || c == ']') && depth)
			depth--;
	}
	return true;
}

static int64_t cut(double real)
{
	const double most = 9007199254740992.0;
	return real >= most ? (int64_t)most : real <= -most ? -(int64_t)most : (int64_t)real;
}

static void read_claim(const json_t *value, struct up_arena *arena, struct up_claim *claim)
{
	claim->kind = UP_CLAIM_OTHER;
	claim->text = UP_STR_NULL;
	claim->number = 0;
	if (!value) {
		claim->kind = UP_CLAIM_ABSENT;
	} else if (json_is_string(value)) {
		claim->kind = UP_CLAIM_TEXT;
		claim->text = up_arena_copy(arena, (up_str){ json_string_value(value), json_string_length(value) });
	} else if (json_is_number(value)) {
		claim->kind = UP_CLAIM_NUMBER;
		claim->number = cut(json_number_value(value));
	}
}

bool up_claims_read(up_str json, struct up_arena *arena, struct up_claim *claims, size_t n_claims)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	if (!json.len || json.len > UP_CLAIMS_BYTES || json.s[0] != '{' || !is_shallow(json))
		return false;
	pthread_once(&once, set_up_library);
	/* A number out of range makes the whole text unreadable but for JSON_DECODE_INT_AS_REAL; a token's numbers fit into a real. */
	json_t *object = json_loadb(json.s, json.len, JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, NULL);
	bool is_object = json_is_object(object);
	for (size_t i = 0; is_object && i < n_claims; i++)
		read_claim(json_object_get(object, claims[i].name), arena, &claims[i]);
	json_decref(object);
	return is_object;
}
