/* The program: finds the command and runs it. */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "base/suggest.h"
#include "cli/commands.h"
#include "cli/version.h"

static const struct {
	const char *name, *arguments, *summary;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "scan", "PATH…", "what an upgrade of this host, repository or file will break", up_command_scan },
	{ "package", "FILE", "what an upgrade package holds, who signed it, and what a host will make of it", up_command_package },
	{ "path", "PRODUCT FROM TO", "the stops between two versions: why, what to do first, what breaks, whether it can go back",
	  up_command_path },
	{ "inventory", "PATH…", "which components a host or a repository has, in which version, and where that is said",
	  up_command_inventory },
	{ "explain", "RULE", "what a rule means, since when, and what to write instead", up_command_explain },
	{ "explain-file", "FILE", "how a file is read: products, parsers and their bids, rules that hold", up_command_explain_file },
	{ "facts", "FILE", "what the parsers state of a file", up_command_facts },
	{ "rules", "list|check [DIR]|schema|page PRODUCT", "the rules: list them, check your own, their format", up_command_rules },
};

enum {
	COMMANDS = sizeof commands / sizeof *commands
};

static void help(struct up_buf *out)
{
	up_buf_add_s(out, "uplint, a preflight linter for upgrades: it reads configuration, units, crontabs, scripts and packages,\n"
			  "and says what an upgrade will break, where, since which version, and what to write instead.\n\n"
			  "usage: uplint COMMAND [OPTIONS] …\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		up_buf_printf(out, "  uplint %s %s\n      %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
	up_buf_add_s(
		out,
		"\nuplint COMMAND --help shows the options of a command; uplint --version the version.\nStart with: uplint scan /etc\n");
}

static int print_help(void)
{
	struct up_buf out = { 0 };
	help(&out);
	bool fine = up_print(up_buf_str(&out));
	up_buf_finish(&out);
	return fine ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
}

static int fault_unknown(const char *word)
{
	struct up_suggest suggest;
	struct up_buf known = { 0 }, near = { 0 };
	up_suggest_init(&suggest, up_str_from(word));
	for (size_t i = 0; i < COMMANDS; i++) {
		up_suggest_add(&suggest, up_str_from(commands[i].name));
		up_buf_printf(&known, "%s%s", i ? ", " : "", commands[i].name);
	}
	up_suggest_write(&suggest, &near);
	up_say("there is no command '%s'%.*s", word, UP_FMT(up_buf_str(&near)));
	fprintf(stderr, "usage: uplint COMMAND [OPTIONS] …, where COMMAND is one of: %s\nuplint --help shows more.\n", known.bytes);
	up_buf_finish(&known);
	up_buf_finish(&near);
	return UP_STATUS_ERROR;
}

/* A file that is opened must not become standard output because that was closed: what is missing is filled, so that writing to it fails. */
static void fill_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	fill_standard_files();
	setlocale(LC_ALL, "C"); /* no report may depend on where it was made */
	/* Neither on its time zone, in which zip archives tell theirs. And without TZ the C library asks for /etc/localtime with each member. */
	setenv("TZ", "UTC0", 1);
	signal(SIGPIPE, SIG_IGN);
	const char *word = argc > 1 ? argv[1] : "";
	if (!strcmp(word, "--help") || !strcmp(word, "-h") || !strcmp(word, "help"))
		return print_help();
	if (!strcmp(word, "--version") || !strcmp(word, "-V"))
		return up_print(UP_STR("uplint " UP_VERSION "\n")) ? UP_STATUS_CLEAN : UP_STATUS_ERROR;
	for (size_t i = 0; i < COMMANDS; i++)
		if (!strcmp(word, commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	if (argc > 1)
		return fault_unknown(word);
	struct up_buf out = { 0 };
	help(&out);
	fputs(out.bytes, stderr);
	up_buf_finish(&out);
	return UP_STATUS_ERROR;
}
