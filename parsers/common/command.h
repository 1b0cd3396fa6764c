/* Commands, for every parser that meets an argument vector: shell, unit files, Dockerfiles, Kubernetes manifests. */
#pragma once

#include "core/parser.h"
#include "schema/dialect.h"

/* What the carrier of a command knows about names: a shell source that asks `command -v X` makes X guarded wherever it stands,
 * also behind a wrapper. `flags_of` may be NULL. */
struct up_command_names {
	const void *data;
	uint32_t (*flags_of)(const void *data, up_str name);
};

struct up_sql;

/* What the carrier of a text knows of it: handed to the parsers of shell and SQL as the context of their text. */
struct up_command_context {
	const struct up_command_names *names; /* asked for on the machine that the text runs on; NULL: nothing is known */
	uint32_t flags; /* UP_FACT_PRIVILEGED: sudo and its kin stand before the shell that reads the text; UP_FACT_ASKED, UP_FACT_LOCKED */
	const struct up_migration *migration; /* of SQL that stands in one (common/operation.h); or NULL */
	enum up_dialect dialect;              /* of SQL: that of the client which is given it */
	bool is_foreign;                      /* of SQL: that of an engine whose operations nobody knows */
	const struct up_sql *sql;             /* of SQL that stands in SQL as a text (sql/sql.h); or NULL */
	bool same_shell;                      /* functions and aliases of the carrier hold as well: eval, trap, backquotes */
};

/* Is this a shell of the Bourne family: sh, bash, dash …? */
bool up_command_is_shell(up_str name);

/* States COMMAND for an argument vector. Wrappers are seen through: each states a fact of its own and the wrapped command another one, with
 * UP_FACT_PRIVILEGED where sudo, doas, su or runuser stand before it, UP_FACT_LOCKED behind flock and its kin. `sh -c TEXT`, `su -c TEXT`, `ssh HOST TEXT` and `eval` hand TEXT on
 * to the shell parser. References to units (`systemctl restart X`, `service X start`) are stated as UNIT facts: path "systemctl restart",
 * key the unit's name with its suffix ("nginx.service"), value as written ("nginx").
 * `docker run IMAGE --flag` states a command with UP_FACT_IMAGE: the image's own program. What stands in the place of the flag is a command with an `image`:
 * it may be a program, or an argument of the image's own (`start` of Keycloak).
 * UP_FACT_DYNAMIC is set where a word is dynamic. `whole`: the command as written, for the fact's value.
 * False: a limit was hit, stop. */
bool up_command_emit(struct up_parse *p, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags);
/* The same for words that are items of a list (`command: [sh, -c, x]`): the fact's value is the words with a blank between them. With
 * UP_FACT_IMAGE the first word is the name of a container image, and the command its program. */
bool up_command_emit_list(struct up_parse *p, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags);
/* The same for a carrier that knows more. */
struct up_command_given {
	const struct up_word *words;
	uint32_t n_words;
	up_span whole;
	uint32_t flags;
	const struct up_word *targets; /* the files that its output goes to: said of each command in it */
	uint32_t n_targets;
	const struct up_command_names *names; /* their flags are added to each command that bears the name; may be NULL */
	up_str image;                         /* the program of the image that is handed it; may be empty */
	bool is_list;                         /* the words are items of a list */
};
bool up_command_emit_given(struct up_parse *p, const struct up_command_given *given);

/* The text that the variable at the start of a word stands for, out of the source before it; "$API/flags" with API=https://x. *ret_rest: the text behind the
 * variable. Empty where nobody can say. */
up_str up_command_base(struct up_parse *p, const struct up_word *word, up_str *ret_rest);

/* States UNIT for a name that something else than a command gives: path "systemctl restart", as if it were one. */
bool up_command_emit_unit(struct up_parse *p, const char *tool, up_str verb, const struct up_word *word, uint32_t flags);

enum {
	UP_COMMAND_READS = 1 << 0, /* commands for a shell from its standard input: `bash`, `sudo sh -s`, `ssh host`, `su - user` */
	UP_COMMAND_READS_PRIVILEGED = 1 << 1, /* and runs them under sudo or its kin */
	UP_COMMAND_READS_FAR = 1 << 2,        /* and runs them on another machine */
	UP_COMMAND_READS_SQL = 1 << 3,        /* no shell, but a client of a database reads it */
	UP_COMMAND_READS_LOCKED = 1 << 4,     /* and holds a lock while it does */
	UP_COMMAND_READS_FOREIGN = 1 << 5,    /* the database is of an engine whose operations nobody knows */
	UP_COMMAND_READS_DIALECT = 8,         /* from this bit on: the dialect */
};

/* What the command does with text on its standard input; 0 where no shell, nor a client of a database, reads it. */
uint32_t up_command_reads_shell(const struct up_word *words, uint32_t n_words);
