/* The SARIF 2.1.0 report, made for GitHub, GitLab, DefectDojo, Jenkins, SonarQube and the viewers of editors alike: what one of them needs stands
 * there even where another would take it from elsewhere. No times and no machine names: the same findings make the same bytes. */
#include "report/sarif.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "report/tables.h"

/* --- text ------------------------------------------------------------------------------------------------------------- */

/* `text` cut to `most` code points, at a code point. */
static up_str cut(up_str text, size_t most)
{
	size_t i = 0;
	for (size_t n = 0; i < text.len && n < most; n++) {
		uint32_t code;
		size_t used = up_utf8_decode(up_str_slice(text, i, text.len), &code);
		i += used ? used : 1;
	}
	return up_str_slice(text, 0, i);
}

up_str up_sarif_plain(struct up_sarif *sarif, up_str text, bool is_sentence)
{
	struct up_buf out = { 0 };
	up_utf8_escape(&out, up_str_trim(text), false);
	up_str escaped = up_buf_str(&out), shorter = cut(escaped, UP_SARIF_TEXT - 3);
	if (shorter.len < escaped.len) {
		out.len = shorter.len;
		up_buf_add_s(&out, "...");
	} else if (is_sentence && !up_str_ends(escaped, UP_STR("."))) {
		up_buf_add_byte(&out, '.');
	}
	return up_arena_take(sarif->arena, &out);
}

up_str up_sarif_sentence(struct up_sarif *sarif, up_str text)
{
	return up_sarif_plain(sarif, text, true);
}

void up_sarif_message(struct up_sarif *sarif, const char *key, up_str text, bool is_sentence)
{
	up_json_key(&sarif->json, key);
	up_json_object(&sarif->json);
	up_json_pair(&sarif->json, "text", up_sarif_plain(sarif, text, is_sentence));
	up_json_object_end(&sarif->json);
}

/* --- what is shown ---------------------------------------------------------------------------------------------------- */

static void take(struct up_sarif *sarif, enum up_level level, bool suppressed)
{
	for (size_t i = 0; i < sarif->report->n_findings && sarif->n_shown < UP_SARIF_RESULTS; i++) {
		const struct up_finding *finding = &sarif->report->findings[i];
		if (finding->level != level || (finding->suppression != UP_SUPPRESSION_NONE) != suppressed)
			continue;
		sarif->shown_at[sarif->n_shown] = i;
		sarif->shown[sarif->n_shown++] = finding;
	}
}

/* The weightiest first, those that are suppressed last; within a level the order of every report. */
static void choose(struct up_sarif *sarif)
{
	sarif->n_results = sarif->report->n_findings;
	size_t most = sarif->n_results < UP_SARIF_RESULTS ? sarif->n_results : UP_SARIF_RESULTS;
	sarif->shown = up_alloc_zero(most + 1, sizeof *sarif->shown);
	sarif->shown_at = up_alloc_zero(most + 1, sizeof *sarif->shown_at);
	for (int suppressed = 0; suppressed <= 1; suppressed++)
		for (int level = UP_LEVEL_ERROR; level > UP_LEVEL_NONE; level--)
			take(sarif, level, suppressed);
}

/* --- results ---------------------------------------------------------------------------------------------------------- */

static void fixes(struct up_sarif *sarif, const struct up_finding *finding)
{
	struct up_json *json = &sarif->json;
	bool is_member = up_sarif_container(finding->path).len < finding->path.len;
	if (!finding->replacement.len || !finding->start.line || is_member || !up_utf8_is_valid(finding->replacement))
		return;
	up_json_key(json, "fixes");
	up_json_array(json);
	up_json_object(json);
	up_sarif_message(sarif, "description", finding->fix.len ? finding->fix : finding->message, true);
	up_json_key(json, "artifactChanges");
	up_json_array(json);
	up_json_object(json);
	up_sarif_location(sarif, "artifactLocation", finding->path);
	up_json_key(json, "replacements");
	up_json_array(json);
	up_json_object(json);
	up_json_key(json, "deletedRegion");
	up_json_object(json);
	up_sarif_place(json, finding->start, finding->end);
	up_json_object_end(json);
	up_json_key(json, "insertedContent");
	up_json_object(json);
	up_json_pair(json, "text", finding->replacement);
	up_json_object_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
}

static void suppressions(struct up_sarif *sarif, const struct up_finding *finding)
{
	struct up_json *json = &sarif->json;
	up_json_key(json, "suppressions");
	up_json_array(json);
	if (finding->suppression != UP_SUPPRESSION_NONE) {
		up_json_object(json);
		up_json_pair_s(json, "kind", finding->suppression == UP_SUPPRESSION_INLINE ? "inSource" : "external");
		up_json_pair_s(json, "status", "accepted");
		if (finding->justification.len)
			up_json_pair(json, "justification", up_sarif_plain(sarif, finding->justification, false));
		else if (finding->suppression == UP_SUPPRESSION_BASELINE)
			up_json_pair_s(json, "justification", "It is in the baseline.");
		up_json_object_end(json);
	}
	up_json_array_end(json);
}

