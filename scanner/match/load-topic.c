/* Topic files: rules with a condition, a message, and examples. */
#include <stddef.h>

#include "base/memory.h"
#include "core/fact.h"
#include "core/rule.h"
#include "core/upgrade-script.h"
#include "match/load-private.h"
#include "match/rules.h"
#include "match/words.h"
#include "schema/dialect.h"

static const char *const levels[] = { "note", "warning", "error", NULL };
static const char *const precisions[] = { "high", "medium", "low", NULL };
static const char *const booleans[] = { "false", "true", NULL };
static const char *const executables[] = { "true", "false", NULL }; /* UP_YES, UP_NO */

#define RULE(member) offsetof(struct up_image_rule, member)
#define RECORD(member) offsetof(struct up_topic_record, member)

/* --- when ------------------------------------------------------------------------------------------------------------- */

void up_loader_kind(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_rule *rule, enum up_fact_kind kind)
{
	if (rule->kind != _UP_FACT_MAX)
		up_loader_fault(
			loader, value,
			"`when` has one of: command, request, call, import, statement, operation, migration, setting, schedule, form; "
			"write two rules");
	rule->kind = kind;
	up_loader_list(loader, value, UP_FIELD_KEYS, &rule->keys, &rule->key_patterns);
}

static void read_command(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_COMMAND);
}

static void read_call(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_CALL);
}

static void read_import(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_IMPORT);
}

/* Requests are looked up as such; the URL is their value. */
static void read_request(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_rule *rule = record;
	if (rule->kind != _UP_FACT_MAX)
		up_loader_fault(loader, value, "`when` has one of: command, request, call, …; write two rules");
	rule->kind = UP_FACT_EFFECT;
	up_build_list_add(&loader->build, &rule->keys, UP_STR("request"));
	up_loader_list(loader, value, UP_FIELD_PATTERNS, &rule->values, NULL);
}

static void read_statement(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_STATEMENT);
}

static void read_setting(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_SETTING);
}

static void read_schedule(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_SCHEDULE);
}

static void read_form(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_kind(loader, value, record, UP_FACT_FORM);
}

static void read_in(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_rule *rule = record;
	rule->has_in = 1;
	up_loader_list(loader, value, UP_FIELD_GLOBS, &rule->in, NULL);
}

const struct up_field up_when_fields[] = {
	{ "command", UP_FIELD_CUSTOM, .custom = read_command, .doc = "a command of this name is run" },
	{ "call", UP_FIELD_CUSTOM, .custom = read_call, .doc = "code that an upgrade runs calls this: its dotted name" },
	{ "request", UP_FIELD_CUSTOM, .custom = read_request,
	  .doc = "an HTTP request that changes something (POST, PUT, PATCH, DELETE) goes to a URL like this" },
	{ "import", UP_FIELD_CUSTOM, .custom = read_import, .doc = "code that an upgrade runs imports this module" },
	{ "statement", UP_FIELD_CUSTOM, .custom = read_statement, .doc = "SQL that a command is given begins with these words" },
	{ "operation", UP_FIELD_CUSTOM, .custom = up_loader_when_operation, .doc = "a schema, its data or its session is changed so" },
	{ "migration", UP_FIELD_CUSTOM, .custom = up_loader_when_migration, .doc = "a migration of this runner" },
	{ "dialect", UP_FIELD_BITS, .target = RECORD(operation.dialects), .words = up_dialect_names,
	  .doc = "of an operation or a migration: only in this database" },
	{ "part", UP_FIELD_WORD, .target = RECORD(operation.part), .words = up_migration_parts,
	  .doc = "of an operation: in the part that is done (up), the one that undoes it (down), or both" },
	{ "args", UP_FIELD_PATTERNS, .target = RULE(args), .doc = "each of these matches some argument, or attribute of an operation" },
	{ "not_args", UP_FIELD_PATTERNS, .target = RULE(not_args), .doc = "none of these matches one" },
	{ "text", UP_FIELD_PATTERNS, .target = RULE(text), .doc = "each matches the command's words joined by one space" },
	{ "setting", UP_FIELD_CUSTOM, .custom = read_setting, .doc = "a setting of this name" },
	{ "in", UP_FIELD_CUSTOM, .custom = read_in, .doc = "globs of the path of sections round it" },
	{ "value", UP_FIELD_PATTERNS, .target = RULE(values), .doc = "only with one of these values" },
	{ "schedule", UP_FIELD_CUSTOM, .custom = read_schedule, .doc = "the time part of a schedule" },
	{ "form", UP_FIELD_CUSTOM, .custom = read_form, .doc = "what the parser stated of the source's form" },
	{ "file", UP_FIELD_STRINGS, .target = RULE(files), .doc = "the path of the source matches one of these globs" },
	{ "not_file", UP_FIELD_STRINGS, .target = RULE(not_files), .doc = "and none of these" },
	{ "executable", UP_FIELD_WORD, .target = RULE(executable), .words = executables, .base = UP_YES,
	  .doc = "the file has, or lacks, an execute bit" },
	{ "parser", UP_FIELD_PARSERS, .target = RULE(parsers), .doc = "the source was read by this parser" },
	{ "script", UP_FIELD_BITS, .target = RULE(scripts), .words = up_upgrade_roles,
	  .doc = "the source is an upgrade script of this role" },
	{ "writes", UP_FIELD_PATTERNS, .target = RULE(writes), .doc = "the command's output replaces such a file, with >" },
	{ "appends", UP_FIELD_PATTERNS, .target = RULE(appends), .doc = "the command's output is appended to such a file, with >>" },
	{ "asked", UP_FIELD_WORD, .target = RULE(asked), .words = executables, .base = UP_YES,
	  .doc = "the command runs, or does not run, only after the script asked something of the system" },
	{ "checked", UP_FIELD_WORD, .target = RULE(checked), .words = executables, .base = UP_YES,
	  .doc = "the script looks, or does not look, at how the command ended" },
	{ "forgiven", UP_FIELD_WORD, .target = RULE(forgiven), .words = executables, .base = UP_YES,
	  .doc = "`|| true` stands, or does not stand, behind the command" },
	{ NULL },
};

