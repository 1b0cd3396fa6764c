/* The JSON schema of rule files, out of the tables of fields that the loader reads by. */
#include <stdio.h>

#include "base/json.h"
#include "core/parse.h"
#include "match/load-private.h"

/* {"$ref": "#/$defs/row"}, or a list of them. */
static void schema_ref(struct up_json *json, const struct up_field *field)
{
	char name[48];
	snprintf(name, sizeof name, "#/$defs/%s", field->of);
	if (field->each) {
		up_json_pair_s(json, "type", "array");
		up_json_key(json, "items");
		up_json_object(json);
	}
	up_json_pair_s(json, "$ref", name);
	if (field->each)
		up_json_object_end(json);
}

static void schema_words(struct up_json *json, const char *const *words)
{
	up_json_key(json, "enum");
	up_json_array(json);
	for (; *words; words++)
		up_json_string(json, up_str_from(*words));
	up_json_array_end(json);
}

static void schema_parsers(struct up_json *json)
{
	up_json_key(json, "enum");
	up_json_array(json);
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		up_json_string(json, up_str_from((*parser)->name));
	up_json_array_end(json);
}

/* Scalars are taken as they are written: 7.5 and true need no quotes here, though YAML has types of its own for them. */
static void schema_scalar(struct up_json *json, bool or_list)
{
	static const char *const types[] = { "string", "number", "boolean", "array" };
	up_json_key(json, "type");
	up_json_array(json);
	for (size_t i = 0; i < sizeof types / sizeof *types - !or_list; i++)
		up_json_string(json, up_str_from(types[i]));
	up_json_array_end(json);
	if (!or_list)
		return;
	up_json_key(json, "items");
	up_json_object(json);
	schema_scalar(json, false);
	up_json_object_end(json);
}

/* One of the words, or a list of them. */
static void schema_bits(struct up_json *json, const char *const *words)
{
	up_json_key(json, "oneOf");
	up_json_array(json);
	up_json_object(json);
	schema_words(json, words);
	up_json_object_end(json);
	up_json_object(json);
	up_json_pair_s(json, "type", "array");
	up_json_key(json, "items");
	up_json_object(json);
	schema_words(json, words);
	up_json_object_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
}

static void schema_value(struct up_json *json, const struct up_field *field)
{
	bool is_boolean = field->words && !strcmp(field->words[0], "false");
	if (field->of)
		schema_ref(json, field);
	else if (field->type == UP_FIELD_BITS)
		schema_bits(json, field->words);
	else if (is_boolean || (field->words && !strcmp(field->words[0], "true")))
		up_json_pair_s(json, "type", "boolean");
	else if (field->words)
		schema_words(json, field->words);
	else if (field->type == UP_FIELD_PARSER)
		schema_parsers(json);
	else if (field->type == UP_FIELD_STRING || field->type == UP_FIELD_VERSION)
		schema_scalar(json, false);
	else if (field->type != UP_FIELD_CUSTOM && field->type != UP_FIELD_ELSEWHERE)
		schema_scalar(json, true);
}

static void schema_of(struct up_json *json, const char *key, const struct up_field *fields)
{
	up_json_key(json, key);
	up_json_object(json);
	up_json_pair_s(json, "type", "object");
	up_json_pair_bool(json, "additionalProperties", false);
	up_json_key(json, "required");
	up_json_array(json);
	for (const struct up_field *field = fields; field->name; field++)
		if (field->required)
			up_json_string(json, up_str_from(field->name));
	up_json_array_end(json);
	up_json_key(json, "properties");
	up_json_object(json);
	for (const struct up_field *field = fields; field->name; field++) {
		up_json_key(json, field->name);
		up_json_object(json);
		up_json_pair_s(json, "description", field->doc);
		schema_value(json, field);
		up_json_object_end(json);
	}
	up_json_object_end(json);
	up_json_object_end(json);
}

void up_loader_schema(struct up_buf *out)
{
	static const struct {
		const char *name;
		const struct up_field *fields;
	} maps[] = {
		{ "product", up_product_fields },
		{ "versions", up_version_fields },
		{ "names", up_name_fields },
		{ "file", up_file_fields },
		{ "row", up_row_fields },
		{ "topic", up_topic_fields },
		{ "rule", up_topic_rule_fields },
		{ "when", up_when_fields },
		{ "change", up_change_fields },
		{ "lock", up_lock_fields },
		{ "server", up_server_fields },
		{ "example", up_example_fields },
		{ "recognise", up_recognise_fields },
		{ "variables", up_variable_fields },
		{ "units", up_units_fields },
		{ "include", up_include_fields },
		{ "rename", up_rename_fields },
		{ "systems", up_system_fields },
		{ "vendor", up_vendor_fields },
		{ "secret", up_secret_fields },
		{ "runner", up_runner_fields },
		{ "sign", up_sign_fields },
		{ "releases", up_releases_fields },
		{ "release", up_release_fields },
		{ "line", up_line_fields },
		{ "upgrade", up_upgrade_fields },
		{ "stop", up_stop_fields },
		{ "needs", up_needs_fields },
		{ "blocked", up_blocked_fields },
		{ "task", up_task_fields },
		{ "skew", up_skew_fields },
		{ "downgrade", up_back_fields },
	};
	struct up_json json;
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_s(&json, "$schema", "https://json-schema.org/draft/2020-12/schema");
	up_json_pair_s(&json, "title", "uplint rule files");
	up_json_key(&json, "oneOf");
	up_json_array(&json);
	static const char *const roots[] = { "#/$defs/product", "#/$defs/topic",    "#/$defs/units",
					     "#/$defs/runner",  "#/$defs/releases", "#/$defs/vendor" };
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
		up_json_object(&json);
		up_json_pair_s(&json, "$ref", roots[i]);
		up_json_object_end(&json);
	}
	up_json_array_end(&json);
	up_json_key(&json, "$defs");
	up_json_object(&json);
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
		schema_of(&json, maps[i].name, maps[i].fields);
	up_json_object_end(&json);
	up_json_object_end(&json);
}
