/* Rules on operations and migrations: what `when` says of them, and what such a rule says of locks, rewrites and the way back. */
#include <stddef.h>

#include "base/suggest.h"
#include "core/fact.h"
#include "core/version.h"
#include "match/load-private.h"
#include "match/operation-words.h"
#include "schema/operation.h"

#define RECORD(member) offsetof(struct up_topic_record, member)

const char *const up_migration_parts[] = { "up", "down", "both", NULL };
const char *const up_undos[] = { "automatic", "inverse", "lossy", "data-lost", "impossible", "not-needed", NULL };
const char *const up_blocked[] = { "reads and writes", "writes", "schema changes", "nothing", NULL };

/* --- names ------------------------------------------------------------------------------------------------------------ */

static void fault_unknown(struct up_loader *loader, const struct up_yaml_node *at, const char *what, up_str name, const char *const *names)
{
	struct up_suggest suggest;
	struct up_buf near = { 0 };
	up_suggest_init(&suggest, name);
	for (; *names; names++)
		up_suggest_add(&suggest, up_str_from(*names));
	up_suggest_write(&suggest, &near);
	up_loader_fault(loader, at, "there is no %s '%.*s'%.*s", what, UP_FMT(name), UP_FMT(up_buf_str(&near)));
	up_buf_finish(&near);
}

static bool is_in(const char *const *names, up_str name)
{
	for (; *names; names++)
		if (up_str_eq(name, up_str_from(*names)))
			return true;
	return false;
}

/* Every name of a list must be one of `names`; a regular expression is taken as it is. */
static void check_names(struct up_loader *loader, const struct up_yaml_node *value, const char *what, const char *const *names)
{
	const struct up_yaml_node *item = value->kind == UP_YAML_LIST ? value->first : value;
	for (; item; item = value->kind == UP_YAML_LIST ? item->next : NULL)
		if (item->kind == UP_YAML_SCALAR && !up_str_starts(item->text, UP_STR("/")) && !is_in(names, item->text))
			fault_unknown(loader, item, what, item->text, names);
}

/* The attribute that a pattern of `args` begins with, where it says so: "not-null", "type=text", or /^method=gin$/. */
static up_str attribute_of(up_str pattern)
{
	bool is_regex = pattern.len > 2 && pattern.s[0] == '/' && pattern.s[pattern.len - 1] == '/';
	if (is_regex && pattern.s[1] != '^')
		return UP_STR("");
	size_t start = is_regex ? 2 : 0, end = start;
	while (end < pattern.len && ((pattern.s[end] >= 'a' && pattern.s[end] <= 'z') || pattern.s[end] == '-'))
		end++;
	if (is_regex && (pattern.s[end] != '=' || end == start) && pattern.s[end] != '$')
		return UP_STR("");
	return up_str_slice(pattern, start, is_regex ? end : up_str_find_byte(pattern, '=', 0));
}

static void check_attributes(struct up_loader *loader, const struct up_yaml_node *when, const char *key, const char *const *names)
{
	const struct up_yaml_node *value = up_loader_get(when, key);
	const struct up_yaml_node *item = value && value->kind == UP_YAML_LIST ? value->first : value;
	for (; item; item = value->kind == UP_YAML_LIST ? item->next : NULL) {
		up_str name = item->kind == UP_YAML_SCALAR ? attribute_of(item->text) : UP_STR("");
		if (name.len && !is_in(names, name))
			fault_unknown(loader, item, "attribute", name, names);
	}
}

static void check_words(struct up_loader *loader, const struct up_yaml_node *rule, const char *key, enum up_fact_kind kind)
{
	const struct up_yaml_node *value = up_loader_get(rule, key);
	up_str name = value && value->kind == UP_YAML_SCALAR ? up_operation_words_unknown(value->text, kind == UP_FACT_MIGRATION)
							     : UP_STR("");
	if (name.len)
		fault_unknown(loader, value, "attribute", name, kind == UP_FACT_MIGRATION ? up_migration_attributes : up_attributes);
}

/* --- when ------------------------------------------------------------------------------------------------------------- */

void up_loader_when_operation(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_OPERATION);
	check_names(loader, value, "operation", up_operations);
}

void up_loader_when_migration(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_MIGRATION);
	check_names(loader, value, "runner", up_migration_runners);
}

