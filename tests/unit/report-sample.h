/* A report with ordinary and hostile findings, for the tests of reporters. */
#pragma once

#include <string.h>

#include "report/report.h"

#define UP_COUNT(array) (sizeof(array) / sizeof *(array))
#define S(literal) UP_STR(literal)

static const up_str sample_links[] = { { "https://www.postgresql.org/docs/13/release-13.html", 50 } };
static const up_str sample_cwe[] = { { "CWE-798", 7 } };
static const up_str sample_controls[] = { { "NIST CM-6", 9 }, { "CIS 4.1", 7 } };

static const struct up_rule sample_setting = {
	.id = UP_STR("postgresql/wal_keep_segments"),
	.family = UP_STR("breaking-change"),
	.title = UP_STR("wal_keep_segments was removed"),
	.why = UP_STR("The server does not start while the setting is there."),
	.fix = UP_STR("Write wal_keep_size with megabytes."),
	.product = UP_STR("postgresql"),
	.level = UP_LEVEL_ERROR,
	.links = sample_links,
	.n_links = 1,
	.controls = sample_controls,
	.n_controls = 2,
};
static const struct up_rule sample_secret = {
	.id = UP_STR("secret/github-token"),
	.family = UP_STR("secret"),
	.title = UP_STR("a GitHub token"),
	.why = UP_STR("Whoever reads the file can use it."),
	.level = UP_LEVEL_ERROR,
	.precision = UP_PRECISION_MEDIUM,
	.cwe = sample_cwe,
	.n_cwe = 1,
};
static const struct up_rule sample_migration = {
	.id = UP_STR("migration/index-not-concurrent"),
	.family = UP_STR("migration"),
	.title = UP_STR("an index is built while writers wait"),
	.level = UP_LEVEL_WARNING,
	.precision = UP_PRECISION_LOW,
};
static const struct up_rule sample_schedule = {
	.id = UP_STR("schedule/new"),
	.family = UP_STR("schedule"),
	.title = UP_STR("a new schedule"),
	.level = UP_LEVEL_NOTE,
};

#define SAMPLE_GROUP UP_STR("00112233445566778899aabbccddeeff")
#define FINDING_ID .fingerprint = UP_STR("0123456789abcdef0123456789abcdef"), .line_hash = UP_STR("0123456789abcdef:1")

