/* Operators between words: redirections, separators, brackets. What they end, open or wait for. */
#include "base/memory.h"
#include "common/shell-read.h"

enum {
	BOUNDARY_BYTES = 4096 /* boundaries are kept at least this far apart */
};

/* Once something is out of joint, what follows from it is not worth a note each. */
static void note_stray(struct up_shell_reader *reader, const char *what)
{
	if (!reader->shell->partly)
		up_shell_note(reader, reader->pos, what);
}

/* Is a command to begin here, and has nothing of it come yet? */
static bool is_at_start(const struct up_shell_reader *reader, const struct up_shell_frame *list)
{
	return list->expect == EXPECT_COMMAND && !list->n_targets && !list->function_next && reader->n_words == list->words &&
	       reader->n_assigns == list->assigns;
}

/* < > << <<- <<< >> >| <> >& <& &> &>> */
void up_shell_read_redirection(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	uint32_t i = reader->pos;
	char c = up_shell_at(reader, i);
	if (list->target)
		note_stray(reader, "a redirection without what it leads to; the rest was read");
	bool is_both = c == '&';
	list->target = TARGET_FILE;
	if (c == '&')
		c = up_shell_at(reader, ++i);
	i++;
	if (c == '<' && up_shell_at(reader, i) == '<' && up_shell_at(reader, i + 1) == '<') {
		list->target = TARGET_STRING;
		i += 2;
	} else if (c == '<' && up_shell_at(reader, i) == '<') {
		list->target = up_shell_at(reader, i + 1) == '-' ? TARGET_HEREDOC_TABS : TARGET_HEREDOC;
		i += list->target == TARGET_HEREDOC_TABS ? 2 : 1;
	} else if (up_shell_at(reader, i) && strchr(c == '<' ? ">&" : ">|&!", up_shell_at(reader, i))) {
		i++;
		if (up_shell_at(reader, i - 1) == '>' && up_shell_at(reader, i) == '|')
			i++;
	}
	char last = up_shell_at(reader, i - 1);
	bool appends = i >= reader->pos + 2 && last == '>' && up_shell_at(reader, i - 2) == '>';
	if (list->target == TARGET_FILE && c == '>' && (last != '&' || is_both)) /* >&2 is no file */
		list->target = appends ? TARGET_APPEND : TARGET_OUTPUT;
	reader->pos = i;
}

void up_shell_read_line_end(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	size_t index = list->list;
	enum up_shell_expect expect = list->expect;
	bool joined = list->joined && reader->n_words == list->words && reader->n_assigns == list->assigns;
	bool after_pipe = joined && list->after_pipe, after_question = joined && list->after_question;
	if (expect != EXPECT_FOR_IN && expect != EXPECT_CASE_IN && expect != EXPECT_CASE_WORD)
		up_shell_list_finish(reader, index, 0);
	reader->frames[index].joined = joined;
	reader->frames[index].after_pipe = after_pipe;
	reader->frames[index].after_question = after_question;
	reader->pos++;
	size_t depth = reader->n_frames;
	up_shell_read_heredocs(reader);
	struct up_shell_survey *survey = reader->survey;
	list = &reader->frames[index];
	if (!survey || depth != 1 || reader->n_frames != 1 || list->compound || joined || list->expect != EXPECT_COMMAND ||
	    list->function_next)
		return;
	uint32_t last = survey->n_boundaries ? survey->boundaries[survey->n_boundaries - 1] : 0;
	if (reader->pos - last < BOUNDARY_BYTES)
		return;
	survey->boundaries = up_grow(survey->boundaries, &survey->boundaries_capacity, survey->n_boundaries + 1,
				     sizeof *survey->boundaries);
	survey->boundaries[survey->n_boundaries++] = reader->pos;
}

void up_shell_read_semicolon(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	char next = up_shell_at(reader, reader->pos + 1);
	bool ends_case = list->open == UP_SHELL_CASE_BODY && (next == ';' || next == '&' || next == '|');
	bool keeps = list->expect == EXPECT_FOR_IN;
	if (is_at_start(reader, list) && list->open != UP_SHELL_CASE_BODY && !list->compound)
		note_stray(reader, "a `;` with no command before it; the rest was read");
	up_shell_list_finish(reader, list->list, 0);
	reader->pos++;
	if (ends_case) {
		reader->pos += next == ';' && up_shell_at(reader, reader->pos + 1) == '&' ? 2 : 1;
		up_shell_pop(reader);
	} else if (keeps) {
		reader->frames[up_shell_top(reader)->list].expect = EXPECT_COMMAND;
	}
}

