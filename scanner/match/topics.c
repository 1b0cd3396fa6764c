/* Topic rules: commands, settings of any format, schedules, forms and file names, looked up by kind and key. */
#include "core/unit.h"
#include "match/level.h"
#include "match/matcher-private.h"
#include "match/operation-words.h"
#include "match/server.h"
#include "match/words.h"

/* What a rule on a unit can be at most, for one reference to it. A drop-in of a unit that is not there is not read; a unit file brings the name itself. */
static enum up_level unit_level(const struct up_fact *fact, up_str source, enum up_level level)
{
	bool is_drop_in = up_str_eq(fact->path, UP_STR("define")) && up_str_ends(source, UP_STR(".conf"));
	enum up_level most = UP_LEVEL_NOTE;
	switch (up_unit_use_of(fact->path)) {
	case UP_UNIT_BRINGS:
		return UP_LEVEL_NONE;
	case UP_UNIT_DEFINES:
		/* Where the old name is an alias, its drop-ins still count. */
		most = !is_drop_in ? UP_LEVEL_NONE : level == UP_LEVEL_ERROR ? UP_LEVEL_WARNING : UP_LEVEL_NOTE;
		break;
	case UP_UNIT_NEEDS:
		most = fact->flags & (UP_FACT_FORGIVEN | UP_FACT_ASKED) ? UP_LEVEL_NOTE : UP_LEVEL_ERROR;
		break;
	default:
		break;
	}
	if (up_unit_is_user(fact->path) || up_str_eq(fact->path, UP_STR("Alias")))
		return UP_LEVEL_NONE;
	return level < most ? level : most;
}

/* Nobody runs what lies in the documentation of an installed package. */
static bool is_example(const struct up_matcher *matcher, const struct up_rule *view)
{
	return up_str_contains(matcher->source->name, UP_STR("usr/share/doc/")) && !up_str_eq(view->family, UP_STR("secret"));
}

static void add_operation(struct up_matcher *matcher, const struct up_fact *fact, enum up_server server, up_str safer,
			  struct up_match *match)
{
	match->message = up_operation_fill(match->rule->message, fact, matcher->arena);
	match->fix = up_operation_fill(match->rule->fix, fact, matcher->arena);
	match->safer = up_operation_fill_statements(safer, fact, matcher->arena);
	match->dialects = up_dialect_bit(matcher->assumed.dialect);
	match->is_dialect_pending = matcher->assumed.is_pending;
	match->is_server_pending = server == UP_SERVER_PENDING;
}

static void take_topic(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
		       const struct up_fact *fact, up_str embedded_in, up_span part, up_str target)
{
	struct up_grade grade = up_rule_grade(matcher->rules, image, rule, matcher->of_package);
	if (fact->kind == UP_FACT_UNIT && matcher->units_are_known && up_unit_use_of(fact->path) != UP_UNIT_DEFINES)
		return;
	if (fact->kind == UP_FACT_UNIT)
		grade.level = unit_level(fact, matcher->source->name, grade.level);
	const struct up_given_database database = { .dialect = matcher->assumed.dialect, .version = matcher->given.version };
	enum up_server server = rule->operation ? up_server_of(matcher->rules, image, rule, &database) : UP_SERVER_HOLDS;
	if (grade.level == UP_LEVEL_NONE || server == UP_SERVER_OTHER)
		return;
	const struct up_rule *view = up_matcher_view(image, rule);
	if (grade.level > UP_LEVEL_NOTE && is_example(matcher, view))
		grade.level = UP_LEVEL_NOTE;
	bool by_value = rule->values.n && fact->value_at.end > fact->value_at.start;
	const struct up_filling filling = { .key = fact->key,
					    .value = fact->value,
					    .path = matcher->source->name,
					    .detail = fact->kind == UP_FACT_FORM ? fact->path : UP_STR(""),
					    .target = target };
	struct up_match match = {
		.rule = view,
		.level = grade.level,
		.at = by_value ? up_matcher_value_part(matcher, fact->value, fact->value_at, part) : fact->key_at,
		.key = target.len ? target : fact->key,
		.embedded_in = embedded_in,
	};
	if (rule->operation) {
		add_operation(matcher, fact, server, up_image_str(image->header, up_image_operation(image->header, rule)->safer), &match);
	} else {
		match.message = up_fill_words(view->message, &filling, matcher->arena);
		match.fix = up_fill_words(view->fix, &filling, matcher->arena);
	}
	/* What such a rule is about is the value. */
	if (fact->kind == UP_FACT_SETTING && fact->value.len && up_str_eq(view->family, UP_STR("secret"))) {
		match.secret = fact->value;
		match.secret_at = fact->value_at;
	}
	if (grade.window) {
		match.product = up_image_str(grade.product_image->header, grade.product->id);
		match.since = grade.version;
		match.installed = grade.window->from;
		match.target = grade.is_past ? grade.window->from : grade.window->to;
	}
	up_matcher_take(matcher, &match);
}

