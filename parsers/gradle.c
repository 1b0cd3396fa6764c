/* Gradle: gradle.lockfile, and the catalogue libs.versions.toml. https://docs.gradle.org/current/userguide/dependency_locking.html,
 * https://docs.gradle.org/current/userguide/version_catalogs.html */
#include "base/memory.h"
#include "common/bid.h"
#include "common/line.h"
#include "common/placeholders.h"
#include "common/records.h"

/* --- gradle.lockfile ---------------------------------------------------------------------------------------------------- */

/* `group:artifact:version=configuration,configuration` */
static bool take_lock_line(struct up_parse *p, up_str bytes, up_span at, bool *is_partly)
{
	up_str line = up_str_slice(bytes, at.start, at.end);
	size_t group = up_str_find_byte(line, ':', 0), artifact = group == SIZE_MAX ? group : up_str_find_byte(line, ':', group + 1);
	size_t end = up_str_find_byte(line, '=', 0);
	end = end == SIZE_MAX ? line.len : end;
	if (!line.len || line.s[0] == '#' || up_str_starts(line, UP_STR("empty=")))
		return true;
	if (artifact == SIZE_MAX || artifact > end) {
		up_note(p, UP_NOTE_SYNTAX, at.start, "this line names no module; it was passed over");
		*is_partly = true;
		return true;
	}
	up_span key_at = { at.start, at.start + (uint32_t)artifact };
	up_span value_at = { at.start + (uint32_t)artifact + 1, at.start + (uint32_t)end };
	return up_component_emit(p, "maven", up_str_slice(line, 0, group), up_str_slice(line, group + 1, artifact),
				 up_str_slice(line, artifact + 1, end), key_at, value_at);
}

static enum up_parse_result parse_lock(struct up_parse *p)
{
	struct up_line_reader reader;
	up_span line;
	bool is_partly = false;
	up_line_reader_init(&reader, p);
	while (up_line_read(&reader, &line) && take_lock_line(p, reader.bytes, up_line_trim(reader.bytes, line), &is_partly))
		;
	return is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

/* --- libs.versions.toml ------------------------------------------------------------------------------------------------- */

enum {
	MODULE,
	GROUP,
	NAME,
	ID,
	VERSION,
	REFERENCE,
	STRICTLY,
	REQUIRE,
	PREFER,
};

static const char *const names[] = { "module", "group", "name", "id", "version", "ref", "strictly", "require", "prefer", NULL };

struct library {
	struct up_said_component said;
	bool is_reference; /* the version is the name of one */
};

struct catalogue {
	struct up_placeholders versions;
	struct library *items;
	size_t n, capacity;
};

static bool add(struct up_records *records, const struct library *library)
{
	struct catalogue *catalogue = records->data;
	catalogue->items = up_grow(catalogue->items, &catalogue->capacity, catalogue->n + 1, sizeof *catalogue->items);
	catalogue->items[catalogue->n++] = *library;
	return up_records_fit(records->p, catalogue->n, library->said.key_at.start);
}

/* The module that stands for a plugin at its repository. */
static void name_plugin(struct up_said_component *said, up_str id, struct up_arena *arena)
{
	said->space = id;
	said->name = id.len ? up_arena_printf(arena, "%.*s.gradle.plugin", UP_FMT(id)) : id;
}

/* "group:artifact", "group:artifact:1.0"; of a plugin "id:1.0" */
static void read_module(up_str text, struct up_said_component *said, bool is_plugin, struct up_arena *arena)
{
	size_t first = up_str_find_byte(text, ':', 0), second = first == SIZE_MAX ? first : up_str_find_byte(text, ':', first + 1);
	said->space = up_str_slice(text, 0, first);
	said->name = first == SIZE_MAX ? UP_STR_NULL : up_str_slice(text, first + 1, second);
	if (second != SIZE_MAX)
		said->version = up_str_slice(text, second + 1, text.len);
	if (!is_plugin)
		return;
	said->version = said->name;
	name_plugin(said, said->space, arena);
}

static bool value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	struct catalogue *catalogue = records->data;
	bool is_plugin = up_str_eq(fact->path, UP_STR("plugins"));
	if (up_str_eq(fact->path, UP_STR("versions"))) {
		up_placeholders_add(&catalogue->versions, fact->key, fact->value, fact->value_at);
		return up_records_fit(records->p, catalogue->versions.n, fact->key_at.start);
	} else if (up_str_eq(fact->path, UP_STR("libraries")) || is_plugin) {
		struct library library = { .said = { .key_at = fact->value_at, .value_at = fact->value_at } };
		read_module(fact->value, &library.said, is_plugin, up_parse_arena(records->p));
		library.said.path = fact->path;
		return add(records, &library);
	} else if (fact->path.len == record->path.len + strlen("/version") && up_str_ends(fact->path, UP_STR("/version"))) {
		/* `version.ref = "x"` */
		size_t field = up_str_eq(fact->key, UP_STR("ref")) ? REFERENCE : VERSION;
		if (!record->fields[field].at.end)
			record->fields[field] = (struct up_field){ fact->value, fact->value_at, fact->flags };
	}
	return true;
}

