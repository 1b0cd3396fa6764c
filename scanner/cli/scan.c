/* uplint scan: walk, match, report. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/say.h"
#include "cli/commands.h"
#include "cli/host.h"
#include "cli/options.h"
#include "cli/package.h"
#include "cli/present.h"
#include "cli/project.h"
#include "cli/scan.h"
#include "cli/version.h"
#include "core/civil.h"
#include "core/parse.h"
#include "run/baseline.h"
#include "run/identity.h"
#include "run/ignore.h"
#include "run/sandbox.h"
#include "run/scan.h"

static const struct up_command command = {
	.options = UP_OPTIONS_SCAN,
	.name = "scan",
	.arguments = "PATH…",
	.about = "Reads files and folders (- is standard input) and says what an upgrade will break.",
	.least = 1,
	.most = SIZE_MAX,
};

/* --- configuration ---------------------------------------------------------------------------------------------------- */

static void list_put_first(struct up_list *list, const up_str *items, size_t n)
{
	if (!n)
		return;
	list->items = up_grow(list->items, &list->capacity, list->n + n, sizeof *list->items);
	memmove(list->items + n, list->items, list->n * sizeof *list->items);
	memcpy(list->items, items, n * sizeof *list->items);
	list->n += n;
}

/* What the configuration says comes first, so that the command line has the last word. */
static void add_config(struct up_options *options, const struct up_config *config)
{
	list_put_first(&options->exclude, config->exclude, config->n_exclude);
	list_put_first(&options->skip, config->skip, config->n_skip);
	list_put_first(&options->from, config->from, config->n_from);
	list_put_first(&options->to, config->to, config->n_to);
}

/* --- output ----------------------------------------------------------------------------------------------------------- */

