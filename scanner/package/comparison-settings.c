/* Settings of two releases of one file: those with the same name and the same value are nothing to speak of; of what is left the first belongs to the first. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "package/behaviour-words.h"
#include "package/comparison-private.h"
#include "secret/names.h"

enum {
	SETTINGS_MOST = 20000,
	TOLD_MOST = 200,
	SHOWN_BYTES = 24,
	VALUE_MOST = 200,
	NAMES_MOST = 5, /* of settings that came or went, in one file */
};

/* --- taking ------------------------------------------------------------------------------------------------------------ */

/* "30", "1.5", "30s", "500 ms", "PT30S" */
static bool is_amount(up_str value)
{
	size_t i = up_str_starts(value, UP_STR("PT")) ? 2 : value.len && value.s[0] == '-', digits = i, letters;
	while (digits < value.len && (up_is_digit(value.s[digits]) || value.s[digits] == '.'))
		digits++;
	letters = digits;
	while (letters < value.len && up_is_blank(value.s[letters]))
		letters++;
	return digits > i && value.len - letters <= 7 &&
	       up_str_is_listed(up_str_slice(value, letters, value.len), "s m h d ms us ns S M H D sec secs min mins second seconds minute "
									 "minutes hour hours msec usec day days % k K KB MB") |
		       (letters == value.len);
}

static bool is_shown(up_str value)
{
	static const char *const words =
		"true false on off yes no none never always enabled disabled infinite infinity unlimited random exponential "
		"linear fixed constant decorrelated full equal auto default null";
	return value.len <= SHOWN_BYTES && (is_amount(value) || up_str_is_listed(value, words));
}

void up_comparison_setting(struct up_comparison *comparison, enum up_release release, uint32_t member, up_str name, up_str value,
			   struct up_place at)
{
	const struct release *own = &comparison->releases[release];
	uint32_t entry = own->by_member[member];
	if (entry == UINT32_MAX || own->entries[entry].other == UINT32_MAX || !up_behaviour_words(name))
		return;
	/* A key that was replaced is no other behaviour. */
	if (up_name_judge(up_str_basename(name)).kind != UP_CREDENTIAL_NONE)
		return;
	if (comparison->n_settings == SETTINGS_MOST) {
		comparison->n_settings_dropped++;
		return;
	}
	comparison->settings = up_grow(comparison->settings, &comparison->settings_capacity, comparison->n_settings + 1,
				       sizeof *comparison->settings);
	up_str shown = up_str_trim(value), name_shown = up_behaviour_text(name, comparison->arena);
	/* Messages of catalogues are no settings. */
	if (!name_shown.len || shown.len > VALUE_MOST || (!is_shown(shown) && up_str_find_byte(shown, ' ', 0) != SIZE_MAX))
		return;
	comparison->settings[comparison->n_settings++] = (struct setting){
		.entry = release == UP_RELEASE_NOW ? entry : own->entries[entry].other,
		.release = release,
		.value = up_hash64(value, 0),
		.name = name_shown,
		.shown = is_shown(shown) ? up_arena_copy(comparison->arena, shown) : UP_STR(""),
		.at = at,
	};
}

/* --- comparing --------------------------------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	const struct setting *x = a, *y = b;
	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	int order = up_str_cmp(x->name, y->name);
	if (order)
		return order;
	if (x->release != y->release)
		return x->release < y->release ? -1 : 1;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->at.line < y->at.line ? -1 : x->at.line > y->at.line;
}

/* Settings of one file that the other release has not. */
struct names {
	struct up_buf text;
	size_t n;
};

static void add_name(struct names *names, const struct setting *setting)
{
	if (names->n++ < NAMES_MOST)
		up_buf_printf(&names->text, setting->shown.len ? "%s`%.*s` (%.*s)" : "%s`%.*s`", names->text.len ? ", " : "",
			      UP_FMT(setting->name), UP_FMT(setting->shown));
}

static void state(const struct up_comparison *comparison, const struct setting *setting, struct up_form *form,
		  const struct up_form_sink *sink)
{
	const struct release *release = &comparison->releases[UP_RELEASE_NOW];
	form->path = release->package->members[release->entries[setting->entry].member].path;
	sink->state(sink->data, form);
}

