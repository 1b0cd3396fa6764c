/* The option table, and reading it. */
#include "cli/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

#include "base/glob.h"
#include "base/memory.h"
#include "base/say.h"
#include "base/suggest.h"
#include "cli/commands.h"
#include "core/parse.h"
#include "match/support.h"
#include "run/config.h"

enum kind {
	FLAG,   /* bool at offset */
	TEXT,   /* const char * at offset */
	CHOICE, /* the same, one of those that `argument` names */
	LIST,   /* struct up_list at offset */
	GLOBS,  /* the same, each a valid glob */
	NUMBER, /* unsigned or uint32_t at offset */
	BYTES,  /* uint64_t at offset; K, M, G suffixes */
	FORMAT,
	FAIL_ON,
	RULES,
	SEED,
};

#define OPTION(member) offsetof(struct up_options, member)

enum {
	TREE = UP_OPTIONS_SCAN,
	SCAN = UP_OPTIONS_SCAN | UP_OPTIONS_PACKAGE, /* commands that write reports */
	PACKAGE = UP_OPTIONS_PACKAGE,
	FACTS = UP_OPTIONS_FACTS,
	STOCK = UP_OPTIONS_INVENTORY,
	ONE = UP_OPTIONS_FACTS | UP_OPTIONS_EXPLAIN_FILE, /* commands that look at one source */
	LISTED = UP_OPTIONS_RULES_LIST,
	GREP = UP_OPTIONS_RULES_GREP,
	RULED = ONE | UP_OPTIONS_EXPLAIN | UP_OPTIONS_RULES_LIST | UP_OPTIONS_RULES_CHECK | UP_OPTIONS_RULES_PAGE | GREP | UP_OPTIONS_PATH,
};

