/* Charts of Helm: Chart.yaml, what it depends on, and Chart.lock. The version of an application that a chart says it brings is stated under the chart's name.
 * https://helm.sh/docs/topics/charts/ */
#include "common/bid.h"
#include "common/records.h"
#include "common/version-text.h"

enum {
	NAME,
	VERSION,
	APPLICATION,
	REPOSITORY,
};

static const char *const names[] = { "name", "version", "appVersion", "repository", NULL };

static bool emit_dependency(struct up_records *records, const struct up_record *record)
{
	const struct up_field *fields = record->fields;
	up_str repository = fields[REPOSITORY].value, qualifier;
	bool is_remote = up_str_find(repository, UP_STR("://"), 0) != SIZE_MAX && !up_str_starts(repository, UP_STR("file:"));
	struct up_said_component said = { .type = UP_STR("helm"),
					  .name = fields[NAME].value,
					  .version = fields[VERSION].value,
					  .path = is_remote ? UP_STR("dependencies") : UP_STR("local"),
					  .flags = up_version_is_exact(fields[VERSION].value) ? 0 : UP_FACT_WANTED,
					  .key_at = fields[NAME].at,
					  .value_at = fields[VERSION].at };
	if (is_remote) {
		qualifier = up_version_repository_qualifier(repository, up_parse_arena(records->p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	return up_component_emit_as(records->p, &said);
}

static bool emit_chart(struct up_records *records, const struct up_record *record)
{
	const struct up_field *fields = record->fields;
	struct up_said_component said = { .type = UP_STR("helm"),
					  .name = fields[NAME].value,
					  .version = fields[VERSION].value,
					  .path = UP_STR("local"),
					  .key_at = fields[NAME].at,
					  .value_at = fields[VERSION].at };
	if (!up_component_emit_as(records->p, &said))
		return false;
	said.type = UP_STR("generic");
	said.version = fields[APPLICATION].value;
	said.path = UP_STR("appVersion");
	said.key_at = said.value_at = fields[APPLICATION].at;
	return !said.version.len || up_component_emit_as(records->p, &said);
}

static bool end(struct up_records *records, struct up_record *record)
{
	if (up_str_eq(record->path, UP_STR("dependencies/[]")))
		return emit_dependency(records, record);
	return record->path.len || !record->fields[NAME].value.len || emit_chart(records, record);
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_records chart = { .names = names, .end = end };
	return up_records_read(&chart, p, "yaml");
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "Chart.yaml|Chart.lock") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_helm_chart = {
	.name = "helm-chart",
	.summary = "Chart.yaml and Chart.lock of Helm",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
