/* The package: its containers are read as sources, then what it claims is checked, then it is held against the host. */
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "estate/effects.h"
#include "estate/endpoints.h"
#include "estate/schedules.h"
#include "estate/units.h"
#include "package/tables.h"
#include "run/package-files.h"
#include "run/scan-private.h"

struct reading {
	const struct up_walk_container *container;
};

static void on_member(void *data, struct up_member_source *source)
{
	struct reading *reading = data;
	up_walk_member(reading->container->walker, source);
}

void up_scan_container(void *data, const struct up_walk_container *container)
{
	struct up_scan *scan = data;
	const struct up_scan_options *options = scan->options;
	struct reading reading = { container };
	up_scan_take_binary(&scan->workers[container->worker], container->path, UP_STR_NULL);
	struct up_package *package = scan->side == UP_SIDE_PACKAGE ? scan->package : NULL;
	const struct up_containers asked = {
		.limits = options->walk.limits,
		.now = options->now,
		.package = package,
		.sink = up_scan_sink(&scan->workers[container->worker]),
		.data = &reading,
		.member = on_member,
	};
	up_containers_read_file(&asked, container->kind, container->fd, container->size, container->path, 0);
}

bool up_scan_package(struct up_scan *scan, const struct up_walk_options *walk)
{
	struct up_walk_options options = *walk;
	options.roots = &scan->options->package->path;
	options.n_roots = 1;
	options.container = up_scan_container;
	scan->package = up_package_new(up_str_from(scan->options->package->path));
	up_package_add_file(scan->package);
	if (up_walk(&options) != 0)
		return false;
	scan->package->members[0].after = (uint32_t)scan->package->n_members;
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	up_package_digest(scan->package);
	if (scan->package->n_containers == 1)
		sink.note(
			sink.data, UP_NOTE_UNSUPPORTED, scan->package->path,
			UP_STR("it is no container that can be read: zip, jar, tar, deb, rpm, apk, cpio, 7z, iso, or one compressed file"));
	up_package_add_beside(scan->package, &sink);
	return true;
}

struct up_table *up_scan_table(struct up_scan *scan)
{
	return &scan->tables[scan->n_tables++];
}

/* Units that an rpm brings no more, and the host has enabled: rpm's database, which says whose they are, is not read. */
static void note_rpm(const struct up_scan *scan, const struct up_form_sink *sink)
{
	const struct up_package *package = scan->package;
	bool has_units = false;
	for (unsigned i = 0; i < scan->n_workers; i++)
		has_units |= scan->workers[i].book.has_units;
	for (size_t i = 0; has_units && !scan->options->package->dpkg_status.len && i < package->n_containers; i++) {
		if (package->containers[i].kind != UP_CONTAINER_RPM)
			continue;
		sink->note(sink->data, UP_NOTE_UNSUPPORTED, package->containers[i].path,
			   UP_STR("the host keeps its packages in rpm's database, which is not read: units that it has enabled, and that "
				  "the package brings "
				  "no more, were not looked for"));
		return;
	}
}

void up_scan_join(struct up_scan *scan)
{
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	const struct up_ledger *ledger = scan->workers[0].book.ledger;
	struct up_unit_renames renames = up_rules_unit_renames(scan->options->rules, scan->arena);
	if (scan->package) {
		up_scan_verify(scan);
		note_rpm(scan, &sink);
	}
	up_units_settle(ledger, &renames, scan->options->is_host_quiet, &sink);
	up_schedules_settle(ledger, scan->options->package ? scan->options->package->window : NULL, up_scan_table(scan), scan->arena,
			    &sink);
	up_endpoints_settle(ledger, up_scan_table(scan), scan->arena, &sink);
	if (up_ledger_dropped(ledger))
		sink.note(sink.data, UP_NOTE_LIMIT, UP_STR(""),
			  up_arena_printf(scan->arena, "%llu of the units, schedules and endpoints are not kept (more than %d)",
					  (unsigned long long)up_ledger_dropped(ledger), UP_LIMIT_LEDGER));
}

/* In the order of reading: what is to be decided on first. */
static void order_tables(struct up_scan *scan)
{
	static const char *const names[] = { "signatures", "rollback", "migrations",   "advisories", "schedules",
					     "endpoints",  "changes",  "certificates", "containers", "members" };
	size_t n = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t k = n; k < scan->n_tables; k++) {
			struct up_table table = scan->tables[k];
			if (strcmp(table.name, names[i]) != 0)
				continue;
			memmove(&scan->tables[n + 1], &scan->tables[n], (k - n) * sizeof table);
			table.is_on_top = i < 2;
			scan->tables[n++] = table;
		}
}

void up_scan_tables(struct up_scan *scan)
{
	const struct up_collect *all = &scan->workers[0].collect;
	up_effects_table(all->findings, all->n_findings, scan->arena, up_scan_table(scan));
	if (scan->package) {
		up_package_containers_table(scan->package, scan->arena, up_scan_table(scan));
		up_package_members_table(scan->package, scan->arena, up_scan_table(scan));
	}
	order_tables(scan);
}

/* "acme.zip!/", and the folder that holds everything in it, where there is one. */
static up_str inside_of(const struct up_package *package)
{
	up_str inside = UP_STR("");
	for (size_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		size_t name = package->path.len + 2;
		if (member->container != 1 || member->path.len < name)
			continue;
		up_str top = up_str_slice(member->path, 0, up_str_find_byte(member->path, '/', name));
		if (top.len == member->path.len && (member->mode & S_IFMT) != S_IFDIR)
			return up_str_slice(member->path, 0, name);
		if (inside.len && !up_str_eq(inside, top))
			return up_str_slice(member->path, 0, name);
		inside = top;
	}
	return inside;
}

void up_scan_package_head(const struct up_scan *scan, struct up_report_package *ret_package)
{
	const struct up_member *file = &scan->package->members[0];
	up_str inside = inside_of(scan->package);
	bool is_folder = inside.len && inside.s[inside.len - 1] != '/';
	*ret_package = (struct up_report_package){
		.path = scan->package->path,
		.bytes = file->size,
		.verdict = up_scan_verdict(scan),
		.inside = is_folder ? up_arena_printf(scan->arena, "%.*s/", UP_FMT(inside)) : inside,
	};
	if (file->has_digest)
		up_digest_hex(file->sha256, sizeof file->sha256, ret_package->sha256);
}
