/* Dockerfiles: every instruction is a setting; what runs is handed to the shell parser or stated as a command, what is built on is a
 * component. */
#include "common/dockerfile.h"
#include "base/lines.h"
#include "common/command.h"
#include "common/scripts.h"
#include "common/shell-word.h"

/* CMD or ENTRYPOINT in exec form. */
struct vector {
	const struct up_word *words;
	uint32_t n;
	up_span at;
};

struct docker {
	struct up_docker_reader reader;
	struct up_parse *p;
	uint32_t scope;
	struct vector entrypoint, command; /* of the stage, until its end: they are one command */
	bool has_entrypoint;               /* the image's own does not count */
	struct up_word image;              /* that the stage is built on; empty where its entry point does not count */
	struct stage {
		up_str name;
		struct up_word image;
		bool has_shell;
	} stages[UP_LIMIT_STAGES];
	uint32_t n_stages;
	struct up_docker_arguments arguments;
	bool has_shell;          /* SHELL ["powershell", …] and Windows images have no shell that we read */
	bool is_windows;         /* by the escape directive */
	bool has_from, in_stage; /* in_stage: the stage at hand has a name, the last one of `stages` */
	bool in_trigger;         /* ONBUILD: of a stage elsewhere */
};

static void note(struct docker *docker, uint32_t at, const char *text)
{
	up_note(docker->p, UP_NOTE_SYNTAX, at, "%s", text);
	docker->reader.partly = true;
}

static up_str upper(struct docker *docker, up_str name)
{
	char *copy = up_arena_alloc(up_parse_arena(docker->p), name.len + 1);
	for (size_t i = 0; i < name.len; i++)
		copy[i] = name.s[i] >= 'a' && name.s[i] <= 'z' ? (char)(name.s[i] - ('a' - 'A')) : name.s[i];
	return (up_str){ copy, name.len };
}

/* --- the parts of instructions ---------------------------------------------------------------------------------------- */

/* The offset behind --mount=… --network=… */
static uint32_t skip_flags(up_str text)
{
	uint32_t i = 0;
	while (i + 1 < text.len && text.s[i] == '-' && text.s[i + 1] == '-') {
		while (i < text.len && !up_is_space(text.s[i]))
			i++;
		while (i < text.len && up_is_space(text.s[i]))
			i++;
	}
	return i;
}

static bool emit_pair(struct docker *docker, const char *path, up_str key, up_span key_at, const struct up_text *value, up_span value_at,
		      uint32_t flags)
{
	return up_emit(docker->p, &(struct up_fact){ .kind = UP_FACT_SETTING,
						     .flags = flags,
						     .scope = docker->scope,
						     .path = up_str_from(path),
						     .key = key,
						     .value = value->bytes,
						     .key_at = key_at,
						     .value_at = value_at });
}

/* KEY=VALUE as one word: the word's quotes may begin behind the `=`. */
static void emit_assignment(struct docker *docker, const char *path, const struct up_word *word)
{
	up_str raw = up_parse_bytes(docker->p, word->at);
	up_str text = word->text.bytes;
	size_t equals = up_str_find_byte(text, '=', 0), raw_equals = up_str_find_byte(raw, '=', 0);
	uint32_t flags = word->flags & UP_WORD_DYNAMIC ? UP_FACT_DYNAMIC : 0;
	if (!equals)
		note(docker, word->at.start, "a value without a name; docker refuses it");
	if (equals == SIZE_MAX || raw_equals == SIZE_MAX) {
		struct up_text none = { .bytes = UP_STR("") };
		emit_pair(docker, path, text, word->at, &none, (up_span){ word->at.end, word->at.end }, flags | UP_FACT_EMPTY);
		return;
	}
	struct up_text value = up_text_slice(&word->text, (uint32_t)equals + 1, (uint32_t)text.len);
	up_span value_at = { word->at.start + (uint32_t)raw_equals + 1, word->at.end };
	up_str first = up_parse_bytes(docker->p, value_at);
	if (first.len && (first.s[0] == '"' || first.s[0] == '\''))
		flags |= UP_FACT_QUOTED;
	/* A dynamic word keeps its raw text; the quotes round the value are still not part of it. */
	if ((flags & UP_FACT_DYNAMIC) && (flags & UP_FACT_QUOTED) && value.bytes.len >= 2 &&
	    value.bytes.s[0] == value.bytes.s[value.bytes.len - 1])
		value = up_text_slice(&value, 1, (uint32_t)value.bytes.len - 1);
	up_span key_at = { word->at.start, word->at.start + (uint32_t)raw_equals };
	emit_pair(docker, path, up_str_slice(text, 0, equals), key_at, &value, value_at, flags);
}

