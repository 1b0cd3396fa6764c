/* Composer: composer.lock, what vendor/composer/installed.json says is installed, and composer.json. https://getcomposer.org/doc/04-schema.md */
#include "common/bid.h"
#include "common/records.h"
#include "common/version-text.h"

enum {
	NAME,
	VERSION,
	TYPE,
	URL,
	REFERENCE,
};

static const char *const names[] = { "name", "version", "type", "url", "reference", NULL };

/* "dev-main" is a branch: the commit says more, and stands beside it. `path` is a folder of this machine. */
static bool end(struct up_records *records, struct up_record *record)
{
	struct up_field *fields = record->fields;
	struct up_record *outer = up_record_outer(records, record);
	up_str path = record->path, qualifier;
	if (outer && (up_str_ends(path, UP_STR("/source")) || up_str_ends(path, UP_STR("/dist")))) {
		outer->mark |= up_str_eq(fields[TYPE].value, UP_STR("path"));
		if (up_str_eq(fields[TYPE].value, UP_STR("git")))
			outer->fields[REFERENCE] = fields[REFERENCE];
		outer->fields[URL] = outer->fields[URL].value.len ? outer->fields[URL] : fields[URL];
		return true;
	}
	bool is_dev = up_str_eq(path, UP_STR("packages-dev/[]"));
	if (!is_dev && !up_str_eq(path, UP_STR("packages/[]")) && !up_str_eq(path, UP_STR("[]")))
		return true;
	struct up_said_component said = { .type = UP_STR("composer"),
					  .name = fields[NAME].value,
					  .version = fields[VERSION].value,
					  .path = record->mark ? UP_STR("local")
						  : is_dev     ? UP_STR("dev")
							       : UP_STR_NULL,
					  .key_at = fields[NAME].at,
					  .value_at = fields[VERSION].at };
	bool is_branch = up_str_starts(said.version, UP_STR("dev-")) || up_str_ends(said.version, UP_STR("-dev"));
	if (is_branch && fields[REFERENCE].value.len && fields[URL].value.len) {
		up_str url = up_arena_printf(up_parse_arena(records->p), "%.*s@%.*s", UP_FMT(fields[URL].value),
					     UP_FMT(fields[REFERENCE].value));
		qualifier = up_version_vcs_qualifier(url, up_parse_arena(records->p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	return up_component_emit_as(records->p, &said);
}

/* `php`, `ext-json` and `lib-curl` are of the platform: no packages of Composer. */
static bool is_platform(up_str name)
{
	return up_str_find_byte(name, '/', 0) == SIZE_MAX;
}

static bool manifest_value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	bool is_dev = up_str_eq(record->key, UP_STR("require-dev"));
	if (up_record_depth(records, record) != 1 || (!is_dev && !up_str_eq(record->key, UP_STR("require"))) || is_platform(fact->key))
		return true;
	struct up_said_component said = { .type = UP_STR("composer"),
					  .name = fact->key,
					  .version = up_str_eq(fact->value, UP_STR("*")) ? UP_STR_NULL : fact->value,
					  .path = record->key,
					  .flags = up_version_is_exact(fact->value) ? 0 : UP_FACT_WANTED,
					  .key_at = fact->key_at,
					  .value_at = fact->value_at };
	return up_component_emit_as(records->p, &said);
}

static enum up_parse_result parse(struct up_parse *p)
{
	bool is_manifest = up_bid_is(up_parse_source(p), "composer.json");
	struct up_records manifest = { .names = names, .value = is_manifest ? manifest_value : NULL, .end = is_manifest ? NULL : end };
	return up_records_read(&manifest, p, "json");
}

static int bid(const struct up_source *source)
{
	bool is_installed = up_bid_is(source, "installed.json") && up_str_ends(source->name, UP_STR("composer/installed.json"));
	return is_installed || up_bid_is(source, "composer.lock|composer.json") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_composer = {
	.name = "composer",
	.summary = "composer.lock, composer.json, installed.json",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
