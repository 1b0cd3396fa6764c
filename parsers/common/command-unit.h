/* What the two files on units of commands share. */
#pragma once

#include "common/command-private.h"

/* One command, and how it stands among others. */
struct up_units {
	struct up_parse *p;
	const struct up_command_said *said;
	const char *tool;
	up_str verb;
	bool is_user; /* of a user's own manager */
	uint32_t flags;
};

/* "service", or nothing where the name does not end as a unit's does. */
up_str up_units_suffix(up_str name);
bool up_units_has_word(const struct up_word *words, uint32_t n_words, const char *list);
/* What stands behind the command in its line, as far as it is looked at. */
up_str up_units_behind(const struct up_units *units);
/* States one. */
bool up_units_emit(const struct up_units *units, up_str key, const struct up_word *word, uint32_t flags);

/* States one by its name, "nginx" or "nginx.service". */
bool up_units_emit_named(const struct up_units *units, up_str name, const struct up_word *word);

/* command-unit-values.c: `systemctl restart $s`: the units that the variable stands for, as far as the text before says so. */
bool up_units_emit_variable(const struct up_units *units, const struct up_word *word);
/* command-unit-arguments.c: does it stand in a branch that is for other arguments of the script than those of an upgrade? */
bool up_units_is_argued(const struct up_units *units, const struct up_word *word);
/* command-unit-files.c: `cp foo.service /etc/systemd/system/`; `cat >/etc/systemd/system/foo.service`; `apt-get install foo` after one of the verbs. */
bool up_units_copied(struct up_units *units, up_str name, const struct up_word *words, uint32_t n_words);
bool up_units_redirected(struct up_units *units);
bool up_units_installed(struct up_units *units, const struct up_word *words, uint32_t n_words, const char *verbs);
