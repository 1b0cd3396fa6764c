/* One source against the rules: facts come in, go to rows.c and topics.c, and matches come out with their suppressions. */
#include "match/matcher-private.h"

#include "base/date.h"
#include "base/memory.h"
#include "core/component.h"
#include "match/credentials.h"
#include "match/deploy.h"
#include "match/level.h"

enum {
	ALLOWS_PER_COMMENT = 16,
	SECRETS_BEFORE = 4, /* that are looked at for the same again */
};

struct up_matcher *up_matcher_new(const struct up_rules *rules, const struct up_limits *limits, up_str today)
{
	struct up_matcher *matcher = up_alloc_zero(1, sizeof *matcher);
	matcher->rules = rules;
	matcher->limits = limits;
	matcher->today = today;
	int64_t days = 0;
	up_days_read(today, &days);
	matcher->day = (struct up_support_day){ .today = (int32_t)days, .horizon = UP_HORIZON_UNSET };
	matcher->kept = up_arena_new();
	matcher->regex = up_regex_scratch_new(&(struct up_regex_limits){
		.match = limits->regex_match, .depth = UP_LIMIT_REGEX_DEPTH, .heap_kib = UP_LIMIT_REGEX_HEAP_KIB });
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
	up_free(matcher->secrets);
	up_free(matcher->pendings);
	up_free(matcher->siblings);
	up_free(matcher->outers);
	up_free(matcher->sections);
	up_free(matcher->images);
	up_free(matcher->carrieds);
	up_free(matcher->allows);
	up_free(matcher->script.commands);
	up_migration_finish(matcher);
	up_deploy_finish(matcher);
	up_credentials_finish(matcher);
	up_free(matcher->keys.certificates);
	up_hits_finish(&matcher->hits);
	up_free(matcher->runs);
	up_arena_free(matcher->kept);
	up_free(matcher);
}

void up_matcher_set_plain(struct up_matcher *matcher, bool is_plain)
{
	matcher->is_plain = is_plain;
}

bool up_matcher_wants(struct up_matcher *matcher, up_str bytes, const struct up_parser *parser, bool has_commands)
{
	bool is_code = parser && parser->is_code;
	if (!is_code && up_deploy_wants(matcher, has_commands))
		return true;
	if (matcher->credentials.wants_facts && !is_code)
		return true;
	if (has_commands && up_matcher_wants_components(matcher, bytes))
		return true;
	unsigned kinds = UP_PREFILTER_SETTINGS | (has_commands ? UP_PREFILTER_COMMANDS : 0);
	if (is_code)
		kinds = UP_PREFILTER_CALLS;
	for (size_t i = 0; i < matcher->rules->n_images; i++)
		if (up_prefilter_hit(matcher->rules->images[i].prefilter, matcher->prefilters[i], bytes, kinds, matcher->is_plain))
			return true;
	return false;
}

const struct up_lines *up_matcher_lines(struct up_matcher *matcher)
{
	if (!matcher->has_lines)
		up_lines_init(&matcher->lines, matcher->source->bytes);
	matcher->has_lines = true;
	return &matcher->lines;
}

/* --- taking a match --------------------------------------------------------------------------------------------------- */

bool up_matcher_is_on(const struct up_image *image, const struct up_image_rule *rule)
{
	return image->is_on[rule - (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES)];
}

const struct up_rule *up_matcher_view(const struct up_image *image, const struct up_image_rule *rule)
{
	return up_image_view(image, (uint32_t)(rule - (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES)));
}

/* Several rules, and what is decoded round it, find the same one again. */
static bool is_known(const struct up_matcher *matcher, const struct up_match *match)
{
	for (size_t i = matcher->n_secrets; i > 0 && i + SECRETS_BEFORE > matcher->n_secrets; i--) {
		const struct up_secret *secret = &matcher->secrets[i - 1];
		if (secret->at.start == match->secret_at.start && secret->at.end == match->secret_at.end &&
		    up_str_eq(secret->text, match->secret))
			return true;
	}
	return false;
}

