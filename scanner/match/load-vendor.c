/* Vendor files: what the tokens and keys of one vendor look like. */
#include <stddef.h>

#include "base/regex-literal.h"
#include "core/fact.h"
#include "core/rule.h"
#include "match/load-private.h"
#include "match/rules.h"
#include "secret/verify.h"

static const char *const levels[] = { "note", "warning", "error", NULL };
static const char *const booleans[] = { "false", "true", NULL };
static const char *const bounds[] = { "word", "dash", "none", NULL };
static const char *const scanners[] = { "private-key", "assignment", "url", "command", "fact", NULL }; /* enum up_scanner */
static const char *const categories[] = {
	"ai",     "analytics", "chat",       "ci",      "cloud",   "code-hosting", "commerce", "communication",
	"crm",    "data",      "database",   "design",  "email",   "finance",      "identity", "infrastructure",
	"maps",   "marketing", "monitoring", "network", "payment", "productivity", "registry", "security",
	"social", "storage",   "other",      NULL
};

enum {
	ENTROPY_NEAR = 300,
	ENTROPY_ANCHOR = 250,
	WITHIN = 64,
	WITHIN_MOST = 1024,
	LEAST_ANCHOR = 3, /* fewer bytes stand everywhere */
};

struct secret_record {
	struct up_image_rule rule;
	struct up_image_secret secret;
	struct up_image_ref id;
	struct up_image_range near;
	uint8_t has_entropy, has_level;
};

#define RECORD(member) offsetof(struct secret_record, member)

/* --- fields ----------------------------------------------------------------------------------------------------------- */

static void read_pattern(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct secret_record *secret = record;
	if (value->kind != UP_YAML_SCALAR) {
		up_loader_fault(loader, value, "'pattern' is one regular expression");
		return;
	}
	struct up_image_pattern pattern = up_loader_regex(loader, value, value->text);
	secret->secret.pattern = up_build_add(&loader->build, UP_IMAGE_PATTERNS, &pattern, sizeof pattern);
}

static uint32_t read_number(struct up_loader *loader, const struct up_yaml_node *value, uint32_t most)
{
	uint64_t number;
	if (value->kind == UP_YAML_SCALAR && up_str_to_u64(value->text, &number) && number <= most)
		return (uint32_t)number;
	up_loader_fault(loader, value, "a number of bytes up to %u is expected here", most);
	return 0;
}

static void read_within(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	((struct secret_record *)record)->secret.within = read_number(loader, value, WITHIN_MOST);
}

static void read_before(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	((struct secret_record *)record)->secret.before = read_number(loader, value, WITHIN_MOST);
}

/* Bits per byte: "3", "3.5", "3.25". */
static void read_entropy(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct secret_record *secret = record;
	up_str text = value->kind == UP_YAML_SCALAR ? value->text : UP_STR("");
	size_t dot = up_str_find_byte(text, '.', 0);
	up_str whole = up_str_slice(text, 0, dot), part = dot == SIZE_MAX ? UP_STR("") : up_str_slice(text, dot + 1, text.len);
	uint64_t bits = 9, hundredths = 0;
	bool fine = up_str_to_u64(whole, &bits) && bits <= 8 && part.len <= 2 && (!part.len || up_str_to_u64(part, &hundredths));
	if (!fine)
		up_loader_fault(loader, value, "'entropy' is a number of bits per byte, 0 to 8, such as 3.5");
	secret->secret.entropy = (uint32_t)(bits * 100 + hundredths * (part.len == 1 ? 10 : 1));
	secret->has_entropy = true;
}

static void read_level(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct secret_record *secret = record;
	secret->has_level = true;
	for (uint8_t i = 0; levels[i]; i++)
		if (value->kind == UP_YAML_SCALAR && up_str_eq(value->text, up_str_from(levels[i])))
			secret->rule.level = (uint8_t)(i + UP_LEVEL_NOTE);
	if (!secret->rule.level)
		up_loader_fault(loader, value, "'level' is one of: note, warning, error");
}

static void read_verify(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct secret_record *secret = record;
	secret->secret.verifier = value->kind == UP_YAML_SCALAR ? up_verifier_by_name(value->text) : UINT32_MAX;
	if (secret->secret.verifier == UINT32_MAX)
		up_loader_fault(loader, value, "there is no offline verdict '%.*s'", UP_FMT(value->text));
}

static void read_scanner(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct secret_record *secret = record;
	for (uint8_t i = 0; value->kind == UP_YAML_SCALAR && scanners[i]; i++) {
		if (!up_str_eq(value->text, up_str_from(scanners[i])))
			continue;
		secret->secret.scanner = i;
		secret->secret.search = UP_SECRET_SCANNER;
		return;
	}
	up_loader_fault(loader, value, "'scanner' is one of: private-key, assignment, url, command, fact");
}