/* ENV k=v k2="v 2"; the old form `ENV k v w` has one key and the rest as its value. */
static void read_pairs(struct docker *docker, const char *path, const struct up_docker_line *line, bool old_form)
{
	const struct up_word *words;
	uint32_t n = up_docker_words(&docker->reader, &line->rest, 0, &words);
	if (!n)
		return;
	if (!old_form || up_str_find_byte(words[0].text.bytes, '=', 0) != SIZE_MAX) {
		for (uint32_t i = 0; i < n; i++)
			emit_assignment(docker, path, &words[i]);
		return;
	}
	struct up_docker_line pair;
	up_docker_split(&line->rest, &pair);
	if (!pair.rest.bytes.len) {
		note(docker, pair.name_at.start, "a key without a value; docker refuses it");
		return;
	}
	up_emit_form(docker->p, "env-without-equals", up_parse_bytes(docker->p, pair.name_at), line->rest_at);
	uint32_t flags = up_str_find_byte(pair.rest.bytes, '$', 0) != SIZE_MAX ? UP_FACT_DYNAMIC : 0;
	emit_pair(docker, path, pair.name, pair.name_at, &pair.rest, pair.rest_at, flags);
}

static const struct stage *find_stage(const struct docker *docker, up_str name)
{
	for (uint32_t i = docker->n_stages; i > 0; i--)
		if (up_str_eq_nocase(docker->stages[i - 1].name, name))
			return &docker->stages[i - 1];
	return NULL;
}

static bool is_stage(const struct docker *docker, up_str name)
{
	uint64_t number;
	return find_stage(docker, name) || up_str_to_u64(name, &number);
}

/* Which shell an image runs its commands with. A stage hands on what it has set. */
static bool image_has_shell(const struct docker *docker, up_str image)
{
	const struct stage *stage = find_stage(docker, image);
	if (stage)
		return stage->has_shell;
	return !docker->is_windows && !up_str_contains(image, UP_STR("windows/")) && !up_str_contains(image, UP_STR("nanoserver")) &&
	       !up_str_contains(image, UP_STR("servercore"));
}

static void emit_image(struct docker *docker, const char *path, const struct up_text *written, up_span at)
{
	const struct up_text resolved = up_text_plain(
		up_docker_with_arguments(&docker->arguments, written->bytes, up_parse_arena(docker->p)), at.start);
	const struct up_text *text = up_str_find_byte(written->bytes, '$', 0) == SIZE_MAX ? written : &resolved;
	if (is_stage(docker, text->bytes) || up_str_eq_nocase(text->bytes, UP_STR("scratch")))
		return;
	const struct up_carrier carrier = { .path = up_str_from(path), .scope = docker->scope };
	const struct up_script_value value = { .text = *text, .at = at };
	up_script_emit_image(docker->p, &carrier, &value);
}

/* The image that a stage is built on, through the stages between. */
static struct up_word base_of(const struct docker *docker, const struct up_word *from)
{
	const struct stage *stage = find_stage(docker, from->text.bytes);
	return stage ? stage->image : *from;
}

/* What the container of the stage runs: the entry point with CMD as its arguments. Arguments of the image's own entry point are its flags, or a command
 * that it is handed. */
