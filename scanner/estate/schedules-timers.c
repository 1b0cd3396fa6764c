/* Timers: a unit in one folder hides those of the same name in the folders behind it, drop-ins add to it, an empty assignment forgets the times before.
 * As systemd.unit(5) and systemd.timer(5) have it. */
#include <stdlib.h>

#include "base/memory.h"
#include "estate/schedules-private.h"

/* Where systemd looks, the first one wins. */
static const char *const folders[] = { "etc/systemd/system/",     "run/systemd/system/",         "usr/local/lib/systemd/system/",
				       "usr/lib/systemd/system/", "lib/systemd/system/",         "etc/systemd/user/",
				       "run/systemd/user/",       "usr/local/lib/systemd/user/", "usr/lib/systemd/user/",
				       "lib/systemd/user/" };

enum {
	N_FOLDERS = sizeof folders / sizeof *folders,
	N_SYSTEM = N_FOLDERS / 2,
};

/* The entries of one source. */
struct part {
	const struct up_ledger_entry *entries;
	size_t n;
	enum up_side side;
	up_str root;    /* of the host, or the container; with the folder where systemd does not look there */
	up_str unit;    /* "x.timer" */
	up_str drop_in; /* "10-more.conf", or empty: the unit itself */
	size_t folder;  /* in `folders` */
};

bool up_entry_is_of_timer(const struct up_ledger_entry *entry)
{
	up_str base = up_str_basename(entry->source), folder = up_str_slice(entry->source, 0, entry->source.len - base.len);
	return up_str_ends(base, UP_STR(".timer")) || up_str_ends(folder, UP_STR(".timer.d/"));
}

static struct part part_of(const struct up_ledger_entry *entry)
{
	struct part part = { .entries = entry, .n = 1, .side = entry->side, .root = up_str_slice(entry->source, 0, entry->below) };
	up_str below = up_ledger_below(entry), base = up_str_basename(below), rest = up_str_slice(below, 0, below.len - base.len);
	part.unit = base;
	if (up_str_ends(rest, UP_STR(".d/"))) {
		up_str folder = up_str_slice(rest, 0, rest.len - 1);
		part.drop_in = base;
		part.unit = up_str_basename(folder);
		rest = up_str_slice(rest, 0, folder.len - part.unit.len);
		part.unit.len -= 2;
	}
	for (part.folder = 0; part.folder < N_FOLDERS; part.folder++)
		if (up_str_eq(rest, up_str_from(folders[part.folder])))
			return part;
	part.root = up_str_slice(entry->source, 0, (size_t)(rest.s - entry->source.s) + rest.len);
	return part;
}

static int compare_bool(bool a, bool b)
{
	return (a > b) - (a < b);
}

/* Parts of one unit stand together: the unit itself, then its drop-ins by name, of each the one that wins first. */
static int compare(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = compare_bool(x->side == UP_SIDE_PACKAGE, y->side == UP_SIDE_PACKAGE);
	if (!order)
		order = up_str_cmp(x->root, y->root);
	if (!order)
		order = compare_bool(x->folder >= N_SYSTEM, y->folder >= N_SYSTEM);
	if (!order)
		order = up_str_cmp(x->unit, y->unit);
	if (!order)
		order = up_str_cmp(x->drop_in, y->drop_in);
	return order ? order : (x->folder > y->folder) - (x->folder < y->folder);
}

static bool is_same_unit(const struct part *a, const struct part *b)
{
	return a->side == b->side && up_str_eq(a->root, b->root) && (a->folder >= N_SYSTEM) == (b->folder >= N_SYSTEM) &&
	       up_str_eq(a->unit, b->unit);
}

/* --- values ------------------------------------------------------------------------------------------------------------- */

/* "1h 30min", "90", "1day". 0 where it is no time. */
static int64_t span_of(up_str text)
{
	static const struct {
		const char *names;
		int64_t seconds;
	} units[] = { { "s sec second seconds", 1 }, { "m min minute minutes", 60 },  { "h hr hour hours", 3600 },
		      { "d day days", 86400 },       { "w week weeks", 604800 },      { "M month months", 2629800 },
		      { "y year years", 31557600 },  { "ms msec us usec ns nsec", 0 } };
	int64_t total = 0;
	size_t i = 0;
	while (i < text.len) {
		size_t start = i;
		while (i < text.len && up_is_digit(text.s[i]))
			i++;
		uint64_t number;
		if (!up_str_to_u64(up_str_slice(text, start, i), &number) || number > 1000000)
			return 0;
		while (i < text.len && up_is_space(text.s[i]))
			i++;
		for (start = i; i < text.len && up_is_alpha(text.s[i]); i++)
			;
		up_str unit = i > start ? up_str_slice(text, start, i) : UP_STR("s");
		size_t k = 0, n = sizeof units / sizeof *units;
		while (k < n && !up_str_is_listed(unit, units[k].names))
			k++;
		if (k == n)
			return 0;
		total += (int64_t)number * units[k].seconds;
		while (i < text.len && up_is_space(text.s[i]))
			i++;
	}
	return total < 366LL * 86400 ? total : 366LL * 86400;
}

