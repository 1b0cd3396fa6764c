/* The literals of the prefilter: which plain bytes each rule of an image needs. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/needles.h"
#include "base/regex-literal.h"
#include "core/fact.h"
#include "core/makers.h"
#include "match/prefilter.h"

/* Commands and settings: words in their own case. */
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

/* A dotted name is found by its longest part: clients are called as they please. */
static up_str longest_part(up_str name)
{
	up_str longest = UP_STR("");
	size_t start = 0;
	for (size_t i = 0; i <= name.len; i++) {
		if (i < name.len && (up_is_alnum(name.s[i]) || name.s[i] == '_'))
			continue;
		if (i - start > longest.len)
			longest = up_str_slice(name, start, i);
		start = i + 1;
	}
	return longest;
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
	for (uint32_t k = 0; k < rule->args.n; k++) {
		const struct up_image_pattern *pattern = &patterns[rule->args.first + k];
		up_str text = up_image_str(image, pattern->text);
		up_str literal = pattern->kind == UP_PATTERN_EXACT ? longest_part(text) : up_regex_literal(text);
		if (literal.len >= LONG_LITERAL)
			return literal;
	}
	return UP_STR("");
}

/* A pattern of a callee: the shortest of its alternatives where that is longer than what stands round them: `send_mail` of django\.core\.mail\.(send_mail|…). */
static void collect_callee(const struct up_image_header *image, const struct up_image_pattern *pattern, struct up_build *build)
{
	up_str text = up_image_str(image, pattern->text), group = up_regex_group(text), alternative;
	size_t shortest = SIZE_MAX, least = up_regex_literal(text).len;
	for (size_t at = 0; up_regex_next_alternative(group, &at, &alternative);)
		if (up_regex_literal(alternative).len < shortest)
			shortest = up_regex_literal(alternative).len;
	if (shortest == SIZE_MAX || shortest <= least) {
		collect_pattern(image, pattern, build, UP_PREFILTER_CALLS);
		return;
	}
	for (size_t at = 0; up_regex_next_alternative(group, &at, &alternative);)
		add_literal(build, up_regex_literal(alternative), false, UP_PREFILTER_CALLS);
}

static void add_list(struct up_build *build, const char *const *texts, bool is_word, uint8_t kind)
{
	for (; *texts; texts++)
		add_literal(build, up_str_from(*texts), is_word, kind);
}

/* Rules on calls and imports, and on SQL, which stands in commands. */
static void collect_code_rule(const struct up_image_header *image, const struct up_image_rule *rule, struct up_build *build)
{
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	const uint8_t kind = UP_PREFILTER_CALLS;
	/* SQL is written in any case, and URLs are put together: who makes them is looked for. */
	if (rule->kind == UP_FACT_STATEMENT) {
		add_list(build, up_sql_clients, true, UP_PREFILTER_COMMANDS);
		return;
	}
	if (rule->kind == UP_FACT_EFFECT) {
		add_list(build, up_request_commands, true, UP_PREFILTER_COMMANDS);
		add_list(build, up_request_libraries, true, UP_PREFILTER_CALLS);
		add_list(build, up_request_texts, false, UP_PREFILTER_CALLS);
		return;
	}
	up_str rarer = literal_of_text(image, rule);
	if (rarer.len) {
		add_literal(build, rarer, false, kind);
		return;
	}
	for (uint32_t k = 0; k < rule->keys.n; k++)
		add_literal(build, longest_part(up_image_item(image, rule->keys, k)), false, kind);
	for (uint32_t k = 0; k < rule->key_patterns.n; k++)
		collect_callee(image, &patterns[rule->key_patterns.first + k], build);
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

/* What refers to units: their own names (`ntp`, `network`) stand in too many sources that do not mean them. */
static void collect_units(const struct up_image_header *image, struct up_build *build)
{
	static const char *const words[] = { "systemctl", "service",    "invoke-rc.d",       "update-rc.d",
					     "chkconfig", "rc-service", "deb-systemd-invoke" };
	const struct up_image_rule *rules = up_image_at(image, UP_IMAGE_RULES);
	bool any = false;
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_RULES].n; i++)
		any |= rules[i].kind == UP_FACT_UNIT;
	for (size_t i = 0; any && i < sizeof words / sizeof *words; i++)
		add_literal(build, up_str_from(words[i]), true, UP_PREFILTER_COMMANDS);
	if (!any)
		return;
	add_literal(build, UP_STR("/init.d/"), false, UP_PREFILTER_COMMANDS);
	add_literal(build, UP_STR("systemd:"), false, UP_PREFILTER_COMMANDS); /* a task of Ansible */
}

