/* package/advisory: what CSAF, OSV and feeds say of components. */
#include "test.h"

#include "advisory-sample.h"
#include "core/limits.h"

static const char openssl_osv[] =
	"{\"id\": \"DSA-5343-1\", \"modified\": \"2026-11-20T10:00:00Z\", \"aliases\": [\"CVE-2026-0286\"], \"summary\": \"openssl - "
	"security update\","
	" \"affected\": [{\"package\": {\"ecosystem\": \"Debian:12\", \"name\": \"openssl\"},"
	" \"ranges\": [{\"type\": \"ECOSYSTEM\", \"events\": [{\"introduced\": \"0\"}, {\"fixed\": \"3.0.8-1~deb12u1\"}]}]}]}";

static const char agent_csaf[] =
	"{\"document\": {\"csaf_version\": \"2.0\", \"title\": \"Acme Agent: overflow\", \"publisher\": {\"name\": \"Acme\", "
	"\"contact_details\": \"psirt@acme.example\"},"
	" \"tracking\": {\"id\": \"ACME-1\", \"current_release_date\": \"2026-11-01T00:00:00Z\"}},"
	" \"product_tree\": {\"branches\": [{\"category\": \"vendor\", \"name\": \"Acme\", \"branches\": [{\"category\": \"product_name\", "
	"\"name\": \"acme-agent\","
	" \"branches\": [{\"category\": \"product_version_range\", \"name\": \"vers:generic/>=1.0|<2.1\", \"product\": {\"product_id\": "
	"\"A\", \"name\": \"x\"}},"
	" {\"category\": \"product_version\", \"name\": \"2.1\", \"product\": {\"product_id\": \"B\", \"name\": \"y\"}}]}]}]},"
	" \"vulnerabilities\": [{\"cve\": \"CVE-2026-7\", \"product_status\": {\"known_affected\": [\"A\"], \"fixed\": [\"B\"]},"
	" \"remediations\": [{\"category\": \"vendor_fix\", \"details\": \"Upgrade.\", \"product_ids\": [\"A\"],"
	" \"restart_required\": {\"category\": \"service\"}}]}]}";

static const char telnet_csaf[] =
	"{\"document\": {\"csaf_version\": \"2.0\", \"title\": \"telnet\", \"tracking\": {\"id\": \"RHSA-2022:0011\", "
	"\"current_release_date\": \"2022-01-04T08:38:00Z\"}},"
	" \"product_tree\": {\"branches\": ["
	" {\"category\": \"product_name\", \"name\": \"RHEL 7\", \"product\": {\"name\": \"RHEL 7\", \"product_id\": \"R7\","
	" \"product_identification_helper\": {\"cpe\": \"cpe:/o:redhat:enterprise_linux:7::server\"}}},"
	" {\"category\": \"product_version\", \"name\": \"telnet-1:0.17-65.el7_6.x86_64\", \"product\": {\"name\": "
	"\"telnet-1:0.17-65.el7_6.x86_64\", \"product_id\": \"T\"}}],"
	" \"relationships\": [{\"category\": \"default_component_of\", \"product_reference\": \"T\", \"relates_to_product_reference\": "
	"\"R7\","
	" \"full_product_name\": {\"name\": \"both\", \"product_id\": \"R7:T\"}}]},"
	" \"vulnerabilities\": [{\"cve\": \"CVE-2020-10188\", \"product_status\": {\"fixed\": [\"R7:T\"]}}]}";

struct sample {
	struct up_advisories *advisories;
	struct told told;
	struct up_form_sink sink;
	struct up_arena *arena;
	struct up_table table;
};

static struct sample *sample_new(void)
{
	struct sample *sample = test_calloc(1, sizeof *sample);
	sample->advisories = up_advisories_new(UP_STR("2026-11-26"));
	sample->sink = told_sink(&sample->told);
	sample->arena = up_arena_new();
	up_advisories_table_init(&sample->table, sample->arena);
	return sample;
}

static void sample_free(struct sample *sample)
{
	up_advisories_free(sample->advisories);
	up_buf_finish(&sample->told.lines);
	up_table_finish(&sample->table);
	up_arena_free(sample->arena);
	test_free(sample);
}

static bool add(struct sample *sample, const char *document)
{
	return up_advisories_add(sample->advisories, UP_STR("a"), up_str_from(document), &sample->sink);
}

