/* What a package is made of, as tables of the report. */
#pragma once

#include "core/table.h"
#include "package/package.h"

/* Containers: where, of what kind, how many members, how many bytes. */
void up_package_containers_table(const struct up_package *package, struct up_arena *arena, struct up_table *ret_table);
/* Members: where, kind, mode, owner, bytes, SHA-256: what was looked at, for who must prove it. The package lives as long as the table. */
void up_package_members_table(const struct up_package *package, struct up_arena *arena, struct up_table *ret_table);