void up_matcher_take(struct up_matcher *matcher, const struct up_match *match)
{
	if (match->secret.len) {
		if (!is_known(matcher, match)) {
			matcher->secrets = up_grow(matcher->secrets, &matcher->secrets_capacity, matcher->n_secrets + 1,
						   sizeof *matcher->secrets);
			matcher->secrets[matcher->n_secrets++] = (struct up_secret){ match->secret, match->secret_at };
		}
		if (!up_rules_is_on(matcher->rules, match->rule))
			return;
	}
	matcher->matches = up_grow(matcher->matches, &matcher->matches_capacity, matcher->n_matches + 1, sizeof *match);
	matcher->matches[matcher->n_matches++] = *match;
	/* Where several databases are tried one match may come of several: they are counted when that is known. */
	if (!matcher->assumed.is_pending)
		up_matcher_limit(matcher);
}

void up_matcher_limit(struct up_matcher *matcher)
{
	size_t most = matcher->limits->findings_per_source;
	if (matcher->n_matches <= most)
		return;
	if (!matcher->full)
		matcher->note(matcher->note_data, UP_NOTE_LIMIT, matcher->matches[most].at.start,
			      up_arena_printf(matcher->arena,
					      "more than %u findings; the rest of them is not listed (--max-findings-per-file)",
					      matcher->limits->findings_per_source));
	matcher->full = true;
	matcher->n_matches = most;
}

struct up_evaluation up_matcher_evaluation(struct up_matcher *matcher, const struct up_image *image)
{
	return (struct up_evaluation){ .image = image,
				       .source = matcher->source,
				       .scratch = matcher->regex,
				       .arena = matcher->arena,
				       .regex_calls = matcher->regex_calls,
				       .regex_limit = matcher->limits->regex_calls };
}

void up_matcher_evaluated(struct up_matcher *matcher, const struct up_evaluation *evaluation, const struct up_image_rule *rule, up_span at)
{
	matcher->regex_calls = evaluation->regex_calls;
	if (!evaluation->gave_up || matcher->gave_up)
		return;
	matcher->gave_up = true;
	matcher->note(matcher->note_data, UP_NOTE_RULE, at.start,
		      up_arena_printf(matcher->arena,
				      "the rule %.*s was not evaluated here: its conditions hit a limit (--regex-match-limit, "
				      "--max-regex-calls)",
				      UP_FMT(up_image_str(evaluation->image->header, rule->id))));
}

static bool ends_word(char c)
{
	return up_is_space(c) || strchr(",;\"'[]{}()|", c);
}

up_span up_matcher_value_part(const struct up_matcher *matcher, up_str value, up_span at, up_span part)
{
	/* All of a value in quotes: the quotes too. */
	size_t skip = up_str_find(up_str_slice(matcher->source->bytes, at.start, at.end), value, 0);
	if (skip == SIZE_MAX || (skip && part.end - part.start == value.len))
		return at;
	while (part.start < part.end && up_is_space(value.s[part.start]))
		part.start++;
	while (part.end > part.start && up_is_space(value.s[part.end - 1]))
		part.end--;
	if (part.start == part.end)
		return at;
	/* To the end of the word that the expression began to match: all of dm.basesize=10G for /^dm\./. */
	while (part.end < value.len && !ends_word(value.s[part.end - 1]) && !ends_word(value.s[part.end]))
		part.end++;
	return (up_span){ (uint32_t)(at.start + skip + part.start), (uint32_t)(at.start + skip + part.end) };
}

/* --- the source ------------------------------------------------------------------------------------------------------- */

static void take_comment(struct up_matcher *matcher, const struct up_fact *fact)
{
	struct up_allow found[ALLOWS_PER_COMMENT];
	size_t n = up_allow_read(fact->value, fact->value_at, up_matcher_lines(matcher), matcher->today, found, ALLOWS_PER_COMMENT);
	if (n && matcher->n_allows + n > UP_LIMIT_ALLOWS) {
		if (!matcher->has_many_allows)
			matcher->note(matcher->note_data, UP_NOTE_LIMIT, fact->value_at.start,
				      up_arena_printf(matcher->arena, "more than %d suppressions; this one and the next do not count",
						      UP_LIMIT_ALLOWS));
		matcher->has_many_allows = true;
		return;
	}
	matcher->allows = up_grow(matcher->allows, &matcher->allows_capacity, matcher->n_allows + n, sizeof *matcher->allows);
	if (n)
		memcpy(matcher->allows + matcher->n_allows, found, n * sizeof *found);
	matcher->n_allows += n;
}

/* An image whose version is that of a product: what is near it runs that. */
static void take_image(struct up_matcher *matcher, const struct up_fact *fact)
{
	up_str product;
	size_t n = 0;
	for (size_t at = 0; up_rules_image_product(matcher->rules, fact->key, &at, &product); n++)
		up_rows_absent_image(matcher, fact, product);
	if (n)
		up_matcher_tell(matcher, fact);
}

