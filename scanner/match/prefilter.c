/* The prefilter over Hyperscan or Vectorscan. Literals are case-sensitive words: names of commands, of settings of topic rules, and the marker of
 * inline suppressions. A hit inside a longer word ("arp" in "sparse") does not count. */
#include "match/prefilter.h"

#include <hs.h>

#include "base/glob.h"
#include "base/memory.h"
#include "core/fact.h"

struct up_prefilter {
	hs_database_t *database;
	uint32_t *lengths; /* of the literals, by id */
	bool *is_word;     /* must it stand as a whole word? Not so for a part of a pattern */
	uint8_t *kinds;
};

struct up_prefilter_scratch {
	hs_scratch_t *scratch;
};

struct literals {
	const char **texts;
	size_t *lengths;
	unsigned *ids, *flags;
	bool *is_word;
	uint8_t *kinds;
	size_t n, capacity[6];
};

static void literals_finish(struct literals *literals)
{
	up_free(literals->texts);
	up_free(literals->lengths);
	up_free(literals->ids);
	up_free(literals->flags);
	up_free(literals->is_word);
	up_free(literals->kinds);
}

static void add_literal(struct literals *literals, up_str text, bool is_word, uint8_t kinds)
{
	size_t n = literals->n;
	for (size_t i = 0; i < n; i++) {
		if (literals->lengths[i] == text.len && !memcmp(literals->texts[i], text.s, text.len)) {
			literals->is_word[i] &= is_word;
			literals->kinds[i] |= kinds;
			return;
		}
	}
	literals->is_word = up_grow(literals->is_word, &literals->capacity[4], n + 1, sizeof *literals->is_word);
	literals->is_word[n] = is_word;
	literals->kinds = up_grow(literals->kinds, &literals->capacity[5], n + 1, sizeof *literals->kinds);
	literals->kinds[n] = kinds;
	literals->texts = up_grow(literals->texts, &literals->capacity[0], n + 1, sizeof *literals->texts);
	literals->lengths = up_grow(literals->lengths, &literals->capacity[1], n + 1, sizeof *literals->lengths);
	literals->ids = up_grow(literals->ids, &literals->capacity[2], n + 1, sizeof *literals->ids);
	literals->flags = up_grow(literals->flags, &literals->capacity[3], n + 1, sizeof *literals->flags);
	literals->texts[n] = text.s;
	literals->lengths[n] = text.len;
	literals->ids[n] = (unsigned)n;
	literals->flags[n] = 0;
	literals->n++;
}

/* The longest run of plain letters and digits that every match of a pattern holds: outside groups, classes and repetitions. Empty where
 * an alternative stands at the top. */
static up_str literal_of_regex(up_str pattern)
{
	up_str best = UP_STR("");
	size_t start = 0;
	unsigned depth = 0;
	for (size_t i = 0; i <= pattern.len; i++) {
		char c = i < pattern.len ? pattern.s[i] : '\0';
		if (!depth && (up_is_alnum(c) || c == '_' || c == '-') && i < pattern.len)
			continue;
		/* A repetition makes the byte before it optional. */
		size_t end = (c == '?' || c == '*' || c == '{') && i > start ? i - 1 : i;
		if (!depth && end > start && end - start > best.len)
			best = up_str_slice(pattern, start, end);
		if (c == '|' && !depth)
			return UP_STR("");
		if (c == '(' || c == '[')
			depth++;
		else if ((c == ')' || c == ']') && depth)
			depth--;
		else if (c == '\\')
			i++;
		start = i + 1;
	}
	return best;
}

static void collect_pattern(const struct up_image_header *image, const struct up_image_pattern *pattern, struct literals *literals,
			    uint8_t kinds)
{
	up_str literal = literal_of_regex(up_image_str(image, pattern->text));
	/* A pattern without two plain bytes in a row can stand anywhere: every source with a line is a hit. */
	add_literal(literals, literal.len >= 2 ? literal : UP_STR("\n"), false, kinds);
}

/* What a topic rule on settings needs: its key, or what it stands in where that is longer ("driver" in "** / logging"). Rules that name their files
 * are asked by name instead. */
