/* Rows on changed defaults, and on keys that are required: they hold where nothing sets their key. A source says which of these keys it sets, and that it belongs to the product; who
 * joins sources knows the rest (estate/absent.h), and asks for the rows that are left. */
#include "base/glob.h"
#include "base/memory.h"
#include "core/form.h"
#include "core/version.h"
#include "match/level.h"
#include "match/matcher-private.h"

/* One that is required in each section says nothing of the others. */
static bool is_for_all(const struct up_image_rule *rule, const struct carried *carried)
{
	return rule->how != UP_ABSENT_SECTION || carried->is_flag || carried->is_variable;
}

/* The rows of a product whose key is set somewhere are told whatever the version is: near images may say it. */
void up_rows_present(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
		     const struct carried *carried)
{
	const struct up_fact fact = { .kind = UP_FACT_SETTING,
				      .path = up_matcher_view(image, rule)->product,
				      .key = up_image_str(image->header, rule->id),
				      .key_at = carried->key_at,
				      .value_at = carried->key_at };
	if (is_for_all(rule, carried))
		up_matcher_tell(matcher, &fact);
}

/* --- required keys ---------------------------------------------------------------------------------------------------- */

void up_rows_absent_section(struct up_matcher *matcher, const struct up_fact *fact)
{
	if (fact->scope < matcher->n_sections && matcher->sections[fact->scope].at.end)
		return;
	matcher->sections = up_grow(matcher->sections, &matcher->sections_capacity, (size_t)fact->scope + 1, sizeof *matcher->sections);
	while (matcher->n_sections <= fact->scope)
		matcher->sections[matcher->n_sections++] = (struct section){ 0 };
	matcher->sections[fact->scope] = (struct section){ fact->path, fact->key_at };
}

static bool is_in_file(const struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule)
{
	for (uint32_t i = 0; i < rule->files.n; i++)
		if (up_glob_match(up_image_item(image->header, rule->files, i), matcher->owned->name))
			return true;
	return !rule->files.n;
}

/* What a section says of a row whose key is required: its `with` holds there, and the key is absent. */
static void settle_section(struct up_matcher *matcher, size_t i, const struct up_image_rule *rule, uint32_t scope)
{
	const struct up_image *image = &matcher->rules->images[i];
	const struct section *section = &matcher->sections[scope];
	bool is_place = rule->how == UP_ABSENT_SECTION ? up_condition_in(image, rule, section->path) : !section->path.len;
	if (!section->at.end || !is_place || !up_rows_scope_holds(matcher, i, rule, scope, section->at) ||
	    up_rows_scope_has_key(matcher, i, rule, scope))
		return;
	const struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.path = up_matcher_view(image, rule)->product,
		.key = up_image_str(image->header, rule->id),
		.value = rule->how == UP_ABSENT_BESIDE
				 ? UP_STR(UP_ABSENT_SAYS_BESIDE)
				 : up_arena_printf(matcher->arena, UP_ABSENT_SAYS_SECTION "%.*s", UP_FMT(section->path)),
		.key_at = section->at,
		.value_at = section->at,
	};
	up_matcher_tell(matcher, &fact);
}

static void settle_sections(struct up_matcher *matcher, size_t i, uint32_t product)
{
	const struct up_image_header *header = matcher->rules->images[i].header;
	const struct up_image_rule *rules = up_image_at(header, UP_IMAGE_RULES);
	const struct up_image_entry *entry = NULL;
	while ((entry = up_image_find(header, UP_SPACE_DEFAULTS, product, UP_STR(""), entry))) {
		const struct up_image_rule *rule = &rules[entry->value];
		if ((rule->how != UP_ABSENT_SECTION && rule->how != UP_ABSENT_BESIDE) ||
		    !is_in_file(matcher, &matcher->rules->images[i], rule))
			continue;
		for (size_t scope = matcher->owned->first_section; scope < matcher->n_sections; scope++)
			settle_section(matcher, i, rule, (uint32_t)scope);
	}
}

