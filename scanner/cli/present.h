/* What is known to be installed without a source of the scan that says it, and where the upgrade is to lead: a list for the scan. */
#pragma once

#include "cli/options.h"
#include "run/scan.h"

struct up_config;

struct up_present_list {
	struct up_present *items;
	size_t n, capacity;
	struct up_arena *arena;
};

void up_present_finish(struct up_present_list *list);
/* --from and --to: `from` and `to` of the options before a host adds its own. */
void up_present_add_versions(struct up_present_list *list, const struct up_options *options, const struct up_config *config);
/* The text of an os-release; `path`: as reports show it. */
void up_present_add_os(struct up_present_list *list, up_str path, up_str text);
/* The packages of dpkg's status file that their vendors built. */
void up_present_add_debs(struct up_present_list *list, const struct up_rules *rules, up_str path, up_str status);