/* In the order of reports: by path, then place. */
static const struct up_finding sample_findings[] = {
	{
		.rule = &sample_migration,
		.level = UP_LEVEL_WARNING,
		.path = UP_STR("./db/001 init%.sql"),
		.start = { 3, 1 },
		.end = { 5, 3 },
		.message = UP_STR("The index is built while writers wait"),
		.fix = UP_STR("Add CONCURRENTLY."),
		.snippet = UP_STR("CREATE INDEX a\n  ON b\n(c);"),
		FINDING_ID,
	},
	{
		.rule = &sample_migration,
		.level = UP_LEVEL_WARNING,
		.path = UP_STR("./db/001 init%.sql"),
		.start = { 9, 5 },
		.end = { 30, 2 },
		.message = UP_STR("The index is built while writers wait."),
		.snippet = UP_STR("x = CREATE INDEX\n\ta\n\tON b"),
		.embedded_in = UP_STR("psql -c"),
		FINDING_ID,
	},
	{
		.rule = &sample_secret,
		.level = UP_LEVEL_ERROR,
		.path = UP_STR("app/.env"),
		.start = { 2, 7 },
		.end = { 2, 19 },
		.message = UP_STR("A GitHub token."),
		.key = UP_STR("TOKEN"),
		.verdict = UP_VERDICT_VERIFIED,
		.rank = 95,
		.evidence = UP_STR("its checksum holds"),
		.group = SAMPLE_GROUP,
		.snippet = UP_STR("TOKEN=ghp_******** # and ghp_********"),
		FINDING_ID,
	},
	{
		.rule = &sample_secret,
		.level = UP_LEVEL_ERROR,
		.path = UP_STR("app/.env"),
		.start = { 2, 26 },
		.end = { 2, 38 },
		.message = UP_STR("A GitHub token."),
		.snippet = UP_STR("TOKEN=ghp_******** # and ghp_********"),
		.group = SAMPLE_GROUP,
		.suppression = UP_SUPPRESSION_INLINE,
		.justification = UP_STR("revoked \x1b[2J long ago"),
		FINDING_ID,
	},
	{
		.rule = &sample_schedule,
		.level = UP_LEVEL_NOTE,
		.path = UP_STR("d/new\nline\x1b[31m\xe2\x80\xae.conf: OK"),
		.start = { 1, 3 },
		.end = { 1, 9 },
		.message = UP_STR("A new\nschedule \x1b]8;;http://evil\x07 \xe2\x80\xae runs every minute."),
		.snippet = UP_STR("\t\x1b\xe7\x95\x8c\xe2\x80\xae"
				  "e\xcc\x81 \xff\x00 end"),
		.embedded_in = UP_STR("cron"),
		.suppression = UP_SUPPRESSION_BASELINE,
		FINDING_ID,
	},
	{
		.rule = &sample_schedule,
		.level = UP_LEVEL_NOTE,
		.path = UP_STR("d/new\nline\x1b[31m\xe2\x80\xae.conf: OK"),
		.start = { 1, 2 },
		.end = { 1, 6 },
		.message = UP_STR("Hostile \x1b[31m bytes \xe2\x80\xae in `\xff`\nand a line break."),
		.snippet = UP_STR("\t\x1b\xe7\x95\x8c\xe2\x80\xae"
				  "e\xcc\x81 \xff end"),
		FINDING_ID,
	},
	{
		.rule = &sample_setting,
		.level = UP_LEVEL_ERROR,
		.path = UP_STR("etc/postgresql.conf"),
		.start = { 12, 1 },
		.end = { 12, 18 },
		.message = UP_STR("`wal_keep_segments` was removed in PostgreSQL 13."),
		.fix = UP_STR("Write `wal_keep_size` with megabytes: segments \xc3\x97 wal_segment_size."),
		.replacement = UP_STR("wal_keep_size"),
		.product = UP_STR("postgresql"),
		.key = UP_STR("wal_keep_segments"),
		.since = UP_STR("13"),
		.installed = UP_STR("12"),
		.target = UP_STR("16"),
		.snippet = UP_STR("wal_keep_segments = 64"),
		FINDING_ID,
	},
	{
		.rule = &sample_setting,
		.level = UP_LEVEL_WARNING,
		.path = UP_STR("etc/\xff\xfe.conf"),
		.message = UP_STR("About the whole source."),
		FINDING_ID,
	},
	{
		.rule = &sample_setting,
		.level = UP_LEVEL_WARNING,
		.path = UP_STR("upgrade.zip!/inner.tar.gz!/etc/a b.conf"),
		.start = { 1, 1 },
		.end = { 1, 4 },
		.message = UP_STR("In a member of an archive."),
		.replacement = UP_STR("new"),
		.snippet = UP_STR("old = 1"),
		.suppression = UP_SUPPRESSION_CONFIG,
		FINDING_ID,
	},
};

static const struct up_note sample_notes[] = {
	{ UP_NOTE_BINARY, UP_STR("a.png"), 0, UP_STR("") },
	{ UP_NOTE_BINARY, UP_STR("b.png"), 0, UP_STR("") },
	{ UP_NOTE_BINARY, UP_STR("c.png"), 0, UP_STR("") },
	{ UP_NOTE_BINARY, UP_STR("d\nerror[x]: no.png"), 0, UP_STR("") },
	{ UP_NOTE_SYNTAX, UP_STR("etc/broken.ini"), 7, UP_STR("the section \"[a\x1b[0m\" is not closed; the line was passed over") },
	{ UP_NOTE_UNREADABLE, UP_STR("etc/\xff"), 0, UP_STR("Permission denied") },
};

static const struct up_artifact sample_artifacts[] = {
	{ UP_STR("app/.env"), 120, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", "utf-8", "dotenv" },
	{ UP_STR("etc/postgresql.conf"), 29000, "", "utf-8", "directives" },
};

static const up_str sample_roots[] = { { ".", 1 } };
static const up_str sample_from[] = { { "postgresql=12", 13 } };
static const up_str sample_to[] = { { "postgresql=16", 13 } };

static inline struct up_report sample_report(void)
{
	return (struct up_report){
		.findings = sample_findings,
		.n_findings = UP_COUNT(sample_findings),
		.notes = sample_notes,
		.n_notes = UP_COUNT(sample_notes),
		.artifacts = sample_artifacts,
		.n_artifacts = UP_COUNT(sample_artifacts),
		.version = UP_STR("0.1.0"),
		.rules_digest = UP_STR("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"),
		.roots = sample_roots,
		.n_roots = 1,
		.from = sample_from,
		.n_from = 1,
		.to = sample_to,
		.n_to = 1,
		.fail_on = UP_LEVEL_ERROR,
		.files_seen = 130,
		.files_read = 120,
		.files_parsed = 31,
		.bytes_read = 3400000,
		.seconds = 0.12,
		.status = 1,
	};
}