const struct up_field up_secret_fields[] = {
	{ "id", UP_FIELD_STRING, true, RECORD(id), .doc = "secret/VENDOR-KIND" },
	{ "title", UP_FIELD_STRING, true, RECORD(rule.title), .doc = "a noun phrase without article that begins with the vendor" },
	{ "pattern", UP_FIELD_CUSTOM, .custom = read_pattern,
	  .doc = "a regular expression; its first group, where it has one, is the secret" },
	{ "scanner", UP_FIELD_CUSTOM, .custom = read_scanner, .doc = "a function of the program in the place of a pattern" },
	{ "anchors", UP_FIELD_STRINGS, .target = RECORD(secret.anchors),
	  .doc = "plain text, one of which stands at the start of each match, or up to `before` bytes behind it" },
	{ "near", UP_FIELD_STRINGS, .target = RECORD(near), .doc = "words, one of which stands shortly before the secret, in any case" },
	{ "within", UP_FIELD_CUSTOM, .custom = read_within, .doc = "bytes between such a word and the secret, at the most; 64" },
	{ "before", UP_FIELD_CUSTOM, .custom = read_before, .doc = "bytes of a match that may stand before the anchor; 0" },
	{ "bounds", UP_FIELD_WORD, .target = RECORD(secret.bounds), .words = bounds,
	  .doc = "what may not touch the secret: word (letters, digits, _), dash (and -), none" },
	{ "entropy", UP_FIELD_CUSTOM, .custom = read_entropy, .doc = "least bits per byte; 2.5 with anchors, 3 with near" },
	{ "verify", UP_FIELD_CUSTOM, .custom = read_verify, .doc = "the offline verdict on its checksum or structure" },
	{ "level", UP_FIELD_CUSTOM, .custom = read_level,
	  .doc = "error, warning or note; by default error with anchors, warning with near" },
	{ "generic", UP_FIELD_WORD, .target = RECORD(secret.is_generic), .words = booleans,
	  .doc = "many vendors have this shape: what another rule says of the same bytes is kept" },
	{ "file", UP_FIELD_GLOBS, .target = RECORD(rule.files), .doc = "only in files of these names" },
	{ "not_file", UP_FIELD_GLOBS, .target = RECORD(rule.not_files), .doc = "and in none of these" },
	{ "only_open", UP_FIELD_WORD, .target = RECORD(secret.only_open), .words = booleans,
	  .doc = "only in files that everyone may read" },
	{ "message", UP_FIELD_STRING, .target = RECORD(rule.message), .doc = "where it is not made of the title" },
	{ "why", UP_FIELD_STRING, .target = RECORD(rule.why), .doc = "where it is not made of grants" },
	{ "fix", UP_FIELD_STRING, .target = RECORD(rule.fix), .doc = "where it is not made of revoke" },
	{ "grants", UP_FIELD_STRING, .target = RECORD(secret.grants), .doc = "completes: whoever reads it can …" },
	{ "revoke", UP_FIELD_STRING, .target = RECORD(secret.revoke), .doc = "where or how it is revoked: a URL or some words" },
	{ "links", UP_FIELD_LINKS, true, RECORD(rule.links), .doc = "names of sources, or URLs" },
	{ "cwe", UP_FIELD_STRINGS, .target = RECORD(rule.cwe), .doc = "CWE-798 where it is left out" },
	{ "controls", UP_FIELD_STRINGS, .target = RECORD(rule.controls), .doc = "NIST IA-5(7) where it is left out" },
	{ "bad", UP_FIELD_ELSEWHERE, true,
	  .doc = "texts in which it is found: a string, a list of parts that are joined, or {path, parser, text}" },
	{ "good", UP_FIELD_ELSEWHERE, true, .doc = "near misses, in the same forms" },
	{ NULL },
};

/* --- what belongs together ------------------------------------------------------------------------------------------------ */

/* A pattern that begins with plain text is its own anchor: `ya29\.`, `sk-ant-`. The last byte may be repeated, or stand in the place of nothing. */
static void find_anchor(struct up_loader *loader, struct secret_record *record)
{
	const struct up_image_pattern *pattern = up_build_at(&loader->build, UP_IMAGE_PATTERNS, sizeof *pattern, record->secret.pattern);
	up_str text = up_build_text(&loader->build, pattern->text), first;
	struct up_buf literal = { 0 };
	size_t at = 0;
	if (!up_regex_next_alternative(text, &at, &first) || first.len < text.len)
		return;
	for (at = 0; at < text.len; at++) {
		if (text.s[at] == '\\' && at + 1 < text.len && !up_is_alnum(text.s[at + 1]))
			at++;
		else if (!up_is_alnum(text.s[at]) && !strchr("_-:/=@ ", text.s[at]))
			break;
		up_buf_add_byte(&literal, text.s[at]);
	}
	if (literal.len && at < text.len && strchr("?*+{", text.s[at]))
		literal.len--;
	if (literal.len >= LEAST_ANCHOR)
		up_build_list_add(&loader->build, &record->secret.anchors, up_arena_take(loader->arena, &literal));
	else
		up_buf_finish(&literal);
}

