/* What rules.c and matcher.c share. Private to match/. */
#pragma once

#include "base/buf.h"
#include "base/regex.h"
#include "match/image.h"
#include "match/prefilter.h"
#include "match/rules.h"

/* The window of one product of one image. */
struct up_window {
	up_str from, to; /* `to` is never empty: it is the product's latest where none was given */
	bool from_given, to_given;
	bool is_followed;         /* copied from the product that this one follows */
	bool from_found;          /* `from` is what the host has installed */
	up_str found, found_path; /* what it has installed, be it newer than the target; the file that says so */
	uint32_t found_line;
};

struct up_image {
	const struct up_image_header *header;
	struct up_buf bytes; /* where it is ours to free */
	struct up_prefilter *prefilter;
	struct up_window *windows; /* by product */
	bool *is_on;               /* by rule: not switched off */
	struct up_rule *views;     /* by rule; filled when they are first asked for (up_image_view) */
	const up_str *lists;       /* every string of every list */
	_Atomic(uint8_t) *view_states;
	_Atomic(struct up_regex *) *regexes; /* by regex number, compiled when first asked for */
	uint32_t *setting_rules;             /* topic rules on settings that name files */
	size_t n_setting_rules;
	struct up_line_secret
		*line_secrets; /* secrets that are looked for everywhere in files of some names: one for each glob of such a name */
	size_t n_line_secrets;
	struct up_glob_tail *tails; /* by file row: a quick test before the glob */
	/* File rows by the last byte of their tail: first[c] … first[c + 1] of by_last; those without a tail stand under 0. */
	uint32_t *by_last, first[257];
	struct up_glob_tail *file_literals; /* of the globs of rules on file names: a name that holds none of them meets no such rule */
	size_t n_file_literals;
};

struct up_glob_tail {
	up_str tail;      /* what every match ends with */
	up_str literal;   /* what every match holds */
	uint64_t letters; /* of both */
};

struct up_line_secret {
	uint32_t secret;
	struct up_glob_tail glob;
};

struct up_rules {
	struct up_image images[UP_RULES_IMAGES];
	size_t n_images;
	struct up_arena *arena;
	const struct up_rule **sorted;
	size_t n_sorted;
	up_str installing;   /* the file that says what is installed, as reports show it */
	bool stays;          /* the host is not upgraded itself: up_rules_stay */
	bool platform_named; /* a version of some operating system was given: the others do not concern this host */
};

/* views.c: rules as others see them. Most runs ask for a few of many thousands. */
void up_views_prepare(struct up_rules *rules, struct up_image *image);
void up_views_finish(struct up_image *image);
const struct up_rule *up_image_view(const struct up_image *image, uint32_t index);

/* The rule behind a view. */
const struct up_image_rule *up_rules_image_rule(const struct up_rules *rules, const struct up_rule *view,
						const struct up_image **ret_image);
/* The compiled expression of a pattern; compiled once by whoever comes first. */
struct up_regex *up_image_regex(const struct up_image *image, const struct up_image_pattern *pattern);
/* The window of a product named by a change; images know each other's products by id. NULL: unknown. */
const struct up_window *up_rules_window(const struct up_rules *rules, up_str product_id, const struct up_image **ret_image,
					const struct up_image_product **ret_product);
