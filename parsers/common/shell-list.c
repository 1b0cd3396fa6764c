/* Lists of commands in the reader: words, operators, redirections, and the reserved words that change what the next word is. */
#include "base/memory.h"
#include "common/shell-read.h"
#include "common/shell-word.h"

enum {
	FEW_TARGETS = 2 /* `>out 2>err` makes two files; more without a command is no shell */
};

static bool is_plain(char c)
{
	return !up_shell_is_word_end(c) && c != '\\' && c != '$' && c != '`' && c != '"' && c != '\'' && c != '(' && c != ')' && c != '<' &&
	       c != '>';
}

static bool is_all_plain(up_str text)
{
	size_t i = 0;
	while (i < text.len && is_plain(text.s[i]))
		i++;
	return i == text.len;
}

static up_span *add_span(up_span *spans, size_t *n, size_t *capacity, up_span span)
{
	spans = up_grow(spans, capacity, *n + 1, sizeof *spans);
	spans[(*n)++] = span;
	return spans;
}

static void add_word(struct up_shell_reader *reader, struct up_shell_frame *list, up_span span)
{
	/* One more than allowed shows that there were more. */
	if (reader->n_words - list->words <= up_parse_limits(reader->shell->p)->words)
		reader->words = add_span(reader->words, &reader->n_words, &reader->words_capacity, span);
	list->expect = EXPECT_WORDS;
}

/* --- the end of a command --------------------------------------------------------------------------------------------- */

static bool names_interpreter(up_str text)
{
	static const char *const names[] = { "perl", "python", "pypy",   "tclsh",  "wish",   "expect",  "ruby",    "node",    "php",
					     "lua",  "guile",  "sbcl",   "awk",    "gawk",   "escript", "Rscript", "groovy",  "scala",
					     "java", "emacs",  "racket", "jython", "octave", "stack",   "runghc",  "bltwish", "itclsh" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_contains(text, up_str_from(names[i])))
			return true;
	return false;
}

/* exec perl -x "$0": from here on the file is read by another language. Also inside eval '…', as perl's manual has it. */
static bool is_handover(const struct up_shell_reader *reader, const struct up_shell_frame *list)
{
	size_t n = reader->n_words - list->words;
	if (n < 2)
		return false;
	struct up_word first;
	up_shell_word_read(reader->shell->arena, reader->text, reader->words[list->words], &first);
	up_span rest = { reader->words[list->words + 1].start, reader->words[reader->n_words - 1].end };
	up_str text = up_str_slice(reader->text, rest.start, rest.end);
	bool self = up_str_contains(text, UP_STR("$0")) || up_str_contains(text, UP_STR("${0}")) ||
		    up_str_contains(text, UP_STR("BASH_SOURCE"));
	if (!self || !names_interpreter(text))
		return false;
	return up_str_eq(first.text.bytes, UP_STR("exec")) ||
	       (up_str_eq(first.text.bytes, UP_STR("eval")) && up_str_contains(text, UP_STR("exec ")));
}

static bool is_unguarded(const struct up_shell_frame *list)
{
	return list->open == UP_SHELL_TOP && !list->compound && !list->joined;
}

/* The survey looks only at what changes how the rest is read. */
static void survey_command(struct up_shell_reader *reader, const struct up_shell_frame *list)
{
	if (reader->n_words == list->words || !is_unguarded(list))
		return;
	up_str name = up_str_slice(reader->text, reader->words[list->words].start, reader->words[list->words].end);
	if (name.len < 4 || name.len > 8)
		return;
	if (up_str_eq(name, UP_STR("exit")) && reader->survey->exit_at == UINT32_MAX)
		reader->survey->exit_at = reader->pos;
	if ((up_str_contains(name, UP_STR("exec")) || up_str_eq(name, UP_STR("eval"))) && is_handover(reader, list)) {
		reader->survey->end = reader->pos;
		reader->frames[0].end = reader->pos;
	}
}

