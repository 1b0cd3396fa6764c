/* Members of a package by their names: what a list or a signature names, in the container where it stands. Knows names and links, not contents. */
#pragma once

#include "package/package.h"

struct up_member_names {
	const struct up_package *package;
	struct up_member_name *names; /* sorted by container, name and number */
	size_t n;
	uint32_t *places; /* of each member: where it stands among the names */
	struct up_arena *arena;
};

struct up_member_name {
	uint32_t container, member;
	up_str name; /* without "./" and doubled slashes */
};

/* Names that must be written anew are the arena's. */
void up_member_names_init(struct up_member_names *members, const struct up_package *package, struct up_arena *arena);
void up_member_names_finish(struct up_member_names *members);

/* Those of one container: `members->names[*ret_first]` and the ones behind; their count. */
size_t up_member_names_of(const struct up_member_names *members, uint32_t container, size_t *ret_first);
/* Those with this very name: usually one; a ZIP may hold several. */
size_t up_member_names_named(const struct up_member_names *members, uint32_t container, up_str name, size_t *ret_first);
/* The last one with this very name, which is the one that stays when they are unpacked; UINT32_MAX: there is none. */
uint32_t up_member_names_last(const struct up_member_names *members, uint32_t container, up_str name);
/* The file with this name, links followed; of several the last, which is the one that stays when they are unpacked. UINT32_MAX: there is none. */
uint32_t up_member_names_file(const struct up_member_names *members, uint32_t container, up_str name);

/* A file with content of its own: no folder, link or device. */
bool up_member_is_file(const struct up_member *member);
/* "folder/name" without ".", ".." and doubled slashes; false where it leaves the top. A name that begins with '/' begins at the top. */
bool up_member_name_join(struct up_arena *arena, up_str folder, up_str name, up_str *ret_name);
/* What stands before the last '/', without it. */
up_str up_member_folder(up_str name);
