/* Facts × rules → matches. Settings are looked up by product and key, everything else by kind and key; what needs siblings (`with`) waits until
 * the end of the source. */
#include "match/matcher.h"

#include "base/memory.h"
#include "match/condition.h"
#include "match/level.h"
#include "match/suppress.h"

enum {
	ALLOWS_PER_COMMENT = 16
};

struct sibling {
	uint32_t scope;
	up_str key, value;
};

/* A row that holds if its siblings are there. */
struct pending {
	size_t image;
	const struct up_image_rule *rule;
	uint32_t scope;
	struct up_match match;
};

struct up_matcher {
	const struct up_rules *rules;
	const struct up_limits *limits;
	up_str today;
	struct up_regex_scratch *regex;
	struct up_prefilter_scratch *prefilters[UP_RULES_IMAGES];

	const struct up_source *source;
	const struct up_ownership *ownership;
	struct up_arena *arena;
	struct up_lines lines;
	bool has_lines, gave_up, full;
	uint32_t regex_calls;
	uint32_t products[UP_RULES_IMAGES][UP_OWNERS]; /* the owners' indexes in each image; UINT32_MAX where it does not know them */
	void (*note)(void *data, enum up_note_reason reason, uint32_t offset, up_str detail);
	void *note_data;

	struct up_match *matches;
	size_t n_matches, matches_capacity;
	struct pending *pendings;
	size_t n_pendings, pendings_capacity;
	struct sibling *siblings;
	size_t n_siblings, siblings_capacity;
	struct up_allow *allows;
	size_t n_allows, allows_capacity;
};

struct up_matcher *up_matcher_new(const struct up_rules *rules, const struct up_limits *limits, up_str today)
{
	struct up_matcher *matcher = up_alloc_zero(1, sizeof *matcher);
	matcher->rules = rules;
	matcher->limits = limits;
	matcher->today = today;
	matcher->regex = up_regex_scratch_new(limits->regex_match);
	for (size_t i = 0; i < rules->n_images; i++)
		matcher->prefilters[i] = up_prefilter_scratch_new(rules->images[i].prefilter);
	return matcher;
}

void up_matcher_free(struct up_matcher *matcher)
{
	if (!matcher)
		return;
	for (size_t i = 0; i < matcher->rules->n_images; i++)
		up_prefilter_scratch_free(matcher->prefilters[i]);
	up_regex_scratch_free(matcher->regex);
	if (matcher->has_lines)
		up_lines_finish(&matcher->lines);
	up_free(matcher->matches);
	up_free(matcher->pendings);
	up_free(matcher->siblings);
	up_free(matcher->allows);
	up_free(matcher);
}

bool up_matcher_wants(struct up_matcher *matcher, up_str bytes, bool has_commands)
{
	unsigned kinds = UP_PREFILTER_SETTINGS | (has_commands ? UP_PREFILTER_COMMANDS : 0);
	for (size_t i = 0; i < matcher->rules->n_images; i++)
		if (up_prefilter_hit(matcher->rules->images[i].prefilter, matcher->prefilters[i], bytes, kinds))
			return true;
	return false;
}

static const struct up_lines *lines_of(struct up_matcher *matcher)
{
	if (!matcher->has_lines)
		up_lines_init(&matcher->lines, matcher->source->bytes);
	matcher->has_lines = true;
	return &matcher->lines;
}

/* --- taking a match --------------------------------------------------------------------------------------------------- */

static bool is_on(const struct up_image *image, const struct up_image_rule *rule)
{
	return image->is_on[rule - (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES)];
}

static const struct up_rule *view_of(const struct up_image *image, const struct up_image_rule *rule)
{
	return &image->views[rule - (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES)];
}

static void take(struct up_matcher *matcher, const struct up_match *match)
{
	if (matcher->n_matches >= matcher->limits->findings_per_source) {
		if (!matcher->full)
			matcher->note(matcher->note_data, UP_NOTE_LIMIT, match->at.start,
				      up_arena_printf(matcher->arena,
						      "more than %u findings; the rest of them is not listed (--max-findings-per-file)",
						      matcher->limits->findings_per_source));
		matcher->full = true;
		return;
	}
	matcher->matches = up_grow(matcher->matches, &matcher->matches_capacity, matcher->n_matches + 1, sizeof *match);
	matcher->matches[matcher->n_matches++] = *match;
}

static struct up_evaluation evaluation_of(struct up_matcher *matcher, const struct up_image *image)
{
	return (struct up_evaluation){ .image = image,
				       .source = matcher->source,
				       .scratch = matcher->regex,
				       .arena = matcher->arena,
				       .regex_calls = matcher->regex_calls,
				       .regex_limit = matcher->limits->regex_calls };
}