void up_rows_absent_image(struct up_matcher *matcher, const struct up_fact *fact, up_str product)
{
	matcher->images = up_grow(matcher->images, &matcher->images_capacity, matcher->n_images + 1, sizeof *matcher->images);
	matcher->images[matcher->n_images++] = (struct image_of){ product, fact->value_at };
}

static bool wants_image(const struct up_matcher *matcher, up_str product)
{
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image_header *header = matcher->rules->images[i].header;
		const struct up_image_rule *rules = up_image_at(header, UP_IMAGE_RULES);
		const struct up_image_entry *owner = up_image_find(header, UP_SPACE_PRODUCT, UINT32_MAX, product, NULL), *entry = NULL;
		while (owner && (entry = up_image_find(header, UP_SPACE_DEFAULTS, owner->value, UP_STR(""), entry)))
			if (rules[entry->value].how == UP_ABSENT_VARIABLE)
				return true;
	}
	return false;
}

/* Images that need a variable, where all variables are seen. */
static void settle_images(struct up_matcher *matcher)
{
	for (size_t k = 0; k < matcher->n_images && !matcher->has_unseen_variables; k++) {
		const struct up_fact fact = { .kind = UP_FACT_SETTING,
					      .path = matcher->images[k].product,
					      .value = UP_STR(UP_ABSENT_SAYS_IMAGE),
					      .key_at = matcher->images[k].at,
					      .value_at = matcher->images[k].at };
		if (wants_image(matcher, fact.path))
			up_matcher_tell(matcher, &fact);
	}
}

/* A variable whose value comes from elsewhere: `name: X` with `valueFrom`, `environment: [X]`; and one that is a setting by its name (discovery.type), as
 * images of Java programs take it. */
void up_rows_absent_name(struct up_matcher *matcher, const struct up_fact *fact)
{
	static const char *const files[] = { "env_file", "envFrom", "EnvironmentFile", "env_files" };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		matcher->has_unseen_variables |= up_str_eq(fact->key, up_str_from(files[i]));
	bool is_name = up_str_eq(fact->key, UP_STR("name")) && up_str_ends(fact->path, UP_STR("env/[]"));
	bool is_pair = up_str_ends(fact->path, UP_STR("environment")) && up_str_find_byte(fact->key, '.', 0) != SIZE_MAX;
	if (!is_name && !is_pair && !up_str_eq(fact->key, UP_STR("environment")))
		return;
	up_str name = is_pair ? fact->key : fact->value;
	const struct carried carried = { .key = name, .key_at = is_pair ? fact->key_at : fact->value_at, .is_variable = true };
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
		const struct up_image_entry *entry = NULL;
		while ((entry = up_image_find(image->header, UP_SPACE_VARIABLE, UINT32_MAX, name, entry)))
			if (up_image_is_absent(&rules[entry->value]))
				up_rows_present(matcher, image, &rules[entry->value], &carried);
	}
}

/* --- the end of a source ---------------------------------------------------------------------------------------------- */

/* Embedded files have the later scopes. */
static void forget_sections(struct up_matcher *matcher)
{
	for (size_t scope = matcher->owned->first_section; scope < matcher->n_sections; scope++)
		matcher->sections[scope] = (struct section){ 0 };
}

void up_rows_absent_end(struct up_matcher *matcher)
{
	const struct owned *owned = matcher->owned;
	if (!owned->n_settings)
		return;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		for (size_t k = 0; k < owned->ownership.n; k++) {
			uint32_t product = owned->products[i][k];
			if (product == UINT32_MAX || !up_image_find(image->header, UP_SPACE_DEFAULTS, product, UP_STR(""), NULL))
				continue;
			const struct up_fact fact = { .kind = UP_FACT_SETTING,
						      .path = owned->ownership.products[k],
						      .value = up_arena_printf(matcher->arena, "%u", owned->n_settings) };
			if (!owned->ownership.is_part[k])
				up_matcher_tell(matcher, &fact);
			settle_sections(matcher, i, product);
		}
	}
	forget_sections(matcher);
}

