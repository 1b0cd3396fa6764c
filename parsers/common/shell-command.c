/* What one simple command of a shell source says, for both readers. */
#include "common/command.h"
#include "common/shell-word.h"
#include "common/shell.h"

/* NAME=value, NAME+=value: the offset of the '='; SIZE_MAX where the word is no assignment. */
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
	uint32_t name_end = at.start + (uint32_t)(raw.s[equals - 1] == '+' ? equals - 1 : equals);
	up_span value_at = { at.start + (uint32_t)equals + 1, at.end };
	struct up_word value;
	up_shell_word_read(shell->arena, shell->text, value_at, &value);
	up_emit(shell->p, &(struct up_fact){ .kind = UP_FACT_SETTING,
					     .flags = value.flags & UP_WORD_DYNAMIC ? UP_FACT_DYNAMIC : 0,
					     .key = up_str_slice(shell->text, at.start, name_end),
					     .value = value.text.bytes,
					     .key_at = { at.start, name_end },
					     .value_at = value_at });
}

static bool is_declaration(up_str name)
{
	static const char *const names[] = { "export", "readonly", "declare", "typeset", "local" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(name, up_str_from(names[i])))
			return true;
	return false;
}

void up_shell_embed_word(struct up_shell *shell, up_span at)
{
	struct up_word word;
	up_shell_word_read(shell->arena, shell->text, at, &word);
	struct up_text text = up_shell_word_open(shell->arena, &word);
	up_embed(shell->p, "shell", &text, "trap");
}

void up_shell_embed_heredoc(struct up_shell *shell, up_span body, bool tabs, bool expands)
{
	struct up_text text = up_shell_heredoc_open(shell->arena, shell->text, body, tabs, expands);
	up_embed(shell->p, "shell", &text, "here-document");
}

void up_shell_command(struct up_shell *shell, const struct up_shell_command *command, bool *ret_reads_shell)
{
	const struct up_limits *limits = up_parse_limits(shell->p);
	uint32_t n = command->n_words < limits->words ? command->n_words : limits->words;
	if (n < command->n_words) {
		up_note(shell->p, UP_NOTE_LIMIT, command->whole.start, "a command of more than %u words was cut (--max-words)",
			limits->words);
		shell->partly = true;
	}
	struct up_word *words = up_arena_alloc(shell->arena, (n + 1) * sizeof *words);
	for (uint32_t i = 0; i < n; i++)
		up_shell_word_read(shell->arena, shell->text, command->words[i], &words[i]);
	bool declares = n && is_declaration(words[0].text.bytes);
	/* Assignments before a command are its environment; alone, or declared, they set something. */
	for (uint32_t i = 0; !n && i < command->n_assigns; i++)
		state_assignment(shell, command->assigns[i]);
	for (uint32_t i = 1; declares && i < n; i++)
		state_assignment(shell, command->words[i]);
	if (ret_reads_shell)
		*ret_reads_shell = n && up_command_reads_shell(words, n);
	if (!n)
		return;
	const struct up_command_names names = { .data = &shell->names, .flags_of = up_shell_names_flags };
	up_command_emit_named(shell->p, words, n, command->whole, 0, &names);
	if (n > 1 && up_str_eq(words[0].text.bytes, UP_STR("trap")) && !up_str_starts(words[1].text.bytes, UP_STR("-")))
		up_shell_embed_word(shell, command->words[1]);
}
