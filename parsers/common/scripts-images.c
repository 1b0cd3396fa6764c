/* Images and actions: what CI jobs, manifests and the values of charts run that others have made. */
#include "common/scripts.h"

/* "ghcr.io/x/nginx:1.2@sha256:…" → name, and the tag or else the digest; *ret_digest where there are both. A colon before the last '/' belongs to a port. */
static void split_image(up_str image, up_str *ret_name, up_str *ret_version, up_str *ret_digest)
{
	size_t at = up_str_find_byte(image, '@', 0);
	up_str digest = at == SIZE_MAX ? UP_STR_NULL : up_str_slice(image, at + 1, image.len);
	up_str name = up_str_slice(image, 0, at == SIZE_MAX ? image.len : at);
	up_str base = up_str_basename(name);
	size_t colon = up_str_find_byte(base, ':', 0);
	*ret_version = digest;
	*ret_digest = UP_STR_NULL;
	if (colon != SIZE_MAX) {
		*ret_version = up_str_slice(base, colon + 1, base.len);
		*ret_digest = digest;
		name = up_str_slice(name, 0, name.len - (base.len - colon));
	}
	*ret_name = name;
}

/* A part of the value's text with the template markers that are blanked in it. */
static up_str written_part(struct up_parse *p, const struct up_script_value *value, up_str part)
{
	bool is_own = part.s >= value->text.bytes.s && part.s + part.len <= value->text.bytes.s + value->text.bytes.len;
	if (!part.len || !is_own || !up_parse_is_masked(p, value->at))
		return part;
	const struct up_word word = { .text = value->text, .at = value->at };
	size_t offset = (size_t)(part.s - value->text.bytes.s);
	return up_str_slice(up_parse_written(p, &word), offset, offset + part.len);
}

static bool emit_component(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value, const char *prefix,
			   up_str name, up_str version, up_str digest)
{
	name = written_part(p, value, name);
	version = written_part(p, value, version);
	struct up_word *word = digest.len ? up_arena_alloc_zero(up_parse_arena(p), sizeof *word) : NULL;
	if (word) {
		word->text = up_text_plain(up_arena_printf(up_parse_arena(p), "digest=%.*s", UP_FMT(digest)), value->at.start);
		word->at = value->at;
	}
	uint32_t flags = (up_script_is_dynamic(value->text.bytes) ? UP_FACT_DYNAMIC : 0) | (version.len ? 0 : UP_FACT_EMPTY);
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_COMPONENT,
					     .flags = flags,
					     .scope = carrier->scope,
					     .path = carrier->path,
					     .key = up_arena_printf(up_parse_arena(p), "%s:%.*s", prefix, UP_FMT(name)),
					     .value = version,
					     .key_at = value->at,
					     .value_at = value->at,
					     .words = word,
					     .n_words = word != NULL });
}

bool up_script_emit_image(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	up_str image = up_str_trim(value->text.bytes), name, version, digest;
	if (up_str_starts(image, UP_STR("docker://")))
		image = up_str_slice(image, 9, image.len);
	else if (up_str_eq(image, UP_STR("Dockerfile")))
		return true; /* of an action: built, not pulled */
	if (!image.len)
		return true;
	split_image(image, &name, &version, &digest);
	return emit_component(p, carrier, value, "image", name, version, digest);
}

static bool is_hash(up_str ref)
{
	for (size_t i = 0; i < ref.len; i++)
		if (!up_is_digit(ref.s[i]) && (ref.s[i] < 'a' || ref.s[i] > 'f'))
			return false;
	return ref.len == 40;
}

/* `uses: actions/checkout@0123… # v3.1.2`: the version that people and bots write behind a pinned commit; empty where there is none. */
static up_str pinned_version(const struct up_parse *p, const struct up_script_value *value)
{
	up_str bytes = up_parse_source(p)->bytes;
	size_t at = value->at.end;
	while (at < bytes.len && up_is_blank(bytes.s[at]))
		at++;
	if (at >= bytes.len || bytes.s[at] != '#')
		return UP_STR_NULL;
	at++;
	while (at < bytes.len && up_is_blank(bytes.s[at]))
		at++;
	up_str tag = UP_STR("tag=");
	if (up_str_starts(up_str_slice(bytes, at, bytes.len), tag))
		at += tag.len;
	size_t end = at;
	while (end < bytes.len && (up_is_alnum(bytes.s[end]) || bytes.s[end] == '.' || bytes.s[end] == '-'))
		end++;
	up_str version = up_str_slice(bytes, at, end);
	return version.len > 1 && version.s[0] == 'v' && up_is_digit(version.s[1]) ? version : UP_STR_NULL;
}

