/* Conditions of rules. */
#include "match/condition.h"

#include "base/glob.h"
#include "core/limits.h"
#include "core/upgrade-code.h"
#include "schema/operation.h"

static const struct up_image_pattern *pattern_at(const struct up_image *image, struct up_image_range patterns, uint32_t i)
{
	return (const struct up_image_pattern *)up_image_at(image->header, UP_IMAGE_PATTERNS) + patterns.first + i;
}

/* One more expression on this source. */
static bool may_call(struct up_evaluation *evaluation)
{
	if (evaluation->regex_calls++ < evaluation->regex_limit)
		return true;
	evaluation->gave_up = true;
	return false;
}

static bool is_match(struct up_evaluation *evaluation, enum up_regex_result result)
{
	if (result == UP_REGEX_GAVE_UP) {
		evaluation->gave_up = true;
		evaluation->regex_calls += UP_LIMIT_REGEX_GIVE_UP_COST;
	}
	return result == UP_REGEX_MATCH;
}

static bool pattern_holds(struct up_evaluation *evaluation, const struct up_image_pattern *pattern, up_str text, up_span *ret_at)
{
	*ret_at = (up_span){ 0, (uint32_t)text.len };
	if (pattern->kind == UP_PATTERN_EXACT)
		return up_str_eq(up_image_str(evaluation->image->header, pattern->text), text);
	up_str literal = up_image_str(evaluation->image->header, pattern->literal);
	if (literal.len && !up_str_contains(text, literal))
		return false;
	if (!may_call(evaluation))
		return false;
	return is_match(evaluation, up_regex_find(up_image_regex(evaluation->image, pattern), evaluation->scratch, text, ret_at));
}

bool up_pattern_find(struct up_evaluation *evaluation, const struct up_image_pattern *pattern, up_str text, size_t from, size_t last,
		     struct up_regex_found *ret_found)
{
	if (!may_call(evaluation))
		return false;
	const struct up_regex *regex = up_image_regex(evaluation->image, pattern);
	return is_match(evaluation, up_regex_find_from(regex, evaluation->scratch, text, from, last, ret_found));
}

bool up_patterns_any(struct up_evaluation *evaluation, struct up_image_range patterns, up_str text, up_span *ret_at)
{
	*ret_at = (up_span){ 0, (uint32_t)text.len };
	for (uint32_t i = 0; i < patterns.n; i++)
		if (pattern_holds(evaluation, pattern_at(evaluation->image, patterns, i), text, ret_at))
			return true;
	return !patterns.n;
}

bool up_condition_in(const struct up_image *image, const struct up_image_rule *rule, up_str path)
{
	if (!rule->has_in)
		return true;
	if (!rule->in.n)
		return !path.len;
	for (uint32_t i = 0; i < rule->in.n; i++) {
		up_str glob = up_image_item(image->header, rule->in, i);
		if (glob.len ? up_glob_match_whole(glob, path) : !path.len)
			return true;
	}
	return false;
}

uint32_t up_own_words(const struct up_fact *fact)
{
	return fact->n_own ? fact->n_own : fact->n_words;
}

static bool any_argument(struct up_evaluation *evaluation, const struct up_image_pattern *pattern, const struct up_fact *fact)
{
	up_span at;
	for (uint32_t i = 1; i < up_own_words(fact); i++)
		if (pattern_holds(evaluation, pattern, fact->words[i].text.bytes, &at))
			return true;
	return false;
}

static up_str joined_words(struct up_arena *arena, const struct up_fact *fact)
{
	size_t len = 0;
	for (uint32_t i = 0; i < fact->n_words; i++)
		len += fact->words[i].text.bytes.len + 1;
	char *text = up_arena_alloc(arena, len + 1);
	size_t at = 0;
	for (uint32_t i = 0; i < fact->n_words; i++) {
		up_str word = i ? fact->words[i].text.bytes : fact->key;
		if (i)
			text[at++] = ' ';
		if (word.len)
			memcpy(text + at, word.s, word.len);
		at += word.len;
	}
	return (up_str){ text, at };
}

static bool flag_holds(uint8_t wanted, const struct up_fact *fact, uint32_t flag)
{
	return wanted == UP_ANY || (wanted == UP_YES) == ((fact->flags & flag) != 0);
}

