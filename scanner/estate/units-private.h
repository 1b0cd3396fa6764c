/* What the files on units share. Private to estate/unit*.c. */
#pragma once

#include "base/suggest.h"
#include "estate/units.h"

/* What is known of one name. */
enum {
	UP_UNIT_ON_HOST = 1 << 0,
	UP_UNIT_IN_PACKAGE = 1 << 1,
	UP_UNIT_MASKED = 1 << 2,      /* on the host, by whomever */
	UP_UNIT_ENABLED = 1 << 3,     /* on the host */
	UP_UNIT_OVERRIDDEN = 1 << 4,  /* a unit file in etc, of the host */
	UP_UNIT_DROPPED_IN = 1 << 5,  /* drop-ins in etc, of the host */
	UP_UNIT_SCRIPT = 1 << 6,      /* /etc/init.d/X, of either */
	UP_UNIT_ELSEWHERE = 1 << 7,   /* a unit file outside the folders of units, or one that a command writes */
	UP_UNIT_VENDOR = 1 << 8,      /* a unit file below lib/systemd, of the host */
	UP_UNIT_MASKED_HERE = 1 << 9, /* by its administrator */
	UP_UNIT_DEFINED = UP_UNIT_ON_HOST | UP_UNIT_IN_PACKAGE | UP_UNIT_ELSEWHERE,
};

struct up_unit {
	up_str name;
	bool is_user;
	uint32_t marks;
	up_str target;                                /* of a link that is an alias: what it leads to; empty: more than an alias */
	const struct up_ledger_entry *host, *package; /* where it is defined; may be NULL */
};

struct up_unit_set {
	struct up_unit *units; /* sorted: system before user, then by name */
	size_t n, capacity;
	struct up_arena *arena;
	bool is_host;  /* a host with systemd stands behind it, not a repository */
	bool has_host; /* there is something of a host at all */
};

/* A path below a root, as far as it is about units. */
enum up_unit_place {
	UP_UNIT_PLACE_NONE,
	UP_UNIT_PLACE_FILE,    /* a unit file, or an alias */
	UP_UNIT_PLACE_DROP_IN, /* of the unit */
	UP_UNIT_PLACE_LINK,    /* in a .wants or .requires folder: enables it */
	UP_UNIT_PLACE_SCRIPT,  /* etc/init.d */
	UP_UNIT_PLACE_START,   /* etc/rc2.d/S01x */
};

/* `*ret_name`: of the unit, with its ending; not of a script. */
enum up_unit_place up_unit_place_of(up_str below, struct up_arena *arena, up_str *ret_name, bool *ret_is_user);
/* Is it in etc or run, where the administrator's files are, and not the vendor's? */
bool up_unit_is_admin(up_str below);
/* The path without what packages and archives put before it: "./", "/", "data/". */
up_str up_unit_below(const struct up_ledger_entry *entry);

void up_unit_set_init(struct up_unit_set *set, const struct up_ledger *ledger);
void up_unit_set_finish(struct up_unit_set *set);
/* The unit of exactly this name; NULL when there is none. */
const struct up_unit *up_unit_set_get(const struct up_unit_set *set, up_str name, bool is_user);
/* The unit, or the template that it is an instance of, where that is defined. */
const struct up_unit *up_unit_set_find(const struct up_unit_set *set, up_str name, bool is_user);
/* Names that systemd, its generators and the kernel make: they need no file. */
bool up_unit_is_made(up_str name);

/* unit-advice.c: the clause on what the host has in the place of a unit that is not there. */
struct up_unit_advice {
	const struct up_unit_set *set;
	const struct up_unit_renames *renames;
	unsigned left; /* units for which names that are near are still looked for */
};
/* A new or other name that the host or the package has; NULL when none is known. */
const struct up_unit_rename *up_unit_renamed(const struct up_unit_advice *advice, up_str name, bool *ret_is_reverse);
up_str up_unit_advise(struct up_unit_advice *advice, up_str name, bool is_user, struct up_arena *arena);

/* `ssh HOST systemctl stop x`: another machine. */
bool up_unit_is_far(up_str embedded_in);

/* unit-pairs.c: units that a script of the package stops before the upgrade, and none starts again. `entries`: the UNIT facts, by source. */
void up_units_pair(const struct up_ledger_entry *entries, size_t n, const struct up_form_sink *sink);

/* unit-packages.c: units of the package against the host: removed while enabled, masked, overridden. */
void up_units_compare(const struct up_ledger *ledger, const struct up_unit_set *set, const struct up_unit_renames *renames,
		      const struct up_form_sink *sink);

/* The Debian packages, as the beginnings of their sources' names, that need or recommend others which neither host nor package has: those come with them,
 * and nobody knows their units. At most so many; where the host's list is not known, none. */
size_t up_units_unmet(const struct up_ledger *ledger, up_str *ret_containers, size_t most);
