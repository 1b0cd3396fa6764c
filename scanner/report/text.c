/* The text report, for people: each finding with its code frame, then what was not read, then a summary. */
#include "base/memory.h"
#include "base/utf8.h"
#include "report/frame.h"
#include "report/groups.h"
#include "report/notes.h"
#include "report/report.h"
#include "report/tables.h"

enum {
	PLACES = 4,  /* of a note that stands in many places */
	WINDOWS = 4, /* versions that are named; a host has dozens */
};

static const char *const suppressed_by[] = { "", "a comment in the source", ".uplint.yaml", "the baseline" };

struct text {
	const struct up_report *report;
	struct up_groups groups;
	struct up_buf *out;
	bool color;
};

static void counted(struct up_buf *out, uint64_t n, const char *noun)
{
	up_buf_printf(out, "%llu %s%s", (unsigned long long)n, noun, n == 1 ? "" : "s");
}

/* --- findings --------------------------------------------------------------------------------------------------------- */

static void place(struct text *text, up_str path, struct up_place at)
{
	up_utf8_escape(text->out, path, false);
	if (at.line)
		up_buf_printf(text->out, ":%u", at.line);
	if (at.line && at.column)
		up_buf_printf(text->out, ":%u", at.column);
}

static void heading(struct text *text, const struct up_finding *finding)
{
	enum up_ink ink = up_ink_of_level(finding->level);
	up_ink(text->out, text->color, ink, up_str_from(up_level_name(finding->level)));
	up_ink(text->out, text->color, ink, UP_STR("["));
	up_ink_escaped(text->out, text->color, ink, finding->rule->id);
	up_ink(text->out, text->color, ink, UP_STR("]"));
	up_ink(text->out, text->color, UP_INK_STRONG, UP_STR(": "));
	up_ink_escaped(text->out, text->color, UP_INK_STRONG, finding->message);
	up_buf_add_byte(text->out, '\n');
}

/* "   = fix: …" */
static void remark(struct text *text, unsigned gutter, const char *label, up_str what)
{
	if (!what.len)
		return;
	up_buf_printf(text->out, "%*s ", (int)gutter, "");
	up_ink(text->out, text->color, UP_INK_FAINT, UP_STR("="));
	up_buf_add_byte(text->out, ' ');
	up_ink(text->out, text->color, UP_INK_STRONG, up_str_from(label));
	up_buf_add_byte(text->out, ' ');
	up_utf8_escape(text->out, what, false);
	up_buf_add_byte(text->out, '\n');
}

/* "since 13 (installed: 12, target: 16)" */
static void versions(struct text *text, unsigned gutter, const struct up_finding *finding)
{
	struct up_buf what = { 0 };
	up_buf_add(&what, finding->since);
	if (finding->installed.len || finding->target.len) {
		up_buf_add_s(&what, finding->since.len ? " (" : "(");
		if (finding->installed.len)
			up_buf_printf(&what, "installed: %.*s", UP_FMT(finding->installed));
		if (finding->installed.len && finding->target.len)
			up_buf_add_s(&what, ", ");
		if (finding->target.len)
			up_buf_printf(&what, "target: %.*s", UP_FMT(finding->target));
		up_buf_add_byte(&what, ')');
	}
	remark(text, gutter, finding->since.len ? "since" : "versions", up_buf_str(&what));
	up_buf_finish(&what);
}

/* What has no lines to show, such as a unit that is missing, is said once; and an image of which forty files say the same. */
static bool is_foldable(const struct up_finding *finding)
{
	return finding->level == UP_LEVEL_NOTE || !finding->snippet.len || up_str_eq(finding->rule->family, UP_STR("component"));
}

static bool is_repeated(const struct up_finding *a, const struct up_finding *b)
{
	return a->rule == b->rule && a->level == b->level && is_foldable(b) && b->suppression == UP_SUPPRESSION_NONE &&
	       up_str_eq(a->message, b->message);
}

enum {
	DEFAULTS = 8, /* keys that are named */
};