static void read_when(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_rule *rule = record;
	up_loader_fill(loader, value, up_when_fields, rule);
	if (rule->kind != _UP_FACT_MAX)
		return;
	if (rule->files.n)
		rule->kind = UP_FACT_FILE;
	else
		up_loader_fault(loader, value,
				"`when` needs one of: command, request, call, import, statement, operation, migration, setting, schedule, "
				"form, file");
}

/* --- changes ---------------------------------------------------------------------------------------------------------- */

const struct up_field up_change_fields[] = {
	{ "product", UP_FIELD_STRING, true, offsetof(struct up_image_change, product_id), .doc = "the id of a product" },
	{ "deprecated", UP_FIELD_VERSION, .target = offsetof(struct up_image_change, versions[UP_CHANGE_DEPRECATED]), .doc = "version" },
	{ "renamed", UP_FIELD_VERSION, .target = offsetof(struct up_image_change, versions[UP_CHANGE_RENAMED]), .doc = "version" },
	{ "removed", UP_FIELD_VERSION, .target = offsetof(struct up_image_change, versions[UP_CHANGE_REMOVED]), .doc = "version" },
	{ "changed", UP_FIELD_VERSION, .target = offsetof(struct up_image_change, versions[UP_CHANGE_CHANGED]), .doc = "version" },
	{ "others_keep", UP_FIELD_WORD, .target = offsetof(struct up_image_change, others_keep), .words = booleans,
	  .doc = "other products still have it: a note, unless a version of this one is known" },
	{ NULL },
};

static void add_named(struct up_loader *loader, const struct up_yaml_node *change, up_str id)
{
	const struct up_yaml_node *at = up_loader_get(change, "product");
	loader->named = up_grow(loader->named, &loader->named_capacity, loader->n_named + 1, sizeof *loader->named);
	loader->named[loader->n_named++] = (struct up_rule_place){ up_arena_copy(loader->arena, id), loader->file, at ? *at : *change };
}

static void read_changes(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_rule *rule = record;
	if (value->kind != UP_YAML_LIST) {
		up_loader_fault(loader, value, "'changes' is a list of {product, deprecated|renamed|removed|changed: VERSION}");
		return;
	}
	for (const struct up_yaml_node *node = value->first; node; node = node->next) {
		struct up_image_change change = { .product = UINT32_MAX };
		up_loader_fill(loader, node, up_change_fields, &change);
		add_named(loader, node, up_build_text(&loader->build, change.product_id));
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_CHANGES, &change, sizeof change);
		if (!rule->changes.n++)
			rule->changes.first = at;
		enum up_level level = change.versions[UP_CHANGE_REMOVED].len ? UP_LEVEL_ERROR
				      : change.versions[UP_CHANGE_DEPRECATED].len || change.versions[UP_CHANGE_RENAMED].len
					      ? UP_LEVEL_WARNING
				      : change.versions[UP_CHANGE_CHANGED].len ? UP_LEVEL_NOTE
									       : UP_LEVEL_NONE;
		if (level == UP_LEVEL_NONE)
			up_loader_fault(loader, node, "a change needs one of: deprecated, renamed, removed, changed");
		if (level > rule->highest)
			rule->highest = (uint8_t)level;
	}
}