static void check_anchors(struct up_loader *loader, const struct up_yaml_node *node, const struct up_image_secret *secret)
{
	for (uint32_t i = 0; i < secret->anchors.n; i++) {
		const struct up_image_ref *ref = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *ref, secret->anchors.first + i);
		if (ref->len < LEAST_ANCHOR)
			up_loader_fault(loader, node, "'%.*s' is too short to look for: anchors have %d bytes and more",
					UP_FMT(up_build_text(&loader->build, *ref)), LEAST_ANCHOR);
	}
}

/* Groups that are counted begin with a bracket that is neither escaped nor followed by a question mark; a bracket in a class counts too, which
 * only costs time. */
static bool has_group(up_str pattern)
{
	for (size_t i = 0; i < pattern.len; i++) {
		if (pattern.s[i] == '\\')
			i++;
		else if (pattern.s[i] == '(' && i + 1 < pattern.len && pattern.s[i + 1] != '?')
			return true;
	}
	return false;
}

/* A pattern that is tried where its anchor stands needs no search. */
static void settle_pattern(struct up_loader *loader, struct up_image_secret *secret)
{
	if (secret->pattern == UINT32_MAX)
		return;
	struct up_image_pattern *pattern = up_build_at(&loader->build, UP_IMAGE_PATTERNS, sizeof *pattern, secret->pattern);
	secret->has_group = has_group(up_build_text(&loader->build, pattern->text));
	if (secret->search == UP_SECRET_ANCHOR && !secret->before)
		pattern->kind = UP_PATTERN_ANCHORED;
	else if (secret->search != UP_SECRET_LINES)
		pattern->kind = UP_PATTERN_WINDOW;
}

static void settle_search(struct up_loader *loader, const struct up_yaml_node *node, struct secret_record *record)
{
	struct up_image_secret *secret = &record->secret;
	bool is_scanner = secret->search == UP_SECRET_SCANNER, is_near = record->near.n > 0;
	if (is_scanner == (secret->pattern != UINT32_MAX))
		up_loader_fault(loader, node, "a secret has either a pattern or a scanner");
	if (is_near && secret->anchors.n)
		up_loader_fault(loader, node, "a secret has either anchors or near");
	if (is_near) {
		secret->search = UP_SECRET_NEAR;
		secret->anchors = record->near;
	} else if (!secret->anchors.n && secret->pattern != UINT32_MAX) {
		find_anchor(loader, record);
		if (!secret->anchors.n)
			secret->search = UP_SECRET_LINES;
		if (!secret->anchors.n && !record->rule.files.n)
			up_loader_fault(loader, node, "the pattern does not begin with %d plain bytes: give anchors, near, or file",
					LEAST_ANCHOR);
	}
	check_anchors(loader, node, secret);
	settle_pattern(loader, secret);
	if (!record->has_entropy)
		secret->entropy = is_near ? ENTROPY_NEAR : secret->search == UP_SECRET_ANCHOR ? ENTROPY_ANCHOR : 0;
	if (!record->has_level)
		record->rule.level = is_near ? UP_LEVEL_WARNING : UP_LEVEL_ERROR;
	if (is_near)
		record->rule.precision = UP_PRECISION_MEDIUM;
	record->rule.highest = record->rule.level;
}

/* --- examples --------------------------------------------------------------------------------------------------------- */

static up_str joined_parts(struct up_loader *loader, const struct up_yaml_node *list)
{
	struct up_buf out = { 0 };
	for (const struct up_yaml_node *part = list->first; part; part = part->next) {
		if (part->kind != UP_YAML_SCALAR)
			up_loader_fault(loader, part, "a part of an example is a string");
		else
			up_buf_add(&out, part->text);
	}
	return up_arena_take(loader->arena, &out);
}

/* `text` of {path, parser, text} may be such a list too. */
static struct up_image_example read_example(struct up_loader *loader, const struct up_yaml_node *node)
{
	struct up_image_example example = { 0 };
	const struct up_yaml_node *text = node->kind == UP_YAML_MAP ? up_loader_get(node, "text") : node;
	if (node->kind == UP_YAML_MAP)
		up_loader_fill(loader, node, up_secret_example_fields, &example);
	if (text)
		example.text = up_build_string(&loader->build, text->kind == UP_YAML_LIST ? joined_parts(loader, text) : text->text);
	return example;
}