/* --- lock and server -------------------------------------------------------------------------------------------------- */

const struct up_field up_lock_fields[] = {
	{ "mode", UP_FIELD_STRING, .target = RECORD(operation.lock_mode), .doc = "what the vendor calls it: ACCESS EXCLUSIVE" },
	{ "on", UP_FIELD_STRING, .target = RECORD(operation.lock_on), .doc = "what it is taken on: table, index, both tables" },
	{ "blocks", UP_FIELD_WORD, true, RECORD(operation.blocks), .words = up_blocked, .base = 1, .doc = "what waits for it" },
	{ "while", UP_FIELD_STRING, .target = RECORD(operation.lock_while), .doc = "how long it is held: a clause" },
	{ NULL },
};

void up_loader_lock(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_fill(loader, value, up_lock_fields, record);
}

const struct up_field up_server_fields[] = {
	{ "product", UP_FIELD_STRING, true, offsetof(struct up_image_server, product), .words = up_dialect_names,
	  .doc = "the id of a database" },
	{ "since", UP_FIELD_VERSION, .target = offsetof(struct up_image_server, since), .doc = "the first version for which it holds" },
	{ "before", UP_FIELD_VERSION, .target = offsetof(struct up_image_server, before),
	  .doc = "the first version for which it does not hold any more" },
	{ NULL },
};

void up_loader_server(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_topic_record *topic = record;
	if (value->kind != UP_YAML_LIST) {
		up_loader_fault(loader, value, "'server' is a list of {product, since, before}");
		return;
	}
	for (const struct up_yaml_node *node = value->first; node; node = node->next) {
		struct up_image_server server = { 0 };
		up_loader_fill(loader, node, up_server_fields, &server);
		if (!server.since.len && !server.before.len)
			up_loader_fault(loader, node, "a server needs one of: since, before");
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_SERVERS, &server, sizeof server);
		if (!topic->operation.servers.n++)
			topic->operation.servers.first = at;
	}
}

/* `server: {mysql: "5.7"}` of an example. */
void up_loader_example_server(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_example *example = record;
	if (value->kind != UP_YAML_MAP || value->n_children != 2 || value->first->next->kind != UP_YAML_SCALAR) {
		up_loader_fault(loader, value, "'server' of an example is a map of one database and its version: {mysql: \"5.7\"}");
		return;
	}
	const struct up_yaml_node *name = value->first, *version = value->first->next;
	if (!is_in(up_dialect_names, name->text))
		fault_unknown(loader, name, "database", name->text, up_dialect_names);
	if (!up_version_valid(version->text))
		up_loader_fault(loader, version, "'%.*s' is no version", UP_FMT(version->text));
	example->version = up_build_string(&loader->build, version->text);
	if (!example->dialect)
		example->dialect = (uint8_t)up_dialect_from_name(name->text);
}

static bool says_any(const struct up_yaml_node *node)
{
	static const char *const keys[] = { "server", "lock", "rewrites", "undo", "safer" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (up_loader_get(node, keys[i]))
			return true;
	return false;
}

void up_loader_operation(struct up_loader *loader, const struct up_yaml_node *node, struct up_topic_record *record)
{
	enum up_fact_kind kind = record->rule.kind;
	const struct up_yaml_node *when = up_loader_get(node, "when");
	if (kind != UP_FACT_OPERATION && kind != UP_FACT_MIGRATION) {
		const struct up_yaml_node *dialect = up_loader_get(when, "dialect"), *part = up_loader_get(when, "part");
		if (dialect || part || says_any(node))
			up_loader_fault(
				loader,
				dialect ? dialect
				: part  ? part
					: node,
				"dialect, part, server, lock, rewrites, undo and safer are for rules on an operation or a migration");
		return;
	}
	const char *const *names = kind == UP_FACT_MIGRATION ? up_migration_attributes : up_attributes;
	check_attributes(loader, when, "args", names);
	check_attributes(loader, when, "not_args", names);
	check_words(loader, node, "message", kind);
	check_words(loader, node, "fix", kind);
	check_words(loader, node, "safer", kind);
	record->rule.operation = 1 + up_build_add(&loader->build, UP_IMAGE_OPERATIONS, &record->operation, sizeof record->operation);
}
