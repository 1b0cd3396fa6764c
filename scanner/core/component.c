#include "core/component.h"

#include "core/parser.h"

struct up_fact up_component_fact(const struct up_said_component *said, struct up_arena *arena)
{
	struct up_fact fact = {
		.kind = UP_FACT_COMPONENT,
		.flags = said->flags | (said->version.len ? 0 : UP_FACT_EMPTY),
		.scope = said->scope,
		.path = said->path,
		.value = said->version,
		.key_at = said->key_at,
		.value_at = said->value_at.end > said->value_at.start ? said->value_at : (up_span){ said->key_at.end, said->key_at.end },
	};
	if (!said->type.len || !said->name.len)
		return fact;
	fact.key = up_arena_printf(arena, "%.*s:%.*s%s%.*s", UP_FMT(said->type), UP_FMT(said->space), said->space.len ? "/" : "",
				   UP_FMT(said->name));
	if (!said->n_qualifiers)
		return fact;
	struct up_word *words = up_arena_alloc_zero(arena, said->n_qualifiers * sizeof *words);
	for (uint32_t i = 0; i < said->n_qualifiers; i++) {
		words[i].text = (struct up_text){ .bytes = said->qualifiers[i], .at = said->key_at.start };
		words[i].at = said->key_at;
	}
	fact.words = words;
	fact.n_words = said->n_qualifiers;
	return fact;
}

bool up_component_emit_as(struct up_parse *p, const struct up_said_component *said)
{
	if (!said->name.len || !said->type.len)
		return true;
	struct up_fact fact = up_component_fact(said, up_parse_arena(p));
	return up_emit(p, &fact);
}

bool up_component_emit(struct up_parse *p, const char *type, up_str space, up_str name, up_str version, up_span key_at, up_span value_at)
{
	return up_component_emit_as(p, &(struct up_said_component){ .type = up_str_from(type),
								    .space = space,
								    .name = name,
								    .version = version,
								    .key_at = key_at,
								    .value_at = value_at });
}

bool up_component_emit_wanted(struct up_parse *p, const char *type, up_str space, up_str name, up_str wanted, up_span key_at,
			      up_span value_at)
{
	return up_component_emit_as(p, &(struct up_said_component){ .type = up_str_from(type),
								    .space = space,
								    .name = name,
								    .version = wanted,
								    .flags = UP_FACT_WANTED,
								    .key_at = key_at,
								    .value_at = value_at });
}

/* "registry.example.org:5000/tools/jq" names its registry, "tools/jq" and "nginx" are Docker Hub's (distribution/reference, splitDockerDomain). */
static void image_parts(up_str name, struct up_component_parts *parts, struct up_arena *arena)
{
	size_t slash = up_str_find_byte(name, '/', 0);
	up_str registry = slash == SIZE_MAX ? UP_STR_NULL : up_str_slice(name, 0, slash);
	bool is_registry = up_str_find_byte(registry, '.', 0) != SIZE_MAX || up_str_find_byte(registry, ':', 0) != SIZE_MAX ||
			   up_str_eq(registry, UP_STR("localhost"));
	if (is_registry) {
		name = up_str_slice(name, slash + 1, name.len);
		if (!up_str_eq(registry, UP_STR("docker.io")) && !up_str_eq(registry, UP_STR("index.docker.io")))
			up_component_qualify(parts, UP_STR("repository_url"), registry, arena);
	}
	if (up_str_starts(name, UP_STR("library/")) && (!is_registry || !parts->qualifiers.len))
		name = up_str_slice(name, 8, name.len);
	parts->type = UP_STR("docker");
	parts->name = up_str_basename(name);
	parts->space = up_str_slice(name, 0, name.len - parts->name.len);
}

/* "actions/cache/restore" is a folder of the repository actions/cache. */
static void action_parts(up_str name, struct up_component_parts *parts)
{
	size_t owner = up_str_find_byte(name, '/', 0);
	size_t repository = owner == SIZE_MAX ? SIZE_MAX : up_str_find_byte(name, '/', owner + 1);
	parts->type = UP_STR("github");
	if (owner == SIZE_MAX)
		return;
	parts->space = up_str_slice(name, 0, owner);
	parts->name = up_str_slice(name, owner + 1, repository);
	if (repository != SIZE_MAX)
		parts->subpath = up_str_slice(name, repository + 1, name.len);
}

static char asked_byte(char byte, bool is_python)
{
	if (is_python && (byte == '_' || byte == '.'))
		return '-';
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

up_str up_component_asked(up_str key, struct up_arena *arena)
{
	size_t colon = up_str_find_byte(key, ':', 0);
	up_str type = up_str_slice(key, 0, colon), name = colon == SIZE_MAX ? UP_STR_NULL : up_str_slice(key, colon + 1, key.len);
	if (up_str_is_listed(type, "deb rpm apk alpm")) {
		up_str base = up_str_basename(name);
		return base.len == name.len ? key : up_arena_printf(arena, "%.*s:%.*s", UP_FMT(type), UP_FMT(base));
	}
	if (!up_str_is_listed(type, "pypi composer nuget hex"))
		return key;
	bool is_python = up_str_eq(type, UP_STR("pypi"));
	size_t n = 0;
	while (n < name.len && asked_byte(name.s[n], is_python) == name.s[n])
		n++;
	if (n == name.len)
		return key;
	char *bytes = up_arena_alloc(arena, key.len);
	memcpy(bytes, key.s, key.len);
	for (size_t i = colon + 1; i < key.len; i++)
		bytes[i] = asked_byte(bytes[i], is_python);
	return (up_str){ bytes, key.len };
}

bool up_component_parts_of(up_str key, up_str version, struct up_arena *arena, struct up_component_parts *ret_parts)
{
	struct up_component_parts parts = { .version = version };
	size_t colon = up_str_find_byte(key, ':', 0);
	if (colon == SIZE_MAX)
		return false;
	up_str type = up_str_slice(key, 0, colon), name = up_str_slice(key, colon + 1, key.len);
	if (up_str_eq(type, UP_STR("image"))) {
		image_parts(name, &parts, arena);
	} else if (up_str_eq(type, UP_STR("action"))) {
		action_parts(name, &parts);
	} else {
		/* No type of package URLs is theirs: what is unregistered would not be understood. */
		parts.type = up_str_is_listed(type, "os kernel snap flatpak jar") ? UP_STR("generic") : type;
		parts.name = up_str_basename(name);
		parts.space = up_str_slice(name, 0, name.len - parts.name.len);
	}
	while (parts.space.len && parts.space.s[parts.space.len - 1] == '/')
		parts.space.len--;
	if (up_str_eq(type, UP_STR("kernel")))
		parts.name = UP_STR("linux-kernel");
	if (!parts.name.len || !parts.type.len)
		return false;
	*ret_parts = parts;
	return true;
}

up_str up_component_image_name(up_str key)
{
	up_str head = UP_STR("image:");
	return up_str_starts(key, head) ? up_str_basename(up_str_slice(key, head.len, key.len)) : UP_STR("");
}
