/* Pages of runners: who applies migrations, how that shows, and what becomes of its lock. A page becomes up to three rules on the forms that
 * estate/runners.c states when all sources are read, and the signs by which match/deploy.c knows the runner. */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/needles.h"
#include "core/fact.h"
#include "core/rule.h"
#include "core/runner.h"
#include "match/load-private.h"

static const char *const booleans[] = { "false", "true", NULL };
static const char *const locks[] = { "none", "off", "on", NULL }; /* enum up_runner_lock */

struct page {
	struct up_image_ref id, title, says, since, why, fix, example;
	uint8_t lock;
	struct up_image_range links;
};

struct sign_record {
	struct up_image_sign sign;
	struct up_image_ref command, text;
};

#define PAGE(member) offsetof(struct page, member)
#define SIGN(member) offsetof(struct sign_record, member)

const struct up_field up_sign_fields[] = {
	{ "command", UP_FIELD_STRING, .target = SIGN(command), .doc = "/regex/ over the words of a command, joined by one space" },
	{ "text", UP_FIELD_STRING, .target = SIGN(text),
	  .doc = "/regex/ over the bytes of a source; its first group, if any, is what is meant" },
	{ "file", UP_FIELD_STRINGS, .target = SIGN(sign.files), .doc = "only in sources whose path matches one of these globs" },
	{ "not_file", UP_FIELD_STRINGS, .target = SIGN(sign.not_files), .doc = "and none of these" },
	{ "word", UP_FIELD_STRING, .target = SIGN(sign.literal),
	  .doc = "plain text of every match, where the expression does not show it" },
	{ "shared", UP_FIELD_WORD, .target = SIGN(sign.is_shared), .words = booleans,
	  .doc = "it says nothing of the runner: it counts only where the tree is seen to run it" },
	{ "detail", UP_FIELD_STRING, .target = SIGN(sign.detail), .doc = "a clause for the message: what becomes of the lock" },
	{ "bad", UP_FIELD_ELSEWHERE, .of = "example", .each = true, .doc = "examples in which the rule that is made of it fires" },
	{ "good", UP_FIELD_ELSEWHERE, .of = "example", .each = true, .doc = "examples in which it does not" },
	{ NULL },
};

const struct up_field up_runner_fields[] = {
	{ "runner", UP_FIELD_STRING, true, PAGE(id), .doc = "the id of the runner, the middle of its rules' ids: runner/ID-unlocked" },
	{ "title", UP_FIELD_STRING, true, PAGE(title), .doc = "as it stands in messages" },
	{ "lock", UP_FIELD_WORD, true, PAGE(lock), .words = locks, .doc = "what it does by default; off: only where it is asked for" },
	{ "since", UP_FIELD_VERSION, .target = PAGE(since), .doc = "the version from which on it locks" },
	{ "says", UP_FIELD_STRING, true, PAGE(says), .doc = "completes TITLE …: \"takes no lock\"; how it locks" },
	{ "why", UP_FIELD_STRING, .target = PAGE(why), .doc = "why it matters, where there is more to say than of all runners" },
	{ "fix", UP_FIELD_STRING, .target = PAGE(fix), .doc = "a sentence: what to do, where it differs from that for all runners" },
	{ "sources", UP_FIELD_ELSEWHERE, true, .doc = "names of upstream sources and their URLs" },
	{ "links", UP_FIELD_LINKS, true, PAGE(links), .doc = "names of sources, or URLs" },
	{ "runs", UP_FIELD_ELSEWHERE, true, .of = "sign", .each = true, .doc = "how it shows that the runner is run" },
	{ "locked_by", UP_FIELD_ELSEWHERE, .of = "sign", .each = true, .doc = "what shows that a lock is held all the same" },
	{ "lock_off", UP_FIELD_ELSEWHERE, .of = "sign", .each = true, .doc = "what switches its lock off" },
	{ "lock_broken", UP_FIELD_ELSEWHERE, .of = "sign", .each = true, .doc = "what makes that its lock does not hold" },
	{ "version", UP_FIELD_ELSEWHERE, .of = "sign", .each = true, .doc = "where its version stands: the first group" },
	{ "example", UP_FIELD_STRING, .target = PAGE(example), .doc = "a command that runs it: examples of the rule are made from it" },
	{ "bad", UP_FIELD_ELSEWHERE, .of = "example", .each = true, .doc = "examples in which runner/ID-unlocked fires" },
	{ "good", UP_FIELD_ELSEWHERE, .of = "example", .each = true, .doc = "examples in which it does not" },
	{ NULL },
};

/* --- signs ------------------------------------------------------------------------------------------------------------ */

