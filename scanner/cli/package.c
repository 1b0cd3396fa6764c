/* uplint package: the same as a scan of the hosts, whose own findings do not count, with the package. */
#include "cli/package.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/say.h"
#include "cli/commands.h"
#include "cli/host.h"
#include "cli/scan.h"
#include "package/openpgp.h"

/* --- inputs ----------------------------------------------------------------------------------------------------------- */

static bool needs_package(const struct up_options *options)
{
	const struct {
		const char *name;
		bool is_given;
	} given[] = { { "trust", options->trust.n },
		      { "previous", options->previous },
		      { "advisories", options->advisories.n },
		      { "escalation", options->escalation },
		      { "window", options->window } };
	for (size_t i = 0; !options->package && i < sizeof given / sizeof *given; i++) {
		if (!given[i].is_given)
			continue;
		up_say("--%s is about a package; name it with --package FILE, or write uplint package FILE", given[i].name);
		return false;
	}
	return true;
}

static bool read_window(struct up_package_inputs *inputs, const struct up_options *options)
{
	const char *fault = "";
	if (!options->window || up_time_window_parse(up_str_from(options->window), &inputs->window, &fault))
		return true;
	up_say("--window %s", fault);
	return false;
}

/* "debian=12" among the windows: read from the host, or said by the user. */
static up_str release_of(const struct up_options *options)
{
	const struct up_list *const lists[] = { &options->from, &options->to };
	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
		for (size_t i = 0; i < lists[k]->n; i++) {
			up_str product = up_str_slice(lists[k]->items[i], 0, up_str_find_byte(lists[k]->items[i], '=', 0));
			if (up_str_is_listed(product, "debian ubuntu rhel fedora suse"))
				return lists[k]->items[i];
		}
	}
	return UP_STR("");
}

static bool read_named(struct up_package_inputs *inputs, const struct up_options *options)
{
	bool fine = true;
	for (size_t i = 0; fine && i < options->trust.n; i++)
		fine = up_named_files_read(&inputs->trust, options->trust.items[i].s, "trust");
	for (size_t i = 0; fine && i < options->advisories.n; i++)
		fine = up_named_files_read(&inputs->advisories, options->advisories.items[i].s, "advisories");
	return fine;
}

static bool open_escalation(struct up_package_inputs *inputs, const struct up_options *options)
{
	if (!options->escalation)
		return true;
	inputs->escalation = open(options->escalation, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (inputs->escalation < 0)
		up_say("%s: %s", options->escalation, strerror(errno));
	return inputs->escalation >= 0;
}

bool up_package_inputs_open(struct up_package_inputs *inputs, const struct up_options *options)
{
	*inputs = (struct up_package_inputs){ .escalation = -1 };
	if (!needs_package(options) || !read_window(inputs, options) || !read_named(inputs, options) || !open_escalation(inputs, options))
		return false;
	if (options->package) {
		up_pgp_start();
		up_host_status(options, &inputs->dpkg_status, &inputs->dpkg_path);
	}
	inputs->options = (struct up_package_options){
		.path = options->package,
		.previous = options->previous,
		.trust = &inputs->trust,
		.advisories = &inputs->advisories,
		.advisories_name = options->advisories.n ? options->advisories.items[0].s : "",
		.max_advisory_days = options->max_advisory_days,
		.dpkg_path = up_buf_str(&inputs->dpkg_path),
		.dpkg_status = up_buf_str(&inputs->dpkg_status),
		.host_release = release_of(options),
		.window = options->window ? &inputs->window : NULL,
	};
	return true;
}

bool up_package_inputs_escalate(struct up_package_inputs *inputs, const struct up_options *options, const struct up_scan *scan)
{
	if (inputs->escalation < 0)
		return true;
	struct up_buf out = { 0 };
	up_scan_escalate(scan, &out);
	bool fine = up_write_all(inputs->escalation, up_buf_str(&out));
	if (!fine)
		up_say("writing to %s: %s", options->escalation, strerror(errno));
	up_buf_finish(&out);
	return fine;
}

void up_package_inputs_finish(struct up_package_inputs *inputs)
{
	if (inputs->escalation >= 0)
		close(inputs->escalation);
	up_named_files_finish(&inputs->trust);
	up_named_files_finish(&inputs->advisories);
	up_buf_finish(&inputs->dpkg_status);
	up_buf_finish(&inputs->dpkg_path);
}

/* --- the command ------------------------------------------------------------------------------------------------------ */

static const struct up_command command = {
	.options = UP_OPTIONS_PACKAGE,
	.name = "package",
	.arguments = "FILE",
	.about = "Reads an upgrade package: what it is made of, who signed it, what its scripts do, and what a host will make of it.\n"
		 "Its tables, for --format: signatures, rollback, schedules, endpoints, changes, members.",
	.least = 1,
	.most = 1,
};

static int run(struct up_options *options)
{
	const char **roots UP_AUTO_FREE = up_alloc_zero(options->against.n + 1, sizeof *roots);
	for (size_t i = 0; i < options->against.n; i++)
		roots[i] = options->against.items[i].s;
	options->package = options->operands[0];
	options->is_package_first = true;
	options->operands = (char **)(uintptr_t)roots;
	options->n_operands = options->against.n;
	if (!options->n_operands)
		options->project = ".";
	return up_scan_options_run(options);
}

int up_command_package(int argc, char **argv)
{
	return up_options_run(argc, argv, &command, run);
}