static void state_command(struct up_shell_reader *reader, struct up_shell_frame *list, uint32_t flags)
{
	struct up_shell_command command = {
		.words = reader->words ? reader->words + list->words : NULL,
		.n_words = (uint32_t)(reader->n_words - list->words),
		.assigns = reader->assigns ? reader->assigns + list->assigns : NULL,
		.n_assigns = (uint32_t)(reader->n_assigns - list->assigns),
		.in_function = list->in_function,
		.flags = up_shell_standing(list, flags),
		.targets = reader->outputs ? reader->outputs + list->outputs : NULL,
		.n_targets = (uint32_t)(reader->n_outputs - list->outputs),
	};
	uint32_t reads = 0;
	reader->n_stated++;
	up_shell_command(reader->shell, &command, &reads);
	up_str only = command.n_words == 1 ? up_parse_bytes(reader->shell->p, command.words[0]) : UP_STR("");
	bool passes_on = flags & UP_FACT_PIPES && up_str_eq(only, UP_STR("cat")); /* cat <<EOF | bash */
	size_t index = list->list;
	for (size_t i = reader->n_heredocs; i > 0 && reader->heredocs[i - 1].list >= index; i--) {
		if (!reader->heredocs[i - 1].of_open_command)
			break;
		reader->heredocs[i - 1].reads |= reads;
		reader->heredocs[i - 1].of_open_command = passes_on;
	}
	if (list->has_string && reads)
		up_shell_embed_string(reader->shell, list->string, reads);
}

/* `if [ -e FILE ]; then return 0; fi`: what the rest of the function does was asked for. Not so a script that leaves with exit: it asks what it is
 * run on, not whether it has run before. */
static bool leaves_function(const struct up_shell_reader *reader, const struct up_shell_frame *list)
{
	size_t n = reader->n_words - list->words;
	if (!list->in_function || !(list->asked || list->after_question) || (n != 1 && n != 2))
		return false;
	up_span first = reader->words[list->words], last = reader->words[reader->n_words - 1];
	return up_str_eq(up_str_slice(reader->text, first.start, first.end), UP_STR("return")) &&
	       (n == 1 || up_str_eq(up_str_slice(reader->text, last.start, last.end), UP_STR("0")));
}