/* The defaults of limits are put into the help from core/limits.h. A row without a help is there for tests. */
static const struct row {
	const char *name;
	char letter;
	enum kind kind;
	unsigned commands;
	size_t offset;
	const char *argument, *help;
	uint32_t most; /* of a NUMBER; 0: what fits */
} table[] = {
	{ "format", 'f', FORMAT, SCAN, 0, "NAME[=FILE]",
	  "text, json, sarif, or one table of a package as CSV; to standard output or a file; repeatable" },
	{ "format", 'f', CHOICE, ONE | UP_OPTIONS_EXPLAIN | LISTED | GREP | UP_OPTIONS_PATH, OPTION(format), "text|json",
	  "how to print; text by default" },
	{ "format", 'f', CHOICE, STOCK, OPTION(format), "table|json|cyclonedx", "how to print; a table by default" },
	{ "from", 0, LIST, SCAN, OPTION(from), "PRODUCT=VERSION", "what is installed; repeatable" },
	{ "to", 0, LIST, SCAN, OPTION(to), "PRODUCT=VERSION", "what it is upgraded to; repeatable. Without it: the latest that is known" },
	{ "product", 0, TEXT, GREP, OPTION(product), "PRODUCT", "only rows of this one" },
	{ "from", 0, LIST, GREP, OPTION(from), "VERSION", "only changes behind this version" },
	{ "to", 0, LIST, GREP, OPTION(to), "VERSION", "only changes up to this version" },
	{ "archives", 0, FLAG, TREE, OPTION(archives), NULL, "read what is in archives and packages as well" },
	{ "package", 0, TEXT, TREE, OPTION(package), "FILE", "the upgrade package that is held against PATH" },
	{ "against", 0, LIST, PACKAGE, OPTION(against), "ROOT", "the host tree, or repository, that the package will meet; repeatable" },
	{ "trust", 0, LIST, SCAN, OPTION(trust), "FILE|DIR", "certificates, keyrings and fingerprints to trust; repeatable" },
	{ "previous", 0, TEXT, SCAN, OPTION(previous), "FILE", "the package before this one: has the signer changed?" },
	{ "advisories", 0, LIST, SCAN, OPTION(advisories), "DIR", "CSAF, OSV and feed files of the vendor; repeatable" },
	{ "max-advisory-age", 0, NUMBER, SCAN, OPTION(max_advisory_days), "DAYS", "say so where the newest advisory is older" },
	{ "escalation", 0, TEXT, SCAN, OPTION(escalation), "FILE", "write what to ask the vendor, and how to verify by hand" },
	{ "window", 0, TEXT, SCAN, OPTION(window), "START/END", "when the upgrade runs: 2026-11-28T22:00/2026-11-29T02:00" },
	{ "horizon", 0, NUMBER, SCAN, OPTION(horizon), "DAYS", "say what will be out of support by then; 180 days by default",
	  UP_HORIZON_MOST },
	{ "today", 0, TEXT, SCAN, OPTION(today), "YYYY-MM-DD", "the day on which support and suppressions are judged" },
	{ "rules", 0, RULES, SCAN | RULED, 0, "DIR", "more rules; repeatable" },
	{ "only", 0, GLOBS, SCAN | LISTED, OPTION(only), "GLOB", "only rules whose id matches, such as 'systemd/*'; repeatable" },
	{ "skip", 0, GLOBS, SCAN | LISTED, OPTION(skip), "GLOB", "without rules whose id matches; repeatable" },
	{ "exclude", 0, GLOBS, SCAN | STOCK, OPTION(exclude), "GLOB", "leave out files and folders; repeatable" },
	{ "include", 0, GLOBS, SCAN | STOCK, OPTION(include), "GLOB", "only these files; repeatable" },
	{ "gitignore", 0, FLAG, SCAN | STOCK, OPTION(gitignore), NULL, "leave out what git ignores" },
	{ "staged", 0, FLAG, TREE, OPTION(staged), NULL, "only what is staged in git: added and changed lines of the index" },
	{ "diff-base", 0, TEXT, TREE, OPTION(diff_base), "REV", "only lines that are new since HEAD left REV" },
	{ "history", 0, FLAG, TREE, OPTION(history), NULL, "secrets in every version of every file that git keeps" },
	{ "config", 0, TEXT, SCAN, OPTION(config), "FILE", "instead of .uplint.yaml of the first root" },
	{ "no-config", 0, FLAG, SCAN, OPTION(no_config), NULL, "read no .uplint.yaml" },
	{ "stdin-name", 0, TEXT, TREE | ONE, OPTION(stdin_name), "PATH", "what standard input (-) is called" },
	{ "parser", 0, TEXT, SCAN | ONE, OPTION(parser), "NAME", "read with this parser; uplint explain-file lists them" },
	{ "endpoints", 0, FLAG, UP_OPTIONS_FACTS, OPTION(endpoints), NULL, "the hosts that facts contact as well" },
	{ "fail-on", 0, FAIL_ON, SCAN, 0, "error|warning|note|never", "which level makes the exit status 1; error by default" },
	{ "baseline", 0, TEXT, SCAN, OPTION(baseline), "FILE", "accept the findings that this file lists" },
	{ "write-baseline", 0, TEXT, SCAN, OPTION(write_baseline), "FILE", "list the findings in this file, for --baseline" },
	{ "identity-key", 0, TEXT, SCAN, OPTION(identity_key), "FILE", "a key of your own for the hashes that stand for secrets" },
	{ "strict", 0, FLAG, SCAN | STOCK, OPTION(strict), NULL, "exit status 3 when something could not be read" },
	{ "jobs", 'j', NUMBER, SCAN | STOCK, OPTION(jobs), "N", "threads; all processors by default" },
	{ "quiet", 'q', FLAG, SCAN | STOCK, OPTION(quiet), NULL, "one line for each finding, nothing else" },
	{ "verbose", 'v', FLAG, SCAN | STOCK, OPTION(verbose), NULL, "every note and every suppressed finding, not only how many" },
	{ "verbose", 'v', FLAG, UP_OPTIONS_PATH, OPTION(verbose), NULL,
	  "every rule that has something to say on a leg, not only how many" },
	{ "no-progress", 0, FLAG, SCAN | STOCK, OPTION(no_progress), NULL, "no progress bar" },
	{ "color", 0, CHOICE, SCAN | STOCK, OPTION(color), "auto|always|never", "auto: on a terminal, unless NO_COLOR is set" },
	{ "max-file-size", 0, BYTES, SCAN | ONE | STOCK, OPTION(limits.file_bytes), "BYTES", "larger files are not read" },
	{ "max-depth", 0, NUMBER, SCAN | ONE | STOCK, OPTION(limits.depth), "N", "nesting of any format", UP_LIMIT_DEPTH_MOST },
	{ "max-embed-depth", 0, NUMBER, SCAN | ONE, OPTION(limits.embed_depth), "N", "scripts within scripts", UP_LIMIT_EMBED_DEPTH_MOST },
	{ "max-facts", 0, NUMBER, SCAN | ONE | STOCK, OPTION(limits.facts), "N", "facts of one source" },
	{ "max-words", 0, NUMBER, SCAN | ONE, OPTION(limits.words), "N", "words of one command, directive or tag" },
	{ "max-parse-ms", 0, NUMBER, SCAN | ONE | STOCK, OPTION(limits.parse_ms), "MS", "time for one source" },
	{ "max-source-memory", 0, BYTES, SCAN | ONE | STOCK, OPTION(limits.arena_bytes), "BYTES", "what facts of one source take" },
	{ "max-findings", 0, NUMBER, SCAN, OPTION(limits.findings), "N", "findings of the run" },
	{ "max-notes", 0, NUMBER, SCAN | STOCK, OPTION(limits.notes), "N", "notes of the run" },
	{ "max-findings-per-file", 0, NUMBER, SCAN, OPTION(limits.findings_per_source), "N", "findings of one source" },
	{ "max-notes-per-file", 0, NUMBER, SCAN, OPTION(limits.notes_per_source), "N", "notes of one source" },
	{ "max-walk-depth", 0, NUMBER, SCAN | STOCK, OPTION(limits.walk_depth), "N", "folders below a root" },
	{ "max-archive-depth", 0, NUMBER, SCAN, OPTION(limits.archive_depth), "N", "containers within containers",
	  UP_LIMIT_ARCHIVE_DEPTH_MOST },
	{ "max-archive-members", 0, NUMBER, SCAN, OPTION(limits.archive_members), "N", "members of one package or archive" },
	{ "max-archive-bytes", 0, BYTES, SCAN, OPTION(limits.archive_bytes), "BYTES", "what may come out of one package or archive" },
	{ "max-archive-ratio", 0, NUMBER, SCAN, OPTION(limits.archive_ratio), "N", "bytes that one byte of an archive may become" },
	{ "regex-match-limit", 0, NUMBER, SCAN | UP_OPTIONS_EXPLAIN_FILE, OPTION(limits.regex_match), "N",
	  "steps of one regular expression" },
	{ "max-regex-calls", 0, NUMBER, SCAN | UP_OPTIONS_EXPLAIN_FILE, OPTION(limits.regex_calls), "N",
	  "regular expressions tried on one source" },
	{ "prefilter", 0, CHOICE, SCAN, OPTION(prefilter), "on|plain|off", NULL },
	{ "shuffle", 0, SEED, SCAN | STOCK, OPTION(shuffle), "SEED", NULL },
	{ "help", 'h', FLAG, ~0u, OPTION(help), NULL, "this page" },
};

