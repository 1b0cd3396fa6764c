/* Reading YAML maps by a table of fields: types, suggestions, patterns. */
#include <stdarg.h>
#include <stdio.h>

#include "base/glob.h"
#include "base/regex-literal.h"
#include "base/regex.h"
#include "base/suggest.h"
#include "core/parse.h"
#include "core/version.h"
#include "match/load-private.h"

void up_loader_fault(struct up_loader *loader, const struct up_yaml_node *at, const char *format, ...)
{
	char message[600];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	up_buf_printf(&loader->faults, "%.*s:%u:%u: %s\n", UP_FMT(loader->file), at->line, at->column, message);
	loader->n_faults++;
}

static void fault_unknown_key(struct up_loader *loader, const struct up_yaml_node *key, const struct up_field *fields)
{
	const char *nearest = NULL;
	unsigned least = 3;
	for (const struct up_field *field = fields; field->name; field++) {
		unsigned distance = up_str_distance(key->text, up_str_from(field->name));
		if (distance < least) {
			least = distance;
			nearest = field->name;
		}
	}
	if (nearest)
		up_loader_fault(loader, key, "unknown key '%.*s'; did you mean '%s'?", UP_FMT(key->text), nearest);
	else
		up_loader_fault(loader, key, "unknown key '%.*s'", UP_FMT(key->text));
}

const struct up_yaml_node *up_loader_get(const struct up_yaml_node *map, const char *key)
{
	if (!map || map->kind != UP_YAML_MAP)
		return NULL;
	for (const struct up_yaml_node *node = map->first; node; node = node->next->next)
		if (up_str_eq(node->text, up_str_from(key)))
			return node->next;
	return NULL;
}

static void check_regex(struct up_loader *loader, const struct up_yaml_node *node, up_str pattern)
{
	char message[200];
	size_t offset;
	struct up_regex *regex = up_regex_new(pattern, false, &offset, message, sizeof message);
	if (!regex)
		up_loader_fault(loader, node, "the regular expression is not valid at its character %zu: %s", offset + 1, message);
	else if (up_regex_is_catastrophic(regex, pattern))
		up_loader_fault(loader, node, "the regular expression can take exponential time: avoid a repetition inside a repetition");
	up_regex_free(regex);
}

struct up_image_pattern up_loader_regex(struct up_loader *loader, const struct up_yaml_node *node, up_str text)
{
	check_regex(loader, node, text);
	struct up_image_pattern pattern = { .kind = UP_PATTERN_REGEX };
	pattern.regex = loader->build.n_regex++;
	pattern.literal = up_build_string(&loader->build, up_regex_literal(text));
	pattern.text = up_build_string(&loader->build, text);
	return pattern;
}

static struct up_image_pattern read_pattern(struct up_loader *loader, const struct up_yaml_node *node)
{
	up_str text = node->text;
	if (text.len >= 3 && text.s[0] == '/' && text.s[text.len - 1] == '/')
		return up_loader_regex(loader, node, up_str_slice(text, 1, text.len - 1));
	struct up_image_pattern pattern = { .kind = UP_PATTERN_EXACT };
	pattern.text = up_build_string(&loader->build, text);
	return pattern;
}

/* `jobs/ * /steps/[]` names a list item: its brackets are no class. */
static up_str literal_items(struct up_loader *loader, up_str glob)
{
	struct up_buf out = { 0 };
	for (size_t i = 0; i < glob.len; i++) {
		if (up_str_starts(up_str_slice(glob, i, glob.len), UP_STR("[]"))) {
			up_buf_add(&out, UP_STR("\\[\\]"));
			i++;
		} else {
			up_buf_add_byte(&out, glob.s[i]);
		}
	}
	return up_arena_take(loader->arena, &out);
}

static void check_parser(struct up_loader *loader, const struct up_yaml_node *node)
{
	if (up_parser_by_name(node->text))
		return;
	struct up_buf near = { 0 };
	struct up_suggest suggest;
	up_suggest_init(&suggest, node->text);
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		up_suggest_add(&suggest, up_str_from((*parser)->name));
	up_suggest_write(&suggest, &near);
	up_loader_fault(loader, node, "there is no parser '%.*s'%.*s", UP_FMT(node->text), UP_FMT(up_buf_str(&near)));
	up_buf_finish(&near);
}

static void add_item(struct up_loader *loader, const struct up_yaml_node *item, enum up_field_type type, struct up_image_range *ret_list,
		     struct up_image_range *ret_patterns)
{
	if (item->kind != UP_YAML_SCALAR) {
		up_loader_fault(loader, item, "a string is expected here");
		return;
	}
	if (type == UP_FIELD_PARSERS)
		check_parser(loader, item);
	bool regex = item->text.len >= 3 && item->text.s[0] == '/' && item->text.s[item->text.len - 1] == '/';
	if (type == UP_FIELD_PATTERNS || (type == UP_FIELD_KEYS && regex)) {
		struct up_image_pattern pattern = read_pattern(loader, item);
		uint32_t index = up_build_add(&loader->build, UP_IMAGE_PATTERNS, &pattern, sizeof pattern);
		struct up_image_range *target = type == UP_FIELD_KEYS ? ret_patterns : ret_list;
		if (!target->n++)
			target->first = index;
		return;
	}
	up_str text = type == UP_FIELD_GLOBS ? literal_items(loader, item->text) : item->text;
	if (type == UP_FIELD_GLOBS && text.len && !up_glob_valid(text))
		up_loader_fault(loader, item, "the glob has a bracket or brace that is not closed");
	up_build_list_add(&loader->build, ret_list, text);
}