static void evaluated(struct up_matcher *matcher, const struct up_evaluation *evaluation, const struct up_image_rule *rule, up_span at)
{
	matcher->regex_calls = evaluation->regex_calls;
	if (!evaluation->gave_up || matcher->gave_up)
		return;
	matcher->gave_up = true;
	matcher->note(matcher->note_data, UP_NOTE_RULE, at.start,
		      up_arena_printf(matcher->arena,
				      "the rule %.*s was not evaluated here: its regular expressions hit a limit (--regex-match-limit, "
				      "--max-regex-calls)",
				      UP_FMT(up_image_str(evaluation->image->header, rule->id))));
}

/* The place of the decoded part [part] of a value that stands at `at`: exact where the value is written as it is read, else all of it. */
static up_span value_part(const struct up_matcher *matcher, up_str value, up_span at, up_span part)
{
	if (at.end - at.start != value.len || !up_str_eq(up_str_slice(matcher->source->bytes, at.start, at.end), value))
		return at;
	while (part.start < part.end && up_is_space(value.s[part.start]))
		part.start++;
	while (part.end > part.start && up_is_space(value.s[part.end - 1]))
		part.end--;
	if (part.start == part.end)
		return at;
	return (up_span){ at.start + part.start, at.start + part.end };
}

/* --- product rows ----------------------------------------------------------------------------------------------------- */

/* A setting or flag as a row sees it. */
struct carried {
	const struct up_fact *fact;
	up_str key, value;
	up_span key_at, value_at;
	bool is_flag;
	up_str embedded_in;
};

static up_str row_subject(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
			  const struct carried *carried)
{
	up_str title = up_image_str(image->header, rule->title);
	if (title.len)
		return title;
	up_str dashes = !carried->is_flag ? UP_STR("") : carried->key.len > 1 ? UP_STR("--") : UP_STR("-");
	if (rule->values.n && carried->value.len)
		return up_arena_printf(matcher->arena, "`%.*s%.*s` with the value `%.*s`", UP_FMT(dashes), UP_FMT(carried->key),
				       UP_FMT(up_str_slice(carried->value, 0, 120)));
	return up_arena_printf(matcher->arena, "`%.*s%.*s`", UP_FMT(dashes), UP_FMT(carried->key));
}

static bool is_name(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && !strchr("_-.", text.s[i]))
			return false;
	return text.len > 0;
}

/* A rename that needs nothing but the new name. A row with a note is no such: the note says what else changes. */
static up_str row_replacement(const struct up_image *image, const struct up_image_rule *rule, const struct carried *carried)
{
	if (rule->use.n != 1 || rule->note.len || rule->values.n || carried->is_flag)
		return UP_STR("");
	up_str use = up_image_item(image->header, rule->use, 0);
	return is_name(use) ? use : UP_STR("");
}

static void take_row(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, const struct carried *carried,
		     up_span value_part_at)
{
	const struct up_image *image = &matcher->rules->images[i];
	struct up_verdict verdict = up_rule_verdict(matcher->rules, image, rule);
	if (verdict.level == UP_LEVEL_NONE)
		return;
	up_str subject = row_subject(matcher, image, rule, carried);
	bool by_value = rule->values.n && carried->value_at.end > carried->value_at.start;
	struct up_match match = {
		.rule = view_of(image, rule),
		.level = verdict.level,
		.at = by_value ? value_part(matcher, carried->value, carried->value_at, value_part_at) : carried->key_at,
		.message = up_row_message(image, rule, &verdict, subject, matcher->arena),
		.fix = up_row_fix(image, rule, &verdict, matcher->arena),
		.replacement = row_replacement(image, rule, carried),
		.product = view_of(image, rule)->product,
		.key = carried->key,
		.since = verdict.version,
		.installed = verdict.window->from,
		.target = verdict.window->to,
		.embedded_in = carried->embedded_in,
	};
	if (!rule->withs.n) {
		take(matcher, &match);
		return;
	}
	matcher->pendings = up_grow(matcher->pendings, &matcher->pendings_capacity, matcher->n_pendings + 1, sizeof *matcher->pendings);
	matcher->pendings[matcher->n_pendings++] = (struct pending){
		.image = i, .rule = rule, .scope = carried->fact->scope, .match = match
	};
}