enum {
	ROWS = sizeof table / sizeof *table
};

static void set_defaults(struct up_options *options, unsigned command)
{
	*options = (struct up_options){
		.fail_on = UP_LEVEL_ERROR, .max_advisory_days = 30, .horizon = UP_HORIZON_UNSET, .limits = up_limits_default
	};
	if (command & STOCK)
		options->limits.file_bytes = UP_LIMIT_LOCK_FILE_BYTES;
}

/* --- values ----------------------------------------------------------------------------------------------------------- */

void up_list_add(struct up_list *list, up_str item)
{
	list->items = up_grow(list->items, &list->capacity, list->n + 1, sizeof *list->items);
	list->items[list->n++] = item;
}

static bool read_number(const char *name, const char *text, bool suffix, uint64_t most, uint64_t *ret_value)
{
	static const char units[] = "kmg";
	up_str digits = up_str_from(text);
	uint64_t value, unit = 1;
	const char *found = suffix && digits.len ? strchr(units, up_lower(digits.s[digits.len - 1])) : NULL;
	if (found && *found) {
		unit = (uint64_t)1024 << 10 * (found - units);
		digits = up_str_slice(digits, 0, digits.len - 1);
	}
	if (!up_str_to_u64(digits, &value) || __builtin_mul_overflow(value, unit, &value) || value > most) {
		up_say("--%s takes a whole number%s up to %llu; '%s' is not that", name, suffix ? " (K, M and G allowed)" : "",
		       (unsigned long long)most, text);
		return false;
	}
	*ret_value = value;
	return true;
}

static bool fault_format(up_str name)
{
	struct up_buf known = { 0 }, near = { 0 };
	struct up_suggest suggest;
	up_suggest_init(&suggest, name);
	for (const struct up_reporter *const *reporter = up_reporters; *reporter; reporter++) {
		up_buf_printf(&known, "%s%s", known.len ? ", " : "", (*reporter)->name);
		up_suggest_add(&suggest, up_str_from((*reporter)->name));
	}
	up_suggest_write(&suggest, &near);
	up_say("there is no format '%.*s'; known are %s%.*s", UP_FMT(name), known.bytes, UP_FMT(up_buf_str(&near)));
	up_buf_finish(&known);
	up_buf_finish(&near);
	return false;
}

