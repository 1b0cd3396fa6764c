/* npm: package-lock.json and npm-shrinkwrap.json of the versions 1 to 3, the one in node_modules, and package.json.
 * https://docs.npmjs.com/cli/v10/configuring-npm/package-lock-json
 *
 * Version 1 has a tree of `dependencies`, version 3 a flat map of `packages` whose keys are folders, and version 2 has both, which say the same. */
#include "common/bid.h"
#include "common/records.h"
#include "common/version-text.h"

enum {
	VERSION,
	RESOLVED,
	LINK,
	NAME,
	DEV,
	OPTIONAL,
	PEER,
	MANAGER,
};

static const char *const names[] = { "version", "resolved", "link", "name", "dev", "optional", "peer", "packageManager", NULL };

static bool is_true(const struct up_record *record, size_t field)
{
	return up_str_eq(record->fields[field].value, UP_STR("true"));
}

static up_str group_of(const struct up_record *record)
{
	return is_true(record, DEV)        ? UP_STR("dev")
	       : is_true(record, OPTIONAL) ? UP_STR("optional")
	       : is_true(record, PEER)     ? UP_STR("peer")
					   : UP_STR_NULL;
}

static bool is_local(up_str version)
{
	static const char *const schemes[] = { "file:", "link:", "workspace:", "portal:" };
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (up_str_starts(version, up_str_from(schemes[i])))
			return true;
	return false;
}

