/* Maven: pom.xml, its dependencies and plugins. A version that a parent or a list of versions elsewhere gives does not stand in it.
 * https://maven.apache.org/pom.html */
#include "base/memory.h"
#include "common/bid.h"
#include "common/placeholders.h"
#include "common/records.h"

enum {
	GROUP,
	ARTIFACT,
	VERSION,
	SCOPE,
	CLASSIFIER,
};

static const char *const names[] = { "groupId", "artifactId", "version", "scope", "classifier", NULL };

struct dependency {
	struct up_field fields[CLASSIFIER + 1];
	up_str path;
};

struct pom {
	struct up_placeholders properties;
	struct dependency *items;
	size_t n, capacity;
};

static bool value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	struct pom *pom = records->data;
	if (!up_str_eq(record->path, UP_STR("project/properties")) || !fact->key.len || fact->key.s[0] == '@')
		return true;
	up_placeholders_add(&pom->properties, fact->key, fact->value, fact->value_at);
	return up_records_fit(records->p, pom->properties.n, fact->key_at.start);
}

static void keep(struct pom *pom, const struct up_record *record, up_str path)
{
	pom->items = up_grow(pom->items, &pom->capacity, pom->n + 1, sizeof *pom->items);
	struct dependency *dependency = &pom->items[pom->n++];
	memcpy(dependency->fields, record->fields, sizeof dependency->fields);
	dependency->path = path;
}

static bool end(struct up_records *records, struct up_record *record)
{
	struct pom *pom = records->data;
	up_str path = record->path;
	bool is_managed = up_str_contains(path, UP_STR("/dependencyManagement/"));
	if (up_str_eq(path, UP_STR("project")))
		keep(pom, record, UP_STR("local"));
	else if (up_str_eq(path, UP_STR("project/parent")))
		keep(pom, record, UP_STR("parent"));
	else if (up_str_ends(path, UP_STR("/dependencies/dependency")))
		keep(pom, record, is_managed ? UP_STR("dependencyManagement") : record->fields[SCOPE].value);
	else if (up_str_ends(path, UP_STR("/plugins/plugin")))
		keep(pom, record, UP_STR("plugins"));
	else if (up_str_ends(path, UP_STR("/extensions/extension")))
		keep(pom, record, UP_STR("extensions"));
	else
		return true;
	return up_records_fit(records->p, pom->n, record->key_at.start);
}

/* "[1.0,2.0)" and "LATEST" leave a choice. */
static bool is_range(up_str version)
{
	return up_str_find_byte(version, ',', 0) != SIZE_MAX || up_str_find_byte(version, '[', 0) != SIZE_MAX ||
	       up_str_find_byte(version, '(', 0) != SIZE_MAX || up_str_eq(version, UP_STR("LATEST")) ||
	       up_str_eq(version, UP_STR("RELEASE"));
}

static bool emit(struct up_parse *p, struct pom *pom, struct dependency *dependency)
{
	struct up_arena *arena = up_parse_arena(p);
	struct up_field *fields = dependency->fields;
	uint32_t flags = 0;
	for (size_t i = 0; i <= CLASSIFIER; i++)
		if (!up_placeholders_resolve(&pom->properties, "${", '}', arena, &fields[i].value, &fields[i].at))
			flags |= UP_FACT_DYNAMIC;
	if (!fields[GROUP].value.len && up_str_eq(dependency->path, UP_STR("plugins")))
		fields[GROUP].value = UP_STR("org.apache.maven.plugins");
	up_str qualifier = up_arena_printf(arena, "classifier=%.*s", UP_FMT(fields[CLASSIFIER].value));
	bool is_own = up_str_eq(dependency->path, UP_STR("local"));
	bool is_open = (!fields[VERSION].value.len && !is_own) || flags || is_range(fields[VERSION].value);
	return up_component_emit_as(p, &(struct up_said_component){ .type = UP_STR("maven"),
								    .space = fields[GROUP].value,
								    .name = fields[ARTIFACT].value,
								    .version = fields[VERSION].value,
								    .path = dependency->path,
								    .qualifiers = &qualifier,
								    .n_qualifiers = fields[CLASSIFIER].value.len > 0,
								    .flags = flags | (is_open ? UP_FACT_WANTED : 0),
								    .key_at = fields[ARTIFACT].at,
								    .value_at = fields[VERSION].at });
}

/* A project that says no group or version has its parent's. */
static void inherit(struct pom *pom)
{
	struct dependency *project = NULL, *parent = NULL;
	for (size_t i = 0; i < pom->n; i++) {
		if (up_str_eq(pom->items[i].path, UP_STR("local")))
			project = &pom->items[i];
		if (up_str_eq(pom->items[i].path, UP_STR("parent")))
			parent = &pom->items[i];
	}
	static const struct {
		size_t field;
		const char *name, *of_parent;
	} said[] = { { GROUP, "project.groupId", "project.parent.groupId" }, { VERSION, "project.version", "project.parent.version" } };
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		const struct up_field *theirs = parent ? &parent->fields[said[i].field] : NULL;
		struct up_field *own = project ? &project->fields[said[i].field] : NULL;
		if (theirs && theirs->value.len)
			for (size_t skip = 0; skip <= strlen("project."); skip += strlen("project."))
				up_placeholders_add(&pom->properties, up_str_from(said[i].of_parent + skip), theirs->value, theirs->at);
		if (own && !own->value.len && theirs)
			*own = *theirs;
		const struct up_field *known = own && own->value.len ? own : theirs;
		if (known && known->value.len) {
			up_placeholders_add(&pom->properties, up_str_from(said[i].name), known->value, known->at);
			up_placeholders_add(&pom->properties, up_str_from(said[i].name + strlen("project.")), known->value, known->at);
		}
	}
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct pom pom = { 0 };
	struct up_records manifest = { .names = names, .value = value, .end = end, .data = &pom };
	enum up_parse_result result = up_records_read(&manifest, p, "xml");
	inherit(&pom);
	for (size_t i = 0; i < pom.n && emit(p, &pom, &pom.items[i]); i++)
		;
	up_free(pom.items);
	up_placeholders_finish(&pom.properties);
	return result;
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "pom.xml") || up_str_ends(source->name, UP_STR(".pom")) ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_maven = {
	.name = "maven",
	.summary = "pom.xml",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