/* Of a source that is read again its settings count, and comments that accept what is wrong with them. */
static void on_fact_again(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	if (fact->kind == UP_FACT_COMMENT)
		take_comment(matcher, fact);
	if (fact->kind != UP_FACT_SETTING || embedded_in.len)
		return;
	up_rows_setting(matcher, fact, embedded_in);
	up_credentials_setting(matcher, fact, embedded_in);
}

static void take_setting(struct up_matcher *matcher, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	/* What an embedded script sets is no setting of the product that owns the file; embedded data has owners of its own. */
	if (matcher->owned->parser ? !strcmp(matcher->owned->parser, parser) : !embedded_in.len)
		up_rows_setting(matcher, fact, embedded_in);
	up_rows_absent_name(matcher, fact);
	up_flags_variable(matcher, fact, embedded_in);
	up_variables_setting(matcher, fact, embedded_in);
	up_credentials_setting(matcher, fact, embedded_in);
	/* What a file says of runners is looked for where it is deployed. */
	if (!matcher->owned->is_file)
		up_deploy_setting(matcher, fact);
	up_topics_match(matcher, fact, parser, embedded_in);
}

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct up_matcher *matcher = data;
	if (matcher->again.len) {
		on_fact_again(matcher, fact, embedded_in);
		return;
	}
	switch (fact->kind) {
	case UP_FACT_COMMENT:
		take_comment(matcher, fact);
		break;
	case UP_FACT_SETTING:
		take_setting(matcher, fact, parser, embedded_in);
		break;
	case UP_FACT_COMMAND:
		if (fact->flags & UP_FACT_DEFINED)
			break;
		up_flags_command(matcher, fact, embedded_in);
		up_credentials_command(matcher, fact, embedded_in);
		up_script_command(matcher, fact, embedded_in);
		up_migration_fact(matcher, fact, parser, embedded_in);
		if (!matcher->owned->is_file)
			up_deploy_command(matcher, fact, embedded_in);
		/* An image called mysql or python is not the command of that name. */
		if (!(fact->flags & UP_FACT_IMAGE))
			up_topics_match(matcher, fact, parser, embedded_in);
		break;
	case UP_FACT_STATEMENT:
		up_script_command(matcher, fact, embedded_in);
		up_topics_match(matcher, fact, parser, embedded_in);
		break;
	case UP_FACT_MIGRATION:
	case UP_FACT_OPERATION:
		up_migration_fact(matcher, fact, parser, embedded_in);
		break;
	case UP_FACT_COMPONENT:
		take_image(matcher, fact);
		up_matcher_component(matcher, fact, embedded_in);
		break;
	case UP_FACT_SCHEDULE:
	case UP_FACT_EFFECT:
	case UP_FACT_CALL:
	case UP_FACT_IMPORT:
	case UP_FACT_UNIT:
	case UP_FACT_FORM:
		up_topics_match(matcher, fact, parser, embedded_in);
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

static struct owned *own(struct up_matcher *matcher, const struct up_ownership *ownership)
{
	struct owned *owned = up_arena_alloc_zero(matcher->arena, sizeof *owned);
	owned->ownership = *ownership;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		for (size_t k = 0; k < ownership->n; k++) {
			const struct up_image_entry *entry = up_image_find(matcher->rules->images[i].header, UP_SPACE_PRODUCT, UINT32_MAX,
									   ownership->products[k], NULL);
			owned->products[i][k] = entry ? entry->value : UINT32_MAX;
		}
	}
	return owned;
}

/* The name by which a product owns data that stands in another source, such as a manifest in a here-document. Empty: of such data nobody is the owner. */
static up_str embedded_name(const struct up_parser *parser)
{
	static const char *const formats[] = { "yaml", "json", "cmdline" };
	static const char *const names[] = { "embedded.yaml", "embedded.json", "embedded.cmdline" };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (!strcmp(parser->name, formats[i]))
			return up_str_from(names[i]);
	return UP_STR("");
}

