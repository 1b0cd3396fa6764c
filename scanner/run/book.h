/* Keeps the book of one worker: which facts of a source go to the ledger, once its secrets are known and masked. Private to run/. */
#pragma once

#include "core/parse.h"
#include "estate/ledger.h"
#include "run/keep.h"

/* A directive that includes further files of a product. */
struct up_include {
	up_str product, rule, target, in; /* rule: for up_rules_include */
	up_str source;
	uint32_t below, line;
	bool is_dynamic, is_quoted;
};

struct up_book {
	struct up_ledger *ledger;
	enum up_side side;
	struct up_sink inner;   /* where facts go beside the book */
	struct up_arena *arena; /* of the source */
	up_str embedded_in;     /* of the fact that is taken */
	bool has_units;         /* the host has systemd */
	struct up_booked *facts;
	size_t n, capacity;
	struct up_arena *kept; /* of the includes */
	struct up_include *includes;
	size_t n_includes, includes_capacity;
};

void up_book_init(struct up_book *book);
void up_book_finish(struct up_book *book);
/* Facts that go through the sink that it returns are booked, and handed on to `inner`. */
struct up_sink up_book_sink(struct up_book *book, const struct up_sink *inner);
/* A fact that the matcher tells of the whole source: booked as it is, and handed on to nobody. `data`: the book. */
void up_book_tell(void *data, const struct up_fact *fact);
/* The end of the source: its secrets are known to `keep`. */
void up_book_end(struct up_book *book, struct up_keep *keep);
/* What the source's name says, and of what a package manager keeps, its bytes. */
void up_book_source(struct up_book *book, const struct up_source *source);
/* A file, or a symbolic link, whose name alone says something: a unit, an init script, a job of cron. */
void up_book_file(struct up_book *book, up_str path, uint32_t below, up_str target);
