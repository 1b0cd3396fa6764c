/* Signs of runners in one source: collecting, finding, telling. */
#include "match/deploy.h"

#include "base/glob.h"
#include "base/memory.h"

enum {
	BEFORE = 300, /* bytes round the literal of a sign in which its expression is tried */
	BEHIND = 400,
	HITS = 32,         /* places of one sign in one source */
	LINE_BYTES = 300,  /* of the line that is kept for reports */
	WORDS_BYTES = 400, /* of a command that is looked at and shown */
	SHOWN_BYTES = 100,
};

/* A sign of a rule image, and its number among all. */
struct sign_at {
	const struct up_image *image;
	const struct up_image_sign *sign;
};

static size_t n_signs_of(const struct up_rules *rules)
{
	size_t n = 0;
	for (size_t i = 0; i < rules->n_images; i++)
		n += rules->images[i].header->tables[UP_IMAGE_SIGNS].n;
	return n;
}

static struct sign_at sign_at(const struct up_rules *rules, size_t number)
{
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		if (number < header->tables[UP_IMAGE_SIGNS].n)
			return (struct sign_at){ &rules->images[i],
						 (const struct up_image_sign *)up_image_at(header, UP_IMAGE_SIGNS) + number };
		number -= header->tables[UP_IMAGE_SIGNS].n;
	}
	return (struct sign_at){ 0 };
}

struct up_runners up_rules_runners(const struct up_rules *rules, struct up_arena *arena)
{
	size_t n = 0, n_signs = n_signs_of(rules);
	for (size_t i = 0; i < rules->n_images; i++)
		n += rules->images[i].header->tables[UP_IMAGE_RUNNERS].n;
	struct up_runner *list = up_arena_alloc(arena, (n + 1) * sizeof *list);
	struct up_sign *signs = up_arena_alloc(arena, (n_signs + 1) * sizeof *signs);
	size_t first = 0, number = 0;
	for (size_t i = 0; i < rules->n_images; i++) {
		const struct up_image_header *header = rules->images[i].header;
		const struct up_image_runner *runners = up_image_at(header, UP_IMAGE_RUNNERS);
		for (uint32_t k = 0; k < header->tables[UP_IMAGE_RUNNERS].n; k++)
			list[first + k] = (struct up_runner){ .id = up_image_str(header, runners[k].id),
							      .title = up_image_str(header, runners[k].title),
							      .since = up_image_str(header, runners[k].since),
							      .lock = (enum up_runner_lock)runners[k].lock };
		for (uint32_t k = 0; k < header->tables[UP_IMAGE_SIGNS].n; k++, number++) {
			const struct up_image_sign *sign = sign_at(rules, number).sign;
			signs[number] = (struct up_sign){ .runner = (uint32_t)first + sign->runner,
							  .role = (enum up_sign_role)sign->role,
							  .is_command = sign->is_command,
							  .is_shared = sign->is_shared,
							  .detail = up_image_str(header, sign->detail) };
		}
		first += header->tables[UP_IMAGE_RUNNERS].n;
	}
	return (struct up_runners){ list, n, signs, n_signs };
}

/* --- looking for signs -------------------------------------------------------------------------------------------------- */

/* A literal that stands in the source. */
struct up_deploy_hit {
	uint32_t sign, end;
};

static bool on_needle(void *data, uint32_t word, size_t end)
{
	struct up_deploy_state *state = &((struct up_matcher *)data)->deploy;
	if (state->counts[word]++ < HITS) {
		state->hits = up_grow(state->hits, &state->hits_capacity, state->n_hits + 1, sizeof *state->hits);
		state->hits[state->n_hits++] = (struct up_deploy_hit){ word, (uint32_t)end };
	}
	return false;
}

/* Made when the first source asks: most runs of `rules check` and its kin never do. */
static void make_needles(struct up_matcher *matcher)
{
	struct up_deploy_state *state = &matcher->deploy;
	state->n_signs = n_signs_of(matcher->rules);
	state->words = up_alloc_zero(state->n_signs + 1, sizeof *state->words);
	state->counts = up_alloc_zero(state->n_signs + 1, sizeof *state->counts);
	for (size_t i = 0; i < state->n_signs; i++) {
		struct sign_at at = sign_at(matcher->rules, i);
		state->words[i] = (struct up_needle){ up_image_str(at.image->header, at.sign->literal), at.sign->part, true };
	}
	state->needles = up_needles_new(state->words, (uint32_t)state->n_signs);
}

