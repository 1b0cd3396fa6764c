/* JSON as a tree, for documents whose shape is known (advisories, claims of tokens). Not for scanned sources: parsers/json.c reads those, with the places
 * of every part. */
#pragma once

#include "base/str.h"

struct up_json_value;

enum up_json_kind {
	UP_JSON_ABSENT, /* of NULL: what is not there is asked like everything else */
	UP_JSON_NULL,
	UP_JSON_BOOL,
	UP_JSON_NUMBER,
	UP_JSON_TEXT,
	UP_JSON_LIST,
	UP_JSON_MAP,
};

/* What a document may hold; a value takes about 150 bytes of memory. */
struct up_json_bounds {
	size_t bytes, values;
	unsigned depth;
};

/* NULL: it is broken, or beyond the bounds; *ret_is_beyond says which, where it is asked. The caller frees it. */
struct up_json_value *up_json_read(up_str json, const struct up_json_bounds *bounds, bool *ret_is_beyond);
void up_json_free(struct up_json_value *root);

enum up_json_kind up_json_kind(const struct up_json_value *value);
/* Of a map; NULL where there is none. */
const struct up_json_value *up_json_get(const struct up_json_value *map, const char *name);
/* The bytes belong to the tree; empty where it is no text. */
up_str up_json_text(const struct up_json_value *value);
up_str up_json_get_text(const struct up_json_value *map, const char *name);
double up_json_real(const struct up_json_value *value);
/* Of a list; 0 of everything else. */
size_t up_json_count(const struct up_json_value *list);
const struct up_json_value *up_json_item(const struct up_json_value *list, size_t index);
