/* pnpm-lock.yaml, versions 5 to 9. Keys of `packages` say name and version: "/@babel/core/7.1.0_peer@1" (5), "/@babel/core@7.1.0(peer@1)" (6),
 * "@babel/core@7.1.0" (9, where peers stand in `snapshots`). https://github.com/pnpm/spec/tree/master/lockfile */
#include "common/bid.h"
#include "common/records.h"
#include "common/version-text.h"

enum {
	NAME,
	VERSION,
	DEV,
	OPTIONAL,
};

static const char *const names[] = { "name", "version", "dev", "optional", NULL };

struct last {
	up_str name, version;
};

/* A name without its version where the key is an address: those entries have `name` and `version`, or what stands before the '@'. */
static void read_key(up_str key, up_str *ret_name, up_str *ret_version)
{
	if (key.len && key.s[0] == '/')
		key = up_str_slice(key, 1, key.len);
	key = up_str_slice(key, 0, up_str_find_byte(key, '(', 0));
	size_t start = key.len && key.s[0] == '@' ? up_str_find_byte(key, '/', 0) : 0, end;
	*ret_name = *ret_version = UP_STR_NULL;
	if (start == SIZE_MAX)
		return;
	for (end = start + 1; end < key.len && key.s[end] != '@' && key.s[end] != '/';)
		end++;
	*ret_name = up_str_slice(key, 0, end);
	up_str version = up_str_slice(key, end + 1, key.len);
	if (end < key.len && key.s[end] == '/') /* 5: peers stand behind a '_' */
		version = up_str_slice(version, 0, up_str_find_byte(version, '_', 0));
	*ret_version = version;
}

static bool is_address(up_str text)
{
	return up_str_find_byte(text, ':', 0) != SIZE_MAX || up_str_find_byte(text, '/', 0) != SIZE_MAX;
}

static bool end(struct up_records *records, struct up_record *record)
{
	struct last *last = records->data;
	const struct up_record *outer = up_record_outer(records, record);
	const struct up_field *fields = record->fields;
	if (up_record_depth(records, record) != 2 || !up_str_eq(outer->key, UP_STR("packages")))
		return true;
	struct up_said_component said = { .type = UP_STR("npm"), .key_at = record->key_at, .value_at = record->key_at };
	read_key(record->key, &said.name, &said.version);
	bool is_local = up_str_starts(record->key, UP_STR("file:")) || up_str_starts(said.version, UP_STR("file:")) ||
			up_str_starts(said.version, UP_STR("link:"));
	if (fields[NAME].value.len)
		said.name = fields[NAME].value;
	if (fields[VERSION].value.len) {
		said.version = fields[VERSION].value;
		said.value_at = fields[VERSION].at;
	} else if (is_address(said.version)) {
		said.version = UP_STR_NULL;
	}
	said.path = is_local                                            ? UP_STR("local")
		    : up_str_eq(fields[DEV].value, UP_STR("true"))      ? UP_STR("dev")
		    : up_str_eq(fields[OPTIONAL].value, UP_STR("true")) ? UP_STR("optional")
									: UP_STR_NULL;
	/* One package with several sets of peers. */
	if (up_str_eq(said.name, last->name) && up_str_eq(said.version, last->version))
		return true;
	*last = (struct last){ said.name, said.version };
	return up_component_emit_as(records->p, &said);
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct last last = { 0 };
	struct up_records manifest = { .names = names, .end = end, .data = &last };
	return up_records_read(&manifest, p, "yaml");
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "pnpm-lock.yaml") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_pnpm = {
	.name = "pnpm",
	.summary = "pnpm-lock.yaml",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