void up_deploy_begin(struct up_matcher *matcher)
{
	struct up_deploy_state *state = &matcher->deploy;
	const struct up_source *source = matcher->source;
	up_str below = up_str_slice(source->name, source->below, source->name.len);
	state->n_settings = state->n_commands = state->n_hits = 0;
	state->has_many = false;
	state->form = UP_DEPLOY_NONE;
	state->is_aside = !source->bytes.len || up_deploy_is_aside(below);
	if (state->is_aside)
		return;
	state->form = up_deploy_form_of(source, below);
	if (!state->needles)
		make_needles(matcher);
	memset(state->counts, 0, state->n_signs * sizeof *state->counts);
	up_needles_scan(state->needles, source->bytes, on_needle, matcher);
}

void up_deploy_finish(struct up_matcher *matcher)
{
	struct up_deploy_state *state = &matcher->deploy;
	up_needles_free(state->needles);
	up_free(state->words);
	up_free(state->counts);
	up_free(state->hits);
	up_free(state->settings);
	up_free(state->commands);
	*state = (struct up_deploy_state){ 0 };
}

bool up_deploy_wants(const struct up_matcher *matcher, bool has_commands)
{
	const struct up_deploy_state *state = &matcher->deploy;
	if (state->is_aside)
		return false;
	/* What says how often something runs that another file describes. */
	if (state->form == UP_DEPLOY_ECS || state->form == UP_DEPLOY_HEROKU || state->form == UP_DEPLOY_FLY)
		return true;
	if (!has_commands && state->form <= UP_DEPLOY_SCRIPT)
		return false;
	for (size_t i = 0; i < state->n_hits; i++)
		if (sign_at(matcher->rules, state->hits[i].sign).sign->is_command)
			return true;
	return false;
}

/* --- collecting --------------------------------------------------------------------------------------------------------- */

static bool is_full(struct up_matcher *matcher, size_t n, uint32_t at)
{
	struct up_deploy_state *state = &matcher->deploy;
	if (n < UP_LIMIT_DEPLOY)
		return false;
	if (!state->has_many)
		matcher->note(matcher->note_data, UP_NOTE_LIMIT, at,
			      up_arena_printf(matcher->arena,
					      "more than %d commands or settings; who migrates in the rest was not looked at",
					      UP_LIMIT_DEPLOY));
	return state->has_many = true;
}

void up_deploy_setting(struct up_matcher *matcher, const struct up_fact *fact)
{
	struct up_deploy_state *state = &matcher->deploy;
	if (state->form == UP_DEPLOY_NONE || state->form == UP_DEPLOY_SCRIPT || state->is_aside ||
	    is_full(matcher, state->n_settings, fact->key_at.start))
		return;
	state->settings = up_grow(state->settings, &state->settings_capacity, state->n_settings + 1, sizeof *state->settings);
	state->settings[state->n_settings++] = (struct up_deploy_setting){ .path = fact->path,
									   .key = fact->key,
									   .value = fact->value,
									   .key_at = fact->key_at,
									   .value_at = fact->value_at,
									   .scope = fact->scope };
}

void up_deploy_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct up_deploy_state *state = &matcher->deploy;
	if (state->is_aside || is_full(matcher, state->n_commands, fact->key_at.start))
		return;
	state->commands = up_grow(state->commands, &state->commands_capacity, state->n_commands + 1, sizeof *state->commands);
	state->commands[state->n_commands++] = (struct up_deploy_command){ *fact, embedded_in };
}

/* --- telling ------------------------------------------------------------------------------------------------------------ */

static up_str line_at(struct up_matcher *matcher, uint32_t at)
{
	up_str line = up_lines_text(up_matcher_lines(matcher), up_lines_place(up_matcher_lines(matcher), at).line);
	size_t cut = line.len < LINE_BYTES ? line.len : LINE_BYTES;
	while (cut < line.len && cut && ((unsigned char)line.s[cut] & 0xC0) == 0x80)
		cut--;
	return up_str_slice(line, 0, cut);
}

