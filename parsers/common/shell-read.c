/* The reader: one pass over a shell source with a stack of what is open. It knows no grammar beyond words, quotes, nesting and the
 * reserved words that change what the next word is, and so reads on where a grammar would give up. A first, silent pass (the survey)
 * finds quotes that nothing closes: in `echo "a` … `echo "b"` each later quote would be taken for its opposite. */
#include "common/shell-read.h"

#include "base/memory.h"

enum {
	MAX_BROKEN = 8 /* after so many every quote from there on ends with its line: the number of passes is bounded */
};

static const char *const open_names[] = {
	[UP_SHELL_TOP] = "the script",
	[UP_SHELL_SUBSTITUTION] = "a command substitution",
	[UP_SHELL_BACKQUOTE] = "a backquote",
	[UP_SHELL_SUBSHELL] = "a parenthesis",
	[UP_SHELL_BRACE] = "a brace",
	[UP_SHELL_CASE_BODY] = "a case",
	[UP_SHELL_CASE] = "a case",
	[UP_SHELL_DOUBLE] = "a double quote",
	[UP_SHELL_PARAMETER] = "a parameter expansion",
	[UP_SHELL_ARITHMETIC] = "an arithmetic expression",
	[UP_SHELL_TEST] = "a [[",
	[UP_SHELL_ARRAY] = "an array",
	[UP_SHELL_HEREDOC] = "a here-document",
};

static void note_unclosed(struct up_shell_reader *reader, uint32_t offset, enum up_shell_open open, const char *then)
{
	if (reader->survey)
		return;
	reader->shell->partly = true;
	up_note(reader->shell->p, UP_NOTE_SYNTAX, offset, "%s is not closed; %s", open_names[open], then);
}

void up_shell_note(struct up_shell_reader *reader, uint32_t offset, const char *what)
{
	if (reader->survey)
		return;
	reader->shell->partly = true;
	up_note(reader->shell->p, UP_NOTE_SYNTAX, offset, "%s", what);
}

/* The line found last is remembered: on one huge line every broken quote asks for the same end. */
uint32_t up_shell_line_end(struct up_shell_reader *reader, uint32_t offset, uint32_t end)
{
	if (offset < reader->line_from || offset > reader->line_end) {
		bool is_before = offset < reader->line_from;
		uint32_t i = offset, stop = is_before ? reader->line_from : (uint32_t)reader->text.len;
		while (i < stop && !up_shell_is_line_end(reader->text.s[i]))
			i++;
		if (!is_before || i < stop)
			reader->line_end = i;
		reader->line_from = offset;
	}
	return reader->line_end < end ? reader->line_end : end;
}

static bool is_broken(const struct up_shell_reader *reader, uint32_t offset)
{
	const struct up_shell_survey *survey = reader->broken;
	for (size_t i = 0; i < survey->n_broken; i++)
		if (survey->broken[i] == offset)
			return true;
	return offset >= survey->broken_from;
}

/* Something that opens at `offset` is never closed. The survey begins again with that knowledge. */
static void unclosed(struct up_shell_reader *reader, uint32_t offset, bool is_quote)
{
	struct up_shell_survey *survey = reader->survey;
	if (!survey)
		return;
	reader->stopped = reader->again = true;
	if (survey->exit_at < survey->end && survey->exit_at <= offset) {
		survey->end = survey->exit_at; /* what follows `exit` is no shell: an archive, a manual */
		return;
	}
	if (is_quote && reader->suspicious < offset && !is_broken(reader, reader->suspicious))
		offset = reader->suspicious;
	if (survey->n_broken >= MAX_BROKEN) {
		survey->broken_from = survey->broken_from == UINT32_MAX ? offset : 0;
		return;
	}
	survey->broken = up_grow(survey->broken, &survey->broken_capacity, survey->n_broken + 1, sizeof *survey->broken);
	size_t i = survey->n_broken++;
	for (; i > 0 && survey->broken[i - 1] > offset; i--)
		survey->broken[i] = survey->broken[i - 1];
	survey->broken[i] = offset;
}

