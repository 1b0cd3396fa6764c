/* jansson reads the JSON. Its allocations are ours, so that it never runs out of memory in silence, and its seed is set from the kernel: left alone it
 * would open a device. */
#include "base/json-tree.h"

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

/* Counted before anything is built: the library reads nested values by recursion, and an empty list of two bytes takes a hundred and more. */
static bool is_within(up_str json, const struct up_json_bounds *bounds)
{
	unsigned depth = 0;
	size_t values = 1;
	bool in_text = false;
	for (size_t i = 0; i < json.len; i++) {
		char c = json.s[i];
		if (c == '"')
			in_text = !in_text;
		else if (c == '\\' && in_text)
			i++;
		else if (!in_text && (c == '{' || c == '[') && ++depth > bounds->depth)
			return false;
		else if (!in_text && (c == '}' || c == ']') && depth)
			depth--;
		if (!in_text && (c == ',' || c == '{' || c == '[') && ++values > bounds->values)
			return false;
	}
	return json.len <= bounds->bytes;
}

struct up_json_value *up_json_read(up_str json, const struct up_json_bounds *bounds, bool *ret_is_beyond)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	bool is_beyond = json.len > bounds->bytes || !is_within(json, bounds);
	if (ret_is_beyond)
		*ret_is_beyond = is_beyond;
	if (is_beyond || !json.len)
		return NULL;
	pthread_once(&once, set_up_library);
	/* A number out of range makes the whole text unreadable but for JSON_DECODE_INT_AS_REAL. */
	return (struct up_json_value *)json_loadb(json.s, json.len, JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, NULL);
}

void up_json_free(struct up_json_value *root)
{
	json_decref((json_t *)root);
}

enum up_json_kind up_json_kind(const struct up_json_value *value)
{
	const json_t *json = (const json_t *)value;
	if (!json)
		return UP_JSON_ABSENT;
	if (json_is_string(json))
		return UP_JSON_TEXT;
	if (json_is_number(json))
		return UP_JSON_NUMBER;
	if (json_is_array(json))
		return UP_JSON_LIST;
	if (json_is_object(json))
		return UP_JSON_MAP;
	return json_is_null(json) ? UP_JSON_NULL : UP_JSON_BOOL;
}

const struct up_json_value *up_json_get(const struct up_json_value *map, const char *name)
{
	return (const struct up_json_value *)json_object_get((const json_t *)map, name);
}

up_str up_json_text(const struct up_json_value *value)
{
	const json_t *json = (const json_t *)value;
	return json_is_string(json) ? (up_str){ json_string_value(json), json_string_length(json) } : UP_STR_NULL;
}

up_str up_json_get_text(const struct up_json_value *map, const char *name)
{
	return up_json_text(up_json_get(map, name));
}

double up_json_real(const struct up_json_value *value)
{
	return json_number_value((const json_t *)value);
}

size_t up_json_count(const struct up_json_value *list)
{
	return json_array_size((const json_t *)list);
}

const struct up_json_value *up_json_item(const struct up_json_value *list, size_t index)
{
	return (const struct up_json_value *)json_array_get((const json_t *)list, index);
}