void up_deploy_tell(struct up_deploy *deploy, const char *key, up_str object, up_str value, up_span at, uint32_t flags)
{
	if (!up_deploy_has_room(deploy, deploy->n_told++))
		return;
	struct up_word *word = up_arena_alloc_zero(deploy->matcher->arena, sizeof *word);
	word->text.bytes = line_at(deploy->matcher, at.start);
	word->at = at;
	const struct up_fact fact = { .kind = UP_FACT_FORM,
				      .flags = flags,
				      .path = object,
				      .key = up_str_from(key),
				      .value = value,
				      .key_at = at,
				      .value_at = at,
				      .words = word,
				      .n_words = 1 };
	up_matcher_tell(deploy->matcher, &fact);
}

up_str up_deploy_object_at(const struct up_deploy *deploy, uint32_t at, bool *ret_is_passive)
{
	*ret_is_passive = false;
	for (size_t i = deploy->n_objects; i > 0; i--) {
		const struct up_deploy_object *object = &deploy->objects[i - 1];
		if (at < object->range.start || at >= object->range.end)
			continue;
		*ret_is_passive = object->is_passive;
		return object->name;
	}
	return UP_STR("");
}

static bool file_fits(const struct up_image *image, const struct up_image_sign *sign, up_str name)
{
	bool fits = !sign->files.n;
	for (uint32_t i = 0; i < sign->files.n && !fits; i++)
		fits = up_glob_match(up_image_item(image->header, sign->files, i), name);
	for (uint32_t i = 0; i < sign->not_files.n && fits; i++)
		fits = !up_glob_match(up_image_item(image->header, sign->not_files, i), name);
	return fits;
}

static bool sign_holds(struct up_deploy *deploy, struct sign_at at, up_str text, up_span within, struct up_regex_found *ret_found)
{
	struct up_matcher *matcher = deploy->matcher;
	struct up_evaluation evaluation = up_matcher_evaluation(matcher, at.image);
	const struct up_image_pattern *pattern = (const struct up_image_pattern *)up_image_at(at.image->header, UP_IMAGE_PATTERNS) +
						 at.sign->pattern;
	bool holds = up_pattern_find(&evaluation, pattern, text, 0, text.len, ret_found);
	matcher->regex_calls = evaluation.regex_calls;
	if (evaluation.gave_up && !matcher->gave_up) {
		matcher->gave_up = true;
		matcher->note(matcher->note_data, UP_NOTE_RULE, within.start,
			      UP_STR("whether a runner of migrations is run here was not evaluated: an expression hit a limit "
				     "(--regex-match-limit, --max-regex-calls)"));
	}
	return holds;
}

static const char *key_of(enum up_sign_role role)
{
	static const char *const keys[] = { UP_DEPLOY_MIGRATES, UP_DEPLOY_LOCKED, UP_DEPLOY_LOCK_OFF, UP_DEPLOY_LOCK_BROKEN,
					    UP_DEPLOY_VERSION };
	return keys[role];
}

/* A comment that allows a rule of the runner on this line. */
static void tell_allows(struct up_deploy *deploy, struct sign_at at, up_str object, up_span where)
{
	struct up_matcher *matcher = deploy->matcher;
	const struct up_image_runner *runner = (const struct up_image_runner *)up_image_at(at.image->header, UP_IMAGE_RUNNERS) +
					       at.sign->runner;
	static const char *const whats[] = { "unlocked", "lock-off", "lock-broken" };
	uint32_t line = up_lines_place(up_matcher_lines(matcher), where.start).line;
	for (size_t i = 0; i < matcher->n_allows; i++) {
		struct up_allow *allow = &matcher->allows[i];
		for (size_t k = 0; k < sizeof whats / sizeof *whats; k++) {
			up_str rule = up_arena_printf(matcher->arena, "runner/%.*s-%s", UP_FMT(up_image_str(at.image->header, runner->id)),
						      whats[k]);
			if (!up_allow_covers(allow, rule, line, line))
				continue;
			allow->used = true;
			if (!allow->expired && allow->reason.len)
				up_deploy_tell(deploy, UP_DEPLOY_ALLOWED, object,
					       up_arena_printf(matcher->arena, "%.*s %.*s", UP_FMT(rule), UP_FMT(allow->reason)), where, 0);
		}
	}
}

