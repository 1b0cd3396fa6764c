/* The text report: frames, marks, widths, hostile names, summaries. */
#include "test.h"

#include "report-sample.h"
#include "report/frame.h"

static up_str written(const struct up_report *report, struct up_buf *out)
{
	up_report_write(up_reporter_by_name(UP_STR("text")), report, out);
	return up_buf_str(out);
}

static void expect(up_str text, const char *part)
{
	if (!up_str_contains(text, up_str_from(part)))
		fail_msg("no \"%s\" in:\n%.*s", part, UP_FMT(text));
}

static void expect_no(up_str text, const char *part)
{
	if (up_str_contains(text, up_str_from(part)))
		fail_msg("\"%s\" in:\n%.*s", part, UP_FMT(text));
}

/* One finding and nothing else. */
static void frame_of(struct up_finding finding, unsigned width, struct up_buf *out)
{
	struct up_report report = { .findings = &finding, .n_findings = 1, .width = width };
	if (!finding.rule)
		finding.rule = &sample_schedule;
	finding.level = UP_LEVEL_NOTE;
	up_buf_clear(out);
	up_frame_write(&report, &finding, out);
}

static void ordinary(void **state)
{
	struct up_report report = sample_report();
	struct up_buf out = { 0 };
	up_str text = written(&report, &out);
	expect(text, "error[postgresql/wal_keep_segments]: `wal_keep_segments` was removed in PostgreSQL 13.\n"
		     "  --> etc/postgresql.conf:12:1\n"
		     "   |\n"
		     "12 | wal_keep_segments = 64\n"
		     "   | ^^^^^^^^^^^^^^^^^\n"
		     "   |\n"
		     "   = fix: Write");
	expect(text, "   = since 13 (installed: 12, target: 16)\n");
	expect(text, "   = docs: https://www.postgresql.org/");
	expect(text, "   = in: psql -c\n");
	expect(text, "2 errors, 3 warnings, 1 note; 1 secret in 1 place; 3 suppressed\n");
	expect(text, "held against: from postgresql=12 to postgresql=16\n");
	expect(text, "read 120 files of 130 (3.4 MB) and parsed 31 of them in 0.12 s");
	expect(text, "  uplint explain secret/github-token ");
	expect_no(text, "In a member of an archive");
	up_buf_finish(&out);
}

static void notes(void **state)
{
	struct up_report report = sample_report();
	struct up_buf out = { 0 };
	up_str text = written(&report, &out);
	expect(text, "note: 4 binary files, not read\n  --> a.png\n  --> b.png\n  --> c.png\n  --> 1 more (--verbose lists all)\n");
	expect(text, "incomplete: 1 path that could not be read\n  --> etc/\\xff: Permission denied\n");
	expect(text, "  --> etc/broken.ini:7: the section");
	up_buf_clear(&out);
	report.verbose = true;
	text = written(&report, &out);
	expect(text, "  --> d\\nerror[x]: no.png\n");
	expect_no(text, "more (--verbose");
	expect(text, "= suppressed by a comment in the source: revoked \\x1b[2J long ago\n");
	expect(text, "In a member of an archive");
	up_buf_finish(&out);
}

/* Many places of one note-level finding share a frame; warnings do not. */
static void places_of_a_note(void **state)
{
	struct up_finding findings[8];
	struct up_report report = { .findings = findings, .n_findings = UP_COUNT(findings) };
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < UP_COUNT(findings); i++)
		findings[i] = (struct up_finding){ .rule = &sample_schedule,
						   .level = UP_LEVEL_NOTE,
						   .path = S("a\x1b.sh"),
						   .start = { i + 1, 2 },
						   .end = { i + 1, 3 },
						   .message = S("again"),
						   .fix = S("Drop it."),
						   .snippet = S("abc") };
	findings[1].message = S("another");
	findings[2].level = UP_LEVEL_WARNING;
	up_str text = written(&report, &out);
	expect(text, "  = fix: Drop it.\n"
		     "  = also at a\\x1b.sh:4:2\n"
		     "  = also at a\\x1b.sh:5:2\n"
		     "  = also at a\\x1b.sh:6:2\n"
		     "  = also at a\\x1b.sh:7:2\n"
		     "  = and 1 more (--verbose lists all)\n");
	expect(text, "note[schedule/new]: another\n --> a\\x1b.sh:2:2\n");
	expect(text, "warning[schedule/new]: again\n --> a\\x1b.sh:3:2\n");
	expect_no(text, "\n --> a\\x1b.sh:4:2\n");
	up_buf_clear(&out);
	report.verbose = true;
	text = written(&report, &out);
	expect(text, "\n --> a\\x1b.sh:8:2\n");
	expect_no(text, "also at");
	up_buf_finish(&out);
}