static void say_names(const struct up_comparison *comparison, const struct setting *any, struct names *names, const char *key,
		      const struct up_form_sink *sink)
{
	if (names->n > NAMES_MOST)
		up_buf_printf(&names->text, " and %zu more", names->n - NAMES_MOST);
	struct up_form form = { .key = up_str_from(key), .value = up_buf_str(&names->text) };
	if (names->n)
		state(comparison, any, &form, sink);
	up_buf_finish(&names->text);
}

static void say(const struct up_comparison *comparison, struct up_arena *arena, const struct setting *before, const struct setting *now,
		const struct up_form_sink *sink)
{
	struct up_form form = { .at = now->at, .end = now->at, .key = UP_STR("retry-setting-changed"), .value = now->name };
	up_str new = now->shown.len ? up_arena_printf(arena, "`%.*s`", UP_FMT(now->shown)) : UP_STR("another value");
	form.detail = before->shown.len
			      ? up_arena_printf(arena, "has %.*s now, and `%.*s` in the release before", UP_FMT(new), UP_FMT(before->shown))
			      : up_arena_printf(arena, "has %.*s now, and another one in the release before", UP_FMT(new));
	if (!before->shown.len && !now->shown.len)
		form.detail = UP_STR("has another value than in the release before");
	state(comparison, now, &form, sink);
}

/* Settings of one name: first those of before, then those of now, each by value. Returns how many have another value. */
static size_t compare_name(const struct up_comparison *comparison, struct up_arena *arena, struct setting *items, size_t n,
			   struct names lists[_UP_RELEASE_MAX], const struct up_form_sink *sink)
{
	size_t n_before = 0, old = 0, new = 0;
	while (n_before < n && items[n_before].release == UP_RELEASE_BEFORE)
		n_before++;
	struct setting *const before = items, *const now = items + n_before;
	size_t n_now = n - n_before;
	for (size_t i = 0, k = 0; i < n_before || k < n_now;) {
		if (i < n_before && k < n_now && before[i].value == now[k].value)
			i++, k++;
		else if (k == n_now || (i < n_before && before[i].value < now[k].value))
			before[old++] = before[i++];
		else
			now[new ++] = now[k++];
	}
	size_t n_both = old < new ? old : new;
	for (size_t i = 0; i < n_both; i++)
		say(comparison, arena, &before[i], &now[i], sink);
	for (size_t i = n_both; i < old; i++)
		add_name(&lists[UP_RELEASE_BEFORE], &before[i]);
	for (size_t i = n_both; i < new; i++)
		add_name(&lists[UP_RELEASE_NOW], &now[i]);
	return n_both;
}

/* All settings of one file. */
static size_t compare_file(const struct up_comparison *comparison, struct up_arena *arena, struct setting *items, size_t n,
			   const struct up_form_sink *sink)
{
	struct names lists[_UP_RELEASE_MAX] = { 0 };
	const struct setting any = items[0];
	size_t n_told = 0;
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && up_str_eq(items[end].name, items[i].name);)
			end++;
		n_told += compare_name(comparison, arena, items + i, end - i, lists, sink);
	}
	say_names(comparison, &any, &lists[UP_RELEASE_NOW], "retry-setting-added", sink);
	say_names(comparison, &any, &lists[UP_RELEASE_BEFORE], "retry-setting-removed", sink);
	return n_told;
}

void up_comparison_state_settings(struct up_comparison *comparison, struct up_arena *arena, const struct up_form_sink *sink)
{
	struct setting *items = comparison->settings;
	size_t n_told = 0;
	if (comparison->n_settings)
		qsort(items, comparison->n_settings, sizeof *items, compare);
	for (size_t i = 0, end; i < comparison->n_settings && n_told < TOLD_MOST; i = end) {
		for (end = i + 1; end < comparison->n_settings && items[end].entry == items[i].entry;)
			end++;
		n_told += compare_file(comparison, arena, items + i, end - i, sink);
	}
	if (n_told >= TOLD_MOST || comparison->n_settings_dropped)
		sink->note(sink->data, UP_NOTE_LIMIT, comparison->releases[UP_RELEASE_NOW].package->path,
			   UP_STR("too many settings for retries and waiting were changed since the release before; not all are told"));
}