void up_shell_list_finish(struct up_shell_reader *reader, size_t index, uint32_t flags)
{
	struct up_shell_frame *list = &reader->frames[index];
	bool any = reader->n_words > list->words || reader->n_assigns > list->assigns;
	if (list->target && !reader->shell->partly)
		up_shell_note(reader, reader->pos, "a redirection without what it leads to; the rest was read");
	if (!any && list->n_targets > FEW_TARGETS && list->expect == EXPECT_COMMAND && !reader->shell->partly)
		up_shell_note(reader, reader->pos, "redirections without a command; the rest was read");
	bool asks = any && up_shell_is_question(reader, list), leaves = any && leaves_function(reader, list);
	if (any && reader->survey)
		survey_command(reader, list);
	else if (any)
		state_command(reader, list, flags);
	list = &reader->frames[index];
	if (any)
		list->is_question = asks;
	list->asked |= list->in_condition && asks;
	list->outer_asked |= leaves;
	reader->n_words = list->words;
	reader->n_assigns = list->assigns;
	reader->n_outputs = list->outputs;
	list->n_targets = 0;
	list->has_string = list->joined = list->after_pipe = list->after_question = list->is_looked_at = false;
	list->target = TARGET_NONE;
	list->expect = EXPECT_COMMAND;
	if (any)
		list->function_next = false;
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

/* The offset of the `=` of NAME=, NAME+= or NAME[…]=, or 0. */
static uint32_t assignment(up_str text, up_span word)
{
	uint32_t i = word.start;
	while (i < word.end && (up_is_alnum(text.s[i]) || text.s[i] == '_'))
		i++;
	if (i == word.start || up_is_digit(text.s[word.start]))
		return 0;
	if (i < word.end && text.s[i] == '[') {
		/* The last bracket before the `=`: X[[a]]=1 */
		while (i < word.end && !(text.s[i] == ']' && i + 1 < word.end && (text.s[i + 1] == '=' || text.s[i + 1] == '+')))
			i++;
		i++;
	}
	if (i < word.end && text.s[i] == '+')
		i++;
	return i < word.end && text.s[i] == '=' ? i : 0;
}

static void pop_case(struct up_shell_reader *reader)
{
	up_shell_pop(reader);
	if (up_shell_top(reader)->open == UP_SHELL_CASE)
		up_shell_pop(reader);
	reader->frames[up_shell_top(reader)->list].expect = EXPECT_NOTHING;
}

enum reserved {
	RESERVED_NONE,
	RESERVED_NEXT,
	RESERVED_THEN, /* and elif, else */
	RESERVED_OPEN,
	RESERVED_CLOSE,
	RESERVED_FOR,
	RESERVED_CASE,
	RESERVED_ESAC,
	RESERVED_FUNCTION,
	RESERVED_DO,
	RESERVED_BRACE,
	RESERVED_BRACE_END,
	RESERVED_TEST
};

static enum reserved reserved_word(up_str word)
{
	static const struct {
		const char *word;
		enum reserved reserved;
	} words[] = {
		{ "if", RESERVED_OPEN },     { "then", RESERVED_THEN }, { "elif", RESERVED_THEN },         { "else", RESERVED_THEN },
		{ "fi", RESERVED_CLOSE },    { "do", RESERVED_DO },     { "done", RESERVED_CLOSE },        { "while", RESERVED_OPEN },
		{ "until", RESERVED_OPEN },  { "for", RESERVED_FOR },   { "select", RESERVED_FOR },        { "case", RESERVED_CASE },
		{ "esac", RESERVED_ESAC },   { "!", RESERVED_NEXT },    { "function", RESERVED_FUNCTION }, { "{", RESERVED_BRACE },
		{ "}", RESERVED_BRACE_END }, { "[[", RESERVED_TEST },   { "coproc", RESERVED_NEXT },
	};
	if (!word.len || word.len > 8 || !strchr("itefdwuscfn!{}[", word.s[0]))
		return RESERVED_NONE;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_eq(word, up_str_from(words[i].word)))
			return words[i].reserved;
	return RESERVED_NONE;
}

static void open_compound(struct up_shell_frame *list, uint32_t at)
{
	if (!list->compound++)
		list->compound_at = at;
	list->asked <<= 1;
}

/* Once something is out of joint, what follows from it is not worth a note each. */
static void note_stray(struct up_shell_reader *reader, up_span word, bool is_open)
{
	if (is_open || reader->shell->partly)
		return;
	up_str text = up_str_slice(reader->text, word.start, word.end);
	up_shell_note(reader, word.start,
		      up_arena_printf(reader->shell->arena, "`%.*s` without what comes before it; the rest was read", UP_FMT(text)).s);
}