/* Such data belongs to whoever owns a file with such bytes; a file to whoever owns its name. */
static void on_embedded(void *data, const struct up_parser *parser, const struct up_source *embedded, bool begins)
{
	struct up_matcher *matcher = data;
	struct up_source source = *embedded;
	bool is_file = embedded->name.len;
	if (!is_file)
		source.name = embedded_name(parser);
	if (!source.name.len)
		return;
	if (!begins) {
		if (is_file && !embedded->is_part)
			up_rows_absent_end(matcher);
		matcher->owned = matcher->owned->outer;
		return;
	}
	struct up_ownership ownership;
	up_rules_own(matcher->rules, &source, &ownership);
	struct owned *owned = own(matcher, &ownership);
	owned->parser = parser->name;
	owned->name = embedded->name;
	owned->is_file = is_file;
	owned->is_part = embedded->is_part;
	owned->first_section = matcher->n_sections;
	owned->outer = matcher->owned;
	matcher->owned = owned;
}

static const struct up_parser *on_file(void *data, struct up_source *source)
{
	struct up_matcher *matcher = data;
	return up_rules_reader(matcher->rules, source);
}

struct up_sink up_matcher_sink(struct up_matcher *matcher,
			       void (*note)(void *data, enum up_note_reason reason, uint32_t offset, up_str detail), void *data)
{
	matcher->note = note;
	matcher->note_data = data;
	return (struct up_sink){
		.data = matcher, .fact = on_fact, .note = on_note, .wants_comment = wants_comment, .embedded = on_embedded, .file = on_file
	};
}

void up_matcher_know_units(struct up_matcher *matcher)
{
	matcher->units_are_known = matcher->rules->stays;
}

void up_matcher_set_package(struct up_matcher *matcher, bool of_package)
{
	matcher->of_package = of_package;
}

void up_matcher_set_day(struct up_matcher *matcher, const struct up_support_day *day)
{
	matcher->day = *day;
}

void up_matcher_set_database(struct up_matcher *matcher, const struct up_given_database *given)
{
	matcher->given = *given;
}

void up_matcher_tell_to(struct up_matcher *matcher, void (*tell)(void *data, const struct up_fact *fact), void *data)
{
	matcher->tell_to = tell;
	matcher->tell_data = data;
}

void up_matcher_tell(struct up_matcher *matcher, const struct up_fact *fact)
{
	bool is_told_before = matcher->again.len && fact->kind != UP_FACT_SETTING;
	if (matcher->tell_to && !is_told_before)
		matcher->tell_to(matcher->tell_data, fact);
}

void up_matcher_begin(struct up_matcher *matcher, const struct up_source *source, const struct up_ownership *ownership,
		      struct up_arena *arena)
{
	matcher->source = source;
	matcher->arena = arena;
	matcher->gave_up = matcher->full = matcher->too_deep = matcher->has_many_allows = matcher->has_many_waiting = false;
	matcher->regex_calls = 0;
	matcher->n_secrets = matcher->n_runs = 0;
	matcher->n_layers = 0;
	memset(matcher->tried, 0, sizeof matcher->tried);
	up_arena_reset(matcher->kept);
	matcher->credentials.wants_facts = false;
	matcher->n_matches = matcher->n_pendings = matcher->n_siblings = matcher->n_allows = 0;
	if (matcher->has_lines)
		up_lines_finish(&matcher->lines);
	matcher->has_lines = false;
	matcher->n_outers = matcher->n_carrieds = matcher->n_sections = matcher->n_images = 0;
	matcher->has_unseen_variables = false;
	matcher->flag_scope = 0;
	matcher->owned = own(matcher, ownership);
	matcher->owned->name = source->name;
	up_script_begin(matcher);
	up_migration_begin(matcher);
	up_deploy_begin(matcher);
	matcher->keys = (struct up_key_state){ .certificates = matcher->keys.certificates,
					       .certificates_capacity = matcher->keys.certificates_capacity };
}

void up_matcher_file(struct up_matcher *matcher)
{
	if (!up_rules_want_file(matcher->rules, matcher->source->name))
		return;
	struct up_fact fact = { .kind = UP_FACT_FILE, .key = up_str_basename(matcher->source->name), .value = matcher->source->name };
	up_topics_try(matcher, &fact, UP_STR(""), "", UP_STR(""));
}

void up_matcher_say(struct up_match *match, const struct up_form *form)
{
	match->key = form->about.len ? form->about : form->value;
	match->evidence = form->evidence;
	if (form->fix.len)
		match->fix = form->fix;
	if (form->product.len) {
		match->product = form->product;
		match->installed = form->installed;
		match->target = form->target;
	}
	if (form->most != UP_LEVEL_NONE && match->level > form->most)
		match->level = form->most;
}

