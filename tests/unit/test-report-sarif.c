/* The SARIF report: what consumers need. That it is valid SARIF is ci/check-reports' to say; `test-report-sarif FOLDER` writes it the files:
 *
 *   mkdir /tmp/reports && build/tests/unit/test-report-sarif /tmp/reports && ci/check-reports /tmp/reports/[a-z]*
 */
#include "test.h"

#include <jansson.h>

#include "base/memory.h"
#include "report-sample.h"

static json_t *parsed(const struct up_report *report)
{
	struct up_buf out = { 0 };
	up_report_write(up_reporter_by_name(UP_STR("sarif")), report, &out);
	json_error_t error;
	json_t *json = json_loadb(out.bytes, out.len, JSON_ALLOW_NUL, &error);
	if (!json)
		fail_msg("line %d: %s", error.line, error.text);
	up_buf_finish(&out);
	return json;
}

static json_t *run_of(json_t *json)
{
	return json_array_get(json_object_get(json, "runs"), 0);
}

/* The value at "results.0.message.text"; fails where there is none. */
static json_t *at(json_t *value, const char *path)
{
	while (*path) {
		char key[64];
		size_t len = strcspn(path, ".");
		assert_true(len < sizeof key);
		memcpy(key, path, len);
		key[len] = '\0';
		uint64_t index;
		value = json_is_array(value) && up_str_to_u64(up_str_from(key), &index) ? json_array_get(value, index)
											: json_object_get(value, key);
		if (!value)
			fail_msg("no %s", path);
		path += len + (path[len] == '.');
	}
	return value;
}

static void assert_text(json_t *value, const char *path, const char *expected)
{
	const char *text = json_string_value(at(value, path));
	assert_non_null(text);
	assert_string_equal(text, expected);
}

/* The result with this message. */
static json_t *result_at(json_t *run, const char *path)
{
	json_t *result;
	size_t i;
	json_array_foreach(at(run, "results"), i, result)
	{
		const char *uri = json_string_value(at(result, "locations.0.physicalLocation.artifactLocation.uri"));
		if (strcmp(uri, path) == 0)
			return result;
	}
	fail_msg("no result at %s", path);
	return NULL;
}

static void ordinary(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *result = result_at(run_of(json), "etc/postgresql.conf");
	assert_text(result, "ruleId", "postgresql/wal_keep_segments");
	assert_text(result, "level", "error");
	assert_text(result, "kind", "fail");
	assert_text(result, "locations.0.physicalLocation.region.snippet.text", "wal_keep_segments");
	assert_text(result, "locations.0.physicalLocation.contextRegion.snippet.text", "wal_keep_segments = 64");
	assert_text(result, "partialFingerprints.primaryLocationLineHash", "0123456789abcdef:1");
	assert_text(result, "fixes.0.artifactChanges.0.replacements.0.insertedContent.text", "wal_keep_size");
	assert_int_equal(json_array_size(at(result, "suppressions")), 0);
	json_int_t index = json_integer_value(at(result, "ruleIndex"));
	json_t *rule = json_array_get(at(run_of(json), "tool.driver.rules"), (size_t)index);
	assert_text(rule, "id", "postgresql/wal_keep_segments");
	assert_text(rule, "name", "PostgresqlWalKeepSegments");
	assert_text(rule, "shortDescription.text", "wal_keep_segments was removed.");
	assert_null(json_object_get(at(rule, "properties"), "security-severity"));
	json_t *artifact = json_array_get(at(run_of(json), "artifacts"),
					  (size_t)json_integer_value(at(result, "locations.0.physicalLocation.artifactLocation.index")));
	assert_text(artifact, "location.uri", "etc/postgresql.conf");
	assert_int_equal(json_integer_value(at(artifact, "length")), 29000);
	json_decref(json);
}

