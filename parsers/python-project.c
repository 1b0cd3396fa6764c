/* What projects of Python ask for: pyproject.toml (PEP 621, PEP 735, Poetry, PDM, uv), setup.cfg, Pipfile. */
#include "common/bid.h"
#include "common/declared.h"
#include "common/python-requirement.h"
#include "common/version-text.h"

static const char *const names[] = { UP_DECLARED_NAMES, NULL };

/* `tool.poetry.group.docs.dependencies` */
static bool is_table(up_str path, up_str *ret_group)
{
	up_str poetry = UP_STR("tool/poetry/");
	*ret_group = path;
	if (up_str_eq(path, UP_STR("packages")) || up_str_eq(path, UP_STR("dev-packages")))
		return true; /* Pipfile */
	if (!up_str_starts(path, poetry))
		return false;
	*ret_group = up_str_slice(path, poetry.len, path.len);
	return up_str_eq(*ret_group, UP_STR("dependencies")) || up_str_eq(*ret_group, UP_STR("dev-dependencies")) ||
	       (up_str_starts(*ret_group, UP_STR("group/")) && up_str_ends(*ret_group, UP_STR("/dependencies")));
}

/* Poetry takes a bare number for exactly that version. */
static up_str exact(up_str wanted)
{
	return up_version_is_exact(wanted) ? wanted : up_requirement_exact(wanted);
}

static const struct up_declared declared = { .type = "pypi", .is_table = is_table, .exact = exact };

/* Lists of requirements: the group's name is the last word of what leads there. */
static bool is_list(const struct up_fact *fact, up_str *ret_group)
{
	up_str path = fact->path, key = fact->key;
	*ret_group = key;
	if (up_str_eq(path, UP_STR("project")))
		return up_str_eq(key, UP_STR("dependencies"));
	if (up_str_eq(path, UP_STR("build-system")))
		return up_str_eq(key, UP_STR("requires"));
	if (up_str_eq(path, UP_STR("tool/uv")))
		return up_str_eq(key, UP_STR("dev-dependencies"));
	return up_str_eq(path, UP_STR("project/optional-dependencies")) || up_str_eq(path, UP_STR("dependency-groups")) ||
	       up_str_eq(path, UP_STR("tool/pdm/dev-dependencies"));
}

/* Where the value's first byte stands: behind its quote, if it stands there as it is. */
static uint32_t start_of(const struct up_fact *fact)
{
	uint32_t written = fact->value_at.end - fact->value_at.start;
	return fact->value_at.start + (written > fact->value.len ? (uint32_t)(written - fact->value.len) / 2 : 0);
}

static bool toml_value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	(void)record;
	up_str group;
	struct up_requirement requirement;
	if (up_str_eq(fact->key, UP_STR("python")) && up_str_starts(fact->path, UP_STR("tool/poetry/")))
		return true; /* the interpreter */
	if (!is_list(fact, &group))
		return up_declared_value(records, &declared, fact);
	if (!(fact->flags & UP_FACT_QUOTED) || !up_requirement_read(fact->value, start_of(fact), &requirement))
		return true;
	if (requirement.wanted_at.end > fact->value_at.end) /* escapes in it */
		requirement.name_at = requirement.wanted_at = fact->value_at;
	return up_requirement_emit(records->p, &requirement, group);
}

static bool toml_end(struct up_records *records, struct up_record *record)
{
	return up_declared_end(records, &declared, record);
}

/* `install_requires =` and a requirement on each line below. Python strips the lines; each is found again where it stands. */
static bool ini_value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	(void)record;
	bool is_extra = up_str_eq(fact->path, UP_STR("options.extras_require"));
	if (!is_extra &&
	    !(up_str_eq(fact->path, UP_STR("options")) && up_str_is_listed(fact->key, "install_requires setup_requires tests_require")))
		return true;
	up_str written = up_parse_bytes(records->p, fact->value_at);
	size_t found = 0;
	for (size_t start = 0; start < fact->value.len;) {
		size_t end = up_str_find_byte(fact->value, '\n', start);
		end = end == SIZE_MAX ? fact->value.len : end;
		up_str line = up_str_trim(up_str_slice(fact->value, start, end));
		start = end + 1;
		size_t at = line.len ? up_str_find(written, line, found) : SIZE_MAX;
		struct up_requirement requirement;
		if (at == SIZE_MAX || line.s[0] == '#')
			continue;
		found = at + line.len;
		if (!up_requirement_read(line, fact->value_at.start + (uint32_t)at, &requirement))
			up_note(records->p, UP_NOTE_SYNTAX, fact->value_at.start + (uint32_t)at,
				"this line is no requirement; it was passed over");
		else if (!up_requirement_emit(records->p, &requirement, fact->key))
			return false;
	}
	return true;
}

static enum up_parse_result parse(struct up_parse *p)
{
	bool is_ini = up_bid_is(up_parse_source(p), "setup.cfg");
	struct up_records manifest = { .names = names, .value = is_ini ? ini_value : toml_value, .end = is_ini ? NULL : toml_end };
	return up_records_read(&manifest, p, is_ini ? "ini" : "toml");
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "pyproject.toml|setup.cfg|Pipfile") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_python_project = {
	.name = "python-project",
	.summary = "pyproject.toml, setup.cfg, Pipfile",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
