/* The prefilter over Hyperscan or Vectorscan. Literals are case-sensitive words: names of commands, of settings of topic rules, and the marker of
 * inline suppressions. A hit inside a longer word ("arp" in "sparse") does not count. */
#include "match/prefilter.h"

#include <hs.h>

#include "base/glob.h"
#include "base/memory.h"
#include "base/regex-literal.h"
#include "core/fact.h"

struct up_prefilter {
	hs_database_t *database;
	const struct up_image_literal *literals;
};

struct up_prefilter_scratch {
	hs_scratch_t *scratch;
};

static void add_literal(struct up_build *build, up_str text, bool is_word, uint8_t kinds)
{
	struct up_image_ref ref = up_build_string(build, text);
	uint32_t n = up_build_count(build, UP_IMAGE_LITERALS, sizeof(struct up_image_literal));
	for (uint32_t i = 0; i < n; i++) {
		struct up_image_literal *literal = up_build_at(build, UP_IMAGE_LITERALS, sizeof *literal, i);
		if (literal->text.at != ref.at || literal->text.len != ref.len)
			continue;
		literal->is_word &= is_word;
		literal->kinds |= kinds;
		return;
	}
	up_build_add(build, UP_IMAGE_LITERALS, &(struct up_image_literal){ .text = ref, .is_word = is_word, .kinds = kinds },
		     sizeof(struct up_image_literal));
}

enum {
	LEAST_LITERAL = 2, /* a single byte stands in every source */
	LONG_LITERAL = 7   /* longer than most names of commands, and rarer */
};

static void collect_pattern(const struct up_image_header *image, const struct up_image_pattern *pattern, struct up_build *build,
			    uint8_t kinds)
{
	up_str text = up_image_str(image, pattern->text), literal = up_regex_literal(text), alternative;
	if (literal.len >= LEAST_LITERAL) {
		add_literal(build, literal, false, kinds);
		return;
	}
	up_str group = up_regex_group(text);
	bool any = false, all = true;
	for (size_t at = 0; up_regex_next_alternative(group, &at, &alternative); any = true)
		all = all && up_regex_literal(alternative).len >= LEAST_LITERAL;
	if (!any || !all) {
		/* A pattern without plain bytes can match anywhere: every source with a line is a hit. */
		add_literal(build, UP_STR("\n"), false, kinds);
		return;
	}
	for (size_t at = 0; up_regex_next_alternative(group, &at, &alternative);)
		add_literal(build, up_regex_literal(alternative), false, kinds);
}

/* What a topic rule on settings needs: its key, or what it stands in where that is longer ("driver" in "** / logging"). Rules that name their files
 * are asked by name instead. */
static void collect_setting_rule(const struct up_image_header *image, const struct up_image_rule *rule, struct up_build *build)
{
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	up_str in = rule->in.n == 1 ? up_glob_literal(up_image_item(image, rule->in, 0)) : UP_STR("");
	if (rule->files.n)
		return;
	for (uint32_t k = 0; k < rule->keys.n; k++) {
		up_str key = up_image_item(image, rule->keys, k);
		add_literal(build, in.len > key.len ? in : key, in.len <= key.len, UP_PREFILTER_SETTINGS);
	}
	for (uint32_t k = 0; k < rule->key_patterns.n; k++)
		collect_pattern(image, &patterns[rule->key_patterns.first + k], build, UP_PREFILTER_SETTINGS);
}

/* A command whose words must hold something long as well ("set-output" of `echo`) is found by that: `echo` stands in every script. */
static up_str literal_of_text(const struct up_image_header *image, const struct up_image_rule *rule)
{
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	for (uint32_t k = 0; k < rule->text.n; k++) {
		up_str literal = up_regex_literal(up_image_str(image, patterns[rule->text.first + k].text));
		if (literal.len >= LONG_LITERAL)
			return literal;
	}
	return UP_STR("");
}