static bool read_format(struct up_options *options, const char *text)
{
	up_str value = up_str_from(text);
	size_t equals = up_str_find_byte(value, '=', 0);
	up_str name = up_str_slice(value, 0, equals);
	const struct up_reporter *reporter = up_reporter_by_name(name);
	if (!reporter)
		return fault_format(name);
	if (options->n_outputs == UP_OUTPUTS) {
		up_say("--format can be given %d times at the most", UP_OUTPUTS);
		return false;
	}
	const char *file = equals == SIZE_MAX || !strcmp(text + equals + 1, "-") ? NULL : text + equals + 1;
	if (file && !*file) {
		up_say("--format %s names no file", text);
		return false;
	}
	for (size_t i = 0; i < options->n_outputs; i++) {
		const char *other = options->outputs[i].file;
		if (!file && !other)
			up_say("two formats cannot both go to standard output: write --format NAME=FILE for one of them");
		else if (file && other && !strcmp(file, other))
			up_say("two formats cannot both go to %s", file);
		else
			continue;
		return false;
	}
	options->outputs[options->n_outputs++] = (struct up_output){ reporter, file };
	return true;
}

/* Is the text one of "a|b|c"? */
static bool check_choice(const struct row *row, const char *text)
{
	up_str choices = up_str_from(row->argument);
	for (size_t at = 0; at < choices.len;) {
		size_t bar = up_str_find_byte(choices, '|', at);
		if (up_str_eq(up_str_slice(choices, at, bar), up_str_from(text)))
			return true;
		at = bar == SIZE_MAX ? choices.len : bar + 1;
	}
	up_say("--%s takes %s; '%s' is none of them", row->name, row->argument, text);
	return false;
}

static bool read_fail_on(struct up_options *options, const struct row *row, const char *text)
{
	if (!check_choice(row, text))
		return false;
	options->fail_on = !strcmp(text, "never") ? UP_LEVEL_NONE : up_level_from_name(up_str_from(text));
	return true;
}

static bool read_glob(struct up_list *list, const struct row *row, const char *text)
{
	if (!up_glob_valid(up_str_from(text))) {
		up_say("--%s: the glob '%s' has a bracket or brace that is not closed", row->name, text);
		return false;
	}
	up_list_add(list, up_str_from(text));
	return true;
}

static bool apply(struct up_options *options, const struct row *row, const char *argument)
{
	char *target = (char *)options + row->offset;
	uint64_t value;
	switch (row->kind) {
	case FLAG:
		*(bool *)target = true;
		return true;
	case CHOICE:
		if (!check_choice(row, argument))
			return false;
		__attribute__((fallthrough));
	case TEXT:
		memcpy(target, &argument, sizeof argument);
		return true;
	case LIST:
		up_list_add((struct up_list *)(void *)target, up_str_from(argument));
		return true;
	case GLOBS:
		return read_glob((struct up_list *)(void *)target, row, argument);
	case NUMBER:
		if (!read_number(row->name, argument, false, row->most ? row->most : UINT32_MAX - 1, &value))
			return false;
		*(uint32_t *)(void *)target = (uint32_t)value;
		return true;
	case BYTES:
		return read_number(row->name, argument, true,
				   row->offset == OPTION(limits.archive_bytes) ? (uint64_t)1 << 40 : (uint64_t)1 << 31,
				   (uint64_t *)(void *)target);
	case SEED:
		return read_number(row->name, argument, false, UINT64_MAX, (uint64_t *)(void *)target);
	case FORMAT:
		return read_format(options, argument);
	case FAIL_ON:
		return read_fail_on(options, row, argument);
	case RULES:
		options->rules = up_grow(options->rules, &options->rules_capacity, options->n_rules + 1, sizeof *options->rules);
		options->rules[options->n_rules++] = argument;
		return true;
	}
	return false;
}

/* --- getopt ----------------------------------------------------------------------------------------------------------- */

