/* Lock files of Python's tools: poetry.lock, uv.lock, pdm.lock, pylock.toml (PEP 751), Pipfile.lock. */
#include "common/bid.h"
#include "common/python-requirement.h"
#include "common/records.h"
#include "common/version-text.h"

enum {
	NAME,
	VERSION,
	CATEGORY,
	URL,
	TYPE,
	GIT,
	PATH,
	EDITABLE,
	VIRTUAL,
	DIRECTORY,
	FILE_NAME,
	COMMIT,
	REVISION,
	COMMIT_ID,
	REF,
};

enum {
	LOCAL = 1, /* a folder or file of this machine */
	REPOSITORY,
};

static const char *const names[] = { "name",     "version",   "category", "url",       "type", "git",
				     "path",     "editable",  "virtual",  "directory", "file", "resolved_reference",
				     "revision", "commit-id", "ref",      NULL };

static bool has(const struct up_record *record, size_t field)
{
	return record->fields[field].at.end;
}

static const struct up_field *commit_of(const struct up_record *record)
{
	static const size_t fields[] = { COMMIT, REVISION, COMMIT_ID, REF };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (record->fields[fields[i]].value.len)
			return &record->fields[fields[i]];
	return NULL;
}

static bool emit(struct up_records *records, const struct up_record *record, up_str name, up_span name_at, up_str version)
{
	up_str qualifier, url = record->fields[GIT].value;
	struct up_said_component said = { .type = UP_STR("pypi"),
					  .name = name,
					  .version = version,
					  .path = up_str_eq(record->fields[CATEGORY].value, UP_STR("dev")) ? UP_STR("dev") : UP_STR_NULL,
					  .key_at = name_at,
					  .value_at = record->fields[VERSION].at };
	if (record->mark == LOCAL)
		said.path = UP_STR("local");
	const struct up_field *commit = commit_of(record);
	if (commit && url.len)
		url = up_arena_printf(up_parse_arena(records->p), "%.*s@%.*s", UP_FMT(url), UP_FMT(commit->value));
	if (record->mark == REPOSITORY || url.len) {
		qualifier = up_version_vcs_qualifier(url, up_parse_arena(records->p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	return up_component_emit_as(records->p, &said);
}

/* `[package.source]` of poetry, `source = {…}` of uv, `[packages.vcs]` and `[packages.directory]` of pylock: said of the package round it. */
static void take_source(struct up_record *package, const struct up_record *source)
{
	up_str type = source->fields[TYPE].value;
	if (has(source, EDITABLE) || has(source, VIRTUAL) || has(source, DIRECTORY) || up_str_eq(source->key, UP_STR("directory")) ||
	    up_str_eq(type, UP_STR("directory")) || up_str_eq(type, UP_STR("file"))) {
		package->mark = LOCAL;
	} else if (has(source, GIT) || up_str_eq(type, UP_STR("git")) || up_str_eq(source->key, UP_STR("vcs"))) {
		package->mark = REPOSITORY;
		package->fields[GIT] = source->fields[has(source, GIT) ? GIT : URL];
		if (commit_of(source))
			package->fields[COMMIT] = *commit_of(source);
	}
}

static bool toml_end(struct up_records *records, struct up_record *record)
{
	up_str path = record->path;
	struct up_record *outer = up_record_outer(records, record);
	bool is_package = up_str_eq(path, UP_STR("package/[]")) || up_str_eq(path, UP_STR("packages/[]"));
	bool is_source = up_str_ends(path, UP_STR("/[]/source")) || up_str_ends(path, UP_STR("/[]/vcs")) ||
			 up_str_ends(path, UP_STR("/[]/directory"));
	if (outer && is_source)
		take_source(outer, record);
	if (!is_package)
		return true;
	/* pdm says it in the package itself. */
	if (!record->mark && has(record, PATH))
		record->mark = LOCAL;
	return emit(records, record, record->fields[NAME].value, record->fields[NAME].at, record->fields[VERSION].value);
}

static bool pipfile_end(struct up_records *records, struct up_record *record)
{
	const struct up_record *outer = up_record_outer(records, record);
	if (up_record_depth(records, record) != 2 || up_str_eq(outer->key, UP_STR("_meta")))
		return true;
	if (!up_str_eq(outer->key, UP_STR("default")))
		record->fields[CATEGORY].value = UP_STR("dev");
	if (has(record, PATH) || has(record, FILE_NAME))
		record->mark = LOCAL;
	return emit(records, record, record->key, record->key_at, up_requirement_exact(record->fields[VERSION].value));
}

static enum up_parse_result parse(struct up_parse *p)
{
	bool is_pipfile = up_bid_is(up_parse_source(p), "Pipfile.lock");
	struct up_records manifest = { .names = names, .end = is_pipfile ? pipfile_end : toml_end };
	return up_records_read(&manifest, p, is_pipfile ? "json" : "toml");
}

static int bid(const struct up_source *source)
{
	up_str name = up_str_basename(source->name);
	bool is_pylock = up_str_starts(name, UP_STR("pylock.")) && up_str_ends(name, UP_STR(".toml"));
	return is_pylock || up_bid_is(source, "poetry.lock|uv.lock|pdm.lock|Pipfile.lock") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_python_lock = {
	.name = "python-lock",
	.summary = "poetry.lock, uv.lock, pdm.lock, pylock.toml, Pipfile.lock",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
