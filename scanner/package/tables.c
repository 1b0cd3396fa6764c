#include "package/tables.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"

static const char *kind_of(const struct up_member *member)
{
	if (member->is_hard_link && member->link.len)
		return "hard link";
	switch (member->mode & S_IFMT) {
	case S_IFDIR:
		return "folder";
	case S_IFLNK:
		return "symbolic link";
	case S_IFCHR:
	case S_IFBLK:
		return "device";
	case S_IFIFO:
		return "FIFO";
	case S_IFSOCK:
		return "socket";
	default:
		return "file";
	}
}

void up_package_containers_table(const struct up_package *package, struct up_arena *arena, struct up_table *ret_table)
{
	static const char *const columns[] = { "container", "format", "members", "bytes", "sha256", NULL };
	struct counts {
		uint64_t members, bytes;
	} *counts UP_AUTO_FREE = up_alloc_zero(package->n_containers + 1, sizeof *counts);
	up_table_init(ret_table, arena, "containers", "What the package is made of", columns);
	for (size_t i = 0; i < package->n_members; i++) {
		counts[package->members[i].container].members++;
		counts[package->members[i].container].bytes += package->members[i].size;
	}
	for (size_t i = 1; i < package->n_containers; i++) {
		const struct up_container *container = &package->containers[i];
		const struct up_member *file = &package->members[container->member];
		/* A compressed page of a manual is a member like others. */
		if (file->container && up_str_starts(container->format, UP_STR("raw")))
			continue;
		char hex[65] = "";
		if (file->has_digest)
			up_digest_hex(file->sha256, sizeof file->sha256, hex);
		const up_str cells[] = { container->path, container->format,
					 up_arena_printf(arena, "%llu", (unsigned long long)counts[i].members),
					 up_arena_printf(arena, "%llu", (unsigned long long)counts[i].bytes), up_str_from(hex) };
		up_table_add(ret_table, cells);
	}
	ret_table->empty = "It is no container that can be read.";
	up_table_sort(ret_table);
}

static void make_member(const void *data, uint32_t item, struct up_arena *arena, up_str *ret_cells)
{
	const struct up_package *package = data;
	const struct up_member *member = &package->members[item];
	char hex[65] = "";
	if (member->has_digest)
		up_digest_hex(member->sha256, sizeof member->sha256, hex);
	up_str owner = member->owner.len  ? up_arena_printf(arena, "%.*s:%.*s", UP_FMT(member->owner), UP_FMT(member->group))
		       : member->uid >= 0 ? up_arena_printf(arena, "%lld:%lld", (long long)member->uid, (long long)member->gid)
					  : UP_STR("");
	const up_str cells[] = { member->path,
				 up_str_from(kind_of(member)),
				 up_arena_printf(arena, "%04o", member->mode & 07777),
				 owner,
				 up_arena_printf(arena, "%llu", (unsigned long long)member->size),
				 up_arena_copy(arena, up_str_from(hex)),
				 member->link };
	memcpy(ret_cells, cells, sizeof cells);
}

static int by_path(const void *a, const void *b, void *data)
{
	const uint32_t *x = a, *y = b;
	const struct up_package *package = data;
	int order = up_str_cmp(package->members[*x].path, package->members[*y].path);
	return order ? order : (*x > *y) - (*x < *y);
}

void up_package_members_table(const struct up_package *package, struct up_arena *arena, struct up_table *ret_table)
{
	static const char *const columns[] = { "member", "kind", "mode", "owner", "bytes", "sha256", "link", NULL };
	up_table_init(ret_table, arena, "members", "Members", columns);
	ret_table->is_listing = true;
	ret_table->empty = "There are none.";
	ret_table->make = make_member;
	ret_table->data = package;
	ret_table->n_rows = package->n_members;
	ret_table->items = up_alloc((package->n_members + 1) * sizeof *ret_table->items);
	for (size_t i = 0; i < package->n_members; i++)
		ret_table->items[i] = (uint32_t)i;
	qsort_r(ret_table->items, package->n_members, sizeof *ret_table->items, by_path, (void *)(uintptr_t)package);
}
