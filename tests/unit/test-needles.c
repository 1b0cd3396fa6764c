/* Many words at once against each word by itself. */
#include "test.h"

#include "base/memory.h"
#include "base/needles.h"

enum {
	LEN = 4000
};

struct count {
	const up_str *words;
	up_str bytes;
	size_t n[8];
};

static bool count_found(void *data, uint32_t word, size_t end)
{
	struct count *count = data;
	up_str here = up_str_slice(count->bytes, end - count->words[word].len, end);
	assert_true(up_str_eq_nocase(here, count->words[word]));
	count->n[word]++;
	return false;
}

static void finds_what_each_word_finds(void **state)
{
	(void)state;
	const up_str words[] = { UP_STR("password"), UP_STR("passwor"), UP_STR("PUSHOVER"), UP_STR("api.box.com"),
				 UP_STR("aaaaaaa"),  UP_STR("sworpas"), UP_STR("@[\\]^_`"), UP_STR("password_file") };
	char text[LEN];
	uint32_t random = 7;
	struct up_needle list[8];
	uint32_t frequency;
	for (size_t i = 0; i < 8; i++)
		list[i] = up_needle_of(words[i], &frequency);
	struct up_needles *needles = up_needles_new(list, 8);
	for (int round = 0; round < 200; round++) {
		size_t len = 0;
		while (len < LEN - 20) {
			random = random * 1664525u + 1013904223u;
			up_str word = words[random >> 29];
			bool upper = random & 1024;
			for (size_t i = 0; i < word.len - (random >> 8 & 1); i++)
				text[len++] = upper && word.s[i] >= 'a' && word.s[i] <= 'z' ? (char)(word.s[i] - 32) : word.s[i];
			for (uint32_t i = 0; i < (random >> 12 & 3); i++)
				text[len++] = ' ';
		}
		struct count count = { .words = words, .bytes = { text, len } };
		up_needles_scan(needles, count.bytes, count_found, &count);
		for (size_t i = 0; i < 8; i++) {
			size_t n = 0;
			for (size_t at = 0; at + words[i].len <= len; at++)
				n += up_str_eq_nocase(up_str_slice(count.bytes, at, at + words[i].len), words[i]);
			assert_int_equal(count.n[i], n);
		}
	}
	up_needles_free(needles);
}

static bool stop(void *data, uint32_t word, size_t end)
{
	(void)word, (void)end;
	++*(int *)data;
	return true;
}

static void stops_when_told(void **state)
{
	(void)state;
	uint32_t frequency;
	const struct up_needle needle = up_needle_of(UP_STR("password"), &frequency);
	struct up_needles *needles = up_needles_new(&needle, 1);
	int n = 0;
	up_needles_scan(needles, UP_STR("password password password password"), stop, &n);
	assert_int_equal(n, 1);
	up_needles_scan(needles, UP_STR("pass"), stop, &n);
	up_needles_scan(needles, UP_STR(""), stop, &n);
	assert_int_equal(n, 1);
	up_needles_free(needles);
}

static void takes_the_rarest_part(void **state)
{
	(void)state;
	uint32_t rare, frequent;
	assert_true(up_needle_of(UP_STR("structxqz"), &rare).part >= 3);
	up_needle_of(UP_STR("struct"), &frequent);
	assert_true(rare < frequent);
	up_needle_of(UP_STR("four"), &frequent);
	assert_int_equal(frequent, UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_each_word_finds),
		cmocka_unit_test(stops_when_told),
		cmocka_unit_test(takes_the_rarest_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
