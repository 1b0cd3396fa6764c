/* What one simple command of a shell source says, for both readers. */
#include "common/shell-word.h"
#include "common/shell.h"

/* NAME=value, NAME+=value: the offset of the '='; SIZE_MAX where the word is no assignment. NAME[…]= sets a part only. */
static size_t assignment_equals(up_str word)
{
	size_t i = 0;
	while (i < word.len && (up_is_alnum(word.s[i]) || word.s[i] == '_'))
		i++;
	if (!i || up_is_digit(word.s[0]))
		return SIZE_MAX;
	if (i + 1 < word.len && word.s[i] == '+')
		i++;
	return i < word.len && word.s[i] == '=' ? i : SIZE_MAX;
}

static void state_assignment(struct up_shell *shell, up_span at)
{
	up_str raw = up_str_slice(shell->text, at.start, at.end);
	size_t equals = assignment_equals(raw);
	if (equals == SIZE_MAX)
		return;
	uint32_t name_end = at.start + (uint32_t)(equals && raw.s[equals - 1] == '+' ? equals - 1 : equals);
	up_span value_at = { at.start + (uint32_t)equals + 1, at.end };
	struct up_word value;
	up_shell_word_read(shell->arena, shell->text, value_at, &value);
	uint32_t flags = (value.flags & UP_WORD_DYNAMIC ? UP_FACT_DYNAMIC : 0) | (value.flags & UP_WORD_QUOTED ? UP_FACT_QUOTED : 0);
	/* An array's value is its raw text. */
	up_str text = raw.len > equals + 1 && raw.s[equals + 1] == '(' ? up_str_slice(raw, equals + 1, raw.len) : value.text.bytes;
	up_emit(shell->p, &(struct up_fact){ .kind = UP_FACT_SETTING,
					     .flags = flags,
					     .key = up_str_slice(shell->text, at.start, name_end),
					     .value = text,
					     .key_at = { at.start, name_end },
					     .value_at = value_at });
}

static bool is_one_of(up_str name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq(name, up_str_from(names[i])))
			return true;
	return false;
}

static bool is_declaration(up_str name)
{
	static const char *const names[] = { "export", "readonly", "declare", "typeset" };
	return is_one_of(name, names, sizeof names / sizeof *names);
}

/* What holds for a command at the offset, whatever its name. */
static uint32_t flags_at(const struct up_shell *shell, uint32_t offset)
{
	return shell->flags | (up_shell_is_fallback(shell, offset) ? UP_FACT_FALLBACK : 0);
}

void up_shell_embed_again(struct up_shell *shell, const struct up_text *text, const char *origin)
{
	const struct up_command_context context = { .names = &shell->known,
						    .flags = flags_at(shell, up_text_at(text, 0)),
						    .same_shell = true };
	up_embed_as(shell->p, &(struct up_embedded){ .parser = "shell", .text = text, .origin = origin, .context = &context });
}

static void embed_input(struct up_shell *shell, const struct up_text *text, const char *origin, uint32_t reads)
{
	struct up_command_context context = { 0 };
	context.flags = reads & UP_COMMAND_READS_LOCKED ? UP_FACT_LOCKED : 0;
	if (reads & UP_COMMAND_READS_SQL) {
		context.flags |= shell->flags & UP_FACT_LOCKED;
		context.dialect = (enum up_dialect)(reads >> UP_COMMAND_READS_DIALECT);
		context.is_foreign = reads & UP_COMMAND_READS_FOREIGN;
		up_embed_as(shell->p, &(struct up_embedded){ .parser = "sql", .text = text, .origin = origin, .context = &context });
		return;
	}
	/* A far machine knows nothing of what was asked here. */
	if (!(reads & UP_COMMAND_READS_FAR)) {
		context.names = &shell->known;
		context.flags |= flags_at(shell, up_text_at(text, 0)) | (reads & UP_COMMAND_READS_PRIVILEGED ? UP_FACT_PRIVILEGED : 0);
	}
	up_embed_as(shell->p,
		    &(struct up_embedded){ .parser = "shell", .text = text, .origin = origin, .context = reads ? &context : NULL });
}

static struct up_text opened(struct up_shell *shell, up_span at)
{
	struct up_word word;
	up_shell_word_read(shell->arena, shell->text, at, &word);
	return word.flags & UP_WORD_DYNAMIC ? up_shell_word_open(shell->arena, &word) : word.text;
}

void up_shell_embed_string(struct up_shell *shell, up_span at, uint32_t reads)
{
	struct up_text text = opened(shell, at);
	embed_input(shell, &text, "here-string", reads);
}

void up_shell_embed_heredoc(struct up_shell *shell, up_span body, bool tabs, bool expands, uint32_t reads)
{
	struct up_text text = up_shell_heredoc_open(shell->arena, shell->text, body, tabs, expands);
	embed_input(shell, &text, "here-document", reads);
}

/* Does a line begin with the word? */
static bool has_line(up_str text, up_str word)
{
	for (size_t at = up_str_find(text, word, 0); at != SIZE_MAX; at = up_str_find(text, word, at + 1)) {
		size_t start = at;
		while (start && up_is_blank(text.s[start - 1]))
			start--;
		if (!start || text.s[start - 1] == '\n' || text.s[start - 1] == '-')
			return true;
	}
	return false;
}

