/* The JSON report: docs/json.md says what it holds, docs/findings.schema.json checks it. */
#include "base/json.h"

#include "report/groups.h"
#include "report/notes.h"
#include "report/report.h"
#include "report/tables.h"

enum {
	SCHEMA = 1
};

static const char *const suppression_names[] = { "none", "inline", "config", "baseline" };

static void pair_if_any(struct up_json *json, const char *key, up_str value)
{
	if (value.len)
		up_json_pair(json, key, value);
}

static void strings(struct up_json *json, const char *key, const up_str *values, size_t n)
{
	up_json_key(json, key);
	up_json_array(json);
	for (size_t i = 0; i < n; i++)
		up_json_string(json, values[i]);
	up_json_array_end(json);
}

static void strings_if_any(struct up_json *json, const char *key, const up_str *values, size_t n)
{
	if (n)
		strings(json, key, values, n);
}

static void suppression(struct up_json *json, const struct up_finding *finding)
{
	up_json_pair_bool(json, "suppressed", finding->suppression != UP_SUPPRESSION_NONE);
	if (finding->suppression == UP_SUPPRESSION_NONE)
		return;
	up_json_pair_s(json, "suppression", suppression_names[finding->suppression]);
	pair_if_any(json, "justification", finding->justification);
}

/* Of a secret: how sure it is, and what other findings are about the same one. */
static void verdict(struct up_json *json, const struct up_finding *finding)
{
	if (finding->verdict != UP_VERDICT_NONE)
		up_json_pair_s(json, "verdict", up_verdict_name(finding->verdict));
	pair_if_any(json, "verdict_reason", finding->evidence);
	if (finding->rank)
		up_json_pair_number(json, "rank", finding->rank);
	pair_if_any(json, "group", finding->group);
}

static void related(struct up_json *json, const struct up_finding *finding)
{
	if (!finding->n_related)
		return;
	up_json_key(json, "related");
	up_json_array(json);
	for (uint32_t i = 0; i < finding->n_related; i++) {
		const struct up_related *place = &finding->related[i];
		up_json_object(json);
		up_path_json(json, place->path);
		up_json_pair_number(json, "line", place->at.line);
		up_json_pair_number(json, "column", place->at.column);
		up_json_pair(json, "message", place->message);
		up_json_object_end(json);
	}
	up_json_array_end(json);
}

static void finding_object(struct up_json *json, const struct up_finding *finding)
{
	up_json_object(json);
	up_json_pair(json, "rule", finding->rule->id);
	up_json_pair(json, "family", finding->rule->family);
	up_json_pair_s(json, "level", up_level_name(finding->level));
	up_json_pair(json, "message", finding->message);
	up_path_json(json, finding->path);
	up_json_pair_number(json, "line", finding->start.line);
	up_json_pair_number(json, "column", finding->start.column);
	up_json_pair_number(json, "end_line", finding->end.line);
	up_json_pair_number(json, "end_column", finding->end.column);
	pair_if_any(json, "embedded_in", finding->embedded_in);
	pair_if_any(json, "history", finding->history);
	pair_if_any(json, "product", finding->product);
	pair_if_any(json, "key", finding->key);
	pair_if_any(json, "installed", finding->installed);
	pair_if_any(json, "target", finding->target);
	pair_if_any(json, "since", finding->since);
	pair_if_any(json, "fix", finding->fix);
	pair_if_any(json, "safer", finding->safer);
	pair_if_any(json, "replacement", finding->replacement);
	pair_if_any(json, "evidence", finding->snippet);
	related(json, finding);
	verdict(json, finding);
	up_json_pair_s(json, "precision", up_precision_name(finding->rule->precision));
	strings_if_any(json, "cwe", finding->rule->cwe, finding->rule->n_cwe);
	strings_if_any(json, "controls", finding->rule->controls, finding->rule->n_controls);
	strings_if_any(json, "links", finding->rule->links, finding->rule->n_links);
	up_json_pair(json, "fingerprint", finding->fingerprint);
	suppression(json, finding);
	up_json_object_end(json);
}

