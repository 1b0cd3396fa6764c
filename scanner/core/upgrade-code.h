/* Which sources an upgrade runs, as far as their names tell: migrations, upgrade steps, one-off scripts of a deployment. What an application does when it
 * runs is not among them, nor are tests, examples and what is vendored. */
#pragma once

#include "core/source.h"

/* Code of an application is run by an upgrade only where its name says so: "db/migrate/20240101_x.rb", "upgrade/step-2.py", "scripts/deploy.js". */
bool up_is_upgrade_code(const struct up_source *source);
/* A script, a job or a playbook may be a step of an upgrade wherever it lies, but for programs that are installed on a host (usr/bin/x, etc/cron.d/x),
 * units, and tests. */
bool up_is_upgrade_step(const struct up_source *source);
/* Does an upgrade run it: in a package nearly every script may be a step, in a tree only what says so? */
bool up_is_upgrade_run(const struct up_source *source);
/* Does the code look like a migration of a framework whose readers are in parsers/orm, by its ending and what its first lines name? Such a source is always
 * read, for what it does to a schema. */
bool up_is_migration_code(const struct up_source *source);