/* What is told of the components, with these documents. */
static void assert_told(const char *const *documents, const struct up_component *components, size_t n, const char *expected)
{
	struct sample *sample = sample_new();
	for (; *documents; documents++)
		assert_true(add(sample, *documents));
	up_advisories_settle(sample->advisories);
	up_advisories_match(sample->advisories, components, n, &sample->table, &sample->sink);
	up_str lines = up_buf_str(&sample->told.lines);
	if (!up_str_eq(lines, up_str_from(expected)))
		fail_msg("told:\n%.*sand not:\n%s", UP_FMT(lines), expected);
	sample_free(sample);
}

#define COMPONENT(host, t, n, v, ...)                                                                                                      \
	{                                                                                                                                  \
		.is_host = host, .type = UP_STR(t), .name = UP_STR(n), .version = UP_STR(v), .source = UP_STR("s"), __VA_ARGS__            \
	}

static void distributions(void **state)
{
	const char *const documents[] = { openssl_osv, NULL };
	const up_str debian12 = UP_STR("debian=12"), openssl = UP_STR("openssl");
	const struct up_component old = COMPONENT(true, "deb", "libssl3", "3.0.7-1", .source_name = openssl, .release = debian12);
	const struct up_component mended = COMPONENT(true, "deb", "libssl3", "3.0.8-1~deb12u1", .source_name = openssl,
						     .release = debian12);
	const struct up_component other_release = COMPONENT(true, "deb", "openssl", "1.1.1-1", .release = UP_STR("debian=11"));
	const struct up_component marked = COMPONENT(false, "deb", "openssl", "3.0.7-1~deb12u2");
	const struct up_component unplaced = COMPONENT(false, "deb", "openssl", "3.0.7-1");
	const struct up_component other_type = COMPONENT(false, "rpm", "openssl", "3.0.7-1");
	assert_told(documents, &old, 1, "advisory-affected-host|s|libssl3 3.0.7-1|CVE-2026-0286; fixed in 3.0.8-1~deb12u1\n");
	assert_told(documents, &mended, 1, "");
	assert_told(documents, &other_release, 1, "");
	assert_told(documents, &marked, 1, "advisory-affected|s|openssl 3.0.7-1~deb12u2|CVE-2026-0286; fixed in 3.0.8-1~deb12u1\n");
	assert_told(documents, &unplaced, 1,
		    "note coverage||the release of the system is not known for 1 component that advisories name; what they say of single "
		    "releases was not held "
		    "against them\n");
	assert_told(documents, &other_type, 1,
		    "note coverage||the release of the system is not known for 1 component that advisories name; what they say of single "
		    "releases was not held "
		    "against them\n");
}

static void what_the_package_mends(void **state)
{
	const char *const documents[] = { agent_csaf, NULL };
	const struct up_component both[] = { COMPONENT(true, "deb", "acme-agent", "2.0-1"),
					     COMPONENT(false, "deb", "acme-agent", "2.1-1") };
	assert_told(documents, both, 2,
		    "advisory-fixed-by-package|s|acme-agent 2.0-1|CVE-2026-7; the package brings 2.1-1\n"
		    "advisory-restart|s|acme-agent 2.0-1|CVE-2026-7 (restart of: service)\n");
	const struct up_component worse[] = { COMPONENT(true, "deb", "acme-agent", "2.0-1"),
					      COMPONENT(false, "deb", "acme-agent", "2.0-9") };
	assert_told(documents, worse, 2, "advisory-affected|s|acme-agent 2.0-9|CVE-2026-7; fixed in 2.1\n");
	/* A distribution's package of that name alone may be mended under an older number. */
	assert_told(documents, both, 1, "");
	const struct up_component before = COMPONENT(false, "", "Acme-Agent", "0.9");
	assert_told(documents, &before, 1, "");
}

static void fixed_versions_of_rpm(void **state)
{
	const char *const documents[] = { telnet_csaf, NULL };
	const struct up_component old = COMPONENT(true, "rpm", "telnet", "1:0.17-64.el7"),
				  mended = COMPONENT(true, "rpm", "telnet", "1:0.17-65.el7_6"),
				  other = COMPONENT(true, "rpm", "telnet", "1:0.17-60.el6"),
				  newer = COMPONENT(true, "rpm", "telnet", "1:0.17-76.el8");
	assert_told(documents, &old, 1, "advisory-affected-host|s|telnet 1:0.17-64.el7|CVE-2020-10188; fixed in 1:0.17-65.el7_6\n");
	assert_told(documents, &mended, 1, "");
	assert_told(documents, &other, 1, "");
	assert_told(documents, &newer, 1, "");
}

