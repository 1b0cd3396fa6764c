/* package/advisory: notices of rotation and the keys that they name. */
#include "test.h"

#include <stdio.h>

#include "advisory-sample.h"

static const struct up_link chain[] = {
	{ .subject = UP_STR("CN=Acme Packages,O=Acme Inc.,C=DE"),
	  .issuer = UP_STR("CN=Acme Code Signing CA 3,O=Acme Inc.,C=DE"),
	  .serial = UP_STR("4A0B1C2D3E4F5061"),
	  .fingerprint = UP_STR("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
	  .not_before = UP_STR("2026-06-01"),
	  .not_after = UP_STR("2028-06-01") },
	{ .subject = UP_STR("CN=Acme Code Signing CA 3,O=Acme Inc.,C=DE"),
	  .issuer = UP_STR("CN=Acme Root CA G2,O=Acme Inc.,C=DE"),
	  .serial = UP_STR("01"),
	  .fingerprint = UP_STR("ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"),
	  .not_before = UP_STR("2026-05-01"),
	  .issuer_key = UP_STR("0102030405060708090a0b0c0d0e0f1011121314") },
};

static const struct up_link key[] = {
	{ .subject = UP_STR("Acme Release Key 2026 <keys@acme.example>"),
	  .serial = UP_STR("89ABCDEF01234567"),
	  .fingerprint = UP_STR("89ABCDEF0123456789ABCDEF89ABCDEF01234567"),
	  .not_before = UP_STR("2026-06-01") },
};

static struct up_statement cms(void)
{
	return (struct up_statement){
		.kind = "CMS", .by = UP_STR("p.p7s"), .chain = (struct up_link *)(uintptr_t)chain, .n_chain = 2, .is_root_unknown = true
	};
}

static struct up_statement openpgp(void)
{
	return (struct up_statement){
		.kind = "OpenPGP", .by = UP_STR("p.asc"), .chain = (struct up_link *)(uintptr_t)key, .n_chain = 1, .is_root_unknown = true
	};
}

/* What one notice is to the statement: "announced", "doubtful", "retired", or "nothing". */
static const char *heard(struct up_statement statement, const char *feed, struct up_buf *ret_evidence)
{
	struct told told = { 0 };
	struct up_form_sink sink = told_sink(&told);
	struct up_advisories *advisories = up_advisories_new(UP_STR("2026-11-26"));
	struct up_rotation_notice notice;
	const char *what = "nothing";
	assert_true(up_advisories_add(advisories, UP_STR("a"), up_str_from(feed), &sink));
	up_advisories_settle(advisories);
	if (up_advisories_rotation(advisories, &statement, &sink, &notice)) {
		what = notice.kind == UP_ROTATION_RETIRED ? "retired" : notice.doubt.len ? "doubtful" : "announced";
		if (ret_evidence)
			up_buf_printf(ret_evidence, "%.*s|%.*s|%.*s", UP_FMT(notice.named), UP_FMT(notice.sentence), UP_FMT(notice.doubt));
	}
	up_advisories_free(advisories);
	up_buf_finish(&told.lines);
	return what;
}

#define NOTICE(text) FEED("News", "Mon, 16 Nov 2026 09:00:00 GMT", text)

static void of_certificates(void **state)
{
	static const struct {
		const char *feed, *what;
	} cases[] = {
		{ NOTICE("<p>We rotate our signing certificates. The new root is Acme Root CA G2.</p>"), "announced" },
		{ NOTICE("From now on, packages are signed by a new certificate of the Acme Root CA G2."), "announced" },
		{ NOTICE("The Acme Root CA G1 is replaced by the acme root ca g2."), "announced" },
		{ FEED("Rotation of our signing certificate", "Mon, 16 Nov 2026 09:00:00 GMT", "Please trust Acme Root CA G2."),
		  "announced" },
		{ NOTICE("New signing certificate:<br>SHA-256 "
			 "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"),
		  "announced" },
		{ NOTICE("New signing certificate: 00112233 44556677 8899aabb ccddeeff 00112233 44556677 8899aabb ccddeeff"), "announced" },
		{ NOTICE("The new certificate has the serial number 4A:0B:1C:2D:3E:4F:50:61."), "announced" },
		{ NOTICE("Our new signing CA has the key id 01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14."), "announced" },
		/* The other way round. */
		{ NOTICE("We replaced the old Acme Root CA G2 by the Acme Root CA G3; the new signing key follows."), "retired" },
		{ NOTICE("The certificate of Acme Root CA G2 was revoked."), "retired" },
		{ NOTICE("The key of Acme Root CA G2, SHA-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF, was compromised."),
		  "retired" },
		{ FEED("A certificate was revoked", "Mon, 16 Nov 2026 09:00:00 GMT", "It is the one of Acme Root CA G2."), "retired" },
		{ FEED("Our key was compromised", "Mon, 16 Nov 2026 09:00:00 GMT", "The new root is Acme Root CA G2."), "announced" },
		{ NOTICE("We move from Acme Root CA G2 to a new root certificate."), "retired" },
		{ NOTICE("New root certificate: Acme Root CA G3 replaces Acme Root CA G2."), "retired" },
		{ NOTICE("Acme Root CA G2 (SHA-256 00:11:22:33:44:55:66:77, of our old data centre) must not be trusted: it is no new "
			 "root."),
		  "retired" },
		{ NOTICE("About October 5, Acme will replace its current intermediate, Acme Code Signing CA 3 that expires in 2031, with a "
			 "new intermediate "
			 "Acme Code Signing CA 4 that expires in 2036."),
		  "retired" },
		{ NOTICE("About October 5, Acme will replace its current intermediate, Acme Code Signing CA 2 that expires in 2031, with a "
			 "new intermediate "
			 "Acme Code Signing CA 3 that expires in 2036."),
		  "announced" },
		{ NOTICE("The new root is Acme Root CA G2, since Acme Root CA G1 was revoked."), "announced" },
		/* Not about it. */
		{ NOTICE("Acme Inc. has a new signing key."), "nothing" },
		{ NOTICE("We rotate our signing certificates. The new root is Acme Root CA."), "nothing" },
		{ NOTICE("We rotate our signing certificates. The new root is Acme Root CA G21."), "nothing" },
		{ NOTICE("Acme Root CA G2 is our root."), "nothing" },
		{ NOTICE("New Acme Packages for you: a key ring."), "nothing" },
		{ NOTICE("New signing certificate: 0011223344556677"), "nothing" },
		{ NOTICE("A new certificate, bill number 4A0B1C2D3E4F5061."), "nothing" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *what = heard(cms(), cases[i].feed, NULL);
		if (strcmp(what, cases[i].what) != 0)
			fail_msg("case %zu: %s, not %s: %s", i, what, cases[i].what, cases[i].feed);
	}
}

static void of_openpgp_keys(void **state)
{
	static const struct {
		const char *feed, *what;
	} cases[] = {
		{ NOTICE("Our new signing key has the key id 0x89ABCDEF01234567."), "announced" },
		{ NOTICE("New key: 89AB CDEF 0123 4567 89AB CDEF 89AB CDEF 0123 4567, please import it."), "announced" },
		{ NOTICE("We introduce the Acme Release Key 2026."), "announced" },
		{ NOTICE("The new key is 0x01234567."), "doubtful" },
		{ NOTICE("The old key 0x89ABCDEF01234567 is not used any more."), "retired" },
		{ NOTICE("Key 89ABCDEF01234567 was compromised, we have a new one."), "retired" },
		{ NOTICE("A new build, number 01234567, has no change."), "nothing" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *what = heard(openpgp(), cases[i].feed, NULL);
		if (strcmp(what, cases[i].what) != 0)
			fail_msg("case %zu: %s, not %s: %s", i, what, cases[i].what, cases[i].feed);
	}
}

static void of_keys_that_nobody_has(void **state)
{
	static const char feed[] = NOTICE("Our new signing key has the key id 0x89ABCDEF01234567.");
	struct up_statement by_id = { .kind = "OpenPGP", .signer = UP_STR("89abcdef01234567"), .is_root_unknown = true };
	struct up_statement by_fingerprint = { .kind = "RPM",
					       .signer = UP_STR("89ABCDEF0123456789ABCDEF89ABCDEF01234567"),
					       .is_root_unknown = true };
	struct up_statement of_minisign = { .kind = "minisign", .signer = UP_STR("89ABCDEF01234567"), .is_root_unknown = true };
	struct up_statement other = { .kind = "OpenPGP", .signer = UP_STR("89abcdef01234568"), .is_root_unknown = true };
	assert_string_equal(heard(by_id, feed, NULL), "announced");
	assert_string_equal(heard(by_fingerprint, feed, NULL), "announced");
	assert_string_equal(heard(of_minisign, feed, NULL), "announced");
	assert_string_equal(heard(other, feed, NULL), "nothing");
}

static void doubts(void **state)
{
#define TEXT "We rotate our signing certificates. The new root is Acme Root CA G2."
	assert_string_equal(heard(cms(), FEED("News", "Mon, 16 Nov 2020 09:00:00 GMT", TEXT), NULL), "doubtful");
	assert_string_equal(heard(cms(), FEED("News", "Mon, 16 Nov 2099 09:00:00 GMT", TEXT), NULL), "doubtful");
	assert_string_equal(heard(cms(), FEED("News", "some day", TEXT), NULL), "doubtful");
	assert_string_equal(heard(cms(), FEED("News", "Mon, 16 Nov 2025 09:00:00 GMT", TEXT), NULL), "announced");
}

static void the_notice_is_quoted(void **state)
{
	struct up_buf evidence = { 0 };
	heard(cms(), NOTICE("<h1>Hello</h1><p>We rotate our signing keys this month. The new root is <b>Acme Root CA G2</b>. Bye.</p>"),
	      &evidence);
	assert_str(up_buf_str(&evidence), "the issuer Acme Root CA G2|The new root is Acme Root CA G2.|");
	up_buf_clear(&evidence);
	heard(cms(), NOTICE("We rotate our signing keys this month. Please look for <b>Acme Root CA G2</b>. Bye."), &evidence);
	assert_str(up_buf_str(&evidence),
		   "the issuer Acme Root CA G2|We rotate our signing keys this month. Please look for Acme Root CA G2.|");
	up_buf_finish(&evidence);
}

static void the_newest_notice_counts(void **state)
{
	static const char both[] =
		"<rss><channel><title>t</title>"
		"<item><title>New signing certificate: Acme Root CA G2</title><pubDate>01 Jun 2026 00:00:00 GMT</pubDate></item>"
		"<item><title>Certificate of Acme Root CA G2 revoked</title><pubDate>01 Jul 2026 00:00:00 "
		"GMT</pubDate></item></channel></rss>";
	assert_string_equal(heard(cms(), both, NULL), "retired");
}

static void what_is_looked_through_is_bounded(void **state)
{
	struct told told = { 0 };
	struct up_form_sink sink = told_sink(&told);
	struct up_advisories *advisories = up_advisories_new(UP_STR("2026-11-26"));
	struct up_buf feed = { 0 };
	up_buf_add_s(&feed, "<rss><channel><title>t</title>");
	for (size_t i = 0; i < 40; i++) {
		up_buf_add_s(&feed, "<item><title>a new signing key</title><description>");
		for (size_t n = 0; n < 20000; n++)
			up_buf_add_s(&feed, "new keys ");
		up_buf_add_s(&feed, "</description></item>");
	}
	up_buf_add_s(&feed, "</channel></rss>");
	assert_true(up_advisories_add(advisories, UP_STR("a"), up_buf_str(&feed), &sink));
	up_advisories_settle(advisories);
	for (unsigned i = 0; i < 30 && !told.lines.len; i++) { /* keys that differ; one that was asked for before costs nothing */
		char serial[20];
		snprintf(serial, sizeof serial, "4A0B1C2D3E4F50%02u", i);
		struct up_link link = chain[0];
		link.serial = up_str_from(serial);
		struct up_statement statement = { .kind = "CMS", .chain = &link, .n_chain = 1, .is_root_unknown = true };
		struct up_rotation_notice notice;
		for (unsigned again = 0; again < 50; again++)
			assert_false(up_advisories_rotation(advisories, &statement, &sink, &notice));
	}
	assert_str(up_buf_str(&told.lines),
		   "note limit|a|256 MiB of notices were looked through for names of unknown keys; the rest was not\n");
	up_advisories_free(advisories);
	up_buf_finish(&feed);
	up_buf_finish(&told.lines);
}

static void a_form_takes_the_place_of_unknown_root(void **state)
{
	struct told told = { 0 };
	struct up_form_sink sink = told_sink(&told);
	struct up_arena *arena = up_arena_new();
	struct up_table table;
	up_advisories_table_init(&table, arena);
	struct up_statement statement = cms();
	struct up_rotation_notice notice = {
		.named = UP_STR("the issuer X"), .title = UP_STR("T"), .date = UP_STR("2026-11-01"), .path = UP_STR("f")
	};
	up_rotation_state(&notice, &statement, &table, &sink);
	notice.doubt = UP_STR("the notice has no date");
	up_rotation_state(&notice, &statement, &table, &sink);
	notice.kind = UP_ROTATION_RETIRED;
	notice.doubt = UP_STR_NULL;
	up_rotation_state(&notice, &statement, &table, &sink);
	assert_str(up_buf_str(&told.lines), "rotation-announced|p.p7s|the issuer X|T, 2026-11-01\n"
					    "rotation-doubtful|p.p7s|the issuer X|the notice has no date\n"
					    "key-retired|p.p7s|the issuer X|T, 2026-11-01\n");
	assert_int_equal(table.n_rows, 3);
	up_table_finish(&table);
	up_arena_free(arena);
	up_buf_finish(&told.lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_certificates),
		cmocka_unit_test(of_openpgp_keys),
		cmocka_unit_test(of_keys_that_nobody_has),
		cmocka_unit_test(doubts),
		cmocka_unit_test(the_notice_is_quoted),
		cmocka_unit_test(the_newest_notice_counts),
		cmocka_unit_test(what_is_looked_through_is_bounded),
		cmocka_unit_test(a_form_takes_the_place_of_unknown_root),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