static void add_sign(struct up_loader *loader, const struct up_yaml_node *node, uint32_t runner, enum up_sign_role role)
{
	struct sign_record record = { 0 };
	up_loader_fill(loader, node, up_sign_fields, &record);
	if (node->kind != UP_YAML_MAP)
		return;
	up_str text = up_build_text(&loader->build, record.command.len ? record.command : record.text);
	if (!record.command.len == !record.text.len || text.len < 3 || text.s[0] != '/' || text.s[text.len - 1] != '/') {
		up_loader_fault(loader, node, "a sign has either a `command` or a `text`: a /regex/");
		return;
	}
	bool is_told = role == UP_SIGN_LOCK_OFF || role == UP_SIGN_LOCK_BROKEN;
	if (is_told && !record.sign.detail.len)
		up_loader_fault(loader, node, "it needs a `detail`: a clause that says what becomes of the lock");
	if (is_told && !up_loader_get(node, "bad"))
		up_loader_fault(loader, node, "it needs examples: `bad`");
	uint32_t frequency;
	struct up_image_pattern pattern = up_loader_regex(loader, node, up_arena_copy(loader->arena, up_str_slice(text, 1, text.len - 1)));
	if (!record.sign.literal.len)
		record.sign.literal = pattern.literal;
	if (record.sign.literal.len < UP_NEEDLE_LEAST)
		up_loader_fault(loader, node,
				"the expression holds no plain text of %d bytes, by which it could be found: write two of them",
				UP_NEEDLE_LEAST);
	else
		record.sign.part = up_needle_of(up_build_text(&loader->build, record.sign.literal), &frequency).part;
	record.sign.runner = runner;
	record.sign.role = (uint8_t)role;
	record.sign.is_command = record.command.len > 0;
	record.sign.pattern = up_build_add(&loader->build, UP_IMAGE_PATTERNS, &pattern, sizeof pattern);
	up_build_add(&loader->build, UP_IMAGE_SIGNS, &record.sign, sizeof record.sign);
}

static const struct up_yaml_node *first_of(struct up_loader *loader, const struct up_yaml_node *root, const char *key)
{
	const struct up_yaml_node *list = up_loader_get(root, key);
	if (list && list->kind != UP_YAML_LIST)
		up_loader_fault(loader, list, "'%s' is a list", key);
	return list && list->kind == UP_YAML_LIST ? list->first : NULL;
}

static void add_signs(struct up_loader *loader, const struct up_yaml_node *root, uint32_t runner)
{
	static const char *const keys[] = { "runs", "locked_by", "lock_off", "lock_broken", "version" };
	for (size_t role = 0; role < sizeof keys / sizeof *keys; role++)
		for (const struct up_yaml_node *node = first_of(loader, root, keys[role]); node; node = node->next)
			add_sign(loader, node, runner, (enum up_sign_role)role);
}

/* --- rules ------------------------------------------------------------------------------------------------------------ */

static struct up_image_ref keep(struct up_loader *loader, const char *format, ...) __attribute__((format(printf, 2, 3)));
static struct up_image_ref keep(struct up_loader *loader, const char *format, ...)
{
	char text[1200];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return up_build_string(&loader->build, (up_str){ text, n < (int)sizeof text ? (size_t)n : sizeof text - 1 });
}

static void add_example(struct up_loader *loader, struct up_image_rule *rule, bool is_bad, const char *path, up_str text)
{
	struct up_image_example example = { .is_bad = is_bad,
					    .path = up_build_string(&loader->build, up_str_from(path)),
					    .text = up_build_string(&loader->build, text) };
	uint32_t at = up_build_add(&loader->build, UP_IMAGE_EXAMPLES, &example, sizeof example);
	if (!rule->examples.n++)
		rule->examples.first = at;
}

/* Three pods that run it when they start; and the same command in a hook, which runs once. */
static void make_examples(struct up_loader *loader, struct up_image_rule *rule, up_str command)
{
	static const char manifest[] = "apiVersion: %s\nkind: %s\nmetadata:\n  name: web\n%sspec:\n%s  template:\n    spec:\n"
				       "      initContainers:\n        - name: migrate\n          image: acme/web:1\n"
				       "          command: [sh, -c]\n          args:\n            - >-\n              %.*s\n";
	static const char hook[] = "  annotations:\n    helm.sh/hook: pre-install,pre-upgrade\n";
	struct up_arena *arena = loader->arena;
	add_example(loader, rule, true, "deploy/web.yaml",
		    up_arena_printf(arena, manifest, "apps/v1", "Deployment", "", "  replicas: 3\n", UP_FMT(command)));
	add_example(loader, rule, false, "chart/templates/migrate.yaml",
		    up_arena_printf(arena, manifest, "batch/v1", "Job", hook, "", UP_FMT(command)));
}

static void add_given(struct up_loader *loader, const struct up_yaml_node *node, struct up_image_rule *rule)
{
	const struct up_yaml_node *bad = up_loader_get(node, "bad"), *good = up_loader_get(node, "good");
	if (bad)
		up_loader_examples(loader, bad, rule, true);
	if (good)
		up_loader_examples(loader, good, rule, false);
}

