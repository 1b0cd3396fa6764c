/* Components that parsers state, held against the releases of their products. What is out of support is a form at the place of the component. */
#include "core/fact.h"
#include "match/matcher-private.h"

/* Something that is filled in later is not judged: ${TAG}, {{ tag }}, <tag>, %TAG%, @TAG@. */
static bool is_literal(const struct up_fact *fact)
{
	for (size_t i = 0; i < fact->value.len; i++)
		if (strchr("${}<>%@ ", fact->value.s[i]))
			return false;
	return !(fact->flags & UP_FACT_DYNAMIC);
}

static void take_form(struct up_matcher *matcher, const struct up_fact *component, struct up_form *form, up_str embedded_in)
{
	size_t first = matcher->n_matches;
	const struct up_fact fact = { .kind = UP_FACT_FORM,
				      .key = form->key,
				      .value = form->value,
				      .path = form->detail,
				      .key_at = component->key_at,
				      .value_at = component->value_at };
	up_topics_match(matcher, &fact, "", embedded_in);
	form->about = component->key;
	for (size_t i = first; i < matcher->n_matches; i++)
		up_matcher_say(&matcher->matches[i], form);
}

/* 12.3 of 12.3-alpine; where the tag says a name, the line that it means. */
static up_str version_of(up_str tag, const struct up_version_line *line)
{
	size_t end = 0;
	while (end < tag.len && tag.s[end] != '-' && tag.s[end] != '_')
		end++;
	size_t first = tag.len > 1 && tag.s[0] == 'v';
	bool is_number = end > first && up_is_digit(tag.s[first]);
	return is_number ? up_str_slice(tag, 0, end) : up_image_str(line->header, line->line->line);
}

/* One finding for an image: what it is of, unless what it is built on is worse off. */
static void judge_image(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct up_image_releases found;
	struct up_form own = { .most = UP_LEVEL_NONE }, base = { .most = UP_LEVEL_NONE };
	up_str name = up_str_slice(fact->key, strlen("image:"), fact->key.len);
	if (!up_release_of_image(matcher->rules, name, fact->value, matcher->day.today, &found))
		return;
	if (found.has_own)
		up_support_judge(&found.own, &matcher->day, UP_SUPPORT_INSTALLED, version_of(fact->value, &found.own), matcher->arena,
				 &own);
	if (found.has_base)
		up_support_judge(&found.base, &matcher->day, UP_SUPPORT_BASE, version_of(UP_STR(""), &found.base), matcher->arena, &base);
	if (base.most > own.most)
		take_form(matcher, fact, &base, embedded_in);
	else if (own.most != UP_LEVEL_NONE)
		take_form(matcher, fact, &own, embedded_in);
}

void up_matcher_component(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	if (up_str_starts(fact->key, UP_STR("image:")) && is_literal(fact))
		judge_image(matcher, fact, embedded_in);
}

bool up_matcher_wants_components(const struct up_matcher *matcher, up_str bytes)
{
	static const char *const words[] = { "image:", "image\"", "image'", "services:" };
	bool knows_releases = false;
	for (size_t i = 0; i < matcher->rules->n_images; i++)
		knows_releases |= matcher->rules->images[i].header->tables[UP_IMAGE_RELEASES].n > 0;
	for (size_t i = 0; knows_releases && i < sizeof words / sizeof *words; i++)
		if (up_str_contains(bytes, up_str_from(words[i])))
			return true;
	return false;
}
