/* Writing JSON: indented, keys in the order of writing, never invalid. Bytes that are no UTF-8 become U+FFFD; use up_utf8_is_valid to
 * say so beside the value. */
#pragma once

#include "base/buf.h"

enum {
	UP_JSON_DEPTH = 32
};

struct up_json {
	struct up_buf *out;
	unsigned depth;
	bool has_items[UP_JSON_DEPTH]; /* whether the object or array at this depth holds anything yet */
	bool after_key;
};

void up_json_init(struct up_json *json, struct up_buf *out);
void up_json_object(struct up_json *json);
void up_json_object_end(struct up_json *json);
void up_json_array(struct up_json *json);
void up_json_array_end(struct up_json *json);
void up_json_key(struct up_json *json, const char *key);
void up_json_string(struct up_json *json, up_str value);
void up_json_number(struct up_json *json, int64_t value);
void up_json_bool(struct up_json *json, bool value);
void up_json_null(struct up_json *json);

/* key and value at once */
void up_json_pair(struct up_json *json, const char *key, up_str value);
void up_json_pair_s(struct up_json *json, const char *key, const char *value);
void up_json_pair_number(struct up_json *json, const char *key, int64_t value);
void up_json_pair_bool(struct up_json *json, const char *key, bool value);
