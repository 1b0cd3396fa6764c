#include "run/components.h"

#include <stdio.h>
#include <string.h>

#include "base/lines.h"
#include "base/memory.h"
#include "package/control.h"

void up_components_finish(struct up_components *components)
{
	up_free(components->items);
	*components = (struct up_components){ 0 };
}

void up_components_add(struct up_components *components, const struct up_components *others)
{
	components->items = up_grow(components->items, &components->capacity, components->n + others->n, sizeof *components->items);
	if (others->n)
		memcpy(components->items + components->n, others->items, others->n * sizeof *others->items);
	components->n += others->n;
}

static void add(struct up_components *components, struct up_component component)
{
	if (!component.name.len || !component.version.len)
		return;
	components->items = up_grow(components->items, &components->capacity, components->n + 1, sizeof component);
	up_str *const strings[] = { &component.type,    &component.name,    &component.source_name,
				    &component.version, &component.release, &component.source };
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		*strings[i] = up_arena_copy(components->arena, *strings[i]);
	components->items[components->n++] = component;
}

/* "openssl (3.0.1-2)" names its source package, with a version where that differs. */
static up_str source_name(up_str source)
{
	return up_str_trim(up_str_slice(source, 0, up_str_find_byte(source, '(', 0)));
}

static void add_control(struct up_components *components, const char *type, const struct up_control *control, up_str path)
{
	add(components, (struct up_component){ .type = up_str_from(type),
					       .name = control->package,
					       .source_name = source_name(control->source),
					       .version = control->version,
					       .source = path });
}

/* "Name: requests" of a wheel's METADATA, "artifactId=log4j-core" of pom.properties. */
static up_str line_value(up_str text, up_str key)
{
	up_str line;
	for (size_t at = 0; up_line_next(text, &at, &line);)
		if (up_str_starts(line, key))
			return up_str_trim(up_str_slice(line, key.len, line.len));
	return UP_STR("");
}

static void add_maven(struct up_components *components, const struct up_member *member)
{
	up_str group = line_value(member->bytes, UP_STR("groupId=")), artifact = line_value(member->bytes, UP_STR("artifactId="));
	add(components, (struct up_component){ .type = UP_STR("maven"),
					       .name = up_arena_printf(components->arena, "%.*s:%.*s", UP_FMT(group), UP_FMT(artifact)),
					       .version = line_value(member->bytes, UP_STR("version=")),
					       .source = member->path });
}

/* The value of `"key": "…"` at the top of a small JSON object as npm writes it: the first of that name, before any nested object could hold another. */
static up_str json_text(up_str text, const char *key)
{
	char wanted[32];
	int len = snprintf(wanted, sizeof wanted, "\"%s\"", key);
	size_t at = up_str_find(text, (up_str){ wanted, (size_t)len }, 0);
	if (at == SIZE_MAX || up_str_find_byte(up_str_slice(text, 1, at), '{', 0) != SIZE_MAX)
		return UP_STR("");
	size_t quote = up_str_find_byte(text, '"', at + (size_t)len),
	       end = quote == SIZE_MAX ? quote : up_str_find_byte(text, '"', quote + 1);
	return end == SIZE_MAX ? UP_STR("") : up_str_slice(text, quote + 1, end);
}

static void add_member(struct up_components *components, const struct up_package *package, const struct up_member *member)
{
	struct up_control control;
	up_str name = member->name;
	enum up_container_kind kind = package->containers[member->container].kind;
	if (kind == UP_CONTAINER_DEB && up_str_eq(name, UP_STR("control/control")) && up_control_read(member->bytes, &control))
		add_control(components, "deb", &control, member->path);
	else if (up_str_eq(name, UP_STR("control/.PKGINFO")) && up_pkginfo_read(member->bytes, &control))
		add_control(components, "apk", &control, member->path);
	else if (up_str_ends(name, UP_STR(".dist-info/METADATA")))
		add(components, (struct up_component){ .type = UP_STR("pypi"),
						       .name = line_value(member->bytes, UP_STR("Name:")),
						       .version = line_value(member->bytes, UP_STR("Version:")),
						       .source = member->path });
	else if (up_str_ends(name, UP_STR("/pom.properties")))
		add_maven(components, member);
	else if (up_str_eq(up_str_basename(name), UP_STR("package.json")))
		add(components, (struct up_component){ .type = UP_STR("npm"),
						       .name = json_text(member->bytes, "name"),
						       .version = json_text(member->bytes, "version"),
						       .source = member->path });
}

void up_components_of_package(struct up_components *components, const struct up_package *package, up_str release)
{
	size_t first = components->n;
	for (size_t i = 0; i < package->n_members; i++)
		if (package->members[i].bytes.len)
			add_member(components, package, &package->members[i]);
	for (size_t i = 0; i < package->n_containers; i++)
		if (package->containers[i].name.len)
			add(components, (struct up_component){ .type = UP_STR("rpm"),
							       .name = package->containers[i].name,
							       .version = package->containers[i].version,
							       .source = package->containers[i].path });
	/* Packages of a system are for the release that the host has. */
	for (size_t i = first; i < components->n; i++)
		if (up_str_is_listed(components->items[i].type, "deb rpm apk"))
			components->items[i].release = release;
}

void up_components_of_host(struct up_components *components, up_str status, up_str path, up_str release)
{
	for (size_t at = 0; at < status.len;) {
		size_t end = up_str_find(status, UP_STR("\n\n"), at);
		up_str stanza = up_str_slice(status, at, end);
		struct up_control control;
		at = end == SIZE_MAX ? status.len : end + 2;
		if (!up_str_ends(up_control_field(stanza, UP_STR("Status")), UP_STR(" installed")) || !up_control_read(stanza, &control))
			continue;
		add(components, (struct up_component){ .type = UP_STR("deb"),
						       .name = control.package,
						       .source_name = source_name(control.source),
						       .version = control.version,
						       .release = release,
						       .source = path,
						       .is_host = true });
	}
}