/* Changed defaults come in dozens: those of one configuration are named in the frame of the first. */
static void other_defaults(struct text *text, unsigned gutter, size_t i, bool *shown)
{
	const struct up_finding *first = &text->report->findings[i];
	struct up_buf names = { 0 };
	size_t n = 0;
	for (size_t k = i + 1; k < text->report->n_findings; k++) {
		const struct up_finding *other = &text->report->findings[k];
		if (!up_str_eq(other->path, first->path))
			break; /* findings stand by their sources */
		if (shown[k] || !other->is_default || other->suppression != UP_SUPPRESSION_NONE ||
		    !up_str_eq(other->product, first->product))
			continue;
		shown[k] = true;
		if (n++ < DEFAULTS)
			up_buf_printf(&names, "%s%.*s (%.*s)", names.len ? ", " : "", UP_FMT(other->key), UP_FMT(other->since));
	}
	if (n > DEFAULTS)
		up_buf_printf(&names, " and %zu more (--verbose lists all)", n - DEFAULTS);
	if (n)
		remark(text, gutter, "other defaults:", up_buf_str(&names));
	up_buf_finish(&names);
}

/* The other places of the same: one frame of `which` says as much as seventy. Marks them in `shown`. Of errors and warnings none is left out. */
static void also(struct text *text, unsigned gutter, size_t i, bool *shown)
{
	const struct up_report *report = text->report;
	size_t n = 0;
	for (size_t k = i + 1; k < report->n_findings; k++) {
		if (shown[k] || !is_repeated(&report->findings[i], &report->findings[k]))
			continue;
		shown[k] = true;
		if (n++ >= PLACES && report->findings[i].level == UP_LEVEL_NOTE)
			continue;
		struct up_buf at = { 0 };
		struct text line = { .report = report, .out = &at };
		place(&line, report->findings[k].path, report->findings[k].start);
		remark(text, gutter, "also at", up_buf_str(&at));
		up_buf_finish(&at);
	}
	if (n > PLACES && report->findings[i].level == UP_LEVEL_NOTE) {
		struct up_buf rest = { 0 };
		up_buf_printf(&rest, "%zu more (--verbose lists all)", n - PLACES);
		remark(text, gutter, "and", up_buf_str(&rest));
		up_buf_finish(&rest);
	}
}

static bool is_listed(const struct up_report *report, const struct up_finding *finding)
{
	return finding->suppression == UP_SUPPRESSION_NONE || (report->verbose && !report->quiet);
}

/* The first place of the secret that findings[i] is about, where that was shown before; else NULL. */
static const struct up_finding *same_before(const struct text *text, size_t i)
{
	size_t n;
	const size_t *all = up_groups_of(&text->groups, i, &n);
	for (size_t k = 0; k < n && all[k] < i; k++)
		if (is_listed(text->report, &text->report->findings[all[k]]))
			return &text->report->findings[all[k]];
	return NULL;
}

/* How sure it is, and what to do; of a secret that was shown before only where. */
static void advice(struct text *text, unsigned gutter, size_t i)
{
	const struct up_finding *finding = &text->report->findings[i], *before = same_before(text, i);
	struct up_buf what = { 0 };
	if (finding->verdict != UP_VERDICT_NONE) {
		up_buf_add_s(&what, up_verdict_name(finding->verdict));
		if (finding->evidence.len)
			up_buf_printf(&what, " (%.*s)", UP_FMT(finding->evidence));
		remark(text, gutter, "verdict:", up_buf_str(&what));
		up_buf_clear(&what);
	} else {
		remark(text, gutter, "evidence:", finding->evidence);
	}
	if (before) {
		struct text line = { .report = text->report, .out = &what };
		place(&line, before->path, before->start);
		remark(text, gutter, "the same secret as in", up_buf_str(&what));
	} else {
		remark(text, gutter, "fix:", finding->fix);
	}
	up_buf_finish(&what);
	versions(text, gutter, finding);
	remark(text, gutter, "in:", finding->embedded_in);
	remark(text, gutter, "history:", finding->history);
	if (finding->rule->n_links && !before)
		remark(text, gutter, "docs:", finding->rule->links[0]);
}