/* What is preferred is taken as long as nothing speaks against it. */
static const struct up_field *rich_version(const struct up_record *record)
{
	static const size_t fields[] = { PREFER, STRICTLY, REQUIRE };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (record->fields[fields[i]].at.end)
			return &record->fields[fields[i]];
	return NULL;
}

static bool end(struct up_records *records, struct up_record *record)
{
	struct catalogue *catalogue = records->data;
	struct up_record *outer = up_record_outer(records, record);
	struct up_field *fields = record->fields;
	const struct up_field *rich = rich_version(record);
	up_str path = record->path, section = up_str_slice(path, 0, up_str_find_byte(path, '/', 0));
	if (up_str_eq(section, UP_STR("versions")) && rich) {
		up_placeholders_add(&catalogue->versions, record->key, rich->value, rich->at);
		return up_records_fit(records->p, catalogue->versions.n, record->key_at.start);
	}
	if (outer && up_str_eq(record->key, UP_STR("version")) && (rich || fields[REFERENCE].at.end)) {
		outer->fields[fields[REFERENCE].at.end ? REFERENCE : VERSION] = fields[REFERENCE].at.end ? fields[REFERENCE] : *rich;
		return true;
	}
	bool is_plugin = up_str_eq(section, UP_STR("plugins"));
	if (path.len == section.len || (!is_plugin && !up_str_eq(section, UP_STR("libraries"))))
		return true;
	const struct up_field *named = fields[ID].at.end ? &fields[ID] : fields[MODULE].at.end ? &fields[MODULE] : &fields[NAME];
	const struct up_field *version = fields[REFERENCE].at.end ? &fields[REFERENCE] : &fields[VERSION];
	struct library library = { .said = { .space = fields[GROUP].value, .name = fields[NAME].value },
				   .is_reference = fields[REFERENCE].at.end };
	if (fields[MODULE].at.end)
		read_module(fields[MODULE].value, &library.said, false, up_parse_arena(records->p));
	if (is_plugin)
		name_plugin(&library.said, fields[ID].value, up_parse_arena(records->p));
	library.said.path = section;
	library.said.version = version->value;
	library.said.key_at = named->at;
	library.said.value_at = version->at;
	return add(records, &library);
}

static bool emit(struct up_parse *p, struct catalogue *catalogue, struct library *library)
{
	struct up_said_component *said = &library->said;
	const struct up_named *named = library->is_reference ? up_placeholders_find(&catalogue->versions, said->version) : NULL;
	said->type = UP_STR("maven");
	if (named) {
		said->version = named->value;
		said->value_at = named->at;
	} else if (library->is_reference) {
		up_note(p, UP_NOTE_SYNTAX, said->value_at.start, "no version of that name stands in [versions]");
		said->version = UP_STR_NULL;
	}
	bool is_range = up_str_find_byte(said->version, ',', 0) != SIZE_MAX || up_str_find_byte(said->version, '[', 0) != SIZE_MAX ||
			up_str_ends(said->version, UP_STR("+")) || !said->version.len;
	said->flags = is_range ? UP_FACT_WANTED : 0;
	return up_component_emit_as(p, said);
}

static enum up_parse_result parse_catalogue(struct up_parse *p)
{
	struct catalogue catalogue = { 0 };
	struct up_records manifest = { .names = names, .value = value, .end = end, .data = &catalogue };
	enum up_parse_result result = up_records_read(&manifest, p, "toml");
	for (size_t i = 0; i < catalogue.n && emit(p, &catalogue, &catalogue.items[i]); i++)
		;
	up_free(catalogue.items);
	up_placeholders_finish(&catalogue.versions);
	return result;
}

static enum up_parse_result parse(struct up_parse *p)
{
	return up_str_ends(up_parse_source(p)->name, UP_STR(".toml")) ? parse_catalogue(p) : parse_lock(p);
}

static int bid(const struct up_source *source)
{
	if (up_bid_is(source, "gradle.lockfile|buildscript-gradle.lockfile") || up_str_ends(source->name, UP_STR(".versions.toml")))
		return UP_BID_SURE + 1;
	return up_str_contains(source->name, UP_STR("dependency-locks/")) && up_str_ends(source->name, UP_STR(".lockfile"))
		       ? UP_BID_SURE + 1
		       : UP_BID_NONE;
}

const struct up_parser up_parser_gradle = {
	.name = "gradle",
	.summary = "gradle.lockfile, libs.versions.toml",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
