/* What the parts of script.c share. Private to match/script*.c. */
#pragma once

#include "match/matcher-private.h"

/* The text of a word without quotes and braces: "${DIR}"/x and $DIR/x are the same. */
up_str up_script_plain(struct up_matcher *matcher, up_str text);
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

/* script-services.c */
void up_script_services(struct up_matcher *matcher);
/* script-downloads.c */
void up_script_downloads(struct up_matcher *matcher);