void up_shell_read_join(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	char c = up_shell_at(reader, reader->pos), next = up_shell_at(reader, reader->pos + 1);
	if (c == '&' && next == '>') {
		up_shell_read_redirection(reader, list);
		return;
	}
	bool both = next == c || (c == '|' && next == '&');
	if (is_at_start(reader, list))
		note_stray(reader, c == '&' ? "a `&` with no command before it; the rest was read"
					    : "a `|` with no command before it; the rest was read");
	size_t index = list->list;
	bool is_pipe = c == '|' && next != '|', is_or = c == '|' && next == '|';
	uint32_t flags = is_pipe ? UP_FACT_PIPES : both ? UP_FACT_CHECKED : 0;
	if (is_or && up_shell_forgives(up_str_slice(reader->text, reader->pos + 2, list->end)))
		flags |= UP_FACT_FORGIVEN;
	bool was_asked = list->after_question;
	up_shell_list_finish(reader, index, flags);
	list = &reader->frames[index];
	list->joined = both || c == '|';
	list->after_pipe = is_pipe;
	list->after_question = is_or || (both && !is_pipe && list->is_question) || ((both || is_pipe) && was_asked);
	reader->pos += both ? 2 : 1;
}

static bool follows_coproc(const struct up_shell_reader *reader, up_span name)
{
	up_str before = up_str_slice(reader->text, 0, name.start);
	while (before.len && up_is_blank(before.s[before.len - 1]))
		before.len--;
	return before.len < name.start && up_str_ends(before, UP_STR("coproc")) &&
	       (before.len == 6 || up_is_space(before.s[before.len - 7]));
}

bool up_shell_begins_anew(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	size_t n = reader->n_words - list->words;
	if (n != 1 && n != 2)
		return false;
	up_span first = reader->words[list->words];
	if (up_str_eq(up_str_slice(reader->text, first.start, first.end), UP_STR("time"))) {
		up_shell_list_finish(reader, list->list, 0);
		return true;
	}
	if (n != 1 || !follows_coproc(reader, first))
		return false;
	reader->n_words = list->words;
	list->expect = EXPECT_COMMAND;
	return true;
}

/* A parenthesis that opens: a subshell, arithmetic, X(), or zsh's and bash's patterns. */
void up_shell_read_open(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	uint32_t start = reader->pos;
	bool starts = list->expect == EXPECT_COMMAND && reader->n_words == list->words && !list->target;
	if (list->expect == EXPECT_WORDS && up_shell_begins_anew(reader, list))
		starts = true;
	bool twice = up_shell_at(reader, start + 1) == '(';
	if ((starts || list->expect == EXPECT_FOR_NAME) && twice) {
		list->expect = list->expect == EXPECT_FOR_NAME ? EXPECT_COMMAND : EXPECT_NOTHING;
		if (up_shell_push(reader, UP_SHELL_ARITHMETIC, start))
			up_shell_top(reader)->nested = 2;
		reader->pos += 2;
		return;
	}
	if (starts && list->function_next && up_shell_at(reader, start + 1) == ')') { /* function name () */
		reader->pos += 2;
		return;
	}
	if (starts) {
		list->expect = EXPECT_NOTHING;
		if (up_shell_push(reader, UP_SHELL_SUBSHELL, start))
			reader->frames[reader->n_frames - 2].function_next = false;
		reader->pos++;
		return;
	}
	uint32_t close = start + 1;
	while (up_is_blank(up_shell_at(reader, close)))
		close++;
	if (list->expect == EXPECT_WORDS && up_shell_at(reader, close) == ')' && reader->n_words - list->words >= 1) {
		reader->n_words = list->words; /* name() */
		reader->n_assigns = list->assigns;
		list->expect = EXPECT_COMMAND;
		list->function_next = true;
		reader->pos = close + 1;
		return;
	}
	if (list->expect == EXPECT_FOR_IN)
		list->expect = EXPECT_COMMAND;
	/* Anything else is a list of words in zsh: for x (a b), echo (x|y). */
	up_shell_push(reader, UP_SHELL_ARRAY, start);
	reader->pos++;
}

void up_shell_read_close(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	size_t index = list->list;
	enum up_shell_open open = list->open;
	up_shell_list_finish(reader, index, 0);
	if (open ==
	    UP_SHELL_CASE_BODY) { /* the last body may stand without `;;` before a bracket: $(case x in a) b; esac) has esac first */
		reader->pos++;
		return;
	}
	/* `{ …)`, the brace was text: close what the parenthesis closes. */
	if (open == UP_SHELL_BRACE && index > 0) {
		enum up_shell_open outer = reader->frames[index - 1].open;
		if (outer == UP_SHELL_SUBSTITUTION || outer == UP_SHELL_SUBSHELL) {
			up_shell_note(reader, reader->frames[index].start, "a brace is not closed; what it holds was read");
			up_shell_pop(reader);
			return;
		}
	}
	reader->pos++;
	if (open == UP_SHELL_SUBSTITUTION || open == UP_SHELL_SUBSHELL)
		up_shell_pop(reader);
}