static void read_examples(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_rule *rule, bool bad)
{
	if (!value)
		return;
	if (value->kind != UP_YAML_LIST || !value->first) {
		up_loader_fault(loader, value, "examples are a list, and there is at least one");
		return;
	}
	for (const struct up_yaml_node *node = value->first; node; node = node->next) {
		struct up_image_example example = read_example(loader, node);
		example.is_bad = bad;
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_EXAMPLES, &example, sizeof example);
		if (!rule->examples.n++)
			rule->examples.first = at;
	}
	if (rule->examples.n > UP_EXAMPLES)
		up_loader_fault(loader, value, "more than %d examples; they would not be run", UP_EXAMPLES);
}

const struct up_field up_secret_example_fields[] = {
	{ "parser", UP_FIELD_PARSER, .target = offsetof(struct up_image_example, parser), .doc = "how the text is read" },
	{ "path", UP_FIELD_STRING, .target = offsetof(struct up_image_example, path), .doc = "the name of the source" },
	{ "text", UP_FIELD_ELSEWHERE, true, .doc = "the source: a string, or parts that are joined" },
	{ NULL },
};

/* --- the file --------------------------------------------------------------------------------------------------------- */

struct vendor_head {
	struct up_image_ref vendor, title, category;
};

static void add_secret(struct up_loader *loader, const struct up_yaml_node *node, const struct vendor_head *head)
{
	struct secret_record record = {
		.rule = { .product = UINT32_MAX, .kind = _UP_FACT_MAX, .family = up_build_string(&loader->build, UP_STR("secret")) },
		.secret = { .vendor = head->vendor,
			    .vendor_title = head->title,
			    .category = head->category,
			    .pattern = UINT32_MAX,
			    .verifier = UINT32_MAX,
			    .within = WITHIN },
	};
	up_loader_fill(loader, node, up_secret_fields, &record);
	if (node->kind != UP_YAML_MAP)
		return;
	settle_search(loader, node, &record);
	up_loader_secret_words(loader, node, &record.secret, &record.rule);
	read_examples(loader, up_loader_get(node, "bad"), &record.rule, true);
	read_examples(loader, up_loader_get(node, "good"), &record.rule, false);
	record.rule.secret = 1 + up_build_add(&loader->build, UP_IMAGE_SECRETS, &record.secret, sizeof record.secret);
	up_loader_add_rule(loader, node, &record.rule, up_build_text(&loader->build, record.id));
}

enum {
	SAMPLE_DIGITS = 16
};

static bool read_sample(up_str text, uint64_t *ret_hash)
{
	*ret_hash = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (!up_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
		*ret_hash = *ret_hash << 4 | (uint64_t)(up_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return text.len == SAMPLE_DIGITS;
}

static void read_samples(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	(void)record;
	if (value->kind != UP_YAML_LIST)
		up_loader_fault(loader, value, "'samples' is a list");
	for (const struct up_yaml_node *node = value->kind == UP_YAML_LIST ? value->first : NULL; node; node = node->next) {
		uint64_t hash;
		if (node->kind != UP_YAML_SCALAR || !read_sample(node->text, &hash))
			up_loader_fault(loader, node, "a sample is the first %d lower-case hex digits of the SHA-256 of its value",
					SAMPLE_DIGITS);
		else
			up_build_add(&loader->build, UP_IMAGE_SAMPLES, &hash, sizeof hash);
	}
}

const struct up_field up_vendor_fields[] = {
	{ "vendor", UP_FIELD_STRING, true, offsetof(struct vendor_head, vendor), .doc = "the name of this page" },
	{ "title", UP_FIELD_STRING, true, offsetof(struct vendor_head, title), .doc = "as it stands in messages" },
	{ "category", UP_FIELD_STRING, true, offsetof(struct vendor_head, category), .words = categories, .doc = "what the vendor does" },
	{ "sources", UP_FIELD_ELSEWHERE, .doc = "names of upstream sources and their URLs" },
	{ "samples", UP_FIELD_CUSTOM, .custom = read_samples,
	  .doc = "values that the vendor itself publishes and that are no findings: the first 16 hex digits of the SHA-256 of each" },
	{ "secrets", UP_FIELD_ELSEWHERE, true, .of = "secret", .each = true, .doc = "kinds of tokens and keys" },
	{ NULL },
};

void up_loader_vendor(struct up_loader *loader, const struct up_yaml_node *root)
{
	struct vendor_head head = { 0 };
	up_loader_fill(loader, root, up_vendor_fields, &head);
	const struct up_yaml_node *secrets = up_loader_get(root, "secrets");
	if (secrets && secrets->kind != UP_YAML_LIST)
		up_loader_fault(loader, secrets, "'secrets' is a list");
	for (const struct up_yaml_node *node = secrets && secrets->kind == UP_YAML_LIST ? secrets->first : NULL; node; node = node->next)
		add_secret(loader, node, &head);
}
