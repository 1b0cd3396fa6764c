/* What the files of the SARIF reporter share. Private to them. */
#pragma once

#include "base/arena.h"
#include "base/json.h"
#include "report/groups.h"
#include "report/report.h"

#define UP_HOMEPAGE "https://github.com/uplint/uplint"

enum {
	UP_SARIF_RESULTS = 5000, /* what GitHub shows of a run */
	UP_SARIF_TEXT = 1024,    /* GitLab drops a result with a longer text */
	UP_SARIF_TAGS = 10,
};

struct up_sarif {
	const struct up_report *report;
	struct up_json json;
	struct up_arena *arena;
	struct up_groups groups;

	/* the findings that become results, the weightiest first */
	const struct up_finding **shown;
	size_t *shown_at; /* their indexes in the report */
	size_t n_shown, n_results;

	/* rules of the shown findings by id, CWEs of these rules, paths of the shown findings and the archives round them */
	const struct up_rule **rules;
	size_t n_rules;
	up_str *cwes;
	size_t n_cwes;
	up_str *paths;
	size_t n_paths;
};

/* {"text": …} of at most UP_SARIF_TEXT code points, with nothing invisible in it. With `is_sentence` it ends in a period. */
void up_sarif_message(struct up_sarif *sarif, const char *key, up_str text, bool is_sentence);
/* The same as plain text in the arena. */
up_str up_sarif_sentence(struct up_sarif *sarif, up_str text);

/* Escaped and cut, without a period of its own unless it is a sentence. */
up_str up_sarif_plain(struct up_sarif *sarif, up_str text, bool is_sentence);

/* sarif-places.c */
void up_sarif_place(struct up_json *json, struct up_place start, struct up_place end);
/* `locations` of report->findings[i], and `relatedLocations` where there are some. */
void up_sarif_locations(struct up_sarif *sarif, size_t i);
/* `codeFlows`: one, through the places that have a part in the finding to the finding; nothing where there are none. */
void up_sarif_flow(struct up_sarif *sarif, const struct up_finding *finding);

/* sarif-rules.c */
void up_sarif_rules_find(struct up_sarif *sarif);
size_t up_sarif_rule_index(const struct up_sarif *sarif, const struct up_rule *rule);
void up_sarif_driver(struct up_sarif *sarif);
void up_sarif_taxonomies(struct up_sarif *sarif);
/* 0–100, as GitLab and SARIF's `rank` want it. */
unsigned up_sarif_rank(const struct up_finding *finding);

/* sarif-artifacts.c */
void up_sarif_paths_find(struct up_sarif *sarif);
/* The archive on disk that the source `path` lies in; the path itself when it is a file. */
up_str up_sarif_container(up_str path);
/* An artifactLocation as the value of `key`; with the index into artifacts where the path has one. */
void up_sarif_location(struct up_sarif *sarif, const char *key, up_str path);
void up_sarif_artifacts(struct up_sarif *sarif);
/* originalUriBaseIds: the absolute roots, which names are given relative to. Nothing where there is none. */
void up_sarif_bases(struct up_sarif *sarif);