static void end_stage(struct docker *docker)
{
	const struct vector *entrypoint = &docker->entrypoint, *command = &docker->command;
	struct up_command_given given = { .whole = command->n ? command->at : entrypoint->at, .is_list = true };
	if (entrypoint->n && entrypoint->at.start < given.whole.start)
		given.whole.start = entrypoint->at.start;
	if (entrypoint->n && entrypoint->at.end > given.whole.end)
		given.whole.end = entrypoint->at.end;
	bool is_option = command->n && up_str_starts(command->words[0].text.bytes, UP_STR("-"));
	bool in_image = !docker->has_entrypoint && docker->image.text.bytes.len;
	uint32_t n_first = entrypoint->n;
	const struct up_word *first = entrypoint->words;
	if (is_option && in_image) {
		first = &docker->image;
		n_first = 1;
		given.flags = UP_FACT_IMAGE;
	} else if (in_image) {
		struct up_script_value image = { .text = docker->image.text, .at = docker->image.at };
		given.image = up_script_image_program(&image).text.bytes;
	}
	if (n_first + command->n && (n_first || !is_option)) {
		struct up_word *words = up_arena_alloc(up_parse_arena(docker->p), (n_first + command->n) * sizeof *words);
		if (n_first)
			memcpy(words, first, n_first * sizeof *words);
		if (command->n)
			memcpy(words + n_first, command->words, command->n * sizeof *words);
		given.words = words;
		given.n_words = n_first + command->n;
		up_command_emit_given(docker->p, &given);
	}
	docker->entrypoint = docker->command = (struct vector){ 0 };
}

static void read_from(struct docker *docker, const struct up_docker_line *line)
{
	const struct up_word *words;
	uint32_t n = up_docker_words(&docker->reader, &line->rest, skip_flags(line->rest.bytes), &words);
	docker->has_from = true;
	end_stage(docker);
	if (docker->in_stage) {
		docker->stages[docker->n_stages - 1].has_shell = docker->has_shell;
		if (docker->has_entrypoint)
			docker->stages[docker->n_stages - 1].image = (struct up_word){ 0 };
	}
	docker->in_stage = docker->has_entrypoint = false;
	docker->has_shell = !docker->is_windows;
	docker->image = (struct up_word){ 0 };
	if (!n)
		return;
	if (!up_parse_is_masked(docker->p, words[0].at))
		docker->image = base_of(docker, &words[0]);
	docker->has_shell = image_has_shell(docker, words[0].text.bytes);
	emit_image(docker, "FROM", &words[0].text, words[0].at);
	bool is_named = n == 3 && up_str_eq_nocase(words[1].text.bytes, UP_STR("AS"));
	if (n > 1 && !is_named)
		note(docker, words[1].at.start, "FROM takes an image, and AS with a name; docker refuses more");
	if (is_named && docker->n_stages == UP_LIMIT_STAGES)
		up_note(docker->p, UP_NOTE_LIMIT, line->name_at.start, "more than %d named stages; later ones are taken for images",
			UP_LIMIT_STAGES);
	if (!is_named || docker->n_stages == UP_LIMIT_STAGES)
		return;
	docker->stages[docker->n_stages++] = (struct stage){ words[2].text.bytes, docker->image, docker->has_shell };
	docker->in_stage = true;
}

/* --- what runs -------------------------------------------------------------------------------------------------------- */

static bool is_script_of_shell(up_str body)
{
	if (!up_str_starts(body, UP_STR("#!")))
		return true;
	up_str first = up_str_slice(body, 0, up_str_find_byte(body, '\n', 0));
	size_t blank = up_str_find_byte(first, ' ', 3);
	up_str name = up_str_basename(up_str_slice(first, 2, blank));
	if (up_str_eq(name, UP_STR("env")) && blank != SIZE_MAX)
		name = up_str_slice(first, blank, first.len);
	return up_script_is_shell(up_str_trim(name));
}

