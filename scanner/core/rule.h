/* A rule as reports see it: what it is called and what it says. Conditions live in match/. Strings live as long as the ruleset. */
#pragma once

#include "base/str.h"

enum up_level {
	UP_LEVEL_NONE, /* nothing to report */
	UP_LEVEL_NOTE,
	UP_LEVEL_WARNING,
	UP_LEVEL_ERROR,
	_UP_LEVEL_MAX,
};

enum up_precision {
	UP_PRECISION_HIGH, /* the default: a finding is true */
	UP_PRECISION_MEDIUM,
	UP_PRECISION_LOW,
	_UP_PRECISION_MAX,
};

struct up_rule {
	up_str id;      /* "postgresql/wal_keep_segments" */
	up_str family;  /* "breaking-change" */
	up_str title;   /* a phrase: "`wal_keep_segments` removed in PostgreSQL 13" */
	up_str message; /* topic rules: the template; product rows: empty, the message is computed */
	up_str why;     /* may be empty */
	up_str fix;
	up_str product;      /* id, or empty */
	up_str effect;       /* of up_effects: what a rollback by snapshot leaves behind; or empty */
	enum up_level level; /* the highest level that the rule can have */
	enum up_precision precision;
	const up_str *links; /* URLs */
	uint32_t n_links;
	const up_str *cwe; /* "CWE-477" */
	uint32_t n_cwe;
	const up_str *controls; /* "NIST CM-6" */
	uint32_t n_controls;
};

/* What rules may belong to, ended by NULL. */
extern const char *const up_families[];

/* Kinds of effects outside of the host, ended by NULL: "feature-flag", "webhook", … */
extern const char *const up_effects[];

/* "error", "warning", "note" */
const char *up_level_name(enum up_level level);
/* _UP_LEVEL_MAX when there is none; "never" is no level. */
enum up_level up_level_from_name(up_str name);
const char *up_precision_name(enum up_precision precision);
