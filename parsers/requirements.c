/* Requirements files of pip: `name==1.2.3 --hash=…`, `-e git+https://…#egg=name`. https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
#include "common/bid.h"
#include "common/line.h"
#include "common/python-requirement.h"
#include "common/version-text.h"

struct requirements {
	struct up_line_reader reader;
	bool is_partly;
};

/* `#egg=name[extra]&subdirectory=x` */
static up_str egg_of(up_str url)
{
	size_t hash = up_str_find_byte(url, '#', 0), start = hash == SIZE_MAX ? hash : up_str_find(url, UP_STR("egg="), hash);
	if (start == SIZE_MAX)
		return UP_STR_NULL;
	size_t end = start + 4;
	while (end < url.len && (up_is_alnum(url.s[end]) || strchr("-_.", url.s[end])))
		end++;
	return up_str_slice(url, start + 4, end);
}

/* An address without a name before it. What it is called may stand behind it, or be the name of the file. */
static bool take_address(struct up_parse *p, up_str url, uint32_t at)
{
	struct up_requirement requirement = { .url = url, .name_at = { at, at + (uint32_t)url.len } };
	up_str egg = egg_of(url), version;
	if (!egg.len && !up_requirement_read_file(url, &egg, &version))
		return true; /* nobody can say without asking it */
	requirement.name = egg;
	requirement.wanted_at = requirement.name_at;
	return up_requirement_emit(p, &requirement, UP_STR_NULL);
}

static bool is_address(up_str text)
{
	up_str word = text;
	for (size_t i = 0; i < text.len; i++)
		if (up_is_space(text.s[i])) {
			word = up_str_slice(text, 0, i);
			break;
		}
	return up_str_starts(word, UP_STR(".")) || up_str_starts(word, UP_STR("/")) || up_str_starts(word, UP_STR("file:")) ||
	       (up_str_contains(word, UP_STR("://")) && up_str_find_byte(word, '[', 0) == SIZE_MAX) || up_version_is_vcs(word);
}

static bool take_line(struct requirements *requirements, const struct up_text *text)
{
	struct up_parse *p = requirements->reader.p;
	uint32_t start = 0, end = (uint32_t)text->bytes.len;
	up_line_narrow(text, &start, &end);
	up_str line = up_str_slice(text->bytes, start, end);
	static const char *const editable[] = { "-e ", "--editable ", "--editable=" };
	for (size_t i = 0; i < sizeof editable / sizeof *editable; i++)
		if (up_str_starts(line, up_str_from(editable[i]))) {
			start += (uint32_t)strlen(editable[i]);
			up_line_narrow(text, &start, &end);
			line = up_str_slice(text->bytes, start, end);
		}
	if (!line.len || line.s[0] == '-' || line.s[0] == '#')
		return true; /* options of pip: `-r`, `--index-url` */
	uint32_t at = up_text_at(text, start);
	struct up_requirement requirement;
	if (is_address(line)) {
		size_t blank = 0;
		while (blank < line.len && !up_is_space(line.s[blank]))
			blank++;
		return take_address(p, up_str_slice(line, 0, blank), at);
	}
	if (up_requirement_read(line, at, &requirement))
		return up_requirement_emit(p, &requirement, UP_STR_NULL);
	up_note(p, UP_NOTE_SYNTAX, at, "this line is no requirement; it was passed over");
	requirements->is_partly = true;
	return true;
}

static enum up_parse_result parse(struct up_parse *p)
{
	static const struct up_line_join join = { .between = " ", .is_indent_dropped = true };
	struct requirements requirements = { 0 };
	up_line_reader_init(&requirements.reader, p);
	up_span line;
	struct up_text text;
	while (up_line_read(&requirements.reader, &line)) {
		up_span at = up_line_trim(requirements.reader.bytes, line);
		if (at.start == at.end || requirements.reader.bytes.s[at.start] == '#')
			continue;
		if (!up_line_join(&requirements.reader, (up_span){ at.start, line.end }, &join, &text) || !take_line(&requirements, &text))
			return UP_PARSE_PARTLY;
	}
	return requirements.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	up_str name = up_str_basename(source->name);
	bool is_text = up_str_ends(name, UP_STR(".txt")) || up_str_ends(name, UP_STR(".in"));
	bool is_named = up_str_contains(name, UP_STR("requirements")) || up_str_starts(name, UP_STR("constraints"));
	bool is_in_folder = up_str_contains(source->name, UP_STR("requirements/"));
	return is_text && (is_named || is_in_folder) ? UP_BID_SURE : UP_BID_NONE;
}

const struct up_parser up_parser_requirements = {
	.name = "requirements",
	.summary = "requirements and constraints files of pip",
	.templates = UP_TEMPLATES_MASK,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