static void result_properties(struct up_sarif *sarif, const struct up_finding *finding)
{
	const struct {
		const char *key;
		up_str value;
	} pairs[] = {
		{ "product", finding->product },
		{ "key", finding->key },
		{ "since", finding->since },
		{ "installed", finding->installed },
		{ "target", finding->target },
		{ "embeddedIn", finding->embedded_in },
		{ "history", finding->history },
		{ "verdict", up_str_from(up_verdict_name(finding->verdict)) },
		{ "verdictReason", finding->evidence },
		{ "group", finding->group },
	};
	up_json_key(&sarif->json, "properties");
	up_json_object(&sarif->json);
	up_json_pair(&sarif->json, "family", finding->rule->family);
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (pairs[i].value.len)
			up_json_pair(&sarif->json, pairs[i].key, up_sarif_plain(sarif, pairs[i].value, false));
	up_json_object_end(&sarif->json);
}

/* Most consumers show the message alone, so what to do stands in it. */
static void result_message(struct up_sarif *sarif, const struct up_finding *finding)
{
	struct up_buf text = { 0 };
	up_buf_add(&text, up_sarif_sentence(sarif, finding->message));
	if (finding->fix.len) {
		up_buf_add_byte(&text, ' ');
		up_buf_add(&text, finding->fix);
	}
	up_json_key(&sarif->json, "message");
	up_json_object(&sarif->json);
	up_json_pair(&sarif->json, "text", up_sarif_sentence(sarif, up_buf_str(&text)));
	up_json_object_end(&sarif->json);
	up_buf_finish(&text);
}

/* `i`: its index in the report. */
static void result(struct up_sarif *sarif, size_t i)
{
	const struct up_finding *finding = &sarif->report->findings[i];
	struct up_json *json = &sarif->json;
	up_json_object(json);
	up_json_pair(json, "ruleId", finding->rule->id);
	up_json_pair_number(json, "ruleIndex", (int64_t)up_sarif_rule_index(sarif, finding->rule));
	up_json_pair_s(json, "kind", "fail");
	up_json_pair_s(json, "level", up_level_name(finding->level));
	up_json_pair_number(json, "rank", up_sarif_rank(finding));
	result_message(sarif, finding);
	up_sarif_locations(sarif, i);
	up_sarif_flow(sarif, finding);
	if (sarif->report->has_baseline)
		up_json_pair_s(json, "baselineState", finding->in_baseline ? "unchanged" : "new");
	up_json_key(json, "partialFingerprints");
	up_json_object(json);
	up_json_pair(json, "primaryLocationLineHash", finding->line_hash);
	up_json_pair(json, "uplint/v1", finding->fingerprint);
	up_json_object_end(json);
	fixes(sarif, finding);
	suppressions(sarif, finding);
	result_properties(sarif, finding);
	up_json_object_end(json);
}

static void results(struct up_sarif *sarif)
{
	up_json_key(&sarif->json, "results");
	up_json_array(&sarif->json);
	for (size_t i = 0; i < sarif->n_shown; i++) {
		result(sarif, sarif->shown_at[i]);
		up_arena_reset(sarif->arena);
	}
	up_json_array_end(&sarif->json);
}

/* --- the run ---------------------------------------------------------------------------------------------------------- */

static void notification(struct up_sarif *sarif, const char *id, const char *level, up_str text, up_str path, uint32_t line)
{
	struct up_json *json = &sarif->json;
	up_json_object(json);
	up_json_key(json, "descriptor");
	up_json_object(json);
	up_json_pair_s(json, "id", id);
	up_json_object_end(json);
	up_json_pair_s(json, "level", level);
	up_sarif_message(sarif, "message", text, true);
	if (path.len) {
		up_json_key(json, "locations");
		up_json_array(json);
		up_json_object(json);
		up_json_key(json, "physicalLocation");
		up_json_object(json);
		up_sarif_location(sarif, "artifactLocation", up_sarif_container(path));
		if (line && up_str_eq(path, up_sarif_container(path))) {
			up_json_key(json, "region");
			up_json_object(json);
			up_json_pair_number(json, "startLine", line);
			up_json_object_end(json);
		}
		up_json_object_end(json);
		up_json_object_end(json);
		up_json_array_end(json);
	}
	up_json_object_end(json);
}