static bool is_command_space(uint32_t space)
{
	return space == UP_SPACE_TOPIC + UP_FACT_COMMAND || space == UP_SPACE_COMMAND || space == UP_SPACE_IMAGE ||
	       space == UP_SPACE_CARRIER || space == UP_SPACE_ASSIGN;
}

/* Data that products recognise by its words may stand in a here-document of a script: `apiVersion:`. */
static void collect_embedded(const struct up_image_header *image, struct up_build *build)
{
	const struct up_image_file *files = up_image_at(image, UP_IMAGE_FILES);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_FILES].n; i++) {
		up_str parser = up_image_str(image, files[i].parser), longest = UP_STR("");
		if (!up_str_eq(parser, UP_STR("yaml")) && !up_str_eq(parser, UP_STR("json")))
			continue;
		for (uint32_t k = 0; k < files[i].contains.n; k++) {
			up_str word = up_image_item(image, files[i].contains, k);
			longest = word.len > longest.len ? word : longest;
		}
		if (longest.len)
			add_literal(build, longest, false, UP_PREFILTER_COMMANDS);
	}
}

static void collect(const struct up_image_header *image, struct up_build *build)
{
	const struct up_image_entry *entries = up_image_at(image, UP_IMAGE_ENTRIES);
	const struct up_image_rule *rules = up_image_at(image, UP_IMAGE_RULES);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_ENTRIES].n; i++) {
		up_str key = up_image_str(image, entries[i].key);
		if (entries[i].space == UP_SPACE_ARGUMENTS && up_str_find_byte(key, ' ', 0) == SIZE_MAX)
			add_literal(build, key, true, UP_PREFILTER_SETTINGS);
		if (!key.len || !is_command_space(entries[i].space))
			continue;
		bool is_rule = entries[i].space == UP_SPACE_TOPIC + UP_FACT_COMMAND;
		up_str rarer = is_rule ? literal_of_text(image, &rules[entries[i].value]) : UP_STR("");
		add_literal(build, rarer.len ? rarer : key, !rarer.len, UP_PREFILTER_COMMANDS);
	}
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_RULES].n; i++) {
		if (rules[i].product == UINT32_MAX && rules[i].kind == UP_FACT_SETTING)
			collect_setting_rule(image, &rules[i], build);
		for (uint32_t k = 0; rules[i].kind == UP_FACT_COMMAND && k < rules[i].key_patterns.n; k++)
			collect_pattern(image, &patterns[rules[i].key_patterns.first + k], build, UP_PREFILTER_COMMANDS);
	}
	collect_embedded(image, build);
	add_literal(build, UP_STR("uplint:"), false, UP_PREFILTER_COMMANDS);
}

/* For any processor: a program is built on one machine and runs on others. */
static hs_database_t *compile(const struct up_image_literal *literals, uint32_t n, const char *strings)
{
	const char **texts UP_AUTO_FREE = up_alloc_zero(n, sizeof *texts);
	size_t *lengths UP_AUTO_FREE = up_alloc_zero(n, sizeof *lengths);
	unsigned *ids UP_AUTO_FREE = up_alloc_zero(n, sizeof *ids), *flags UP_AUTO_FREE = up_alloc_zero(n, sizeof *flags);
	for (uint32_t i = 0; i < n; i++) {
		texts[i] = strings + literals[i].text.at;
		lengths[i] = literals[i].text.len;
		ids[i] = i;
	}
	static const hs_platform_info_t any = { .tune = HS_TUNE_FAMILY_GENERIC };
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;
	hs_error_t r = hs_compile_lit_multi(texts, flags, ids, lengths, n, HS_MODE_BLOCK, &any, &database, &error);
	if (error)
		hs_free_compile_error(error);
	if (r != HS_SUCCESS)
		up_out_of_memory(); /* plain literals cannot be wrong in any other way */
	return database;
}