/* A reserved word where a command may begin. False: it is a command after all. */
static bool read_reserved(struct up_shell_reader *reader, up_span word)
{
	struct up_shell_frame *list = up_shell_top(reader);
	bool needs_do = list->needs_do;
	up_str text = up_str_slice(reader->text, word.start, word.end);
	list->needs_do = false;
	switch (reserved_word(text)) {
	case RESERVED_NONE:
		return false;
	case RESERVED_NEXT:
		list->is_looked_at = text.s[0] == '!';
		break;
	case RESERVED_THEN:
	case RESERVED_DO:
		note_stray(reader, word, list->compound > 0);
		list->in_condition = up_str_eq(text, UP_STR("elif"));
		break;
	case RESERVED_OPEN:
		open_compound(list, word.start);
		list->in_condition = true;
		break;
	case RESERVED_CLOSE:
		note_stray(reader, word, list->compound > 0);
		list->compound -= list->compound > 0;
		list->asked >>= 1;
		list->in_condition = false;
		list->is_question = true; /* fi && x */
		list->expect = EXPECT_NOTHING;
		break;
	case RESERVED_FOR:
		open_compound(list, word.start);
		list->expect = EXPECT_FOR_NAME;
		list->needs_do = true;
		break;
	case RESERVED_CASE:
		list->expect = EXPECT_CASE_WORD;
		break;
	case RESERVED_ESAC:
		note_stray(reader, word, list->open == UP_SHELL_CASE_BODY);
		if (list->open != UP_SHELL_CASE_BODY)
			return true;
		up_shell_list_finish(reader, list->list, 0);
		pop_case(reader);
		return true;
	case RESERVED_FUNCTION:
		list->expect = EXPECT_FUNCTION_NAME;
		break;
	case RESERVED_BRACE:
		list->expect = EXPECT_NOTHING;
		list->compound -= needs_do; /* for ((;;)) { … } has no done */
		if (up_shell_push(reader, UP_SHELL_BRACE, word.start))
			reader->frames[reader->n_frames - 2].function_next = false;
		return true;
	case RESERVED_BRACE_END:
		note_stray(reader, word, list->open == UP_SHELL_BRACE);
		if (list->open == UP_SHELL_BRACE)
			up_shell_pop(reader);
		return true;
	case RESERVED_TEST:
		list->expect = EXPECT_NOTHING;
		text = up_str_slice(reader->text, word.end, up_shell_line_end(reader, word.end, list->end));
		list->is_question = up_shell_asks(up_str_slice(text, 0, up_str_find(text, UP_STR("]]"), 0)));
		list->asked |= list->in_condition && list->is_question;
		up_shell_push(reader, UP_SHELL_TEST, word.start);
		return true;
	}
	return true;
}

static void add_output(struct up_shell_reader *reader, const struct up_shell_frame *list, struct up_shell_output output)
{
	if (reader->n_outputs - list->outputs >= up_parse_limits(reader->shell->p)->words)
		return;
	reader->outputs = up_grow(reader->outputs, &reader->outputs_capacity, reader->n_outputs + 1, sizeof *reader->outputs);
	reader->outputs[reader->n_outputs++] = output;
}

static void end_target(struct up_shell_reader *reader, struct up_shell_frame *list, up_span word)
{
	enum up_shell_target target = list->target;
	list->target = TARGET_NONE;
	list->n_targets++;
	if (target == TARGET_OUTPUT || target == TARGET_APPEND)
		add_output(reader, list, (struct up_shell_output){ word, target == TARGET_APPEND });
	if (target == TARGET_STRING) {
		list->string = word;
		list->has_string = true;
	}
	if (target != TARGET_HEREDOC && target != TARGET_HEREDOC_TABS)
		return;
	if (reader->n_heredocs >= up_parse_limits(reader->shell->p)->words) {
		reader->stopped = true;
		if (reader->survey)
			reader->survey->is_odd = true;
		else
			up_note_limit(reader->shell->p, word.start, "more here-documents in one line than allowed", "--max-words");
		return;
	}
	reader->heredocs = up_grow(reader->heredocs, &reader->heredocs_capacity, reader->n_heredocs + 1, sizeof *reader->heredocs);
	reader->heredocs[reader->n_heredocs++] = (struct up_shell_heredoc){
		.delimiter = word, .list = list->list, .tabs = target == TARGET_HEREDOC_TABS, .of_open_command = true
	};
}

/* A word where a command may begin: reserved, an assignment, or the command's name. */
static void end_first_word(struct up_shell_reader *reader, struct up_shell_frame *list, up_span word)
{
	if (list->word_plain && read_reserved(reader, word))
		return;
	list->compound -= list->needs_do; /* zsh: for x (a b) command */
	list->needs_do = false;
	if (assignment(reader->text, word))
		reader->assigns = add_span(reader->assigns, &reader->n_assigns, &reader->assigns_capacity, word);
	else
		add_word(reader, list, word);
}