static void try_rows(struct up_matcher *matcher, size_t i, uint32_t product, uint32_t space, const struct carried *carried)
{
	const struct up_image *image = &matcher->rules->images[i];
	char small[256];
	up_str key = carried->key;
	if (space == UP_SPACE_SETTING) {
		char *room = key.len <= sizeof small ? small : up_arena_alloc(matcher->arena, key.len);
		key = up_image_normalise(image->header, product, key, room);
	}
	const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
	const struct up_image_entry *entry = NULL;
	while ((entry = up_image_find(image->header, space, product, key, entry))) {
		const struct up_image_rule *rule = &rules[entry->value];
		if (!is_on(image, rule) || (!carried->is_flag && !up_condition_in(image, rule, carried->fact->path)))
			continue;
		struct up_evaluation evaluation = evaluation_of(matcher, image);
		up_span part;
		bool holds = up_patterns_any(&evaluation, rule->values, carried->value, &part);
		evaluated(matcher, &evaluation, rule, carried->key_at);
		if (holds)
			take_row(matcher, i, rule, carried, part);
	}
}

/* A row whose key ends in a slash and a star stands for every key that begins like it. */
static void try_prefix_rows(struct up_matcher *matcher, size_t i, uint32_t product, const struct carried *carried)
{
	size_t slash = up_str_find_byte(carried->key, '/', 0);
	if (slash == SIZE_MAX)
		return;
	struct carried prefix = *carried;
	prefix.key = up_arena_printf(matcher->arena, "%.*s/*", UP_FMT(up_str_slice(carried->key, 0, slash)));
	try_rows(matcher, i, product, UP_SPACE_SETTING, &prefix);
}

static void remember_sibling(struct up_matcher *matcher, size_t i, uint32_t product, const struct up_fact *fact)
{
	if (!up_image_find(matcher->rules->images[i].header, UP_SPACE_WITH, product, fact->key, NULL))
		return;
	matcher->siblings = up_grow(matcher->siblings, &matcher->siblings_capacity, matcher->n_siblings + 1, sizeof *matcher->siblings);
	matcher->siblings[matcher->n_siblings++] = (struct sibling){ fact->scope, fact->key, fact->value };
}

static void match_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct carried carried = { .fact = fact,
				   .key = fact->key,
				   .value = fact->value,
				   .key_at = fact->key_at,
				   .value_at = fact->value_at,
				   .embedded_in = embedded_in };
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		for (size_t k = 0; k < matcher->ownership->n; k++) {
			uint32_t product = matcher->products[i][k];
			if (product == UINT32_MAX)
				continue;
			try_rows(matcher, i, product, UP_SPACE_SETTING, &carried);
			try_prefix_rows(matcher, i, product, &carried);
			remember_sibling(matcher, i, product, fact);
		}
	}
}

/* --- flags ------------------------------------------------------------------------------------------------------------ */

/* `--name=value`, `--name value`, `-n value`: the flag that stands in word `at`. */
static bool read_flag(const struct up_fact *fact, uint32_t at, struct carried *ret_carried)
{
	const struct up_word *word = &fact->words[at];
	up_str text = word->text.bytes;
	if (text.len < 2 || text.s[0] != '-')
		return false;
	size_t dashes = text.s[1] == '-' ? 2 : 1;
	text = up_str_slice(text, dashes, text.len);
	size_t equals = up_str_find_byte(text, '=', 0);
	*ret_carried = (struct carried){ .fact = fact, .is_flag = true, .key_at = word->at, .value_at = { word->at.end, word->at.end } };
	ret_carried->key = up_str_slice(text, 0, equals);
	if (equals != SIZE_MAX) {
		ret_carried->value = up_str_slice(text, equals + 1, text.len);
		ret_carried->value_at = word->at;
	} else if (at + 1 < fact->n_words && !up_str_starts(fact->words[at + 1].text.bytes, UP_STR("-"))) {
		ret_carried->value = fact->words[at + 1].text.bytes;
		ret_carried->value_at = fact->words[at + 1].at;
	}
	return ret_carried->key.len > 0;
}

static void match_flags(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(matcher->rules->images[i].header, UP_SPACE_COMMAND, UINT32_MAX, fact->key, entry))) {
			for (uint32_t k = 1; k < fact->n_words; k++) {
				struct carried carried;
				if (!read_flag(fact, k, &carried))
					continue;
				carried.embedded_in = embedded_in;
				try_rows(matcher, i, entry->value, UP_SPACE_FLAG, &carried);
			}
		}
	}
}

/* --- topic rules ------------------------------------------------------------------------------------------------------ */

