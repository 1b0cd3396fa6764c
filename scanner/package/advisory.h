/* Advisories that somebody else gave: CSAF 2.0, OSV, and RSS or Atom feeds, handed in as bytes. What they say of components that a host has or a package
 * brings, and of keys that a vendor changes. Nothing of them is believed more than that it was written: they are not signed, and whoever can put a file into
 * the folder can write one. Opens no file. */
#pragma once

#include "core/form.h"
#include "core/table.h"
#include "package/statement.h"

struct up_advisories;

/* What a host has or a package brings. */
struct up_component {
	up_str type;        /* of package URLs: "deb", "rpm", "apk", "npm", "pypi", "maven", "golang", …; empty: not known */
	up_str name;        /* "libssl3"; of maven "group:artifact", or the artifact alone; of npm with its scope */
	up_str source_name; /* of deb, rpm and apk: the source package, which advisories of distributions name; empty: the same */
	up_str version;     /* whole, with epoch and revision: "1:9.2p1-2+deb12u3" */
	up_str release;     /* "debian=12", as estate/host.h says it; empty: not known */
	up_str source;      /* path of what states it */
	bool is_host;       /* the host has it; else the package brings it */
};

/* A notice that names a key or an authority which nothing vouches for. */
enum up_rotation {
	UP_ROTATION_ANNOUNCED, /* as the one that comes */
	UP_ROTATION_RETIRED,   /* as the one that goes, or that is not to be trusted any more */
};

struct up_rotation_notice {
	enum up_rotation kind;
	up_str path, title, date, link;
	up_str sentence; /* quoted, without line breaks, at most 400 bytes; as hostile as its file */
	up_str named;    /* what it names, for people: "the SHA-256 fingerprint of CN=…", "the issuer Acme Root CA G2" */
	bool names_key;  /* by fingerprint, serial or key id; else only by name */
	up_str doubt;    /* why it may not be about this key, a clause; empty: no reason seen */
};

/* `now`: YYYY-MM-DD. */
struct up_advisories *up_advisories_new(up_str now);
void up_advisories_free(struct up_advisories *advisories);
/* Copies what it keeps. False after a note: nothing of the file was understood. */
bool up_advisories_add(struct up_advisories *advisories, up_str path, up_str bytes, const struct up_form_sink *sink);
/* After the last file. */
void up_advisories_settle(struct up_advisories *advisories);
size_t up_advisories_count(const struct up_advisories *advisories);
/* "2026-11-20": of the newest that is not dated in the future; empty where none has a date. */
up_str up_advisories_newest(const struct up_advisories *advisories);
/* "psirt@acme.example": what publishers of CSAF give, where all give the same; else empty. */
up_str up_advisories_contact(const struct up_advisories *advisories);

/* What is affected and what the package mends: forms advisory-affected, advisory-affected-host, advisory-fixed-by-package and advisory-restart, and rows of
 * the table. */
void up_advisories_match(const struct up_advisories *advisories, const struct up_component *components, size_t n, struct up_table *table,
			 const struct up_form_sink *sink);
/* The form advisories-old where the newest is older than `max_days`, and a row for the folder. */
void up_advisories_age(const struct up_advisories *advisories, up_str folder, uint32_t max_days, struct up_table *table,
		       const struct up_form_sink *sink);

/* Is the key of the statement, or what it was signed by, named in a notice of rotation? For statements with is_root_unknown. The notice lives as long as
 * the advisories. */
bool up_advisories_rotation(struct up_advisories *advisories, const struct up_statement *statement, const struct up_form_sink *sink,
			    struct up_rotation_notice *ret_notice);
/* States rotation-announced, rotation-doubtful or key-retired of the statement, in the place of the form that says that its root is unknown, and adds a
 * row. */
void up_rotation_state(const struct up_rotation_notice *notice, const struct up_statement *statement, struct up_table *table,
		       const struct up_form_sink *sink);

/* The table of both. */
void up_advisories_table_init(struct up_table *table, struct up_arena *arena);
