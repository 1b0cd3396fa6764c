/* Files that stand in a tree as text: `nginx.conf: |` of a ConfigMap, `content` beside a `path`, the values of a Helm chart. Who knows products says
 * which of them are read. */
#include "common/scripts.h"

enum {
	NEAR = 8,           /* mappings that are looked at for one that belongs to this: it is the one before or behind, or near */
	USES = 256,         /* the same where services say where they want a config */
	LEAST_ENCODED = 16, /* bytes of base64: a shorter text may be a word */
};

static const struct up_script_value *value_of(const struct up_carrier *carrier, enum up_script_how how, const char *keys)
{
	for (const struct up_script_value *value = carrier->first; value; value = value->next)
		if (value->row->how == how && up_script_is_one_of(up_str_from(keys), value->key))
			return value;
	return NULL;
}

/* The path without its last part. */
static up_str above(up_str path)
{
	up_str last = up_str_basename(path);
	return up_str_slice(path, 0, last.len < path.len ? path.len - last.len - 1 : 0);
}

/* The name of the object that the mapping stands in: of the `metadata` beside it. */
static up_str object_name(const struct up_carrier *carrier)
{
	const struct up_carrier *before = carrier->before, *next = carrier->next;
	for (unsigned i = 0; i < NEAR; i++) {
		const struct up_carrier *const both[] = { before, next };
		for (size_t k = 0; k < sizeof both / sizeof *both; k++) {
			const struct up_script_value *name = both[k] ? value_of(both[k], UP_SCRIPT_NAME, "name") : NULL;
			if (name && up_str_eq(above(both[k]->path), above(carrier->path)))
				return name->text.bytes;
		}
		before = before ? before->before : NULL;
		next = next ? next->next : NULL;
	}
	return UP_STR("");
}

/* A Secret's `data` is base64. */
static bool is_encoded(up_str text)
{
	text = up_str_trim(text);
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && !strchr("+/=\r\n", text.s[i]))
			return false;
	return text.len >= LEAST_ENCODED;
}

static void embed(struct up_parse *p, const struct up_script_value *value, const struct up_embedded_file *given)
{
	struct up_embedded_file file = *given;
	file.text = file.text ? file.text : &value->text;
	file.origin = value->row->origin;
	up_embed_file(p, &file);
}

/* Keys that are no names of files, of objects whose names begin so. */
static const struct {
	const char *key, *object, *name, *below;
} known_keys[] = {
	{ "mesh", "istio", "/istiod/values.yaml", "meshConfig" },
};

void up_script_embed_keyed(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	struct up_embedded_file file = { .name = value->key, .kin = object_name(carrier) };
	file.is_part = value->key.len && up_is_digit(value->key.s[0]); /* 01-users.xml: one of several that are read together */
	if (is_encoded(value->text.bytes))
		return;
	for (size_t i = 0; i < sizeof known_keys / sizeof *known_keys; i++) {
		if (!up_str_eq(value->key, up_str_from(known_keys[i].key)) || !up_str_starts(file.kin, up_str_from(known_keys[i].object)))
			continue;
		file.name = up_str_from(known_keys[i].name);
		file.below = up_str_from(known_keys[i].below);
		file.is_part = true;
	}
	embed(p, value, &file);
}

void up_script_embed_file(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	const struct up_script_value *name = value_of(carrier, UP_SCRIPT_FILE_NAME, "path|dest|destfile");
	const struct up_script_value *state = value_of(carrier, UP_SCRIPT_FILE_NAME, "state");
	const struct up_script_value *encoding = value_of(carrier, UP_SCRIPT_FILE_NAME, "encoding");
	const struct up_script_value *append = value_of(carrier, UP_SCRIPT_FILE_NAME, "append");
	if (!name)
		name = value_of(carrier, UP_SCRIPT_UNIT_FILE, "dest");
	bool is_gone = state && up_str_eq(state->text.bytes, UP_STR("absent"));
	bool is_coded = encoding && !up_str_eq(encoding->text.bytes, UP_STR("text/plain"));
	if (!name || is_gone || is_coded)
		return;
	bool is_part = !up_str_eq(value->key, UP_STR("content")) || (append && up_str_eq(append->text.bytes, UP_STR("true")));
	embed(p, value, &(struct up_embedded_file){ .name = name->text.bytes, .is_part = is_part });
}

/* Where a service wants the config; where none says it: its name. */
static up_str config_target(const struct up_scripts *scripts, up_str config)
{
	unsigned n = 0;
	for (const struct up_carrier *use = scripts->first; use && n++ < USES; use = use->next) {
		const struct up_script_value *source = value_of(use, UP_SCRIPT_CONFIG_USE, "source");
		const struct up_script_value *target = value_of(use, UP_SCRIPT_CONFIG_USE, "target");
		if (source && target && up_str_eq(source->text.bytes, config))
			return target->text.bytes;
	}
	return config;
}

void up_script_embed_config(const struct up_scripts *scripts, const struct up_carrier *carrier, const struct up_script_value *value)
{
	const struct up_text text = up_script_interpolated(scripts->p, value);
	up_str name = config_target(scripts, up_str_basename(carrier->path));
	embed(scripts->p, value, &(struct up_embedded_file){ .name = name, .text = &text });
}

void up_script_embed_literal(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	const struct up_script_value *name = value_of(carrier, UP_SCRIPT_FILE_NAME, "name");
	size_t equals = up_str_find_byte(value->text.bytes, '=', 0);
	if (equals == SIZE_MAX)
		return;
	const struct up_text text = up_text_slice(&value->text, (uint32_t)equals + 1, (uint32_t)value->text.bytes.len);
	embed(p, value,
	      &(struct up_embedded_file){
		      .name = up_str_slice(value->text.bytes, 0, equals), .kin = name ? name->text.bytes : UP_STR(""), .text = &text });
}

/* "traefik" of "https://example.org/charts/traefik-10.19.300.tgz" */
static up_str chart_name(up_str chart)
{
	chart = up_str_basename(up_str_trim(chart));
	for (size_t i = 0; i + 1 < chart.len; i++)
		if (chart.s[i] == '-' && up_is_digit(chart.s[i + 1]) && up_str_ends(chart, UP_STR(".tgz")))
			return up_str_slice(chart, 0, i);
	return chart;
}

/* The chart that the values are for is named beside them, or in the mapping round them. */
static up_str chart_of(const struct up_carrier *carrier)
{
	const struct up_script_value *chart = value_of(carrier, UP_SCRIPT_CHART, "*");
	const struct up_carrier *before = carrier->before;
	for (unsigned i = 0; i < NEAR && before && !chart; i++, before = before->before)
		if (up_str_eq(before->path, above(carrier->path)))
			chart = value_of(before, UP_SCRIPT_CHART, "*");
	return chart ? chart_name(chart->text.bytes) : object_name(carrier);
}

void up_script_embed_values(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	up_str chart = chart_of(carrier);
	if (chart.len)
		embed(p, value,
		      &(struct up_embedded_file){ .name = up_arena_printf(up_parse_arena(p), "/%.*s/values.yaml", UP_FMT(chart)) });
}