void up_topics_try(struct up_matcher *matcher, const struct up_fact *fact, up_str key, const char *parser, up_str embedded_in)
{
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		const struct up_image_rule *rules = up_image_at(image->header, UP_IMAGE_RULES);
		const struct up_image_entry *entry = NULL;
		enum up_upgrade_role role = _UP_UPGRADE_MAX; /* asked once, and only where there is a rule */
		while ((entry = up_image_find(image->header, UP_SPACE_TOPIC + fact->kind, UINT32_MAX, key, entry))) {
			const struct up_image_rule *rule = &rules[entry->value];
			if (!up_matcher_is_on(image, rule) || ((fact->flags & (UP_FACT_GUARDED | UP_FACT_FALLBACK)) && !rule->guarded))
				continue;
			struct up_evaluation evaluation = up_matcher_evaluation(matcher, image);
			role = role == _UP_UPGRADE_MAX ? up_script_role(matcher, embedded_in) : role;
			evaluation.role = role;
			evaluation.dialect = matcher->assumed.dialect;
			up_span part;
			bool holds = up_condition_holds(&evaluation, rule, fact, parser, key.len > 0, &part);
			up_str target = holds ? up_condition_target(&evaluation, rule, fact) : UP_STR("");
			up_matcher_evaluated(matcher, &evaluation, rule, fact->key_at);
			if (holds)
				take_topic(matcher, image, rule, fact, embedded_in, part, target);
		}
	}
}

/* `./service`: a program of the tree itself that happens to be called so. Names that nobody takes by chance (./kafka-topics.sh, ./MAKEDEV)
 * are taken at their word. */
static bool is_own_program(const struct up_fact *fact)
{
	if (fact->kind != UP_FACT_COMMAND || !fact->n_words)
		return false;
	up_str name = fact->words[0].text.bytes;
	if (!up_str_starts(name, UP_STR("./")) && !up_str_starts(name, UP_STR("../")))
		return false;
	for (size_t i = 0; i < fact->key.len; i++)
		if (fact->key.s[i] < 'a' || fact->key.s[i] > 'z')
			return false;
	return true;
}

/* "openvpn@client.service" is an instance of "openvpn@.service". */
static void match_template(struct up_matcher *matcher, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	up_str template = up_unit_template(fact->key, matcher->arena);
	if (template.len)
		up_topics_try(matcher, fact, template, parser, embedded_in);
}

void up_topics_match(struct up_matcher *matcher, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	if (is_own_program(fact))
		return;
	if (fact->kind == UP_FACT_UNIT)
		match_template(matcher, fact, parser, embedded_in);
	if (fact->key.len)
		up_topics_try(matcher, fact, fact->key, parser, embedded_in);
	up_topics_try(matcher, fact, UP_STR(""), parser, embedded_in);
}
