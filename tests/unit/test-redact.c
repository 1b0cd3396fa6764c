/* run/redact: what is left of secrets in texts and in parts of a source. */
#include "test.h"

#include <stdlib.h>

#include "base/buf.h"
#include "run/identity.h"
#include "run/redact.h"

#define S(literal) UP_STR(literal)
#define DOTS "\xe2\x80\xa6"
#define TOKEN "ghp_T0kenOfNobody4Anything1234567890"

struct fixture {
	struct up_redact *redact;
	struct up_arena *arena;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	fixture->redact = up_redact_new();
	fixture->arena = up_arena_new();
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	up_redact_free(fixture->redact);
	up_arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static void begin(struct fixture *fixture, up_str bytes)
{
	up_redact_begin(fixture->redact, bytes);
}

/* A secret that is written as `written` in the bytes of the source. */
static void add(struct fixture *fixture, up_str bytes, up_str secret, up_str written, const char *name)
{
	size_t at = up_str_find(bytes, written, 0);
	assert_true(at != SIZE_MAX);
	up_redact_add(fixture->redact, secret, (up_span){ (uint32_t)at, (uint32_t)(at + written.len) }, up_str_from(name));
}

static void expect_text(struct fixture *fixture, up_str text, const char *expected)
{
	up_str got = up_redact_text(fixture->redact, text, NULL, 0, fixture->arena);
	assert_str_at(got, up_str_from(expected), __FILE__, __LINE__);
	assert_int_equal(up_redact_finds(fixture->redact, text), !up_str_eq(got, text));
}

static void expect_part(struct fixture *fixture, up_str bytes, const char *expected)
{
	up_str got = up_redact_part(fixture->redact, (up_span){ 0, (uint32_t)bytes.len }, fixture->arena);
	assert_str_at(got, up_str_from(expected), __FILE__, __LINE__);
}

static void expect_named(struct fixture *fixture, up_str bytes, const char *expected)
{
	up_str got = up_redact_named(fixture->redact, (up_span){ 0, (uint32_t)bytes.len }, fixture->arena);
	assert_str_at(got, up_str_from(expected), __FILE__, __LINE__);
}

static void expect_quote(struct fixture *fixture, size_t start, size_t end, const char *expected)
{
	up_str got = up_redact_quote(fixture->redact, (up_span){ (uint32_t)start, (uint32_t)end }, fixture->arena);
	assert_str_at(got, up_str_from(expected), __FILE__, __LINE__);
}

static void nothing(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("key = value");
	begin(fixture, bytes);
	up_redact_ready(fixture->redact);
	assert_true(up_redact_is_empty(fixture->redact));
	assert_ptr_equal(up_redact_text(fixture->redact, bytes, NULL, 0, fixture->arena).s, bytes.s);
	assert_ptr_equal(up_redact_part(fixture->redact, (up_span){ 0, 11 }, fixture->arena).s, bytes.s);
	expect_named(fixture, bytes, "");
}

static void long_ones(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("a: " TOKEN " # " TOKEN);
	begin(fixture, bytes);
	add(fixture, bytes, S(TOKEN), S(TOKEN), "g1");
	up_redact_ready(fixture->redact);
	expect_text(fixture, S("the value " TOKEN "."), "the value ghp_" DOTS ".");
	expect_text(fixture, S(TOKEN TOKEN), "ghp_" DOTS "ghp_" DOTS);
	/* Also where it was not found: the comment. */
	expect_part(fixture, bytes, "a: ghp_******************************** # ghp_********************************");
	expect_named(fixture, bytes, "a: <g1> # <g1>");
	expect_quote(fixture, 0, bytes.len, "a: ghp_" DOTS " # ghp_" DOTS);
	/* A part that begins, or ends, inside of one. */
	expect_quote(fixture, 5, 41, DOTS " #");
	expect_quote(fixture, 0, 12, "a: ghp_" DOTS);
	assert_true(up_redact_touches(fixture->redact, (up_span){ 38, 40 }));
	assert_false(up_redact_touches(fixture->redact, (up_span){ 39, 50 }));
	assert_false(up_redact_touches(fixture->redact, (up_span){ 0, 3 }));
	/* A text that was cut shows its beginning; a few bytes are chance. */
	expect_text(fixture, S("unexpected 'ghp_T0kenOfNobody4A...'"), "unexpected 'ghp_" DOTS "...'");
	expect_text(fixture, S("ghp_T0ken"), "ghp_T0ken");
}

static void short_ones(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("user=sam password=sam2 pin=77 quoted='sam2' other=xsam2");
	begin(fixture, bytes);
	add(fixture, bytes, S("sam2"), S("sam2"), "g1");
	add(fixture, bytes, S("77"), S("77"), "g2");
	up_redact_ready(fixture->redact);
	/* Nothing of them stays; inside of a word they are another word. */
	expect_part(fixture, bytes, "user=sam password=**** pin=** quoted='****' other=xsam2");
	expect_text(fixture, S("the password sam2 is weak"), "the password " DOTS " is weak");
	/* Two bytes are masked where they are all, and else only at their place. */
	expect_text(fixture, S("77"), DOTS);
	expect_text(fixture, S("port 7777, or 77"), "port 7777, or 77");
}

static void single_byte(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("pin=x");
	begin(fixture, bytes);
	add(fixture, bytes, S("x"), S("x"), "g1");
	up_redact_ready(fixture->redact);
	expect_text(fixture, S("x"), DOTS);
	expect_text(fixture, S("xx x"), "xx x");
	expect_part(fixture, bytes, "pin=*");
}

/* What the rule says itself may stay. */
static void spared(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("password: password\nother: " TOKEN);
	begin(fixture, bytes);
	up_redact_add(fixture->redact, S("password"), (up_span){ 10, 18 }, S("g1"));
	add(fixture, bytes, S(TOKEN), S(TOKEN), "g2");
	up_redact_ready(fixture->redact);
	const up_str title[] = { S("a password in clear text"), S(TOKEN) };
	up_str got = up_redact_text(fixture->redact, S("password and " TOKEN), title, 2, fixture->arena);
	assert_true(up_str_eq(got, S("password and ghp_" DOTS)));
	expect_text(fixture, S("password"), DOTS);
}

static void written_forms(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("url=https://u:p%40ss%2Fw0rd%21long%2Bmore@h data: cEBzcy93MHJkIWxvbmcrbW9yZQ==");
	begin(fixture, bytes);
	add(fixture, bytes, S("p@ss/w0rd!long+more"), S("p%40ss%2Fw0rd%21long%2Bmore"), "g1");
	add(fixture, bytes, S("p@ss/w0rd!long+more"), S("cEBzcy93MHJkIWxvbmcrbW9yZQ=="), "g1");
	up_redact_ready(fixture->redact);
	expect_text(fixture, S("p@ss/w0rd!long+more"), "p@ss" DOTS);
	expect_text(fixture, S("https://u:p%40ss%2Fw0rd%21long%2Bmore@h"), "https://u:p%40" DOTS "@h");
	expect_text(fixture, S("cEBzcy93MHJkIWxvbmcrbW9yZQ=="), "cEBz" DOTS);
	expect_named(fixture, bytes, "url=https://u:<g1>@h data: <g1>");
}

#define PEM_BODY "MIIBVgIBADANBgkqhkiG9w0BAQEFAASCAUAwggE8"

static void private_keys(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("key: |\n  -----BEGIN PRIVATE KEY-----\n  " PEM_BODY "\n  AbC0123456789xyz\n  -----END PRIVATE KEY-----\n");
	begin(fixture, bytes);
	up_redact_add(fixture->redact, S("-----BEGIN PRIVATE KEY-----\n" PEM_BODY "\nAbC0123456789xyz\n-----END PRIVATE KEY-----"),
		      (up_span){ 9, (uint32_t)bytes.len - 1 }, S("g1"));
	up_redact_ready(fixture->redact);
	up_str got = up_redact_part(fixture->redact, (up_span){ 7, 36 }, fixture->arena);
	assert_true(up_str_eq(got, S("  -----BEGIN PRIVATE KEY-----")));
	got = up_redact_part(fixture->redact, (up_span){ 37, 79 }, fixture->arena);
	assert_int_equal(got.len, 42);
	for (size_t i = 0; i < got.len; i++)
		assert_int_equal(got.s[i], '*');
	/* Line by line, too; its BEGIN line alone is no secret. */
	expect_text(fixture, S(PEM_BODY), DOTS);
	expect_text(fixture, S("expected -----BEGIN PRIVATE KEY-----"), "expected -----BEGIN PRIVATE KEY-----");
	expect_text(fixture, S("-----BEGIN PRIVATE KEY-----\n" PEM_BODY "\nAbC0123456789xyz\n-----END PRIVATE KEY-----"),
		    "-----BEGIN PRIVATE KEY-----" DOTS);
}

static void escaped_key(void **state)
{
	struct fixture *fixture = *state;
	up_str written = S("-----BEGIN PRIVATE KEY-----\\n" PEM_BODY "\\n-----END PRIVATE KEY-----\\n");
	begin(fixture, written);
	add(fixture, written, written, written, "g1");
	up_redact_ready(fixture->redact);
	/* The parser states it with line breaks. */
	up_str got = up_redact_text(fixture->redact, S("-----BEGIN PRIVATE KEY-----\n" PEM_BODY "\n-----END PRIVATE KEY-----\n"), NULL, 0,
				    fixture->arena);
	assert_false(up_str_contains(got, S("MIIBVgIBADAN")));
	got = up_redact_part(fixture->redact, (up_span){ 0, (uint32_t)written.len }, fixture->arena);
	assert_true(up_str_starts(got, S("-----BEGIN PRIVATE KEY-----**")));
	assert_false(up_str_contains(got, S("MIIB")));
}

/* What is said of a place may quote the middle of what stands there, and of nothing else. */
static void parts(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("key: |\n  -----BEGIN PRIVATE KEY-----\n  " PEM_BODY "\n  -----END PRIVATE KEY-----\nother: x\n");
	begin(fixture, bytes);
	up_redact_add(fixture->redact, up_str_slice(bytes, 9, bytes.len - 10), (up_span){ 9, (uint32_t)bytes.len - 10 }, S("g1"));
	up_redact_ready(fixture->redact);
	up_span line = { 37, 79 };
	up_str got = up_redact_parts(fixture->redact, S("`BADANBgkqhkiG9w0` is no instruction"), line, true, fixture->arena);
	assert_str(got, "`" DOTS "` is no instruction");
	got = up_redact_parts(fixture->redact, S("MIIBVGIBADANBGKQHKIG9W0BAQEFAASCAUAWGGE8 is no instruction"), line, true, fixture->arena);
	assert_str(got, DOTS " is no instruction");
	got = up_redact_parts(fixture->redact, S("`BADANBgkqhk` is short"), line, true, fixture->arena);
	assert_str(got, "`BADANBgkqhk` is short");
	got = up_redact_parts(fixture->redact, S("`BADANBgkqhkiG9w0` is elsewhere"), (up_span){ 0, 7 }, true, fixture->arena);
	assert_str(got, "`BADANBgkqhkiG9w0` is elsewhere");
}

/* A short one is hidden where it is quoted whole, also in upper case; where a rule speaks, its words are its own. */
static void short_parts(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("password: hunter2x\nother");
	begin(fixture, bytes);
	add(fixture, bytes, S("hunter2x"), S("hunter2x"), "g1");
	up_redact_ready(fixture->redact);
	up_span line = { 0, 18 };
	up_str got = up_redact_parts(fixture->redact, S("HUNTER2X is no instruction, nor HUNTER2XY"), line, true, fixture->arena);
	assert_str(got, DOTS " is no instruction, nor HUNTER2XY");
	got = up_redact_parts(fixture->redact, S("HUNTER2X"), line, false, fixture->arena);
	assert_str(got, "HUNTER2X");
}

/* What one secret shows is hidden where it lies inside of another; one that another begins with is found too. */
static void nested(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("Bearer abcdEFGH1234ijkl5678MNOP");
	begin(fixture, bytes);
	add(fixture, bytes, S("abcdEFGH1234ijkl5678MNOP"), S("abcdEFGH1234ijkl5678MNOP"), "g1");
	add(fixture, bytes, S("1234ijkl5678MNOP"), S("1234ijkl5678MNOP"), "g2");
	add(fixture, bytes, S("abcdEFGH1234ijkl"), S("abcdEFGH1234ijkl"), "g3");
	up_redact_ready(fixture->redact);
	expect_part(fixture, bytes, "Bearer abcd********************");
	expect_text(fixture, S("x abcdEFGH1234ijkl y"), "x abcd" DOTS " y");
	expect_text(fixture, S("1234ijkl5678MNOP"), "1234" DOTS);
}

/* Columns are code points. */
static void columns(void **state)
{
	struct fixture *fixture = *state;
	up_str bytes = S("k=\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xff end");
	begin(fixture, bytes);
	up_redact_add(fixture->redact, up_str_slice(bytes, 2, 20), (up_span){ 2, 20 }, S("g1"));
	up_redact_ready(fixture->redact);
	expect_part(fixture, bytes, "k=\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9***** \xff end");
}

/* Sources of few different bytes, with secrets that overlap, contain and begin each other: none is left whole anywhere, and columns hold. */
static void any_secrets(void **state)
{
	struct fixture *fixture = *state;
	uint64_t random = 1;
	for (int round = 0; round < 3000; round++) {
		char bytes[96];
		for (size_t i = 0; i < sizeof bytes; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			bytes[i] = "ab1-\n "[(random >> 33) % (round % 3 ? 4 : 6)];
		}
		up_str source = { bytes, sizeof bytes };
		up_str secrets[5];
		begin(fixture, source);
		for (size_t i = 0; i < 5; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			uint32_t start = (uint32_t)(random >> 40) % 70, len = 8 + (uint32_t)(random >> 20) % 18;
			secrets[i] = up_str_slice(source, start, start + len);
			up_redact_add(fixture->redact, secrets[i], (up_span){ start, start + (uint32_t)secrets[i].len }, S("g"));
		}
		up_redact_ready(fixture->redact);
		up_span all = { 0, sizeof bytes };
		up_str text = up_redact_text(fixture->redact, source, NULL, 0, fixture->arena);
		up_str part = up_redact_part(fixture->redact, all, fixture->arena);
		up_str quote = up_redact_quote(fixture->redact, all, fixture->arena);
		up_str named = up_redact_named(fixture->redact, all, fixture->arena);
		assert_int_equal(part.len, sizeof bytes);
		for (size_t i = 0; i < 5; i++) {
			assert_false(up_str_contains(part, secrets[i]));
			assert_false(up_str_contains(quote, secrets[i]));
			assert_false(up_str_contains(named, secrets[i]));
			/* A word alone is looked for as a word alone. */
			bool is_mixed = up_str_find_byte(secrets[i], '1', 0) != SIZE_MAX &&
					up_str_find_byte(secrets[i], 'a', 0) != SIZE_MAX;
			assert_false(is_mixed && up_str_contains(text, secrets[i]));
		}
		up_arena_reset(fixture->arena);
	}
}

/* Thousands of secrets that begin alike, and a text of nothing but their beginnings: no quadratic time. */
static void many(void **state)
{
	struct fixture *fixture = *state;
	struct up_buf bytes = { 0 };
	enum {
		N = 20000,
		LEN = 41
	};
	for (int i = 0; i < N; i++)
		up_buf_printf(&bytes, "github_pat_AAAAAAAAAAAAAAAAAAAAAA%07dx\n", i);
	begin(fixture, up_buf_str(&bytes));
	for (uint32_t i = 0; i < N; i++)
		up_redact_add(fixture->redact, up_str_slice(up_buf_str(&bytes), (size_t)i * LEN, (size_t)i * LEN + LEN - 1),
			      (up_span){ i * LEN, i * LEN + LEN - 1 }, S("g"));
	up_redact_ready(fixture->redact);
	up_str got = up_redact_part(fixture->redact, (up_span){ 0, (uint32_t)bytes.len }, fixture->arena);
	assert_int_equal(got.len, bytes.len);
	assert_false(up_str_contains(got, S("pat_AAAA")));
	got = up_redact_text(fixture->redact, up_buf_str(&bytes), NULL, 0, fixture->arena);
	assert_false(up_str_contains(got, S("pat_AAAA")));
	up_buf_finish(&bytes);
}

static void identities(void **state)
{
	(void)state;
	char a[UP_IDENTITY_HEX + 1], b[UP_IDENTITY_HEX + 1];
	struct up_hmac *key = up_hmac_new(up_identity_fixed_key()), *own = up_hmac_new(S("another key, long enough"));
	up_identity_group(key, S("secret"), a);
	up_identity_group(key, S("secret"), b);
	assert_string_equal(a, b);
	assert_int_equal(strlen(a), UP_IDENTITY_HEX);
	/* A private key is the same in a script, in JSON and in an indented block. */
	up_identity_group(key, S("-----BEGIN KEY-----\nabc\nn\n-----END KEY-----\n"), a);
	up_identity_group(key, S("-----BEGIN KEY-----\\nabc\\nn\\n-----END KEY-----"), b);
	assert_string_equal(a, b);
	up_identity_group(key, S("-----BEGIN KEY-----\r\n    abc\r\n    n\r\n    -----END KEY-----"), b);
	assert_string_equal(a, b);
	up_identity_group(key, S("-----BEGIN KEY-----\nabd\nn\n-----END KEY-----\n"), b);
	assert_string_not_equal(a, b);
	up_identity_group(key, S("secret"), a);
	up_identity_group(own, S("secret"), b);
	assert_string_not_equal(a, b);
	up_identity_finding(key, S("g"), S("secret/a"), S("p"), 1, a);
	const struct {
		up_str group, rule, path;
		uint32_t number;
	} others[] = { { S("h"), S("secret/a"), S("p"), 1 },
		       { S("g"), S("secret/b"), S("p"), 1 },
		       { S("g"), S("secret/a"), S("q"), 1 },
		       { S("g"), S("secret/a"), S("p"), 2 } };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		up_identity_finding(key, others[i].group, others[i].rule, others[i].path, others[i].number, b);
		assert_string_not_equal(a, b);
	}
	up_hmac_free(key);
	up_hmac_free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(long_ones, set_up, tear_down),
		cmocka_unit_test_setup_teardown(short_ones, set_up, tear_down),
		cmocka_unit_test_setup_teardown(single_byte, set_up, tear_down),
		cmocka_unit_test_setup_teardown(spared, set_up, tear_down),
		cmocka_unit_test_setup_teardown(written_forms, set_up, tear_down),
		cmocka_unit_test_setup_teardown(private_keys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(escaped_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(short_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nested, set_up, tear_down),
		cmocka_unit_test_setup_teardown(columns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(any_secrets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(many, set_up, tear_down),
		cmocka_unit_test(identities),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
