/* The option table, and reading it. */
#include "cli/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

#include "base/memory.h"

enum kind {
	FLAG,   /* bool at offset */
	TEXT,   /* const char * at offset */
	LIST,   /* struct up_list at offset */
	NUMBER, /* unsigned or uint32_t at offset */
	BYTES,  /* uint64_t at offset; K, M suffixes */
	FORMAT,
	FAIL_ON,
	RULES,
	SEED,
};

#define OPTION(member) offsetof(struct up_options, member)

static const struct row {
	const char *name;
	char letter;
	enum kind kind;
	unsigned commands;
	size_t offset;
	const char *argument, *help;
} table[] = {
	{ "format", 'f', FORMAT, UP_OPTIONS_SCAN, 0, "NAME[=FILE]", "text, json or sarif, to standard output or a file; repeatable" },
	{ "format", 'f', TEXT, UP_OPTIONS_FACTS | UP_OPTIONS_RULES | UP_OPTIONS_EXPLAIN, OPTION(format), "text|json", "how to print" },
	{ "from", 0, LIST, UP_OPTIONS_SCAN, OPTION(from), "PRODUCT=VERSION", "what is installed; repeatable" },
	{ "to", 0, LIST, UP_OPTIONS_SCAN, OPTION(to), "PRODUCT=VERSION",
	  "what it is upgraded to; repeatable. Without it: the latest that is known" },
	{ "rules", 0, RULES, UP_OPTIONS_SCAN | UP_OPTIONS_RULES | UP_OPTIONS_EXPLAIN, 0, "DIR", "more rules; repeatable" },
	{ "only", 0, LIST, UP_OPTIONS_SCAN | UP_OPTIONS_RULES, OPTION(only), "GLOB", "only rules whose id matches; repeatable" },
	{ "skip", 0, LIST, UP_OPTIONS_SCAN | UP_OPTIONS_RULES, OPTION(skip), "GLOB", "without rules whose id matches; repeatable" },
	{ "exclude", 0, LIST, UP_OPTIONS_SCAN, OPTION(exclude), "GLOB", "leave out paths; repeatable" },
	{ "include", 0, LIST, UP_OPTIONS_SCAN, OPTION(include), "GLOB", "only these files; repeatable" },
	{ "gitignore", 0, FLAG, UP_OPTIONS_SCAN, OPTION(gitignore), NULL, "leave out what git ignores" },
	{ "config", 0, TEXT, UP_OPTIONS_SCAN, OPTION(config), "FILE", "instead of .uplint.yaml of the first root" },
	{ "no-config", 0, FLAG, UP_OPTIONS_SCAN, OPTION(no_config), NULL, "read no .uplint.yaml" },
	{ "stdin-name", 0, TEXT, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(stdin_name), "PATH", "what standard input (-) is called" },
	{ "parser", 0, TEXT, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(parser), "NAME", "read the source with this parser" },
	{ "fail-on", 0, FAIL_ON, UP_OPTIONS_SCAN, 0, "error|warning|note|never", "which level makes the exit status 1; error by default" },
	{ "strict", 0, FLAG, UP_OPTIONS_SCAN, OPTION(strict), NULL, "exit status 3 when something could not be read" },
	{ "jobs", 'j', NUMBER, UP_OPTIONS_SCAN, OPTION(jobs), "N", "threads; all processors by default" },
	{ "quiet", 'q', FLAG, UP_OPTIONS_SCAN, OPTION(quiet), NULL, "one line for each finding, nothing else" },
	{ "verbose", 'v', FLAG, UP_OPTIONS_SCAN, OPTION(verbose), NULL, "every note, not only a summary of them" },
	{ "no-progress", 0, FLAG, UP_OPTIONS_SCAN, OPTION(no_progress), NULL, "no progress bar" },
	{ "color", 0, TEXT, UP_OPTIONS_SCAN, OPTION(color), "auto|always|never", "colour on a terminal; NO_COLOR is honoured" },
	{ "max-file-size", 0, BYTES, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(limits.file_bytes), "BYTES",
	  "larger files are not read (4M)" },
	{ "max-depth", 0, NUMBER, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(limits.depth), "N", "nesting of any format (200)" },
	{ "max-embed-depth", 0, NUMBER, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(limits.embed_depth), "N", "scripts within scripts (8)" },
	{ "max-facts", 0, NUMBER, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(limits.facts), "N", "facts of one source (200000)" },
	{ "max-words", 0, NUMBER, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(limits.words), "N",
	  "words of one command or directive (4096)" },
	{ "max-parse-ms", 0, NUMBER, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(limits.parse_ms), "MS", "time for one source (2000)" },
	{ "max-source-memory", 0, BYTES, UP_OPTIONS_SCAN | UP_OPTIONS_FACTS, OPTION(limits.arena_bytes), "BYTES",
	  "what facts of one source take (6M)" },
	{ "max-findings", 0, NUMBER, UP_OPTIONS_SCAN, OPTION(limits.findings), "N", "findings of the run (20000)" },
	{ "max-notes", 0, NUMBER, UP_OPTIONS_SCAN, OPTION(limits.notes), "N", "notes of the run (100000)" },
	{ "max-findings-per-file", 0, NUMBER, UP_OPTIONS_SCAN, OPTION(limits.findings_per_source), "N", "findings of one source (1000)" },
	{ "max-notes-per-file", 0, NUMBER, UP_OPTIONS_SCAN, OPTION(limits.notes_per_source), "N", "notes of one source (20)" },
	{ "max-walk-depth", 0, NUMBER, UP_OPTIONS_SCAN, OPTION(limits.walk_depth), "N", "folders below a root (128)" },
	{ "regex-match-limit", 0, NUMBER, UP_OPTIONS_SCAN, OPTION(limits.regex_match), "N", "steps of one regular expression (100000)" },
	{ "max-regex-calls", 0, NUMBER, UP_OPTIONS_SCAN, OPTION(limits.regex_calls), "N",
	  "regular expressions tried on one source (2000000)" },
	{ "shuffle", 0, SEED, UP_OPTIONS_SCAN, OPTION(shuffle), "SEED", NULL },
	{ "help", 'h', FLAG, ~0u, OPTION(help), NULL, "this page" },
};