/* --- examples --------------------------------------------------------------------------------------------------------- */

const struct up_field up_example_fields[] = {
	{ "parser", UP_FIELD_PARSER, .target = offsetof(struct up_image_example, parser),
	  .doc = "how the text is read; may be left out with path" },
	{ "path", UP_FIELD_STRING, .target = offsetof(struct up_image_example, path), .doc = "the name of the source" },
	{ "text", UP_FIELD_STRING, true, offsetof(struct up_image_example, text), .doc = "the source; or the value of the form" },
	{ "form", UP_FIELD_STRING, .target = offsetof(struct up_image_example, form),
	  .doc = "a form that no parser states; the text is its value" },
	{ "executable", UP_FIELD_WORD, .target = offsetof(struct up_image_example, executable), .words = executables, .base = UP_YES,
	  .doc = "has the file an execute bit; unknown where it is left out" },
	{ "dialect", UP_FIELD_WORD, .target = offsetof(struct up_image_example, dialect), .words = up_dialect_names, .base = 1,
	  .doc = "of which database the operations are; the first one of the rule where it is left out" },
	{ "server", UP_FIELD_CUSTOM, .custom = up_loader_example_server, .doc = "the version of the database: {mysql: \"5.7\"}" },
	{ NULL },
};

void up_loader_examples(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_rule *rule, bool bad)
{
	if (value->kind != UP_YAML_LIST) {
		up_loader_fault(loader, value, "examples are a list of {parser, text}");
		return;
	}
	for (const struct up_yaml_node *node = value->first; node; node = node->next) {
		struct up_image_example example = { .is_bad = bad };
		up_loader_fill(loader, node, up_example_fields, &example);
		if (!example.parser.len && !example.path.len && !example.form.len)
			up_loader_fault(loader, node, "an example needs a parser, a path or a form");
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_EXAMPLES, &example, sizeof example);
		if (!rule->examples.n++)
			rule->examples.first = at;
	}
	if (rule->examples.n > UP_EXAMPLES)
		up_loader_fault(loader, value, "more than %d examples; they would not be run", UP_EXAMPLES);
}

/* --- the rule --------------------------------------------------------------------------------------------------------- */

const struct up_field up_topic_rule_fields[] = {
	{ "id", UP_FIELD_STRING, true, RECORD(id), .doc = "a path that reads after the word allow" },
	{ "title", UP_FIELD_STRING, true, RULE(title), .doc = "a phrase" },
	{ "family", UP_FIELD_STRING, .target = RULE(family), .words = up_families, .doc = "where it differs from the topic's" },
	{ "when", UP_FIELD_CUSTOM, true, .custom = read_when, .of = "when", .doc = "the condition" },
	{ "level", UP_FIELD_WORD, .target = RULE(level), .words = levels, .base = UP_LEVEL_NOTE, .doc = "a fixed level" },
	{ "changes", UP_FIELD_CUSTOM, .custom = read_changes, .of = "change", .each = true, .doc = "the windows that decide the level" },
	{ "server", UP_FIELD_CUSTOM, .custom = up_loader_server, .of = "server", .each = true,
	  .doc = "versions of the database for which a rule on an operation holds" },
	{ "lock", UP_FIELD_CUSTOM, .custom = up_loader_lock, .of = "lock", .doc = "the lock that the operation takes" },
	{ "rewrites", UP_FIELD_STRING, .target = RECORD(operation.rewrites), .doc = "table, index, nothing; or what is read" },
	{ "undo", UP_FIELD_WORD, .target = RECORD(operation.undo), .words = up_undos, .base = 1, .doc = "can it be taken back?" },
	{ "safer", UP_FIELD_STRING, .target = RECORD(operation.safer), .doc = "the safe form of the operation, as statements" },
	{ "message", UP_FIELD_STRING, true, RULE(message), .doc = "what is wrong and since when" },
	{ "why", UP_FIELD_STRING, true, RULE(why), .doc = "why it matters" },
	{ "fix", UP_FIELD_STRING, true, RULE(fix), .doc = "what to write instead" },
	{ "links", UP_FIELD_LINKS, true, RULE(links), .doc = "names of sources, or URLs" },
	{ "cwe", UP_FIELD_STRINGS, .target = RULE(cwe), .doc = "CWE-798" },
	{ "controls", UP_FIELD_STRINGS, .target = RULE(controls), .doc = "NIST CM-6" },
	{ "precision", UP_FIELD_WORD, .target = RULE(precision), .words = precisions, .doc = "how sure a finding is" },
	{ "guarded", UP_FIELD_WORD, .target = RULE(guarded), .words = booleans,
	  .doc = "fires even where the script asks whether the command exists" },
	{ "effect", UP_FIELD_WORD, .target = RULE(effect), .words = up_effects, .base = 1,
	  .doc = "what kind of thing a rollback by snapshot leaves behind" },
	{ "target", UP_FIELD_PATTERNS, .target = RULE(target),
	  .doc = "expressions with one group: what the effect is on, out of the words joined by one space" },
	{ "bad", UP_FIELD_ELSEWHERE, true, .of = "example", .each = true, .doc = "examples in which it fires" },
	{ "good", UP_FIELD_ELSEWHERE, true, .of = "example", .each = true, .doc = "examples in which it does not; at least one near miss" },
	{ NULL },
};