static void ranges_of_osv(void **state)
{
	const char *const documents[] = { "[{\"id\": \"GHSA-1\", \"modified\": \"2026-01-01T00:00:00Z\", \"affected\": [{\"package\": "
					  "{\"ecosystem\": \"PyPI\", \"name\": \"Foo_Bar\"},"
					  " \"ranges\": [{\"type\": \"ECOSYSTEM\", \"events\": [{\"introduced\": \"2.0\"}, "
					  "{\"last_affected\": \"2.3\"}, {\"introduced\": \"0\"}, {\"fixed\": \"1.5\"}]}]}]},"
					  " {\"id\": \"GHSA-2\", \"modified\": \"2026-01-01T00:00:00Z\", \"withdrawn\": "
					  "\"2026-02-01T00:00:00Z\", \"affected\": [{\"package\": {\"ecosystem\": \"PyPI\","
					  " \"name\": \"foo-bar\"}, \"versions\": [\"1.7\"]}]},"
					  " {\"id\": \"GHSA-3\", \"modified\": \"2026-01-01T00:00:00Z\", \"affected\": [{\"package\": "
					  "{\"ecosystem\": \"Maven\", \"name\": \"org.x:x-core\"},"
					  " \"versions\": [\"2.14.1\"]}]}]",
					  NULL };
	static const struct {
		const char *version;
		bool is_affected;
	} cases[] = { { "1.4", true }, { "1.5rc1", true }, { "1.5", false },      { "1.7", false },
		      { "2.0", true }, { "2.3", true },    { "2.3.post1", false } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sample *sample = sample_new();
		assert_true(add(sample, documents[0]));
		up_advisories_settle(sample->advisories);
		struct up_component component = COMPONENT(false, "pypi", "foo.bar", "");
		component.version = up_str_from(cases[i].version);
		up_advisories_match(sample->advisories, &component, 1, &sample->table, &sample->sink);
		assert_int_equal(up_str_contains(up_buf_str(&sample->told.lines), UP_STR("GHSA-1")), cases[i].is_affected);
		assert_false(up_str_contains(up_buf_str(&sample->told.lines), UP_STR("GHSA-2")));
		sample_free(sample);
	}
	const struct up_component whole = COMPONENT(false, "maven", "org.x:x-core", "2.14.1"),
				  alone = COMPONENT(false, "maven", "x-core", "2.14.1"),
				  other = COMPONENT(false, "maven", "org.y:x-core", "2.14.1");
	assert_told(documents, &whole, 1, "advisory-affected|s|org.x:x-core 2.14.1|GHSA-3\n");
	assert_told(documents, &alone, 1, "advisory-affected|s|x-core 2.14.1|GHSA-3\n");
	assert_told(documents, &other, 1, "");
}

static void vex_clears(void **state)
{
	const char *const documents[] = { "{\"document\": {\"csaf_version\": \"2.0\", \"title\": \"t\", \"tracking\": {\"id\": \"V\", "
					  "\"current_release_date\": \"2026-01-01T00:00:00Z\"}},"
					  " \"product_tree\": {\"full_product_names\": [{\"name\": \"n\", \"product_id\": \"P\", "
					  "\"product_identification_helper\": {\"purl\": \"pkg:npm/%40acme/ui@1.2.3\"}}]},"
					  " \"vulnerabilities\": [{\"cve\": \"CVE-1\", \"product_status\": {\"known_not_affected\": "
					  "[\"P\"]}}, {\"cve\": \"CVE-2\", \"product_status\": {\"known_affected\": [\"P\"]}}]}",
					  NULL };
	const struct up_component ui = COMPONENT(false, "npm", "@acme/ui", "1.2.3"), next = COMPONENT(false, "npm", "@acme/ui", "1.2.4");
	assert_told(documents, &ui, 1, "advisory-affected|s|@acme/ui 1.2.3|CVE-2\n");
	assert_told(documents, &next, 1, "");
}

