/* The end of one source: its matches become findings, secrets are masked in all that was said of it, configured suppressions are applied, and what is
 * kept goes to the worker's collection. Private to run/. */
#pragma once

#include "estate/keypairs.h"
#include "match/matcher.h"
#include "run/changes.h"
#include "run/collect.h"
#include "run/config.h"
#include "run/redact.h"
#include "run/silenced.h"

struct up_keep_note {
	enum up_note_reason reason;
	uint32_t line;
	up_str detail;
};

struct up_keep {
	/* of the run */
	const struct up_config *config; /* or NULL */
	up_str today;
	struct up_hmac *key; /* of identities */
	struct up_collect *collect;
	void (*found)(void *data, const struct up_finding *finding); /* gets findings instead of the collection; NULL = nobody does */
	void *found_data;
	void (*ended)(void *data,
		      struct up_keep *keep); /* asked when all secrets of the source are known, before it is gone; NULL = nobody does */
	void *ended_data;

	/* the source */
	const struct up_source *source;
	const struct up_changes *changes; /* what counts in it; NULL = everything */
	struct up_lines lines;
	bool has_lines;
	struct up_silenced silenced;
	struct up_arena *arena;    /* masked texts; notes until the secrets are known */
	struct up_keypairs *pairs; /* certificates of all sources that this worker has read */
	struct up_redact *redact;
	/* What was quoted last: findings of one line follow each other. */
	struct {
		uint32_t line, last;
		bool is_long;
		up_str snippet, secretless;
	} quoted;
	struct up_keep_note *notes;
	size_t n_notes, notes_capacity;
};

void up_keep_init(struct up_keep *keep, const struct up_config *config, up_str today, up_str key, struct up_collect *collect);
void up_keep_finish(struct up_keep *keep);
void up_keep_begin(struct up_keep *keep, const struct up_source *source);
/* A place of the source, for who is asked at its end. */
struct up_place up_keep_place(struct up_keep *keep, uint32_t offset);
/* For up_matcher_sink. */
void up_keep_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail);
/* Ends the source in the matcher and here. False: the collection got no finding. */
bool up_keep_end(struct up_keep *keep, struct up_matcher *matcher);