/* A version that is no number says where the package comes from. `resolved` says it where the version is a number. */
static bool emit_locked(struct up_records *records, const struct up_record *record, up_str name, up_str path)
{
	up_str version = record->fields[VERSION].value, from = record->fields[RESOLVED].value, qualifier;
	struct up_said_component said = {
		.type = UP_STR("npm"), .name = name, .path = path, .key_at = record->key_at, .value_at = record->fields[VERSION].at
	};
	if (up_str_starts(version, UP_STR("npm:"))) { /* an alias: "npm:name@1.2.3" */
		up_version_split_at(up_str_slice(version, 4, version.len), &said.name, &said.version);
	} else if (is_local(version)) {
		said.path = UP_STR("local");
	} else if (up_str_find_byte(version, ':', 0) != SIZE_MAX || up_str_find_byte(version, '/', 0) != SIZE_MAX) {
		from = version;
	} else {
		said.version = version;
	}
	if (up_version_is_vcs(from)) {
		qualifier = up_version_vcs_qualifier(from, up_parse_arena(records->p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
		return up_component_emit_as(records->p, &said);
	}
	return up_component_emit_as(records->p, &said);
}

/* "node_modules/@babel/core/node_modules/semver" */
static up_str installed_name(up_str folder)
{
	up_str folders = UP_STR("node_modules/");
	for (size_t end = folder.len; end >= folders.len; end--) {
		size_t start = end - folders.len;
		if (up_str_starts(up_str_slice(folder, start, folder.len), folders) && (!start || folder.s[start - 1] == '/'))
			return up_str_slice(folder, end, folder.len);
	}
	return UP_STR_NULL;
}

/* npm writes no name where the folder says it: "packages/tools", "packages/@acme/tools". */
static up_str folder_name(up_str folder)
{
	up_str base = up_str_basename(folder), above = up_str_slice(folder, 0, folder.len - base.len);
	up_str scope = up_str_basename(up_str_slice(above, 0, above.len ? above.len - 1 : 0));
	return scope.len && scope.s[0] == '@' ? up_str_slice(folder, folder.len - base.len - scope.len - 1, folder.len) : base;
}

/* Of `packages`: the key is a folder, "" that of the project itself. A link leads to a folder that has an entry of its own. */
static bool end_package(struct up_records *records, struct up_record *record)
{
	const struct up_field *name = &record->fields[NAME];
	up_str installed = installed_name(record->key);
	if (is_true(record, LINK))
		return true;
	if (installed.len)
		return emit_locked(records, record, name->value.len ? name->value : installed, group_of(record));
	return !record->fields[VERSION].value.len ||
	       emit_locked(records, record, name->value.len ? name->value : folder_name(record->key), UP_STR("local"));
}

static bool lock_end(struct up_records *records, struct up_record *record)
{
	bool *has_packages = records->data;
	size_t depth = up_record_depth(records, record);
	const struct up_record *outer = up_record_outer(records, record);
	if (depth == 2 && up_str_eq(outer->key, UP_STR("packages"))) {
		*has_packages = true;
		return end_package(records, record);
	}
	bool is_dependency = depth && depth % 2 == 0 && up_str_eq(outer->key, UP_STR("dependencies"));
	if (!is_dependency || *has_packages)
		return true;
	return emit_locked(records, record, record->key, group_of(record));
}

/* --- package.json ------------------------------------------------------------------------------------------------------- */

static bool is_installed(const struct up_source *source)
{
	up_str folder = up_str_slice(source->name, 0, source->name.len - up_str_basename(source->name).len);
	up_str name = installed_name(up_str_slice(folder, 0, folder.len ? folder.len - 1 : 0));
	size_t slashes = 0;
	for (size_t i = 0; i < name.len; i++)
		slashes += name.s[i] == '/';
	return name.len && slashes == (name.s[0] == '@');
}

static bool emit_declared(struct up_records *records, const struct up_record *record, const struct up_fact *fact)
{
	struct up_said_component said = { .type = UP_STR("npm"),
					  .name = fact->key,
					  .version = fact->value,
					  .path = record->key,
					  .flags = UP_FACT_WANTED,
					  .key_at = fact->key_at,
					  .value_at = fact->value_at };
	if (up_str_starts(fact->value, UP_STR("npm:")))
		up_version_split_at(up_str_slice(fact->value, 4, fact->value.len), &said.name, &said.version);
	if (up_version_is_exact(said.version))
		said.flags = 0;
	return up_component_emit_as(records->p, &said);
}

static bool manifest_value(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	static const char sections[] = "dependencies devDependencies peerDependencies optionalDependencies";
	if (up_record_depth(records, record) != 1 || !up_str_is_listed(record->key, sections) || fact->flags & UP_FACT_EMPTY)
		return true;
	return emit_declared(records, record, fact);
}

/* "pnpm@9.1.0+sha512.0123" */
static bool emit_manager(struct up_records *records, const struct up_field *field)
{
	struct up_said_component said = {
		.type = UP_STR("npm"), .path = UP_STR("packageManager"), .key_at = field->at, .value_at = field->at
	};
	up_version_split_at(field->value, &said.name, &said.version);
	said.version = up_str_slice(said.version, 0, up_str_find_byte(said.version, '+', 0));
	return !said.version.len || up_component_emit_as(records->p, &said);
}

static bool manifest_end(struct up_records *records, struct up_record *record)
{
	if (up_record_depth(records, record) || !record->fields[MANAGER].value.len)
		return true;
	return emit_manager(records, &record->fields[MANAGER]);
}

static bool installed_end(struct up_records *records, struct up_record *record)
{
	const struct up_field *name = &record->fields[NAME], *version = &record->fields[VERSION];
	if (up_record_depth(records, record) || !version->value.len)
		return true;
	return up_component_emit(records->p, "npm", UP_STR_NULL, name->value, version->value, name->at, version->at);
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_source *source = up_parse_source(p);
	bool has_packages = false;
	struct up_records manifest = { .names = names, .end = lock_end, .data = &has_packages };
	if (up_bid_is(source, "package.json")) {
		bool installed = is_installed(source);
		manifest.value = installed ? NULL : manifest_value;
		manifest.end = installed ? installed_end : manifest_end;
	}
	return up_records_read(&manifest, p, "json");
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "package.json|package-lock.json|npm-shrinkwrap.json|.package-lock.json") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_npm = {
	.name = "npm",
	.summary = "npm: package-lock.json, npm-shrinkwrap.json, package.json",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
