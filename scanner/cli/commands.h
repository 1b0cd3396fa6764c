/* One function per command of the program; each gets the arguments from its own name on and returns the exit status. */
#pragma once

/* Exit statuses, the contract with hooks and CI. */
enum {
	UP_STATUS_CLEAN = 0,
	UP_STATUS_FINDINGS = 1,
	UP_STATUS_ERROR = 2, /* usage, configuration or internal error; UP_EXIT_ERROR of base/memory.h */
	UP_STATUS_INCOMPLETE = 3,
};

int up_command_scan(int argc, char **argv);
int up_command_package(int argc, char **argv);
int up_command_inventory(int argc, char **argv);
int up_command_facts(int argc, char **argv);
int up_command_explain(int argc, char **argv);
int up_command_explain_file(int argc, char **argv);
int up_command_path(int argc, char **argv);
int up_command_rules(int argc, char **argv);