/* "  also deploy.yaml:6:3: 3 replicas run it" */
static void related(struct text *text, unsigned gutter, const struct up_finding *finding)
{
	for (uint32_t i = 0; i < finding->n_related; i++) {
		up_buf_printf(text->out, "%*s ", (int)gutter, "");
		up_ink(text->out, text->color, UP_INK_FAINT, UP_STR("="));
		up_buf_add_byte(text->out, ' ');
		up_ink(text->out, text->color, UP_INK_STRONG, UP_STR("also"));
		up_buf_add_byte(text->out, ' ');
		place(text, finding->related[i].path, finding->related[i].at);
		up_buf_add_s(text->out, ": ");
		up_utf8_escape(text->out, finding->related[i].message, false);
		up_buf_add_byte(text->out, '\n');
	}
}

/* `shown`: findings that need no frame of their own; NULL where each has one. */
static void full_finding(struct text *text, size_t i, bool *shown)
{
	const struct up_finding *finding = &text->report->findings[i];
	up_str snippet = finding->snippet;
	unsigned gutter = up_frame_gutter(finding);
	heading(text, finding);
	up_buf_printf(text->out, "%*s", (int)gutter, "");
	up_ink(text->out, text->color, UP_INK_FAINT, UP_STR("--> "));
	place(text, finding->path, finding->start);
	up_buf_add_byte(text->out, '\n');
	up_frame_write(text->report, finding, text->out);
	if (snippet.len && finding->start.line) {
		up_buf_printf(text->out, "%*s ", (int)gutter, "");
		up_ink(text->out, text->color, UP_INK_FAINT, UP_STR("|"));
		up_buf_add_byte(text->out, '\n');
	}
	related(text, gutter, finding);
	advice(text, gutter, i);
	if (finding->suppression != UP_SUPPRESSION_NONE) {
		struct up_buf why = { 0 };
		up_buf_add_s(&why, suppressed_by[finding->suppression]);
		if (finding->justification.len)
			up_buf_printf(&why, ": %.*s", UP_FMT(finding->justification));
		remark(text, gutter, "suppressed by", up_buf_str(&why));
		up_buf_finish(&why);
	}
	if (shown && finding->is_default)
		other_defaults(text, gutter, i, shown);
	else if (shown && is_foldable(finding))
		also(text, gutter, i, shown);
	up_buf_add_byte(text->out, '\n');
}

static void short_finding(struct text *text, const struct up_finding *finding)
{
	place(text, finding->path, finding->start);
	up_buf_add_s(text->out, ": ");
	heading(text, finding);
}

/* `level`: of that level alone; UP_LEVEL_NONE: all, in the order of their places. */
static void findings_of(struct text *text, enum up_level level, bool *shown)
{
	const struct up_report *report = text->report;
	for (size_t i = 0; i < report->n_findings; i++) {
		const struct up_finding *finding = &report->findings[i];
		if (!is_listed(report, finding) || (level != UP_LEVEL_NONE && finding->level != level))
			continue;
		if (report->quiet)
			short_finding(text, finding);
		else if (!shown[i])
			full_finding(text, i, report->verbose ? NULL : shown);
	}
}

/* Of a package the errors come first: whoever approves it reads from the top. */
static void findings(struct text *text)
{
	const struct up_report *report = text->report;
	bool *shown UP_AUTO_FREE = up_alloc_zero(report->n_findings + 1, sizeof *shown);
	if (!report->package.path.len || report->quiet) {
		findings_of(text, UP_LEVEL_NONE, shown);
		return;
	}
	for (enum up_level level = UP_LEVEL_ERROR; level > UP_LEVEL_NONE; level--)
		findings_of(text, level, shown);
}

