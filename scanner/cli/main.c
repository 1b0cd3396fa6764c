/* The program: finds the command and runs it. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/version.h"

static const struct {
	const char *name, *arguments, *summary;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "scan", "[OPTIONS] PATH…", "what an upgrade of this host, repository or file will break", up_command_scan },
	{ "explain", "RULE", "what a rule means, since when, and what to write instead", up_command_explain },
	{ "explain-file", "FILE", "how a file is read: products, parsers and their bids, rules that look at it", up_command_explain_file },
	{ "facts", "FILE", "what the parsers state of a file", up_command_facts },
	{ "rules", "list|check [DIR]|schema|page PRODUCT", "the rules: list them, check your own, their format", up_command_rules },
};

static void help(FILE *out)
{
	fputs("uplint, a preflight linter for upgrades.\n\nusage: uplint COMMAND [OPTIONS] …\n\n", out);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		fprintf(out, "  uplint %s %s\n      %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
	}
	fputs("\nuplint COMMAND --help shows the options of a command. Start with: uplint scan /etc\n", out);
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "C"); /* no report may depend on where it was made */
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		help(argc < 2 ? stderr : stdout);
		return argc < 2 ? UP_STATUS_ERROR : UP_STATUS_CLEAN;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("uplint " UP_VERSION);
		return UP_STATUS_CLEAN;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "uplint: there is no command '%s'\n\n", argv[1]);
	help(stderr);
	return UP_STATUS_ERROR;
}
