/* NuGet: packages.lock.json, PackageReference and PackageVersion in projects and Directory.Packages.props, packages.config.
 * https://learn.microsoft.com/en-us/nuget/consume-packages/package-references-in-project-files */
#include "base/memory.h"
#include "common/bid.h"
#include "common/placeholders.h"
#include "common/records.h"

/* --- packages.lock.json ------------------------------------------------------------------------------------------------- */

enum {
	TYPE,
	RESOLVED,
};

static const char *const lock_names[] = { "type", "resolved", NULL };

/* `dependencies` → the framework → the package. A project of the same solution has no version. */
static bool lock_end(struct up_records *records, struct up_record *record)
{
	const struct up_field *fields = record->fields;
	if (up_record_depth(records, record) != 3 || !up_str_eq(records->open[1].key, UP_STR("dependencies")))
		return true;
	bool is_project = up_str_eq_nocase(fields[TYPE].value, UP_STR("Project"));
	return up_component_emit_as(records->p, &(struct up_said_component){ .type = UP_STR("nuget"),
									     .name = record->key,
									     .version = fields[RESOLVED].value,
									     .path = is_project ? UP_STR("local") : UP_STR_NULL,
									     .key_at = record->key_at,
									     .value_at = fields[RESOLVED].at });
}

/* --- projects ----------------------------------------------------------------------------------------------------------- */

enum {
	INCLUDE,
	UPDATE,
	VERSION,
	VERSION_CHILD,
	OVERRIDE,
	ID,
	CONFIG_VERSION,
};

static const char *const project_names[] = { "@Include", "@Update", "@Version", "Version", "@VersionOverride", "@id", "@version", NULL };

struct project {
	struct up_placeholders properties;
	struct up_said_component *items;
	size_t n, capacity;
};

static bool project_value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	struct project *project = records->data;
	if (!up_str_ends(record->path, UP_STR("/PropertyGroup")) || !fact->key.len || fact->key.s[0] == '@')
		return true;
	up_placeholders_add(&project->properties, fact->key, fact->value, fact->value_at);
	return up_records_fit(records->p, project->properties.n, fact->key_at.start);
}

static bool project_end(struct up_records *records, struct up_record *record)
{
	static const struct up_field nothing = { 0 };
	struct project *project = records->data;
	const struct up_field *fields = record->fields, *name = &fields[fields[INCLUDE].at.end ? INCLUDE : UPDATE],
			      *version = &fields[VERSION];
	up_str element = up_str_basename(record->path);
	bool is_config = up_str_eq(record->path, UP_STR("packages/package"));
	if (!is_config &&
	    !up_str_is_listed(element, "PackageReference PackageVersion GlobalPackageReference PackageDownload DotNetCliToolReference"))
		return true;
	/* An attribute without its closing quote is where the source breaks off. */
	if (version->at.end && !(version->flags & UP_FACT_QUOTED))
		version = &nothing;
	if (is_config) {
		name = &fields[ID];
		version = &fields[CONFIG_VERSION];
	} else if (fields[OVERRIDE].at.end) {
		version = &fields[OVERRIDE];
	} else if (!version->at.end) {
		version = &fields[VERSION_CHILD];
	}
	project->items = up_grow(project->items, &project->capacity, project->n + 1, sizeof *project->items);
	project->items[project->n++] = (struct up_said_component){ .type = UP_STR("nuget"),
								   .name = name->value,
								   .version = version->value,
								   .path = is_config ? UP_STR_NULL : element,
								   .key_at = name->at,
								   .value_at = version->at };
	return up_records_fit(records->p, project->n, record->key_at.start);
}

/* "1.2.3" is the least that is taken, and what NuGet takes; "[1.2.3]" is that one alone; "[1,2)" and "1.*" leave a choice. */
static bool project_emit(struct up_parse *p, struct project *project, struct up_said_component *said)
{
	struct up_arena *arena = up_parse_arena(p);
	if (!up_placeholders_resolve(&project->properties, "$(", ')', arena, &said->version, &said->value_at))
		said->flags |= UP_FACT_DYNAMIC;
	up_str *version = &said->version;
	bool is_range = up_str_find_byte(*version, ',', 0) != SIZE_MAX || up_str_find_byte(*version, '*', 0) != SIZE_MAX;
	if (!is_range && version->len > 2 && version->s[0] == '[' && version->s[version->len - 1] == ']')
		*version = up_str_trim(up_str_slice(*version, 1, version->len - 1));
	if (is_range || !version->len || said->flags)
		said->flags |= UP_FACT_WANTED;
	return up_component_emit_as(p, said);
}

/* --- *.nuspec: what a package is ---------------------------------------------------------------------------------------- */

static const char *const package_names[] = { "id", "version", NULL };

static bool package_end(struct up_records *records, struct up_record *record)
{
	const struct up_field *id = &record->fields[0], *version = &record->fields[1];
	if (!up_str_eq(record->path, UP_STR("package/metadata")) || !version->value.len)
		return true;
	/* "$version$" is filled in when it is packed. */
	uint32_t flags = up_str_find_byte(version->value, '$', 0) == SIZE_MAX ? 0 : UP_FACT_DYNAMIC;
	return up_component_emit_as(records->p, &(struct up_said_component){ .type = UP_STR("nuget"),
									     .name = id->value,
									     .version = version->value,
									     .flags = flags,
									     .key_at = id->at,
									     .value_at = version->at });
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_records package = { .names = package_names, .end = package_end };
	if (up_str_ends(up_parse_source(p)->name, UP_STR(".nuspec")))
		return up_records_read(&package, p, "xml");
	struct project project = { 0 };
	struct up_records lock = { .names = lock_names, .end = lock_end };
	struct up_records manifest = { .names = project_names, .value = project_value, .end = project_end, .data = &project };
	if (up_str_ends(up_parse_source(p)->name, UP_STR(".json")))
		return up_records_read(&lock, p, "json");
	enum up_parse_result result = up_records_read(&manifest, p, "xml");
	for (size_t i = 0; i < project.n && project_emit(p, &project, &project.items[i]); i++)
		;
	up_free(project.items);
	up_placeholders_finish(&project.properties);
	return result;
}

static int bid(const struct up_source *source)
{
	up_str name = up_str_basename(source->name);
	bool is_lock = up_str_ends(name, UP_STR(".lock.json")) && up_str_starts(name, UP_STR("packages."));
	bool is_props = up_bid_is(source, "Directory.Packages.props|Directory.Build.props|Directory.Build.targets|packages.config");
	return is_lock || is_props || up_bid_ends(source, ".csproj|.fsproj|.vbproj|.nuspec") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_nuget = {
	.name = "nuget",
	.summary = "packages.lock.json, projects of MSBuild, packages.config",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