void up_rows_absent_settle(struct up_matcher *matcher)
{
	settle_images(matcher);
	up_rows_absent_end(matcher);
}

/* --- what comes ------------------------------------------------------------------------------------------------------- */

/* Does the row come with the upgrade from this version, or to the target, where the user named one and nobody knows the other? */
static bool comes(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule, up_str from)
{
	struct up_grade grade = up_rule_grade(rules, image, rule, false);
	if (!up_matcher_is_on(image, rule) || grade.level == UP_LEVEL_NONE)
		return false;
	return from.len ? up_version_cmp(grade.version, from) > 0 : rule->required != UP_REQUIRED_NOT;
}

/* Which changes of defaults come is only known where the version is known from which the upgrade starts; what is required at the target is so anyway. */
void up_rules_coming_absent(const struct up_rules *rules, up_str product, up_str from,
			    void (*got)(void *data, const struct up_absent_row *row), void *data)
{
	const struct up_image *of;
	const struct up_image_product *row;
	const struct up_window *window = up_rules_window(rules, product, &of, &row);
	if (!window || (!from.len && !window->from_given && !window->to_given))
		return;
	if (!from.len && window->from_given)
		from = window->from;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image *image = &rules->images[i];
		const struct up_image_rule *all = up_image_at(image->header, UP_IMAGE_RULES);
		const struct up_image_entry *owner = up_image_find(image->header, UP_SPACE_PRODUCT, UINT32_MAX, product, NULL),
					    *entry = NULL;
		while (owner && (entry = up_image_find(image->header, UP_SPACE_DEFAULTS, owner->value, UP_STR(""), entry))) {
			const struct up_image_rule *rule = &all[entry->value];
			if (comes(rules, image, rule, from))
				got(data, &(struct up_absent_row){ .rule = up_image_str(image->header, rule->id),
								   .from = from,
								   .how = (enum up_absent_how)rule->how,
								   .is_strict = rule->required });
		}
	}
}

static bool is_same_place(const struct up_image *image, const struct up_image_rule *a, const struct up_image_rule *b)
{
	if (a->in.n != b->in.n)
		return false;
	return !a->in.n || up_str_eq(up_image_item(image->header, a->in, 0), up_image_item(image->header, b->in, 0));
}

/* Whether the key itself, whatever its value, goes on the way to the target: nobody waits for its default then. */
static bool takes_key_away(const struct up_image_rule *rule, const struct up_grade *grade)
{
	return grade->level != UP_LEVEL_NONE && grade->change == UP_CHANGE_REMOVED && !rule->values.n && !rule->withs.n;
}

/* The first of the changes of one default that come; NULL where a later one than `rule` tells it, where the last brings back what was, or where the
   key goes. */
static const struct up_image_rule *first_change(const struct up_matcher *matcher, const struct up_image *image,
						const struct up_image_rule *rule, const struct up_grade *grade, up_str from)
{
	const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES), *first = rule;
	const struct up_image_entry *entry = NULL;
	up_str key = up_image_item(image->header, rule->keys, 0), first_version = grade->version;
	char *room = up_arena_alloc(matcher->arena, key.len + 1);
	key = up_image_normalise(image->header, rule->product, false, key, room);
	while ((entry = up_image_find(image->header, UP_SPACE_SETTING, rule->product, key, entry))) {
		const struct up_image_rule *other = &rules[entry->value];
		if (other == rule || !is_same_place(image, rule, other) || !up_matcher_is_on(image, other))
			continue;
		struct up_grade coming = up_rule_grade(matcher->rules, image, other, matcher->of_package);
		if (takes_key_away(other, &coming))
			return NULL;
		if (!other->defaults.n || coming.level == UP_LEVEL_NONE || up_version_cmp(coming.version, from) <= 0)
			continue;
		if (up_version_cmp(coming.version, grade->version) > 0)
			return NULL;
		if (up_version_cmp(coming.version, first_version) < 0) {
			first = other;
			first_version = coming.version;
		}
	}
	bool is_back = up_str_eq(up_image_item(image->header, first->defaults, 0), up_image_item(image->header, rule->defaults, 1));
	return is_back ? NULL : first;
}