/* getopt's own tables, for the rows of one command. Codes: the letter, or 1000 + the row. */
static void make_tables(unsigned command, struct option *longs, char *shorts)
{
	size_t n = 0;
	*shorts++ = ':'; /* a missing argument is told from an option that does not exist */
	for (size_t i = 0; i < ROWS; i++) {
		if (!(table[i].commands & command))
			continue;
		longs[n++] = (struct option){ table[i].name, table[i].argument ? required_argument : no_argument, NULL, 1000 + (int)i };
		if (table[i].letter) {
			*shorts++ = table[i].letter;
			if (table[i].argument)
				*shorts++ = ':';
		}
	}
	longs[n] = (struct option){ 0 };
	*shorts = '\0';
}

static const struct row *row_of(int code, unsigned command)
{
	if (code >= 1000)
		return &table[code - 1000];
	for (size_t i = 0; i < ROWS; i++)
		if (table[i].letter == code && (table[i].commands & command))
			return &table[i];
	return NULL;
}

static void fault_unknown(up_str word, unsigned command)
{
	char dashed[ROWS][32];
	struct up_suggest suggest;
	struct up_buf near = { 0 };
	word = up_str_slice(word, 0, up_str_find_byte(word, '=', 0));
	up_suggest_init(&suggest, word);
	for (size_t i = 0; i < ROWS && up_str_starts(word, UP_STR("--")); i++) {
		snprintf(dashed[i], sizeof dashed[i], "--%s", table[i].name);
		if ((table[i].commands & command) && table[i].help)
			up_suggest_add(&suggest, up_str_from(dashed[i]));
	}
	up_suggest_write(&suggest, &near);
	up_say("there is no option '%.*s'%.*s", UP_FMT(word), UP_FMT(up_buf_str(&near)));
	up_buf_finish(&near);
}

/* What getopt did not like; `optopt` says which row, if any. */
static void fault(int code, char **argv, unsigned command)
{
	const char letter[] = { '-', (char)optopt, '\0' };
	const struct row *row = optopt ? row_of(optopt, command) : NULL;
	if (row && code == ':')
		up_say("--%s takes a value: %s", row->name, row->argument);
	else if (row)
		up_say("--%s takes no value", row->name);
	else
		fault_unknown(up_str_from(optopt ? letter : argv[optind - 1]), command);
}

static bool print_help(const struct up_command *command)
{
	struct up_buf out = { 0 };
	struct up_options defaults;
	set_defaults(&defaults, command->options);
	up_buf_printf(&out, "usage: uplint %s [OPTIONS]%s%s\n\n%s\n\n", command->name, *command->arguments ? " " : "", command->arguments,
		      command->about);
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &table[i];
		char left[64];
		if (!(row->commands & command->options) || !row->help)
			continue;
		snprintf(left, sizeof left, "%s%c%s--%s%s%s", row->letter ? "-" : " ", row->letter ? row->letter : ' ',
			 row->letter ? ", " : "  ", row->name, row->argument ? " " : "", row->argument ? row->argument : "");
		up_buf_printf(&out, "  %-40s %s", left, row->help);
		const void *value = (const char *)&defaults + row->offset;
		if (row->kind == NUMBER && *(const uint32_t *)value && *(const uint32_t *)value != UP_HORIZON_UNSET)
			up_buf_printf(&out, " (%u)", *(const uint32_t *)value);
		if (row->kind == BYTES)
			up_buf_printf(&out, " (%lluM)", (unsigned long long)*(const uint64_t *)value >> 20);
		up_buf_add_byte(&out, '\n');
	}
	if (command->options & SCAN)
		up_buf_add_s(&out, "\nExit status: 0 nothing at or above --fail-on; 1 findings; 2 usage or internal error; "
				   "3 incomplete, with --strict.\n");
	bool fine = up_print(up_buf_str(&out));
	up_buf_finish(&out);
	return fine;
}

/* Which of them asks for a repository; NULL = none. False after a message: two do, or one does of standard input. */
static bool check_git(const struct up_options *options, const char **ret_name)
{
	const char *const asked[] = { options->staged ? "--staged" : NULL, options->diff_base ? "--diff-base" : NULL,
				      options->history ? "--history" : NULL };
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		if (asked[i] && *ret_name) {
			up_say("%s and %s ask for different things; say one of them", *ret_name, asked[i]);
			return false;
		}
		if (asked[i])
			*ret_name = asked[i];
	}
	for (size_t i = 0; *ret_name && i < options->n_operands; i++) {
		if (!strcmp(options->operands[i], "-")) {
			up_say("%s looks into a git repository; standard input (-) is none", *ret_name);
			return false;
		}
	}
	return true;
}