void up_shell_list_end_word(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	up_span word = { list->word_start, reader->pos };
	list->in_word = false;
	/* A continuation that nothing of the word follows: `foo\` and a line that begins with a blank. */
	while (word.end > word.start && up_shell_is_line_end(reader->text.s[word.end - 1]))
		word.end--;
	if (word.end < reader->pos && word.end > word.start) {
		word.end--;
		list->word_plain = is_all_plain(up_str_slice(reader->text, word.start, word.end));
	}
	if (list->target) {
		end_target(reader, list, word);
		return;
	}
	up_str text = up_str_slice(reader->text, word.start, word.end);
	switch (list->expect) {
	case EXPECT_COMMAND:
		end_first_word(reader, list, word);
		break;
	case EXPECT_WORDS:
		if (list->word_plain && reserved_word(text) && up_shell_begins_anew(reader, list))
			end_first_word(reader, list, word);
		else
			add_word(reader, list, word);
		break;
	case EXPECT_FOR_NAME:
		list->expect = EXPECT_FOR_IN;
		break;
	case EXPECT_FOR_IN:
		list->expect = up_str_eq(text, UP_STR("in")) ? EXPECT_FOR_WORDS : EXPECT_COMMAND;
		list->needs_do &= list->expect == EXPECT_FOR_WORDS; /* `for x do` */
		break;
	case EXPECT_CASE_WORD:
		list->expect = EXPECT_CASE_IN;
		list->case_asks = up_shell_asks(text);
		break;
	case EXPECT_CASE_IN:
		list->expect = EXPECT_NOTHING;
		up_shell_push(reader, UP_SHELL_CASE, word.start);
		break;
	case EXPECT_FUNCTION_NAME:
		list->expect = EXPECT_COMMAND;
		list->function_next = true;
		break;
	case EXPECT_NOTHING:
		/* `fi fi`, `} done`, `done done`: a reserved word may follow without a separator. */
		if (list->word_plain)
			read_reserved(reader, word);
		break;
	case EXPECT_FOR_WORDS:
		break;
	}
}

/* --- stepping ------------------------------------------------------------------------------------------------------- */

/* Is the word so far a descriptor: 2>, {fd}> */
static bool is_descriptor(up_str text, uint32_t start, uint32_t end)
{
	if (end - start > 2 && text.s[start] == '{' && text.s[end - 1] == '}')
		return true;
	for (uint32_t i = start; i < end; i++)
		if (!up_is_digit(text.s[i]))
			return false;
	return end > start && end - start <= 4;
}

static void begin_word(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	list->in_word = list->word_plain = true;
	list->word_nested = 0;
	list->word_start = reader->pos;
}

static void begin(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	char c = reader->text.s[reader->pos], next = up_shell_at(reader, reader->pos + 1);
	switch (c) {
	case ' ':
	case '\t':
		while (reader->pos < list->end && up_is_blank(reader->text.s[reader->pos]))
			reader->pos++;
		return;
	case '\n':
	case '\r':
		up_shell_read_line_end(reader, list);
		return;
	case ';':
		up_shell_read_semicolon(reader, list);
		return;
	case '&':
	case '|':
		up_shell_read_join(reader, list);
		return;
	case '(':
		up_shell_read_open(reader, list);
		return;
	case ')':
		up_shell_read_close(reader, list);
		return;
	case '<':
	case '>':
		if (next != '(') {
			up_shell_read_redirection(reader, list);
			return;
		}
		break;
	case '#': {
		uint32_t start = reader->pos;
		reader->pos = up_shell_line_end(reader, start, list->end);
		if (!reader->survey && !up_emit_comment(reader->shell->p, (up_span){ start, reader->pos }))
			reader->stopped = true;
		return;
	}
	case '\\':
		if (up_shell_is_line_end(next)) {
			up_shell_read_special(reader);
			return;
		}
		break;
	default:
		break;
	}
	begin_word(reader, list);
}

