/* Secrets of a source are the same wherever they stand in it: round the border of two blocks of the prefilter, and round the end. */
#include "test.h"

#include "base/memory.h"
#include "core/limits.h"
#include "match/rules.h"
#include "run/scan.h"

enum {
	BLOCK = 256 << 10, /* bytes that the prefilter looks at in one call */
	MOST = 8,          /* findings of one text */
	ROOM = 600,        /* before the border and behind it */
};

/* Texts with a secret each, split so that no scanner of code hosts takes them for one. */
static const struct sample {
	const char *name, *parts[4];
	size_t shift; /* places are tried at each multiple of it: long texts need no more */
} samples[] = {
	{ "anchored", { "k = gh", "p_XuoYhDILjNF0b7kYFZltfWHmlfmIBRe08TU0" }, 1 },
	{ "near a word", { "heroku_api_key", " = 171c817c-81e0-4fcf-a37b", "-c6f0705f1feb" }, 1 },
	{ "near a word, far", { "pushover", " for the night watch, token: \"", "atz3mkq8w2n7v5x9r4p6s1d8f3h7jk\"" }, 1 },
	{ "in base64", { "v: a2V5OiBnaHBfWHVvWWhESUxq", "TkYwYjdrWUZabHRmV0htbGZtSUJSZTA4VFUwIA==" }, 1 },
	{ "in a long run of base64",
	  { "v: Zm9yIGV4YW1wbGUgYSBsb25nZXIgdGV4dCwga2V5OiBnaHBf", "WHVvWWhESUxqTkYwYjdrWUZabHRmV0htbGZtSUJSZTA4VFUwIGFuZCBtb3JlIQ==" },
	  1 },
	{ "behind an escape", { "v=token%3Dgh", "p_XuoYhDILjNF0b7kYFZltfWHmlfmIBRe08TU0" }, 1 },
	{ "in escapes", { "v=\"gh\\u0070_XuoYhDILjNF0b7kYF", "ZltfWHmlfmIBRe08TU0\\u0020\"" }, 1 },
	{ "assigned", { "db_password = \"", "t4Vq9-zKw1pX\"" }, 1 },
	{ "in a URL", { "v = postgres://app:", "t4Vq9zKw1pX@db.internal:5432/app" }, 1 },
	{ "private key",
	  { "-----BEGIN EC PRIVATE", " KEY-----\nMHcCAQEEIASlHrnpEUVfYGrdwDmtbfNPP7s15dlSVwrRAXbX9sZPoAoGCCqGSM49\n",
	    "AwEHoUQDQgAEyNfWkAzPm0d6aP+fvMAQOaRujW9HbpwzDnsqV11eTtypgbyrZh41\n",
	    "tlWHazrbozxgKz6EMYWDATAtNxiyzSsT7w==\n-----END EC PRIVATE KEY-----" },
	  7 },
};

struct found {
	const char *bytes;
	size_t start; /* of the sample */
	struct {
		const struct up_rule *rule;
		int64_t start, end; /* from there */
	} list[MOST];
	size_t n;
};

static void on_match(void *data, const struct up_rule *rule, up_span at)
{
	struct found *found = data;
	assert_true(found->n < MOST);
	found->list[found->n].rule = rule;
	found->list[found->n].start = (int64_t)at.start - (int64_t)found->start;
	found->list[found->n++].end = (int64_t)at.end - (int64_t)found->start;
}

static up_str text_of(const struct sample *sample, struct up_buf *text)
{
	for (size_t i = 0; i < 4 && sample->parts[i]; i++)
		up_buf_add_s(text, sample->parts[i]);
	return up_buf_str(text);
}

/* Lines of dots with the text in a line of its own at `at`, and `behind` bytes behind it. */
static struct found scan_at(const struct up_rules *rules, up_str text, size_t at, size_t behind)
{
	size_t len = at + text.len + behind;
	char *bytes = up_alloc(len);
	for (size_t i = 0; i < len; i++)
		bytes[i] = i % 64 == 63 ? '\n' : '.';
	if (at)
		bytes[at - 1] = '\n';
	memcpy(bytes + at, text.s, text.len);
	if (behind)
		bytes[at + text.len] = '\n';
	const struct up_source source = { .name = UP_STR("dots"), .bytes = { bytes, len } };
	struct found found = { .bytes = bytes, .start = at };
	up_scan_text(rules, &up_limits_default, &source, NULL, NULL, on_match, &found);
	up_free(bytes);
	return found;
}

