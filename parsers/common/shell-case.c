/* `case WORD in`: its patterns. Their bodies are lists of commands. */
#include "common/shell-read.h"

/* The position is at the beginning of a pattern, or inside of it: `in_word` says which. */
static bool skip_continuation(struct up_shell_reader *reader, const struct up_shell_frame *frame)
{
	up_str rest = up_str_slice(reader->text, reader->pos, frame->end);
	if (rest.len < 2 || rest.s[0] != '\\' || !up_shell_is_line_end(rest.s[1]))
		return false;
	reader->pos += rest.len > 2 && rest.s[1] == '\r' && rest.s[2] == '\n' ? 3 : 2;
	return true;
}

void up_shell_case_step(struct up_shell_reader *reader)
{
	struct up_shell_frame *frame = up_shell_top(reader);
	up_str text = reader->text;
	uint32_t i = reader->pos;
	char c = text.s[i];
	if (!frame->in_word) {
		if (c == '#') {
			reader->pos = up_shell_line_end(reader, i, frame->end);
			if (!reader->survey && !up_emit_comment(reader->shell->p, (up_span){ i, reader->pos }))
				reader->stopped = true;
			return;
		}
		if (skip_continuation(reader, frame))
			return;
		bool is_end = up_str_starts(up_str_slice(text, i, frame->end), UP_STR("esac")) &&
			      (i + 4 >= frame->end || up_shell_is_word_end(text.s[i + 4]) || text.s[i + 4] == ')' || text.s[i + 4] == '`');
		if (is_end) {
			reader->pos += 4;
			up_shell_pop(reader);
			reader->frames[up_shell_top(reader)->list].expect = EXPECT_NOTHING;
			return;
		}
		bool skipped = up_is_space(c) || c == ';' || c == '(';
		frame->in_word = !up_is_space(c) && c != ';';
		if (skipped) {
			reader->pos++;
			if (up_shell_is_line_end(c))
				up_shell_read_heredocs(reader);
			return;
		}
	}
	if (c == '(') {
		frame->nested++;
	} else if (c == ')') {
		if (!frame->nested) {
			frame->in_word = false;
			reader->pos++;
			up_shell_push(reader, UP_SHELL_CASE_BODY, i);
			return;
		}
		frame->nested--;
	} else if (up_shell_read_special(reader)) {
		return;
	}
	reader->pos++;
}