static const char *monotonic(up_str key)
{
	static const struct {
		const char *key, *text;
	} rows[] = { { "OnActiveSec", "after the timer was started" },
		     { "OnBootSec", "after the host started" },
		     { "OnStartupSec", "after systemd started" },
		     { "OnUnitActiveSec", "after its unit was last started" },
		     { "OnUnitInactiveSec", "after its unit last ended" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (up_str_eq(key, up_str_from(rows[i].key)))
			return rows[i].text;
	return NULL;
}

static bool is_yes(up_str value)
{
	return up_str_is_listed(value, "1 yes true on y t");
}

/* --- one unit ----------------------------------------------------------------------------------------------------------- */

struct timer {
	struct up_job job;
	int64_t lead;
	up_str delay;
	bool is_persistent;
};

static void apply(struct up_jobs *jobs, struct timer *timer, const struct up_ledger_entry *entry)
{
	size_t equals = up_str_find_byte(entry->key, '=', 0);
	up_str key = up_str_slice(entry->key, 0, equals),
	       value = up_str_slice(entry->key, equals == SIZE_MAX ? equals : equals + 1, SIZE_MAX);
	struct up_job *job = &timer->job;
	const char *after = monotonic(key), *fault = NULL;
	if (up_str_eq(key, UP_STR("Persistent"))) {
		timer->is_persistent = is_yes(value);
	} else if (up_str_starts(key, UP_STR("Randomized"))) {
		timer->lead = span_of(value);
		timer->delay = up_str_to_u64(value, &(uint64_t){ 0 }) ? up_arena_printf(jobs->arena, "%.*ss", UP_FMT(value)) : value;
	} else if (!value.len) {
		job->times = NULL;
		job->when = job->unplaced = UP_STR_NULL;
	} else {
		struct up_calendar calendar;
		job->when = up_clauses(jobs->arena, job->when, entry->key);
		if (after)
			job->unplaced = up_clauses(jobs->arena, job->unplaced,
						   up_arena_printf(jobs->arena, "%.*s %s", UP_FMT(value), after));
		else if (entry->flags & UP_FACT_DYNAMIC)
			job->unplaced = up_clauses(jobs->arena, job->unplaced, UP_STR("a template or a specifier stands in its time"));
		else
			up_job_add_times(jobs, job, up_calendar_read_systemd(value, &calendar, &fault) ? &calendar : NULL, value, fault);
	}
}

/* FILE entries whose names are those of timers, by root and name: the links that systemctl makes
 * ("etc/systemd/system/timers.target.wants/x.timer"), and masks. */
struct files {
	const struct up_ledger_entry **items;
	size_t n, capacity;
	bool has_links; /* of the host: a timer without one is not enabled */
};

static up_str root_of(const struct up_ledger_entry *entry)
{
	return up_str_slice(entry->source, 0, entry->below);
}

static int compare_file(const struct up_ledger_entry *file, enum up_side side, up_str root, up_str name)
{
	int order = compare_bool(file->side == UP_SIDE_PACKAGE, side == UP_SIDE_PACKAGE);
	if (!order)
		order = up_str_cmp(root_of(file), root);
	return order ? order : up_str_cmp(up_str_basename(file->source), name);
}

static int compare_files(const void *a, const void *b)
{
	const struct up_ledger_entry *const *x = a, *const *y = b;
	return compare_file(*x, (*y)->side, root_of(*y), up_str_basename((*y)->source));
}

static void find_files(const struct up_ledger *ledger, struct files *files)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_FILE, &n);
	for (size_t i = 0; i < n; i++) {
		files->has_links |= entries[i].side == UP_SIDE_HOST && up_str_contains(up_ledger_below(&entries[i]), UP_STR(".wants/"));
		if (!up_str_ends(entries[i].source, UP_STR(".timer")))
			continue;
		files->items = up_grow(files->items, &files->capacity, files->n + 1, sizeof *files->items);
		files->items[files->n++] = &entries[i];
	}
	if (files->n)
		qsort(files->items, files->n, sizeof *files->items, compare_files);
}

