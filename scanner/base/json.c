/* Writing JSON. */
#include "base/json.h"

#include <assert.h>

#include "base/utf8.h"

void up_json_init(struct up_json *json, struct up_buf *out)
{
	*json = (struct up_json){ .out = out };
}

static void new_line(struct up_json *json)
{
	up_buf_add_byte(json->out, '\n');
	for (unsigned i = 0; i < json->depth; i++)
		up_buf_add(json->out, UP_STR("  "));
}

/* What stands before a value: nothing after a key, else a comma and a new line. */
static void before_value(struct up_json *json)
{
	if (json->after_key) {
		json->after_key = false;
		return;
	}
	if (!json->depth)
		return;
	if (json->has_items[json->depth])
		up_buf_add_byte(json->out, ',');
	json->has_items[json->depth] = true;
	new_line(json);
}

static void open_with(struct up_json *json, char bracket)
{
	before_value(json);
	up_buf_add_byte(json->out, bracket);
	assert(json->depth + 1 < UP_JSON_DEPTH);
	json->has_items[++json->depth] = false;
}

static void close_with(struct up_json *json, char bracket)
{
	assert(json->depth);
	bool had_items = json->has_items[json->depth--];
	if (had_items)
		new_line(json);
	up_buf_add_byte(json->out, bracket);
	if (!json->depth)
		up_buf_add_byte(json->out, '\n');
}

void up_json_object(struct up_json *json)
{
	open_with(json, '{');
}

void up_json_object_end(struct up_json *json)
{
	close_with(json, '}');
}

void up_json_array(struct up_json *json)
{
	open_with(json, '[');
}

void up_json_array_end(struct up_json *json)
{
	close_with(json, ']');
}

/* Nearly all of a report. */
static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

static void quoted(struct up_buf *out, up_str value)
{
	up_buf_add_byte(out, '"');
	for (size_t i = 0; i < value.len;) {
		uint32_t code;
		size_t plain = i;
		while (plain < value.len && is_plain(value.s[plain]))
			plain++;
		if (plain > i) {
			up_buf_add(out, up_str_slice(value, i, plain));
			i = plain;
			continue;
		}
		size_t used = up_utf8_decode(up_str_slice(value, i, value.len), &code);
		if (!used) {
			up_buf_add(out, UP_STR("\xEF\xBF\xBD"));
			i++;
			continue;
		}
		if (code == '"' || code == '\\')
			up_buf_printf(out, "\\%c", (char)code);
		else if (code == '\n')
			up_buf_add(out, UP_STR("\\n"));
		else if (code == '\t')
			up_buf_add(out, UP_STR("\\t"));
		else if ((up_utf8_is_unsafe(code) || code >= 0xFFFE) && code < 0x10000)
			up_buf_printf(out, "\\u%04x", (unsigned)code);
		else
			up_buf_add(out, up_str_slice(value, i, i + used));
		i += used;
	}
	up_buf_add_byte(out, '"');
}

void up_json_key(struct up_json *json, const char *key)
{
	before_value(json);
	quoted(json->out, up_str_from(key));
	up_buf_add(json->out, UP_STR(": "));
	json->after_key = true;
}

void up_json_string(struct up_json *json, up_str value)
{
	before_value(json);
	quoted(json->out, value);
}

void up_json_number(struct up_json *json, int64_t value)
{
	before_value(json);
	up_buf_printf(json->out, "%lld", (long long)value);
}

void up_json_bool(struct up_json *json, bool value)
{
	before_value(json);
	up_buf_add_s(json->out, value ? "true" : "false");
}

void up_json_null(struct up_json *json)
{
	before_value(json);
	up_buf_add(json->out, UP_STR("null"));
}

void up_json_pair(struct up_json *json, const char *key, up_str value)
{
	up_json_key(json, key);
	up_json_string(json, value);
}

void up_json_pair_s(struct up_json *json, const char *key, const char *value)
{
	up_json_pair(json, key, up_str_from(value));
}

void up_json_pair_number(struct up_json *json, const char *key, int64_t value)
{
	up_json_key(json, key);
	up_json_number(json, value);
}

void up_json_pair_bool(struct up_json *json, const char *key, bool value)
{
	up_json_key(json, key);
	up_json_bool(json, value);
}
