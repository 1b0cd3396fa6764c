/* References to units, as far as more than one room speaks of them: what a reference asks of the unit, and the renames that rules know. */
#pragma once

#include "base/arena.h"

enum up_unit_use {
	UP_UNIT_OTHER,   /* says nothing about whether it has to be there: `systemctl mask`, `Alias=` */
	UP_UNIT_DEFINES, /* a unit file or drop-in; one that is written, copied or linked to its place; systemd-run */
	UP_UNIT_NEEDS,   /* fails without it: start, stop, enable; Requires= */
	UP_UNIT_WANTS,   /* goes on without it, and without a word: After=, Wants= */
	UP_UNIT_ASKS,    /* asks whether it is there: is-active, list-unit-files */
	UP_UNIT_BRINGS,  /* a package manager is told to install a package of this name, which may bring units */
};

/* By the path of a UNIT fact: "systemctl --user restart", "Requires", "define". */
enum up_unit_use up_unit_use_of(up_str path);
/* Is it a unit of a user's own manager: `systemctl --user`? */
bool up_unit_is_user(up_str path);

/* "openvpn@client.service" is an instance of "openvpn@.service"; empty where the name is no instance. */
up_str up_unit_template(up_str name, struct up_arena *arena);

/* One thing that a rule knows of a unit: it has another name since. */
struct up_unit_rename {
	up_str from, to; /* `to` may be empty: it is gone */
	up_str since;    /* "Debian 12 and Ubuntu 24.04"; empty: another system has this name for it */
	bool is_kept;    /* the old name still works there: an alias */
};

struct up_unit_renames {
	const struct up_unit_rename *rows;
	size_t n;
};