/* A variable of settings is found by what all of its form begin with ("GF_"), else by its first two words. */
static void collect_variable(const struct up_image_header *image, const struct up_image_rule *rule, up_str name, struct up_build *build)
{
	const struct up_image_product *product = (const struct up_image_product *)up_image_at(image, UP_IMAGE_PRODUCTS) + rule->product;
	if (rule->carrier == UP_CARRIER_VARIABLE) {
		add_literal(build, name, true, UP_PREFILTER_SETTINGS);
		return;
	}
	for (uint32_t i = 0; i < product->variables.n; i++) {
		up_str form = up_image_item(image, product->variables, i);
		up_str start = up_str_slice(form, 0, up_str_find_byte(form, '{', 0));
		if (start.len > LEAST_LITERAL && up_str_starts(name, start)) {
			add_literal(build, start, false, UP_PREFILTER_SETTINGS);
			return;
		}
	}
	size_t end = up_str_find_byte(name, '_', 0);
	end = end == SIZE_MAX ? end : up_str_find_byte(name, '_', end + 1);
	add_literal(build, up_str_slice(name, 0, end), false, UP_PREFILTER_SETTINGS);
}

/* Names by which rules are looked up. */
static void collect_names(const struct up_image_header *image, struct up_build *build)
{
	const struct up_image_entry *entries = up_image_at(image, UP_IMAGE_ENTRIES);
	const struct up_image_rule *rules = up_image_at(image, UP_IMAGE_RULES);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_ENTRIES].n; i++) {
		up_str key = up_image_str(image, entries[i].key);
		if (entries[i].space == UP_SPACE_ARGUMENTS && up_str_find_byte(key, ' ', 0) == SIZE_MAX)
			add_literal(build, key, true, UP_PREFILTER_SETTINGS);
		if (entries[i].space == UP_SPACE_VARIABLE)
			collect_variable(image, &rules[entries[i].value], key, build);
		if (!key.len || !is_command_space(entries[i].space))
			continue;
		bool is_rule = entries[i].space == UP_SPACE_TOPIC + UP_FACT_COMMAND;
		if (is_rule && rules[entries[i].value].scripts)
			continue; /* upgrade scripts are always read */
		up_str rarer = is_rule ? literal_of_text(image, &rules[entries[i].value]) : UP_STR("");
		add_literal(build, rarer.len ? rarer : key, !rarer.len, UP_PREFILTER_COMMANDS);
	}
}

static void collect_facts(const struct up_image_header *image, struct up_build *build)
{
	const struct up_image_rule *rules = up_image_at(image, UP_IMAGE_RULES);
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	collect_names(image, build);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_RULES].n; i++) {
		if (rules[i].scripts)
			continue;
		if (rules[i].product == UINT32_MAX && rules[i].kind == UP_FACT_SETTING)
			collect_setting_rule(image, &rules[i], build);
		if (rules[i].kind == UP_FACT_CALL || rules[i].kind == UP_FACT_IMPORT || rules[i].kind == UP_FACT_STATEMENT ||
		    rules[i].kind == UP_FACT_EFFECT)
			collect_code_rule(image, &rules[i], build);
		for (uint32_t k = 0; rules[i].kind == UP_FACT_COMMAND && k < rules[i].key_patterns.n; k++)
			collect_pattern(image, &patterns[rules[i].key_patterns.first + k], build, UP_PREFILTER_COMMANDS);
	}
	collect_units(image, build);
	collect_embedded(image, build);
	add_literal(build, UP_STR("uplint:"), false, UP_PREFILTER_COMMANDS);
}

/* --- secrets ---------------------------------------------------------------------------------------------------------- */

/* An anchor of one secret, in one form. */
struct anchor {
	struct up_image_ref text;
	uint8_t kinds, ignore_case;
	uint32_t secret;
};

struct anchors {
	struct anchor *list;
	size_t n, capacity;
};

static void add_anchor(struct anchors *anchors, const struct anchor *anchor)
{
	anchors->list = up_grow(anchors->list, &anchors->capacity, anchors->n + 1, sizeof *anchor);
	anchors->list[anchors->n++] = *anchor;
}

