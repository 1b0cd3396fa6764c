/* Upgrade scripts: sources that are run while an upgrade is made, and by whom. It looks at the name and the first bytes; it does not know what a
 * script says. What lies in the folders of an installed system (usr/share/…/install.sh) is none: nobody runs it. */
#pragma once

#include "base/str.h"

enum up_upgrade_role {
	UP_UPGRADE_NONE,
	UP_UPGRADE_MAINTAINER, /* of a package: the package manager runs it as root, in the middle of its own transaction */
	UP_UPGRADE_INSTALLER,  /* install.sh, upgrade steps: a person or a job runs it, as whoever that is */
	UP_UPGRADE_RECIPE,     /* a Makefile */
	UP_UPGRADE_TASKS,      /* Ansible */
	UP_UPGRADE_CLOUD_INIT, /* user data: root, at the first start, with nobody watching */
	UP_UPGRADE_JOB,        /* a workflow or pipeline */
	_UP_UPGRADE_MAX,
};

/* The role of a source, for those that have one. */
enum up_upgrade_role up_upgrade_script(up_str name, up_str bytes);
/* "maintainer", "installer", … ended by NULL; in the order of the roles, without the first of them. */
extern const char *const up_upgrade_roles[];
