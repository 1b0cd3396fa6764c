/* Levels and messages. */
#include "match/level.h"
#include "match/words.h"

#include "base/buf.h"
#include "core/version.h"

static bool is_inside(const struct up_window *window, up_str version)
{
	if (!version.len || !up_version_within(version, window->to))
		return false;
	return !window->from_given || up_version_cmp(version, window->from) > 0;
}

/* What a package brings runs on the host as it is, unless somebody says what the host is upgraded to: whatever had changed by then holds. */
static bool is_past(const struct up_window *window, up_str version)
{
	return version.len && up_version_within(version, window->to_given ? window->to : window->from);
}

static enum up_level removal_level(const struct up_image_rule *rule)
{
	return rule->product != UINT32_MAX && rule->reaction == UP_REACTION_WARN ? UP_LEVEL_WARNING : UP_LEVEL_ERROR;
}

static bool is_named(const struct up_window *window)
{
	return window->from_given || window->to_given;
}

/* The first of the change's kinds, in the order of their weight, that holds. */
static void take_kind(const struct up_image *image, const struct up_image_rule *rule, const struct up_image_change *change,
		      bool (*holds)(const struct up_window *window, up_str version), struct up_grade *grade)
{
	static const enum up_level levels[_UP_CHANGE_MAX] = {
		[UP_CHANGE_DEPRECATED] = UP_LEVEL_WARNING,
		[UP_CHANGE_RENAMED] = UP_LEVEL_WARNING,
		[UP_CHANGE_CHANGED] = UP_LEVEL_NOTE,
	};
	static const enum up_change_kind order[] = { UP_CHANGE_REQUIRED, UP_CHANGE_REMOVED, UP_CHANGE_RENAMED, UP_CHANGE_DEPRECATED,
						     UP_CHANGE_CHANGED };
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		up_str version = up_image_str(image->header, change->versions[order[i]]);
		if (!holds(grade->window, version))
			continue;
		grade->change = order[i];
		grade->version = version;
		grade->level = order[i] == UP_CHANGE_REMOVED    ? removal_level(rule)
			       : order[i] == UP_CHANGE_REQUIRED ? rule->highest
								: levels[order[i]];
		if (order[i] != UP_CHANGE_REMOVED)
			grade->later_removal = up_image_str(image->header, change->versions[UP_CHANGE_REMOVED]);
		/* Nobody says that this is the system which lost it: `ifup` is gone from one of them and at home in another. */
		if (change->others_keep && !is_named(grade->window))
			grade->level = UP_LEVEL_NOTE;
		return;
	}
}

/* Somebody knows which of the products it is that have such files, and it is not this one. */
static bool is_of_rival(const struct up_rules *rules, const struct up_grade *grade)
{
	const struct up_image_header *image = grade->product_image->header;
	if (is_named(grade->window))
		return false;
	for (uint32_t i = 0; i < grade->product->rivals.n; i++) {
		const struct up_image *of;
		const struct up_image_product *product;
		const struct up_window *window = up_rules_window(rules, up_image_item(image, grade->product->rivals, i), &of, &product);
		if (window && is_named(window))
			return true;
	}
	return false;
}

static struct up_grade change_grade(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule,
				    const struct up_image_change *change, bool of_package)
{
	struct up_grade grade = { .level = UP_LEVEL_NONE };
	grade.window = up_rules_window(rules, up_image_str(image->header, change->product_id), &grade.product_image, &grade.product);
	if (!grade.window || is_of_rival(rules, &grade))
		return grade;
	if (of_package && is_named(grade.window))
		take_kind(image, rule, change, is_past, &grade);
	if (grade.level != UP_LEVEL_NONE) {
		grade.is_past = !grade.window->to_given;
		/* The host has lived with it: an old name that still works is worth no more than a note. A program may have gone from a new installation. */
		bool is_kept = grade.change == UP_CHANGE_RENAMED || (grade.change == UP_CHANGE_DEPRECATED && !grade.product->is_platform);
		bool is_of_host = grade.is_past || (grade.window->from_found && !grade.window->from_given);
		if (is_of_host && is_kept && grade.level > UP_LEVEL_NOTE)
			grade.level = UP_LEVEL_NOTE;
		return grade;
	}
	take_kind(image, rule, change, is_inside, &grade);
	/* It comes with a later upgrade of the host, not with this package. */
	if (of_package && is_named(grade.window) && grade.level != UP_LEVEL_NONE)
		grade.level = UP_LEVEL_NOTE;
	return grade;
}