bool up_shell_push(struct up_shell_reader *reader, enum up_shell_open open, uint32_t start)
{
	struct up_shell *shell = reader->shell;
	if (reader->n_frames > up_parse_limits(shell->p)->depth) {
		reader->stopped = true;
		if (reader->survey)
			reader->survey->is_odd = true;
		else
			up_note_limit(shell->p, start, "shell code is nested too deeply", "--max-depth");
		return false;
	}
	reader->frames = up_grow(reader->frames, &reader->frames_capacity, reader->n_frames + 1, sizeof *reader->frames);
	size_t index = reader->n_frames++;
	const struct up_shell_frame *outer = index ? &reader->frames[index - 1] : NULL;
	struct up_shell_frame *frame = &reader->frames[index];
	*frame = (struct up_shell_frame){ .open = open, .start = start, .n_stated = reader->n_stated };
	frame->words = reader->n_words;
	frame->assigns = reader->n_assigns;
	frame->outputs = reader->n_outputs;
	frame->end = outer ? outer->end : (uint32_t)reader->text.len;
	frame->list = up_shell_is_list(frame) || !outer ? index : outer->list;
	if (outer) {
		struct up_shell_frame *list = &reader->frames[outer->list];
		frame->in_function = list->in_function || list->function_next;
		frame->outer_asked = list->outer_asked || list->asked || list->after_question ||
				     (open == UP_SHELL_CASE_BODY && list->case_asks);
		/* What a group asks is not looked into: (grep a b) && x */
		bool is_group = open == UP_SHELL_SUBSHELL || open == UP_SHELL_BRACE;
		list->is_question |= is_group;
		list->asked |= list->in_condition && is_group;
		list->word_plain = false;
	}
	bool is_code = open == UP_SHELL_TOP || open == UP_SHELL_BACKQUOTE || open == UP_SHELL_HEREDOC || open == UP_SHELL_CASE_BODY;
	if (!is_code && open != UP_SHELL_BRACE && open != UP_SHELL_SUBSHELL && open != UP_SHELL_CASE && is_broken(reader, start)) {
		frame->is_broken = true;
		frame->end = up_shell_line_end(reader, start, frame->end);
	}
	return true;
}

void up_shell_pop(struct up_shell_reader *reader)
{
	const struct up_shell_frame *frame = up_shell_top(reader);
	if (up_shell_is_list(frame)) {
		if (frame->compound && !reader->shell->partly)
			up_shell_note(reader, frame->compound_at, "an `if`, `for` or `while` has no end; what it holds was read");
		reader->n_words = frame->words;
		reader->n_assigns = frame->assigns;
		reader->n_outputs = frame->outputs;
	}
	reader->n_frames--;
}

/* --- quotes and expansions -------------------------------------------------------------------------------------------- */

/* '…' or $'…' with the position after the opening quote, which stood at `start`. */
static void read_single(struct up_shell_reader *reader, uint32_t start, bool escapes)
{
	up_str text = reader->text;
	uint32_t end = up_shell_top(reader)->end, i = reader->pos;
	bool broken = is_broken(reader, start);
	if (broken)
		end = up_shell_line_end(reader, i, end);
	while (i < end && text.s[i] != '\'') {
		if (escapes) {
			i += text.s[i] == '\\' ? 2 : 1;
			continue;
		}
		const char *quote = memchr(text.s + i, '\'', end - i);
		i = quote ? (uint32_t)(quote - text.s) : end;
	}
	if (i >= end) {
		reader->pos = end;
		if (broken)
			up_shell_note(reader, start, "a single quote is not closed; it was taken to end with its line");
		else if (!up_shell_top(reader)->is_broken)
			unclosed(reader, start, true);
		return;
	}
	reader->pos = i + 1;
	if (reader->suspicious == UINT32_MAX && i + 1 < end && up_is_alnum(text.s[i + 1]) && up_shell_line_end(reader, start, i) < i)
		reader->suspicious = start;
}

