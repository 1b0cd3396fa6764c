/* Cargo.lock of the versions 1 to 4, and what Cargo.toml asks for. https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html */
#include "common/bid.h"
#include "common/declared.h"
#include "common/version-text.h"

/* --- Cargo.lock --------------------------------------------------------------------------------------------------------- */

enum {
	NAME,
	VERSION,
	SOURCE,
};

static const char *const lock_names[] = { "name", "version", "source", NULL };

/* What has no source is of this workspace; [root] is what version 1 called the package itself. */
static bool lock_end(struct up_records *records, struct up_record *record)
{
	const struct up_field *fields = record->fields;
	up_str qualifier;
	bool is_package = up_str_eq(record->path, UP_STR("package/[]")) || up_str_eq(record->path, UP_STR("root"));
	if (!is_package || !fields[VERSION].value.len)
		return true; /* a half of one is no package */
	struct up_said_component said = { .type = UP_STR("cargo"),
					  .name = fields[NAME].value,
					  .version = fields[VERSION].value,
					  .path = fields[SOURCE].value.len ? UP_STR_NULL : UP_STR("local"),
					  .key_at = fields[NAME].at,
					  .value_at = fields[VERSION].at };
	if (up_version_is_vcs(fields[SOURCE].value)) {
		qualifier = up_version_vcs_qualifier(fields[SOURCE].value, up_parse_arena(records->p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	return up_component_emit_as(records->p, &said);
}

/* --- Cargo.toml --------------------------------------------------------------------------------------------------------- */

static const char *const manifest_names[] = { UP_DECLARED_NAMES, NULL };

/* `dependencies`, `workspace.dependencies`, `target.'cfg(unix)'.dev-dependencies` */
static bool is_table(up_str path, up_str *ret_group)
{
	*ret_group = up_str_basename(path);
	if (!up_str_is_listed(*ret_group, "dependencies dev-dependencies build-dependencies"))
		return false;
	up_str before = up_str_slice(path, 0, path.len - ret_group->len);
	return !before.len || up_str_eq(before, UP_STR("workspace/")) || up_str_starts(before, UP_STR("target/"));
}

static up_str exact(up_str wanted)
{
	if (!up_str_starts(wanted, UP_STR("=")))
		return UP_STR_NULL;
	up_str version = up_str_trim(up_str_slice(wanted, 1, wanted.len));
	return up_version_is_exact(version) ? version : UP_STR_NULL;
}

static const struct up_declared declared = { .type = "cargo", .is_table = is_table, .exact = exact };

static bool manifest_value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	(void)record;
	return up_declared_value(records, &declared, fact);
}

static bool manifest_end(struct up_records *records, struct up_record *record)
{
	return up_declared_end(records, &declared, record);
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_records lock = { .names = lock_names, .end = lock_end };
	struct up_records manifest = { .names = manifest_names, .value = manifest_value, .end = manifest_end };
	return up_records_read(up_bid_is(up_parse_source(p), "Cargo.toml") ? &manifest : &lock, p, "toml");
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "Cargo.lock|Cargo.toml") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_cargo = {
	.name = "cargo",
	.summary = "Cargo.lock, Cargo.toml",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
