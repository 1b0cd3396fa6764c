/* Options of all commands, as one table: long name, short name, argument, help. getopt_long does the reading. */
#pragma once

#include "base/buf.h"
#include "core/limits.h"
#include "match/rules.h"
#include "report/report.h"

enum {
	UP_OUTPUTS = 8
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
	const char **rules;
	size_t n_rules, rules_capacity;
	enum up_level fail_on;
	bool strict, quiet, verbose, no_progress, gitignore, help, no_config;
	const char *color, *stdin_name, *parser, *format, *config;
	unsigned jobs;
	uint64_t shuffle;
	struct up_limits limits;
	char **operands;
	size_t n_operands;
};

/* Which options a command takes. */
enum {
	UP_OPTIONS_SCAN = 1,
	UP_OPTIONS_FACTS = 2,
	UP_OPTIONS_RULES = 4,
	UP_OPTIONS_EXPLAIN = 8,
};

/* Fills *options from argv (argv[0] is the command); false after a message on standard error. */
bool up_options_read(int argc, char **argv, unsigned command, const char *usage, struct up_options *options);
void up_options_finish(struct up_options *options);
/* The options of a command, one a line. */
void up_options_help(unsigned command, struct up_buf *out);
/* The rules that the options ask for; NULL after messages on standard error. */
struct up_rules *up_options_rules(const struct up_options *options);