/* What a backslash takes its meaning from in backquotes; inside double quotes that is the double quote as well. */
static bool is_backquote_escape(char next, bool in_double)
{
	return next == '`' || next == '$' || next == '\\' || (in_double && next == '"');
}

/* Text with escapes is unescaped and handed on as a source of its own: backquotes inside backquotes, `\\` in a pattern. */
static void embed_backquotes(struct up_shell_reader *reader, uint32_t start, uint32_t end, bool in_double)
{
	if (reader->survey)
		return;
	struct up_text_builder builder;
	up_text_begin(&builder, reader->shell->arena);
	for (uint32_t i = start; i < end;) {
		if (reader->text.s[i] == '\\' && i + 1 < end && is_backquote_escape(reader->text.s[i + 1], in_double))
			i++;
		uint32_t from = i++;
		while (i < end && reader->text.s[i] != '\\')
			i++;
		up_text_copy(&builder, up_str_slice(reader->text, from, i), from);
	}
	struct up_text text = up_text_end(&builder);
	up_shell_embed_again(reader->shell, &text, "backquotes");
}

static void read_backquote(struct up_shell_reader *reader, bool in_double)
{
	up_str text = reader->text;
	uint32_t start = reader->pos, end = up_shell_top(reader)->end, i = start + 1;
	bool broken = is_broken(reader, start), escaped = false;
	if (broken)
		end = up_shell_line_end(reader, i, end);
	while (i < end && text.s[i] != '`') {
		if (text.s[i] == '\\' && i + 1 < end) {
			escaped |= is_backquote_escape(text.s[i + 1], in_double);
			i++;
		}
		i++;
	}
	if (i >= end) {
		reader->pos = start + 1;
		if (broken)
			up_shell_note(reader, start, "a backquote is not closed; it was passed over");
		else if (!up_shell_top(reader)->is_broken)
			unclosed(reader, start, true);
		return;
	}
	if (escaped) {
		embed_backquotes(reader, start + 1, i, in_double);
		reader->pos = i + 1;
		return;
	}
	if (!up_shell_push(reader, UP_SHELL_BACKQUOTE, start))
		return;
	up_shell_top(reader)->end = i;
	up_shell_top(reader)->resume = i + 1;
	reader->pos = start + 1;
}

/* ${x#'…'}: quotes count in a pattern even inside double quotes; in ${x:-'} they do not. */
static bool is_pattern(up_str text, uint32_t i, uint32_t end)
{
	while (i < end && (up_is_alnum(text.s[i]) || text.s[i] == '_' || text.s[i] == '@' || text.s[i] == '*'))
		i++;
	return i < end && text.s[i] && strchr("#%/^,", text.s[i]);
}

static void read_dollar(struct up_shell_reader *reader, bool in_double)
{
	up_str text = reader->text;
	uint32_t start = reader->pos, end = up_shell_top(reader)->end;
	char next = start + 1 < end ? text.s[start + 1] : '\0';
	bool arithmetic = next == '(' && start + 2 < end && text.s[start + 2] == '(';
	reader->pos = start + 1;
	if (arithmetic) {
		if (up_shell_push(reader, UP_SHELL_ARITHMETIC, start))
			up_shell_top(reader)->nested = 2;
		reader->pos = start + 3;
	} else if (next == '(') {
		up_shell_push(reader, UP_SHELL_SUBSTITUTION, start);
		reader->pos = start + 2;
	} else if (next == '{') {
		if (up_shell_push(reader, UP_SHELL_PARAMETER, start))
			up_shell_top(reader)->in_double = in_double && !is_pattern(text, start + 2, end);
		reader->pos = start + 2;
	} else if (next == '[' && !in_double) {
		/* In quotes it is as often a pattern. */
		if (up_shell_push(reader, UP_SHELL_PARAMETER, start))
			up_shell_top(reader)->nested = 1;
		reader->pos = start + 2;
	} else if (next == '\'' && !in_double) {
		reader->pos = start + 2;
		read_single(reader, start, true);
	} else if (next && strchr("$!?#*@-", next)) {
		reader->pos = start + 2;
	}
}

