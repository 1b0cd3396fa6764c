/* How commands stand among others: behind a question, in a condition, in a pipe. What rules on scripts that are run twice ask for. */
#include "common/shell-read.h"

bool up_shell_asks(up_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i], next = i + 1 < text.len ? text.s[i + 1] : ' ';
		char third = i + 2 < text.len ? text.s[i + 2] : ' ';
		if (c == '`' || (c == '$' && (up_is_alpha(next) || next == '_' || next == '(' || next == '?')))
			return true;
		if (c == '$' && next == '{' && (up_is_alpha(third) || third == '_'))
			return true;
		/* [ -e FILE ] */
		if (c == '-' && i && up_is_blank(text.s[i - 1]) && up_is_alpha(next) && up_is_blank(third))
			return true;
	}
	return false;
}

bool up_shell_is_question(const struct up_shell_reader *reader, const struct up_shell_frame *list)
{
	static const char names[] =
		"grep egrep fgrep zgrep rgrep id getent command which type hash pgrep dpkg rpm dpkg-query stat diff cmp mountpoint "
		"git ls pidof kill findmnt";
	if (reader->n_words == list->words)
		return false;
	up_span first = reader->words[list->words], last = reader->words[reader->n_words - 1];
	up_str name = up_str_slice(reader->text, first.start, first.end);
	if (up_str_eq(name, UP_STR("[")) || up_str_eq(name, UP_STR("test")))
		return up_shell_asks(up_str_slice(reader->text, first.end, last.end));
	return list->in_condition || up_str_is_listed(up_str_basename(name), names);
}

uint32_t up_shell_standing(const struct up_shell_frame *list, uint32_t flags)
{
	if (list->after_pipe)
		flags |= UP_FACT_PIPED;
	if (list->is_looked_at || list->in_condition)
		flags |= UP_FACT_CHECKED;
	if (list->outer_asked || list->asked || list->after_question)
		flags |= UP_FACT_ASKED;
	return flags;
}

bool up_shell_forgives(up_str after)
{
	size_t i = 0;
	while (i < after.len && (up_is_space(after.s[i]) || after.s[i] == '\\'))
		i++;
	after = up_str_slice(after, i, after.len);
	up_str word = up_str_starts(after, UP_STR("/bin/true")) ? UP_STR("/bin/true")
		      : up_str_starts(after, UP_STR("true"))    ? UP_STR("true")
								: UP_STR(":");
	return up_str_starts(after, word) &&
	       (after.len == word.len || up_is_space(after.s[word.len]) || strchr(";)}&|", after.s[word.len]));
}