bool up_script_emit_action(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	up_str uses = up_str_trim(value->text.bytes);
	if (up_str_starts(uses, UP_STR("docker://")))
		return up_script_emit_image(p, carrier, value);
	if (!uses.len || uses.s[0] == '.')
		return true; /* of this repository */
	size_t at = up_str_find_byte(uses, '@', 0);
	up_str name = up_str_slice(uses, 0, at == SIZE_MAX ? uses.len : at);
	up_str version = at != SIZE_MAX && is_hash(up_str_slice(uses, at + 1, uses.len)) ? pinned_version(p, value) : UP_STR_NULL;
	/* The commit says nothing of its age, the comment does. */
	if (version.len &&
	    !up_emit(p, &(struct up_fact){ .kind = UP_FACT_SETTING,
					   .scope = carrier->scope,
					   .path = carrier->path,
					   .key = value->key,
					   .value = up_arena_printf(up_parse_arena(p), "%.*s@%.*s", UP_FMT(name), UP_FMT(version)),
					   .key_at = value->key_at,
					   .value_at = value->at }))
		return false;
	return emit_component(p, carrier, value, "action", name, at == SIZE_MAX ? UP_STR_NULL : up_str_slice(uses, at + 1, uses.len),
			      UP_STR_NULL);
}

struct up_word up_script_image_program(const struct up_script_value *value)
{
	up_str name, version, digest;
	split_image(value->text.bytes, &name, &version, &digest);
	up_str base = up_str_basename(name);
	uint32_t start = (uint32_t)(name.len - base.len);
	struct up_word word = { .text = up_text_slice(&value->text, start, start + (uint32_t)base.len), .at = value->at };
	if (base.len)
		word.at = (up_span){ up_text_at(&word.text, 0), up_text_at(&word.text, (uint32_t)base.len - 1) + 1 };
	return word;
}

/* --- values of charts ---------------------------------------------------------------------------------------------------- */

static const struct up_script_value *chart_sibling(const struct up_carrier *carrier, const char *key)
{
	for (const struct up_script_value *value = carrier->first; value; value = value->next)
		if (value->row->how == UP_SCRIPT_CHART_IMAGE && !value->list && up_str_eq(value->key, up_str_from(key)))
			return value;
	return NULL;
}

static up_str chart_text(const struct up_script_value *value)
{
	return value && !(value->flags & UP_FACT_EMPTY) ? up_str_trim(value->text.bytes) : UP_STR_NULL;
}

/* What a chart puts together: `{registry: docker.io, repository: bitnami/redis, tag: 7.2}`, or `image: redis` beside `tag`. A repository alone is one of
 * an image where its mapping is called so: the chart knows the tag. */
bool up_script_emit_chart_image(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	bool is_repository = up_str_eq(value->key, UP_STR("repository"));
	const struct up_script_value *tag = chart_sibling(carrier, "tag");
	up_str own = chart_text(value), registry = chart_text(chart_sibling(carrier, "registry")), name, version, digest;
	if ((!is_repository && !up_str_eq(value->key, UP_STR("image"))) || value->list || !own.len || up_str_contains(own, UP_STR("://")) ||
	    up_str_find_byte(own, ' ', 0) != SIZE_MAX)
		return true;
	if (is_repository && !tag && !chart_sibling(carrier, "digest") && !up_str_ends_nocase(carrier->path, UP_STR("image")))
		return true;
	split_image(own, &name, &version, &digest);
	if (chart_text(tag).len)
		version = chart_text(tag);
	if (chart_text(chart_sibling(carrier, "digest")).len)
		digest = chart_text(chart_sibling(carrier, "digest"));
	if (registry.len && !up_str_starts(name, registry))
		name = up_arena_printf(up_parse_arena(p), "%.*s/%.*s", UP_FMT(registry), UP_FMT(name));
	if (!version.len) {
		version = digest;
		digest = UP_STR_NULL;
	}
	return emit_component(p, carrier, value, "image", name, version, digest);
}