static void age(void **state)
{
	struct sample *sample = sample_new();
	assert_true(add(sample, FEED("old", "Tue, 06 Oct 2026 09:00:00 GMT", "x")));
	assert_true(add(sample, FEED("future", "Tue, 06 Oct 2099 09:00:00 GMT", "x"))); /* hides no age */
	assert_str(up_advisories_newest(sample->advisories), "2026-10-06");
	up_advisories_age(sample->advisories, UP_STR("d"), 51, &sample->table, &sample->sink);
	assert_int_equal(sample->told.lines.len, 0);
	up_advisories_age(sample->advisories, UP_STR("d"), 50, &sample->table, &sample->sink);
	assert_str(up_buf_str(&sample->told.lines), "advisories-old|d|2026-10-06|the newest is 51 days old\n");
	sample_free(sample);
}

static void what_is_no_advisory(void **state)
{
	static const char *const documents[] = {
		"",       "hello",       "{}",
		"[]",     "{\"id\": 1}", "{\"id\": \"x\"}",
		"[1, 2]", "{",           "<html/>",
		"<rss",   "<a><b></a>",  "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss><channel><item><title>&a;</title></item></channel></rss>"
	};
	for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
		struct sample *sample = sample_new();
		assert_false(add(sample, documents[i]));
		assert_true(up_str_starts(up_buf_str(&sample->told.lines), UP_STR("note ")));
		sample_free(sample);
	}
}

static void feeds(void **state)
{
	struct sample *sample = sample_new();
	assert_true(add(
		sample,
		"<feed xmlns='http://www.w3.org/2005/Atom'><title>Acme</title><entry><title type='html'>A &amp;amp; B</title><id>urn:1</id>"
		"<link rel='edit' href='http://no'/><link href='https://acme.example/a'/><published>2026-01-01T00:00:00Z</published>"
		"<updated>2026-11-02T00:00:00Z</updated><content type='xhtml'><div><p>One.</p></div></content></entry></feed>"));
	assert_true(add(
		sample,
		"<rdf:RDF xmlns:rdf='r' xmlns='http://purl.org/rss/1.0/'><channel><title>D</title></channel><item rdf:about='https://x/1'>"
		"<title>DSA-1</title><link>https://x/1</link><dc:date>2026-11-03</dc:date><description>d</description></item></rdf:RDF>"));
	assert_false(add(sample, "<rss><channel><item><title>cut"));
	assert_int_equal(up_advisories_count(sample->advisories), 2);
	assert_str(up_advisories_newest(sample->advisories), "2026-11-03");
	assert_str(up_buf_str(&sample->told.lines), "note syntax|a|the feed is not well-formed; what could be told apart was read\n");
	sample_free(sample);
}

static void contact(void **state)
{
	struct sample *sample = sample_new();
	assert_true(add(sample, agent_csaf));
	assert_str(up_advisories_contact(sample->advisories), "psirt@acme.example");
	sample_free(sample);
}

/* --- limits ----------------------------------------------------------------------------------------------------------- */

static void assert_limit(up_str document, const char *reason)
{
	struct sample *sample = sample_new();
	up_advisories_add(sample->advisories, UP_STR("a"), document, &sample->sink);
	if (!up_str_contains(up_buf_str(&sample->told.lines), up_str_from(reason)))
		fail_msg("no \"%s\" in: %.*s", reason, UP_FMT(up_buf_str(&sample->told.lines)));
	sample_free(sample);
}

static void one_file_is_bounded(void **state)
{
	struct up_buf buf = { 0 };
	up_buf_add_s(&buf, "[1");
	for (size_t i = 0; i <= UP_LIMIT_ADVISORY_VALUES; i++)
		up_buf_add_s(&buf, ",1");
	assert_limit(up_buf_str(&buf), "note limit|a|the advisory has more values");
	up_buf_clear(&buf);
	for (size_t i = 0; i <= UP_LIMIT_DEPTH; i++)
		up_buf_add_byte(&buf, '[');
	assert_limit(up_buf_str(&buf), "note limit|a|the advisory has more values or nests deeper");
	up_buf_clear(&buf);
	up_buf_add_byte(&buf, '"');
	while (buf.len <= UP_LIMIT_ADVISORY_BYTES)
		up_buf_add_s(&buf, "0123456789abcdef");
	assert_limit(up_buf_str(&buf), "note too-large|a|");
	up_buf_finish(&buf);
}