enum {
	ROWS = sizeof table / sizeof *table
};

void up_list_add(struct up_list *list, up_str item)
{
	list->items = up_grow(list->items, &list->capacity, list->n + 1, sizeof *list->items);
	list->items[list->n++] = item;
}

static bool read_number(const char *name, const char *text, bool suffix, uint64_t most, uint64_t *ret_value)
{
	up_str digits = up_str_from(text);
	uint64_t value, unit = 1;
	if (suffix && digits.len && strchr("kKmM", digits.s[digits.len - 1])) {
		unit = up_lower(digits.s[digits.len - 1]) == 'k' ? 1024 : 1024 * 1024;
		digits = up_str_slice(digits, 0, digits.len - 1);
	}
	if (!up_str_to_u64(digits, &value) || __builtin_mul_overflow(value, unit, &value) || value > most) {
		fprintf(stderr, "uplint: --%s takes a whole number%s up to %llu; '%s' is not that\n", name,
			suffix ? " (K and M allowed)" : "", (unsigned long long)most, text);
		return false;
	}
	*ret_value = value;
	return true;
}

static bool read_format(struct up_options *options, const char *text)
{
	up_str value = up_str_from(text);
	size_t equals = up_str_find_byte(value, '=', 0);
	const struct up_reporter *reporter = up_reporter_by_name(up_str_slice(value, 0, equals));
	if (!reporter) {
		fprintf(stderr, "uplint: there is no format '%s'; known are:", text);
		for (const struct up_reporter *const *known = up_reporters; *known; known++)
			fprintf(stderr, " %s", (*known)->name);
		fputc('\n', stderr);
		return false;
	}
	if (options->n_outputs == UP_OUTPUTS) {
		fprintf(stderr, "uplint: --format can be given %d times at the most\n", UP_OUTPUTS);
		return false;
	}
	const char *file = equals == SIZE_MAX || !text[equals + 1] ? NULL : text + equals + 1;
	for (size_t i = 0; i < options->n_outputs && !file; i++) {
		if (!options->outputs[i].file) {
			fputs("uplint: two formats cannot both go to standard output: write --format NAME=FILE for one of them\n", stderr);
			return false;
		}
	}
	options->outputs[options->n_outputs++] = (struct up_output){ reporter, file };
	return true;
}