static void tell_sign(struct up_deploy *deploy, size_t number, up_str object, up_str text, up_span where, uint32_t flags)
{
	struct sign_at at = sign_at(deploy->matcher->rules, number);
	up_str shown = up_str_slice(up_str_trim(text), 0, SHOWN_BYTES);
	while (shown.len && shown.len == SHOWN_BYTES && (unsigned char)shown.s[shown.len - 1] >= 0x80)
		shown.len--;
	up_deploy_tell(deploy, key_of((enum up_sign_role)at.sign->role), object,
		       up_arena_printf(deploy->matcher->arena, "%zu %.*s", number, UP_FMT(shown)), where, flags);
	tell_allows(deploy, at, object, where);
}

/* --- commands ----------------------------------------------------------------------------------------------------------- */

/* They name a command and do not run it. */
static bool only_says(up_str name)
{
	return up_str_is_listed(name, "echo printf grep egrep git test [ [[ log info warn die usage cat which type command");
}

/* The signs that hold for the words of a command. True: some did. `is_round`: another command stands in it, and that is the one which runs. */
static bool try_signs(struct up_deploy *deploy, up_str words, up_str object, up_span where, uint32_t flags, bool is_round)
{
	struct up_deploy_state *state = &deploy->matcher->deploy;
	bool any = false;
	for (size_t i = 0; i < state->n_signs; i++) {
		struct up_regex_found found;
		if (!state->counts[i])
			continue;
		struct sign_at at = sign_at(deploy->matcher->rules, i);
		if (!at.sign->is_command || (is_round && at.sign->role == UP_SIGN_RUNS) ||
		    !up_str_contains(words, up_image_str(at.image->header, at.sign->literal)) ||
		    !file_fits(at.image, at.sign, deploy->matcher->source->name) || !sign_holds(deploy, at, words, where, &found))
			continue;
		tell_sign(deploy, i, object, words, where, flags);
		any = true;
	}
	return any;
}

static up_str words_of(struct up_arena *arena, const struct up_fact *fact)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < fact->n_words && out.len < WORDS_BYTES; i++) {
		up_buf_add_s(&out, i ? " " : "");
		for (size_t k = 0; k < fact->words[i].text.bytes.len && out.len < WORDS_BYTES; k++) {
			char c = fact->words[i].text.bytes.s[k];
			up_buf_add_byte(&out, c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
		}
	}
	return up_arena_take(arena, &out);
}

/* Does another command stand in this one: `sh -c '…'`, `sudo …`? That is the one which runs. */
static bool is_round_next(const struct up_deploy *deploy, size_t i)
{
	const struct up_fact *fact = &deploy->commands[i].fact;
	uint32_t end = fact->value_at.end > fact->key_at.end ? fact->value_at.end : fact->key_at.end;
	if (i + 1 >= deploy->n_commands)
		return false;
	const struct up_fact *next = &deploy->commands[i + 1].fact;
	return next->key_at.start > fact->key_at.start && next->key_at.start < end;
}

/* RUN of a Dockerfile is done when the image is made; its CMD and ENTRYPOINT when a container starts. */
static bool is_built(const struct up_deploy *deploy, const struct up_deploy_command *command)
{
	if (deploy->form != UP_DEPLOY_DOCKERFILE)
		return false;
	for (size_t i = 0; i < deploy->n_settings; i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (command->fact.key_at.start >= setting->value_at.start && command->fact.key_at.start < setting->value_at.end)
			return !up_str_is_listed(setting->key, "CMD ENTRYPOINT");
	}
	return true;
}

