/* What programs say of retries and waiting: which words count, what is the same text, what is shown, and how two releases are compared. */
#include "test.h"

#include "base/memory.h"
#include "package/behaviour-words.h"
#include "package/behaviour.h"

#define BIT(word) (1u << UP_BEHAVIOUR_##word)

static void test_words(void **state)
{
	static const struct {
		const char *text;
		unsigned words;
	} rows[] = {
		{ "retry: decorrelated jitter, base 100ms", BIT(RETRY) | BIT(JITTER) },
		{ "ExponentialBackOff", BIT(BACKOFF) },
		{ "back_off", BIT(BACKOFF) },
		{ "sent to the back office", 0 },
		{ "jitter buffer is full", 0 },
		{ "circuitBreaker", BIT(BREAKER) },
		{ "client.max-retries", BIT(POLICY) | BIT(RETRY) },
		{ "MaxRetryError", BIT(RETRY) },
		{ "maxAttempts", BIT(POLICY) },
		{ "Retry-After", BIT(POLICY) | BIT(RETRY) },
		{ "PGSemaphoreTryLock", 0 },
		{ "retrieve", 0 },
		{ "readTimeOut", BIT(TIMEOUT) },
		{ "runtimeOutput", 0 },
		{ "Keep-Alive", BIT(KEEPALIVE) },
		{ "throttled", BIT(RATE) },
		{ "poolSize", BIT(POOL) },
		{ "", 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(up_behaviour_words(up_str_from(rows[i].text)), rows[i].words);
}

static void test_keys(void **state)
{
	static const struct {
		const char *a, *b;
		bool is_same, has_same_numbers;
	} rows[] = {
		{ "Retry in %d s", "retry  in %5lu s", true, true },
		{ "retry every 5s", "retry every 30s", true, false },
		{ "retry in x.c:120", "retry in x.c:125", true, true },
		{ "no retry of %s", "no retry of {url!r}", true, true },
		{ "retry_120", "retry_125", true, true },
		{ "retry later", "retry now", false, true },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		up_str a = up_str_from(rows[i].a), b = up_str_from(rows[i].b);
		assert_int_equal(up_behaviour_key(a) == up_behaviour_key(b), rows[i].is_same);
		assert_int_equal(up_behaviour_numbers(a) == up_behaviour_numbers(b), rows[i].has_same_numbers);
	}
}

static void test_shown(void **state)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{ "  retry later ", "retry later" },
		{ "_ZN4acme5retry4waitEv", "" },
		{ "src/net/retry.c", "" },
		{ "Lcom/acme/Retry;", "" },
		{ "(Lcom/acme/Retry;)V", "" },
		{ "retry with token=abc", "" },
		{ "https://user:Xk29fpQ81zLm@host/retry", "" },
		{ "retry kX9fQ2mZ7vB4nW8tR1yU6pL3", "retry \xe2\x80\xa6" },
		{ "com/acme/net/http/client/internal/retry/policies/WithBackoff",
		  "com/acme/net/http/client/internal/retry/policies/WithBackoff" },
	};
	struct up_arena *arena = up_arena_new();
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		up_str shown = up_behaviour_text(up_str_from(rows[i].text), arena);
		assert_string_equal(up_arena_copy(arena, shown).s, rows[i].shown);
	}
	up_arena_free(arena);
}

/* --- comparing --------------------------------------------------------------------------------------------------------- */

struct told {
	struct up_buf text;
};

static void on_change(void *data, const struct up_behaviour_change *change)
{
	struct told *told = data;
	up_buf_printf(&told->text, "%llu%s: %.*s\n", (unsigned long long)change->group, change->is_strong ? "!" : "",
		      UP_FMT(change->texts));
}

static void feed(struct up_behaviours *behaviours, enum up_release release, uint64_t group, up_str bytes, size_t piece)
{
	up_behaviours_begin(behaviours, release, group, 0, up_content_of(bytes));
	for (size_t at = 0; at < bytes.len; at += piece)
		up_behaviours_add(behaviours, up_str_slice(bytes, at, at + piece));
	up_behaviours_end(behaviours);
}

#define assert_told(behaviours, literal)                                                                                                   \
	do {                                                                                                                               \
		struct told told = { 0 };                                                                                                  \
		up_behaviours_compare(behaviours, &told, on_change);                                                                       \
		assert_string_equal(told.text.len ? told.text.bytes : "", literal);                                                        \
		up_buf_finish(&told.text);                                                                                                 \
		up_behaviours_free(behaviours);                                                                                            \
	} while (0)

#define ELF "\177ELF\2\1\1\0\0\0"

static void test_programs(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	(void)state;
	for (size_t piece = 1; piece < 100; piece += 7) {
		uint64_t group = piece;
		feed(behaviours, UP_RELEASE_BEFORE, group, UP_STR(ELF "retry at once\0usage: x\0cannot time out 5s\0"), piece);
		feed(behaviours, UP_RELEASE_NOW, group, UP_STR(ELF "usage: y\0retry with backoff\0RETRY at  once\0cannot time out 9s\0"),
		     piece);
		if (piece > 8) {
			up_behaviours_free(behaviours);
			behaviours = up_behaviours_new();
			continue;
		}
		assert_told(behaviours, piece == 1 ? "1!: + `retry with backoff`; + `cannot time out 9s`; - `cannot time out 5s`\n"
						   : "8!: + `retry with backoff`; + `cannot time out 9s`; - `cannot time out 5s`\n");
		behaviours = up_behaviours_new();
	}
	up_behaviours_free(behaviours);
}

