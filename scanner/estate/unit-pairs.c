/* Pairs across the scripts of a package: what preinst, prerm or a numbered step stops, some script of the package has to start again. */
#include <stdlib.h>

#include "base/memory.h"
#include "estate/units-private.h"

/* --- which scripts ------------------------------------------------------------------------------------------------------ */

static bool holds_any(up_str name, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_contains(name, up_str_from(words[i])))
			return true;
	return false;
}

/* After them nothing needs to run: they take away, or go back. */
static bool takes_away(up_str base)
{
	static const char *const words[] = { "remove",   "uninstall", "rollback",  "revert", "restore", "down",   "disable",
					     "teardown", "destroy",   "deinstall", "postrm", "postun",  "backout" };
	return holds_any(base, words, sizeof words / sizeof *words);
}

/* What lies in an installed system is no script of the upgrade. */
static bool is_installed(up_str source)
{
	static const char *const folders[] = { "data/", "usr/", "etc/", "lib/", "opt/", "var/" };
	up_str path = source;
	for (size_t at; (at = up_str_find(path, UP_STR("!/"), 0)) != SIZE_MAX;)
		path = up_str_slice(path, at + 2, path.len);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (up_str_starts(path, up_str_from(folders[i])))
			return true;
	return false;
}

/* One script of several that make one upgrade, and not the last one. The others are judged by themselves. */
static bool is_before(up_str source)
{
	static const char *const words[] = { "pre", "stop" };
	up_str base = up_str_basename(source);
	if (takes_away(base) || is_installed(source))
		return false;
	return (base.len && up_is_digit(base.s[0])) || holds_any(base, words, sizeof words / sizeof *words);
}

/* --- what they do ------------------------------------------------------------------------------------------------------- */

static up_str verb_of(up_str path)
{
	size_t blank = path.len;
	while (blank && path.s[blank - 1] != ' ')
		blank--;
	return blank ? up_str_slice(path, blank, path.len) : UP_STR("");
}

/* What is disabled or masked is not meant to come back, and who enables with --now starts. A verb that is a variable may be any. */
static bool starts(const struct up_ledger_entry *entry)
{
	static const char verbs[] = "start restart reload-or-restart force-reload enable reenable disable mask ?";
	return up_str_is_listed(verb_of(entry->path), verbs) && !takes_away(up_str_basename(entry->source)) &&
	       !up_unit_is_far(entry->embedded_in);
}

static int by_name(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

void up_units_pair(const struct up_ledger_entry *entries, size_t n, const struct up_form_sink *sink)
{
	up_str *started = up_alloc_zero(n + 1, sizeof *started);
	size_t n_started = 0;
	bool is_any = false;
	for (size_t i = 0; i < n; i++) {
		if (entries[i].side != UP_SIDE_PACKAGE || !starts(&entries[i]))
			continue;
		is_any |= up_str_eq(entries[i].key, UP_STR("?"));
		started[n_started++] = entries[i].key;
	}
	if (n_started)
		qsort(started, n_started, sizeof *started, by_name);
	for (size_t i = 0; i < n && !is_any; i++) {
		const struct up_ledger_entry *entry = &entries[i];
		/* What debhelper writes has its other half where it is wanted. */
		bool is_made = up_str_starts(entry->path, UP_STR("deb-systemd-"));
		if (entry->side != UP_SIDE_PACKAGE || is_made || !up_str_eq(verb_of(entry->path), UP_STR("stop")) ||
		    entry->flags & UP_FACT_ARGUED)
			continue;
		if (up_unit_is_user(entry->path) || up_unit_is_far(entry->embedded_in) || !is_before(entry->source))
			continue;
		if (n_started && bsearch(&entry->key, started, n_started, sizeof *started, by_name))
			continue;
		sink->state(sink->data, &(struct up_form){ .path = entry->source,
							   .at = entry->at,
							   .end = entry->end,
							   .key = UP_STR("unit-stopped"),
							   .value = entry->key });
	}
	up_free(started);
}