/* What all rules of a page have. */
static struct up_image_rule rule_of(struct up_loader *loader, const struct page *page, up_str what)
{
	struct up_image_rule rule = { .product = UINT32_MAX, .kind = UP_FACT_FORM, .highest = UP_LEVEL_ERROR, .level = UP_LEVEL_ERROR };
	up_str id = up_arena_copy(loader->arena, up_build_text(&loader->build, page->id));
	rule.family = up_build_string(&loader->build, UP_STR("migration"));
	up_build_list_add(&loader->build, &rule.keys, up_arena_printf(loader->arena, "runner-%.*s:%.*s", UP_FMT(what), UP_FMT(id)));
	up_build_list_add(&loader->build, &rule.cwe, UP_STR("CWE-362"));
	rule.links = page->links;
	rule.why = page->why.len
			   ? page->why
			   : keep(loader, "Two that migrate at once start the same change: one of them fails in the middle, or both of "
					  "them do it, and what is left is half of a schema, or a history that does not fit it.");
	rule.fix = page->fix.len
			   ? page->fix
			   : keep(loader, "Migrate in a step of its own that runs once before the rollout (a Job that is a hook, a release "
					  "command), or take a lock in the database round it: `pg_advisory_lock`, `GET_LOCK`.");
	return rule;
}

static void add_rule(struct up_loader *loader, const struct up_yaml_node *root, const struct page *page, struct up_image_rule *rule,
		     const char *what)
{
	up_str id = up_build_text(&loader->build, page->id);
	up_loader_add_rule(loader, root, rule, up_arena_printf(loader->arena, "runner/%.*s-%s", UP_FMT(id), what));
}

static void add_unlocked(struct up_loader *loader, const struct up_yaml_node *root, const struct page *page)
{
	up_str title = up_arena_copy(loader->arena, up_build_text(&loader->build, page->title));
	up_str says = up_arena_copy(loader->arena, up_build_text(&loader->build, page->says));
	up_str example = up_arena_copy(loader->arena, up_build_text(&loader->build, page->example));
	struct up_image_rule rule = rule_of(loader, page, UP_STR("unlocked"));
	rule.title = keep(loader, "%.*s migrates, and nothing keeps a second one out", UP_FMT(title));
	rule.message = page->since.len
			       ? keep(loader, "`{value}` migrates the database, and %.*s takes no lock before %.*s: {detail}.",
				      UP_FMT(title), UP_FMT(up_build_text(&loader->build, page->since)))
			       : keep(loader, "`{value}` migrates the database, and %.*s %.*s: {detail}.", UP_FMT(title), UP_FMT(says));
	if (example.len)
		make_examples(loader, &rule, example);
	add_given(loader, root, &rule);
	add_rule(loader, root, page, &rule, "unlocked");
}

/* lock_off and lock_broken. */
static void add_defeat(struct up_loader *loader, const struct up_yaml_node *root, const struct page *page, const char *key,
		       const char *what)
{
	const struct up_yaml_node *first = first_of(loader, root, key);
	if (!first)
		return;
	bool is_off = !strcmp(what, "lock-off");
	up_str title = up_arena_copy(loader->arena, up_build_text(&loader->build, page->title));
	struct up_image_rule rule = rule_of(loader, page, up_str_from(what));
	rule.title = is_off ? keep(loader, "The lock of %.*s is switched off", UP_FMT(title))
			    : keep(loader, "The lock of %.*s does not hold", UP_FMT(title));
	rule.message = is_off ? keep(loader, "`{value}` switches off the lock of %.*s: {detail}.", UP_FMT(title))
			      : keep(loader, "The lock of %.*s does not hold with `{value}`: {detail}.", UP_FMT(title));
	if (!page->fix.len)
		rule.fix = is_off ? keep(loader, "Leave the lock on; where a pooler is in the way, let the migration connect to the server "
						 "itself, on a connection of its own.")
				  : keep(loader,
					 "Take it out of what runs by itself, and let the migration have a direct connection and a step "
					 "of its own.");
	for (const struct up_yaml_node *node = first; node; node = node->next)
		add_given(loader, node, &rule);
	add_rule(loader, root, page, &rule, what);
}

void up_loader_runner(struct up_loader *loader, const struct up_yaml_node *root)
{
	struct page page = { 0 };
	up_loader_fill(loader, root, up_runner_fields, &page);
	if (!page.id.len || !page.title.len)
		return;
	const struct up_image_runner runner = { .id = page.id, .title = page.title, .since = page.since, .lock = page.lock };
	uint32_t index = up_build_add(&loader->build, UP_IMAGE_RUNNERS, &runner, sizeof runner);
	add_signs(loader, root, index);
	bool is_unlocked = page.lock != UP_RUNNER_LOCK_ON || page.since.len;
	if (is_unlocked && !page.example.len && !up_loader_get(root, "bad"))
		up_loader_fault(loader, root, "a runner that does not lock has an `example`, or examples: `bad` and `good`");
	if (is_unlocked)
		add_unlocked(loader, root, &page);
	add_defeat(loader, root, &page, "lock_off", "lock-off");
	add_defeat(loader, root, &page, "lock_broken", "lock-broken");
}