/* RUN <<EOF: the body is the script. `RUN bash <<EOF`: the line and the bodies together are shell text. */
static bool run_heredocs(struct docker *docker, const struct up_text *text, const char *origin)
{
	struct up_docker_heredoc heredoc;
	uint32_t offset = 0;
	if (!up_docker_heredoc(&docker->reader, text, &offset, &heredoc))
		return false;
	struct up_arena *arena = up_parse_arena(docker->p);
	up_str body = up_parse_bytes(docker->p, heredoc.body);
	if (heredoc.is_whole_line) {
		struct up_text script = up_shell_heredoc_open(arena, docker->reader.bytes, heredoc.body, heredoc.tabs, false);
		if (docker->has_shell && is_script_of_shell(body))
			up_embed(docker->p, "shell", &script, origin);
		return true;
	}
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	up_text_append(&builder, text);
	do {
		if (builder.len && builder.bytes[builder.len - 1] != '\n')
			up_text_put(&builder, UP_STR("\n"), heredoc.whole.start);
		up_text_copy(&builder, up_parse_bytes(docker->p, heredoc.whole), heredoc.whole.start);
	} while (!up_parse_stopped(docker->p) && up_docker_heredoc(&docker->reader, text, &offset, &heredoc));
	struct up_text script = up_text_end(&builder);
	if (docker->has_shell)
		up_embed(docker->p, "shell", &script, origin);
	return true;
}

/* Shell form or exec form. */
static void run(struct docker *docker, const struct up_docker_line *line, const char *origin, bool heredocs)
{
	uint32_t start = skip_flags(line->rest.bytes), n;
	struct up_text text = up_text_slice(&line->rest, start, (uint32_t)line->rest.bytes.len);
	const struct up_word *words;
	if (up_docker_array(&docker->reader, &text, &words, &n)) {
		/* ONBUILD CMD ["--flag"] are arguments of an entry point elsewhere. */
		if (n && !up_str_starts(words[0].text.bytes, UP_STR("-")))
			up_command_emit_list(docker->p, words, n, (up_span){ up_text_at(&text, 0), line->rest_at.end }, 0);
		return;
	}
	if (text.bytes.len > 1 && text.bytes.s[0] == '[' && (text.bytes.s[1] == '\'' || text.bytes.s[1] == '"'))
		up_emit_form(docker->p, "exec-form-not-json", text.bytes, line->rest_at);
	if (heredocs && run_heredocs(docker, &text, origin))
		return;
	if (docker->has_shell)
		up_embed(docker->p, "shell", &text, origin);
}

static void read_healthcheck(struct docker *docker, const struct up_docker_line *line)
{
	uint32_t start = skip_flags(line->rest.bytes);
	struct up_text text = up_text_slice(&line->rest, start, (uint32_t)line->rest.bytes.len);
	struct up_docker_line inner;
	up_docker_split(&text, &inner);
	if (up_str_eq_nocase(inner.name, UP_STR("CMD")))
		run(docker, &inner, "HEALTHCHECK", false);
	else if (inner.name.len && !up_str_eq_nocase(inner.name, UP_STR("NONE")))
		note(docker, line->rest_at.start, "HEALTHCHECK has neither CMD nor NONE; it was passed over");
}

static void read_shell(struct docker *docker, const struct up_docker_line *line)
{
	const struct up_word *words;
	uint32_t n;
	if (!up_docker_array(&docker->reader, &line->rest, &words, &n) || !n) {
		note(docker, line->rest_at.start, "SHELL needs a JSON array");
		return;
	}
	docker->has_shell = up_script_is_shell(words[0].text.bytes);
}

/* COPY <<EOF /usr/bin/tool: a file; a script when it says so. */
static void copy_heredocs(struct docker *docker, const struct up_docker_line *line)
{
	struct up_docker_heredoc heredoc;
	uint32_t offset = 0;
	while (up_docker_heredoc(&docker->reader, &line->rest, &offset, &heredoc)) {
		struct up_text script = up_shell_heredoc_open(up_parse_arena(docker->p), docker->reader.bytes, heredoc.body, heredoc.tabs,
							      false);
		if (!up_str_starts(script.bytes, UP_STR("#!")))
			up_docker_embed_file(&docker->reader, line, &heredoc, &script);
		else if (is_script_of_shell(script.bytes))
			up_embed(docker->p, "shell", &script, "COPY");
	}
}

