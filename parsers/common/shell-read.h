/* The reader's machine: a stack of what is open, and the command that each list of commands is gathering. Parts of shell-read.c. */
#pragma once

#include "common/shell.h"

enum up_shell_open {
	/* lists of commands */
	UP_SHELL_TOP,
	UP_SHELL_SUBSTITUTION, /* $( … ), <( … ), >( … ) */
	UP_SHELL_BACKQUOTE,    /* its end is known from the start */
	UP_SHELL_SUBSHELL,     /* ( … ) */
	UP_SHELL_BRACE,        /* { … } */
	UP_SHELL_CASE_BODY,    /* after a pattern's `)` */
	/* what stands inside words or between them */
	UP_SHELL_CASE,       /* patterns */
	UP_SHELL_DOUBLE,     /* " … " */
	UP_SHELL_PARAMETER,  /* ${ … }, $[ … ] */
	UP_SHELL_ARITHMETIC, /* (( … )), $(( … )) */
	UP_SHELL_TEST,       /* [[ … ]] */
	UP_SHELL_ARRAY,      /* X=( … ) */
	UP_SHELL_HEREDOC,    /* the body of a here-document with expansions; its end is known */
};

/* What the next word of a list is. */
enum up_shell_expect {
	EXPECT_COMMAND,
	EXPECT_WORDS,
	EXPECT_NOTHING, /* after fi, done, esac, }, ): redirections only */
	EXPECT_FOR_NAME,
	EXPECT_FOR_IN,
	EXPECT_FOR_WORDS,
	EXPECT_CASE_WORD,
	EXPECT_CASE_IN,
	EXPECT_FUNCTION_NAME,
};

enum up_shell_target { /* of a redirection that waits for its word */
	TARGET_NONE,
	TARGET_FILE,    /* that is read */
	TARGET_OUTPUT,  /* > >| &> */
	TARGET_APPEND,  /* >> &>> */
	TARGET_STRING,  /* <<< */
	TARGET_HEREDOC, /* << */
	TARGET_HEREDOC_TABS,
};

struct up_shell_frame {
	enum up_shell_open open;
	uint32_t start;    /* of what opened it */
	uint32_t end;      /* of the text that it may stand in */
	uint32_t resume;   /* where reading goes on after a frame whose end is known */
	size_t list;       /* index of the list that it belongs to; a list: its own */
	uint32_t nested;   /* brackets open inside */
	uint32_t compound; /* if, for, while that are not yet closed */
	uint32_t compound_at;
	uint32_t n_stated; /* commands that had been stated when it was opened */
	bool is_broken;    /* it ends with its line */
	bool in_double;    /* a parameter inside double quotes, where ' is a plain byte */
	bool in_function, function_next;
	/* the command that a list is gathering */
	enum up_shell_expect expect;
	enum up_shell_target target;
	size_t words, assigns, outputs; /* where they begin in the reader's arrays */
	size_t heredoc_next;
	uint32_t word_start, word_nested;
	bool in_word, word_plain; /* plain: no quote and no expansion so far */
	bool joined;              /* && or || stands before it */
	bool needs_do;            /* the `for` that was read last has no `do` yet */
	bool has_string;          /* <<< */
	bool after_pipe;          /* | stands before it */
	bool after_question;      /* || stands before it, or a question and && */
	bool is_question;         /* the command that was read last asks something of the system */
	bool case_asks;           /* so does the word of the `case` that was read last */
	bool is_looked_at;        /* `!` stands before it, or it is in a condition */
	bool in_condition;        /* between if, elif, while, until and what follows */
	bool outer_asked;         /* what this list stands in runs only after something was asked */
	uint64_t asked;           /* a bit for each compound that is open, the innermost last: its condition asks something of the system */
	uint32_t n_targets;       /* redirections that stand in the command */
	up_span string;
};

struct up_shell_heredoc {
	up_span delimiter; /* raw */
	size_t list;       /* of the command that it belongs to */
	uint32_t reads;    /* how the command reads it: UP_COMMAND_READS and its kin */
	bool tabs, of_open_command;
};