static void tell_state(struct up_jobs *jobs, const struct files *files, struct up_job *job, const struct part *part)
{
	size_t low = 0, high = files->n;
	bool is_wanted = false, is_masked = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_file(files->items[middle], part->side, part->root, part->unit) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < files->n && compare_file(files->items[low], part->side, part->root, part->unit) == 0; low++) {
		bool is_link = up_str_contains(up_ledger_below(files->items[low]), UP_STR(".wants/"));
		is_wanted |= is_link;
		is_masked |= !is_link && up_str_eq(files->items[low]->value, UP_STR("/dev/null"));
	}
	bool is_idle = files->has_links && !is_wanted && part->side == UP_SIDE_HOST && part->folder < N_FOLDERS;
	if (is_masked || is_idle)
		job->told = up_clauses(jobs->arena, job->told, is_masked ? UP_STR("masked") : UP_STR("not enabled"));
	job->is_off |= is_masked || is_idle;
}

/* `Unit=`, a UNIT fact of the same source; they are sorted by side and source. */
static up_str started_unit(const struct up_jobs *jobs, const struct part *part)
{
	size_t n, low = 0;
	const struct up_ledger_entry *units = up_ledger_of(jobs->ledger, UP_FACT_UNIT, &n), *of = part->entries;
	for (size_t high = n; low < high;) {
		size_t middle = low + (high - low) / 2;
		int order = (units[middle].side > of->side) - (units[middle].side < of->side);
		if (!order)
			order = up_str_cmp(units[middle].source, of->source);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n && units[low].side == of->side && up_str_eq(units[low].source, of->source); low++)
		if (up_str_eq(units[low].path, UP_STR("Unit")))
			return units[low].key;
	return up_arena_printf(jobs->arena, "%.*s.service", (int)(part->unit.len - strlen(".timer")), part->unit.s);
}

static void add_timer(struct up_jobs *jobs, const struct files *files, const struct part *parts, size_t n)
{
	struct timer timer = { .job = { .kind = UP_JOB_TIMER, .entry = parts->entries, .name = parts->unit } };
	struct up_job *job = &timer.job;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; (i == 0 || !up_str_eq(parts[i].drop_in, parts[i - 1].drop_in)) && k < parts[i].n; k++)
			apply(jobs, &timer, &parts[i].entries[k]);
	for (struct up_job_times *times = job->times; times; times = times->next)
		times->lead = timer.lead;
	job->key = up_arena_printf(jobs->arena, "timer %s%.*s", parts->folder >= N_SYSTEM && parts->folder < N_FOLDERS ? "user " : "",
				   UP_FMT(parts->unit));
	job->told = up_arena_printf(jobs->arena, "starts %.*s", UP_FMT(started_unit(jobs, parts)));
	if (timer.lead)
		job->loose = up_arena_printf(jobs->arena, "up to %.*s later, at random", UP_FMT(timer.delay));
	if (timer.is_persistent)
		job->told = up_clauses(jobs->arena, job->told, UP_STR("a missed run is made up for when the host or the timer starts"));
	tell_state(jobs, files, job, parts);
	if (job->when.len)
		up_jobs_add(jobs, job);
}

void up_jobs_add_timers(struct up_jobs *jobs)
{
	size_t n, n_parts = 0, capacity = 0;
	const struct up_ledger_entry *entries = up_ledger_of(jobs->ledger, UP_FACT_SCHEDULE, &n);
	struct part *parts = NULL;
	struct files files = { 0 };
	find_files(jobs->ledger, &files);
	for (size_t i = 0; i < n; i++) {
		struct part *last = n_parts ? &parts[n_parts - 1] : NULL;
		if (!up_entry_is_of_timer(&entries[i]) || up_entry_is_of_manuals(&entries[i]))
			continue;
		if (last && last->entries + last->n == &entries[i] && up_str_eq(last->entries->source, entries[i].source)) {
			last->n++;
			continue;
		}
		parts = up_grow(parts, &capacity, n_parts + 1, sizeof *parts);
		parts[n_parts++] = part_of(&entries[i]);
	}
	if (n_parts)
		qsort(parts, n_parts, sizeof *parts, compare);
	for (size_t i = 0, end; i < n_parts; i = end) {
		for (end = i + 1; end < n_parts && is_same_unit(&parts[i], &parts[end]);)
			end++;
		add_timer(jobs, &files, &parts[i], end - i);
	}
	up_free(files.items);
	up_free(parts);
}