static void weakness(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *run = run_of(json), *result = result_at(run, "app/.env");
	json_t *rule = json_array_get(at(run, "tool.driver.rules"), (size_t)json_integer_value(at(result, "ruleIndex")));
	assert_text(rule, "relationships.0.target.id", "CWE-798");
	assert_text(rule, "properties.security-severity", "9.2");
	assert_text(rule, "properties.tags.2", "external/cwe/cwe-798");
	assert_text(run, "taxonomies.0.taxa.0.id", "CWE-798");
	assert_text(result, "locations.0.physicalLocation.region.snippet.text", "ghp_********");
	json_decref(json);
}

static void secrets(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *result = result_at(run_of(json), "app/.env");
	assert_int_equal(json_integer_value(at(result, "rank")), 95);
	assert_text(result, "properties.verdict", "verified");
	assert_text(result, "properties.verdictReason", "its checksum holds");
	assert_text(result, "properties.group", "00112233445566778899aabbccddeeff");
	assert_int_equal(json_array_size(at(result, "relatedLocations")), 1);
	assert_text(result, "relatedLocations.0.physicalLocation.artifactLocation.uri", "app/.env");
	assert_int_equal(json_integer_value(at(result, "relatedLocations.0.physicalLocation.region.startColumn")), 26);
	assert_null(json_object_get(result, "baselineState"));
	json_decref(json);
}

static void baseline(void **state)
{
	struct up_finding findings[] = { sample_findings[6], sample_findings[2] };
	findings[0].in_baseline = true;
	struct up_report report = { .findings = findings, .n_findings = 2, .has_baseline = true };
	json_t *json = parsed(&report);
	assert_text(result_at(run_of(json), "etc/postgresql.conf"), "baselineState", "unchanged");
	assert_text(result_at(run_of(json), "app/.env"), "baselineState", "new");
	json_decref(json);
}

/* The archive is what a viewer can open; the member stands beside it. */
static void member(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *run = run_of(json), *result = result_at(run, "upgrade.zip");
	assert_text(result, "locations.0.logicalLocations.0.fullyQualifiedName", "upgrade.zip!/inner.tar.gz!/etc/a b.conf");
	assert_text(result, "relatedLocations.0.physicalLocation.artifactLocation.uri", "etc/a%20b.conf");
	size_t index = (size_t)json_integer_value(at(result, "relatedLocations.0.physicalLocation.artifactLocation.index"));
	json_t *artifact = json_array_get(at(run, "artifacts"), index);
	artifact = json_array_get(at(run, "artifacts"), (size_t)json_integer_value(at(artifact, "parentIndex")));
	assert_text(artifact, "location.uri", "inner.tar.gz");
	artifact = json_array_get(at(run, "artifacts"), (size_t)json_integer_value(at(artifact, "parentIndex")));
	assert_text(artifact, "location.uri", "upgrade.zip");
	assert_null(json_object_get(result, "fixes"));
	assert_text(result, "suppressions.0.kind", "external");
	json_decref(json);
}

static void names(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *run = run_of(json);
	json_t *result = result_at(run, "d/new%0Aline%1B%5B31m%E2%80%AE.conf%3A%20OK");
	assert_text(result, "message.text", "Hostile \\x1b[31m bytes \\u202e in `\\xff`\\nand a line break.");
	assert_int_equal(json_integer_value(at(result_at(run, "etc/%FF%FE.conf"), "locations.0.physicalLocation.region.startLine")), 1);
	result_at(run, "db/001%20init%25.sql");
	json_decref(json);
}

static void roots(void **state)
{
	static const up_str absolute[] = { { "/srv/host/", 10 } };
	struct up_finding finding = sample_findings[6];
	struct up_report report = sample_report();
	report.findings = &finding;
	report.n_findings = 1;
	report.roots = absolute;
	finding.path = UP_STR("/srv/host/etc/a b");
	json_t *json = parsed(&report), *result = result_at(run_of(json), "etc/a%20b");
	assert_text(result, "locations.0.physicalLocation.artifactLocation.uriBaseId", "ROOT");
	assert_text(run_of(json), "originalUriBaseIds.ROOT.uri", "file:///srv/host/");
	json_decref(json);
	finding.path = UP_STR("/elsewhere");
	json = parsed(&report);
	result_at(run_of(json), "file:///elsewhere");
	assert_null(json_object_get(run_of(json), "originalUriBaseIds"));
	json_decref(json);
}