static void take_topic(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
		       const struct up_fact *fact, up_str embedded_in, up_span part)
{
	struct up_verdict verdict = up_rule_verdict(matcher->rules, image, rule);
	if (verdict.level == UP_LEVEL_NONE)
		return;
	const struct up_rule *view = view_of(image, rule);
	bool by_value = rule->values.n && fact->value_at.end > fact->value_at.start;
	struct up_match match = {
		.rule = view,
		.level = verdict.level,
		.at = by_value ? value_part(matcher, fact->value, fact->value_at, part) : fact->key_at,
		.message = up_fill_words(view->message, fact->key, fact->value, matcher->source->name, matcher->arena),
		.fix = up_fill_words(view->fix, fact->key, fact->value, matcher->source->name, matcher->arena),
		.key = fact->key,
		.embedded_in = embedded_in,
	};
	if (verdict.window) {
		match.product = up_image_str(verdict.product_image->header, verdict.product->id);
		match.since = verdict.version;
		match.installed = verdict.window->from;
		match.target = verdict.window->to;
	}
	take(matcher, &match);
}

static void try_topics(struct up_matcher *matcher, const struct up_fact *fact, up_str key, const char *parser, up_str embedded_in)
{
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(image->header, UP_SPACE_TOPIC + fact->kind, UINT32_MAX, key, entry))) {
			const struct up_image_rule *rule = &rules[entry->value];
			if (!is_on(image, rule) || ((fact->flags & UP_FACT_GUARDED) && !rule->guarded))
				continue;
			struct up_evaluation evaluation = evaluation_of(matcher, image);
			up_span part;
			bool holds = up_condition_holds(&evaluation, rule, fact, parser, key.len > 0, &part);
			evaluated(matcher, &evaluation, rule, fact->key_at);
			if (holds)
				take_topic(matcher, image, rule, fact, embedded_in, part);
		}
	}
}

static void match_topics(struct up_matcher *matcher, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	if (fact->key.len)
		try_topics(matcher, fact, fact->key, parser, embedded_in);
	try_topics(matcher, fact, UP_STR(""), parser, embedded_in);
}

/* --- the source ------------------------------------------------------------------------------------------------------- */

static void take_comment(struct up_matcher *matcher, const struct up_fact *fact)
{
	struct up_allow found[ALLOWS_PER_COMMENT];
	size_t n = up_allow_read(fact->value, fact->value_at, lines_of(matcher), matcher->today, found, ALLOWS_PER_COMMENT);
	matcher->allows = up_grow(matcher->allows, &matcher->allows_capacity, matcher->n_allows + n, sizeof *matcher->allows);
	if (n)
		memcpy(matcher->allows + matcher->n_allows, found, n * sizeof *found);
	matcher->n_allows += n;
}

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct up_matcher *matcher = data;
	switch (fact->kind) {
	case UP_FACT_COMMENT:
		take_comment(matcher, fact);
		break;
	case UP_FACT_SETTING:
		/* What an embedded script sets is no setting of the product that owns the file. */
		if (!embedded_in.len)
			match_setting(matcher, fact, embedded_in);
		match_topics(matcher, fact, parser, embedded_in);
		break;
	case UP_FACT_COMMAND:
		if (fact->flags & UP_FACT_DEFINED)
			break;
		match_flags(matcher, fact, embedded_in);
		match_topics(matcher, fact, parser, embedded_in);
		break;
	case UP_FACT_SCHEDULE:
	case UP_FACT_FORM:
		match_topics(matcher, fact, parser, embedded_in);
		break;
	default:
		break;
	}
}

static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct up_matcher *matcher = data;
	matcher->note(matcher->note_data, reason, offset, detail);
}

static bool wants_comment(void *data, up_str text)
{
	(void)data;
	return up_allow_wanted(text);
}

struct up_sink up_matcher_sink(struct up_matcher *matcher,
			       void (*note)(void *data, enum up_note_reason reason, uint32_t offset, up_str detail), void *data)
{
	matcher->note = note;
	matcher->note_data = data;
	return (struct up_sink){ .data = matcher, .fact = on_fact, .note = on_note, .wants_comment = wants_comment };
}

void up_matcher_begin(struct up_matcher *matcher, const struct up_source *source, const struct up_ownership *ownership,
		      struct up_arena *arena)
{
	matcher->source = source;
	matcher->ownership = ownership;
	matcher->arena = arena;
	matcher->gave_up = matcher->full = false;
	matcher->regex_calls = 0;
	matcher->n_matches = matcher->n_pendings = matcher->n_siblings = matcher->n_allows = 0;
	if (matcher->has_lines)
		up_lines_finish(&matcher->lines);
	matcher->has_lines = false;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		for (size_t k = 0; k < ownership->n; k++) {
			const struct up_image_entry *entry = up_image_find(matcher->rules->images[i].header, UP_SPACE_PRODUCT, UINT32_MAX,
									   ownership->products[k], NULL);
			matcher->products[i][k] = entry ? entry->value : UINT32_MAX;
		}
	}
}