/* Report files are opened before the sandbox closes: -1 for standard output. */
static bool open_outputs(struct up_options *options, int *fds)
{
	if (!options->n_outputs)
		options->outputs[options->n_outputs++] = (struct up_output){ .reporter = up_reporter_by_name(UP_STR("text")) };
	for (size_t i = 0; i < options->n_outputs; i++) {
		fds[i] = STDOUT_FILENO;
		if (!options->outputs[i].file)
			continue;
		fds[i] = open(options->outputs[i].file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (fds[i] < 0) {
			up_say("%s: %s", options->outputs[i].file, strerror(errno));
			return false;
		}
	}
	return true;
}

/* What a baseline needs before the scan. */
struct accepted {
	struct up_buf key;
	struct up_hmac *hmac;
	struct up_baseline *baseline; /* NULL: none is read */
	struct up_baseline_file file;
	struct up_walk_own own[3]; /* the baselines, and the one in the making */
	size_t n_own;
};

static bool accepted_open(struct accepted *accepted, const struct up_options *options)
{
	const char *const paths[] = { options->baseline, options->write_baseline };
	accepted->file.folder = accepted->file.fd = -1;
	if (!options->identity_key)
		up_buf_add(&accepted->key, up_identity_fixed_key());
	else if (!up_identity_read_key(options->identity_key, &accepted->key))
		return false;
	accepted->hmac = up_hmac_new(up_buf_str(&accepted->key));
	if (options->baseline) {
		accepted->baseline = up_baseline_read(options->baseline, accepted->hmac);
		if (!accepted->baseline)
			return false;
	}
	if (options->write_baseline && !up_baseline_file_open(&accepted->file, options->write_baseline))
		return false;
	for (size_t i = 0; i < 2; i++)
		if (paths[i] && up_baseline_place(paths[i], &accepted->own[accepted->n_own]))
			accepted->n_own++;
	if (accepted->file.fd >= 0 && up_baseline_place(accepted->file.temporary.bytes, &accepted->own[accepted->n_own]))
		accepted->n_own++;
	return true;
}

static bool accepted_write(struct accepted *accepted, const struct up_report *report)
{
	if (accepted->file.fd < 0)
		return true;
	struct up_buf out = { 0 };
	up_baseline_write(report, accepted->hmac, &out);
	bool fine = up_baseline_file_commit(&accepted->file, up_buf_str(&out));
	up_buf_finish(&out);
	return fine;
}

static void accepted_finish(struct accepted *accepted)
{
	up_baseline_file_finish(&accepted->file);
	up_baseline_free(accepted->baseline);
	up_buf_finish(&accepted->key);
	up_hmac_free(accepted->hmac);
}

static bool write_reports(const struct up_options *options, const int *fds, const struct up_report *report)
{
	bool fine = true;
	for (size_t i = 0; i < options->n_outputs; i++) {
		struct up_buf out = { 0 };
		up_report_write(options->outputs[i].reporter, report, &out);
		if (!up_write_all(fds[i], up_buf_str(&out))) {
			up_say("writing the report to %s: %s", options->outputs[i].file ? options->outputs[i].file : "standard output",
			       strerror(errno));
			fine = false;
		}
		if (fds[i] != STDOUT_FILENO)
			fine &= close(fds[i]) == 0;
		up_buf_finish(&out);
	}
	return fine;
}

static void set_looks(const struct up_options *options, struct up_report *report)
{
	struct winsize size;
	bool terminal = isatty(STDOUT_FILENO);
	const char *no_color = getenv("NO_COLOR");
	report->color = terminal && !(no_color && *no_color) && strcmp(getenv("TERM") ? getenv("TERM") : "", "dumb") != 0;
	if (options->color && strcmp(options->color, "auto") != 0)
		report->color = !strcmp(options->color, "always");
	if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		report->width = size.ws_col;
	report->verbose = options->verbose;
	report->quiet = options->quiet;
}

/* --- the command ------------------------------------------------------------------------------------------------------ */

static int status_of(const struct up_report *report)
{
	bool incomplete = false, found = false;
	enum up_level least = UP_LEVEL_ERROR;
	for (size_t i = 0; i < report->n_findings; i++)
		found |= report->findings[i].suppression == UP_SUPPRESSION_NONE && report->fail_on != UP_LEVEL_NONE &&
			 report->findings[i].level >= report->fail_on;
	/* Those that are not listed are at most of the lowest level that is: where all that are listed are accepted, some of these may not be. */
	for (size_t i = 0; i < report->n_findings; i++)
		least = report->findings[i].level < least ? report->findings[i].level : least;
	found |= report->findings_dropped && report->fail_on != UP_LEVEL_NONE && least >= report->fail_on;
	for (size_t i = 0; i < report->n_notes; i++)
		incomplete |= up_note_is_incomplete(report->notes[i].reason);
	if (found)
		return UP_STATUS_FINDINGS;
	return report->strict && incomplete ? UP_STATUS_INCOMPLETE : UP_STATUS_CLEAN;
}

/* For support, suppressions and certificates that end; --today and SOURCE_DATE_EPOCH make a run repeatable. */
static time_t now(const struct up_options *options)
{
	int64_t days;
	if (options->today && up_days_read(up_str_from(options->today), &days))
		return (time_t)(days * UP_DAY_SECONDS);
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds;
	return epoch && up_str_to_u64(up_str_from(epoch), &seconds) ? (time_t)seconds : time(NULL);
}

static void today(const struct up_options *options, char date[11])
{
	time_t seconds = now(options);
	struct tm day;
	gmtime_r(&seconds, &day);
	strftime(date, 11, "%Y-%m-%d", &day);
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void fill_run(const struct up_options *options, const struct up_rules *rules, up_str *roots, char *digest, struct up_report *report)
{
	size_t n = 0;
	if (options->package && options->is_package_first)
		roots[n++] = up_str_from(options->package);
	for (size_t i = 0; i < options->n_operands; i++)
		roots[n++] = up_str_from(options->operands[i]);
	if (options->package && !options->is_package_first)
		roots[n++] = up_str_from(options->package);
	up_rules_digest(rules, digest);
	report->version = UP_STR(UP_VERSION);
	report->rules_digest = up_str_from(digest);
	report->roots = roots;
	report->n_roots = n;
	report->from = options->from.items;
	report->n_from = options->from.n;
	report->to = options->to.items;
	report->n_to = options->to.n;
	report->fail_on = options->fail_on;
	report->strict = options->strict;
}

/* Only then does the report depend on the day. */
static bool judges_support(const struct up_report *report)
{
	for (size_t i = 0; i < report->n_findings; i++)
		if (up_str_starts(report->findings[i].rule->id, UP_STR("component/end-of-life")))
			return true;
	return false;
}

static enum up_filtering filtering_of(const struct up_options *options)
{
	const char *asked = options->prefilter ? options->prefilter : "on";
	return !strcmp(asked, "plain") ? UP_FILTERING_PLAIN : !strcmp(asked, "off") ? UP_FILTERING_OFF : UP_FILTERING_ON;
}

/* No library is loaded any more, and but for what is in `folder` nothing is written. */
static void shut_in(const struct up_options *options, int folder)
{
	if (options->gitignore)
		up_ignore_load();
	up_sandbox_enter_but(folder);
}

static int scan_and_report(struct up_options *options, const struct up_rules *rules, const struct up_config *config,
			   struct up_git_scan *git, const int *fds, struct accepted *accepted, struct up_package_inputs *inputs,
			   const struct up_present_list *present)
{
	struct timespec start;
	clock_gettime(CLOCK_MONOTONIC, &start);
	char date[11], digest[65];
	today(options, date);
	shut_in(options, accepted->file.folder);
	const struct up_scan_options asked = {
		.walk = { .roots = (const char *const *)options->operands,
			  .n_roots = options->n_operands,
			  .stdin_name = options->stdin_name,
			  .exclude = options->exclude.items,
			  .n_exclude = options->exclude.n,
			  .include = options->include.items,
			  .n_include = options->include.n,
			  .own = accepted->own,
			  .n_own = accepted->n_own,
			  .gitignore = options->gitignore,
			  .n_workers = options->jobs,
			  .limits = &options->limits,
			  .shuffle_seed = options->shuffle },
		.archives = options->archives,
		.is_booked = options->package != NULL,
		.is_host_quiet = options->is_package_first,
		.package = options->package ? &inputs->options : NULL,
		.git = git,
		.rules = rules,
		.config = config,
		.today = up_str_from(date),
		.now = now(options),
		.day = { .today = (int32_t)up_civil_day_of(now(options)), .horizon = options->horizon },
		.present = present->items,
		.n_present = git ? 0 : present->n,
		.key = up_buf_str(&accepted->key),
		.baseline = accepted->baseline,
		.parser = options->parser,
		.prefilter = filtering_of(options),
		.progress = !options->no_progress && !options->quiet && isatty(STDERR_FILENO),
	};
	struct up_scan *scan = up_scan_run(&asked);
	if (!scan)
		return UP_STATUS_ERROR;
	struct up_report report = { 0 };
	up_str *roots UP_AUTO_FREE = up_alloc_zero(options->n_operands + 1, sizeof *roots);
	fill_run(options, rules, roots, digest, &report);
	if (config)
		report.config = config->name;
	up_scan_fill(scan, &report);
	if (options->horizon != UP_HORIZON_UNSET || judges_support(&report))
		report.today = up_str_from(date);
	set_looks(options, &report);
	report.seconds = seconds_since(&start);
	report.status = status_of(&report);
	bool written = accepted_write(accepted, &report) && up_package_inputs_escalate(inputs, options, scan);
	int status = write_reports(options, fds, &report) && written ? report.status : UP_STATUS_ERROR;
	up_scan_free(scan);
	return status;
}

/* The repository that --staged, --diff-base or --history look into; *ret_git stays NULL without them. False after a message. */
static bool open_git(struct up_options *options, struct up_git_scan **ret_git)
{
	enum up_git_kind kind = options->staged      ? UP_GIT_STAGED
				: options->diff_base ? UP_GIT_SINCE
				: options->history   ? UP_GIT_HISTORY
						     : UP_GIT_NOT;
	if (kind == UP_GIT_NOT)
		return true;
	const struct up_git_scan_options asked = {
		.kind = kind,
		.base = options->diff_base,
		.paths = (const char *const *)options->operands,
		.n_paths = options->n_operands,
		.is_whole_tree = options->is_whole_tree,
		.has_all_rules = options->only.n > 0,
	};
	*ret_git = up_git_scan_open(&asked);
	if (*ret_git)
		options->project = up_git_scan_root(*ret_git);
	return *ret_git != NULL;
}

static bool check_today(const struct up_options *options)
{
	int64_t days;
	if (!options->today || up_days_read(up_str_from(options->today), &days))
		return true;
	up_say("--today takes a date, YYYY-MM-DD; '%s' is not that", options->today);
	return false;
}

int up_scan_options_run(struct up_options *options)
{
	struct up_git_scan *git = NULL;
	struct up_config *config = NULL;
	int fds[UP_OUTPUTS] = { 0 }, status = UP_STATUS_ERROR;
	const struct up_parser *named = NULL;
	if (!check_today(options) || !up_options_parser(options, &named) || !open_git(options, &git))
		return UP_STATUS_ERROR;
	if (!up_project_read(options, &config)) {
		up_git_scan_close(git);
		return UP_STATUS_ERROR;
	}
	/* A suppression that covers nothing in a change may cover something in the rest. */
	if (config && git)
		config->is_of_root = false;
	if (config)
		add_config(options, config);
	struct up_arena *arena = up_arena_new();
	struct up_present_list present = { .arena = arena };
	up_present_add_versions(&present, options, config);
	up_host_add_release(options, arena, &present);
	struct up_rules *rules = up_options_rules(options, config);
	if (rules)
		up_host_add_packages(options, rules, &present);
	struct accepted accepted = { 0 };
	struct up_package_inputs inputs;
	bool fine = accepted_open(&accepted, options);
	fine = up_package_inputs_open(&inputs, options) && fine;
	if (fine && rules && up_project_check(config, rules) && open_outputs(options, fds))
		status = scan_and_report(options, rules, config, git, fds, &accepted, &inputs, &present);
	up_present_finish(&present);
	up_package_inputs_finish(&inputs);
	accepted_finish(&accepted);
	up_rules_free(rules);
	up_config_free(config);
	up_git_scan_close(git);
	up_arena_free(arena);
	return status;
}

int up_command_scan(int argc, char **argv)
{
	return up_options_run(argc, argv, &command, up_scan_options_run);
}