static up_str lower(struct up_arena *arena, up_str text)
{
	up_str copy = up_arena_copy(arena, text);
	for (size_t i = 0; i < copy.len; i++)
		((char *)(uintptr_t)copy.s)[i] = up_lower(text.s[i]);
	return copy;
}

/* (?i) somewhere in the pattern: its anchor may stand in any case. */
static bool ignores_case(const struct up_image_header *image, const struct up_image_secret *secret)
{
	const struct up_image_pattern *patterns = up_image_at(image, UP_IMAGE_PATTERNS);
	return secret->search == UP_SECRET_SCANNER ||
	       (secret->pattern != UINT32_MAX && up_str_contains(up_image_str(image, patterns[secret->pattern].text), UP_STR("(?i")));
}

enum {
	LEAST_HIDDEN = 4, /* an anchor of fewer bytes leaves too few characters of base64 that are its own */
};

/* What of `text` stands in every base64 text of it that begins `shift` bytes into a group of three: the characters all of whose bits are its own. */
static up_str in_base64(struct up_arena *arena, up_str text, unsigned shift)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t first = (shift * 8 + 5) / 6, last = (shift + text.len) * 8 / 6;
	char *out = up_arena_alloc(arena, last - first + 1);
	for (size_t i = first; i < last; i++) {
		unsigned bits = 0;
		for (unsigned b = 0; b < 6; b++) {
			size_t bit = i * 6 + b - shift * 8;
			bits = bits << 1 | ((unsigned char)text.s[bit / 8] >> (7 - bit % 8) & 1);
		}
		out[i - first] = alphabet[bits];
	}
	return (up_str){ out, last - first };
}

static void add_hidden(struct up_build *build, struct up_arena *arena, struct anchors *anchors, up_str text)
{
	for (unsigned shift = 0; text.len >= LEAST_HIDDEN && shift < 3; shift++)
		add_anchor(anchors, &(struct anchor){ .text = up_build_string(build, in_base64(arena, text, shift)),
						      .kinds = UP_PREFILTER_BASE64,
						      .secret = UINT32_MAX });
}

/* Does another word of the secret stand at the start of this one? Then it is found by that. */
static bool has_shorter(const struct up_image_header *image, struct up_image_range words, up_str word)
{
	for (uint32_t i = 0; i < words.n; i++) {
		up_str other = up_image_item(image, words, i);
		if (other.len < word.len && up_str_starts_nocase(word, other))
			return true;
	}
	return false;
}

enum {
	NEEDLE_FREQUENCY = 200, /* of a word that is worth looking for by its windows */
	RARE = 0,               /* the frequency of what stands in hardly any text (up_needle_of) */
	LEAST_STEM = 8,         /* bytes of a beginning in the place of several words */
};

static size_t common_prefix(up_str a, up_str b)
{
	size_t n = 0;
	while (n < a.len && n < b.len && up_lower(a.s[n]) == up_lower(b.s[n]))
		n++;
	return n;
}

/* What several words of one secret begin with, where that is rare enough to be looked for in their place: "pushover" of pushover_token and
 * pushover-token, but not "static" of static_key. Else the word. */
static up_str stem_of(const struct up_image_header *image, struct up_image_range words, up_str word)
{
	up_str stem = word;
	for (uint32_t i = 0; i < words.n; i++) {
		up_str common = { word.s, common_prefix(word, up_image_item(image, words, i)) };
		uint32_t frequency;
		if (common.len < LEAST_STEM || common.len >= stem.len)
			continue;
		up_needle_of(common, &frequency);
		if (frequency <= RARE)
			stem = common;
	}
	return stem;
}

static void collect_near(const struct up_image_header *image, uint32_t index, struct up_build *build, struct up_arena *arena,
			 struct anchors *anchors)
{
	const struct up_image_secret *secret = (const struct up_image_secret *)up_image_at(image, UP_IMAGE_SECRETS) + index;
	for (uint32_t i = 0; i < secret->anchors.n; i++) {
		up_str word = up_image_item(image, secret->anchors, i);
		if (!has_shorter(image, secret->anchors, word))
			add_anchor(anchors,
				   &(struct anchor){ .text = up_build_string(build, lower(arena, stem_of(image, secret->anchors, word))),
						     .kinds = UP_PREFILTER_SECRETS,
						     .ignore_case = 1,
						     .secret = index });
	}
}

