/* SPDX documents: 2.x in JSON, YAML and tag-value form, 3.0 in JSON-LD. https://spdx.github.io/spdx-spec/ */
#include "common/bid.h"
#include "common/line.h"
#include "common/purl-said.h"
#include "common/records.h"

enum {
	NAME,
	VERSION,
	KIND,
	LOCATOR,
	TYPE,
	VERSION_3,
	URL_3,
	KIND_3,
	IDENTIFIER_3,
	ID_3,
};

static const char *const names[] = { "name",
				     "versionInfo",
				     "referenceType",
				     "referenceLocator",
				     "type",
				     "software_packageVersion",
				     "software_packageUrl",
				     "externalIdentifierType",
				     "identifier",
				     "spdxId",
				     NULL };

static bool emit(struct up_records *records, const struct up_field *name, const struct up_field *version, const struct up_field *purl)
{
	return up_listed_emit(records->p, &(struct up_listed){ .purl = purl->value,
							       .name = name->value,
							       .version = version->value,
							       .purl_at = purl->at,
							       .name_at = name->at,
							       .version_at = version->at });
}

static bool end(struct up_records *records, struct up_record *record)
{
	struct up_field *fields = record->fields;
	struct up_record *outer = up_record_outer(records, record);
	up_str path = record->path;
	/* Of several references the first one counts. */
	if (outer && up_str_eq(path, UP_STR("packages/[]/externalRefs/[]")) && up_str_eq(fields[KIND].value, UP_STR("purl")) &&
	    !outer->fields[LOCATOR].at.end)
		outer->fields[LOCATOR] = fields[LOCATOR];
	if (outer && up_str_eq(path, UP_STR("@graph/[]/externalIdentifier/[]")) && up_str_eq(fields[KIND_3].value, UP_STR("packageUrl")))
		outer->fields[URL_3] = fields[IDENTIFIER_3];
	if (up_str_eq(path, UP_STR("packages/[]")))
		return emit(records, &fields[NAME], &fields[VERSION], &fields[LOCATOR]);
	if (up_str_eq(path, UP_STR("@graph/[]")) && up_str_eq(fields[TYPE].value, UP_STR("software_Package")))
		return emit(records, &fields[NAME], &fields[VERSION_3], &fields[URL_3]);
	return true;
}

/* --- tag-value ---------------------------------------------------------------------------------------------------------- */

struct tags {
	struct up_line_reader reader;
	struct up_listed listed; /* the package that is open */
	bool is_partly;
};

static bool emit_package(struct tags *tags)
{
	struct up_listed listed = tags->listed;
	tags->listed = (struct up_listed){ 0 };
	return !listed.name.len || up_listed_emit(tags->reader.p, &listed);
}

static bool is_tag(up_str bytes, up_span line, up_str tag, up_str *ret_value, up_span *ret_at)
{
	if (!up_str_starts(up_str_slice(bytes, line.start, line.end), tag))
		return false;
	*ret_at = up_line_trim(bytes, (up_span){ line.start + (uint32_t)tag.len, line.end });
	*ret_value = up_str_slice(bytes, ret_at->start, ret_at->end);
	return true;
}

/* A text between <text> and </text> may hold what looks like a tag. */
static void skip_text(struct tags *tags, up_span line)
{
	up_str bytes = tags->reader.bytes, text = up_str_slice(bytes, line.start, line.end);
	size_t open = up_str_find(text, UP_STR("<text>"), 0);
	if (open == SIZE_MAX || up_str_find(text, UP_STR("</text>"), open) != SIZE_MAX)
		return;
	size_t close = up_str_find(bytes, UP_STR("</text>"), line.end);
	if (close == SIZE_MAX) {
		up_note(tags->reader.p, UP_NOTE_SYNTAX, line.start, "a <text> is not closed; nothing after it was read");
		tags->is_partly = true;
	}
	tags->reader.offset = close == SIZE_MAX ? bytes.len : close;
}

static bool take_line(struct tags *tags, up_span line)
{
	up_str bytes = tags->reader.bytes, value;
	up_span at;
	if (is_tag(bytes, line, UP_STR("PackageName:"), &value, &at)) {
		bool going = emit_package(tags);
		tags->listed.name = value;
		tags->listed.name_at = at;
		return going;
	}
	if (is_tag(bytes, line, UP_STR("PackageVersion:"), &value, &at)) {
		tags->listed.version = value;
		tags->listed.version_at = at;
	} else if (is_tag(bytes, line, UP_STR("ExternalRef:"), &value, &at) && !tags->listed.purl.len) {
		up_str rest = value, category = up_str_next_word(&rest), kind = up_str_next_word(&rest), purl = up_str_next_word(&rest);
		if (category.len && up_str_eq(kind, UP_STR("purl")) && purl.len) {
			uint32_t start = (uint32_t)(purl.s - bytes.s);
			tags->listed.purl = purl;
			tags->listed.purl_at = (up_span){ start, start + (uint32_t)purl.len };
		}
	}
	skip_text(tags, line);
	return true;
}

static enum up_parse_result parse_tags(struct up_parse *p)
{
	struct tags tags = { 0 };
	up_span line;
	bool going = true;
	up_line_reader_init(&tags.reader, p);
	while (going && up_line_read(&tags.reader, &line))
		going = take_line(&tags, line);
	if (going)
		emit_package(&tags);
	return tags.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_records manifest = { .names = names, .end = end };
	const struct up_source *source = up_parse_source(p);
	up_str start = up_bid_start(source);
	if (start.len && start.s[0] == '{')
		return up_records_read(&manifest, p, "json");
	return up_bid_ends(source, ".yaml|.yml") ? up_records_read(&manifest, p, "yaml") : parse_tags(p);
}

static int bid(const struct up_source *source)
{
	up_str head = up_str_slice(source->bytes, 0, 4096);
	bool is_json = up_bid_ends(source, ".json|.jsonld"), is_yaml = up_bid_ends(source, ".yaml|.yml"),
	     is_tags = up_bid_ends(source, ".spdx|.tag|.spdx.txt");
	if (!source->bytes.len)
		return is_json || is_tags ? UP_BID_GUESS : UP_BID_NONE;
	bool is_it = is_yaml ? up_str_contains(head, UP_STR("spdxVersion:")) : is_tags && up_str_contains(head, UP_STR("SPDXVersion:"));
	if (is_json)
		is_it = up_str_contains(head, UP_STR("\"spdxVersion\"")) || up_str_contains(head, UP_STR("\"SPDXID\"")) ||
			up_str_contains(head, UP_STR("spdx.org/rdf/3"));
	return is_it ? UP_BID_SURE + 5 : UP_BID_NONE;
}

const struct up_parser up_parser_spdx = {
	.name = "spdx",
	.summary = "SPDX documents in JSON, YAML and tag-value form",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