/* Nothing that a source or its name holds reaches the terminal raw, and no line can be forged. */
static void hostile(void **state)
{
	struct up_report report = sample_report();
	struct up_buf out = { 0 };
	report.verbose = true;
	up_str text = written(&report, &out);
	expect(text, " --> d/new\\nline\\x1b[31m\\u202e.conf: OK:1:2\n");
	expect(text, "note[schedule/new]: Hostile \\x1b[31m bytes \\u202e in `\\xff`\\nand a line break.\n");
	for (size_t i = 0; i < text.len; i++)
		assert_true(text.s[i] == '\n' || (unsigned char)text.s[i] >= 0x20);
	expect_no(text, "\xe2\x80\xae");
	expect_no(text, "\nline");
	expect_no(text, "\nerror[x]");
	up_buf_finish(&out);
}

/* The first place of a secret says all; the others say where that is. */
static void secrets(void **state)
{
	struct up_finding findings[3];
	for (size_t i = 0; i < UP_COUNT(findings); i++) {
		findings[i] = sample_findings[2];
		findings[i].start.line = findings[i].end.line = (uint32_t)i + 2;
		findings[i].fix = UP_STR("Revoke it.");
	}
	findings[1].verdict = UP_VERDICT_DOUBTFUL;
	findings[1].evidence = UP_STR("");
	findings[2].group = UP_STR("ffeeddccbbaa99887766554433221100");
	struct up_report report = { .findings = findings, .n_findings = UP_COUNT(findings) };
	struct up_buf out = { 0 };
	up_str text = written(&report, &out);
	expect(text, "  = verdict: verified (its checksum holds)\n  = fix: Revoke it.\n");
	expect(text, "  = verdict: doubtful\n  = the same secret as in app/.env:2:7\n\n");
	expect(text, "3 errors, 0 warnings, 0 notes; 2 secrets in 3 places\n");
	/* One that is not shown is nothing to refer to. */
	up_buf_clear(&out);
	findings[0].suppression = UP_SUPPRESSION_BASELINE;
	expect_no(written(&report, &out), "the same secret");
	expect(up_buf_str(&out), "2 secrets in 2 places; 1 suppressed\n");
	up_buf_finish(&out);
}

static void baseline(void **state)
{
	struct up_report report = { .has_baseline = true, .baseline_entries = 5 };
	struct up_buf out = { 0 };
	expect(written(&report, &out), "baseline: 5 of its 5 entries still occur\n");
	report.baseline_gone = 2;
	expect(written(&report, &out), "baseline: 3 of its 5 entries still occur; --write-baseline drops the other 2\n");
	up_buf_finish(&out);
}

static void widths(void **state)
{
	struct up_buf out = { 0 };
	/* A tab is four columns, a wide code point two, a combining one none. */
	frame_of((struct up_finding){ .start = { 1, 4 }, .end = { 1, 5 }, .snippet = UP_STR("\ta\xe7\x95\x8cx") }, 80, &out);
	assert_str(up_buf_str(&out), "  |\n1 |     a\xe7\x95\x8cx\n  |        ^\n");
	frame_of((struct up_finding){ .start = { 1, 1 }, .end = { 1, 3 }, .snippet = UP_STR("e\xcc\x81x") }, 80, &out);
	assert_str(up_buf_str(&out), "  |\n1 | e\xcc\x81x\n  | ^\n");
	frame_of((struct up_finding){ .start = { 1, 1 }, .end = { 1, 2 }, .snippet = UP_STR("\xe7\x95\x8c") }, 80, &out);
	assert_str(up_buf_str(&out), "  |\n1 | \xe7\x95\x8c\n  | ^^\n");
	/* What is not shown as it stands is as wide as its escape; a byte of invalid UTF-8 is a column of its own. */
	frame_of((struct up_finding){ .start = { 1, 1 }, .end = { 1, 3 }, .snippet = UP_STR("\x1b\xff!") }, 80, &out);
	assert_str(up_buf_str(&out), "  |\n1 | \\x1b\\xff!\n  | ^^^^^^^^\n");
	assert_int_equal(up_frame_code_width('a'), 1);
	assert_int_equal(up_frame_code_width(0x300), 0);
	assert_int_equal(up_frame_code_width(0x1F600), 2);
	assert_int_equal(up_frame_code_width(0x10FFFF), 1);
	up_buf_finish(&out);
}