static up_str default_words(const struct up_image *image, const struct up_image_rule *rule, uint32_t i, struct up_arena *arena)
{
	up_str text = up_image_item(image->header, rule->defaults, i);
	return text.len ? up_arena_printf(arena, "`%.*s`", UP_FMT(text)) : UP_STR("nothing");
}

/* "`a` or `b`", and where it is missing. */
static up_str required_words(const struct up_image *image, const struct up_image_rule *rule, up_str section, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	up_str title = up_image_str(image->header, rule->title);
	if (title.len)
		up_buf_add(&out, title);
	for (uint32_t i = 0; i < rule->keys.n && !title.len; i++)
		up_buf_printf(&out, "%s`%.*s`",
			      !i                     ? ""
			      : i + 1 < rule->keys.n ? ", "
						     : " or ",
			      UP_FMT(up_image_item(image->header, rule->keys, i)));
	if (section.len)
		up_buf_printf(&out, " in `%.*s`", UP_FMT(section));
	return up_arena_take(arena, &out);
}

static void take_required(struct up_matcher *matcher, const struct up_form *form, const struct up_rule *view, const struct up_image *image,
			  const struct up_image_rule *rule)
{
	struct up_grade grade = up_rule_grade(matcher->rules, image, rule, matcher->of_package);
	if (!up_matcher_is_on(image, rule) || grade.level == UP_LEVEL_NONE)
		return;
	up_str subject = required_words(image, rule, form->about, matcher->arena);
	struct up_match match = {
		.rule = view,
		.level = grade.level,
		.message = up_row_message(image, rule, &grade, subject, matcher->arena),
		.fix = view->fix,
		.product = view->product,
		.key = up_image_item(image->header, rule->keys, 0),
		.since = grade.version,
		.installed = form->detail,
		.target = grade.is_past ? form->detail : grade.window->to,
		.is_form = true,
	};
	up_matcher_take(matcher, &match);
}

void up_rows_absent(struct up_matcher *matcher, const struct up_form *form)
{
	const struct up_rule *view = up_rules_by_id(matcher->rules, form->value);
	const struct up_image *image;
	if (!view)
		return;
	const struct up_image_rule *rule = up_rules_image_rule(matcher->rules, view, &image);
	if (rule->required) {
		take_required(matcher, form, view, image, rule);
		return;
	}
	struct up_grade grade = up_rule_grade(matcher->rules, image, rule, matcher->of_package);
	if (!rule->defaults.n || !up_matcher_is_on(image, rule) || grade.level == UP_LEVEL_NONE)
		return;
	const struct up_image_rule *first = first_change(matcher, image, rule, &grade, form->detail);
	if (!first)
		return;
	up_str was = default_words(image, first, 0, matcher->arena), now = default_words(image, rule, 1, matcher->arena);
	up_str key = up_image_item(image->header, rule->keys, 0);
	up_str subject = up_arena_printf(matcher->arena, "the default of `%.*s` from %.*s to %.*s, and nothing here sets it", UP_FMT(key),
					 UP_FMT(was), UP_FMT(now));
	struct up_match match = {
		.rule = view,
		.level = grade.level,
		.message = up_row_message(image, rule, &grade, subject, matcher->arena),
		.fix = up_matcher_view(image, first)->fix,
		.product = view->product,
		.key = key,
		.since = grade.version,
		.installed = form->detail,
		.target = grade.is_past ? form->detail : grade.window->to,
		.is_default = true,
		.is_form = true,
	};
	up_matcher_take(matcher, &match);
}