/* What the report is about, and what stands before its findings. */
static void head(struct text *text)
{
	const struct up_report_package *package = &text->report->package;
	if (!package->path.len)
		return;
	up_ink_escaped(text->out, text->color, UP_INK_STRONG, package->path);
	up_buf_printf(text->out, ": %s\n", package->verdict);
	up_buf_printf(text->out, "  %llu bytes, SHA-256 %s\n\n", (unsigned long long)package->bytes, package->sha256);
	up_tables_text(text->report, true, text->out);
}

/* --- summary ---------------------------------------------------------------------------------------------------------- */

static void join(struct up_buf *out, const up_str *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		up_buf_add_s(out, i ? ", " : "");
		up_utf8_escape(out, words[i], false);
	}
}

static void found(struct text *text, const struct up_counts *counts)
{
	struct up_buf line = { 0 };
	counted(&line, counts->by_level[UP_LEVEL_ERROR], "error");
	up_buf_add_s(&line, ", ");
	counted(&line, counts->by_level[UP_LEVEL_WARNING], "warning");
	up_buf_add_s(&line, ", ");
	counted(&line, counts->by_level[UP_LEVEL_NOTE], "note");
	struct up_secret_counts secrets = up_groups_count(&text->groups);
	if (secrets.secrets) {
		up_buf_add_s(&line, "; ");
		counted(&line, secrets.secrets, "secret");
		up_buf_add_s(&line, " in ");
		counted(&line, secrets.places, "place");
	}
	if (counts->suppressed)
		up_buf_printf(&line, "; %zu suppressed", counts->suppressed);
	enum up_ink ink = counts->by_level[UP_LEVEL_ERROR]     ? UP_INK_ERROR
			  : counts->by_level[UP_LEVEL_WARNING] ? UP_INK_WARNING
							       : UP_INK_NOTE;
	up_ink(text->out, text->color, ink, up_buf_str(&line));
	up_buf_finish(&line);
	up_buf_add_byte(text->out, '\n');
}

static void clean(struct text *text, const struct up_counts *counts, size_t n_incomplete)
{
	up_ink(text->out, text->color, UP_INK_GOOD, UP_STR("nothing found"));
	up_buf_add_s(text->out, " in ");
	if (text->report->n_roots)
		join(text->out, text->report->roots, text->report->n_roots);
	else
		up_buf_add_s(text->out, "no path at all");
	if (counts->suppressed)
		up_buf_printf(text->out, "; %zu suppressed", counts->suppressed);
	if (n_incomplete)
		up_buf_add_s(text->out, ", but not everything was read (see above)");
	up_buf_add_byte(text->out, '\n');
}

/* Which upgrade the answer is about. */
static void window(struct text *text)
{
	const struct up_report *report = text->report;
	up_buf_add_s(text->out, "held against: ");
	if (!report->n_from && !report->n_to) {
		up_buf_add_s(text->out, "the latest version of each product that the rules know (--from and --to narrow it)\n");
		return;
	}
	if (report->n_from) {
		size_t n = report->verbose || report->n_from <= WINDOWS + 1 ? report->n_from : WINDOWS;
		up_buf_add_s(text->out, "from ");
		join(text->out, report->from, n);
		if (n < report->n_from)
			up_buf_printf(text->out, " and %zu more (--verbose lists all)", report->n_from - n);
		up_buf_add_byte(text->out, ' ');
	}
	up_buf_add_s(text->out, "to ");
	if (report->n_to)
		join(text->out, report->to, report->n_to);
	else
		up_buf_add_s(text->out, "the latest version that the rules know");
	up_buf_add_byte(text->out, '\n');
}

static void baseline(struct text *text)
{
	const struct up_report *report = text->report;
	if (!report->has_baseline)
		return;
	up_buf_printf(text->out, "baseline: %llu of its %llu entries still occur",
		      (unsigned long long)(report->baseline_entries - report->baseline_gone), (unsigned long long)report->baseline_entries);
	if (report->baseline_gone)
		up_buf_printf(text->out, "; --write-baseline drops the other %llu", (unsigned long long)report->baseline_gone);
	up_buf_add_byte(text->out, '\n');
}