/* The part round the span is shown; marks stay under their words. */
static void long_lines(void **state)
{
	char line[1000];
	struct up_buf out = { 0 };
	memset(line, 'x', sizeof line);
	memcpy(line + 500, "HERE", 4);
	frame_of((struct up_finding){ .start = { 1, 501 }, .end = { 1, 505 }, .snippet = { line, sizeof line } }, 60, &out);
	assert_str(up_buf_str(&out), "  |\n1 | ...xxxxxxxxxxxxHERExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\n  |                ^^^^\n");
	/* Cut by whoever made the finding: the first column is not 1. */
	frame_of((struct up_finding){ .start = { 1, 501 }, .end = { 1, 505 }, .snippet_column = 499, .snippet = { line + 498, 8 } }, 60,
		 &out);
	assert_str(up_buf_str(&out), "  |\n1 | ...xxHERExx\n  |      ^^^^\n");
	/* The span is beyond the snippet. */
	frame_of((struct up_finding){ .start = { 1, 501 }, .end = { 1, 505 }, .snippet = { line, 8 } }, 60, &out);
	assert_str(up_buf_str(&out), "  |\n1 | xxxxxxxx...\n  |         ^\n");
	up_buf_finish(&out);
}

static void line_spans(void **state)
{
	struct up_buf out = { 0 };
	frame_of((struct up_finding){ .start = { 9, 1 }, .end = { 10, 3 }, .snippet = UP_STR("ab\ncd;") }, 80, &out);
	assert_str(up_buf_str(&out), "   |\n 9 | / ab\n10 | | cd;\n   | |__^\n");
	frame_of((struct up_finding){ .start = { 9, 3 }, .end = { 10, 2 }, .snippet = UP_STR("abcd\ne;") }, 80, &out);
	assert_str(up_buf_str(&out), "   |\n 9 |   abcd\n   |  ___^\n10 | | e;\n   | |_^\n");
	/* With its line end, a span is still a span of one line. */
	frame_of((struct up_finding){ .start = { 9, 1 }, .end = { 10, 1 }, .snippet = UP_STR("abc") }, 80, &out);
	assert_str(up_buf_str(&out), "  |\n9 | abc\n  | ^^^\n");
	/* An empty span, as of a missing value, has a mark. */
	frame_of((struct up_finding){ .start = { 9, 4 }, .end = { 9, 4 }, .snippet = UP_STR("abc") }, 80, &out);
	assert_str(up_buf_str(&out), "  |\n9 | abc\n  |    ^\n");
	up_buf_finish(&out);
}

static void clean(void **state)
{
	struct up_report report = sample_report();
	struct up_buf out = { 0 };
	report.n_findings = report.n_notes = 0;
	up_str text = written(&report, &out);
	assert_true(up_str_starts(text, UP_STR("nothing found in .\nheld against: from postgresql=12 to postgresql=16\n")));
	expect_no(text, "next:");
	up_buf_clear(&out);
	report.n_notes = UP_COUNT(sample_notes);
	report.n_from = report.n_to = 0;
	report.status = 3;
	text = written(&report, &out);
	expect(text, "nothing found in ., but not everything was read (see above)\n");
	expect(text, "held against: the latest version of each product that the rules know");
	expect(text, "exit status 3");
	up_buf_finish(&out);
}

static void quiet(void **state)
{
	struct up_report report = sample_report();
	struct up_buf out = { 0 };
	report.quiet = true;
	up_str text = written(&report, &out);
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += text.s[i] == '\n';
	assert_int_equal(n, 7); /* six findings and a line on what was not read */
	expect(text, "etc/postgresql.conf:12:1: error[postgresql/wal_keep_segments]: ");
	expect(text, "incomplete: 2 parts were not, or only partly, read");
	up_buf_clear(&out);
	report.n_findings = report.n_notes = 0;
	assert_int_equal(written(&report, &out).len, 0);
	up_buf_finish(&out);
}

