/* Units of the package against those of the host: taken away while they are enabled, masked, overridden. */
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "base/memory.h"
#include "estate/dpkg.h"
#include "estate/units-private.h"

/* --- who owns a unit ---------------------------------------------------------------------------------------------------- */

/* "nginx:amd64.list" belongs to nginx. */
static up_str list_owner(up_str below)
{
	up_str name = up_str_basename(below);
	name = up_str_slice(name, 0, name.len - (up_str_ends(name, UP_STR(".list")) ? 5 : 0));
	return up_str_slice(name, 0, up_str_find_byte(name, ':', 0));
}

void up_units_add_list(struct up_ledger *ledger, const struct up_ledger_entry *at, up_str bytes)
{
	struct up_arena *arena = up_arena_new();
	up_str line, name;
	bool is_user;
	for (size_t offset = 0; up_line_next(bytes, &offset, &line);) {
		up_str below = up_str_slice(line, up_str_starts(line, UP_STR("/")) ? 1 : 0, line.len);
		if (up_unit_place_of(below, arena, &name, &is_user) != UP_UNIT_PLACE_FILE)
			continue;
		struct up_ledger_entry entry = *at;
		entry.kind = UP_FACT_FILE;
		entry.path = UP_STR("owns");
		entry.key = list_owner(up_ledger_below(at));
		entry.value = below;
		up_ledger_add(ledger, &entry);
		up_arena_reset(arena);
	}
	up_arena_free(arena);
}

static void add_package(struct up_ledger *ledger, const struct up_ledger_entry *at, const char *path, up_str key)
{
	struct up_ledger_entry entry = *at;
	entry.kind = UP_FACT_FILE;
	entry.path = up_str_from(path);
	entry.key = key;
	entry.value = UP_STR("");
	up_ledger_add(ledger, &entry);
}

/* "libc6 (>= 2.36), default-mta | mail-transport-agent": one entry for each that is asked for. */
static void add_needed(struct up_ledger *ledger, const struct up_ledger_entry *at, up_str list)
{
	for (size_t start = 0; start < list.len;) {
		size_t end = up_str_find_byte(list, ',', start);
		end = end == SIZE_MAX ? list.len : end;
		up_str asked = up_str_trim(up_str_slice(list, start, end));
		if (asked.len)
			add_package(ledger, at, "needs", asked);
		start = end + 1;
	}
}

void up_units_add_control(struct up_ledger *ledger, const struct up_ledger_entry *at, up_str bytes)
{
	static const char *const needs[] = { "Depends:", "Pre-Depends:", "Recommends:" };
	up_str line, field = UP_STR("Package:");
	for (size_t offset = 0; up_line_next(bytes, &offset, &line);) {
		if (up_str_starts(line, field))
			add_package(ledger, at, "is", up_str_trim(up_str_slice(line, field.len, line.len)));
		for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
			if (up_str_starts(line, up_str_from(needs[i])))
				add_needed(ledger, at, up_str_slice(line, strlen(needs[i]), line.len));
	}
}

void up_units_add_status(struct up_ledger *ledger, const struct up_ledger_entry *at, up_str bytes)
{
	struct up_package package;
	for (size_t offset = 0; up_dpkg_next(bytes, &offset, &package);)
		add_package(ledger, at, "has", package.name);
}

/* --- what comes with it ------------------------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

/* Is one of "a (>= 1) | b:any" installed? */
static bool is_met(const up_str *installed, size_t n, up_str asked)
{
	for (size_t start = 0; start < asked.len;) {
		size_t end = up_str_find_byte(asked, '|', start);
		end = end == SIZE_MAX ? asked.len : end;
		up_str name = up_str_trim(up_str_slice(asked, start, end));
		size_t length = 0;
		while (length < name.len && !strchr(" (:", name.s[length]))
			length++;
		name = up_str_slice(name, 0, length);
		if (bsearch(&name, installed, n, sizeof name, by_name))
			return true;
		start = end + 1;
	}
	return false;
}

size_t up_units_unmet(const struct up_ledger *ledger, up_str *ret_containers, size_t most)
{
	size_t n, n_installed = 0, capacity = 0, n_unmet = 0;
	const struct up_ledger_entry *files = up_ledger_of(ledger, UP_FACT_FILE, &n);
	up_str *installed = NULL;
	for (size_t i = 0; i < n; i++) {
		bool has = files[i].side == UP_SIDE_HOST && up_str_eq(files[i].path, UP_STR("has"));
		bool is = files[i].side == UP_SIDE_PACKAGE && up_str_eq(files[i].path, UP_STR("is"));
		if (!has && !is)
			continue;
		installed = up_grow(installed, &capacity, n_installed + 1, sizeof *installed);
		installed[n_installed++] = files[i].key;
	}
	if (n_installed)
		qsort(installed, n_installed, sizeof *installed, by_name);
	for (size_t i = 0; n_installed && i < n && n_unmet < most; i++) {
		if (files[i].side != UP_SIDE_PACKAGE || !up_str_eq(files[i].path, UP_STR("needs")) ||
		    is_met(installed, n_installed, files[i].key))
			continue;
		up_str container = up_str_slice(files[i].source, 0, files[i].below - (sizeof "control/" - 1));
		if (!n_unmet || !up_str_eq(ret_containers[n_unmet - 1], container))
			ret_containers[n_unmet++] = container;
	}
	up_free(installed);
	return n_unmet;
}