static void collect_setting_rule(const struct up_image_header *image, const struct up_image_rule *rule, struct literals *literals)
{
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	up_str in = rule->in.n == 1 ? up_glob_literal(up_image_item(image, rule->in, 0)) : UP_STR("");
	if (rule->files.n)
		return;
	for (uint32_t k = 0; k < rule->keys.n; k++) {
		up_str key = up_image_item(image, rule->keys, k);
		add_literal(literals, in.len > key.len ? in : key, in.len <= key.len, UP_PREFILTER_SETTINGS);
	}
	for (uint32_t k = 0; k < rule->key_patterns.n; k++)
		collect_pattern(image, &patterns[rule->key_patterns.first + k], literals, UP_PREFILTER_SETTINGS);
}

static void collect(const struct up_image_header *image, struct literals *literals)
{
	const struct up_image_entry *entries = up_image_at(image, UP_IMAGE_ENTRIES);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_ENTRIES].n; i++) {
		up_str key = up_image_str(image, entries[i].key);
		if (key.len && (entries[i].space == UP_SPACE_TOPIC + UP_FACT_COMMAND || entries[i].space == UP_SPACE_COMMAND))
			add_literal(literals, key, true, UP_PREFILTER_COMMANDS);
	}
	const struct up_image_rule *rules = up_image_at(image, UP_IMAGE_RULES);
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_RULES].n; i++) {
		if (rules[i].product == UINT32_MAX && rules[i].kind == UP_FACT_SETTING)
			collect_setting_rule(image, &rules[i], literals);
		for (uint32_t k = 0; rules[i].kind == UP_FACT_COMMAND && k < rules[i].key_patterns.n; k++)
			collect_pattern(image, &patterns[rules[i].key_patterns.first + k], literals, UP_PREFILTER_COMMANDS);
	}
	add_literal(literals, UP_STR("uplint:"), false, UP_PREFILTER_COMMANDS);
}

static hs_database_t *compile(const struct literals *literals)
{
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;
	hs_error_t r = hs_compile_lit_multi(literals->texts, literals->flags, literals->ids, literals->lengths, (unsigned)literals->n,
					    HS_MODE_BLOCK, NULL, &database, &error);
	if (error)
		hs_free_compile_error(error);
	if (r != HS_SUCCESS)
		up_out_of_memory(); /* plain literals cannot be wrong in any other way */
	return database;
}

bool up_prefilter_compile(const struct up_image_header *image, struct up_buf *out)
{
	struct literals literals = { 0 };
	collect(image, &literals);
	char *bytes = NULL;
	size_t size = 0;
	hs_database_t *database = compile(&literals);
	if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS)
		up_out_of_memory();
	up_buf_add(out, (up_str){ bytes, size });
	hs_free_database(database);
	up_free(bytes);
	literals_finish(&literals);
	return true;
}

struct up_prefilter *up_prefilter_open(const struct up_image_header *image)
{
	struct literals literals = { 0 };
	collect(image, &literals);
	struct up_prefilter *prefilter = up_alloc_zero(1, sizeof *prefilter);
	prefilter->lengths = up_alloc_zero(literals.n, sizeof *prefilter->lengths);
	for (size_t i = 0; i < literals.n; i++)
		prefilter->lengths[i] = (uint32_t)literals.lengths[i];
	const char *bytes = up_image_at(image, UP_IMAGE_PREFILTER);
	if (hs_deserialize_database(bytes, image->tables[UP_IMAGE_PREFILTER].n, &prefilter->database) != HS_SUCCESS)
		prefilter->database = compile(&literals);
	prefilter->is_word = literals.is_word;
	prefilter->kinds = literals.kinds;
	literals.is_word = NULL;
	literals.kinds = NULL;
	literals_finish(&literals);
	return prefilter;
}

void up_prefilter_free(struct up_prefilter *prefilter)
{
	if (!prefilter)
		return;
	hs_free_database(prefilter->database);
	up_free(prefilter->lengths);
	up_free(prefilter->is_word);
	up_free(prefilter->kinds);
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
	if (!(hit->prefilter->kinds[id] & hit->kinds))
		return 0;
	size_t end = (size_t)to, start = end - hit->prefilter->lengths[id];
	char first = hit->bytes.s[start], last = hit->bytes.s[end - 1];
	if (!hit->prefilter->is_word[id]) {
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
