/* What all statements of a package say together: what is covered, who signed the package before, and the table. */
#include "package-sample.h"

#include "package/coverage.h"
#include "package/previous.h"

static void say(struct sample *sample, const char *kind, const char *subject, const char *by, const char *signer, enum up_said integrity)
{
	struct up_statement statement = {
		.kind = kind, .subject = up_str_from(subject), .by = up_str_from(by), .signer = up_str_from(signer)
	};
	statement.integrity = (struct up_clause){ .said = integrity, .text = UP_STR("x") };
	up_statements_add(&sample->statements, &statement);
}

/* package.zip with a and b in it, beside it a list. */
static void begin(struct sample *sample)
{
	sample_init(sample, 0);
	uint32_t own = sample_member(sample, 0, "package.zip", UP_STR("zip"), false);
	uint32_t zip = sample_container(sample, UP_CONTAINER_ZIP, own);
	(void)sample_member(sample, 0, "SHA256SUMS",
			    UP_STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  package.zip\n"), true);
	(void)sample_member(sample, zip, "a", UP_STR("a"), false);
	(void)sample_member(sample, zip, "b", UP_STR("b"), false);
	(void)sample_member(sample, zip, "b.asc", UP_STR("-----BEGIN PGP SIGNATURE-----\n"), true);
}

static void test_coverage(void **state)
{
	static const struct {
		struct {
			const char *kind, *subject, *by, *signer;
			enum up_said integrity;
		} said[3];
		const char *form, *detail;
	} rows[] = {
		{ { { 0 } }, "unsigned", "" },
		{ { { "OpenPGP", "package.zip", "package.zip.asc", "AB", UP_SAID_GOOD } }, NULL, NULL },
		{ { { "OpenPGP", "package.zip", "package.zip.asc", "AB", UP_SAID_DOUBT } },
		  NULL,
		  NULL }, /* an unknown key is another finding */
		{ { { "OpenPGP", "package.zip", "package.zip.asc", "AB", UP_SAID_BAD } }, NULL, NULL }, /* nor is a wrong one */
		{ { { "checksums", "package.zip", "SHA256SUMS", "", UP_SAID_GOOD } }, "only-checksums", "" },
		{ { { "checksums", "package.zip", "SHA256SUMS", "", UP_SAID_GOOD },
		    { "OpenPGP", "SHA256SUMS", "SHA256SUMS.asc", "AB", UP_SAID_GOOD } },
		  NULL,
		  NULL },
		{ { { "checksums", "", "SHA256SUMS", "", UP_SAID_GOOD },
		    { "OpenPGP", "SHA256SUMS", "SHA256SUMS.asc", "AB", UP_SAID_GOOD } },
		  NULL,
		  NULL },
		{ { { "checksums", "package.zip", "SHA256SUMS", "", UP_SAID_BAD },
		    { "OpenPGP", "SHA256SUMS", "SHA256SUMS.asc", "AB", UP_SAID_GOOD } },
		  "unsigned",
		  "" },
		{ { { "OpenPGP", "package.zip!/b", "package.zip!/b.asc", "AB", UP_SAID_GOOD } },
		  "unsigned",
		  " (of 2 files in it 1 is signed)" },
		{ { { "OpenPGP", "package.zip!/b", "package.zip!/b.asc", "AB", UP_SAID_GOOD },
		    { "OpenPGP", "package.zip!/a", "package.zip!/a.asc", "AB", UP_SAID_GOOD } },
		  NULL,
		  NULL },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample sample;
		begin(&sample);
		sample.trust.n_files = 1;
		for (size_t k = 0; k < 3 && rows[i].said[k].kind; k++)
			say(&sample, rows[i].said[k].kind, rows[i].said[k].subject, rows[i].said[k].by, rows[i].said[k].signer,
			    rows[i].said[k].integrity);
		up_verify_coverage(&sample.verify);
		assert_int_equal(sample.n_forms, rows[i].form ? 1 : 0);
		if (rows[i].form) {
			assert_int_equal(sample_count(&sample, rows[i].form), 1);
			assert_str_at(sample.forms[0].detail, up_str_from(rows[i].detail), __FILE__, __LINE__);
			assert_str(sample.forms[0].value, "package.zip");
		}
		sample_finish(&sample);
	}
}

/* Nobody expects a signature where nobody said whose. */
static void test_not_asked_for(void **state)
{
	for (int is_listed = 0; is_listed < 2; is_listed++) {
		struct sample sample;
		begin(&sample);
		if (is_listed)
			say(&sample, "checksums", "package.zip", "SHA256SUMS", "", UP_SAID_GOOD);
		up_verify_coverage(&sample.verify);
		assert_int_equal(sample.n_forms, 1);
		assert_int_equal(sample_count(&sample, "not-signed"), 1);
		assert_int_equal(sample.forms[0].detail.len != 0, is_listed);
		sample_finish(&sample);
	}
}

/* A chain of two, trusted. */
static void say_chain(struct sample *sample, const char *by, const char *signer, const char *subject, const char *root)
{
	struct up_statement statement = { .kind = "CMS", .subject = UP_STR("a"), .by = up_str_from(by), .signer = up_str_from(signer) };
	static struct up_link chain[8][2];
	struct up_link *links = chain[*signer % 8];
	links[0].subject = up_str_from(subject);
	links[1].fingerprint = up_str_from(root);
	statement.integrity.said = statement.trust.said = UP_SAID_GOOD;
	statement.chain = links;
	statement.n_chain = 2;
	up_statements_add(&sample->statements, &statement);
}

static void test_renewed(void **state)
{
	static const struct {
		const char *subject, *root, *form;
	} rows[] = {
		{ "O=Acme,CN=Acme 2026", "R1", "signer-renewed" }, { "CN=Acme 2026,O=Acme", "R1", "signer-renewed" },
		{ "O=Acme,CN=Acme 2026", "R2", "signer-changed" }, { "O=Somebody Else,CN=Acme 2025", "R1", "signer-changed" },
		{ "CN=Acme 2026", "R1", "signer-changed" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample before, now;
		sample_init(&before, 0);
		sample_init(&now, 0);
		say_chain(&before, "a.zip.p7s", "AA", "O=Acme,CN=Acme 2025", "R1");
		say_chain(&now, "a.zip.p7s", "BB", rows[i].subject, rows[i].root);
		/* Of a library in it nothing is said. */
		say(&before, "JAR", "a.zip!/x.jar", "a.zip!/x.jar!/META-INF/X.RSA", "CC", UP_SAID_GOOD);
		up_statements_compare(&before.statements, &now.statements, UP_STR("a.zip"), now.arena, &now.verify.sink);
		assert_int_equal(now.n_forms, 1);
		assert_int_equal(sample_count(&now, rows[i].form), 1);
		sample_finish(&before);
		sample_finish(&now);
	}
}

static void test_unknown_format(void **state)
{
	struct sample sample;
	sample_init(&sample, 0);
	(void)sample_member(&sample, 0, "package.zip", UP_STR("zip"), false);
	(void)sample_member(&sample, 0, "package.zip.sig", UP_STR("MEUCIQD\n"), true);
	up_verify_coverage(&sample.verify);
	assert_int_equal(sample.n_notes, 1);
	sample_finish(&sample);
}

static void test_previous(void **state)
{
	static const struct {
		const char *before[3], *now[3], *form;
	} rows[] = {
		{ { "AA" }, { "AA" }, NULL },
		{ { NULL }, { "AA" }, NULL },
		{ { "AA" }, { "BB" }, "signer-changed" },
		{ { "AA" }, { NULL }, "signature-dropped" },
		{ { "AA", "BB" }, { "AA" }, "signer-removed" },
		{ { "AA" }, { "BB", "AA" }, "signer-added" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sample before, now;
		sample_init(&before, 0);
		sample_init(&now, 0);
		for (size_t k = 0; k < 3 && rows[i].before[k]; k++)
			say(&before, "OpenPGP", "app-1.zip", "app-1.zip.asc", rows[i].before[k], UP_SAID_GOOD);
		for (size_t k = 0; k < 3 && rows[i].now[k]; k++)
			say(&now, "OpenPGP", "app-2.zip", "app-2.zip.asc", rows[i].now[k], UP_SAID_GOOD);
		say(&before, "JAR", "x.jar", "x.jar", "CC", UP_SAID_BAD); /* does not hold: nobody's */
		up_statements_compare(&before.statements, &now.statements, UP_STR("app-2.zip"), now.arena, &now.verify.sink);
		assert_int_equal(now.n_forms, rows[i].form ? 1 : 0);
		if (rows[i].form)
			assert_int_equal(sample_count(&now, rows[i].form), 1);
		sample_finish(&before);
		sample_finish(&now);
	}
}

static void test_table(void **state)
{
	struct sample sample;
	struct up_table table;
	sample_init(&sample, 0);
	say(&sample, "OpenPGP", "b", "b.asc", "AB", UP_SAID_BAD);
	say(&sample, "checksums", "a", "SHA256SUMS", "", UP_SAID_GOOD);
	up_statements_table(&sample.statements, sample.arena, &table);
	assert_int_equal(table.n_rows, 2);
	assert_int_equal(table.n_columns, 7);
	assert_str(table.cells[0], "a");
	assert_str(table.cells[3], "good: x");
	assert_str(table.cells[4], "-");
	assert_str(table.cells[7 + 3], "bad: x");
	up_table_finish(&table);
	sample_finish(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_coverage),       cmocka_unit_test(test_not_asked_for), cmocka_unit_test(test_renewed),
		cmocka_unit_test(test_unknown_format), cmocka_unit_test(test_previous),      cmocka_unit_test(test_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