void up_loader_list(struct up_loader *loader, const struct up_yaml_node *value, enum up_field_type type, struct up_image_range *ret_list,
		    struct up_image_range *ret_patterns)
{
	if (value->kind == UP_YAML_SCALAR) {
		add_item(loader, value, type, ret_list, ret_patterns);
	} else if (value->kind == UP_YAML_LIST) {
		for (const struct up_yaml_node *item = value->first; item; item = item->next)
			add_item(loader, item, type, ret_list, ret_patterns);
	} else {
		up_loader_fault(loader, value, "a string or a list of strings is expected here");
	}
}

static void add_link(struct up_loader *loader, const struct up_yaml_node *item, struct up_image_range *links)
{
	char name[128];
	if (item->kind != UP_YAML_SCALAR) {
		up_loader_fault(loader, item, "the name of a source is expected here");
		return;
	}
	if (up_str_starts(item->text, UP_STR("https://")) || up_str_starts(item->text, UP_STR("http://"))) {
		up_build_list_add(&loader->build, links, item->text);
		return;
	}
	snprintf(name, sizeof name, "%.*s", UP_FMT(item->text));
	const struct up_yaml_node *url = up_loader_get(loader->sources, name);
	if (!url || url->kind != UP_YAML_SCALAR)
		up_loader_fault(loader, item, "'%s' is neither a URL nor a name of `sources`", name);
	else
		up_build_list_add(&loader->build, links, url->text);
}

static void fill_links(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_range *links)
{
	if (value->kind == UP_YAML_LIST)
		for (const struct up_yaml_node *item = value->first; item; item = item->next)
			add_link(loader, item, links);
	else
		add_link(loader, value, links);
}

/* Which of the field's words the value is; 0 after a fault. */
static uint8_t word_of(struct up_loader *loader, const struct up_yaml_node *value, const struct up_field *field)
{
	struct up_buf known = { 0 };
	for (uint8_t i = 0; field->words[i]; i++) {
		if (up_str_eq(value->text, up_str_from(field->words[i]))) {
			up_buf_finish(&known);
			return i;
		}
		up_buf_printf(&known, "%s%s", i ? ", " : "", field->words[i]);
	}
	up_loader_fault(loader, value, "'%s' is one of: %s", field->name, known.bytes);
	up_buf_finish(&known);
	return 0;
}

static void fill_bits(struct up_loader *loader, const struct up_yaml_node *value, const struct up_field *field, uint8_t *bits)
{
	const struct up_yaml_node *item = value->kind == UP_YAML_LIST ? value->first : value;
	for (; item; item = value->kind == UP_YAML_LIST ? item->next : NULL) {
		if (item->kind == UP_YAML_SCALAR)
			*bits |= (uint8_t)(1u << word_of(loader, item, field));
		else
			up_loader_fault(loader, item, "a string is expected here");
	}
}

/* What must hold of a single value beside being one. */
static void check_scalar(struct up_loader *loader, const struct up_yaml_node *value, const struct up_field *field)
{
	if (field->type == UP_FIELD_VERSION && !up_version_valid(value->text))
		up_loader_fault(loader, value, "'%.*s' is no version", UP_FMT(value->text));
	if (field->type == UP_FIELD_PARSER)
		check_parser(loader, value);
	if (field->type == UP_FIELD_STRING && field->words)
		word_of(loader, value, field);
}

static bool is_scalar(enum up_field_type type)
{
	return type == UP_FIELD_STRING || type == UP_FIELD_PARSER || type == UP_FIELD_VERSION || type == UP_FIELD_WORD;
}

static void fill_one(struct up_loader *loader, const struct up_yaml_node *value, const struct up_field *field, char *record)
{
	if (is_scalar(field->type) && value->kind != UP_YAML_SCALAR) {
		up_loader_fault(loader, value, "'%s' is a single value, not a list or map", field->name);
		return;
	}
	void *target = record + field->target;
	switch (field->type) {
	case UP_FIELD_STRING:
	case UP_FIELD_PARSER:
	case UP_FIELD_VERSION:
		check_scalar(loader, value, field);
		*(struct up_image_ref *)target = up_build_string(&loader->build, value->text);
		break;
	case UP_FIELD_WORD:
		*(uint8_t *)target = (uint8_t)(word_of(loader, value, field) + field->base);
		break;
	case UP_FIELD_BITS:
		fill_bits(loader, value, field, target);
		break;
	case UP_FIELD_LINKS:
		fill_links(loader, value, target);
		break;
	case UP_FIELD_CUSTOM:
		field->custom(loader, value, record);
		break;
	case UP_FIELD_ELSEWHERE:
		break;
	default:
		up_loader_list(loader, value, field->type, target, (struct up_image_range *)(void *)(record + field->target2));
	}
}

static const struct up_field *field_named(const struct up_field *fields, up_str name)
{
	for (; fields->name; fields++)
		if (up_str_eq(name, up_str_from(fields->name)))
			return fields;
	return NULL;
}

void up_loader_fill(struct up_loader *loader, const struct up_yaml_node *map, const struct up_field *fields, void *record)
{
	if (map->kind != UP_YAML_MAP) {
		up_loader_fault(loader, map, "a map of keys and values is expected here");
		return;
	}
	uint64_t seen = 0;
	for (const struct up_yaml_node *key = map->first; key; key = key->next->next) {
		const struct up_field *field = field_named(fields, key->text);
		if (!field) {
			fault_unknown_key(loader, key, fields);
			continue;
		}
		uint64_t bit = (uint64_t)1 << (field - fields);
		if (seen & bit)
			up_loader_fault(loader, key, "'%s' stands here twice", field->name);
		seen |= bit;
		fill_one(loader, key->next, field, record);
	}
	for (const struct up_field *field = fields; field->name; field++)
		if (field->required && !(seen & (uint64_t)1 << (field - fields)))
			up_loader_fault(loader, map, "'%s' is missing", field->name);
}