void up_shell_embed_data(struct up_shell *shell, up_span body, bool tabs)
{
	up_str bytes = up_str_slice(shell->text, body.start, body.end), start = up_str_trim(bytes);
	bool is_json = start.len && start.s[0] == '{';
	if (is_json ? !up_str_contains(bytes, UP_STR("\"apiVersion\"")) || !up_str_contains(bytes, UP_STR("\"kind\""))
		    : !has_line(bytes, UP_STR("apiVersion:")) || !has_line(bytes, UP_STR("kind:"))) {
		up_shell_embed_file(shell, body, tabs);
		return;
	}
	/* Expansions stay as they are written: ${NAME} is a scalar like any other. */
	struct up_text text = up_shell_heredoc_open(shell->arena, shell->text, body, tabs, false);
	up_embed(shell->p, is_json ? "json" : "yaml", &text, "here-document");
}

static bool is_plain_name(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && !strchr("_-./", text.s[i]))
			return false;
	return text.len > 0 && text.s[0] != '-';
}

/* trap 'TEXT' SIGNALS. A text that is one name (`trap cleanup EXIT`) stays in this source, where the function is known. */
static void state_trap(struct up_shell *shell, const struct up_word *words, uint32_t n_words)
{
	uint32_t i = n_words > 1 && up_str_eq(words[1].text.bytes, UP_STR("--")) ? 2 : 1;
	if (i + 1 >= n_words || up_str_starts(words[i].text.bytes, UP_STR("-")))
		return;
	if (is_plain_name(words[i].text.bytes)) {
		up_command_emit_given(shell->p, &(struct up_command_given){ .words = &words[i],
									    .n_words = 1,
									    .whole = words[i].at,
									    .flags = flags_at(shell, words[i].at.start),
									    .names = &shell->known });
		return;
	}
	struct up_text text = opened(shell, words[i].at);
	up_shell_embed_again(shell, &text, "trap");
}

/* {{ jinja }} or {% if %} where a command should be: the engine blanks such markers and reads again. */
static bool is_template(up_str name)
{
	return up_str_starts(name, UP_STR("{{")) || up_str_starts(name, UP_STR("{%"));
}

static uint32_t read_words(struct up_shell *shell, const struct up_shell_command *command, struct up_word **ret_words)
{
	const struct up_limits *limits = up_parse_limits(shell->p);
	uint32_t n = command->n_words < limits->words ? command->n_words : limits->words;
	if (n < command->n_words) {
		up_note(shell->p, UP_NOTE_LIMIT, command->words[0].start, "a command of more than %u words was cut (--max-words)",
			limits->words);
		shell->partly = true;
	}
	*ret_words = up_arena_alloc(shell->arena, n * sizeof **ret_words);
	for (uint32_t i = 0; i < n; i++)
		up_shell_word_read(shell->arena, shell->text, command->words[i], &(*ret_words)[i]);
	return n;
}

static const struct up_word *read_targets(struct up_shell *shell, const struct up_shell_command *command)
{
	struct up_word *words = up_arena_alloc(shell->arena, command->n_targets * sizeof *words);
	for (uint32_t i = 0; i < command->n_targets; i++) {
		up_shell_word_read(shell->arena, shell->text, command->targets[i].word, &words[i]);
		words[i].flags |= command->targets[i].appends ? UP_WORD_APPENDED : 0;
	}
	return words;
}

void up_shell_command(struct up_shell *shell, const struct up_shell_command *command, uint32_t *ret_reads)
{
	if (!command->n_words) {
		for (uint32_t i = 0; i < command->n_assigns && !command->in_function; i++)
			state_assignment(shell, command->assigns[i]);
		return;
	}
	struct up_word *words;
	uint32_t n = read_words(shell, command, &words);
	up_str name = words[0].text.bytes;
	if (up_str_eq(name, UP_STR("[")))
		return;
	if (is_template(name)) {
		up_note(shell->p, UP_NOTE_SYNTAX, words[0].at.start, "a template marker stands where a command should");
		shell->partly = true;
		return;
	}
	/* Assignments before a command are its environment; alone, or declared, they set something. */
	for (uint32_t i = 1; i < n && !command->in_function && is_declaration(name); i++)
		state_assignment(shell, command->words[i]);
	/* As written: with the environment before it, without redirections. */
	up_span whole = { command->n_assigns ? command->assigns[0].start : words[0].at.start, words[n - 1].at.end };
	if (whole.start > words[0].at.start)
		whole.start = words[0].at.start;
	const struct up_command_given given = {
		.words = words,
		.n_words = n,
		.whole = whole,
		.flags = flags_at(shell, words[0].at.start) | command->flags,
		.targets = read_targets(shell, command),
		.n_targets = command->n_targets,
		.names = &shell->known,
	};
	if (!up_command_emit_given(shell->p, &given))
		return;
	if (ret_reads)
		*ret_reads = up_command_reads_shell(words, n);
	if (up_str_eq(name, UP_STR("trap")))
		state_trap(shell, words, n);
}
