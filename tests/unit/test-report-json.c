/* The JSON report: its fields, names that are no text, and that the same report makes the same bytes. */
#include "test.h"

#include <jansson.h>

#include "report-sample.h"

static json_t *parsed(const struct up_report *report)
{
	struct up_buf out = { 0 };
	up_report_write(up_reporter_by_name(UP_STR("json")), report, &out);
	json_error_t error;
	json_t *json = json_loadb(out.bytes, out.len, JSON_ALLOW_NUL, &error);
	if (!json)
		fail_msg("line %d: %s", error.line, error.text);
	up_buf_finish(&out);
	return json;
}

static const char *text_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

static json_int_t number_at(const json_t *object, const char *key)
{
	assert_true(json_is_integer(json_object_get(object, key)));
	return json_integer_value(json_object_get(object, key));
}

static void fields(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report);
	assert_int_equal(number_at(json, "schema"), 1);
	assert_string_equal(text_at(json_object_get(json, "tool"), "name"), "uplint");
	assert_int_equal(number_at(json_object_get(json, "run"), "files_read"), 120);
	json_t *findings = json_object_get(json, "findings");
	assert_int_equal(json_array_size(findings), UP_COUNT(sample_findings));
	json_t *finding = json_array_get(findings, 6);
	assert_string_equal(text_at(finding, "rule"), "postgresql/wal_keep_segments");
	assert_string_equal(text_at(finding, "family"), "breaking-change");
	assert_string_equal(text_at(finding, "level"), "error");
	assert_string_equal(text_at(finding, "path"), "etc/postgresql.conf");
	assert_int_equal(number_at(finding, "line"), 12);
	assert_int_equal(number_at(finding, "end_column"), 18);
	assert_string_equal(text_at(finding, "since"), "13");
	assert_string_equal(text_at(finding, "replacement"), "wal_keep_size");
	assert_string_equal(text_at(finding, "evidence"), "wal_keep_segments = 64");
	assert_int_equal(json_array_size(json_object_get(finding, "controls")), 2);
	assert_true(json_is_false(json_object_get(finding, "suppressed")));
	assert_null(json_object_get(finding, "embedded_in"));
	assert_null(json_object_get(finding, "verdict"));
	assert_null(json_object_get(finding, "rank"));
	assert_null(json_object_get(finding, "path_bytes"));
	json_decref(json);
}

static void secrets(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *finding = json_array_get(json_object_get(json, "findings"), 2);
	assert_string_equal(text_at(finding, "verdict"), "verified");
	assert_string_equal(text_at(finding, "verdict_reason"), "its checksum holds");
	assert_int_equal(number_at(finding, "rank"), 95);
	assert_string_equal(text_at(finding, "group"), "00112233445566778899aabbccddeeff");
	json_t *counts = json_object_get(json, "summary");
	assert_int_equal(number_at(counts, "secrets"), 1);
	assert_int_equal(number_at(counts, "secret_places"), 1);
	assert_null(json_object_get(counts, "baseline_gone"));
	json_decref(json);
	report.has_baseline = true;
	report.baseline_entries = 3;
	report.baseline_gone = 2;
	json = parsed(&report);
	assert_int_equal(number_at(json_object_get(json, "summary"), "baseline_entries"), 3);
	assert_int_equal(number_at(json_object_get(json, "summary"), "baseline_gone"), 2);
	json_decref(json);
}

static void summary(void **state)
{
	struct up_report report = sample_report();
	report.findings_dropped = 7;
	json_t *json = parsed(&report);
	json_t *counts = json_object_get(json, "summary");
	assert_int_equal(number_at(counts, "errors"), 2);
	assert_int_equal(number_at(counts, "warnings"), 3);
	assert_int_equal(number_at(counts, "notes"), 1);
	assert_int_equal(number_at(counts, "suppressed"), 3);
	assert_int_equal(number_at(counts, "dropped"), 7);
	assert_int_equal(number_at(counts, "incomplete"), 2);
	json_decref(json);
}

static void names(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *findings = json_object_get(json, "findings");
	assert_string_equal(text_at(json_array_get(findings, 4), "path"), "d/new\nline\x1b[31m\xe2\x80\xae.conf: OK");
	assert_string_equal(text_at(json_array_get(findings, 7), "path"), "etc/\xef\xbf\xbd\xef\xbf\xbd.conf");
	assert_string_equal(text_at(json_array_get(findings, 7), "path_bytes"), "6574632ffffe2e636f6e66");
	json_t *note = json_array_get(json_object_get(json, "notes"), 5);
	assert_string_equal(text_at(note, "reason"), "unreadable");
	assert_string_equal(text_at(note, "path_bytes"), "6574632fff");
	assert_true(json_is_true(json_object_get(note, "incomplete")));
	json_decref(json);
}

static void suppressed(void **state)
{
	struct up_report report = sample_report();
	json_t *json = parsed(&report), *finding = json_array_get(json_object_get(json, "findings"), 3);
	assert_true(json_is_true(json_object_get(finding, "suppressed")));
	assert_string_equal(text_at(finding, "suppression"), "inline");
	assert_string_equal(text_at(finding, "justification"), "revoked \x1b[2J long ago");
	json_decref(json);
}

/* No time, no colour, no width of a terminal. */
static void deterministic(void **state)
{
	static const char *const formats[] = { "json", "sarif" };
	for (size_t i = 0; i < UP_COUNT(formats); i++) {
		struct up_report report = sample_report();
		struct up_buf one = { 0 }, other = { 0 };
		up_report_write(up_reporter_by_name(up_str_from(formats[i])), &report, &one);
		report.seconds = 99;
		report.color = report.verbose = report.quiet = true;
		report.width = 40;
		up_report_write(up_reporter_by_name(up_str_from(formats[i])), &report, &other);
		assert_true(up_str_eq(up_buf_str(&one), up_buf_str(&other)));
		up_buf_finish(&one);
		up_buf_finish(&other);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields), cmocka_unit_test(secrets),    cmocka_unit_test(summary),
		cmocka_unit_test(names),  cmocka_unit_test(suppressed), cmocka_unit_test(deterministic),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
