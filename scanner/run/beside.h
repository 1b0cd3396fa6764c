/* Small files that lie beside a migration and say how its runner is to treat it. Private to run/, and to who reads one file alone. */
#pragma once

#include <stdbool.h>

/* Does the file beside `name` (as openat takes it) say that its runner begins no transaction for it? Diesel's metadata.toml with run_in_transaction = false,
 * Flyway's V1__name.sql.conf with executeInTransaction=false. Where there is none, or it cannot be read, nothing is said. */
bool up_beside_says_no_transaction(int dir_fd, const char *name);
