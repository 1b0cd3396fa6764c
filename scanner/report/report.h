/* What a report is made of, and the contract of a reporter: one file per format, one `const struct up_reporter` each.
 * Everything is sorted and final; a reporter only writes. File names, keys and values are attackers' text: each reporter escapes for its format. */
#pragma once

#include <stdio.h>

#include "base/buf.h"
#include "core/finding.h"
#include "core/inventory.h"
#include "core/note.h"
#include "core/table.h"

/* A source that has findings or notes of its own, or was read; for artifacts and coverage. */
struct up_artifact {
	up_str path;
	uint64_t bytes;       /* size on disk */
	char sha256[65];      /* hex of the bytes on disk; empty where the file was not read */
	const char *encoding; /* "utf-8" … */
	const char *parser;   /* name, or NULL */
};

/* The package that a report is about. */
struct up_report_package {
	up_str path; /* as given; empty: there is none */
	uint64_t bytes;
	char sha256[65];     /* hex */
	const char *verdict; /* on its signatures, in a few words: "signed, root unknown" */
	up_str inside;       /* what the paths of all its members begin with: "acme.zip!/acme-1.0/" */
};

struct up_report {
	const struct up_finding *findings; /* sorted by up_finding_cmp; suppressed ones included */
	size_t n_findings;
	const struct up_note *notes; /* sorted by path, line, reason, detail */
	size_t n_notes;
	const struct up_artifact *artifacts; /* those with findings, sorted by path */
	size_t n_artifacts;

	const struct up_table *tables; /* beside the findings, in the order of showing */
	size_t n_tables;
	struct up_report_package package;
	const struct up_inventory_item *components; /* of an inventory */
	size_t n_components;

	/* the run */
	up_str version;      /* of the program, "0.1.0" */
	up_str rules_digest; /* SHA-256 hex of the rules image */
	const up_str *roots; /* as given on the command line */
	size_t n_roots;
	const up_str *from, *to; /* "postgresql=13" */
	size_t n_from, n_to;
	up_str today;          /* the day on which support was judged; empty: none was */
	up_str config;         /* the file that adds to the options, .uplint.yaml; empty = none */
	enum up_level fail_on; /* UP_LEVEL_NONE = never */
	bool strict;
	uint64_t files_read, files_parsed, bytes_read, files_seen;
	uint64_t findings_dropped; /* over --max-findings; a note says so too */
	bool has_baseline;
	uint64_t baseline_entries, baseline_gone; /* gone: those that no finding belongs to */
	double seconds;                           /* text only: other formats do not depend on time */
	int status;                               /* the exit status to come */

	/* how to show it (text) */
	bool color, verbose, quiet;
	unsigned width; /* of the terminal; 0 = unknown */
};

struct up_reporter {
	const char *name; /* "sarif", as in --format */
	const char *summary;
	void (*write)(const struct up_report *report, struct up_buf *out); /* NULL where there is a table */
	const char *table;                                                 /* one table alone, as CSV; or NULL */
};

void up_report_write(const struct up_reporter *reporter, const struct up_report *report, struct up_buf *out);
/* NULL when there is none. */
const struct up_reporter *up_reporter_by_name(up_str name);
/* All, ended by NULL. */
extern const struct up_reporter *const up_reporters[];

/* Counts by level of findings that are not suppressed, and of those that are. */
struct up_counts {
	size_t by_level[_UP_LEVEL_MAX], suppressed;
};
struct up_counts up_report_count(const struct up_report *report);