struct up_grade up_row_grade_in(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule,
				const struct up_window *window)
{
	struct up_grade grade = { .level = UP_LEVEL_NONE };
	const struct up_image_change *change = (const struct up_image_change *)up_image_at(image->header, UP_IMAGE_CHANGES) +
					       rule->changes.first;
	if (!up_rules_window(rules, up_image_str(image->header, change->product_id), &grade.product_image, &grade.product))
		return grade;
	grade.window = window;
	take_kind(image, rule, change, is_inside, &grade);
	return grade;
}

struct up_grade up_rule_grade(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule, bool of_package)
{
	struct up_grade best = { .level = rule->level };
	const struct up_image_change *changes = (const struct up_image_change *)up_image_at(image->header, UP_IMAGE_CHANGES) +
						rule->changes.first;
	bool named = false;
	for (uint32_t i = 0; i < rule->changes.n; i++) {
		struct up_grade grade = change_grade(rules, image, rule, &changes[i], of_package);
		bool other_platform = rules->platform_named && grade.window && grade.product->is_platform && !is_named(grade.window);
		if (!grade.window || other_platform)
			continue;
		/* A user who names a version for one of the products means that one: a Debian host is no RHEL host. */
		bool this_named = is_named(grade.window);
		if (this_named && !named) {
			named = true;
			best = grade;
		} else if (this_named == named && grade.level > best.level) {
			best = grade;
		}
	}
	return best;
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

static const char *reaction_words(const struct up_image_rule *rule, const struct up_grade *grade)
{
	switch (grade->is_forgiven ? UP_REACTION_WARN : rule->reaction) {
	case UP_REACTION_REFUSE:
		return " and refuses it";
	case UP_REACTION_IGNORE:
		return " and ignores it without a word";
	default:
		return " and only warns about it";
	}
}

static up_str list_words(const struct up_image *image, struct up_image_range list, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < list.n; i++)
		up_buf_printf(&out, "%s`%.*s`", !i ? "" : i + 1 < list.n ? ", " : " or ", UP_FMT(up_image_item(image->header, list, i)));
	return up_arena_take(arena, &out);
}

/* "PostgreSQL 13 removed", or where versions are dates "On 2025-04-15 GitHub Actions removed". */
static up_str product_words(const struct up_grade *grade, up_str version, const char *verb, struct up_arena *arena)
{
	up_str title = up_image_str(grade->product_image->header, grade->product->title);
	if (grade->product->scheme_is_date)
		return up_arena_printf(arena, "On %.*s %.*s %s", UP_FMT(version), UP_FMT(title), verb);
	return up_arena_printf(arena, "%.*s %.*s %s", UP_FMT(title), UP_FMT(version), verb);
}

up_str up_row_message(const struct up_image *image, const struct up_image_rule *rule, const struct up_grade *grade, up_str subject,
		      struct up_arena *arena)
{
	static const char *const verbs[_UP_CHANGE_MAX] = {
		[UP_CHANGE_DEPRECATED] = "deprecated", [UP_CHANGE_RENAMED] = "renamed",   [UP_CHANGE_REMOVED] = "removed",
		[UP_CHANGE_CHANGED] = "changed",       [UP_CHANGE_REQUIRED] = "requires",
	};
	struct up_buf out = { 0 };
	up_str product = product_words(grade, grade->version, verbs[grade->change], arena);
	up_buf_printf(&out, "%.*s %.*s", UP_FMT(product), UP_FMT(subject));
	switch (grade->change) {
	case UP_CHANGE_REMOVED:
		up_buf_add_s(&out, reaction_words(rule, grade));
		break;
	case UP_CHANGE_RENAMED:
		up_buf_printf(&out, "%s%.*s; the old name still works", rule->use.n ? " to " : "",
			      UP_FMT(list_words(image, rule->use, arena)));
		break;
	case UP_CHANGE_DEPRECATED:
		if (grade->later_removal.len)
			up_buf_printf(&out, "; it is removed %s %.*s", grade->product->scheme_is_date ? "on" : "in",
				      UP_FMT(grade->later_removal));
		break;
	case UP_CHANGE_REQUIRED:
		up_buf_add_s(&out, rule->required == UP_REQUIRED_REFUSE ? ", which nothing here sets: it does not start without it"
									: ", which nothing here sets");
		break;
	default:
		break;
	}
	up_add_note(&out, up_image_str(image->header, rule->note), grade->change == UP_CHANGE_CHANGED);
	return up_arena_take(arena, &out);
}
