/* What is installed for Python says so in a header: METADATA of a *.dist-info, PKG-INFO of an *.egg-info, or a file *.egg-info.
 * https://packaging.python.org/en/latest/specifications/core-metadata/ */
#include "common/bid.h"
#include "common/line.h"
#include "core/component.h"

/* "Name: requests" → the place of the value. False: it is another field. */
static bool is_field(up_str bytes, up_span line, up_str name, up_span *ret_at)
{
	if (!up_str_starts_nocase(up_str_slice(bytes, line.start, line.end), name))
		return false;
	*ret_at = up_line_trim(bytes, (up_span){ line.start + (uint32_t)name.len, line.end });
	return true;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_line_reader reader;
	up_line_reader_init(&reader, p);
	up_span line, name = { 0, 0 }, version = { 0, 0 };
	/* The description is what stands behind the first empty line. */
	while (up_line_read(&reader, &line) && line.end > line.start && !(name.end && version.end))
		if (!is_field(reader.bytes, line, UP_STR("Name:"), &name))
			is_field(reader.bytes, line, UP_STR("Version:"), &version);
	if (name.end <= name.start || version.end <= version.start) {
		up_note(p, UP_NOTE_SYNTAX, 0, "there is no name or no version in it");
		return UP_PARSE_PARTLY;
	}
	up_component_emit(p, "pypi", UP_STR_NULL, up_parse_bytes(p, name), up_parse_bytes(p, version), name, version);
	return UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	bool is_header = up_str_starts(up_bid_start(source), UP_STR("Metadata-Version:"));
	bool is_named = up_str_ends(source->name, UP_STR(".dist-info/METADATA")) ||
			up_str_ends(source->name, UP_STR(".egg-info/PKG-INFO")) || up_str_ends(source->name, UP_STR("EGG-INFO/PKG-INFO")) ||
			up_str_ends(source->name, UP_STR(".egg-info"));
	return is_named && (is_header || !source->bytes.len) ? UP_BID_SURE : UP_BID_NONE;
}

const struct up_parser up_parser_python_installed = {
	.name = "python-installed",
	.summary = "METADATA and PKG-INFO of what is installed for Python",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
