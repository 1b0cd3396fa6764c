/* What the parts of command.c share: the table of wrappers and the units of service commands. */
#pragma once

#include "common/command.h"

/* How a wrapper is written: `NAME [options] [VAR=x …] [operands] COMMAND …`. */
struct up_command_wrapper {
	const char *name;
	const char *shorts; /* option letters that take an argument */
	const char *longs;  /* long options that take an argument, blank-separated */
	const char *bare;   /* option letters after which no command follows: command -v */
	uint32_t operands;  /* between the options and the command: timeout 5, chroot /mnt */
	uint32_t flags;
};

enum {
	UP_WRAPPER_ASSIGNS = 1 << 0,    /* VAR=x may stand before the command: env, sudo */
	UP_WRAPPER_PRIVILEGED = 1 << 1, /* the command runs as another user: sudo, doas */
	UP_WRAPPER_PLUS = 1 << 2,       /* +x are options too */
	UP_WRAPPER_LOCKS = 1 << 3,      /* the command runs while a lock is held: flock, setlock */
};

/* NULL when it is none. */
const struct up_command_wrapper *up_command_wrapper(up_str name);
/* Is `word` in a blank-separated list? */
bool up_command_listed(const char *list, up_str word);
/* The index after options (and their arguments), from `i` on; sets *ret_bare for an option after which no command follows. */
uint32_t up_command_skip_options(const struct up_command_wrapper *wrapper, const struct up_word *words, uint32_t n_words, uint32_t i,
				 bool *ret_bare);

/* Does the wrapper hold a lock that keeps others out, while it runs what stands from `operand` on? */
bool up_command_locks(const struct up_command_wrapper *wrapper, const struct up_word *words, uint32_t operand);
/* `flock FILE -c TEXT`: the word that is TEXT; 0 where there is none. `file`: the word that names the lock. */
uint32_t up_command_flock_text(const struct up_word *words, uint32_t n_words, uint32_t file);
/* `consul lock PREFIX COMMAND`, `etcdctl lock NAME COMMAND`: the word that the command begins with; n_words where there is none. */
uint32_t up_command_lock_service(const struct up_word *words, uint32_t n_words);

/* Hands on what clients of databases are given as SQL; `flags` of the command. */
void up_command_emit_sql(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words, uint32_t flags);
/* Does the client read SQL from its standard input? */
struct up_command_context;
/* Which dialect the client of that name is given. */
void up_command_sql_engine(up_str name, struct up_command_context *context);
bool up_command_reads_sql(up_str name, const struct up_word *words, uint32_t n_words);

/* How a command stands where it is. */
struct up_command_said {
	up_span whole;
	uint32_t flags;
	const struct up_command_names *names; /* may be NULL */
	bool is_elsewhere;                    /* in a container, below another root */
};

/* States UNIT facts for systemctl, service and their kin, for unit files that are written, and for packages that are installed. */
bool up_command_emit_units(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words,
			   const struct up_command_said *said);

/* What a command holds: another command from word `command` on, or text for a shell. */
struct up_command_inside {
	uint32_t command, end;   /* words of the wrapped command; command == n_words: there is none */
	uint32_t text, text_end; /* words that a shell reads, joined by blanks */
	uint32_t text_skip;      /* bytes of the first of them that are the option: --command=TEXT */
	bool privileged, locked, reads_shell;
	bool far;       /* on another machine */
	bool is_image;  /* the first word of the command names a container image, and the rest of the words are arguments of its program */
	uint32_t image; /* the word that names the image which is handed the command; 0: none */
	uint32_t program; /* a word of the wrapper that stands for the first one of the command: docker run --entrypoint PROGRAM; 0: none */
	uint32_t program_skip; /* bytes of it that are the option: --entrypoint=PROGRAM */
};

/* command-containers.c: docker, podman and their kin; kubectl and oc. */
void up_command_look_docker(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret);
void up_command_look_kubectl(const struct up_word *words, uint32_t n_words, struct up_command_inside *ret);