static void note(struct up_sarif *sarif, const struct up_note *note)
{
	up_str title = up_str_from(up_note_reason_title(note->reason));
	up_str text = up_arena_printf(sarif->arena, "%.*s: %.*s%s%.*s", UP_FMT(title), UP_FMT(note->path), note->detail.len ? ": " : "",
				      UP_FMT(note->detail));
	notification(sarif, up_note_reason_name(note->reason), up_note_is_incomplete(note->reason) ? "warning" : "note", text, note->path,
		     note->line);
	up_arena_reset(sarif->arena);
}

static void invocation(struct up_sarif *sarif)
{
	static const char *const meanings[] = { "nothing at or above --fail-on", "findings at or above --fail-on", "an error",
						"not all was read" };
	const struct up_report *report = sarif->report;
	struct up_json *json = &sarif->json;
	up_json_key(json, "invocations");
	up_json_array(json);
	up_json_object(json);
	up_json_pair_bool(json, "executionSuccessful", report->status != 2);
	up_json_pair_number(json, "exitCode", report->status);
	if (report->status >= 0 && report->status < 4)
		up_json_pair_s(json, "exitCodeDescription", meanings[report->status]);
	up_json_key(json, "toolExecutionNotifications");
	up_json_array(json);
	uint64_t more = sarif->n_results - sarif->n_shown + report->findings_dropped;
	if (more)
		notification(sarif, "more-findings", "warning",
			     up_arena_printf(sarif->arena, "%llu more %s not listed here; the text and JSON reports hold more of them",
					     (unsigned long long)more, more == 1 ? "finding is" : "findings are"),
			     UP_STR(""), 0);
	for (size_t i = 0; i < report->n_notes; i++)
		note(sarif, &report->notes[i]);
	up_json_array_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
}

static void strings(struct up_json *json, const char *key, const up_str *values, size_t n)
{
	up_json_key(json, key);
	up_json_array(json);
	for (size_t i = 0; i < n; i++)
		up_json_string(json, values[i]);
	up_json_array_end(json);
}

static void run_properties(struct up_sarif *sarif)
{
	const struct up_report *report = sarif->report;
	struct up_json *json = &sarif->json;
	up_json_key(json, "properties");
	up_json_object(json);
	strings(json, "roots", report->roots, report->n_roots);
	strings(json, "from", report->from, report->n_from);
	strings(json, "to", report->to, report->n_to);
	up_json_pair_number(json, "filesSeen", (int64_t)report->files_seen);
	up_json_pair_number(json, "filesRead", (int64_t)report->files_read);
	up_json_pair_number(json, "filesParsed", (int64_t)report->files_parsed);
	up_json_pair_number(json, "bytesRead", (int64_t)report->bytes_read);
	if (report->has_baseline) {
		up_json_pair_number(json, "baselineEntries", (int64_t)report->baseline_entries);
		up_json_pair_number(json, "baselineGone", (int64_t)report->baseline_gone);
	}
	up_tables_json(report, json);
	up_json_object_end(json);
}

static void run(struct up_sarif *sarif)
{
	struct up_json *json = &sarif->json;
	up_json_object(json);
	up_sarif_driver(sarif);
	invocation(sarif);
	up_json_key(json, "automationDetails");
	up_json_object(json);
	up_json_pair_s(json, "id", "uplint/");
	up_json_object_end(json);
	up_json_pair_s(json, "columnKind", "unicodeCodePoints");
	up_sarif_bases(sarif);
	up_sarif_artifacts(sarif);
	results(sarif);
	up_sarif_taxonomies(sarif);
	run_properties(sarif);
	up_json_object_end(json);
}

static void sarif_write(const struct up_report *report, struct up_buf *out)
{
	struct up_sarif sarif = { .report = report, .arena = up_arena_new() };
	up_json_init(&sarif.json, out);
	up_groups_init(&sarif.groups, report);
	choose(&sarif);
	up_sarif_rules_find(&sarif);
	up_sarif_paths_find(&sarif);
	up_json_object(&sarif.json);
	up_json_pair_s(&sarif.json, "$schema",
		       "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
	up_json_pair_s(&sarif.json, "version", "2.1.0");
	up_json_key(&sarif.json, "runs");
	up_json_array(&sarif.json);
	run(&sarif);
	up_json_array_end(&sarif.json);
	up_json_object_end(&sarif.json);
	up_groups_finish(&sarif.groups);
	up_arena_free(sarif.arena);
	up_free(sarif.shown);
	up_free(sarif.shown_at);
	up_free(sarif.rules);
	up_free(sarif.cwes);
	up_free(sarif.paths);
}

const struct up_reporter up_reporter_sarif = {
	.name = "sarif",
	.summary = "SARIF 2.1.0, for code scanning services and editors",
	.write = sarif_write,
};
