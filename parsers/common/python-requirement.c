#include "common/python-requirement.h"

#include "common/version-text.h"

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '-' || c == '_' || c == '.';
}

static size_t skip_blanks(up_str text, size_t at)
{
	while (at < text.len && up_is_space(text.s[at]))
		at++;
	return at;
}

up_str up_requirement_exact(up_str wanted)
{
	if (!up_str_starts(wanted, UP_STR("==")))
		return UP_STR_NULL;
	size_t start = wanted.len > 2 && wanted.s[2] == '=' ? 3 : 2;
	up_str version = up_str_trim(up_str_slice(wanted, start, wanted.len));
	for (size_t i = 0; i < version.len; i++)
		if (!is_name_byte(version.s[i]) && version.s[i] != '+' && version.s[i] != '!')
			return UP_STR_NULL;
	return version;
}

/* Where the clauses of the version end: at a marker, at an option of pip, at a comment. */
static size_t wanted_end(up_str text, size_t at)
{
	for (; at < text.len; at++) {
		char c = text.s[at];
		bool is_blank = at && up_is_space(text.s[at - 1]);
		if (c == ';' || (is_blank && (c == '#' || up_str_starts(up_str_slice(text, at, text.len), UP_STR("--")))))
			break;
	}
	while (at && up_is_space(text.s[at - 1]))
		at--;
	return at;
}

bool up_requirement_read(up_str text, uint32_t at, struct up_requirement *ret_requirement)
{
	struct up_requirement requirement = { 0 };
	size_t start = skip_blanks(text, 0), end = start;
	while (end < text.len && is_name_byte(text.s[end]))
		end++;
	requirement.name = up_str_slice(text, start, end);
	requirement.name_at = (up_span){ at + (uint32_t)start, at + (uint32_t)end };
	start = skip_blanks(text, end);
	if (start < text.len && text.s[start] == '[') {
		start = up_str_find_byte(text, ']', start);
		if (start == SIZE_MAX)
			return false;
		start = skip_blanks(text, start + 1);
	}
	bool is_url = start < text.len && text.s[start] == '@';
	if (is_url)
		start = skip_blanks(text, start + 1);
	end = wanted_end(text, start);
	if (end > start + 1 && text.s[start] == '(' && text.s[end - 1] == ')') {
		start++;
		end--;
	}
	requirement.wanted = up_str_slice(text, start, end);
	requirement.wanted_at = (up_span){ at + (uint32_t)start, at + (uint32_t)(end > start ? end : start) };
	if (!requirement.name.len || !up_is_alnum(requirement.name.s[0]))
		return false;
	if (is_url) {
		requirement.url = requirement.wanted;
		requirement.wanted = UP_STR_NULL;
	} else if (requirement.wanted.len && !strchr("<>=!~", requirement.wanted.s[0])) {
		return false;
	}
	up_str exact = up_requirement_exact(requirement.wanted);
	requirement.is_exact = exact.len;
	if (exact.len) {
		requirement.wanted_at.start = at + (uint32_t)(exact.s - text.s);
		requirement.wanted = exact;
	}
	*ret_requirement = requirement;
	return true;
}

bool up_requirement_read_file(up_str url, up_str *ret_name, up_str *ret_version)
{
	static const char *const endings[] = { ".whl", ".tar.gz", ".tar.bz2", ".zip", ".tgz", ".egg" };
	up_str file = up_str_basename(up_str_slice(url, 0, up_str_find_byte(url, '#', 0)));
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		if (!up_str_ends(file, up_str_from(endings[i])))
			continue;
		file.len -= strlen(endings[i]);
		if (i)
			return up_version_split_dash(file, ret_name, ret_version);
		size_t name = up_str_find_byte(file, '-', 0), version = name == SIZE_MAX ? name : up_str_find_byte(file, '-', name + 1);
		*ret_name = up_str_slice(file, 0, name);
		*ret_version = name == SIZE_MAX ? UP_STR_NULL : up_str_slice(file, name + 1, version);
		return version != SIZE_MAX;
	}
	return false;
}

bool up_requirement_emit(struct up_parse *p, const struct up_requirement *requirement, up_str path)
{
	up_str qualifier, name;
	struct up_said_component said = { .type = UP_STR("pypi"),
					  .name = requirement->name,
					  .version = requirement->wanted,
					  .path = path,
					  .flags = requirement->is_exact ? 0 : UP_FACT_WANTED,
					  .key_at = requirement->name_at,
					  .value_at = requirement->wanted_at };
	if (up_parse_is_masked(p, requirement->wanted_at))
		said.flags = UP_FACT_WANTED; /* a template fills it in */
	if (!requirement->url.len)
		return up_component_emit_as(p, &said);
	if (up_requirement_read_file(requirement->url, &name, &said.version))
		said.flags = 0;
	if (up_str_starts(requirement->url, UP_STR("file:")) || requirement->url.s[0] == '.' || requirement->url.s[0] == '/')
		said.path = UP_STR("local");
	struct up_arena *arena = up_parse_arena(p);
	qualifier = up_version_is_vcs(requirement->url) ? up_version_vcs_qualifier(requirement->url, arena)
							: up_version_download_qualifier(requirement->url, arena);
	said.qualifiers = &qualifier;
	said.n_qualifiers = up_str_contains(requirement->url, UP_STR("://"));
	return up_component_emit_as(p, &said);
}