static void colors(void **state)
{
	struct up_report report = sample_report();
	struct up_buf out = { 0 };
	report.color = true;
	up_str text = written(&report, &out);
	expect(text, "\x1b[1;31merror\x1b[0m");
	expect(text, "\x1b[1;31m^^^^^^^^^^^^^^^^^\x1b[0m\n");
	expect_no(text, "\x1b[31m"); /* the hostile one */
	up_buf_finish(&out);
}

/* Of a package: its head, the tables that stand on top, errors before notes, one frame for what is missing in many places, short paths in tables. */
static void package(void **state)
{
	static const char *const columns[] = { "target", "place", NULL };
	const struct up_finding findings[] = {
		{ .rule = &sample_schedule, .level = UP_LEVEL_NOTE, .path = S("p.zip!/p-1/a"), .message = S("First.") },
		{ .rule = &sample_setting,
		  .level = UP_LEVEL_ERROR,
		  .path = S("p.zip!/p-1/b"),
		  .start = { 2, 3 },
		  .message = S("Missing.") },
		{ .rule = &sample_setting,
		  .level = UP_LEVEL_ERROR,
		  .path = S("p.zip!/p-1/c"),
		  .start = { 4, 5 },
		  .message = S("Missing.") },
		{ .rule = &sample_setting,
		  .level = UP_LEVEL_ERROR,
		  .path = S("p.zip!/p-1/d"),
		  .start = { 6, 7 },
		  .message = S("Another.") },
	};
	struct up_arena *arena = up_arena_new();
	struct up_table tables[2];
	up_table_init(&tables[0], arena, "rollback", "On top", columns);
	up_table_init(&tables[1], arena, "members", "Below", columns);
	tables[0].is_on_top = true;
	tables[1].empty = "There are none.";
	up_table_add(&tables[0], (const up_str[]){ S("flag"), S("line 1 of p.zip!/p-1/x, p.zip!/p-1/y:2") });
	struct up_report report = {
		.findings = findings,
		.n_findings = UP_COUNT(findings),
		.tables = tables,
		.n_tables = UP_COUNT(tables),
		.package = { .path = S("p.zip"), .bytes = 17, .sha256 = "00ff", .verdict = "not signed", .inside = S("p.zip!/p-1/") },
	};
	struct up_buf out = { 0 };
	up_str text = written(&report, &out);
	expect(text, "p.zip: not signed\n  17 bytes, SHA-256 00ff\n\nOn top\n");
	expect(text, "line 1 of …/x, …/y:2\n");
	expect(text, " --> p.zip!/p-1/b:2:3\n  = docs: ");
	expect(text, "  = also at p.zip!/p-1/c:4:5\n");
	expect(text, "There are none.\n");
	size_t top = up_str_find(text, S("On top"), 0), missing = up_str_find(text, S("Missing."), 0),
	       another = up_str_find(text, S("Another."), 0), note = up_str_find(text, S("First."), 0),
	       below = up_str_find(text, S("Below"), 0);
	assert_true(top < missing && missing < another && another < note && note < below && below != SIZE_MAX);
	assert_int_equal(up_str_find(text, S("Missing."), missing + 1), SIZE_MAX);
	/* Of a line each there is no head, and the order is that of places. */
	report.quiet = true;
	up_buf_clear(&out);
	text = written(&report, &out);
	expect_no(text, "SHA-256");
	assert_true(up_str_find(text, S("First."), 0) < up_str_find(text, S("Missing."), 0));
	for (size_t i = 0; i < UP_COUNT(tables); i++)
		up_table_finish(&tables[i]);
	up_arena_free(arena);
	up_buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(package),    cmocka_unit_test(ordinary),   cmocka_unit_test(notes),    cmocka_unit_test(places_of_a_note),
		cmocka_unit_test(hostile),    cmocka_unit_test(secrets),    cmocka_unit_test(baseline), cmocka_unit_test(widths),
		cmocka_unit_test(long_lines), cmocka_unit_test(line_spans), cmocka_unit_test(clean),    cmocka_unit_test(quiet),
		cmocka_unit_test(colors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