/* Does the output go into a file that one of the patterns holds for, with > or, where `flag` says so, with >>? */
static bool any_target(struct up_evaluation *evaluation, struct up_image_range patterns, const struct up_fact *fact, uint32_t flag)
{
	up_span at;
	for (uint32_t i = 0; i < fact->n_targets; i++)
		if ((fact->targets[i].flags & UP_WORD_APPENDED) == flag &&
		    up_patterns_any(evaluation, patterns, fact->targets[i].text.bytes, &at))
			return true;
	return !patterns.n;
}

/* "${{ env.HOST }}" is one word: without its blanks an expression does not cut it in two. */
static up_str without_inner_blanks(struct up_arena *arena, up_str text)
{
	char *copy = up_arena_alloc(arena, text.len + 1);
	size_t n = 0, depth = 0;
	for (size_t i = 0; i < text.len; i++) {
		depth += text.s[i] == '{';
		depth -= text.s[i] == '}' && depth;
		if (depth < 2 || text.s[i] != ' ')
			copy[n++] = text.s[i];
	}
	return (up_str){ copy, n };
}

/* Without quotes at its ends, and without who it is that logs in at a URL: that may hold a password. */
static up_str plain_target(struct up_arena *arena, up_str text)
{
	text = up_str_trim(text);
	while (text.len && strchr("\"'`", text.s[0]))
		text = up_str_slice(text, 1, text.len);
	while (text.len && strchr("\"'`,;", text.s[text.len - 1]))
		text.len--;
	size_t scheme = up_str_find(text, UP_STR("://"), 0);
	if (scheme == SIZE_MAX)
		return text;
	size_t slash = up_str_find_byte(text, '/', scheme + 3), user = scheme + 3;
	for (size_t i = scheme + 3; i < text.len && i < slash; i++)
		if (text.s[i] == '@')
			user = i + 1;
	return user == scheme + 3 ? text
				  : up_arena_printf(arena, "%.*s%.*s", UP_FMT(up_str_slice(text, 0, scheme + 3)),
						    UP_FMT(up_str_slice(text, user, text.len)));
}

up_str up_condition_target(struct up_evaluation *evaluation, const struct up_image_rule *rule, const struct up_fact *fact)
{
	if (!rule->target.n)
		return UP_STR("");
	up_str text = without_inner_blanks(evaluation->arena, joined_words(evaluation->arena, fact));
	for (uint32_t i = 0; i < rule->target.n; i++) {
		struct up_regex_found found;
		if (up_pattern_find(evaluation, pattern_at(evaluation->image, rule->target, i), text, 0, text.len, &found))
			return plain_target(evaluation->arena, up_str_slice(text, found.part.start, found.part.end));
	}
	return UP_STR("");
}

/* Of commands, calls and statements: their words. */
static bool words_hold(struct up_evaluation *evaluation, const struct up_image_rule *rule, const struct up_fact *fact)
{
	if (!flag_holds(rule->asked, fact, UP_FACT_ASKED) || !flag_holds(rule->checked, fact, UP_FACT_CHECKED) ||
	    !flag_holds(rule->forgiven, fact, UP_FACT_FORGIVEN) || !any_target(evaluation, rule->writes, fact, 0) ||
	    !any_target(evaluation, rule->appends, fact, UP_WORD_APPENDED))
		return false;
	for (uint32_t i = 0; i < rule->args.n; i++)
		if (!any_argument(evaluation, pattern_at(evaluation->image, rule->args, i), fact))
			return false;
	for (uint32_t i = 0; i < rule->not_args.n; i++)
		if (any_argument(evaluation, pattern_at(evaluation->image, rule->not_args, i), fact))
			return false;
	if (!rule->text.n)
		return true;
	up_str text = joined_words(evaluation->arena, fact);
	up_span at;
	for (uint32_t i = 0; i < rule->text.n; i++)
		if (!pattern_holds(evaluation, pattern_at(evaluation->image, rule->text, i), text, &at))
			return false;
	return true;
}

static bool any_glob(const struct up_image *image, struct up_image_range globs, up_str path)
{
	for (uint32_t i = 0; i < globs.n; i++) {
		up_str glob = up_image_item(image->header, globs, i);
		if (up_str_contains(path, up_glob_literal(glob)) && up_glob_match(glob, path))
			return true;
	}
	return false;
}