static void read_commands(struct up_deploy *deploy)
{
	for (size_t i = 0; i < deploy->n_commands; i++) {
		const struct up_deploy_command *command = &deploy->commands[i];
		const struct up_fact *fact = &command->fact;
		bool is_passive;
		up_str object = up_deploy_object_at(deploy, fact->key_at.start, &is_passive);
		/* Stages of a Dockerfile before the last one. */
		if (is_passive || (deploy->form == UP_DEPLOY_DOCKERFILE && !object.len) || is_built(deploy, command) ||
		    only_says(fact->key) || fact->flags & UP_FACT_DEFINED)
			continue;
		up_str words = words_of(deploy->matcher->arena, fact);
		up_span where = { fact->key_at.start, fact->value_at.end > fact->key_at.end ? fact->value_at.end : fact->key_at.end };
		/* What `timeout` does to the one that it runs is a matter of its own; other wrappers leave it as it is. */
		bool is_round = is_round_next(deploy, i);
		if (!is_round || up_str_eq(fact->key, UP_STR("timeout")))
			try_signs(deploy, words, object, where, fact->flags, is_round);
		up_deploy_link(deploy, words, object, where);
	}
}

/* --- command lines in texts ------------------------------------------------------------------------------------------------ */

static size_t command_end(up_str text, size_t from)
{
	for (size_t i = from; i < text.len; i++)
		if (strchr(";|&\n", text.s[i]) && text.s[i])
			return i;
	return text.len;
}

/* One command: quotes, brackets and commas are blanks, blanks are one. */
static up_str plain_words(struct up_arena *arena, up_str text)
{
	char *plain = up_arena_alloc(arena, (text.len < WORDS_BYTES ? text.len : WORDS_BYTES) + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.len && n < WORDS_BYTES; i++) {
		char c = strchr("\"'[],`", text.s[i]) || up_is_space(text.s[i]) ? ' ' : text.s[i];
		if (c != ' ' || (n && plain[n - 1] != ' '))
			plain[n++] = c;
	}
	return up_str_trim((up_str){ plain, n });
}

void up_deploy_text(struct up_deploy *deploy, up_span at)
{
	struct up_matcher *matcher = deploy->matcher;
	up_str text = up_str_slice(matcher->source->bytes, at.start, at.end);
	for (size_t start = 0; start < text.len && !is_full(matcher, deploy->n_texts++, at.start);) {
		size_t end = command_end(text, start);
		up_str part = up_str_slice(text, start, end);
		size_t skip = 0;
		while (skip < part.len && (up_is_space(part.s[skip]) || strchr("\"'[,:", part.s[skip])))
			skip++;
		up_span where = { at.start + (uint32_t)(start + skip), at.start + (uint32_t)end };
		while (where.end > where.start + 1 &&
		       (up_is_space(matcher->source->bytes.s[where.end - 1]) || strchr("\"'],", matcher->source->bytes.s[where.end - 1])))
			where.end--;
		bool is_passive;
		up_str object = up_deploy_object_at(deploy, where.start, &is_passive);
		up_str words = plain_words(matcher->arena, up_str_slice(part, skip, part.len));
		if (words.len && where.start < where.end && !is_passive) {
			try_signs(deploy, words, object, where, 0, false);
			up_deploy_link(deploy, words, object, where);
		}
		start = end + 1;
	}
}

void up_deploy_pair(struct up_deploy *deploy, up_span at, up_span rest)
{
	struct up_arena *arena = deploy->matcher->arena;
	up_str bytes = deploy->matcher->source->bytes;
	if (at.start >= at.end)
		return;
	up_str words = plain_words(arena, up_str_slice(bytes, at.start, at.end));
	if (rest.start != at.start && rest.end > rest.start)
		words = up_arena_printf(arena, "%.*s %.*s", UP_FMT(words),
					UP_FMT(plain_words(arena, up_str_slice(bytes, rest.start, rest.end))));
	bool is_passive;
	up_str object = up_deploy_object_at(deploy, at.start, &is_passive);
	if (is_passive)
		return;
	up_span where = rest.end > rest.start && rest.start > at.start ? rest : at;
	try_signs(deploy, words, object, where, 0, false);
	up_deploy_link(deploy, words, object, where);
}

/* --- texts ----------------------------------------------------------------------------------------------------------------- */

static bool is_commented(struct up_matcher *matcher, uint32_t at)
{
	static const char *const marks[] = { "//", "#", "*", "/*", "--", "<!--", ";", "%" };
	uint32_t line = up_lines_place(up_matcher_lines(matcher), at).line;
	up_str text = up_str_trim(up_lines_text(up_matcher_lines(matcher), line));
	/* `#[tokio::main]` and `# ` are told apart: an attribute is code. */
	if (up_str_starts(text, UP_STR("#[")))
		return false;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (up_str_starts(text, up_str_from(marks[i])))
			return true;
	return false;
}