static void assert_same(const struct sample *sample, const struct found *found, const struct found *expected)
{
	bool is_same = found->n == expected->n;
	for (size_t i = 0; is_same && i < found->n; i++)
		is_same = found->list[i].rule == expected->list[i].rule && found->list[i].start == expected->list[i].start &&
			  found->list[i].end == expected->list[i].end;
	if (!is_same)
		fail_msg("%s at %zu: %zu findings, not %zu or elsewhere", sample->name, found->start, found->n, expected->n);
}

static int open_rules(void **state)
{
	struct up_buf faults = { 0 };
	*state = up_rules_open(&(struct up_rules_options){ 0 }, &faults);
	up_buf_finish(&faults);
	return *state ? 0 : -1;
}

static int close_rules(void **state)
{
	up_rules_free(*state);
	return 0;
}

static void are_found_round_a_border(void **state)
{
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct up_buf text = { 0 };
		up_str sample = text_of(&samples[i], &text);
		struct found expected = scan_at(*state, sample, 64, ROOM);
		if (!expected.n)
			fail_msg("%s: nothing is found", samples[i].name);
		for (size_t at = BLOCK - sample.len - 4; at <= BLOCK + 4; at += samples[i].shift) {
			struct found found = scan_at(*state, sample, at, ROOM);
			assert_same(&samples[i], &found, &expected);
		}
		up_buf_finish(&text);
	}
}

static void are_found_at_the_end(void **state)
{
	static const size_t ats[] = { 0, 64, BLOCK - 64, BLOCK };
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		struct up_buf text = { 0 };
		up_str sample = text_of(&samples[i], &text);
		struct found expected = scan_at(*state, sample, 64, ROOM);
		for (size_t k = 0; k < sizeof ats / sizeof *ats; k++) {
			for (size_t behind = 0; behind < 12; behind++) {
				struct found found = scan_at(*state, sample, ats[k], behind);
				assert_same(&samples[i], &found, &expected);
			}
		}
		up_buf_finish(&text);
	}
}

/* A token anywhere in base64 of more than is decoded at once. */
static void are_found_in_long_runs(void **state)
{
	static const char token[] = "k = gh"
				    "p_XuoYhDILjNF0b7kYFZltfWHmlfmIBRe08TU0 ";
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t line = 0; line <= 76; line += 76) {
		for (size_t at = 3; at < 3 * BLOCK / 2; at += line ? 40009 : 20011) {
			size_t len = 3 * BLOCK / 2, n = 0;
			char *plain = up_alloc(len), *coded = up_alloc(len * 2);
			memset(plain, '.', len);
			memcpy(plain + at, token, sizeof token - 1);
			for (size_t i = 0; i + 3 <= len; i += 3) {
				unsigned bits = (unsigned)(unsigned char)plain[i] << 16 | (unsigned)(unsigned char)plain[i + 1] << 8 |
						(unsigned char)plain[i + 2];
				for (unsigned k = 0; k < 4; k++)
					coded[n++] = digits[bits >> (18 - 6 * k) & 63];
				if (line && i / 3 % 19 == 18)
					coded[n++] = '\n';
			}
			const struct up_source source = { .name = UP_STR("run"), .bytes = { coded, n } };
			struct found found = { .bytes = coded };
			up_scan_text(*state, &up_limits_default, &source, NULL, NULL, on_match, &found);
			if (found.n != 1)
				fail_msg("%zu bytes into a run, lines of %zu: %zu findings", at, line, found.n);
			up_free(plain);
			up_free(coded);
		}
	}
}

static void lines_that_follow_are_not_joined(void **state)
{
	static const char *const ends[] = { "", "\nTWICE=abcdefgh\n", "\nOTHER: abcd\n", "\n-----END-----\n", "\nabcd\n", "\n# abcd\n" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct up_buf text = { 0 };
		up_buf_add_s(&text, "HIDDEN=dG9rZW46IGdocF9YdW9ZaERJTGpO");
		up_buf_add_s(&text, "RjBiN2tZRlpsdGZXSG1sZm1JQlJlMDhUVTAK");
		up_buf_add_s(&text, ends[i]);
		const struct up_source source = { .name = UP_STR("notes"), .bytes = up_buf_str(&text) };
		struct found found = { .bytes = text.bytes };
		up_scan_text(*state, &up_limits_default, &source, NULL, NULL, on_match, &found);
		if (found.n != 1)
			fail_msg("before text %zu: %zu findings", i, found.n);
		up_buf_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_found_round_a_border),
		cmocka_unit_test(are_found_at_the_end),
		cmocka_unit_test(are_found_in_long_runs),
		cmocka_unit_test(lines_that_follow_are_not_joined),
	};
	return cmocka_run_group_tests(tests, open_rules, close_rules);
}