bool up_shell_read_special(struct up_shell_reader *reader)
{
	const struct up_shell_frame *frame = up_shell_top(reader);
	bool in_double = frame->open == UP_SHELL_DOUBLE || frame->open == UP_SHELL_HEREDOC ||
			 (frame->open == UP_SHELL_PARAMETER && frame->in_double);
	up_str text = reader->text;
	switch (text.s[reader->pos]) {
	case '\\':
		reader->pos += 2;
		if (reader->pos < frame->end && text.s[reader->pos - 1] == '\r' && text.s[reader->pos] == '\n')
			reader->pos++;
		if (reader->pos > frame->end)
			reader->pos = frame->end;
		return true;
	case '\'':
		if (in_double)
			return false;
		reader->pos++;
		read_single(reader, reader->pos - 1, false);
		return true;
	case '"':
		if (frame->open == UP_SHELL_HEREDOC)
			return false;
		up_shell_push(reader, UP_SHELL_DOUBLE, reader->pos);
		reader->pos++;
		return true;
	case '`':
		read_backquote(reader, in_double && frame->open != UP_SHELL_HEREDOC);
		return true;
	case '$':
		read_dollar(reader, in_double);
		return true;
	default:
		return false;
	}
}

static bool is_special(char c)
{
	return c == '\\' || c == '$' || c == '`' || c == '"' || c == '\'';
}

static void double_step(struct up_shell_reader *reader)
{
	const struct up_shell_frame *frame = up_shell_top(reader);
	up_str text = reader->text;
	uint32_t i = reader->pos, end = frame->end;
	while (i < end && text.s[i] != '"' && text.s[i] != '\\' && text.s[i] != '$' && text.s[i] != '`')
		i++;
	reader->pos = i;
	if (i >= end)
		return;
	if (text.s[i] != '"') {
		up_shell_read_special(reader);
		return;
	}
	if (reader->survey && reader->suspicious == UINT32_MAX && i + 1 < end && up_is_alnum(text.s[i + 1]) &&
	    up_shell_line_end(reader, frame->start, i) < i)
		reader->suspicious = frame->start;
	reader->pos = i + 1;
	up_shell_pop(reader);
}

static void parameter_step(struct up_shell_reader *reader)
{
	struct up_shell_frame *frame = up_shell_top(reader);
	up_str text = reader->text;
	uint32_t i = reader->pos;
	bool old = frame->nested; /* $[ … ] */
	while (i < frame->end && !is_special(text.s[i]) && (old ? text.s[i] != ']' && text.s[i] != '[' : text.s[i] != '}'))
		i++;
	reader->pos = i;
	if (i >= frame->end)
		return;
	if (old && text.s[i] == '[') {
		frame->nested++;
		reader->pos++;
	} else if (old ? text.s[i] == ']' : text.s[i] == '}') {
		reader->pos++;
		if (!old || --frame->nested == 0)
			up_shell_pop(reader);
	} else if (!up_shell_read_special(reader)) {
		reader->pos++;
	}
}

/* $((a);(b)) is a subshell in a substitution: the bracket that closes the inner one is not followed by the other. */
static bool turns_out_subshell(struct up_shell_reader *reader, struct up_shell_frame *frame)
{
	uint32_t i = reader->pos + 1;
	if (i < frame->end && reader->text.s[i] == ')')
		return false;
	uint32_t length = i - frame->start;
	bool substitution = reader->text.s[frame->start] == '$';
	if (frame->n_stated != reader->n_stated || length > reader->rewind)
		return false;
	reader->rewind -= length;
	reader->pos = frame->start + (substitution ? 2 : 1);
	frame->open = substitution ? UP_SHELL_SUBSTITUTION : UP_SHELL_SUBSHELL;
	frame->list = reader->n_frames - 1;
	frame->nested = 0;
	return true;
}