/* COPY --from=IMAGE takes files out of another image. */
static void read_copy(struct docker *docker, const struct up_docker_line *line)
{
	const struct up_word *words;
	uint32_t n = up_docker_words(&docker->reader, &line->rest, 0, &words);
	up_str option = UP_STR("--from=");
	for (uint32_t i = 0; i < n && up_str_starts(words[i].text.bytes, UP_STR("--")); i++) {
		if (!up_str_starts(words[i].text.bytes, option))
			continue;
		struct up_text image = up_text_slice(&words[i].text, (uint32_t)option.len, (uint32_t)words[i].text.bytes.len);
		emit_image(docker, "COPY --from", &image, (up_span){ words[i].at.start + (uint32_t)option.len, words[i].at.end });
	}
	copy_heredocs(docker, line);
}

/* --- instructions ----------------------------------------------------------------------------------------------------- */

static bool emit_instruction(struct docker *docker, const char *path, up_str name, const struct up_docker_line *line)
{
	struct up_fact fact = { .kind = UP_FACT_SETTING,
				.scope = docker->scope,
				.path = up_str_from(path),
				.key = name,
				.value = line->rest.bytes,
				.key_at = line->name_at,
				.value_at = line->rest_at,
				.flags = line->rest.bytes.len ? 0 : UP_FACT_EMPTY };
	uint32_t flags = skip_flags(line->rest.bytes);
	struct up_text text = up_text_slice(&line->rest, flags, (uint32_t)line->rest.bytes.len);
	if (flags || !up_docker_array(&docker->reader, &text, &fact.words, &fact.n_words))
		fact.n_words = up_docker_words(&docker->reader, &line->rest, 0, &fact.words);
	/* What `$` means in RUN, CMD and their kin is the shell's affair. */
	static const char *const run_by_shell[] = { "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "ONBUILD" };
	bool by_shell = false;
	for (size_t i = 0; i < sizeof run_by_shell / sizeof *run_by_shell; i++)
		by_shell |= up_str_eq(name, up_str_from(run_by_shell[i]));
	if (!by_shell && up_str_find_byte(line->rest.bytes, '$', 0) != SIZE_MAX)
		fact.flags |= UP_FACT_DYNAMIC;
	return up_emit(docker->p, &fact);
}

static void read_env(struct docker *docker, const struct up_docker_line *line)
{
	read_pairs(docker, "ENV", line, true);
}

static void read_label(struct docker *docker, const struct up_docker_line *line)
{
	read_pairs(docker, "LABEL", line, true);
}

static void read_arg(struct docker *docker, const struct up_docker_line *line)
{
	const struct up_word *words;
	uint32_t n = up_docker_words(&docker->reader, &line->rest, 0, &words);
	for (uint32_t i = 0; i < n && !docker->has_from; i++)
		up_docker_keep_argument(&docker->arguments, words[i].text.bytes, up_parse_arena(docker->p));
	read_pairs(docker, "ARG", line, false);
}

static void read_run(struct docker *docker, const struct up_docker_line *line)
{
	run(docker, line, "RUN", true);
}

/* The last one of a stage counts. */
static void read_vector(struct docker *docker, const struct up_docker_line *line, const char *origin, struct vector *ret_vector)
{
	const struct up_word *words;
	uint32_t n;
	if (docker->in_trigger) {
		run(docker, line, origin, false);
		return;
	}
	*ret_vector = (struct vector){ 0 };
	if (!up_docker_array(&docker->reader, &line->rest, &words, &n))
		run(docker, line, origin, false);
	else
		*ret_vector = (struct vector){ words, n, line->rest_at };
}

static void read_cmd(struct docker *docker, const struct up_docker_line *line)
{
	read_vector(docker, line, "CMD", &docker->command);
}

static void read_entrypoint(struct docker *docker, const struct up_docker_line *line)
{
	docker->has_entrypoint |= !docker->in_trigger;
	read_vector(docker, line, "ENTRYPOINT", &docker->entrypoint);
}

/* What an instruction means beside being a setting. */
static const struct instruction {
	const char *name;
	void (*read)(struct docker *docker, const struct up_docker_line *line);
} instructions[] = {
	{ "ADD", read_copy },
	{ "ARG", read_arg },
	{ "CMD", read_cmd },
	{ "COPY", read_copy },
	{ "ENTRYPOINT", read_entrypoint },
	{ "ENV", read_env },
	{ "EXPOSE", NULL },
	{ "FROM", read_from },
	{ "HEALTHCHECK", read_healthcheck },
	{ "LABEL", read_label },
	{ "MAINTAINER", NULL },
	{ "RUN", read_run },
	{ "SHELL", read_shell },
	{ "STOPSIGNAL", NULL },
	{ "USER", NULL },
	{ "VOLUME", NULL },
	{ "WORKDIR", NULL },
};

static const struct instruction *find_instruction(up_str name)
{
	for (size_t i = 0; i < sizeof instructions / sizeof *instructions; i++)
		if (up_str_eq(name, up_str_from(instructions[i].name)))
			return &instructions[i];
	return NULL;
}

static void note_name(struct docker *docker, uint32_t at, up_str name, const char *what)
{
	up_note(docker->p, UP_NOTE_SYNTAX, at, "%.*s %s", (int)(name.len > 40 ? 40 : name.len), name.s, what);
	docker->reader.partly = true;
}

/* What docker refuses, but we can read all the same. */
static void note_misplaced(struct docker *docker, const struct up_docker_line *line, up_str name)
{
	bool may_be_bare = up_str_eq(name, UP_STR("CMD")) || up_str_eq(name, UP_STR("ENTRYPOINT"));
	if (!line->rest.bytes.len && !may_be_bare)
		note_name(docker, line->name_at.start, name, "has nothing after it; docker refuses it");
	else if (!docker->has_from && !up_str_eq(name, UP_STR("ARG")) && !up_str_eq(name, UP_STR("FROM")))
		note_name(docker, line->name_at.start, name, "stands before the first FROM; docker refuses it");
}

static bool read_instruction(struct docker *docker, const char *path, up_str name, const struct up_docker_line *line)
{
	const struct instruction *instruction = find_instruction(name);
	if (!instruction) {
		note_name(docker, line->name_at.start, name, "is no instruction; the line was passed over");
		return true;
	}
	note_misplaced(docker, line, name);
	if (!emit_instruction(docker, path, name, line))
		return false;
	if (instruction->read)
		instruction->read(docker, line);
	return !up_parse_stopped(docker->p);
}

static bool read_trigger(struct docker *docker, const struct up_docker_line *line, up_str name)
{
	struct up_docker_line triggered;
	note_misplaced(docker, line, name);
	if (!emit_instruction(docker, "", name, line))
		return false;
	up_docker_split(&line->rest, &triggered);
	if (!triggered.name.len)
		return true;
	up_str inner = upper(docker, triggered.name);
	static const char *const refused[] = { "FROM", "MAINTAINER", "ONBUILD" };
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		if (!up_str_eq(inner, up_str_from(refused[i])))
			continue;
		note_name(docker, triggered.name_at.start, inner, "cannot stand behind ONBUILD; it was passed over");
		return true;
	}
	docker->in_trigger = true;
	bool goes_on = read_instruction(docker, "ONBUILD", inner, &triggered);
	docker->in_trigger = false;
	return goes_on;
}

