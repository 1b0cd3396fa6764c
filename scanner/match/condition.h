/* Does a rule's condition hold for a fact? Private to match/. */
#pragma once

#include "core/fact.h"
#include "core/upgrade-script.h"
#include "match/rules-private.h"
#include "schema/dialect.h"

/* What evaluating needs: a scratch, and a count of regex calls. */
struct up_evaluation {
	const struct up_image *image;
	const struct up_source *source;
	enum up_upgrade_role role; /* of the source */
	enum up_dialect dialect;   /* that an operation is held to be of */
	struct up_regex_scratch *scratch;
	struct up_arena *arena;
	uint32_t regex_calls, regex_limit;
	bool gave_up; /* a limit was hit: the answer was "not evaluated" */
};

/* Any of the patterns holds for the text (true for an empty list). *ret_at: the matched part of a regex, or all of the text. */
bool up_patterns_any(struct up_evaluation *evaluation, struct up_image_range patterns, up_str text, up_span *ret_at);
/* A regular expression whose match begins in [from, last] of the text. */
bool up_pattern_find(struct up_evaluation *evaluation, const struct up_image_pattern *pattern, up_str text, size_t from, size_t last,
		     struct up_regex_found *ret_found);
/* What the rule's `target` says of the fact: its first group, or all that it matched; empty where it has none, or none matches. */
up_str up_condition_target(struct up_evaluation *evaluation, const struct up_image_rule *rule, const struct up_fact *fact);
/* `file` and `not_file` of a rule. */
bool up_condition_file(const struct up_image *image, const struct up_image_rule *rule, up_str name);
/* The words of a command without those of a command that it runs: `ssh -p 22 HOST` of `ssh -p 22 HOST ls -1`. */
uint32_t up_own_words(const struct up_fact *fact);
/* `in` globs against a path; true where the rule has none. */
bool up_condition_in(const struct up_image *image, const struct up_image_rule *rule, up_str path);
/* A topic rule's `when`. `by_key`: it was found under the fact's key; else only its patterns in the place of keys count. *ret_value_at: the part of the value that matched (decoded offsets). */
/* Is the source a step of an upgrade? In a package nearly every script may be one, in a tree only what says so: effects, and SQL outside of a migration, count
 * there alone. */
bool up_is_step(const struct up_source *source, enum up_upgrade_role role);
bool up_condition_holds(struct up_evaluation *evaluation, const struct up_image_rule *rule, const struct up_fact *fact, const char *parser,
			bool by_key, up_span *ret_value_at);