static void collect_secret(const struct up_image_header *image, uint32_t index, struct up_build *build, struct up_arena *arena,
			   struct anchors *anchors)
{
	const struct up_image_secret *secret = (const struct up_image_secret *)up_image_at(image, UP_IMAGE_SECRETS) + index;
	if (secret->search == UP_SECRET_NEAR)
		collect_near(image, index, build, arena, anchors);
	for (uint32_t i = 0; secret->search != UP_SECRET_NEAR && i < secret->anchors.n; i++) {
		up_str text = up_image_item(image, secret->anchors, i);
		bool ignore = ignores_case(image, secret);
		struct up_image_ref ref = up_build_string(build, ignore ? lower(arena, text) : text);
		add_anchor(anchors, &(struct anchor){ .text = ref, .kinds = UP_PREFILTER_SECRETS, .ignore_case = ignore, .secret = index });
		if (secret->search == UP_SECRET_ANCHOR)
			add_hidden(build, arena, anchors, text);
	}
}

/* Texts that are written in other ways: how their escapes begin. Of percent signs only those that printf does not use: "%2d" stands everywhere. */
static void collect_escapes(struct up_build *build, struct anchors *anchors)
{
	static const char *const escapes[] = { "\\u00", "\\x2", "\\x3", "\\x4", "\\x5", "\\x6", "\\x7", "&#x", "&#1", "&#3",    "&#4",
					       "&#5",   "&#6",  "&#7",  "&#8",  "&#9",  "%22",  "%2B",  "%2F", "%3A", "%3D",    "%40",
					       "%41",   "%42",  "%45",  "%49",  "%4F",  "%50",  "%53",  "%54", "%5F", "%61",    "%65",
					       "%68",   "%69",  "%6B",  "%6F",  "%70",  "%73",  "%74",  "%78", "%7B", ":\\/\\/" };
	for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++)
		add_anchor(anchors, &(struct anchor){ .text = up_build_string(build, up_str_from(escapes[i])),
						      .kinds = UP_PREFILTER_ESCAPES,
						      .secret = UINT32_MAX });
}

static int by_text(const void *a, const void *b)
{
	const struct anchor *x = a, *y = b;
	if (x->ignore_case != y->ignore_case)
		return x->ignore_case - y->ignore_case;
	if (x->text.at != y->text.at)
		return x->text.at < y->text.at ? -1 : 1;
	if (x->text.len != y->text.len)
		return x->text.len < y->text.len ? -1 : 1;
	return (x->secret > y->secret) - (x->secret < y->secret);
}

/* One literal for each text, with the secrets that it is an anchor of. */
static void add_anchors(struct up_build *build, struct anchors *anchors)
{
	if (anchors->n)
		qsort(anchors->list, anchors->n, sizeof *anchors->list, by_text);
	struct up_image_literal literal = { 0 };
	for (size_t i = 0; i < anchors->n; i++) {
		const struct anchor *anchor = &anchors->list[i];
		bool same = i && anchor->text.at == literal.text.at && anchor->text.len == literal.text.len &&
			    anchor->ignore_case == literal.ignore_case;
		if (!same) {
			if (i)
				up_build_add(build, UP_IMAGE_LITERALS, &literal, sizeof literal);
			uint32_t frequency;
			literal = (struct up_image_literal){ .text = anchor->text, .ignore_case = anchor->ignore_case };
			literal.part = (uint8_t)up_needle_of(up_build_text(build, anchor->text), &frequency).part;
			literal.is_needle = anchor->kinds != UP_PREFILTER_ESCAPES && frequency <= NEEDLE_FREQUENCY;
		}
		literal.kinds |= anchor->kinds;
		bool twice = same && anchor->secret == anchors->list[i - 1].secret;
		if (anchor->secret == UINT32_MAX || twice)
			continue;
		uint32_t at = up_build_add(build, UP_IMAGE_ANCHORS, &anchor->secret, sizeof anchor->secret);
		if (!literal.secrets.n++)
			literal.secrets.first = at;
	}
	if (anchors->n)
		up_build_add(build, UP_IMAGE_LITERALS, &literal, sizeof literal);
}

void up_prefilter_collect(const struct up_image_header *image, struct up_build *build)
{
	collect_facts(image, build);
	struct anchors anchors = { 0 };
	struct up_arena *arena = up_arena_new();
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_SECRETS].n; i++)
		collect_secret(image, i, build, arena, &anchors);
	if (image->tables[UP_IMAGE_SECRETS].n)
		collect_escapes(build, &anchors);
	add_anchors(build, &anchors);
	up_arena_free(arena);
	up_free(anchors.list);
}
