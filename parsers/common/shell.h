/* What the parts of the shell parser share. A source is read by shell-read.c, a small machine that knows words, quotes
 * and nesting; where that finds something not closed, shell-tree.c asks tree-sitter's grammar. Both end in up_shell_command(). */
#pragma once

#include "common/command.h"

/* Names that a source asks for or defines, open addressing. */
struct up_shell_names {
	struct up_shell_name *slots; /* in the arena */
	uint32_t n, capacity;
	const struct up_command_names *outer; /* of the carrier */
	uint32_t outer_flags;                 /* those of its flags that hold here, too */
};

/* The parts of a source that run only where a program that it asks for is missing, or on another system: in their order, none inside another. */
struct up_shell_fallbacks {
	up_span *spans; /* in the arena */
	uint32_t n, capacity;
};

struct up_shell {
	struct up_parse *p;
	struct up_arena *arena;
	up_str text;
	struct up_shell_names names;
	struct up_shell_fallbacks fallbacks;
	struct up_command_names known; /* the same, for who knows nothing of shells */
	uint32_t flags;                /* of every command: UP_FACT_PRIVILEGED */
	bool partly;                   /* a note was made: something was passed over */
};

/* Where output is redirected to. */
struct up_shell_output {
	up_span word; /* raw */
	bool appends;
};

/* A simple command as found: spans only. */
struct up_shell_command {
	const up_span *words; /* argv, raw */
	uint32_t n_words;
	const up_span *assigns; /* NAME=value before it, or alone */
	uint32_t n_assigns;
	bool in_function;
	uint32_t flags; /* UP_FACT_PIPES and its kin */
	const struct up_shell_output *targets;
	uint32_t n_targets;
};

/* States what a command says: COMMAND, UNIT, SETTING for assignments and export; texts of trap and its kin are handed on.
 * *ret_reads (may be NULL): UP_COMMAND_READS and its kin, 0 where it reads no commands from its standard input. */
void up_shell_command(struct up_shell *shell, const struct up_shell_command *command, uint32_t *ret_reads);
/* Is a body itself a script: written to a file, but code that will run all the same. */
bool up_shell_is_script(up_str body);
/* The here-document or here-string of a command that reads a shell's commands; `reads` says how. 0: a script of its own. */
void up_shell_embed_heredoc(struct up_shell *shell, up_span body, bool tabs, bool expands, uint32_t reads);
void up_shell_embed_string(struct up_shell *shell, up_span word, uint32_t reads);
/* Text that this very shell reads again: backquotes, trap. */
void up_shell_embed_again(struct up_shell *shell, const struct up_text *text, const char *origin);
/* Any other here-document: a manifest in it (`apiVersion:` and `kind:`) becomes a YAML or JSON source. */
void up_shell_embed_data(struct up_shell *shell, up_span body, bool tabs);
/* shell-files.c: one that is written to a file. */
void up_shell_embed_file(struct up_shell *shell, up_span body, bool tabs);
/* Does a here-document of the text become a file that may be somebody's? Looks at lines, without reading the text as a shell does. */
bool up_shell_writes_files(up_str text);

/* Collects the names that the text asks for (command -v X, [ -x /bin/X ]) and those it defines (X(), alias X=). */
void up_shell_names_collect(struct up_shell *shell);
/* Does the command at the offset run only where a program was not found, or on another system: `if command -v ip; then ip a; else ifconfig; fi`? */
bool up_shell_is_fallback(const struct up_shell *shell, uint32_t offset);
/* UP_FACT_GUARDED, UP_FACT_DEFINED, also of the carriers. `data` is a struct up_shell_names. */
uint32_t up_shell_names_flags(const void *data, up_str name);

/* What a first, silent reading of a source found. */
struct up_shell_survey {
	uint32_t *boundaries; /* offsets of line starts where nothing is open: the text may be cut there; at least a piece apart */
	size_t n_boundaries, boundaries_capacity;
	uint32_t *broken; /* offsets of quotes and brackets that nothing closes: they end with their line; ascending */
	size_t n_broken, broken_capacity;
	uint32_t broken_from; /* from here on all of them do: too many were broken */
	uint32_t end;         /* where the shell stops reading: `exec perl -x "$0"`, `exit` before an archive */
	uint32_t exit_at;     /* after the first `exit` that nothing guards; UINT32_MAX: none */
	bool is_odd;          /* CR line ends, nesting beyond the limit: not for tree-sitter */
};

void up_shell_survey_finish(struct up_shell_survey *survey);
/* Reads all of the source and states nothing. */
void up_shell_survey(struct up_shell *shell, struct up_shell_survey *ret_survey);
/* Reads [start, end), which begins and ends at boundaries, and states what it finds. */
void up_shell_read(struct up_shell *shell, const struct up_shell_survey *survey, uint32_t start, uint32_t end);