void up_matcher_file(struct up_matcher *matcher)
{
	if (!up_rules_want_file(matcher->rules, matcher->source->name))
		return;
	struct up_fact fact = { .kind = UP_FACT_FILE, .key = up_str_basename(matcher->source->name), .value = matcher->source->name };
	try_topics(matcher, &fact, UP_STR(""), "", UP_STR(""));
}

/* Does some sibling in the scope have the key with one of the values? */
static bool with_holds(struct up_matcher *matcher, const struct pending *pending, const struct up_image_with *with)
{
	const struct up_image *image = &matcher->rules->images[pending->image];
	struct up_evaluation evaluation = evaluation_of(matcher, image);
	up_str key = up_image_str(image->header, with->key);
	bool holds = false;
	up_span part;
	for (size_t i = 0; i < matcher->n_siblings && !holds; i++)
		if (matcher->siblings[i].scope == pending->scope && up_str_eq(matcher->siblings[i].key, key))
			holds = up_patterns_any(&evaluation, with->values, matcher->siblings[i].value, &part);
	evaluated(matcher, &evaluation, pending->rule, pending->match.at);
	return holds;
}

static void settle_pendings(struct up_matcher *matcher)
{
	for (size_t i = 0; i < matcher->n_pendings; i++) {
		const struct pending *pending = &matcher->pendings[i];
		const struct up_image *image = &matcher->rules->images[pending->image];
		const struct up_image_with *withs = (const struct up_image_with *)up_image_at(image->header, UP_IMAGE_WITHS) +
						    pending->rule->withs.first;
		bool all = true;
		for (uint32_t k = 0; k < pending->rule->withs.n && all; k++)
			all = with_holds(matcher, pending, &withs[k]);
		if (all)
			take(matcher, &pending->match);
	}
}

static void apply_allows(struct up_matcher *matcher)
{
	up_allow_chain(matcher->allows, matcher->n_allows);
	for (size_t i = 0; matcher->n_allows && i < matcher->n_matches; i++) {
		struct up_match *match = &matcher->matches[i];
		uint32_t line = up_lines_place(lines_of(matcher), match->at.start).line;
		uint32_t end_line = up_lines_place(lines_of(matcher), match->at.end).line;
		for (size_t k = 0; k < matcher->n_allows; k++) {
			struct up_allow *allow = &matcher->allows[k];
			if (!up_allow_covers(allow, match->rule->id, line, end_line))
				continue;
			allow->used = true;
			if (allow->expired || !allow->reason.len)
				continue;
			match->suppression = UP_SUPPRESSION_INLINE;
			match->justification = allow->reason;
		}
	}
}

/* Could the rule that a suppression names have held in this run? One that is switched off, or whose change lies outside the window, says nothing. */
static bool could_hold(const struct up_matcher *matcher, up_str id)
{
	const struct up_rule *view = up_rules_by_id(matcher->rules, id);
	const struct up_image *image;
	if (!view)
		return true;
	const struct up_image_rule *rule = up_rules_image_rule(matcher->rules, view, &image);
	return is_on(image, rule) && up_rule_verdict(matcher->rules, image, rule).level != UP_LEVEL_NONE;
}

/* Suppressions have rules of their own: they look at the FORM facts that are stated here. */
static void state_allows(struct up_matcher *matcher)
{
	for (size_t i = 0; i < matcher->n_allows; i++) {
		const struct up_allow *allow = &matcher->allows[i];
		const char *form = !allow->reason.len                                 ? "suppression-without-reason"
				   : allow->expired                                   ? "suppression-expired"
				   : !allow->used && could_hold(matcher, allow->rule) ? "suppression-unused"
										      : NULL;
		if (!form)
			continue;
		struct up_fact fact = {
			.kind = UP_FACT_FORM, .key = up_str_from(form), .value = allow->rule, .key_at = allow->at, .value_at = allow->at
		};
		match_topics(matcher, &fact, "", UP_STR(""));
	}
}

const struct up_match *up_matcher_end(struct up_matcher *matcher, size_t *ret_n)
{
	settle_pendings(matcher);
	apply_allows(matcher);
	state_allows(matcher);
	*ret_n = matcher->n_matches;
	return matcher->matches;
}