bool up_condition_file(const struct up_image *image, const struct up_image_rule *rule, up_str name)
{
	return (!rule->files.n || any_glob(image, rule->files, name)) && !any_glob(image, rule->not_files, name);
}

static bool source_holds(struct up_evaluation *evaluation, const struct up_image_rule *rule, const char *parser)
{
	const struct up_image *image = evaluation->image;
	const struct up_source *source = evaluation->source;
	if (rule->scripts && (evaluation->role == UP_UPGRADE_NONE || !(rule->scripts & 1u << (evaluation->role - 1))))
		return false;
	if (!up_condition_file(image, rule, source->name))
		return false;
	if (rule->executable != UP_ANY && (!source->mode || ((source->mode & 0111) != 0) != (rule->executable == UP_YES)))
		return false;
	for (uint32_t i = 0; i < rule->parsers.n; i++)
		if (up_str_eq(up_image_item(image->header, rule->parsers, i), up_str_from(parser)))
			return true;
	return !rule->parsers.n;
}

/* Regular expressions in the place of names. A rule that has both is met under its plain names first: never twice for one fact. */
static bool key_holds(struct up_evaluation *evaluation, const struct up_image_rule *rule, up_str key)
{
	up_span at;
	for (uint32_t i = 0; i < rule->keys.n; i++)
		if (up_str_eq(up_image_item(evaluation->image->header, rule->keys, i), key))
			return false;
	return up_patterns_any(evaluation, rule->key_patterns, key, &at);
}

bool up_is_step(const struct up_source *source, enum up_upgrade_role role)
{
	bool is_of_package = up_str_contains(source->name, UP_STR("!/"));
	return (role != UP_UPGRADE_NONE && !is_of_package) || up_is_upgrade_run(source);
}

/* The database, and the part of the migration. */
static bool operation_holds(const struct up_evaluation *evaluation, const struct up_image_rule *rule, const struct up_fact *fact)
{
	const struct up_image_operation *operation = up_image_operation(evaluation->image->header, rule);
	if (operation->dialects && !(operation->dialects & up_dialect_bit(evaluation->dialect)))
		return false;
	if (fact->kind == UP_FACT_MIGRATION || operation->part == UP_PART_BOTH)
		return true;
	return up_operation_says(fact, "down") == (operation->part == UP_PART_DOWN);
}

bool up_condition_holds(struct up_evaluation *evaluation, const struct up_image_rule *rule, const struct up_fact *fact, const char *parser,
			bool by_key, up_span *ret_value_at)
{
	bool is_operation = fact->kind == UP_FACT_OPERATION || fact->kind == UP_FACT_MIGRATION;
	*ret_value_at = (up_span){ 0, (uint32_t)fact->value.len };
	/* First: most rules are of other databases than the one that is tried. */
	if (is_operation && !operation_holds(evaluation, rule, fact))
		return false;
	if ((!by_key && !key_holds(evaluation, rule, fact->key)) || !source_holds(evaluation, rule, parser))
		return false;
	if (rule->effect && !up_is_step(evaluation->source, evaluation->role))
		return false;
	if (is_operation)
		return words_hold(evaluation, rule, fact);
	/* Of code only what an upgrade runs: what an application does when it runs is no step of an upgrade. */
	if (!strcmp(parser, "code") && !up_is_upgrade_code(evaluation->source))
		return false;
	if (fact->kind == UP_FACT_EFFECT)
		return up_patterns_any(evaluation, rule->values, fact->value, ret_value_at) && words_hold(evaluation, rule, fact);
	if (fact->kind == UP_FACT_COMMAND || fact->kind == UP_FACT_CALL || fact->kind == UP_FACT_STATEMENT)
		return words_hold(evaluation, rule, fact);
	if (fact->kind == UP_FACT_SETTING)
		return up_condition_in(evaluation->image, rule, fact->path) &&
		       up_patterns_any(evaluation, rule->values, fact->value, ret_value_at);
	if (fact->kind == UP_FACT_FORM)
		return up_patterns_any(evaluation, rule->values, fact->value, ret_value_at);
	return true;
}
