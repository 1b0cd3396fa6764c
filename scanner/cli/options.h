/* Options of all commands, as one table: long name, short name, argument, help. getopt_long does the reading. */
#pragma once

#include "base/buf.h"
#include "core/limits.h"
#include "match/rules.h"
#include "report/report.h"

enum {
	UP_OUTPUTS = 12
};

struct up_output {
	const struct up_reporter *reporter;
	const char *file; /* NULL = standard output */
};

/* Lists grow as options repeat; strings are those of argv. */
struct up_list {
	up_str *items;
	size_t n, capacity;
};

/* The item must live as long as the options. */
void up_list_add(struct up_list *list, up_str item);

struct up_options {
	struct up_output outputs[UP_OUTPUTS];
	size_t n_outputs;
	struct up_list from, to, only, skip, exclude, include;
	struct up_list trust, advisories, against;
	const char *product;
	const char *package, *previous, *escalation, *window, *today;
	const char **rules;
	size_t n_rules, rules_capacity;
	enum up_level fail_on;
	bool strict, quiet, verbose, no_progress, gitignore, help, no_config, endpoints, staged, history, archives;
	const char *prefilter; /* a test switch: plain (byte by byte), off (parse every source); reports must not depend on it */
	const char *color, *stdin_name, *parser, *format, *config, *diff_base, *baseline, *write_baseline, *identity_key;
	const char *project; /* the folder that .uplint.yaml stands in; NULL = the first operand */
	unsigned jobs, max_advisory_days, horizon;
	uint64_t shuffle;
	struct up_limits limits;
	char **operands;
	size_t n_operands;
	char *here[1]; /* the operands where there are none: "." */
	char dot[2];
	up_str release, release_path; /* "debian=12" as the host says it, and the file that does, as reports show it; or empty */
	bool is_package_first;        /* the report is about the package; the operands are what it is held against */
	bool is_whole_tree;           /* all of the repository that holds it, not only what is below */
};

/* Which options a command takes. */
enum {
	UP_OPTIONS_SCAN = 1,
	UP_OPTIONS_FACTS = 2,
	UP_OPTIONS_EXPLAIN_FILE = 4,
	UP_OPTIONS_EXPLAIN = 8,
	UP_OPTIONS_RULES_LIST = 16,
	UP_OPTIONS_RULES_CHECK = 32,
	UP_OPTIONS_RULES_SCHEMA = 64,
	UP_OPTIONS_RULES_PAGE = 128,
	UP_OPTIONS_PACKAGE = 256,
	UP_OPTIONS_RULES_GREP = 512,
	UP_OPTIONS_PATH = 1024,
	UP_OPTIONS_INVENTORY = 4096,
};

/* A command as its help shows it. */
struct up_command {
	unsigned options;      /* one of UP_OPTIONS_… */
	const char *name;      /* "rules list" */
	const char *arguments; /* "FILE" */
	const char *about;     /* a sentence or more */
	size_t least, most;    /* operands */
};

/* Reads the words of a command and, where they are in order and no help was asked for, runs it; returns the exit status. */
int up_options_run(int argc, char **argv, const struct up_command *command, int (*run)(struct up_options *options));

struct up_config;
/* The rules that the options ask for; NULL after messages on standard error. `config`, or NULL, says where versions stand that it gave. */
struct up_rules *up_options_rules(const struct up_options *options, const struct up_config *config);
/* The parser of --parser; *ret_parser stays as it is without the option. False after a message: there is none of that name. */
bool up_options_parser(const struct up_options *options, const struct up_parser **ret_parser);
/* --format json, for the commands that know text and json. */
bool up_options_want_json(const struct up_options *options);