static void reading(struct text *text)
{
	const struct up_report *report = text->report;
	if (report->config.len) {
		up_buf_add_s(text->out, "configured by: ");
		up_utf8_escape(text->out, report->config, false);
		up_buf_add_byte(text->out, '\n');
	}
	up_buf_add_s(text->out, "read ");
	counted(text->out, report->files_read, "file");
	if (report->files_seen > report->files_read)
		up_buf_printf(text->out, " of %llu", (unsigned long long)report->files_seen);
	bool is_large = report->bytes_read >= 100000;
	if (report->bytes_read < 1000)
		up_buf_printf(text->out, " (%llu bytes)", (unsigned long long)report->bytes_read);
	else
		up_buf_printf(text->out, " (%.1f %s)", (double)report->bytes_read / (is_large ? 1e6 : 1e3), is_large ? "MB" : "kB");
	up_buf_printf(text->out, " and parsed %llu of them in %.2f s", (unsigned long long)report->files_parsed, report->seconds);
	if (report->n_notes) {
		up_buf_add_s(text->out, "; ");
		counted(text->out, report->n_notes, "remark");
		up_buf_add_s(text->out, " on what was not read");
	}
	up_buf_add_byte(text->out, '\n');
}

/* The finding to start with: the first one of the highest level. */
static const struct up_finding *weightiest(const struct up_report *report)
{
	const struct up_finding *best = NULL;
	for (size_t i = 0; i < report->n_findings; i++) {
		const struct up_finding *finding = &report->findings[i];
		if (finding->suppression == UP_SUPPRESSION_NONE && (!best || finding->level > best->level))
			best = finding;
	}
	return best;
}

static void hints(struct text *text)
{
	const struct up_report *report = text->report;
	const struct up_finding *first = weightiest(report);
	if (!first)
		return;
	up_buf_add_s(text->out, "\nnext:\n  uplint explain ");
	up_utf8_escape(text->out, first->rule->id, false);
	up_buf_add_s(text->out, "   says why, and what to write instead\n"
				"  uplint: allow RULE REASON   in a comment accepts a finding of its line or the next\n");
}

static void summary(struct text *text, size_t n_incomplete)
{
	const struct up_report *report = text->report;
	struct up_counts counts = up_report_count(report);
	size_t n = counts.by_level[UP_LEVEL_ERROR] + counts.by_level[UP_LEVEL_WARNING] + counts.by_level[UP_LEVEL_NOTE];
	if (n)
		found(text, &counts);
	else
		clean(text, &counts, n_incomplete);
	if (report->findings_dropped)
		up_buf_printf(text->out, "%llu more %s not listed (--max-findings)\n", (unsigned long long)report->findings_dropped,
			      report->findings_dropped == 1 ? "finding is" : "findings are");
	window(text);
	baseline(text);
	reading(text);
	if (report->status == 3)
		up_buf_add_s(text->out, "incomplete: with --strict that fails the run (exit status 3)\n");
	hints(text);
}

static void text_write(const struct up_report *report, struct up_buf *out)
{
	struct text text = { .report = report, .out = out, .color = report->color };
	up_groups_init(&text.groups, report);
	if (!report->quiet)
		head(&text);
	findings(&text);
	if (!report->quiet)
		up_tables_text(report, false, out);
	size_t n_incomplete = up_notes_text(report, out);
	if (!report->quiet) {
		summary(&text, n_incomplete);
	} else if (n_incomplete) {
		/* Never silent, and never more than one line. */
		up_ink(out, text.color, UP_INK_WARNING, UP_STR("incomplete"));
		up_buf_printf(out, ": %zu %s not, or only partly, read (without --quiet they are listed)\n", n_incomplete,
			      n_incomplete == 1 ? "part was" : "parts were");
	}
	up_groups_finish(&text.groups);
}

const struct up_reporter up_reporter_text = {
	.name = "text",
	.summary = "for people: code frames and a summary",
	.write = text_write,
};
