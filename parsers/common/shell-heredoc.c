/* Bodies of here-documents, which stand behind the line that asks for them. */
#include "base/lines.h"
#include "common/shell-read.h"
#include "common/shell-word.h"

static up_str without_tabs(up_str line)
{
	size_t tabs = 0;
	while (tabs < line.len && line.s[tabs] == '\t')
		tabs++;
	return up_str_slice(line, tabs, line.len);
}

/* `EOF)` in $( … ): bash takes the bracket for the substitution's, and the line for the end. */
static bool is_closed_with_bracket(up_str line, up_str delimiter)
{
	return delimiter.len && line.len > delimiter.len && up_str_starts(line, delimiter) && line.s[delimiter.len] == ')';
}

/* The body from the position on; the position moves past its end line. */
static up_span heredoc_body(struct up_shell_reader *reader, up_str delimiter, const struct up_shell_heredoc *heredoc)
{
	uint32_t end = up_shell_top(reader)->end;
	up_str text = up_str_slice(reader->text, 0, end), line;
	if (heredoc->tabs)
		delimiter = without_tabs(delimiter); /* as bash does; dash keeps them and finds no end */
	up_span body = { reader->pos, reader->pos };
	bool in_substitution = heredoc->list < reader->n_frames && reader->frames[heredoc->list].open == UP_SHELL_SUBSTITUTION;
	for (size_t offset = reader->pos; up_line_next(text, &offset, &line);) {
		reader->pos = (uint32_t)offset;
		if (heredoc->tabs)
			line = without_tabs(line);
		if (up_str_eq(line, delimiter))
			return body;
		if (in_substitution && is_closed_with_bracket(line, delimiter)) {
			reader->pos = (uint32_t)(line.s - reader->text.s + (ptrdiff_t)delimiter.len);
			return body;
		}
		body.end = (uint32_t)offset;
	}
	up_shell_note(reader, heredoc->delimiter.start, "the end line of a here-document is missing; the rest was taken for its body");
	return body;
}

bool up_shell_is_script(up_str body)
{
	if (!up_str_starts(body, UP_STR("#!")))
		return false;
	up_str first = up_str_trim(up_str_slice(body, 2, up_str_find_byte(body, '\n', 0)));
	size_t blank = up_str_find_byte(first, ' ', 0);
	up_str name = up_str_basename(up_str_slice(first, 0, blank));
	if (up_str_eq(name, UP_STR("env")) && blank != SIZE_MAX)
		name = up_str_trim(up_str_slice(first, blank, first.len));
	return up_command_is_shell(name);
}

void up_shell_read_heredocs(struct up_shell_reader *reader)
{
	size_t index = up_shell_top(reader)->list, next = reader->n_heredocs;
	struct up_shell_frame *list = &reader->frames[index];
	if (list->heredoc_next)
		next = list->heredoc_next; /* back from the body of one */
	else
		while (next > 0 && reader->heredocs[next - 1].list >= index)
			next--;
	while (next < reader->n_heredocs && !reader->stopped) {
		struct up_shell_heredoc heredoc = reader->heredocs[next++];
		struct up_word delimiter;
		up_shell_word_read(reader->shell->arena, reader->text, heredoc.delimiter, &delimiter);
		bool quoted = delimiter.text.bytes.len != heredoc.delimiter.end - heredoc.delimiter.start;
		up_span body = heredoc_body(reader, delimiter.text.bytes, &heredoc);
		up_str bytes = up_str_slice(reader->text, body.start, body.end);
		if (!reader->survey && (heredoc.reads || up_shell_is_script(bytes)))
			up_shell_embed_heredoc(reader->shell, body, heredoc.tabs, !quoted, heredoc.reads);
		else if (!reader->survey)
			up_shell_embed_data(reader->shell, body, heredoc.tabs);
		bool expands = !quoted && (up_str_find_byte(bytes, '$', 0) != SIZE_MAX || up_str_find_byte(bytes, '`', 0) != SIZE_MAX);
		if (!expands)
			continue;
		uint32_t resume = reader->pos;
		list->heredoc_next = next;
		if (!up_shell_push(reader, UP_SHELL_HEREDOC, body.start))
			return;
		up_shell_top(reader)->end = body.end;
		up_shell_top(reader)->resume = resume;
		reader->pos = body.start;
		return;
	}
	while (reader->n_heredocs > 0 && reader->heredocs[reader->n_heredocs - 1].list >= index)
		reader->n_heredocs--;
	list->heredoc_next = 0;
}