/* --- taken away ------------------------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
	const struct up_ledger_entry *const *x = a, *const *y = b;
	int order = up_str_cmp((*x)->key, (*y)->key);
	return order ? order : up_str_cmp((*x)->value, (*y)->value);
}

struct comparison {
	const struct up_unit_set *set;
	struct up_unit_advice advice;
	const struct up_form_sink *sink;
	struct up_arena *arena;
	const struct up_ledger_entry **packages; /* of the package side: who a container is; by key */
	size_t n_packages, capacity;
};

static const struct up_ledger_entry *container_of(const struct comparison *comparison, up_str package)
{
	const struct up_ledger_entry wanted = { .key = package }, *pointer = &wanted;
	size_t low = 0, high = comparison->n_packages;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (by_key(&comparison->packages[middle], &pointer) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == comparison->n_packages || !up_str_eq(comparison->packages[low]->key, package))
		return NULL;
	return comparison->packages[low];
}

static void state(const struct comparison *comparison, const char *key, up_str path, up_str unit, up_str detail)
{
	comparison->sink->state(comparison->sink->data,
				&(struct up_form){ .path = path, .key = up_str_from(key), .value = unit, .detail = detail });
}

/* An entry of dpkg's list of a package on the host. */
static void compare_owned(struct comparison *comparison, const struct up_ledger_entry *entry)
{
	const struct up_ledger_entry *container = container_of(comparison, entry->key);
	up_str name;
	bool is_user;
	if (!container || up_unit_place_of(entry->value, comparison->arena, &name, &is_user) != UP_UNIT_PLACE_FILE)
		return;
	const struct up_unit *unit = up_unit_set_get(comparison->set, name, is_user);
	if (!unit || !(unit->marks & UP_UNIT_ENABLED) || unit->marks & (UP_UNIT_IN_PACKAGE | UP_UNIT_OVERRIDDEN))
		return;
	/* What the package's other names are: not those that the host has now. */
	bool is_reverse;
	const struct up_unit_rename *row = up_unit_renamed(&comparison->advice, name, &is_reverse);
	const struct up_unit *other = row && !is_reverse ? up_unit_set_get(comparison->set, row->to, is_user) : NULL;
	up_str detail = other && other->marks & UP_UNIT_IN_PACKAGE
				? up_arena_printf(comparison->arena, "the package has `%.*s` in its place", UP_FMT(row->to))
				: up_arena_printf(comparison->arena, "it belongs to `%.*s` on the host", UP_FMT(entry->key));
	state(comparison, "unit-removed-while-enabled", container->source, name, detail);
}

/* --- masked, overridden --------------------------------------------------------------------------------------------------- */

static void compare_unit(const struct comparison *comparison, const struct up_unit *unit)
{
	if (!(unit->marks & UP_UNIT_IN_PACKAGE) || !unit->package || unit->target.len)
		return;
	if (unit->marks & UP_UNIT_MASKED_HERE) {
		state(comparison, "unit-masked-on-host", unit->package->source, unit->name,
		      UP_STR("it will not start after the upgrade, whatever the package does"));
		return;
	}
	/* The package may bring the file in etc itself. */
	bool is_own = up_unit_is_admin(up_unit_below(unit->package));
	if (unit->marks & UP_UNIT_OVERRIDDEN && !is_own)
		state(comparison, "unit-overridden-on-host", unit->package->source, unit->name,
		      UP_STR("a file in etc/systemd takes the place of the package's whole unit"));
	else if (unit->marks & UP_UNIT_DROPPED_IN)
		state(comparison, "unit-overridden-on-host", unit->package->source, unit->name,
		      UP_STR("drop-ins in etc/systemd change parts of it"));
}

void up_units_compare(const struct up_ledger *ledger, const struct up_unit_set *set, const struct up_unit_renames *renames,
		      const struct up_form_sink *sink)
{
	struct comparison comparison = { .set = set, .advice = { set, renames, 0 }, .sink = sink, .arena = up_arena_new() };
	size_t n;
	const struct up_ledger_entry *files = up_ledger_of(ledger, UP_FACT_FILE, &n);
	for (size_t i = 0; i < n; i++) {
		if (files[i].side != UP_SIDE_PACKAGE || !up_str_eq(files[i].path, UP_STR("is")))
			continue;
		comparison.packages = up_grow(comparison.packages, &comparison.capacity, comparison.n_packages + 1,
					      sizeof *comparison.packages);
		comparison.packages[comparison.n_packages++] = &files[i];
	}
	if (comparison.n_packages)
		qsort(comparison.packages, comparison.n_packages, sizeof *comparison.packages, by_key);
	for (size_t i = 0; comparison.n_packages && i < n; i++) {
		if (files[i].side == UP_SIDE_HOST && up_str_eq(files[i].path, UP_STR("owns")))
			compare_owned(&comparison, &files[i]);
		up_arena_reset(comparison.arena);
	}
	for (size_t i = 0; i < set->n; i++)
		compare_unit(&comparison, &set->units[i]);
	up_free(comparison.packages);
	up_arena_free(comparison.arena);
}
