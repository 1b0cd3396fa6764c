/* Upgrade paths: the stops between two versions of a product, what is done on each leg, whether it can go back, and what changes there. All of it out of the
 * `upgrade:` part of product files; this module knows no product. What the data do not cover is said, and never guessed. */
#pragma once

#include "match/rules.h"

enum {
	UP_PATH_LEGS = 200, /* a way of more legs is cut; test unit/test-path.c */
};

enum up_path_status {
	UP_PATH_FOUND,
	UP_PATH_SAME,    /* there is nothing to do */
	UP_PATH_BACK,    /* a downgrade that the product allows */
	UP_PATH_NO_BACK, /* a downgrade that it does not */
	UP_PATH_BLOCKED, /* the way ends before the target: what stands there breaks */
	UP_PATH_BEYOND,  /* the way ends where the data end, or begins before they begin */
};

/* Something that is stated, with its sources. */
struct up_path_said {
	const char *kind; /* of a reason: "stop", "needs", "step", "target" */
	up_str text;
	up_str only; /* a condition that no program can see: "there are more than …"; may be empty */
	const up_str *links;
	uint32_t n_links;
};

struct up_path_said_list {
	struct up_path_said *items;
	size_t n, capacity;
};

/* A rule of the matrix that has something to say on a leg. */
struct up_path_row {
	up_str rule, version;
	const char *change; /* "removed", "renamed", "deprecated", "changed" */
};

struct up_path_leg {
	up_str from, to;
	bool is_line;               /* `to` is short for the newest release of its line */
	up_str least;               /* of that line the oldest one that will do; may be empty */
	struct up_path_said reason; /* why it ends there */
	struct up_path_said_list before, after, skew;
	bool can_go_back;
	struct up_path_row *rows; /* in the order of rules */
	size_t n_rows, rows_capacity;
	uint32_t counts[5]; /* of rows, by kind of change: deprecated, renamed, removed, changed, required */
};

struct up_path {
	up_str product, title, from, to; /* as they are meant: names become versions, a short target the newest that is covered */
	up_str covered_from, covered_to;
	bool is_read_as; /* the target was short */
	enum up_path_status status;
	struct up_path_said end;                /* why there is no way, or none further */
	struct up_path_said back;               /* the rule on downgrades */
	up_str back_rule;                       /* the same without its reason */
	struct up_path_said_list before, after; /* on each leg */
	struct up_path_leg *legs;
	size_t n_legs, legs_capacity;
};

/* Are the ways of this product known? */
bool up_path_is_known(const struct up_rules *rules, up_str product);
/* Adds the products whose ways are known, for "did you mean". */
void up_path_suggest(const struct up_rules *rules, struct up_suggest *suggest);
/* The version behind a name of the product ("bookworm"), or the text itself. */
up_str up_path_version(const struct up_rules *rules, up_str product, up_str text);
/* `product` is known and both are versions, or names. A target is taken as it is written where `exact`, else a short one is the newest of its line that is
 * covered; and an exact way has no rows. Everything lives in the arena, or as long as the rules. */
void up_path_find(const struct up_rules *rules, up_str product, up_str from, up_str to, bool exact, struct up_arena *arena,
		  struct up_path *ret_path);
/* "16.3", "8.19": the stops that lie between, those with a condition left out; ", " between. */
up_str up_path_stops(const struct up_path *path, struct up_arena *arena);

/* A window of the run that no way leads through. */
struct up_path_fault {
	up_str product, detail;     /* a clause: "GitLab 16.0 → 18.5 passes by 16.3.9, …" */
	up_str place;               /* of the file that says what is installed; empty: it was given */
	uint32_t line;              /* in it; 0: as a whole */
	enum up_path_status status; /* NO_BACK: a downgrade that the product does not allow; BLOCKED; else a stop is passed by */
};
bool up_path_judge(const struct up_rules *rules, up_str product, up_str from, up_str to, struct up_arena *arena,
		   struct up_path_fault *ret_fault);
/* Those of --from, --to and what is installed, in the order of products. */
size_t up_path_faults(const struct up_rules *rules, struct up_arena *arena, struct up_path_fault **ret_faults);
/* A package brings this version of a product. False: a way leads there, or the host has none of it. */
bool up_path_brings(const struct up_rules *rules, up_str product, up_str version, struct up_arena *arena, struct up_path_fault *ret_fault);
/* A part of a tree runs this version of a product, of which --to names the target, and nobody says where it starts from. False: a way leads there. */
bool up_path_runs(const struct up_rules *rules, up_str product, up_str version, struct up_arena *arena, struct up_path_fault *ret_fault);