static bool read_line(struct docker *docker, const struct up_docker_line *line)
{
	up_str name = upper(docker, line->name);
	if (up_str_eq(name, UP_STR("FROM")))
		docker->scope = up_scope_new(docker->p);
	return up_str_eq(name, UP_STR("ONBUILD")) ? read_trigger(docker, line, name) : read_instruction(docker, "", name, line);
}

/* --- directives ------------------------------------------------------------------------------------------------------- */

/* `# escape=` and `# syntax=` count only before anything else, comments included. */
static void read_directives(struct docker *docker)
{
	size_t offset = 0;
	up_str line;
	while (up_line_next(docker->reader.bytes, &offset, &line)) {
		up_str text = up_str_trim(line);
		if (!text.len || text.s[0] != '#')
			return;
		text = up_str_trim(up_str_slice(text, 1, text.len));
		size_t equals = up_str_find_byte(text, '=', 0);
		up_str key = up_str_trim(up_str_slice(text, 0, equals));
		if (equals == SIZE_MAX || !(up_str_eq_nocase(key, UP_STR("syntax")) || up_str_eq_nocase(key, UP_STR("escape")) ||
					    up_str_eq_nocase(key, UP_STR("check"))))
			return;
		up_str value = up_str_trim(up_str_slice(text, equals + 1, text.len));
		uint32_t key_start = (uint32_t)(key.s - docker->reader.bytes.s);
		uint32_t start = value.len ? (uint32_t)(value.s - docker->reader.bytes.s) : key_start + (uint32_t)key.len;
		up_span value_at = { start, start + (uint32_t)value.len };
		struct up_text value_text = up_text_plain(value, start);
		emit_pair(docker, "directive", key, (up_span){ key_start, key_start + (uint32_t)key.len }, &value_text, value_at, 0);
		if (up_str_eq_nocase(key, UP_STR("syntax")))
			emit_image(docker, "syntax", &value_text, value_at);
		else if (up_str_eq_nocase(key, UP_STR("escape")) && up_str_eq(value, UP_STR("`")))
			docker->reader.escape = '`';
	}
}