static void arithmetic_step(struct up_shell_reader *reader)
{
	struct up_shell_frame *frame = up_shell_top(reader);
	char c = reader->text.s[reader->pos];
	if (c == '(') {
		frame->nested++;
	} else if (c == ')') {
		if (frame->nested == 2 && turns_out_subshell(reader, frame))
			return;
		if (--frame->nested == 0) {
			reader->pos++;
			up_shell_pop(reader);
			return;
		}
	} else if (c != '\'' && up_shell_read_special(reader)) {
		return;
	}
	reader->pos++;
}

static void test_step(struct up_shell_reader *reader)
{
	const struct up_shell_frame *frame = up_shell_top(reader);
	up_str text = reader->text;
	uint32_t i = reader->pos;
	if (text.s[i] == ']' && i + 1 < frame->end && text.s[i + 1] == ']' && up_is_space(text.s[i - 1]) &&
	    (i + 2 >= frame->end || up_is_space(text.s[i + 2]) || strchr(";&|)", text.s[i + 2]))) {
		reader->pos += 2;
		up_shell_pop(reader);
		return;
	}
	if (up_shell_read_special(reader))
		return;
	reader->pos++;
	if (up_shell_is_line_end(text.s[i]))
		up_shell_read_heredocs(reader);
}

static void read_comment(struct up_shell_reader *reader)
{
	uint32_t start = reader->pos;
	reader->pos = up_shell_line_end(reader, start, up_shell_top(reader)->end);
	if (!reader->survey && !up_emit_comment(reader->shell->p, (up_span){ start, reader->pos }))
		reader->stopped = true;
}

static void array_step(struct up_shell_reader *reader)
{
	struct up_shell_frame *frame = up_shell_top(reader);
	up_str text = reader->text;
	char c = text.s[reader->pos];
	if (c == '#' && up_is_space(text.s[reader->pos - 1])) {
		read_comment(reader);
		return;
	}
	if ((c == '<' || c == '>') && reader->pos + 1 < frame->end && text.s[reader->pos + 1] == '(') {
		up_shell_push(reader, UP_SHELL_SUBSTITUTION, reader->pos);
		reader->pos += 2;
		return;
	}
	if (c == '(') {
		frame->nested++;
	} else if (c == ')' && frame->nested-- == 0) {
		reader->pos++;
		up_shell_pop(reader);
		return;
	} else if (up_shell_read_special(reader)) {
		return;
	}
	reader->pos++;
	if (up_shell_is_line_end(c))
		up_shell_read_heredocs(reader);
}

static void heredoc_step(struct up_shell_reader *reader)
{
	uint32_t i = reader->pos, end = up_shell_top(reader)->end;
	while (i < end && reader->text.s[i] != '\\' && reader->text.s[i] != '$' && reader->text.s[i] != '`')
		i++;
	reader->pos = i;
	if (i < end)
		up_shell_read_special(reader);
}

/* --- the machine ------------------------------------------------------------------------------------------------------ */

