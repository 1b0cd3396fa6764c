/* What the parts of a scan share: workers, and the package that is held against the roots. Private to run/scan*.c. */
#pragma once

#include <stdatomic.h>

#include "core/form.h"
#include "core/table.h"
#include "estate/dialects.h"
#include "estate/installed.h"
#include "estate/migrations.h"
#include "match/matcher.h"
#include "match/path.h"
#include "package/advisory.h"
#include "package/package.h"
#include "package/statement.h"
#include "run/book.h"
#include "run/collect.h"
#include "run/components.h"
#include "run/keep.h"
#include "run/scan.h"

struct scan_worker {
	struct up_matcher *matcher;
	struct up_arena *arena; /* of the source being read */
	struct up_collect collect;
	struct up_keep keep;          /* what is said of the source, until its end */
	struct up_book book;          /* what is kept across sources */
	struct up_dialects *dialects; /* what the sources say of the databases of a tree */
	struct up_scan *scan;
	uint32_t blob;  /* the source, in a scan of the history */
	up_str *firsts; /* by fault of `faults`: the first file of its product that was met; or empty */
};

enum {
	UP_SCAN_TABLES = 16
};

struct up_scan_allowed {
	up_str path;
	uint32_t line;
};

struct up_scan {
	const struct up_scan_options *options;
	struct scan_worker *workers;
	unsigned n_workers;
	enum up_side side;               /* of what is walked now */
	struct up_package *package;      /* what it is made of; NULL: there is none */
	struct up_statements statements; /* what its signatures say */
	struct up_advisories *advisories;
	struct up_rotation_notice *notices;
	size_t n_notices, notices_capacity;
	struct up_components components;          /* of the package, read once */
	struct up_installed *installed, *brought; /* versions that the tree names, and those of the package */
	struct up_path_fault *faults;             /* windows that no way leads through */
	size_t n_faults;
	struct up_arena *arena; /* of the tables */
	struct up_table tables[UP_SCAN_TABLES];
	size_t n_tables;
	struct up_scan_allowed *allowed; /* comments that suppress something in what is included */
	size_t n_allowed, allowed_capacity;
	_Atomic uint64_t files_seen, files_read, bytes_read;
};

/* A form becomes findings of the rules that look for it; between sources of the worker. */
void up_scan_state(struct scan_worker *worker, const struct up_form *form);
/* A sink for forms and notes that this worker meets; lives as long as the worker. */
struct up_form_sink up_scan_sink(struct scan_worker *worker);

/* A further table of the report. */
struct up_table *up_scan_table(struct up_scan *scan);

/* scan-verify.c */
void up_scan_verify(struct up_scan *scan);
/* What the signatures come to, in a few words. */
const char *up_scan_verdict(const struct up_scan *scan);
void up_scan_verify_finish(struct up_scan *scan);

/* scan-compare.c: what has changed since the package before. After the ledgers are merged. */
void up_scan_compare(struct up_scan *scan, const struct up_package *previous, const struct up_form_sink *sink);

/* scan-package.c */
void up_scan_container(void *data, const struct up_walk_container *container);
/* Walks the package; false when it cannot be opened. */
bool up_scan_package(struct up_scan *scan, const struct up_walk_options *walk);
/* After all sources, with the ledgers merged: what they say together. */
void up_scan_join(struct up_scan *scan);
/* scan-dialects.c: which database a source is for, as far as the user and the configuration say; what a source says of databases; and at the end the findings
 * that wait for it. */
struct up_given_database up_scan_database(const struct up_scan *scan, up_str path);
void up_scan_take_dialects(struct scan_worker *worker, const struct up_source *source);
void up_scan_settle_dialects(struct up_scan *scan);
/* The same of migrations, in every scan: scan-migrations.c. */
void up_scan_join_migrations(struct up_scan *scan);

/* scan-installed.c: the versions that the tree names, when the ledgers are merged; changed defaults; and, when all findings are, those that are past there. */
void up_scan_read_installed(struct up_scan *scan);
void up_scan_join_absent(struct up_scan *scan);
void up_scan_settle_installed(struct up_scan *scan);
/* scan-components.c: what a source, between its facts and its end, or something that is no text states of versions of products; and databases that are read
 * whatever their size. */
void up_scan_take_components(struct scan_worker *worker, const struct up_source *source);
void up_scan_take_binary(struct scan_worker *worker, up_str path, up_str bytes);
bool up_scan_is_database(void *data, up_str path);
void up_scan_on_database(void *data, unsigned number, up_str path, int fd, uint64_t size);
/* scan-windows.c: the table of them, behind all others. */
void up_scan_windows(struct up_scan *scan);
/* scan-includes.c: files that the configurations of the roots include; after the walk. */
void up_scan_follow_includes(struct up_scan *scan, const struct up_walk_options *walk);
/* When the findings of all workers are merged: comments that suppress something there are not unused. */
void up_scan_settle_includes(struct up_scan *scan);
struct up_read_source;
void up_scan_keep_artifact(struct scan_worker *worker, const struct up_read_source *read, const struct up_parser *parser);
/* scan-support.c: what is installed, and where the upgrade leads, is out of support. */
void up_scan_join_support(struct up_scan *scan);

/* scan-runners.c */
void up_scan_join_runners(struct up_scan *scan);
/* What a matcher tells of one text, and who is asked of it when that is read. */
struct up_told {
	const struct up_rules *rules;
	const struct up_source *source;
	void (*found)(void *data, const struct up_rule *rule, up_span at);
	void *data;
	struct up_ledger *ledger; /* NULL: nothing was told */
	struct up_lines lines;
};
/* For up_matcher_tell_to; `data`: a struct up_told. */
void up_scan_told(void *data, const struct up_fact *fact);
void up_scan_told_settle(struct up_told *told);
/* scan-paths.c: windows that pass by a stop. What a worker meets of the products of such windows, and the findings at the end. */
void up_scan_paths_start(struct up_scan *scan);
void up_scan_paths_meet(struct scan_worker *worker, const struct up_source *source, const struct up_ownership *ownership);
void up_scan_join_paths(struct up_scan *scan);

/* When the findings are final. */
void up_scan_tables(struct up_scan *scan);
/* The package as the head of the report. */
void up_scan_package_head(const struct up_scan *scan, struct up_report_package *ret_package);