void up_matcher_form(struct up_matcher *matcher, const struct up_form *form)
{
	size_t first = matcher->n_matches;
	const struct up_fact fact = { .kind = UP_FACT_FORM, .key = form->key, .value = form->value, .path = form->detail };
	bool is_default = up_str_eq(form->key, UP_STR(UP_FORM_DEFAULT));
	if (is_default)
		up_rows_absent(matcher, form);
	else
		up_topics_match(matcher, &fact, "", UP_STR(""));
	for (size_t i = first; i < matcher->n_matches; i++) {
		struct up_match *match = &matcher->matches[i];
		match->is_form = true;
		match->form_at = form->at;
		match->form_end = form->end;
		match->form_snippet = form->snippet;
		match->related = form->related;
		match->n_related = form->n_related;
		up_str key = match->key;
		up_matcher_say(match, form);
		if (is_default)
			match->key = key;
		if (form->justification.len) {
			match->suppression = UP_SUPPRESSION_INLINE;
			match->justification = form->justification;
		}
	}
}

/* --- suppressions ----------------------------------------------------------------------------------------------------- */

static void apply_allows(struct up_matcher *matcher)
{
	up_allow_chain(matcher->allows, matcher->n_allows);
	for (size_t i = 0; matcher->n_allows && i < matcher->n_matches; i++) {
		struct up_match *match = &matcher->matches[i];
		uint32_t line = up_lines_place(up_matcher_lines(matcher), match->at.start).line;
		uint32_t end_line = up_lines_place(up_matcher_lines(matcher), match->at.end).line;
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

bool up_matcher_could_hold(const struct up_matcher *matcher, up_str id)
{
	const struct up_rule *view = up_rules_by_id(matcher->rules, id);
	const struct up_image *image;
	if (!view)
		return true;
	const struct up_image_rule *rule = up_rules_image_rule(matcher->rules, view, &image);
	return up_matcher_is_on(image, rule) && up_rule_grade(matcher->rules, image, rule, matcher->of_package).level != UP_LEVEL_NONE;
}

/* Suppressions have rules of their own: they look at the FORM facts that are stated here. */
static void state_allows(struct up_matcher *matcher)
{
	for (size_t i = 0; i < matcher->n_allows; i++) {
		const struct up_allow *allow = &matcher->allows[i];
		const char *form = !allow->reason.len                                            ? "suppression-without-reason"
				   : allow->expired                                              ? "suppression-expired"
				   : !allow->used && up_matcher_could_hold(matcher, allow->rule) ? "suppression-unused"
												 : NULL;
		if (!form)
			continue;
		struct up_fact fact = {
			.kind = UP_FACT_FORM, .key = up_str_from(form), .value = allow->rule, .key_at = allow->at, .value_at = allow->at
		};
		up_topics_match(matcher, &fact, "", UP_STR(""));
	}
}

void up_matcher_read_again(struct up_matcher *matcher, up_str product, up_str in)
{
	matcher->again = product;
	matcher->again_in = in;
}

uint32_t up_matcher_next_allowed(const struct up_matcher *matcher, size_t *at)
{
	while (*at < matcher->n_allows)
		if (matcher->allows[(*at)++].used)
			return matcher->allows[*at - 1].line;
	return 0;
}

/* Of a source that is read again everything else was found before. */
static void keep_rows(struct up_matcher *matcher)
{
	size_t n = 0;
	for (size_t i = 0; i < matcher->n_matches; i++)
		if (up_str_eq(matcher->matches[i].rule->product, matcher->again))
			matcher->matches[n++] = matcher->matches[i];
	matcher->n_matches = n;
}

const struct up_match *up_matcher_end(struct up_matcher *matcher, size_t *ret_n)
{
	up_rows_settle(matcher);
	up_rows_absent_settle(matcher);
	up_script_settle(matcher);
	up_migration_settle(matcher);
	up_credentials_settle(matcher);
	up_secrets_settle(matcher);
	if (matcher->again.len)
		keep_rows(matcher);
	apply_allows(matcher);
	up_deploy_settle(matcher);
	if (!matcher->again.len)
		state_allows(matcher);
	*ret_n = matcher->n_matches;
	return matcher->matches;
}

const struct up_secret *up_matcher_secrets(const struct up_matcher *matcher, size_t *ret_n)
{
	*ret_n = matcher->n_secrets;
	return matcher->secrets;
}