static void read_text(struct up_deploy *deploy, const struct up_deploy_hit *hit)
{
	struct up_matcher *matcher = deploy->matcher;
	struct sign_at at = sign_at(matcher->rules, hit->sign);
	up_str bytes = matcher->source->bytes;
	if (at.sign->is_command || !file_fits(at.image, at.sign, matcher->source->name))
		return;
	uint32_t start = hit->end > BEFORE ? hit->end - BEFORE : 0;
	up_str text = up_str_slice(bytes, start, (size_t)hit->end + BEHIND < bytes.len ? hit->end + BEHIND : bytes.len);
	struct up_regex_found found;
	if (!sign_holds(deploy, at, text, (up_span){ hit->end, hit->end }, &found))
		return;
	/* With a version or a lock it is the group that counts; what is underlined is all of it. */
	up_span where = { start + found.whole.start, start + found.whole.end };
	while (where.start < where.end && up_is_space(bytes.s[where.start]))
		where.start++;
	if (where.end <= where.start || where.start > hit->end || is_commented(matcher, where.start))
		return;
	bool is_passive = false;
	up_str object = deploy->form == UP_DEPLOY_NONE || deploy->form == UP_DEPLOY_SCRIPT
				? UP_STR("code")
				: up_deploy_object_at(deploy, where.start, &is_passive);
	up_str shown = up_str_slice(text, found.part.start, found.part.end);
	shown = up_str_slice(shown, 0, up_str_find_byte(shown, '\n', 0));
	if (!is_passive)
		tell_sign(deploy, hit->sign, object, shown, where, 0);
}

/* What takes a lock in a database or between hosts, whoever runs then. */
static void read_locks(struct up_deploy *deploy)
{
	static const char *const words[] = { "pg_advisory_lock",
					     "pg_try_advisory_lock",
					     "pg_advisory_xact_lock",
					     "pg_try_advisory_xact_lock",
					     "GET_LOCK(",
					     "get_lock(",
					     "sp_getapplock",
					     "DBMS_LOCK",
					     "dbms_lock",
					     "consul lock",
					     "etcdctl lock" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t at = up_str_find(deploy->matcher->source->bytes, up_str_from(words[i]), 0);
		if (at == SIZE_MAX || is_commented(deploy->matcher, (uint32_t)at))
			continue;
		up_deploy_tell(deploy, UP_DEPLOY_LOCKED, UP_STR(""), UP_STR("*"),
			       (up_span){ (uint32_t)at, (uint32_t)(at + strlen(words[i])) }, 0);
		return;
	}
}

static void tell_shapes(struct up_deploy *deploy)
{
	for (size_t i = 0; i < deploy->n_objects; i++) {
		const struct up_deploy_object *object = &deploy->objects[i];
		if (object->phrase.len && !object->is_passive)
			up_deploy_tell(deploy, UP_DEPLOY_SHAPE, object->name,
				       up_arena_printf(deploy->matcher->arena, "%s %.*s", up_deploy_classes[object->class],
						       UP_FMT(object->phrase)),
				       object->at, 0);
	}
}

void up_deploy_settle(struct up_matcher *matcher)
{
	struct up_deploy_state *state = &matcher->deploy;
	const struct up_source *source = matcher->source;
	if (state->is_aside || !matcher->tell_to || (state->form == UP_DEPLOY_NONE && !state->n_hits))
		return;
	struct up_deploy deploy = { .matcher = matcher,
				    .form = state->form,
				    .below = up_str_slice(source->name, source->below, source->name.len),
				    .settings = state->settings,
				    .n_settings = state->n_settings,
				    .commands = state->commands,
				    .n_commands = state->n_commands };
	up_deploy_objects(&deploy);
	read_commands(&deploy);
	up_deploy_files(&deploy);
	for (size_t i = 0; i < state->n_hits; i++)
		read_text(&deploy, &state->hits[i]);
	if (state->n_hits)
		read_locks(&deploy);
	up_deploy_setting_links(&deploy);
	tell_shapes(&deploy);
	up_free(deploy.objects);
}
