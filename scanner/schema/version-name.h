/* Versions of migrations, as the names of their files give them. */
#pragma once

#include "base/str.h"

/* "0042" of "0042_region.py", "1_2" of "V1_2__region.sql", "20260101120000" of "20260101120000-region.js" and "Version20260101120000.php"; a part of the
 * name. Empty where it begins with no number. `name`: without folders. */
up_str up_version_name(up_str name);
/* Numbers part by part, as runners order them: 9 before 10, 1.2 before 1.10, 007 the same as 7. */
int up_version_name_cmp(up_str a, up_str b);

/* Where a migration lies among others: a file in a folder of them, or a folder of its own with an up.sql in it. */
struct up_migration_place {
	up_str folder; /* of its kin; empty: the top */
	up_str name;   /* its file's or its own folder's */
};
struct up_migration_place up_migration_place(up_str path);
/* Does the path look like that of a migration: a numbered file in a folder of migrations? For files that are gone. */
bool up_is_migration_path(up_str path);