struct up_shell_reader {
	struct up_shell *shell;
	struct up_shell_survey *survey;       /* being filled, or NULL */
	const struct up_shell_survey *broken; /* what is known to be broken */
	up_str text;
	uint32_t pos;
	struct up_shell_frame *frames;
	size_t n_frames, frames_capacity;
	up_span *words, *assigns;
	size_t n_words, words_capacity, n_assigns, assigns_capacity;
	struct up_shell_output *outputs;
	size_t n_outputs, outputs_capacity;
	struct up_shell_heredoc *heredocs;
	size_t n_heredocs, heredocs_capacity;
	uint32_t n_stated, n_steps;
	uint32_t suspicious;          /* a quote that spans lines and ends before a letter; UINT32_MAX: none */
	uint32_t line_from, line_end; /* no line end stands between them; one stands at the second */
	uint32_t rewind;              /* bytes that may still be read twice: $(( that turns out to be $( ( */
	bool stopped, again;
};

static inline struct up_shell_frame *up_shell_top(const struct up_shell_reader *reader)
{
	return &reader->frames[reader->n_frames - 1];
}

static inline bool up_shell_is_list(const struct up_shell_frame *frame)
{
	return frame->open <= UP_SHELL_CASE_BODY;
}

static inline bool up_shell_is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

static inline bool up_shell_is_word_end(char c)
{
	return c == ' ' || c == '\t' || c == ';' || c == '&' || c == '|' || up_shell_is_line_end(c);
}

/* The byte at `offset`, NUL past the end of the top frame. */
static inline char up_shell_at(const struct up_shell_reader *reader, uint32_t offset)
{
	return offset < up_shell_top(reader)->end ? reader->text.s[offset] : '\0';
}

/* Opens a frame; pointers to frames are void after it. False when the nesting is too deep: reading stops, with a note. */
bool up_shell_push(struct up_shell_reader *reader, enum up_shell_open open, uint32_t start);
void up_shell_pop(struct up_shell_reader *reader);
/* An expansion, quote or escape at the position; consumes it or opens its frame. False when the byte there is none of them. */
bool up_shell_read_special(struct up_shell_reader *reader);
/* After a line end: the bodies of here-documents follow it. */
void up_shell_read_heredocs(struct up_shell_reader *reader);
void up_shell_note(struct up_shell_reader *reader, uint32_t offset, const char *what);
/* The end of the line that `offset` is in, at most `end`. */
uint32_t up_shell_line_end(struct up_shell_reader *reader, uint32_t offset, uint32_t end);

/* One step of a list of commands. */
void up_shell_list_step(struct up_shell_reader *reader);
/* Ends the word that the list, the top frame, is in the middle of. */
void up_shell_list_end_word(struct up_shell_reader *reader, struct up_shell_frame *list);
/* Ends the command that the list is gathering and states it. `flags`: what follows says of it, UP_FACT_PIPES and its kin. */
void up_shell_list_finish(struct up_shell_reader *reader, size_t list, uint32_t flags);
/* One step between `case X in` and `esac`, outside the bodies. */
void up_shell_case_step(struct up_shell_reader *reader);
/* `time {`, `time for …`, `coproc NAME {`: what follows begins anew. Time is a command to us and is stated; the name is none. */
bool up_shell_begins_anew(struct up_shell_reader *reader, struct up_shell_frame *list);

/* shell-standing.c: how commands stand among others. */
/* Does this text of a test or of a word ask something of the system: a file, a variable, what a command says? What is asked of the script's own
 * arguments ([ "$1" = configure ]) does not count. */
bool up_shell_asks(up_str text);
/* Is the command that the list has gathered one that asks? */
bool up_shell_is_question(const struct up_shell_reader *reader, const struct up_shell_frame *list);
/* How the command stands among others, as flags of its fact; `flags`: what follows says of it. */
uint32_t up_shell_standing(const struct up_shell_frame *list, uint32_t flags);
/* Is `true` or `:` what stands behind ||? */
bool up_shell_forgives(up_str after);

/* Operators; the position is at their first byte, `list` is the top frame. */
/* < > << <<- <<< >> >| <> >& <& &> &>> */
void up_shell_read_redirection(struct up_shell_reader *reader, struct up_shell_frame *list);
void up_shell_read_line_end(struct up_shell_reader *reader, struct up_shell_frame *list);
void up_shell_read_semicolon(struct up_shell_reader *reader, struct up_shell_frame *list);
/* & && | || |& &> */
void up_shell_read_join(struct up_shell_reader *reader, struct up_shell_frame *list);
void up_shell_read_open(struct up_shell_reader *reader, struct up_shell_frame *list);
void up_shell_read_close(struct up_shell_reader *reader, struct up_shell_frame *list);
