/* Bodies of here-documents, which stand behind the line that asks for them. */
#include "base/lines.h"
#include "common/shell-read.h"
#include "common/shell-word.h"

static bool is_delimiter(up_str line, up_str delimiter, bool tabs)
{
	while (tabs && line.len && line.s[0] == '\t')
		line = up_str_slice(line, 1, line.len);
	return up_str_eq(line, delimiter);
}

/* The body from the position on; the position moves past its end line. */
static up_span heredoc_body(struct up_shell_reader *reader, up_str delimiter, const struct up_shell_heredoc *heredoc)
{
	uint32_t end = up_shell_top(reader)->end;
	up_str text = up_str_slice(reader->text, 0, end), line;
	up_span body = { reader->pos, reader->pos };
	for (size_t offset = reader->pos; up_line_next(text, &offset, &line);) {
		reader->pos = (uint32_t)offset;
		if (is_delimiter(line, delimiter, heredoc->tabs))
			return body;
		body.end = (uint32_t)offset;
	}
	up_shell_note(reader, heredoc->delimiter.start, "the end line of a here-document is missing; the rest was taken for its body");
	return body;
}

/* A body that is itself a script: written to a file, but code that will run all the same. */
static bool is_script(up_str body)
{
	if (!up_str_starts(body, UP_STR("#!")))
		return false;
	up_str first = up_str_trim(up_str_slice(body, 2, up_str_find_byte(body, '\n', 0)));
	size_t blank = up_str_find_byte(first, ' ', 0);
	up_str name = up_str_basename(up_str_slice(first, 0, blank));
	if (up_str_eq(name, UP_STR("env")) && blank != SIZE_MAX)
		name = up_str_trim(up_str_slice(first, blank, first.len));
	return up_str_eq(name, UP_STR("sh")) || up_str_eq(name, UP_STR("bash")) || up_str_eq(name, UP_STR("dash"));
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
		if (!reader->survey && (heredoc.embed || is_script(bytes)))
			up_shell_embed_heredoc(reader->shell, body, heredoc.tabs, !quoted);
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