/* A repository is found from the current folder where no path is given. */
static bool check_operands(const struct up_command *command, struct up_options *options)
{
	const char *git = NULL;
	if (!check_git(options, &git))
		return false;
	if (git && !options->n_operands) {
		options->dot[0] = '.';
		options->here[0] = options->dot;
		options->operands = options->here;
		options->n_operands = 1;
		options->is_whole_tree = true;
	}
	if (options->n_operands < command->least)
		up_say("%s needs %s", command->name, command->arguments);
	else if (options->n_operands > command->most && command->most)
		up_say("%s takes one %s; '%s' is one too many", command->name, command->arguments, options->operands[command->most]);
	else if (options->n_operands > command->most)
		up_say("%s takes no argument; '%s' is one too many", command->name, options->operands[0]);
	else
		return true;
	return false;
}

static bool read_options(int argc, char **argv, unsigned command, struct up_options *options)
{
	struct option longs[ROWS + 1];
	char shorts[2 * ROWS + 2];
	make_tables(command, longs, shorts);
	optind = 0;
	opterr = 0;
	for (int code; (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
		const struct row *row = code == '?' || code == ':' ? NULL : row_of(code, command);
		if (!row)
			fault(code, argv, command);
		if (!row || !apply(options, row, optarg))
			return false;
	}
	options->operands = argv + optind;
	options->n_operands = (size_t)(argc - optind);
	return true;
}

enum {
	GO = -1
};

static void finish(struct up_options *options)
{
	struct up_list *const lists[] = { &options->trust, &options->advisories, &options->against, &options->from,   &options->to,
					  &options->only,  &options->skip,       &options->exclude, &options->include };
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		up_free(lists[i]->items);
	up_free(options->rules);
	*options = (struct up_options){ 0 };
}

/* Fills *options from argv (argv[0] is the command). GO: finish them when done. Otherwise nothing is left to do, and the result is the exit
 * status: the help was printed, or a message says what is wrong. */
static int begin(int argc, char **argv, const struct up_command *command, struct up_options *options)
{
	set_defaults(options, command->options);
	bool fine = read_options(argc, argv, command->options, options);
	if (fine && options->help) {
		finish(options);
		return print_help(command) ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
	}
	if (fine && check_operands(command, options))
		return GO;
	fprintf(stderr, "usage: uplint %s [OPTIONS]%s%s\nuplint %s --help shows more.\n", command->name, *command->arguments ? " " : "",
		command->arguments, command->name);
	finish(options);
	return UP_STATUS_ERROR;
}

int up_options_run(int argc, char **argv, const struct up_command *command, int (*run)(struct up_options *options))
{
	struct up_options options;
	int status = begin(argc, argv, command, &options);
	if (status != GO)
		return status;
	status = run(&options);
	finish(&options);
	return status;
}

bool up_options_parser(const struct up_options *options, const struct up_parser **ret_parser)
{
	if (!options->parser)
		return true;
	*ret_parser = up_parser_by_name(up_str_from(options->parser));
	if (*ret_parser)
		return true;
	struct up_buf near = { 0 };
	struct up_suggest suggest;
	up_suggest_init(&suggest, up_str_from(options->parser));
	for (const struct up_parser *const *parser = up_parsers; *parser; parser++)
		up_suggest_add(&suggest, up_str_from((*parser)->name));
	up_suggest_write(&suggest, &near);
	up_say("there is no parser '%s'%s", options->parser, near.len ? near.bytes : "; uplint explain-file FILE lists them");
	up_buf_finish(&near);
	return false;
}

bool up_options_want_json(const struct up_options *options)
{
	return options->format && !strcmp(options->format, "json");
}

struct up_rules *up_options_rules(const struct up_options *options, const struct up_config *config)
{
	struct up_buf faults = { 0 };
	const struct up_rules_options asked = {
		.from = options->from.items,
		.n_from = options->from.n,
		.to = options->to.items,
		.n_to = options->to.n,
		.only = options->only.items,
		.n_only = options->only.n,
		.skip = options->skip.items,
		.n_skip = options->skip.n,
		.folders = options->rules,
		.n_folders = options->n_rules,
		.from_places = config ? config->from_places : NULL,
		.n_from_places = config ? config->n_from : 0,
		.to_places = config ? config->to_places : NULL,
		.n_to_places = config ? config->n_to : 0,
	};
	struct up_rules *rules = up_rules_open(&asked, &faults);
	if (!rules)
		up_say_lines(faults.bytes ? up_buf_str(&faults) : UP_STR("the rules cannot be opened"));
	up_buf_finish(&faults);
	return rules;
}