/* What has only gone to another file is nothing to speak of. */
static void test_moved(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	(void)state;
	feed(behaviours, UP_RELEASE_BEFORE, 1, UP_STR(ELF "retry with jitter\0"), 10);
	feed(behaviours, UP_RELEASE_BEFORE, 2, UP_STR(ELF "x\0"), 10);
	feed(behaviours, UP_RELEASE_NOW, 1, UP_STR(ELF "x\0"), 10);
	feed(behaviours, UP_RELEASE_NOW, 2, UP_STR(ELF "retry with jitter\0"), 10);
	assert_told(behaviours, "");
}

/* A run without an end, as of Go: only its words count. One text of it that is new is none. */
static void test_runs(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	struct up_buf old = { 0 }, new = { 0 };
	(void)state;
	up_buf_add(&old, UP_STR(ELF));
	up_buf_add(&new, UP_STR(ELF));
	for (size_t i = 0; i < 30000; i++) {
		up_buf_add_s(&old, "a long text without an end");
		up_buf_add_s(&new, "a long text without an end");
		if (i == 20 || i == 29000)
			up_buf_add_s(&new, "retry later");
		if (i == 28999)
			up_buf_add_s(&new, "some jitter");
		if (i == 70)
			up_buf_add_s(&old, "retry now");
	}
	feed(behaviours, UP_RELEASE_BEFORE, 1, up_buf_str(&old), 4096);
	feed(behaviours, UP_RELEASE_NOW, 1, up_buf_str(&new), 5000);
	up_buf_finish(&old);
	up_buf_finish(&new);
	assert_told(behaviours, "1!: + `jitter`\n");
}

/* A text in the middle of much else is found whole, wherever the stretches end that it is looked for in. */
static void test_stretches(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	struct up_buf old = { 0 };
	(void)state;
	up_buf_add(&old, UP_STR(ELF));
	for (size_t i = 0; i < 60000; i++)
		up_buf_add(&old, i % 3 ? UP_STR("\1\2\3xyz\0") : UP_STR("a retry comes\0"));
	feed(behaviours, UP_RELEASE_BEFORE, 1, up_buf_str(&old), 8192);
	up_buf_add(&old, UP_STR("\0jitter\0"));
	up_buf_add(&old, UP_STR("more of it"));
	feed(behaviours, UP_RELEASE_NOW, 1, up_buf_str(&old), 1000);
	up_buf_finish(&old);
	assert_int_equal(up_behaviours_dropped(behaviours), 0);
	assert_told(behaviours, "1!: + `jitter`\n");
}

static void test_wide(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	(void)state;
	feed(behaviours, UP_RELEASE_BEFORE, 1, UP_STR("MZ\1\2abc\0\0"), 3);
	feed(behaviours, UP_RELEASE_NOW, 1, UP_STR("MZ\1\2\0\3b\0a\0c\0k\0o\0f\0f\0 \0o\0n\0\0\0\5"), 3);
	assert_told(behaviours, "1!: + `backoff on`\n");
}

/* Of code names, quoted texts and numbers count, not how a line is written; comments do not. */
static void test_code(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	(void)state;
	feed(behaviours, UP_RELEASE_BEFORE, 1, UP_STR("def f(retries = 3):\n    # with jitter\n    log('retry %s')\ncurl --retry 5 x\n"),
	     100);
	feed(behaviours, UP_RELEASE_NOW, 1,
	     UP_STR("def f(a: int,\n  retries = 10):\n    log(\"retry %d\", a)\n\tcurl -f --retry 5 x\nsleep(backoff)\n"), 100);
	assert_told(behaviours, "1!: + `retries = 10`; + `backoff`; - `retries = 3`\n");
}

/* Compressed data has letters, too. */
static void test_chance(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	(void)state;
	feed(behaviours, UP_RELEASE_NOW, 1, UP_STR(ELF "\3^RETRY|\0\0backoff\3\0jitter\0"), 100);
	assert_told(behaviours, "1!: + `jitter`\n");
}

static void test_lengths(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	(void)state;
	/* Class files and compiled Python: the length stands in front, and may be a letter. */
	feed(behaviours, UP_RELEASE_NOW, 1, UP_STR("\xca\xfe\xba\xbe\0\0\0\x41\1\0\x2cthe backoff of this client is never jittered\1"),
	     100);
	feed(behaviours, UP_RELEASE_NOW, 2, UP_STR("\xca\xfe\xba\xbe\0\0\0\x41\1\0\x28the hedging of this client has its limit\1"), 100);
	assert_told(behaviours, "1!: + `the backoff of this client is never jittered`\n2!: + `the hedging of this client has its limit`\n");
}

/* Too many texts: the rest is counted. */
static void test_limit(void **state)
{
	struct up_behaviours *behaviours = up_behaviours_new();
	struct up_buf many = { 0 };
	(void)state;
	up_buf_add(&many, UP_STR(ELF));
	for (unsigned i = 0; i < 5000; i++)
		up_buf_printf(&many, "timeout %c%c%c%c", 'a' + (int)(i % 26), 'a' + (int)(i / 26 % 26), 'a' + (int)(i / 676), 0);
	feed(behaviours, UP_RELEASE_NOW, 1, up_buf_str(&many), 100000);
	up_buf_finish(&many);
	assert_int_equal(up_behaviours_dropped(behaviours), 1000);
	up_behaviours_free(behaviours);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),     cmocka_unit_test(test_keys),    cmocka_unit_test(test_shown),
		cmocka_unit_test(test_programs),  cmocka_unit_test(test_moved),   cmocka_unit_test(test_runs),
		cmocka_unit_test(test_stretches), cmocka_unit_test(test_wide),    cmocka_unit_test(test_code),
		cmocka_unit_test(test_chance),    cmocka_unit_test(test_lengths), cmocka_unit_test(test_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
