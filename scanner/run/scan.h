/* One scan: roots → a report. Each source goes from its bytes to its findings in one worker; what is kept is merged and sorted at the end, so that
 * threads and directory order leave no trace. */
#pragma once

#include "core/form.h"
#include "core/window.h"
#include "match/rules.h"
#include "match/support.h"
#include "report/report.h"
#include "run/config.h"
#include "run/git-scan.h"
#include "run/named-files.h"
#include "run/walk.h"

struct up_scan;

/* A test switch. */
enum up_filtering {
	UP_FILTERING_ON,
	UP_FILTERING_PLAIN, /* byte by byte: the same report */
	UP_FILTERING_OFF,   /* every source is parsed whose format is known: the same findings, and more notes */
};

/* An upgrade package that is held against the roots. */
struct up_package_options {
	const char *path, *previous; /* previous: the package before it, or NULL */
	const struct up_named_files *trust, *advisories;
	const char *advisories_name;         /* what the user called them */
	uint32_t max_advisory_days;          /* older ones are told */
	up_str dpkg_path;                    /* where dpkg keeps that of the host, as reports show it */
	up_str dpkg_status, host_release;    /* of the host: dpkg's status file, and "debian=12"; may be empty */
	const struct up_time_window *window; /* or NULL */
};

/* Something that is there, or is to come, of which no source of the scan says it. */
enum up_present_kind {
	UP_PRESENT_OS,     /* name, title, version: ID, NAME and VERSION_ID of os-release */
	UP_PRESENT_DEB,    /* name, version, upstream: of a package */
	UP_PRESENT_FROM,   /* name, version: --from */
	UP_PRESENT_TARGET, /* --to */
};

struct up_present {
	enum up_present_kind kind;
	up_str path; /* where that stands, and the line */
	struct up_place at, end;
	up_str snippet;
	up_str name, title, version, upstream;
};

struct up_scan_options {
	struct up_walk_options walk; /* callbacks and data are filled in here */
	struct up_git_scan *git;     /* where the sources come from; NULL = the roots of the walk */
	const struct up_rules *rules;
	const struct up_config *config;   /* may be NULL */
	up_str today;                     /* YYYY-MM-DD */
	int64_t now;                      /* the same in seconds since 1970 */
	up_str key;                       /* of identities; empty: the fixed one */
	struct up_support_day day;        /* the same for support, and how far ahead it is judged */
	const struct up_present *present; /* FROM and TARGET first */
	size_t n_present;
	struct up_baseline *baseline; /* or NULL */
	bool archives;                /* read members of containers in the roots */
	bool is_host_quiet;           /* the roots are read for what the package is held against: their own findings do not count */
	bool is_booked;               /* facts across sources are asked for: units, schedules, endpoints */
	const struct up_package_options *package; /* or NULL */
	bool progress;                            /* show a bar on standard error */
	enum up_filtering prefilter;
	const char *parser; /* read every source with this parser; NULL = as it is classified */
};

/* NULL when a root could not be opened (the message is on standard error). */
struct up_scan *up_scan_run(const struct up_scan_options *options);
void up_scan_free(struct up_scan *scan);
/* Findings, notes, artifacts and counts; the rest of the report is the caller's. They live as long as the scan. */
void up_scan_fill(const struct up_scan *scan, struct up_report *report);

/* What to ask the vendor of the package; up_escalation_write. */
void up_scan_escalate(const struct up_scan *scan, struct up_buf *out);

/* One source alone, for examples of rules and explain-file: its matches, in no order. `found` is called for each; `at` is what it underlines.
 * `given`: the database that operations on a schema are for; or NULL. */
void up_scan_text(const struct up_rules *rules, const struct up_limits *limits, const struct up_source *source,
		  const struct up_parser *parser, const struct up_given_database *given,
		  void (*found)(void *data, const struct up_rule *rule, up_span at), void *data);

/* The same of a form that no parser states. */
void up_scan_form(const struct up_rules *rules, const struct up_form *form,
		  void (*found)(void *data, const struct up_rule *rule, up_span at), void *data);

/* The secrets of one source, for masking what is said of it: fills `redact`, up to where questions can be asked. */
struct up_redact;
void up_scan_secrets(const struct up_rules *rules, const struct up_limits *limits, const struct up_source *source,
		     const struct up_parser *parser, struct up_redact *redact);

/* How a source is classified; shared by scan, facts and explain-file. */
struct up_classified {
	const struct up_parser *parser; /* NULL: nobody reads it */
	struct up_ownership ownership;
	int bid;
	bool always;       /* parsed without asking the prefilter */
	bool is_silent;    /* not parsed in a scan: its format is only guessed, and no product owns it; or code that no upgrade runs */
	bool has_commands; /* its format can state commands */
};
void up_classify(const struct up_rules *rules, const struct up_config *config, const struct up_source *source,
		 struct up_classified *ret_classified);