static void notes(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *invocation = at(run_of(json), "invocations.0");
	assert_true(json_is_true(at(invocation, "executionSuccessful")));
	assert_int_equal(json_array_size(at(invocation, "toolExecutionNotifications")), UP_COUNT(sample_notes));
	assert_text(invocation, "toolExecutionNotifications.4.descriptor.id", "syntax");
	assert_text(invocation, "toolExecutionNotifications.4.level", "warning");
	assert_int_equal(json_integer_value(at(invocation, "toolExecutionNotifications.4.locations.0.physicalLocation.region.startLine")),
			 7);
	json_decref(json);
	report.status = 2;
	json = parsed(&report);
	assert_true(json_is_false(at(run_of(json), "invocations.0.executionSuccessful")));
	json_decref(json);
}

/* The errors stay, wherever they stand, and what is left out is counted. */
static void many(void **state)
{
	enum {
		N = 6000
	};
	struct up_finding *findings = up_alloc_zero(N, sizeof *findings);
	for (uint32_t i = 0; i < N; i++) {
		findings[i] = sample_findings[6];
		findings[i].level = i >= N - 10 ? UP_LEVEL_ERROR : UP_LEVEL_NOTE;
		findings[i].start.line = findings[i].end.line = i + 1;
	}
	struct up_report report = sample_report();
	report.findings = findings;
	report.n_findings = N;
	report.findings_dropped = 5;
	json_t *json = parsed(&report), *run = run_of(json);
	assert_int_equal(json_array_size(at(run, "results")), 5000);
	assert_int_equal(json_integer_value(at(run, "results.0.locations.0.physicalLocation.region.startLine")), N - 9);
	assert_text(run, "results.10.level", "note");
	assert_text(run, "invocations.0.toolExecutionNotifications.0.descriptor.id", "more-findings");
	assert_text(run, "invocations.0.toolExecutionNotifications.0.message.text",
		    "1005 more findings are not listed here; the text and JSON reports hold more of them.");
	json_decref(json);
	up_free(findings);
}

/* A text of any length, cut at a code point. */
static void long_texts(void **state)
{
	char text[4001];
	for (size_t i = 0; i < 4000; i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	struct up_finding finding = sample_findings[6];
	finding.message = (up_str){ text, 4000 };
	struct up_report report = sample_report();
	report.findings = &finding;
	report.n_findings = 1;
	json_t *json = parsed(&report);
	const char *message = json_string_value(at(run_of(json), "results.0.message.text"));
	up_str cut = up_str_from(message);
	assert_int_equal(cut.len, 1021 * 2 + 3);
	assert_true(up_str_ends(cut, UP_STR("\xc3\xa9...")));
	json_decref(json);
}

static int write_files(const char *folder)
{
	struct up_report whole = sample_report(), empty = sample_report();
	empty.n_findings = empty.n_notes = empty.n_artifacts = 0;
	for (size_t i = 0; up_reporters[i]; i++)
		for (int is_empty = 0; is_empty <= 1; is_empty++) {
			struct up_buf name = { 0 }, out = { 0 };
			up_buf_printf(&name, "%s/%s.%s", folder, is_empty ? "empty" : "whole", up_reporters[i]->name);
			up_report_write(up_reporters[i], is_empty ? &empty : &whole, &out);
			FILE *file = fopen(name.bytes, "wb");
			if (!file || fwrite(out.bytes, 1, out.len, file) != out.len || fclose(file))
				return 2;
			up_buf_finish(&name);
			up_buf_finish(&out);
		}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary), cmocka_unit_test(weakness),   cmocka_unit_test(secrets), cmocka_unit_test(baseline),
		cmocka_unit_test(member),   cmocka_unit_test(names),      cmocka_unit_test(roots),   cmocka_unit_test(notes),
		cmocka_unit_test(many),     cmocka_unit_test(long_texts),
	};
	if (argc > 1)
		return write_files(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
