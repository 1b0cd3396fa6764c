/* uplint inventory: which components a host or a repository has, and where that is said. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/say.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/version.h"
#include "report/inventory.h"
#include "run/ignore.h"
#include "run/inventory.h"
#include "run/sandbox.h"

static const struct up_command command = {
	.options = UP_OPTIONS_INVENTORY,
	.name = "inventory",
	.arguments = "PATH…",
	.about = "Lists what is installed, locked or asked for in hosts and repositories: packages of the system, images, dependencies.",
	.least = 1,
	.most = SIZE_MAX,
};

static void write_report(const struct up_options *options, const struct up_report *report, struct up_buf *out)
{
	if (options->format && !strcmp(options->format, "json"))
		up_inventory_json(report, out);
	else if (options->format && !strcmp(options->format, "cyclonedx"))
		up_inventory_cyclonedx(report, out);
	else
		up_inventory_table(report, out);
}

static void set_looks(const struct up_options *options, struct up_report *report)
{
	const char *no_color = getenv("NO_COLOR");
	report->color = isatty(STDOUT_FILENO) && !(no_color && *no_color);
	if (options->color && strcmp(options->color, "auto") != 0)
		report->color = !strcmp(options->color, "always");
	report->verbose = options->verbose;
	report->quiet = options->quiet;
}

static int status_of(const struct up_report *report)
{
	for (size_t i = 0; report->strict && i < report->n_notes; i++)
		if (up_note_is_incomplete(report->notes[i].reason))
			return UP_STATUS_INCOMPLETE;
	return UP_STATUS_CLEAN;
}

static int take_and_report(const struct up_options *options, const struct up_rules *rules)
{
	struct timespec start, end;
	clock_gettime(CLOCK_MONOTONIC, &start);
	if (options->gitignore)
		up_ignore_load();
	up_sandbox_enter();
	const struct up_inventory_options asked = {
		.walk = { .roots = (const char *const *)options->operands,
			  .n_roots = options->n_operands,
			  .exclude = options->exclude.items,
			  .n_exclude = options->exclude.n,
			  .include = options->include.items,
			  .n_include = options->include.n,
			  .gitignore = options->gitignore,
			  .stdin_name = options->stdin_name,
			  .n_workers = options->jobs,
			  .limits = &options->limits,
			  .shuffle_seed = options->shuffle },
		.rules = rules,
		.progress = !options->no_progress && !options->quiet && isatty(STDERR_FILENO),
	};
	struct up_taken *taken = up_inventory_take(&asked);
	if (!taken)
		return UP_STATUS_ERROR;
	up_str *roots UP_AUTO_FREE = up_alloc_zero(options->n_operands + 1, sizeof *roots);
	for (size_t i = 0; i < options->n_operands; i++)
		roots[i] = up_str_from(options->operands[i]);
	struct up_report report = {
		.version = UP_STR(UP_VERSION), .roots = roots, .n_roots = options->n_operands, .strict = options->strict
	};
	up_taken_fill(taken, &report);
	set_looks(options, &report);
	clock_gettime(CLOCK_MONOTONIC, &end);
	report.seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
	report.status = status_of(&report);
	struct up_buf out = { 0 };
	write_report(options, &report, &out);
	int status = up_print(up_buf_str(&out)) ? report.status : UP_STATUS_ERROR;
	up_buf_finish(&out);
	up_taken_free(taken);
	return status;
}

static int run(struct up_options *options)
{
	struct up_rules *rules = up_options_rules(options, NULL);
	int status = rules ? take_and_report(options, rules) : UP_STATUS_ERROR;
	up_rules_free(rules);
	return status;
}

int up_command_inventory(int argc, char **argv)
{
	return up_options_run(argc, argv, &command, run);
}