struct topic_head {
	struct up_image_ref topic, title, family;
	uint8_t dialects;
};

/* Names in braces of the sentences of a rule on anything but operations and migrations, which have names of their own. */
static void check_words(struct up_loader *loader, const struct up_yaml_node *rule, const char *key)
{
	const struct up_yaml_node *value = up_loader_get(rule, key);
	up_str unknown = value && value->kind == UP_YAML_SCALAR ? up_words_unknown(value->text) : UP_STR("");
	if (unknown.len)
		up_loader_fault(loader, value, "%.*s stands for nothing; known are: {command}, {key}, {value}, {path}, {detail}, {target}",
				UP_FMT(unknown));
}

static void add_topic_rule(struct up_loader *loader, const struct up_yaml_node *node, const struct topic_head *head)
{
	struct up_topic_record record = { .rule = { .product = UINT32_MAX, .kind = _UP_FACT_MAX, .family = head->family } };
	up_loader_fill(loader, node, up_topic_rule_fields, &record);
	if (node->kind != UP_YAML_MAP)
		return;
	struct up_image_rule *rule = &record.rule;
	if (!rule->level == !rule->changes.n)
		up_loader_fault(loader, node, "a rule has either a fixed 'level' or 'changes'");
	if (rule->level)
		rule->highest = rule->level;
	if (!record.operation.dialects && (rule->kind == UP_FACT_OPERATION || rule->kind == UP_FACT_MIGRATION))
		record.operation.dialects = head->dialects;
	up_loader_operation(loader, node, &record);
	if (!rule->operation) {
		check_words(loader, node, "message");
		check_words(loader, node, "fix");
	}
	if (!rule->effect != !up_str_eq(up_build_text(&loader->build, rule->family), UP_STR("effect")))
		up_loader_fault(loader, node, "rules of the family effect, and only they, say which 'effect' it is");
	/* That a script asks for the program first changes nothing of what the program leaves behind. */
	rule->guarded |= rule->effect > 0;
	const struct up_yaml_node *bad = up_loader_get(node, "bad"), *good = up_loader_get(node, "good");
	if (bad)
		up_loader_examples(loader, bad, rule, true);
	if (good)
		up_loader_examples(loader, good, rule, false);
	up_loader_add_rule(loader, node, rule, up_build_text(&loader->build, record.id));
}

const struct up_field up_topic_fields[] = {
	{ "topic", UP_FIELD_STRING, true, offsetof(struct topic_head, topic), .doc = "the name of this page" },
	{ "title", UP_FIELD_STRING, true, offsetof(struct topic_head, title), .doc = "a phrase" },
	{ "family", UP_FIELD_STRING, true, offsetof(struct topic_head, family), .words = up_families, .doc = "the family of its rules" },
	{ "dialect", UP_FIELD_BITS, .target = offsetof(struct topic_head, dialects), .words = up_dialect_names,
	  .doc = "the database of its rules on operations and migrations, where they say no other" },
	{ "sources", UP_FIELD_ELSEWHERE, .doc = "names of upstream sources and their URLs" },
	{ "rules", UP_FIELD_ELSEWHERE, true, .of = "rule", .each = true, .doc = "the rules" },
	{ NULL },
};

void up_loader_topic(struct up_loader *loader, const struct up_yaml_node *root)
{
	struct topic_head head = { 0 };
	up_loader_fill(loader, root, up_topic_fields, &head);
	const struct up_yaml_node *rules = up_loader_get(root, "rules");
	if (rules && rules->kind != UP_YAML_LIST)
		up_loader_fault(loader, rules, "'rules' is a list");
	for (const struct up_yaml_node *rule = rules && rules->kind == UP_YAML_LIST ? rules->first : NULL; rule; rule = rule->next)
		add_topic_rule(loader, rule, &head);
}