static int bid(const struct up_source *source)
{
	static const char *const not_these[] = { ".dockerignore", ".md",  ".json", ".yaml", ".yml", ".py", ".sh", ".txt", ".vim",
						 ".html",         ".rst", ".lua",  ".js",   ".ts",  ".go", ".c",  ".h",   ".cc",
						 ".cpp",          ".rs",  ".rb",   ".java", ".php", ".cs", ".kt" };
	up_str name = up_str_basename(source->name);
	bool named = up_str_eq_nocase(name, UP_STR("dockerfile")) || up_str_starts_nocase(name, UP_STR("dockerfile.")) ||
		     up_str_starts_nocase(name, UP_STR("dockerfile-")) || up_str_starts_nocase(name, UP_STR("containerfile")) ||
		     (name.len > 11 && up_str_eq_nocase(up_str_slice(name, name.len - 11, name.len), UP_STR(".dockerfile")));
	for (size_t i = 0; named && i < sizeof not_these / sizeof *not_these; i++)
		named = !up_str_ends(name, up_str_from(not_these[i]));
	return named ? UP_BID_SURE : UP_BID_NONE;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct docker docker = {
		.reader = { .p = p, .bytes = up_parse_source(p)->bytes, .escape = '\\' },
		.p = p,
		.has_shell = true,
	};
	read_directives(&docker);
	docker.is_windows = docker.reader.escape == '`';
	docker.has_shell = !docker.is_windows;
	struct up_docker_line line;
	bool any = false;
	while (up_docker_read(&docker.reader, &line)) {
		any = true;
		if (!read_line(&docker, &line))
			return UP_PARSE_PARTLY;
	}
	end_stage(&docker);
	if (any && !docker.has_from)
		note(&docker, 0, "there is no FROM");
	return docker.reader.partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

const struct up_parser up_parser_dockerfile = {
	.name = "dockerfile",
	.summary = "Dockerfiles and Containerfiles: instructions, base images, what runs",
	.templates = UP_TEMPLATES_ON_ERROR,
	.has_commands = up_parser_has_commands,
	.has_components = up_parser_has_components,
	.bid = bid,
	.parse = parse,
};
