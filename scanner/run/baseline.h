/* The baseline: findings that a project has accepted as they are, one fingerprint each. It holds no secret, no line number and no time: the same findings
 * write the same bytes. docs/suppressing.md shows one. */
#pragma once

#include "base/hash.h"
#include "report/report.h"
#include "run/walk.h"

struct up_baseline;

/* NULL after a message with file, line and column. `key`: of identities; a baseline that was written with another one is refused, since no secret of
 * it would be met again. */
struct up_baseline *up_baseline_read(const char *path, struct up_hmac *key);
void up_baseline_free(struct up_baseline *baseline);
/* Marks the findings that are in it; those that nothing else suppresses become suppressed. An entry accepts its finding up to its level: one that has
 * become an error since is not accepted as a warning. */
void up_baseline_apply(struct up_baseline *baseline, struct up_finding *findings, size_t n);
size_t up_baseline_entries(const struct up_baseline *baseline);
/* Entries that no finding belongs to; after up_baseline_apply. */
size_t up_baseline_gone(const struct up_baseline *baseline);

/* The file for the findings of a report: those that are not suppressed, and those that a baseline accepts already. */
void up_baseline_write(const struct up_report *report, struct up_hmac *key, struct up_buf *out);

/* A file that is written beside its target and then takes its place: nobody sees half of it. */
struct up_baseline_file {
	const char *path;
	int folder, fd; /* -1: closed */
	struct up_buf temporary;
	bool is_done;
};

/* Before the sandbox closes; false after a message. */
bool up_baseline_file_open(struct up_baseline_file *file, const char *path);
/* Writes it all and puts it into its place; false after a message. */
bool up_baseline_file_commit(struct up_baseline_file *file, up_str bytes);
/* Also without a commit: nothing is left behind then. */
void up_baseline_file_finish(struct up_baseline_file *file);

/* For the walk, which passes by a baseline: it is no part of what is scanned. False where there is no such folder. */
bool up_baseline_place(const char *path, struct up_walk_own *ret_own);
