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
	UP_SHELL_PARAMETER,  /* ${ … } */
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
	TARGET_FILE,
	TARGET_STRING,  /* <<< */
	TARGET_HEREDOC, /* << */
	TARGET_HEREDOC_TABS,
};

struct up_shell_frame {
	enum up_shell_open open;
	uint32_t start;    /* of what opened it */
	uint32_t end;      /* of the text that it may stand in */
	uint32_t resume;   /* where reading goes on after a frame whose end is known */
	uint32_t list;     /* index of the list that it belongs to; a list: its own */
	uint32_t nested;   /* brackets open inside */
	uint32_t compound; /* if, for, while that are not yet closed */
	uint32_t compound_at;
	bool in_double; /* a parameter inside double quotes, where ' is a plain byte */
	bool in_function, function_next;
	/* the command that a list is gathering */
	enum up_shell_expect expect;
	enum up_shell_target target;
	size_t words, assigns; /* where they begin in the reader's arrays */
	uint32_t command_start;
	uint32_t word_start, word_nested;
	bool in_word, word_plain; /* plain: no quote and no expansion so far */
	bool has_command;         /* command_start is set */
	up_span string;           /* <<< */
	bool has_string;
	uint32_t last_end; /* of the last word or redirection */
};

struct up_shell_heredoc {
	up_span delimiter; /* raw */
	bool tabs, embed;
	size_t list; /* of the command that it belongs to */
	bool of_open_command;
};

struct up_shell_reader {
	struct up_shell *shell;
	struct up_shell_survey *survey;       /* being filled, or NULL */
	const struct up_shell_survey *broken; /* what the survey found */
	up_str text;
	uint32_t pos, end;
	struct up_shell_frame *frames;
	size_t n_frames, frames_capacity;
	up_span *words;
	size_t n_words, words_capacity;
	up_span *assigns;
	size_t n_assigns, assigns_capacity;
	struct up_shell_heredoc *heredocs;
	size_t n_heredocs, heredocs_capacity, next_heredoc;
	uint32_t suspicious; /* a quote that spans lines and ends before a letter; UINT32_MAX: none */
	bool stopped;
};

static inline struct up_shell_frame *up_shell_top(const struct up_shell_reader *reader)
{
	return &reader->frames[reader->n_frames - 1];
}

/* False when the nesting is too deep: a note was made, reading stops. */
bool up_shell_push(struct up_shell_reader *reader, enum up_shell_open open, uint32_t start);
void up_shell_pop(struct up_shell_reader *reader);
/* Is the quote or bracket at `offset` one that nothing closes? */
bool up_shell_is_broken(const struct up_shell_reader *reader, uint32_t offset);
/* An expansion, quote or escape at the position; consumes it or pushes its frame. False when the byte there is none of them. */
bool up_shell_read_special(struct up_shell_reader *reader, struct up_shell_frame *frame);
/* A line end: bodies of here-documents follow it. */
void up_shell_read_heredocs(struct up_shell_reader *reader);
void up_shell_note(struct up_shell_reader *reader, uint32_t offset, const char *what);

/* One step of a list of commands. */
void up_shell_list_step(struct up_shell_reader *reader, struct up_shell_frame *frame);
/* Ends the command that the list is gathering and states it. */
void up_shell_list_finish(struct up_shell_reader *reader, size_t list);
/* One step between `case X in` and `esac`, outside the bodies. */
void up_shell_case_step(struct up_shell_reader *reader, struct up_shell_frame *frame);