/* The text of the top frame ends here. A frame whose end was known goes on behind it; for any other one this is too early. */
static void close_at_end(struct up_shell_reader *reader)
{
	struct up_shell_frame *frame = up_shell_top(reader);
	enum up_shell_open open = frame->open;
	uint32_t start = frame->start, resume = frame->resume;
	if (up_shell_is_list(frame) && frame->in_word) {
		up_shell_list_end_word(reader, frame);
		return;
	}
	if (up_shell_is_list(frame))
		up_shell_list_finish(reader, reader->n_frames - 1, 0);
	frame = up_shell_top(reader);
	if (open == UP_SHELL_TOP || open == UP_SHELL_HEREDOC || open == UP_SHELL_BACKQUOTE) {
		up_shell_pop(reader);
		if (open == UP_SHELL_TOP)
			return;
		reader->pos = resume;
		if (open == UP_SHELL_HEREDOC)
			up_shell_read_heredocs(reader);
		return;
	}
	bool broken = frame->is_broken, inside = false;
	for (size_t i = 0; i + 1 < reader->n_frames; i++)
		inside |= reader->frames[i].is_broken;
	bool is_code = open == UP_SHELL_SUBSHELL || open == UP_SHELL_BRACE || open == UP_SHELL_CASE || open == UP_SHELL_CASE_BODY;
	if (!inside && (is_code || broken) && open != UP_SHELL_CASE_BODY) {
		const char *then = broken ? "it was taken to end with its line" : "what it holds was read";
		note_unclosed(reader, start, open, then);
	}
	if (!inside && !is_code && !broken)
		unclosed(reader, start, open == UP_SHELL_DOUBLE);
	up_shell_pop(reader);
}

static void step(struct up_shell_reader *reader)
{
	switch (up_shell_top(reader)->open) {
	case UP_SHELL_CASE:
		up_shell_case_step(reader);
		break;
	case UP_SHELL_DOUBLE:
		double_step(reader);
		break;
	case UP_SHELL_PARAMETER:
		parameter_step(reader);
		break;
	case UP_SHELL_ARITHMETIC:
		arithmetic_step(reader);
		break;
	case UP_SHELL_TEST:
		test_step(reader);
		break;
	case UP_SHELL_ARRAY:
		array_step(reader);
		break;
	case UP_SHELL_HEREDOC:
		heredoc_step(reader);
		break;
	default:
		up_shell_list_step(reader);
	}
}

static void run(struct up_shell_reader *reader, uint32_t start, uint32_t end)
{
	reader->pos = start;
	reader->suspicious = UINT32_MAX;
	reader->rewind = end - start;
	reader->stopped = reader->again = false;
	reader->n_frames = reader->n_words = reader->n_assigns = reader->n_outputs = reader->n_heredocs = 0;
	up_shell_push(reader, UP_SHELL_TOP, start);
	up_shell_top(reader)->end = end;
	while (reader->n_frames && !reader->stopped) {
		if (reader->pos >= up_shell_top(reader)->end)
			close_at_end(reader);
		else
			step(reader);
		if (++reader->n_steps % 4096 == 0 && up_parse_stopped(reader->shell->p))
			reader->stopped = true;
	}
}

static void reader_finish(struct up_shell_reader *reader)
{
	up_free(reader->frames);
	up_free(reader->words);
	up_free(reader->assigns);
	up_free(reader->outputs);
	up_free(reader->heredocs);
}

void up_shell_survey_finish(struct up_shell_survey *survey)
{
	up_free(survey->boundaries);
	up_free(survey->broken);
}

void up_shell_survey(struct up_shell *shell, struct up_shell_survey *ret_survey)
{
	*ret_survey = (struct up_shell_survey){ .broken_from = UINT32_MAX, .end = (uint32_t)shell->text.len, .exit_at = UINT32_MAX };
	struct up_shell_reader reader = { .shell = shell, .survey = ret_survey, .broken = ret_survey, .text = shell->text };
	reader.line_from = reader.line_end = (uint32_t)shell->text.len;
	do {
		ret_survey->n_boundaries = 0;
		ret_survey->is_odd = memchr(shell->text.s, '\r', shell->text.len) != NULL;
		run(&reader, 0, ret_survey->end);
	} while (reader.again && !up_parse_stopped(shell->p));
	reader_finish(&reader);
}

void up_shell_read(struct up_shell *shell, const struct up_shell_survey *survey, uint32_t start, uint32_t end)
{
	struct up_shell_reader reader = { .shell = shell, .broken = survey, .text = shell->text };
	reader.line_from = reader.line_end = (uint32_t)shell->text.len;
	run(&reader, start, end);
	reader_finish(&reader);
}