static void findings(struct up_json *json, const struct up_report *report)
{
	up_json_key(json, "findings");
	up_json_array(json);
	for (size_t i = 0; i < report->n_findings; i++)
		finding_object(json, &report->findings[i]);
	up_json_array_end(json);
}

static void tool(struct up_json *json, const struct up_report *report)
{
	up_json_key(json, "tool");
	up_json_object(json);
	up_json_pair_s(json, "name", "uplint");
	up_json_pair(json, "version", report->version);
	up_json_pair(json, "rules_digest", report->rules_digest);
	up_json_object_end(json);
}

static void run(struct up_json *json, const struct up_report *report)
{
	up_json_key(json, "run");
	up_json_object(json);
	strings(json, "roots", report->roots, report->n_roots);
	strings(json, "from", report->from, report->n_from);
	strings(json, "to", report->to, report->n_to);
	pair_if_any(json, "today", report->today);
	pair_if_any(json, "config", report->config);
	up_json_pair_s(json, "fail_on", report->fail_on == UP_LEVEL_NONE ? "never" : up_level_name(report->fail_on));
	up_json_pair_bool(json, "strict", report->strict);
	up_json_pair_number(json, "files_seen", (int64_t)report->files_seen);
	up_json_pair_number(json, "files_read", (int64_t)report->files_read);
	up_json_pair_number(json, "files_parsed", (int64_t)report->files_parsed);
	up_json_pair_number(json, "bytes_read", (int64_t)report->bytes_read);
	up_json_pair_number(json, "exit_status", report->status);
	if (report->package.path.len) {
		up_json_key(json, "package");
		up_json_object(json);
		up_json_pair(json, "path", report->package.path);
		up_json_pair_number(json, "bytes", (int64_t)report->package.bytes);
		up_json_pair_s(json, "sha256", report->package.sha256);
		up_json_pair_s(json, "verdict", report->package.verdict);
		up_json_object_end(json);
	}
	up_json_object_end(json);
}

static void summary(struct up_json *json, const struct up_report *report)
{
	struct up_counts counts = up_report_count(report);
	struct up_groups groups;
	up_groups_init(&groups, report);
	struct up_secret_counts secrets = up_groups_count(&groups);
	up_groups_finish(&groups);
	int64_t n_incomplete = 0;
	for (size_t i = 0; i < report->n_notes; i++)
		n_incomplete += up_note_is_incomplete(report->notes[i].reason);
	up_json_key(json, "summary");
	up_json_object(json);
	up_json_pair_number(json, "errors", (int64_t)counts.by_level[UP_LEVEL_ERROR]);
	up_json_pair_number(json, "warnings", (int64_t)counts.by_level[UP_LEVEL_WARNING]);
	up_json_pair_number(json, "notes", (int64_t)counts.by_level[UP_LEVEL_NOTE]);
	up_json_pair_number(json, "suppressed", (int64_t)counts.suppressed);
	up_json_pair_number(json, "dropped", (int64_t)report->findings_dropped);
	up_json_pair_number(json, "incomplete", n_incomplete);
	up_json_pair_number(json, "secrets", (int64_t)secrets.secrets);
	up_json_pair_number(json, "secret_places", (int64_t)secrets.places);
	if (report->has_baseline) {
		up_json_pair_number(json, "baseline_entries", (int64_t)report->baseline_entries);
		up_json_pair_number(json, "baseline_gone", (int64_t)report->baseline_gone);
	}
	up_json_object_end(json);
}

static void json_write(const struct up_report *report, struct up_buf *out)
{
	struct up_json json;
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", SCHEMA);
	tool(&json, report);
	run(&json, report);
	findings(&json, report);
	up_notes_json(report, &json);
	up_tables_json(report, &json);
	summary(&json, report);
	up_json_object_end(&json);
}

const struct up_reporter up_reporter_json = {
	.name = "json",
	.summary = "one JSON object with all findings and notes (docs/json.md)",
	.write = json_write,
};
