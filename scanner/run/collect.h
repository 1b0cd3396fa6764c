/* What one worker keeps of the sources that it has read: findings, notes, artifacts. Bounded: over the limit the findings of the highest levels stay,
 * the same ones whatever the order of the sources. Private to run/. */
#pragma once

#include "base/arena.h"
#include "base/hash.h"
#include "core/limits.h"
#include "report/report.h"

struct up_collect {
	struct up_arena *arena;
	struct up_finding *findings;
	size_t n_findings, findings_capacity;
	struct up_note *notes;
	size_t n_notes, notes_capacity;
	struct up_artifact *artifacts;
	size_t n_artifacts, artifacts_capacity;
	uint64_t findings_seen, notes_seen, files_parsed;
	size_t max_findings, max_notes;
};

/* Makes its strings those of the arena. */
void up_finding_copy(struct up_arena *arena, struct up_finding *finding);

void up_collect_init(struct up_collect *collect, const struct up_limits *limits);
void up_collect_finish(struct up_collect *collect);
/* Copies the strings. */
void up_collect_finding(struct up_collect *collect, const struct up_finding *finding);
void up_collect_note(struct up_collect *collect, const struct up_note *note);
void up_collect_artifact(struct up_collect *collect, const struct up_artifact *artifact);
/* Moves everything of `from` into `into`, whose limits hold for the sum. */
void up_collect_merge(struct up_collect *into, struct up_collect *from);
/* Sorts for reports, drops what stands there twice, and gives each finding its fingerprints; `key`: of identities. */
void up_collect_settle(struct up_collect *collect, struct up_hmac *key);