void up_prefilter_build(const struct up_image_header *image, struct up_build *build)
{
	collect(image, build);
	uint32_t n = up_build_count(build, UP_IMAGE_LITERALS, sizeof(struct up_image_literal));
	const struct up_buf *literals = &build->tables[UP_IMAGE_LITERALS];
	hs_database_t *database = compile((const void *)literals->bytes, n, build->tables[UP_IMAGE_STRINGS].bytes);
	char *bytes = NULL;
	size_t size = 0;
	if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS)
		up_out_of_memory();
	up_buf_add(&build->tables[UP_IMAGE_PREFILTER], (up_str){ bytes, size });
	hs_free_database(database);
	up_free(bytes);
}

struct up_prefilter *up_prefilter_open(const struct up_image_header *image)
{
	struct up_prefilter *prefilter = up_alloc_zero(1, sizeof *prefilter);
	prefilter->literals = up_image_at(image, UP_IMAGE_LITERALS);
	const char *bytes = up_image_at(image, UP_IMAGE_PREFILTER);
	/* Another version of the library than the one that it was built with. */
	if (hs_deserialize_database(bytes, image->tables[UP_IMAGE_PREFILTER].n, &prefilter->database) != HS_SUCCESS)
		prefilter->database = compile(prefilter->literals, image->tables[UP_IMAGE_LITERALS].n,
					      up_image_at(image, UP_IMAGE_STRINGS));
	return prefilter;
}

void up_prefilter_free(struct up_prefilter *prefilter)
{
	if (!prefilter)
		return;
	hs_free_database(prefilter->database);
	up_free(prefilter);
}

struct up_prefilter_scratch *up_prefilter_scratch_new(const struct up_prefilter *prefilter)
{
	struct up_prefilter_scratch *scratch = up_alloc_zero(1, sizeof *scratch);
	if (hs_alloc_scratch(prefilter->database, &scratch->scratch) != HS_SUCCESS)
		up_out_of_memory();
	return scratch;
}

void up_prefilter_scratch_free(struct up_prefilter_scratch *scratch)
{
	if (!scratch)
		return;
	hs_free_scratch(scratch->scratch);
	up_free(scratch);
}

struct hit {
	const struct up_prefilter *prefilter;
	up_str bytes;
	unsigned kinds;
	bool found;
};

static bool is_word_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

/* Does the line of the byte at `at` begin with a '#'? A comment runs nothing, in any format whose commands the prefilter is asked for. */
static bool is_in_comment(up_str bytes, size_t at)
{
	size_t start = at;
	while (start && bytes.s[start - 1] != '\n' && bytes.s[start - 1] != '\r' && at - start < 400)
		start--;
	while (start < at && up_is_blank(bytes.s[start]))
		start++;
	return start < at && bytes.s[start] == '#' && at - start < 400;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *data)
{
	(void)from, (void)flags;
	struct hit *hit = data;
	const struct up_image_literal *literal = &hit->prefilter->literals[id];
	if (!(literal->kinds & hit->kinds))
		return 0;
	size_t end = (size_t)to, start = end - literal->text.len;
	char first = hit->bytes.s[start], last = hit->bytes.s[end - 1];
	if (!literal->is_word) {
		hit->found = true;
		return 1;
	}
	if (start && is_word_byte(first) && is_word_byte(hit->bytes.s[start - 1]))
		return 0;
	if (end < hit->bytes.len && is_word_byte(last) && is_word_byte(hit->bytes.s[end]))
		return 0;
	if (is_in_comment(hit->bytes, start))
		return 0;
	hit->found = true;
	return 1;
}

bool up_prefilter_hit(const struct up_prefilter *prefilter, struct up_prefilter_scratch *scratch, up_str bytes, unsigned kinds)
{
	struct hit hit = { .prefilter = prefilter, .bytes = bytes, .kinds = kinds };
	hs_error_t r = hs_scan(prefilter->database, bytes.s, (unsigned)bytes.len, 0, scratch->scratch, on_match, &hit);
	/* Anything but a clean end is read as a hit: the source is parsed, nothing is lost. */
	return hit.found || (r != HS_SUCCESS && r != HS_SCAN_TERMINATED);
}
