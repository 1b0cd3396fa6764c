/* What deb's control file and Alpine's .PKGINFO say of a package: its name, version, and what it needs of others. */
#pragma once

#include "base/str.h"

struct up_control {
	up_str package, version, architecture, source, maintainer;
};

enum up_control_relation {
	UP_CONTROL_DEPENDS,
	UP_CONTROL_PRE_DEPENDS,
	UP_CONTROL_RECOMMENDS,
	UP_CONTROL_SUGGESTS,
	UP_CONTROL_CONFLICTS,
	UP_CONTROL_BREAKS,
	UP_CONTROL_REPLACES,
	UP_CONTROL_PROVIDES,
	_UP_CONTROL_RELATION_MAX,
};

struct up_control_need {
	enum up_control_relation relation;
	up_str name, version; /* without ":any" and brackets; the version may be empty */
	const char *compare;  /* "", "<<", "<=", "=", ">=", ">>" of deb; "<", "<=", "=", ">=", ">", "~" of apk */
	uint32_t group;       /* alternatives ("a | b") have the same number */
};

/* "Depends", "Pre-Depends" … */
const char *up_control_relation_name(enum up_control_relation relation);

/* The first paragraph of a control file. False: it has no Package. Views of `text`. */
bool up_control_read(up_str text, struct up_control *ret_control);
/* A field by its name, in any case, of the first paragraph: with its continuation lines; empty where there is none. */
up_str up_control_field(up_str text, up_str name);
void up_control_needs(up_str text, void *data, void (*got)(void *data, const struct up_control_need *need));

/* The same of .PKGINFO, "key = value" lines: pkgname, pkgver, arch, origin, maintainer; depend, conflicts ("!name" in depend), replaces, provides. */
bool up_pkginfo_read(up_str text, struct up_control *ret_control);
void up_pkginfo_needs(up_str text, void *data, void (*got)(void *data, const struct up_control_need *need));
