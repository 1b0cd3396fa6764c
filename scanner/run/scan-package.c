/* The package: its containers are read as sources, then what it claims is checked, then it is held against the host. */
#include <sys/stat.h>

#include "base/memory.h"
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
	struct up_package *package = scan->side == UP_SIDE_PACKAGE ? scan->package : NULL;
	const struct up_containers asked = {
		.limits = options->walk.limits,
		.now = options->package ? options->package->now : 0,
		.package = package,
		.sink = up_scan_sink(&scan->workers[container->worker]),
		.data = &reading,
		.member = on_member,
	};
	up_containers_read_file(&asked, container->kind, container->fd, container->size, container->path, 0);
}

/* The package itself is a member of the folder that it lies in. */
static void add_file(struct up_package *package)
{
	struct stat st;
	up_str path = package->path;
	up_package_add_container(package, &(struct up_container){ .kind = UP_CONTAINER_FOLDER, .member = UINT32_MAX });
	up_package_add_member(package, &(struct up_member){ .name = up_str_basename(path),
							    .path = path,
							    .mode = S_IFREG | 0644,
							    .uid = -1,
							    .gid = -1,
							    .size = stat(path.s, &st) == 0 ? (uint64_t)st.st_size : 0 });
}

bool up_scan_package(struct up_scan *scan, const struct up_walk_options *walk)
{
	struct up_walk_options options = *walk;
	options.roots = &scan->options->package->path;
	options.n_roots = 1;
	options.container = up_scan_container;
	scan->package = up_package_new(up_str_from(scan->options->package->path));
	add_file(scan->package);
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

static struct up_table *next_table(struct up_scan *scan)
{
	return &scan->tables[scan->n_tables++];
}

void up_scan_join(struct up_scan *scan)
{
	if (scan->package) {
		up_package_containers_table(scan->package, scan->arena, next_table(scan));
		up_package_members_table(scan->package, scan->arena, next_table(scan));
	}
}
