/* What the parts of script.c share. Private to match/script*.c. */
#pragma once

#include "match/matcher-private.h"

enum {
	UP_SCRIPT_FEW = 64 /* things of one kind in one script that are held against all its commands: more would be quadratic */
};

/* The text of a word without quotes and braces: "${DIR}"/x and $DIR/x are the same. */
up_str up_script_plain(struct up_matcher *matcher, up_str text);
/* Is the word, as it is written, the same without quotes and braces? */
bool up_script_same(up_str written, up_str plain);
/* A note that there is more of something than is looked at. */
void up_script_note_many(struct up_matcher *matcher, const struct up_script_command *command, const char *what);
/* States a form about a command; rules meet it by `form:`. */
void up_script_state_form(struct up_matcher *matcher, const char *form, const struct up_script_command *command, up_str value,
			  up_str detail);
/* Does one of the words, blank between, stand in the source? */
bool up_script_says(const struct up_matcher *matcher, const char *words);
/* Word `i` of the command, or nothing. */
up_str up_script_word(const struct up_script_command *command, uint32_t i);
/* Is it one of the command's arguments? */
bool up_script_has(const struct up_script_command *command, up_str argument);
/* Is the name a shell's or another interpreter's that reads a script from its input? */
bool up_script_is_interpreter(up_str name);

/* Does the script stop where a command fails: `#!/bin/sh -e`, `set -e`? */
bool up_script_has_errexit(const struct up_matcher *matcher);

/* What a script holds while it goes on. */
struct up_script_locks {
	up_span held[UP_SCRIPT_FEW]; /* stretches of the source in which a lock is held; in no order */
	uint32_t n;
	const struct up_script_command *unheeded; /* a lock that is asked for, and nobody looks whether it was given; or NULL */
};

/* script-locks.c */
void up_script_locks_find(const struct up_matcher *matcher, struct up_script_locks *ret);
/* Does the command, or the statement, run while a lock is held? */
bool up_script_is_locked(const struct up_script_locks *locks, const struct up_script_command *command);

/* script-schema.c */
void up_script_schema(struct up_matcher *matcher);
/* script-services.c */
void up_script_services(struct up_matcher *matcher);
/* script-downloads.c */
void up_script_downloads(struct up_matcher *matcher);