/* X=( and arguments of declare: an array. ?( *( +( @( !( and zsh's name(…): a pattern, part of the word. True when it was taken. */
static bool read_word_bracket(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	up_str text = reader->text;
	uint32_t start = list->word_start, i = reader->pos;
	up_span word = { start, i };
	if (i > start && text.s[i - 1] == '=' && assignment(text, word) == i - 1) {
		up_shell_push(reader, UP_SHELL_ARRAY, i);
		reader->pos++;
		return true;
	}
	bool pattern = i > start && strchr("?*+@!", text.s[i - 1]);
	bool later = list->expect != EXPECT_COMMAND && list->expect != EXPECT_FUNCTION_NAME && list->expect != EXPECT_FOR_IN;
	uint32_t close = i + 1;
	while (up_is_blank(up_shell_at(reader, close)))
		close++;
	bool empty = up_shell_at(reader, close) == ')';
	if (empty || (!pattern && !later) || (pattern && i - start == 1 && text.s[i - 1] == '!' && list->expect == EXPECT_COMMAND))
		return false;
	list->word_nested++;
	list->word_plain = false;
	reader->pos++;
	return true;
}

/* a[ $i + 1 ]=x: blanks are part of the word. `word`: as far as it was read. */
static bool in_subscript(up_str text, up_span word, uint32_t end)
{
	uint32_t i = word.start, last = word.start + 256;
	while (i < word.end && (up_is_alnum(text.s[i]) || text.s[i] == '_'))
		i++;
	if (i == word.start || i == word.end || text.s[i] != '[' || up_is_digit(text.s[word.start]))
		return false;
	for (; i + 1 < end && i < last && !up_shell_is_line_end(text.s[i]); i++)
		if (text.s[i] == ']' && (text.s[i + 1] == '=' || text.s[i + 1] == '+'))
			return i > word.end;
	return false;
}

static void go_on(struct up_shell_reader *reader, struct up_shell_frame *list)
{
	up_str text = reader->text;
	uint32_t i = reader->pos;
	while (i < list->end && is_plain(text.s[i]))
		i++;
	reader->pos = i;
	if (i >= list->end) {
		up_shell_list_end_word(reader, list);
		return;
	}
	char c = text.s[i];
	if (up_is_blank(c) && list->expect == EXPECT_COMMAND && in_subscript(text, (up_span){ list->word_start, i }, list->end)) {
		reader->pos++;
	} else if (list->word_nested && (up_is_blank(c) || c == '|' || c == '&' || c == ';')) {
		reader->pos++;
	} else if (up_shell_is_word_end(c)) {
		up_shell_list_end_word(reader, list);
	} else if (c == '(') {
		if (!read_word_bracket(reader, list))
			up_shell_list_end_word(reader, list);
	} else if (c == ')') {
		if (list->word_nested) {
			list->word_nested--;
			reader->pos++;
		} else {
			up_shell_list_end_word(reader, list);
		}
	} else if (c == '<' || c == '>') {
		if (up_shell_at(reader, i + 1) == '(') {
			list->word_plain = false;
			up_shell_push(reader, UP_SHELL_SUBSTITUTION, i);
			reader->pos = i + 2;
		} else if (list->word_plain && is_descriptor(text, list->word_start, i)) {
			list->in_word = false;
			up_shell_read_redirection(reader, list);
		} else {
			up_shell_list_end_word(reader, list);
		}
	} else {
		list->word_plain = false;
		up_shell_read_special(reader);
	}
}

void up_shell_list_step(struct up_shell_reader *reader)
{
	struct up_shell_frame *list = up_shell_top(reader);
	if (list->in_word)
		go_on(reader, list);
	else
		begin(reader, list);
}
