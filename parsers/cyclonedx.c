/* CycloneDX bills of materials in JSON and XML: components, and the components in them. https://cyclonedx.org/docs/1.6/json/ */
#include "common/bid.h"
#include "common/purl-said.h"
#include "common/records.h"

enum {
	GROUP,
	NAME,
	VERSION,
	PURL,
};

static const char *const names[] = { "group", "name", "version", "purl", NULL };

/* "components/[]/components/[]", and not those of tools, ancestors or workflows. */
static bool is_component(up_str path, up_str list)
{
	if (!path.len)
		return false;
	while (up_str_starts(path, list)) {
		path = up_str_slice(path, list.len, path.len);
		if (!path.len)
			return true;
		if (path.s[0] != '/')
			return false;
		path = up_str_slice(path, 1, path.len);
	}
	return false;
}

static bool emit(struct up_records *records, const struct up_record *record, up_str path)
{
	const struct up_field *fields = record->fields;
	return up_listed_emit(records->p, &(struct up_listed){ .purl = fields[PURL].value,
							       .space = fields[GROUP].value,
							       .name = fields[NAME].value,
							       .version = fields[VERSION].value,
							       .purl_at = fields[PURL].at,
							       .name_at = fields[NAME].at,
							       .version_at = fields[VERSION].at,
							       .path = path });
}

static bool end(struct up_records *records, struct up_record *record)
{
	up_str path = record->path, root = UP_STR("bom/"), list = UP_STR("components/[]");
	if (records->is_by_path) {
		if (!up_str_starts(path, root))
			return true;
		path = up_str_slice(path, root.len, path.len);
		list = UP_STR("components/component");
	}
	if (up_str_eq(path, UP_STR("metadata/component")))
		return emit(records, record, UP_STR("local"));
	return !is_component(path, list) || emit(records, record, UP_STR_NULL);
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_records manifest = { .names = names, .end = end };
	up_str start = up_bid_start(up_parse_source(p));
	return up_records_read(&manifest, p, start.len && start.s[0] == '<' ? "xml" : "json");
}

static int bid(const struct up_source *source)
{
	up_str head = up_str_slice(source->bytes, 0, 4096);
	bool is_json = up_bid_ends(source, ".json"), is_xml = up_bid_ends(source, ".xml|.cdx|.bom");
	if (!source->bytes.len) /* nobody knows yet; most files of XML are something else, and are not opened for it */
		return is_json || (is_xml && (up_bid_ends(source, "bom.xml|.cdx.xml|.cdx|.bom"))) ? UP_BID_GUESS : UP_BID_NONE;
	bool is_it = is_json ? up_str_contains(head, UP_STR("\"bomFormat\"")) && up_str_contains(head, UP_STR("\"CycloneDX\""))
			     : is_xml && up_str_contains(head, UP_STR("http://cyclonedx.org/schema/bom/"));
	return is_it ? UP_BID_SURE + 5 : UP_BID_NONE;
}

const struct up_parser up_parser_cyclonedx = {
	.name = "cyclonedx",
	.summary = "CycloneDX bills of materials in JSON and XML",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
