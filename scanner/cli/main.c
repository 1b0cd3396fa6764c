/* The program: finds the command and runs it. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "facts"))
		return up_command_facts(argc - 1, argv + 1);
	fprintf(stderr, "usage: uplint facts [--format json] [--parser NAME] FILE\n");
	return UP_STATUS_ERROR;
}