static void all_files_together_are_bounded(void **state)
{
	struct sample *sample = sample_new();
	struct up_buf buf = { 0 };
	up_buf_add_s(&buf, "<rss><channel><title>t</title>");
	for (size_t i = 0; i < 64; i++) {
		up_buf_add_s(&buf, "<item><title>a new signing key</title><description>the new key ");
		for (size_t n = 0; n < 30000; n++)
			up_buf_add_s(&buf, "word ");
		up_buf_add_s(&buf, "</description></item>");
	}
	up_buf_add_s(&buf, "</channel></rss>");
	bool is_full = false;
	for (size_t i = 0; i < 8 && !is_full; i++)
		is_full = !up_advisories_add(sample->advisories, UP_STR("a"), up_buf_str(&buf), &sample->sink);
	assert_true(is_full);
	assert_true(
		up_str_contains(up_buf_str(&sample->told.lines), UP_STR("note limit|a|the advisories before it take more than 32 MiB")));
	up_buf_finish(&buf);
	sample_free(sample);
}

/* One record with so many claims of one package. */
static void add_claims(struct up_buf *buf, size_t n)
{
	up_buf_add_s(buf, "{\"id\": \"X\", \"modified\": \"2026-01-01\", \"affected\": [");
	for (size_t i = 0; i < n; i++)
		up_buf_printf(buf, "%s{\"package\": {\"ecosystem\": \"npm\", \"name\": \"x\"}, \"versions\": [\"1\"]}", i ? "," : "");
	up_buf_add_s(buf, "]}");
}

static void products_are_bounded(void **state)
{
	struct sample *sample = sample_new();
	struct up_buf buf = { 0 };
	add_claims(&buf, 35000);
	for (size_t i = 0; i < 3; i++)
		assert_true(up_advisories_add(sample->advisories, UP_STR("a"), up_buf_str(&buf), &sample->sink));
	assert_true(up_str_contains(up_buf_str(&sample->told.lines),
				    UP_STR("note limit|a|the advisories say something of more than 100000 products")));
	up_advisories_settle(sample->advisories);
	struct up_component *components = test_calloc(200, sizeof *components);
	for (size_t i = 0; i < 200; i++)
		components[i] = (struct up_component)COMPONENT(false, "npm", "x", "2");
	up_advisories_match(sample->advisories, components, 200, &sample->table, &sample->sink);
	assert_true(
		up_str_contains(up_buf_str(&sample->told.lines), UP_STR("note limit||the advisories say too much of too many components")));
	test_free(components);
	up_buf_finish(&buf);
	sample_free(sample);
}

static void remediations_are_bounded(void **state)
{
	struct up_buf buf = { 0 };
	up_buf_add_s(&buf, "{\"document\": {\"csaf_version\": \"2.0\"}, \"product_tree\": {\"full_product_names\": [{\"product_id\": "
			   "\"P\", \"name\": \"p\"}],"
			   " \"product_groups\": [{\"group_id\": \"G\", \"product_ids\": [");
	for (size_t i = 0; i < 2000; i++)
		up_buf_add_s(&buf, i ? ",\"P\"" : "\"P\"");
	up_buf_add_s(&buf, "]}]}, \"vulnerabilities\": [{\"remediations\": [");
	for (size_t i = 0; i < 2000; i++)
		up_buf_printf(&buf, "%s{\"restart_required\": {\"category\": \"system\"}, \"group_ids\": [\"G\"]}", i ? "," : "");
	up_buf_add_s(&buf, "]}]}");
	assert_limit(up_buf_str(&buf), "note limit|a|the advisory's remediations list more than 1000000 products");
	up_buf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distributions),
		cmocka_unit_test(what_the_package_mends),
		cmocka_unit_test(fixed_versions_of_rpm),
		cmocka_unit_test(ranges_of_osv),
		cmocka_unit_test(vex_clears),
		cmocka_unit_test(age),
		cmocka_unit_test(what_is_no_advisory),
		cmocka_unit_test(feeds),
		cmocka_unit_test(contact),
		cmocka_unit_test(one_file_is_bounded),
		cmocka_unit_test(all_files_together_are_bounded),
		cmocka_unit_test(products_are_bounded),
		cmocka_unit_test(remediations_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