static bool read_fail_on(struct up_options *options, const char *text)
{
	enum up_level level = up_level_from_name(up_str_from(text));
	if (!strcmp(text, "never"))
		level = UP_LEVEL_NONE;
	else if (level == _UP_LEVEL_MAX) {
		fprintf(stderr, "uplint: --fail-on takes error, warning, note or never; '%s' is none of them\n", text);
		return false;
	}
	options->fail_on = level;
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
	case TEXT:
		memcpy(target, &argument, sizeof argument);
		return true;
	case LIST:
		up_list_add((struct up_list *)(void *)target, up_str_from(argument));
		return true;
	case NUMBER:
		if (!read_number(row->name, argument, false, UINT32_MAX - 1, &value))
			return false;
		*(uint32_t *)(void *)target = (uint32_t)value;
		return true;
	case BYTES:
		if (!read_number(row->name, argument, true, (uint64_t)1 << 31, &value))
			return false;
		*(uint64_t *)(void *)target = value;
		return true;
	case SEED:
		return read_number(row->name, argument, false, UINT64_MAX, (uint64_t *)(void *)target);
	case FORMAT:
		return read_format(options, argument);
	case FAIL_ON:
		return read_fail_on(options, argument);
	case RULES:
		options->rules = up_grow(options->rules, &options->rules_capacity, options->n_rules + 1, sizeof *options->rules);
		options->rules[options->n_rules++] = argument;
		return true;
	}
	return false;
}

/* getopt's own tables, for the rows of one command. Codes: the letter, or 1000 + the row. */
static void make_tables(unsigned command, struct option *longs, char *shorts)
{
	size_t n = 0;
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

bool up_options_read(int argc, char **argv, unsigned command, const char *usage, struct up_options *options)
{
	struct option longs[ROWS + 1];
	char shorts[2 * ROWS + 1], name[32];
	*options = (struct up_options){ .fail_on = UP_LEVEL_ERROR, .limits = up_limits_default };
	make_tables(command, longs, shorts);
	snprintf(name, sizeof name, "uplint %s", argv[0]);
	argv[0] = name; /* getopt's messages begin with it */
	optind = 0;
	for (int code; (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
		const struct row *row = row_of(code, command);
		if (!row || !apply(options, row, optarg)) {
			fprintf(stderr, "usage: %s\nuplint --help shows more.\n", usage);
			up_options_finish(options);
			return false;
		}
	}
	options->operands = argv + optind;
	options->n_operands = (size_t)(argc - optind);
	return true;
}

void up_options_finish(struct up_options *options)
{
	struct up_list *const lists[] = {
		&options->from, &options->to, &options->only, &options->skip, &options->exclude, &options->include
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		up_free(lists[i]->items);
	up_free(options->rules);
	*options = (struct up_options){ 0 };
}

void up_options_help(unsigned command, struct up_buf *out)
{
	for (size_t i = 0; i < ROWS; i++) {
		char left[64];
		if (!(table[i].commands & command) || !table[i].help)
			continue;
		snprintf(left, sizeof left, "%s%c%s--%s%s%s", table[i].letter ? "-" : " ", table[i].letter ? table[i].letter : ' ',
			 table[i].letter ? ", " : "  ", table[i].name, table[i].argument ? " " : "",
			 table[i].argument ? table[i].argument : "");
		up_buf_printf(out, "  %-40s %s\n", left, table[i].help);
	}
}

struct up_rules *up_options_rules(const struct up_options *options)
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
	};
	struct up_rules *rules = up_rules_open(&asked, &faults);
	if (!rules)
		fprintf(stderr, "uplint: %s", faults.bytes ? faults.bytes : "the rules cannot be opened\n");
	up_buf_finish(&faults);
	return rules;
}
